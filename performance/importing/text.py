"""CSV files -> figures: the kind of the file by its first lines."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from performance.importing import combined, extracts, published, scotland, simple, time_series
from performance.importing.parsed import FileRefused, Finding, ParsedFile
from performance.importing.records import Records

_HEAD = 30


def read_csv(path: Path, *, name: str) -> ParsedFile:
    """Recognise a CSV file and read it; its rows come record by record, so memory does not grow with the file.

    Raises FileRefused, saying what was found.
    """
    records = Records(path)
    head = list(islice(records, _HEAD))
    if not head:
        raise FileRefused(Finding("error", "file", "The file is empty."))
    headings = head[0][1]
    if combined.is_combined(headings):
        return combined.read_combined(headings, records, name=name)
    if scotland.is_scottish(headings):
        return scotland.read_scottish(headings, records)
    if extracts.is_extract(headings):
        return extracts.read_records(headings, records, name=name)
    if simple.is_simple(headings):
        return simple.read_simple(headings, records)
    if published.is_old_csv(_grid(head)):
        return published.read_old_csv(_grid(records), name=name)
    if time_series.is_time_series({name: _grid(head)}):
        return time_series.read_time_series({name: _grid(records)}, name=name)
    found = "; ".join(", ".join(cell for cell in cells if cell.strip())[:160] for _, cells in head[:3])
    message = (
        "This is none of the known waiting-times files. Our own has the columns provider, standard, tumour group, "
        f"month, total, within. The first lines here are: {found}."
    )
    raise FileRefused(Finding("error", "line 1", message))


def _grid(records: Iterable[tuple[int, list[str]]]) -> list[list[str]]:
    """The records by line: a record that runs over several lines leaves empty ones behind it."""
    rows: list[list[str]] = []
    for line, cells in records:
        rows.extend([] for _ in range(line - 1 - len(rows)))
        rows.append(cells)
    return rows
