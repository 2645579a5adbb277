"""Lung Site-Specific Group, Wessex: last year's plan closed on its last day, this year's in full swing."""

from alliance.sample.outline import Action as A
from alliance.sample.outline import Carried as C
from alliance.sample.outline import Objective as O
from alliance.sample.outline import Paper

EARLY = "Find lung cancer earlier"
PATHWAY = "Bring the pathway down to the best timed one"
MEETING = "Prepare cases so that the meeting can decide"
TREATMENT = "Reduce variation in treatment"
PERSON = "Care for the whole person"
DATA = "Have figures that everyone trusts"
PEOPLE = "Have the people it takes"
WATCH = "Keep in view"

LAST = Paper(
    "wessex-lung",
    meets=18,
    ends=0,
    objectives=(
        O(
            EARLY,
            (
                A(
                    "Agree where the van for lung health checks stands in the first year",
                    "Early Diagnosis Lead; Local Councils",
                    "May yy",
                    "done",
                ),
                A(
                    "Invite the first two practices in each town",
                    "Early Diagnosis Lead; Primary Care Lead",
                    "Q2",
                    "late",
                ),
                A("Set up a clinic for nodules found by chance", "Clinical Lead; Radiology Lead", "Nov yy", "slip"),
                A(
                    "Ask people who did not come to a check why not",
                    "Early Diagnosis Lead; Patient Partners",
                    "Q4",
                    "steady",
                ),
            ),
        ),
        O(
            PATHWAY,
            (
                A(
                    "Have the scan read within a day of a suspicious X-ray",
                    "Radiology Lead; Trust Cancer Managers",
                    "Sep yy",
                    "hopeful",
                    steps=(("Southampton and Portsmouth", "Jun yy"), ("Dorset and Winchester", "Aug yy")),
                ),
                A(
                    "Book breath tests at the same time as the scan",
                    "Lung Function Team; Trust Cancer Managers",
                    "Q3",
                    "done",
                ),
                A(
                    "Agree a way to the regional scanner that does not need a letter",
                    "Radiology Lead",
                    "Dec yy",
                    "carried",
                ),
                A("Measure the days between each step and share them every month", "Data Manager", "Jul yy", "done"),
            ),
        ),
        O(
            MEETING,
            (
                A("Write protocols for cases that need no discussion", "Clinical Lead", "Oct yy", "slip well"),
                A(
                    "Have the cancer centre's surgeons join by video every week",
                    "Trust Cancer Managers; Surgical Lead",
                    "Jun yy",
                    "early",
                ),
                A("Review the standard of information that comes with a case", "MDT Coordinators", "Feb yy", "tight"),
            ),
        ),
        O(
            TREATMENT,
            (
                A(
                    "Compare how many people with early disease have an operation or targeted radiotherapy",
                    "Clinical Lead; Data Manager",
                    "Nov yy",
                    "done",
                ),
                A(
                    "Agree one way to test a sample for mutations, and how long it may take",
                    "Pathology Network; Clinical Lead",
                    "Jan yy",
                    "carried",
                ),
                A("Offer a frailty clinic to those who are turned down for treatment", "Oncology Lead", "Q4", "closed"),
            ),
        ),
        O(
            PERSON,
            (
                A(
                    "Have a specialist nurse present when people hear the diagnosis",
                    "Lead Nurse; Trust Cancer Managers",
                    "Q3",
                    "worried",
                ),
                A("Begin exercise before treatment at three sites", "Prehabilitation Lead", "Sep yy", "done"),
                A("Write down what a holistic assessment should lead to", "Lead Nurse", "Jan yy", "late"),
                A("Ask about money worries at the first visit", "Lead Nurse; Patient Partners", "Ongoing", "ongoing"),
            ),
        ),
        O(
            DATA,
            (
                A(
                    "Complete stage and performance status for nineteen patients in twenty",
                    "Data Manager; MDT Coordinators",
                    "Mar yy",
                    "steady",
                ),
                A("Explain why the audit and the waiting-times figures differ", "Data Manager", "Q2", "done"),
            ),
        ),
        O(
            PEOPLE,
            (
                A(
                    "Map vacancies in radiology, pathology and nursing",
                    "Network Manager; Workforce Lead",
                    "Aug yy",
                    "done",
                ),
                A("Set up a shared teaching hour every other month", "Clinical Lead", "Q1 and 2", "done"),
                A("Recruit a navigator for each trust", "Trust Cancer Managers", "Oct yy", "overdue"),
            ),
        ),
        O(
            WATCH,
            (
                A("The national decision on lung screening", "Network Manager", "TBC", "waiting"),
                A("Home testing of breath", "Lung Function Team", "TBC", "waiting"),
            ),
            watching_brief=True,
        ),
    ),
)

