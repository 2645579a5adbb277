"""Confirming the import of a delivery plan: what was staged and previewed becomes part of the plan.

All of it or nothing, by the verbs that forms use, with the same histories. What the file would do is worked out from
what was read of it and from the plan as it stands under lock; where that plan is not the one of the preview, the
preview is made anew and nothing is written.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from alliance.importing.delivery_changes import Comparison, DeliverableChange
from alliance.importing.delivery_rows import PART_TWO
from alliance.importing.delivery_stage import changes_something, is_hopeless, work_out
from alliance.models import DeliveryDocument, DeliveryPlan, Milestone, StagedDelivery
from alliance.operations.changing import refuse_if_closed
from alliance.operations.delivery import (
    DeliverableWords,
    MeasureWords,
    add_deliverable,
    add_workstream,
    comment_on,
    open_delivery_plan,
    revise_deliverable,
    revise_workstream,
    set_measures,
)
from alliance.operations.milestones import (
    NewMilestone,
    add_milestones,
    move_milestone,
    record_milestone_updates,
    record_part,
    revise_milestone,
)
from alliance.operations.part_two import write_part_two
from core.periods import FinancialYear
from core.rewriting import update_each
from workplans.importing.comparing import IMPORTED_REASON
from workplans.operations.changing import record
from workplans.operations.imports import CLOSED_COMMENT, KEPT_FINDINGS, Choices, PlanMovedOn
from workplans.progress import Status
from workplans.reporting import ChangedMeanwhile, RatingChoice, StatusReport


def apply_delivery_import(*, stage: StagedDelivery, choices: Choices, by, on: date) -> dict:
    """Carry out a staged import; returns its counts, which also stand in `stage.result`.

    Raises ValidationError, by field, where moves lack a reason or who agreed, or where rows in error have not been
    left out by choice; PlanMovedOn where the plan is no longer what the preview was made of. Confirming again what
    has been confirmed gives the first result.
    """
    try:
        with transaction.atomic():
            stage = StagedDelivery.objects.select_for_update(of=("self",)).get(pk=stage.pk)
            if stage.confirmed_at:
                return stage.result
            _check_choices(stage, choices)
            year = FinancialYear(stage.year)
            plan = DeliveryPlan.objects.select_for_update().for_alliance(stage.alliance).in_year(year).first()
            if plan:
                refuse_if_closed(plan)
            previewed = stage.stamp
            found = work_out(stage, on=on)
            if stage.stamp != previewed:
                raise PlanMovedOn
            if stage.kind == PART_TWO:
                return _apply_part_two(stage, plan, found, by=by, on=on)
            return _Import(stage, plan, found, choices, by=by, on=on).carry_out()
    except (PlanMovedOn, ChangedMeanwhile, IntegrityError) as error:
        previewed = stage.stamp if isinstance(error, IntegrityError) else None
        stage.refresh_from_db()
        work_out(stage, on=on)
        if stage.stamp == previewed:
            raise  # the plan is as it was, so this is a fault of ours
        raise PlanMovedOn from error


def _check_choices(stage, choices):
    errors = {}
    counts = stage.counts
    if is_hopeless(stage):
        raise ValidationError("The file has errors that keep it from being imported. Mend it, and bring it again.")
    if counts["errors"] and not choices.leave_out_errors:
        errors["leave_out_errors"] = "The file has errors. Mend it and bring it again, or leave those rows out."
    if counts["moves"] and not choices.reason.strip():
        errors["reason"] = "Say why the dates move."
    if counts["moves"] and not choices.agreed_by.strip():
        errors["agreed_by"] = "Say who agreed to the new dates."
    if counts["errors"] and choices.close is True:
        errors["close"] = "Rows with errors were left out, so what is missing cannot be told: mend them first."
    if errors:
        raise ValidationError(errors)


def _apply_part_two(stage, plan, found, *, by, on) -> dict:
    there, changes = found
    documents = []
    if changes.changes:
        write_part_two(there=there, found=changes, name=stage.name, by=by, on=on)
        documents = [_log(stage, plan, by)]
    return _finish(stage, {"closed": 0, "documents": documents})


def _finish(stage, more) -> dict:
    stage.confirmed_at, stage.result = timezone.now(), stage.counts | more
    stage.save(update_fields=["confirmed_at", "result"])
    return stage.result


def _log(stage, plan, by) -> int:
    """A line of the log, and an entry in the plan's history."""
    document = DeliveryDocument.objects.create(
        plan=plan,
        name=stage.name,
        sha256=stage.sha256,
        size=stage.size,
        imported_by=by,
        result=stage.counts | {"findings": stage.preview["findings"][:KEPT_FINDINGS]},
    )
    record("imported", plan, by, note=stage.name)
    return document.pk


