"""What a new due date would mean, before it is agreed: how its words are read, how far it moves, what follows."""

from dataclasses import dataclass
from datetime import date

from core.periods import FinancialYear
from performance.rag import Thresholds
from workplans import due, progress
from workplans.due import DueKind

_UNDATED = {
    DueKind.ONGOING: "Ongoing: no due date, so it is never overdue.",
    DueKind.TBC: "No date agreed yet.",
    DueKind.UNREAD: "This cannot be read as a date. Write it like 30 June 2026, Jun 26, Q2, ongoing or TBC.",
}


@dataclass(frozen=True)
class DateReading:
    """What the words of a date mean, in a sentence, and what a person should look at."""

    text: str
    readable: bool
    words: str
    remarks: tuple[str, ...]


def read_date(text: str, year: FinancialYear) -> DateReading:
    """What `text` means as a due date in a plan of a year."""
    reading = due.read_due_cell(text.strip(), year)
    new = due.the_due(reading.dates)
    readable = new.kind != DueKind.UNREAD
    words = _words(new, several=len(reading.dates) > 1)
    return DateReading(text.strip(), readable, words, reading.remarks if readable else ())


@dataclass(frozen=True)
class NewDate:
    """The reading of a new date; `moves` says how far it lies from the current and the original date, in sentences."""

    text: str
    readable: bool
    words: str
    remarks: tuple[str, ...]
    moves: tuple[str, ...]
    suggestion: progress.Suggestion


def read_new_date(action, text: str, *, on: date, thresholds: Thresholds) -> NewDate:
    """What `text` would mean as the new due date of an action (with its plan), and what would be suggested then."""
    year = action.plan.financial_year
    new = due.the_due(due.read_due(text.strip(), year))
    reading = read_date(text, year)
    facts = progress.WorkFacts(
        status=action.status,
        due_kind=new.kind,
        due_latest=new.latest,
        original_latest=action.original_latest or new.latest,
        starts_on=action.starts_on,
        quiet_since=action.quiet_since,
        next_step_due=action.next_step_due,
        watching_brief=action.watching_brief,
    )
    return NewDate(
        text=text.strip(),
        readable=reading.readable,
        words=reading.words,
        remarks=reading.remarks,
        moves=tuple(_moves(action, new)) if reading.readable else (),
        suggestion=progress.suggest(facts, on=on, thresholds=thresholds),
    )


def _words(new, *, several) -> str:
    if new.latest is None:
        return _UNDATED[new.kind]
    last = _day(new.latest)
    if new.earliest == new.latest:
        words = f"Due on {last}."
    else:
        words = f"Due by {last}: any time from {_day(new.earliest)}."
    return f"Several dates. {words}" if several else words


def _moves(action, new):
    if new.latest is None:
        if action.original_latest:
            yield f"The date is withdrawn; the original, {_day(action.original_latest)}, stays on record."
        return
    if action.due_latest:
        yield f"{_distance((new.latest - action.due_latest).days)} the date it has now, {_day(action.due_latest)}."
    if action.original_latest and action.original_latest != action.due_latest:
        yield f"{_distance((new.latest - action.original_latest).days)} the original, {_day(action.original_latest)}."


def _distance(days: int) -> str:
    if days == 0:
        return "The same last day as"
    many = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"{many} later than" if days > 0 else f"{many} earlier than"


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
