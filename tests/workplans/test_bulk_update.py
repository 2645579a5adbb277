"""One report for several actions: asked, shown line by line, then made - all or none."""

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
    WorkPlanFactory,
    a_plan,
    someone,
)
from workplans import operations
from workplans.models import Action, ActionUpdate, PlanState
from workplans.operations import StatusReport
from workplans.progress import Status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def plan():
    return WorkPlanFactory(network=NetworkFactory(code="head-neck"))


@pytest.fixture
def actions(plan):
    """On course, overdue, complete."""
    objective = ObjectiveFactory(plan=plan)
    return [
        ActionFactory(objective=objective, number="1.1", due="Mar 27", last_update_on=TODAY),
        ActionFactory(objective=objective, number="1.2", due="Aug 26", last_update_on=TODAY),
        ActionFactory(objective=objective, number="1.3", due="Aug 26", status=Status.COMPLETE),
    ]


@pytest.fixture
def as_manager(client, plan):
    client.force_login(someone(RoleKind.NETWORK_MANAGER, plan.network))
    return client


def url(plan):
    return reverse("workplans:plan_bulk_update", args=["head-neck", plan.year])


def chosen(actions, stage="", **values):
    return {"selected": [action.pk for action in actions], "stage": stage, **values}


def confirmed(response, **more):
    """What the preview's form sends when it is confirmed."""
    versions = {f"version_{line.work.pk}": line.work.version for line in response.context["ready"]}
    selected = [line.work.pk for line in response.context["lines"]]
    return dict(response.context["carried"]) | versions | {"selected": selected, "stage": "confirm"} | more


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (RoleKind.ADMINISTRATOR, 200),
        (RoleKind.PROGRAMME_LEAD, 200),
        (RoleKind.NETWORK_MANAGER, 200),
        (RoleKind.ANALYST, 403),
        (RoleKind.BOARD_MEMBER, 403),
    ],
)
def test_each_role(client, plan, actions, kind, status):
    client.force_login(someone(kind, plan.network))
    assert client.get(url(plan), chosen(actions)).status_code == status


def test_another_alliances_plan_is_not_there(client, plan, actions):
    client.force_login(someone(RoleKind.ADMINISTRATOR, AllianceFactory()))
    assert client.get(url(plan), chosen(actions)).status_code == 404


def test_a_lead_updates_their_own_and_no_others(client, plan, actions):
    person = someone(RoleKind.ACTION_LEAD, plan.network)
    ActionLeadFactory(action=actions[0], lead=LeadFactory(network=plan.network, user=person))
    client.force_login(person)
    response = client.post(url(plan), chosen(actions, "preview", comment="Heard"))
    assert [line.work.number for line in response.context["ready"]] == ["1.1"]


def test_a_closed_plan_takes_no_updates(as_manager, plan, actions):
    plan.state = PlanState.CLOSED
    plan.save()
    assert as_manager.get(url(plan), chosen(actions)).status_code == 403


@pytest.mark.parametrize("selected", [[], ["x"], ["999999"], ["9" * 30]])
def test_without_a_choice_it_says_what_to_do(as_manager, plan, selected):
    response = as_manager.get(url(plan), {"selected": selected})
    assert response.url == plan.get_absolute_url()
    assert "Tick the actions" in as_manager.get(response.url).content.decode()


class TestAsking:
    def test_it_names_the_actions(self, as_manager, plan, actions):
        html = as_manager.get(url(plan), chosen(actions[:2])).content.decode()
        assert "Update 2 actions" in html
        assert all(f'value="{action.pk}"' in html for action in actions[:2])

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [({}, "Nothing to change yet"), ({"status": Status.CLOSED}, "Say why this will not be delivered.")],
    )
    def test_what_is_missing_is_said(self, as_manager, plan, actions, values, sentence):
        response = as_manager.post(url(plan), chosen(actions, "preview", **values))
        assert response.status_code == 422
        assert sentence in response.content.decode()

    def test_what_was_said_can_be_changed(self, as_manager, plan, actions):
        response = as_manager.post(url(plan), chosen(actions, "change", comment="Heard", status="in_progress"))
        html = response.content.decode()
        assert "Heard</textarea>" in html
        assert '<option value="in_progress" selected>' in html
        assert "There is a problem" not in html


