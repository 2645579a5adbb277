"""Breast Site-Specific Group, Wessex: a draft that has not been agreed yet, with many dates still open."""

from alliance.sample.outline import Action as A
from alliance.sample.outline import Objective as O
from alliance.sample.outline import Paper

THIS = Paper(
    "wessex-breast",
    meets=40,
    agreed=False,
    objectives=(
        O(
            "Clinics that answer on the day",
            (
                A(
                    "Offer a one-stop clinic within a week at every unit",
                    "Clinical Lead; Trust Cancer Managers",
                    "Q3",
                    "steady",
                ),
                A(
                    "See breast pain in a clinic of its own, led by nurses",
                    "Lead Nurse; Primary Care Lead",
                    "Dec yy",
                    "steady",
                ),
                A(
                    "Agree how many clinic places summer and Christmas need",
                    "Network Manager; Trust Cancer Managers",
                    "May yy",
                    "done",
                ),
                A(
                    "Share spare imaging sessions between neighbouring units",
                    "Radiology Lead; Trust Cancer Managers",
                    "TBC",
                    "waiting",
                ),
                A("Send results to the practice on the same day", "Trust Cancer Managers", "Jan yy", "tight"),
            ),
        ),
        O(
            "Screening and referral",
            (
                A(
                    "Catch up with invitations that were put off",
                    "Screening Service; Radiology Lead",
                    "Mar yy",
                    "steady",
                ),
                A(
                    "Bring screening closer to two towns with low uptake",
                    "Screening Service; Local Councils",
                    "TBC",
                    "waiting",
                ),
                A(
                    "Agree a better referral form with practices",
                    "Primary Care Lead; Clinical Lead",
                    "Sep yy",
                    "hopeful",
                ),
                A(
                    "Write to women with a family history about yearly scans",
                    "Genetics Service; Screening Service",
                    "Q4",
                    "steady",
                    starts="1 December",
                ),
            ),
        ),
        O(
            "Surgery and oncology",
            (
                A(
                    "Operate within 31 days of the decision, reconstruction included",
                    "Surgical Lead; Trust Cancer Managers",
                    "Feb yy",
                    "steady",
                ),
                A(
                    "Have a plan for days when the marking service is short",
                    "Radiology Lead; Surgical Lead",
                    "Nov yy",
                    "tight",
                ),
                A(
                    "Give gene expression tests by the same rule everywhere",
                    "Oncology Lead; Pathology Network",
                    "TBC",
                    "waiting",
                ),
                A(
                    "Offer treatment at home for those on antibodies",
                    "Oncology Lead; Lead Nurse",
                    "Once the pharmacy contract is signed",
                    "waiting",
                ),
                A("Compare rates of immediate reconstruction", "Data Manager; Surgical Lead", "Q4", "steady"),
            ),
        ),
        O(
            "Living with and beyond breast cancer",
            (
                A("Complete the move to self-started follow-up", "Lead Nurse; Network Manager", "Mar yy", "steady"),
                A("Offer a talk about menopause after treatment", "Lead Nurse; Patient Partners", "TBC", "waiting"),
                A(
                    "Have a nurse for advanced disease at each trust",
                    "Lead Nurse; Trust Cancer Managers",
                    "TBC",
                    "waiting",
                ),
                A("Check lymphoedema services against need", "Lead Nurse; Data Manager", "Jan yy", "steady"),
            ),
        ),
        O(
            "Figures, research, people",
            (
                A("Agree what the group looks at each quarter", "Network Manager; Data Manager", "Jun yy", "done"),
                A("Open the same trials at all trusts", "Oncology Lead; Research Network", "Ongoing", "ongoing"),
                A(
                    "Train four more advanced practitioners in imaging",
                    "Radiology Lead; Workforce Lead",
                    "Mar yy",
                    "steady",
                ),
                A("Plan for three retirements among radiologists", "Workforce Lead; Radiology Lead", "TBC", "waiting"),
                A("Ask younger women what would have helped them", "Patient Partners", "Q4", "steady"),
                A("Settle who pays for wire-free markers", "Trust Cancer Managers", "TBC", "waiting"),
                A("Describe the pathway for men", "Clinical Lead; Lead Nurse", "Feb yy", "steady"),
            ),
        ),
        O(
            "Keep in view",
            (
                A("Risk-based screening intervals", "Screening Service", "TBC", "waiting"),
                A("Reading of mammograms by computer", "Radiology Lead", "TBC", "waiting"),
            ),
            watching_brief=True,
        ),
    ),
)
