"""Disclosure control: which counts are hidden from people who may not see small ones. Pure.

A count below the limit could point at a person, so it is hidden. Then so much more is hidden that nothing hidden can be
worked out from what is shown: where a total and all of its parts but one are known, the last is a subtraction away.

Zero is shown. It points at nobody, most cells of a week are zeros, and hiding them would bury what a board must see.
Everything hidden carries one and the same mark, so that a reader cannot tell a small count from a larger one that is
hidden to protect it. Whatever is computed from a hidden count (a share, a change) is hidden with it, by whoever asks
this module. Published national statistics are shown as published and never come here.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple, TypeVar

MARK = "*"

Cell = TypeVar("Cell", bound=Hashable)
Counts = Mapping[Cell, Decimal | None]


class Line(NamedTuple):
    """A total that somebody can compare with its parts."""

    total: Hashable
    parts: tuple[Hashable, ...]


def is_small(count: Decimal | None, *, limit: int) -> bool:
    """Whether a count is one that is hidden for its own sake; what is not known cannot be told either way."""
    return count is not None and 0 < count < limit


def hidden(counts: Counts[Cell], lines: Iterable[Line], *, limit: int) -> frozenset[Cell]:
    """The cells that are not to be shown: those that are small, and those that would give one of them away.

    A count that is not known (it came suppressed) is protected like a hidden one. On every line, either nothing is
    hidden, or at least two cells are, and the hidden parts of a total that is shown make the limit at least.
    """
    found = {cell for cell, count in counts.items() if is_small(count, limit=limit)}
    if not found and None not in counts.values():
        return frozenset()
    present = [
        Line(line.total, parts)
        for line in lines
        if line.total in counts and (parts := tuple(part for part in line.parts if part in counts))
    ]
    again = True
    while again:
        again = False
        for line in present:
            while (more := _to_hide(counts, line, found, limit)) is not None:
                found.add(more)
                again = True
    return frozenset(found)


def _to_hide(counts: Counts, line: Line, found: Collection[Hashable], limit: int) -> Hashable | None:
    """One more cell of a line to hide, the one that costs least; None where the line gives nothing away."""
    closed = [cell for cell in line.parts if cell in found or counts[cell] is None]
    total_closed = line.total in found or counts[line.total] is None
    if not closed and not total_closed:
        return None
    if total_closed:
        enough = bool(closed)  # one equation, two unknown
    else:
        values = [counts[cell] for cell in closed]
        together = sum((value for value in values if value is not None), Decimal(0))
        enough = len(closed) > 1 and (together >= limit or None in values)
    if enough:
        return None
    shown = [cell for cell in line.parts if cell not in found and counts[cell]]
    if shown:
        return min(shown, key=lambda cell: (counts[cell], repr(cell)))
    if not total_closed:
        return line.total
    zeros = [cell for cell in line.parts if cell not in found and counts[cell] == 0]
    return min(zeros, key=repr, default=None)


# --- Tables of two ways -----------------------------------------------------------------------------

WHOLE = None
"""Stands in a key for all rows, or for all columns, together."""


def two_way_lines(keys: Iterable[tuple[Hashable, Hashable, Hashable]]) -> list[Line]:
    """The lines of tables whose cells are (table, row, column), with WHOLE in the place of a row or column for totals.

    Every row with its total, every column with its total, and the totals with the grand one.
    """
    rows: dict[tuple, list] = {}
    columns: dict[tuple, list] = {}
    for key in keys:
        table, row, column = key
        if column is not WHOLE:
            rows.setdefault((table, row, WHOLE), []).append(key)
        if row is not WHOLE:
            columns.setdefault((table, WHOLE, column), []).append(key)
    return [Line(total, tuple(parts)) for total, parts in (*rows.items(), *columns.items())]
