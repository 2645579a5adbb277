"""A delivery plan out of the database, as the values that a file is compared with: six statements for any size."""

from __future__ import annotations

from collections import defaultdict

from alliance.importing.delivery_standing import StandingDeliverable, StandingMilestone, StandingPart, StandingPlan
from alliance.models import Deliverable, DeliveryPlan, Milestone, MilestonePart, ReviewComment, SuccessMeasure
from core.periods import FinancialYear, Quarter
from workplans.progress import OPEN


def standing_plan(alliance, year: FinancialYear) -> StandingPlan | None:
    """The plan of an alliance for a year as it stands; None where there is none."""
    plan = DeliveryPlan.objects.for_alliance(alliance).in_year(year).first()
    if plan is None:
        return None
    measures, comments = defaultdict(list), defaultdict(list)
    for rows, found in ((SuccessMeasure.objects.all(), measures), (ReviewComment.objects.all(), comments)):
        for deliverable, text in rows.filter(deliverable__plan=plan).values_list("deliverable", "text"):
            found[deliverable].append(text)
    milestones = _milestones(plan, year)
    deliverables = Deliverable.objects.filter(plan=plan).select_related("workstream").order_by("position", "pk")
    return StandingPlan(
        pk=plan.pk,
        title=plan.title,
        state=plan.state,
        workstreams=tuple(plan.workstreams.values_list("number", "title")),
        deliverables=tuple(
            StandingDeliverable(
                pk=each.pk,
                workstream=each.workstream.number,
                number=each.number,
                title=each.title,
                text=each.text,
                narrative=each.narrative,
                lead_name=each.lead_name,
                lead_email=each.lead_email,
                programme=str(each.programme),
                not_applicable=each.not_applicable_reason,
                measures=tuple(measures[each.pk]),
                comments=tuple(comments[each.pk]),
                milestones=tuple(milestones[each.pk]),
                version=each.version,
            )
            for each in deliverables
        ),
    )


def _milestones(plan, year) -> dict[int, list[StandingMilestone]]:
    parts, found = defaultdict(list), defaultdict(list)
    for pk, milestone, text, due_text, done in MilestonePart.objects.filter(milestone__plan=plan).values_list(
        "pk", "milestone", "text", "due_text", "completed_on"
    ):
        parts[milestone].append(StandingPart(pk, text, due_text, done is not None))
    rows = Milestone.objects.filter(plan=plan).select_related("latest_update").order_by("quarter", "position")
    for each in rows:
        due = Quarter.containing(each.due_latest) if each.due_latest else None
        found[each.deliverable_id].append(
            StandingMilestone(
                pk=each.pk,
                quarter=each.quarter,
                due_quarter=due.number if due and due.year == year else None,
                position=each.position,
                text=each.text,
                parts=tuple(parts[each.pk]),
                due_text=each.due_text,
                due_kind=str(each.due_kind),
                due_latest=each.due_latest.isoformat() if each.due_latest else "",
                original_text=each.original_text,
                status=str(each.status),
                rating=str(each.rating_given),
                comment=each.latest_update.comment if each.latest_update else "",
                is_open=each.status in OPEN,
                updated=each.latest_update is not None,
                version=each.version,
            )
        )
    return found
