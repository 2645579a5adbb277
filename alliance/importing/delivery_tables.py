"""A delivery plan laid out as a table: a row for each deliverable with its quarters across, or for each milestone.

One big table, a workbook with a sheet for each workstream, our own export, a list of milestones to be brought up to
date: the columns are found by their headings (delivery_columns.py), wherever they stand. A row that cannot be read is
an error with its row, column, value and what was expected, and is left out; nothing is guessed.
"""

from __future__ import annotations

import re
from textwrap import shorten

from alliance.importing import delivery_words as words
from alliance.importing.delivery_columns import Header, header_of, months_in, number_in
from alliance.importing.delivery_drafts import DeliverableDraft
from alliance.importing.milestone_rows import PROGRESS_COLUMNS, MilestoneRows, wrong
from alliance.importing.parsed_delivery import DOCUMENT, QUARTERS, LeadContact, ParsedWorkstream
from core.periods import FinancialYear
from workplans.importing.blocks import Cell, Finding, Level, Row, Table, one_line

HEADER_WITHIN = 15
_PLAIN_SHEETS = re.compile(
    r"sheet ?\d*|.*(?:plan|milestones?|deliverables?|template|table|export|data)\b.*", re.IGNORECASE
)
_SAYS = {
    "title": "title", "text": "text", "measures": "measures", "lead": "lead", "email": "lead", "narrative": "narrative",
    "required": "programme", "reason": "programme",
}  # fmt: skip


def header_in(table: Table, *, whole: bool) -> tuple[int, Header] | None:
    """The row of headings of a table that holds a plan, and where it stands. `whole`: the table has nothing around it
    that could say which deliverable it is (a sheet, a CSV)."""
    rows = table.rows[:HEADER_WITHIN]
    for at, row in enumerate(rows):
        found = [(at, header_of(row))]
        if at + 1 < len(rows):
            found.append((at + 1, header_of(_one_row(row, rows[at + 1]))))
        for place, header in sorted(found, key=lambda each: -len(each[1].quarters)):
            if (header.by_milestone or header.by_deliverable) and (whole or header.names_deliverables):
                return place, header
    return None


def _one_row(upper: Row, lower: Row) -> Row:
    """Two rows of headings as one: what stands below, and where that is empty or merged, what stands above."""
    if not any(cell.merged for cell in (*upper.cells, *lower.cells)):
        return upper
    cells = [cell if cell.words and not cell.merged else Cell() for cell in lower.cells]
    for at, cell in enumerate(upper.cells[: len(cells)]):
        if not cells[at].words and not cell.merged:
            cells[at] = cell
    return Row(tuple(cells), lower.where)


