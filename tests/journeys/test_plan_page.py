"""A manager works on a plan in the browser: filters, updates in the row, meets a colleague's change, updates many."""

import re

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
from workplans import operations
from workplans.models import Action
from workplans.operations import StatusReport
from workplans.progress import Status

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def plan():
    """Four actions: late, on course, undated, done."""
    network = NetworkFactory(code="head-neck", name="Head and neck")
    plan = WorkPlanFactory(network=network)
    objective = ObjectiveFactory(plan=plan, number="1", title="Timely diagnosis", position=1)
    late = ActionFactory(objective=objective, number="1.1", due="Aug 26", last_update_on=TODAY, text="Audit the waits")
    ActionFactory(objective=objective, number="1.2", due="Mar 27", last_update_on=TODAY)
    ActionFactory(objective=objective, number="1.3", due="TBC")
    ActionFactory(objective=objective, number="1.4", due="Aug 26", status=Status.COMPLETE)
    ObjectiveFactory(plan=plan, number="2", title="Workforce", position=2, watching_brief=True)
    ActionLeadFactory(action=late, lead=LeadFactory(network=network, name="Audit lead"))
    StepFactory(action=late, text="Draft the questions", due="Jul 26")
    return plan


@pytest.fixture
def manager(plan):
    return someone(RoleKind.NETWORK_MANAGER, plan.network)


def answered(complaints, status):
    """The browser notes every answer that is not a success; these are meant. Anything else stays a complaint."""
    complaints[:] = [words for words in complaints if f"status of {status}" not in words]


def row(page, number):
    return page.locator("tbody.sheet__action").filter(has=page.get_by_role("link", name=number, exact=True))


def test_filter_then_update_in_the_row(page, plan, manager, browser_complaints):
    sign_in(page, manager.email, plan.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_contain_text(plan.title)
    axe(page)
    no_sideways_scroll(page)

    page.locator(".filters summary").click()
    page.get_by_label("Words").fill("waits")
    page.get_by_label("Overdue").check()
    axe(page)
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?q=waits&overdue=1$"))
    settled(page)
    expect(page.locator("tbody.sheet__action")).to_have_count(1)
    expect(page.locator("#plan-summary")).to_be_focused()
    axe(page)

    row(page, "1.1").get_by_role("link", name="Update").click()
    form = row(page, "1.1").locator("form.report")
    expect(form.get_by_label("Status")).to_be_focused()
    expect(form.get_by_label("Why better than the facts suggest")).to_be_hidden()
    axe(page)
    no_sideways_scroll(page)

    form.get_by_label("Status").select_option("In progress")
    form.get_by_label("Amber").check()
    form.get_by_label("Comment").fill("Two boards have answered")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_label("Why better than the facts suggest")).to_be_focused()
    expect(form).to_contain_text("Amber is better than the suggested Red")
    expect(form.get_by_label("Comment")).to_have_value("Two boards have answered")
    axe(page)
    answered(browser_complaints, 422)

    form.get_by_label("Why better than the facts suggest").fill("The last two are promised for Monday")
    form.get_by_label("Path to green").fill("Chase on Monday")
    form.get_by_role("button", name="Save").click()
    expect(row(page, "1.1")).to_contain_text("Saved")
    expect(row(page, "1.1")).to_contain_text("better than suggested")
    expect(row(page, "1.1").get_by_role("link", name="Update")).to_be_focused()
    expect(page.locator("#live-region")).to_contain_text("Action 1.1 updated. It now shows Amber.")
    expect(page.locator("#plan-counts .tile--amber")).to_contain_text("2")
    axe(page)

    page.go_back()
    expect(page.locator("tbody.sheet__action")).to_have_count(4)
    expect(row(page, "1.1")).to_contain_text("Two boards have answered")


def test_completing_asks_nothing_and_cancelling_changes_nothing(page, plan, manager):
    sign_in(page, manager.email, plan.get_absolute_url())
    row(page, "1.2").get_by_role("link", name="Update").click()
    form = row(page, "1.2").locator("form.report")
    form.get_by_label("Status").select_option("Complete")
    expect(form.get_by_role("group", name="Rating")).to_be_hidden()
    form.get_by_role("link", name="Cancel").click()
    expect(form).to_have_count(0)
    assert Action.objects.get(number="1.2").status == Status.NOT_STARTED


