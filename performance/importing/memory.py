"""What cells of a file meant, by their letters, so that a row of which all is known need only be looked up. Pure.

A file of half a million figures has some thousand series, some hundred months and some thousand different counts. Each
is read once, by the rule of its layout, and remembered. What is new or odd in any way goes through the rule again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from performance.importing.parsed import Row, Stage, mark

_REMEMBERED = 20_000
"""Of counts and shares; series and months are as many as the file has."""

Rule = Callable[[int, Sequence[Any]], Row | None]
"""The rule of a layout: the row of a line and its cells, or None where there is none."""
Era = Callable[[Row], Hashable]
"""What a series depends on besides its own cells."""


def frequency_of(row: Row) -> Hashable:
    """The era of most layouts."""
    return row.key.frequency


@dataclass(frozen=True)
class Places:
    """In which columns a row says what.

    `key` are those that tell the series and whether a figure is final; `month` is None where the file has one month.
    """

    width: int
    key: tuple[int, ...]
    month: int | None
    total: int
    within: int
    printed: int | None = None

    @property
    def values(self) -> tuple[int, int, int]:
        """Month, total and within. A file of one month says it nowhere: any cell stands for it."""
        return self.key[0] if self.month is None else self.month, self.total, self.within


class Memory:
    """Months, series (by era), counts and printed shares, by the cells in which they stood.

    Each is kept as a piece of the line, with the commas around it, so that a line is put together of few; beside it
    stands what a reader compares: the place of the month, where the series was seen, the count as a number.
    """

    def __init__(self, stage: Stage, era: Era):
        self.months: dict[Any, tuple[str, int, dict]] = {}
        self.totals: dict[Any, tuple[str, float]] = {}
        self.withins: dict[Any, tuple[str, float]] = {}
        self.shares: dict[Any, str] = {}
        self._stage, self._era = stage, era
        self._eras: dict[Hashable, dict] = {}

    def line_of(self, row: Row, key: Hashable = None, values: Sequence[Any] = (), printed_cell: Any = None) -> str:
        """A row as a line for the stage; what its cells mean is remembered, where they are given.

        `key` are the cells of the series, `values` those of month, total and within.
        """
        day = row.month.isoformat()
        place, (words, seen) = self._stage.place(day), self._stage.called(row.key, row.final)
        mark(self._stage, seen, place)
        called, month, printed = f",{words},", f"{day},", f"{_text(row.printed)}\n"
        if not values:
            return f"{row.line}{called}{month}{_text(row.total)},{_text(row.within)},{printed}"
        month_cell, total_cell, within_cell = values
        series = self._eras.setdefault(self._era(row), {})
        self.months[month_cell] = month, place, series
        series[key] = called, seen
        total, _ = self.totals.get(total_cell) or _keep(self.totals, total_cell, _count(row.total, "inf"))
        # An empty cell may be filled in from another one of its row.
        if not str(within_cell).strip():
            within = f"{_text(row.within)},"
        else:
            within, _ = self.withins.get(within_cell) or _keep(self.withins, within_cell, _count(row.within, "-inf"))
        if printed_cell is not None:
            _keep(self.shares, printed_cell, printed)
        return f"{row.line}{called}{month}{total}{within}{printed}"


def _text(value: Decimal | None) -> str:
    return "" if value is None else str(value)


def _count(value: Decimal | None, unknown: str) -> tuple[str, float]:
    """A count as a piece of a line, and as a number: where it is not known, one that fits with any other."""
    return f"{_text(value)},", float(unknown if value is None else value)


def _keep(memory: dict, cell: Any, piece):
    if len(memory) >= _REMEMBERED:
        memory.clear()
    memory[cell] = piece
    return piece
