"""A deliverable while it is being read: what its table, lines and milestone tables have said so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from alliance.importing import delivery_words as words
from alliance.importing.delivery_columns import Header, header_of, months_in, quarter_of
from alliance.importing.milestone_lines import grouped, line_said, lines_of, marked, quarters_across, says_nothing
from alliance.importing.milestone_rows import PROGRESS_COLUMNS, MilestoneRows
from alliance.importing.parsed_delivery import (
    QUARTERS,
    LeadContact,
    ParsedComment,
    ParsedDeliverable,
    ParsedMilestone,
)
from core.periods import FinancialYear
from workplans.importing.blocks import Cell, Finding, Level, Line, Row, Table


@dataclass
class DeliverableDraft:
    """Takes what belongs to one deliverable, in order, and says at the end what it came to (`parsed`)."""

    workstream: str
    number: str
    title: str
    where: str
    findings: list[Finding]
    year: FinancialYear
    numbered: bool = True
    section: str = ""
    lead: LeadContact | None = None
    lead_not_applicable: bool = False
    lead_awaited: bool = False
    required: bool = True
    narrative: list[str] = field(default_factory=list)
    comments: list[ParsedComment] = field(default_factory=list)
    says: set[str] = field(default_factory=set)
    not_applicable: str = ""
    _cells: dict[str, list[str]] = field(default_factory=lambda: {"text": [], "measures": []})
    _label: str = ""
    _quarter: int | None = None
    _across: dict[int, int] = field(default_factory=dict)
    _by_lines: bool = False
    _lines: dict[int, list[tuple[Line, str]]] = field(default_factory=dict)
    _ready: dict[int, list[ParsedMilestone]] = field(default_factory=dict)
    _quarters_not_applicable: bool = False
    _spilled: bool = False
    _guessed_parents: list[str] = field(default_factory=list)

    @property
    def has_text(self) -> bool:
        return bool(self._cells["text"])

    @property
    def bare(self) -> bool:
        """Whether nothing but its heading was seen."""
        said = (
            self.narrative,
            self._lines,
            self._ready,
            self.lead,
            self._cells["text"],
            self._cells["measures"],
            self._label,
        )
        return not (any(said) or self.lead_not_applicable)

    def say(self, level: Level, where: str, message: str) -> None:
        """Add a finding about this deliverable."""
        self.findings.append(Finding(level, where, f"Deliverable {self.number}: {message}"))

    def take_line(self, text: str, marker: str, where: str) -> None:
        """A paragraph, or a heading inside the narrative."""
        if self.lead_awaited and words.has_address(text) and len(text) < 120:
            self._take_lead(text, where)
        elif (named := words.lead_line(text)) is not None:
            self._take_lead(named, where)
            self.lead_awaited = not named
        elif (comment := words.comment(text)) is not None:
            self.comments.append(comment)
        elif words.says_not_required(text):
            self.required = False
        elif words.is_hint(text):
            return
        elif self.section == "milestones" and (inline := words.quarter_and_text(text)) is not None:
            self._lines.setdefault(inline[0], []).append((Line(inline[1]), where))
        elif self.section == "milestones" and words.says_not_applicable(text):
            self._quarters_not_applicable = True
        elif self._by_lines and self._quarter:
            if words.says_not_applicable(text):
                self._quarters_not_applicable = True
            else:
                self._lines[self._quarter].append((Line(text, marker), where))
        elif self.section == "milestones" and self._quarter and marker:
            if not self._spilled:
                self.say("warning", where, f"lines after the table were read as the rest of Q{self._quarter}.")
            self._spilled = True
            self._lines[self._quarter].append((Line(text, marker), where))
        else:
            if self.section == "milestones" and self._quarter:
                self.say("info", where, "a paragraph among the milestones was read as part of the narrative.")
            self.narrative.append(marked(text, marker))

    def take_quarter_heading(self, number: int, where: str) -> None:
        """A heading or line that names a quarter: what follows is planned in it."""
        self.section, self._by_lines = "milestones", True
        self._open(number, where, "")

    def take_section(self, section: str) -> None:
        """A heading that begins the narrative or the milestones."""
        self.section, self._by_lines = section, False

    def take_table(self, table: Table) -> None:
        """A table: the deliverable's own, one of milestones, both in one, or one inside the narrative."""
        self._spilled = self._by_lines = False
        self._across = {}
        first = [words.label(cell.text) for cell in table.rows[0].cells] if table.rows else []
        header = header_of(table.rows[0]) if table.rows else Header({}, {})
        if header.by_milestone and self._of_others(table, header):
            self.say(
                "info", table.where, "this table speaks of other deliverables, too; they are read where they stand."
            )
        elif header.by_milestone:
            self._take_milestone_rows(table, header)
        elif sum(label in ("text", "measures", "lead") for label in first) > 1:
            self._take_labels_across(table, first)
        elif self._is_of_quarters(table) or self._is_labelled(table):
            for row in table.rows:
                if not row.empty:
                    self._take_row(row)
        else:
            rows = [" | ".join(cell.words for cell in row.cells if cell.words) for row in table.rows]
            self.narrative.extend(row for row in rows if row)
            self.say("info", table.where, "a table inside the narrative was kept as text.")

    def take_cell(self, name: str, cell: Cell) -> None:
        """What stands under "text", "measures" or "narrative"; measures may stand in one cell with the text."""
        for line in lines_of((cell,)):
            measure = words.measures_begin(line.text) if name == "text" else None
            if measure is not None:
                name = "measures"
                if measure:
                    self._cells[name].append(measure)
            elif name == "narrative":
                self.narrative.append(marked(line.text, line.marker))
            else:
                self._cells[name].append(line_said(line))

    def take_lead(self, text: str, where: str) -> None:
        """The lead contact, as a cell or the rest of a line names it."""
        self._take_lead(text, where)

    def take_quarter(self, number: int, cell: Cell, where: str, due: str) -> None:
        """The milestones of a cell; `due` is the date that they have in common, or nothing."""
        lines = []
        for line in lines_of((cell,)):
            if words.says_not_applicable(line.text):
                self._quarters_not_applicable = True
            elif words.says_not_required(line.text) or words.is_not_required(line.text):
                self.required = False
            else:
                lines.append((line, where))
        self._ready.setdefault(number, []).extend(
            replace(each, due=due) for each in grouped(lines, number, self._guessed_parents)
        )

    def add_milestone(self, number: int, milestone: ParsedMilestone) -> None:
        """One milestone that is read already."""
        self._ready.setdefault(number, []).append(milestone)

    def parsed(self) -> ParsedDeliverable:
        """The deliverable, once all that belongs to it was taken."""
        milestones = tuple(self._milestones_of(number) for number in QUARTERS)
        if self._guessed_parents:
            places = ", ".join(self._guessed_parents)
            self.say("info", self.where, f"what follows these was read as their parts: {places}.")
        narrative = tuple(self.narrative)
        refused = self.lead_not_applicable or self._quarters_not_applicable
        refused = refused or (len(narrative) == 1 and words.says_not_applicable(narrative[0]))
        reason = self.not_applicable
        if refused and not reason and not any(milestones):
            said = [text for text in narrative if not words.says_not_applicable(text)]
            reason = " ".join(said) or "the plan says N/A."
        return ParsedDeliverable(
            workstream=self.workstream,
            number=self.number,
            title=self.title,
            text=tuple(self._cells["text"]),
            measures=tuple(self._cells["measures"]),
            lead=self.lead,
            narrative=narrative,
            milestones_required=self.required,
            not_applicable=reason,
            milestones=milestones,
            comments=tuple(self.comments),
            where=self.where,
            numbered=self.numbered,
        )

    # --- What a line or a table adds ----------------------------------------------------------------------------------

    def _take_lead(self, text: str, where: str) -> None:
        named = words.lead(text)
        if named.rest:
            self.say("warning", where, f"after the lead contact stands “{named.rest[:80]}”, which is no part of it.")
            if not words.is_narrative_heading(named.rest):
                self.narrative.append(named.rest)
        self.lead = named.lead or self.lead
        self.lead_not_applicable = named.not_applicable
        self.lead_awaited = False

    def _is_of_quarters(self, table: Table) -> bool:
        months = self.section == "milestones" or any(
            words.is_milestones_heading(cell.words, styled=True) for row in table.rows[:1] for cell in row.cells
        )
        return (
            bool(self.section == "milestones" and self._quarter)
            or any(
                self._quarter_of(cell.text, months=months) is not None for row in table.rows for cell in row.cells[:1]
            )
            or any(len(quarters_across(row)) > 1 for row in table.rows)
        )

    def _is_labelled(self, table: Table) -> bool:
        labels = [words.label(row.cells[0].text) for row in table.rows if row.cells]
        return any(label in ("text", "measures") for label in labels) or (
            not self.has_text and sum(bool(label) for label in labels) > 1
        )

    def _quarter_of(self, text: str, *, months: bool = True) -> int | None:
        number = words.quarter(text)
        return quarter_of(text) if number is None and months and months_in(text) else number

    def _of_others(self, table: Table, header: Header) -> bool:
        """Whether a table of milestones is a summary of several deliverables."""
        if "title" in header.columns:
            return True
        at = header.columns.get("number")
        said = {row.cells[at].words for row in table.rows[1:] if at is not None and at < len(row.cells)}
        return any("." in number.strip(".") and not number.startswith(self.number) for number in said)

    def _take_milestone_rows(self, table: Table, header: Header) -> None:
        """A table with a row for each milestone, and perhaps its status; where a cell has several, a status beside them
        speaks of none in particular."""
        self.section = "milestones"
        rows = MilestoneRows(header, self.year, self.findings)
        beside = bool(set(header.columns) & set(PROGRESS_COLUMNS))
        quarter: int | None = None
        for row in table.rows[1:]:
            cell, written = rows.cell(row, "milestone"), rows.cell(row, "quarter").words
            if not cell.words or cell.merged == "down":
                continue
            outermost = min((line.depth for line in cell.lines), default=0)
            several = sum(line.depth == outermost and bool(line.text) for line in cell.lines) > 1
            number = self._quarter_of(written) or (quarter if not written else None)
            quarter = number or quarter
            if number is not None and number not in QUARTERS:
                self._open(number, row.where, cell.words)
            elif number is not None and (several or not written or not beside or says_nothing(cell.words)):
                if several and beside:
                    message = "several milestones stand in one cell; what stands beside them was not read."
                    self.say("info", row.where, message)
                elif not written and "due" not in header.columns:
                    self.say("warning", row.where, f"a row without a quarter was read as the rest of Q{number}.")
                self.take_quarter(number, cell, row.where, "")
            elif said := rows.read(row):
                self.add_milestone(*said)
        self.says |= rows.says

    def _take_labels_across(self, table: Table, labels: list[str]) -> None:
        for row in table.rows[1:]:
            for label, cell in zip(labels, row.cells, strict=False):
                if label and cell.merged != "across":
                    self._take_label(label, (cell,), row.where)

    def _take_label(self, label: str, cells: tuple[Cell, ...], where: str) -> None:
        said = " ".join(cell.words for cell in cells if cell.merged != "across" and cell.words)
        if label in ("text", "measures", "narrative"):
            for cell in cells:
                self.take_cell(label, cell)
        elif label == "lead":
            self._take_lead(said, where)
        elif label == "title":
            self.title = self.title or said
        elif label == "required":
            self.required = self.required and not words.is_not_required(said)
        elif label == "milestones" and words.is_not_required(said):
            self.required = False
        elif label == "milestones":
            self.section = "milestones"
            for line in lines_of(cells):
                self.take_line(line.text, line.marker, where)

    def _take_row(self, row: Row) -> None:
        """A row by its first cell: a quarter, a label, more of the row above; or quarters side by side."""
        name = row.cells[0].words if row.cells else ""
        across = quarters_across(row)
        if len(across) > 1:
            self.section, self._across, self._label = "milestones", across, ""
            for each in across.values():
                self._open(each, row.where, "")
            self._quarter = None
            return
        number, label = self._quarter_of(name), words.label(name)
        if number is not None:
            self.section, self._label, self._across = "milestones", "", {}
            if self._open(number, row.where, " ".join(cell.words for cell in row.cells[1:])):
                self._add_lines(number, row.cells[1:], row.where)
        elif label:
            self._label, self._quarter, self._across = label, None, {}
            self._take_label(label, row.cells[1:], row.where)
        elif self._across:
            for at, one in self._across.items():
                if one in QUARTERS:
                    self._add_lines(one, row.cells[at : at + 1], row.where)
        elif words.is_quarter_heading(name) or words.is_milestones_heading(name, styled=True):
            self.section = "milestones"
        else:
            self._take_more(row, name)

    def _take_more(self, row: Row, name: str) -> None:
        """A row that says neither a quarter nor a label."""
        written = " | ".join(cell.words for cell in row.cells if cell.words)
        if self.section == "milestones" and not self._label:
            if name or self._quarter is None:
                self.say("warning", row.where, f"expected Q1 to Q4, found “{name[:40]}”. Not read: {written}")
                return
            self.say("warning", row.where, f"a row without a quarter was read as the rest of Q{self._quarter}.")
            self._add_lines(self._quarter, row.cells[1:], row.where)
        elif name or not self._label:
            self.say("warning", row.where, f"the row “{name[:60]}” is not known. Its words went into the narrative.")
            self.narrative.append(written)
        else:
            self.say("warning", row.where, "a row without a label was read as the rest of the row above.")
            self._take_label(self._label, row.cells[1:], row.where)

    def _open(self, number: int, where: str, written: str) -> bool:
        """Whether there is such a quarter; what follows belongs to it."""
        if number in QUARTERS:
            self._quarter = number
            self._lines.setdefault(number, [])
            return True
        self._quarter = None
        self.say("error", where, f"there is no quarter Q{number}; expected Q1 to Q4. Not read: {written}")
        return False

    def _add_lines(self, number: int, cells: tuple[Cell, ...], where: str) -> None:
        for line in lines_of(cells):
            if words.says_not_applicable(line.text):
                self._quarters_not_applicable = True
            elif words.is_not_required(line.text) or words.says_not_required(line.text):
                self.required = False
            else:
                self._lines[number].append((line, where))

    def _milestones_of(self, number: int) -> tuple[ParsedMilestone, ...]:
        ready = self._ready.get(number, [])
        return (*grouped(self._lines.get(number, []), number, self._guessed_parents), *ready)
