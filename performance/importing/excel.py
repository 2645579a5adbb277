"""Excel files -> figures, in the guarded child process: `read` opens, recognises and parses, and answers as JSON."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from performance.importing import extracts, published, simple, time_series
from performance.importing.parsed import FileRefused, Finding, ParsedFile, Row, SeriesKey, Stage, TableRead, mark
from performance.importing.tables import day_of

READ = "performance.importing.excel:read"
_WIDEST = 300


def read(*, path: str, name: str) -> dict[str, Any]:
    """In the child process: what a workbook says, as JSON holds it. Series are told once and named by a number."""
    try:
        parsed = recognise(_sheets(path), name=name)
        numbers: dict[SeriesKey, int] = {}
        rows = list(_plain(parsed, numbers))
    except FileRefused as refused:
        return {"refused": [_finding(finding) for finding in refused.findings]}
    return {
        "kind": parsed.kind,
        "complete": parsed.complete,
        "adds_up": parsed.adds_up,
        "published_on": _made_on(path),
        "names": parsed.names,
        "tables": [[t.sheet, t.part, t.rows, t.organisations, str(t.total)] for t in parsed.tables],
        "findings": [_finding(finding) for finding in parsed.findings],
        "series": [list(key) for key in numbers],
        "rows": rows,
    }


def _plain(parsed: ParsedFile, numbers: dict[SeriesKey, int]) -> Iterator[tuple]:
    """Rows as JSON holds them. Months and counts come again and again, so their letters are remembered."""
    months: dict[date, str] = {}
    texts: dict[Decimal | None, str | None] = {None: None}
    for key, month, total, within, printed, line, final in parsed:
        try:
            values = months[month], texts[total], texts[within]
        except KeyError:
            months[month] = month.isoformat()
            texts.update({count: str(count) for count in (total, within) if count is not None})
            values = months[month], texts[total], texts[within]
        share = None if printed is None else str(printed)
        yield numbers.setdefault(key, len(numbers)), *values, share, line, final


def parsed_of(answer: dict[str, Any]) -> ParsedFile:
    """The value that `read` put into JSON. Raises FileRefused where that was the answer."""
    if "refused" in answer:
        raise FileRefused(*(Finding(*finding) for finding in answer["refused"]))
    keys = [SeriesKey(*key) for key in answer["series"]]
    return ParsedFile(
        kind=answer["kind"],
        rows=_ChildRows(keys, answer["rows"]),
        published_on=day_of(answer["published_on"]),
        complete=answer["complete"],
        adds_up=answer["adds_up"],
        names=answer["names"],
        tables=[TableRead(*table[:4], Decimal(table[4])) for table in answer["tables"]],
        findings=[Finding(*finding) for finding in answer["findings"]],
    )


@dataclass(frozen=True)
class _ChildRows:
    """The rows as the child wrote them; for the stage they need not become values again."""

    keys: list[SeriesKey]
    rows: list[list[Any]]

    def __iter__(self) -> Iterator[Row]:
        months: dict[str, date] = {}
        for number, month, total, within, printed, line, final in self.rows:
            if month not in months:
                months[month] = date.fromisoformat(month)
            values = (None if value is None else Decimal(value) for value in (total, within, printed))
            yield Row(self.keys[number], months[month], *values, line, final)

    def lines(self, stage: Stage) -> Iterator[str]:
        """The rows as lines for the stage (see ParsedFile.lines)."""
        called = {final: [stage.called(key, final) for key in self.keys] for final in {row[6] for row in self.rows}}
        places = {month: stage.place(month) for month in {row[1] for row in self.rows}}
        for number, month, total, within, printed, line, final in self.rows:
            words, seen = called[final][number]
            mark(stage, seen, places[month])
            yield f"{line},{words},{month},{total or ''},{within or ''},{printed or ''}\n"


def _finding(finding: Finding) -> list[str]:
    return [finding.level, finding.where, finding.message]


def _sheets(path: str) -> dict[str, list[list[Any]]]:
    """The cells of every sheet, by its name, from A1 on."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    return {
        name: [row[:_WIDEST] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
        for name in book.sheet_names
    }


def recognise(sheets: dict[str, list[list[Any]]], *, name: str) -> ParsedFile:
    """Which kind of workbook this is, by its content, and its figures. Raises FileRefused, saying what was found."""
    for title, rows in sheets.items():
        if extracts.is_extract(rows):
            return extracts.read_extract(title, rows, name=name)
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


def _made_on(path: str) -> str:
    """The day on which a workbook was last saved, as its properties say; empty where they do not."""
    try:
        with zipfile.ZipFile(path) as archive:
            core = archive.read("docProps/core.xml")[:20_000].decode("utf-8", "replace")
    except (KeyError, OSError, zipfile.BadZipFile):
        return ""
    days = dict(re.findall(r"<dcterms:(modified|created)[^>]*>([^<]{10,30})<", core))
    return days.get("modified", days.get("created", ""))