THIS = Paper(
    "wessex-lung",
    meets=16,
    objectives=(
        O(
            EARLY,
            (
                A(
                    "Move the health-check van to the four towns with the highest rates",
                    "Early Diagnosis Lead; Local Councils",
                    "Jun yy",
                    "done",
                    done="In place and booked out until the autumn; uptake two points above last year's.",
                ),
                A(
                    "Reach half of those invited in the poorest fifth of areas",
                    "Early Diagnosis Lead; Primary Care Lead",
                    "Mar yy",
                    "worried",
                    steps=(
                        ("Texts in four languages", "Jul yy"),
                        ("Evening and Saturday slots", "Sep yy"),
                        ("Visit two workplaces", "Dec yy"),
                    ),
                ),
                A(
                    "Agree who follows up a nodule when somebody moves",
                    "Clinical Lead; Radiology Lead",
                    "Sep yy",
                    "overdue",
                ),
                A("Put stop-smoking advice on the van", "Public Health Leads; Early Diagnosis Lead", "Q2", "early"),
                A(
                    "Report on the first full year of checks",
                    "Early Diagnosis Lead; Data Manager",
                    "Q4",
                    "steady",
                    starts="5 January",
                ),
            ),
        ),
        O(
            PATHWAY,
            (
                A(
                    "Go straight from X-ray to scan at every trust",
                    "Radiology Lead; Trust Cancer Managers",
                    "Oct yy",
                    "hopeful",
                    steps=("Isle of Wight", "Dorset County", "Hampshire Hospitals"),
                ),
                A("Hold a daily call on who is stuck and why", "Trust Cancer Managers", "Ongoing", "ongoing, rated"),
                C("2.3", "Aug yy", "slip far"),
                A("Report samples from lung within seven days", "Pathology Network", "Nov yy", "overdue"),
                A(
                    "Tell people within three days when it is not cancer",
                    "Lead Nurse; Trust Cancer Managers",
                    "Dec yy",
                    "tight",
                ),
            ),
        ),
        O(
            MEETING,
            (
                A("Use the protocols for half of all cases", "Clinical Lead; MDT Coordinators", "Jan yy", "steady"),
                A(
                    "Agree times by which scans and reports must be in",
                    "Radiology Lead; MDT Coordinators",
                    "30 September yyyy",
                    "done",
                ),
                A(
                    "Look at every case that was deferred and count the reasons",
                    "MDT Coordinators; Data Manager",
                    "Q3",
                    "slip well",
                ),
            ),
        ),
        O(
            TREATMENT,
            (
                A(
                    "Offer surgery or targeted radiotherapy to eight in ten with early disease",
                    "Clinical Lead; Surgical Lead",
                    "Mar yy",
                    "steady",
                ),
                C("4.2", "Jul yy", "long overdue"),
                A(
                    "Begin systemic treatment within a fortnight of the result",
                    "Oncology Lead; Pathology Network",
                    "Feb yy",
                    "slip far",
                ),
                A(
                    "Review people treated as emergencies and what went before",
                    "Clinical Lead; Data Manager",
                    "Q3",
                    "stale",
                ),
                A(
                    "Agree when to repeat a sample after treatment stops working",
                    "Oncology Lead",
                    "When the national panel has reported",
                    "waiting",
                ),
            ),
        ),
        O(
            PERSON,
            (
                A(
                    "Offer exercise and diet advice before treatment at all trusts",
                    "Prehabilitation Lead; Trust Cancer Managers",
                    "Q3",
                    "step late",
                    steps=(("Portsmouth", "Jul yy"), ("Isle of Wight", "Nov yy")),
                ),
                A(
                    "Give every patient a plan for breathlessness",
                    "Lead Nurse; Lung Function Team",
                    "Sep yy",
                    "done",
                ),
                A(
                    "Bring palliative care into the clinic, not after it",
                    "Palliative Care Lead; Lead Nurse",
                    "Jan yy",
                    "quiet",
                ),
                A(
                    "Meet carers twice a year and write down what they need",
                    "Patient Partners; Lead Nurse",
                    "Q1 and Q3",
                    "slip",
                ),
            ),
        ),
        O(
            DATA,
            (
                A("Send the monthly sheet by the fifth working day", "Data Manager", "Monthly", "ongoing"),
                A(
                    "Break down waits by deprivation and by ethnic group",
                    "Data Manager; Network Manager",
                    "Oct yy",
                    "done",
                ),
                A("Close the gap between the two audits of surgery", "Data Manager; Surgical Lead", "Feb yy", "stuck"),
            ),
        ),
        O(
            PEOPLE,
            (
                A(
                    "Fill the navigator posts that are still open",
                    "Trust Cancer Managers; Workforce Lead",
                    "Jul yy",
                    "late",
                ),
                A(
                    "Train six radiographers to report chest X-rays",
                    "Radiology Lead; Workforce Lead",
                    "Mar yy",
                    "steady",
                    steps=("Chosen", "Course begun", "Supervised practice", "Signed off"),
                ),
                A(
                    "Share one bank of specialist nurses between trusts",
                    "Lead Nurse; Trust Cancer Managers",
                    "tbc",
                    "waiting",
                ),
                A(
                    "Hold the yearly study day on the Isle of Wight",
                    "Network Manager; Clinical Lead",
                    "Sept/Oct yyyy",
                    "brought forward",
                ),
            ),
        ),
        O(
            WATCH,
            (
                A("How national screening will take over the local checks", "Network Manager", "Mar yy", "waiting"),
                A("Computer reading of chest X-rays", "Radiology Lead", "TBC", "waiting"),
            ),
            watching_brief=True,
        ),
    ),
)
