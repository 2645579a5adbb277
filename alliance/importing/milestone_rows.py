"""Milestones that stand one to a row, under the headings quarter, milestone, due, status, rating and comment. Pure."""

from __future__ import annotations

from textwrap import shorten

from alliance.importing import delivery_words as words
from alliance.importing.delivery_columns import Header
from alliance.importing.parsed_delivery import QUARTERS, ParsedMilestone
from core.periods import FinancialYear, Quarter
from workplans import due
from workplans.importing.blocks import Cell, Finding, Level, Row
from workplans.importing.progress_words import read_progress

PROGRESS_COLUMNS = ("status", "rating", "comment", "due", "parts")


class MilestoneRows:
    """Reads rows of one table; `says` gathers the fields of which any row says something."""

    def __init__(self, header: Header, year: FinancialYear, findings: list[Finding]) -> None:
        self._header, self.year, self.findings = header, year, findings
        self.says: set[str] = set()

    def read(self, row: Row) -> tuple[int, ParsedMilestone] | None:
        """The quarter and the milestone of a row; None, with a finding, where it says no milestone."""
        text = self._words(row, "milestone")
        quarter, written = self._words(row, "quarter"), self._words(row, "due")
        if not text:
            if quarter or written:
                self._wrong(row, "milestone", "", "the words of the milestone")
            return None
        number = self._quarter_said(row, quarter, written)
        if number is None:
            return None
        status, rating, comment = self._progress(row)
        parts = [line.text for line in self.cell(row, "parts").lines if line.text]
        lines = [line for line in self.cell(row, "milestone").lines if line.text]
        if any(line.depth for line in lines[1:]):
            outermost = min(line.depth for line in lines)
            text = " ".join(line.text for line in lines if line.depth == outermost)
            parts = [line.text for line in lines if line.depth > outermost] + parts
        self.says |= {name for name in PROGRESS_COLUMNS if self._words(row, name)}
        return number, ParsedMilestone(text, tuple(parts), row.where, written, status, rating, comment)

    def cell(self, row: Row, name: str) -> Cell:
        """What stands in a column."""
        at = self._header.columns.get(name)
        return row.cells[at] if at is not None and at < len(row.cells) else Cell()

    def _words(self, row: Row, name: str) -> str:
        return self.cell(row, name).words

    def _quarter_said(self, row: Row, quarter: str, written: str) -> int | None:
        """The quarter of a row, by its column or else by its date."""
        if quarter:
            number = words.quarter(quarter) or (int(quarter) if quarter.isdigit() else None)
            if number in QUARTERS:
                return number
            day = due.the_due(due.read_due(quarter, self.year))
            found = Quarter.containing(day.latest) if day.latest and day.earliest else None
            if number is None and found and found.year == self.year and found.first_day <= day.earliest:
                return found.number
            self._wrong(row, "quarter", quarter, "Q1, Q2, Q3 or Q4")
            return None
        day = due.the_due(due.read_due(written, self.year))
        found = Quarter.containing(day.latest) if day.latest else None
        if found and found.year == self.year:
            return found.number
        name = "quarter" if "quarter" in self._header.columns else "due"
        self._wrong(row, name, written, f"a quarter or a date of {self.year}")
        return None

    def _progress(self, row: Row) -> tuple[str, str, str]:
        status, rating, comment = (self._words(row, name) for name in ("status", "rating", "comment"))
        read, judged = read_progress(status), read_progress(rating)
        for name, value, rest in (("status", status, read.rest), ("rating", rating, judged.rest)):
            if rest:
                expected = "Not started, In progress, Complete or Closed" if name == "status" else "Red, Amber or Green"
                self._wrong(row, name, value, expected, level="warning")
        colour = judged.rating or read.rating
        if colour in ("blue", "grey"):
            colour = ""
        return read.status or judged.status, colour, comment

    def _wrong(self, row: Row, name: str, value: str, expected: str, *, level: Level = "error") -> None:
        self.findings.append(wrong(self._header, row, name, value, expected, level=level))


def wrong(header: Header, row: Row, name: str, value: str, expected: str, *, level: Level = "error") -> Finding:
    """A finding of a cell: its column as it is headed, what was found, and what was expected."""
    at = header.columns.get(name)
    heading = header.headings[at] if at is not None and at < len(header.headings) else name
    found = f"“{shorten(value, 60, placeholder=' …')}”" if value else "nothing"
    left = "This row was left out." if level == "error" else "The cell was left out."
    return Finding(level, row.where, f"column “{heading}”: found {found}, expected {expected}. {left}")
