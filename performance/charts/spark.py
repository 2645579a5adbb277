"""A sparkline: how a series went, small enough for a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from performance.charts.axes import months_since
from performance.charts.drawing import Drawing, Scale, disc, polyline, segment

WIDTH, HEIGHT, EDGE = 120, 32, 5


def sparkline(
    points: Sequence[tuple[date, float | None]], *, title: str, level: float | None = None, step: int = 1
) -> Drawing:
    """Draw a series without axes: its line with gaps, single points, the latest value, and what it is judged by."""
    drawing = Drawing("spark", WIDTH, HEIGHT, title)
    known = [(month, value) for month, value in points if value is not None]
    if not known:
        return drawing
    values = [value for _, value in known] + ([level] if level is not None else [])
    first, last = known[0][0], known[-1][0]
    x = Scale(0, max(months_since(first, last), 1), EDGE, WIDTH - EDGE)
    low, high = min(values), max(values)
    y = Scale(low, high, HEIGHT - EDGE, EDGE) if high > low else Scale(low - 1, low + 1, HEIGHT - EDGE, EDGE)
    spots: list[tuple[float, float] | None] = []
    before = None
    for month, value in known:
        if before and months_since(before, month) > step:
            spots.append(None)
        spots.append((x(months_since(first, month)), y(value)))
        before = month
    if level is not None:
        drawing.paint("standard", segment(0, y(level), WIDTH, y(level)))
    drawing.paint("line", polyline(spots))
    lonely = [spot for place, spot in enumerate(spots[:-1]) if spot and _alone(spots, place)]
    drawing.paint("common", *(disc(*spot, 2.5) for spot in lonely), *([disc(*spots[-1], 3.5)] if spots[-1] else []))
    return drawing


def _alone(spots: Sequence[tuple[float, float] | None], place: int) -> bool:
    before = spots[place - 1] if place else None
    after = spots[place + 1] if place + 1 < len(spots) else None
    return before is None and after is None
