"""Actions and their steps, wherever these stand."""

from datetime import date

import pytest

from tests.workplans.importing.documents import HEADINGS, SCAN, TREAT, TWO, brief, down, numbers, outline, plan_of, said
from workplans.due import NO_DATE, DueKind

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
