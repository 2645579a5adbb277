"""Milestones: adding, reporting, moving under change control. What a report or a move means stands in
workplans/reporting.py, once for actions and milestones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from alliance.models import Deliverable, Milestone, MilestoneDateRevision, MilestonePart, MilestoneUpdate
from alliance.operations.changing import refuse_if_closed
from alliance.operations.delivery import AGREED_FROM
from core import audit
from workplans import progress, reporting
from workplans.operations.changing import assign, mark_step, record, set_steps
from workplans.operations.dates import move_date_of
from workplans.operations.updates import write_updates
from workplans.reporting import StatusReport


@dataclass(frozen=True)
class NewMilestone:
    """A milestone that is to be added. `parts` are pairs of text and own due date as written ("" where it has none);
    `due_text` a date as people write it, the quarter itself where it is empty."""

    deliverable: Deliverable
    quarter: int
    text: str
    parts: Sequence[tuple[str, str]] = ()
    due_text: str = ""


@transaction.atomic
def add_milestone(
    *, deliverable, quarter: int, text: str, by, on: date, parts: Sequence[tuple[str, str]] = (), due_text: str = ""
) -> Milestone:
    """Add a milestone at the end of a quarter of the plan's year (see NewMilestone).

    Raises ValidationError for a quarter that does not exist.
    """
    said = NewMilestone(deliverable, quarter, text, parts, due_text)
    (milestone,) = add_milestones(plan=deliverable.plan, said=[said], by=by, on=on)
    return milestone


@transaction.atomic
def add_milestones(*, plan, said: Sequence[NewMilestone], by, on: date) -> list[Milestone]:
    """Add milestones to deliverables of a plan, each at the end of its quarter; a handful of statements for any number.

    Raises ValidationError for a quarter that does not exist.
    """
    refuse_if_closed(plan)
    year = plan.financial_year
    last = {
        (deliverable, quarter): position
        for deliverable, quarter, position in Milestone.objects.filter(
            deliverable__in=[each.deliverable for each in said]
        )
        .order_by()
        .values_list("deliverable", "quarter")
        .annotate(last=Max("position"))
    }
    milestones = []
    for each in said:
        try:
            begins = year.quarter(int(each.quarter)).first_day
        except ValueError:
            raise ValidationError({"quarter": f"There is no quarter “{each.quarter}”: a year has Q1 to Q4."}) from None
        place = (each.deliverable.pk, int(each.quarter))
        last[place] = last.get(place, 0) + 1
        milestone = Milestone(
            plan=plan,
            deliverable=each.deliverable,
            quarter=int(each.quarter),
            position=last[place],
            text=each.text.strip(),
            starts_on=begins,
            in_plan_from=on if plan.state in AGREED_FROM else min(on, year.first_day),
        )
        reporting.set_first_date(milestone, each.due_text.strip() or f"Q{each.quarter}", year=year)
        milestone.quiet_since = reporting.quiet_since(milestone, None, year=year)
        milestone.clean_fields(exclude=("plan", "deliverable"))
        milestones.append(milestone)
    parts = []
    for milestone, each in zip(milestones, said, strict=True):
        own = [
            MilestonePart(milestone=milestone, **part) for part in reporting.steps_as_planned(each.parts, {}, year=year)
        ]
        milestone.next_step_due = progress.next_step_due((part.due_latest, None) for part in own)
        parts.extend(own)
    Milestone.objects.bulk_create(milestones)
    MilestonePart.objects.bulk_create(parts)
    audit.record(*(audit.Change("added", each, alliance_id=plan.alliance_id) for each in milestones), by=by)
    return milestones


@transaction.atomic
def revise_milestone(
    *, milestone, text: str, parts: Sequence[tuple[str, str]], by, version: int | None = None
) -> Milestone:
    """Change a milestone's words or parts. Its date moves under change control only.

    A part that keeps its text keeps the day it was done. Raises ChangedMeanwhile as record_milestone_update does.
    """
    milestone = _locked(milestone, version)
    parts = [(words.strip(), own.strip()) for words, own in parts if words.strip()]
    changes = assign(milestone, text=text.strip())
    old_parts = [(part.text, part.due_text) for part in milestone.parts.all()]
    if parts != old_parts:
        changes["parts"] = (old_parts, parts)
        set_steps(milestone, milestone.parts, parts)
    if changes:
        milestone.version += 1
        milestone.full_clean()
        milestone.save()
        record("revised", milestone, by, changes)
    return milestone


def _locked(milestone, version):
    milestone = (
        Milestone.objects.select_for_update(of=("self",))
        .select_related("plan__alliance", "deliverable", "latest_update")
        .get(pk=milestone.pk)
    )
    reporting.refuse_if_changed(milestone, version)
    refuse_if_closed(milestone.plan)
    return milestone


# --- Status and rating --------------------------------------------------------------------------------


@transaction.atomic
def record_milestone_update(
    *, milestone, report: StatusReport, by, on: date, version: int | None = None
) -> MilestoneUpdate:
    """Record what somebody reports of one milestone on a day.

    With `version`, the number it had when the form was opened, raises ChangedMeanwhile where it has moved on. Raises
    ValidationError for a closed plan, a rating better than the suggestion without reason, or a rating of
    work that is not open.
    """
    versions = {milestone.pk: version} if version is not None else {}
    (update,) = record_milestone_updates(reports={milestone.pk: report}, by=by, on=on, versions=versions)
    milestone.refresh_from_db()
    return update


@transaction.atomic
def record_milestone_updates(
    *, reports: dict[int, StatusReport], by, on: date, versions: dict[int, int] | None = None
) -> list[MilestoneUpdate]:
    """Record reports by milestone id, all or none; returns the updates in the order of the ids.

    An update that speaks of an earlier day than the milestone's last one joins the history and leaves the current
    state as it is.
    """
    milestones = (
        Milestone.objects.select_for_update(of=("self",))
        .select_related("plan__alliance", "latest_update")
        .filter(pk__in=reports)
        .order_by("pk")
    )

    def draft(milestone, thresholds):
        report = reports[milestone.pk]
        return draft_milestone_update(milestone=milestone, report=report, by=by, on=on, thresholds=thresholds)

    return write_updates(MilestoneUpdate, milestones, draft=draft, on=on, versions=versions or {})


def draft_milestone_update(*, milestone, report, by, on: date, thresholds) -> MilestoneUpdate:
    """What record_milestone_update would write, with the rating standing after it; nothing is read or written.

    `milestone` comes with its plan and latest update. Raises ValidationError where the verb would.
    """
    refuse_if_closed(milestone.plan)
    return reporting.fill(
        MilestoneUpdate(milestone=milestone),
        work=milestone,
        report=report,
        by=by,
        on=on,
        year=milestone.plan.financial_year,
        thresholds=thresholds,
    )


@transaction.atomic
def close_milestone(*, milestone, reason: str, by, on: date, version: int | None = None) -> MilestoneUpdate:
    """Close a milestone that will not be delivered; the reason is its last comment. Nothing is deleted."""
    report = reporting.closing(reason)
    return record_milestone_update(milestone=milestone, report=report, by=by, on=on, version=version)


@transaction.atomic
def record_part(*, part, done: bool, by, on: date) -> MilestonePart:
    """Note that a part was done on a day, or that it is not done after all."""
    milestone = _locked(part.milestone, None)
    mark_step(part, work=milestone, rows=milestone.parts, noun="part", done=done, by=by, on=on)
    return part


# --- Change control -------------------------------------------------------------------------------------


@transaction.atomic
def move_milestone(
    *, milestone, text: str, reason: str, agreed_by: str, by, on: date, version: int | None = None
) -> MilestoneDateRevision:
    """Give a milestone another quarter or date ("Q3", "Q1 24/25", "Jan 24"); the original stays, the move is kept.

    Raises ValidationError where it cannot be read, is the date it has, or where reason or agreement is missing;
    ChangedMeanwhile as record_milestone_update does.
    """
    milestone = _locked(milestone, version)
    return move_date_of(milestone, text=text, reason=reason, agreed_by=agreed_by, by=by, on=on)
