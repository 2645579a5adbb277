"""A success measure leads to the trajectory that plans it: by its standard, else by its words or national code."""

from datetime import date
from decimal import Decimal

import pytest

from alliance import operations
from alliance.chain import measures_of
from alliance.operations.delivery import MeasureWords
from organisations.models import ProviderAlliance
from performance.trajectories.operations import set_trajectory
from tests.factories import AllianceFactory, DeliverableFactory, ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db
PLANNED = {date(2026, 9, 1): Decimal(70)}


@pytest.fixture
def deliverable():
    deliverable = DeliverableFactory()
    measures = [
        MeasureWords("Told within 28 days", code="CAN-02", standard="28d"),
        MeasureWords("People seen in clinics"),
        MeasureWords("Invitations sent", code="CAN-11"),
    ]
    operations.set_measures(deliverable=deliverable, measures=measures, by=UserFactory())
    return deliverable


def plan(alliance, measure, **more):
    if measure == "local":
        more.setdefault("unit", "people")
    return set_trajectory(alliance=alliance, measure=measure, planned=PLANNED, by=None, **more)


def leads_to(deliverable):
    return [line.course_url for line in measures_of(deliverable)]


def test_by_standard_by_words_and_by_code(deliverable):
    alliance = deliverable.plan.alliance
    courses = [
        plan(alliance, "28d"),
        plan(alliance, "local", title="People seen in clinics"),
        plan(alliance, "local", title="CAN-11"),
    ]
    assert leads_to(deliverable) == [course.get_absolute_url() for course in courses]


def test_not_to_what_is_planned_for_others_or_called_otherwise(deliverable):
    alliance = deliverable.plan.alliance
    plan(AllianceFactory(), "local", title="People seen in clinics")
    plan(alliance, "local", title="People seen")
    plan(alliance, "local", title="CAN-02")  # the measure has a standard, which speaks for it
    trust = ProviderFactory()
    ProviderAlliance.objects.create(provider=trust, alliance=alliance, valid_from=date(2010, 4, 1))
    plan(alliance, "28d", provider=trust)
    assert leads_to(deliverable) == ["", "", ""]


def test_in_two_statements_however_many(deliverable, django_assert_num_queries):
    with django_assert_num_queries(2):
        measures_of(deliverable)
    measures = [MeasureWords(f"Measure {number}", code=f"X-{number}") for number in range(20)]
    operations.set_measures(deliverable=deliverable, measures=measures, by=UserFactory())
    with django_assert_num_queries(2):
        assert len(measures_of(deliverable)) == 20
