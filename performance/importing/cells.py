"""Rows of the sheets of a workbook with one figure in each. Pure.

As with CSV (records.py), a row of which all cells are known is only looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from performance.importing.memory import Era, Memory, Places, Rule, frequency_of
from performance.importing.parsed import Problems, Row, Stage


@dataclass(frozen=True)
class FigureSheet:
    """The rows of a sheet below its headings, the first of them being row `first`; where they say what; their rule."""

    rows: Sequence[list[Any]]
    first: int
    places: Places
    read: Rule

    def row(self, number: int, cells: list[Any]) -> Row | None:
        """One row by the rule; None where there is none."""
        if cells.count("") == len(cells):
            return None
        missing = self.places.width - len(cells)
        return self.read(number, [*cells, *[""] * missing] if missing > 0 else cells)


class CellRows:
    """The rows of one or several sheets; what is wrong was put to `problems` by their rules."""

    def __init__(self, sheets: Sequence[FigureSheet], problems: Problems, era: Era = frequency_of):
        self._sheets, self._problems, self._era = sheets, problems, era

    def __iter__(self) -> Iterator[Row]:
        for sheet in self._sheets:
            for number, cells in enumerate(sheet.rows, start=sheet.first):
                row = sheet.row(number, cells)
                if row is not None:
                    yield row
        self._problems.raise_any()

    def lines(self, stage: Stage) -> Iterator[str]:
        """The rows as lines for the stage (see ParsedFile.lines)."""
        for sheet in self._sheets:
            yield from self._lines(sheet, Memory(stage, self._era))
        self._problems.raise_any()

    def _lines(self, sheet, known):
        months, totals, withins = known.months, known.totals, known.withins
        key_of, values_of = itemgetter(*sheet.places.key), itemgetter(*sheet.places.values)
        for number, cells in enumerate(sheet.rows, start=sheet.first):
            try:
                key, (month_cell, total_cell, within_cell) = key_of(cells), values_of(cells)
                month, place, series = months[month_cell]
                called, seen = series[key]
                total, most = totals[total_cell]
                within, least = withins[within_cell]
                # True is 1 where something is looked up, and no count.
                if seen[place] or least > most or type(total_cell) is bool or type(within_cell) is bool:
                    raise KeyError
            except (KeyError, IndexError):
                row = sheet.row(number, cells)
                if row is not None:
                    plain = len(cells) >= sheet.places.width and all(isinstance(cell, str) for cell in key_of(cells))
                    yield known.line_of(row, key_of(cells), values_of(cells)) if plain else known.line_of(row)
            else:
                seen[place] = 1
                yield f"{number}{called}{month}{total}{within}\n"
