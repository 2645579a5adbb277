"""A programme lead works on the delivery plan: updates in the grid, moves with a reason, looks at the dashboard."""

import re

import pytest
import time_machine
from playwright.sync_api import expect

from alliance import operations
from alliance.models import Milestone
from alliance.operations import StatusReport
from organisations.grants import RoleKind
from tests.browser import arrived, axe, no_sideways_scroll, settled, sign_in
from tests.factories import (
    TODAY,
    AllianceFactory,
    DeliverableFactory,
    DeliveryPlanFactory,
    MilestoneFactory,
    WorkstreamFactory,
    someone,
)
from workplans.progress import Status

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def plan():
    """Two deliverables: one with a late, a moved and a finished milestone, one with a milestone of this quarter."""
    plan = DeliveryPlanFactory(alliance=AllianceFactory(code="wessex", name="Wessex"))
    first = WorkstreamFactory(plan=plan, number="1", position=1, title="Faster diagnosis")
    one = DeliverableFactory(workstream=first, number="1.1", position=1, title="Pathways")
    two = DeliverableFactory(workstream=first, number="1.2", position=2, title="Lung checks")
    MilestoneFactory(deliverable=one, quarter=1, text="Agree the pathway")
    MilestoneFactory(deliverable=one, quarter=2, text="Train navigators", due="Q4", original="Q2", last_update_on=TODAY)
    MilestoneFactory(deliverable=one, quarter=2, text="Publish the audit", status=Status.COMPLETE)
    MilestoneFactory(deliverable=two, quarter=3, text="Open the clinic", last_update_on=TODAY)
    return plan


@pytest.fixture
def lead(plan):
    return someone(RoleKind.PROGRAMME_LEAD, plan.alliance)


@pytest.fixture
def grid(plan):
    return f"{plan.get_absolute_url()}milestones/"


def answered(complaints, status):
    """The browser notes every answer that is not a success; these are meant. Anything else stays a complaint."""
    complaints[:] = [words for words in complaints if f"status of {status}" not in words]


def row(page, number):
    return page.locator("tbody.grid__deliverable").filter(has=page.locator(".grid__number", has_text=number))


def test_update_in_the_grid(page, plan, lead, grid, browser_complaints):
    sign_in(page, lead.email, grid)
    arrived(page, "Milestones by quarter")
    axe(page)
    no_sideways_scroll(page)

    page.locator(".filters summary").click()
    page.get_by_label("Overdue").check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?overdue=1$"))
    settled(page)
    expect(page.locator("tbody.grid__deliverable")).to_have_count(1)
    expect(page.locator("#grid-summary")).to_have_text("1 of 4 milestones")
    expect(page.locator("#grid-summary")).to_be_focused()
    axe(page)

    row(page, "1.1").get_by_role("link", name="Update").click()
    form = row(page, "1.1").locator("form.report")
    expect(form.get_by_label("Status")).to_be_focused()
    axe(page)
    no_sideways_scroll(page)
    form.get_by_label("Status").select_option("In progress")
    form.get_by_label("Amber").check()
    form.get_by_label("Comment").fill("Two boards have answered")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_label("Why better than the facts suggest")).to_be_focused()
    expect(form).to_contain_text("Amber is better than the suggested Red")
    axe(page)
    answered(browser_complaints, 422)

    form.get_by_label("Why better than the facts suggest").fill("The last two are promised for Monday")
    form.get_by_role("button", name="Save").click()
    expect(row(page, "1.1")).to_contain_text("Saved")
    expect(row(page, "1.1")).to_contain_text("better than suggested")
    expect(row(page, "1.1").get_by_role("link", name="Update")).to_be_focused()
    expect(page.locator("#live-region")).to_contain_text("Milestone 1.1, Q1 updated. It now shows Amber.")
    expect(page.locator("#grid-counts .tile--amber")).to_contain_text("1")
    axe(page)


