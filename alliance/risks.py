"""The answers about risks: the register as lines, the heat map, the top risks of an alliance on a day.

A score and its band come from alliance/exposure.py with the numbers of the scheme in force; the same risk reads the
same in every answer. One statement for any number of risks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from alliance.exposure import (
    IMPACTS,
    LIKELIHOODS,
    Band,
    Direction,
    Exposure,
    band_of,
    direction_of,
    rate_exposure,
)
from alliance.models import Risk, RiskScore, RiskState
from core.audit import AuditEvent
from organisations.models import User
from performance.rag import Thresholds


@dataclass(frozen=True)
class RiskLine:
    """A risk as it stood on a day."""

    risk: Risk
    now: Exposure
    inherent: Exposure
    target: Exposure | None
    direction: Direction
    previous: int | None
    days_overdue: int

    @property
    def owner(self) -> str:
        return self.risk.owner_name or (str(self.risk.owner) if self.risk.owner else "")

    @property
    def where(self) -> str:
        return where_words(self.risk)


def where_words(thing) -> str:
    """What a risk or issue hangs on, in words; the alliance where it hangs on nothing."""
    if thing.deliverable:
        return f"Deliverable {thing.deliverable}"
    if thing.workstream:
        return f"Workstream {thing.workstream}"
    if thing.action:
        return f"{thing.network.name}, action {thing.action.number}"
    return str(thing.plan or thing.work_plan or "Whole alliance")


def lines_of(risks, *, on: date, thresholds: Thresholds) -> list[RiskLine]:
    """The risks of a queryset as they stood on a day, the greatest exposure first; one statement."""
    found = [line_of(risk, on=on, thresholds=thresholds) for risk in risks.standing(on=on).with_places()]
    known = [line for line in found if line]
    known.sort(key=lambda line: (-line.now.score, -line.now.impact, -line.inherent.score, line.risk.number))
    return known


def line_of(risk, *, on: date, thresholds: Thresholds) -> RiskLine | None:
    """A risk that went through `standing`; None where it had no score on that day yet."""
    if risk.likelihood is None:
        return None
    target = risk.target
    late = (on - risk.review_on).days if risk.review_on and risk.state == RiskState.OPEN else 0
    return RiskLine(
        risk=risk,
        now=rate_exposure(risk.likelihood, risk.impact, thresholds),
        inherent=rate_exposure(risk.inherent_likelihood, risk.inherent_impact, thresholds),
        target=rate_exposure(target.likelihood, target.impact, thresholds) if target else None,
        direction=direction_of([risk.score, risk.previous_score]),
        previous=risk.previous_score,
        days_overdue=max(late, 0),
    )


# --- The heat map -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HeatCell:
    """A square of the heat map: its exposure, and how many risks stand there."""

    exposure: Exposure
    count: int
    chosen: bool = False


@dataclass(frozen=True)
class HeatRow:
    """A likelihood with its five squares."""

    likelihood: int
    word: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class HeatMap:
    """The grid of five by five, the greatest likelihood on top."""

    rows: tuple[HeatRow, ...]
    impacts: tuple[tuple[int, str], ...] = IMPACTS


def heat_map(lines: Iterable[RiskLine], *, thresholds: Thresholds, chosen: tuple = (None, None)) -> HeatMap:
    """How many risks stand on each square; `chosen` is the (likelihood, impact) that a list is narrowed to."""
    counts = Counter((line.now.likelihood, line.now.impact) for line in lines)
    rows = []
    for likelihood, word in reversed(LIKELIHOODS):
        cells = tuple(
            HeatCell(
                rate_exposure(likelihood, impact, thresholds),
                counts[likelihood, impact],
                (likelihood, impact) == chosen,
            )
            for impact, _ in IMPACTS
        )
        rows.append(HeatRow(likelihood, word, cells))
    return HeatMap(tuple(rows))


# --- For dashboards and papers ------------------------------------------------------------------------------


@dataclass(frozen=True)
class TopRisks:
    """The open risks of an alliance, or of one plan, on a day: the greatest of them, and how many there are.

    `by_band` are (band, count), the worst first; `overdue` counts reviews that are late.
    """

    on: date
    lines: tuple[RiskLine, ...]
    total: int
    by_band: tuple[tuple[Band, int], ...]
    overdue: int
    rising: int


def top_risks(alliance, *, on: date, thresholds: Thresholds, limit: int = 5, plan=None, work_plan=None) -> TopRisks:
    """The greatest risks that were open on a day; of one delivery plan or work plan where one is named."""
    risks = Risk.objects.filter(alliance=alliance).open_on(on)
    if plan is not None:
        risks = risks.filter(plan=plan)
    if work_plan is not None:
        risks = risks.filter(work_plan=work_plan)
    lines = lines_of(risks, on=on, thresholds=thresholds)
    counts = Counter(line.now.band for line in lines)
    return TopRisks(
        on=on,
        lines=tuple(lines[:limit]),
        total=len(lines),
        by_band=tuple((band, counts[band]) for band in reversed(Band)),
        overdue=sum(bool(line.days_overdue) for line in lines),
        rising=sum(line.direction == Direction.UP for line in lines),
    )


@dataclass(frozen=True)
class ScoreEntry:
    """One score of a risk's history, with its band and what changed since the one before."""

    score: RiskScore
    exposure: Exposure
    direction: Direction


def score_history(risk, thresholds: Thresholds) -> Sequence[ScoreEntry]:
    """Every score of a risk, the latest first; one statement."""
    scores = list(risk.scores.select_related("by").order_by("-on", "-id"))
    values = [score.score.value for score in scores]
    return [
        ScoreEntry(score, rate_exposure(score.likelihood, score.impact, thresholds), direction_of(values[at : at + 2]))
        for at, score in enumerate(scores)
    ]


def bands_in_words(thresholds: Thresholds) -> list[tuple[Band, str]]:
    """Each band with its scores: "Extreme", "15 to 25"."""
    found = []
    for band in reversed(Band):
        scores = [score for score in range(1, 26) if band_of(score, thresholds) == band]
        found.append((band, f"{scores[0]} to {scores[-1]}"))
    return found


def possible_owners(alliance, *, also=None):
    """Accounts that may own a risk: with a role in the alliance or a network of it; and the one that does (an id)."""
    here = Q(roles__alliance=alliance) | Q(roles__network__alliance=alliance)
    return User.objects.filter((here & Q(is_active=True)) | Q(pk=also)).distinct().order_by("name")


def changes_of(thing) -> list[AuditEvent]:
    """What was changed about a risk or issue, its scores apart, the latest first; one statement."""
    return [event for event in AuditEvent.objects.about(thing).reverse() if event.verb != "scored"]
