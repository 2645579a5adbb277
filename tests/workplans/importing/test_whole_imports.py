"""Imports as a whole: what is missing, what is in error, plans that move on, out and in again, many plans at once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import TODAY, NetworkFactory
from tests.workplans.importing.bringing import (
    YEAR,
    a_file,
    a_row,
    bring,
    confirm,
    facts,
    many_plans,
    the_action,
    told,
)
from workplans import current
from workplans.importing.rows import COLUMNS, cells_of, rows_of_plan
from workplans.models import (
    Action,
    ActionDateRevision,
    Lead,
    SourceDocument,
    WorkPlan,
)
from workplans.operations import (
    StatusReport,
    add_action,
    add_objective,
    close_plan,
    move_due_date,
    open_plan,
    record_status_update,
    revise_action,
)
from workplans.operations.imports import Choices, PlanMovedOn

pytestmark = pytest.mark.django_db
STARTED = "In progress"


# --- Missing -----------------------------------------------------------------------------------------


def test_missing_actions_stay_as_they_are(imported):
    imported(a_row("1.1"), a_row("1.2"))
    before = facts(the_action("1.2"))
    imported(a_row("1.1", "Other words"))
    assert facts(the_action("1.2")) == before


@pytest.mark.parametrize("close", [True, "ids"])
def test_missing_actions_are_closed_by_choice(imported, close):
    imported(a_row("1.1"), a_row("1.2"), a_row("1.3"))
    kept = the_action("1.3")
    ids = True if close is True else frozenset({the_action("1.2").pk, the_action("1.1").pk})
    imported(a_row("1.1"), choices=Choices(close=ids, close_comment="Merged with 1.1"))
    assert (the_action("1.1").status, the_action("1.2").status) == ("not_started", "closed")
    assert the_action("1.2").latest_update.comment == "Merged with 1.1"
    assert Action.objects.get(pk=kept.pk).status == ("closed" if close is True else "not_started")


def test_closing_says_which_file_left_it_out(imported):
    imported(a_row("1.1"), a_row("1.2"))
    imported(a_row("1.1"), choices=Choices(close=True))
    assert the_action("1.2").latest_update.comment == "No longer in the plan as imported from plan.csv."


def test_what_is_complete_is_not_closed_for_being_missing(imported):
    imported(a_row("1.1"), a_row("1.2", status="Complete"))
    assert imported(a_row("1.1"), choices=Choices(close=True))["closed"] == 0


# --- Errors, and plans that move on ----------------------------------------------------------------------


def test_errors_block_unless_their_rows_are_left_out(imported, network):
    rows = (a_row("1.1"), a_row("1.1", "Twice"), a_row("1.2"))
    with pytest.raises(ValidationError, match="leave_out_errors"):
        imported(*rows, choices=Choices())
    assert not WorkPlan.objects.exists()
    result = imported(*rows, choices=Choices(leave_out_errors=True))
    assert (result["new"], result["left_out"], Action.objects.count()) == (2, 1, 2)


def test_a_row_in_error_is_not_missing(imported):
    imported(a_row("1.1"), a_row("1.2"))
    result = imported(a_row("1.1"), a_row("1.2", ""), choices=Choices(leave_out_errors=True, close=True))
    assert (result["missing"], result["closed"]) == (0, 0)


def test_a_file_of_nothing_but_errors_is_not_confirmed(imported):
    with pytest.raises(ValidationError):
        imported(a_row("", "No number"), choices=Choices(leave_out_errors=True))


MEANWHILE = {
    "words": lambda action, by: revise_action(
        action=action, by=by, text="Typed meanwhile", leads=["Manager"], steps=[], starts_on=None
    ),
    "status": lambda action, by: record_status_update(
        action=action, report=StatusReport(status="in_progress"), by=by, on=TODAY
    ),
    "date": lambda action, by: move_due_date(
        action=action, text="Mar 27", reason="Illness", agreed_by="Board", by=by, on=TODAY
    ),
    "another": lambda action, by: add_action(
        objective=action.objective, number="1.2", text="Added", leads=[], due_text="", by=by, on=TODAY
    ),
}


@pytest.mark.parametrize("what", MEANWHILE)
def test_a_plan_that_moved_on_is_previewed_anew_and_nothing_is_written(imported, network, person, what):
    imported(a_row())
    stage = bring(a_file(a_row(comment="From the file"), a_row("1.2")), network, by=person)
    MEANWHILE[what](the_action(), person)
    before = facts(the_action())
    with pytest.raises(PlanMovedOn):
        confirm(stage, by=person)
    assert facts(the_action()) == before
    stage.refresh_from_db()
    assert told(stage)["new"] == (0 if what == "another" else 1)
    confirm(stage, by=person)
    assert Action.objects.count() == 2
    assert not list(current.differences())


def test_a_plan_opened_meanwhile_is_no_collision(network, person):
    stage = bring(a_file(a_row()), network, by=person)
    open_plan(network=network, year=YEAR, by=person)
    with pytest.raises(PlanMovedOn):
        confirm(stage, by=person)
    confirm(stage, by=person)
    assert (WorkPlan.objects.count(), Action.objects.count()) == (1, 1)


def test_a_plan_closed_meanwhile_is_left_alone(imported, network, person):
    imported(a_row())
    stage = bring(a_file(a_row(text="Other words")), network)
    close_plan(plan=WorkPlan.objects.get(), by=person, on=TODAY)
    with pytest.raises((ValidationError, PlanMovedOn)):
        confirm(stage)
    assert the_action().text == "Open a clinic"


def test_confirming_twice_imports_once(network):
    stage = bring(a_file(a_row()), network)
    assert confirm(stage) == confirm(stage)
    assert (Action.objects.count(), SourceDocument.objects.count()) == (1, 1)


# --- Out and in again ------------------------------------------------------------------------------------


def test_our_own_columns_come_back_with_nothing_changed(network, person):
    plan = open_plan(network=network, year=YEAR, by=person)
    odd = [
        "- minus first",
        "=1+1; and more",
        "+44 161",
        "@home",
        "'quoted'",
        "two\nlines",
        'say "yes"',
        "**bold** & <b>",
        "•",
    ]
    for number, text in enumerate(odd, start=1):
        objective = add_objective(plan=plan, number=str(number), title=text, by=person)
        action = add_action(
            objective=objective, number=f"{number}.1", text=text, by=person, on=TODAY,
            leads=["Finance Dept, NHS Board", "A / B", f"Lead {number}."], steps=[(text, ""), ("Plain", "Nov 26")],
            due_text="Jun 26; Sep 26" if number % 2 else "Q2 (tbc)",
        )  # fmt: skip
        report = StatusReport(status="in_progress", comment=text, rating="red")
        record_status_update(action=action, report=report, by=person, on=TODAY)
    cells = [dict(zip(COLUMNS, cells_of(row, YEAR), strict=True)) for row in rows_of_plan(plan)]
    stage = bring(a_file(*cells), network)
    assert told(stage) == {"new": 0, "changed": 0, "unchanged": len(odd), "missing": 0}
    assert stage.counts["changed_objectives"] == 0


# --- Many plans ------------------------------------------------------------------------------------------


def test_many_plans_at_once(network, person):
    NetworkFactory(code="breast", name="Breast MCN", alliance=network.alliance)
    rows = [
        (code, year, f"1.{n}", f"{code} {n}")
        for code in ("head-neck", "breast")
        for year in ("2026/27", "2027/28")
        for n in (1, 2)
    ]
    result = confirm(bring(many_plans(*rows), by=None), by=person)
    assert (result["new"], result["new_plans"], WorkPlan.objects.count(), Lead.objects.count()) == (8, 4, 4, 2)
    assert sorted(SourceDocument.objects.values_list("plan__network__code", "plan__year")) == [
        ("breast", 2026), ("breast", 2027), ("head-neck", 2026), ("head-neck", 2027),
    ]  # fmt: skip
    assert set(Action.objects.values_list("position", flat=True)) == {1, 2}
    assert told(bring(many_plans(*rows)))["unchanged"] == 8


def test_an_import_costs_the_same_statements_for_any_size(person):
    costs = {}
    for number in (1, 50):  # more, and SQLite parts a statement for the number of its values
        network = NetworkFactory()
        due = [f"{n % 28 + 1}/6/2026" for n in range(number)]
        rows = [a_row(f"1.{n}", f"Action {n}", due=due[n], steps="Draft; Send") for n in range(number)]
        changed = [row | {"Due date": "Mar 27", "Status": STARTED, "Leads": "Nurse"} for row in rows]
        with CaptureQueriesContext(connection) as captured:
            confirm(bring(a_file(*rows), network, by=person), by=person)
            confirm(bring(a_file(*changed), network, by=person), by=person)
        costs[number] = len(captured)
        assert ActionDateRevision.objects.filter(action__plan__network=network).count() == number
    assert costs[50] == costs[1]
    assert not list(current.differences())
