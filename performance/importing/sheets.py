"""Files of our own templates as rows of words: which sheet has which headings, and where each cell stands. Pure.

The sheets of examples and of allowed words that a template brings along are left alone; any other sheet whose headings
are not known is told of.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from core.export import unguarded
from performance.importing.months import read_period
from performance.importing.numbers import SUPPRESSED
from performance.importing.words import fold
from performance.wording import listed

READ = "performance.importing.sheets:read_workbook"
LEFT_ALONE = ("example", "allowed words", "how to fill it in")
MOST_ROWS = 20_000
_WIDEST = 60

Grid = list[list[str]]


@dataclass(frozen=True)
class CellFinding:
    """What is wrong, or worth a look, with its place. `level` is "error" or "warning"."""

    level: str
    sheet: str
    row: int | None
    column: str
    value: str
    message: str

    @property
    def where(self) -> str:
        parts = [f"sheet “{self.sheet}”" if self.sheet else "", f"row {self.row}" if self.row else "", self.column]
        return ", ".join(part for part in parts if part) or "file"


def read_workbook(*, path: str) -> list[tuple[str, Grid]]:
    """In the child process: the sheets of a workbook, every cell as text."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    sheets = []
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        # Rows above the first that holds something are not handed out, and yet count for whoever looks for a place.
        above: Grid = [[] for _ in range(min(sheet.start[0] if sheet.start else 0, MOST_ROWS))]
        rows = [[text_of(cell) for cell in row[:_WIDEST]] for row in sheet.to_python()]
        sheets.append((name, above + rows))
    return sheets


