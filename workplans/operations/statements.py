"""The statements by which a staged import becomes part of the plans: one or two for each table, however many rows.

The same text serves PostgreSQL and SQLite. Tables of the stage are named staged_…; the others are those of the plans.
Which rows are meant is said once, in _NEW and _CHANGED.
"""

from core.audit import AuditEvent
from organisations.models import Network
from workplans.models import Action, ActionDateRevision, ActionLead, Lead, Objective, Step, WorkPlan
from workplans.staged import (
    StagedAction,
    StagedChange,
    StagedDate,
    StagedKeptStep,
    StagedLead,
    StagedMatch,
    StagedObjective,
    StagedPlan,
    StagedStep,
)

TABLES = {
    "action": Action,
    "action_lead": ActionLead,
    "audit": AuditEvent,
    "lead": Lead,
    "network": Network,
    "plan": WorkPlan,
    "objective": Objective,
    "revision": ActionDateRevision,
    "step": Step,
    "staged_action": StagedAction,
    "staged_change": StagedChange,
    "staged_date": StagedDate,
    "staged_kept_step": StagedKeptStep,
    "staged_lead": StagedLead,
    "staged_match": StagedMatch,
    "staged_objective": StagedObjective,
    "staged_plan": StagedPlan,
    "staged_step": StagedStep,
}

# A matched row `m` with its cells `a`, its plan `p`, and what it changes `c` (nothing, where the row is new).
_ROWS = """
    {staged_match} m
    JOIN {staged_action} a ON a.stage_id = m.stage_id AND a.line = m.line
    JOIN {staged_plan} p ON p.stage_id = m.stage_id AND p.place = m.place
    LEFT JOIN {staged_change} c ON c.stage_id = m.stage_id AND c.line = m.line
"""
_NEW = "m.stage_id = %(stage)s AND m.action_id IS NULL"
# The action that a row speaks of, once the new ones stand.
_ITS_ACTION = " JOIN {action} r ON r.plan_id = p.plan_id AND r.number = a.number "

ADD_OBJECTIVES = """
    INSERT INTO {objective} (plan_id, number, title, position, watching_brief)
    SELECT p.plan_id, o.number, CASE WHEN o.title = '' THEN 'Objective ' || o.number ELSE o.title END, o.position,
           o.watching_brief
    FROM {staged_objective} o JOIN {staged_plan} p ON p.stage_id = o.stage_id AND p.place = o.place
    WHERE o.stage_id = %(stage)s AND o.is_new AND p.plan_id IS NOT NULL
    ORDER BY o.line
"""
AUDIT_OBJECTIVES = """
    INSERT INTO {audit} (at, actor_id, actor_label, verb, subject_type, subject_id, subject_label, alliance_id, changes,
                         note)
    SELECT %(now)s, %(actor)s, %(actor_label)s, 'added', 'workplans.objective', r.id,
           SUBSTR(r.number || '. ' || r.title, 1, 200), n.alliance_id, '{{}}'{json}, ''
    FROM {staged_objective} o JOIN {staged_plan} p ON p.stage_id = o.stage_id AND p.place = o.place
    JOIN {objective} r ON r.plan_id = p.plan_id AND r.number = o.number
    JOIN {network} n ON n.id = p.network_id
    WHERE o.stage_id = %(stage)s AND o.is_new
"""
RETITLE_OBJECTIVES = """
    UPDATE {objective} AS r SET title = o.title
    FROM {staged_objective} o JOIN {staged_plan} p ON p.stage_id = o.stage_id AND p.place = o.place
    WHERE o.stage_id = %(stage)s AND o.old_title <> '' AND r.plan_id = p.plan_id AND r.number = o.number
"""

