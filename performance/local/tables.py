"""Tables as a page shows them and as a file holds them: words, ratings, and changes between two counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from performance.disclosure import MARK
from performance.local.grids import ABSENT, HIDDEN, NOTHING, Shown
from performance.rag import RagRating


@dataclass(frozen=True)
class TableRow:
    """A row: its name, then a text or a rating for each further heading. `whole` marks a total."""

    name: str
    cells: tuple[str | RagRating, ...]
    whole: bool = False


@dataclass(frozen=True)
class Table:
    """A table of a page, by its name in addresses."""

    name: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]
    note: str = ""

    @property
    def drawn(self) -> list[tuple[TableRow, list[tuple[str, str | RagRating]]]]:
        """Rows with their cells, each beside its heading."""
        return [(row, list(zip(self.headings[1:], row.cells, strict=True))) for row in self.rows]

    @property
    def trimmed(self) -> Table:
        """The table without columns of which nothing is known in any row."""
        kept = [
            place for place in range(len(self.headings) - 1) if any(row.cells[place] != ABSENT for row in self.rows)
        ]
        return replace(
            self,
            headings=(self.headings[0], *(self.headings[place + 1] for place in kept)),
            rows=tuple(replace(row, cells=tuple(row.cells[place] for place in kept)) for row in self.rows),
        )

    @property
    def hides(self) -> bool:
        """Whether a cell is suppressed."""
        return any(MARK in cell for row in self.rows for cell in row.cells if not isinstance(cell, RagRating))

    def records(self) -> Iterator[Sequence[str]]:
        """The rows for a file: a gap is empty, a rating its word."""
        for row in self.rows:
            cells = (
                cell.label if isinstance(cell, RagRating) else "" if cell == ABSENT else cell for cell in row.cells
            )
            yield [row.name, *(cell.replace("−", "-") for cell in cells)]


def whole(value: Decimal) -> Decimal:
    """Rounded to a whole, halves away from zero as people do it."""
    return value.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def change(now: Shown, before: Shown) -> Decimal | None:
    """By how many per cent a count differs from an earlier one; None where one is not to be seen, or it was zero."""
    if now.value is None or not before.value:
        return None
    return 100 * (now.value - before.value) / before.value


def change_text(now: Shown, before: Shown) -> str:
    """Such as +15%, −1% or 0%; a mark where a hidden count is behind it."""
    if NOTHING in (now, before):
        return ABSENT
    if HIDDEN in (now, before):
        return MARK
    moved = change(now, before)
    return ABSENT if moved is None else signed(moved, "%")


def signed(value: Decimal, unit: str = "") -> str:
    """A difference with its sign, as a whole."""
    rounded = whole(value)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{abs(rounded):,f}{unit}"


def share_text(part: Shown, of: Shown) -> str:
    """A share in per cent to one decimal; hidden with either of its counts, from which it could be worked back."""
    if NOTHING in (part, of):
        return ABSENT
    if HIDDEN in (part, of):
        return MARK
    found = share(part, of)
    return ABSENT if found is None else f"{found:.1f}%"


def share(part: Shown, of: Shown) -> Decimal | None:
    """A share in per cent; None where one of its counts is not to be seen."""
    if part.value is None or not of.value:
        return None
    return 100 * part.value / of.value


def moved_words(moved: Decimal | None, than: str) -> str:
    """Such as “4% below baseline”; "" where nothing can be said."""
    if moved is None:
        return ""
    size = abs(whole(moved))
    if not size:
        return f"level with {than}"
    return f"{size:,f}% {'above' if moved > 0 else 'below'} {than}"
