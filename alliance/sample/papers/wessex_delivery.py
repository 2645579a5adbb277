"""The delivery plan of the sample alliance: workstreams, deliverables with measures, milestones by quarter.

Written in our own words; leads are roles. In a fate stands what befalls a milestone (fates.py).
"""

from alliance.sample.delivery_outline import Deliverable as D
from alliance.sample.delivery_outline import Measure as S
from alliance.sample.delivery_outline import Milestone as M
from alliance.sample.delivery_outline import Workstream

PERFORMANCE = Workstream(
    "Faster diagnosis and performance",
    "programme.lead@wessex.example.nhs.uk",
    (
        D(
            "Shorter waits for everybody who is referred",
            "Bring every trust to the faster diagnosis standard and keep it there, and halve the longest waits.",
            "Head of Performance",
            (
                S("Patients told within 28 days", "CAN-02", "%", "increase", "71.5", "77", "28d"),
                S("Patients waiting longer than 62 days", "CAN-01", "patients", "decrease", "930", "640"),
            ),
            "Four of six trusts miss the standard. Colorectal and urology make up most of the long waits, so money "
            "and improvement time go there first. A weekly call looks at each patient beyond day 104.",
            q1=(
                M("Agree recovery plans with all six trusts", "done"),
                M("Start the weekly call about the longest waits", "early"),
                M("Model demand for imaging to the end of the year", "late"),
            ),
            q2=(
                M("Open two more straight-to-test clinics", "slip well", ("Rooms", "Rota", "Booking rules")),
                M("Give every trust the same view of its tracking list", "done"),
            ),
            q3=(
                M("Reach the 28-day standard in five of six trusts", "worried"),
                M("Review what the recovery money has bought", "steady"),
            ),
            q4=(M("Hold the standard for three months in a row", "steady"),),
        ),
        D(
            "One pathway for a suspected bowel cancer",
            "Use the stool test in practice before referral everywhere, and send who needs it straight to a test.",
            "Colorectal Programme Manager",
            (S("Referrals that come with a stool test", "", "%", "increase", "64", "80"),),
            "Practices in two towns still refer without the test. Kits by post and a short film for staff come first.",
            q1=(M("Write to every practice with its own figures", "done"), M("Kits by post in both systems", "done")),
            q2=(M("Safety net for people below the threshold in every trust", "slip"),),
            q3=(
                M("Audit what became of negative tests", "watched"),
                M("Teach the new rules to locum doctors", "quiet"),
            ),
            q4=(M("Eight in ten referrals come with a test", "tight"),),
        ),
        D(
            "Prostate in fewer steps",
            "Scan before biopsy within nine days of referral, with biopsies that need no theatre.",
            "Urology Programme Manager",
            (S("Days from referral to scan, at the median", "", "days", "decrease", "14", "9"),),
            "Theatre biopsies are the bottleneck on the coast. Training for nurses has begun.",
            q1=(M("Map each trust's pathway, step by step", "done"),),
            q2=(
                M("Train four nurses to take biopsies", "slip far", ("Find trainers", "Release time", "Sign off")),
                M("Buy the probes", "late"),
            ),
            q3=(M("Open the clinic on the coast", "hopeful"), M("Agree one letter for results", "done")),
            q4=(M("Scan within nine days in four trusts", "steady"),),
        ),
        D(
            "Rapid diagnosis for vague symptoms",
            "A clinic within reach of everybody whose symptoms point nowhere in particular.",
            "Rapid Diagnosis Manager",
            (
                S("People seen in clinics for vague symptoms", "", "people", "increase", "1180", "1500"),
                S("Practices that have referred this year", "", "%", "increase", "58", "85"),
            ),
            "Two clinics cover the mainland; islanders still travel. A third is to open by video.",
            q1=(M("Agree how the island clinic works", "done"),),
            q2=(M("Open the island clinic", "done"), M("Referral form in every practice system", "overdue")),
            q3=(M("First patient survey", "steady"), M("Meet the seven principles for lung and upper GI", "stuck")),
            q4=(M("Decide on a permanent budget", "waiting"),),
        ),
    ),
)
EARLIER = Workstream(
    "Earlier diagnosis and screening",
    "earlier.diagnosis@wessex.example.nhs.uk",
    (
        D(
            "Lung health checks",
            "Invite people aged 55 to 74 who have ever smoked, town by town, and scan those at risk.",
            "Lung Health Check Manager",
            (
                S("Invitations sent", "CAN-11", "people", "increase", "21000", "38000"),
                S("Invited people who come", "", "%", "increase", "47", "55"),
            ),
            "The truck has reached three towns. Two more follow; uptake is lowest where smoking is most common.",
            q1=(M("Finish the third town", "done"), M("Choose the sites for the next two", "done")),
            q2=(M("Start in the fourth town", "slip well"), M("Text reminders in five languages", "done")),
            q3=(M("Start in the fifth town", "moved early"), M("Stop-smoking help on the truck every day", "steady")),
            q4=(M("38,000 invitations since the start", "steady"), M("Plan for the two years ahead", "waiting")),
        ),
        D(
            "More people come to screening",
            "Close the gap in uptake between the least and the most deprived fifth.",
            "Screening Improvement Lead",
            (S("Gap in bowel screening uptake", "", "points", "decrease", "16", "12"),),
            "Community connectors work in eight neighbourhoods with the lowest uptake.",
            q1=(M("Recruit the connectors", "late"),),
            q2=(M("Calls to people who did not answer, in eight practices", "done"),),
            q3=(M("Show each practice its uptake by neighbourhood", "steady"),),
            q4=(M("Report what worked, with costs", "steady"),),
        ),
        D(
            "Practices that spot cancer sooner",
            "Help practices learn from late diagnoses and use decision tools.",
            "Primary Care Clinical Lead",
            (S("Practices with a yearly review of late diagnoses", "", "%", "increase", "40", "75"),),
            "Practice time is scarce, so visits are short and bring the practice's own cases.",
            q1=(M("Visit 30 practices", "done"),),
            q2=(
                M("Visit 30 more", "done"),
                M("Decision tool switched on in one system", "step late", ("Test", "Go live")),
            ),
            q3=(M("Visit the last 40", "steady"),),
            q4=(M("Share ten stories of what changed", "steady"),),
        ),
        D(
            "Watching people at high risk of liver cancer",
            "Six-monthly scans for everybody with cirrhosis, wherever they are looked after.",
            "Hepatology Lead Nurse",
            (S("People on the register scanned in time", "", "%", "increase", "52", "80"),),
            "A register exists in three trusts. The others have agreed to use the same one.",
            q1=(M("One register for all trusts", "slip far"),),
            q2=(M("Recall by letter and text", "late"),),
            q3=(M("Mobile scans for people who use drug services", "quiet"),),
            q4=(M("Eight in ten scanned in time", "tight"),),
        ),
        D(
            "Targeted checks for inherited bowel cancer",
            "Test every new bowel or womb cancer for the inherited kind.",
            "Genomics Programme Manager",
            (),
            "The national programme runs this in our area; we follow its figures.",
            programme="not_required",
        ),
    ),
)
TREATMENT = Workstream(
    "Treatment without unwarranted variation",
    "treatment@wessex.example.nhs.uk",
    (
        D(
            "Radiotherapy when it is needed",
            "Start within 31 days in both centres, with fewer visits where evidence allows.",
            "Radiotherapy Network Manager",
            (S("Treatments begun within 31 days", "", "%", "increase", "93", "96", "31d"),),
            "One machine is replaced in the summer; patients are offered the other centre.",
            q1=(M("Agree cover for the replacement", "done"),),
            q2=(M("New machine in use", "slip well", ("Bunker ready", "Machine delivered", "First patient")),),
            q3=(M("Five-visit courses offered for breast in both centres", "steady"),),
            q4=(M("96% in three months running", "steady"),),
        ),
        D(
            "Same day for chemotherapy tests",
            "Blood tests near home, and a decision before people set out for treatment.",
            "Chemotherapy Lead Nurse",
            (S("Treatments deferred on the day", "", "%", "decrease", "9.5", "6"),),
            "Late deferrals cost chairs and people's days. Community sites take blood the day before.",
            q1=(M("Four community sites take blood", "done"),),
            q2=(M("Eight community sites take blood", "done"), M("Results reach both systems", "overdue")),
            q3=(M("Deferrals below 7%", "worried"),),
            q4=(M("Deferrals below 6%", "steady"),),
        ),
        D(
            "Acting on what national audits find",
            "Look at each audit's outliers within a month and close the gap within a year.",
            "Clinical Quality Lead",
            (S("Audit actions closed in time", "", "%", "increase", "61", "90"),),
            "Lung and bowel audits name two trusts each. Clinical leads own the action plans.",
            q1=(M("Action plans for lung", "done"),),
            q2=(M("Action plans for bowel", "closed"),),
            q3=(M("Peer visits to two trusts", "watched"),),
            q4=(M("Second look at the same measures", "steady"),),
        ),
        D(
            "Prehabilitation before big operations",
            "Exercise, food and mood support for everybody who waits for major surgery.",
            "Prehabilitation Lead",
            (S("People offered support", "", "%", "increase", "38", "70"),),
            "Leisure centres run the classes; hospitals refer. Rural patients join by video.",
            q1=(M("Contracts with leisure centres", "done"),),
            q2=(M("Video classes", "done"),),
            q3=(M("Referral by default from three surgical teams", "slip"),),
            q4=(M("Seven in ten offered support", "tight"),),
        ),
    ),
)
CARE = Workstream(
    "Personalised care and experience",
    "personalised.care@wessex.example.nhs.uk",
    (
        D(
            "Follow-up that people steer themselves",
            "Supported self-management after breast, prostate and bowel cancer, with digital tracking.",
            "Personalised Care Manager",
            (
                S("People on self-managed follow-up", "CAN-21", "people", "increase", "5200", "7500"),
                S("Trusts with digital tracking", "", "trusts", "increase", "3", "6"),
            ),
            "Tracking by spreadsheet holds two trusts back. A shared system is being bought.",
            q1=(M("Choose the tracking system", "slip"), M("Womb cancer added in two trusts", "done")),
            q2=(M("Tracking live in the fourth trust", "long overdue"),),
            q3=(M("Tracking live in the fifth trust", "slip far"), M("Helplines answered within a day", "steady")),
            q4=(M("Tracking live everywhere", "worried"),),
        ),
        D(
            "A conversation about what matters, for everybody",
            "A needs assessment and a care plan within a month of diagnosis, and again after treatment.",
            "Lead Cancer Nurse",
            (S("People with an assessment", "", "%", "increase", "66", "80"),),
            "Support workers do most of the assessments; three posts are vacant.",
            q1=(M("Fill the vacant posts", "late"),),
            q2=(M("Electronic form in every clinic", "done"),),
            q3=(M("Assessments in Ukrainian, Polish and Bengali", "steady"),),
            q4=(M("Eight in ten people", "steady"),),
        ),
        D(
            "Acting on the patient experience survey",
            "Each trust picks three questions on which it does worst, and works on them with patients.",
            "Patient Voice Lead",
            (S("Questions that improved", "", "questions", "increase", "", "12"),),
            "A panel of 14 people reads every board paper before it goes out.",
            q1=(M("Choose the questions", "done"),),
            q2=(M("Put the changes in place", "done"),),
            q3=(M("Ask again with a short survey", "steady"),),
            q4=(M("Tell patients what changed", "ongoing"),),
        ),
        D(
            "Proton beam pathway",
            "Nothing to deliver here: the service is commissioned nationally.",
            "",
            (),
            "",
            programme="not_applicable",
            reason="The national team commissions this directly; the alliance has no part in it.",
        ),
    ),
)
ENABLERS = Workstream(
    "People, data and innovation",
    "programme.lead@wessex.example.nhs.uk",
    (
        D(
            "Enough people with the right skills",
            "A workforce plan for the teams that hold pathways up, with training posts that are filled.",
            "Workforce Programme Manager",
            (S("Vacant specialist nurse posts", "", "posts", "decrease", "31", "18"),),
            "Endoscopy, imaging and specialist nursing are the three shortages that hold patients up most.",
            q1=(M("Workforce plan agreed", "done"),),
            q2=(M("Twelve trainees begin", "done"), M("Return-to-practice offer", "stuck")),
            q3=(M("Rotations between hospitals", "moved early"),),
            q4=(M("Fewer than 18 vacancies", "stale"),),
        ),
        D(
            "Figures that everybody trusts",
            "One dashboard for boards, trusts and clinicians, refreshed every week.",
            "Head of Analytics",
            (S("People who use the dashboard each month", "", "people", "increase", "85", "220"),),
            "Analysts used to spend two days a month on slides. The dashboard replaces them.",
            q1=(M("Backlog by week", "early"),),
            q2=(M("Waits by tumour group and trust", "done"),),
            q3=(M("Inequalities by neighbourhood", "slip"), M("Retire the old slides", "steady")),
            q4=(M("Evaluate with users", "steady"),),
        ),
        D(
            "New ideas in use sooner",
            "Test three innovations a year, and spread or stop each within twelve months.",
            "Innovation Lead",
            (S("Innovations spread or stopped in time", "", "", "increase", "1", "3"),),
            "A capsule camera, a breath test and skin photographs in practices are this year's three.",
            q1=(M("Choose this year's three", "done"),),
            q2=(M("Skin photographs in 40 practices", "done"),),
            q3=(M("Capsule camera: first 200 people", "hopeful"),),
            q4=(M("Decide on all three", "steady"),),
        ),
    ),
)

PLAN = (PERFORMANCE, EARLIER, TREATMENT, CARE, ENABLERS)
