"""Bringing a file for a delivery plan: it passes the guard, is read once, and stands with a preview worked out.

What was read is kept, so nothing is parsed twice; what it would do is worked out when it is brought, and again
where the plan moved on before it was confirmed.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from alliance.importing.delivery_changes import Comparison, compare
from alliance.importing.delivery_preview import preview_of
from alliance.importing.delivery_reading import standing_plan
from alliance.importing.delivery_rows import PART_TWO, READ_DELIVERY_PLAN, plan_of
from alliance.importing.doors import DELIVERY_PLAN
from alliance.importing.part_two import (
    PartTwoComparison,
    StandingPartTwo,
    compare_part_two,
    part_two_preview,
    standing_part_two,
)
from alliance.models import DeliveryPlan, DeliveryState, StagedDelivery
from core.parsing import parse_guarded
from core.periods import FinancialYear
from core.uploads import UploadRefused, received
from workplans.importing.blocks import Finding

KEPT_FOR = timedelta(hours=12)


def stage_delivery(source, *, name: str, alliance, year: FinancialYear, by, on: date) -> StagedDelivery:
    """Read a file and work out its preview for a day; returns the StagedDelivery. What was left lying is thrown away.

    `source` is a path, bytes or an uploaded file; `by` is whose preview it is (None: a terminal). Raises UploadRefused
    with a sentence where the file is not let in or the plan is closed; what is wrong inside comes as findings.
    """
    now = timezone.now()
    StagedDelivery.objects.filter(expires_at__lt=now).delete()
    closed = DeliveryPlan.objects.for_alliance(alliance).in_year(year).filter(state=DeliveryState.CLOSED)
    if closed.exists():
        raise UploadRefused(
            f"The delivery plan of {alliance} for {year} is closed. Reopen it before importing into it."
        )
    with received(source, name=name, door=DELIVERY_PLAN) as upload:
        read = parse_guarded(READ_DELIVERY_PLAN, path=str(upload.path), kind=upload.kind, year=year.start)
        stage = StagedDelivery(
            by=by,
            created_at=now,
            expires_at=now + KEPT_FOR,
            name=upload.name,
            sha256=upload.sha256,
            size=upload.size,
            alliance=alliance,
            year=year.start,
            kind=read["kind"],
            title=read["plan"]["title"][:300],
            content=read["plan"],
        )
    if stage.kind == PART_TWO and not DeliveryPlan.objects.for_alliance(alliance).in_year(year).exists():
        raise UploadRefused(
            f"There is no delivery plan of {alliance} for {year} yet. Bring the plan first, then part two."
        )
    work_out(stage, on=on)
    return stage


def work_out(stage: StagedDelivery, *, on: date) -> Comparison | tuple[StandingPartTwo, PartTwoComparison]:
    """Compare what was staged with the plan as it stands; the preview and the plan's mark are kept on the stage."""
    year = FinancialYear(stage.year)
    if stage.kind == PART_TWO:
        return _work_out_part_two(stage, on=on)
    said = plan_of(stage.content)
    there = standing_plan(stage.alliance, year)
    found = compare(said, there, year)
    stage.counts, stage.preview = preview_of(found, said.findings)
    stage.stamp = {"plan": there.mark if there else ""}
    stage.save()
    return found


def _work_out_part_two(stage, *, on):
    plan = DeliveryPlan.objects.select_related("alliance").get(alliance=stage.alliance, year=stage.year)
    there = standing_part_two(plan, on=on)
    found = compare_part_two(stage.content, there)
    said = [Finding(each["level"], each["where"], each["message"]) for each in stage.content["findings"]]
    stage.counts, stage.preview = part_two_preview(found, said)
    stage.stamp = {"plan": there.mark}
    stage.save()
    return there, found


def changes_something(stage: StagedDelivery) -> bool:
    """Whether confirming would do anything, closing what is missing apart."""
    return bool(stage.counts["new_things"] or stage.counts["changed_things"])


def is_hopeless(stage: StagedDelivery) -> bool:
    """Whether errors leave nothing that could be imported."""
    held = stage.counts["rows" if stage.kind == PART_TWO else "deliverables"]
    return bool(stage.counts["errors"]) and not held
