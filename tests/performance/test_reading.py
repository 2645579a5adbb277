"""A series as its chart reads it: where limits begin anew, when an opinion is firm, what can be compared."""

from datetime import date

import pytest

from performance import spc
from performance.models import Rebase, SpcSetting, WaitingTimeStandard
from performance.querysets import StandardsInForce
from performance.reading import DEFINITION, Rules, read
from tests.performance.positions_at import STEADY, months, position, series


def rebased(*months_):
    return Rules(None, {month: Rebase(month=month, reason="New clinic") for month in months_})


def test_months_without_figures_at_the_ends_are_no_gaps():
    reading = read(series([None, None, *STEADY[:3], None, 70, None]))
    assert reading.positions[0].month == date(2022, 6, 1)
    assert reading.latest.month == date(2022, 10, 1)
    assert reading.gaps == [date(2022, 9, 1)]


def test_nothing_known_nothing_read():
    reading = read(series([None, None]))
    assert (reading.latest, reading.known, reading.firm, reading.change(1)) == (None, 0, False, None)
    assert (reading.variation, reading.assurance) == (None, None)


@pytest.mark.parametrize(
    ("values", "firm"),
    [
        (STEADY, True),
        (STEADY[:12], False),
        ([*STEADY[:6], *[None] * 6, *STEADY[6:12]], False),  # 18 months, 12 figures
        ([*STEADY[:6], None, *STEADY[6:]], True),
    ],
)
def test_gaps_make_no_opinion_firm(values, firm):
    reading = read(series(values))
    assert reading.firm is firm
    assert bool(reading.variation) is firm


def test_a_changed_definition_opens_new_limits():
    before = series(STEADY, first=date(2022, 9, 1), measure="62d-gp")
    after = series(STEADY, first=date(2023, 10, 1), measure="62d")
    reading = read([*before, *after])
    assert reading.breaks == {date(2023, 10, 1): DEFINITION}
    assert [group.n for group in reading.chart.groups] == [13, 13]


def test_a_definition_that_changes_in_a_gap_opens_them_at_the_first_figure():
    before = series([70, 71], first=date(2023, 8, 1), measure="62d-gp")
    gap = [position(date(2023, 10, 1), None)]
    reading = read([*before, *gap, position(date(2023, 11, 1), 70)])
    assert list(reading.breaks) == [date(2023, 11, 1)]


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (date(2022, 10, 1), {date(2022, 10, 1): "Rebased"}),
        (date(2022, 4, 1), {}),  # the first month begins anew anyway
        (date(2021, 1, 1), {}),
        (date(2030, 1, 1), {}),
    ],
)
def test_a_rebase_counts_where_it_falls_into_the_series(month, expected):
    assert read(series(STEADY), rebased(month)).breaks == expected


def test_a_rebase_inside_a_quarter_counts_from_the_next():
    positions = series(STEADY, first=date(2012, 1, 1), step=3, period="quarter")
    assert list(read(positions, rebased(date(2013, 2, 1))).breaks) == [date(2013, 4, 1)]


def test_settings_reach_the_rules_of_the_chart():
    setting = SpcSetting(fix_after=12, screen=False, run=6, direction="decrease")
    options = read(series(STEADY), Rules(setting)).chart.options
    assert (options.fix_after, options.screen, options.run) == (12, False, 6)
    assert options.direction == spc.Direction.DECREASE


@pytest.mark.parametrize(
    ("more_is_better", "setting", "direction"),
    [(True, None, "increase"), (False, None, "decrease"), (False, SpcSetting(direction="neutral"), "neutral")],
)
def test_which_way_is_better_follows_the_standard_unless_somebody_chose(more_is_better, setting, direction):
    standards = StandardsInForce([WaitingTimeStandard(measure="62d", more_is_better=more_is_better)])
    assert read(series(STEADY), Rules(setting), judged_by=standards).chart.options.direction == direction


def test_the_target_is_the_standard_of_the_latest_month():
    positions = [*series(STEADY[:12], standard=None), position(months(13)[-1], 71, standard=75)]
    assert read(positions).chart.options.target == 75


@pytest.mark.parametrize(
    ("values", "back", "expected"),
    [
        ([70, 71.5], 1, 0.015),
        ([70, None, 71.5], 1, None),
        ([70, *[None] * 11, 65], 12, -0.05),
        ([70], 1, None),
    ],
)
def test_change_is_to_the_very_month_or_to_none(values, back, expected):
    change = read(series(values)).change(back)
    assert change == (None if expected is None else pytest.approx(expected))


def test_different_populations_are_not_compared():
    positions = [position(date(2023, 9, 1), 60, measure="62d-gp"), position(date(2023, 10, 1), 70)]
    assert read(positions).change(1) is None
