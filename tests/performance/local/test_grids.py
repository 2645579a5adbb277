"""Totals that nobody gave, levels in force, and what of a week may be shown to whom."""

from datetime import date
from decimal import Decimal

import pytest

from organisations.grants import RoleKind
from performance.local.entitled import limit_for
from performance.local.grids import last_of_months, periods, read_grids
from performance.local.measures import LIST, Cell, table_of
from performance.trajectories.courses import courses
from performance.trajectories.operations import set_trajectory
from tests.factories import AllianceFactory, NetworkFactory, UserFactory, someone
from tests.performance.local.places import BEFORE, WEEK, a_place, entry, level, levels, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return a_place()


def grid(place, family, limit=None, starts=WEEK):
    return read_grids(place.alliance, family, frequency="week", starts=[starts], limit=limit)[starts]


def cell(kind, provider=None, group=None, part=""):
    return Cell(table_of(kind, part), getattr(provider, "pk", None), getattr(group, "pk", None))


def test_totals_are_added_up_where_nobody_gave_them(place):
    record(
        place,
        entry("referrals", 10, place.east, place.lung),
        entry("referrals", 20, place.east, place.skin),
        entry("referrals", 40, place.west, place.lung),
        entry("referrals", 90, place.west),  # as given, though its one part is 40
    )
    found = grid(place, "referrals")
    shown = {
        (p, g): found.show(cell("referrals", *where)).value
        for p, g, where in (
            ("east", "all", (place.east,)),
            ("west", "all", (place.west,)),
            ("all", "lung", (None, place.lung)),
            ("all", "all", ()),
        )
    }
    assert shown == {("east", "all"): 30, ("west", "all"): 90, ("all", "lung"): 50, ("all", "all"): 120}
    assert cell("referrals", place.west) not in found.added
    assert cell("referrals", place.east) in found.added


def test_a_total_of_something_unknown_is_unknown(place):
    record(place, entry("backlog-62", 10, place.east), entry("backlog-62", None, place.west))
    assert grid(place, "waiting").show(cell("backlog-62")).text == "*"
    assert grid(place, "waiting").show(cell("backlog-104")).text == "–"


def test_bands_make_the_list_and_a_list_that_was_told_counts_first(place):
    bands = {"0-28": 100, "29-62": 50, "63-104": 20, "over-104": 10}
    record(place, *(entry("waits", n, place.east, part=part) for part, n in bands.items()))
    assert grid(place, "waiting").show(Cell(LIST, place.east.pk, None)).value == 180
    record(place, entry("backlog-62", 30, place.east, out_of=185))
    assert grid(place, "waiting").show(Cell(LIST, place.east.pk, None)).value == 185


def test_modalities_are_never_added_up(place):
    record(place, *(entry("diagnostics", n, part=part) for part, n in {"imaging": 90, "ct": 50, "mri": 40}.items()))
    assert len(grid(place, "diagnostics").counts) == 3


def test_levels_are_those_in_force_and_a_share_holds_for_every_part(place):
    record(place, entry("backlog-62", 10, place.east), entry("backlog-62", 20, place.west))
    levels(
        place,
        level("backlog-62", 12, place.east),
        level("backlog-62", 8, place.west),
        level("backlog-62", 6.4, of="ceiling", per_cent=True),
        level("backlog-62", 15, place.east, of="ceiling"),
        level("backlog-62", 1, since=date(2027, 1, 1)),
    )
    found = grid(place, "waiting")
    assert found.baseline(cell("backlog-62")).value == 20
    assert found.ceiling(cell("backlog-62", place.east)) == (15, False)
    assert found.ceiling(cell("backlog-62", place.west)) == (Decimal("6.4"), True)
    assert grid(place, "waiting", starts=BEFORE).counts == {}


def test_small_counts_and_what_would_give_them_away_are_hidden(place):
    record(place, entry("backlog-62", 3, place.east), entry("backlog-62", 60, place.west))
    open_to_all, held = grid(place, "waiting"), grid(place, "waiting", limit=5)
    assert [open_to_all.show(cell("backlog-62", p)).text for p in (place.east, place.west, None)] == ["3", "60", "63"]
    assert [held.show(cell("backlog-62", p)).text for p in (place.east, place.west, None)] == ["*", "*", "63"]


def test_what_a_backlog_shows_is_not_what_a_band_hides(place):
    record(
        place,
        entry("backlog-62", 20, place.east),
        entry("backlog-104", 17, place.east),
        entry("waits", 3, place.east, part="63-104"),
        entry("waits", 17, place.east, part="over-104"),
    )
    held = grid(place, "waiting", limit=5)
    assert held.show(cell("waits", place.east, part="63-104")).text == "*"
    assert held.show(cell("backlog-104", place.east)).text == "*"
    assert held.show(cell("backlog-62", place.east)).text == "20"