def text_of(cell: Any) -> str:
    """A cell as text: days as 2026-09-21, whole numbers without a point."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return "" if cell is None else str(cell).strip()


@dataclass
class Line:
    """A row of a sheet that knows its headings, and collects what is wrong with it."""

    sheet: str
    row: int
    cells: Mapping[str, str]
    findings: list[CellFinding]
    failed: bool = field(default=False)

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def wrong(self, column: str, message: str) -> None:
        """Note an error in a cell; the row is not used."""
        self.failed = True
        self.findings.append(CellFinding("error", self.sheet, self.row, column, self.get(column)[:120], message))

    def warn(self, column: str, message: str) -> None:
        self.findings.append(CellFinding("warning", self.sheet, self.row, column, self.get(column)[:120], message))

    # --- Kinds of cells -------------------------------------------------------------------------------

    def day(self, column: str) -> date | None:
        """A day; None, and an error, for anything else."""
        found = read_day(self.get(column))
        if found is None:
            self.wrong(column, "Expected a day, such as 21/09/2026.")
        return found

    def number(self, column: str, *, expected: str = "Expected a number.") -> Decimal | None:
        """A number, with or without thousands and a per cent sign; None where the cell is empty."""
        text = self.get(column).replace(",", "").replace("£", "").removesuffix("%").strip()
        if not text:
            return None
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            self.wrong(column, expected)
            return None
        return value

    def count(self, column: str) -> Decimal | None:
        """A count: whole or a half. None where it is suppressed or empty; look at `get` to tell the two apart."""
        if self.get(column).lower() in SUPPRESSED:
            return None
        expected = "Expected a count: a whole number or a half, 0 for nobody, * for suppressed."
        value = self.number(column, expected=expected)
        if value is not None and (value < 0 or (value * 2) % 1):
            self.wrong(column, expected)
            return None
        return value

    def word(self, column: str, words: Mapping[str, str], *, expected: str) -> str | None:
        """One of some words, compared without regard to case; None, and an error, for anything else."""
        found = words.get(fold(self.get(column)))
        if found is None:
            self.wrong(column, expected)
        return found


_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?,?\s+(\d{4})")
_BEFORE_A_DAY = re.compile(r"^(week\s+(ending|commencing|starting|of)|w/[ec])\s*:?\s*")


def read_day(text: str) -> date | None:
    """A day as people write it: 2026-09-21, 21/09/2026, 21 September 2026; also behind “week ending”. Never a guess."""
    folded = _BEFORE_A_DAY.sub("", " ".join(text.lower().split()))
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", folded):
            return date.fromisoformat(folded)
        if match := _DAY_FIRST.fullmatch(folded):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if (match := _DAY_MONTH.fullmatch(folded)) and match[2] in _MONTHS:
            return date(int(match[3]), _MONTHS[match[2]], int(match[1]))
    except ValueError:
        return None
    return None


def read_month(text: str) -> date | None:
    """The first day of a month: of any day in it, of 2026-09, September 2026 or Sep 26."""
    day = read_day(text)
    if day is None:
        period = read_period(text)
        day = period.month if period and period.frequency == "month" else None
    return day.replace(day=1) if day else None


# --- Tables -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Layout:
    """A table of a template: its headings, and which of them a file may leave out.

    `held_against` are headings that may stand beside them: such a cell is no value, but is held against the others.
    """

    name: str
    headings: tuple[str, ...]
    optional: tuple[str, ...] = ()
    held_against: tuple[str, ...] = ()


def lines_of(
    sheets: Sequence[tuple[str, Grid]], layouts: Sequence[Layout], findings: list[CellFinding]
) -> Iterator[tuple[Layout, Line]]:
    """Every row of every sheet that has the headings of a layout. What cannot be used goes to `findings`."""
    found = rows = 0
    for name, grid in sheets:
        if fold(name) in LEFT_ALONE:
            continue
        start, layout = _headings(grid, layouts)
        if layout is None:
            if any(cell for row in grid for cell in row):
                findings.append(CellFinding("warning", name, None, "", "", _unknown(grid, layouts)))
            continue
        found += 1
        columns = {_heading(cell, layout): place for place, cell in enumerate(grid[start]) if cell}
        missing = [h for h in layout.headings if h not in columns and h not in layout.optional]
        if missing:
            columns_missing = listed(f"“{heading}”" for heading in missing)
            there = f"There {'is no column' if len(missing) == 1 else 'are no columns'} {columns_missing}."
            message = f"{there} Expected: {', '.join(layout.headings)}."
            findings.append(CellFinding("error", name, start + 1, "", "", message))
            continue
        for unknown in sorted(set(columns) - {*layout.headings, *layout.held_against}):
            findings.append(CellFinding("warning", name, start + 1, unknown, "", "This column is not read."))
        for number, row in enumerate(grid[start + 1 :], start=start + 2):
            if not any(row):
                continue
            rows += 1
            if rows > MOST_ROWS:
                message = f"The file has more than {MOST_ROWS:,} rows. Split it into several."
                findings.append(CellFinding("error", name, number, "", "", message))
                return
            cells = {heading: row[place] if place < len(row) else "" for heading, place in columns.items()}
            yield layout, Line(name, number, cells, findings)
    if not found:
        message = "None of its sheets has the headings of the template. " + _expected(layouts)
        findings.append(CellFinding("error", "", None, "", "", message))
    elif not rows and not any(finding.level == "error" for finding in findings):
        findings.append(CellFinding("error", "", None, "", "", "There is no row below the headings."))


def _headings(grid: Grid, layouts: Sequence[Layout]) -> tuple[int, Layout | None]:
    """The row of the headings, among the first ten that hold something, and whose they are.

    They are a layout's where they have at least half of its headings.
    """
    for number, row in islice(((number, row) for number, row in enumerate(grid) if any(row)), 10):
        best = max(layouts, key=lambda layout: _shared(row, layout))
        if 2 * _shared(row, best) >= len(best.headings):
            return number, best
    return 0, None


def _shared(row: Iterable[str], layout: Layout) -> int:
    return len({_heading(cell, layout) for cell in row} & set(layout.headings))


def _heading(cell: str, layout: Layout) -> str:
    """The heading that a cell means, written as in the template; its own words where it means none."""
    folded = fold(cell)
    known = (*layout.headings, *layout.held_against)
    return next((heading for heading in known if fold(heading) == folded), cell)


def _unknown(grid: Grid, layouts: Sequence[Layout]) -> str:
    first = next((row for row in grid if any(row)), [])
    return f"This sheet is not read. Its first row is: {', '.join(c for c in first if c)[:160]}. {_expected(layouts)}"


def _expected(layouts: Sequence[Layout]) -> str:
    return "Expected: " + "; or ".join(", ".join(layout.headings) for layout in layouts) + "."


def from_csv(records: Iterable[tuple[int, list[str]]], *, name: str) -> list[tuple[str, Grid]]:
    """A CSV file as one sheet; apostrophes that our own files put before formulas are taken off."""
    grid: Grid = []
    for line, cells in records:
        grid.extend([] for _ in range(line - 1 - len(grid)))
        grid.append([unguarded(cell).strip() for cell in cells])
    return [(name, grid)]
