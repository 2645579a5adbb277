"""Blocks -> a work plan: what the tables of a document mean, with a finding for everything a person should look at.

Knows no database and no clock: the financial year is handed in. Never raises for what a document holds, and drops
nothing silently: what is not imported is named in a finding with its place. Numbers that a plan leaves out are given in
order; two actions of one number both stay, with an error. How a row is told from another is said in rows_of_a_plan.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from core.periods import FinancialYear
from workplans.importing.apart import NOT_A_TITLE
from workplans.importing.blocks import Document, Finding, Heading, Level, Paragraph, Row, Table
from workplans.importing.cards import with_cards_turned
from workplans.importing.cells import leading_number, named_objective
from workplans.importing.columns import Header
from workplans.importing.drafts import Draft
from workplans.importing.parsed import ParsedAction, ParsedObjective, ParsedPlan, ParsedStep
from workplans.importing.prose import with_prose_as_tables
from workplans.importing.rows_of_a_plan import PlanRows
from workplans.importing.sections import Section, find_numbers_in_text, sections_of
from workplans.importing.unheaded import header_by_content, in_words

__all__ = ["Finding", "ParsedAction", "ParsedObjective", "ParsedPlan", "ParsedStep", "parse"]

_WHAT_TO_DO = "Put headings such as Action, Lead and Due date in the row above the actions, then import again."
_GENERAL_HEADING = re.compile(
    r".*\b(?:work ?plan|action plan|work programme|delivery plan)\b.*"
    r"|(?:actions?|introduction|background|contents|summary|appendix|annex|key|legend|overview|progress|update|plan|table|sheet|purpose|context|membership|notes?)\b.{0,12}",
    re.IGNORECASE,
)
_OF_A_PLAN = re.compile(r"\b(?:work|action|delivery|annual)[ -]?(?:plan|programme)\b", re.IGNORECASE)
_YEAR_IN_TITLE = re.compile(r"(?<![\d/])(20\d\d\s?[/–-]\s?(?:20)?\d\d|\d\d/\d\d)(?![\d/])")


def parse(document: Document, year: FinancialYear, known_leads: Iterable[str] = ()) -> ParsedPlan:
    """The plan in a document. Dates are read for `year`; `known_leads` are names of leads the network has already."""
    return _Parser(document, year, tuple(known_leads)).plan()


class _Parser:
    """Walks the blocks of one document: titles, headings over tables, tables."""

    def __init__(self, document: Document, year: FinancialYear, known_leads: tuple[str, ...]) -> None:
        self.document = with_cards_turned(document)
        self.year = year
        self.title = ""
        self.findings: list[Finding] = []
        self.draft = Draft(year)
        self.known_leads = known_leads
        self.paragraphs = 0

    def plan(self) -> ParsedPlan:
        tables = self._recognised()
        self.findings[:0] = self.document.findings
        sections = [section for _, found in tables for section in found]
        find_numbers_in_text(sections)
        rows = PlanRows(self.draft, sections, self.year, self.known_leads, self._report)
        names = {section.name for section in sections if section.name}
        titled = sum(_texts(section.above[-1:]) != [] for section in sections)
        by_table = dict(tables)
        heading: tuple[str, str] | None = None
        for number, block in enumerate(self.document.blocks):
            if isinstance(block, Table):
                found = by_table.get(number, [])
                if found and not heading and len(names) > 1 and not _GENERAL_HEADING.fullmatch(block.name):
                    heading = (block.name, block.where)
                for section in found:
                    heading = self._above(section.above, over_several=titled > 1) or heading
                    if heading:
                        rows.heading(*heading)
                        heading = None
                    rows.read(section)
            elif heading and _lacks_title(heading[0]) and 0 < len(block.text.split()) <= 25:
                heading = (f"{heading[0]}: {block.text}", heading[1])  # "Objective 1", and its title below
            else:
                heading = self._heading(block) or heading
        rows.close()
        return self._finished(sections)

    # --- Tables --------------------------------------------------------------------------------------------------

    def _recognised(self) -> list[tuple[int, list[Section]]]:
        previous: Header | None = None
        tables: list[tuple[int, list[Section]]] = []
        for number, block in enumerate(self.document.blocks):
            if isinstance(block, Table) and any(not row.empty for row in block.rows):
                sections = sections_of(block, previous)
                if sections:
                    previous = sections[-1].header
                    tables.append((number, sections))
        if tables:
            return tables
        prose = with_prose_as_tables(self.document)
        if prose is not None:
            self.document = prose
            return self._recognised()
        return self._recognised_by_content()

    def _recognised_by_content(self) -> list[tuple[int, list[Section]]]:
        """Tables whose headings were left behind; asked only where no table of the document has any."""
        tables: list[tuple[int, list[Section]]] = []
        for number, block in enumerate(self.document.blocks):
            header = header_by_content(block.rows, self.year) if isinstance(block, Table) else None
            if isinstance(block, Table) and header is not None:
                tables.append((number, sections_of(block, header)))
                message = f"There is no row of headings; the columns were taken as {in_words(header)}. Check them."
                self._report("warning", block.where, message)
        return tables

    def _unread(self, sections: list[Section]) -> Iterator[Finding]:
        read = {section.where for section in sections}
        for table in self.document.tables:
            rows = [row for row in table.rows if not row.empty]
            if rows and table.where not in read:
                first = " | ".join(cell.words for cell in rows[0].cells if cell.words)
                message = (
                    f"This table was not imported: no row of headings was recognised. It begins “{_short(first)}”."
                )
                yield Finding("warning", table.where, message)

    # --- Headings ------------------------------------------------------------------------------------------------

    def _heading(self, block: Heading | Paragraph) -> tuple[str, str] | None:
        """The objective that a heading (or a paragraph like one) names, or None. The first one is the plan's title."""
        text = " ".join(block.text.split())
        is_heading = isinstance(block, Heading) or block.strong
        explicit = named_objective(text) is not None
        numbered = bool(leading_number(text)[0]) and is_heading
        if explicit or numbered:
            return text, block.where
        if not self.title and (is_heading or _YEAR_IN_TITLE.search(text)):
            self.title = text
            return None
        if is_heading:
            return None if _GENERAL_HEADING.fullmatch(text) else (text, block.where)
        self.paragraphs += 1
        return None

    def _above(self, rows: tuple[Row, ...], *, over_several: bool) -> tuple[str, str] | None:
        """What stands over a header inside its table: the title, or an objective; anything else is named.

        `over_several`: several tables have such a row, so it is each table's objective.
        """
        heading: tuple[str, str] | None = None
        for row in rows:
            texts = _texts((row,))
            text = " ".join(texts)
            if len(texts) == 1 and NOT_A_TITLE.fullmatch(text):
                self._report("info", row.where, f"This row above the headings was not imported: “{_short(text)}”.")
                continue
            explicit = bool(named_objective(text) or leading_number(text)[0])
            over_its_table = row is rows[-1] and (over_several or bool(self.title))
            if len(texts) == 1 and (explicit or (over_its_table and not _GENERAL_HEADING.fullmatch(text))):
                heading = (text, row.where)
            elif len(texts) == 1 and (not self.title or _is_better_title(text, self.title)):
                if self.title:
                    self._report("info", row.where, f"The title is “{_short(text)}”, not “{_short(self.title)}”.")
                self.title = text
            else:
                self._report("info", row.where, f"This row above the headings was not imported: “{_short(text)}”.")
        return heading

    # --- The end -------------------------------------------------------------------------------------------------

    def _finished(self, sections: list[Section]) -> ParsedPlan:
        objectives, actions = self.draft.finished(self._report)
        if not any(finding.level == "error" for finding in self.document.findings):
            self.findings[:0] = self._whole(sections, bool(actions))
        if sections:
            self.findings.extend(self._unread(sections))
        if self.paragraphs and actions:
            message = f"Text outside the tables was not imported ({self.paragraphs} paragraphs)."
            self.findings.append(Finding("info", "file", message))
        return ParsedPlan(self.title, tuple(objectives), tuple(actions), tuple(dict.fromkeys(self.findings)))

    def _whole(self, sections: list[Section], has_actions: bool) -> Iterator[Finding]:
        tables = [table for table in self.document.tables if any(not row.empty for row in table.rows)]
        if not tables:
            yield Finding("error", "file", f"No table was found; a plan is read from a table. {_WHAT_TO_DO}")
        elif not sections:
            rows = [row for row in tables[0].rows if not row.empty]
            first = " | ".join(cell.words for cell in rows[0].cells if cell.words)
            message = f"No row of headings was recognised. The first table begins “{_short(first)}”. {_WHAT_TO_DO}"
            yield Finding("error", tables[0].where, message)
        elif not has_actions:
            yield Finding("error", sections[0].where, "The headings were found, but no actions under them.")
        found = _YEAR_IN_TITLE.search(self.title)
        if found:
            try:
                named = FinancialYear.parse(found[1].replace(" ", ""))
            except ValueError:
                return
            if named != self.year:
                message = (
                    f"The title speaks of {named}; the plan chosen is for {self.year}. Dates were read for {self.year}."
                )
                yield Finding("warning", "file", message)

    def _report(self, level: Level, where: str, message: str) -> None:
        self.findings.append(Finding(level, where, message))


def _is_better_title(text: str, title: str) -> bool:
    """Whether a row names the plan where the title so far does not ("Anyshire Cancer Network" above it)."""
    return bool(_OF_A_PLAN.search(text)) and not _OF_A_PLAN.search(title)


def _lacks_title(text: str) -> bool:
    named = named_objective(text)
    return named is not None and bool(named[0]) and not named[1]


def _texts(rows: tuple[Row, ...]) -> list[str]:
    """The different words in the cells of rows."""
    return list(dict.fromkeys(cell.words for row in rows for cell in row.cells if cell.words))


def _short(text: str, length: int = 80) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
