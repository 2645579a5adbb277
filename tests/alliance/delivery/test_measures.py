"""A success measure leads to the trajectory that plans it: by its standard, else by its words or national code."""

from datetime import date
from decimal import Decimal

import pytest

from alliance import operations
from alliance.chain import measures_of
from alliance.operations.delivery import MeasureWords
from organisations.grants import RoleKind
from organisations.models import ProviderAlliance
from performance.trajectories.operations import set_trajectory
from tests.factories import AllianceFactory, DeliverableFactory, ProviderFactory, UserFactory, someone

pytestmark = pytest.mark.django_db
PLANNED = {date(2026, 9, 1): Decimal(70)}
ON = date(2026, 10, 15)


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


def lines_of(deliverable, kind=RoleKind.BOARD_MEMBER):
    return measures_of(deliverable, someone(kind, deliverable.plan.alliance), on=ON)


def leads_to(deliverable):
    return [line.course_url for line in lines_of(deliverable)]


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


def test_of_two_plans_for_a_standard_it_is_the_one_without_a_title(deliverable):
    course = plan(deliverable.plan.alliance, "28d")
    plan(deliverable.plan.alliance, "28d", title="Stretch")
    assert leads_to(deliverable)[0] == course.get_absolute_url()


def test_where_each_stands_against_its_plan(deliverable):
    alliance = deliverable.plan.alliance
    plan(alliance, "28d")
    plan(alliance, "local", title="People seen in clinics", actuals={date(2026, 9, 1): Decimal(64)})
    assert [line.stands for line in lines_of(deliverable)] == [
        "no actual value can be held against the plan yet",
        "Sep 2026: 64, 70 were planned, below the plan",
        "",
    ]


def test_the_page_says_it_to_those_who_may_see_the_plan(client, deliverable):
    alliance = deliverable.plan.alliance
    course = plan(alliance, "local", title="CAN-11", actuals={date(2026, 9, 1): Decimal(75)})
    client.force_login(someone(RoleKind.BOARD_MEMBER, alliance))
    page = client.get(deliverable.get_absolute_url()).content.decode()
    assert "Sep 2026: 75, 70 were planned, above the plan" in page
    assert course.get_absolute_url() in page
    (line,) = [x for x in lines_of(deliverable, RoleKind.ACTION_LEAD) if x.measure.code == "CAN-11"]
    assert (line.stands, line.course_url) == ("", "")


@pytest.mark.parametrize(("planned", "most"), [(0, 2), (20, 8)])
def test_in_as_many_statements_however_many(deliverable, planned, most, django_assert_max_num_queries):
    alliance = deliverable.plan.alliance
    person = someone(RoleKind.BOARD_MEMBER, alliance)
    person.grants  # noqa: B018  what a request knows already
    counts = []
    for number in (1, 20):
        measures = [MeasureWords(f"Measure {n}", code=f"X-{n}") for n in range(number)]
        operations.set_measures(deliverable=deliverable, measures=measures, by=UserFactory())
        for n in range(min(number, planned)):
            plan(alliance, "local", title=f"X-{n}", actuals=PLANNED)
        with django_assert_max_num_queries(most) as asked:
            assert len(measures_of(deliverable, person, on=ON)) == number
        counts.append(len(asked))
    assert counts[0] == counts[1]
