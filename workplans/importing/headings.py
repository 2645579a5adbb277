"""The headings of our own files of actions: what the export writes and the import knows again."""

COLUMNS = (
    "Objective no.",
    "Objective",
    "Action no.",
    "Action",
    "Steps",
    "Leads",
    "Due date",
    "Start date",
    "Status",
    "Rating",
    "Latest comment",
)
PLAN_COLUMNS = ("Network", "Year")
"""Before the others, in a file that holds several plans: the network's code, and the year as 2023/24."""
