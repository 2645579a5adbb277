"""The alliance's own side: its delivery plan and what hangs on it; one module for each aggregate."""

from alliance.models.compliance import Assessment, ComplianceFramework, Criterion, FrameworkGroup, FrameworkKind
from alliance.models.delivery import (
    Deliverable,
    DeliveryPlan,
    DeliveryState,
    Programme,
    ReviewComment,
    SubmissionStep,
    SuccessMeasure,
    Workstream,
)
from alliance.models.finance import AllocationBasis, AllocationTo, FundingAllocation, Spend
from alliance.models.governance import Issue, Mitigation, Risk, RiskCategory, RiskScore, RiskState, Severity
from alliance.models.imports import DeliveryDocument, StagedDelivery
from alliance.models.milestones import (
    Milestone,
    MilestoneDateRevision,
    MilestoneOverdueFlag,
    MilestonePart,
    MilestoneUpdate,
)
from alliance.models.returns import QuarterlyReturn, ReturnCommentary, SignedReturn

__all__ = [
    "AllocationBasis",
    "AllocationTo",
    "Assessment",
    "ComplianceFramework",
    "Criterion",
    "Deliverable",
    "DeliveryDocument",
    "DeliveryPlan",
    "DeliveryState",
    "FrameworkGroup",
    "FrameworkKind",
    "FundingAllocation",
    "Issue",
    "Milestone",
    "MilestoneDateRevision",
    "MilestoneOverdueFlag",
    "MilestonePart",
    "MilestoneUpdate",
    "Mitigation",
    "Programme",
    "QuarterlyReturn",
    "ReturnCommentary",
    "ReviewComment",
    "SignedReturn",
    "Risk",
    "RiskCategory",
    "RiskScore",
    "RiskState",
    "Severity",
    "Spend",
    "StagedDelivery",
    "SubmissionStep",
    "SuccessMeasure",
    "Workstream",
]
