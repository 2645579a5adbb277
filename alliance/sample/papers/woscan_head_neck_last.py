"""Head and Neck Cancer MCN, West of Scotland: last year's plan, closed after its last actions were carried forward."""

from alliance.sample.outline import Action as A
from alliance.sample.outline import Objective as O
from alliance.sample.outline import Paper

MEETING = "Run the weekly regional meeting well"
DIAGNOSIS = "Shorten the way to a diagnosis"
GUIDES = "Keep clinical guides up to date and in use"
SURGERY = "Give every patient in the region the same access to surgery"
CARE = "Support people before, during and after treatment"
AUDIT = "Learn from audit and survival figures"
PEOPLE = "Teach, recruit and keep people"
VOICE = "Hear from patients and act on it"
WATCH = "Keep in view"

LAST = Paper(
    "woscan-head-neck",
    meets=22,
    ends=82,
    objectives=(
        O(
            MEETING,
            (
                A(
                    "Agree what a referral to the weekly meeting must contain, and send back what does not",
                    "MCN Manager; MCN Clinical Lead; MDT Coordinators",
                    "Jun yy",
                    "done",
                ),
                A(
                    "Write down who stands in for whom when a core member of the meeting is away",
                    "MCN Clinical Lead",
                    "Q2",
                    "late",
                ),
                A(
                    "Count how often a case is talked about twice for want of a scan or a biopsy",
                    "Information Analyst; MDT Coordinators",
                    "30 September yyyy",
                    "done",
                    done="Counted over twelve weeks: one case in six comes back, mostly for imaging.",
                ),
            ),
        ),
        O(
            DIAGNOSIS,
            (
                A(
                    "Map each board's steps from referral to first clinic for a neck lump",
                    "MCN Manager; Board Cancer Managers",
                    "Aug yy",
                    "done",
                    steps=(
                        ("Ayrshire and Arran, Forth Valley", "Jun yy"),
                        ("Greater Glasgow and Clyde, Lanarkshire", "Jul yy"),
                    ),
                ),
                A(
                    "Try a same-day ultrasound and needle clinic in two boards",
                    "Radiology Lead; MCN Clinical Lead",
                    "Q3",
                    "slip",
                ),
                A(
                    "Agree a single form for urgent referrals with general practice",
                    "Primary Care Lead; MCN Manager",
                    "Dec yy",
                    "carried",
                ),
                A(
                    "Show waiting times by step, not only from end to end, on the monthly sheet",
                    "Information Analyst",
                    "Oct yy",
                    "early",
                ),
            ),
        ),
        O(
            GUIDES,
            (
                A(
                    "Review the guides for laryngeal and thyroid cancer",
                    "MCN Clinical Lead; Advisory Board",
                    "Q2",
                    "done",
                    steps=("Laryngeal", "Thyroid"),
                ),
                A(
                    "Write a guide for the neck node without a known primary",
                    "MCN Clinical Lead; Regional Pathology Lead",
                    "Jan yy",
                    "slip far",
                ),
                A(
                    "Put all guides into one place that a phone on the ward can open",
                    "MCN Manager; eHealth Team",
                    "Q4",
                    "slip",
                ),
                A("Withdraw guides that nobody has reviewed for three years", "Advisory Board", "Nov yy", "done"),
            ),
        ),
        O(
            SURGERY,
            (
                A(
                    "Set out what robotic surgery for throat cancers would need in theatre time and training",
                    "Surgical Lead; Finance Department, NHS Greater Glasgow and Clyde",
                    "Sep yy",
                    "late",
                ),
                A(
                    "Agree which patients are offered it, wherever they live",
                    "MCN Clinical Lead; Surgical Lead",
                    "Q3",
                    "done",
                ),
                A(
                    "Count how many operations are put off for want of a bed in intensive care",
                    "Information Analyst; Surgical Lead",
                    "Feb yy",
                    "carried",
                ),
            ),
        ),
        O(
            CARE,
            (
                A(
                    "Make sure that everyone sees a dentist before radiotherapy begins",
                    "Dental Lead; Lead Cancer Nurse",
                    "Q3",
                    "hopeful",
                ),
                A(
                    "Offer swallowing exercises before treatment in all four boards",
                    "Speech and Language Therapy Lead",
                    "Mar yy",
                    "overdue",
                ),
                A(
                    "Print a card that tells patients whom to ring at night",
                    "Lead Cancer Nurse",
                    "Jul yy",
                    "done",
                    done="Card printed and handed out in all clinics since the summer.",
                ),
                A(
                    "Review how feeding tubes are placed and looked after at home",
                    "Dietetic Lead; Lead Cancer Nurse",
                    "Q4",
                    "stale",
                ),
            ),
        ),
        O(
            AUDIT,
            (
                A(
                    "Go through the yearly quality indicators and name what stands out, board by board",
                    "MCN Clinical Lead; Information Analyst",
                    "Nov yy",
                    "done",
                ),
                A(
                    "Agree an improvement for each indicator that was missed",
                    "Advisory Board; Board Cancer Managers",
                    "Jan yy",
                    "late",
                ),
                A(
                    "Compare two-year survival by stage with the other two regions",
                    "Information Analyst; MCN Clinical Lead",
                    "Q4",
                    "never begun",
                ),
            ),
        ),
        O(
            PEOPLE,
            (
                A(
                    "Hold a study day for nurses on the wards that take few of these patients",
                    "Lead Cancer Nurse",
                    "Oct yy",
                    "done",
                ),
                A(
                    "Make the case for a second consultant radiologist with a head and neck session",
                    "Radiology Lead; Board Cancer Managers",
                    "Q3",
                    "closed",
                ),
            ),
        ),
        O(
            VOICE,
            (
                A(
                    "Ask fifty people after treatment what they would have liked to know sooner",
                    "Lead Cancer Nurse; Patient Representatives",
                    "Q2 and 3",
                    "done",
                ),
                A(
                    "Have two patients read every new leaflet before it is printed",
                    "Patient Representatives",
                    "Ongoing",
                    "ongoing",
                ),
            ),
        ),
        O(
            WATCH,
            (
                A("National work on blood tests for the papilloma virus", "MCN Clinical Lead", "TBC", "waiting"),
                A("New rules for the safe handling of dental X-rays", "Dental Lead", "TBC", "waiting"),
            ),
            watching_brief=True,
        ),
    ),
)
