"""Everything that happened to a piece of work (an action, a milestone), newest first, by day.

Read from the append-only rows: status updates with their ratings, moves of the due date, overdue flags and the other
changes. Four statements, however much has happened.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone

from core.audit import AuditEvent, actor_label
from performance.rag import RagRating
from workplans import progress
from workplans.models import ActionDateRevision, ActionUpdate, OverdueFlag
from workplans.progress import OPEN, Status
from workplans.work import DateRevision, StatusUpdate


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `on` is the day it speaks of, `at` the moment it was recorded (None for nightly flags).

    `kind` is update, date, flag or other. `rating` is one that was given then, `mark` "better" or "worse" where the
    facts suggested something else, and `facts` says what; `status` stands where the title does not say it. `changes`
    are (what, old, new), `notes` (what, words).
    """

    on: date
    at: datetime | None
    kind: str
    title: str
    who: str = ""
    text: str = ""
    status: str = ""
    rating: str = ""
    mark: str = ""
    facts: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def recorded_later(self) -> date | None:
        """The day it was recorded, where that is not the day it speaks of."""
        if self.at is None:
            return None
        day = timezone.localdate(self.at)
        return day if day != self.on else None


@dataclass(frozen=True)
class Day:
    """What happened on one day, the latest first."""

    on: date
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Timeline:
    """The history of a piece of work; `rated` is the update that gave the rating standing now, or None."""

    days: tuple[Day, ...]
    rated: StatusUpdate | None

    @property
    def latest(self) -> Entry | None:
        """What somebody recorded last, whatever day it speaks of."""
        recorded = [entry for day in self.days for entry in day.entries if entry.at]
        return max(recorded, key=lambda entry: entry.at, default=None)


def read_timeline(action) -> Timeline:
    """The history of one action, in four statements."""
    return timeline_of(
        action,
        updates=ActionUpdate.objects.filter(action=action).select_related("by").order_by("on", "id"),
        revisions=ActionDateRevision.objects.filter(action=action).select_related("by").order_by("on", "id"),
        flags=OverdueFlag.objects.filter(action=action),
    )


def timeline_of(
    work,
    *,
    updates: Iterable[StatusUpdate] = (),
    revisions: Iterable[DateRevision] = (),
    flags: Iterable = (),
    verbs: Mapping[str, str] = {},  # noqa: B006  (read only)
) -> Timeline:
    """The history of a piece of work from its own rows, oldest first, and from the trail of its other changes.

    `verbs` are the words for verbs of the trail that mean something else for this kind of work.
    """
    updates = list(updates)
    events = [_event(event, type(work), _VERBS | verbs) for event in AuditEvent.objects.about(work)]
    entries = [*_updates(updates), *map(_move, revisions), *_flags(flags), *events]
    # The night's flags are raised before anybody comes to work.
    entries.sort(key=lambda entry: (entry.on, entry.at.timestamp() if entry.at else 0), reverse=True)
    days = tuple(Day(on, tuple(group)) for on, group in groupby(entries, key=lambda entry: entry.on))
    return Timeline(days, _standing(work, updates))


def _standing(work, updates) -> StatusUpdate | None:
    given = getattr(work, "rating_given", "")
    if not given:
        return None
    return next((u for u in reversed(updates) if u.rated and u.rating_given == given), None)


def _who(person) -> str:
    return actor_label(person) or "the system"


# --- Updates ------------------------------------------------------------------------------------------


def _updates(updates: Iterable[StatusUpdate]) -> Iterator[Entry]:
    before = Status.NOT_STARTED
    for update in updates:
        yield _update(update, Status(before))
        before = update.status


