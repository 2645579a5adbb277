"""What the blocks of a document mean: columns, objectives, actions, steps, status; with a finding for each doubt."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.periods import FinancialYear
from performance.rag import RagRating
from tests.workplans.importing.documents import (
    ACROSS,
    HEADINGS,
    YEAR,
    brief,
    down,
    grid,
    numbers,
    outline,
    plan_of,
    said,
)
from workplans.due import NO_DATE, DueKind
from workplans.importing.blocks import Cell, Document, Finding, Heading, Line, Paragraph, Row, Table
from workplans.importing.cells import clean_number, leading_number, named_objective
from workplans.importing.columns import Column, candidates
from workplans.importing.parse import parse
from workplans.importing.progress_words import Progress, read_progress
from workplans.progress import Status

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


# --- Titles and headers ---------------------------------------------------------------------------------------------


def test_title_rows_above_the_header():
    plan = plan_of(
        ("Skin MCN Work Plan 2023/24", ACROSS, ACROSS, ACROSS),
        ("Chair:", "Dr A Example", "", ""),
        HEADINGS,
        ("1.1", "Scan", "MCN Manager", "Q1"),
    )
    assert plan.title == "Skin MCN Work Plan 2023/24"
    assert "This row above the headings was not imported: “Chair: Dr A Example”" in said(plan, "info")


def test_a_title_of_another_year_is_reported():
    plan = plan_of(("Skin Work Plan 2022-23", ACROSS, ACROSS, ACROSS), HEADINGS, ("1.1", "Scan", "MCN Manager", "Q1"))
    assert "speaks of 2022/23" in said(plan, "warning")


def test_a_header_repeated_on_every_page():
    plan = plan_of(
        HEADINGS,
        ("1", "Find sooner", ACROSS, ACROSS),
        ("1.1", "Scan", "MCN Manager", "Q1"),
        HEADINGS,
        ("1.2", "Teach", "Lead Nurse", "Q2"),
    )
    assert outline(plan) == {"1 Find sooner": ["1.1 Scan", "1.2 Teach"]}
    assert plan.findings == ()


def test_a_table_goes_on_after_a_page_break_without_a_header():
    first = grid(HEADINGS, ("1.", "Find sooner", "", ""), ("1.1", "Scan", "MCN Manager", "Q1"))
    second = grid(("1.2", "Teach", "Lead Nurse", "Q2"), number=2)
    assert numbers(plan_of(first, second)) == ["1.1", "1.2"]


def test_a_key_to_the_colours_is_no_plan():
    key = grid(("Status", "Description"), ("Green", "On track"), number=2)
    plan = plan_of(grid(HEADINGS, ("1.1", "Scan", "MCN Manager", "Q1")), key)
    assert numbers(plan) == ["1.1"]
    assert "table 2: This table was not imported" in said(plan, "warning")


@pytest.mark.parametrize(
    ("blocks", "where", "words"),
    [
        ((), "file", "No table was found"),
        ((Paragraph("Only words", "paragraph 1"),), "file", "No table was found"),
        ((grid(("", "")),), "file", "No table was found"),
        ((grid(("a", "b"), ("c", "d")),), "table 1", "No row of headings was recognised"),
        ((grid(("Action", "Scan"), ("Lead", "MCN Manager"), ("Due date", "Q1")),), "table 1", "No row of headings"),
        ((grid(HEADINGS),), "table 1", "no actions under them"),
    ],
)
def test_a_document_without_a_plan_gets_one_clear_error(blocks, where, words):
    plan = parse(Document(blocks), YEAR)
    (error,) = [finding for finding in plan.findings if finding.level == "error"]
    assert error.where == where
    assert words in error.message
    assert plan.has_errors


def test_what_the_reader_found_comes_along():
    document = Document(findings=(Finding("error", "file", "Damaged."),))
    assert parse(document, YEAR).findings == document.findings


# --- Objectives -----------------------------------------------------------------------------------------------------

SCAN = ("1.1", "Scan", "MCN Manager", "Q1")
TREAT = ("2.1", "Operate", "Lead Nurse", "Q2")
TWO = {"1 Find sooner": ["1.1 Scan"], "2 Treat better": ["2.1 Operate"]}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("1", "Find sooner", "", ""), ("2", "Treat better", "", "")),
        (("1.", "1. Find sooner", "", ""), ("2.", "2. Treat better", "", "")),
        (("1.0", "Find sooner", "", ""), ("2.0", "Treat better", "", "")),
        (("1", "Find sooner", ACROSS, ACROSS), ("2", "Treat better", ACROSS, ACROSS)),
        (("1. Find sooner", ACROSS, ACROSS, ACROSS), ("2. Treat better", ACROSS, ACROSS, ACROSS)),
        (("Objective 1: Find sooner", ACROSS, ACROSS, ACROSS), ("Objective 2 – Treat better", ACROSS, ACROSS, ACROSS)),
        (("Objective 1", "Find sooner", "", ""), ("Objective 2", "Treat better", "", "")),
        (("", "Objective 1. Find sooner", "", ""), ("", "Objective 2. Treat better", "", "")),
        (("Find sooner", ACROSS, ACROSS, ACROSS), ("Treat better", ACROSS, ACROSS, ACROSS)),
        (("", "**Find sooner", "", ""), ("", "**Treat better", "", "")),
        (("", "Find sooner", "", ""), ("", "Treat better", "", "")),
        (("<1.>", "Find sooner", "", ""), ("<2.>", "Treat better", "", "")),
        (("", "<1.>Find sooner", ACROSS, ACROSS), ("", "<2.>Treat better", ACROSS, ACROSS)),
    ],
)
def test_objectives_in_rows_of_their_own(first, second):
    plan = plan_of(HEADINGS, first, SCAN, second, TREAT)
    assert outline(plan) == TWO


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("1", "Find sooner"), ("2", "Treat better")),
        (("", "1. Find sooner"), ("", "2. Treat better")),
        (("", "Objective 1: Find sooner"), ("", "Objective 2: Treat better")),
        (("", "Find sooner"), ("", "Treat better")),
    ],
)
def test_the_objective_repeated_on_each_row(first, second):
    headings = ("Objective no.", "Objective", *HEADINGS)
    more = ("1.2", "Teach", "MCN Manager", "Q1")
    plan = plan_of(headings, (*first, *SCAN), (*first, *more), (*second, *TREAT))
    assert outline(plan) == {"1 Find sooner": ["1.1 Scan", "1.2 Teach"], "2 Treat better": ["2.1 Operate"]}


@pytest.mark.parametrize("again", ["", down("Find sooner")])
def test_the_objective_on_its_first_row_only(again):
    plan = plan_of(
        ("Objective", "Action", "Lead", "Due date"),
        ("Find sooner", "Scan", "MCN Manager", "Q1"),
        (again, "Teach", "MCN Manager", "Q1"),
        ("Treat better", "Operate", "Lead Nurse", "Q2"),
    )
    assert outline(plan) == {"1 Find sooner": ["1.1 Scan", "1.2 Teach"], "2 Treat better": ["2.1 Operate"]}


def test_objectives_as_headings_over_tables():
    plan = plan_of(
        Heading("Lung Work Plan 2023/24", 1, "paragraph 1"),
        Paragraph("Agreed by the advisory board.", "paragraph 2"),
        Heading("Objective 1: Find sooner", 2, "paragraph 3"),
        grid(HEADINGS, SCAN),
        Paragraph("Treat better", "paragraph 4", strong=True),
        grid(HEADINGS, TREAT, number=2),
    )
    assert outline(plan) == TWO
    assert plan.title == "Lung Work Plan 2023/24"
    assert "(1 paragraphs)" in said(plan, "info")


def test_objectives_as_the_first_row_of_each_table():
    plan = plan_of(
        Heading("Lung Work Plan 2023/24", 1, "paragraph 1"),
        grid(("Find sooner", ACROSS, ACROSS, ACROSS), HEADINGS, SCAN),
        grid(("Treat better", ACROSS, ACROSS, ACROSS), HEADINGS, TREAT, number=2),
    )
    assert outline(plan) == TWO


def test_an_objective_whose_title_stands_below_its_heading():
    plan = plan_of(
        Heading("Lung Work Plan 2023/24", 1, "paragraph 1"),
        Heading("Objective 1", 2, "paragraph 2"),
        Paragraph("Find sooner", "paragraph 3"),
        grid(HEADINGS, SCAN),
    )
    assert outline(plan) == {"1 Find sooner": ["1.1 Scan"]}


def test_a_column_of_titles_takes_its_numbers_from_the_actions():
    headings = ("Objective", *HEADINGS)
    plan = plan_of(headings, ("Treat better", *TREAT), ("Find sooner", *SCAN))
    assert outline(plan) == {"2 Treat better": ["2.1 Operate"], "1 Find sooner": ["1.1 Scan"]}


def test_sheets_are_objectives_where_nothing_else_says():
    plan = plan_of(
        grid(HEADINGS[1:], SCAN[1:], name="Find sooner"),
        grid(HEADINGS[1:], TREAT[1:], name="Treat better"),
    )
    assert outline(plan) == TWO


def test_a_heading_is_no_objective_where_the_table_has_its_own():
    plan = plan_of(
        Heading("Lung plan", 1, "paragraph 1"),
        Heading("What we will do", 2, "paragraph 2"),
        grid(HEADINGS, ("1", "Find sooner", "", ""), SCAN),
    )
    assert outline(plan) == {"1 Find sooner": ["1.1 Scan"]}


def test_an_objective_without_actions_is_kept_and_reported():
    plan = plan_of(HEADINGS, ("1", "Find sooner", "", ""), SCAN, ("2", "Treat better", "", ""))
    assert [objective.number for objective in plan.objectives] == ["1", "2"]
    assert "Objective 2 has no actions" in said(plan, "warning")


def test_no_objectives_at_all():
    plan = plan_of(HEADINGS[1:], SCAN[1:], TREAT[1:])
    assert outline(plan) == {"1 All actions": ["1.1 Scan", "1.2 Operate"]}
    assert "names no objective" in said(plan, "info")


def test_an_objective_that_only_numbers_speak_of():
    plan = plan_of(HEADINGS, SCAN, TREAT)
    assert [objective.title for objective in plan.objectives] == ["Objective 1", "Objective 2"]
    assert "Objective 2 has no title" in said(plan, "warning")


def test_one_number_with_two_titles():
    headings = ("Objective no.", "Objective", *HEADINGS)
    plan = plan_of(headings, ("1", "Find sooner", *SCAN), ("1", "Find later", "1.2", "Teach", "MCN Manager", "Q1"))
    assert [objective.title for objective in plan.objectives] == ["Find sooner"]
    assert "second title, “Find later”" in said(plan, "warning")


def test_what_an_objective_row_says_besides_is_named():
    plan = plan_of(HEADINGS, ("1", "Find sooner", "MCN Manager", "Mar 24"), SCAN)
    assert outline(plan) == {"1 Find sooner": ["1.1 Scan"]}
    assert "Not imported: the leads of objective 1 (“MCN Manager”)" in said(plan, "warning")
    assert "Not imported: the due date of objective 1 (“Mar 24”)" in said(plan, "warning")


def test_a_title_that_a_page_break_spilled_over_the_columns():
    plan = plan_of(
        HEADINGS,
        ("1.", "Find cancer sooner wi", "th better sca", "ns in every"),
        ("1.1", "hospital of the region\nScan", "MCN Manager", "Q1"),
    )
    assert plan.objectives[0].title == "Find cancer sooner wi th better sca ns in every hospital of the region"
    assert plan.actions[0].text == "Scan"
    assert said(plan, "warning").count("table 1, row") == 2


def test_a_watching_brief():
    plan = plan_of(
        HEADINGS, ("3", "Watching brief on national work", "", ""), ("3.1", "Watch the pilot", "MCN Manager", "")
    )
    assert plan.objectives[0].watching_brief
    assert said(plan, "warning") == ""


def test_three_levels_and_letters():
    plan = plan_of(
        HEADINGS, ("1", "Theme", "", ""), ("1.1", "Find sooner", "", ""), ("1.1.1", "Scan", "MCN Manager", "Q1")
    )
    assert plan.actions[0].objective_number == "1.1"
    plan = plan_of(HEADINGS, ("A", "Find sooner", "", ""), ("A1", "Scan", "MCN Manager", "Q1"))
    assert outline(plan) == {"A Find sooner": ["A1 Scan"]}


# --- Numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.1", "1.1"),
        ("1.1.", "1.1"),
        ("1 .1", "1.1"),
        ("(2)", "2"),
        ("3)", "3"),
        ("Action 1.1:", "1.1"),
        ("1-1", "1.1"),
    ]
    + [("1.1a", "1.1a"), ("HN-01", "HN-01"), ("A1", "A1"), ("1.10", "1.10"), ("", ""), ("New", ""), ("a)", "")],
)
def test_numbers_as_they_are_kept(text, number):
    assert clean_number(text) == number


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1.1 Scan", ("1.1", "Scan")),
        ("1) Scan", ("1", "Scan")),
        ("1 – Scan", ("1", "Scan")),
        ("Action 1.2: Scan", ("1.2", "Scan")),
        ("2 scanners", ("", "2 scanners")),
        ("Scan", ("", "Scan")),
    ],
)
def test_numbers_before_a_text(text, parts):
    assert leading_number(text) == parts


def test_what_calls_itself_an_objective():
    assert named_objective("Objective 2: Treat better") == ("2", "Treat better")
    assert named_objective("Priority area: Treat") is None
    assert named_objective("Goal: Treat") == ("", "Treat")
    assert named_objective("Objectives are listed below") is None


def test_the_number_in_the_same_cell_as_the_text():
    plan = plan_of(
        HEADINGS[1:],
        ("1. Find sooner", "", ""),
        ("1.1 Scan", "MCN Manager", "Q1"),
        ("1.2 Teach 2.5 teams", "MCN Manager", "Q1"),
    )
    assert outline(plan) == {"1 Find sooner": ["1.1 Scan", "1.2 Teach 2.5 teams"]}


def test_a_number_that_is_part_of_the_text():
    plan = plan_of(HEADINGS[1:], ("1.5 posts to be filled", "MCN Manager", "Q1"), ("Teach", "MCN Manager", "Q1"))
    assert [action.text for action in plan.actions] == ["1.5 posts to be filled", "Teach"]
    assert numbers(plan) == ["1.1", "1.2"]


def test_missing_numbers_are_given_in_order():
    plan = plan_of(
        HEADINGS[1:],
        ("Find sooner", ACROSS, ACROSS),
        ("Scan", "MCN Manager", "Q1"),
        ("Teach", "MCN Manager", "Q1"),
        ("Treat better", ACROSS, ACROSS),
        ("Operate", "Lead Nurse", "Q2"),
    )
    assert numbers(plan) == ["1.1", "1.2", "2.1"]
    assert "numbered in order (1.1 to 2.1)" in said(plan, "info")


def test_one_missing_number_is_given_and_reported():
    plan = plan_of(HEADINGS, SCAN, ("", "Teach", "Lead Nurse", "Q1"), ("1.2", "Tell", "Lead Nurse", "Q1"))
    assert numbers(plan) == ["1.1", "1.3", "1.2"]
    assert "table 1, row 3: This action has no number; it was given 1.3" in said(plan, "warning")


def test_numbers_that_start_anew_under_each_objective():
    first, second = ("Find sooner", ACROSS, ACROSS, ACROSS), ("Treat better", ACROSS, ACROSS, ACROSS)
    one, two = ("1", "Scan", "MCN Manager", "Q1"), ("2", "Teach", "MCN Manager", "Q1")
    plan = plan_of(HEADINGS, first, one, two, second, ("1", "Operate", "Lead Nurse", "Q2"))
    assert numbers(plan) == ["1.1", "1.2", "2.1"]
    assert "start anew" in said(plan, "info")


def test_whole_numbers_that_run_through_stay():
    plan = plan_of(HEADINGS, ("1", "Scan", "MCN Manager", "Q1"), ("2", "Operate", "Lead Nurse", "Q2"))
    assert numbers(plan) == ["1", "2"]


def test_a_number_that_stands_twice_is_an_error_and_both_stay():
    plan = plan_of(HEADINGS, SCAN, ("1.1", "Teach", "Lead Nurse", "Q1"))
    assert numbers(plan) == ["1.1", "1.1"]
    assert "table 1, row 3: Action number 1.1 stands twice (also at table 1, row 2)" in said(plan, "error")


def test_ten_that_excel_wrote_as_one():
    rows = [(f"1.{at}" if at < 10 else "1.1", f"Do {at}", "MCN Manager", "Q1") for at in range(1, 11)]
    plan = plan_of(HEADINGS, *rows)
    assert numbers(plan)[-2:] == ["1.9", "1.10"]
    assert "was read as 1.10" in said(plan, "warning")
    assert said(plan, "error") == ""


def test_words_in_the_number_column_are_reported():
    plan = plan_of(HEADINGS, SCAN, ("New", "Teach", "Lead Nurse", "Q1"))
    assert numbers(plan) == ["1.1", "1.2"]
    assert "“New” in the number column is no number" in said(plan, "warning")


# --- Actions and steps ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "text", "steps"),
    [
        ("Scan", "Scan", []),
        ("Scan\n<•>Plan\n<•>Order", "Scan", ["Plan", "Order"]),
        ("Scan:\n• Plan\n• Order", "Scan:", ["Plan", "Order"]),
        ("Scan\n- Plan\n- Order", "Scan", ["Plan", "Order"]),
        ("Scan\no Plan\no Order", "Scan", ["Plan", "Order"]),
        ("Scan\na) Plan\nb) Order", "Scan", ["Plan", "Order"]),
        ("Scan\ni. Plan\nii. Order", "Scan", ["Plan", "Order"]),
        ("Scan\n1) Plan\n2) Order", "Scan", ["Plan", "Order"]),
        ("Scan\n<a)>Plan\n<b)>Order", "Scan", ["Plan", "Order"]),
        ("Scan\nPlan\nOrder", "Scan", ["Plan", "Order"]),
        ("Scan: • Plan • Order", "Scan:", ["Plan", "Order"]),
        ("<•>Scan\n<•>Plan\n<•>Order", "Scan", ["Plan", "Order"]),
        ("• Scan\n• Plan", "Scan", ["Plan"]),
        ("Scan every\npatient", "Scan every patient", []),
        ("Scan\n• Plan the\nwork\n• Order", "Scan", ["Plan the work", "Order"]),
        (
            "Scan every patient.\nThis includes:\n• Plan\n• Order",
            "Scan every patient. This includes:",
            ["Plan", "Order"],
        ),
        ("Review\nCMGs:\n• Lung\n• Skin\nCGDs:\n• Follow-up", "Review", ["CMG: Lung", "CMG: Skin", "CGD: Follow-up"]),
        ("Review the CMGs:  Lung Cancer", "Review the", ["CMG: Lung Cancer"]),
    ],
)
def test_the_steps_in_the_cell_of_an_action(content, text, steps):
    assert brief(plan_of(HEADINGS, ("1.1", content, "MCN Manager", "Q1")).actions[0])[:2] == (text, steps)


def test_a_list_run_together_is_parted_by_the_number_of_dates():
    plan = plan_of(
        HEADINGS, ("1.1", "Review CMGs:  Lung Cancer Small Cell Lung Cancer", "MCN Manager", "Jun 23 Sep 23")
    )
    action = plan.actions[0]
    assert [(step.text, step.due.text) for step in action.steps] == [
        ("CMG: Lung Cancer", "Jun 23"),
        ("CMG: Small Cell Lung Cancer", "Sep 23"),
    ]


@pytest.mark.parametrize("content", ["Plan; Order", "Plan\nOrder", "• Plan\n• Order", "<•>Plan\n<•>Order"])
def test_a_column_of_steps(content):
    plan = plan_of(("Action", "Steps", "Lead", "Due"), ("Scan\nwith care", content, "MCN Manager", "Q1"))
    assert brief(plan.actions[0])[:2] == ("Scan with care", ["Plan", "Order"])


def test_one_step_with_a_semicolon_behind_a_bullet():
    plan = plan_of(("Action", "Steps", "Lead", "Due"), ("Scan", "• Plan; then order", "MCN Manager", "Q1"))
    assert brief(plan.actions[0])[1] == ["Plan; then order"]


def test_as_many_dates_as_steps():
    plan = plan_of(HEADINGS, ("1.1", "Scan\n• Plan\n• Order", "MCN Manager", "Jun 23\nSep 23"))
    assert [step.due.text for step in plan.actions[0].steps] == ["Jun 23", "Sep 23"]
    assert [due.text for due in plan.actions[0].due] == ["Jun 23", "Sep 23"]


@pytest.mark.parametrize("dates", ["Jun 23", "Jun 23\nSep 23\nDec 23"])
def test_otherwise_the_dates_belong_to_the_action(dates):
    plan = plan_of(HEADINGS, ("1.1", "Scan\n• Plan\n• Order", "MCN Manager", dates))
    assert [step.due for step in plan.actions[0].steps] == [None, None]
    assert [due.text for due in plan.actions[0].due] == dates.split("\n")


@pytest.mark.parametrize("marks", [("1.1.1", "1.1.2"), ("1.1a", "1.1b"), ("a)", "b)"), ("i.", "ii."), ("•", "•")])
def test_steps_in_rows_of_their_own(marks):
    plan = plan_of(
        HEADINGS,
        ("1", "Find sooner", "", ""),
        ("1.1", "Scan", "MCN Manager", "Mar 24"),
        (marks[0], "Plan", "", "Jun 23"),
        (marks[1], "Order", "Lead Nurse", "Sep 23"),
        ("1.2", "Teach", "MCN Manager", "Q1"),
    )
    assert numbers(plan) == ["1.1", "1.2"]
    action = plan.actions[0]
    assert [(step.text, step.due.text) for step in action.steps] == [("Plan", "Jun 23"), ("Order", "Sep 23")]
    assert [due.text for due in action.due] == ["Mar 24", "Jun 23", "Sep 23"]
    assert action.leads == ("MCN Manager", "Lead Nurse")


def test_steps_beside_merged_cells():
    plan = plan_of(
        ("No.", "Action", "Steps", "Lead", "Due date"),
        ("1.1", "Scan", "Plan", "MCN Manager", "Jun 23"),
        (down("1.1"), down("Scan"), "Order", down("MCN Manager"), "Sep 23"),
    )
    assert brief(plan.actions[0]) == ("Scan", ["Plan", "Order"], ["MCN Manager"], ["Jun 23", "Sep 23"])
    assert [step.due.text for step in plan.actions[0].steps] == ["Jun 23", "Sep 23"]


def test_the_action_repeated_for_each_step():
    plan = plan_of(
        ("No.", "Action", "Steps", "Lead", "Due date"),
        ("1.1", "Scan", "Plan", "MCN Manager", "Jun 23"),
        ("1.1", "Scan", "Order", "MCN Manager", "Sep 23"),
    )
    assert brief(plan.actions[0]) == ("Scan", ["Plan", "Order"], ["MCN Manager"], ["Jun 23", "Sep 23"])
    assert said(plan, "error") == ""


def test_cells_merged_over_several_actions():
    plan = plan_of(HEADINGS, ("1.1", "Scan", "MCN Manager", "Q1"), ("1.2", "Teach", down("MCN Manager"), down("Q1")))
    assert [brief(action)[2:] for action in plan.actions] == [(["MCN Manager"], ["Q1"])] * 2


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("", "<•>Order", "", ""), ("Scan", ["Plan", "Order"], ["MCN Manager"], ["Q1"])),
        (("", "<•>Order", "Lead Nurse", ""), ("Scan", ["Plan", "Order"], ["MCN Manager", "Lead Nurse"], ["Q1"])),
        (("", "and the rest", "", ""), ("Scan and the rest", ["Plan"], ["MCN Manager"], ["Q1"])),
        (("", "", "Lead Nurse", "Q2"), ("Scan", ["Plan"], ["MCN Manager", "Lead Nurse"], ["Q1", "Q2"])),
        (("", "Order", "", "Q2"), ("Scan", ["Plan", "Order"], ["MCN Manager"], ["Q1", "Q2"])),
    ],
)
@pytest.mark.parametrize("page_break", [True, False])
def test_a_row_that_goes_on(row, expected, page_break):
    break_ = [HEADINGS] if page_break else []
    plan = plan_of(HEADINGS, ("1.1", "Scan\n• Plan", "MCN Manager", "Q1"), *break_, row, ("1.2", "Teach", "x", "Q1"))
    assert brief(plan.actions[0]) == expected
    assert "was read as more of action 1.1" in said(plan, "warning")
    assert ("after a page break" in said(plan)) == page_break


def test_the_last_step_before_a_new_objective_is_no_title():
    plan = plan_of(
        HEADINGS, ("1", "Find sooner", "", ""), SCAN, ("", "Order it", "", ""), ("2", "Treat better", "", ""), TREAT
    )
    assert brief(plan.actions[0])[:2] == ("Scan", ["Order it"])
    assert outline(plan) == TWO


def test_gaps_are_reported_with_their_place():
    plan = plan_of(
        HEADINGS, SCAN, ("1.2", "Teach", "", "Q1"), ("1.3", "Tell", "Lead Nurse", ""), ("1.4", "", "x", "Q1")
    )
    assert plan.actions[2].due == (NO_DATE,)
    assert "table 1, row 3: Action 1.2 has no lead" in said(plan, "warning")
    assert "table 1, row 4: Action 1.3 has no due date" in said(plan, "warning")
    assert "table 1, row 5: This row has no action text" in said(plan, "warning")


def test_columns_that_are_missing_are_reported_once():
    plan = plan_of(("No.", "Action"), ("1.1", "Scan"), ("1.2", "Teach"))
    assert numbers(plan) == ["1.1", "1.2"]
    assert [finding.message for finding in plan.findings[:2]] == [
        "The table has no column for leads.",
        "The table has no column for due dates.",
    ]


def test_dates_are_kept_and_reported():
    plan = plan_of(HEADINGS, ("1.1", "Scan", "MCN Manager", "when funded"), ("1.2", "Teach", "MCN Manager", "Mar 23"))
    assert plan.actions[0].due[0].kind == DueKind.UNREAD
    assert "table 1, row 2: The date “when funded” could not be read" in said(plan, "warning")
    assert "table 1, row 3: The date “Mar 23” is outside the plan's year" in said(plan, "warning")


def test_known_leads_are_handed_on():
    rows = (HEADINGS, ("1.1", "Scan", "Zebra Keeper MCN Manager", "Q1"))
    assert plan_of(*rows, known_leads=("Zebra Keeper",)).actions[0].leads == ("Zebra Keeper", "MCN Manager")


def test_a_start():
    plan = plan_of((*HEADINGS, "Start"), (*SCAN, "May 23"), ("1.2", "Teach", "MCN Manager", "Q2", "soon"))
    assert [action.start and action.start.earliest for action in plan.actions] == [date(2023, 5, 1), None]
    assert "The start “soon” could not be read" in said(plan, "warning")


def test_a_file_of_many_plans():
    headings = ("Network", "Year", "Objective no.", "Objective", *HEADINGS)
    plan = plan_of(
        headings,
        ("lung", "2023/24", "1", "Find sooner", *SCAN),
        ("skin", "2023/24", "1", "Find moles", *SCAN),
        ("skin", "2024/25", "1", "Find more", "1.1", "Scan", "MCN Manager", "Q1"),
    )
    assert [(a.network, a.year, a.objective) for a in plan.actions] == [
        ("lung", "2023/24", "Find sooner"),
        ("skin", "2023/24", "Find moles"),
        ("skin", "2024/25", "Find more"),
    ]
    assert plan.actions[2].due[0].latest == date(2024, 6, 30)
    assert plan.findings == ()


# --- Status and rating ----------------------------------------------------------------------------------------------

STATUS_WORDS = {
    "not_started": "Not started | not yet started | To start",
    "in_progress": "In progress | On track | Underway | On-going | 50%",
    "complete": "Complete | COMPLETED | Done | Achieved | Closed – complete | 100%",
    "closed": "Closed | Superseded | Withdrawn | No longer required | Cancelled",
    "carried_forward": "Carried forward | c/f | Deferred | Carried forward to 2024/25",
}
RATING_WORDS = {
    "green": "Green | G | RAG: green",
    "amber": "Amber | A",
    "red": "RED | r",
    "blue": "Blue | B",
    "grey": "Grey",
}


@pytest.mark.parametrize(
    ("words", "status"), [(each.strip(), status) for status, words in STATUS_WORDS.items() for each in words.split("|")]
)
def test_status_words(words, status):
    assert read_progress(words) == Progress(status=Status(status))


@pytest.mark.parametrize(
    ("words", "rating"), [(each.strip(), rating) for rating, words in RATING_WORDS.items() for each in words.split("|")]
)
def test_rating_words(words, rating):
    assert read_progress(words) == Progress(rating=RagRating(rating))


@pytest.mark.parametrize("words", ["Amber/Red", "Red/Amber", "Behind schedule", "Green → Amber", "N/A"])
def test_words_that_are_neither(words):
    assert read_progress(words) == Progress(rest=words)


def test_a_rating_with_words_behind_it():
    assert read_progress("Amber – waiting for funds") == Progress(rating="amber", rest="waiting for funds")
    assert read_progress("Green (on track)") == Progress(status="in_progress", rating="green")
    assert read_progress("Complete (June 23)") == Progress(status="complete", rest="June 23")


def test_status_rating_and_comment_of_an_action():
    plan = plan_of(
        (*HEADINGS, "Status", "RAG", "Progress"),
        (*SCAN, "Complete", "", "Opened in May"),
        ("1.2", "Teach", "MCN Manager", "Q1", "Waiting", "Amber/Red", "Two of\nthree"),
    )
    first, second = plan.actions
    assert (first.status, first.rating, first.comment) == ("complete", "", "Opened in May")
    assert (second.status, second.rating, second.comment) == ("", "", "Waiting\nAmber/Red\nTwo of\nthree")
    assert "The rating “Amber/Red” is not known; it was kept as a comment" in said(plan, "warning")


def test_several_columns_of_progress_keep_their_headings():
    plan = plan_of((*HEADINGS, "Progress Q1", "Progress Q2"), (*SCAN, "Ordered", "Opened"))
    assert plan.actions[0].comment == "Progress Q1: Ordered\nProgress Q2: Opened"


def test_a_progress_column_that_holds_a_status():
    plan = plan_of((*HEADINGS, "Progress"), (*SCAN, "Complete"))
    assert (plan.actions[0].status, plan.actions[0].comment) == ("complete", "")


def test_a_column_that_asks():
    plan = plan_of((*HEADINGS, "Complete?"), (*SCAN, "Yes"), ("1.2", "Teach", "MCN Manager", "Q1", "No"))
    assert [action.status for action in plan.actions] == ["complete", ""]


def test_a_rating_shown_only_by_colour_is_reported():
    coloured = Cell(fill="FF0000")
    plan = plan_of((*HEADINGS, "RAG"), (*SCAN, coloured), ("1.2", "Teach", "MCN Manager", "Q1", coloured))
    assert "table 1, row 2: A rating shown only by colour cannot be read (2 rows)" in said(plan, "warning")


# --- Anything at all ------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    (
        "",
        "",
        "1",
        "1.",
        "1.1",
        "1.1.1",
        "a)",
        "•",
        "2.1",
        "Action",
        "Lead",
        "Due date",
        "Objective",
        "Objective 1: Find",
        "RAG",
    )
    + (
        "MCN Manager",
        "Jun 23",
        "tbc",
        "Scan",
        "scan",
        "Scan\n• Plan",
        "1.1 Scan",
        "Green",
        "Complete",
        "CMGs:  A B",
        "ТВС",
    )
)
CELLS = st.one_of(
    st.builds(
        lambda text, strong: Cell(tuple(Line(part, "", strong) for part in text.split("\n"))), WORDS, st.booleans()
    ),
    st.builds(lambda text, marker: Cell((Line(text, marker),)), WORDS, st.sampled_from(("•", "1.", "1.1", "a)"))),
    st.builds(lambda text: Cell((Line(text),), "down"), WORDS),
    st.builds(lambda text: Cell((Line(text),)), st.text(max_size=20)),
    st.just(ACROSS),
    st.just(Cell(fill="00FF00")),
)
ROWS = st.builds(lambda cells: Row(tuple(cells), "somewhere"), st.lists(CELLS, max_size=6))
HEADER = st.sampled_from(
    (("No.", "Action", "Lead", "Due date"), ("Objective", "Action", "Steps", "Lead", "Due", "RAG"))
)
TABLES = st.builds(
    lambda header, rows: Table((*grid(header).rows, *rows), "table 1"), HEADER, st.lists(ROWS, max_size=12)
) | st.builds(lambda rows: Table(tuple(rows), "table 2"), st.lists(ROWS, max_size=6))
BLOCKS = st.one_of(
    TABLES,
    st.builds(lambda text: Heading(text, 1, "paragraph 1"), WORDS),
    st.builds(lambda text, strong: Paragraph(text, "paragraph 2", strong=strong), WORDS, st.booleans()),
)


@settings(deadline=None)
@given(st.lists(BLOCKS, max_size=4).map(tuple), st.integers(2000, 2050).map(FinancialYear))
def test_any_blocks_are_parsed_without_an_error(blocks, year):
    plan = parse(Document(blocks), year)
    assert plan == parse(Document(blocks), year)
    titles = {(objective.number, objective.title) for objective in plan.objectives}
    for action in plan.actions:
        assert (action.objective_number, action.objective) in titles
        assert action.number
        assert action.text
        assert action.due
    if not plan.actions:
        assert plan.has_errors
