"""Tables -> sections: rows under a header that was recognised, each cell under the column it belongs to. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from workplans.importing.blocks import Cell, Line, Row, Table
from workplans.importing.cells import clean_number, is_list_marker, leading_number, without_continued
from workplans.importing.columns import Column, Header, header_of, spans_of

_CONTEXT = 60  # rows under a header that tell what a column without heading holds


@dataclass(frozen=True)
class RowView:
    """A row, read through its header.

    `alone` is the one cell with words of its own, where there is only one, and `alone_in` its column; `wide` says that
    it (or the action's text) covers several columns. `inherited` are columns whose cell belongs to a row above.
    `numbers_in_text`: the plan writes its numbers in front of the text ("1.1 Agree ...").
    """

    where: str
    cells: dict[Column, Cell]
    unknown: tuple[tuple[str, Cell], ...] = ()
    comments: tuple[tuple[str, str], ...] = ()
    inherited: frozenset[Column] = frozenset()
    alone: Cell | None = None
    alone_in: Column | None = None
    wide: bool = False
    fills: tuple[tuple[Column, str], ...] = ()
    numbers_in_text: bool = False

    def lines(self, column: Column) -> tuple[Line, ...]:
        cell = self.cells.get(column)
        return tuple(line for line in cell.lines if line.text.strip()) if cell else ()

    def words(self, column: Column) -> str:
        cell = self.cells.get(column)
        return cell.words if cell else ""

    def text(self, column: Column) -> str:
        cell = self.cells.get(column)
        return cell.text if cell else ""

    def own(self, column: Column) -> bool:
        """Whether the row says something of its own there."""
        return bool(self.words(column)) and column not in self.inherited

    @cached_property
    def letter(self) -> bool:
        """Whether the number's cell holds only a bullet or a letter."""
        shown = self._number_shown()
        return bool(shown) and not clean_number(shown) and is_list_marker(shown)

    @cached_property
    def number(self) -> str:
        """The row's number: from its own column, drawn by Word, or in front of the text. "" where there is none."""
        shown = self._number_shown()
        if shown:
            number = clean_number(without_continued(shown))
            return number or (shown[0] if shown.rstrip(".)") in _CAPITALS else "")
        lines = self.lines(Column.TEXT)
        if not lines:
            return ""
        drawn = clean_number(lines[0].marker)
        if drawn and not any(clean_number(line.marker) for line in lines[1:]):
            return drawn
        return leading_number(lines[0].text)[0] if self.numbers_in_text else ""

    @property
    def continued(self) -> bool:
        """Whether the row says that it goes on with an action of before: "1.3 (cont.)"."""
        shown = self._number_shown()
        return shown != without_continued(shown)

    def _number_shown(self) -> str:
        cell = self.cells.get(Column.NUMBER)
        if cell is None or Column.NUMBER in self.inherited:
            return ""
        return cell.words or next((line.marker for line in cell.lines if line.marker), "")

    @cached_property
    def text_lines(self) -> tuple[Line, ...]:
        """The lines of the action's text, without the row's own number in front."""
        lines = self.lines(Column.TEXT)
        if not lines:
            return ()
        number, rest = leading_number(lines[0].text)
        if number and number == self.number:
            lines = (Line(rest, lines[0].marker, lines[0].strong), *lines[1:])
        if clean_number(lines[0].marker) and clean_number(lines[0].marker) == self.number:
            lines = (Line(lines[0].text, "", lines[0].strong), *lines[1:])
        return lines


_RATED = (Column.RATING, Column.STATUS)
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass
class Section:
    """Rows under one header. `above` are rows over the header; `continues` that it goes on from the section before
    (a page break: the header repeated, or none at all)."""

    header: Header
    where: str
    name: str = ""
    rows: list[RowView] = field(default_factory=list)
    above: tuple[Row, ...] = ()
    continues: bool = False

    def __contains__(self, column: Column) -> bool:
        return column in self.header


def sections_of(table: Table, previous: Header | None) -> list[Section]:
    """The sections of a table; empty where it has no header and does not go on from the one before."""
    rows = [row for row in table.rows if not row.empty]
    sections: list[Section] = []
    waiting: list[Row] = []
    skip = -1
    for number, row in enumerate(rows):
        if number == skip:
            continue
        header = header_of(row, rows[number + 1 : number + 1 + _CONTEXT])
        if header:
            if header.lines > 1 or _is_second_line(rows, number):
                skip = number + 1
            known = sections[-1].header if sections else previous
            repeated = known is not None and header.columns == known.columns
            sections.append(Section(header, table.where, table.name, above=tuple(waiting), continues=repeated))
            waiting = []
        elif sections:
            sections[-1].rows.append(view_of(row, sections[-1].header))
        else:
            waiting.append(row)
    if sections or previous is None or not _goes_on(rows, previous):
        return sections
    section = Section(previous, table.where, table.name, continues=True)
    section.rows = [view_of(row, previous) for row in rows]
    return [section]


def _is_second_line(rows: Sequence[Row], number: int) -> bool:
    """Whether the row under a header only continues it (all its cells are merged from above or headings)."""
    if number + 1 >= len(rows):
        return False
    lower, upper = rows[number + 1], rows[number]
    merged = [place for place, cell in enumerate(lower.cells) if cell.merged == "down" and cell.lines]
    return bool(merged) and all(
        place < len(upper.cells) and lower.cells[place].lines == upper.cells[place].lines for place in merged
    )


def _goes_on(rows: Sequence[Row], header: Header) -> bool:
    """Whether rows without a header look like those of the table before: as many cells, numbers where it has them."""
    if not rows or len(header.spans) < 3:
        return False
    widths = Counter(len(spans_of(row)) for row in rows)
    if widths.most_common(1)[0][0] != len(header.spans):
        return False
    views = [view_of(row, header) for row in rows]
    return (
        any(view.number for view in views) if Column.NUMBER in header else any(view.words(Column.DUE) for view in views)
    )


def view_of(row: Row, header: Header) -> RowView:
    """The row through the header. Cells of one column are put together; what stands under no known heading is kept."""
    cells: dict[Column, Cell] = {}
    unknown: list[tuple[str, Cell]] = []
    comments: list[tuple[str, str]] = []
    inherited: set[Column] = set()
    own: list[tuple[Column | None, Cell]] = []
    read = header.read(row)
    fills: list[tuple[Column, str]] = []
    band = {cell.fill for number, cell in read if number < 0 or header.columns[number] not in _RATED}
    for number, cell in read:
        column = header.columns[number] if number >= 0 else None
        if not any(line.text or line.marker for line in cell.lines):
            if column in _RATED and cell.fill and cell.fill not in band:
                fills.append((column, cell.fill))
            continue
        if cell.merged != "down":
            own.append((column, cell))
        if column is None:
            heading = header.headings[number] if number >= 0 else ""
            unknown.append((heading, cell))
            continue
        if column == Column.COMMENT and cell.words:
            comments.append((header.headings[number], cell.text))
        if column in cells:
            cells[column] = Cell(cells[column].lines + cell.lines)
        else:
            cells[column] = cell
            if cell.merged == "down":
                inherited.add(column)
    alone_in, alone = own[0] if len(own) == 1 and not inherited else (None, None)
    return RowView(
        where=row.where,
        cells=cells,
        unknown=tuple(unknown),
        comments=tuple(comments),
        inherited=frozenset(inherited),
        alone=alone,
        alone_in=alone_in,
        wide=_is_wide(row, header),
        fills=tuple(fills) if Column.RATING not in cells else (),
    )


def _is_wide(row: Row, header: Header) -> bool:
    """Whether a cell with words covers several cells of the header."""
    for start, end in spans_of(row):
        if row.cells[start].words and end - start > 1:
            covered = sum(1 for its_start, its_end in header.spans if its_start < end and start < its_end)
            if covered > 1:
                return True
    return False


def find_numbers_in_text(sections: Sequence[Section]) -> None:
    """Tell the rows whether numbers stand in front of the text: in most rows that have no other number, or it is part
    of the text ("1.5 posts to be filled")."""
    bare = [view for section in sections for view in section.rows if view.lines(Column.TEXT) and not view.number]
    led = sum(bool(leading_number(view.lines(Column.TEXT)[0].text)[0]) for view in bare)
    if led * 2 > len(bare):
        for section in sections:
            section.rows = [replace(view, numbers_in_text=True) for view in section.rows]


def numbers_in(sections: Sequence[Section]) -> Iterator[tuple[str, RowView]]:
    """The numbers of all rows, with their rows."""
    for section in sections:
        for view in section.rows:
            if view.number:
                yield view.number, view
