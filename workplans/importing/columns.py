"""Which column of a table holds what, told by its headings.

Networks call the same thing by many names ("Lead", "Owner", "By whom"); the names stand here as data, each with how
sure it is. A heading that only might be meant ("Target", "Task") counts where no surer one does. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from workplans.importing.blocks import Cell, Line, Row
from workplans.letters import as_latin


class Column(StrEnum):
    OBJECTIVE_NUMBER = "objective number"
    OBJECTIVE = "objective"
    NUMBER = "number"
    TEXT = "action"
    STEPS = "steps"
    LEADS = "leads"
    DUE = "due date"
    START = "start"
    STATUS = "status"
    RATING = "rating"
    COMMENT = "comment"
    NETWORK = "network"
    YEAR = "year"


# Columns that may stand several times in one table: two of leads, four quarters of progress.
_MANY = frozenset((Column.LEADS, Column.COMMENT, Column.RATING, Column.STATUS))
_SURE, _MAYBE, _LAST = 3, 2, 1

_NUMBERED = r"(?:no|nos|number|numbers|nr|ref|reference|id|code|#)"
_KIND = r"(?:action|task|activity|target|agreed|planned|expected|estimated|proposed|anticipated|milestone|step)s?"
_OURS = r"(?:strategic|key|smart|overarching|network|mcn|plan|work ?plan|overall|main|high level|annual|our)"
_GOAL = r"(?:objectives?|obj|aims?|goals?|priority|workstream|work stream|theme)"
_LEADING = (
    r"(?:action|task|activity|responsible|accountable|named|overall|project|clinical|executive|exec|senior|delivery"
    r"|nominated|programme|operational|service|management|co|key|network|mcn|board|joint|step)s?"
)
_SOMEBODY = r"(?:officers?|persons?|people|individuals?|party|parties|owners?|leads?)"
_NAMES: tuple[tuple[Column, int, str], ...] = (
    (Column.OBJECTIVE_NUMBER, _SURE, rf"(?:{_OURS} )*{_GOAL} {_NUMBERED}(?: {_NUMBERED})?"),
    (Column.NUMBER, _SURE, rf"(?:(?:action|item|task|plan|activity|line|unique|deliverable)s? )?(?:{_NUMBERED} ?)+"),
    (Column.NUMBER, _MAYBE, r"item|s no|serial no|serial number|point|order"),
    (
        Column.DUE,
        _SURE,
        rf"(?:{_KIND} )*(?:due(?: dates?| by)?|dates? due|by when|time ?scales?|time ?frames?|deadlines?)",
    ),
    (
        Column.DUE,
        _SURE,
        rf"(?:{_KIND} )*(?:(?:target|completion|end|finish|delivery|implementation) dates?|completed? by)",
    ),
    (Column.DUE, _SURE, r"dates? (?:for|of) completion|(?:target|expected|planned) completion|to be completed? by"),
    (Column.DUE, _MAYBE, r"when|when by|dates?|agreed dates?|timing|time ?lines?|completion|milestone dates?"),
    (Column.DUE, _MAYBE, r"(?:original|baseline)(?: due| target| completion)? dates?"),
    (Column.DUE, _MAYBE, r"(?:planned |target |expected )?(?:finish|end)|finishes|ends"),
    (Column.DUE, _LAST, r"targets?|milestones?"),
    (Column.START, _SURE, r"(?:planned |target |expected )?(?:start|start dates?|commencement(?: dates?)?|commences?)"),
    (Column.START, _SURE, r"dates? (?:started|commenced)"),
    (Column.LEADS, _SURE, rf"(?:{_LEADING} )*(?:leads?|owners?|responsib(?:le|ility|ilities)|accountab(?:le|ility))"),
    (
        Column.LEADS,
        _SURE,
        rf"(?:{_LEADING} )*lead (?:officers?|people|persons?|names?|roles?|organisations?|clinicians?)",
    ),
    (
        Column.LEADS,
        _SURE,
        rf"(?:lead )?(?:responsible|accountable) {_SOMEBODY}|(?:{_SOMEBODY}|those|who is) responsible",
    ),
    (
        Column.LEADS,
        _SURE,
        r"by whom|assigned(?: to)?|assignees?|allocated to|led by|supported by|responsible for delivery",
    ),
    (Column.LEADS, _SURE, r"support(?:ing)? (?:leads?|officers?)|deputy leads?|lead agenc(?:y|ies)|lead contacts?"),
    (Column.LEADS, _MAYBE, r"who|whom|action by|action by whom|who will lead|who will do (?:it|this)|contacts?|team"),
    (Column.RATING, _SURE, r"(?:.* )?b?ragb?(?: .*)?|rating|traffic light(?: status)?|colour|current rating"),
    (
        Column.STATUS,
        _SURE,
        r"(?:(?:current|action|overall|delivery|progress|completion|implementation|latest) )*(?:status|state)",
    ),
    (Column.STATUS, _SURE, r"(?:% |percent |percentage |per cent )(?:complete|completed|completion|progress)"),
    (Column.STATUS, _MAYBE, r"completed?|done|completed? y n"),
    (Column.COMMENT, _SURE, r"(?:.* )?(?:progress|updates?|comments?|commentary|narrative|notes?)(?: .*)?"),
    (Column.COMMENT, _SURE, r"remarks|current position|actions? taken"),
    (Column.STEPS, _SURE, r"(?:.* )?(?:steps|sub actions?|sub tasks?)"),
    (Column.TEXT, _SURE, r"(?:(?:key|planned|specific|detailed|main|agreed|proposed|priority|improvement) )*actions?"),
    (
        Column.TEXT,
        _SURE,
        r"(?:(?:key|planned|specific) )*actions? (?:required|needed|points?|description|title|details?)",
    ),
    (
        Column.TEXT,
        _SURE,
        r"actions? (?:text|plan|items?|planned|agreed|and steps|for the year|to .*)|required actions?",
    ),
    (Column.TEXT, _SURE, r"what (?:will|do|are|is|we).*|description of actions?"),
    (
        Column.TEXT,
        _MAYBE,
        r"(?:key |main )?(?:tasks?|activit(?:y|ies)|work|initiatives?|recommended actions?|what|how)",
    ),
    (Column.STEPS, _MAYBE, r"(?:key |main )?(?:tasks?|activit(?:y|ies)|milestones?|how)"),
    (Column.TEXT, _LAST, r"(?:key )?deliverables?|description|details?|recommendations?|projects?|work ?items?|item"),
    (Column.OBJECTIVE, _SURE, rf"(?:{_OURS} )*(?:objectives?|obj|aims?|goals?)(?: title| description| name)?"),
    (Column.OBJECTIVE, _SURE, r"aims? and objectives?|objectives? and aims?"),
    (
        Column.OBJECTIVE,
        _MAYBE,
        rf"(?:{_OURS} )*(?:priority areas?|priorit(?:y|ies)|work ?streams?|themes?|areas? of work)",
    ),
    (
        Column.OBJECTIVE,
        _MAYBE,
        r"(?:key |work )?areas?|topics?|sections?|categor(?:y|ies)|domains?|pillars?|standards?",
    ),
    (Column.OBJECTIVE, _MAYBE, r"programmes?(?: of work)?|recommendations?|work programme"),
    (Column.NETWORK, _SURE, r"(?:managed clinical )?network(?: name| code)?|mcn(?: name| code)?"),
    (Column.YEAR, _SURE, r"(?:financial |plan |work ?plan )?years?|fy"),
)
_COMPILED = tuple((column, strength, re.compile(pattern)) for column, strength, pattern in _NAMES)
_LONGEST_HEADING = 70


@dataclass(frozen=True)
class Header:
    """A header row that was recognised. `spans` are the places of its cells (start, end), `columns` what each holds
    (None: not known), `headings` their words."""

    spans: tuple[tuple[int, int], ...]
    columns: tuple[Column | None, ...]
    headings: tuple[str, ...]
    lines: int = field(default=1, compare=False)  # rows of the table that it takes

    def __contains__(self, column: Column) -> bool:
        return column in self.columns

    def read(self, row: Row) -> list[tuple[int, Cell]]:
        """The cells of a row, each with the number of the header cell it stands under (-1: beyond the last one).

        Rows of one Word table often part at slightly different places; so cells are matched by their order where the
        row has as many as the header, and by where they overlap otherwise.
        """
        spans = spans_of(row)
        if len(spans) == len(self.spans):
            return [(number, row.cells[start]) for number, (start, _) in enumerate(spans)]
        return [(self._under(start, end), row.cells[start]) for start, end in spans]

    def _under(self, start: int, end: int) -> int:
        overlaps = [min(end, its_end) - max(start, its_start) for its_start, its_end in self.spans]
        if end - start > 1 and sum(overlap > 0 for overlap in overlaps) > 1:
            return next(number for number, overlap in enumerate(overlaps) if overlap > 0)
        best = max(range(len(overlaps)), key=lambda number: overlaps[number])
        return best if overlaps[best] > 0 else -1


def spans_of(row: Row) -> tuple[tuple[int, int], ...]:
    """Where the cells of a row start and end, a cell that is merged across taken as one."""
    starts = [number for number, cell in enumerate(row.cells) if cell.merged != "across" or number == 0]
    return tuple(zip(starts, [*starts[1:], len(row.cells)], strict=True))


def header_of(row: Row, below: Sequence[Row] = ()) -> Header | None:
    """The header that a row is, or None. `below`: the rows under it; they tell what a column without heading holds."""
    spans = spans_of(row)
    headings = tuple(row.cells[start].words for start, _ in spans)
    if sum(1 for heading in headings if heading) < 2:
        return None
    columns = _assigned(headings)
    second = _second_line(row, below)
    if second is not None:
        joined = header_of(second, below[1:])
        return replace(joined, lines=2) if joined else None
    if not _is_plan(columns):
        return None
    return _with_bare_columns(Header(spans, tuple(columns), headings), below)


def _is_plan(columns: Sequence[Column | None]) -> bool:
    """Headings of a plan: what is to be done, and who, when, or where it belongs. A key to colours is not one."""
    found = {column for column in columns if column}
    if Column.TEXT in found:
        return bool(found & {Column.LEADS, Column.DUE, Column.NUMBER, Column.OBJECTIVE, Column.STEPS})
    return Column.OBJECTIVE in found and bool(found & {Column.LEADS, Column.DUE})


def _assigned(headings: Sequence[str]) -> list[Column | None]:
    """What each heading names; where none names the action, the objective is what is to be done."""
    columns = names_of(headings)
    if Column.TEXT not in columns and Column.OBJECTIVE in columns:
        columns[columns.index(Column.OBJECTIVE)] = Column.TEXT  # "Objective | Lead | Timescale": what is to be done
    return columns


def names_of(headings: Sequence[str]) -> list[Column | None]:
    """What each heading names: surer names first, each column once (save those that may repeat)."""
    columns: list[Column | None] = [None] * len(headings)
    wishes = [
        (-strength, number, order, column)
        for number, heading in enumerate(headings)
        for order, (column, strength) in enumerate(candidates(heading))
    ]
    for _, number, _, column in sorted(wishes):
        if columns[number] is None and (column in _MANY or column not in columns):
            columns[number] = column
    return columns


@lru_cache(maxsize=2048)
def candidates(heading: str) -> tuple[tuple[Column, int], ...]:
    """The columns a heading may name, with how sure it is; empty for a heading that is not known."""
    plain = unicodedata.normalize("NFKC", as_latin(heading)).lower().replace("(s)", "s")
    if not plain.strip() or len(plain) > _LONGEST_HEADING:
        return ()
    for words in (plain, re.sub(r"\([^)]*\)|\[[^]]*\]", " ", plain)):
        found = _named(_bare(words))
        if found:
            return found
        parts = [_named(_bare(part)) for part in re.split(r"/|\band\b|&|\bor\b|,|\n| - | – ", words) if _bare(part)]
        if len(parts) > 1 and any(parts):
            known = next(part for part in parts if part)
            return known if all(parts) else tuple((column, _LAST) for column, _ in known[:1])
    return ()


def _named(words: str) -> tuple[tuple[Column, int], ...]:
    best: dict[Column, int] = {}
    for column, strength, pattern in _COMPILED:
        if pattern.fullmatch(words):
            best[column] = max(strength, best.get(column, 0))
    if best and max(best.values()) == _SURE:  # a sure name is not something else as well
        best = {column: strength for column, strength in best.items() if strength == _SURE}
        first = next(column for column, _, pattern in _COMPILED if column in best and pattern.fullmatch(words))
        best = {first: _SURE}
    return tuple(best.items())


def _bare(heading: str) -> str:
    return " ".join(re.sub(r"[^\w#%]+", " ", heading).split())


def _second_line(row: Row, below: Sequence[Row]) -> Row | None:
    """Header and sub-header as one row, where the row below continues the header: its cells are merged downwards, or it
    only parts what stands above ("Delivery" over "Lead" and "Timescale")."""
    if not below or not (_is_merged_below(row, below[0]) or _parts_headings(row, below[0])):
        return None
    lower = below[0]
    cells = []
    for number, cell in enumerate(lower.cells):
        upper = row.cells[number] if number < len(row.cells) else Cell()
        cells.append(Cell(cell.lines or upper.lines, "" if cell.merged == "down" else cell.merged))
    joined = Row(tuple(cells), lower.where)
    return joined if _is_plan(_assigned([joined.cells[start].words for start, _ in spans_of(joined)])) else None


def _is_merged_below(row: Row, lower: Row) -> bool:
    merged = [number for number, cell in enumerate(lower.cells) if cell.merged == "down" and cell.lines]
    return bool(merged) and all(
        number >= len(row.cells) or lower.cells[number].lines == row.cells[number].lines for number in merged
    )


def _parts_headings(row: Row, lower: Row) -> bool:
    """Whether a row holds only headings, under headings that do not say it themselves: at least two, and nothing where
    the action's text would stand."""
    words = {number: cell.words for number, cell in enumerate(lower.cells) if cell.words}
    known = sum(bool(candidates(text)) for text in words.values())
    if known < 2 or known < len(words) or any(cell.merged == "down" for cell in lower.cells):
        return False
    upper = {number: cell.words for number, cell in enumerate(row.cells) if cell.words}
    if any(number in words and _is_text(text) for number, text in upper.items()):
        return False
    return any(_is_text(text) for text in upper.values())


