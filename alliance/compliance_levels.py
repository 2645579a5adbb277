"""How far a criterion of a compliance framework is met: the words, what they count, and the gap to the target year.

Knows no models and no clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from core.periods import FinancialYear
from performance.rag import RagRating

if TYPE_CHECKING:  # as in performance/rag.py
    from enum import StrEnum as TextChoices
else:
    from django.db.models import TextChoices


class Level(TextChoices):
    NOT_ASSESSED = "not_assessed", "Not assessed"
    NOT_MET = "not_met", "Not met"
    PARTLY_MET = "partly_met", "Partly met"
    MET = "met", "Met"


ASSESSED = (Level.NOT_MET, Level.PARTLY_MET, Level.MET)
RATING_OF = {
    Level.NOT_ASSESSED: RagRating.GREY,
    Level.NOT_MET: RagRating.RED,
    Level.PARTLY_MET: RagRating.AMBER,
    Level.MET: RagRating.GREEN,
}
"""The colour and shape in which a level is drawn."""


@dataclass(frozen=True)
class Tally:
    """How many criteria are met, partly met, not met and not assessed."""

    met: int = 0
    partly_met: int = 0
    not_met: int = 0
    not_assessed: int = 0

    @classmethod
    def of(cls, levels: Iterable[Level | str]) -> Tally:
        counts = Counter(Level(level) for level in levels)
        return cls(counts[Level.MET], counts[Level.PARTLY_MET], counts[Level.NOT_MET], counts[Level.NOT_ASSESSED])

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.met + other.met,
            self.partly_met + other.partly_met,
            self.not_met + other.not_met,
            self.not_assessed + other.not_assessed,
        )

    @property
    def total(self) -> int:
        return self.met + self.partly_met + self.not_met + self.not_assessed

    @property
    def gap(self) -> int:
        """How many are still to be met."""
        return self.total - self.met

    @property
    def level(self) -> Level:
        """The whole as one level: met where all are; not assessed where none is; not met where nothing is met even in
        part; else partly met."""
        if not self.total or self.not_assessed == self.total:
            return Level.NOT_ASSESSED
        if self.met == self.total:
            return Level.MET
        return Level.PARTLY_MET if self.met or self.partly_met else Level.NOT_MET

    @property
    def words(self) -> str:
        return f"{self.met} of {self.total} met"


def gap_in_words(tally: Tally, target: FinancialYear | None, *, on: date) -> str:
    """What is left to do, and how long there is to do it, in a sentence."""
    if not tally.total:
        return "Nothing to assess."
    if not tally.gap:
        return "All met."
    left = f"{tally.gap} still to be met"
    if target is None:
        return f"{left}; no target year is set."
    days = (target.last_day - on).days
    if days < 0:
        return f"{left}; the target was the end of {target}, which has passed."
    if days < 62:
        return f"{left} by the end of {target}, in {days} day{'s' if days != 1 else ''}."
    return f"{left} by the end of {target}, in {round(days / 30.4)} months."
