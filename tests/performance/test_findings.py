"""The words of headings and summaries, as tables of cases."""

from datetime import date
from types import SimpleNamespace

import pytest

from performance.charts import Dot, funnel_of
from performance.findings import (
    funnel_finding,
    funnel_summary,
    gap_finding,
    overview_finding,
    trend_finding,
    trend_summary,
)
from performance.reading import read
from tests.performance.positions_at import STEADY, series

WHAT = "62-day performance"
LONG = STEADY * 2
GONE = {"standard": None}
RISING = [70, 70.1, 70.2, 70.3, 70.4, 70.5, 70.6]
NONE = ", with no standard in force"
AS_IT_RUNS = "; as it runs now it will"
USUAL = f"{WHAT} varied as usual, with 71.0% in May 2024"


@pytest.mark.parametrize(
    ("values", "options", "finding"),
    [
        ([], {}, f"There are no figures for {WHAT}"),
        ([72.4], {}, f"{WHAT} was 72.4% in April 2022, 12.6 points below the standard of 85%"),
        ([85], {}, f"{WHAT} was 85.0% in April 2022, which meets the standard of 85%"),
        ([84.96], {}, f"{WHAT} was 85.0% in April 2022, less than 0.1 points below the standard of 85%"),
        ([72.4], GONE, f"{WHAT} was 72.4% in April 2022{NONE}"),
        (LONG, {}, f"{USUAL}{AS_IT_RUNS} miss the standard of 85%"),
        (LONG, {"standard": 60}, f"{USUAL}{AS_IT_RUNS} meet the standard of 60%"),
        (LONG, {"standard": 71}, f"{USUAL}; whether it meets the standard of 71% is chance"),
        (LONG, GONE, f"{USUAL}{NONE}"),
        ([*LONG, 61.2], GONE, f"{WHAT} fell below its limits in June 2024, to 61.2%{NONE}"),
        ([*LONG, 81.2], GONE, f"{WHAT} rose above its limits in June 2024, to 81.2%{NONE}"),
        (
            [*LONG, *[70] * 8],
            GONE,
            f"{WHAT} has been below its mean for 8 months, with 70.0% in January 2025{NONE}",
        ),
        (
            [*LONG, 70, 70.1, 70.2, 70.3, 70.4, 70.5, 70.6],
            GONE,
            f"{WHAT} has risen for 7 months in a row, to 70.6% in December 2024{NONE}",
        ),
    ],
)
def test_the_heading_of_a_trend(values, options, finding):
    assert trend_finding(WHAT, read(series(values, **options))) == finding


def test_quarters_are_called_quarters():
    reading = read(series([94.1], first=date(2013, 1, 1), period="quarter", standard=95))
    assert trend_finding("31-day performance", reading) == (
        "31-day performance was 94.1% in January to March 2013, 0.9 points below the standard of 95%"
    )


def test_the_summary_says_what_the_chart_shows():
    said = trend_summary(read(series([*LONG, 61.2])), note="The definition changed.")
    assert said[0] == "In June 2024 612 of 1,000 were within the time, 61.2%; 388 were not."
    assert said[1] == "That is 9.8 points lower than the month before and 10.8 points lower than the year before."
    assert said[2].startswith("The mean is 70.3%; ordinary variation lies from ")
    assert said[3] == "1 of 27 months stands out from ordinary variation: 1 of concern."
    assert said[-1] == "The definition changed."


def test_the_summary_of_few_months_says_that_they_are_few():
    said = trend_summary(read(series([70, None, None, 71, 72])))
    assert "Trial limits" in " ".join(said)
    assert "rest on 3 months only" in " ".join(said)
    assert "There are no figures for May 2022 to June 2022." in said


def test_provisional_months_are_named():
    positions = [*series(STEADY[:3]), *series([70], first=date(2022, 7, 1), final=False)]
    assert "Provisional: July 2022." in trend_summary(read(positions))


@pytest.mark.parametrize(
    ("bars", "finding"),
    [
        ([], "No provider had more breaches than the standard allows"),
        ([("A NHS Trust", 0)], "No provider had more breaches than the standard allows"),
        ([("A NHS Trust", 4), ("B", 0)], "A alone makes the gap: 4 breaches above the standard"),
        ([("A", 60), ("B", 40)], "A makes 60% of the gap, of 2 providers above the standard"),
        (
            [("A", 30), ("B", 25), ("C", 25), ("D", 20)],
            "A and B make 55% of the gap, of 4 providers above the standard",
        ),
        ([(c, 10) for c in "ABCDEFGHIJ"], "A, B and C make 30% of the gap, of 10 providers above the standard"),
    ],
)
def test_the_heading_of_a_pareto(bars, finding):
    assert gap_finding(bars, of="provider") == finding


@pytest.mark.parametrize(
    ("within", "finding"),
    [
        (None, "There are no figures for 62-day performance in March 2024"),
        (70, "No provider's 62-day performance differs from the mean by more than chance in March 2024"),
        (40, "1 below the 99.8% limits in March 2024, of 2 providers"),
        (95, "1 above the 99.8% limits in March 2024, of 2 providers"),
    ],
)
def test_the_heading_of_a_funnel(within, finding):
    dots = [] if within is None else [Dot("Others", 10_000, 7_000), Dot("One NHS Trust", 100, within)]
    funnel = funnel_of(dots)
    assert funnel_finding(WHAT, funnel, when="March 2024") == finding
    if within == 40:
        assert funnel_summary(funnel)[1] == "Below the 99.8% limit: One."


@pytest.mark.parametrize(
    ("ratings", "finding"),
    [
        ([], "No standard can be judged in March 2024"),
        (["grey"], "No standard can be judged in March 2024"),
        (["green"], "The standard was met in March 2024"),
        (["green", "green", "grey"], "All 2 standards were met in March 2024"),
        (["green", "red"], "1 of 2 standards was met in March 2024; missed: S2"),
        (["amber", "red", "red"], "0 of 3 standards were met in March 2024; missed: S1, S2 and S3"),
    ],
)
def test_the_heading_of_an_overview(ratings, finding):
    lines = [SimpleNamespace(name=f"S{n}", latest=SimpleNamespace(rating=r)) for n, r in enumerate(ratings, start=1)]
    assert overview_finding(lines, when="March 2024") == finding
