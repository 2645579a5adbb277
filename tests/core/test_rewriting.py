"""Many rows written by one statement: each gets its own values, in the fields named and in no other."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DataError, connection, transaction

from core.jobs import Job
from core.rewriting import BATCH, update_each
from performance.models import WaitingTimeStandard
from tests.factories import ActionFactory, ObjectiveFactory, WorkPlanFactory
from workplans.models import Action

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 10, 2, 12, tzinfo=UTC)


def jobs(number):
    return Job.objects.bulk_create(Job(kind="load", key=f"job {n}", error="before") for n in range(number))


def test_every_kind_of_value_arrives_and_other_fields_and_rows_stay():
    first, second, third = jobs(3)
    first.result, first.lease_until, first.attempts, first.state = {"rows": [1, "Ü ✓ %s"]}, NOON, 3, "running"
    second.result, second.lease_until, second.attempts, second.state = {}, None, 0, "done"
    for job in (first, second, third):
        job.error = "after"
    third.attempts = 7
    update_each([first, second], ["result", "lease_until", "attempts", "state"])
    names = ("result", "lease_until", "attempts", "state", "error")
    assert list(Job.objects.order_by("pk").values_list(*names)) == [
        ({"rows": [1, "Ü ✓ %s"]}, NOON, 3, "running", "before"),
        ({}, None, 0, "done", "before"),
        ({}, None, 0, "waiting", "before"),
    ]


def test_the_first_row_may_be_the_one_without_values():
    first, second = jobs(2)
    second.lease_until, second.asked_by_id = NOON, 2**40
    update_each([first, second], ["lease_until", "asked_by_id"])
    assert list(Job.objects.order_by("pk").values_list("lease_until", "asked_by_id")) == [(None, None), (NOON, 2**40)]


def test_references_decimals_and_yes_or_no():
    standard = WaitingTimeStandard.objects.create(nation="england", measure="62d", level=85)
    standard.level = Decimal("85.5")
    update_each([standard], ["level"])
    assert WaitingTimeStandard.objects.get().level == Decimal("85.5")
    action = ActionFactory()
    action.objective, action.watching_brief = ObjectiveFactory(plan=action.plan), True
    action.carried_from = ActionFactory(objective=ObjectiveFactory(plan=WorkPlanFactory(year=2025)))
    update_each([action], ["objective", "watching_brief", "carried_from"])
    kept = Action.objects.get(pk=action.pk)
    assert (kept.objective, kept.watching_brief, kept.carried_from) == (
        action.objective, True, action.carried_from,
    )  # fmt: skip


@pytest.mark.parametrize("number", [0, 1, BATCH, BATCH + 1, 3 * BATCH])
def test_any_number_of_rows_in_a_statement_for_many(number, django_assert_max_num_queries):
    done = jobs(number)
    for place, job in enumerate(done):
        job.attempts, job.lease_until = place % 7, NOON + timedelta(place)
    with django_assert_max_num_queries(-(-number // 100)):
        update_each(done, ["attempts", "lease_until"])
    assert list(Job.objects.order_by("pk").values_list("attempts", "lease_until")) == [
        (place % 7, NOON + timedelta(place)) for place in range(number)
    ]


@pytest.mark.postgresql
def test_a_text_that_is_too_long_is_refused_not_cut():
    (job,) = jobs(1)
    job.state = "a state of more than ten"
    with pytest.raises(DataError), transaction.atomic():
        update_each([job], ["state"])
    assert connection.vendor == "postgresql"
    assert Job.objects.get().state == "waiting"
