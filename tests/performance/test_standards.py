"""Which standard was in force, what a figure's rating against it is, and which measure answers for a standard."""

from datetime import date
from decimal import Decimal

import pytest

from performance.measures import DAYS, Measure, definition_changes, headlines
from performance.models import WaitingTimeStandard
from performance.rag import RagRating, Thresholds, rate_against_standard

R, A, G, X = RagRating.RED, RagRating.AMBER, RagRating.GREEN, RagRating.GREY


@pytest.mark.parametrize(
    ("within", "total", "level", "expected"),
    [
        ("85", "100", "85", G),  # exactly on it
        ("84.5", "100", "85", A),
        ("849.9", "1000", "85", A),  # 85.0% in print, and yet missed
        ("80", "100", "85", A),  # by five points exactly
        ("79.5", "100", "85", R),
        ("0", "10", "85", R),
        ("0.5", "0.5", "85", G),  # half a patient
        ("0", "0", "85", X),  # nobody was counted
        (None, "10", "85", X),  # suppressed
        (None, None, "85", X),
        ("9", "10", None, X),  # no level was set
    ],
)
def test_rating_against_a_standard(within, total, level, expected):
    numbers = {
        name: None if value is None else Decimal(value)
        for name, value in {"within": within, "total": total, "level": level}.items()
    }
    assert rate_against_standard(**numbers, thresholds=Thresholds()) == expected


@pytest.mark.parametrize(("within", "expected"), [("6.4", G), ("6.5", A), ("11.4", A), ("11.5", R)])
def test_where_less_is_better(within, expected):
    """A backlog against a ceiling of 6.4% of the list."""
    rating = rate_against_standard(
        within=Decimal(within),
        total=Decimal(100),
        level=Decimal("6.4"),
        thresholds=Thresholds(),
        more_is_better=False,
    )
    assert rating == expected


def test_the_points_of_the_scheme_count():
    numbers = {"within": Decimal(80), "total": Decimal(100), "level": Decimal(85)}
    assert rate_against_standard(**numbers, thresholds=Thresholds(near_points=4)) == R


@pytest.fixture
def standards(reference_data, db):
    return WaitingTimeStandard.objects


@pytest.mark.parametrize(
    ("nation", "measure", "month", "level"),
    [
        ("england", "2ww", "2015-06", 93),
        ("england", "2ww", "2023-09", 93),
        ("england", "2ww", "2023-10", None),
        ("england", "2ww-breast", "2009-12", None),
        ("england", "2ww-breast", "2010-01", 93),
        ("england", "28d", "2021-09", None),
        ("england", "28d", "2021-10", 75),
        ("england", "28d", "2026-01", 75),
        ("england", "31d-first", "2023-09", 96),
        ("england", "31d-first", "2023-10", None),
        ("england", "31d-surgery", "2020-01", 94),
        ("england", "31d-drugs", "2020-01", 98),
        ("england", "31d-radiotherapy", "2020-01", 94),
        ("england", "31d", "2023-09", None),
        ("england", "31d", "2023-10", 96),
        ("england", "62d-gp", "2023-09", 85),
        ("england", "62d-screening", "2023-09", 90),
        ("england", "62d-upgrade", "2023-09", None),
        ("england", "62d", "2023-09", None),
        ("england", "62d", "2023-10", 85),
        ("scotland", "62d", "2012-01", None),
        ("scotland", "62d", "2012-04", 95),
        ("scotland", "31d", "2024-01", 95),
        ("wales", "62d", "2024-01", 75),
        ("northern_ireland", "31d", "2024-01", 98),
        ("northern_ireland", "62d", "2024-01", 95),
        ("northern_ireland", "2ww-breast", "2024-01", 100),
    ],
)
def test_the_standard_in_force(standards, nation, measure, month, level):
    found = standards.of_nation(nation).on(measure, date.fromisoformat(f"{month}-01"))
    assert (found and found.level) == level


def test_ambitions_stand_beside_the_standard(standards, django_assert_num_queries):
    with django_assert_num_queries(2):
        england = standards.of_nation("england")
        found = {m: [(a.level, a.by) for a in england.on(m, date(2025, 1, 1)).ambitions.all()] for m in ("28d", "62d")}
    assert found == {
        "28d": [(77, date(2025, 3, 31)), (80, date(2026, 3, 31))],
        "62d": [(70, date(2025, 3, 31)), (75, date(2026, 3, 31))],
    }


@pytest.mark.parametrize(
    ("standard", "nation", "month", "expected"),
    [
        ("62d", "england", "2023-09", ["62d-gp", "62d"]),
        ("62d", "england", "2023-10", ["62d"]),
        ("31d", "england", "2015-06", ["31d-first", "31d"]),
        ("31d", "england", "2024-03", ["31d"]),
        ("2ww", "england", "2015-06", ["2ww"]),
        ("28d", "england", "2022-06", ["28d"]),
        ("62d", "scotland", "2013-01", ["62d"]),
    ],
)
def test_which_measure_answers_for_a_standard(standard, nation, month, expected):
    assert headlines(standard, nation=nation, month=date.fromisoformat(f"{month}-01")) == tuple(map(Measure, expected))


@pytest.mark.parametrize(
    ("standard", "nation", "first", "last", "expected"),
    [
        ("62d", "england", "2023-09", "2023-10", True),
        ("62d", "england", "2023-10", "2024-03", False),
        ("62d", "england", "2023-01", "2023-09", False),
        ("28d", "england", "2023-09", "2023-10", False),
        ("62d", "scotland", "2023-09", "2023-10", False),
    ],
)
def test_whether_the_definition_changed(standard, nation, first, last, expected):
    months = {"first": date.fromisoformat(f"{first}-01"), "last": date.fromisoformat(f"{last}-01")}
    assert definition_changes(standard, nation=nation, **months) is expected


def test_a_name_that_is_no_standard():
    with pytest.raises(KeyError):
        headlines("18w", nation="england", month=date(2024, 1, 1))


def test_the_days_of_each_measure():
    assert {str(m): d for m, d in DAYS.items() if d != 31 and d != 62} == {
        "2ww": 14,
        "2ww-breast": 14,
        "28d": 28,
        "seen-suspected": None,
        "seen-breast": None,
    }
