"""An action's page, the move of its date, its steps: who may, what it says, what it writes."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from core.models import AuditEvent
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
    WorkPlanFactory,
    someone,
)
from workplans import operations
from workplans.models import ActionDateRevision, PlanState
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
    objective = ObjectiveFactory(plan=WorkPlanFactory(network=network), number="1", title="Timely diagnosis")
    return ActionFactory(objective=objective, number="1.1", text="Audit the waits", due="Aug 26", last_update_on=TODAY)


@pytest.fixture
def manager(network):
    return someone(RoleKind.NETWORK_MANAGER, network)


@pytest.fixture
def as_manager(client, manager):
    client.force_login(manager)
    return client


def url(action, name, *more):
    return reverse(f"workplans:{name}", args=["head-neck", action.plan.year, action.number, *more])


def words(response):
    """The page as a reader hears it, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def report(action, by, on=TODAY, **values):
    values.setdefault("status", Status.IN_PROGRESS)
    operations.record_status_update(action=action, report=StatusReport(**values), by=by, on=on)


# --- Who sees what ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "leads", "status", "updates", "moves", "edits"),
    [
        (RoleKind.ADMINISTRATOR, False, 200, True, True, True),
        (RoleKind.PROGRAMME_LEAD, False, 200, True, True, True),
        (RoleKind.NETWORK_MANAGER, False, 200, True, True, True),
        (RoleKind.ACTION_LEAD, True, 200, True, False, False),
        (RoleKind.ACTION_LEAD, False, 404, False, False, False),
        (RoleKind.ANALYST, False, 200, False, False, False),
        (RoleKind.BOARD_MEMBER, False, 200, False, False, False),
    ],
)
def test_each_role(client, network, action, kind, leads, status, updates, moves, edits):
    person = someone(kind, network)
    if leads:
        ActionLeadFactory(action=action, lead=LeadFactory(network=network, user=person))
    step = StepFactory(action=action)
    client.force_login(person)
    response = client.get(action.get_absolute_url())
    html = response.content.decode()
    assert response.status_code == status
    assert (url(action, "action_update") in html, url(action, "action_step", step.pk) in html) == (updates, updates)
    assert (url(action, "action_move_date") in html, url(action, "action_edit") in html) == (moves, edits)
    refused = 404 if status == 404 else 403
    assert client.get(url(action, "action_move_date")).status_code == (200 if moves else refused)
    assert client.post(url(action, "action_step", step.pk), {"done": 1}).status_code == (302 if updates else refused)
    step.refresh_from_db()
    assert (step.completed_on == TODAY) == updates


@pytest.mark.parametrize("kind", RoleKind)
def test_another_alliances_action_is_not_there(client, action, kind):
    client.force_login(someone(kind, AllianceFactory()))
    for name in ("action", "action_move_date"):
        assert client.get(url(action, name)).status_code == 404


def test_in_a_closed_plan_it_is_read_and_not_changed(as_manager, action):
    step = StepFactory(action=action)
    action.plan.state = PlanState.CLOSED
    action.plan.save()
    html = as_manager.get(action.get_absolute_url()).content.decode()
    assert "The plan is closed" in html
    assert "Update status" not in html
    assert "Mark as done" not in html
    assert as_manager.get(url(action, "action_move_date")).status_code == 403
    assert as_manager.post(url(action, "action_step", step.pk), {"done": 1}).status_code == 403


# --- What it says -------------------------------------------------------------------------------------


