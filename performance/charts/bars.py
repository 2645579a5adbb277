"""Bars from the longest to the shortest with the share that they make together: a Pareto, lying on its side.

Lying, because what stands beside a bar is the name of a trust or of a tumour group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from performance.charts.drawing import INK, Drawing, Scale, disc, plain, polyline, rectangle, segment, ticks

WIDTH = 760
NAMES, SHARES, HEAD, ROW, BAR = 250, 60, 44, 28, 18
MOST = 15
LONGEST = 34
REST = "The other"


@dataclass(frozen=True)
class Bar:
    """A name and its part of the whole."""

    name: str
    value: float


def bar_chart(
    bars: Sequence[Bar], *, title: str, description: str = "", what: str = "", unit: str = "", cumulative: bool = True
) -> Drawing:
    """Draw the bars from the longest down; beyond MOST of them the rest is one row that says so, without a bar.

    `what` names the values on the axis. With `cumulative` a line says which share the bars make up to each row.
    """
    shown = _shown(bars)
    height = HEAD + ROW * max(len(shown), 1) + 12
    drawing = Drawing("bars", WIDTH, height, title, description)
    if not shown:
        return drawing
    bottom, right = height - 8, WIDTH - SHARES
    marks = ticks(0, max(shown[0].value, 0.1), at_most=6)
    x = Scale(0, marks[-1], NAMES, right - 40)
    drawing.paint("paper", rectangle(0, 0, WIDTH, height))
    drawing.paint("grid", *(segment(x(mark), HEAD - 6, x(mark), bottom) for mark in marks[1:]))
    for mark in marks:
        drawing.write(x(mark), HEAD - 12, f"{plain(mark)}{unit}", anchor="middle", size=12)
    drawing.write(NAMES, 14, what, size=12)
    if cumulative:
        drawing.write(WIDTH - 4, 14, "together", anchor="end", size=12)
    total, so_far, spots = sum(bar.value for bar in shown), 0.0, []
    wide: list[str] = []
    for place, bar in enumerate(shown):
        top = HEAD + place * ROW
        rest = place == MOST - 1 and len(bars) > MOST and bar.name.startswith(REST)
        end = NAMES if rest else x(bar.value)
        if not rest:
            wide.append(rectangle(NAMES, top, max(end - NAMES, 0.5), BAR))
        drawing.write(NAMES - 8, top + 13, shortened(bar.name), anchor="end", fill=INK)
        drawing.write(end + 5, top + 13, f"{plain(round(bar.value, 1))}{unit}", size=12, fill=INK)
        so_far += bar.value
        if cumulative and total:
            drawing.write(WIDTH - 4, top + 13, f"{100 * so_far / total:.0f}%", anchor="end", size=12)
            spots.append((NAMES + (right - NAMES) * so_far / total, top + BAR / 2))
    drawing.paint("bar", *wide)
    drawing.paint("axis", segment(NAMES, HEAD - 6, NAMES, bottom))
    if cumulative and len(spots) > 1:
        drawing.paint("cumulative", polyline(spots))
        drawing.paint("cumulative-mark", *(disc(*spot, 3.5) for spot in spots))
    return drawing


def _shown(bars: Sequence[Bar]) -> list[Bar]:
    ordered = sorted((bar for bar in bars if bar.value > 0), key=lambda bar: (-bar.value, bar.name))
    if len(ordered) <= MOST:
        return ordered
    rest = ordered[MOST - 1 :]
    return [*ordered[: MOST - 1], Bar(f"{REST} {len(rest)}", sum(bar.value for bar in rest))]


def brief(name: str) -> str:
    """The name of a trust as a sentence says it."""
    return name.removesuffix(" NHS Foundation Trust").removesuffix(" NHS Trust")


def shortened(name: str, longest: int = LONGEST) -> str:
    """A name as there is room for it beside a bar; the table has it whole."""
    name = brief(name).replace("University Hospitals", "Univ. Hospitals")
    return name if len(name) <= longest else name[: longest - 1].rstrip(" ,") + "…"
