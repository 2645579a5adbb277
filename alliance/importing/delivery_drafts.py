"""A deliverable while it is being read: what its table, lines and milestone tables have said so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from textwrap import shorten

from alliance.importing import delivery_words as words
from alliance.importing.parsed_delivery import (
    QUARTERS,
    LeadContact,
    ParsedComment,
    ParsedDeliverable,
    ParsedMilestone,
)
from workplans.importing.blocks import BULLET, Cell, Finding, Level, Line, Row, Table


@dataclass
class DeliverableDraft:
    """Takes what belongs to one deliverable, in order, and says at the end what it came to (`parsed`)."""

    workstream: str
    number: str
    title: str
    where: str
    findings: list[Finding]
    numbered: bool = True
    section: str = ""
    lead: LeadContact | None = None
    lead_not_applicable: bool = False
    lead_awaited: bool = False
    required: bool = True
    narrative: list[str] = field(default_factory=list)
    comments: list[ParsedComment] = field(default_factory=list)
    _cells: dict[str, list[str]] = field(default_factory=lambda: {"text": [], "measures": []})
    _label: str = ""
    _quarter: int | None = None
    _lines: dict[int, list[tuple[Line, str]]] = field(default_factory=dict)
    _quarters_not_applicable: bool = False
    _spilled: bool = False
    _guessed_parents: list[str] = field(default_factory=list)

    @property
    def has_text(self) -> bool:
        return bool(self._cells["text"])

    @property
    def bare(self) -> bool:
        """Whether nothing but its heading was seen."""
        said = (self.narrative, self._lines, self.lead, self._cells["text"], self._cells["measures"], self._label)
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
        elif self.section == "milestones" and self._quarter and marker:
            if not self._spilled:
                self.say("warning", where, f"lines after the table were read as the rest of Q{self._quarter}.")
            self._spilled = True
            self._lines[self._quarter].append((Line(text, marker), where))
        else:
            if self.section == "milestones" and self._quarter:
                self.say("info", where, "a paragraph among the milestones was read as part of the narrative.")
            self.narrative.append(_marked(text, marker))

    def take_table(self, table: Table) -> None:
        """A table: the deliverable's own, one of milestones, or one inside the narrative."""
        self._spilled = False
        across = [words.quarter(cell.text) for cell in table.rows[0].cells] if table.rows else []
        if sum(number is not None for number in across) > 1:
            self._take_quarters_across(table, across)
        elif any(row.cells and words.quarter(row.cells[0].text) is not None for row in table.rows) or (
            self.section == "milestones" and self._quarter
        ):
            self._take_quarters(table)
        elif any(row.cells and words.label(row.cells[0].text) for row in table.rows):
            self._take_labels(table)
        else:
            rows = [" | ".join(cell.words for cell in row.cells if cell.words) for row in table.rows]
            self.narrative.extend(row for row in rows if row)
            self.say("info", table.where, "a table inside the narrative was kept as text.")

    def parsed(self) -> ParsedDeliverable:
        """The deliverable, once all that belongs to it was taken."""
        milestones = tuple(self._milestones_of(number) for number in QUARTERS)
        if self._guessed_parents:
            places = ", ".join(self._guessed_parents)
            self.say("info", self.where, f"what follows these was read as their parts: {places}.")
        narrative = tuple(self.narrative)
        refused = self.lead_not_applicable or self._quarters_not_applicable
        refused = refused or (len(narrative) == 1 and words.says_not_applicable(narrative[0]))
        reason = ""
        if refused and not any(milestones):
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

    def _take_labels(self, table: Table) -> None:
        for row in table.rows:
            if row.empty:
                continue
            name = row.cells[0].words
            label = words.label(name)
            if label:
                self._label = label
            elif name or not self._label:
                self.say(
                    "warning", row.where, f"the row “{name[:60]}” is not known. Its words went into the narrative."
                )
                self.narrative.append(" | ".join(cell.words for cell in row.cells if cell.words))
                continue
            else:
                self.say("warning", row.where, "a row without a label was read as the rest of the row above.")
            self._cells[self._label].extend(_said(line) for line in _lines_of(row.cells[1:]))

    def _take_quarters(self, table: Table) -> None:
        self.section = "milestones"
        for row in table.rows:
            name = row.cells[0].words if row.cells else ""
            if row.empty or words.is_quarter_heading(name):
                continue
            number = words.quarter(name)
            if number is not None:
                self._open(number, row)
            elif name or self._quarter is None:
                written = " | ".join(cell.words for cell in row.cells if cell.words)
                self.say("warning", row.where, f"expected Q1 to Q4, found “{name[:40]}”. Not read: {written}")
                continue
            else:
                message = f"a row without a quarter was read as the rest of Q{self._quarter}."
                self.say("warning", row.where, message)
            if self._quarter is not None:
                self._add_lines(self._quarter, row.cells[1:], row.where)

    def _take_quarters_across(self, table: Table, across: list[int | None]) -> None:
        self.section = "milestones"
        for column, number in enumerate(across):
            if number is None:
                continue
            self._open(number, table.rows[0])
            for row in table.rows[1:]:
                if self._quarter is not None:
                    self._add_lines(self._quarter, row.cells[column : column + 1], row.where)
        self._quarter = None

    def _open(self, number: int, row: Row) -> None:
        if number in QUARTERS:
            self._quarter = number
            self._lines.setdefault(number, [])
            return
        self._quarter = None
        written = " ".join(cell.words for cell in row.cells[1:])
        message = f"there is no quarter Q{number}; expected Q1 to Q4. Not read: {written}"
        self.say("error", row.where, message)

    def _add_lines(self, number: int, cells: tuple[Cell, ...], where: str) -> None:
        for line in _lines_of(cells):
            if words.says_not_applicable(line.text):
                self._quarters_not_applicable = True
            else:
                self._lines[number].append((line, where))

    def _milestones_of(self, number: int) -> tuple[ParsedMilestone, ...]:
        """Its milestones. What stands deeper in the list belongs to the point above it. Where the lines of a quarter
        do not tell how deep they stand, a point that ends in a colon takes the points after it."""
        lines = self._lines.get(number, [])
        told = any(line.depth for line, _ in lines)
        outermost = min((line.depth for line, _ in lines), default=0)
        found: list[tuple[str, list[str], str]] = []
        announced = False
        for line, where in lines:
            inside = line.depth > outermost if told else announced and bool(line.marker)
            if inside and found:
                if not told and not found[-1][1]:
                    self._guessed_parents.append(f"Q{number} “{shorten(found[-1][0], 60, placeholder=' …')}”")
                found[-1][1].append(_said(line))
                continue
            found.append((_said(line), [], where))
            announced = bool(line.marker) and line.text.endswith(":")
        return tuple(ParsedMilestone(text, tuple(children), where) for text, children, where in found)


def _lines_of(cells: tuple[Cell, ...]) -> list[Line]:
    return [line for cell in cells if cell.merged != "across" for line in cell.lines if line.text]


def _said(line: Line) -> str:
    text = words.plain(line.text)
    return text if line.marker in ("", BULLET) else f"{line.marker} {text}"


def _marked(text: str, marker: str) -> str:
    if not marker:
        return text
    return f"- {text}" if marker == BULLET else f"{marker} {text}"
