"""An analyst brings a week of figures and plans a trajectory; a board member reads them without small counts."""

import re

import pytest
import time_machine
from playwright.sync_api import expect

from organisations.grants import RoleKind
from performance.models import LocalCount, Trajectory
from tests.browser import axe, no_sideways_scroll, sign_in
from tests.factories import TODAY, someone
from tests.performance.local.places import BEFORE, a_place, entry, level, levels, record

pytestmark = pytest.mark.django_db(transaction=True)

FILE = """Kind,Provider,Tumour group,Band or modality,Period,Date,Count,Out of
backlog-62,East Hospitals,,,week,21/09/2026,61,1150
backlog-62,West Hospitals,,,week,21/09/2026,40,900
backlog-104,East Hospitals,,,week,21/09/2026,3,1150
backlog-104,West Hospitals,,,week,21/09/2026,20,900
backlog-62,Nowhere,,,week,21/09/2026,12,
"""


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def place():
    place = a_place()
    record(
        place, entry("backlog-62", 70, place.east, starts=BEFORE), entry("backlog-62", 30, place.west, starts=BEFORE)
    )
    levels(
        place,
        level("backlog-62", 50, place.east),
        level("backlog-62", 45, place.west),
        level("backlog-62", 5, of="ceiling", per_cent=True),
    )
    return place


def judged(page):
    axe(page)
    no_sideways_scroll(page)


def test_a_week_is_imported_and_read(page, place, tmp_path):
    sign_in(page, someone(RoleKind.ANALYST, place.alliance).email, goto="/local-figures/wessex/backlog/")
    expect(page.get_by_role("heading", name="Wessex, week of 14 September 2026")).to_be_visible()
    judged(page)

    page.get_by_role("link", name="Import figures").click()
    expect(page.get_by_role("heading", name="Import local figures")).to_be_visible()
    judged(page)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_role("link", name="Choose the file that holds the local figures.").click()
    expect(page.get_by_label("File")).to_be_focused()

    file = tmp_path / "week.csv"
    file.write_text(FILE)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", name="4 new and 0 changed values")).to_be_visible()
    expect(page.get_by_role("cell", name="Nowhere")).to_be_visible()
    judged(page)
    page.get_by_role("button", name="Import 4 values").click()
    expect(page.get_by_role("link", name=re.compile("Some rows have errors"))).to_be_visible()
    page.get_by_label("Leave out the rows with errors").check()
    page.get_by_role("button", name="Import 4 values").click()
    expect(page.get_by_text("4 new, 0 changed, 0 the same")).to_be_visible()
    assert LocalCount.objects.count() == 6

    page.get_by_role("link", name="Backlog").click()
    expect(page.get_by_role("heading", name=re.compile("101 people are waiting over 62 days, 6 more"))).to_be_visible()
    judged(page)

    page.get_by_role("link", name="Type figures in").click()
    expect(page.get_by_role("heading", name="Type in backlog")).to_be_visible()
    judged(page)
    page.get_by_label("Over 62 days, East Hospitals").fill("many")
    page.get_by_role("button", name="Save the figures").click()
    page.get_by_role("link", name=re.compile("“many” is no count")).click()
    expect(page.get_by_label("Over 62 days, East Hospitals")).to_be_focused()
    judged(page)
    page.get_by_label("Over 62 days, East Hospitals").fill("60")
    page.get_by_role("button", name="Save the figures").click()
    expect(page.get_by_text("0 new, 1 changed")).to_be_visible()

    page.context.clear_cookies()
    sign_in(page, someone(RoleKind.BOARD_MEMBER, place.alliance).email, goto="/local-figures/wessex/backlog/")
    expect(page.get_by_text("* is a count below the limit")).to_be_visible()
    row = page.get_by_role("row", name=re.compile("East Hospitals")).last
    expect(row.get_by_text("suppressed").first).to_be_attached()
    judged(page)


def test_levels_and_a_paper_that_does_not_add_up(page, place):
    sign_in(page, someone(RoleKind.ANALYST, place.alliance).email, goto="/local-figures/wessex/levels/")
    expect(page.get_by_role("heading", name="Baselines and ceilings")).to_be_visible()
    judged(page)
    page.get_by_role("link", name="Does it add up?").click()
    expect(page.get_by_role("heading", name="Does the paper add up?")).to_be_visible()
    judged(page)
    page.get_by_label("The paper's text").fill("31 day 95.9% (25 breaches out of 1,168 patients seen)")
    page.get_by_role("button", name="Check the figures").click()
    expect(page.get_by_text("Does not reconcile")).to_be_visible()
    expect(page.get_by_role("cell", name="97.9%")).to_be_visible()
    judged(page)
    for name in ("Referrals", "Waits by band", "Diagnostics"):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
        judged(page)


def test_a_trajectory_is_planned_and_changed(page, place):
    record(place, entry("backlog-62", 60, place.east, out_of=1150))
    sign_in(page, someone(RoleKind.PROGRAMME_LEAD, place.alliance).email, goto="/trajectories/wessex/")
    expect(page.get_by_text("No trajectories yet")).to_be_visible()
    judged(page)
    page.get_by_role("link", name="Add a trajectory").click()
    expect(page.get_by_role("heading", name="Add a trajectory")).to_be_visible()
    judged(page)
    page.get_by_label("What is planned").select_option("backlog-62")
    page.get_by_label("For").select_option(label="East Hospitals")
    page.get_by_role("button", name="Go on to its values").click()
    expect(page.get_by_role("heading", name="Plan for 2026/27")).to_be_visible()
    page.get_by_label("Planned, September 2026").fill("50")
    page.get_by_label("Planned, October 2026").fill("45")
    page.get_by_label("Target").fill("45")
    judged(page)
    page.get_by_role("button", name="Save the plan").click()
    expect(page.get_by_role("heading", name=re.compile("60, 50 were planned, above the plan"))).to_be_visible()
    expect(
        page.get_by_role("paragraph").filter(has_text="The plan meets the target of 45 from Oct 2026 on.")
    ).to_be_visible()
    judged(page)

    page.get_by_role("link", name="Change the plan").click()
    page.get_by_label("Planned, October 2026").fill("48")
    page.get_by_label("Why values change").fill("A ward is shut")
    page.get_by_role("button", name="Save the plan").click()
    expect(page.get_by_role("cell", name="A ward is shut")).to_be_visible()
    judged(page)
    page.get_by_role("link", name="Trajectories").click()
    expect(page.get_by_role("heading", name=re.compile("1 of 1 plans are missed"))).to_be_visible()
    judged(page)
    assert Trajectory.objects.get().revisions.count() == 1

    page.get_by_role("link", name=re.compile("Waiting over 62 days")).first.click()
    page.get_by_role("link", name="Delete").click()
    expect(page.get_by_role("heading", name="Delete this trajectory?")).to_be_visible()
    judged(page)
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("link", name="Say why it is deleted.").click()
    expect(page.get_by_label("Why it is deleted")).to_be_focused()
    judged(page)
    page.get_by_label("Why it is deleted").fill("Planned twice")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("is deleted.")).to_be_visible()
    expect(page.get_by_text("No trajectories yet")).to_be_visible()
    assert not Trajectory.objects.exists()
