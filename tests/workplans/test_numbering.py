"""Which number comes next."""

import pytest

from workplans.numbering import next_number, next_number_under


@pytest.mark.parametrize(
    ("taken", "following"),
    [([], "1"), (["1", "2"], "3"), (["1", "9", "10"], "11"), (["A", "2"], "3"), (["A"], "1"), (["1", "3"], "4")],
)
def test_objectives_count_on_from_the_highest(taken, following):
    assert next_number(taken) == following


@pytest.mark.parametrize(
    ("objective", "taken", "following"),
    [
        ("3", [], "3.1"),
        ("3", ["3.1", "3.4", "2.9"], "3.5"),
        ("3", ["3.9", "3.10"], "3.11"),
        ("3", ["3.1a", "33.7"], "3.1"),
        ("A", ["A.2"], "A.3"),
        ("1.2", ["1.2.3", "1.3"], "1.2.4"),
    ],
)
def test_actions_count_on_under_their_objective(objective, taken, following):
    assert next_number_under(objective, taken) == following
