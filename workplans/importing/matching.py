"""Which rows of a staged file have something to do, as far as one join over the whole file can tell.

A row that says what it said when its action was last imported, while the action's version stands, has nothing to do and
is not looked at again: that makes the same file twice cheap. A row without an action is new. The rest - usually few -
are compared one by one (comparing.py).
"""

from __future__ import annotations

from core.staging import ask, hash_of, run
from workplans.importing.findings import add_findings_of_rows
from workplans.models import Action
from workplans.staged import StagedAction, StagedChange, StagedFinding, StagedKeptStep, StagedMatch, StagedPlan

READING = "1"
"""Goes up where cells are read otherwise than before, so that every file is compared anew."""

_TABLES = {
    "action": StagedAction,
    "plan": StagedPlan,
    "match": StagedMatch,
    "finding": StagedFinding,
    "real": Action,
}
ITS_PLAN = " JOIN {plan} p ON {by}p.stage_id = a.stage_id AND p.network = a.network AND p.year = a.year "
_FINGERPRINTED = (
    "objective_number", "number", "text", "steps", "leads", "due", "starts", "status", "rating", "comment",
)  # fmt: skip
_IN_ERROR = "EXISTS (SELECT 1 FROM {finding} f WHERE f.stage_id = a.stage_id AND f.line = a.line AND f.level = 'error')"


# --- What cannot be imported ------------------------------------------------------------------------------------------


def find_problems(stage, *, doubtful: bool = True) -> None:
    """Report every row that cannot be imported, with the first reason that holds; an error keeps its row out.

    `doubtful`: some row lacks what an action needs (Survey), so that it is worth looking which.
    """
    if StagedPlan.objects.filter(stage=stage).exclude(problem="").exists():
        add_findings_of_rows(
            stage,
            "error",
            "SELECT a.line, p.problem AS message FROM {action} a"
            + ITS_PLAN
            + "WHERE a.stage_id = %(stage)s AND p.problem <> ''",
            {},
            plan=StagedPlan,
        )
    if doubtful:
        _report_lacks(stage)
    for network, starts_in, number, line in _repeated_numbers(stage)[:1000]:
        _report_repeats(stage, network, starts_in, number, line)


def _report_lacks(stage):
    add_findings_of_rows(
        stage,
        "error",
        f"""
        SELECT line, message FROM (
            SELECT a.line, CASE
                WHEN a.number = '' AND a.text = '' AND a.steps = '' AND a.leads = '' AND a.due = '' THEN ''
                WHEN a.number = '' THEN 'This row has no action number.'
                WHEN LENGTH(a.number) > 20 THEN 'The action number is longer than 20 characters.'
                WHEN a.text = '' THEN 'This row has no action text.'
                WHEN a.objective_number = '' THEN 'This row has no objective number.'
                WHEN LENGTH(a.objective_number) > 20 THEN 'The objective number is longer than 20 characters.'
                ELSE '' END AS message
            FROM {{action}} a
            WHERE a.stage_id = %(stage)s AND (
                a.number = '' OR a.text = '' OR a.objective_number = '' OR LENGTH(a.number) > 20
                OR LENGTH(a.objective_number) > 20
            ) AND NOT {_IN_ERROR}
        ) checked WHERE message <> ''
        """,
        {},
    )


def _repeated_numbers(stage):
    """Numbers that stand twice in a plan, with the line of the first; few files have any."""
    sql = """
        SELECT p.network_id, p.starts_in, a.number, a.line FROM (
            SELECT network, year, number, MIN(line) AS line, COUNT(*) AS times FROM {action}
            WHERE stage_id = %(stage)s AND number <> '' GROUP BY network, year, number HAVING COUNT(*) > 1
        ) a JOIN {plan} p ON {by}p.stage_id = %(stage)s AND p.network = a.network AND p.year = a.year
        WHERE p.problem = '' ORDER BY a.line
    """
    plans = StagedPlan.objects.filter(stage=stage, problem="")
    if plans.values("network_id", "starts_in").distinct().count() < plans.count():  # one plan under several names
        sql = (
            "SELECT p.network_id, p.starts_in, a.number, MIN(a.line) FROM {action} a"
            + ITS_PLAN
            + "WHERE a.stage_id = %(stage)s AND p.problem = '' AND a.number <> ''"
            " GROUP BY p.network_id, p.starts_in, a.number HAVING COUNT(*) > 1 ORDER BY MIN(a.line)"
        )
    return list(ask(sql, {"stage": stage.pk}, **_TABLES))


def _report_repeats(stage, network, starts_in, number, first):
    place = StagedAction.objects.values_list("found_at", flat=True).get(stage=stage, line=first) or f"line {first}"
    add_findings_of_rows(
        stage,
        "error",
        "SELECT a.line, %(message)s AS message FROM {action} a " + ITS_PLAN + " WHERE a.stage_id = %(stage)s"
        " AND p.network_id = %(network)s AND p.starts_in = %(starts_in)s AND a.number = %(number)s"
        f" AND a.line > %(first_row)s AND NOT {_IN_ERROR}",
        {
            "message": f"Action number {number} stands twice: also at {place}. Give one of them another number.",
            "network": network,
            "starts_in": starts_in,
            "number": number,
            "first_row": first,
        },
        plan=StagedPlan,
    )


# --- Matching ---------------------------------------------------------------------------------------------------------


def match_rows(stage) -> int:
    """Find the rows that are new or may have changed, and return how many; a row in error is neither."""
    StagedMatch.objects.filter(stage=stage).delete()
    StagedChange.objects.filter(stage=stage).delete()
    StagedKeptStep.objects.filter(stage=stage).delete()
    # What the file leaves unsaid belongs to the fingerprint: it decides what an empty cell means.
    said = "|".join([READING, *sorted(stage.said)])
    return run(
        """
        INSERT INTO {match} (stage_id, line, place, action_id, fingerprint)
        WITH a AS MATERIALIZED (
            SELECT stage_id, line, network, year, number, """
        + hash_of("%(said)s", *_FINGERPRINTED)
        + """ AS fingerprint
            FROM {action} WHERE stage_id = %(stage)s AND number <> ''
        )
        SELECT a.stage_id, a.line, p.place, real.id, a.fingerprint
        FROM a
        JOIN {plan} p ON {by}p.stage_id = a.stage_id AND p.network = a.network AND p.year = a.year
        LEFT JOIN {real} real ON real.plan_id = p.plan_id AND real.number = a.number
        LEFT JOIN (
            SELECT DISTINCT line FROM {finding} WHERE stage_id = %(stage)s AND level = 'error' AND line IS NOT NULL
        ) wrong ON wrong.line = a.line
        WHERE p.problem = '' AND wrong.line IS NULL
        AND (real.id IS NULL OR real.imported_row IS NULL OR real.imported_row <> a.fingerprint
             OR real.imported_version <> real.version)
        ORDER BY a.line
        """,
        {"stage": stage.pk, "said": said},
        **_TABLES,
    )
