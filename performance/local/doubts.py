"""Do figures that are brought add up? A file of local figures against the rules by which a paper is checked. Pure.

A doubt is a warning with both numbers and its place: the figures may be right and what was told beside them wrong, so
nothing is refused. The rules themselves stand in adding_up.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from performance.importing.sheets import LEFT_ALONE, CellFinding, Grid
from performance.importing.words import fold
from performance.local.adding_up import Statement, changes, statements, taken_for
from performance.reconciling import missing_from_parts

Whose = tuple[str, str, int | None, int | None, str]
"""Kind, part, provider, tumour group, frequency: by what a line of counts is known."""
PLAINLY_THE_SAME = 100
"""From this number on a count that equals its baseline is worth a look, also where nothing contradicts it."""


def of_sheets(sheets: Sequence[tuple[str, Grid]]) -> list[CellFinding]:
    """What sentences and tables of a file tell that their own figures do not give, sheet by sheet."""
    found = []
    for name, grid in sheets:
        if fold(name) in LEFT_ALONE:
            continue
        text = "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in grid)
        found += [_warning(name, each.line, "", each) for each in statements(text) if not each.agrees]
    return found


def _warning(sheet: str, row: int | None, column: str, said: Statement) -> CellFinding:
    message = f"Does not add up. {said.what}: {said.printed} is written, its own figures give {said.computed}."
    return CellFinding("warning", sheet, row, column, said.printed, message)


# --- Rows of the template ---------------------------------------------------------------------------------


@dataclass
class Known:
    """Counts and baselines by whose they are: those that stand already, and those of the file over them."""

    counts: dict[tuple[Whose, date], Decimal] = field(default_factory=dict)
    baselines: dict[Whose, list[tuple[date, date | None, Decimal]]] = field(default_factory=lambda: defaultdict(list))
    groups_of: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """Tumour groups that are made of others."""

    def add(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """What a file brings counts instead of what stands."""
        for row in rows:
            if row["of"] == "count" and row["count"] is not None:
                self.counts[whose(row), date.fromisoformat(row["starts"])] = Decimal(row["count"])
            elif row["of"] == "level" and row["level"] == "baseline":
                until = row["valid_until"] and date.fromisoformat(row["valid_until"])
                self.baselines[whose(row)].append((date.fromisoformat(row["valid_from"]), until, Decimal(row["value"])))

    def baseline(self, key: Whose, on: date) -> Decimal | None:
        """The one in force on a day; of several, that of the latest first day, and of the file."""
        valid = [each for each in self.baselines.get(key, ()) if each[0] <= on and (each[1] is None or on <= each[1])]
        return max(enumerate(valid), key=lambda pair: (pair[1][0], pair[0]))[1][2] if valid else None

    def parts(self) -> dict[tuple[Whose, date, str], Decimal]:
        """By whose whole, when, and of what: the sum of the parts, where there are at least two."""
        some: dict[tuple[Whose, date, str], dict[int, Decimal]] = defaultdict(dict)
        for ((kind, part, provider, group, frequency), starts), count in self.counts.items():
            if group is not None:
                some[(kind, part, provider, None, frequency), starts, "tumour groups"][group] = count
            elif provider is not None:
                some[(kind, part, None, None, frequency), starts, "providers"][provider] = count
        sums = {}
        for key, by_part in some.items():
            if key[2] == "tumour groups":
                inner = {each for whole in by_part for each in self.groups_of.get(whole, ())}
                by_part = {each: count for each, count in by_part.items() if each not in inner}
            if len(by_part) > 1:
                sums[key] = sum(by_part.values(), Decimal(0))
        return sums


def whose(row: Mapping[str, Any]) -> Whose:
    return row["kind"], row["part"], row["provider"], row["group"], row["frequency"]


def before(starts: date, frequency: str) -> date:
    """The week or month before."""
    if frequency == "week":
        return date.fromordinal(starts.toordinal() - 7)
    return date(starts.year - (starts.month == 1), (starts.month - 2) % 12 + 1, 1)


def of_rows(rows: Sequence[Mapping[str, Any]], known: Known) -> list[CellFinding]:
    """What the counts of a file are held against: what is told beside them, their baselines, their parts."""
    known.add(rows)
    sums = known.parts()
    found: list[CellFinding] = []
    for row in rows:
        if row["of"] == "count" and row["count"] is not None:
            found += _told(row, known)
            found += _whole(row, known, sums)
    return found


def _told(row: Mapping[str, Any], known: Known) -> Iterator[CellFinding]:
    """Changes in per cent that stand beside a count."""
    told = dict(row.get("told", {}))
    if not told.keys() & {"from_baseline", "week_on_week"}:
        return
    starts = date.fromisoformat(row["starts"])
    baseline = known.baseline(whose(row), starts)
    earlier = known.counts.get((whose(row), before(starts, row["frequency"])))
    for name, value in (("baseline", baseline), ("before", earlier)):
        if name not in told and value is not None:
            told[name] = f"{value.normalize():f}"
    for name in ("from_baseline", "week_on_week"):
        told[name] = _as_per_cent(told.get(name, ""))
    told["now"] = row["count"].removesuffix(".0")
    for each in changes("", told):
        if not each.agrees:
            yield _finding(row, each)


def _finding(row: Mapping[str, Any], said: Statement) -> CellFinding:
    return _warning(*_place(row), "Count", said)


def _place(row: Mapping[str, Any]) -> tuple[str, int | None]:
    """The sheet and row that a row was read from."""
    sheet, line = row.get("place", ("", None))
    return sheet, line


def _as_per_cent(text: str) -> str:
    """A change as it is read in a paper: a cell that Excel shows as 27% holds 0.27."""
    text = text.strip()
    if re.fullmatch(r"[+−–-]?\d+(\.\d+)?", text):
        if re.fullmatch(r"[+−–-]?[01]\.\d+", text):
            sign, size = (text[0], text[1:]) if not text[0].isdigit() else ("", text)
            text = f"{sign}{(Decimal(size) * 100).normalize():f}"
        text += "%"
    return text


def _whole(row: Mapping[str, Any], known: Known, sums: Mapping[tuple[Whose, date, str], Decimal]):
    """A count against the sums of its parts, and against its baseline."""
    count, key, starts = Decimal(row["count"]), whose(row), date.fromisoformat(row["starts"])
    earlier = known.counts.get((key, before(starts, row["frequency"])))
    baseline = known.baseline(key, starts)
    told = False
    for of in ("tumour groups", "providers"):
        together = sums.get((key, starts, of))
        if together is None:
            continue
        taken = taken_for(count, now=together, before=earlier, baseline=baseline)
        if missing_from_parts(count, [together]) is None:
            told = True  # the parts say that it is right
        elif taken or together > count:  # else some parts may not be counted
            told = True
            what = f"Total against its {of}" + (f" ({_plain(count)} is the {taken})" if taken else "")
            yield _finding(row, Statement("", what, _plain(count), _plain(together), False))
    if not told and count == baseline and count >= PLAINLY_THE_SAME:
        message = f"The count is exactly its baseline, {_plain(count)}. Look whether it was taken from there."
        yield CellFinding("warning", *_place(row), "Count", row["count"], message)


def _plain(count: Decimal) -> str:
    """1,987 or 4.5"""
    return f"{count:,.1f}".removesuffix(".0")
