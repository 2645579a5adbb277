"""What journeys do in a browser besides clicking: sign in, wait for htmx, ask axe.

def test_a_manager_updates_a_status(page, manager):
    sign_in(page, manager.email)
    page.goto(action.get_absolute_url())
    ...
    settled(page)
    axe(page)
"""

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import expect

WCAG_22_AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def sign_in(page, email, goto="/"):
    """Open `goto` as the user with this e-mail address, without going through the form.

    The form itself is a journey of its own; every other one starts behind it.
    """
    client = Client()
    client.force_login(
        get_user_model().objects.get(email=email), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": page.context.server_url}])
    if goto:
        page.goto(goto)


def settled(page):
    """Wait until htmx has neither a request under way nor a swap to finish."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)


def arrived(page, heading):
    """Wait until the page with this first heading, or one that begins so, has been loaded."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    page.wait_for_load_state()


def axe(page, *, context=None):
    """Fail with every WCAG 2.2 AA violation that axe finds on the page as it stands, or within a CSS selector.

    A click that leads to another page returns before that page is there: say first what the new page shows (`arrived`,
    or any `expect` of its words), or axe looks at the old one while it is being taken away.
    """
    settled(page)
    options = {
        "runOnly": {"type": "tag", "values": list(WCAG_22_AA)},
        "rules": {"target-size": {"enabled": True}},  # WCAG 2.2, off unless asked for
        "resultTypes": ["violations"],
    }
    violations = Axe().run(page, context=context, options=options).response["violations"]
    assert not violations, f"axe at {page.url}:\n" + "\n".join(map(_in_words, violations))


def no_sideways_scroll(page, *, width=320):
    """Fail where the page is wider than a narrow phone (WCAG 1.4.10, reflow)."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": before["height"]})
    wide = _width(page)
    for _ in range(40):  # scripts fold the navigation a moment after the window has shrunk
        if wide <= width:
            break
        page.wait_for_timeout(50)
        wide = _width(page)
    page.set_viewport_size(before)
    assert wide <= width, f"{page.url} is {wide} px wide on a screen of {width} px"


def _width(page):
    return page.evaluate("() => document.documentElement.scrollWidth")


def _in_words(violation):
    lines = [f"  {violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"]:
        lines += [f"      {node['html']}", f"      {' '.join(node['failureSummary'].split())}"]
    return "\n".join(lines)
