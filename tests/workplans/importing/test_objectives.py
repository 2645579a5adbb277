"""Which objective an action belongs to, and the numbers of both."""

import pytest

from tests.workplans.importing.documents import (
    ACROSS,
    HEADINGS,
    SCAN,
    TREAT,
    TWO,
    down,
    grid,
    numbers,
    outline,
    plan_of,
    said,
)
from workplans.importing.blocks import Heading, Paragraph
from workplans.importing.cells import clean_number, leading_number, named_objective

# --- Objectives -----------------------------------------------------------------------------------------------------


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
