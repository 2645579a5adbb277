"""Loading the sample: on any day, the same every time, beside what is there already."""

from datetime import date

import pytest
from django.db import transaction

from alliance.current import MILESTONES
from alliance.models import DeliveryPlan, QuarterlyReturn
from alliance.sample import load
from core.periods import FinancialYear
from organisations.models import Alliance, Network
from performance.rag import RagRating
from tests.alliance.judged import judged
from workplans import current
from workplans.models import ActionUpdate, PlanState, WorkPlan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data")]
ON = date(2026, 11, 21)


def looks_alive(on):
    actions = judged(on)
    assert {a.shown for a, _ in actions} == set(RagRating.values)
    reasons = set().union(*(reasons for _, reasons in actions))
    assert reasons >= {"overdue", "gone quiet", "no date", "on course", "complete", "closed"}
    assert {plan.state for plan in WorkPlan.objects.all()} == set(PlanState.values)
    year = FinancialYear.containing(on)
    assert {plan.year for plan in WorkPlan.objects.all()} == {year.start - 1, year.start}
    assert list(current.differences()) == []
    assert list(current.differences(kept=MILESTONES)) == []
    assert set(DeliveryPlan.objects.values_list("year", flat=True)) == {year.start - 1, year.start}
    assert QuarterlyReturn.objects.filter(signed=True).count() >= 4


def test_it_looks_alive_on_the_first_day_of_a_year_and_is_the_same_every_time():
    told = []
    for last in (False, True):
        with transaction.atomic():
            load.load(on=date(2026, 4, 1))
            told.append(
                list(ActionUpdate.objects.order_by("pk").values_list("on", "status", "comment", "rating_given"))
            )
            transaction.set_rollback(not last)
    assert told[0] == told[1]
    assert len(told[0]) > 500
    looks_alive(date(2026, 4, 1))


@pytest.mark.parametrize("on", [date(2026, 7, 1), date(2027, 3, 31)])
def test_it_looks_alive_on_any_day_of_the_year(on):
    load.load(on=on)
    looks_alive(on)


def test_a_network_or_alliance_with_a_plan_of_its_own_is_left_alone():
    ours = DeliveryPlan.objects.create(alliance=Alliance.objects.get(code="wessex"), year=2026, title="Ours")
    plan = WorkPlan.objects.create(network=Network.objects.get(code="woscan-head-neck"), year=2026, title="Ours")
    load.load(on=ON)
    assert list(WorkPlan.objects.filter(network__code="woscan-head-neck")) == [plan]
    assert not plan.actions.exists()
    assert WorkPlan.objects.filter(network__code="woscan-colorectal").count() == 2
    assert list(DeliveryPlan.objects.all()) == [ours]
