"""Which months a provider counts for which alliance, as a table of cases."""

from datetime import date

import pytest

from performance.membership import ALWAYS, months_of

D = date
LAST = ALWAYS[1]

CASES = [
    ("until further notice", [(1, D(2020, 4, 1), None)], [(1, D(2020, 4, 1), LAST)]),
    ("a month counts in whole", [(1, D(2020, 4, 30), D(2020, 6, 1))], [(1, D(2020, 4, 1), D(2020, 6, 1))]),
    (
        "moved on the first",
        [(1, D(2019, 4, 1), D(2021, 3, 31)), (2, D(2021, 4, 1), None)],
        [(1, D(2019, 4, 1), D(2021, 3, 1)), (2, D(2021, 4, 1), LAST)],
    ),
    (
        "moved within a month: it belongs to the later one",
        [(1, D(2019, 4, 1), D(2021, 3, 15)), (2, D(2021, 3, 16), None)],
        [(1, D(2019, 4, 1), D(2021, 2, 1)), (2, D(2021, 3, 1), LAST)],
    ),
    (
        "left and came back",
        [(1, D(2019, 4, 1), D(2019, 12, 31)), (2, D(2020, 1, 1), D(2020, 6, 30)), (1, D(2020, 7, 1), None)],
        [(1, D(2019, 4, 1), D(2019, 12, 1)), (2, D(2020, 1, 1), D(2020, 6, 1)), (1, D(2020, 7, 1), LAST)],
    ),
    ("a gap", [(1, D(2019, 4, 1), D(2019, 4, 9))], [(1, D(2019, 4, 1), D(2019, 4, 1))]),
    (
        "of two that begin in one month the later one counts",
        [(1, D(2020, 1, 1), D(2020, 1, 9)), (2, D(2020, 1, 10), None)],
        [(2, D(2020, 1, 1), LAST)],
    ),
    (
        "an old one that was never ended gives way",
        [(1, D(2019, 4, 1), None), (2, D(2020, 1, 1), None)],
        [(1, D(2019, 4, 1), D(2019, 12, 1)), (2, D(2020, 1, 1), LAST)],
    ),
    ("none", [], []),
]


@pytest.mark.parametrize(("periods", "runs"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_months(periods, runs):
    assert [tuple(run) for run in months_of(periods)] == runs
    assert [tuple(run) for run in months_of(reversed(periods))] == runs
