"""Due dates as the plan writes them: the words, and the window of days they mean.

The grammar is the one of the domain page ("Dates as the plan writes them"), for the whole class of each line:

* a day is written day first (30/06/2023, 30 June, Fri 30th June 2023) or the ISO way; two-digit years are 20xx;
* a month is a month even in "mid June 2023" or "by end of June": the window is the whole month; "Jun 23" is June 2023,
  never the 23rd; without a year it is the one inside the plan's financial year;
* a quarter is one of the financial year: "Q2" of the plan's, "Q2 23/24" of that one; with a single year ("Q2 2023")
  of the financial year that starts in it, save "Q4 2023", which could mean either end and is not read;
* a range runs from the first day of its first part to the last day of its last: "Apr – Jun 23", "Q1 and 2",
  "w/c 12 June 2023"; "and" and "/" join parts that share one year, two complete dates stay two dates;
* a year is a financial year ("2023/24", "by year end": the plan's own). A bare "2023" could be either kind of year
  and is not read;
* "Ongoing", and rhythms without an end ("Monthly", "Quarterly"), never become overdue: they have a review date;
* "tbc" and its kin, a dash, nothing at all: no date agreed;
* anything else, and any impossible date (31 June), is unread: kept word for word, reported, never guessed.

Here stands what a cell holds and where one date ends and the next begins; one date is read by due_words.py.
Knows no models and no clock. Nothing here raises for any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from core.periods import FinancialYear
from workplans.due_words import DueKind, read_words
from workplans.letters import as_latin

__all__ = ["NO_DATE", "DueDate", "DueKind", "DueReading", "read_due", "read_due_cell", "the_due"]


@dataclass(frozen=True)
class DueDate:
    """The words of one date and the window they mean; `earliest` and `latest` are None for kinds without a window."""

    text: str
    kind: DueKind
    earliest: date | None = None
    latest: date | None = None


NO_DATE = DueDate("", DueKind.TBC)


@dataclass(frozen=True)
class DueReading:
    """What a cell holds: its dates in order, and a sentence for everything a person should look at."""

    dates: tuple[DueDate, ...]
    remarks: tuple[str, ...] = ()


def read_due(text: str, year: FinancialYear) -> tuple[DueDate, ...]:
    """The dates of a whole cell, in order, each with its own words; at least one (an empty cell is one `tbc`).

    Dates are parted by line breaks, semicolons, commas, "and", "/", or - as a PDF leaves them - by spaces only. What
    stands between readable dates and cannot be read is a date of its own, of kind unread.
    """
    return read_due_cell(text, year).dates


@lru_cache(maxsize=8192)
def read_due_cell(text: str, year: FinancialYear) -> DueReading:
    """As `read_due`, with remarks: look-alike letters, dates outside the plan's year, words that were not read."""
    dates = tuple(_dates(text, year)) or (DueDate(text.strip(), DueKind.TBC),)
    remarks = []
    latin = as_latin(text)
    if latin != text:
        remarks.append(
            f"“{_one_line(text)}” is typed with look-alike letters of another alphabet; "
            f"it was read as “{_one_line(latin)}”."
        )
    for due in dates:
        if due.kind == DueKind.UNREAD:
            remarks.append(f"The date “{due.text}” could not be read. It is kept as written, without a due date.")
        elif due.earliest and due.latest and not (due.earliest in year and due.latest in year):
            remarks.append(f"The date “{due.text}” is outside the plan's year {year}.")
    return DueReading(dates, tuple(dict.fromkeys(remarks)))


def the_due(dates: Sequence[DueDate]) -> DueDate:
    """The one of several dates that the action is due on: the last day of all; where none has a day, the first."""
    dated = [due for due in dates if due.latest is not None]
    if dated:
        return max(dated, key=lambda due: due.latest or date.min)
    return dates[0] if dates else NO_DATE


# --- Where one date ends and the next begins -------------------------------------------------------------------------

_SECTIONS = re.compile(r"[;•·▪‣➢]")
_BULLET = re.compile(r"^(?:[-–—*]|o)\s+(?=\w)")
_SEPARATORS = (re.compile(r","), re.compile(r",|\band\b|&|\+", re.IGNORECASE), re.compile(r"/"))
_LONGEST_RUN = 200


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _dates(text: str, year: FinancialYear) -> Iterator[DueDate]:
    for section in _SECTIONS.split(text):
        lines = [_BULLET.sub("", _one_line(line)) for line in section.splitlines()]
        yield from _dates_in_lines([line for line in lines if line], year)


def _dates_in_lines(lines: list[str], year: FinancialYear) -> Iterator[DueDate]:
    """A line may hold several dates; a date may run over up to three lines that are not all dates themselves;
    lines that hold none are kept together."""
    unread: list[str] = []
    at = 0
    while at < len(lines):
        end, found = _next_dates(lines, at, year)
        if found:
            if unread:
                yield DueDate(" ".join(unread), DueKind.UNREAD)
                unread = []
            yield from found
        else:
            unread.append(lines[at])
        at = end
    if unread:
        yield DueDate(" ".join(unread), DueKind.UNREAD)


def _next_dates(lines: list[str], at: int, year: FinancialYear) -> tuple[int, tuple[DueDate, ...]]:
    for end in range(min(at + 3, len(lines)), at, -1):
        due = _single(" ".join(lines[at:end]), year)
        if due and (end == at + 1 or not all(_single(line, year) for line in lines[at:end])):
            return end, (due,)
    return at + 1, _several(lines[at], year)


def _single(words: str, year: FinancialYear) -> DueDate | None:
    """The words as one date, or None where they are not one."""
    reading = read_words(words, year)
    return DueDate(words, reading.kind, reading.earliest, reading.latest) if reading else None


def _several(words: str, year: FinancialYear) -> tuple[DueDate, ...]:
    """The words as several dates, all of them readable; empty where they are not.

    Brackets and lone dashes are notes and half-open ranges ("May (TBC)", "Aug 23 – ongoing"): never several dates.
    """
    if "(" in words or re.search(r"(?:^|\s)[-–—](?:\s|$)", words):
        return ()
    for separator in _SEPARATORS:
        parts = [part.strip() for part in separator.split(words)]
        if len(parts) > 1 and all(parts):
            runs = [_run(part, year) for part in parts]
            if all(runs):
                return tuple(due for run in runs for due in run)
    return _run(words, year)


def _run(words: str, year: FinancialYear) -> tuple[DueDate, ...]:
    """Dates with only spaces between them.

    A run of one shape comes first ("Jun 23 Jun 23 Sep 23" is three times two words), longest shape first; then a
    mixture, each date as long as it can be.
    """
    due = _single(words, year)
    if due:
        return (due,)
    tokens = words.split()
    if not 2 <= len(tokens) <= _LONGEST_RUN:
        return ()
    for size in (4, 3, 2, 1):
        if len(tokens) % size == 0:
            shape = [_single(" ".join(tokens[i : i + size]), year) for i in range(0, len(tokens), size)]
            if all(shape):
                return tuple(due for due in shape if due)
    mixture: list[DueDate] = []
    at = 0
    while at < len(tokens):
        for end in range(min(at + 6, len(tokens)), at, -1):
            due = _single(" ".join(tokens[at:end]), year)
            if due:
                mixture.append(due)
                at = end
                break
        else:
            return ()
    return tuple(mixture)
