"""The quick update: as a page, in the row, refused, against the facts, and when somebody else was first."""

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
    someone,
)
from workplans import operations
from workplans.models import ActionUpdate, PlanState
from workplans.operations import StatusReport
from workplans.progress import Status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def network():
    return NetworkFactory(code="head-neck")


@pytest.fixture
def action(network):
    """One that the facts call Red."""
    objective = ObjectiveFactory(plan=WorkPlanFactory(network=network), number="1")
    return ActionFactory(objective=objective, number="1.1", due="Aug 26", last_update_on=TODAY)


@pytest.fixture
def manager(network):
    return someone(RoleKind.NETWORK_MANAGER, network)


@pytest.fixture
def as_manager(client, manager):
    client.force_login(manager)
    return client


def url(action, name="action_update"):
    return reverse(f"workplans:{name}", args=["head-neck", action.plan.year, action.number])


def said(action, **values):
    return {"status": Status.IN_PROGRESS, "rating": "", "comment": "", "version": action.version, **values}


def in_row(action):
    return {"HX-Request": "true", "HX-Target": f"action-{action.pk}"}


# --- Who may ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "leads", "status"),
    [
        (RoleKind.ADMINISTRATOR, False, 200),
        (RoleKind.PROGRAMME_LEAD, False, 200),
        (RoleKind.NETWORK_MANAGER, False, 200),
        (RoleKind.ACTION_LEAD, True, 200),
        (RoleKind.ACTION_LEAD, False, 404),
        (RoleKind.ANALYST, False, 403),
        (RoleKind.BOARD_MEMBER, False, 403),
        (RoleKind.BOARD_MEMBER, True, 403),
    ],
)
def test_each_role(client, network, action, kind, leads, status):
    person = someone(kind, network)
    if leads:
        ActionLeadFactory(action=action, lead=LeadFactory(network=network, user=person))
    client.force_login(person)
    assert client.get(url(action)).status_code == status
    response = client.post(url(action), said(action, comment="Heard"))
    assert response.status_code == (302 if status == 200 else status)
    assert ActionUpdate.objects.count() == (status == 200)


@pytest.mark.parametrize("kind", RoleKind)
def test_another_alliances_action_is_not_there(client, action, kind):
    client.force_login(someone(kind, AllianceFactory()))
    assert client.post(url(action), said(action, comment="Heard")).status_code == 404
    assert not ActionUpdate.objects.exists()


def test_a_closed_plan_takes_no_update(as_manager, action):
    action.plan.state = PlanState.CLOSED
    action.plan.save()
    response = as_manager.post(url(action), said(action, comment="Heard"))
    assert response.status_code == 403
    assert not ActionUpdate.objects.exists()


# --- On its own page ----------------------------------------------------------------------------------