def _update(update, before) -> Entry:
    status = Status(update.status)
    title = _title(status, before, rated=update.rated)
    notes, mark, facts = [], "", ""
    if update.rated:
        mark = progress.rating_mark(
            status=status, given=update.rating_given, suggested=update.rating_basis, shown=update.rating_given
        )
        if update.rating_given != update.rating_basis:
            facts = f"The facts suggested {RagRating(update.rating_basis).label}: {_sentence(update.suggested_reasons)}"
        if update.rating_reason:
            notes.append(("Why better", update.rating_reason))
        if update.path_to_green:
            notes.append(("Path to green", update.path_to_green))
    return Entry(
        on=update.on,
        at=update.recorded_at,
        kind="update",
        title=title,
        who=_who(update.by),
        text=update.comment,
        status=status.value if title == "Update" or status in OPEN else "",
        rating=update.rating_given if update.rated else "",
        mark=mark,
        facts=facts,
        notes=tuple(notes),
    )


def _title(status, before, *, rated) -> str:
    if status == before:
        return "Rated" if rated else "Update"
    if status == Status.IN_PROGRESS:
        return "Started" if before in OPEN else "Reopened"
    return {
        Status.NOT_STARTED: "Not started after all",
        Status.COMPLETE: "Completed",
        Status.CLOSED: "Closed",
        Status.CARRIED_FORWARD: "Carried forward",
    }[status]


def _sentence(reasons) -> str:
    return "; ".join(reasons) if reasons else "no reason was kept"


# --- Dates and flags ----------------------------------------------------------------------------------


def _move(revision) -> Entry:
    notes = [("Why", revision.reason)]
    if revision.agreed_by:
        notes.append(("Agreed by", revision.agreed_by))
    return Entry(
        on=revision.on,
        at=revision.recorded_at,
        kind="date",
        title=_move_title(revision),
        who=_who(revision.by),
        changes=(("Due date", revision.old_text or "no date", revision.new_text or "no date"),),
        notes=tuple(notes),
    )


def _move_title(revision) -> str:
    if revision.old_latest and revision.new_latest:
        days = (revision.new_latest - revision.old_latest).days
        many = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
        if days:
            return f"Due date moved {many} later" if days > 0 else f"Due date brought forward {many}"
        return "Due date written anew"
    return "Due date withdrawn" if revision.old_latest else "Due date set"


def _flags(flags) -> Iterator[Entry]:
    for flag in flags:
        due = f"It was due by {flag.due_latest:%-d %B %Y}."
        yield Entry(on=flag.flagged_on, at=None, kind="flag", title="Flagged overdue", text=due)
        if flag.cleared_on:
            yield Entry(on=flag.cleared_on, at=None, kind="other", title="No longer overdue")


# --- Other changes ------------------------------------------------------------------------------------

_VERBS = {
    "added": "Added to the plan",
    "revised": "Words or leads changed",
    "step done": "Step done",
    "step not done": "Step not done after all",
    "imported": "Imported",
}
# A step's day is the event itself; old and new would only repeat it.
_SILENT = {"completed_on"}


def _event(event, model, verbs) -> Entry:
    changes = tuple(
        (_field_name(model, name), _plain(old), _plain(new))
        for name, (old, new) in event.changes.items()
        if name not in _SILENT
    )
    return Entry(
        on=timezone.localdate(event.at),
        at=event.at,
        kind="other",
        title=verbs.get(event.verb, event.verb.capitalize()),
        who=event.actor_label or "the system",
        text=event.note,
        changes=changes,
    )


def _field_name(model, name: str) -> str:
    label = name.replace("_", " ")
    with suppress(FieldDoesNotExist):
        label = str(getattr(model._meta.get_field(name), "verbose_name", label))
    return label[:1].upper() + label[1:]


def _plain(value) -> str:
    """A value of an audit row in words; lists (leads, steps with their dates) in one line."""
    if value is None or value == "":
        return ""
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(filter(None, map(_item, value)))
    try:
        return f"{date.fromisoformat(value):%-d %B %Y}"
    except (TypeError, ValueError):
        return str(value)


def _item(value) -> str:
    if isinstance(value, list):
        words, *rest = [_plain(part) for part in value] or [""]
        rest = ", ".join(filter(None, rest))
        return f"{words} ({rest})" if rest else words
    return _plain(value)
