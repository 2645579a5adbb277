"""A file with many plans, as an analyst brings it: the same bytes every time, about as dense as a published plan."""

import csv
from pathlib import Path

from workplans.importing.rows import COLUMNS, PLAN_COLUMNS

HEADINGS = (*PLAN_COLUMNS, *COLUMNS[:7])
OBJECTIVES = 10

_LEADS = (
    "MCN Manager", "MCN Clinical Lead", "Information Manager", "Board Managers", "Advisory Board", "Local MDT Lead",
    "Information Analyst", "Project Manager", "Lead Cancer Nurse", "Audit Facilitator", "Finance Dept, NHS Board",
    "Regional Information Team",
)  # fmt: skip
_DUE = (
    "Apr 23", "May 23", "Jun 23", "30/06/2023", "Q2", "Sep 23", "Q1 and 2", "Oct 23", "Nov 23", "Dec 23", "Q3",
    "Jan 24", "By end of February 2024", "Mar 24", "Q4 23/24", "2023/24", "Ongoing", "TBC", "31 March 2024", "",
)  # fmt: skip
_VERBS = ("Review", "Agree", "Publish", "Compare", "Audit", "Draft", "Present", "Extend", "Test", "Describe")
_THINGS = (
    "the waiting list for first appointments",
    "the referral form that practices send",
    "the time from scan to report in each hospital",
    "the timetable of the weekly team meeting",
    "the guide for patients after treatment",
    "the numbers that each board returns",
    "the list of hospitals that offer surgery",
    "the questions that patients are asked",
)
_STEPS = ("Ask each board for its figures", "Draft the paper", "Present it to the advisory board", "Send it round")


def network_code(number: int) -> str:
    return f"bulk-{number:03d}"


def write_plans_csv(path: Path, *, plans: int = 200, actions: int = 100_000, year: str = "2023/24", edit=None) -> None:
    """Write a CSV of `actions` actions spread over `plans` plans; every network must exist (`network_code`).

    About one in five actions has steps, each has one to three leads. `edit(row, number)` may change a row (a list)
    before it is written; it returns it, or None to leave it out.
    """
    each = actions // plans
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(HEADINGS)
        for number in range(plans * each):
            plan, position = divmod(number, each)
            row = _row(plan, position, each, year)
            row = edit(row, number) if edit else row
            if row is not None:
                write(row)


def _row(plan, position, each, year):
    objective = position * OBJECTIVES // each + 1
    turn = plan * 7 + position
    verb, thing = _VERBS[turn % 10], _THINGS[turn // 10 % 8]
    leads = [_LEADS[(turn + 5 * i) % 12] for i in range(turn % 2 + 1)]
    steps = _STEPS[: turn % 3 + 2] if turn % 10 == 0 else ()
    return [
        network_code(plan),
        year,
        str(objective),
        f"Objective {objective}: {_THINGS[objective % 8]} is the same for everybody in the region, wherever they live",
        f"{objective}.{position % (each // OBJECTIVES or 1) + 1}",
        f"{verb} {thing} with every board in turn, say in writing what is different from plan {plan}, item {position}, "
        f"and bring it back to the advisory board with a proposal.",
        "; ".join(steps),
        "; ".join(leads),
        _DUE[turn % 20],
    ]
