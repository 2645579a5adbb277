"""Public Health Scotland's 62- and 31-day files, as published and as another team had processed one of them.

A row counts the patients of one board of residence (HB) in one board of treatment (HBT), in a calendar quarter. Two
series come of it: a board's own patients wherever they were treated (basis residence), and all whom a board treated
(basis treatment). `S92000003` is Scotland: its row is the total of a board of treatment, and never added to the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from performance.importing import words
from performance.importing.months import read_calendar_quarter
from performance.importing.numbers import NotANumber, read_counts
from performance.importing.parsed import SCOTLAND, FileRefused, Finding, ParsedFile, Problems, Row, SeriesKey

KIND = "Public Health Scotland"
_WITHIN = re.compile(r"number ?of ?eligible ?referrals ?treated ?within ?(31|62) ?days", re.I)
_TOTAL = re.compile(r"number ?of ?eligible ?referrals(?: ?(31|62) ?day ?standard)?", re.I)


def is_scottish(headings: list[str]) -> bool:
    """Whether the headings are those of a Scottish file, even if some are not as they should be."""
    folded = {words.fold(heading) for heading in headings}
    return "quarter" in folded and ("hbt" in folded or any(_WITHIN.fullmatch(heading) for heading in folded))


@dataclass(frozen=True)
class _Cell:
    """What one row of the file counts."""

    total: Decimal | None
    within: Decimal | None
    final: bool
    revised: bool
    line: int


def read_scottish(headings: list[str], records: Iterable[tuple[int, list[str]]]) -> ParsedFile:
    """The file as series of boards by quarter; the first of its records are the headings. Raises FileRefused."""
    columns = _columns(headings)
    needed = ("quarter", "hbt", "tumour", "total", "within")
    missing = [column for column in needed if column not in columns]
    if missing:
        raise FileRefused(
            Finding("error", "line 1", f"No column for {', '.join(missing)}. There are: {', '.join(headings)[:400]}.")
        )
    days = _WITHIN.fullmatch(words.fold(headings[columns["within"]]))
    parsed = ParsedFile(KIND, ())
    parsed.rows = _rows(columns, len(headings), islice(records, 1, None), parsed, measure=f"{days[1]}d")
    return parsed


def _columns(headings):
    columns = {}
    for place, heading in enumerate(headings):
        folded = words.fold(heading)
        if folded in ("quarter", "hb", "hbt", "hbqf"):
            columns[folded] = place
        elif folded in ("cancertype", "cancer type"):
            columns["tumour"] = place
        elif folded == "health board":
            columns["name"] = place
        elif _WITHIN.fullmatch(folded):
            columns["within"] = place
        elif _TOTAL.fullmatch(folded):
            columns["total"] = place
        elif folded.endswith("qf") and columns.get("total") == place - 1:
            columns["flag"] = place
    return columns


def _rows(columns, width, records, parsed, *, measure) -> Iterator[Row]:
    problems = Problems()
    cells = _cells(columns, width, records, parsed, problems)
    problems.raise_any()
    by_residence = "hb" in columns
    with_totals = {quarter for quarter, residence, _, _ in cells if residence == SCOTLAND}
    totals: dict[tuple, list[_Cell]] = {}
    for (quarter, residence, treatment, tumour), found in cells.items():
        if not by_residence:
            totals[quarter, "treatment", treatment, tumour] = _of_residences(found)
            totals.setdefault((quarter, "treatment", SCOTLAND, tumour), []).extend(_of_residences(found))
            continue
        cell = _one_of(found, parsed)
        if residence == SCOTLAND:
            totals[quarter, "treatment", treatment, tumour] = [cell]
            totals.setdefault((quarter, "treatment", SCOTLAND, tumour), []).append(cell)
        else:
            totals.setdefault((quarter, "residence", residence, tumour), []).append(cell)
            if quarter not in with_totals:
                for code in (treatment, SCOTLAND):
                    totals.setdefault((quarter, "treatment", code, tumour), []).append(cell)
    for (quarter, basis, code, tumour), parts in totals.items():
        key = SeriesKey(basis, code, measure, tumour, frequency="quarter")
        total, within = _sum(part.total for part in parts), _sum(part.within for part in parts)
        yield Row(key, quarter, total, within, None, parts[0].line, all(part.final for part in parts))
    problems.raise_any()


def _cells(columns, width, records, parsed, problems):
    """The rows of the file by quarter, boards and tumour group; a file may hold one of them twice."""
    found: dict[tuple, list[_Cell]] = {}
    for line, row in records:
        where = f"line {line}"
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != width:
            problems.add(where, f"It has {len(row)} cells, the headings {width}. Was the file cut off?")
            continue
        quarter = read_calendar_quarter(row[columns["quarter"]])
        if quarter is None:
            problems.add(where, f"“{row[columns['quarter']]}” is no quarter such as 2012Q1.")
            continue
        try:
            total, within = read_counts(row[columns["total"]], row[columns["within"]])
        except NotANumber as error:
            problems.add(where, str(error))
            continue
        residence = row[columns["hb"]].strip().upper() if "hb" in columns else ""
        treatment = row[columns["hbt"]].strip().upper()
        flag = row[columns["flag"]].strip().lower() if "flag" in columns else ""
        if "name" in columns and row[columns["name"]].strip():
            parsed.names.setdefault(treatment, row[columns["name"]].strip())
        key = (quarter.month, residence, treatment, words.tumour_of(row[columns["tumour"]]))
        found.setdefault(key, []).append(_Cell(total, within, flag != "p", flag == "r", line))
    return found


def _one_of(found, parsed):
    """Of a row that stands twice in the file: the revised one, else the last."""
    if len(found) == 1:
        return found[0]
    best = max(found, key=lambda cell: (cell.revised, cell.line))
    if any((cell.total, cell.within) != (best.total, best.within) for cell in found):
        lines = ", ".join(str(cell.line) for cell in found)
        parsed.warn(f"lines {lines}", f"The same row with different numbers; line {best.line} counts.")
    return best


def _of_residences(found):
    """The rows of one board of treatment where the board of residence was taken out of the file.

    One of them may be the total of Scotland: then it is as large as all others together.
    """
    known = [cell for cell in found if cell.total is not None]
    if len(known) == len(found) > 2:
        largest = max(known, key=lambda cell: cell.total)
        if largest.total * 2 == sum(cell.total for cell in known):
            return [largest]
    return found


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """A sum; None where a part of it is not known."""
    listed = list(values)
    return None if None in listed else sum(listed, Decimal(0))
