"""When a plan says that a level is met, and how far an actual is from its plan, as tables of cases."""

from datetime import date
from decimal import Decimal

import pytest

from performance.rag import RagRating, Thresholds, rate_against_plan
from performance.trajectories.rules import met_from as met
from performance.trajectories.rules import months_of_quarter, quarter_of, share_of

MONTHS = [date(2026, month, 1) for month in range(4, 9)]


def plan(*values):
    return {month: Decimal(value) for month, value in zip(MONTHS, values, strict=False)}


@pytest.mark.parametrize(
    ("values", "level", "more", "month"),
    [
        ((70, 74, 75, 76), 75, True, 6),  # exactly on it counts
        ((75, 75, 75, 75), 75, True, 4),  # from the first month
        ((76, 74, 76, 77), 75, True, 6),  # it must stay there
        ((70, 76, 77, 74), 75, True, None),  # and does not
        ((70, 71, 72, 73), 75, True, None),
        ((120, 110, 96, 90), 96, False, 6),  # a ceiling
        ((90, 97, 96, 96), 96, False, 6),
        ((), 75, True, None),
    ],
)
def test_the_month_from_which_a_plan_meets_its_level(values, level, more, month):
    planned = plan(*values)
    found = met(planned, dict.fromkeys(planned, Decimal(level)), more_is_better=more)
    assert found == (date(2026, month, 1) if month else None)


def test_each_month_has_the_level_that_is_in_force_in_it():
    planned = plan(75, 75, 80)
    levels = plan(75, 80, 80)
    assert met(planned, levels, more_is_better=True) == date(2026, 6, 1)
    assert met(planned, {}, more_is_better=True) is None
    assert met(planned, {MONTHS[0]: Decimal(70)}, more_is_better=True) == MONTHS[0]


@pytest.mark.parametrize(
    ("actual", "planned", "share", "more", "rating"),
    [
        (75, 75, True, True, "green"),
        (80, 75, True, True, "green"),
        (70, 75, True, True, "amber"),  # five points, as the scheme has it
        ("69.99", 75, True, True, "red"),
        (100, 100, False, False, "green"),
        (105, 100, False, False, "amber"),  # five per cent of the plan
        (106, 100, False, False, "red"),
        (1, 0, False, False, "red"),  # nothing was planned
        (0, 0, False, False, "green"),
        (None, 75, True, True, "grey"),
        (75, None, True, True, "grey"),
    ],
)
def test_an_actual_against_its_plan(actual, planned, share, more, rating):
    values = {name: None if v is None else Decimal(v) for name, v in (("actual", actual), ("planned", planned))}
    thresholds = Thresholds(near_points=5)
    assert rate_against_plan(**values, share=share, more_is_better=more, thresholds=thresholds) == RagRating(rating)


def test_quarters_and_shares():
    assert quarter_of(date(2026, 12, 1)) == date(2026, 10, 1)
    assert months_of_quarter(date(2026, 10, 1)) == (date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1))
    assert share_of([(Decimal(9), Decimal(10)), (Decimal(0), Decimal(10))]) == 45
    assert share_of([(Decimal(9), Decimal(10)), (None, Decimal(10))]) is None
    assert share_of([(Decimal(0), Decimal(0))]) is None
