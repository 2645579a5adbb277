"""Head and Neck Site-Specific Group, Wessex: its first plan in this form."""

from alliance.sample.outline import Action as A
from alliance.sample.outline import Objective as O
from alliance.sample.outline import Paper

THIS = Paper(
    "wessex-head-neck",
    meets=27,
    objectives=(
        O(
            "Answer four in five referrals within 28 days",
            (
                A(
                    "Sort referrals on the day they come, by a clinician",
                    "Clinical Lead; Trust Cancer Managers",
                    "Q2",
                    "done",
                    done="All five units sort on the day; one in eight goes to a routine clinic instead.",
                ),
                A(
                    "Offer a one-stop neck lump clinic in Portsmouth and on the Isle of Wight",
                    "Radiology Lead; Trust Cancer Managers",
                    "Nov yy",
                    "slip",
                    steps=("Portsmouth", "Isle of Wight"),
                ),
                A(
                    "Agree which hoarse voices can see a speech therapist first",
                    "Speech and Language Therapy Lead; Clinical Lead",
                    "Oct yy",
                    "hopeful",
                ),
                A("Book the biopsy at the first visit", "Trust Cancer Managers", "Sep yy", "slip far"),
                A(
                    "Send a message to the practice on the day that cancer is ruled out",
                    "Network Manager; Primary Care Lead",
                    "Jan yy",
                    "steady",
                ),
                A(
                    "Bring the number waiting over 62 days below twelve",
                    "Trust Cancer Managers; Network Manager",
                    "Dec yy",
                    "worried",
                    steps=(("Below thirty", "Jun yy"), ("Below twenty", "Sep yy")),
                ),
            ),
        ),
        O(
            "Treat in time, in the right place",
            (
                A(
                    "Agree a shared theatre list for long operations",
                    "Surgical Lead; Trust Cancer Managers",
                    "Q3",
                    "slip far",
                ),
                A("Have dental checks within a week of the decision to treat", "Dental Lead", "Aug yy", "done"),
                A("Write down what can be treated nearer home", "Clinical Lead; Oncology Lead", "Feb yy", "stale"),
                A(
                    "Plan radiotherapy while the dental work is under way",
                    "Oncology Lead; Dental Lead",
                    "Jul yy",
                    "early",
                ),
                A(
                    "Review delays of more than a week between plan and first dose",
                    "Oncology Lead; Data Manager",
                    "Ongoing",
                    "ongoing",
                ),
            ),
        ),
        O(
            "Support before and after treatment",
            (
                A("Give every patient a named dietitian", "Dietetic Lead", "Jun yy", "long overdue"),
                A(
                    "Open a laryngectomy group that meets in each county",
                    "Speech and Language Therapy Lead; Patient Partners",
                    "Q4",
                    "steady",
                    starts="1 November",
                ),
                A(
                    "Check swallowing three and twelve months after radiotherapy",
                    "Speech and Language Therapy Lead",
                    "Mar yy",
                    "steady",
                ),
                A(
                    "Agree how late effects on teeth and jaw are seen and by whom",
                    "Dental Lead; Clinical Lead",
                    "to be confirmed",
                    "waiting",
                ),
                A(
                    "Offer a follow-up that patients start themselves after two years",
                    "Lead Nurse; Clinical Lead",
                    "Dec yy",
                    "withdrawn",
                ),
            ),
        ),
        O(
            "Prevent, and reach those who come late",
            (
                A(
                    "Teach dentists and pharmacists the signs that need a referral",
                    "Early Diagnosis Lead; Dental Lead",
                    "Sept/Oct yyyy",
                    "done",
                ),
                A(
                    "Run a campaign in the two ports with the highest rates",
                    "Early Diagnosis Lead; Public Health Leads",
                    "Q4",
                    "quiet",
                ),
                A("Offer help with alcohol at the first clinic", "Lead Nurse; Public Health Leads", "Nov yy", "tight"),
            ),
        ),
        O(
            "Know how we are doing",
            (
                A(
                    "Agree five measures that the group looks at every time",
                    "Network Manager; Clinical Lead",
                    "May yy",
                    "done",
                ),
                A(
                    "Show outcomes of surgery by unit, with the size of each",
                    "Data Manager; Surgical Lead",
                    "Jan yy",
                    "step late",
                    steps=(("Definitions agreed", "Jul yy"), ("First run", "Nov yy")),
                ),
                A(
                    "Take part in the national audit with complete data",
                    "Data Manager; MDT Coordinators",
                    "31 March yyyy",
                    "steady",
                ),
                A(
                    "Ask patients how they heard their diagnosis",
                    "Patient Partners; Lead Nurse",
                    "Q3",
                    "brought forward",
                ),
            ),
        ),
        O(
            "Have the people it takes",
            (
                A(
                    "Find cover for the consultant who covers two sites alone",
                    "Clinical Lead; Workforce Lead",
                    "Aug yy",
                    "closed",
                ),
                A("Begin a development post for specialist nurses", "Lead Nurse; Workforce Lead", "Feb yy", "stuck"),
                A("Describe the clinic of the future in two pages", "Clinical Lead", "After the away day", "waiting"),
            ),
        ),
        O(
            "Keep in view",
            (
                A("National review of surgical centres", "Network Manager", "TBC", "waiting"),
                A(
                    "Papilloma virus vaccination at school: uptake and what it means here",
                    "Public Health Leads",
                    "TBC",
                    "waiting",
                ),
            ),
            watching_brief=True,
        ),
    ),
)
