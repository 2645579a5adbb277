"""The XmR chart: a series with its mean and limits, special causes by shape and colour, and what it is judged by."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from performance.charts.axes import HEIGHT, LEFT, TOP, WIDTH, Frame, frame, label_lines, legend, months_since
from performance.charts.drawing import INK, Drawing, cross, diamond, disc, plain, polyline, segment, square, triangle
from performance.spc import Chart, Limits, Point


@dataclass(frozen=True)
class Step:
    """A level that held from one month to another: a standard, or an ambition with its `words`."""

    first: date
    last: date
    level: float
    words: str = ""


KINDS = {
    "common_cause": "common",
    "special_cause_improvement": "improvement",
    "special_cause_concern": "concern",
    "special_cause_neutral_high": "neutral",
    "special_cause_neutral_low": "neutral",
}
MARKS = {"common": disc, "improvement": square, "concern": diamond, "neutral": triangle}
WORDS = {
    "common": "Ordinary variation",
    "improvement": "Special cause: improvement",
    "concern": "Special cause: concern",
    "neutral": "Special cause",
}


def xmr_chart(
    chart: Chart,
    *,
    title: str,
    description: str = "",
    unit: str = "",
    standards: Sequence[Step] = (),
    ambitions: Sequence[Step] = (),
    standard_words: str = "Standard",
    breaks: Mapping[date, str] | None = None,
    provisional: Collection[date] = (),
    near: bool = False,
    planned: Sequence[tuple[date, float]] = (),
    step: int = 1,
) -> Drawing:
    """Draw a series that spc.read has read. Months without a value are gaps.

    `breaks` says in a word or two why a group of limits begins at its first month; `near` adds the two-thirds lines;
    `planned` is what was planned by month, which may go on where figures end; `step` is how many months lie between two
    points.
    """
    drawing = Drawing("xmr", WIDTH, HEIGHT, title, description)
    if not chart.points:
        return drawing
    first, last = chart.points[0].on, max([chart.points[-1].on, *(month for month, _ in planned)])
    values = _values(chart, standards, ambitions) + [value for _, value in planned]
    framed = frame(drawing, first=first, last=last, values=values, unit=unit, step=step)
    labels = [
        (level, f"{words} {plain(level)}{unit}")
        for look, words, steps in (("ambition", "Ambition", ambitions), ("standard", standard_words, standards))
        for level, words in _levels(drawing, framed, look, words, steps, step)
    ]
    _limits(drawing, framed, chart, near=near, step=step)
    labels += _limit_labels(chart.groups[-1], unit)
    _breaks(drawing, framed, chart, breaks or {}, step)
    labels += _planned(drawing, framed, planned, unit, step)
    drawing.paint("line", *_runs(framed, chart.points, step))
    found = _points(drawing, framed, chart.points, provisional)
    label_lines(drawing, framed, labels)
    levels = [("standard", standard_words)] if standards else []
    levels += [("ambition", "Ambition")] if ambitions else []
    _legend(drawing, chart, found + (["planned"] if planned else []), levels=levels, near=near)
    return drawing


def _values(chart: Chart, *steps: Sequence[Step]) -> list[float]:
    values = [point.value for point in chart.points if point.value is not None]
    values += [each.level for some in steps for each in some]
    for limits in chart.groups:
        values += [v for v in (limits.mean, limits.lower, limits.upper) if v is not None]
    return values


def _half(framed: Frame, step: int) -> float:
    """Half the way from one point to the next, but no further than the chart has room for at its ends."""
    return min((framed.x(step) - framed.x(0)) / 2, framed.x.start - LEFT)


def _levels(
    drawing: Drawing, framed: Frame, look: str, words: str, steps: Sequence[Step], step: int
) -> list[tuple[float, str]]:
    """Steps as a line: a riser where the level changes from one month to the next, a gap where there was none.

    Returns the last of them with its words, to be named at its end.
    """
    half = _half(framed, step)
    spots: list[tuple[float, float] | None] = []
    for place, each in enumerate(steps):
        if place and months_since(steps[place - 1].last, each.first) > step:
            spots.append(None)
        left = max(framed.at(each.first) - half, framed.x.start - half)
        right = min(framed.at(each.last) + half, framed.x.end + half)
        spots += [(left, framed.y(each.level)), (right, framed.y(each.level))]
    drawing.paint(look, polyline(spots))
    return [(steps[-1].level, steps[-1].words or words)] if steps else []


def _limits(drawing: Drawing, framed: Frame, chart: Chart, *, near: bool, step: int) -> None:
    means: list[str] = []
    limits: list[str] = []
    thirds: list[str] = []
    half = _half(framed, step)
    for group in chart.groups:
        on = [point.on for point in chart.points if point.group == group.number]
        left, right = framed.at(on[0]) - half, framed.at(on[-1]) + half
        means.append(_across(framed, left, right, group.mean))
        limits += [_across(framed, left, right, value) for value in (group.lower, group.upper)]
        thirds += [_across(framed, left, right, value) for value in (group.near or ())]
    drawing.paint("mean", *means)
    drawing.paint("limit", *limits)
    if near:
        drawing.paint("near", *thirds)


def _across(framed: Frame, left: float, right: float, value: float | None) -> str:
    return "" if value is None else segment(left, framed.y(value), right, framed.y(value))


def _limit_labels(limits: Limits, unit: str) -> list[tuple[float, str]]:
    trial = "Trial limit" if limits.trial else "Limit"
    labels = [(limits.upper, trial), (limits.mean, "Mean"), (limits.lower, trial)]
    return [(value, f"{words} {plain(round(value, 1))}{unit}") for value, words in labels if value is not None]


def _planned(
    drawing: Drawing, framed: Frame, planned: Sequence[tuple[date, float]], unit: str, step: int
) -> list[tuple[float, str]]:
    """What was planned: a broken line with crosses, under the line of figures. Returns its last value, named."""
    spots: list[tuple[float, float] | None] = []
    for place, (month, value) in enumerate(planned):
        if place and months_since(planned[place - 1][0], month) > step:
            spots.append(None)
        spots.append((framed.at(month), framed.y(value)))
    drawing.paint("planned", polyline(spots))
    drawing.paint("planned-mark", *(cross(*spot) for spot in spots if spot))
    return [(planned[-1][1], f"Planned {plain(round(planned[-1][1], 1))}{unit}")] if planned else []


def _breaks(drawing: Drawing, framed: Frame, chart: Chart, words: Mapping[date, str], step: int) -> None:
    strokes, half = [], _half(framed, step)
    for before, point in zip(chart.points, chart.points[1:], strict=False):
        if point.group != before.group:
            place = framed.at(point.on) - half
            strokes.append(segment(place, TOP - 8, place, framed.y.start))
            said = words.get(point.on, "Rebased")
            toward = "end" if place > (framed.x.start + framed.x.end) / 2 else "start"
            drawing.write(place + (-5 if toward == "end" else 5), TOP, said, anchor=toward, size=12, fill=INK)
    drawing.paint("break", *strokes)


def _runs(framed: Frame, points: Sequence[Point], step: int) -> list[str]:
    """The line through the points of each group: broken at a month without a value, and where a new group begins."""
    spots: list[tuple[float, float] | None] = []
    for place, point in enumerate(points):
        before = points[place - 1] if place else None
        if before and (point.group != before.group or months_since(before.on, point.on) > step):
            spots.append(None)
        spots.append(None if point.value is None else (framed.at(point.on), framed.y(point.value)))
    return [polyline(spots)]


def _points(drawing: Drawing, framed: Frame, points: Sequence[Point], provisional: Collection[date]) -> list[str]:
    """Marks by kind, the ordinary ones below the special ones; returns the kinds that occur."""
    by_kind: dict[str, list[str]] = {kind: [] for kind in MARKS}
    rings = []
    for point in points:
        if point.value is None:
            continue
        x, y = framed.at(point.on), framed.y(point.value)
        by_kind[KINDS[point.kind]].append(MARKS[KINDS[point.kind]](x, y))
        if point.on in provisional:
            rings.append(disc(x, y, 8))
    for kind, marks in by_kind.items():
        drawing.paint(kind, *marks)
    drawing.paint("provisional", *rings)
    return [kind for kind, marks in by_kind.items() if marks] + (["provisional"] if rings else [])


def _legend(
    drawing: Drawing, chart: Chart, found: Collection[str], *, levels: Sequence[tuple[str, str]], near: bool
) -> None:
    entries = [(kind, MARKS[kind](0, 0), WORDS[kind]) for kind in MARKS if kind in found]
    if "provisional" in found:
        entries.append(("provisional", disc(0, 0, 7), "Provisional"))
    if "planned" in found:
        entries.append(("planned-mark", cross(0, 0), "Planned"))
    line = "M-9 0h18"
    if any(group.mean is not None for group in chart.groups):
        entries.append(("mean", line, "Mean"))
    if any(group.upper is not None for group in chart.groups):
        entries.append(("limit", line, "Trial limits" if chart.trial else "Limits"))
    if near and chart.groups[-1].near:
        entries.append(("near", line, "Two thirds of the way"))
    entries += [(look, line, words) for look, words in levels]
    legend(drawing, entries, top=HEIGHT - 24)
