"""A board member reads the dashboard: on a screen, on a phone, on paper, and of a past day."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.periods import FinancialYear
from organisations.grants import RoleKind
from tests.browser import axe, no_sideways_scroll, sign_in
from tests.factories import AllianceFactory, NetworkFactory, RatingSchemeFactory, someone
from workplans import operations
from workplans.operations import StatusReport
from workplans.progress import Status

WIDEST = "() => Math.max(...[...document.querySelectorAll('main *')].map(e => e.getBoundingClientRect().right))"
A4_WIDTH_IN_PIXELS = 703  # 186 mm between the margins at 96 pixels an inch


@pytest.fixture
def alliance(transactional_db):
    RatingSchemeFactory()
    return AllianceFactory(name="West of Scotland Cancer Network")


@pytest.fixture
def actions(alliance):
    """Two plans with a late, a slipped, an undated, a quiet and a disputed action each, entered long ago."""
    today = timezone.localdate()
    entered = today - timedelta(days=120)
    manager = someone(RoleKind.NETWORK_MANAGER, alliance)
    found = []
    for name in ("Head and Neck Cancer MCN", "Haematological Cancer MCN"):
        plan = operations.open_plan(
            network=NetworkFactory(alliance=alliance, name=name), year=FinancialYear.containing(today), by=manager
        )
        objective = operations.add_objective(plan=plan, number="1", title="Pathways", by=manager)
        late, far = f"{today - timedelta(days=9):%d/%m/%Y}", f"{today + timedelta(days=80):%d/%m/%Y}"
        for number, due in (("1.1", late), ("1.2", far), ("1.3", "TBC"), ("1.4", far), ("1.5", late)):
            action = operations.add_action(
                objective=objective, number=number, text="Map the pathway with every board and agree what changes",
                leads=["MCN Clinical Lead"], due_text=due, by=manager, on=entered,
            )  # fmt: skip
            found.append(action)
        operations.agree_plan(plan=plan, by=manager, on=entered)
        operations.move_due_date(
            action=found[-4], text=f"{today + timedelta(days=95):%d/%m/%Y}", reason="Staff", agreed_by="Board",
            by=manager, on=today - timedelta(days=20),
        )  # fmt: skip
        report = StatusReport(status=Status.IN_PROGRESS, rating="green", rating_reason="Done but for the minutes")
        operations.record_status_update(action=found[-1], report=report, by=manager, on=today)
    return found


@pytest.fixture
def board(page, alliance, actions):
    sign_in(page, someone(RoleKind.BOARD_MEMBER, alliance).email)
    return page


def test_a_board_member_reads_the_dashboard_and_follows_a_number(board):
    expect(board.get_by_role("heading", level=1)).to_contain_text("Work plans")
    axe(board)
    no_sideways_scroll(board)
    board.get_by_role("link", name="4 Overdue", exact=True).click()
    expect(board.get_by_text("4 actions").first).to_be_visible()
    board.go_back()
    board.get_by_role("row", name="Head and Neck Cancer MCN").first.get_by_role("link", name="2 Overdue").click()
    expect(board).to_have_url(re.compile("overdue=1"))


def test_a_past_day_is_marked_and_can_be_left(board):
    day = timezone.localdate() - timedelta(days=30)
    board.get_by_label("As it stood on").fill(day.isoformat())
    board.get_by_role("button", name="Show", exact=True).click()
    expect(board.get_by_text(f"As it stood on {day:%-d %B %Y}").first).to_be_visible()
    axe(board)
    no_sideways_scroll(board)
    board.get_by_role("link", name="10 in all").click()
    expect(board.get_by_text(f"As it stood on {day:%-d %B %Y}").first).to_be_visible()
    axe(board)
    no_sideways_scroll(board)
    board.get_by_role("link", name="Dashboard").last.click()
    board.get_by_role("link", name="Show today").click()
    expect(board.get_by_text("Today, ")).to_be_visible()


def test_what_changed_since_a_month_before(board):
    board.get_by_role("link", name="a month before").click()
    expect(board.get_by_role("heading", name="What changed since")).to_be_visible()
    axe(board)
    no_sideways_scroll(board)
    board.get_by_role("link", name="Stop comparing").click()
    expect(board.get_by_role("heading", name="What changed since")).to_have_count(0)


def test_a_day_ahead_is_refused_in_words(board):
    board.goto(f"/?on={timezone.localdate() + timedelta(days=1)}")
    board.get_by_role("link", name="This day is still ahead").click()
    expect(board.get_by_label("As it stood on")).to_be_focused()
    axe(board)


def test_on_paper_nothing_is_cut(board):
    for address in ("/", f"/?since={timezone.localdate() - timedelta(days=30)}"):
        board.goto(address)
        board.emulate_media(media="print")
        board.set_viewport_size({"width": A4_WIDTH_IN_PIXELS, "height": 1000})
        wide = board.evaluate(WIDEST)
        assert wide <= A4_WIDTH_IN_PIXELS + 1
        expect(board.get_by_text("Cancer plans, printed")).to_be_visible()
        expect(board.locator("form.board-controls")).to_be_hidden()
        board.emulate_media(media="screen")


def test_how_ratings_are_made_is_one_click_away(board):
    board.get_by_role("link", name="How ratings are made").click()
    expect(board.get_by_role("heading", name="What the facts suggest")).to_be_visible()
    axe(board)
    no_sideways_scroll(board)


def test_pages_with_nothing_on_them(page, alliance):
    sign_in(page, someone(RoleKind.BOARD_MEMBER, alliance).email)
    expect(page.get_by_text("There is no network yet")).to_be_visible()
    axe(page)
    NetworkFactory(alliance=alliance)
    page.reload()
    expect(page.get_by_text("There is no work plan for")).to_be_visible()
    axe(page)
