"""Exposure of a risk: likelihood times impact, the band that the score lies in, and where it has been going.

Likelihood and impact are whole numbers from 1 to 5, as health services use them. The scores at which a band begins come
from the rating scheme in force. The same score has the same band, and so the same colour, wherever it shows. Knows no
models and no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.choices import Choices
from performance.rag import RagRating, Thresholds

SCALE = (1, 2, 3, 4, 5)
LIKELIHOODS = (
    (1, "Rare"),
    (2, "Unlikely"),
    (3, "Possible"),
    (4, "Likely"),
    (5, "Almost certain"),
)
IMPACTS = (
    (1, "Negligible"),
    (2, "Minor"),
    (3, "Moderate"),
    (4, "Major"),
    (5, "Catastrophic"),
)


class Band(Choices):
    """What a score means, the least first."""

    LOW = "low", "Low"
    MODERATE = "moderate", "Moderate"
    HIGH = "high", "High"
    EXTREME = "extreme", "Extreme"


class Direction(Choices):
    """How a score compares with the one before it."""

    NEW = "new", "New"
    UP = "up", "Rising"
    DOWN = "down", "Falling"
    STEADY = "steady", "Steady"


RATING_OF = {
    Band.LOW: RagRating.GREEN,
    Band.MODERATE: RagRating.AMBER,
    Band.HIGH: RagRating.AMBER,
    Band.EXTREME: RagRating.RED,
}
"""What a band counts as where a paper knows three colours only."""


@dataclass(frozen=True)
class Score:
    """A likelihood and an impact, each from 1 to 5; raises ValueError for anything else."""

    likelihood: int
    impact: int

    def __post_init__(self) -> None:
        for name, value in (("likelihood", self.likelihood), ("impact", self.impact)):
            if value not in SCALE:
                raise ValueError(f"The {name} of a risk is a whole number from 1 to 5, not {value}.")

    @property
    def value(self) -> int:
        return self.likelihood * self.impact

    def __str__(self) -> str:
        return f"{self.likelihood} × {self.impact} = {self.value}"


@dataclass(frozen=True)
class Exposure:
    """A score with its band."""

    likelihood: int
    impact: int
    score: int
    band: Band

    @property
    def rating(self) -> RagRating:
        return RATING_OF[self.band]

    @property
    def word(self) -> str:
        return self.band.name.capitalize()


def band_of(score: int, thresholds: Thresholds) -> Band:
    """The band that a score from 1 to 25 lies in."""
    if score >= thresholds.risk_extreme_from:
        return Band.EXTREME
    if score >= thresholds.risk_high_from:
        return Band.HIGH
    return Band.MODERATE if score >= thresholds.risk_moderate_from else Band.LOW


def rate_exposure(likelihood: int, impact: int, thresholds: Thresholds) -> Exposure:
    """The exposure of a risk; raises ValueError where likelihood or impact is not a whole number from 1 to 5."""
    score = Score(likelihood, impact)
    return Exposure(likelihood, impact, score.value, band_of(score.value, thresholds))


def scores_of(band: Band | str, thresholds: Thresholds) -> tuple[int, int]:
    """The least and the greatest score of a band; the first is greater where the scheme leaves it none."""
    begins = {
        Band.LOW: 1,
        Band.MODERATE: thresholds.risk_moderate_from,
        Band.HIGH: thresholds.risk_high_from,
        Band.EXTREME: thresholds.risk_extreme_from,
    }
    following = [*list(begins.values())[1:], 26]
    return begins[Band(band)], dict(zip(begins, following, strict=True))[Band(band)] - 1


def direction_of(scores: Sequence[int | None]) -> Direction:
    """The direction of travel from a history of scores, the latest first; the last two decide."""
    known = [score for score in scores if score is not None][:2]
    if len(known) < 2:
        return Direction.NEW
    now, before = known
    return Direction.UP if now > before else Direction.DOWN if now < before else Direction.STEADY
