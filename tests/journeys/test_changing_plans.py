"""A manager makes a plan, rolls another one over, and tidies the leads; a lead reports from a phone."""

import re
from datetime import date

import pytest
import time_machine
from playwright.sync_api import expect

from organisations.grants import RoleKind
from tests.browser import arrived, axe, no_sideways_scroll, settled, sign_in
from tests.factories import (
    TODAY,
    ActionFactory,
    ActionLeadFactory,
    LeadFactory,
    NetworkFactory,
    ObjectiveFactory,
    StepFactory,
    WorkPlanFactory,
    someone,
)
from workplans.models import Action, Lead, WorkPlan
from workplans.progress import Status

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def network():
    return NetworkFactory(code="head-neck", name="Head and neck")


@pytest.fixture
def manager(network):
    return someone(RoleKind.NETWORK_MANAGER, network)


@pytest.fixture
def plan(network):
    """An action that is late, led by two spellings of one lead; one that lies ahead; one that is done."""
    plan = WorkPlanFactory(network=network, title="Head and neck work plan 2026/27")
    objective = ObjectiveFactory(plan=plan, number="1", title="Timely diagnosis", position=1)
    late = ActionFactory(objective=objective, number="1.1", due="Aug 26", text="Audit the waits")
    ahead = ActionFactory(objective=objective, number="1.2", due="30 June 2027", text="Build the service")
    ActionFactory(objective=objective, number="1.3", status=Status.COMPLETE)
    ActionLeadFactory(action=late, lead=LeadFactory(network=network, name="MCN Manager"))
    ActionLeadFactory(action=ahead, lead=LeadFactory(network=network, name="MCN&I Manager"))
    StepFactory(action=late, text="Draft the questions", due="Jul 26")
    return plan


def press(page, name, role="button"):
    page.get_by_role(role, name=name, exact=True).click()


def test_a_plan_from_nothing(page, manager):
    sign_in(page, manager.email, goto="/plans/")
    expect(page.get_by_text("No plans yet")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Open a plan").click()
    arrived(page, "Open a plan")
    axe(page)
    press(page, "Open the plan")

    page.get_by_label("Objective", exact=True).fill("Find it early")
    axe(page)
    press(page, "Add, and go on to its actions")

    expect(page.get_by_label("Objective", exact=True)).to_have_value("1")
    page.get_by_label("Action", exact=True).fill("Open the same-day clinic")
    page.get_by_label("Lead 1", exact=True).fill("MCN Manager")
    page.get_by_label("Step 1", exact=True).fill("Agree the rooms")
    page.get_by_label("Own due date of step 1").fill("Oct 26")
    page.get_by_label("Due date (optional)", exact=True).press_sequentially("Q3")
    expect(page.get_by_text("Due by 31 December 2026")).to_be_visible()
    settled(page)
    axe(page)
    no_sideways_scroll(page)
    press(page, "Add the action")

    expect(page.get_by_text("Action 1.1 is added.")).to_be_visible()
    action = Action.objects.get()
    assert (action.due_latest, action.steps.get().due_text) == (date(2026, 12, 31), "Oct 26")
    assert action.action_leads.get().lead.name == "MCN Manager"


def test_rolling_over_into_next_year(page, manager, plan):
    sign_in(page, manager.email, goto=f"{plan.get_absolute_url()}roll-over/")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_label("Carry 1.1 forward").uncheck()
    press(page, "Preview")
    expect(page.get_by_text("1 action to carry forward")).to_be_visible()
    axe(page)
    no_sideways_scroll(page)
    press(page, "Change the choice")
    expect(page.get_by_label("Carry 1.1 forward")).not_to_be_checked()
    page.get_by_label("Carry 1.1 forward").check()
    press(page, "Preview")
    press(page, "Carry forward")

    expect(page).to_have_url(re.compile("/plans/head-neck/2027-28/$"))
    expect(page.get_by_text("2 actions are carried forward")).to_be_visible()
    target = WorkPlan.objects.get(year=2027)
    assert [(a.number, a.due_text) for a in target.actions.order_by("number")] == [
        ("1.1", "TBC"),
        ("1.2", "30 June 2027"),
    ]
    page.goto(target.actions.get(number="1.2").get_absolute_url())
    page.get_by_role("link", name="1.2 in 2026/27").click()
    expect(page).to_have_url(re.compile("/plans/head-neck/2026-27/actions/1.2/$"))


def test_two_spellings_become_one(page, manager, plan):
    sign_in(page, manager.email, goto="/networks/head-neck/leads/")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("link", name="MCN Manager", exact=True).click()
    arrived(page, "Lead of Head and neck")
    axe(page)
    page.get_by_role("link", name="MCN&I Manager").click()
    expect(page.get_by_text("1 action led by “MCN Manager” will name “MCN&I Manager” instead")).to_be_visible()
    axe(page)
    press(page, "Merge")

    expect(page.get_by_text("“MCN Manager” is “MCN&I Manager” now.")).to_be_visible()
    assert list(Lead.objects.values_list("name", flat=True)) == ["MCN&I Manager"]


def test_a_lead_reports_from_a_phone(page, network, plan):
    lead = someone(RoleKind.ACTION_LEAD, network)
    Lead.objects.filter(name="MCN Manager").update(user=lead)
    page.set_viewport_size({"width": 375, "height": 800})
    sign_in(page, lead.email, goto="/my-actions/")
    axe(page)
    no_sideways_scroll(page)

    page.get_by_role("link", name="Update 1.1 of Head and neck 2026/27").click()
    page.get_by_label("Status").select_option("complete")
    page.get_by_label("Comment").fill("The audit is done.")
    page.get_by_role("button", name=re.compile("Save|Record|Update")).first.click()

    expect(page).to_have_url(re.compile("/my-actions/$"))
    expect(page.get_by_text("Nothing is open in your name")).to_be_visible()


@pytest.mark.parametrize("address", ["/plans/", "/overdue/", "/actions/", "/overdue/?q=nothing", "/my-actions/"])
def test_lists_are_accessible_and_fit_a_phone(page, manager, plan, address):
    sign_in(page, manager.email, goto=address)

    axe(page)
    no_sideways_scroll(page)


class TestWithoutScript:
    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        return {**browser_context_args, "java_script_enabled": False}

    def test_an_action_is_added(self, page, manager, plan):
        sign_in(page, manager.email, goto=f"{plan.get_absolute_url()}add-action/?objective=1")

        page.get_by_label("Lead 1", exact=True).fill("Surgical Lead")
        press(page, "More lines for leads")
        expect(page.get_by_label("Lead 1", exact=True)).to_have_value("Surgical Lead")
        page.get_by_label("Lead 3", exact=True).fill("Nurse Lead")
        page.get_by_label("Action", exact=True).fill("Train two more nurses")
        page.get_by_label("Due date (optional)", exact=True).fill("Jan 27")
        press(page, "Add the action")

        expect(page.get_by_text("Please check how the due date is read")).to_be_visible()
        expect(page.get_by_text("Due by 31 January 2027")).to_be_visible()
        press(page, "Add the action")

        action = Action.objects.get(text="Train two more nurses")
        assert list(action.leads.order_by("name").values_list("name", flat=True)) == ["Nurse Lead", "Surgical Lead"]
