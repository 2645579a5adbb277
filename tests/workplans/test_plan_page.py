"""The plan's page: who sees what of it, what its rows say, filters in the address, pages, and what it costs."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from organisations.grants import RoleKind
from tests.factories import (
    TODAY,
    ActionFactory,
    ActionLeadFactory,
    AllianceFactory,
    LeadFactory,
    NetworkFactory,
    ObjectiveFactory,
    StepFactory,
    UserFactory,
    WorkPlanFactory,
    a_plan,
    someone,
)
from workplans import operations, sheet
from workplans.models import PlanState, SourceDocument
from workplans.operations import StatusReport
from workplans.progress import Status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def network():
    alliance = AllianceFactory(code="woscan", name="West of Scotland")
    return NetworkFactory(code="head-neck", name="Head and neck", alliance=alliance)


@pytest.fixture
def plan(network):
    return WorkPlanFactory(network=network)


@pytest.fixture
def manager(network):
    return someone(RoleKind.NETWORK_MANAGER, network)


def get(client, user, plan, query="", **headers):
    client.force_login(user)
    return client.get(plan.get_absolute_url() + query, headers=headers)


def htmx(target):
    return {"HX-Request": "true", "HX-Target": target}


def words(response):
    """The page as a reader hears it, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def numbers(response):
    return [row.number for group in response.context["sheet"].groups for row in group.rows]


# --- Who sees what ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "status", "sees", "updates", "edits"),
    [
        (RoleKind.ADMINISTRATOR, 200, ["1.1", "1.2"], True, True),
        (RoleKind.PROGRAMME_LEAD, 200, ["1.1", "1.2"], True, True),
        (RoleKind.NETWORK_MANAGER, 200, ["1.1", "1.2"], True, True),
        (RoleKind.ACTION_LEAD, 200, ["1.2"], True, False),
        (RoleKind.ANALYST, 200, ["1.1", "1.2"], False, False),
        (RoleKind.BOARD_MEMBER, 200, ["1.1", "1.2"], False, False),
    ],
)
def test_each_role_on_the_page(client, network, plan, kind, status, sees, updates, edits):
    objective = ObjectiveFactory(plan=plan, number="1")
    ActionFactory(objective=objective, number="1.1")
    led = ActionFactory(objective=objective, number="1.2")
    person = someone(kind, network)
    if kind == RoleKind.ACTION_LEAD:
        ActionLeadFactory(action=led, lead=LeadFactory(network=network, user=person))
    response = get(client, person, plan)
    assert response.status_code == status
    assert numbers(response) == sees
    html = response.content.decode()
    assert ('name="selected"' in html, "Update selected" in html, "/update/" in html) == (updates,) * 3
    assert ("Add an action" in html, "Roll over" in html) == (edits, edits)
    assert ("actions of this plan that you lead" in html) == (kind == RoleKind.ACTION_LEAD)


@pytest.mark.parametrize("kind", RoleKind)
def test_nobody_sees_another_alliances_plan(client, plan, kind):
    assert get(client, someone(kind, AllianceFactory()), plan).status_code == 404


def test_a_lead_without_actions_in_the_plan_does_not_see_it(client, network, plan):
    ActionFactory(objective=ObjectiveFactory(plan=plan))
    assert get(client, someone(RoleKind.ACTION_LEAD, network), plan).status_code == 404


def test_strangers_sign_in_first(client, plan):
    response = client.get(plan.get_absolute_url())
    assert response.status_code == 302
    assert "/accounts/login/" in response.url


def test_one_who_reads_everything_updates_only_what_they_lead(client, network, plan):
    objective = ObjectiveFactory(plan=plan, number="1")
    ActionFactory(objective=objective, number="1.1")
    led = ActionFactory(objective=objective, number="1.2")
    person = someone(RoleKind.BOARD_MEMBER, network)
    person.roles.create(kind=RoleKind.ACTION_LEAD, network=network)
    ActionLeadFactory(action=led, lead=LeadFactory(network=network, user=person))
    response = get(client, person, plan)
    assert numbers(response) == ["1.1", "1.2"]
    assert [row.may_update for group in response.context["sheet"].groups for row in group.rows] == [False, True]


