"""How far a framework is met: tallies and the gap to the target year."""

from datetime import date

import pytest

from alliance.compliance_levels import Tally, gap_in_words
from core.periods import FinancialYear

MET, PARTLY, NOT, UNKNOWN = "met", "partly_met", "not_met", "not_assessed"


@pytest.mark.parametrize(
    ("levels", "level", "words"),
    [
        ([], UNKNOWN, "0 of 0 met"),
        ([UNKNOWN, UNKNOWN], UNKNOWN, "0 of 2 met"),
        ([MET, MET], MET, "2 of 2 met"),
        ([MET, UNKNOWN], PARTLY, "1 of 2 met"),
        ([NOT, PARTLY], PARTLY, "0 of 2 met"),
        ([NOT, UNKNOWN], NOT, "0 of 2 met"),
        ([MET] * 5 + [NOT, PARTLY], PARTLY, "5 of 7 met"),
    ],
)
def test_a_tally_as_one_level(levels, level, words):
    tally = Tally.of(levels)
    assert (tally.level, tally.words) == (level, words)
    assert tally.gap == len([each for each in levels if each != MET])


def test_tallies_add_up():
    assert Tally(1, 2, 3, 4) + Tally(10, 20, 30, 40) == Tally(11, 22, 33, 44)


@pytest.mark.parametrize(
    ("tally", "on", "words"),
    [
        (Tally(), date(2026, 10, 2), "Nothing to assess."),
        (Tally(met=7), date(2030, 1, 1), "All met."),
        (Tally(met=6, not_met=1), date(2026, 10, 2), "1 still to be met by the end of 2026/27, in 6 months."),
        (Tally(met=5, partly_met=2), date(2027, 3, 30), "2 still to be met by the end of 2026/27, in 1 day."),
        (Tally(not_assessed=7), date(2027, 3, 31), "7 still to be met by the end of 2026/27, in 0 days."),
        (Tally(not_met=1), date(2027, 4, 1), "1 still to be met; the target was the end of 2026/27, which has passed."),
    ],
)
def test_the_gap_to_the_target_year(tally, on, words):
    assert gap_in_words(tally, FinancialYear(2026), on=on) == words


def test_a_gap_without_a_target():
    assert gap_in_words(Tally(not_met=2), None, on=date(2026, 1, 1)) == "2 still to be met; no target year is set."