def _is_text(heading: str) -> bool:
    return any(column == Column.TEXT for column, _ in candidates(heading))


_LOOKS_NUMBERED = re.compile(r"\(?[A-Za-z]{0,3}[-\s]?\d{1,3}(?:[.\-]\d{1,3}){0,3}[a-z]?[.):]?|[a-z][.)]|")


def _with_bare_columns(header: Header, below: Sequence[Row]) -> Header:
    """A column of numbers without a heading is the number; one under a heading that spans it and the text, too."""
    columns, spans, headings = list(header.columns), list(header.spans), list(header.headings)
    if Column.NUMBER not in columns and Column.TEXT in columns:
        at = columns.index(Column.TEXT)
        start, end = spans[at]
        if end - start > 1 and numbers_under(start, below) and not numbers_under(start + 1, below):
            spans[at : at + 1] = [(start, start + 1), (start + 1, end)]
            columns[at : at + 1] = [Column.NUMBER, Column.TEXT]
            headings[at : at + 1] = ["", headings[at]]
        else:
            for number, (start, _) in enumerate(spans):
                if not headings[number] and number <= at and numbers_under(start, below):
                    columns[number] = Column.NUMBER
                    break
    return Header(tuple(spans), tuple(columns), tuple(headings))


def numbers_under(place: int, below: Sequence[Row]) -> bool:
    """Whether most of what stands in a column looks like the numbers of actions."""
    texts = [row.cells[place] for row in below if place < len(row.cells) and row.cells[place].merged != "across"]
    shown = [(cell.words or _marker(cell.lines)) for cell in texts]
    filled = [text for text in shown if text]
    return bool(filled) and sum(bool(_LOOKS_NUMBERED.fullmatch(text)) for text in filled) * 2 > len(filled)


def _marker(lines: tuple[Line, ...]) -> str:
    return lines[0].marker if lines else ""
