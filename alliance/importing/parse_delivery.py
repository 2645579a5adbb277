"""Blocks -> an alliance's delivery plan: workstreams, deliverables and milestones by quarter, with findings.

Knows no database and no clock: the financial year is handed in. Never raises for what a document holds. Where a text
lost something on its way out of a PDF (a heading, a number, the name of a quarter after a page break) it is put right
from what stands around it, and a finding says so. A deliverable begins at a numbered heading ("2.10 Title"), or at any
heading right above a table that begins with "Deliverable"; under a numbered heading that has nothing of its own such
parts get letters (3.3a, 3.3b). Everything before the first workstream or deliverable is the template's own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from string import ascii_lowercase

from alliance.importing import delivery_words as words
from alliance.importing.delivery_columns import Header, months_in, quarter_of
from alliance.importing.delivery_drafts import DeliverableDraft
from alliance.importing.delivery_findings import findings_of
from alliance.importing.delivery_tables import TableReader, header_in
from alliance.importing.parsed_delivery import DOCUMENT, ParsedComment, ParsedDeliveryPlan, ParsedWorkstream
from core.periods import FinancialYear
from workplans.importing.blocks import Block, Document, Finding, Heading, Level, Note, Paragraph, Table
from workplans.importing.readers.word import NOT_IMPORTED

_TITLE = re.compile(r".*\bdelivery plan\b.*", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d/])((?:20)?\d\d\s?[/–-]\s?(?:20)?\d\d)(?![\d/])")
_NOTHING_FOUND = (
    "No deliverables were found. Each needs a heading such as “1.1 Title” and a table with a row “Deliverable”."
)


def parse_delivery(document: Document, year: FinancialYear) -> ParsedDeliveryPlan:
    """The delivery plan in a document; a document without one gives an empty plan and an error that says what to do."""
    whole = not any(isinstance(block, Heading) for block in document.blocks)
    tables = [(table, found) for table in document.tables if (found := header_in(table, whole=whole))]
    if not tables:
        return _Parser(document, year).plan()
    read = _plan_in_tables(document, tables, year)
    if whole:
        return read
    told = _Parser(document, year).plan()
    wrong = any(finding.level == "error" for finding in told.findings)
    return told if not wrong and 0 < len(read.deliverables) <= len(told.deliverables) else read


def _plan_in_tables(
    document: Document, tables: list[tuple[Table, tuple[int, Header]]], year: FinancialYear
) -> ParsedDeliveryPlan:
    findings = list(document.findings)
    reader = TableReader(year, findings)
    above = _headings_above(document)
    for table, (at, header) in sorted(tables, key=lambda each: each[1][1].by_milestone):
        several = len(tables) > 1 and not header.by_milestone
        heading = above.get(id(table))
        if heading and "workstream" not in header.columns and (words.workstream(heading.text) or several):
            reader.open_workstream(heading.text, heading.where)
        reader.read(table, at, header, several=several)
    read = {id(table) for table, _ in tables}
    for table in document.tables:
        if id(table) not in read and len(table.rows) > 1:
            findings.append(Finding("info", table.where, "no columns of a plan were found here; it was not read."))
    front = _Parser(document, year)
    for block in document.blocks:
        if not isinstance(block, Table):
            front.take_front(block)
    deliverables = tuple(draft.parsed() for draft in reader.drafts.values())
    if not deliverables and not any(finding.level == "error" for finding in findings):
        findings.append(Finding("error", "file", "The headings were found, but no deliverables under them."))
    says = reader.finished()
    if "deliverables" in says:
        findings.extend(findings_of(deliverables, year))
    return ParsedDeliveryPlan(
        title=front.title,
        alliance=front.alliance,
        year=str(year),
        workstreams=tuple(reader.workstreams.values()),
        deliverables=deliverables,
        findings=tuple(findings),
        says=says,
    )


def _headings_above(document: Document) -> dict[int, Heading]:
    """The heading under which each table stands, by the table's identity; that of the whole plan is none."""
    found: dict[int, Heading] = {}
    last: Heading | None = None
    for block in document.blocks:
        if isinstance(block, Heading):
            last = None if _TITLE.fullmatch(block.text) else block
        elif isinstance(block, Table) and last is not None:
            found[id(block)] = last
    return found


