"""Colorectal Cancer MCN, West of Scotland: last year's plan was never closed, and some of its actions forgotten."""

from alliance.sample.outline import Action as A
from alliance.sample.outline import Carried as C
from alliance.sample.outline import Objective as O
from alliance.sample.outline import Paper

TESTING = "Use the stool test to decide who needs a camera, and how soon"
SCOPES = "Make the most of endoscopy"
TREATMENT = "Offer the best treatment wherever people live"
RECOVERY = "Help people live well after treatment"
FAMILIES = "Find families at risk"
QUALITY = "Use our figures to improve"
WATCH = "Keep in view"

LAST = Paper(
    "woscan-colorectal",
    meets=30,
    leaves=("2.4", "4.2", "6.3"),
    objectives=(
        O(
            TESTING,
            (
                A(
                    "Agree one cut-off of the stool test for urgent referral in all four boards",
                    "MCN Clinical Lead; Primary Care Lead",
                    "Jun yy",
                    "done",
                ),
                A(
                    "Send a kit with every referral that comes without a result",
                    "Board Cancer Managers; Primary Care Lead",
                    "Q3",
                    "late",
                ),
                A(
                    "Tell practices each quarter how many of their referrals came with a result",
                    "Information Analyst",
                    "Q2",
                    "done",
                ),
                A(
                    "Agree what happens to people with a negative test who still have symptoms",
                    "MCN Clinical Lead; Primary Care Lead",
                    "Dec yy",
                    "carried",
                ),
            ),
        ),
        O(
            SCOPES,
            (
                A(
                    "Count unused endoscopy slots by site and weekday",
                    "Endoscopy Leads; Information Analyst",
                    "Jul yy",
                    "done",
                ),
                A("Ring patients two days before their appointment", "Endoscopy Leads", "Sep yy", "early"),
                A(
                    "Share one waiting list between neighbouring units",
                    "Board Cancer Managers; Endoscopy Leads",
                    "Jan yy",
                    "carried",
                ),
                A("Write up what the camera capsule trial taught us", "MCN Clinical Lead", "Feb yy", "stale"),
            ),
        ),
        O(
            TREATMENT,
            (
                A(
                    "Agree who is offered treatment before surgery for rectal cancer",
                    "MCN Clinical Lead; Oncology Lead",
                    "Q2",
                    "slip",
                ),
                A("Set a standard for the time from decision to keyhole surgery", "Surgical Lead", "Oct yy", "done"),
                A(
                    "Review emergency operations: could they have been found sooner?",
                    "Surgical Lead; Information Analyst",
                    "Q4",
                    "slip far",
                ),
                A(
                    "Write down the way to liver surgery and how long each step may take",
                    "MCN Manager; Hepatobiliary Lead",
                    "Nov yy",
                    "slip well",
                ),
            ),
        ),
        O(
            RECOVERY,
            (
                A(
                    "Offer everyone with a stoma a home visit in the first fortnight",
                    "Stoma Care Nurses",
                    "Q3",
                    "hopeful",
                ),
                A(
                    "Try follow-up that patients start themselves, in one board",
                    "Lead Cancer Nurse; MCN Manager",
                    "Mar yy",
                    "stale",
                ),
                A(
                    "Print what to expect after bowel surgery, month by month",
                    "Lead Cancer Nurse; Patient Representatives",
                    "Aug yy",
                    "done",
                ),
            ),
        ),
        O(
            FAMILIES,
            (
                A("Test every tumour for the signs of an inherited risk", "Regional Pathology Lead", "Q4", "tight"),
                A(
                    "Find out how many families were told, and how many came",
                    "Genetics Service; Information Analyst",
                    "Jan yy",
                    "late",
                ),
            ),
        ),
        O(
            QUALITY,
            (
                A(
                    "Report the yearly indicators and agree an action for each that was missed",
                    "MCN Clinical Lead; Information Analyst",
                    "Nov yy",
                    "done",
                ),
                A(
                    "Show each surgeon their own results in confidence",
                    "Surgical Lead; Information Analyst",
                    "Feb yy",
                    "slip",
                ),
                A(
                    "Agree with the other regions how deaths within ninety days are counted",
                    "Information Analyst",
                    "31 January yyyy",
                    "quiet",
                ),
            ),
        ),
        O(
            WATCH,
            (
                A("National plans for younger screening ages", "MCN Manager", "TBC", "waiting"),
                A("Artificial intelligence that points out polyps during a scope", "Endoscopy Leads", "TBC", "waiting"),
            ),
            watching_brief=True,
        ),
    ),
)

