"""What befalls an action of a sample plan: a fate, told in days from its due date, played out as events.

Pure: the same action has the same events whenever it is asked. What lies after the day of loading is not played, so
the sample looks like a year of which just so much has passed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from core.periods import month_window
from workplans.progress import Status


@dataclass(frozen=True)
class Fate:
    """Days count from the due date, or from the year's first day for work without one.

    `start`: when work begins (None: never); `end`: when it is finished as `outcome` (None: it stays open);
    `ratings`: from when which rating is given; `moves`: when the date moves, by how many months (0: it is withdrawn);
    `silent_from`: after which day nobody reports any more; `late_steps`: a dated step is done only so many days late.
    """

    start: int | None = None
    end: int | None = None
    outcome: Status = Status.COMPLETE
    ratings: tuple[tuple[int, str], ...] = ()
    moves: tuple[tuple[int, int], ...] = ()
    silent_from: int | None = None
    late_steps: int = 0


FATES = {
    "done": Fate(start=-110, end=-6),
    "early": Fate(start=-150, end=-45, ratings=((-120, "green"),)),
    "steady": Fate(start=-230, end=-3, ratings=((-190, "green"),)),
    "tight": Fate(start=-9, end=14),
    "late": Fate(start=-85, end=38, ratings=((-25, "amber"), (1, "red"))),
    "overdue": Fate(start=-95, end=80, ratings=((-14, "amber"), (2, "red"))),
    "long overdue": Fate(start=-95, end=190, ratings=((-14, "amber"), (2, "red"))),
    "hopeful": Fate(start=-95, end=55, ratings=((-60, "green"), (3, "amber"))),
    "stuck": Fate(end=96, outcome=Status.CLOSED, silent_from=-400),
    "quiet": Fate(start=-210, silent_from=-150, end=20),
    "stale": Fate(start=-150, ratings=((-140, "green"),), silent_from=-45, end=60),
    "slip": Fate(start=-75, moves=((-12, 2),), end=50, ratings=((-12, "amber"),)),
    "slip well": Fate(start=-75, moves=((-16, 1),), end=24, ratings=((-20, "green"),)),
    "moved early": Fate(start=-75, moves=((-55, 1),), end=20, ratings=((-50, "amber"),)),
    "watched": Fate(start=-80, end=-2, ratings=((-60, "amber"),)),
    "slip far": Fate(start=-60, moves=((-12, 2), (44, 2)), end=118, ratings=((-12, "amber"), (40, "red"))),
    "withdrawn": Fate(start=-60, moves=((-18, 0),), end=130),
    "brought forward": Fate(start=-140, moves=((-100, -1),), end=-40),
    "worried": Fate(start=-160, end=-4, ratings=((-140, "amber"), (-75, "red"), (-30, "amber"))),
    "step late": Fate(start=-150, end=-2, late_steps=40),
    "closed": Fate(start=-120, end=-45, outcome=Status.CLOSED),
    "never begun": Fate(end=-60, outcome=Status.CLOSED),
    "ongoing": Fate(start=20),
    "ongoing, rated": Fate(start=20, ratings=((60, "green"), (150, "amber"), (240, "green"))),
    "waiting": Fate(),
    "waiting, forgotten": Fate(silent_from=30),
    "carried": Fate(start=-90, ratings=((-10, "amber"), (2, "red"))),
}


@dataclass(frozen=True)
class Report:
    """A status update; `phase` says which kind of comment fits."""

    on: date
    status: Status
    phase: str
    rating: str = ""


@dataclass(frozen=True)
class Move:
    """A due date moved to `to` (None: withdrawn, to be confirmed)."""

    on: date
    to: date | None


@dataclass(frozen=True)
class StepDone:
    """A step noted as done, or as not done after all."""

    on: date
    position: int
    done: bool = True


def working_day(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(max(0, day.weekday() - 4))


def events(
    fate: Fate, *, due: date | None, year_begins: date, meetings: list[date], steps: list[date | None], chance: Random
) -> Iterator[Report | Move | StepDone]:
    """Everything that befalls an action: reports at the meetings, its end, its moves, its steps (own dates or None)."""
    anchor = due or year_begins
    start, end = _day(anchor, fate.start, chance), _day(anchor, fate.end, chance)
    if start:
        start = max(start, year_begins + timedelta(chance.randint(6, 20)))
    if end:
        end = max(end, (start or year_begins) + timedelta(chance.randint(12, 18)))
    yield from _moves(fate, due)
    yield from _reports(fate, anchor=anchor, due=due, start=start, end=end, meetings=meetings)
    if end:
        yield Report(end, fate.outcome, "complete" if fate.outcome == Status.COMPLETE else "closed")
    if start:
        for done in _steps(steps, start=start, end=end, late=fate.late_steps, chance=chance):
            if not (end and done.on >= end and fate.outcome == Status.CLOSED):
                yield done


def _day(anchor, days, chance):
    return None if days is None else working_day(anchor + timedelta(days + chance.randint(-3, 3)))


def _moves(fate, due):
    for days, months in fate.moves:
        if due:
            to = _months_later(due, sum(m for d, m in fate.moves if d <= days)) if months else None
            yield Move(working_day(due + timedelta(days)), to)


def _months_later(day, months):
    number = day.year * 12 + day.month - 1 + months
    return month_window(number // 12, number % 12 + 1)[1]


def _reports(fate, *, anchor, due, start, end, meetings):
    current_due = due
    for meeting in meetings:
        if end and meeting >= end:
            return
        if fate.silent_from is not None and meeting > anchor + timedelta(fate.silent_from):
            return
        for move in _moves(fate, due):
            if move.on <= meeting:
                current_due = move.to
        rating = ""
        for days, given in fate.ratings:
            if meeting >= anchor + timedelta(days):
                rating = given
        if start is None or meeting < start:
            yield Report(meeting, Status.NOT_STARTED, "waiting" if due is None else "not started")
        else:
            yield Report(meeting, Status.IN_PROGRESS, _phase(meeting, start, current_due, due), rating)


def _phase(meeting, start, current_due, due):
    if due is None:
        return "ongoing"
    if current_due and meeting > current_due:
        return "late"
    if meeting < start + timedelta(40):
        return "begun"
    return "nearly" if current_due and meeting > current_due - timedelta(40) else "under way"


def _steps(steps, *, start, end, late, chance):
    """Dated steps are done near their date, the others spread over the work; what is left is done at the end."""
    for position, own in enumerate(steps, start=1):
        if own is not None:
            day = working_day(own + timedelta(late if late and position == len(steps) else chance.randint(-9, -1)))
        else:
            span = ((end or start + timedelta(150)) - start).days
            day = working_day(start + timedelta(span * position // (len(steps) + 1)))
        day = max(day, start)
        if end and day > end:
            day = end
        yield StepDone(day, position)
        if position == 1 and len(steps) > 2 and chance.random() < 0.2:
            yield StepDone(working_day(day + timedelta(9)), position, done=False)
            again = working_day(day + timedelta(30))
            yield StepDone(min(again, end) if end else again, position)