def test_a_closed_plan_is_read_and_not_changed(client, network, manager):
    plan = WorkPlanFactory(network=network, state=PlanState.CLOSED, closed_on=TODAY)
    ActionFactory(objective=ObjectiveFactory(plan=plan))
    html = get(client, manager, plan).content.decode()
    assert "This plan is closed" in html
    assert "/update/" not in html
    assert "Add an action" not in html
    assert "Reopen the plan" in html


# --- What it says -------------------------------------------------------------------------------------


class TestRows:
    def test_a_row_says_what_a_manager_asks(self, client, plan, manager):
        objective = ObjectiveFactory(plan=plan, number="2", title="Timely diagnosis")
        action = ActionFactory(objective=objective, number="2.1", text="Audit the waits", due="Aug 26", original="Q1")
        network = plan.network
        ActionLeadFactory(
            action=action, lead=LeadFactory(network=network, name="Audit lead"), position=1, accountable=False
        )
        ActionLeadFactory(action=action, lead=LeadFactory(network=network, name="Clinical lead"), position=2)
        StepFactory(action=action, position=1, text="Draft", completed_on=TODAY)
        StepFactory(action=action, position=2, text="Send round", due="Jun 26")
        report = StatusReport(status=Status.IN_PROGRESS, comment="Two boards answered")
        operations.record_status_update(action=action, report=report, by=manager, on=date(2026, 9, 20))
        response = get(client, manager, plan)
        said = words(response)
        assert "2. Timely diagnosis" in said
        assert "Clinical lead (accountable) Audit lead" in said
        assert "Aug 26 32 days late slipped 62 days, was Q1" in said
        assert "1 of 2 steps done" in said
        assert "Send round (Jun 26)" in said
        assert "In progress" in said
        assert "Red suggested" in said
        assert f"Two boards answered 12 days ago, {manager.name}" in said

    @pytest.mark.parametrize(
        ("fields", "shown", "mark"),
        [
            ({}, "green", "suggested"),
            ({"rating_given": "amber", "rating_basis": "green"}, "amber", "worse"),
            ({"due": "Aug 26", "rating_given": "green", "rating_basis": "red"}, "green", "better"),
            ({"due": "Aug 26", "rating_given": "green", "rating_basis": "green"}, "red", "suggested"),
            ({"status": Status.COMPLETE}, "blue", ""),
        ],
    )
    def test_whose_the_rating_is(self, client, plan, manager, fields, shown, mark):
        ActionFactory(objective=ObjectiveFactory(plan=plan), **{"due": "Mar 27", "last_update_on": TODAY, **fields})
        (row,) = get(client, manager, plan).context["sheet"].groups[0].rows
        assert (row.shown, row.mark) == (shown, mark)

    def test_quiet_work_and_overdue_steps_stand_out(self, client, plan, manager):
        action = ActionFactory(objective=ObjectiveFactory(plan=plan), next_step_due=date(2026, 9, 1))
        StepFactory(action=action, due="1/9/2026")
        said = words(get(client, manager, plan))
        assert "No update for 184 days" in said
        assert "a step is overdue" in said

    def test_actions_stand_under_their_objectives_in_the_order_of_the_paper(self, client, plan, manager):
        second, first = ObjectiveFactory(plan=plan, position=2), ObjectiveFactory(plan=plan, position=1)
        ActionFactory(objective=second, number="2.1", position=1)
        ActionFactory(objective=first, number="1.2", position=4)
        ActionFactory(objective=first, number="1.1", position=3)
        assert numbers(get(client, manager, plan)) == ["1.1", "1.2", "2.1"]

    def test_an_objective_without_actions_shows_on_the_whole_plan_only(self, client, plan, manager):
        ActionFactory(objective=ObjectiveFactory(plan=plan, number="1"))
        ObjectiveFactory(plan=plan, number="9", title="Still to be written")
        assert "9. Still to be written No actions yet." in words(get(client, manager, plan)).replace(
            " Edit", ""
        ).replace(" objective 9", "")
        assert "Still to be written" not in words(get(client, manager, plan, "?status=not_started"))


