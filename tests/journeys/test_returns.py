"""A quarter is reported: the office opens the return, a programme lead writes, the office signs it off for good."""

import pytest
import time_machine
from playwright.sync_api import expect

from alliance.models import SignedReturn
from organisations.grants import RoleKind
from tests.browser import arrived, axe, no_sideways_scroll, sign_in
from tests.factories import TODAY, AllianceFactory, a_delivery_plan, someone

pytestmark = pytest.mark.django_db(transaction=True)
RETURNS = "/delivery/wessex/2026-27/returns/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def plan():
    return a_delivery_plan(alliance=AllianceFactory(code="wessex", name="Wessex"), title="Delivery plan 2026/27")


def looks_well(page):
    axe(page)
    no_sideways_scroll(page)


def test_from_opening_to_signing_off(page, plan, browser_complaints):
    office, lead = (someone(RoleKind.PROGRAMME_LEAD, plan.alliance) for _ in range(2))
    plan.workstreams.update(lead=lead)

    # Given an office that opens the return of the second quarter,
    sign_in(page, office.email, RETURNS)
    looks_well(page)
    page.get_by_role("link", name="Open a return").click()
    arrived(page, "Open a quarterly return")
    looks_well(page)
    page.get_by_label("Q2 2026/27").check()
    page.get_by_role("button", name="Open the return").click()
    arrived(page, "Q2 2026/27 return")
    looks_well(page)

    # when the programme lead hands in nothing, they are told; and then they write.
    sign_in(page, lead.email, RETURNS + "q2/v1/")
    page.get_by_role("link", name="1. Workstream 1").click()
    arrived(page, "1. Workstream 1")
    looks_well(page)
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Write the commentary before handing it in.")
    axe(page)
    browser_complaints.clear()  # the browser tells of the refusal
    page.get_by_label("Commentary on the quarter").fill("Two clinics opened")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("The commentary of 1. Workstream 1 is handed in.")).to_be_visible()

    # Then the office signs it off, with a reason for what is missing, and it is readable for ever.
    sign_in(page, office.email, RETURNS + "q2/v1/sign-off/")
    looks_well(page)
    page.get_by_label("Why it is signed with gaps").fill("The lead of 1.1 is away until Monday")
    page.get_by_role("button", name="Sign off").click()
    expect(page.get_by_text("The Q2 2026/27 return is signed off. It stays as it is now.")).to_be_visible()
    looks_well(page)
    assert SignedReturn.objects.get().gaps_accepted == "The lead of 1.1 is away until Monday"

    page.get_by_role("link", name="Correct").click()
    arrived(page, "Correct the Q2 2026/27 return")
    looks_well(page)
    page.get_by_label("What is to be corrected").fill("A wrong month")
    page.get_by_role("button", name="Open a new version").click()
    arrived(page, "Q2 2026/27 return, version 2")
    looks_well(page)
