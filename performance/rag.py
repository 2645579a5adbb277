"""Ratings: the five words, their order, and the thresholds that a scheme sets. Pure values, no models.

Red, Amber and Green are judgements about delivery; complete shows Blue, and what is closed or cannot be
rated yet shows Grey (domain: status and RAG). Work against its date is rated in workplans/progress.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.choices import Choices


class RagRating(Choices):
    RED = "red", "Red"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"
    BLUE = "blue", "Blue"
    GREY = "grey", "Grey"


# How much a rating should worry a board. Grey stands beside Green: it says nothing bad.
CONCERN: Mapping[RagRating, int] = {
    RagRating.BLUE: 0,
    RagRating.GREEN: 1,
    RagRating.GREY: 1,
    RagRating.AMBER: 2,
    RagRating.RED: 3,
}


def worse_than(rating: RagRating | str, other: RagRating | str) -> bool:
    """Whether a rating should worry a board more than another one."""
    return CONCERN[RagRating(rating)] > CONCERN[RagRating(other)]


def worst(ratings: Iterable[RagRating | str]) -> RagRating:
    """The rating of most concern; Grey where there are none."""
    return max((RagRating(r) for r in ratings), key=CONCERN.__getitem__, default=RagRating.GREY)


@dataclass(frozen=True)
class Thresholds:
    """The numbers of a rating scheme: days; two shares, in per cent of the items that are rated; percentage points; per
    cent of an allocation by which spending may miss it; scores (likelihood × impact) at which a band of risk begins.
    """

    due_soon_days: int = 30
    quiet_days: int = 60
    slipped_red_days: int = 90
    red_share: int = 25
    amber_share: int = 25
    near_points: int = 5
    over_amber_percent: int = 1
    over_red_percent: int = 5
    under_amber_percent: int = 5
    under_red_percent: int = 10
    risk_moderate_from: int = 4
    risk_high_from: int = 8
    risk_extreme_from: int = 15


def roll_up(counts: Mapping[str, int], thresholds: Thresholds) -> RagRating:
    """The rating of a plan or objective from the counts of its items by rating; never an average.

    Red where Red's share of the open rated items (Red, Amber, Green) reaches the scheme's share; else Amber where there
    is any Red, or where Red and Amber together reach theirs; else Green. Blue where everything that counts is complete,
    Grey where nothing can be rated.
    """
    red, amber, green = (counts.get(r, 0) for r in (RagRating.RED, RagRating.AMBER, RagRating.GREEN))
    rated = red + amber + green
    if not rated:
        return RagRating.BLUE if counts.get(RagRating.BLUE, 0) and not counts.get(RagRating.GREY, 0) else RagRating.GREY
    if red and 100 * red >= thresholds.red_share * rated:
        return RagRating.RED
    if red or (amber and 100 * (red + amber) >= thresholds.amber_share * rated):
        return RagRating.AMBER
    return RagRating.GREEN


def rate_against_standard(
    *,
    within: Decimal | None,
    total: Decimal | None,
    level: Decimal | None,
    thresholds: Thresholds,
    more_is_better: bool = True,
) -> RagRating:
    """The rating of a figure against the standard that was in force in its month (domain: waiting-time standards).

    `level` is per cent. Green where the standard is met: exactly on it counts, and nothing is rounded on the way there.
    Amber where it is missed by no more than the scheme's points, Red beyond. Grey where there was no standard, nobody
    was counted, or a count is not known (a suppressed count is unknown, not zero).
    """
    if within is None or not total or level is None:
        return RagRating.GREY
    short = level * total - 100 * within if more_is_better else 100 * within - level * total
    if short <= 0:
        return RagRating.GREEN
    return RagRating.AMBER if short <= thresholds.near_points * total else RagRating.RED


def rate_against_plan(
    *, actual: Decimal | None, planned: Decimal | None, share: bool, more_is_better: bool, thresholds: Thresholds
) -> RagRating:
    """The rating of a value against the one that was planned for it, or against a ceiling.

    Green where it is reached. Amber where it is missed by no more than the scheme's points: percentage points of a
    share, per cent of the planned value of a count. Red beyond; Grey where one of the two is not known.
    """
    if actual is None or planned is None:
        return RagRating.GREY
    short = planned - actual if more_is_better else actual - planned
    if short <= 0:
        return RagRating.GREEN
    near = Decimal(thresholds.near_points) if share else thresholds.near_points * abs(planned) / 100
    return RagRating.AMBER if short <= near else RagRating.RED
