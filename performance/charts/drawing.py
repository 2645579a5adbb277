"""What a drawing is made of: paths, words and a size. Many marks of one look are one path, so that a chart is small."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

Spot = tuple[float, float]
FONT = "Arial, Helvetica, sans-serif"


@dataclass(frozen=True)
class Look:
    """How something is painted where no style sheet is there: in Word, in PowerPoint, in an e-mail."""

    fill: str = "none"
    stroke: str = "none"
    width: str = "1"
    dash: str = ""


INK, QUIET, GRID, PAPER = "#212b32", "#4c6272", "#d8dde0", "#ffffff"
BLUE, ORANGE, PURPLE, GREY, DARK_ORANGE = "#005eb8", "#ed8b00", "#7c2855", "#768692", "#8a5200"

LOOKS: dict[str, Look] = {
    "paper": Look(fill=PAPER),
    "grid": Look(stroke=GRID),
    "axis": Look(stroke=QUIET),
    "line": Look(stroke=INK, width="1.75"),
    "line-2": Look(stroke=BLUE, width="2", dash="7 4"),
    "line-3": Look(stroke=PURPLE, width="2", dash="2 3"),
    "mean": Look(stroke=QUIET, width="1.5"),
    "limit": Look(stroke=QUIET, width="1.5", dash="6 4"),
    "near": Look(stroke=GREY, dash="2 4"),
    "planned": Look(stroke=BLUE, width="1.75", dash="7 4"),
    "planned-mark": Look(stroke=BLUE, width="1.75"),
    "standard": Look(stroke="#d5281b", width="2"),
    "ambition": Look(stroke=DARK_ORANGE, width="1.75", dash="2 3"),
    "break": Look(stroke=QUIET, dash="1 3"),
    "band": Look(fill="#e8edee"),
    "limit-outer": Look(stroke=INK, width="1.5"),
    "common": Look(fill=QUIET, stroke=PAPER),
    "concern": Look(fill=ORANGE, stroke="#4d2f00", width="1.25"),
    "improvement": Look(fill=BLUE, stroke="#002f5c", width="1.25"),
    "neutral": Look(fill=PURPLE, stroke="#3a1128", width="1.25"),
    "provisional": Look(stroke=INK, width="1.25"),
    "bar": Look(fill=BLUE),
    "stack-1": Look(fill="#aebcc5", stroke=PAPER),
    "stack-2": Look(fill=BLUE, stroke=PAPER),
    "stack-3": Look(fill=PURPLE, stroke=PAPER),
    "stack-4": Look(fill=INK, stroke=PAPER),
    "cumulative": Look(stroke=INK, width="1.5"),
    "cumulative-mark": Look(fill=PAPER, stroke=INK, width="1.5"),
    "icon-ring-grey": Look(fill=PAPER, stroke=QUIET, width="3"),
    "icon-ring-orange": Look(fill=PAPER, stroke=ORANGE, width="4", dash="6 3"),
    "icon-ring-blue": Look(fill=PAPER, stroke=BLUE, width="4"),
    "icon-ring-purple": Look(fill=PAPER, stroke=PURPLE, width="4", dash="2 2"),
    "icon-wave": Look(stroke=QUIET, width="1.5"),
}
"""Every class that a drawing uses, with its presentation attributes; static/css/performance.css may override them."""


class Path(NamedTuple):
    """A path with the class that names its look."""

    look: str
    d: str


class Type(NamedTuple):
    """How words are set. `anchor` is start, middle or end; `strong` prints them bold."""

    anchor: str = "start"
    size: int = 13
    fill: str = QUIET
    strong: bool = False


class Words(NamedTuple):
    """A text in a drawing."""

    x: str
    y: str
    text: str


@dataclass
class Drawing:
    """One chart: `title` and `description` are read out in its place; `kind` names it for style sheets."""

    kind: str
    width: int
    height: int
    title: str
    description: str = ""
    paths: list[Path] = field(default_factory=list)
    texts: dict[Type, list[Words]] = field(default_factory=dict)
    """Words by how they are set."""

    def paint(self, look: str, *parts: str) -> None:
        """Add a path, unless there is nothing to draw."""
        d = "".join(part for part in parts if part)
        if d:
            self.paths.append(Path(look, d))

    def write(self, x: float, y: float, text: str, **options: Any) -> None:
        self.texts.setdefault(Type(**options), []).append(Words(number(x), number(y), text))

    @property
    def words(self) -> list[Words]:
        return [words for some in self.texts.values() for words in some]


def number(value: float) -> str:
    """A coordinate, to four digits: finer than anybody sees."""
    return f"{value:.4g}"


def polyline(spots: Iterable[Spot | None]) -> str:
    """Lines from spot to spot; None is a gap, and a spot with gaps on both sides draws nothing."""
    parts, pen_down = [], False
    for spot in spots:
        if spot is None:
            pen_down = False
            continue
        parts.append(f"{'L' if pen_down else 'M'}{number(spot[0])} {number(spot[1])}")
        pen_down = True
    return "".join(parts)


def segment(x1: float, y1: float, x2: float, y2: float) -> str:
    return f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"


def rectangle(x: float, y: float, width: float, height: float) -> str:
    return f"M{number(x)} {number(y)}h{number(width)}v{number(height)}h{number(-width)}z"


def disc(x: float, y: float, r: float = 3.5) -> str:
    """A circle as a path, like every other mark, so that many of them can be one."""
    return f"M{number(x - r)} {number(y)}{_round(r)}"


@cache
def _round(r: float) -> str:
    half = f"a{number(r)} {number(r)} 0 1 0"
    return f"{half} {number(2 * r)} 0{half} {number(-2 * r)} 0z"


def diamond(x: float, y: float, r: float = 6) -> str:
    """A square on its corner: what is of concern."""
    return f"M{number(x)} {number(y - r)}l{number(r)} {number(r)}l{number(-r)} {number(r)}l{number(-r)} {number(-r)}z"


def square(x: float, y: float, r: float = 4.5) -> str:
    return rectangle(x - r, y - r, 2 * r, 2 * r)


def triangle(x: float, y: float, r: float = 6) -> str:
    return f"M{number(x)} {number(y - r)}l{number(r)} {number(1.7 * r)}h{number(-2 * r)}z"


def cross(x: float, y: float, r: float = 4) -> str:
    """Two strokes and no body: what is no figure, but was planned."""
    stroke = f"l{number(2 * r)} {number(2 * r)}"
    return f"M{number(x - r)} {number(y - r)}{stroke}m{number(-2 * r)} 0l{number(2 * r)} {number(-2 * r)}"


def spread(places: Sequence[float], *, gap: float) -> list[float]:
    """Places of labels moved apart until none is nearer than `gap` to the next; their order stays."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = list(places)
    for before, after in zip(order, order[1:], strict=False):
        moved[after] = max(moved[after], moved[before] + gap)
    if order:
        # What was pushed down only is taken back up by half, so that the labels stay around their lines.
        shift = (sum(moved) - sum(places)) / len(places)
        moved = [place - shift for place in moved]
    return moved


@dataclass(frozen=True)
class Scale:
    """From a value to a coordinate, in a straight line."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low or 1.0
        return self.start + (value - self.low) / span * (self.end - self.start)


def ticks(low: float, high: float, *, at_most: int = 6) -> list[float]:
    """Round numbers that hold the range between them, in steps of 1, 2, 2.5 or 5 times a power of ten."""
    if not (math.isfinite(low) and math.isfinite(high)) or high < low:
        raise ValueError(f"No range from {low} to {high}.")
    if high == low:
        low, high = low - 1, high + 1
    rough = (high - low) / max(1, at_most - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    for multiple in (1, 2, 2.5, 5, 10, 20, 25, 50):
        step = multiple * power
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first < at_most:
            break
    return [round(place * step, 10) for place in range(first, last + 1)]


def plain(value: float) -> str:
    """A number of an axis or label as people write it."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}" if abs(value) >= 0.1 else f"{value:g}"
