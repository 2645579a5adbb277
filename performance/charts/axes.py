"""The frame of a chart over time: months from left to right at their true distance, values from bottom to top."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from performance.charts.drawing import INK, Drawing, Scale, number, plain, rectangle, segment, spread, ticks

WIDTH, HEIGHT = 760, 360
LEFT, RIGHT, TOP, BOTTOM = 52, 138, 18, 62
LINE = 16


def months_since(first: date, day: date) -> int:
    return (day.year - first.year) * 12 + day.month - first.month


@dataclass(frozen=True)
class Frame:
    """Where a month and a value lie; `x` takes months since the first."""

    first: date
    last: date
    x: Scale
    y: Scale

    def at(self, month: date) -> float:
        return self.x(months_since(self.first, month))

    @property
    def right(self) -> float:
        return self.x.end


def frame(drawing: Drawing, *, first: date, last: date, values: Sequence[float], unit: str, step: int = 1) -> Frame:
    """Paper, grid, axes and their labels. `step` is how many months lie between two points (3 for quarters)."""
    marks = ticks(min(values), max(values)) if values else [0.0, 100.0]
    bottom = drawing.height - BOTTOM
    span = max(months_since(first, last), 1)
    margin = min(14.0, (drawing.width - LEFT - RIGHT) * step / span / 2)
    x = Scale(0, span, LEFT + margin, drawing.width - RIGHT - margin)
    y = Scale(marks[0], marks[-1], bottom, TOP)
    left, right = LEFT, drawing.width - RIGHT
    drawing.paint("paper", rectangle(0, 0, drawing.width, drawing.height))
    drawing.paint("grid", *(segment(left, y(mark), right, y(mark)) for mark in marks[1:]))
    drawing.paint("axis", segment(left, bottom, right, bottom))
    for mark in marks:
        drawing.write(left - 8, y(mark) + 4, f"{plain(mark)}{unit}", anchor="end")
    framed = Frame(first, last, x, y)
    strokes = []
    for month, words in month_labels(first, last, step=step):
        place = framed.at(month)
        strokes.append(segment(place, bottom, place, bottom + 5))
        drawing.write(place, bottom + 19, words, anchor="middle")
    drawing.paint("axis", *strokes)
    return framed


def month_labels(first: date, last: date, *, step: int = 1, at_most: int = 9) -> list[tuple[date, str]]:
    """Which months the axis names: as many as there is room for, at an even distance."""
    count = months_since(first, last) + 1
    every = next(n for n in (1, 2, 3, 6, 12, 24, 36, 60, 120, 240) if n % step == 0 and (count + n - 1) // n <= at_most)
    # Years begin in April here, quarters with it, so that labels stand where readers look for them.
    start = first.year * 12 + first.month - 1
    skip = (3 - start) % every if every > 2 else 0
    if every > 12:
        skip = (3 - start) % 12
    return [(month, f"{month:%b %y}") for month in map(_month, range(start + skip, start + count, every))] or [
        (first, f"{first:%b %y}")
    ]


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def label_lines(drawing: Drawing, framed: Frame, labels: Iterable[tuple[float, str]]) -> None:
    """Name lines at their right ends, moved apart where they would overlap."""
    listed = [(framed.y(value), words) for value, words in labels]
    places = spread([place for place, _ in listed], gap=LINE)
    for place, (_, words) in zip(places, listed, strict=True):
        drawing.write(framed.right + 20, place + 4, words, fill=INK)


def legend(drawing: Drawing, entries: Sequence[tuple[str, str, str]], *, top: float) -> None:
    """What the marks mean, in words: (look, shape as a path around 0 0, words) from left to right."""
    x, y = float(LEFT), top
    for look, shape, words in entries:
        width = 24 + 6.9 * len(words)
        if x + width > drawing.width and x > LEFT:
            x, y = float(LEFT), y + 18
        drawing.paint(look, moved(shape, x + 8, y - 4))
        drawing.write(x + 22, y, words)
        x += width + 12


def moved(shape: str, x: float, y: float) -> str:
    """A path that starts with one absolute point, from 0 0 to somewhere else."""
    start = next((i for i, sign in enumerate(shape[1:], start=1) if sign.isalpha()), len(shape))
    from_x, from_y = shape[1:start].split()
    return f"M{number(float(from_x) + x)} {number(float(from_y) + y)}{shape[start:]}"