class TestPreview:
    def test_it_shows_each_change_and_writes_nothing(self, as_manager, plan, actions):
        response = as_manager.post(url(plan), chosen(actions, "preview", status=Status.COMPLETE, comment="Done"))
        lines = {line.work.number: line for line in response.context["ready"]}
        assert (lines["1.1"].new_status, lines["1.1"].new_rating, lines["1.1"].rating_moves) == (
            "complete",
            "blue",
            True,
        )
        assert not lines["1.3"].status_moves
        assert not ActionUpdate.objects.exists()

    def test_what_is_refused_is_left_out_with_its_reason(self, as_manager, plan, actions):
        response = as_manager.post(url(plan), chosen(actions, "preview", rating="green", comment="On its way"))
        assert [line.work.number for line in response.context["ready"]] == ["1.1"]
        reasons = {line.work.number: line.refused[0] for line in response.context["refused"]}
        assert "better than the suggested Red" in reasons["1.2"]
        assert "Complete work is not rated by hand" in reasons["1.3"]
        as_manager.post(url(plan), confirmed(response))
        assert [update.action.number for update in ActionUpdate.objects.all()] == ["1.1"]

    def test_a_reason_lets_them_through_and_marks_them(self, as_manager, plan, actions):
        response = as_manager.post(
            url(plan), chosen(actions, "preview", rating="amber", rating_reason="Agreed by the board")
        )
        lines = {line.work.number: line for line in response.context["ready"]}
        assert (lines["1.1"].mark, lines["1.2"].mark) == ("worse", "better")

    def test_a_rating_that_nobody_touches_stays(self, as_manager, plan, actions):
        response = as_manager.post(url(plan), chosen(actions[:2], "preview", comment="All moving"))
        lines = {line.work.number: line for line in response.context["ready"]}
        assert [(line.mark_now, line.mark, line.rating_moves) for line in lines.values()] == [
            ("suggested", "suggested", False),
            ("suggested", "suggested", False),
        ]

    def test_to_give_the_colour_that_the_facts_suggest_is_a_change(self, as_manager, plan, actions):
        response = as_manager.post(url(plan), chosen(actions[:1], "preview", rating="green", comment="Sure of it"))
        line = response.context["ready"][0]
        assert (line.new_rating, line.mark_now, line.mark, line.rating_moves) == ("green", "suggested", "", True)

    def test_it_costs_the_same_with_1_action_and_with_200(self, client, django_assert_num_queries):
        costs = []
        for number in (1, 200):
            plan = a_plan(actions=number)
            client.force_login(someone(RoleKind.NETWORK_MANAGER, plan.network))
            address = reverse("workplans:plan_bulk_update", args=[plan.network.code, plan.year])
            values = chosen(plan.actions.all(), "preview", comment="Heard")
            client.post(address, values)
            with django_assert_num_queries(5) as counted:
                assert len(client.post(address, values).context["ready"]) == number
            costs.append(len(counted))
        assert costs[0] == costs[1]


class TestConfirming:
    def test_all_are_updated_and_it_leads_back(self, as_manager, plan, actions):
        back = plan.get_absolute_url() + "?overdue=1"
        values = chosen(actions[:2], "preview", status=Status.IN_PROGRESS, comment="Met today", next=back)
        response = as_manager.post(url(plan), confirmed(as_manager.post(url(plan), values), next=back))
        assert response.url == back
        assert "2 actions updated." in as_manager.get(back).content.decode()
        assert set(Action.objects.filter(last_update_on=TODAY, latest_update__isnull=False).values_list("number")) == {
            ("1.1",),
            ("1.2",),
        }

    def test_status_and_rating_that_are_left_stay(self, as_manager, plan, actions):
        actions[0].rating_given, actions[0].rating_basis = "amber", "green"
        actions[0].save()
        preview = as_manager.post(url(plan), chosen(actions, "preview", comment="Met today"))
        as_manager.post(url(plan), confirmed(preview))
        stand = {a.number: (a.status, a.rating_given) for a in Action.objects.all()}
        assert stand == {
            "1.1": (Status.NOT_STARTED, "amber"),
            "1.2": (Status.NOT_STARTED, ""),
            "1.3": (Status.COMPLETE, ""),
        }

    def test_where_somebody_was_first_nothing_is_written_and_the_line_says_so(self, as_manager, plan, actions):
        preview = as_manager.post(url(plan), chosen(actions[:2], "preview", status=Status.COMPLETE, comment="Mine"))
        values = confirmed(preview)
        report = StatusReport(status=Status.IN_PROGRESS, comment="Theirs")
        operations.record_status_update(
            action=actions[1], report=report, by=someone(RoleKind.NETWORK_MANAGER, plan.network), on=TODAY
        )
        response = as_manager.post(url(plan), values)
        assert response.status_code == 409
        assert [line.work.number for line in response.context["changed"]] == ["1.2"]
        assert "Changed while you were looking" in response.content.decode()
        assert ActionUpdate.objects.count() == 1
        assert as_manager.post(url(plan), confirmed(response)).status_code == 302
        assert ActionUpdate.objects.count() == 3

    def test_what_nobody_has_seen_is_not_written(self, as_manager, plan, actions):
        response = as_manager.post(url(plan), chosen(actions, "confirm", comment="Straight away"))
        assert response.status_code == 200
        assert len(response.context["lines"]) == 3
        assert not ActionUpdate.objects.exists()
