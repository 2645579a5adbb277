"""The funnel plot: shares of organisations of every size, and how far chance alone would carry them from the mean.

The mean is that of all patients together. Around it lie the exact binomial limits of each size, between which 95% and
99.8% of organisations would lie if nothing but chance made them differ: the smallest count that is not less likely
than the tail, and between two counts in proportion to the likelihood (as Spiegelhalter does, 2005). Half patients
count to the nearest whole one for a size. Limits are of chance only: what is outside them is worth asking about.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from performance.charts.drawing import (
    INK,
    Drawing,
    Scale,
    diamond,
    disc,
    number,
    plain,
    polyline,
    rectangle,
    segment,
    square,
    ticks,
)

WIDTH, HEIGHT = 760, 400
LEFT, RIGHT, TOP, BOTTOM = 52, 110, 18, 82
TAILS = {"95%": 0.025, "99.8%": 0.001}


@dataclass(frozen=True)
class Dot:
    """An organisation: how many patients, how many of them within the time."""

    name: str
    total: float
    within: float
    strong: bool = False
    """Whether it is one of those that the reader asks about."""

    @property
    def share(self) -> float:
        return self.within / self.total


@dataclass(frozen=True)
class Placed:
    """A dot and where it lies: "low" or "high" outside the 99.8% limits, "lowish" or "highish" outside 95%, or "in"."""

    dot: Dot
    place: str


@dataclass(frozen=True)
class Funnel:
    """The mean of all, and every organisation placed; those without patients are left out."""

    mean: float
    dots: tuple[Placed, ...]

    def outside(self, *places: str) -> list[Dot]:
        return [placed.dot for placed in self.dots if placed.place in places]


PLACES = {
    "low": "below the 99.8% limit",
    "lowish": "below the 95% limit",
    "in": "within the limits",
    "highish": "above the 95% limit",
    "high": "above the 99.8% limit",
}


@lru_cache(4096)
def binomial_limit(size: int, mean: float, tail: float) -> float:
    """The share below which a tail of the likelihood lies, for so many patients and a mean share."""
    if size < 1:
        raise ValueError("A limit needs at least one patient.")
    if mean <= 0 or mean >= 1:
        return min(max(mean, 0.0), 1.0)
    # Nothing worth counting lies beyond eight standard deviations.
    k = max(0, math.floor(size * mean - 8 * math.sqrt(size * mean * (1 - mean)) - 1))
    likely = math.exp(
        math.lgamma(size + 1)
        - math.lgamma(k + 1)
        - math.lgamma(size - k + 1)
        + k * math.log(mean)
        + (size - k) * math.log1p(-mean)
    )
    odds, below, reached = mean / (1 - mean), 0.0, likely
    while reached < tail and k < size:
        likely *= (size - k) / (k + 1) * odds
        k += 1
        below, reached = reached, reached + likely
    back = (reached - tail) / (reached - below) if reached > below else 0.0
    return min(max((k - back) / size, 0.0), 1.0)


def limits(size: float, mean: float, level: str) -> tuple[float, float]:
    """The lower and the upper limit of a size; `level` is one of TAILS."""
    whole = max(1, round(size))
    # The upper tail is the lower one of those who were not in time, so that a count is outside only if it is unlikely.
    return binomial_limit(whole, mean, TAILS[level]), 1 - binomial_limit(whole, 1 - mean, TAILS[level])


def funnel_of(dots: Sequence[Dot]) -> Funnel | None:
    """Every organisation against the mean of all; None where nobody was counted."""
    counted = [dot for dot in dots if dot.total > 0]
    total = math.fsum(dot.total for dot in counted)
    if not total:
        return None
    mean = math.fsum(dot.within for dot in counted) / total
    return Funnel(mean, tuple(Placed(dot, _place(dot, mean)) for dot in counted))


def _place(dot: Dot, mean: float) -> str:
    for level, below, above in (("99.8%", "low", "high"), ("95%", "lowish", "highish")):
        lower, upper = limits(dot.total, mean, level)
        if dot.share < lower:
            return below
        if dot.share > upper:
            return above
    return "in"


def funnel_chart(
    funnel: Funnel, *, title: str, description: str = "", standard: float | None = None, what: str = "Patients"
) -> Drawing:
    """Draw a funnel; shares as per cent. `standard` is a share."""
    drawing = Drawing("funnel", WIDTH, HEIGHT, title, description)
    dots = [placed.dot for placed in funnel.dots]
    if not dots:
        return drawing
    sizes = ticks(0, max(dot.total for dot in dots), at_most=8)
    shares = [dot.share * 100 for dot in dots] + [funnel.mean * 100]
    shares += [standard * 100] if standard is not None else []
    marks = [mark for mark in ticks(min(shares), min(max(shares) + 2, 100)) if mark <= 100]
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    x, y = Scale(0, sizes[-1], LEFT, right), Scale(marks[0], marks[-1], bottom, TOP)
    drawing.paint("paper", rectangle(0, 0, WIDTH, HEIGHT))
    drawing.paint("grid", *(segment(LEFT, y(mark), right, y(mark)) for mark in marks[1:]))
    drawing.paint("axis", segment(LEFT, bottom, right, bottom))
    for mark in marks:
        drawing.write(LEFT - 8, y(mark) + 4, f"{plain(mark)}%", anchor="end")
    for mark in sizes:
        drawing.write(x(mark), bottom + 18, plain(mark), anchor="middle")
    drawing.write((LEFT + right) / 2, bottom + 36, what, anchor="middle")
    _curves(drawing, funnel.mean, x, y, top=sizes[-1])
    if standard is not None:
        drawing.paint("standard", segment(LEFT, y(standard * 100), right, y(standard * 100)))
    _dots(drawing, funnel, x, y)
    _labels(drawing, funnel, standard, y, right)
    _legend(drawing, funnel, standard)
    return drawing


def _curves(drawing: Drawing, mean: float, x: Scale, y: Scale, *, top: float) -> None:
    """The limits, clipped to the chart: a curve ends where it leaves it."""
    low, high = y.low / 100, y.high / 100
    drawing.paint("mean", segment(x.start, y(mean * 100), x.end, y(mean * 100)))
    # Closer together where the funnel is steep.
    sizes = sorted({max(1, round(top * (step / 40) ** 2)) for step in range(1, 41)})
    for level, look in (("95%", "limit"), ("99.8%", "limit-outer")):
        for side in (0, 1):
            at = [(size, limits(size, mean, level)[side]) for size in sizes]
            spots = [(x(size), y(share * 100)) if low <= share <= high else None for size, share in at]
            drawing.paint(look, polyline(spots))


def _dots(drawing: Drawing, funnel: Funnel, x: Scale, y: Scale) -> None:
    shapes = {"in": ("common", disc), "low": ("concern", diamond), "lowish": ("concern", diamond)}
    shapes |= {"high": ("improvement", square), "highish": ("improvement", square)}
    by_look: dict[str, list[str]] = {"common": [], "concern": [], "improvement": []}
    rings = []
    for placed in funnel.dots:
        look, shape = shapes[placed.place]
        at = x(placed.dot.total), y(placed.dot.share * 100)
        by_look[look].append(shape(*at))
        if placed.dot.strong:
            rings.append(disc(*at, 9))
    for look, marks in by_look.items():
        drawing.paint(look, *marks)
    drawing.paint("provisional", *rings)


def _labels(drawing: Drawing, funnel: Funnel, standard: float | None, y: Scale, right: float) -> None:
    mean_at = y(funnel.mean * 100)
    drawing.write(right + 8, mean_at + 4, f"Mean {funnel.mean * 100:.1f}%", fill=INK)
    if standard is not None:
        at = y(standard * 100)
        if abs(at - mean_at) < 16:
            at = mean_at + (16 if at >= mean_at else -16)
        drawing.write(right + 8, at + 4, f"Standard {plain(standard * 100)}%", fill=INK)


def _legend(drawing: Drawing, funnel: Funnel, standard: float | None) -> None:
    line, top = "h18", HEIGHT - 28
    entries = [
        ("common", disc(LEFT + 8, top - 4), "Within the limits"),
        ("concern", diamond(LEFT + 168, top - 4), "Below a limit"),
        ("improvement", square(LEFT + 308, top - 4), "Above a limit"),
        ("provisional", disc(LEFT + 448, top - 4, 8), "Of the alliance"),
    ]
    if not any(placed.dot.strong for placed in funnel.dots):
        entries.pop()
    for place, (look, shape, words) in enumerate(entries):
        drawing.paint(look, shape)
        drawing.write(LEFT + 22 + (0, 160, 300, 440)[place], top, words)
    for place, (look, words) in enumerate((("limit", "95% limits"), ("limit-outer", "99.8% limits"), ("mean", "Mean"))):
        left = LEFT + (0, 160, 300)[place]
        drawing.paint(look, f"M{number(left - 1)} {number(top + 14)}{line}")
        drawing.write(left + 22, top + 18, words)
    if standard is not None:
        drawing.paint("standard", f"M{number(LEFT + 439)} {number(top + 14)}{line}")
        drawing.write(LEFT + 462, top + 18, "Standard")