ADD_ACTIONS = f"""
    INSERT INTO {{action}} (plan_id, objective_id, number, position, text, watching_brief, due_text, due_kind,
        due_earliest, due_latest, starts_on, original_text, original_latest, in_plan_from, status, rating_given,
        rating_basis, quiet_since, next_step_due, version, imported_row, imported_version)
    SELECT p.plan_id, o.id, a.number, a.line - p.place + 1, a.text, o.watching_brief, d.due_text, d.due_kind,
        d.due_earliest, d.due_latest, s.due_earliest, d.due_text, d.due_latest, p.in_plan_from, %(not_started)s, '', '',
        COALESCE(s.quiet_since, p.quiet_since), t.next_due, 1, m.fingerprint, 1
    FROM {_ROWS}
    JOIN {{objective}} o ON o.plan_id = p.plan_id AND o.number = a.objective_number
    JOIN {{staged_date}} d ON {{by}}d.stage_id = m.stage_id AND d.starts_in = p.starts_in AND d.cell = a.due
    LEFT JOIN {{staged_date}} s
        ON {{by}}s.stage_id = %(stage)s AND s.starts_in = p.starts_in AND s.cell = a.starts AND a.starts <> ''
    LEFT JOIN {{staged_step}} t
        ON {{by}}t.stage_id = %(stage)s AND t.starts_in = p.starts_in AND t.cell = a.steps AND t.due = a.due
        AND t.position = 1 AND a.steps <> ''
    WHERE {_NEW}
"""
KEEP_OLD_DATES = """
    INSERT INTO {revision} (action_id, old_text, old_kind, old_latest, new_text, new_kind, new_earliest, new_latest,
                            reason, agreed_by, "on", by_id, recorded_at)
    SELECT r.id, r.due_text, r.due_kind, r.due_latest, c.due_text, c.due_kind, c.due_earliest, c.due_latest, %(reason)s,
           %(agreed_by)s, %(on)s, %(by)s, %(now)s
    FROM {staged_change} c JOIN {action} r ON r.id = c.action_id
    WHERE c.stage_id = %(stage)s AND c.moves
    ORDER BY c.line
"""
CHANGE_ACTIONS = """
    UPDATE {action} AS r SET
        objective_id = o.id,
        watching_brief = CASE WHEN r.objective_id = o.id THEN r.watching_brief ELSE o.watching_brief END,
        text = c.text, starts_on = c.starts_on, due_text = c.due_text, due_kind = c.due_kind,
        due_earliest = c.due_earliest, due_latest = c.due_latest, original_text = c.original_text,
        original_latest = c.original_latest, quiet_since = c.quiet_since,
        next_step_due = c.next_step_due, version = r.version + 1
    FROM {staged_change} c
    JOIN {staged_match} m ON m.stage_id = c.stage_id AND m.line = c.line
    JOIN {staged_plan} p ON p.stage_id = m.stage_id AND p.place = m.place
    JOIN {objective} o ON o.plan_id = p.plan_id AND o.number = c.objective_number
    WHERE c.stage_id = %(stage)s AND (c.rewrites OR c.moves) AND r.id = c.action_id AND r.version = c.version
"""

ADD_LEADS = f"""
    INSERT INTO {{lead}} (network_id, name, kind)
    SELECT l.network_id, l.name, MIN(l.kind)
    FROM {{staged_lead}} l
    WHERE l.stage_id = %(stage)s AND l.position > 0
    AND l.cell IN (SELECT a.leads FROM {_ROWS} WHERE {_NEW} OR (m.stage_id = %(stage)s AND c.replaces_leads))
    GROUP BY l.network_id, l.name
    ON CONFLICT DO NOTHING
"""
DROP_LEADS = """
    DELETE FROM {action_lead} WHERE action_id IN (
        SELECT action_id FROM {staged_change} WHERE stage_id = %(stage)s AND replaces_leads
    )
"""
NAME_LEADS = f"""
    INSERT INTO {{action_lead}} (action_id, lead_id, position, accountable)
    SELECT r.id, d.id, l.position, l.position = 1
    FROM {_ROWS} {_ITS_ACTION}
    JOIN {{staged_lead}} l
        ON {{by}}l.stage_id = m.stage_id AND l.network_id = p.network_id AND l.cell = a.leads AND l.position > 0
    JOIN {{lead}} d ON d.network_id = l.network_id AND d.name = l.name
    WHERE {_NEW} OR (m.stage_id = %(stage)s AND c.replaces_leads)
"""
DROP_STEPS = """
    DELETE FROM {step} WHERE action_id IN (
        SELECT action_id FROM {staged_change} WHERE stage_id = %(stage)s AND replaces_steps
    )
"""
ADD_STEPS = f"""
    INSERT INTO {{step}} (action_id, position, text, due_text, due_kind, due_earliest, due_latest, completed_on)
    SELECT r.id, t.position, t.text, t.due_text, t.due_kind, t.due_earliest, t.due_latest, k.completed_on
    FROM {_ROWS} {_ITS_ACTION}
    JOIN {{staged_step}} t
        ON {{by}}t.stage_id = %(stage)s AND t.starts_in = p.starts_in AND t.cell = a.steps AND t.due = a.due
    LEFT JOIN {{staged_kept_step}} k ON k.stage_id = m.stage_id AND k.line = m.line AND k.position = t.position
    WHERE a.steps <> '' AND ({_NEW} OR (m.stage_id = %(stage)s AND c.replaces_steps))
"""

