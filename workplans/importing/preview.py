"""The preview of a staged import: what the file would do to its plans, in numbers and in lists.

`work_out` is run when the file is brought, and again where a plan moved on before the import was confirmed. What the
file says stays as it was staged; only what it would do is worked out anew.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Sum
from django.db.models.expressions import RawSQL

from core.staging import run, take_stock, with_tables
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


MANY_ROWS = 1000


def work_out(stage: StagedImport, *, on: date, readings: Readings | None = None, everything: bool = False) -> None:
    """Match the staged rows with the plans as they stand, compare them, and count.

    Only rows that may have something to do have their cells read, unless `everything` is asked for.
    """
    StagedFinding.objects.filter(stage=stage, of_plan=True).delete()
    find_plans_again(stage)
    _mark_objectives(stage)
    rows = StagedAction.objects.filter(stage=stage).count()
    large = rows > MANY_ROWS
    if large:
        take_stock(StagedAction, StagedPlan)
    matched = matching.match_rows(stage)
    if matched or everything:
        read_cells(stage, readings=readings, everything=everything or matched == rows)
        if large:
            take_stock(*STAGED_TABLES)
        comparing.compare_rows(stage, on=on)
        comparing.check_new_rows(stage, on=on)
    stage.stamp = stamp_of(stage)
    stage.counts = counts_of(stage)
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
    objectives = StagedObjective.objects.filter(stage=stage)
    objectives.exclude(is_new=True, old_title="").update(is_new=True, old_title="")
    run(
        """
        UPDATE {objective} AS o SET is_new = FALSE,
            old_title = CASE WHEN r.title <> o.title AND o.title <> '' THEN r.title ELSE '' END
        FROM {plan} p JOIN {real_objective} r ON r.plan_id = p.plan_id
        WHERE o.stage_id = %(stage)s AND p.stage_id = o.stage_id AND p.place = o.place AND r.number = o.number
        """,
        {"stage": stage.pk},
        **_TABLES,
    )
    changed = objectives.exclude(old_title="")
    same = [
        line for line, new, old in changed.values_list("line", "title", "old_title") if plain(new) in ("", plain(old))
    ]
    changed.filter(line__in=same).update(old_title="")
    add_row_findings(
        stage,
        (
            (line, "", "warning", f"Objective {number} has no title in the file; it gets “Objective {number}”.")
            for line, number in objectives.filter(is_new=True, title="").values_list("line", "number")
        ),
        of_plan=True,
    )


# --- Counts -----------------------------------------------------------------------------------------------------------


def counts_of(stage: StagedImport) -> dict[str, int]:
    """What the file holds and what it would do, in numbers; the stamp has been taken."""
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
        rows_in_error=Count("line", distinct=True, filter=Q(level="error")),
        warnings=Count("number", filter=Q(level="warning")),
        infos=Count("number", filter=Q(level="info")),
    )
    new = StagedMatch.objects.filter(stage=stage, action_id__isnull=True).count()
    imported = actions.pop("rows") - (_named_rows_in_error(stage) if findings["errors"] else 0)
    in_plans = sum(number for _, number, *_ in stage.stamp.values())
    missing = {"missing": 0, "missing_open": 0}
    if findings["errors"] or in_plans > imported - new:  # else each action of the plans has its row
        missing = (
            missing_actions(stage)
            .order_by()
            .aggregate(missing=Count("pk"), missing_open=Count("pk", filter=Q(status__in=OPEN)))
        )
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
    """How the plans of the file stand: whoever changes an action or an objective, adds one, or changes the state of a
    plan changes the stamp."""
    plans = StagedPlan.objects.filter(stage=stage, plan_id__isnull=False).values("plan_id")
    states = WorkPlan.objects.filter(pk__in=plans).order_by().values_list("pk", "state")
    actions = (
        Action.objects.filter(plan__in=plans)
        .order_by()
        .values("plan")
        .annotate(number=Count("pk"), versions=Sum("version"))
    )
    counted = {row["plan"]: [row["number"], row["versions"]] for row in actions}
    titles = defaultdict(hashlib.sha256)
    objectives = Objective.objects.filter(plan__in=plans).order_by("plan", "number")
    for plan, *words in objectives.values_list("plan", "number", "title"):
        titles[plan].update(repr(words).encode())
    return {
        str(plan): [state, *counted.get(plan, [0, 0]), titles[plan].hexdigest()[:16] if plan in titles else ""]
        for plan, state in states
    }


# --- Lists ------------------------------------------------------------------------------------------------------------


def missing_actions(stage: StagedImport):
    """The actions of the file's plans that it does not name, in the order of the paper."""
    sql = with_tables(
        """
        SELECT r.id
        FROM (SELECT DISTINCT plan_id FROM {plan} WHERE stage_id = %s AND problem = '') p
        JOIN {real} r ON r.plan_id = p.plan_id
        LEFT JOIN (
            SELECT p.plan_id, a.number FROM {action} a
            JOIN {plan} p ON {by}p.stage_id = a.stage_id AND p.network = a.network AND p.year = a.year
            WHERE a.stage_id = %s
        ) named ON named.plan_id = r.plan_id AND named.number = r.number
        WHERE named.number IS NULL
        """,
        _TABLES,
    )
    return Action.objects.filter(pk__in=RawSQL(sql, [stage.pk, stage.pk])).order_by("plan", "position", "pk")


def forget_rows(stage: StagedImport) -> None:
    """Throw away what was staged of a file; what became of it stands in `stage.result`."""
    for model in STAGED_TABLES:
        model.objects.filter(stage=stage).delete()
