"""Excel files -> figures, in the guarded child process: `read` opens, recognises and parses, and answers as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from performance.importing import extracts, published, simple, time_series
from performance.importing.parsed import FileRefused, Finding, ParsedFile, Row, SeriesKey, Stage, TableRead, mark

READ = "performance.importing.excel:read"
_WIDEST = 300


class _Numbers:
    """In the child process: a stage that calls each series by a number, and says which ones are new."""

    def __init__(self) -> None:
        self.repeated = False
        self.new: list[tuple[str, SeriesKey, bool]] = []
        self._numbers: dict[tuple[SeriesKey, bool], str] = {}
        self._seen: dict[SeriesKey, bytearray] = {}
        self._places: dict[str, int] = {}

    def called(self, key: SeriesKey, final: bool) -> tuple[str, bytearray]:
        number = self._numbers.get((key, final))
        if number is None:
            number = self._numbers[key, final] = str(len(self._numbers))
            self.new.append((number, key, final))
        return number, self._seen.setdefault(key, bytearray())

    def place(self, month: str) -> int:
        return self._places.setdefault(month, len(self._places))


def read(*, path: str, name: str) -> Iterator[str]:
    """In the child process: what a workbook says, as text (see `written`)."""
    return written(_sheets(path), name=name)


def written(sheets: dict[str, list[list[Any]]], *, name: str) -> Iterator[str]:
    """What the cells of a workbook say, piece by piece, each of whole lines.

    The figures are as for the stage (see ParsedFile.lines), with a number for the series. All else are JSON objects:
    first what is known before they are read, then any series before its first figure, last what is known only
    afterwards; or what was refused.
    """
    try:
        parsed, numbers = recognise(sheets, name=name), _Numbers()
        yield _told({field: getattr(parsed, field) for field in _BEFORE})
        lines = parsed.lines(numbers)
        while some := list(islice(lines, _AT_ONCE)):
            if numbers.new:
                yield _told({"series": numbers.new})
                numbers.new.clear()
            yield "".join(some)
    except FileRefused as refused:
        yield _told({"refused": [_finding(finding) for finding in refused.findings]})
        return
    yield _told(
        {
            "complete": parsed.complete,
            "names": parsed.names,
            "tables": [[t.sheet, t.part, t.rows, t.organisations, str(t.total)] for t in parsed.tables],
            "findings": [_finding(finding) for finding in parsed.findings],
        }
    )


_BEFORE = ("kind", "adds_up", "prints_shares")
_AT_ONCE = 2_000


def _told(what: dict[str, Any]) -> str:
    return f"{json.dumps(what)}\n"


def parsed_of(lines: Iterator[str]) -> ParsedFile:
    """The file whose text `written` makes. Raises FileRefused where it refused, also while the rows are read."""
    parsed = ParsedFile(rows=(), **_heard(next(lines, "{}")))
    parsed.rows = _ChildRows(lines, parsed)
    return parsed


def _heard(line: str) -> dict[str, Any]:
    told = json.loads(line)
    if "refused" in told:
        raise FileRefused(*(Finding(*finding) for finding in told["refused"]))
    return told


@dataclass(frozen=True)
class _ChildRows:
    """The rows as the child writes them; for the stage they need not become values again."""

    written: Iterator[str]
    into: ParsedFile

    def __iter__(self) -> Iterator[Row]:
        series: dict[str, tuple[SeriesKey, bool]] = {}
        for text in self.written:
            if text.startswith("{"):
                series.update((number, (SeriesKey(*key), final)) for number, key, final in self._hear(text))
                continue
            line, number, month, *values = text.rstrip("\n").split(",")
            key, final = series[number]
            total, within, printed = (Decimal(value) if value else None for value in values)
            yield Row(key, date.fromisoformat(month), total, within, printed, int(line), final)

    def lines(self, stage: Stage) -> Iterator[str]:
        """The rows as lines for the stage (see ParsedFile.lines)."""
        series: dict[str, tuple[str, bytearray]] = {}
        places: dict[str, int] = {}
        for text in self.written:
            try:
                line, number, month, values = text.split(",", 3)
                words, seen = series[number]
                place = places[month]
                if seen[place]:
                    raise KeyError
            except (KeyError, IndexError, ValueError):
                if text.startswith("{"):
                    for number, key, final in self._hear(text):
                        words, seen = stage.called(SeriesKey(*key), final)
                        series[number] = f",{words},", seen
                    continue
                words, seen = series[number]
                places[month] = place = stage.place(month)
                mark(stage, seen, place)
            else:
                seen[place] = 1
            yield f"{line}{words}{month},{values}"

    def _hear(self, text):
        """The series that are told of; what else is told goes to the file."""
        told = _heard(text)
        if "findings" in told:
            self.into.complete = told["complete"]
            self.into.names.update(told["names"])
            self.into.tables += [TableRead(*table[:4], Decimal(table[4])) for table in told["tables"]]
            self.into.findings += [Finding(*finding) for finding in told["findings"]]
        return told.get("series", ())


def _finding(finding: Finding) -> list[str]:
    return [finding.level, finding.where, finding.message]


def _sheets(path: str) -> dict[str, list[list[Any]]]:
    """The cells of every sheet, by its name, from A1 on."""
    from python_calamine import CalamineWorkbook

    book, sheets = CalamineWorkbook.from_path(path), {}
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        sheets[name] = [row[:_WIDEST] for row in rows] if rows and len(rows[0]) > _WIDEST else rows
    return sheets


def recognise(sheets: dict[str, list[list[Any]]], *, name: str) -> ParsedFile:
    """Which kind of workbook this is, by its content, and its figures. Raises FileRefused, saying what was found."""
    for title, rows in sheets.items():
        if rows and extracts.is_extract(rows[0]):
            return extracts.read_sheet(title, rows, name=name)
    if ours := simple.sheets_of_ours(sheets):
        return simple.read_sheets(sheets, ours)
    if published.is_workbook(sheets):
        return published.read_workbook(sheets, name=name)
    if time_series.is_time_series(sheets):
        return time_series.read_time_series(sheets, name=name)
    found = []
    for title, rows in list(sheets.items())[:12]:
        first = next((row for row in rows if sum(bool(str(cell).strip()) for cell in row) > 2), [])
        cells = ", ".join(str(cell).strip() for cell in first if str(cell).strip())[:160]
        found.append(f"“{title}” ({cells or 'no table'})")
    message = "This is none of the known waiting-times files. No headings of one were found in its sheets: "
    raise FileRefused(Finding("error", "file", message + "; ".join(found) + "."))