class TestPage:
    def test_facts(self, as_manager, action, network):
        action.original_text, action.original_latest = "Q1", date(2026, 6, 30)
        action.save()
        ActionLeadFactory(action=action, lead=LeadFactory(network=network, name="Clinical lead"), position=1)
        ActionLeadFactory(
            action=action, lead=LeadFactory(network=network, name="Audit lead"), position=2, accountable=False
        )
        said = words(as_manager.get(action.get_absolute_url()))
        assert "Audit the waits" in said
        assert "1. Timely diagnosis" in said
        assert "Clinical lead Accountable Audit lead" in said
        assert "Aug 26 32 days late slipped 62 days, was Q1 Last day 31 August 2026" in said
        assert "Original date Q1 Last day 30 June 2026" in said

    def test_every_reason_is_said_with_its_colour(self, as_manager, action):
        action.original_latest = date(2026, 8, 1)
        action.save()
        said = words(as_manager.get(action.get_absolute_url()))
        assert "Nobody has rated this action" in said
        assert "Red Overdue by 32 days: it was due by 31 August 2026" in said
        assert "Amber Slipped by 30 days from 1 August 2026" in said
        assert "No path to green is on record." in said

    def test_a_rating_better_than_the_facts_says_why_and_by_whom(self, as_manager, manager, action):
        report(action, manager, rating="amber", rating_reason="Nearly all figures are in", path_to_green="Chase")
        said = words(as_manager.get(action.get_absolute_url()))
        assert f"Amber was given by {manager.name} on 2 October 2026, when the facts suggested Red" in said
        assert "Why better than the facts suggest Nearly all figures are in" in said
        assert "Path to green Chase" in said
        assert "better than suggested" in said

    def test_a_rating_that_the_facts_have_overtaken_says_so(self, as_manager, manager, action):
        action.last_update_on = None
        action.save()
        report(action, manager, on=date(2026, 8, 20), rating="green")
        said = words(as_manager.get(action.get_absolute_url()))
        assert "The facts have become worse since that rating was given, so Red shows" in said

    def test_complete_work_is_not_rated_any_more(self, as_manager, manager, action):
        report(action, manager, rating="red")
        report(action, manager, status=Status.COMPLETE)
        said = words(as_manager.get(action.get_absolute_url()))
        assert "was given by" not in said
        assert "path to green" not in said

    def test_carried_work_links_both_ways(self, as_manager, manager, network, action):
        later = WorkPlanFactory(network=network, year=2027, state=PlanState.DRAFT)
        (carried,) = operations.carry_forward(actions=[action], to=later, by=manager, on=TODAY)
        assert carried.get_absolute_url() in as_manager.get(action.get_absolute_url()).content.decode()
        assert action.get_absolute_url() in as_manager.get(carried.get_absolute_url()).content.decode()

    def test_it_costs_the_same_however_much_has_happened(self, as_manager, manager, action, django_assert_num_queries):
        for number in range(20):
            report(action, manager, comment=str(number))
        StepFactory.create_batch(20, action=action)
        for _ in range(20):
            ActionLeadFactory(action=action, accountable=False, lead=LeadFactory(network=action.plan.network))
        as_manager.get(action.get_absolute_url())
        with django_assert_num_queries(
            11
        ):  # two for who asks, the action, the scheme, two for its facts, five for the rest
            as_manager.get(action.get_absolute_url())


# --- Steps --------------------------------------------------------------------------------------------


class TestSteps:
    def test_a_step_is_done_and_undone(self, as_manager, action):
        step = StepFactory(action=action, text="Draft", due="Aug 26")
        response = as_manager.post(url(action, "action_step", step.pk), {"done": "1"})
        assert response.url == action.get_absolute_url() + "#steps"
        said = words(as_manager.get(action.get_absolute_url()))
        assert "Draft Done 2 October 2026, due Aug 26" in said
        assert "Step done" in said
        as_manager.post(url(action, "action_step", step.pk), {"done": "0"})
        step.refresh_from_db()
        assert step.completed_on is None
        assert AuditEvent.objects.count() == 2

    def test_with_script_the_page_below_the_heading_comes_back(self, as_manager, action):
        step = StepFactory(action=action, due="Aug 26")
        response = as_manager.post(url(action, "action_step", step.pk), {"done": "1"}, headers={"HX-Request": "true"})
        html = response.content.decode()
        assert html.strip().startswith('<div id="action-whole">')
        assert "Step done. The action now shows Red." in html

    def test_a_step_of_another_action_is_not_there(self, as_manager, action):
        other = StepFactory()
        assert as_manager.post(url(action, "action_step", other.pk), {"done": "1"}).status_code == 404

    def test_a_get_changes_nothing(self, as_manager, action):
        step = StepFactory(action=action)
        assert as_manager.get(url(action, "action_step", step.pk)).status_code == 405


