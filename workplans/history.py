"""The state of a past day: facts as they were, put together from what the verbs wrote, in a constant number of queries.

Status, rating and last update come from the latest update that speaks of the day or an earlier one; dates from the
revisions; steps from the day each was done. What may be revised without a day of its own (words, leads, start, steps,
watching brief) is rewound: the audit events of later days are undone, the latest first. Plans, networks, alliances
and names of leads are as they are today.

The states are judged by the same rule and counted by the same summaries as the actions of today. Asked for today,
they are what stands on the actions (`manage.py check_current` compares the two).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import F, OuterRef, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from core.audit import AuditEvent
from core.periods import FinancialYear
from workplans import due, progress
from workplans.models import Action, ActionDateRevision, ActionLead, ActionUpdate, Step
from workplans.progress import Status
from workplans.summaries import ActionState, PlanOutline


@dataclass
class _Past:
    """One action on its way back to a day. Steps are [text, last day of its own date, done on]."""

    id: int
    plan: PlanOutline
    objective_id: int
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

    @property
    def year(self) -> FinancialYear:
        return self.plan.year


def states_on(plans: Sequence[PlanOutline], *, on: date) -> list[ActionState]:
    """The actions that were in these plans on a day, as they stood at its end, in the order of the papers."""
    actions = _actions(plans, on)
    _rewind(actions, plans, on)
    updates = _updates(plans, on)
    revisions = _revisions(plans)
    return [_state(past, updates.get(past.id), revisions.get(past.id, ()), on) for past in actions.values()]


def _state(past: _Past, update, revisions, on: date) -> ActionState:
    status, given, basis, reason, comment, updated_on = update or (Status.NOT_STARTED, "", "", "", "", None)
    date_then = _date_then(past, revisions, on)
    original_text, original_latest = _original_then(past, revisions, date_then, on)
    return ActionState(
        id=past.id,
        plan_id=past.plan.id,
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
    )


# --- What was written -----------------------------------------------------------------------------


def _actions(plans, on) -> dict[int, _Past]:
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
        pk: _Past(pk, by_id[plan], objective, position, number, text, lead or "", *rest)
        for pk, plan, objective, position, number, text, lead, *rest in rows
    }
    steps = Step.objects.filter(action__plan__in=by_id, action__in_plan_from__lte=on).order_by("action_id", "position")
    for action, *step in steps.values_list("action_id", "text", "due_latest", "completed_on"):
        actions[action].steps.append(step)
    return actions


def _updates(plans, on) -> dict[int, tuple]:
    """By action: the latest update of the day or before; of one day, the one added last."""
    latest = Window(RowNumber(), partition_by=[F("action_id")], order_by=[F("on").desc(), F("id").desc()])
    rows = (
        ActionUpdate.objects.filter(action__plan__in=[plan.id for plan in plans], on__lte=on)
        .annotate(turn=latest)
        .filter(turn=1)
        .order_by()
        .values_list("action_id", "status", "rating_given", "rating_basis", "rating_reason", "comment", "on")
    )
    return {action: tuple(rest) for action, *rest in rows}


def _revisions(plans) -> dict[int, list[ActionDateRevision]]:
    """By action: every move of its date, in order."""
    moves = defaultdict(list)
    rows = ActionDateRevision.objects.filter(action__plan__in=[plan.id for plan in plans]).order_by("on", "id")
    for move in rows.only(
        "action_id", "on", "old_text", "old_kind", "old_latest", "new_text", "new_kind", "new_latest"
    ):
        moves[move.action_id].append(move)
    return moves


# --- Dates as they stood ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Date:
    text: str
    kind: str
    latest: date | None


def _date_then(past: _Past, revisions, on: date) -> _Date:
    """The date before the first move of a later day; the current one where there is none."""
    for move in revisions:
        if move.on > on:
            return _Date(move.old_text, move.old_kind, move.old_latest)
    return _Date(past.due_text, past.due_kind, past.due_latest)


def _original_then(past: _Past, revisions, date_then: _Date, on: date) -> tuple[str, date | None]:
    """The date that slippage was measured from: the first there was, and once the plan is agreed the one agreed.

    Since the agreement (or where there was none) that is what stands on the action, unless no date had been
    set by then; before it, it is the first date among those that had stood.
    """
    stood = [_Date(m.old_text, m.old_kind, m.old_latest) for m in revisions[:1]]
    stood += [_Date(m.new_text, m.new_kind, m.new_latest) for m in revisions if m.on <= on]
    first = next((d for d in (*stood, date_then) if d.latest is not None), None)
    if first is None:
        return "", None
    if past.plan.agreed_on is None or past.plan.agreed_on <= on:
        return past.original_text, past.original_latest
    return first.text, first.latest


# --- What is revised without a day of its own -----------------------------------------------------------


def _rewind(actions: dict[int, _Past], plans, on: date) -> None:
    """Undo what was revised on later days, in place."""
    events = _later_events(plans, on)
    if not events:
        return
    by_objective = defaultdict(list)
    for past in actions.values():
        by_objective[past.objective_id].append(past)
    done = _steps_done({e.subject_id for e in events if "steps" in e.changes and e.subject_id in actions})
    for event in events:
        old = {name: values[0] for name, values in event.changes.items()}
        if event.subject_type == "workplans.objective":
            for past in by_objective[event.subject_id]:
                past.watching_brief = old.get("watching_brief", past.watching_brief)
        elif past := actions.get(event.subject_id):
            _undo(past, event, old, done.get(past.id, {}))


def _undo(past: _Past, event: AuditEvent, old: dict, done: dict[str, date]) -> None:
    if event.verb == "step not done":
        for step in past.steps:
            if step[0] == event.note:
                step[2] = _day(old["completed_on"])
        return
    past.text = old.get("text", past.text)
    past.lead = old.get("accountable", past.lead)
    if "starts_on" in old:
        past.starts_on = _day(old["starts_on"])
    if "steps" in old:
        done = done | {text: day for text, _, day in past.steps if day}
        past.steps = [
            [text, due.the_due(due.read_due(own, past.year)).latest, done.get(text)] for text, own in old["steps"]
        ]


def _later_events(plans, on: date) -> list[AuditEvent]:
    """What was changed about the actions and objectives of these alliances after a day, the latest first."""
    end = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    return list(
        AuditEvent.objects.filter(
            alliance_id__in={plan.alliance_id for plan in plans},
            at__gte=end,
            subject_type__in=["workplans.action", "workplans.objective"],
        )
        .exclude(verb__in=["added", "step done"])
        .order_by("-at", "-id")
        .only("subject_type", "subject_id", "verb", "changes", "note")
    )


def _steps_done(actions: Iterable[int]) -> dict[int, dict[str, date]]:
    """By action and text: the day a step was last noted as done, for steps that a revision has taken away since."""
    if not actions:
        return {}
    done: dict[int, dict[str, date]] = defaultdict(dict)
    events = AuditEvent.objects.filter(
        subject_type="workplans.action", subject_id__in=actions, verb__in=["step done", "step not done"]
    ).order_by("at", "id")
    for action, text, changes in events.values_list("subject_id", "note", "changes"):
        done[action][text] = _day(changes["completed_on"][1])
    return done


def _last_day(words: str, year: FinancialYear) -> date | None:
    return due.the_due(due.read_due(words, year)).latest


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
