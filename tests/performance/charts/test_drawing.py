"""The small parts of a chart: round numbers, labels that keep apart, months that an axis names."""

from datetime import date

import pytest

from performance.charts.axes import month_labels, moved
from performance.charts.drawing import LOOKS, Scale, disc, number, plain, polyline, spread, ticks


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (61.3, 85, [60, 65, 70, 75, 80, 85]),
        (-3, 12, [-5, 0, 5, 10, 15]),
        (71.2, 71.9, [71.2, 71.4, 71.6, 71.8, 72]),
        (50, 50, [49, 49.5, 50, 50.5, 51]),
        (0, 0.04, [0, 0.01, 0.02, 0.03, 0.04]),
        (0, 1234, [0, 250, 500, 750, 1000, 1250]),
    ],
)
def test_an_axis_has_round_numbers_that_hold_its_values(low, high, expected):
    assert ticks(low, high) == pytest.approx(expected)


@pytest.mark.parametrize(("low", "high"), [(2, 1), (0, float("inf")), (float("nan"), 1)])
def test_no_axis_for_no_range(low, high):
    with pytest.raises(ValueError, match="No range"):
        ticks(low, high)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([], []),
        ([10], [10]),
        ([10, 50], [10, 50]),
        ([50, 10], [50, 10]),
        ([20, 20], [12, 28]),
        ([20, 24, 100], [16, 32, 96]),
    ],
)
def test_labels_keep_their_distance_and_their_order(places, expected):
    assert spread(places, gap=16) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("spots", "d"),
    [
        ([], ""),
        ([None, None], ""),
        ([(0, 0), (1, 2)], "M0 0L1 2"),
        ([(0, 0), None, (1, 2), (3, 4.26)], "M0 0M1 2L3 4.26"),
    ],
)
def test_a_gap_lifts_the_pen(spots, d):
    assert polyline(spots) == d


@pytest.mark.parametrize(
    ("first", "last", "step", "expected"),
    [
        (date(2023, 10, 1), date(2024, 3, 1), 1, ["Oct 23", "Nov 23", "Dec 23", "Jan 24", "Feb 24", "Mar 24"]),
        (date(2023, 10, 1), date(2024, 9, 1), 1, ["Oct 23", "Dec 23", "Feb 24", "Apr 24", "Jun 24", "Aug 24"]),
        (date(2022, 2, 1), date(2024, 3, 1), 1, [
            "Apr 22", "Jul 22", "Oct 22", "Jan 23", "Apr 23", "Jul 23", "Oct 23", "Jan 24",
        ]),
        (date(2012, 1, 1), date(2014, 10, 1), 3, ["Apr 12", "Oct 12", "Apr 13", "Oct 13", "Apr 14", "Oct 14"]),
        (date(2009, 10, 1), date(2023, 10, 1), 1, [
            "Apr 10", "Apr 12", "Apr 14", "Apr 16", "Apr 18", "Apr 20", "Apr 22",
        ]),
        (date(2024, 1, 1), date(2024, 1, 1), 1, ["Jan 24"]),
    ],
)  # fmt: skip
def test_an_axis_names_as_many_months_as_it_has_room_for(first, last, step, expected):
    assert [words for _, words in month_labels(first, last, step=step)] == expected


@pytest.mark.parametrize(("value", "text"), [(0.04, "0.04"), (10, "10"), (123.456, "123.5"), (-2.5, "-2.5")])
def test_a_coordinate_is_short(value, text):
    assert number(value) == text


@pytest.mark.parametrize(("value", "text"), [(85, "85"), (71.26, "71.3"), (1250, "1,250"), (0.04, "0.04"), (0, "0")])
def test_a_number_on_an_axis_reads_as_people_write_it(value, text):
    assert plain(value) == text


def test_a_scale_of_one_value_does_not_divide_by_nothing():
    assert Scale(5, 5, 0, 100)(5) == 0


def test_a_shape_can_be_moved():
    assert moved(disc(0, 0, 2), 10, 5) == disc(10, 5, 2)
    assert moved("M-9 0h18", 10, 5) == "M1 5h18"


def test_every_look_paints_something_without_a_style_sheet():
    assert not [name for name, look in LOOKS.items() if look.fill == look.stroke == "none"]
