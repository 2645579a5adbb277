"""The verbs: every change to what an alliance keeps is one of these, whichever door asks for it.

Each takes `by` (the user, or None for the system) and, where a day matters, `on`. Each writes its history in the same
transaction. What a person can mend comes as a ValidationError with a sentence for each field; a change that
somebody else made meanwhile comes as ChangedMeanwhile.
"""

from alliance.operations.compliance import (
    FrameworkWords,
    Verdict,
    assess,
    assess_all,
    define_framework,
    revise_framework,
)
from alliance.operations.delivery import (
    DeliverableWords,
    MeasureWords,
    add_deliverable,
    add_workstream,
    comment_on,
    link_actions,
    open_delivery_plan,
    reach_state,
    reopen_delivery_plan,
    resolve_comment,
    revise_deliverable,
    revise_workstream,
    set_measures,
    set_timetable,
)
from alliance.operations.issues import (
    IssueWords,
    raise_issue,
    raise_issue_from,
    reopen_issue,
    resolve_issue,
    revise_issue,
)
from alliance.operations.milestones import (
    add_milestone,
    close_milestone,
    draft_milestone_update,
    move_milestone,
    record_milestone_update,
    record_milestone_updates,
    record_part,
    revise_milestone,
)
from alliance.operations.money import (
    Allocation,
    SpendFigures,
    allocate,
    allocate_all,
    record_all_spending,
    record_spend,
)
from alliance.operations.overdue import flag_overdue_milestones
from alliance.operations.returns import (
    correct_return,
    move_return_date,
    open_return,
    remind_of_returns,
    sign_off,
    write_commentary,
)
from alliance.operations.reviews import remind_of_reviews
from alliance.operations.risks import (
    Hangs,
    RiskWords,
    add_mitigation,
    add_risk,
    close_risk,
    record_mitigation,
    reopen_risk,
    rescore_risk,
    revise_mitigation,
    revise_risk,
)
from workplans.operations.plans import revise_plan
from workplans.operations.updates import suggestion_after
from workplans.reporting import ChangedMeanwhile, RatingChoice, StatusReport

__all__ = [
    "Allocation",
    "ChangedMeanwhile",
    "FrameworkWords",
    "Hangs",
    "IssueWords",
    "DeliverableWords",
    "MeasureWords",
    "RatingChoice",
    "RiskWords",
    "SpendFigures",
    "StatusReport",
    "Verdict",
    "add_deliverable",
    "add_milestone",
    "add_mitigation",
    "add_risk",
    "add_workstream",
    "allocate",
    "allocate_all",
    "assess",
    "assess_all",
    "close_milestone",
    "close_risk",
    "comment_on",
    "correct_return",
    "define_framework",
    "draft_milestone_update",
    "flag_overdue_milestones",
    "link_actions",
    "move_milestone",
    "move_return_date",
    "open_delivery_plan",
    "open_return",
    "raise_issue",
    "raise_issue_from",
    "reach_state",
    "record_all_spending",
    "record_milestone_update",
    "record_milestone_updates",
    "record_mitigation",
    "record_part",
    "record_spend",
    "remind_of_returns",
    "reopen_delivery_plan",
    "remind_of_reviews",
    "reopen_issue",
    "reopen_risk",
    "rescore_risk",
    "resolve_comment",
    "resolve_issue",
    "revise_deliverable",
    "revise_framework",
    "revise_issue",
    "revise_milestone",
    "revise_mitigation",
    "revise_plan",
    "revise_risk",
    "revise_workstream",
    "set_measures",
    "set_timetable",
    "sign_off",
    "suggestion_after",
    "write_commentary",
]