def test_a_colleague_was_first(page, plan, lead, grid, browser_complaints):
    milestone = Milestone.objects.get(text="Open the clinic")
    sign_in(page, lead.email, grid)
    row(page, "1.2").get_by_role("link", name="Update").click()
    form = row(page, "1.2").locator("form.report")
    form.get_by_label("Comment").fill("Mine")
    other = someone(RoleKind.PROGRAMME_LEAD, plan.alliance)
    report = StatusReport("in_progress", "Theirs")
    operations.record_milestone_update(milestone=milestone, report=report, by=other, on=TODAY)
    form.get_by_role("button", name="Save").click()
    expect(row(page, "1.2").get_by_role("alert")).to_contain_text("changed this milestone while you were writing")
    expect(row(page, "1.2")).to_contain_text("Theirs")
    axe(page)
    answered(browser_complaints, 409)
    row(page, "1.2").get_by_role("button", name="Save mine on top").click()
    expect(row(page, "1.2")).to_contain_text("Saved")
    expect(row(page, "1.2")).to_contain_text("Mine")


def test_move_to_a_later_quarter_with_a_reason(page, plan, lead, grid, browser_complaints):
    sign_in(page, lead.email, grid)
    row(page, "1.2").get_by_role("link", name="Move").click()
    arrived(page, "Milestone 1.2, Q3")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_label("New quarter or date").press_sequentially("Q1 27/28")
    expect(page.locator("#reading")).to_contain_text("Due by 30 June 2027")
    axe(page)
    page.get_by_role("button", name="Move the date").click()
    expect(page.get_by_role("alert").first).to_contain_text("Say why the date moves.")
    axe(page)
    answered(browser_complaints, 422)
    page.get_by_label("Why it moves").fill("The building is not ready")
    page.get_by_label("Who agreed").fill("Programme board")
    page.get_by_role("button", name="Move the date").click()
    arrived(page, "Milestones by quarter")
    expect(row(page, "1.2").locator(".ms--gone")).to_contain_text("Slipped to Q1 2027/28")
    expect(row(page, "1.2")).to_contain_text("from Q3")
    expect(page.get_by_role("columnheader", name="Later")).to_be_visible()
    axe(page)
    no_sideways_scroll(page)


def test_several_at_once_on_a_phone(page, plan, lead, grid):
    page.set_viewport_size({"width": 375, "height": 800})
    sign_in(page, lead.email, grid)
    arrived(page, "Milestones by quarter")
    axe(page)
    no_sideways_scroll(page, width=375)
    page.get_by_label(re.compile("Select all")).check()
    expect(page.locator("[data-bulk-count]")).to_have_text("4 milestones selected")
    page.get_by_role("button", name="Update selected").click()
    arrived(page, "Update 4 milestones")
    page.get_by_label("Comment").fill("Looked at with the board")
    page.get_by_role("button", name="See what changes").click()
    arrived(page, "Check: 4 milestones will be updated")
    axe(page)
    no_sideways_scroll(page, width=375)
    page.get_by_role("button", name="Update 4 milestones").click()
    arrived(page, "Milestones by quarter")
    expect(page.get_by_text("4 milestones updated.")).to_be_visible()


def test_from_the_dashboard_to_the_milestone(page, plan, lead):
    part = ("Draft", "Nov 26")
    milestone = Milestone.objects.get(text="Agree the pathway")
    operations.revise_milestone(milestone=milestone, text=milestone.text, parts=[part], by=lead)
    sign_in(page, lead.email, f"/delivery/{plan.alliance.code}/")
    arrived(page, "Delivery dashboard")
    axe(page)
    no_sideways_scroll(page)
    page.locator("#overdue-heading").scroll_into_view_if_needed()
    page.get_by_role("region", name="Overdue").get_by_role("link", name="1.1, Q1").click()
    arrived(page, "Milestone 1.1, Q1")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_text("1 of 1 done")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.get_by_role("link", name="Deliverable 1.1").click()
    arrived(page, "Pathways")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_text("Add a comment").click()
    page.get_by_label("Comment", exact=True).fill("Be bolder")
    page.get_by_role("button", name="Keep the comment").click()
    expect(page.locator("#comments")).to_contain_text("Be bolder")
    axe(page)
    page.goto(plan.get_absolute_url())
    arrived(page, plan.title)
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("link", name="Note as funding agreed").click()
    arrived(page, "Final becomes funding agreed")
    axe(page)
    page.get_by_role("button", name="Note as funding agreed").click()
    expect(page.locator(".way__step--current")).to_contain_text("Funding agreed")
