"""Somebody reads waiting times, from the overview to a standard, who makes the gap, other providers; and rebases."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from organisations.grants import RoleKind
from organisations.models import Alliance, Provider
from performance.trajectories.operations import set_trajectory
from tests.browser import axe, no_sideways_scroll, sign_in
from tests.factories import someone
from tests.performance.pages.figures import load, monthly

A4_WIDTH_IN_PIXELS = {"portrait": 703, "landscape": 1032}
WIDEST = "() => Math.max(...[...document.querySelectorAll('main *')].map(e => e.getBoundingClientRect().right))"


@pytest.fixture
def figures(transactional_db):
    """Eighteen months of Wessex, a gap among them, and a month of forty other trusts."""
    call_command("load_reference", stdout=StringIO())
    series = [70, 72, 71, 69, 70, 71, None, 70, 69, 71, 70, 72, 71, 70, 71, 72, 70, 55]
    others = Provider.objects.filter(nation="england").exclude(alliance_periods__alliance__code="wessex")
    others = list(others.values_list("ods_code", flat=True)[:40])
    load(
        *monthly("RHM", "62d", series, first=(2023, 10)),
        *monthly("RHU", "62d", [80] * 18, first=(2023, 10)),
        *monthly("RHM", "28d", [78] * 18, first=(2023, 10)),
        *(f"{code},62d,All,2025-03,{100 + place},{60 + place}" for place, code in enumerate(others)),
        "RHM,62d,Lung,2025-03,60,25", "RHM,62d,Breast,2025-03,40,30",
    )  # fmt: skip


@pytest.fixture
def analyst(page, figures):
    sign_in(page, someone(RoleKind.ANALYST, Alliance.objects.get(code="wessex")).email)
    return page


def test_from_the_overview_to_a_standard_to_other_providers(analyst):
    page = analyst
    page.get_by_role("link", name="Performance", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Waiting times")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("1 of 2 standards was met in March 2025")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("link", name="62 days to treatment").click()
    expect(page.get_by_role("img", name="62-day performance fell below its limits in March 2025").first).to_be_visible()
    expect(page.get_by_text("There are no figures for")).to_have_count(0)
    axe(page)
    no_sideways_scroll(page)
    page.get_by_label("Tumour group", exact=True).select_option("Lung")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("62-day performance for Lung was 41.7%")
    page.get_by_role("link", name="Compare the providers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Compare providers")
    expect(page.locator("tr.is-chosen")).to_have_count(2)
    axe(page)
    no_sideways_scroll(page)


def test_heat_maps_on_a_screen_and_on_a_phone(analyst):
    page = analyst
    for tab in ("By provider", "By tumour group"):
        page.goto("/performance/wessex/")
        page.get_by_role("link", name=tab).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(tab.lower())
        axe(page)
        no_sideways_scroll(page)
    page.goto("/performance/wessex/providers/")
    page.get_by_role("link", name="62 days to treatment, University Hospital Southampton").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("University Hospital Southampton")
    expect(page.get_by_text("There are no figures for April 2024.", exact=True)).to_be_visible()


def test_an_analyst_rebases_and_takes_it_back(analyst):
    page = analyst
    page.goto("/performance/in-depth/RHM/62d/")
    page.get_by_role("link", name="Rebase, or change how the chart is read").click()
    expect(page.get_by_label("From which month")).to_be_visible()
    page.wait_for_load_state()
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("button", name="Rebase", exact=True).click()
    page.get_by_role("link", name="Write the month from which the limits begin anew.").click()
    expect(page.get_by_label("From which month")).to_be_focused()
    axe(page)
    page.get_by_label("From which month").fill("September 2024")
    page.get_by_label("Why the limits begin anew").fill("A second clinic opened")
    page.get_by_role("button", name="Rebase", exact=True).click()
    expect(page.get_by_text("The limits begin anew from that month.")).to_be_visible()
    expect(page.get_by_text("A second clinic opened")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Rebase, or change how the chart is read").click()
    page.get_by_label("Why the limits no longer begin anew there").fill("It closed again")
    page.get_by_role("button", name="Take the rebase back").click()
    expect(page.get_by_text("The rebase was taken back.")).to_be_visible()


def test_planned_against_actual_with_two_thirds_lines(analyst):
    page = analyst
    months = [date(2024 + n // 12, n % 12 + 1, 1) for n in range(6, 18)]
    set_trajectory(
        alliance=Alliance.objects.get(code="wessex"), measure="62d", planned=dict.fromkeys(months, Decimal(78)), by=None
    )
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/performance/in-depth/wessex/62d/")
        expect(page.locator(".chart-near")).to_have_count(0)
        page.get_by_text("Show two-thirds lines").click()
        page.get_by_role("button", name="Show", exact=True).click()
        expect(page.get_by_label("Show two-thirds lines")).to_be_checked()
        expect(page.locator(".chart-near").first).to_be_attached()
        expect(page.get_by_text("below plan: ")).not_to_have_count(0)
        axe(page)
        no_sideways_scroll(page)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_WIDTH_IN_PIXELS["portrait"], "height": 1000})
    assert page.evaluate(WIDEST) <= A4_WIDTH_IN_PIXELS["portrait"] + 1


def test_a_chart_is_reached_and_moved_by_keyboard_on_a_phone(analyst):
    page = analyst
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto("/performance/in-depth/RHM/62d/")
    chart = page.get_by_role("region", name="Chart: 62-day performance fell").first
    chart.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("e => e.scrollLeft > 0", arg=chart.element_handle())


def test_on_paper_and_in_ones_own_colours(analyst):
    page = analyst
    for address, way in (
        ("/performance/wessex/", "landscape"), ("/performance/wessex/providers/", "portrait"),
        ("/performance/in-depth/wessex/62d/", "portrait"), ("/performance/compare/62d/", "portrait"),
    ):  # fmt: skip
        page.goto(address)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": A4_WIDTH_IN_PIXELS[way], "height": 1000})
        assert page.evaluate(WIDEST) <= A4_WIDTH_IN_PIXELS[way] + 1, address
        page.emulate_media(media="screen")
    page.emulate_media(forced_colors="active")
    fills = page.evaluate(
        "() => [...document.querySelectorAll('.chart .chart-common')].map(e => getComputedStyle(e).fill)"
    )
    ink = page.evaluate("() => getComputedStyle(document.querySelector('.chart text')).fill")
    assert fills
    assert set(fills) == {ink}


def test_pages_with_nothing_on_them(page, transactional_db):
    call_command("load_reference", stdout=StringIO())
    sign_in(page, someone(RoleKind.ANALYST, Alliance.objects.get(code="wessex")).email, goto="/performance/")
    expect(page.get_by_text("There are no waiting-times figures of Wessex")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Load figures in the admin").click()
    expect(page.get_by_role("heading", level=1).last).to_be_visible()
    for address in ("/performance/in-depth/wessex/62d/", "/performance/compare/62d/"):
        page.goto(address)
        expect(page.locator(".empty")).to_be_visible()
        axe(page)
