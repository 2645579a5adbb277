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

__all__ = [
    "Deliverable",
    "DeliveryPlan",
    "DeliveryState",
    "Milestone",
    "MilestoneDateRevision",
    "MilestonePart",
    "MilestoneUpdate",
    "Programme",
    "ReviewComment",
    "SubmissionStep",
    "SuccessMeasure",
    "Workstream",
]
