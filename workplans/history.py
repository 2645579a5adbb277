"""The state of a past day: facts as they were, put together from what the verbs wrote, in a constant number of queries.

Status, rating and last update come from the latest update that speaks of the day or an earlier one; dates from the
revisions; steps from the day each was done. What may be revised without a day of its own (words, leads, start, steps,
watching brief) is rewound: the audit events of later days are undone, the latest first. Plans, networks, alliances
and names of leads are as they are today.

What is put together here for actions is put together for milestones by the floor above, from the same parts: `Past`,
`stood`, `undo`, and the three questions about what was written.

The states are judged by the same rule and counted by the same summaries as the actions of today. Asked for today,
they are what stands on the actions (`manage.py check_current` compares the two).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import F, Min, OuterRef, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from core.audit import AuditEvent
from core.periods import FinancialYear
from workplans import due, progress
from workplans.models import Action, ActionDateRevision, ActionLead, ActionUpdate, Step
from workplans.progress import Status
from workplans.summaries import ActionState, PlanOutline
from workplans.work import DateRevision


@dataclass
class Past:
    """One action or milestone on its way back to a day. Steps are [text, last day of its own date, done on].

    `agreed_on` is when its plan's dates became the originals; `group_id` the objective or deliverable it stands under.
    """

    id: int
    plan_id: int
    year: FinancialYear
    agreed_on: date | None
    group_id: int
    position: int
    number: str
    text: str
    lead: str
    due_text: str
    due_kind: str
    due_latest: date | None
    original_text: str
    original_latest: date | None
    starts_on: date | None
    watching_brief: bool
    steps: list = field(default_factory=list)


def states_on(plans: Sequence[PlanOutline], *, on: date) -> list[ActionState]:
    """The actions that were in these plans on a day, as they stood at its end, in the order of the papers."""
    actions = _actions(plans, on)
    _rewind(actions, plans, on)
    ids = [plan.id for plan in plans]
    updates = latest_updates(ActionUpdate.objects.filter(action__plan__in=ids), of="action_id", on=on)
    revisions = moves_of(ActionDateRevision.objects.filter(action__plan__in=ids), of="action_id")
    return [stood(past, updates.get(past.id), revisions.get(past.id, ()), on=on) for past in actions.values()]


def stood(past: Past, update, revisions, *, on: date, make=ActionState, **more) -> ActionState:
    """How a piece of work stood at the end of a day: its latest update by then, its date among the revisions.

    `make` may be a state that says more, which `more` then gives.
    """
    status, given, basis, reason, comment, updated_on = update or (Status.NOT_STARTED, "", "", "", "", None)
    date_then = _date_then(past, revisions, on)
    original_text, original_latest = _original_then(past, revisions, date_then, on)
    return make(
        id=past.id,
        plan_id=past.plan_id,
        position=past.position,
        number=past.number,
        text=past.text,
        lead=past.lead,
        status=status,
        due_text=date_then.text,
        due_kind=date_then.kind,
        due_latest=date_then.latest,
        original_text=original_text,
        original_latest=original_latest,
        starts_on=past.starts_on,
        quiet_since=progress.quiet_since(
            last_update_on=updated_on, starts_on=past.starts_on, year_begins=past.year.first_day
        ),
        next_step_due=progress.next_step_due(((latest, done) for _, latest, done in past.steps), on=on),
        watching_brief=past.watching_brief,
        rating_given=given,
        rating_basis=basis,
        rating_reason=reason,
        comment=comment,
        last_update_on=updated_on,
        **more,
    )


def first_day_of(plans) -> date | None:
    """The first day on which any action was in these plans."""
    return Action.objects.filter(plan__in=[plan.id for plan in plans]).aggregate(day=Min("in_plan_from"))["day"]


# --- What was written -----------------------------------------------------------------------------


def _actions(plans, on) -> dict[int, Past]:
    by_id = {plan.id: plan for plan in plans}
    accountable = ActionLead.objects.filter(action=OuterRef("pk"), accountable=True).order_by()
    rows = (
        Action.objects.filter(plan__in=by_id, in_plan_from__lte=on)
        .order_by("plan_id", "position")
        .values_list(
            "id", "plan_id", "objective_id", "position", "number", "text",
            Subquery(accountable.values("lead__name")[:1]), "due_text", "due_kind", "due_latest",
            "original_text", "original_latest", "starts_on", "watching_brief",
        )
    )  # fmt: skip
    actions = {
        pk: Past(
            pk, plan, by_id[plan].year, by_id[plan].agreed_on, objective, position, number, text, lead or "", *rest
        )
        for pk, plan, objective, position, number, text, lead, *rest in rows
    }
    steps = Step.objects.filter(action__plan__in=by_id, action__in_plan_from__lte=on).order_by("action_id", "position")
    for action, *step in steps.values_list("action_id", "text", "due_latest", "completed_on"):
        actions[action].steps.append(step)
    return actions


def latest_updates(updates, *, of: str, on: date) -> dict[int, tuple]:
    """By action or milestone (`of`): the latest update of the day or before; of one day, the one added last."""
    latest = Window(RowNumber(), partition_by=[F(of)], order_by=[F("on").desc(), F("id").desc()])
    rows = (
        updates.filter(on__lte=on)
        .annotate(turn=latest)
        .filter(turn=1)
        .order_by()
        .values_list(of, "status", "rating_given", "rating_basis", "rating_reason", "comment", "on")
    )
    return {work: tuple(rest) for work, *rest in rows}


def moves_of(revisions, *, of: str) -> dict[int, list[DateRevision]]:
    """By action or milestone (`of`): every move of its date, in order."""
    moves = defaultdict(list)
    rows = revisions.order_by("on", "id")
    for move in rows.only(of, "on", "old_text", "old_kind", "old_latest", "new_text", "new_kind", "new_latest"):
        moves[getattr(move, of)].append(move)
    return moves


# --- Dates as they stood ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Date:
    text: str
    kind: str
    latest: date | None


def _date_then(past: Past, revisions, on: date) -> _Date:
    """The date before the first move of a later day; the current one where there is none."""
    for move in revisions:
        if move.on > on:
            return _Date(move.old_text, move.old_kind, move.old_latest)
    return _Date(past.due_text, past.due_kind, past.due_latest)


def _original_then(past: Past, revisions, date_then: _Date, on: date) -> tuple[str, date | None]:
    """The date that slippage was measured from: the first there was, and once the plan is agreed the one agreed.

    Since the agreement (or where there was none) that is what stands on the action, unless no date had been
    set by then; before it, it is the first date among those that had stood.
    """
    stood = [_Date(m.old_text, m.old_kind, m.old_latest) for m in revisions[:1]]
    stood += [_Date(m.new_text, m.new_kind, m.new_latest) for m in revisions if m.on <= on]
    first = next((d for d in (*stood, date_then) if d.latest is not None), None)
    if first is None:
        return "", None
    if past.agreed_on is None or past.agreed_on <= on:
        return past.original_text, past.original_latest
    return first.text, first.latest


# --- What is revised without a day of its own -----------------------------------------------------------


def _rewind(actions: dict[int, Past], plans, on: date) -> None:
    """Undo what was revised on later days, in place."""
    alliances = {plan.alliance_id for plan in plans}
    events = later_events(alliances, ["workplans.action", "workplans.objective"], on=on, step="step")
    if not events:
        return
    by_objective = defaultdict(list)
    for past in actions.values():
        by_objective[past.group_id].append(past)
    again = {e.subject_id for e in events if "steps" in e.changes and e.subject_id in actions}
    done = steps_done("workplans.action", again, step="step")
    for event in events:
        if event.subject_type == "workplans.objective":
            for past in by_objective[event.subject_id]:
                past.watching_brief = event.changes.get("watching_brief", [past.watching_brief])[0]
        elif past := actions.get(event.subject_id):
            undo(past, event, done.get(past.id, {}), step="step")


def undo(past: Past, event: AuditEvent, done: dict[str, date], *, step: str) -> None:
    """Take back what one event changed; `step` is what the trail calls its steps, `done` the days they were done."""
    old = {name: values[0] for name, values in event.changes.items()}
    if event.verb == f"{step} not done":
        for each in past.steps:
            if each[0] == event.note:
                each[2] = _day(old["completed_on"])
        return
    past.text = old.get("text", past.text)
    past.lead = old.get("accountable", past.lead)
    if "starts_on" in old:
        past.starts_on = _day(old["starts_on"])
    if f"{step}s" in old:
        done = done | {text: day for text, _, day in past.steps if day}
        past.steps = [
            [text, due.the_due(due.read_due(own, past.year)).latest, done.get(text)] for text, own in old[f"{step}s"]
        ]


def later_events(alliances: Iterable[int], subjects: Sequence[str], *, on: date, step: str) -> list[AuditEvent]:
    """What was changed about such subjects of these alliances after a day, the latest first."""
    end = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    return list(
        AuditEvent.objects.filter(
            alliance_id__in=alliances,
            at__gte=end,
            subject_type__in=subjects,
        )
        .exclude(verb__in=["added", f"{step} done"])
        .order_by("-at", "-id")
        .only("subject_type", "subject_id", "verb", "changes", "note")
    )


def steps_done(subject: str, ids: Iterable[int], *, step: str) -> dict[int, dict[str, date]]:
    """By work and text: the day a step was last noted as done, for steps that a revision has taken away since."""
    if not ids:
        return {}
    done: dict[int, dict[str, date]] = defaultdict(dict)
    events = AuditEvent.objects.filter(
        subject_type=subject, subject_id__in=ids, verb__in=[f"{step} done", f"{step} not done"]
    ).order_by("at", "id")
    for work, text, changes in events.values_list("subject_id", "note", "changes"):
        done[work][text] = _day(changes["completed_on"][1])
    return done


def _last_day(words: str, year: FinancialYear) -> date | None:
    return due.the_due(due.read_due(words, year)).latest


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