# --- The due date -------------------------------------------------------------------------------------


class TestMovingTheDate:
    def move(self, client, action, **values):
        asked = {"text": "Dec 26", "reason": "The guideline is late", "agreed_by": "Advisory board", "version": 1}
        return client.post(url(action, "action_move_date"), asked | values)

    def test_the_words_are_shown_with_their_meaning_first(self, as_manager, action):
        response = self.move(as_manager, action)
        said = words(response)
        assert "Please check how the new date is read" in said
        assert "Due by 31 December 2026: any time from 1 December 2026." in said
        assert "122 days later than the date it has now, 31 August 2026." in said
        assert "The facts will then suggest Red" in said
        assert not ActionDateRevision.objects.exists()
        assert 'name="read" value="Dec 26"' in response.content.decode()

    def test_then_the_date_moves_with_reason_and_agreement(self, as_manager, manager, action):
        response = self.move(as_manager, action, read="Dec 26")
        assert response.url == action.get_absolute_url()
        revision = ActionDateRevision.objects.get()
        assert (revision.old_text, revision.new_text, revision.by) == ("Aug 26", "Dec 26", manager)
        said = words(as_manager.get(response.url))
        assert "The due date of action 1.1 is now Dec 26." in said
        assert "Due date moved 122 days later" in said
        assert "Why The guideline is late Agreed by Advisory board" in said

    def test_other_words_than_those_read_are_shown_again(self, as_manager, action):
        assert "Please check" in words(self.move(as_manager, action, read="Dec 26", text="Jan 27"))

    @pytest.mark.parametrize(
        ("values", "sentences"),
        [
            ({"text": ""}, ["Write the new due date."]),
            ({"text": "when they can"}, ["This cannot be read as a date."]),
            ({"text": "Aug 26", "read": "Aug 26"}, ["This is the date it has already."]),
            ({"reason": "", "agreed_by": " "}, ["Say why the date moves.", "Say who agreed to the new date."]),
            ({"text": "never", "reason": ""}, ["This cannot be read as a date.", "Say why the date moves."]),
        ],
    )
    def test_everything_that_is_wrong_is_said_at_once(self, as_manager, action, values, sentences):
        response = self.move(as_manager, action, **values)
        assert response.status_code == 422
        for sentence in sentences:
            assert sentence in words(response)
        assert not ActionDateRevision.objects.exists()

    def test_script_reads_the_words_while_they_are_typed(self, as_manager, action):
        response = as_manager.get(
            url(action, "action_move_date"), {"text": "Q4"}, headers={"HX-Request": "true", "HX-Target": "reading"}
        )
        html = response.content.decode()
        assert html.strip().startswith('<div id="reading"')
        assert "Due by 31 March 2027" in html
        assert 'name="read" value="Q4"' in html

    def test_where_somebody_was_first_nothing_is_lost(self, as_manager, manager, action):
        report(action, manager, comment="We are nearly there")
        response = self.move(as_manager, action, read="Dec 26")
        said = words(response)
        assert response.status_code == 409
        assert "changed this action while you were writing" in said
        assert "The guideline is late" in said
        assert not ActionDateRevision.objects.exists()
        form = response.context["form"]
        again = {name: form[name].value() for name in form.fields} | {"read": response.context["read"]}
        assert as_manager.post(url(action, "action_move_date"), again).status_code == 302
        assert ActionDateRevision.objects.count() == 1


@pytest.mark.parametrize("number", ["3/4", "A 1", "2.1(b)", "1.1.a"])
def test_a_number_is_as_the_paper_has_it(as_manager, network, number):
    action = ActionFactory(objective=ObjectiveFactory(plan=WorkPlanFactory(network=network)), number=number)
    plan_page = as_manager.get(action.plan.get_absolute_url()).content.decode()
    assert action.get_absolute_url() in plan_page
    for name in ("action", "action_update", "action_move_date", "action_edit"):
        page = as_manager.get(reverse(f"workplans:{name}", args=["head-neck", action.plan.year, number]))
        assert page.status_code == 200, name
        assert number in page.content.decode()
