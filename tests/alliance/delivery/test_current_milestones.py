"""The check that what stands on the milestones follows from their history."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from alliance import operations
from alliance.models import Milestone, MilestonePart
from alliance.operations import StatusReport
from tests.factories import TODAY, a_delivery_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def milestone(lead):
    """A milestone with some history: two updates, a move, a part done."""
    milestone = Milestone.objects.filter(plan=a_delivery_plan(), quarter=3).get()
    parts = [("Ask", "Jun 26"), ("Add up", "Nov 26")]
    operations.revise_milestone(milestone=milestone, text="Count the cases", parts=parts, by=lead)
    for on, report in (
        (date(2026, 8, 1), StatusReport("in_progress", "Begun", rating="amber", path_to_green="Hire")),
        (TODAY, StatusReport("in_progress", "Half way")),
    ):
        operations.record_milestone_update(milestone=milestone, report=report, by=lead, on=on)
    operations.move_milestone(milestone=milestone, text="Q4", reason="Leave", agreed_by="Board", by=lead, on=TODAY)
    operations.record_part(part=MilestonePart.objects.get(text="Ask"), done=True, by=lead, on=TODAY)
    return milestone


def check():
    out = StringIO()
    call_command("check_current_milestones", stdout=out)
    return out.getvalue()


def test_what_the_verbs_write_agrees(milestone):
    assert "4 milestones agree with their history" in check()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "not_started"),
        ("rating_given", "red"),
        ("last_update_on", date(2026, 9, 1)),
        ("quiet_since", date(2026, 4, 1)),
        ("next_step_due", None),
        ("due_text", "Q3"),
    ],
)
def test_what_was_typed_past_the_verbs_is_found(milestone, field, value):
    Milestone.objects.filter(pk=milestone.pk).update(**{field: value})
    with pytest.raises(CommandError, match="1 field differs"):
        check()
