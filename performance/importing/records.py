"""CSV files: their encoding and delimiter, their records one by one, and rows of which much comes again. Pure.

A record of which all cells are known is only looked up (memory.py). What is new, quoted or odd in any way goes through
the rule of its layout.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import TextIO

from performance.importing.memory import Era, Memory, Places, Rule, frequency_of
from performance.importing.parsed import FileRefused, Finding, Problems, Row, Stage

_BLOCK = 1 << 20
_START = 600


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


class RecordRows:
    """The rows of a file with one figure in each record.

    What is wrong was put to `problems` by `read`, the rule of the layout. `era` tells rows apart whose series depends
    on their month as well as on the cells of the key.
    """

    def __init__(self, records: Records, places: Places, read: Rule, problems: Problems, era: Era = frequency_of):
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
        known, cut = Memory(stage, self._era), _Cut(self._places)
        months, totals, withins, shares = known.months, known.totals, known.withins, known.shares
        split, times, pieces, in_order = cut.split, cut.times, cut.pieces, cut.in_order
        key_of, values_of, printed_at, printed = cut.key_of, cut.values_of, cut.printed_at, "\n"
        delimiter, quotes, headings, line = self._records.delimiter, self._records.quotes, True, 0
        with self._records.opened() as file:
            for text in file:
                line += 1
                cells = split(text, delimiter, times)
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
                        if len(cells) == pieces and '"' not in text:
                            share = cells[printed_at] if printed_at else None
                            yield known.line_of(row, key_of(cells), values_of(cells), share)
                        else:
                            yield known.line_of(row)
                    headings = headings and not record
                    line += length - 1
                else:
                    seen[place] = 1
                    yield f"{line}{called}{month}{total}{within}{printed}"
        self._problems.raise_any()


_FIRST = itemgetter(0)


class _Cut:
    """How a line of a CSV file is cut into as few pieces as will do.

    Cells are counted from the right. Where all that tells the series stands left of the rest, as in our own layout, it
    stays in one piece.
    """

    def __init__(self, places: Places):
        values = list(places.values)
        self.values_of = itemgetter(*(place - places.width for place in values))
        self.printed_at = 0
        if places.printed is not None:
            self.printed_at = places.printed - places.width
            values.append(places.printed)
        if max(places.key) < min(values):
            self.split, self.times, self.key_of = str.rsplit, places.width - min(values), _FIRST
            self.pieces = self.times + 1
        else:
            self.split, self.times, self.key_of = str.split, -1, itemgetter(*places.key)
            self.pieces = places.width
        self.in_order = self.pieces == 4 and values == sorted(values) and self.key_of is _FIRST


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
