"""Where milestones keep their history, for the check that what stands on them agrees with it (workplans/current.py)."""

from alliance.models import Milestone, MilestoneDateRevision, MilestonePart, MilestoneUpdate
from workplans.current import Kept

MILESTONES = Kept(
    Milestone,
    MilestoneUpdate,
    MilestoneDateRevision,
    MilestonePart,
    "milestone",
    ("plan__alliance", "deliverable"),
    lambda m: f"{m.plan.alliance.code} {m.plan.financial_year} milestone {m.number}",
)
