"""The list of delivery plans and a plan's page: who sees what, the submission, what may be changed, what it costs."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from alliance import operations
from alliance.models import DeliveryPlan, DeliveryState, Milestone, Programme
from core.audit import AuditEvent
from organisations.grants import RoleKind
from tests.alliance.delivery.conftest import statements, words
from tests.factories import (
    TODAY,
    AllianceFactory,
    DeliverableFactory,
    NetworkFactory,
    WorkstreamFactory,
    a_delivery_plan,
    someone,
)

pytestmark = pytest.mark.django_db


def address(name, plan, *args):
    return reverse(f"delivery:{name}", args=[plan.alliance.code, plan.year, *args])


# --- Who sees what ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "sees", "edits"),
    [
        (RoleKind.ADMINISTRATOR, ["1.1", "2.1"], True),
        (RoleKind.PROGRAMME_LEAD, ["1.1", "2.1"], True),
        (RoleKind.NETWORK_MANAGER, ["1.1", "2.1"], True),
        (RoleKind.ACTION_LEAD, ["2.1"], False),
        (RoleKind.ANALYST, ["1.1", "2.1"], False),
        (RoleKind.BOARD_MEMBER, ["1.1", "2.1"], False),
    ],
)
def test_each_role_on_the_page(client, alliance, plan, kind, sees, edits):
    person = someone(kind, alliance)
    if kind == RoleKind.ACTION_LEAD:
        plan.deliverables.filter(number="2.1").update(lead=person)
    client.force_login(person)
    response = client.get(plan.get_absolute_url())
    assert response.status_code == 200
    assert [g.deliverable.number for each in response.context["groups"] for g in each.groups] == sees
    html = response.content.decode()
    assert ("Add a deliverable" in html, "Note as funding agreed" in html, "Close the plan" in html) == (edits,) * 3
    assert ("deliverables of this plan that you lead" in html) == (kind == RoleKind.ACTION_LEAD)
    in_list = client.get(reverse("delivery:plan_list"))
    assert plan.title in words(in_list)
    assert ("Open a plan" in words(in_list)) == edits


@pytest.mark.parametrize("kind", RoleKind)
@pytest.mark.parametrize("name", ["plan", "grid"])
def test_nobody_sees_another_alliances_plan(client, plan, kind, name):
    client.force_login(someone(kind, AllianceFactory()))
    assert client.get(address(name, plan)).status_code == 404
    assert plan.title not in words(client.get(reverse("delivery:plan_list")))


def test_a_role_in_one_network_opens_no_delivery_plan(client, alliance, plan):
    client.force_login(someone(RoleKind.NETWORK_MANAGER, NetworkFactory(alliance=alliance)))
    assert client.get(plan.get_absolute_url()).status_code == 404


def test_strangers_sign_in_first(client, plan):
    assert "/accounts/login/" in client.get(plan.get_absolute_url()).url


@pytest.mark.parametrize("kind", [RoleKind.ANALYST, RoleKind.BOARD_MEMBER, RoleKind.ACTION_LEAD])
@pytest.mark.parametrize(
    "name", ["plan_edit", "plan_timetable", "plan_reopen", "workstream_add", "deliverable_add", "plan_reach"]
)
def test_who_only_reads_changes_nothing(client, alliance, plan, kind, name):
    person = someone(kind, alliance)
    plan.deliverables.filter(number="2.1").update(lead=person)
    client.force_login(person)
    extra = ["closed"] if name == "plan_reach" else []
    assert client.post(address(name, plan, *extra), {"title": "Mine now"}).status_code == 403
    plan.refresh_from_db()
    assert (plan.state, "Mine" in plan.title) == (DeliveryState.FINAL, False)


# --- Opening and the submission -------------------------------------------------------------------------


def test_the_list_says_what_to_do_where_there_is_none(client, alliance):
    client.force_login(someone(RoleKind.PROGRAMME_LEAD, alliance))
    assert "No delivery plans yet" in words(client.get(reverse("delivery:plan_list")))
    client.force_login(someone(RoleKind.BOARD_MEMBER, alliance))
    page = words(client.get(reverse("delivery:plan_list")))
    assert "No delivery plans yet" in page
    assert "Open a plan" not in page


def test_a_plan_is_opened_once_a_year(client, alliance, lead):
    client.force_login(lead)
    said = {"alliance": "wessex", "year": "2026", "title": ""}
    response = client.post(reverse("delivery:plan_open"), said)
    plan = DeliveryPlan.objects.get()
    assert response.url == plan.get_absolute_url()
    assert (plan.title, plan.state) == ("Wessex delivery plan 2026/27", "draft")
    assert "Add the first workstream" in words(client.get(response.url))
    again = client.post(reverse("delivery:plan_open"), said)
    assert again.status_code == 422
    assert "has a delivery plan for that year already" in words(again)


def test_a_plan_goes_its_way_with_what_follows_said_first(client, lead):
    plan = a_delivery_plan(state=DeliveryState.DRAFT, final_on=None)
    plan.alliance.roles.create(user=lead, kind=RoleKind.PROGRAMME_LEAD)
    client.force_login(lead)
    milestone = Milestone.objects.filter(plan=plan, quarter=2).get()
    operations.move_milestone(milestone=milestone, text="Q4", reason="late", agreed_by="board", by=lead, on=TODAY)
    page = words(client.get(address("plan_reach", plan, "final")))
    assert "These dates become the originals" in page
    assert "4 milestones and their dates are agreed" in page
    assert plan.state == "draft"

    assert client.post(address("plan_reach", plan, "final"), {"on": "2026-12-24"}).status_code == 422
    response = client.post(address("plan_reach", plan, "final"), {"on": "2026-09-30"})
    assert response.url == plan.get_absolute_url()
    plan.refresh_from_db()
    assert (plan.state, plan.final_on) == ("final", date(2026, 9, 30))
    assert Milestone.objects.get(pk=milestone.pk).original_text == "Q4"
    assert "30 Sep 2026" in words(client.get(plan.get_absolute_url()))

    # Not every state may follow: it says so and changes nothing.
    client.post(address("plan_reach", plan, "draft"), {"on": "2026-10-01"})
    plan.refresh_from_db()
    assert plan.state == "final"
    assert client.get(address("plan_reach", plan, "nonsense")).status_code == 404


def test_closing_and_reopening(client, plan, lead):
    client.force_login(lead)
    page = words(client.get(address("plan_reach", plan, "closed")))
    assert "3 open milestones stay as they are" in page
    client.post(address("plan_reach", plan, "closed"), {"on": TODAY.isoformat()})
    page = words(client.get(plan.get_absolute_url()))
    assert "This plan is closed" in page
    assert "Add a deliverable" not in page
    assert client.get(address("deliverable_add", plan)).status_code == 403
    assert 'name="selected"' not in client.get(address("grid", plan)).content.decode()
    client.post(address("plan_reopen", plan))
    plan.refresh_from_db()
    assert plan.state == "final"


def test_the_timetable(client, plan, lead):
    client.force_login(lead)
    wrong = client.post(address("plan_timetable", plan), {"submitted": "2026-05-01", "final": "2026-04-01"})
    assert wrong.status_code == 422
    assert "which comes first" in words(wrong)
    client.post(address("plan_timetable", plan), {"final": "2026-04-30", "funded": "01/09/2026"})
    page = words(client.get(plan.get_absolute_url()))
    assert "planned 1 Sep 2026, not yet" in page
    assert dict(plan.timetable.values_list("state", "planned_on"))["final"] == date(2026, 4, 30)


# --- Workstreams and deliverables -----------------------------------------------------------------------


def test_workstreams_are_added_and_edited(client, alliance, plan, lead):
    client.force_login(lead)
    client.post(address("workstream_add", plan), {"number": "", "title": "Workforce", "lead": lead.pk})
    workstream = plan.workstreams.get(number="3")
    assert (workstream.title, workstream.lead) == ("Workforce", lead)
    taken = client.post(address("workstream_add", plan), {"number": "3", "title": "Again"})
    assert "has a workstream 3 already" in words(taken)
    client.post(address("workstream_edit", plan, workstream.pk), {"title": "People", "lead": ""})
    workstream.refresh_from_db()
    assert (workstream.title, workstream.lead) == ("People", None)
    stranger = someone(RoleKind.PROGRAMME_LEAD, AllianceFactory())
    assert (
        client.post(
            address("workstream_edit", plan, workstream.pk), {"title": "People", "lead": stranger.pk}
        ).status_code
        == 422
    )


def test_a_deliverable_is_added_under_its_workstream(client, plan, lead):
    client.force_login(lead)
    workstream = plan.workstreams.get(number="1")
    said = {"workstream": workstream.pk, "number": "", "title": "New clinic", "programme": Programme.REQUIRED}
    response = client.post(address("deliverable_add", plan), said | {"lead_email": lead.email})
    deliverable = plan.deliverables.get(number="1.2")
    assert response.url == deliverable.get_absolute_url()
    assert deliverable.lead == lead
    wrong = client.post(
        address("deliverable_add", plan), said | {"number": "1.2", "programme": Programme.NOT_APPLICABLE}
    )
    assert wrong.status_code == 422
    assert "has a deliverable 1.2 already" in words(wrong)
    assert "Say why the programme is not applicable" in words(wrong)


def test_two_people_edit_one_deliverable(client, plan, lead):
    client.force_login(lead)
    deliverable = plan.deliverables.get(number="1.1")
    said = {"workstream": deliverable.workstream_id, "programme": "required", "lead_name": "Pathway Lead"}
    first = client.post(address("deliverable_edit", plan, "1.1"), said | {"title": "First", "version": "1"})
    assert first.status_code == 302
    second = client.post(address("deliverable_edit", plan, "1.1"), said | {"title": "Second", "version": "1"})
    assert second.status_code == 409
    page = words(second)
    assert "changed this deliverable while you were writing" in page
    assert "First" in page
    assert "Second" in page
    deliverable.refresh_from_db()
    assert deliverable.title == "First"
    on_top = client.post(address("deliverable_edit", plan, "1.1"), said | {"title": "Second", "version": "2"})
    assert on_top.status_code == 302
    deliverable.refresh_from_db()
    assert deliverable.title == "Second"
    assert AuditEvent.objects.about(deliverable).filter(verb="revised").count() == 2


def test_a_deliverable_without_workstream_waits_for_one(client, alliance, lead):
    plan = a_delivery_plan(alliance=alliance)
    plan.workstreams.all().delete()
    client.force_login(lead)
    assert client.get(address("deliverable_add", plan)).url == address("workstream_add", plan)


# --- What it costs --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["plan", "grid"])
def test_a_plan_takes_as_many_statements_whatever_its_size(client, alliance, lead, name):
    client.force_login(lead)
    small = a_delivery_plan(alliance=alliance)
    large = a_delivery_plan(alliance=alliance, year=2027, deliverables=12, milestones=3)
    WorkstreamFactory(plan=large, number="9", position=9)
    few = statements(connection, lambda: client.get(address(name, small)))
    assert statements(connection, lambda: client.get(address(name, large))) == few
    assert few < 12


def test_the_list_takes_as_many_statements_whatever_its_length(client, alliance, lead):
    client.force_login(lead)
    a_delivery_plan(alliance=alliance)
    few = statements(connection, lambda: client.get(reverse("delivery:plan_list")))
    for year in range(2018, 2026):
        DeliverableFactory(workstream=WorkstreamFactory(plan=a_delivery_plan(alliance=alliance, year=year)))
    assert statements(connection, lambda: client.get(reverse("delivery:plan_list"))) == few