class TestHeading:
    def test_the_state_the_overall_rating_and_the_last_import(self, client, plan, manager):
        ActionFactory(objective=ObjectiveFactory(plan=plan), due="Aug 26")
        for day in (1, 2):
            SourceDocument.objects.create(
                plan=plan, name=f"plan-{day}.docx", sha256="0", size=1, imported_at=f"2026-05-0{day}T09:00Z"
            )
        said = words(get(client, manager, plan))
        assert "West of Scotland · Head and neck" in said
        assert "Overall Red" in said
        assert "Imported 2 May 2026 from plan-2.docx" in said

    def test_each_count_leads_to_its_actions(self, client, plan, manager):
        objective = ObjectiveFactory(plan=plan)
        ActionFactory(objective=objective, number="late", due="Aug 26", last_update_on=TODAY)
        ActionFactory(objective=objective, number="undated", due="tbc", last_update_on=TODAY)
        ActionFactory(objective=objective, number="slipped", due="Mar 27", original="Feb 27", last_update_on=TODAY)
        ActionFactory(objective=objective, number="soon", due="9/10/2026", last_update_on=TODAY)
        ActionFactory(objective=objective, number="quiet", due="Mar 27")
        ActionFactory(
            objective=objective, number="differs", due="Mar 27", last_update_on=TODAY, rating_given="red",
            rating_basis="green",
        )  # fmt: skip
        response = get(client, manager, plan)
        for name, (asked, number, url, _active) in zip(
            ("late", "soon", "slipped", "undated", "quiet", "differs"), response.context["attention"], strict=True
        ):
            assert number == 1, asked
            assert numbers(client.get(url)) == [name]
        for rating, number, url in response.context["tiles"]:
            assert len(numbers(client.get(url))) == number, rating

    def test_a_question_in_force_leads_back_to_the_whole_plan(self, client, plan, manager):
        ActionFactory(objective=ObjectiveFactory(plan=plan), due="Aug 26")
        first, *_ = get(client, manager, plan, "?overdue=1").context["attention"]
        assert first == ("Overdue", 1, plan.get_absolute_url(), True)


class TestNothing:
    def test_an_empty_plan_says_how_to_begin(self, client, plan, manager):
        response = get(client, manager, plan)
        assert "Nothing in this plan yet" in words(response)
        assert reverse("workplans:objective_add", args=["head-neck", plan.year]) in response.content.decode()

    def test_a_reader_of_an_empty_plan_is_not_asked_to_fill_it(self, client, network, plan):
        said = words(get(client, someone(RoleKind.BOARD_MEMBER, network), plan))
        assert "Nothing in this plan yet" in said
        assert "Add the first objective" not in said

    def test_nothing_that_fits_leads_back_to_everything(self, client, plan, manager):
        ActionFactory(objective=ObjectiveFactory(plan=plan))
        said = words(get(client, manager, plan, "?q=zebra"))
        assert "No action of this plan fits these filters" in said
        assert "0 of 1 action" in said


# --- Filters in the address ---------------------------------------------------------------------------


class TestFilters:
    @pytest.fixture
    def plan(self, plan):
        objective = ObjectiveFactory(plan=plan)
        for number, due in (("1.1", "Aug 26"), ("1.2", "Mar 27"), ("1.3", "tbc")):
            ActionFactory(objective=objective, number=number, due=due, last_update_on=TODAY)
        return plan

    def test_filters_show_as_chips_that_take_them_away(self, client, plan, manager):
        response = get(client, manager, plan, "?rating=red&overdue=1")
        assert numbers(response) == ["1.1"]
        assert [tuple(chip) for chip in response.context["chips"]] == [
            ("Red", plan.get_absolute_url() + "?overdue=1"),
            ("Overdue", plan.get_absolute_url() + "?rating=red"),
        ]

    def test_a_form_without_script_ends_at_the_address_to_share(self, client, plan, manager):
        response = get(client, manager, plan, "?q=&rating=red&lead=&due_within=")
        assert response.status_code == 302
        assert response.url == plan.get_absolute_url() + "?rating=red"

    def test_script_replaces_the_results_and_pushes_the_address(self, client, plan, manager):
        response = get(client, manager, plan, "?q=&rating=red", **htmx("plan-results"))
        assert response["HX-Push-Url"] == plan.get_absolute_url() + "?rating=red"
        assert "HX-Request" in response["Vary"]
        html = response.content.decode()
        assert html.strip().startswith('<div id="plan-results">')
        assert "<html" not in html

    def test_what_cannot_be_read_is_said_beside_its_field(self, client, plan, manager):
        response = get(client, manager, plan, "?due_within=soon")
        assert numbers(response) == ["1.1", "1.2", "1.3"]
        assert "Enter a whole number" in words(response)

    def test_leads_of_the_plan_are_offered_and_no_others(self, client, plan, manager):
        lead = LeadFactory(network=plan.network, name="Audit lead")
        LeadFactory(network=plan.network, name="Leads nothing here")
        ActionLeadFactory(action=plan.actions.first(), lead=lead)
        response = get(client, manager, plan, f"?lead={lead.pk}")
        assert numbers(response) == ["1.1"]
        assert "Led by Audit lead" in words(response)
        assert "Leads nothing here" not in words(response)

    def test_a_lead_is_not_told_who_else_leads(self, client, plan, network):
        person = someone(RoleKind.ACTION_LEAD, network)
        first, second, _ = plan.actions.all()
        ActionLeadFactory(action=first, lead=LeadFactory(network=network, user=person))
        ActionLeadFactory(action=second, lead=LeadFactory(network=network, name="Somebody else"))
        assert "Somebody else" not in words(get(client, person, plan))

    def test_a_row_leads_back_to_the_filtered_list(self, client, plan, manager):
        html = get(client, manager, plan, "?rating=red").content.decode()
        assert "1.1/update/?next=%2Fplans%2Fhead-neck%2F2026-27%2F%3Frating%3Dred" in html