class TableReader:
    """Reads the tables of a file one after the other; gathers deliverables, workstreams, findings, what was said."""

    def __init__(self, year: FinancialYear, findings: list[Finding]) -> None:
        self.year, self.findings = year, findings
        self.workstreams: dict[str, ParsedWorkstream] = {}
        self.drafts: dict[str, DeliverableDraft] = {}
        self.says = {"milestones"}
        self.by_milestone = True
        self._titles: dict[str, str] = {}
        self._header = Header({}, {})
        self._workstream = ""
        self._headed = False
        self._current: DeliverableDraft | None = None

    def read(self, table: Table, at: int, header: Header, *, several: bool) -> None:
        """Read the rows below a table's headings. `several`: a sheet's name is that of a workstream."""
        self._header, self._current = header, None
        if not header.by_milestone:
            self.by_milestone = False
            self.says |= {_SAYS[name] for name in header.columns if name in _SAYS}
            if len(header.quarters) > 1:
                self.says.add("parts")
        for row in table.rows[:at]:
            self._group(row)
        named = bool(table.name) and not _PLAIN_SHEETS.fullmatch(table.name)
        if several and named and "workstream" not in header.columns:
            self._open_workstream(table.name, "", table.where)
            self._headed = True
        for row in table.rows[at + 1 :]:
            if row.empty or header_of(row).columns == header.columns:
                continue
            if not self._group(row):
                self._row(row)

    def open_workstream(self, text: str, where: str) -> None:
        """A heading above a table: its rows belong to this workstream."""
        self._open_workstream(text, "", where)
        self._headed = True

    def finished(self) -> frozenset[str]:
        """The fields of which the file speaks."""
        return frozenset(self.says | ({"deliverables"} if not self.by_milestone else set())) & (
            DOCUMENT | set(PROGRESS_COLUMNS)
        )

    # --- Workstreams --------------------------------------------------------------------------------------------------

    def _group(self, row: Row) -> bool:
        """Whether a row is no deliverable but a heading across the table: that of a workstream."""
        said = list(dict.fromkeys(cell.words for cell in row.cells if cell.words and cell.merged != "down"))
        alone = len(said) == 1 and len([cell for cell in row.cells if cell.words and not cell.merged]) == 1
        across = any(cell.merged == "across" for cell in row.cells)
        if not alone or (not across and not words.workstream(said[0])):
            return False
        if words.workstream(said[0]) or (self._header.columns and across):
            self._open_workstream(said[0], "", row.where)
            self._headed = True
        return True

    def _open_workstream(self, text: str, number: str, where: str) -> None:
        """Make the workstream of this name the one that is open; one that is named again is the same."""
        named = words.workstream(text) or words.bare_workstream(text)
        title = one_line(named[1] if named else text)
        number = number or (named[0] if named else "") or self._titles.get(title.casefold(), "")
        if not number:
            number = str(max((int(each) for each in self.workstreams if each.isdigit()), default=0) + 1)
        self._titles.setdefault(title.casefold(), number)
        if number not in self.workstreams or not self.workstreams[number].title:
            self.workstreams[number] = ParsedWorkstream(number, title, where)
        self._workstream = number

    # --- A row --------------------------------------------------------------------------------------------------------

    def _cell(self, row: Row, name: str) -> Cell:
        at = self._header.columns.get(name)
        return row.cells[at] if at is not None and at < len(row.cells) else Cell()

    def _words(self, row: Row, name: str) -> str:
        return self._cell(row, name).words

    def _row(self, row: Row) -> None:
        draft = self._deliverable(row)
        if draft is None:
            return
        if self._header.by_milestone:
            self._milestone(row, draft)
            return
        for at, number in self._header.quarters.items():
            cell = row.cells[at] if at < len(row.cells) else Cell()
            if cell.merged != "down":
                self._quarter(draft, number, at, cell, row)

    def _deliverable(self, row: Row) -> DeliverableDraft | None:
        number, title = number_in(self._words(row, "number"))[0], self._words(row, "title")
        if self._words(row, "number") and not number:
            title = title or self._words(row, "number")
        if not number:
            number, title = number_in(title)
        text = [line.text for line in self._cell(row, "text").lines if line.text]
        if not number and not title and text:
            number, text[0] = number_in(text[0])
        title = title or (shorten(text[0], 200, placeholder=" …") if text else "")
        repeats = self._cell(row, "number").merged == "down" or self._cell(row, "title").merged == "down"
        if (repeats or not (number or title)) and self._current:
            if not repeats and not self._header.by_milestone:
                self._say(
                    "warning", row.where, f"a row without number and title was read as more of {self._current.number}."
                )
            return self._current
        if not number and not title:
            self._wrong(
                row, "number" if "number" in self._header.columns else "title", "", "the deliverable’s number or title"
            )
            return None
        self._workstream_of(row, number)
        known = next((each for each in self.drafts.values() if each.title.casefold() == title.casefold()), None)
        if not number and known:
            number = known.number
        if number in self.drafts:
            draft = self.drafts[number]
            if not self._header.by_milestone and draft.has_text and text:
                self._say(
                    "error",
                    row.where,
                    f"Deliverable {number} stands twice. Give each its own number; this row was left out.",
                )
                return None
        else:
            draft = self._new(number, title, row)
        self._current = draft
        self._fill(draft, row, text)
        return draft

    def _workstream_of(self, row: Row, number: str) -> None:
        said = self._cell(row, "workstream")
        if said.words:
            given = self._words(row, "workstream_number") or ("" if words.workstream(said.words) else _prefix(number))
            taken = self.workstreams.get(given)
            title = (words.workstream(said.words) or words.bare_workstream(said.words) or ("", said.words))[1]
            if taken and taken.title and taken.title.casefold() != one_line(title).casefold():
                given = ""  # the number's first part belongs to another workstream
            self._open_workstream(said.words, given, row.where)
        elif not self._headed:
            self._workstream = _prefix(number) or self._workstream or "1"
        self.workstreams.setdefault(self._workstream, ParsedWorkstream(self._workstream, "", row.where))

    def _new(self, number: str, title: str, row: Row) -> DeliverableDraft:
        given = not number
        if given:
            own = sum(each.workstream == self._workstream for each in self.drafts.values())
            number = f"{self._workstream}.{own + 1}"
            self._say(
                "info", row.where, f"“{shorten(title, 60, placeholder=' …')}” has no number; it was given {number}."
            )
        draft = DeliverableDraft(self._workstream, number, title, row.where, self.findings, self.year, not given)
        self.drafts[number] = draft
        return draft

    def _fill(self, draft: DeliverableDraft, row: Row, text: list[str]) -> None:
        """What the row says of the deliverable itself, where nothing was said before."""
        if "text" in self._header.columns and not draft.has_text and text:
            draft.take_cell("text", Cell(tuple(line for line in self._cell(row, "text").lines)))
        for name in ("measures", "narrative"):
            if self._cell(row, name).merged != "down":
                draft.take_cell(name, self._cell(row, name))
        lead, email = self._words(row, "lead"), self._words(row, "email")
        if (lead or email) and draft.lead is None:
            draft.take_lead(f"{lead} {email}".strip() if email else lead, row.where)
            if draft.lead is not None and email and words.has_address(email):
                draft.lead = LeadContact(lead or draft.lead.name, email.strip().lower())
        required = self._words(row, "required").casefold()
        if required in ("no", "not required", "n"):
            draft.required = False
        elif required in ("n/a", "not applicable", "programme not applicable"):
            draft.not_applicable = self._words(row, "reason") or "the plan says N/A."

    # --- Milestones ---------------------------------------------------------------------------------------------------

    def _quarter(self, draft: DeliverableDraft, number: int, at: int, cell: Cell, row: Row) -> None:
        """The milestones in one cell of a row of a deliverable; under the heading of a month they are due in it."""
        if not cell.words:
            return
        heading = self._header.headings[at]
        if number not in QUARTERS:
            self._wrong(row, heading, heading, "Q1 to Q4")
            return
        months = months_in(heading)
        draft.take_quarter(number, cell, row.where, heading if len(months) == 1 else "")
        if len(months) == 1:
            self.says.add("due")

    def _milestone(self, row: Row, draft: DeliverableDraft) -> None:
        rows = MilestoneRows(self._header, self.year, self.findings)
        if said := rows.read(row):
            draft.add_milestone(*said)
        self.says |= rows.says

    # --- Findings -----------------------------------------------------------------------------------------------------

    def _wrong(self, row: Row, name: str, value: str, expected: str) -> None:
        self.findings.append(wrong(self._header, row, name, value, expected))

    def _say(self, level: Level, where: str, message: str) -> None:
        self.findings.append(Finding(level, where, message))


def _prefix(number: str) -> str:
    """The workstream in a deliverable's number: 2 of 2.10."""
    first, dot, _ = number.partition(".")
    return first if dot and first.isdigit() else ""
