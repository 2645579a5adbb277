"""Confirming an import: the same changes, dates and histories as the forms would make."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from core.audit import AuditEvent
from tests.factories import TODAY
from tests.workplans.importing.bringing import (
    YEAR,
    a_file,
    a_row,
    bring,
    confirm,
    facts,
    the_action,
)
from workplans.models import (
    Action,
    ActionUpdate,
    Lead,
    Objective,
    SourceDocument,
    StagedImport,
    WorkPlan,
)
from workplans.operations import (
    add_action,
    add_objective,
    agree_plan,
    move_due_date,
    open_plan,
    record_step,
)
from workplans.operations.imports import Choices

pytestmark = pytest.mark.django_db
STARTED = "In progress"


# --- New ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "agreed"])
@pytest.mark.parametrize(
    ("due", "steps", "start"),
    [
        ("Dec 26", [], None),
        ("TBC", [("Draft", ""), ("Send", "Nov 26")], None),
        ("Jun 26; Sep 26", [("Draft", "Jun 26"), ("Send", "Sep 26")], date(2026, 6, 1)),
        ("soonish", [], None),
        ("", [], date(2027, 1, 4)),
    ],
)
def test_a_new_action_is_what_the_form_would_have_made(network, person, imported, state, due, steps, start):
    """The rules stand once: the same input by the door of a form and by that of a file."""
    plan = open_plan(network=network, year=YEAR, by=person)
    objective = add_objective(plan=plan, number="1", title="Better pathways", by=person)
    if state == "agreed":
        agree_plan(plan=plan, by=person, on=TODAY)
    typed = add_action(
        objective=objective, number="1.1", text="Open a clinic", leads=["Manager", "The Board"], due_text=due,
        steps=steps, starts_on=start, by=person, on=TODAY,
    )  # fmt: skip
    by_form = facts(typed)
    typed.delete()
    Lead.objects.all().delete()
    cell = "; ".join(f"{text} [due {own}]" if own else text for text, own in steps)
    imported(a_row(leads="Manager; The Board", due=due, steps=cell, start=f"{start:%d/%m/%Y}" if start else ""))
    assert facts(the_action()) == by_form


def test_a_plan_that_is_not_there_is_opened_as_a_draft(imported, network):
    imported(a_row())
    plan = WorkPlan.objects.get()
    assert (plan.network, plan.year, plan.state, plan.title) == (
        network, 2026, "draft", "Head and Neck MCN work plan 2026/27",
    )  # fmt: skip


def test_history_tells_who_opened_added_and_imported(imported, person):
    imported(a_row(), a_row("1.2", "Count again"))
    told_of = AuditEvent.objects.values_list("verb", "subject_type", "subject_label", "actor_id", "actor_label")
    assert sorted(told_of) == [
        ("added", "workplans.action", "1.1 Open a clinic", person.pk, "An Analyst"),
        ("added", "workplans.action", "1.2 Count again", person.pk, "An Analyst"),
        ("added", "workplans.objective", "1. Better pathways", person.pk, "An Analyst"),
        ("imported", "workplans.workplan", "Head and Neck MCN work plan 2026/27", person.pk, "An Analyst"),
        ("opened", "workplans.workplan", "Head and Neck MCN work plan 2026/27", person.pk, "An Analyst"),
    ]
    subjects = set(AuditEvent.objects.filter(subject_type="workplans.action").values_list("subject_id", flat=True))
    assert subjects == set(Action.objects.values_list("pk", flat=True))
    assert AuditEvent.objects.filter(alliance_id=None).count() == 0


def test_the_log_keeps_the_file_who_and_the_result(imported, person):
    imported(a_row(due="soonish"))
    (log,) = SourceDocument.objects.all()
    assert (log.name, len(log.sha256), log.imported_by, log.plan) == ("plan.csv", 64, person, WorkPlan.objects.get())
    assert (log.result["new"], log.result["findings"][0]["where"]) == (1, "line 2")


def test_a_file_that_changes_nothing_leaves_no_trace(imported):
    imported(a_row())
    before = AuditEvent.objects.count()
    assert imported(a_row())["documents"] == []
    assert (SourceDocument.objects.count(), AuditEvent.objects.count()) == (1, before)


def test_new_actions_take_their_place_in_the_order_of_the_paper(imported):
    imported(a_row("1.1"), a_row("1.3"), a_row("2.1", under="2", objective="Later"))
    imported(
        a_row("1.1"), a_row("1.2"), a_row("1.3"), a_row("1.4", under="1a", objective="Between"),
        a_row("2.1", under="2", objective="Later"),
    )  # fmt: skip
    assert [a.number for a in Action.objects.order_by("objective__position", "position")] == [
        "1.1", "1.2", "1.3", "1.4", "2.1",
    ]  # fmt: skip
    assert list(Objective.objects.order_by("position").values_list("number", flat=True)) == ["1", "1a", "2"]


# --- Status, rating and comment -------------------------------------------------------------------------


def test_status_rating_and_comment_of_a_new_action_are_its_first_update(imported, person):
    imported(a_row(status="In progress", rating="Amber", comment="Waiting for the lab"))
    action, update = the_action(), ActionUpdate.objects.get()
    assert (action.status, action.rating_given, action.latest_update, action.last_update_on) == (
        "in_progress", "amber", update, TODAY,
    )  # fmt: skip
    assert (update.comment, update.by, update.on, update.rated) == ("Waiting for the lab", person, TODAY, True)


@pytest.mark.parametrize(
    ("before", "after", "updates", "status", "rating"),
    [
        ({"status": STARTED, "comment": "Going"}, {"status": STARTED, "comment": "Going"}, 1, "in_progress", ""),
        ({"status": STARTED, "comment": "Going"}, {}, 1, "in_progress", ""),
        ({"status": STARTED}, {"status": "Complete"}, 2, "complete", ""),
        ({"status": STARTED, "comment": "Going"}, {"status": "Complete", "comment": "Going"}, 2, "complete", ""),
        ({"status": STARTED, "rating": "Amber"}, {"status": STARTED, "rating": "Red"}, 2, "in_progress", "red"),
        ({"status": STARTED, "rating": "Red"}, {"comment": "New words", "rating": "Red"}, 2, "in_progress", "red"),
        ({"status": "Complete"}, {"status": "Complete", "rating": "Green"}, 1, "complete", ""),
        ({"status": "Complete"}, {"status": "Complete", "rating": "Blue"}, 1, "complete", ""),
        ({}, {"rating": "Blue"}, 1, "complete", ""),
        ({}, {"rating": "Grey"}, 0, "not_started", ""),
        ({}, {"comment": "Said only"}, 1, "not_started", ""),
    ],
)
def test_only_what_differs_is_recorded_and_once(imported, before, after, updates, status, rating):
    imported(a_row(**before))
    imported(a_row(**after))
    action = the_action()
    assert (ActionUpdate.objects.count(), action.status, action.rating_given) == (updates, status, rating)
    assert imported(a_row(**after))["changed"] == 0


def test_a_rating_better_than_the_facts_is_marked_and_said(imported, network, person):
    row = a_row(due="Jun 26", status="In progress", rating="Green")
    stage = bring(a_file(row), network, by=person)
    assert stage.counts["warnings"] == 1
    confirm(stage, by=person)
    update = ActionUpdate.objects.get()
    assert (update.rating_given, update.suggested, update.rating_reason) == ("green", "red", "From the imported file")


# --- Changed -----------------------------------------------------------------------------------------


def test_words_leads_steps_start_and_objective_are_revised_with_history(imported):
    imported(a_row(steps="Draft; Send"))
    before = the_action()
    imported(a_row(text="Open two clinics", leads="Nurse; Manager", steps="Draft; Print", start="1/6/2026", under="2"))
    action = the_action()
    assert (action.text, action.starts_on, action.quiet_since, action.objective.number, action.version) == (
        "Open two clinics", date(2026, 6, 1), date(2026, 6, 1), "2", before.version + 1,
    )  # fmt: skip
    assert [(led.lead.name, led.accountable) for led in action.action_leads.all()] == [
        ("Nurse", True),
        ("Manager", False),
    ]
    assert [step.text for step in action.steps.all()] == ["Draft", "Print"]
    revised = AuditEvent.objects.get(verb="revised")
    assert set(revised.changes) == {"objective", "text", "steps", "leads", "accountable", "starts_on"}
    assert revised.changes["text"] == ["Open a clinic", "Open two clinics"]
    assert (action.pk, action.in_plan_from, action.position) == (before.pk, before.in_plan_from, before.position)


def test_a_step_that_stays_keeps_the_day_it_was_done(imported, person):
    imported(a_row(steps="Draft [due Jun 26]; Send [due Sep 26]"))
    record_step(step=the_action().steps.get(text="Draft"), done=True, by=person, on=TODAY)
    imported(a_row(steps="Send [due Sep 26]; Draft [due Jun 26]; Print [due Nov 26]"))
    assert list(the_action().steps.values_list("text", "completed_on")) == [
        ("Send", None), ("Draft", TODAY), ("Print", None),
    ]  # fmt: skip
    assert the_action().next_step_due == date(2026, 9, 30)


def test_an_objective_gets_its_new_title(imported):
    imported(a_row())
    result = imported(a_row(objective="Shorter pathways"))
    assert (Objective.objects.get().title, result["changed"], result["changed_objectives"]) == (
        "Shorter pathways",
        0,
        1,
    )
    assert AuditEvent.objects.get(verb="revised").changes == {"title": ["Better pathways", "Shorter pathways"]}


def test_a_moved_date_is_what_change_control_would_have_made(imported, person):
    imported(a_row(), a_row("1.2"))
    by_form, by_file = the_action("1.1"), the_action("1.2")
    move_due_date(action=by_form, text="Mar 27", reason="Lab capacity", agreed_by="Advisory board", by=person, on=TODAY)
    imported(a_row(due="Mar 27"), a_row("1.2", due="Mar 27"))
    typed, filed = (facts(the_action(number))[0] for number in ("1.1", "1.2"))
    same = {"number", "position"}
    assert {n: v for n, v in typed.items() if n not in same} == {n: v for n, v in filed.items() if n not in same}
    one, other = by_form.date_revisions.values().get(), by_file.date_revisions.values().get()
    own = {"id", "action_id", "recorded_at"}
    assert {n: v for n, v in one.items() if n not in own} == {n: v for n, v in other.items() if n not in own}
    assert not AuditEvent.objects.filter(verb="revised").exists()


@pytest.mark.parametrize(
    ("old", "new", "moves"),
    [
        ("Dec 26", "December 2026", False),  # the same days in other words
        ("Dec 26", "31 December 2026", False),  # the same last day
        ("Jun 26; Dec 26", "Dec 26", False),
        ("Dec 26", "Mar 27", True),
        ("Dec 26", "TBC", True),
        ("TBC", "Dec 26", True),
        ("TBC", "to be confirmed", False),
        ("TBC", "Ongoing", True),
    ],
)
def test_which_new_words_move_a_date(imported, network, old, new, moves):
    imported(a_row(due=old))
    stage = bring(a_file(a_row(due=new)), network)
    assert (stage.counts["changed"], stage.counts["moves"]) == (1, int(moves))
    confirm(stage)
    assert (the_action().due_text, the_action().date_revisions.count()) == (new, int(moves))
    assert AuditEvent.objects.filter(verb="revised").exists() is not moves


def test_dates_do_not_move_without_reason_and_agreement(imported, network):
    imported(a_row())
    stage = bring(a_file(a_row(due="Mar 27")), network)
    with pytest.raises(ValidationError) as refused:
        confirm(stage, Choices())
    assert set(refused.value.message_dict) == {"reason", "agreed_by"}
    assert (the_action().due_text, StagedImport.objects.get(pk=stage.pk).confirmed_at) == ("Dec 26", None)
