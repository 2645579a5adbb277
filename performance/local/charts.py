"""Charts of local counts: a course over weeks, and waits as stacked bars. Draws, never decides; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from performance.charts.axes import BOTTOM, LEFT, TOP, Frame, label_lines, legend
from performance.charts.bars import shortened
from performance.charts.drawing import (
    INK,
    PAPER,
    Drawing,
    Scale,
    disc,
    plain,
    polyline,
    rectangle,
    segment,
    square,
    ticks,
)

WIDTH, HEIGHT, RIGHT = 760, 320, 150
NAMES, ROW, BAR, HEAD = 250, 30, 20, 30
STACK = ("stack-1", "stack-2", "stack-3", "stack-4")


def weekly_chart(
    points: Sequence[tuple[date, float | None]],
    *,
    title: str,
    description: str,
    levels: Sequence[tuple[str, str, float]] = (),
) -> Drawing:
    """A line over weeks or months at their true distance, from zero; what is not known or not shown is a gap.

    `levels` are (look, words, value), such as a baseline.
    """
    drawing = Drawing("weeks", WIDTH, HEIGHT, title, description)
    known = [value for _, value in points if value is not None]
    if not known:
        return drawing
    marks = ticks(0, max([*known, *(value for _, _, value in levels), 1]))
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    first, last = points[0][0], points[-1][0]
    x = Scale(0, max((last - first).days, 1), LEFT + 14, right - 14)
    y = Scale(marks[0], marks[-1], bottom, TOP)
    drawing.paint("paper", rectangle(0, 0, WIDTH, HEIGHT))
    drawing.paint("grid", *(segment(LEFT, y(mark), right, y(mark)) for mark in marks[1:]))
    for mark in marks:
        drawing.write(LEFT - 8, y(mark) + 4, plain(mark), anchor="end")
    named = points[:: max(1, -(-len(points) // 7))]
    drawing.paint("axis", segment(LEFT, bottom, right, bottom))
    drawing.paint("axis", *(segment(x((d - first).days), bottom, x((d - first).days), bottom + 5) for d, _ in named))
    for day, _ in named:
        drawing.write(x((day - first).days), bottom + 19, f"{day:%-d %b}", anchor="middle")
    for look, _, value in levels:
        drawing.paint(look, segment(LEFT, y(value), right, y(value)))
    label_lines(drawing, Frame(first, last, x, y), [(value, f"{words} {plain(value)}") for _, words, value in levels])
    spots = [None if value is None else (x((day - first).days), y(value)) for day, value in points]
    drawing.paint("line", polyline(spots))
    drawing.paint("common", *(disc(*spot) for spot in spots if spot))
    return drawing


def stacked_chart(
    rows: Sequence[tuple[str, Sequence[float] | None]], parts: Sequence[str], *, title: str, description: str
) -> Drawing:
    """Bars of one length, each divided by what share each part has. A row of None is not shown, and says so."""
    height = HEAD + ROW * len(rows) + 46
    drawing = Drawing("stack", WIDTH, height, title, description)
    if not rows:
        return drawing
    x = Scale(0, 100, NAMES, WIDTH - 24)
    drawing.paint("paper", rectangle(0, 0, WIDTH, height))
    for mark in (0, 25, 50, 75, 100):
        drawing.write(x(mark), HEAD - 12, f"{mark}%", anchor="middle", size=12)
    drawing.paint("grid", *(segment(x(mark), HEAD - 6, x(mark), HEAD + ROW * len(rows)) for mark in (25, 50, 75, 100)))
    paths: list[list[str]] = [[] for _ in parts]
    labels = []
    for place, (name, values) in enumerate(rows):
        top = HEAD + ROW * place
        drawing.write(NAMES - 8, top + 15, shortened(name), anchor="end", fill=INK)
        total = sum(values) if values else 0
        if not values or not total:
            drawing.write(NAMES + 6, top + 15, "Not shown" if values is None else "Nobody on the list", size=12)
            continue
        start = 0.0
        for number_of, value in enumerate(values):
            share = 100 * value / total
            paths[number_of].append(rectangle(x(start), top, max(x(start + share) - x(start), 0), BAR))
            if share >= 7:
                fill = INK if number_of == 0 else PAPER
                labels.append((x(start + share / 2), top + 14.5, f"{share:.0f}%", fill))
            start += share
    for look, path in zip(STACK, paths, strict=True):
        drawing.paint(look, *path)
    for left, top, words, fill in labels:
        drawing.write(left, top, words, anchor="middle", size=12, fill=fill)
    drawing.paint("axis", segment(NAMES, HEAD - 6, NAMES, HEAD + ROW * len(rows)))
    legend(drawing, [(look, square(0, 0, 6), words) for look, words in zip(STACK, parts, strict=True)], top=height - 14)
    return drawing