class TestPage:
    def test_it_asks_with_the_suggestion_and_its_reasons_in_view(self, as_manager, action):
        html = as_manager.get(url(action)).content.decode()
        assert "Overdue by 32 days" in html
        assert "Leave it to the facts (Red)" in html
        assert f'name="version" value="{action.version}"' in html

    def test_it_saves_and_goes_to_the_action(self, as_manager, action, manager):
        response = as_manager.post(url(action), said(action, comment="Two boards answered"))
        assert response.url == action.get_absolute_url()
        action.refresh_from_db()
        assert (action.status, action.version) == (Status.IN_PROGRESS, 2)
        assert (action.latest_update.comment, action.latest_update.by) == ("Two boards answered", manager)
        assert "Action 1.1 updated." in as_manager.get(response.url).content.decode()

    def test_it_goes_back_to_the_list_it_came_from(self, as_manager, action):
        back = action.plan.get_absolute_url() + "?rating=red"
        assert f'value="{back}"' in as_manager.get(url(action), {"next": back}).content.decode()
        assert as_manager.post(url(action), said(action, comment="Heard", next=back)).url == back

    @pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
    def test_it_goes_nowhere_else(self, as_manager, action, elsewhere):
        response = as_manager.post(url(action), said(action, comment="Heard", next=elsewhere))
        assert response.url == action.get_absolute_url()

    def test_a_get_changes_nothing(self, as_manager, action):
        as_manager.get(url(action), said(action, comment="Heard"))
        assert not ActionUpdate.objects.exists()

    @pytest.mark.parametrize(
        ("values", "field", "sentence"),
        [
            ({"status": Status.NOT_STARTED}, "comment", "Nothing to record yet"),
            ({"status": Status.CLOSED}, "comment", "Say why this will not be delivered."),
            ({"rating": "green"}, "rating_reason", "Green is better than the suggested Red (Overdue by 32 days"),
            ({"status": Status.COMPLETE, "rating": "green"}, "rating", "Complete work is not rated by hand"),
            ({"status": Status.CARRIED_FORWARD}, "status", "carried_forward"),
            ({"comment": "x" * 4001}, "comment", "4000"),
            ({"version": ""}, "version", ""),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field(self, as_manager, action, values, field, sentence):
        response = as_manager.post(url(action), said(action, **values))
        assert response.status_code == 422
        assert sentence in str(response.context["form"].errors.get(field))
        assert "Error: " in response.content.decode()
        assert not ActionUpdate.objects.exists()

    def test_a_rating_better_than_the_facts_is_kept_with_its_reason(self, as_manager, action):
        values = said(action, rating="amber", rating_reason="The last figures are due on Monday", path_to_green="Chase")
        assert as_manager.post(url(action), values).status_code == 302
        action.refresh_from_db()
        assert (action.rating_given, action.rating_basis) == ("amber", "red")
        assert action.latest_update.rating_reason == "The last figures are due on Monday"
        assert action.latest_update.path_to_green == "Chase"

    def test_completing_asks_nothing_more(self, as_manager, action):
        assert as_manager.post(url(action), said(action, status=Status.COMPLETE)).status_code == 302
        action.refresh_from_db()
        assert action.completed_on == TODAY

    def test_a_path_to_green_stays_in_view_until_it_is_changed(self, as_manager, action):
        as_manager.post(url(action), said(action, rating="red", path_to_green="Ask the board for help"))
        action.refresh_from_db()
        assert "Ask the board for help" in as_manager.get(url(action)).content.decode()
        as_manager.post(url(action), said(action, path_to_green="The board helps"))
        action.refresh_from_db()
        assert (action.rating_given, action.latest_update.path_to_green) == ("red", "The board helps")


# --- In the row ---------------------------------------------------------------------------------------


class TestRow:
    def test_the_form_comes_under_its_row(self, as_manager, action):
        html = as_manager.get(url(action), headers=in_row(action)).content.decode()
        assert html.strip().startswith(f'<tbody id="action-{action.pk}"')
        assert f'hx-post="{url(action)}"' in html
        assert f'id="id_{action.pk}_comment"' in html
        assert "<html" not in html

    def test_the_saved_row_comes_back_with_the_counts(self, as_manager, action):
        back = action.plan.get_absolute_url() + "?overdue=1"
        response = as_manager.post(url(action), said(action, status=Status.COMPLETE, next=back), headers=in_row(action))
        html = response.content.decode()
        assert response.status_code == 200
        assert "Complete" in html
        assert "<form" not in html
        assert "data-announce>Action 1.1 updated. It now shows Blue." in html
        assert 'id="plan-counts" hx-swap-oob="true"' in html
        assert "1 Blue" in html
        assert "questions__link--active" in html, "the question in force stays in force"

    def test_an_error_shows_in_the_row_and_keeps_the_words(self, as_manager, action):
        response = as_manager.post(
            url(action), said(action, rating="green", comment="Nearly there"), headers=in_row(action)
        )
        html = response.content.decode()
        assert response.status_code == 422
        assert "Green is better than the suggested Red" in html
        assert "Nearly there" in html
        assert "Not saved. There is a problem." in html

    def test_cancelling_brings_the_plain_row_back(self, as_manager, action):
        html = as_manager.get(url(action), {"cancel": 1}, headers=in_row(action)).content.decode()
        assert "<form" not in html
        assert "data-focus" in html

    def test_from_another_list_the_browser_is_led_back_there(self, as_manager, action):
        headers = {"HX-Request": "true", "HX-Target": "elsewhere"}
        response = as_manager.post(url(action), said(action, comment="Heard", next="/my-actions/"), headers=headers)
        assert response["HX-Redirect"] == "/my-actions/"

    def test_it_costs_the_same_whatever_the_plan_holds(self, as_manager, action, django_assert_max_num_queries):
        ActionFactory.create_batch(20, objective=action.objective)
        as_manager.get(url(action), headers=in_row(action))
        with django_assert_max_num_queries(5):
            as_manager.get(url(action), headers=in_row(action))


# --- Somebody was first -------------------------------------------------------------------------------


class TestConflict:
    @pytest.fixture
    def first(self, network, action):
        """Somebody else's update, made after the form was opened."""
        deputy = someone(RoleKind.NETWORK_MANAGER, network)
        deputy.name = "A Deputy"
        deputy.save()
        report = StatusReport(status=Status.IN_PROGRESS, comment="The first words")
        return operations.record_status_update(action=action, report=report, by=deputy, on=TODAY)

    def mine(self, action):
        return said(action, version=1, status=Status.COMPLETE, comment="The second words")

    @pytest.mark.usefixtures("first")
    @pytest.mark.parametrize("row", [False, True])
    def test_the_second_sees_both_versions_and_loses_no_text(self, as_manager, action, row):
        response = as_manager.post(url(action), self.mine(action), headers=in_row(action) if row else {})
        html = response.content.decode()
        assert response.status_code == 409
        assert "A Deputy changed this action while you were writing (2 October 2026" in html
        assert ("Comment", "The first words", "The second words") in response.context["conflict"].rows
        assert ("Status", "In progress", "Complete") in response.context["conflict"].rows
        assert html.count("The second words") == 2, "side by side, and in the form"
        assert ("<html" in html) == (not row)
        assert ActionUpdate.objects.count() == 1

    @pytest.mark.usefixtures("first")
    def test_sending_again_puts_it_on_top(self, as_manager, action):
        response = as_manager.post(url(action), self.mine(action))
        form = response.context["form"]
        again = {name: form[name].value() or "" for name in form.fields}
        assert as_manager.post(url(action), again).status_code == 302
        action.refresh_from_db()
        assert (action.status, action.latest_update.comment) == (Status.COMPLETE, "The second words")
        assert ActionUpdate.objects.count() == 2

    @pytest.mark.usefixtures("first")
    def test_discarding_leads_back(self, as_manager, action):
        back = action.plan.get_absolute_url() + "?rating=red"
        response = as_manager.post(url(action), self.mine(action) | {"next": back})
        assert response.context["conflict"].discard_url == back

    def test_a_date_moved_meanwhile_is_named(self, as_manager, action, manager):
        operations.move_due_date(action=action, text="Dec 26", reason="Late", agreed_by="Board", by=manager, on=TODAY)
        html = as_manager.post(url(action), self.mine(action)).content.decode()
        assert "due date moved 122 days later" in html
