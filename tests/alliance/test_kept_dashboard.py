"""Today's dashboard is made once and kept while it holds: whatever a verb changes, the next reader sees it."""

import re
from datetime import date

import pytest
import time_machine

from organisations import operations as organisations
from organisations.grants import RoleKind
from performance.models import RatingScheme
from tests.emptying import empty_cache
from tests.factories import TODAY, YEAR, AllianceFactory, NetworkFactory, RatingSchemeFactory, UserFactory, someone
from workplans import operations
from workplans.models import Action, Lead, WorkPlan
from workplans.operations import StatusReport
from workplans.progress import Status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-10-02 09:00 +01:00"):
        yield


@pytest.fixture
def alliance():
    RatingSchemeFactory()
    return AllianceFactory(name="West of Scotland")


@pytest.fixture
def manager(alliance):
    return someone(RoleKind.ADMINISTRATOR, alliance)


@pytest.fixture
def plan(alliance, manager):
    """A draft with one late action, led, with a step, in a network beside another one without a plan."""
    NetworkFactory(alliance=alliance, name="Skin")
    plan = operations.open_plan(network=NetworkFactory(alliance=alliance, name="Lung"), year=YEAR, by=manager)
    objective = operations.add_objective(plan=plan, number="1", title="Pathways", by=manager)
    operations.add_action(
        objective=objective, number="1.1", text="Map the pathway", leads=["MCN Manager", "Data Manager"],
        due_text="Sep 26", steps=[("Draft it", "Aug 26")], by=manager, on=date(2026, 4, 1),
    )  # fmt: skip
    return plan


@pytest.fixture
def seen(client, manager, plan):
    """What the page says; called again, what it says then."""
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")

    def read():
        html = client.get("/").content.decode()
        return re.search(r"<main.*</main>", html, re.DOTALL)[0]

    return read


def report(**said):
    def happen(plan, by):
        action = Action.objects.get()
        operations.record_status_update(action=action, report=StatusReport(**said), by=by, on=TODAY)

    return happen


def move(plan, by):
    operations.move_due_date(
        action=Action.objects.get(), text="Dec 26", reason="Staff", agreed_by="Board", by=by, on=TODAY
    )


def tick(plan, by):
    operations.move_due_date(
        action=Action.objects.get(), text="Oct 26", reason="Staff", agreed_by="Board", by=by, on=TODAY
    )
    report(status=Status.IN_PROGRESS)(plan, by)
    operations.record_step(step=Action.objects.get().steps.get(), done=True, by=by, on=TODAY)


def revise(**changes):
    def happen(plan, by):
        action = Action.objects.get()
        facts = {
            "text": action.text,
            "leads": ["MCN Manager", "Data Manager"],
            "steps": [("Draft it", "Aug 26")],
            "starts_on": None,
        }
        operations.revise_action(action=action, by=by, **facts | changes)

    return happen


def add(plan, by):
    objective = plan.objectives.get()
    operations.add_action(objective=objective, number="1.2", text="More", leads=[], due_text="", by=by, on=TODAY)


def watch(plan, by):
    move(plan, by)
    report(status=Status.IN_PROGRESS)(plan, by)
    operations.agree_plan(plan=plan, by=by, on=TODAY)
    operations.revise_objective(objective=plan.objectives.get(), title="Pathways", watching_brief=True, by=by)


def agree(plan, by):
    operations.agree_plan(plan=plan, by=by, on=TODAY)


def close(plan, by):
    operations.close_plan(plan=plan, by=by, on=TODAY)


def reopen(plan, by):
    close(plan, by)
    operations.reopen_plan(plan=WorkPlan.objects.get(), by=by)
    agree(WorkPlan.objects.get(), by)


def open_another(plan, by):
    operations.open_plan(network=NetworkFactory(alliance=plan.network.alliance, name="Breast"), year=YEAR, by=by)


def carry(plan, by):
    operations.roll_over(plan=plan, actions=list(plan.actions.all()), by=by, on=TODAY)


def change_the_scheme(plan, by):
    RatingSchemeFactory(alliance=plan.network.alliance, valid_from=TODAY, red_share=100)
    report(status=Status.IN_PROGRESS)(plan, by)
    add(plan, by)


def change_the_numbers(plan, by):
    RatingScheme.objects.update(quiet_days=365)


def rename_the_network(plan, by):
    plan.network.name = "Lung and pleura"
    organisations.revise(thing=plan.network, by=by)


def rename_the_lead(plan, by):
    lead = Lead.objects.get(name="MCN Manager")
    operations.revise_lead(lead=lead, name="Network Manager", kind=lead.kind, user=None, by=by)


HAPPENINGS = {
    "a status": report(status=Status.COMPLETE),
    "a rating": report(status=Status.IN_PROGRESS, rating="amber", rating_reason="Nearly there"),
    "a comment only": report(status=Status.NOT_STARTED, comment="As before"),
    "a date": move,
    "a step": tick,
    "the words": revise(text="Map two pathways"),
    "the accountable lead": revise(accountable="Data Manager"),
    "a start": revise(starts_on=date(2026, 9, 1)),
    "one more": add,
    "a watching brief": watch,
    "agreed": agree,
    "closed": close,
    "reopened": reopen,
    "another plan": open_another,
    "carried forward": carry,
    "a scheme": change_the_scheme,
    "the numbers of the scheme": change_the_numbers,
    "the network's name": rename_the_network,
    "the lead's name": rename_the_lead,
}


@pytest.mark.parametrize("what", HAPPENINGS)
def test_whatever_changes_shows_at_once(seen, plan, manager, what):
    before = seen()
    assert seen() == before
    HAPPENINGS[what](plan, manager)
    after = seen()
    assert after != before
    empty_cache()
    assert seen() == after


def test_a_page_that_is_kept_costs_four_queries(client, manager, plan, django_assert_num_queries):
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    with django_assert_num_queries(6):
        client.get("/")
    with django_assert_num_queries(4):
        client.get("/")


def test_another_day_is_another_page(client, seen, manager):
    assert "<strong>2</strong>" in seen()
    with time_machine.travel("2026-10-03 09:00 +01:00"):
        client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert "<strong>3</strong>" in seen()


def test_who_sees_less_is_not_shown_what_was_made_for_others(client, seen, plan, alliance):
    operations.open_plan(network=NetworkFactory(alliance=alliance, name="Breast"), year=YEAR, by=None)
    assert "Breast" in seen()
    user = someone(RoleKind.NETWORK_MANAGER, plan.network)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    html = client.get("/").content.decode()
    assert "Lung" in html
    assert "Breast" not in html


def test_a_past_day_is_never_kept(client, manager, plan):
    """History may be added to: an update that speaks of an earlier day changes what stood then."""
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    action = Action.objects.get()
    for on, status in ((TODAY, Status.IN_PROGRESS), (date(2026, 9, 1), Status.COMPLETE)):
        before = client.get("/?on=2026-09-15").context["board"].total.ratings[3].count
        operations.record_status_update(action=action, report=StatusReport(status=status), by=manager, on=on)
        assert before == 0
    assert client.get("/?on=2026-09-15").context["board"].total.ratings[3].count == 1


def test_an_account_without_plans_has_nothing_kept(client):
    client.force_login(UserFactory(is_superuser=True), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/").status_code == 200
