"""Confirming an import: what was staged and previewed becomes part of the plans.

The same changes as the forms make, with the same histories, but over a whole file at once: two or three statements for
each table, whether it holds 28 rows or 100,000. What a value becomes was worked out row by row with the verbs' own
rules when the file was compared (importing/comparing.py); here it is only written. Status and rating are few, and go
through the verb itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Count, Max, Q
from django.utils import timezone

from core import audit
from core.periods import FinancialYear
from core.staging import bulk_work, run
from organisations.models import Network
from workplans.importing import preview
from workplans.importing.comparing import IMPORTED_REASON
from workplans.importing.staged_rows import StagedRow, staged_rows
from workplans.models import Action, Objective, PlanState, SourceDocument, StagedImport, WorkPlan
from workplans.operations import statements
from workplans.operations.plans import in_plan_from
from workplans.operations.updates import ChangedMeanwhile, RatingChoice, StatusReport, record_status_updates
from workplans.progress import OPEN, Status
from workplans.staged import StagedAction, StagedChange, StagedFinding, StagedMatch, StagedObjective, StagedPlan

CLOSED_COMMENT = "No longer in the plan as imported from {name}."
KEPT_FINDINGS = 200
CLOSED_AT_ONCE = 500


class PlanMovedOn(Exception):
    """Somebody changed the plan after the preview was made; the preview has been worked out anew."""

    def __init__(self):
        super().__init__("Somebody changed the plan after this preview was made. This is the preview as of now.")


@dataclass(frozen=True)
class Choices:
    """What whoever confirms decides. `close` are ids of missing actions; True means every one that is open."""

    reason: str = ""
    agreed_by: str = ""
    leave_out_errors: bool = False
    close: frozenset[int] | bool = frozenset()
    close_comment: str = ""


def apply_import(*, stage: StagedImport, choices: Choices, by, on: date) -> dict:
    """Carry out a staged import, all of it or nothing; returns its counts, which also stand in `stage.result`.

    Raises ValidationError, by field, where moved dates lack a reason or who agreed, or where rows in error have not
    been left out by choice; PlanMovedOn where a plan is no longer what the preview was made of. Confirming again what
    has been confirmed gives the first result.
    """
    try:
        with bulk_work():
            stage = StagedImport.objects.select_for_update(of=("self",)).get(pk=stage.pk)
            if stage.confirmed_at:
                return stage.result
            _check_rows(stage)
            _check_choices(stage, choices)
            confirmed = _Import(stage, choices, by=by, on=on)
            if not preview.changes_something(stage) and not choices.close:
                return confirmed.nothing_to_do()
            _lock_plans(stage)
            if preview.stamp_of(stage) != stage.stamp:
                raise PlanMovedOn
            return confirmed.carry_out()
    except (PlanMovedOn, ChangedMeanwhile, IntegrityError) as error:
        with bulk_work():
            stage.refresh_from_db()
            previewed = stage.stamp
            preview.work_out(stage, on=on)
        if isinstance(error, IntegrityError) and stage.stamp == previewed:
            raise  # the plan is as it was, so this is a fault of ours
        raise PlanMovedOn from error


def _check_rows(stage):
    """What was staged does not outlive a crash of the database server."""
    if stage.counts["actions"] and not StagedAction.objects.filter(stage=stage).exists():
        raise ValidationError("What was read of this file is no longer there. Bring the file again.")


def _check_choices(stage, choices):
    errors = {}
    counts = stage.counts
    if counts["errors"] and not counts["new"] + counts["changed"] + counts["unchanged"]:
        raise ValidationError("The file has errors that keep it from being imported. Mend it, and bring it again.")
    if counts["errors"] and not choices.leave_out_errors:
        errors["leave_out_errors"] = "The file has errors. Mend it and bring it again, or leave those rows out."
    if counts["moves"] and not choices.reason.strip():
        errors["reason"] = "Say why the dates move."
    if counts["moves"] and not choices.agreed_by.strip():
        errors["agreed_by"] = "Say who agreed to the new dates."
    if errors:
        raise ValidationError(errors)


def _lock_plans(stage):
    """Let nobody else import into these plans meanwhile; raises ValidationError where one has been closed."""
    plans = StagedPlan.objects.filter(stage=stage, plan_id__isnull=False, problem="").values("plan_id")
    for plan in WorkPlan.objects.select_for_update().filter(pk__in=plans).order_by("pk"):
        if plan.state == PlanState.CLOSED:
            raise ValidationError(f"“{plan}” is closed. Reopen it before importing into it.")


class _Import:
    """One confirmed import while it is carried out."""

    def __init__(self, stage, choices, *, by, on):
        self.stage, self.choices, self.by, self.on = stage, choices, by, on
        self.now = timezone.now()
        self.params = {
            "stage": stage.pk,
            "now": self.now,
            "on": on,
            "by": by.pk if by else None,
            "actor": by.pk if by else None,
            "actor_label": audit.actor_label(by),
            "reason": choices.reason.strip(),
            "agreed_by": choices.agreed_by.strip()[:200],
            "not_started": Status.NOT_STARTED.value,
        }

    def nothing_to_do(self) -> dict:
        """The result of a file that changes nothing: no history, and no line in the log."""
        return self._finish(self.stage.counts | {"reported": 0, "closed": 0, "left_out": 0, "documents": []})

    def carry_out(self) -> dict:
        self._open_plans()
        self._write_objectives()
        self._write_actions()
        self._run(statements.ADD_LEADS, statements.DROP_LEADS, statements.NAME_LEADS)
        self._run(statements.DROP_STEPS, statements.ADD_STEPS)
        self._run(statements.AUDIT_ADDED, statements.AUDIT_REVISED)
        self._run(statements.ORDER_OBJECTIVES, statements.ORDER_ACTIONS)
        reported = self._record_reports()
        if reported or StagedMatch.objects.filter(stage=self.stage, action_id__isnull=False).exists():
            self._run(statements.LEAVE_TRACES)
        closed = self._close_missing()
        result = {
            **self.stage.counts,
            "reported": reported,
            "closed": closed,
            "left_out": self.stage.counts["rows_in_error"],
        }
        return self._finish(result | {"documents": self._log(result)})

    def _finish(self, result):
        self.stage.confirmed_at, self.stage.result = self.now, result
        self.stage.save(update_fields=["confirmed_at", "result"])
        preview.forget_rows(self.stage)
        return result

    def _run(self, *texts) -> int:
        """Run statements; returns the number of rows of the last."""
        count = 0
        for text in texts:
            count = run(text, self.params, **statements.TABLES)
        return count

    # --- Plans and objectives -------------------------------------------------------------------------------------

    def _open_plans(self):
        """Open the plans that the file speaks of and that are not there yet, and say from when new actions count."""
        staged = StagedPlan.objects.filter(stage=self.stage, problem="")
        matched = StagedMatch.objects.filter(stage=self.stage).values("place")
        missing = staged.filter(plan_id__isnull=True, place__in=matched).values_list("network_id", "starts_in")
        missing = dict.fromkeys(missing.order_by("place"))
        networks = Network.objects.in_bulk({network for network, _ in missing})
        plans = WorkPlan.objects.bulk_create(
            WorkPlan(
                network=networks[network],
                year=starts_in,
                title=self.stage.title or f"{networks[network].name} work plan {FinancialYear(starts_in)}",
            )
            for network, starts_in in missing
        )
        self._audit("opened", plans)
        preview.find_plans_again(self.stage, keep_new=True)
        by_day = defaultdict(list)
        self.plans = list(
            WorkPlan.objects.filter(pk__in=staged.filter(plan_id__isnull=False).values("plan_id")).select_related(
                "network"
            )
        )
        for plan in self.plans:
            by_day[in_plan_from(plan, self.on)].append(plan.pk)
        for day, ids in by_day.items():
            staged.filter(plan_id__in=ids).update(in_plan_from=day)

    def _audit(self, verb, plans, **more):
        audit.record(
            *(audit.Change(verb, plan, alliance_id=plan.network.alliance_id, **more) for plan in plans), by=self.by
        )

    def _write_objectives(self):
        changed = StagedObjective.objects.filter(stage=self.stage).exclude(old_title="")
        if changed.exists():
            plans = dict(StagedPlan.objects.filter(stage=self.stage).values_list("place", "plan_id"))
            by_id = {plan.pk: plan for plan in self.plans}
            rows = list(changed)
            real = {
                (objective.plan_id, objective.number): objective
                for objective in Objective.objects.filter(plan__in=by_id, number__in={row.number for row in rows})
            }
            audit.record(
                *(
                    audit.Change(
                        "revised",
                        real[plans[row.place], row.number],
                        {"title": (row.old_title, row.title)},
                        alliance_id=by_id[plans[row.place]].network.alliance_id,
                    )
                    for row in rows
                ),
                by=self.by,
            )
        self._run(statements.RETITLE_OBJECTIVES, statements.ADD_OBJECTIVES, statements.AUDIT_OBJECTIVES)

    # --- Actions --------------------------------------------------------------------------------------------------

    def _write_actions(self):
        last = Action.objects.aggregate(last=Max("pk"))["last"] or 0
        self._run(statements.ADD_ACTIONS)
        self.params["last_action"] = last
        to_change = StagedChange.objects.filter(Q(rewrites=True) | Q(moves=True), stage=self.stage).count()
        if to_change:
            self._run(statements.KEEP_OLD_DATES)
            if self._run(statements.CHANGE_ACTIONS) != to_change:
                raise PlanMovedOn

    def _record_reports(self) -> int:
        """Record the status, rating and comment that rows bring, through the verb that forms use; returns how many."""
        count = 0
        said = "(a.status <> '' OR a.rating <> '' OR a.comment <> '')"
        changes = "EXISTS (SELECT 1 FROM {change} c WHERE c.stage_id = a.stage_id AND c.line = a.line AND c.reports)"
        which = f"m.line IS NOT NULL AND {said} AND (m.action_id IS NULL OR {changes})"
        if not {"status", "rating", "comment"} & set(self.stage.said):
            return 0
        for chunk in staged_rows(self.stage, which=which):
            reports = self._reports(chunk)
            if reports:
                record_status_updates(reports=reports, by=self.by, on=self.on)
                count += len(reports)
        return count

    def _reports(self, chunk: list[StagedRow]) -> dict[int, StatusReport]:
        plans = {(plan.network_id, plan.year): plan.pk for plan in self.plans}
        actions = {
            (action.plan_id, action.number): action
            for action in Action.objects.filter(
                plan__in={plans[staged.network_id, staged.year.start] for staged in chunk},
                number__in={staged.row.number for staged in chunk},
            )
        }
        changes = StagedChange.objects.filter(stage=self.stage, line__in=[staged.line for staged in chunk])
        changed = dict(changes.values_list("line", "changes"))
        reports = {}
        for staged in chunk:
            action = actions[plans[staged.network_id, staged.year.start], staged.row.number]
            fields = changed.get(staged.line, {"rating": [], "status": [], "comment": []})
            reports[action.pk] = _report_of(staged.row, action, rates="rating" in fields)
        return reports

    # --- What is missing, and the log -----------------------------------------------------------------------------

    def _close_missing(self) -> int:
        if not self.choices.close:
            return 0
        missing = preview.missing_actions(self.stage).filter(status__in=OPEN)
        if self.choices.close is not True:
            missing = missing.filter(pk__in=self.choices.close)
        comment = self.choices.close_comment.strip() or CLOSED_COMMENT.format(name=self.stage.name)
        report = StatusReport(status=Status.CLOSED, comment=comment)
        ids = list(missing.values_list("pk", flat=True))
        for start in range(0, len(ids), CLOSED_AT_ONCE):
            record_status_updates(
                reports=dict.fromkeys(ids[start : start + CLOSED_AT_ONCE], report), by=self.by, on=self.on
            )
        return len(ids)

    def _log(self, result) -> list[int]:
        """One line of the log for each plan, with its own numbers, and an entry in the plan's history."""
        places = dict(StagedPlan.objects.filter(stage=self.stage).values_list("place", "plan_id"))
        each = {plan.pk: {"new": 0, "changed": 0} for plan in self.plans}
        matches = StagedMatch.objects.filter(stage=self.stage)
        for name, rows in (
            ("new", matches.filter(action_id__isnull=True)),
            ("changed", matches.filter(line__in=StagedChange.objects.filter(stage=self.stage).values("line"))),
        ):
            for place, number in rows.values_list("place").annotate(number=Count("line")).order_by():
                each[places[place]][name] += number
        whole = result | {"findings": self._findings()} if len(each) == 1 else None
        documents = SourceDocument.objects.bulk_create(
            SourceDocument(
                plan=plan,
                name=self.stage.name,
                sha256=self.stage.sha256,
                size=self.stage.size,
                imported_by=self.by,
                imported_at=self.now,
                result=whole or each[plan.pk],
            )
            for plan in self.plans
        )
        self._audit("imported", self.plans, note=self.stage.name)
        return [document.pk for document in documents]

    def _findings(self):
        findings = StagedFinding.objects.filter(stage=self.stage).order_by("number")[:KEPT_FINDINGS]
        return [{"level": finding.level, "where": finding.found_at, "message": finding.message} for finding in findings]


def _report_of(row, action, *, rates: bool) -> StatusReport:
    """What a row reports of its action. A row that gives no rating, or the one that stands, leaves it as it is."""
    status = row.status or action.status
    rating = row.rating if rates and row.rating and status in OPEN else RatingChoice.KEEP
    return StatusReport(status=status, comment=row.comment, rating=rating, rating_reason=IMPORTED_REASON)
