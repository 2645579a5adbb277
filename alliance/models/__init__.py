"""The alliance's own side: its delivery plan and what hangs on it; one module for each aggregate."""

from alliance.models.delivery import (
    Deliverable,
    DeliveryPlan,
    DeliveryState,
    Milestone,
    MilestoneDateRevision,
    MilestonePart,
    MilestoneUpdate,
    Programme,
    ReviewComment,
    SubmissionStep,
    SuccessMeasure,
    Workstream,
)
from alliance.models.returns import QuarterlyReturn, ReturnCommentary, SignedReturn

__all__ = [
    "Deliverable",
    "DeliveryPlan",
    "DeliveryState",
    "Milestone",
    "MilestoneDateRevision",
    "MilestonePart",
    "MilestoneUpdate",
    "Programme",
    "QuarterlyReturn",
    "ReturnCommentary",
    "ReviewComment",
    "SignedReturn",
    "SubmissionStep",
    "SuccessMeasure",
    "Workstream",
]
