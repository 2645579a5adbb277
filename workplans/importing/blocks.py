"""What stands on a page, in order and with its place: the values that readers hand to the parsers.

Plain and frozen, so that they travel from the child process that read the file. No Django, no models.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))  # soft hyphens, zero-width marks


def one_line(text: str) -> str:
    """The text as it is seen: runs of spaces are one, marks that draw nothing are gone."""
    return " ".join((text if text.isascii() else text.translate(_UNSEEN)).split())


Level = Literal["error", "warning", "info"]
BULLET = "•"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know about an import: how bad, where it stands, and what to do, in a sentence."""

    level: Level
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a cell. `marker` is a bullet or number that the document itself draws before it ("•", "1.1",
    "a)"); one that somebody typed is part of the text. `strong`: all of it is bold. `depth`: how far inside a list of
    lists it stands, 0 for the outermost and where a file does not tell; two lines that say the same are the same."""

    text: str
    marker: str = ""
    strong: bool = False
    depth: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. A cell that another one covers is marked `merged`: "across" has no lines of its own, "down"
    repeats those of the cell above. `fill` is the colour of a coloured cell ("FF0000")."""

    lines: tuple[Line, ...] = ()
    merged: Literal["", "across", "down"] = ""
    fill: str = ""

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines if line.text)

    @property
    def words(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    where: str

    @property
    def empty(self) -> bool:
        return not any(line.text or line.marker for cell in self.cells for line in cell.lines)


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int
    where: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    where: str
    marker: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in order. `name` is a sheet's name; a table on a page has none."""

    rows: tuple[Row, ...]
    where: str
    name: str = ""


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Note:
    """A comment in the margin, made at the block with the number `after` (or inside it)."""

    text: str
    author: str
    where: str
    after: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it was read. A file that cannot be read has no blocks and says why in a finding of level "error"."""

    blocks: tuple[Block, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    notes: tuple[Note, ...] = field(default=())

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))
