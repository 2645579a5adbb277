"""Loading the sample: on any day, once, and never where it could do harm."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from alliance.current import MILESTONES
from alliance.models import DeliveryPlan, QuarterlyReturn
from alliance.sample import figures, load
from core.periods import FinancialYear
from organisations.models import Alliance, Network, User
from performance.rag import RagRating
from tests.alliance.judged import judged
from workplans import current
from workplans.models import ActionUpdate, PlanState, WorkPlan

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 21)


@pytest.mark.parametrize(
    "on",
    [date(2026, 4, 1), date(2026, 7, 1), date(2027, 3, 31)],
)
@pytest.mark.usefixtures("reference_data")
def test_it_looks_alive_on_any_day_of_the_year(on):
    load.load(on=on)
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


@pytest.mark.usefixtures("reference_data")
def test_the_same_day_gives_the_same_sample():
    told = []
    for _ in range(2):
        with transaction.atomic():
            load.load(on=date(2026, 5, 1))
            told.append(
                list(ActionUpdate.objects.order_by("pk").values_list("on", "status", "comment", "rating_given"))
            )
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert len(told[0]) > 500


@pytest.mark.usefixtures("reference_data")
def test_a_network_or_alliance_with_a_plan_of_its_own_is_left_alone():
    ours = DeliveryPlan.objects.create(alliance=Alliance.objects.get(code="wessex"), year=2026, title="Ours")
    plan = WorkPlan.objects.create(network=Network.objects.get(code="woscan-head-neck"), year=2026, title="Ours")
    load.load(on=ON)
    assert list(WorkPlan.objects.filter(network__code="woscan-head-neck")) == [plan]
    assert not plan.actions.exists()
    assert WorkPlan.objects.filter(network__code="woscan-colorectal").count() == 2
    assert list(DeliveryPlan.objects.all()) == [ours]


def test_it_needs_the_reference_data():
    with pytest.raises(load.ReferenceMissing):
        load.load(on=ON)
    assert not User.objects.exists()


def command(*arguments):
    out = StringIO()
    call_command("load_sample", *arguments, stdout=out)
    return out.getvalue()


def test_known_passwords_are_not_for_a_real_site(settings, monkeypatch):
    settings.DEBUG = False
    asked = []
    monkeypatch.setattr(load, "load", lambda on: asked.append(on))
    monkeypatch.setattr(figures, "load", lambda: 0)
    with pytest.raises(CommandError, match="password that everybody knows"):
        command()
    assert asked == []
    assert "nothing was changed" in command("--really", "--on", "2026-11-21")
    assert asked == [ON]


def test_the_command_says_what_it_did(settings, monkeypatch):
    settings.DEBUG = True
    monkeypatch.setattr(load, "load", lambda on: load.Loaded(plans=10, actions=248, updates=1378))
    monkeypatch.setattr(figures, "load", lambda: 17769)
    said = command()
    assert "10 plans, 248 actions, 1,378 status updates" in said
    assert "17,769 published waiting-times figures" in said


def test_the_command_says_what_is_missing(settings):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="load_reference"):
        command()
    with pytest.raises(CommandError, match="not a day"):
        command("--on", "soon")
