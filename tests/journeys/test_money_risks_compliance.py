"""A programme lead keeps money, risks and compliance: from the heat map to a new score, from the table to a figure."""

from datetime import date
from decimal import Decimal as D

import pytest
import time_machine
from playwright.sync_api import expect

from alliance import operations
from alliance.models import Assessment, RiskScore, Spend
from alliance.operations import Allocation, SpendFigures
from organisations.grants import RoleKind
from tests.browser import arrived, axe, no_sideways_scroll, sign_in
from tests.factories import (
    TODAY,
    AllianceFactory,
    IssueFactory,
    RiskFactory,
    a_delivery_plan,
    a_framework,
    a_member,
    someone,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def alliance():
    return AllianceFactory(code="wessex", name="Wessex")


@pytest.fixture
def lead(alliance):
    return someone(RoleKind.PROGRAMME_LEAD, alliance)


def answered(complaints, status):
    """The browser notes every answer that is not a success; these are meant. Anything else stays a complaint."""
    complaints[:] = [words for words in complaints if f"status of {status}" not in words]


def test_a_risk_is_scored_anew_from_the_heat_map(page, alliance, lead, browser_complaints):
    for number, score in ((1, (4, 5)), (2, (2, 2))):
        RiskFactory(
            alliance=alliance, number=number, title=f"Risk of the {number}", review_on=date(2026, 9, 1),
            scores=[(date(2026, 5, 1), *score)],
        )  # fmt: skip
    sign_in(page, lead.email, "/risks/wessex/")
    arrived(page, "Risks")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("link", name="1 risk at likelihood 4, impact 5").click()
    expect(page.get_by_text("1 risk, the greatest exposure first")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="R1 Risk of the 1").click()
    arrived(page, "Risk of the 1")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("link", name="Score the risk").click()
    arrived(page, "Score the risk")
    axe(page)
    page.get_by_label("2 Unlikely").check()
    page.get_by_role("button", name="Record the score").click()
    page.get_by_role("link", name="The review was overdue.").click()
    expect(page.get_by_label("Next review")).to_be_focused()
    axe(page)
    page.get_by_label("Next review").fill("2026-12-01")
    page.get_by_role("button", name="Record the score").click()
    expect(page.get_by_text("Risk R1 is scored 2 × 5 = 10.")).to_be_visible()
    expect(page.get_by_text("Falling").first).to_be_visible()
    axe(page)
    assert RiskScore.objects.latest("pk").by == lead
    answered(browser_complaints, 422)


def test_a_risk_is_added_mitigated_and_happens(page, alliance, lead):
    sign_in(page, lead.email, "/risks/wessex/")
    expect(page.get_by_text("No open risks")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Add the first risk").click()
    arrived(page, "Add a risk")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_label("Risk", exact=True).fill("The scanner fails")
    page.get_by_label("Likelihood before mitigation").select_option("4")
    page.get_by_label("Impact before mitigation").select_option("4")
    page.get_by_role("button", name="Add the risk").click()
    arrived(page, "The scanner fails")
    page.get_by_role("link", name="Add a mitigation").click()
    page.get_by_label("Mitigation").fill("Hire a van")
    page.get_by_label("Due").fill("Q3")
    page.get_by_role("button", name="Add the mitigation").click()
    page.get_by_role("button", name="Done mitigation 1").click()
    expect(page.get_by_text("Done 2 Oct 2026")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="It has happened").click()
    expect(page.get_by_role("button", name="Raise the issue")).to_be_visible()
    page.wait_for_load_state()
    axe(page)
    page.get_by_role("button", name="Raise the issue").click()
    expect(page.get_by_text("Issue I1 is raised from risk R1.")).to_be_visible()
    axe(page)
    page.goto("/risks/wessex/issues/")
    axe(page)
    no_sideways_scroll(page)


def test_spending_is_recorded_and_the_table_adds_up(page, alliance, lead, browser_complaints):
    plan = a_delivery_plan(alliance=alliance, deliverables=2, milestones=0)
    one, two = plan.deliverables.order_by("position")
    given = [Allocation(D(9000), to="plan"), *[Allocation(D(1000), one, quarter=q) for q in (1, 2, 3, 4)]]
    operations.allocate_all(plan=plan, allocations=given, by=lead, on=date(2026, 4, 1))
    figures = [SpendFigures(one, quarter, D(1000), D(1000)) for quarter in (1, 2)] + [
        SpendFigures(one, 4, None, D(1000))
    ]
    operations.record_all_spending(plan=plan, figures=figures, by=lead, on=TODAY)
    sign_in(page, lead.email, "/delivery/wessex/2026-27/money/")
    arrived(page, "Money")
    expect(page.get_by_text("£5,000 less than the £9,000 total of the plan")).to_be_visible()
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("link", name="1.1 Deliverable 1.1").click()
    arrived(page, "1.1")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("link", name="Record spending of Q3").click()
    arrived(page, "Spending in Q3")
    page.get_by_label("Spent so far").fill("lots")
    page.get_by_role("button", name="Record").click()
    page.get_by_role("link", name="“lots” is not an amount").click()
    expect(page.get_by_label("Spent so far")).to_be_focused()
    axe(page)
    page.get_by_label("Spent so far").fill("£400")
    page.get_by_label("Forecast for the whole quarter").fill("1,300")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Q3 of 1.1 is recorded.")).to_be_visible()
    expect(page.get_by_text("£300 over its allocation (30%), more than 5%")).to_be_visible()
    axe(page)
    assert Spend.objects.latest("pk").by == lead
    page.goto("/delivery/wessex/2026-27/money/allocate/")
    axe(page)
    page.get_by_label("Allocate to").select_option(f"d{two.pk}")
    page.get_by_label("Amount").fill("5000")
    page.get_by_role("button", name="Record the allocation").click()
    arrived(page, "Money")
    expect(page.get_by_text("adds up to the £9,000 stated")).to_be_visible()
    axe(page)
    answered(browser_complaints, 422)


def test_a_principle_is_assessed_in_the_matrix(page, alliance, lead, browser_complaints):
    a_framework(criteria=2, groups=("lung", "skin"))
    a_member(alliance, ods_code="R0A", name="Alpha")
    sign_in(page, lead.email, "/compliance/")
    arrived(page, "Compliance")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("link", name="Principles", exact=True).click()
    arrived(page, "Principles")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_label("Show").select_option("groups")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Not assessed 1. Criterion 1, Lung, Alpha").click()
    arrived(page, "Criterion 1")
    axe(page)
    page.get_by_label("Met", exact=True).check()
    page.get_by_role("button", name="Record the assessment").click()
    page.get_by_role("link", name="Say what shows it.").click()
    expect(page.get_by_label("What shows it")).to_be_focused()
    axe(page)
    page.get_by_label("What shows it").fill("Audit of forty notes")
    page.get_by_role("button", name="Record the assessment").click()
    expect(page.get_by_text("“Criterion 1” is recorded as met.")).to_be_visible()
    expect(page.get_by_text("1 of 4 met").first).to_be_visible()
    axe(page)
    no_sideways_scroll(page)
    assert Assessment.objects.get().by == lead
    answered(browser_complaints, 422)


def test_issues_and_their_resolution(page, alliance, lead):
    IssueFactory(alliance=alliance, number=1, title="It broke", text="On Monday")
    sign_in(page, lead.email, "/risks/wessex/issues/1/")
    arrived(page, "It broke")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("link", name="Resolve").click()
    arrived(page, "Resolve the issue")
    page.get_by_label("How was it resolved?").fill("A new part")
    page.get_by_role("button", name="Resolve the issue").click()
    expect(page.get_by_text("Issue I1 is resolved.")).to_be_visible()
    axe(page)