class _Parser:
    def __init__(self, document: Document, year: FinancialYear) -> None:
        self.blocks = document.blocks
        self.year = year
        self.findings: list[Finding] = [each for each in document.findings if each.message != NOT_IMPORTED]
        self.notes = document.notes
        self.title = self.alliance = ""
        self.workstreams: dict[str, ParsedWorkstream] = {}
        self.drafts: list[DeliverableDraft] = []
        self.current: DeliverableDraft | None = None
        self.workstream = ""
        self.group: DeliverableDraft | None = None
        self.parts = 0

    def plan(self) -> ParsedDeliveryPlan:
        """Read every block once, in order, and then judge the whole."""
        notes = list(self.notes)
        for at, block in enumerate(self.blocks):
            if isinstance(block, Table):
                self._table(block)
            elif not self._opens(at, block):
                self._line(block)
            while notes and notes[0].after <= at:
                self._note(notes.pop(0))
        deliverables = tuple(draft.parsed() for draft in self._kept())
        if not deliverables and not any(finding.level == "error" for finding in self.findings):
            self._say("error", "file", _NOTHING_FOUND)
        self._check_year()
        self.findings.extend(findings_of(deliverables, self.year))
        return ParsedDeliveryPlan(
            title=self.title,
            alliance=self.alliance,
            year=str(self.year),
            workstreams=tuple(self.workstreams.values()),
            deliverables=deliverables,
            findings=tuple(self.findings),
            says=DOCUMENT | {name for draft in self.drafts for name in draft.says},
        )

    # --- Where something begins ---------------------------------------------------------------------------------------

    def _opens(self, at: int, block: Heading | Paragraph) -> bool:
        text = _text(block)
        styled = isinstance(block, Heading) or (block.strong and words.workstream(text) is not None)
        if styled and (found := self._workstream_at(at)):
            number, title = found
            self._open_workstream(number, title, block.where)
            return True
        named = words.numbered(text)
        if named and self._is_deliverable(at):
            self._open_numbered(at, block, *named)
            return True
        if isinstance(block, Heading) and not named and self._deliverables_follow(at, block):
            self._open_workstream(str(self._next_workstream()), text, block.where)
            return True
        if isinstance(block, Heading) and not named and self._body_follows(at):
            self._open_unnumbered(block, text)
            return True
        return False

    def _workstream_at(self, at: int) -> tuple[str, str] | None:
        """A workstream begins where its heading says so, or where its first deliverable follows; not in a list of
        contents, where what follows has neither heading nor body."""
        text, after = _text(self.blocks[at]), at + 1
        named = words.workstream(text)
        if after >= len(self.blocks):
            return named
        following = self.blocks[after]
        first = None if isinstance(following, Table) else words.numbered(_text(following))
        if first and not self._is_deliverable(after):
            return None
        if named:
            return named
        bare = words.bare_workstream(text)
        return bare if bare and first and first[0].partition(".")[0] == bare[0] else None

    def _deliverables_follow(self, at: int, heading: Heading) -> bool:
        """Whether a heading without a number has deliverables under it: its first is a lesser heading with a body."""
        if at + 1 >= len(self.blocks) or words.is_narrative_heading(heading.text):
            return False
        following = self.blocks[at + 1]
        if not isinstance(following, Heading) or following.level <= heading.level or _TITLE.fullmatch(heading.text):
            return False
        return words.workstream(_text(following)) is None and self._body_follows(at + 1)

    def _next_workstream(self) -> int:
        return max((int(number) for number in self.workstreams if number.isdigit()), default=0) + 1

    def _is_deliverable(self, at: int) -> bool:
        """Whether what looks numbered is the head of a deliverable and not an entry of the contents."""
        return isinstance(self.blocks[at], Heading) or self._body_follows(at)

    def _body_follows(self, at: int) -> bool:
        if at + 1 >= len(self.blocks):
            return False
        following = self.blocks[at + 1]
        return _has_deliverable(following) if isinstance(following, Table) else False

    def _open_workstream(self, number: str, title: str, where: str) -> None:
        self.workstream = number
        self.current = self.group = None
        if number in self.workstreams:
            self._say("warning", where, f"Workstream {number} is named twice; its deliverables are kept together.")
        self.workstreams.setdefault(number, ParsedWorkstream(number, title, where))

    def _open_numbered(self, at: int, block: Heading | Paragraph, number: str, title: str) -> None:
        workstream = _workstream_in(number) or self.workstream or "1"
        if workstream not in self.workstreams and not _workstream_in(number):
            self.workstreams[workstream] = ParsedWorkstream(workstream, "", block.where)
        elif workstream not in self.workstreams:
            self._say(
                "warning", block.where, f"Deliverable {number} stands under no heading of workstream {workstream}."
            )
            self.workstreams[workstream] = ParsedWorkstream(workstream, "", block.where)
        elif workstream != self.workstream:
            message = f"Deliverable {number} stands under workstream {self.workstream}; its number was followed."
            self._say("warning", block.where, message)
        self.workstream = workstream
        draft = self._open(number, title, block.where)
        if isinstance(block, Paragraph):
            draft.say("warning", block.where, "its heading is an ordinary paragraph; it was read as a heading.")
        if (found := words.lead_in_title(title)) is not None:
            draft.title, draft.lead = found
            read = f"“{draft.title}” was read as the title and “{draft.lead.name}” as the lead"
            draft.say("warning", block.where, f"the heading holds the lead contact too; {read}.")
        self.group, self.parts = draft, 0

    def _open_unnumbered(self, block: Heading, title: str) -> None:
        group = self.group
        if group is not None and (self.parts or group.bare):
            if not self.parts:
                self.drafts.remove(group)
            letter = ascii_lowercase[self.parts % 26]
            self.parts += 1
            draft = self._open(f"{group.number}{letter}", title, block.where, numbered=False)
            draft.say("info", block.where, f"it is a part of “{group.title}” and has no number; it was given this one.")
            return
        number = self._next_number()
        draft = self._open(number, title, block.where, numbered=False)
        draft.say("warning", block.where, "it has no number in the document; it was given the next one.")
        self.group, self.parts = draft, 0

    def _open(self, number: str, title: str, where: str, *, numbered: bool = True) -> DeliverableDraft:
        self.current = DeliverableDraft(self.workstream, number, title, where, self.findings, self.year, numbered)
        self.drafts.append(self.current)
        return self.current

    def _next_number(self) -> str:
        if not self.workstream:
            self.workstream = "1"
            self.workstreams["1"] = ParsedWorkstream("1", "", self.blocks[0].where)
        own = [draft.number for draft in self.drafts if draft.workstream == self.workstream]
        last = max((int(re.sub(r"\D", "", number.partition(".")[2]) or 0) for number in own), default=0)
        return f"{self.workstream}.{last + 1}"

    # --- What belongs to the deliverable that is open ---------------------------------------------------------------

    def _line(self, block: Heading | Paragraph) -> None:
        text = _text(block)
        if self.current is None:
            self._front(block, text)
            return
        styled = isinstance(block, Heading) or (isinstance(block, Paragraph) and block.strong)
        quarter = words.quarter(text) if styled or self.current.section == "milestones" else None
        if styled and words.is_narrative_heading(text):
            self.current.take_section("narrative")
        elif words.is_milestones_heading(text, styled=isinstance(block, Heading)):
            self.current.take_section("milestones")
        elif quarter is not None and words.quarter_and_text(text) is None:
            self.current.take_quarter_heading(quarter, block.where)
        elif isinstance(block, Heading) and self.current.section == "milestones" and months_in(text):
            self.current.take_quarter_heading(quarter_of(text) or 0, block.where)
        elif isinstance(block, Heading):
            if words.lead_line(text) is None:
                self.current.take_section("narrative")
            self.current.take_line(text, "", block.where)
        elif text:
            self.current.take_line(text, block.marker, block.where)

    def _note(self, note: Note) -> None:
        """A comment in Word's margin: a reviewer's, of the deliverable at which it is made."""
        if self.current is not None:
            self.current.comments.append(ParsedComment(note.text, note.author))
        else:
            self._say(
                "warning", note.where, f"a comment belongs to no deliverable and was not read: “{note.text[:80]}”."
            )

    def take_front(self, block: Heading | Paragraph) -> None:
        """What stands before and beside the tables of a plan: its title, whose it is."""
        self._front(block, _text(block))

    def _front(self, block: Heading | Paragraph, text: str) -> None:
        if not self.title and isinstance(block, Heading) and _TITLE.fullmatch(text):
            self.title = " ".join(re.sub(r"\btemplate\b", "", text, flags=re.IGNORECASE).split())
        self.alliance = self.alliance or words.alliance_named(text)

    def _table(self, table: Table) -> None:
        if _has_deliverable(table) and (self.current is None or self.current.has_text or _first_row_names(table)):
            number, title = _named_in(table)
            if _first_row_names(table):
                table = replace(table, rows=table.rows[1:])
            if _workstream_in(number):
                self.workstream = _workstream_in(number)
                self.workstreams.setdefault(self.workstream, ParsedWorkstream(self.workstream, "", table.where))
            draft = self._open(number or self._next_number(), title, table.where, numbered=bool(number))
            if not title:
                draft.say("error", table.where, "it has no heading. Write its number and title above the table.")
        if self.current is not None:
            self.current.take_table(table)

    # --- The whole ----------------------------------------------------------------------------------------------------

    def _kept(self) -> list[DeliverableDraft]:
        """All but headings without anything below that come again with it, as those of a list of contents do."""
        full = {draft.number for draft in self.drafts if not draft.bare}
        kept = [draft for draft in self.drafts if not (draft.bare and draft.number in full)]
        seen: set[str] = set()
        for draft in kept:
            if draft.number in seen:
                draft.say("error", draft.where, "another deliverable has this number. Give each its own.")
            seen.add(draft.number)
        return kept

    def _check_year(self) -> None:
        found = _YEAR.search(self.title)
        if found is None:
            return
        try:
            written = FinancialYear.parse(found[1])
        except ValueError:
            return
        if written != self.year:
            self._say("warning", "file", f"The title says {written}, and it is read for {self.year}. Check the year.")

    def _say(self, level: Level, where: str, message: str) -> None:
        self.findings.append(Finding(level, where, message))