class _Import:
    """One confirmed import while it is carried out."""

    def __init__(self, stage, plan, found: Comparison, choices, *, by, on):
        self.stage, self.plan, self.found, self.choices = stage, plan, found, choices
        self.by, self.on = by, on

    def carry_out(self) -> dict:
        closing = self._closing()
        if not changes_something(self.stage) and not closing:
            return _finish(self.stage, {"reported": 0, "closed": 0, "documents": []})
        if self.plan is None:
            year = FinancialYear(self.stage.year)
            self.plan = open_delivery_plan(alliance=self.stage.alliance, year=year, title=self.stage.title, by=self.by)
        self._write_workstreams()
        self._write_deliverables()
        self._write_milestones()
        reported = self._record_reports()
        if closing:
            comment = self.choices.close_comment.strip() or CLOSED_COMMENT.format(name=self.stage.name)
            report = StatusReport(status=Status.CLOSED, comment=comment)
            record_milestone_updates(reports=dict.fromkeys(closing, report), by=self.by, on=self.on)
        return _finish(
            self.stage,
            {"reported": reported, "closed": len(closing), "documents": [_log(self.stage, self.plan, self.by)]},
        )

    def _closing(self) -> list[int]:
        missing = [milestone.pk for _, milestone in self.found.missing if milestone.is_open]
        chosen = self.choices.close
        return missing if chosen is True else [pk for pk in missing if pk in (chosen or ())]

    # --- Workstreams and deliverables -----------------------------------------------------------------------------

    def _write_workstreams(self):
        for each in self.found.workstreams:
            add_workstream(plan=self.plan, number=each.number, title=each.title[:300], by=self.by)
        self.workstreams = {each.number: each for each in self.plan.workstreams.all()}
        for number, _, title in self.found.renamed:
            workstream = self.workstreams[number]
            revise_workstream(workstream=workstream, title=title[:300], lead=workstream.lead, by=self.by)

    def _write_deliverables(self):
        self.deliverables = {each.number: each for each in self.plan.deliverables.select_related("plan__alliance")}
        for change in self.found.deliverables:
            workstream = self.workstreams[change.said.workstream]
            if change.there is None:
                number = change.said.number
                self.deliverables[number] = add_deliverable(
                    workstream=workstream, number=number, words=_words(change), by=self.by
                )
            else:
                number = change.there.number
                self.deliverables[number] = revise_deliverable(
                    deliverable=self.deliverables[number],
                    words=_words(change),
                    version=change.there.version,
                    by=self.by,
                    **({"workstream": workstream} if "Workstream" in change.fields else {}),
                )
            if change.measures is not None:
                self._set_measures(self.deliverables[number], change.measures)
            for comment in change.comments:
                comment_on(
                    deliverable=self.deliverables[number], text=comment.text, author=comment.author[:200], by=self.by
                )
        self._put_in_order()

    def _set_measures(self, deliverable, measures):
        there = {measure.text: measure for measure in deliverable.measures.all()}
        details = ("code", "unit", "direction", "baseline", "target", "standard")
        words = [
            MeasureWords(text, was=was, **({name: getattr(there[was], name) for name in details} if was else {}))
            for text, was in measures
        ]
        set_measures(deliverable=deliverable, measures=words, by=self.by)

    def _put_in_order(self):
        """A new deliverable stands where the file has it; what the file leaves out, behind the one it stood behind."""
        added = {change.said.number for change in self.found.deliverables if change.there is None}
        order = list(self.found.order)
        if not added or added == set(self.deliverables):
            return
        left_out = [number for number in self.deliverables if number not in order]
        there = [number for number in self.deliverables if number not in added]
        for number in left_out:
            before = there[: there.index(number)]
            at = order.index(before[-1]) + 1 if before else 0
            order.insert(at, number)
        for position, number in enumerate(order, start=1):
            self.deliverables[number].position = position
        update_each(list(self.deliverables.values()), ["position"])

    # --- Milestones -----------------------------------------------------------------------------------------------

    def _write_milestones(self):
        new = [change for change in self.found.milestones if change.there is None]
        added = add_milestones(
            plan=self.plan,
            said=[
                NewMilestone(
                    self.deliverables[change.deliverable],
                    change.said.quarter,
                    change.said.milestone.text,
                    [(child, "") for child in change.said.milestone.children],
                    change.said.milestone.due,
                )
                for change in new
            ],
            by=self.by,
            on=self.on,
        )
        self.added = {id(change): milestone for change, milestone in zip(new, added, strict=True)}
        changed = [change for change in self.found.milestones if change.there is not None]
        self.milestones = Milestone.objects.in_bulk([change.there.pk for change in changed])
        for change in changed:
            milestone, there = self.milestones[change.there.pk], change.there
            if change.rewords:
                own = {part.text: part.due_text for part in there.parts}
                texts = change.said.milestone.children if "Points" in change.fields else list(own)
                parts = [(text, own.get(text, "")) for text in texts]
                revise_milestone(milestone=milestone, text=change.said.milestone.text, parts=parts, by=self.by)
            if change.move_to:
                move_milestone(
                    milestone=milestone,
                    text=change.move_to,
                    reason=self.choices.reason,
                    agreed_by=self.choices.agreed_by,
                    by=self.by,
                    on=self.on,
                )
            if change.part:
                part = milestone.parts.get(pk=change.part.pk)
                record_part(part=part, done=not change.part.done, by=self.by, on=self.on)

    def _record_reports(self) -> int:
        reports = {}
        for change in self.found.milestones:
            if change.report:
                status, rating, comment = change.report
                pk = change.there.pk if change.there else self.added[id(change)].pk
                reports[pk] = StatusReport(
                    status=status,
                    comment=comment,
                    rating=rating if rating in RatingChoice.values else RatingChoice.KEEP,
                    rating_reason=IMPORTED_REASON,
                )
        if reports:
            record_milestone_updates(reports=reports, by=self.by, on=self.on)
        return len(reports)


def _words(change: DeliverableChange) -> DeliverableWords:
    words = change.words
    return DeliverableWords(
        title=words.title,
        text=words.text,
        narrative=words.narrative,
        lead_name=words.lead_name,
        lead_email=words.lead_email,
        programme=words.programme,
        not_applicable_reason=words.not_applicable,
    )
