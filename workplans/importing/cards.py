"""Tables with their labels down the left -> ordinary tables, with the labels as a row of headings above. Pure.

Some networks give each action a small table of its own ("Action | Open a clinic", "Lead | MCN Manager"), one label a
row or two; some lay a whole plan out with one action in each column. An objective that has such a table over its
actions ("Objective | Find sooner", "Sponsor | Board Manager") is read as the heading that it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workplans.importing.blocks import Block, Cell, Document, Finding, Heading, Line, Row, Table
from workplans.importing.cells import action_name
from workplans.importing.columns import Column, candidates, names_of, spans_of

_KNOWN_SHARE = 0.5
_LONGEST_LABEL = 40


def with_cards_turned(document: Document) -> Document:
    """The document with every table of labels turned; a finding says how many there were."""
    blocks: list[Block] = []
    turned: list[Table] = []
    findings: list[Finding] = []
    for block in document.blocks:
        card = _card_of(block) if isinstance(block, Table) else None
        if card is None or not isinstance(block, Table):
            blocks.append(block)
        elif card.columns is None:
            blocks.append(Heading(card.title, 2, block.where))
            findings.extend(_left_out(card, block))
        else:
            blocks.append(replace(block, rows=tuple(card.rows(block))))
            turned.append(block)
    if turned:
        what = "This table has" if len(turned) == 1 else f"{len(turned)} tables have"
        message = f"{what} the labels down the left; what stands beside them was read as the action's."
        findings.append(Finding("info", turned[0].where, message))
    return replace(document, blocks=tuple(blocks), findings=(*document.findings, *findings))


@dataclass(frozen=True)
class _Record:
    """One action (or objective) of a card: labels with their cells."""

    where: str
    fields: tuple[tuple[str, Cell], ...]

    def cell(self, label: str) -> Cell:
        found = [cell for its, cell in self.fields if its == label]
        return found[0] if len(found) == 1 else Cell(tuple(line for cell in found for line in cell.lines))


@dataclass(frozen=True)
class _Card:
    """`columns` is None where the card is only an objective's; `title` is that objective, `above` rows of one cell."""

    records: tuple[_Record, ...]
    columns: tuple[Column | None, ...] | None
    title: str = ""
    above: tuple[Row, ...] = ()

    @property
    def labels(self) -> list[str]:
        return list(dict.fromkeys(label for record in self.records for label, _ in record.fields))

    def rows(self, table: Table) -> Iterator[Row]:
        yield from self.above
        yield Row(tuple(Cell((Line(label),)) for label in self.labels), table.where)
        for record in self.records:
            yield Row(tuple(record.cell(label) for label in self.labels), record.where)


def _left_out(card: _Card, table: Table) -> Iterator[Finding]:
    for label, cell in card.records[0].fields:
        if cell.words and cell.words != card.title:
            message = f"Not imported: {label} of the objective “{card.title}” (“{cell.words}”)."
            yield Finding("warning", table.where, message)


def _card_of(table: Table) -> _Card | None:
    rows = [row for row in table.rows if not row.empty]
    above: list[Row] = []
    while rows and _alone(rows[0]) is not None:
        above.append(rows.pop(0))
    if len(rows) < 2:
        return None
    pairs = _pairs(rows)
    records = _by_repetition(pairs) if pairs is not None else _by_column(rows)
    if not records:
        return None
    number = next((name for name in map(_action_number, above) if name), "")
    if number and len(records) == 1:
        above = [row for row in above if not _action_number(row)]
        cell = Cell((Line(number),))
        records = [replace(records[0], fields=(("Action no.", cell), *records[0].fields))]
    labels = list(dict.fromkeys(label for record in records for label, _ in record.fields))
    columns = names_of(labels)
    if Column.TEXT in columns and sum(column is not None for column in columns) > 2 * _KNOWN_SHARE:
        return _Card(tuple(records), tuple(columns), above=tuple(above))
    objective = next((label for label, column in zip(labels, columns, strict=True) if column == Column.OBJECTIVE), "")
    if objective and len(records) == 1 and Column.TEXT not in columns:
        return _Card(tuple(records), None, title=records[0].cell(objective).words)
    return None