def _text(block: Block) -> str:
    return "" if isinstance(block, Table) else words.plain(block.text)


def _workstream_in(number: str) -> str:
    """The workstream in a deliverable's number: 2 of 2.10; nothing in D4."""
    first, dot, _ = number.partition(".")
    return first if dot and first.isdigit() else ""


def _has_deliverable(block: Block) -> bool:
    if not isinstance(block, Table):
        return False
    across = [words.label(cell.text) for cell in block.rows[0].cells] if block.rows else []
    return (len(across) > 1 and all(across) and "text" in across) or any(
        row.cells and words.label(row.cells[0].text) == "text" for row in block.rows
    )


def _first_row_names(table: Table) -> tuple[str, str] | None:
    """(number, title) where the first row is no more than "1.1 Title", in one cell or two."""
    said = list(dict.fromkeys(cell.words for cell in table.rows[0].cells if cell.words)) if table.rows else []
    return words.numbered(" ".join(said)) if 0 < len(said) < 3 and len(table.rows) > 1 else None


def _named_in(table: Table) -> tuple[str, str]:
    """(number, title) where the table says it: in its first row, in a row with the title, or as the name of a sheet."""
    if table.name:
        return words.numbered(table.name) or ("", table.name)
    if first := _first_row_names(table):
        return first
    titles = [
        row.cells[1].words for row in table.rows if len(row.cells) > 1 and words.label(row.cells[0].text) == "title"
    ]
    named = words.numbered(titles[0]) if titles else None
    return named or ("", titles[0] if titles else "")