_AUDIT_ACTIONS = """
    INSERT INTO {audit} (at, actor_id, actor_label, verb, subject_type, subject_id, subject_label, alliance_id, changes,
                         note)
    SELECT %(now)s, %(actor)s, %(actor_label)s, VERB, 'workplans.action', r.id,
           SUBSTR(r.number || ' ' || r.text, 1, 200), n.alliance_id, CHANGES, ''
    FROM {action} r
    JOIN {plan} p ON p.id = r.plan_id
    JOIN {network} n ON n.id = p.network_id
"""
# Those that this import added: nobody else may import into these plans meanwhile.
AUDIT_ADDED = (
    _AUDIT_ACTIONS.replace("VERB", "'added'").replace("CHANGES", "'{{}}'{json}")
    + """
    WHERE r.id > %(last_action)s AND r.imported_row IS NOT NULL
    AND r.plan_id IN (SELECT plan_id FROM {staged_plan} WHERE stage_id = %(stage)s)
"""
)
AUDIT_REVISED = (
    _AUDIT_ACTIONS.replace("VERB", "'revised'").replace("CHANGES", "c.audited")
    + """
    JOIN {staged_change} c ON c.stage_id = %(stage)s AND c.action_id = r.id
    WHERE c.rewrites
"""
)

# In plans that stood before, and get something new: the order is that of the newer paper.
_GROWN = """
    AND NOT p.is_new AND EXISTS (
        SELECT 1 FROM {staged_match} m WHERE m.stage_id = p.stage_id AND m.place = p.place AND m.action_id IS NULL
    )
"""
ORDER_ACTIONS = f"""
    UPDATE {{action}} AS r SET position = a.line - p.place + 1
    FROM {{staged_action}} a
    JOIN {{staged_plan}} p ON {{by}}p.stage_id = a.stage_id AND p.network = a.network AND p.year = a.year
    WHERE a.stage_id = %(stage)s AND r.plan_id = p.plan_id AND r.number = a.number
    AND r.position <> a.line - p.place + 1 {_GROWN}
"""
ORDER_OBJECTIVES = f"""
    UPDATE {{objective}} AS r SET position = o.position
    FROM {{staged_objective}} o JOIN {{staged_plan}} p ON p.stage_id = o.stage_id AND p.place = o.place
    WHERE o.stage_id = %(stage)s AND r.plan_id = p.plan_id AND r.number = o.number AND r.position <> o.position {_GROWN}
"""
LEAVE_TRACES = f"""
    UPDATE {{action}} AS r SET imported_row = m.fingerprint, imported_version = r.version
    FROM {_ROWS}
    WHERE m.stage_id = %(stage)s AND r.plan_id = p.plan_id AND r.number = a.number
    AND (r.imported_row IS NULL OR r.imported_row <> m.fingerprint OR r.imported_version <> r.version)
"""