# --- Pages and cost -----------------------------------------------------------------------------------


class TestPages:
    def test_pages_follow_each_other_without_gap(self, client, network, manager, monkeypatch):
        monkeypatch.setattr(sheet, "PAGE_SIZE", 3)
        plan = WorkPlanFactory(network=network)
        for number in range(1, 4):
            objective = ObjectiveFactory(plan=plan, number=str(number), position=number)
            for part in range(1, 4 if number != 2 else 2):
                ActionFactory(objective=objective, number=f"{number}.{part}", position=10 - part)
        ObjectiveFactory(plan=plan, number="4", title="Empty", position=4)
        first = get(client, manager, plan)
        assert numbers(first) == ["1.3", "1.2", "1.1"]
        assert first.context["previous_url"] == ""
        assert "Empty" not in words(first)
        second = client.get(first.context["next_url"])
        assert numbers(second) == ["2.1", "3.3", "3.2"]
        third = client.get(second.context["next_url"])
        assert numbers(third) == ["3.1"]
        assert third.context["next_url"] == ""
        assert "(continued)" in words(third)
        assert "Empty" in words(third)
        assert numbers(client.get(third.context["previous_url"])) == ["2.1", "3.3", "3.2"]

    def test_paging_keeps_the_filters(self, client, network, manager, monkeypatch):
        monkeypatch.setattr(sheet, "PAGE_SIZE", 2)
        plan = a_plan(actions=5, network=network)
        response = get(client, manager, plan, "?status=not_started")
        assert response.context["next_url"].startswith(plan.get_absolute_url() + "?status=not_started&after=")
        assert len(numbers(client.get(response.context["next_url"]))) == 2

    @pytest.mark.parametrize("kind", [RoleKind.NETWORK_MANAGER, RoleKind.BOARD_MEMBER, RoleKind.ACTION_LEAD])
    @pytest.mark.parametrize("query", ["", "?rating=amber&q=Action&due_within=200"])
    def test_the_page_costs_the_same_with_1_action_and_with_200(
        self, client, django_assert_max_num_queries, django_assert_num_queries, kind, query
    ):
        plans = [a_plan(actions=number, leads=2) for number in (1, 200)]
        costs = []
        for plan in plans:
            person = someone(kind, plan.network)
            plan.actions.first().leads.model.objects.filter(network=plan.network).update(user=person)
            StepFactory(action=plan.actions.first())
            client.force_login(person)
            client.get(plan.get_absolute_url() + query)
            with django_assert_max_num_queries(6) as counted:
                assert client.get(plan.get_absolute_url() + query).status_code == 200
            costs.append(len(counted))
        assert costs[0] == costs[1]


def test_a_superuser_without_role_sees_it_too(client, plan):
    ActionFactory(objective=ObjectiveFactory(plan=plan), number="1.1")
    assert numbers(get(client, UserFactory(is_superuser=True), plan)) == ["1.1"]
