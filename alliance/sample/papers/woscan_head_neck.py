"""Head and Neck Cancer MCN, West of Scotland: this year's plan, with actions carried forward from last year's."""

from alliance.sample.outline import Action as A
from alliance.sample.outline import Carried as C
from alliance.sample.outline import Objective as O
from alliance.sample.outline import Paper
from alliance.sample.papers.woscan_head_neck_last import (
    AUDIT,
    CARE,
    DIAGNOSIS,
    GUIDES,
    MEETING,
    PEOPLE,
    SURGERY,
    VOICE,
    WATCH,
)

THIS = Paper(
    "woscan-head-neck",
    meets=20,
    objectives=(
        O(
            MEETING,
            (
                A(
                    "Halve the number of cases that come back to the meeting for want of a scan",
                    "MCN Manager; Radiology Lead",
                    "Dec yy",
                    "steady",
                    steps=(
                        ("Agree a checklist with radiology", "Jun yy"),
                        ("Try it for six weeks", "Sep yy"),
                        ("Count again", "Nov yy"),
                    ),
                ),
                A(
                    "Move the meeting's list to the new regional system",
                    "eHealth Team; MDT Coordinators; MCN Manager",
                    "Q2",
                    "late",
                    news=("Test records moved without loss.",),
                    done="Live since the last week of the month; two old lists kept for reading only.",
                ),
                A(
                    "Watch how long the meeting takes per case, and tell the chair",
                    "MDT Coordinators",
                    "Ongoing",
                    "ongoing, rated",
                ),
                A("Train three more people to chair the meeting", "MCN Clinical Lead", "Oct yy", "done"),
            ),
        ),
        O(
            DIAGNOSIS,
            (
                A(
                    "Open the same-day neck lump clinic in the remaining two boards",
                    "Radiology Lead; Board Cancer Managers",
                    "Jan yy",
                    "worried",
                    steps=("Forth Valley", "Lanarkshire"),
                ),
                A(
                    "Give patients a date for the next step before they leave the clinic",
                    "Board Cancer Managers; MCN Manager",
                    "30 September yyyy",
                    "hopeful",
                ),
                C("2.3", "Sep yy", "slip", news=("Form agreed with three boards; one asks for a paper version.",)),
                A(
                    "Agree how nasal endoscopy pictures are sent to the cancer centre",
                    "eHealth Team; MCN Clinical Lead",
                    "Once the new picture archive is in use",
                    "waiting",
                ),
                A(
                    "Look into every case that took longer than 104 days and write down why",
                    "MCN Manager; Board Cancer Managers",
                    "Monthly",
                    "ongoing",
                ),
            ),
        ),
        O(
            GUIDES,
            (
                A(
                    "Bring the guides for mouth and throat cancers into line with the national pathway",
                    "MCN Clinical Lead; Advisory Board",
                    "Q3",
                    "tight",
                    steps=("Mouth", "Oropharynx", "Hypopharynx"),
                ),
                A(
                    "Write a one-page guide to salivary gland cancers",
                    "Regional Pathology Lead; MCN Clinical Lead",
                    "Nov yy",
                    "slip far",
                ),
                A(
                    "Ask the wards whether they open the guides, and from where",
                    "MCN Manager",
                    "Jul yy",
                    "done",
                    done="Sixty replies. Most look them up on a phone; two of the guides are never opened.",
                ),
                A(
                    "Agree follow-up by phone for patients who are well two years after treatment",
                    "MCN Clinical Lead; Lead Cancer Nurse",
                    "Mar yy",
                    "steady",
                ),
            ),
        ),
        O(
            SURGERY,
            (
                A(
                    "Begin the regional list for robotic surgery",
                    "Surgical Lead; Board Cancer Managers",
                    "Q2 – Q3",
                    "slip well",
                ),
                A(
                    "Publish each quarter how patients from each board get onto that list",
                    "Information Analyst; Surgical Lead",
                    "Q4",
                    "steady",
                ),
                C("4.3", "Aug yy", "late"),
                A(
                    "Make the case for a shared on-call rota of reconstructive surgeons",
                    "Surgical Lead; Finance Department, NHS Greater Glasgow and Clyde",
                    "Feb yy",
                    "stale",
                ),
            ),
        ),
        O(
            CARE,
            (
                A(
                    "Offer help to stop smoking at the first clinic in every board",
                    "Lead Cancer Nurse; Public Health Leads",
                    "Jun yy",
                    "early",
                ),
                A(
                    "Begin fitness classes before treatment, near people's homes",
                    "Lead Cancer Nurse; Physiotherapy Lead",
                    "Q3",
                    "step late",
                    steps=(("Find rooms in each board", "Jul yy"), ("Train two instructors for each board", "Oct yy")),
                ),
                A(
                    "Measure weight and swallowing at fixed points, and act on a loss",
                    "Dietetic Lead; Speech and Language Therapy Lead",
                    "Dec yy",
                    "withdrawn",
                ),
                A(
                    "Give everyone a written summary when treatment ends",
                    "Lead Cancer Nurse; MCN Clinical Lead",
                    "Mar yy",
                    "steady",
                    starts="1 January",
                ),
                A(
                    "Agree who looks after dental work in the years after radiotherapy",
                    "Dental Lead",
                    "to be confirmed",
                    "waiting",
                ),
            ),
        ),
        O(
            AUDIT,
            (
                A(
                    "Collect this year's quality indicators and put the exceptions before the board",
                    "Information Analyst; MCN Clinical Lead",
                    "Nov yy",
                    "overdue",
                    steps=(
                        ("Boards send their figures", "Aug yy"),
                        ("Exceptions written up", "Oct yy"),
                        "Board report",
                    ),
                ),
                A(
                    "Finish last year's improvements and show that they worked",
                    "Board Cancer Managers; MCN Manager",
                    "May yy",
                    "tight",
                ),
                A(
                    "Explain the difference in survival of throat cancer between boards",
                    "Information Analyst; MCN Clinical Lead",
                    "Jan yy",
                    "quiet",
                ),
            ),
        ),
        O(
            PEOPLE,
            (
                A(
                    "Hold a regional education day with a morning on the year's audit",
                    "MCN Manager; MCN Clinical Lead",
                    "Sept/Oct yyyy",
                    "done",
                    done="Ninety people came, twice as many as last year. Slides are with every board.",
                ),
                A(
                    "Draw up a plan for the specialist nurse posts that fall vacant in the next three years",
                    "Lead Cancer Nurse; Board Cancer Managers",
                    "Feb yy",
                    "stuck",
                ),
                A("Offer trainees a week in the cancer centre's clinic", "MCN Clinical Lead", "Jul yy", "closed"),
            ),
        ),
        O(
            VOICE,
            (
                A(
                    "Set up a panel of eight former patients that meets twice a year",
                    "Patient Representatives; MCN Manager",
                    "Jun yy",
                    "hopeful",
                ),
                A(
                    "Tell people what changed because of what they said",
                    "MCN Manager",
                    "by year end",
                    "steady",
                    starts="1 February",
                ),
            ),
        ),
        O(
            WATCH,
            (
                A("A national register of rare cancers of the nose and sinuses", "MCN Clinical Lead", "TBC", "waiting"),
                A("Trials of shorter courses of radiotherapy", "Oncology Lead", "TBC", "waiting, forgotten"),
                A(
                    "National guidance on prehabilitation, and what it asks of networks",
                    "Lead Cancer Nurse",
                    "Sep yy",
                    "waiting",
                ),
            ),
            watching_brief=True,
        ),
    ),
)
