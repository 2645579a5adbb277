"""The delivery plan itself: its way through the national team, its workstreams, deliverables and measures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from alliance.models import (
    Deliverable,
    DeliveryPlan,
    DeliveryState,
    Milestone,
    Programme,
    ReviewComment,
    SubmissionStep,
    SuccessMeasure,
    Workstream,
)
from alliance.operations.changing import refuse_if_closed
from core.periods import FinancialYear
from organisations.models import User
from workplans.operations.changing import assign, next_position, record
from workplans.reporting import refuse_if_changed

AGREED_FROM = (DeliveryState.FINAL, DeliveryState.FUNDED)
"""The states in which the milestones are the agreed ones."""


@transaction.atomic
def open_delivery_plan(*, alliance, year: FinancialYear, by, title: str = "") -> DeliveryPlan:
    """Open a draft plan of an alliance for a year; raises ValidationError where there is one already."""
    plan = DeliveryPlan(alliance=alliance, year=year.start, title=title.strip() or f"{alliance} delivery plan {year}")
    plan.full_clean()
    plan.save()
    record("opened", plan, by)
    return plan


@transaction.atomic
def reach_state(*, plan, state: str, by, on: date) -> DeliveryPlan:
    """Note that a plan reached a state of its submission on a day: submitted, national feedback, final, funded, closed.

    A plan may go back from feedback to draft or submitted, never behind final. With final the dates as they stand
    become the originals that slippage is measured from. Raises ValidationError for a step that is not open.
    """
    plan = DeliveryPlan.objects.select_for_update().get(pk=plan.pk)
    state = DeliveryState(state)
    if state not in next_states(plan.state):
        raise ValidationError(
            f"“{plan}” is {plan.get_state_display().lower()}; it cannot become {state.label.lower()}."
        )
    old, plan.state = plan.state, state
    if state in AGREED_FROM and plan.final_on is None:
        plan.final_on = on
        Milestone.objects.filter(plan=plan).update(
            original_text=F("due_text"), original_latest=F("due_latest"), version=F("version") + 1
        )
    plan.closed_on = on if state == DeliveryState.CLOSED else None
    plan.save(update_fields=["state", "final_on", "closed_on"])
    SubmissionStep.objects.update_or_create(plan=plan, state=state, defaults={"reached_on": on})
    record(state.label.lower(), plan, by, {"state": (old, state)})
    return plan


def next_states(state: str) -> tuple[DeliveryState, ...]:
    """The states that a plan may reach from one."""
    draft, submitted, feedback, final, funded, closed = DeliveryState
    return {
        draft: (submitted, final, closed),
        submitted: (feedback, final, draft, closed),
        feedback: (submitted, final, draft, closed),
        final: (funded, closed),
        funded: (closed,),
        closed: (),
    }[DeliveryState(state)]


@transaction.atomic
def reopen_delivery_plan(*, plan, by) -> DeliveryPlan:
    """Open a closed plan again: as final, or as a draft where it never was."""
    plan = DeliveryPlan.objects.select_for_update().get(pk=plan.pk)
    if plan.state != DeliveryState.CLOSED:
        raise ValidationError(f"“{plan}” is not closed.")
    funded = plan.timetable.filter(state=DeliveryState.FUNDED, reached_on__isnull=False).exists()
    back = DeliveryState.FUNDED if funded else DeliveryState.FINAL if plan.final_on else DeliveryState.DRAFT
    plan.state, plan.closed_on = back, None
    plan.save(update_fields=["state", "closed_on"])
    record("reopened", plan, by, {"state": (DeliveryState.CLOSED, back)})
    return plan


@transaction.atomic
def set_timetable(*, plan, dates: dict[str, date | None], by) -> None:
    """Say by when states of the submission are to be reached; `dates` by state, None where no date is set."""
    refuse_if_closed(plan)
    steps = {step.state: step for step in plan.timetable.all()}
    changes = {}
    for state, planned in dates.items():
        step = steps.get(state) or SubmissionStep(plan=plan, state=DeliveryState(state))
        if step.planned_on != planned:
            changes[state] = (step.planned_on, planned)
            step.planned_on = planned
            step.save()
    if changes:
        record("timetable set", plan, by, changes)


@transaction.atomic
def add_workstream(*, plan, number: str, title: str, by, lead: User | None = None) -> Workstream:
    """Add a workstream at the end of a plan."""
    refuse_if_closed(plan)
    workstream = Workstream(
        plan=plan,
        number=number.strip(),
        title=title.strip(),
        lead=lead,
        position=next_position(plan.workstreams),
    )
    workstream.full_clean()
    workstream.save()
    record("added", workstream, by)
    return workstream


@transaction.atomic
def revise_workstream(*, workstream, title: str, lead: User | None, by) -> Workstream:
    """Change a workstream's title, or who leads it."""
    refuse_if_closed(workstream.plan)
    changes = assign(workstream, title=title.strip(), lead=lead)
    if changes:
        workstream.full_clean()
        workstream.save()
        record("revised", workstream, by, changes)
    return workstream


@dataclass(frozen=True)
class DeliverableWords:
    """What a plan says of a deliverable, its milestones and measures apart; paragraphs are lines."""

    title: str
    text: str = ""
    narrative: str = ""
    lead_name: str = ""
    lead_email: str = ""
    programme: str = Programme.REQUIRED
    not_applicable_reason: str = ""

    def values(self) -> dict[str, str]:
        said = {name: str(value).strip() for name, value in vars(self).items()}
        return said | {"lead_email": said["lead_email"].lower()}


