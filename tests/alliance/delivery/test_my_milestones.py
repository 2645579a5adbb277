"""What is mine to report on, and the two pages of it."""

import pytest
from django.db import connection
from django.urls import reverse

from alliance import operations
from organisations.grants import RoleKind
from tests.alliance.delivery.conftest import statements, words
from tests.factories import TODAY, AllianceFactory, DeliverableFactory, MilestoneFactory, WorkstreamFactory, someone
from workplans.progress import Status

pytestmark = pytest.mark.django_db
MINE = "/delivery/my-milestones/"


def groups(response):
    return {g["id"]: [mine.line.state.text for mine in g["lines"]] for g in response.context["groups"]}


@pytest.fixture
def person(alliance):
    return someone(RoleKind.ACTION_LEAD, alliance)


def test_by_what_they_ask_of_me_today(client, plan, person):
    plan.deliverables.filter(number="1.1").update(lead=person)
    deliverable = plan.deliverables.get(number="1.1")
    MilestoneFactory(deliverable=deliverable, quarter=3, text="This quarter")
    MilestoneFactory(deliverable=deliverable, quarter=2, due="Mar 27", text="Quiet", last_update_on=None)
    MilestoneFactory(deliverable=deliverable, quarter=1, text="Done", status=Status.COMPLETE)
    client.force_login(person)
    response = client.get(MINE)
    assert groups(response) == {
        "overdue": ["Agree the pathway"],
        "due": ["This quarter"],
        "quiet": ["Quiet"],
        "rest": ["Train navigators"],
    }
    page = words(response)
    assert "Open milestones of the 1 deliverable that you lead" in page
    assert "Open the clinic" not in page
    html = response.content.decode()
    assert html.count("/update/?next=") == 4
    update = response.context["groups"][0]["lines"][0].update_url
    said = {"status": "complete", "comment": "", "rating": "", "version": "1", "next": MINE}
    assert client.post(update, said).url == MINE
    assert "Agree the pathway" not in words(client.get(MINE))


def test_a_workstream_makes_its_deliverables_mine(client, plan, lead):
    plan.workstreams.filter(number="2").update(lead=lead)
    client.force_login(lead)
    assert groups(client.get(MINE))["due"] == ["Open the clinic"]


def test_who_may_only_read_sees_theirs_without_updating(client, alliance, plan):
    analyst = someone(RoleKind.ANALYST, alliance)
    plan.deliverables.filter(number="1.1").update(lead=analyst)
    client.force_login(analyst)
    response = client.get(MINE)
    assert groups(response)["overdue"] == ["Agree the pathway"]
    assert "/update/" not in response.content.decode()


def test_a_role_that_was_taken_away_takes_the_milestones_along(client, plan):
    stranger = someone(RoleKind.ACTION_LEAD, AllianceFactory())
    plan.deliverables.update(lead=stranger)
    client.force_login(stranger)
    assert "You lead no deliverable yet" in words(client.get(MINE))


def test_closed_plans_ask_nothing(client, plan, person, lead):
    plan.deliverables.update(lead=person)
    operations.reach_state(plan=plan, state="closed", by=lead, on=TODAY)
    client.force_login(person)
    assert "You lead no deliverable yet" in words(client.get(MINE))


def test_the_two_pages_lead_to_each_other(client, plan, person):
    client.force_login(person)
    actions = reverse("workplans:my_actions")
    assert MINE not in client.get(actions).content.decode()
    plan.deliverables.filter(number="1.1").update(lead=person)
    page = client.get(actions)
    assert "My milestones (2)" in words(page)
    assert MINE in page.content.decode()
    assert actions in client.get(MINE).content.decode()


def test_strangers_sign_in_first(client):
    assert "/accounts/login/" in client.get(MINE).url


def test_as_many_statements_however_many_plans_and_milestones(client, alliance, plan, person):
    plan.deliverables.update(lead=person)
    client.force_login(person)
    few = statements(connection, lambda: client.get(MINE))
    for year in (2024, 2025):
        deliverable = DeliverableFactory(
            workstream=WorkstreamFactory(plan__alliance=alliance, plan__year=year), lead=person
        )
        for quarter in (1, 2, 3, 4):
            MilestoneFactory(deliverable=deliverable, quarter=quarter)
    assert statements(connection, lambda: client.get(MINE)) == few
