"""CSV files: their encoding and delimiter, their records one by one, and rows of which much comes again. Pure.

A file of half a million figures has some thousand series, some hundred months and some thousand different counts. Each
is read once, by the rule of its layout, and remembered by the letters in which it stood: a later record of which all
is known is only looked up. What is new, quoted or odd in any way goes through the rule again.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import TextIO

from performance.importing.parsed import FileRefused, Finding, Problems, Row, Stage, mark

_BLOCK = 1 << 20
_START = 600
_REMEMBERED = 20_000
"""Of counts and shares; series and months are as many as the file has."""


class Records:
    """The records of a CSV file, each with its line; they can be read again and again.

    UTF-8 with or without its mark, UTF-16 and Windows-1252 are read; cells are parted by comma, semicolon or tab.
    """

    def __init__(self, path: Path):
        self.path, self.encoding, self.quotes = path, _encoding(path), _has_quotes(path)
        with self.opened() as file:
            self.delimiter = _delimiter(file)

    @contextmanager
    def opened(self) -> Iterator[TextIO]:
        """The file as text, its line ends as they are."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            yield file

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Pairs of line and cells; lines without any cell are left out. Raises FileRefused."""
        with self.opened() as file:
            line = 1
            while True:
                cells, read = self.record(file, line)
                if not read:
                    return
                if cells:
                    yield line, cells
                line += read

    def record(self, lines: Iterator[str], line: int) -> tuple[list[str], int]:
        """The next record, which starts at `line`, and over how many lines it runs (0: there is none)."""
        reader = csv.reader(lines, delimiter=self.delimiter)
        try:
            return next(reader, []), reader.line_num
        except csv.Error as error:
            where = f"line {line + max(reader.line_num, 1) - 1}"
            raise FileRefused(Finding("error", where, f"The file cannot be read on from here: {error}.")) from None


@dataclass(frozen=True)
class Places:
    """In which columns a record says what.

    `key` are those that tell the series and whether a figure is final; `month` is None where the file has one month.
    """

    width: int
    key: tuple[int, ...]
    month: int | None
    total: int
    within: int
    printed: int | None = None


class RecordRows:
    """The rows of a file with one figure in each record.

    `read` is the rule of the layout: the row of a record (line, cells), or None where there is none, with what is wrong
    put to `problems`. `era` tells rows apart whose series depends on their month as well as on the cells of the key.
    """

    def __init__(
        self,
        records: Records,
        places: Places,
        read: Callable[[int, list[str]], Row | None],
        problems: Problems,
        era: Callable[[Row], Hashable] = lambda row: row.key.frequency,
    ):
        self._records, self._places, self._problems, self._era = records, places, problems, era
        self._rule = read

    def _read(self, line: int, cells: list[str]) -> Row | None:
        if len(cells) == self._places.width:
            return self._rule(line, cells)
        if any(cell.strip() for cell in cells):
            have = f"It has {len(cells)} cells, the headings {self._places.width}."
            self._problems.add(f"line {line}", f"{have} Was the file cut off?")
        return None

    def __iter__(self) -> Iterator[Row]:
        records = iter(self._records)
        next(records)
        for line, cells in records:
            row = self._read(line, cells)
            if row is not None:
                yield row
        self._problems.raise_any()

    def lines(self, stage: Stage) -> Iterator[str]:
        """The rows as lines for the stage (see ParsedFile.lines)."""
        known = _Known(self._places, stage, self._era)
        months, totals, withins, shares = known.months, known.totals, known.withins, known.shares
        split, cuts, pieces, in_order = known.split, known.cuts, known.pieces, known.in_order
        key_of, values_of, printed_at, printed = known.key_of, known.values_of, known.printed_at, "\n"
        delimiter, quotes, headings, line = self._records.delimiter, self._records.quotes, True, 0
        with self._records.opened() as file:
            for text in file:
                line += 1
                cells = split(text, delimiter, cuts)
                try:
                    if in_order:
                        key, month_cell, total_cell, within_cell = cells
                    elif len(cells) == pieces:
                        key, (month_cell, total_cell, within_cell) = key_of(cells), values_of(cells)
                    else:
                        raise KeyError
                    month, place, series = months[month_cell]
                    called, seen = series[key]
                    total, most = totals[total_cell]
                    within, least = withins[within_cell]
                    if printed_at:
                        printed = shares[cells[printed_at]]
                    if seen[place] or least > most or (quotes and '"' in text):
                        raise KeyError
                except (KeyError, IndexError, ValueError):
                    record, length = self._records.record(chain((text,), file), line)
                    if record and not headings and (row := self._read(line, record)):
                        plain = len(cells) == pieces and '"' not in text
                        yield known.line_of(row, cells if plain else None)
                    headings = headings and not record
                    line += length - 1
                else:
                    seen[place] = 1
                    yield f"{line}{called}{month}{total}{within}{printed}"
        self._problems.raise_any()


_FIRST = itemgetter(0)


class _Known:
    """What cells meant, by their letters: months, series (by era), counts and printed shares.

    Each is kept as a piece of the line, with the commas around it, so that a line is put together of few.
    Cells are counted from the right. Where all that tells the series stands left of the rest, as in our own layout, it
    stays in one piece.
    """

    def __init__(self, places: Places, stage: Stage, era: Callable[[Row], Hashable]):
        self.months: dict[str, tuple[str, int, dict]] = {}
        self.totals: dict[str, tuple[str, float]] = {}
        self.withins: dict[str, tuple[str, float]] = {}
        self.shares: dict[str, str] = {}
        # A file of one month says it nowhere: any cell stands for it.
        month = places.key[0] if places.month is None else places.month
        values = [month, places.total, places.within]
        self.values_of = itemgetter(*(place - places.width for place in values))
        self.printed_at = 0
        if places.printed is not None:
            self.printed_at = places.printed - places.width
            values.append(places.printed)
        if max(places.key) < min(values):
            self.split, self.cuts, self.key_of = str.rsplit, places.width - min(values), _FIRST
            self.pieces = self.cuts + 1
        else:
            self.split, self.cuts, self.key_of = str.split, -1, itemgetter(*places.key)
            self.pieces = places.width
        self.in_order = self.pieces == 4 and values == sorted(values) and self.key_of is _FIRST
        self._stage, self._era = stage, era
        self._eras: dict[Hashable, dict] = {}

    def line_of(self, row: Row, cells: list[str] | None) -> str:
        """A row as a line; what its cells mean is remembered, where they are given."""
        day = row.month.isoformat()
        place, (called, seen) = self._stage.place(day), self._stage.called(row.key, row.final)
        mark(self._stage, seen, place)
        called, month = f",{called},", f"{day},"
        if cells is None:
            return f"{row.line}{called}{month}{_text(row.total)},{_text(row.within)},{_text(row.printed)}\n"
        month_cell, total_cell, within_cell = self.values_of(cells)
        series = self._eras.setdefault(self._era(row), {})
        self.months[month_cell] = month, place, series
        series[self.key_of(cells)] = called, seen
        total, _ = self.totals.get(total_cell) or _keep(self.totals, total_cell, _count(row.total, "inf"))
        # An empty cell may be filled in from another one of its record.
        if not within_cell.strip():
            within = f"{_text(row.within)},"
        else:
            within, _ = self.withins.get(within_cell) or _keep(self.withins, within_cell, _count(row.within, "-inf"))
        printed = f"{_text(row.printed)}\n"
        if self.printed_at:
            _keep(self.shares, cells[self.printed_at], printed)
        return f"{row.line}{called}{month}{total}{within}{printed}"


def _text(value: Decimal | None) -> str:
    return "" if value is None else str(value)


def _count(value: Decimal | None, unknown: str) -> tuple[str, float]:
    """A count as a piece of a line, and as a number: where it is not known, one that fits with any other."""
    return f"{_text(value)},", float(unknown if value is None else value)


def _keep(memory: dict, cell: str, piece):
    if len(memory) >= _REMEMBERED:
        memory.clear()
    memory[cell] = piece
    return piece


# --- Letters --------------------------------------------------------------------------------------


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if unmarked := _utf_16_without_mark(start + file.read(_START)):
            return unmarked
        file.seek(len(start))
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            block = start
            while block:
                decoder.decode(block)
                block = file.read(_BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _has_quotes(path: Path) -> bool:
    with path.open("rb") as file:
        return any(b'"' in block for block in iter(lambda: file.read(_BLOCK), b""))


def _utf_16_without_mark(start: bytes) -> str:
    """Which UTF-16 it is where every other byte is zero; empty where it is none."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if odd > 0.8 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.8 * half and odd < 0.1 * half else ""


def _delimiter(file: TextIO) -> str:
    """The delimiter of which the first line has most."""
    first = file.readline()
    return max(",;\t", key=first.count)
