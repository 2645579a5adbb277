"""Part two of a delivery plan as one workbook of our own: its sheets, their columns, and what a cell may hold. Pure.

Finance, Measures, Trajectories and Risks, each row known by what stands in its first columns. Trajectories have a sheet
of their own, for a measure may be planned for the alliance and for each system or provider. A cell becomes a value
that JSON holds and that compares: an amount "12500.00", a day "2026-06-30", a choice by its stored name. An empty
cell says nothing. A cell that cannot be read is an error with sheet, row, column, value and what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from textwrap import shorten
from typing import Any

from alliance.exposure import IMPACTS, LIKELIHOODS
from core.periods import FinancialYear, month_window
from performance.measures import STANDARDS
from performance.trajectories.rules import PlannedMeasure
from workplans import due
from workplans.due import DueKind
from workplans.importing.blocks import Document, Finding, Row, Table

WHOLE_PLAN, HELD, WHOLE_YEAR = "Whole plan", "Not allocated yet", "Whole year"
QUARTER_WORDS = (*(f"Q{number}" for number in (1, 2, 3, 4)), WHOLE_YEAR)
DIRECTION_WORDS = {"increase": "Up is better", "decrease": "Down is better", "neutral": "Neither is better"}
BASIS_WORDS = {"agreed": "Agreed", "indicative": "Indicative"}
FREQUENCY_WORDS = {"month": "Month", "quarter": "Quarter"}
CATEGORY_WORDS = {
    "clinical": "Clinical quality and safety", "workforce": "Workforce", "finance": "Finance",
    "delivery": "Delivery and timetable", "performance": "Performance", "digital": "Digital and data",
    "engagement": "Engagement and partners", "inequalities": "Health inequalities", "other": "Other",
}  # fmt: skip
GUIDE, LISTS = "Guide", "Lists"
EXPECTED = {
    "money": "an amount in pounds, such as 12500 or 12,500.00",
    "number": "a number, such as 85 or 6.4",
    "date": "a day, such as 30/06/2026",
}


@dataclass(frozen=True)
class Column:
    """A column of a sheet. `words` are what a choice may be: stored name and the word in the cell."""

    key: str
    heading: str
    kind: str = "text"
    required: bool = False
    words: tuple[tuple[str, str], ...] = ()
    width: int = 18
    shown_only: bool = False

    @property
    def expected(self) -> str:
        if self.words:
            return f"one of {', '.join(word for _, word in self.words)}"
        return EXPECTED.get(self.kind, "some words")


@dataclass(frozen=True)
class SheetOf:
    """A sheet of the workbook: what it is for, and its columns."""

    name: str
    about: str
    columns: tuple[Column, ...]


def scale(pairs: tuple[tuple[int, str], ...]) -> tuple[tuple[str, str], ...]:
    """Scores from 1 to 5 with their words: "4 Likely"."""
    return tuple((str(number), f"{number} {word}") for number, word in pairs)


def months_of(year: FinancialYear) -> list[tuple[str, str]]:
    """(key, heading) of the months of a financial year: ("2026-04", "Apr 2026")."""
    starts = [(year.start, month) for month in range(4, 13)] + [(year.start + 1, month) for month in (1, 2, 3)]
    return [(f"{y}-{m:02d}", f"{month_window(y, m)[0]:%b %Y}") for y, m in starts]


def sheets_of(year: FinancialYear) -> tuple[SheetOf, ...]:
    """The sheets of part two for a year."""
    words = lambda pairs: tuple(pairs.items())  # noqa: E731
    likelihood, impact = scale(LIKELIHOODS), scale(IMPACTS)
    return (
        SheetOf(
            "Finance",
            "Pounds by deliverable and quarter. The whole plan and each workstream may have totals of their own.",
            (
                Column("whose", "Deliverable", required=True, width=20),
                Column("quarter", "Quarter", "choice", True, tuple((word, word) for word in QUARTER_WORDS), 14),
                Column("fund", "Source of the money", width=30),
                Column("basis", "Basis", "choice", words=words(BASIS_WORDS), width=14),
                Column("amount", "Allocation", "money"),
                Column("actual", "Spent so far", "money"),
                Column("forecast", "Forecast for the quarter", "money", width=24),
            ),
        ),
        SheetOf(
            "Measures",
            "The success measures of each deliverable, known by their words.",
            (
                Column("whose", "Deliverable", required=True, width=14),
                Column("text", "Measure", required=True, width=60),
                Column("code", "National code", width=16),
                Column("unit", "Unit", width=14),
                Column("direction", "Direction", "choice", words=words(DIRECTION_WORDS), width=20),
                Column("baseline", "Baseline", "number", width=14),
                Column("target", "Target", "number", width=14),
                Column("standard", "Waiting-time standard", "choice", words=tuple((s, s) for s in STANDARDS), width=22),
            ),
        ),
        SheetOf(
            "Trajectories",
            "What is planned by month, or by quarter in the month in which it begins; for the alliance, or for the "
            "provider or system whose code stands under “For”.",
            (
                Column("measure", "Measure", "choice", True, tuple((m.value, m.label) for m in PlannedMeasure), 26),
                Column("title", "Name of our own", width=34),
                Column("place", "For", width=12),
                Column("unit", "Unit", width=12),
                Column("frequency", "Planned by", "choice", words=words(FREQUENCY_WORDS), width=14),
                Column("target", "Target", "number", width=12),
                *(Column(key, heading, "number", width=12) for key, heading in months_of(year)),
            ),
        ),
        SheetOf(
            "Risks",
            "The risk register of the plan. Leave the reference of a new risk empty.",
            (
                Column("ref", "Reference", width=12),
                Column("whose", "Hangs on", width=16),
                Column("title", "Risk", required=True, width=44),
                Column("cause", "Cause", "lines", width=40),
                Column("effect", "Effect", "lines", width=40),
                Column("category", "Category", "choice", words=words(CATEGORY_WORDS), width=26),
                Column("likelihood_before", "Likelihood before", "choice", words=likelihood, width=20),
                Column("impact_before", "Impact before", "choice", words=impact, width=20),
                Column("likelihood", "Likelihood now", "choice", words=likelihood, width=20),
                Column("impact", "Impact now", "choice", words=impact, width=20),
                Column("likelihood_target", "Likelihood aimed at", "choice", words=likelihood, width=20),
                Column("impact_target", "Impact aimed at", "choice", words=impact, width=20),
                Column("mitigations", "Mitigation", "list", width=50),
                Column("owner", "Owner", width=26),
                Column("review", "Next review", "date", width=14),
                Column("travel", "Direction of travel", width=18, shown_only=True),
                Column("state", "State", width=14, shown_only=True),
            ),
        ),
    )  # fmt: skip


def is_part_two(document: Document, year: FinancialYear) -> bool:
    """Whether a workbook is part two: a sheet of its name stands in it with at least two of its headings."""
    known = {
        sheet.name.casefold(): {column.heading.casefold() for column in sheet.columns} for sheet in sheets_of(year)
    }
    return any(
        len(known.get(table.name.strip().casefold(), set()) & {cell.words.casefold() for cell in table.rows[0].cells})
        > 1
        for table in document.tables
        if table.rows
    )


def read_part_two(document: Document, year: FinancialYear) -> dict[str, Any]:
    """The rows of each sheet as JSON: {"sheets": {name: [{"where", "values"}]}, "findings"}."""
    findings = [each for each in document.findings if each.where != f"sheet {LISTS}"]
    sheets: dict[str, list[dict[str, Any]]] = {}
    specs = {sheet.name.casefold(): sheet for sheet in sheets_of(year)}
    for table in document.tables:
        spec = specs.get(table.name.strip().casefold())
        if spec is not None:
            sheets[spec.name] = list(_rows(table, spec, year, findings))
        elif table.name.strip() != GUIDE:
            expected = ", ".join(sheet.name for sheet in specs.values())
            message = f"there is no sheet “{table.name}” in part two; expected {expected}. It was not read."
            findings.append(Finding("error", table.where, message))
    for sheet in specs.values():
        if sheet.name not in sheets:
            message = f"The workbook has no rows in a sheet “{sheet.name}”; what is there stays as it is."
            findings.append(Finding("info", "file", message))
    return {
        "sheets": sheets,
        "title": "",
        "findings": [{"level": f.level, "where": f.where, "message": f.message} for f in findings],
    }


def _rows(table: Table, spec: SheetOf, year: FinancialYear, findings: list[Finding]) -> Iterator[dict[str, Any]]:
    header, *rows = table.rows
    named = {cell.words.casefold(): at for at, cell in enumerate(header.cells) if cell.words}
    places = {column: named.get(column.heading.casefold()) for column in spec.columns}
    absent = [column.heading for column in spec.columns if column.required and places[column] is None]
    if absent:
        message = f"expected the column “{absent[0]}”; found {', '.join(f'“{cell.words}”' for cell in header.cells)}."
        findings.append(Finding("error", header.where, f"{message} The sheet was left out."))
        return
    ours = {column.heading.casefold() for column in spec.columns}
    for heading in (cell.words for cell in header.cells if cell.words and cell.words.casefold() not in ours):
        findings.append(Finding("warning", header.where, f"the column “{heading}” is not known and was not read."))
    for row in rows:
        if row.empty:
            continue
        values, problems = _values(row, places, year)
        findings.extend(Finding("error", row.where, f"{problem} This row was left out.") for problem in problems)
        if not problems:
            yield {"where": row.where, "values": values}


def _values(row: Row, places: dict[Column, int | None], year: FinancialYear) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    problems = []
    for column, at in places.items():
        if at is None or column.shown_only:
            continue
        cell = row.cells[at] if at < len(row.cells) else None
        text = cell.words if cell else ""
        if not text:
            if column.required:
                problems.append(f"column “{column.heading}”: found nothing, expected {column.expected}.")
            continue
        if column.kind == "list" and cell:
            values[column.key] = [line.text for line in cell.lines if line.text]
            continue
        value = _value(column, text, year)
        if value is None:
            found = shorten(text, 60, placeholder=" …")
            problems.append(f"column “{column.heading}”: found “{found}”, expected {column.expected}.")
        else:
            values[column.key] = value
    return values, problems


def _value(column: Column, text: str, year: FinancialYear) -> str | None:
    """The value of a cell; None where it is none of its kind."""
    if column.words:
        said = text.casefold().strip(" .")
        for name, word in column.words:
            if said in (word.casefold(), name.casefold()) or said == word.partition(" ")[0].casefold():
                return name
        return None
    if column.kind in ("money", "number"):
        number = _number(text)
        if number is None or (column.kind == "money" and (number < 0 or number != number.quantize(Decimal("0.01")))):
            return None
        return as_money(number) if column.kind == "money" else as_number(number)
    if column.kind == "date":
        day = due.the_due(due.read_due(text, year))
        return day.latest.isoformat() if day.kind == DueKind.DAY and day.latest else None
    return text


def _number(text: str) -> Decimal | None:
    said = re.sub(r"^£\s*|\s*%$|\s|(?<=\d),(?=\d{3})", "", text)
    try:
        number = Decimal(said)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 10 else None


def as_money(value: Decimal | None) -> str | None:
    """An amount as it compares: "12500.00"."""
    return None if value is None else f"{value:.2f}"


def as_number(value: Decimal | None) -> str | None:
    """A number as it compares: "6.4", never "6.4000"."""
    if value is None:
        return None
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