def test_the_second_of_two_people_sees_both_versions(page, plan, manager, browser_complaints):
    action = Action.objects.get(number="1.2")
    sign_in(page, manager.email, plan.get_absolute_url())
    row(page, "1.2").get_by_role("link", name="Update").click()
    form = row(page, "1.2").locator("form.report")
    form.get_by_label("Comment").fill("What I know")
    report = StatusReport(status=Status.IN_PROGRESS, comment="What the deputy knows")
    deputy = someone(RoleKind.NETWORK_MANAGER, plan.network)
    operations.record_status_update(action=action, report=report, by=deputy, on=TODAY)

    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("changed this action while you were writing")
    both = form.get_by_role("row").filter(has_text="Comment")
    expect(both).to_contain_text("What the deputy knows")
    expect(both).to_contain_text("What I know")
    axe(page)
    no_sideways_scroll(page)

    answered(browser_complaints, 409)
    form.get_by_role("button", name="Save mine on top").click()
    expect(row(page, "1.2")).to_contain_text("Saved")
    assert list(action.updates.values_list("comment", flat=True)) == ["What the deputy knows", "What I know"]


def test_many_at_once(page, plan, manager):
    sign_in(page, manager.email, plan.get_absolute_url())
    page.get_by_label("Select all actions on this page").check()
    expect(page.locator("[data-bulk-count]")).to_have_text("4 actions selected")
    page.get_by_label("Select 1.2").uncheck()
    expect(page.locator("[data-bulk-count]")).to_have_text("3 actions selected")
    page.get_by_role("button", name="Update selected").click()
    arrived(page, "Update 3 actions")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_label("Status").select_option("In progress")
    page.get_by_label("Comment").fill("Talked through at the October meeting")
    page.get_by_role("button", name="See what changes").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check: 3 actions will be updated")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("button", name="Update 3 actions").click()
    expect(page.get_by_text("3 actions updated.")).to_be_visible()
    assert Action.objects.filter(status=Status.IN_PROGRESS).count() == 3


def test_an_action_from_its_page(page, plan, manager, browser_complaints):
    action = Action.objects.get(number="1.1")
    sign_in(page, manager.email, action.get_absolute_url())
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    expect(page.locator("#live-region")).to_contain_text("Step done. The action now shows Red.")

    page.get_by_role("link", name="Move the date").click()
    page.get_by_label("New due date").fill("Dec 26")
    expect(page.locator("#reading")).to_contain_text("Due by 31 December 2026")
    page.get_by_label("Why it moves").fill("The guideline is late")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("button", name="Move the date").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    axe(page)
    answered(browser_complaints, 422)
    page.get_by_label("Who agreed").fill("Advisory board")
    page.get_by_role("button", name="Move the date").click()
    expect(page.get_by_text("The due date of action 1.1 is now Dec 26.")).to_be_visible()
    expect(page.get_by_text("Due date moved 122 days later")).to_be_visible()
    axe(page)


class TestWithoutScript:
    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        return {**browser_context_args, "java_script_enabled": False}

    def test_the_same_work_in_plain_pages(self, page, plan, manager):
        sign_in(page, manager.email, plan.get_absolute_url() + "?overdue=1")
        row(page, "1.1").get_by_role("link", name="Update").click()
        page.get_by_label("Status").select_option("In progress")
        page.get_by_label("Comment").fill("Two boards have answered")
        page.get_by_role("button", name="Save").click()
        expect(page).to_have_url(re.compile(r"\?overdue=1$"))
        expect(page.get_by_text("Action 1.1 updated.")).to_be_visible()

        page.get_by_label("Select 1.1").check()
        page.get_by_role("button", name="Update selected").click()
        page.get_by_label("Status").select_option("Complete")
        page.get_by_role("button", name="See what changes").click()
        page.get_by_role("button", name="Update 1 action").click()
        expect(page.get_by_text("1 action updated.")).to_be_visible()

        page.goto(Action.objects.get(number="1.2").get_absolute_url())
        page.get_by_role("link", name="Move the date").click()
        page.get_by_label("New due date").fill("TBC")
        page.get_by_label("Why it moves").fill("Nobody knows yet")
        page.get_by_label("Who agreed").fill("Advisory board")
        page.get_by_role("button", name="Move the date").click()
        expect(page.get_by_text("Please check how the new date is read")).to_be_visible()
        page.get_by_role("button", name="Move the date").click()
        expect(page.get_by_text("The due date of action 1.2 is now TBC.")).to_be_visible()
