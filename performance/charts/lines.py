"""A line chart over time: what was planned beside what came, or several series on one pair of axes. No limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from performance.charts.axes import HEIGHT, WIDTH, Frame, frame, label_lines, legend, months_since
from performance.charts.drawing import Drawing, disc, plain, polyline, segment, square, triangle

LOOKS = ("line", "line-2", "line-3")
MARKS = (("common", disc), ("improvement", square), ("neutral", triangle))


@dataclass(frozen=True)
class Line:
    """A named series: (month, value or None) in the order of months."""

    name: str
    points: tuple[tuple[date, float | None], ...]


def line_chart(
    lines: Sequence[Line],
    *,
    title: str,
    description: str = "",
    unit: str = "",
    level: float | None = None,
    level_words: str = "Standard",
    run: bool = False,
    from_zero: bool = False,
    step: int = 1,
) -> Drawing:
    """Draw up to three lines, each with a stroke and a mark of its own. Months without a value are gaps.

    `run` adds the median of the first line, which makes it a run chart; `level` a line to be judged by.
    """
    if len(lines) > len(LOOKS):
        raise ValueError(f"At most {len(LOOKS)} lines can be told apart, not {len(lines)}.")
    drawing = Drawing("lines", WIDTH, HEIGHT, title, description)
    months = [month for line in lines for month, _ in line.points]
    known = [value for line in lines for _, value in line.points if value is not None]
    if not months or not known:
        return drawing
    middle = median(v for _, v in lines[0].points if v is not None) if run and _known(lines[0]) else None
    extra = [value for value in (level, middle, 0.0 if from_zero else None) if value is not None]
    framed = frame(drawing, first=min(months), last=max(months), values=known + extra, unit=unit, step=step)
    labels = []
    for look, value, words in (("standard", level, level_words), ("mean", middle, "Median")):
        if value is not None:
            drawing.paint(look, segment(framed.x.start, framed.y(value), framed.x.end, framed.y(value)))
            labels.append((value, f"{words} {plain(round(value, 1))}{unit}"))
    entries = []
    for line, look, (mark_look, mark) in zip(lines, LOOKS, MARKS, strict=False):
        drawing.paint(look, polyline(_spots(framed, line, step)))
        drawing.paint(mark_look, *(mark(framed.at(m), framed.y(v)) for m, v in line.points if v is not None))
        entries.append((mark_look, mark(0, 0), line.name))
    label_lines(drawing, framed, labels)
    legend(drawing, entries, top=HEIGHT - 24)
    return drawing


def _known(line: Line) -> bool:
    return any(value is not None for _, value in line.points)


def _spots(framed: Frame, line: Line, step: int) -> list[tuple[float, float] | None]:
    spots: list[tuple[float, float] | None] = []
    before = None
    for month, value in line.points:
        if before and months_since(before, month) > step:
            spots.append(None)
        spots.append(None if value is None else (framed.at(month), framed.y(value)))
        before = month
    return spots