@transaction.atomic
def add_deliverable(*, workstream, number: str, words: DeliverableWords, by, lead: User | None = None) -> Deliverable:
    """Add a deliverable at the end of a plan. Without `lead`, the account that has its lead contact's address leads."""
    plan = workstream.plan
    refuse_if_closed(plan)
    deliverable = Deliverable(
        plan=plan,
        workstream=workstream,
        number=number.strip(),
        position=next_position(plan.deliverables),
        **words.values(),
    )
    deliverable.lead = lead or account_of(deliverable.lead_email)
    deliverable.full_clean()
    deliverable.save()
    record("added", deliverable, by)
    return deliverable


@transaction.atomic
def revise_deliverable(*, deliverable, words: DeliverableWords, by, version: int | None = None, **more) -> Deliverable:
    """Change what a plan says of a deliverable; `more` may hold `workstream`, `position` and `lead` (an account).

    With `version`, the number it had when the form was opened, raises ChangedMeanwhile where it has moved on.
    """
    deliverable = (
        Deliverable.objects.select_for_update(of=("self",)).select_related("plan__alliance").get(pk=deliverable.pk)
    )
    refuse_if_changed(deliverable, version)
    refuse_if_closed(deliverable.plan)
    changes = assign(deliverable, **words.values(), **more)
    if "lead_email" in changes and "lead" not in more:
        changes |= assign(deliverable, lead=account_of(deliverable.lead_email))
    if changes:
        deliverable.version += 1
        deliverable.full_clean()
        deliverable.save()
        record("revised", deliverable, by, changes)
    return deliverable


def account_of(address: str) -> User | None:
    """The account with this address, if there is one."""
    return User.objects.active().filter(email=address.lower()).first() if address else None


@dataclass(frozen=True)
class MeasureWords:
    """What a plan says of a success measure; `was` is the text that it has until now, where its words change."""

    text: str
    code: str = ""
    unit: str = ""
    direction: str = "increase"
    baseline: Decimal | None = None
    target: Decimal | None = None
    standard: str = ""
    was: str = ""


@transaction.atomic
def set_measures(*, deliverable, measures: Sequence[MeasureWords], by) -> list[SuccessMeasure]:
    """Give a deliverable its measures, in order. One whose text stays - or that says what it was until now - keeps its
    row, and with it what hangs on it.

    Raises ValidationError where two say the same, or where one says nothing.
    """
    refuse_if_closed(deliverable.plan)
    texts = [" ".join(measure.text.split()) for measure in measures]
    if not all(texts):
        raise ValidationError("Each success measure needs words.")
    if len(set(texts)) < len(texts):
        raise ValidationError("Two success measures of a deliverable say the same.")
    there = {measure.text: measure for measure in deliverable.measures.all()}
    old = [(m.text, m.code, m.unit, m.direction, m.baseline, m.target, m.standard) for m in there.values()]
    rows = [
        there.get(measure.was) or there.get(text) or SuccessMeasure(deliverable=deliverable)
        for text, measure in zip(texts, measures, strict=True)
    ]
    kept = {row.pk for row in rows if row.pk}
    SuccessMeasure.objects.filter(pk__in=[m.pk for m in there.values() if m.pk not in kept]).delete()
    # Out of the way, so that two may change places.
    SuccessMeasure.objects.filter(pk__in=kept).update(position=F("position") + 10_000)
    for position, (row, text, words) in enumerate(zip(rows, texts, measures, strict=True), start=1):
        for name, value in (vars(words) | {"text": text}).items():
            if name != "was":
                setattr(row, name, value)
        row.position = position
        row.full_clean(validate_unique=False, validate_constraints=False)
        row.save()
    new = [(m.text, m.code, m.unit, m.direction, m.baseline, m.target, m.standard) for m in rows]
    if new != old:
        record("measures set", deliverable, by, {"measures": (_plain(old), _plain(new))})
    return rows


def _plain(measures):
    return [["" if value is None else str(value) for value in measure] for measure in measures]


@transaction.atomic
def link_actions(*, deliverable, actions, by) -> None:
    """Say which work-plan actions serve a deliverable: these and no others, of networks of the same alliance."""
    refuse_if_closed(deliverable.plan)
    actions = list(actions)
    if any(action.plan.network.alliance_id != deliverable.plan.alliance_id for action in actions):
        raise ValidationError("An action of another alliance cannot serve this deliverable.")
    old = list(deliverable.actions.select_related("plan").order_by("plan", "position"))
    if {action.pk for action in old} != {action.pk for action in actions}:
        deliverable.actions.set(actions)
        named = [[f"{action.plan} {action.number}" for action in some] for some in (old, actions)]
        record("linked", deliverable, by, {"actions": tuple(named)})


@transaction.atomic
def comment_on(*, deliverable, text: str, by, author: str = "") -> ReviewComment:
    """Keep what a reviewer says of a deliverable; `author` where that is nobody with an account."""
    refuse_if_closed(deliverable.plan)
    if not text.strip():
        raise ValidationError({"text": "Write the comment."})
    comment = ReviewComment.objects.create(deliverable=deliverable, text=text.strip(), author=author.strip(), by=by)
    record("commented", deliverable, by, note=comment.text)
    return comment


@transaction.atomic
def resolve_comment(*, comment, resolution: str, by) -> ReviewComment:
    """Say how a comment was resolved; an empty resolution opens it again."""
    refuse_if_closed(comment.deliverable.plan)
    old, comment.resolution = comment.resolution, resolution.strip()
    comment.resolved_by = by if comment.resolution else None
    comment.resolved_at = timezone.now() if comment.resolution else None
    comment.save(update_fields=["resolution", "resolved_by", "resolved_at"])
    verb = "comment resolved" if comment.resolution else "comment reopened"
    record(verb, comment.deliverable, by, {"resolution": (old, comment.resolution)}, note=comment.text)
    return comment
