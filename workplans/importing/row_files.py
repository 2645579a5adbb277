"""Files that hold one row for each action, each cell in a column of its own: they are staged as they stand.

These are our own exports, and the files of many plans that an analyst brings: a CSV whose first line has the headings
Network, Year, Objective no., Action no. and Action, in any order, by the names that columns.py knows. On PostgreSQL
the database reads such a file itself; elsewhere, and where a file is not plain enough for that, it is read record by
record. Either way memory does not grow with the file, and no cell is interpreted here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Case, F, Q, TextField, When
from django.db.models.functions import Substr

from core.cells import GUARDED, unguarded
from core.staging import NotPlain, copy_csv, copy_rows
from workplans.importing.blocks import Cell, Finding, Line, Row
from workplans.importing.columns import Column, header_of
from workplans.importing.rows import COLUMNS
from workplans.staged import StagedAction

FIELDS = {
    Column.NETWORK: "network",
    Column.YEAR: "year",
    Column.OBJECTIVE_NUMBER: "objective_number",
    Column.OBJECTIVE: "objective",
    Column.NUMBER: "number",
    Column.TEXT: "text",
    Column.STEPS: "steps",
    Column.LEADS: "leads",
    Column.DUE: "due",
    Column.START: "starts",
    Column.STATUS: "status",
    Column.RATING: "rating",
    Column.COMMENT: "comment",
}
_NEEDED = {"network", "year", "objective_number", "number", "text"}
_CELLS = tuple(FIELDS.values())
_WRITTEN = ("objective", "text", "steps", "leads", "due", "comment")
"""Cells that hold what people wrote, and so may begin like a formula."""
_LARGEST_CELL = 1_000_000


@dataclass(frozen=True)
class Layout:
    """How such a file is laid out: the field of StagedAction for each column (None: not known), and its letters."""

    fields: tuple[str | None, ...]
    headings: tuple[str, ...]
    delimiter: str
    encoding: str

    @property
    def several_plans(self) -> bool:
        return "network" in self.fields

    @property
    def findings(self) -> list[Finding]:
        """What is said of columns that nobody knows."""
        return [
            Finding("warning", "line 1", f"The column “{heading}” was not imported.")
            for heading, field in zip(self.headings, self.fields, strict=True)
            if field is None and heading
        ]


def layout_of(path: Path) -> Layout | None:
    """The layout of a CSV file, or None where it is not one that can be staged as it stands."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    encoding = _encoding_of(head)
    text = head.decode(encoding, errors="ignore")
    for delimiter in (",", ";", "\t"):
        headings = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        fields = fields_of(headings)
        if fields:
            return Layout(fields, tuple(headings), delimiter, encoding)
    return None


def fields_of(headings: Sequence[str]) -> tuple[str | None, ...] | None:
    """The field of StagedAction under each heading; None where the headings are not those of such a file."""
    headings = [heading.strip() for heading in headings]
    header = header_of(Row(tuple(Cell((Line(heading),)) if heading else Cell() for heading in headings), ""))
    if header is None or len(header.columns) != len(headings):
        return None
    fields = tuple(FIELDS[column] if column else None for column in header.columns)
    known = [field for field in fields if field]
    if len(set(known)) != len(known):
        return None
    return fields if set(known) >= _NEEDED or tuple(headings) == COLUMNS else None


def _encoding_of(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if head.count(0) > len(head) // 4:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    return "utf-8-sig"


def stage_file(stage, path: Path, layout: Layout) -> None:
    """Put the rows of a file into the stage."""
    try:
        _stage_plainly(stage, path, layout)
    except NotPlain:
        rows = _records(path, layout)
        copy_rows(StagedAction, ["stage", "line", "found_at", *_CELLS], _cells(stage, rows, layout.fields))


def stage_sheet(stage, headings: Sequence[str], rows) -> None:
    """Put the rows of a sheet under our own headings into the stage; `rows` are pairs of place and cells."""
    fields = fields_of(headings)
    numbered = ((number, where, cells) for number, (where, cells) in enumerate(rows, start=1))
    copy_rows(StagedAction, ["stage", "line", "found_at", *_CELLS], _cells(stage, numbered, fields))


def _stage_plainly(stage, path, layout):
    if None in layout.fields or layout.encoding != "utf-8-sig":
        raise NotPlain
    with path.open("rb") as file:
        first = file.readline()
        if first.count(b'"') % 2:
            raise NotPlain
        apostrophe = copy_csv(
            StagedAction,
            ["stage", "line", *layout.fields],
            file,
            before=[stage.pk],
            delimiter=layout.delimiter,
            first_line=2,
        )
    if apostrophe:
        _take_off_guards(stage)


def _take_off_guards(stage):
    """What `unguarded` does, for cells that the database read itself, in one statement."""
    cells = StagedAction.objects.filter(stage=stage)
    found = Q()
    for name in _WRITTEN:
        found |= Q(**{f"{name}__startswith": "'", f"{name}__regex": GUARDED})
    guarded = {name: When(**{f"{name}__regex": GUARDED}, then=Substr(name, 2)) for name in _WRITTEN}
    cells.filter(found).update(
        **{name: Case(when, default=F(name), output_field=TextField()) for name, when in guarded.items()}
    )


def _records(path, layout) -> Iterator[tuple[int, str, list[str]]]:
    """The records after the first, each with its line; read as Windows-1252 where the file is not what it seems."""
    csv.field_size_limit(_LARGEST_CELL)
    with path.open(encoding=_readable(path, layout.encoding), errors="replace", newline="") as file:
        lines = (line.replace("\x00", "") for line in file)
        reader = csv.reader(lines, delimiter=layout.delimiter)
        next(reader)
        line = reader.line_num + 1
        for cells in reader:
            yield line, "", cells
            line = reader.line_num + 1


def _readable(path, encoding):
    try:
        with path.open(encoding=encoding) as file:
            while file.read(1 << 20):
                pass
    except UnicodeError:
        return "cp1252"
    return encoding


def _cells(stage, rows, fields) -> Iterator[tuple]:
    """Tuples for the stage. Guards that our own export put before a formula are taken off; blank rows are left out."""
    places = [fields.index(field) if field in fields else None for field in _CELLS]
    for line, where, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        values = [unguarded(cells[at]).strip() if at is not None and at < len(cells) else "" for at in places]
        yield (stage.pk, line, where, *values)
