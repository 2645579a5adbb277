"""Signing in through the form, with a mistake on the way."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import axe, no_sideways_scroll
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_mistake_is_said_and_led_to_and_then_put_right(page):
    person = UserFactory(name="Network Manager")
    page.goto("/accounts/login/?next=/accounts/password/change/")
    axe(page)
    no_sideways_scroll(page)

    page.get_by_role("button", name="Sign in").click()
    summary = page.locator(".nhsuk-error-summary")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    summary.get_by_role("link", name="Enter the e-mail address").click()
    expect(page.get_by_label("E-mail address")).to_be_focused()
    axe(page)

    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Change password")
    expect(page.get_by_role("navigation", name="Account")).to_contain_text("Network Manager")
    axe(page)
    no_sideways_scroll(page)

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Sign in"))
