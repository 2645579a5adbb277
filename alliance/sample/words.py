"""What people write about the actions of the sample plans, by phase; each pool is gone through before it repeats.

`{lead}` is the accountable lead, `{month}` the month after the report.
"""

COMMENTS = {
    "not started": (
        "",
        "Not due to begin yet.",
        "",
        "Waits for the action before it.",
        "In the diary; nothing needed from the group for now.",
        "",
        "To begin once {lead} has finished the work in hand.",
        "",
    ),
    "begun": (
        "Scope agreed with {lead}; a first draft is expected in {month}.",
        "First conversation held, people named at each site.",
        "Under way. Baseline being drawn together.",
        "Small working group set up and has met once.",
        "{lead} has taken this on; timetable agreed.",
        "Begun. Nothing in the way so far.",
        "Outline shared with the group, two sites have replied.",
        "Data request sent; answer promised for {month}.",
    ),
    "under way": (
        "Good progress, on course for the date.",
        "Draft out for comment until the middle of {month}.",
        "Three of the sites have replied, the rest chased.",
        "Discussed at the meeting; two points to settle, neither affects the date.",
        "First results seen by {lead}, no surprises.",
        "Work continues as planned.",
        "Comments taken in, second draft with {lead}.",
        "Slots booked for {month}, invitations out.",
        "Going well at two sites; the third begins in {month}.",
        "Half of it done. The rest depends on one set of figures.",
        "Tested with a small group, wording changed after their comments.",
        "Agreed in principle, details being worked through.",
    ),
    "nearly": (
        "Final draft with the group; sign-off expected at the next meeting.",
        "Nearly there: one site still to confirm.",
        "Last comments in; {lead} to close.",
        "On the agenda for sign-off in {month}.",
        "Everything ready but the covering letter.",
        "Checks under way; will be done in time.",
        "Small delay at one site, made up since.",
    ),
    "late": (
        "Past its date. Two sites outstanding; {lead} has spoken to both.",
        "Held up by leave and vacancies in the data team.",
        "Waiting for a decision outside the network; escalated.",
        "Not done in time. New attempt planned for {month}.",
        "Room and staff were double booked; being rearranged.",
        "Late, but moving: three quarters done.",
        "The figures had to be run again, which cost four weeks.",
    ),
    "ongoing": (
        "Continues; nothing to report by exception.",
        "Reviewed at the meeting, no change needed.",
        "Running as intended. Next look in {month}.",
        "One query from a site, answered.",
        "Attendance good; notes circulated.",
        "Continues. A short summary went to the board.",
        "No concerns raised this time.",
    ),
    "waiting": (
        "No date yet; waits for the national programme.",
        "",
        "Nothing new since the last meeting.",
        "{lead} keeps an eye on this.",
        "Heard that guidance is expected; no day given.",
        "",
        "Kept in view.",
    ),
    "complete": (
        "Done and signed off by the group.",
        "Complete. Sent to every site with a short note on what changes for them.",
        "Finished; {lead} will check in six months that it holds.",
        "Done. Results shared at the meeting and well received.",
        "Complete and published on the network's pages.",
        "Closed off: all sites have confirmed.",
        "Done, a little leaner than first planned.",
        "Complete. Lessons noted for next year's plan.",
    ),
    "closed": (
        "Will not be delivered: the national team took this over.",
        "Closed. The group agreed that the effort is better spent on waiting times.",
        "Not taken further; the sites preferred to keep what they have.",
        "Closed, because the funding it rested on was not awarded.",
    ),
    "year end": (
        "Ran all year; goes on as everyday business of the network.",
        "Year over. What is left is everyday business and needs no action in the plan.",
        "Kept in view to the end of the year; nothing came of it that needs work.",
    ),
}

BETTER = (
    "The new date was agreed with every site and the work itself is on course.",
    "All that is missing is a signature, promised for next week.",
    "The delay was a printing matter; clinics already work this way.",
    "Most of the benefit is in place; only the write-up is outstanding.",
)

PATHS = {
    "amber": (
        "Weekly call with the two sites until their part is in; back on course by the end of {month}.",
        "{lead} to agree a shorter scope at the next meeting.",
        "Ask for two days of analyst time in {month}.",
        "Use the slot of the {month} meeting to settle the open points.",
        "Temporary cover found; catch up by the end of {month}.",
    ),
    "red": (
        "Taken to the programme lead; decision on extra support due in {month}.",
        "Split in two: the part that all agree on by the end of {month}, the rest under a new date.",
        "Medical directors of the sites asked to name someone with protected time.",
        "New timetable to be agreed at the {month} meeting; until then a report every week.",
    ),
}

MOVED = (
    ("Two sites could not release staff before the holidays.", "Advisory board"),
    ("The figures arrived a month late and had to be checked.", "Network board"),
    ("National guidance is out for consultation; better to wait for the final text.", "Programme board"),
    ("The clinical lead's post was vacant for two months.", "Advisory board"),
    ("Supplier could not install before the new date.", "Digital steering group"),
    ("Consultation extended at the request of patients' representatives.", "Network board"),
)
WITHDRAWN = ("Rests on funding that has not been confirmed; a new date once it is.", "Programme board")
FORWARD = ("Fits the national event, which is a month earlier.", "Network board")
CARRIED = ("Date set for the new year.", "Network board")
