"""Excel files -> figures, in the guarded child process: `read` opens, recognises and parses, and answers as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from performance.importing import extracts, published, simple, time_series
from performance.importing.parsed import FileRefused, Finding, ParsedFile, Row, SeriesKey, Stage, TableRead, make_room

READ = "performance.importing.excel:read"
_WIDEST = 300


def read(*, path: str, name: str) -> dict[str, Any]:
    """In the child process: what a workbook says, as JSON holds it. Series and months are told once, by a number."""
    try:
        parsed = recognise(_sheets(path), name=name)
        series: dict[tuple[SeriesKey, bool], int] = {}
        months: dict[date, int] = {}
        rows = "".join(_plain(parsed, series, months))
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
        "series": [[*key, final] for key, final in series],
        "months": [month.isoformat() for month in months],
        "rows": rows,
    }


def _plain(parsed: ParsedFile, series: dict, months: dict) -> Iterator[str]:
    """Rows as lines: the numbers of series and month, the line, then what the stage is told as it stands."""
    texts: dict[Decimal | None, str] = {None: ""}
    for key, month, total, within, printed, line, final in parsed:
        try:
            number, place, counts = series[key, final], months[month], f"{texts[total]},{texts[within]}"
        except KeyError:
            number, place = series.setdefault((key, final), len(series)), months.setdefault(month, len(months))
            texts.update({count: str(count) for count in (total, within) if count is not None})
            counts = f"{texts[total]},{texts[within]}"
        yield f"{number} {place} {line} {counts},{'' if printed is None else printed}\n"


def parsed_of(answer: dict[str, Any]) -> ParsedFile:
    """The value that `read` put into JSON. Raises FileRefused where that was the answer."""
    if "refused" in answer:
        raise FileRefused(*(Finding(*finding) for finding in answer["refused"]))
    series = [(SeriesKey(*key), final) for *key, final in answer["series"]]
    return ParsedFile(
        kind=answer["kind"],
        rows=_ChildRows(series, answer["months"], answer["rows"].splitlines()),
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
    rows: list[str]

    def __iter__(self) -> Iterator[Row]:
        months = [date.fromisoformat(month) for month in self.months]
        for row in self.rows:
            number, place, line, values = row.split(" ")
            key, final = self.series[int(number)]
            total, within, printed = (Decimal(value) if value else None for value in values.split(","))
            yield Row(key, months[int(place)], total, within, printed, int(line), final)

    def lines(self, stage: Stage) -> Iterator[str]:
        """The rows as lines for the stage (see ParsedFile.lines)."""
        months = {str(number): (month, stage.place(month)) for number, month in enumerate(self.months)}
        called = {}
        for number, (key, final) in enumerate(self.series):
            words, seen = called[str(number)] = stage.called(key, final)
            make_room(seen, max(place for _, place in months.values()))
        for row in self.rows:
            number, place, line, values = row.split(" ")
            words, seen = called[number]
            month, at = months[place]
            if seen[at]:
                stage.repeated = True
            seen[at] = 1
            yield f"{line},{words},{month},{values}\n"


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
