"""Which column holds what, by its heading; where a table begins and what its header covers."""

from datetime import date

import pytest

from tests.workplans.importing.documents import (
    ACROSS,
    HEADINGS,
    brief,
    down,
    grid,
    outline,
    plan_of,
    said,
)
from workplans.importing.columns import Column, candidates

# --- Columns --------------------------------------------------------------------------------------------------------

NAMES = {
    Column.NUMBER: "No. | No | # | Ref | Ref. no. | Reference | Action no. | Action number | Item no | ID",
    Column.TEXT: """Action | Actions | Actions Required | Action required | Key actions | Action description
        | Action / Task | Actions to be taken | What will we do? | Action point""",
    Column.STEPS: "Steps | Key steps | Sub-actions",
    Column.LEADS: """Lead | Leads | Lead(s) | Owner | Action owner | Responsible | Responsible person | By whom
        | Person(s) responsible | Lead officer | Lead / Owner | Accountable lead | Responsibility | Assigned to""",
    Column.DUE: """Due Date | Due | Timescale | Timescales | Time-frame | Target date | By when | Deadline | Date due
        | Completion date | Target Completion Date | Due date / timescale | End date | To be completed by""",
    Column.START: "Start | Start date | Planned start",
    Column.STATUS: "Status | Current status | Action status | % complete",
    Column.RATING: "RAG | BRAG | RAG rating | RAG Status | Status (RAG) | Rating | RAG Q2",
    Column.COMMENT: """Progress | Update | Comments | Progress / Comments | Latest update | Progress Q1 | Notes
        | Update June 2023 | Narrative | Current position | Progress to date | Latest comment""",
    Column.OBJECTIVE: "Objective | Objectives | Strategic objective | Aim | Goal",
    Column.OBJECTIVE_NUMBER: "Objective no. | Objective number | Objective ref",
    Column.NETWORK: "Network | MCN",
    Column.YEAR: "Year | Financial year",
}


@pytest.mark.parametrize(
    ("heading", "column"), [(each.strip(), column) for column, names in NAMES.items() for each in names.split("|")]
)
def test_headings_by_their_many_names(heading, column):
    assert candidates(heading)[0][0] == column
    assert candidates(heading.upper() + ":")[0][0] == column


@pytest.mark.parametrize(
    "heading", ["Outcome", "Measure of success", "Revised date", "Date completed", "Budget", "", "x" * 90]
)
def test_headings_that_are_not_known(heading):
    assert candidates(heading) == ()


@pytest.mark.parametrize(
    "headings",
    [
        ("Timescale", "Owner", "Ref", "Task", "RAG"),
        ("Item", "Activity", "Who", "When"),
        ("Ref", "Deliverable", "Lead", "Milestone date"),
        ("Objective", "Tasks", "Lead", "Target"),
    ],
)
def test_unsure_headings_count_where_no_surer_one_does(headings):
    row = {"Timescale": "Q1", "When": "Q1", "Milestone date": "Q1", "Target": "Q1", "Ref": "1.1", "Item": "1.1"}
    row |= {"Owner": "MCN Manager", "Who": "MCN Manager", "Lead": "MCN Manager", "Objective": "Find sooner", "RAG": ""}
    plan = plan_of(headings, [row.get(heading, "Open the clinic") for heading in headings])
    assert brief(plan.actions[0]) == ("Open the clinic", [], ["MCN Manager"], ["Q1"])


def test_the_order_of_columns_does_not_matter():
    plan = plan_of(
        ("Progress", "Due", "Owner", "Action", "Ref"),
        ("Well under control", "Jun 23", "Lead Nurse", "Open the clinic", "2.4"),
    )
    assert brief(plan.actions[0]) == ("Open the clinic", [], ["Lead Nurse"], ["Jun 23"])
    assert (plan.actions[0].number, plan.actions[0].comment) == ("2.4", "Well under control")


def test_columns_that_are_not_known_are_named_once():
    plan = plan_of(
        (*HEADINGS, "Outcome", ""),
        ("1.1", "Open the clinic", "MCN Manager", "Q1", "Clinic open", "aside"),
        ("1.2", "Close it", "MCN Manager", "Q2", "Clinic closed", ""),
    )
    assert said(plan).count("“Outcome”") == 1
    assert "“Outcome” was not imported (2 cells with text)" in said(plan, "warning")
    assert "A column without a heading was not imported (1 cell with text)" in said(plan, "warning")


def test_a_number_column_without_a_heading():
    plan = plan_of(("", "Action", "Lead", "Due"), ("1", "Find sooner", "", ""), ("1.1", "Scan", "MCN Manager", "Q1"))
    assert outline(plan) == {"1 Find sooner": ["1.1 Scan"]}


def test_a_heading_over_the_number_and_the_text():
    plan = plan_of(
        ("Action", ACROSS, "Lead", "Due"), ("1", "Find sooner", ACROSS, ACROSS), ("1.1", "Scan", "MCN Manager", "Q1")
    )
    assert outline(plan) == {"1 Find sooner": ["1.1 Scan"]}


def test_a_header_of_two_rows():
    plan = plan_of(
        ("No.", "Action", "Lead", "Timing", ACROSS),
        (down("No."), down("Action"), down("Lead"), "Start date", "End date"),
        ("1.1", "Scan", "MCN Manager", "01/05/2023", "30/06/2023"),
    )
    action = plan.actions[0]
    assert (action.start.earliest, action.due[0].text) == (date(2023, 5, 1), "30/06/2023")
    assert len(plan.actions) == 1


def test_word_rows_that_part_at_slightly_different_places():
    table = grid(
        ("No.", "Action", ACROSS, "Lead", "Due date"),
        ("1.1", "Scan", "MCN Manager", ACROSS, "Q1"),
    )
    assert brief(plan_of(table).actions[0]) == ("Scan", [], ["MCN Manager"], ["Q1"])
