"""Everything that happened to a milestone, or to a deliverable, newest first: as for actions, from other rows."""

from alliance.models import MilestoneDateRevision, MilestoneOverdueFlag, MilestoneUpdate
from workplans.timeline import Timeline, timeline_of

_OF_A_MILESTONE = {"revised": "Words or parts changed"}
_OF_A_DELIVERABLE = {
    "revised": "Words or lead changed",
    "measures set": "Success measures changed",
    "linked": "Work-plan actions linked",
    "commented": "A reviewer commented",
    "comment resolved": "A comment was resolved",
    "comment reopened": "A comment was opened again",
}


def read_milestone_timeline(milestone) -> Timeline:
    """The history of one milestone: updates, moves of its date, overdue flags, other changes; four statements."""
    return timeline_of(
        milestone,
        updates=MilestoneUpdate.objects.filter(milestone=milestone).select_related("by").order_by("on", "id"),
        revisions=MilestoneDateRevision.objects.filter(milestone=milestone).select_related("by").order_by("on", "id"),
        flags=MilestoneOverdueFlag.objects.filter(milestone=milestone),
        verbs=_OF_A_MILESTONE,
    )


def trail_of(deliverable) -> Timeline:
    """What was changed about a deliverable itself, its milestones apart; one statement."""
    return timeline_of(deliverable, verbs=_OF_A_DELIVERABLE)
