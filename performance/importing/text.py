"""CSV files -> figures: the encoding and the delimiter, the kind by its first lines, and the records one by one."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from performance.importing import combined, published, scotland, simple
from performance.importing.parsed import FileRefused, Finding, ParsedFile

_BLOCK = 1 << 20
_HEAD = 30


def read_csv(path: Path, *, name: str) -> ParsedFile:
    """Recognise a CSV file and read it; its rows come record by record, so memory does not grow with the file.

    UTF-8 with or without its mark, UTF-16 and Windows-1252 are read. Raises FileRefused, saying what was found.
    """
    records = records_of(path)
    head = list(islice(records, _HEAD))
    if not head:
        raise FileRefused(Finding("error", "file", "The file is empty."))
    headings, rest = head[0][1], chain(head[1:], records)
    if combined.is_combined(headings):
        return combined.read_combined(headings, rest, name=name)
    if scotland.is_scottish(headings):
        return scotland.read_scottish(headings, rest)
    if simple.is_simple(headings):
        return simple.read_simple(headings, rest)
    if published.is_old_csv(_grid(head)):
        return published.read_old_csv(_grid(chain(head, records)), name=name)
    found = "; ".join(", ".join(cell for cell in cells if cell.strip())[:160] for _, cells in head[:3])
    message = (
        "This is none of the known waiting-times files. Our own has the columns provider, standard, tumour group, "
        f"month, total, within. The first lines here are: {found}."
    )
    raise FileRefused(Finding("error", "line 1", message))


def _grid(records) -> list[list[str]]:
    """The records by line: a record that runs over several lines leaves empty ones behind it."""
    rows: list[list[str]] = []
    for line, cells in records:
        rows.extend([] for _ in range(line - 1 - len(rows)))
        rows.append(cells)
    return rows


def records_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Pairs of line and cells; lines without any cell are left out."""
    with path.open(encoding=_encoding(path), newline="") as file:
        reader = csv.reader(file, delimiter=_delimiter(file))
        line = 1
        try:
            for cells in reader:
                if cells:
                    yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise FileRefused(
                Finding("error", f"line {line}", f"The file cannot be read on from here: {error}.")
            ) from None


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if unmarked := _utf_16_without_mark(start + file.read(_HEAD * 20)):
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
    file.seek(0)
    return max(",;\t", key=first.count)
