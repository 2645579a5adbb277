"""The preview of a staged import: what the file would do to its plans, in numbers and in lists.

`work_out` is run when the file is brought, and again where a plan moved on before the import was confirmed. What the
file says stays as it was staged; only what it would do is worked out anew.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Sum

from core.staging import run
from workplans.importing import comparing, matching
from workplans.importing.findings import add_row_findings
from workplans.importing.meanings import Readings, read_cells
from workplans.importing.rows import plain
from workplans.models import Action, Objective, WorkPlan
from workplans.progress import OPEN
from workplans.staged import (
    STAGED_TABLES,
    StagedAction,
    StagedChange,
    StagedFinding,
    StagedImport,
    StagedMatch,
    StagedObjective,
    StagedPlan,
)

_TABLES = {
    "action": StagedAction,
    "plan": StagedPlan,
    "match": StagedMatch,
    "finding": StagedFinding,
    "objective": StagedObjective,
    "real": Action,
    "real_objective": Objective,
}


def work_out(stage: StagedImport, *, on: date, readings: Readings | None = None, everything: bool = False) -> None:
    """Match the staged rows with the plans as they stand, compare them, and count.

    Only rows that may have something to do have their cells read, unless `everything` is asked for.
    """
    StagedFinding.objects.filter(stage=stage, of_plan=True).delete()
    find_plans_again(stage)
    _mark_objectives(stage)
    matching.match_rows(stage)
    read_cells(stage, readings=readings, everything=everything)
    comparing.compare_rows(stage, on=on)
    comparing.check_new_rows(stage, on=on)
    stage.counts = counts_of(stage)
    stage.stamp = stamp_of(stage)
    stage.save(update_fields=["counts", "stamp", "title", "said"])


def find_plans_again(stage: StagedImport, *, keep_new: bool = False) -> None:
    """Look up the plans of the file; one may have been opened since. `keep_new`: those opened just now count as new."""
    found = WorkPlan.objects.filter(network=OuterRef("network_id"), year=OuterRef("starts_in"))
    values = {"plan_id": Subquery(found.values("pk"))}
    if not keep_new:
        values["is_new"] = ~Exists(found)
    StagedPlan.objects.filter(stage=stage, problem="").update(**values)


def _mark_objectives(stage):
    """Say which objectives are new, and which have another title than in the plan."""
    real = (
        "FROM {plan} p JOIN {real_objective} r ON r.plan_id = p.plan_id WHERE p.stage_id = {objective}.stage_id"
        " AND p.place = {objective}.place AND r.number = {objective}.number"
    )
    run(
        f"""
        UPDATE {{objective}} SET is_new = NOT EXISTS (SELECT 1 {real}),
            old_title = COALESCE((SELECT r.title {real} AND r.title <> {{objective}}.title), '')
        WHERE stage_id = %(stage)s
        """,
        {"stage": stage.pk},
        **_TABLES,
    )
    objectives = StagedObjective.objects.filter(stage=stage).exclude(old_title="")
    same = [
        line
        for line, new, old in objectives.values_list("line", "title", "old_title")
        if plain(new) in ("", plain(old))
    ]
    objectives.filter(line__in=same).update(old_title="")
    add_row_findings(
        stage,
        (
            (line, "", "warning", f"Objective {number} has no title in the file; it gets “Objective {number}”.")
            for line, number in StagedObjective.objects.filter(stage=stage, is_new=True, title="").values_list(
                "line", "number"
            )
        ),
        of_plan=True,
    )


# --- Counts -----------------------------------------------------------------------------------------------------------


def counts_of(stage: StagedImport) -> dict[str, int]:
    """What the file holds and what it would do, in numbers."""
    objectives = StagedObjective.objects.filter(stage=stage).aggregate(
        objectives=Count("line"),
        new_objectives=Count("line", filter=Q(is_new=True)),
        changed_objectives=Count("line", filter=~Q(old_title="")),
    )
    plans = StagedPlan.objects.filter(stage=stage, problem="").values("network_id", "starts_in").distinct()
    actions = StagedAction.objects.filter(stage=stage).aggregate(
        actions=Count("line", filter=~Q(number="", text="")), rows=Count("line", filter=~Q(number=""))
    )
    changes = StagedChange.objects.filter(stage=stage).aggregate(
        changed=Count("line"),
        moves=Count("line", filter=Q(moves=True)),
        reports=Count("line", filter=Q(reports=True)),
    )
    findings = StagedFinding.objects.filter(stage=stage).aggregate(
        errors=Count("number", filter=Q(level="error")),
        errors_of_file=Count("number", filter=Q(level="error", line__isnull=True)),
        rows_in_error=Count("line", distinct=True, filter=Q(level="error")),
        warnings=Count("number", filter=Q(level="warning")),
        infos=Count("number", filter=Q(level="info")),
    )
    new = StagedMatch.objects.filter(stage=stage, action_id__isnull=True).count()
    missing = (
        missing_actions(stage)
        .order_by()
        .aggregate(missing=Count("pk"), missing_open=Count("pk", filter=Q(status__in=OPEN)))
    )
    imported = actions.pop("rows") - _named_rows_in_error(stage)
    unchanged = imported - new - changes["changed"]
    return {
        **objectives,
        **actions,
        **changes,
        **findings,
        **missing,
        "new": new,
        "unchanged": unchanged,
        "plans": plans.count(),
        "new_plans": plans.filter(plan_id__isnull=True).count(),
    }


def _named_rows_in_error(stage):
    wrong = StagedFinding.objects.filter(stage=stage, level="error", line=OuterRef("line"))
    return StagedAction.objects.filter(Exists(wrong), stage=stage).exclude(number="").count()


def changes_something(stage: StagedImport) -> bool:
    """Whether confirming would do anything, closing missing actions apart."""
    return any(stage.counts.get(name) for name in ("new", "changed", "new_objectives", "changed_objectives"))


def stamp_of(stage: StagedImport) -> dict[str, list]:
    """How the plans of the file stand: whoever changes an action, adds one, or changes the state changes the stamp."""
    plans = StagedPlan.objects.filter(stage=stage, plan_id__isnull=False).values("plan_id")
    states = WorkPlan.objects.filter(pk__in=plans).order_by().values_list("pk", "state")
    actions = (
        Action.objects.filter(plan__in=plans)
        .order_by()
        .values("plan")
        .annotate(number=Count("pk"), versions=Sum("version"))
    )
    counted = {row["plan"]: [row["number"], row["versions"]] for row in actions}
    return {str(plan): [state, *counted.get(plan, [0, 0])] for plan, state in states}


# --- Lists ------------------------------------------------------------------------------------------------------------


def missing_actions(stage: StagedImport):
    """The actions of the file's plans that it does not name, in the order of the paper."""
    plans = StagedPlan.objects.filter(stage=stage, problem="", plan_id__isnull=False).values("plan_id")
    named = StagedAction.objects.filter(
        Exists(
            StagedPlan.objects.filter(
                stage=stage, network=OuterRef("network"), year=OuterRef("year"), plan_id=OuterRef(OuterRef("plan_id"))
            )
        ),
        stage=stage,
        number=OuterRef("number"),
    )
    return Action.objects.filter(~Exists(named), plan__in=plans).order_by("plan", "position", "pk")


def forget_rows(stage: StagedImport) -> None:
    """Throw away what was staged of a file; what became of it stands in `stage.result`."""
    for model in STAGED_TABLES:
        model.objects.filter(stage=stage).delete()
