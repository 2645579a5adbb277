"""Rows of another table as one column: the same list on both databases."""

import pytest
from django.db import connection

from core.gathering import gathered
from tests.factories import ActionFactory, ActionLeadFactory, StepFactory
from workplans.models import Action, ActionLead, Step

pytestmark = pytest.mark.django_db


def test_details_come_with_their_rows_in_one_statement(django_assert_num_queries):
    first, second = ActionFactory(), ActionFactory()
    for action in (first, first, second):
        ActionLeadFactory(action=action, accountable=False)
    StepFactory(action=first, position=1, text='Say “so” "twice"', due="Jun 26")
    actions = Action.objects.order_by("pk").annotate(
        people=gathered(ActionLead.objects.all(), "lead__name", "lead__user", by="action"),
        parts=gathered(Step.objects.all(), "position", "text", "due_latest", "completed_on", by="action"),
    )
    assert connection.features.supports_json_field  # asked of SQLite once for each connection
    with django_assert_num_queries(1):
        rows = list(actions.values_list("people", "parts"))
    (first_people, first_parts), (second_people, second_parts) = rows
    names = list(first.leads.values_list("name", flat=True))
    assert sorted(first_people) == [[name, None] for name in sorted(names)]
    assert first_parts == [[1, 'Say “so” "twice"', "2026-06-30", None]]
    assert len(second_people) == 1
    assert second_parts is None