def _label(cell: Cell) -> str:
    """The words of a cell that is a label: short, and a heading that is known."""
    words = cell.words.rstrip(" :")
    return words if 0 < len(words) <= _LONGEST_LABEL and candidates(words) else ""


def _is_heading_beside(label: Cell, value: Cell) -> bool:
    """Whether a value is a heading itself, as in a row of headings; "Lead | Clinical Lead", "Status | Complete" are no
    such row: what stands beside a label may read like it."""
    named = {column for column, _ in candidates(_label(value))} if _label(value) else set()
    return bool(named) and named.isdisjoint(column for column, _ in candidates(_label(label)))


def _alone(row: Row) -> str | None:
    texts = [cell.words for cell in row.cells if cell.words]
    return texts[0] if len(texts) == 1 and len(spans_of(row)) == 1 else None


def _action_number(row: Row) -> str:
    return action_name(_alone(row) or "")


def _pairs(rows: Sequence[Row]) -> list[tuple[Row, str, Cell]] | None:
    """Labels and what stands beside them, where each row is label, value (and once more); None where it is not."""
    found: list[tuple[Row, str, Cell]] = []
    known = headed = 0
    for row in rows:
        cells = [row.cells[start] for start, _ in spans_of(row)]
        while len(cells) > 2 and not (cells[-1].words or cells[-1].fill):
            cells.pop()
        if len(cells) not in (2, 4) or cells[0].merged == "down" or not cells[0].words:
            return None
        for label, value in zip(cells[::2], cells[1::2], strict=True):
            known += bool(_label(label))
            headed += _is_heading_beside(label, value)
            if label.words or value.words:
                found.append((row, label.words.rstrip(" :"), value))
    over_actions = any(_named(label, Column.OBJECTIVE) and len(cell.words.split()) > 2 for _, label, cell in found)
    if headed * 3 > len(found):
        return None
    if known < len(found) * _KNOWN_SHARE or known < (1 if over_actions else 2):
        return None
    return found if all(len(label) <= _LONGEST_LABEL for _, label, _ in found) else None


def _by_repetition(pairs: Sequence[tuple[Row, str, Cell]]) -> list[_Record]:
    """Records, a new one where a label that stands once in each comes again."""
    records: list[_Record] = []
    fields: list[tuple[str, Cell]] = []
    where = ""
    first = pairs[0][1]
    for row, label, cell in pairs:
        if fields and (label == first or (_names_the_action(label) and any(its == label for its, _ in fields))):
            records.append(_Record(where, tuple(fields)))
            fields, where = [], ""
        fields.append((label, cell))
        where = where if where and not _names_the_action(label) else row.where
    return [*records, _Record(where, tuple(fields))]


def _names_the_action(label: str) -> bool:
    return _named(label, Column.TEXT)


def _named(label: str, column: Column) -> bool:
    return any(its == column for its, _ in candidates(label))


def _by_column(rows: Sequence[Row]) -> list[_Record]:
    """One record for each column beside the labels."""
    width = max(len(row.cells) for row in rows)
    labels = [row.cells[0].words.rstrip(" :") for row in rows]
    known = [bool(_label(row.cells[0])) for row in rows]
    if width < 3 or not all(labels) or sum(known) < max(2, len(rows) * _KNOWN_SHARE):
        return []
    beside = [(row.cells[0], cell) for row in rows for cell in row.cells[1:] if cell.words]
    if not beside or sum(_is_heading_beside(*pair) for pair in beside) * 4 > len(beside):
        return []
    records = []
    for place in range(1, width):
        cells = [_at(row, place) for row in rows]
        if any(cell.words for cell in cells):
            where = f"{rows[0].where}, column {place + 1}"
            records.append(_Record(where, tuple(zip(labels, cells, strict=True))))
    return records


def _at(row: Row, place: int) -> Cell:
    """The cell of a row at a place; one that is merged across says the same in every column."""
    if place >= len(row.cells):
        return Cell()
    while place > 1 and row.cells[place].merged == "across":
        place -= 1
    return replace(row.cells[place], merged="")
