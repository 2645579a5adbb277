"""The verbs: every change to what an alliance keeps is one of these, whichever door asks for it.

Each takes `by` (the user, or None for the system) and, where a day matters, `on`. Each writes its history in the same
transaction. What a person can mend comes as a ValidationError with a sentence for each field; a change that
somebody else made meanwhile comes as ChangedMeanwhile.
"""

from alliance.operations.delivery import (
    add_deliverable,
    add_workstream,
    comment_on,
    link_actions,
    open_delivery_plan,
    reach_state,
    reopen_delivery_plan,
    resolve_comment,
    revise_deliverable,
    revise_delivery_plan,
    revise_workstream,
    set_measures,
    set_timetable,
)
from alliance.operations.milestones import (
    add_milestone,
    close_milestone,
    move_milestone,
    record_milestone_update,
    record_milestone_updates,
    record_part,
    revise_milestone,
    suggestion_after,
)
from alliance.operations.returns import (
    correct_return,
    move_return_date,
    open_return,
    remind_of_returns,
    sign_off,
    write_commentary,
)
from workplans.reporting import ChangedMeanwhile, RatingChoice, StatusReport

__all__ = [
    "ChangedMeanwhile",
    "RatingChoice",
    "StatusReport",
    "add_deliverable",
    "add_milestone",
    "add_workstream",
    "close_milestone",
    "comment_on",
    "correct_return",
    "link_actions",
    "move_milestone",
    "move_return_date",
    "open_delivery_plan",
    "open_return",
    "reach_state",
    "record_milestone_update",
    "record_milestone_updates",
    "record_part",
    "remind_of_returns",
    "reopen_delivery_plan",
    "resolve_comment",
    "revise_deliverable",
    "revise_delivery_plan",
    "revise_milestone",
    "revise_workstream",
    "set_measures",
    "set_timetable",
    "sign_off",
    "suggestion_after",
    "write_commentary",
]
