"""The verbs: every change to a work plan is one of these, whichever door asks for it.

Each takes `by` (the user, or None for the system) and, where a day matters, `on`. Each writes its history in the same
transaction. What a person can mend comes as a ValidationError with a sentence for each field; a change that
somebody else made meanwhile comes as ChangedMeanwhile.
"""

from workplans.operations.carrying import carry_forward, roll_over
from workplans.operations.dates import move_due_date
from workplans.operations.leads import link_lead, merge_leads, rename_lead, revise_lead, set_lead_kind
from workplans.operations.overdue import flag_overdue
from workplans.operations.plans import (
    add_action,
    add_objective,
    agree_plan,
    close_plan,
    open_plan,
    reopen_plan,
    revise_action,
    revise_objective,
    revise_plan,
)
from workplans.operations.updates import (
    ChangedMeanwhile,
    RatingChoice,
    StatusReport,
    close,
    draft_status_update,
    record_status_update,
    record_status_updates,
    record_step,
    suggestion_after,
)

__all__ = [
    "ChangedMeanwhile",
    "RatingChoice",
    "StatusReport",
    "add_action",
    "add_objective",
    "agree_plan",
    "carry_forward",
    "close",
    "close_plan",
    "draft_status_update",
    "flag_overdue",
    "link_lead",
    "merge_leads",
    "move_due_date",
    "open_plan",
    "record_status_update",
    "record_status_updates",
    "record_step",
    "rename_lead",
    "reopen_plan",
    "revise_action",
    "revise_lead",
    "revise_objective",
    "revise_plan",
    "roll_over",
    "set_lead_kind",
    "suggestion_after",
]
