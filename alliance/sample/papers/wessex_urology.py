"""Urology Site-Specific Group, Wessex: the largest backlog, and a plan that shows it."""

from alliance.sample.outline import Action as A
from alliance.sample.outline import Objective as O
from alliance.sample.outline import Paper

THIS = Paper(
    "wessex-urology",
    meets=12,
    objectives=(
        O(
            "Prostate: from referral to answer in four weeks",
            (
                A(
                    "Scan before the first clinic at all trusts",
                    "Radiology Lead; Trust Cancer Managers",
                    "Jun yy",
                    "late",
                    steps=(("Southampton", "May yy"), ("Portsmouth", "Jun yy")),
                ),
                A(
                    "Take biopsies under local anaesthetic in the clinic",
                    "Clinical Lead; Trust Cancer Managers",
                    "Q3",
                    "slip",
                ),
                A(
                    "Leave out the biopsy where the scan is clear and the risk is low",
                    "Clinical Lead; Radiology Lead",
                    "Sep yy",
                    "done",
                    done="Agreed and in use at every trust; about forty fewer biopsies a month.",
                ),
                A("Hold a nurse-led clinic for results", "Lead Nurse", "Oct yy", "hopeful"),
                A(
                    "Review each patient waiting over 62 days, every week",
                    "Trust Cancer Managers; Network Manager",
                    "Ongoing",
                    "ongoing, rated",
                ),
                A(
                    "Bring the prostate backlog under its ceiling",
                    "Trust Cancer Managers; Network Manager",
                    "31 December yyyy",
                    "worried",
                    steps=(("Down by a quarter", "Jul yy"), ("Down by half", "Oct yy")),
                ),
            ),
        ),
        O(
            "Bladder and kidney: no avoidable step",
            (
                A(
                    "Give blood in urine a same-week scope and scan",
                    "Clinical Lead; Endoscopy Leads",
                    "Nov yy",
                    "slip far",
                ),
                A(
                    "Operate on bladder tumours within a fortnight of finding them",
                    "Surgical Lead; Trust Cancer Managers",
                    "Jan yy",
                    "overdue",
                ),
                A("Agree who may have a kidney tumour watched", "Clinical Lead; Surgical Lead", "Aug yy", "done"),
                A("Move robotic kidney surgery to two centres", "Surgical Lead; Trust Cancer Managers", "Q4", "stale"),
            ),
        ),
        O(
            "Treatment without delay or variation",
            (
                A(
                    "Offer every man a joint talk with surgeon and oncologist",
                    "Oncology Lead; Surgical Lead",
                    "Sep yy",
                    "late",
                ),
                A("Shorten radiotherapy for low-risk disease to five visits", "Oncology Lead", "Q2", "early"),
                A(
                    "Look into why some trusts operate and others watch",
                    "Clinical Lead; Data Manager",
                    "Dec yy",
                    "tight",
                ),
                A(
                    "Agree what an active surveillance clinic must do",
                    "Clinical Lead; Lead Nurse",
                    "Oct yy",
                    "slip well",
                ),
                A("Extend the evening treatment list", "Trust Cancer Managers", "Subject to funding", "waiting"),
            ),
        ),
        O(
            "Living well, and follow-up that fits",
            (
                A(
                    "Move stable patients to follow-up by blood test and letter",
                    "Lead Nurse; Network Manager",
                    "Mar yy",
                    "steady",
                    steps=("Two trusts", "Four trusts", "All trusts"),
                ),
                A(
                    "Offer help with continence and sex after treatment",
                    "Lead Nurse; Physiotherapy Lead",
                    "Feb yy",
                    "quiet",
                ),
                A("Have peer supporters in each clinic", "Patient Partners; Lead Nurse", "Jul yy", "done"),
                A("Print a guide to side effects that partners can read too", "Patient Partners", "Q2", "withdrawn"),
            ),
        ),
        O(
            "Find it in those at higher risk",
            (
                A(
                    "Hold talks with Black men's groups in three cities",
                    "Early Diagnosis Lead; Patient Partners",
                    "Q1 – Q3",
                    "done",
                ),
                A(
                    "Try case-finding vans at two workplaces",
                    "Early Diagnosis Lead; Local Councils",
                    "Nov yy",
                    "step late",
                    steps=(("Sites agreed", "Jun yy"), ("First visit", "Oct yy")),
                ),
                A(
                    "Tell practices which blood tests were not followed up",
                    "Primary Care Lead; Data Manager",
                    "Jan yy",
                    "steady",
                ),
            ),
        ),
        O(
            "Figures, and people",
            (
                A("Split the monthly sheet into prostate, bladder and kidney", "Data Manager", "May yy", "tight"),
                A(
                    "Measure turn-round of pathology by hospital",
                    "Pathology Network; Data Manager",
                    "Jun yy",
                    "long overdue",
                ),
                A(
                    "Model how many biopsy slots the coming year needs",
                    "Data Manager; Network Manager",
                    "Feb yy",
                    "steady",
                    starts="1 December",
                ),
                A("Recruit two advanced practitioners", "Workforce Lead; Trust Cancer Managers", "Mar yy", "stuck"),
                A(
                    "Agree a common job plan for clinic-based biopsies",
                    "Workforce Lead; Clinical Lead",
                    "Aug yy",
                    "never begun",
                ),
            ),
        ),
        O(
            "Keep in view",
            (
                A("The national trial of screening for prostate cancer", "Clinical Lead", "TBC", "waiting"),
                A("New tracers for bone scans", "Radiology Lead", "TBC", "waiting, forgotten"),
            ),
            watching_brief=True,
        ),
    ),
)