THIS = Paper(
    "woscan-colorectal",
    meets=33,
    objectives=(
        O(
            TESTING,
            (
                A(
                    "Reach nine referrals in ten with a stool test result",
                    "Primary Care Lead; Board Cancer Managers",
                    "Dec yy",
                    "worried",
                    steps=(("Seven in ten", "Jun yy"), ("Eight in ten", "Sep yy")),
                ),
                A(
                    "Offer the test through community pharmacies in two towns",
                    "Primary Care Lead; Public Health Leads",
                    "Q3",
                    "slip",
                ),
                A(
                    "Write to people who did not return their kit, in words that they would use",
                    "Patient Representatives; Primary Care Lead",
                    "Aug yy",
                    "done",
                    done="Letter in use since August; one in four sends the kit after all.",
                ),
                C("1.4", "Oct yy", "tight"),
            ),
        ),
        O(
            SCOPES,
            (
                A(
                    "Keep a shared picture of endoscopy waits, renewed each Monday",
                    "Information Analyst; Endoscopy Leads",
                    "Ongoing",
                    "ongoing",
                ),
                A(
                    "Train four nurses to carry out scopes",
                    "Endoscopy Leads; Lead Cancer Nurse",
                    "Mar yy",
                    "steady",
                    steps=("Two begin", "Two more begin", "First two signed off"),
                ),
                C("2.3", "Nov yy", "slip far"),
                A(
                    "Agree how sedation is offered, so that units are alike",
                    "Endoscopy Leads",
                    "Jun yy",
                    "long overdue",
                ),
                A("Use the unit's Saturdays for people who wait longest", "Board Cancer Managers", "Q2", "late"),
            ),
        ),
        O(
            TREATMENT,
            (
                A(
                    "Bring radiotherapy before rectal surgery to within four weeks of the decision",
                    "Oncology Lead; MCN Clinical Lead",
                    "Jan yy",
                    "hopeful",
                ),
                A(
                    "Agree which early rectal cancers can be watched instead of operated on",
                    "MCN Clinical Lead; Surgical Lead",
                    "Q3",
                    "done",
                ),
                A(
                    "Give older people an assessment of frailty before the decision to operate",
                    "Lead Cancer Nurse; Surgical Lead",
                    "Sep yy",
                    "step late",
                    steps=(("Agree the tool", "Jun yy"), ("Train the clinics", "Aug yy")),
                ),
                A(
                    "Look at variation in chemotherapy after surgery and discuss it openly",
                    "Oncology Lead; Information Analyst",
                    "Feb yy",
                    "stale",
                ),
                A(
                    "Hold joint clinics with the liver team twice a month",
                    "Hepatobiliary Lead; MCN Clinical Lead",
                    "When the new rota begins",
                    "waiting",
                ),
            ),
        ),
        O(
            RECOVERY,
            (
                A(
                    "Widen self-started follow-up to all four boards",
                    "Lead Cancer Nurse; MCN Manager",
                    "Mar yy",
                    "steady",
                    starts="1 October",
                ),
                A(
                    "Offer a class on bowel function after rectal surgery",
                    "Stoma Care Nurses; Physiotherapy Lead",
                    "Q4",
                    "quiet",
                ),
                A(
                    "Check that people know the name of their nurse",
                    "Lead Cancer Nurse; Patient Representatives",
                    "Sep yy",
                    "early",
                ),
                A("Find money for a support worker in each board", "Board Cancer Managers", "tbc", "waiting"),
            ),
        ),
        O(
            FAMILIES,
            (
                A(
                    "Tell relatives about testing by a letter that the patient can hand on",
                    "Genetics Service; Lead Cancer Nurse",
                    "Jul yy",
                    "slip far",
                ),
                A(
                    "Keep a register for yearly scopes of people with an inherited risk",
                    "Genetics Service; Endoscopy Leads",
                    "Dec yy",
                    "withdrawn",
                ),
            ),
        ),
        O(
            QUALITY,
            (
                A(
                    "Publish the yearly report in words that a patient can follow",
                    "MCN Manager; Patient Representatives",
                    "Q3",
                    "brought forward",
                ),
                A(
                    "Go through the exceptions with each board",
                    "MCN Clinical Lead; Board Cancer Managers",
                    "Nov yy",
                    "done",
                ),
                A("Agree a new indicator for return to work", "Advisory Board", "Feb yy", "never begun"),
                A(
                    "Tie pathology and surgery records together, so that nobody types twice",
                    "eHealth Team; Regional Pathology Lead",
                    "Q4",
                    "stuck",
                ),
            ),
        ),
        O(
            WATCH,
            (
                A("Blood tests that look for many cancers at once", "MCN Clinical Lead", "TBC", "waiting"),
                A("National tender for stoma products", "Stoma Care Nurses", "TBC", "waiting"),
            ),
            watching_brief=True,
        ),
    ),
)