def test_small_baselines_are_hidden_too(place):
    record(place, entry("backlog-104", 30, place.east))
    levels(place, level("backlog-104", 2, place.east))
    assert grid(place, "waiting", limit=5).baseline(cell("backlog-104", place.east)).text == "*"


@pytest.mark.parametrize(
    ("kind", "limit"),
    [
        (RoleKind.ADMINISTRATOR, None),
        (RoleKind.PROGRAMME_LEAD, None),
        (RoleKind.ANALYST, None),
        (RoleKind.NETWORK_MANAGER, None),
        (RoleKind.BOARD_MEMBER, 7),
        (RoleKind.ACTION_LEAD, 7),
    ],
)
def test_from_whom_they_are_hidden(place, kind, limit, settings):
    settings.DISCLOSURE_LIMIT = 7
    assert limit_for(someone(kind, place.alliance), place.alliance) == limit
    assert limit_for(someone(kind, NetworkFactory(alliance=place.alliance)), place.alliance) == limit
    assert limit_for(someone(kind, AllianceFactory()), place.alliance) == 7
    assert limit_for(UserFactory(), place.alliance) == limit_for(None, place.alliance) == 7
    assert limit_for(UserFactory(is_superuser=True), place.alliance) is None


def test_the_periods_that_are_known(place):
    record(place, entry("referrals", 9), entry("referrals", 9, starts=BEFORE), entry("backlog-62", 9, starts=BEFORE))
    record(place, entry("referrals", 9, starts=date(2026, 9, 1), frequency="month"))
    assert periods(place.alliance, "referrals") == [("week", WEEK), ("week", BEFORE), ("month", date(2026, 9, 1))]
    assert periods(place.alliance, "waiting") == [("week", BEFORE)]


def test_reading_many_weeks_costs_what_one_costs(place, django_assert_num_queries):
    for week in range(1, 9):
        record(place, entry("backlog-62", 10 + week, place.east, starts=date.fromisocalendar(2026, week, 1)))
    for weeks in (1, 8):
        starts = [date.fromisocalendar(2026, week, 1) for week in range(1, weeks + 1)]
        with django_assert_num_queries(2):
            assert len(read_grids(place.alliance, "waiting", frequency="week", starts=starts, limit=5)) == weeks


# --- Trajectories of a backlog ----------------------------------------------------------------------------


def test_a_backlog_is_that_of_the_last_week_of_its_month(place):
    record(
        place,
        entry("backlog-62", 50, place.east, out_of=500, starts=date(2026, 8, 31)),
        entry("backlog-62", 44, place.east, out_of=500, starts=BEFORE),
        entry("backlog-62", 40, place.east, out_of=500),
        entry("backlog-62", 99, place.west, out_of=1500),
    )
    months = last_of_months(place.alliance, "waiting", first=date(2026, 8, 1), last=date(2026, 9, 1), limit=None)
    assert {month: g.starts for month, g in months.items()} == {
        date(2026, 8, 1): date(2026, 8, 31),
        date(2026, 9, 1): WEEK,
    }
    planned = {date(2026, 8, 1): Decimal(45), date(2026, 9, 1): Decimal(42), date(2026, 10, 1): Decimal(38)}
    east = set_trajectory(
        alliance=place.alliance, measure="backlog-62", planned=planned, provider=place.east, target=Decimal(40), by=None
    )
    whole = set_trajectory(
        alliance=place.alliance, measure="backlog-62", unit="%", planned={date(2026, 7, 1): Decimal(7)},
        frequency="quarter", by=None,
    )  # fmt: skip
    analyst = someone(RoleKind.ANALYST, place.alliance)
    found = courses([east, whole], user=analyst)
    assert [(p.actual, p.rating) for p in found[east.pk].positions] == [(50, "red"), (40, "green"), (None, "grey")]
    assert found[east.pk].met_from == date(2026, 10, 1)
    assert [(p.month, p.actual) for p in found[whole.pk].positions] == [(date(2026, 7, 1), Decimal("6.95"))]


def test_a_small_backlog_is_hidden_on_trajectories_as_well(place):
    record(place, entry("backlog-104", 3, place.east), entry("backlog-104", 60, place.west))
    planned = {date(2026, 9, 1): Decimal(2)}
    rows = [
        set_trajectory(alliance=place.alliance, measure="backlog-104", planned=planned, provider=provider, by=None)
        for provider in (place.east, place.west, None)
    ]
    board, analyst = (someone(kind, place.alliance) for kind in (RoleKind.BOARD_MEMBER, RoleKind.ANALYST))

    def seen(user):
        found = courses(rows, user=user)
        return [(p.actual, p.hidden, str(p.rating.value)) for row in rows for p in found[row.pk].positions]

    assert seen(analyst) == [(3, False, "red"), (60, False, "red"), (63, False, "red")]
    assert seen(board) == seen(None) == [(None, True, "grey"), (None, True, "grey"), (63, False, "red")]
