"""A table without a row of headings: its columns told by what they hold. Pure.

People copy the rows of a table and leave its headings behind. A column of numbers, one of dates, and the longest words
between them are still a plan; the finding says how the columns were taken, so that a person can look.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.periods import FinancialYear
from workplans.due import DueKind, read_due
from workplans.importing.blocks import Row
from workplans.importing.columns import Column, Header, numbers_under, spans_of

_MOSTLY = 0.6
_AT_LEAST = 2  # rows: one row proves nothing


def header_by_content(rows: Sequence[Row], year: FinancialYear) -> Header | None:
    """The header that the rows of a table would have, or None where they do not look like actions.

    There must be a column of dates, one of texts, and one more of numbers or leads.
    """
    rows = [row for row in rows if not row.empty]
    width = max((len(row.cells) for row in rows), default=0)
    whole = [row for row in rows if len(row.cells) == width]
    if len(whole) < _AT_LEAST or width < 3:
        return None
    columns: list[Column | None] = [None] * width
    dates = [n for n in range(width) if _dated(n, whole, year)]
    numbers = [n for n in range(width) if n not in dates and numbers_under(n, whole)]
    rest = [n for n in range(width) if n not in dates and n not in numbers and _length(n, whole)]
    if not dates or not rest:
        return None
    text = max(rest, key=lambda n: _length(n, whole))
    leads = [n for n in rest if n > text]
    if not numbers and not leads:
        return None
    columns[dates[0]], columns[text] = Column.DUE, Column.TEXT
    if numbers:
        columns[numbers[0]] = Column.NUMBER
    if leads:
        columns[leads[0]] = Column.LEADS
    return Header(spans_of(whole[0]), tuple(columns), ("",) * width)


def in_words(header: Header) -> str:
    """How the columns were taken, for the finding: "1 number, 2 action, 3 leads, 4 due date"."""
    return ", ".join(f"{n} {column.value}" for n, column in enumerate(header.columns, start=1) if column)


def _texts(place: int, rows: Sequence[Row]) -> list[str]:
    return [row.cells[place].words for row in rows if row.cells[place].words]


def _dated(place: int, rows: Sequence[Row], year: FinancialYear) -> bool:
    texts = _texts(place, rows)
    read = [text for text in texts if all(date.kind != DueKind.UNREAD for date in read_due(text, year))]
    return len(texts) >= _AT_LEAST and len(read) >= _MOSTLY * len(texts)


def _length(place: int, rows: Sequence[Row]) -> float:
    texts = _texts(place, rows)
    return sum(map(len, texts)) / len(texts) if texts else 0.0
