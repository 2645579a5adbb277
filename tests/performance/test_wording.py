"""Figures in words, and whether they add up, as tables of cases."""

from datetime import date
from decimal import Decimal as D

import pytest

from performance import wording
from performance.reconciling import missing_from_parts, reconciles


@pytest.mark.parametrize(
    ("function", "value", "text"),
    [
        (wording.share, 0.7012, "70.1%"),
        (wording.share, None, ""),
        (wording.share, 0, "0.0%"),
        (wording.share, 1, "100.0%"),
        (wording.level, 0.85, "85%"),
        (wording.level, 0.064, "6.4%"),
        (wording.level, None, ""),
        (wording.points, 0.012, "+1.2"),
        (wording.points, -0.012, "−1.2"),
        (wording.points, 0.0001, "0.0"),
        (wording.points, None, ""),
        (wording.apart, -0.123, "12.3 points"),
        (wording.apart, 0.01, "1 point"),
        (wording.apart, 0.0001, "less than 0.1 points"),
        (wording.amount, D("65.5"), "65.5"),
        (wording.amount, D("1234.0"), "1,234"),
        (wording.amount, None, ""),
        (wording.listed, ["a", "b", "c"], "a, b and c"),
        (wording.listed, ["a"], "a"),
        (wording.listed, [], ""),
        (wording.ordinal, 1, "1st"),
        (wording.ordinal, 12, "12th"),
        (wording.ordinal, 23, "23rd"),
    ],
)
def test_words(function, value, text):
    assert function(value) == text


@pytest.mark.parametrize(
    ("months", "text"),
    [
        ([], ""),
        ([date(2024, 5, 1)], "May 2024"),
        ([date(2023, 12, 1), date(2024, 1, 1), date(2024, 2, 1)], "December 2023 to February 2024"),
        ([date(2023, 12, 1), date(2024, 1, 1), date(2024, 5, 1)], "December 2023 to January 2024 and May 2024"),
    ],
)
def test_months_in_a_row(months, text):
    assert wording.runs_of_months(months) == text


def test_quarters_in_words():
    assert wording.month_words(date(2013, 10, 1), "quarter") == "October to December 2013"
    assert wording.month_words(date(2013, 1, 1), "quarter", short=True) == "Jan to Mar 13"


@pytest.mark.parametrize(
    ("printed", "within", "total", "agrees"),
    [
        ("0.959", 1143, 1168, False),  # the highlight report: 25 breaches of 1,168 are 97.9%
        ("0.979", 1143, 1168, True),
        ("0.98", 1143, 1168, True),  # printed to whole per cent
        ("0.97", 1143, 1168, False),
        ("0.978595890", 1143, 1168, True),
        (None, 1143, 1168, True),
        ("0.5", None, 10, True),
        ("0.5", 0, 0, True),
    ],
)
def test_a_printed_share_and_its_counts(printed, within, total, agrees):
    printed, within, total = (None if value is None else D(value) for value in (printed, within, total))
    assert reconciles(printed, within=within, total=total) is agrees


@pytest.mark.parametrize(
    ("total", "parts", "missing"),
    [
        (10, [4, 6], None),
        (10, [4, D("5.5")], None),  # half a patient is shared with somebody else
        (10, [4, 5], 1),
        (10, [4, None], None),
        (None, [4], None),
        (10, [], None),
    ],
)
def test_a_total_and_its_parts(total, parts, missing):
    assert (
        missing_from_parts(total if total is None else D(total), [p if p is None else D(p) for p in parts]) == missing
    )
