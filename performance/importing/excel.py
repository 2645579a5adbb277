"""Excel files -> figures, in the guarded child process: `read` opens, recognises and parses, and answers as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from performance.importing import extracts, published, simple, time_series
from performance.importing.parsed import FileRefused, Finding, ParsedFile, Row, SeriesKey, Stage, TableRead, mark

READ = "performance.importing.excel:read"
_WIDEST = 300


class _Numbers:
    """In the child process: a stage that calls each series by a number."""

    def __init__(self) -> None:
        self.repeated = False
        self.series: dict[tuple[SeriesKey, bool], str] = {}
        self.places: dict[str, int] = {}
        self._seen: dict[SeriesKey, bytearray] = {}

    def called(self, key: SeriesKey, final: bool) -> tuple[str, bytearray]:
        return self.series.setdefault((key, final), str(len(self.series))), self._seen.setdefault(key, bytearray())

    def place(self, month: str) -> int:
        return self.places.setdefault(month, len(self.places))


def read(*, path: str, name: str) -> dict[str, Any]:
    """In the child process: what a workbook says, as JSON holds it."""
    return read_cells(_sheets(path), name=name)


def read_cells(sheets: dict[str, list[list[Any]]], *, name: str) -> dict[str, Any]:
    """What the cells of a workbook say, as JSON holds it. Series are told once and called by a number."""
    try:
        parsed, numbers = recognise(sheets, name=name), _Numbers()
        lines = "".join(parsed.lines(numbers))
    except FileRefused as refused:
        return {"refused": [_finding(finding) for finding in refused.findings]}
    return {
        "kind": parsed.kind,
        "complete": parsed.complete,
        "adds_up": parsed.adds_up,
        "prints_shares": parsed.prints_shares,
        "names": parsed.names,
        "tables": [[t.sheet, t.part, t.rows, t.organisations, str(t.total)] for t in parsed.tables],
        "findings": [_finding(finding) for finding in parsed.findings],
        "series": [[*key, final] for key, final in numbers.series],
        "months": list(numbers.places),
        "repeated": numbers.repeated,
        "lines": lines,
    }


def parsed_of(answer: dict[str, Any]) -> ParsedFile:
    """The value that `read` put into JSON. Raises FileRefused where that was the answer."""
    if "refused" in answer:
        raise FileRefused(*(Finding(*finding) for finding in answer["refused"]))
    series = [(SeriesKey(*key), final) for *key, final in answer["series"]]
    return ParsedFile(
        kind=answer["kind"],
        rows=_ChildRows(series, answer["months"], answer["lines"].splitlines(keepends=True), answer["repeated"]),
        complete=answer["complete"],
        adds_up=answer["adds_up"],
        prints_shares=answer["prints_shares"],
        names=answer["names"],
        tables=[TableRead(*table[:4], Decimal(table[4])) for table in answer["tables"]],
        findings=[Finding(*finding) for finding in answer["findings"]],
    )


@dataclass(frozen=True)
class _ChildRows:
    """The rows as the child wrote them; for the stage they need not become values again."""

    series: list[tuple[SeriesKey, bool]]
    months: list[str]
    written: list[str]
    repeated: bool

    def __iter__(self) -> Iterator[Row]:
        for text in self.written:
            line, number, month, *values = text.rstrip("\n").split(",")
            key, final = self.series[int(number)]
            total, within, printed = (Decimal(value) if value else None for value in values)
            yield Row(key, date.fromisoformat(month), total, within, printed, int(line), final)

    def lines(self, stage: Stage) -> Iterator[str]:
        """The rows as lines for the stage (see ParsedFile.lines)."""
        places = {month: stage.place(month) for month in self.months}
        called = {str(number): stage.called(key, final) for number, (key, final) in enumerate(self.series)}
        stage.repeated = stage.repeated or self.repeated
        # What is one series to the stage may have been several to the child, by their words.
        if len({id(seen) for _, seen in called.values()}) < len({key for key, _ in self.series}):
            for text in self.written:
                _, number, month, _ = text.split(",", 3)
                mark(stage, called[number][1], places[month])
        words = {number: f",{each}," for number, (each, _) in called.items()}
        for text in self.written:
            line, number, rest = text.split(",", 2)
            yield f"{line}{words[number]}{rest}"


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
