"""Lines of cells as a delivery plan means them: milestones with their points, texts with their marks. Pure."""

from __future__ import annotations

from textwrap import shorten

from alliance.importing import delivery_words as words
from alliance.importing.delivery_columns import quarter_of
from alliance.importing.parsed_delivery import ParsedMilestone
from workplans.importing.blocks import BULLET, Cell, Line, Row


def grouped(lines: list[tuple[Line, str]], number: int, guessed: list[str]) -> tuple[ParsedMilestone, ...]:
    """Milestones of a quarter out of lines with their places. What stands deeper in the list belongs to the point above
    it. Where the lines do not tell how deep they stand, a point that ends in a colon takes the points after it, and
    is named in `guessed`."""
    told = any(line.depth for line, _ in lines)
    outermost = min((line.depth for line, _ in lines), default=0)
    found: list[tuple[str, list[str], str]] = []
    announced = False
    for line, where in lines:
        inside = line.depth > outermost if told else announced and bool(line.marker)
        if inside and found:
            if not told and not found[-1][1]:
                guessed.append(f"Q{number} “{shorten(found[-1][0], 60, placeholder=' …')}”")
            found[-1][1].append(line_said(line))
            continue
        found.append((line_said(line), [], where))
        announced = bool(line.marker) and line.text.endswith(":")
    return tuple(ParsedMilestone(text, tuple(children), where) for text, children, where in found)


def says_nothing(text: str) -> bool:
    """Whether a cell for milestones says that there are none."""
    return words.says_not_applicable(text) or words.is_not_required(text) or words.says_not_required(text)


def quarters_across(row: Row) -> dict[int, int]:
    """The quarters that stand side by side in a row, by column."""
    found = {at: quarter_of(cell.words) for at, cell in enumerate(row.cells) if cell.merged != "across"}
    return {at: number for at, number in found.items() if number is not None and len(row.cells[at].words) < 40}


def lines_of(cells: tuple[Cell, ...]) -> list[Line]:
    return [line for cell in cells if cell.merged != "across" for line in cell.lines if line.text]


def line_said(line: Line) -> str:
    """A line with the number that the document draws before it; a bullet is no part of the words."""
    text = words.plain(line.text)
    return text if line.marker in ("", BULLET) else f"{line.marker} {text}"


def marked(text: str, marker: str) -> str:
    """A paragraph of a narrative: one with a bullet begins with "- "."""
    if not marker:
        return text
    return f"- {text}" if marker == BULLET else f"{marker} {text}"
