"""Reminders of overdue reviews: to whom, once for each risk and day of review."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from alliance import operations, tasks
from alliance.models import Risk, RiskState
from core.jobs import Job
from core.outbox import EmailOutbox
from organisations.grants import RoleKind
from tests.factories import TODAY, AllianceFactory, NetworkFactory, RiskFactory, UserFactory, someone

pytestmark = pytest.mark.django_db
LATE = TODAY - timedelta(days=1)


@pytest.fixture
def alliance():
    return AllianceFactory()


def told():
    return set(EmailOutbox.objects.values_list("to", flat=True))


def test_the_owner_is_told_once_for_each_day_of_review(alliance):
    owner = someone(RoleKind.ACTION_LEAD, alliance)
    someone(RoleKind.PROGRAMME_LEAD, alliance)
    risk = RiskFactory(alliance=alliance, owner=owner, review_on=LATE)
    assert operations.remind_of_reviews(on=TODAY) == 1
    assert operations.remind_of_reviews(on=TODAY) == 0
    assert operations.remind_of_reviews(on=TODAY + timedelta(days=30)) == 0
    message = EmailOutbox.objects.get()
    assert message.to == owner.email
    assert f"/risks/{alliance.code}/{risk.number}/" in message.body
    assert "1 October 2026" in message.body
    Risk.objects.update(review_on=TODAY + timedelta(days=10))
    assert operations.remind_of_reviews(on=TODAY + timedelta(days=10)) == 0
    assert operations.remind_of_reviews(on=TODAY + timedelta(days=11)) == 1


@pytest.mark.parametrize(
    "facts", [{"review_on": TODAY}, {"review_on": None}, {"review_on": LATE, "state": RiskState.CLOSED}]
)
def test_nobody_is_told_of_what_is_not_overdue(alliance, facts):
    someone(RoleKind.PROGRAMME_LEAD, alliance)
    RiskFactory(alliance=alliance, **facts)
    assert operations.remind_of_reviews(on=TODAY) == 0


def test_without_an_account_of_the_owner_those_who_manage_are_told(alliance):
    network, quiet = NetworkFactory(alliance=alliance), NetworkFactory(alliance=alliance)
    lead = someone(RoleKind.PROGRAMME_LEAD, alliance)
    manager = someone(RoleKind.NETWORK_MANAGER, network)
    someone(RoleKind.PROGRAMME_LEAD, AllianceFactory())
    gone = UserFactory(is_active=False)
    RiskFactory(alliance=alliance, network=network, review_on=LATE)
    operations.remind_of_reviews(on=TODAY)
    assert told() == {manager.email}
    RiskFactory(alliance=alliance, network=quiet, review_on=LATE, owner=gone)
    operations.remind_of_reviews(on=TODAY)
    assert told() == {manager.email, lead.email}


@pytest.mark.parametrize("risks", [1, 30])
def test_statements_do_not_grow(alliance, django_assert_max_num_queries, risks):
    someone(RoleKind.PROGRAMME_LEAD, alliance)
    for _ in range(risks):
        RiskFactory(alliance=alliance, review_on=LATE)
    with django_assert_max_num_queries(6):
        operations.remind_of_reviews(on=TODAY)


def test_the_nightly_task_asks_once_a_day(alliance):
    someone(RoleKind.PROGRAMME_LEAD, alliance)
    RiskFactory(alliance=alliance, review_on=date(2020, 1, 1))
    tasks.remind_of_reviews()
    tasks.remind_of_reviews()
    asked = Job.objects.filter(kind=tasks.REVIEWING)
    assert asked.count() == 1
    assert tasks.do_remind_of_reviews(**asked.get().arguments) == {"told": 1}
    assert EmailOutbox.objects.count() == 1


def test_the_command_does_the_same_from_a_terminal(alliance, capsys):
    someone(RoleKind.PROGRAMME_LEAD, alliance)
    RiskFactory(alliance=alliance, review_on=LATE)
    call_command("remind_of_reviews", on="2026-10-02")
    call_command("remind_of_reviews", on="2026-10-02")
    assert capsys.readouterr().out.split("\n")[:2] == [
        "  2 October 2026: 1 person told of reviews",
        "  2 October 2026: 0 people told of reviews",
    ]
    with pytest.raises(CommandError, match="is not a day"):
        call_command("remind_of_reviews", on="soon")
