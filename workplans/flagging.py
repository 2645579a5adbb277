"""The flags of one kind of overdue work, as sets: clearing, raising, and finding what nobody has been told of.

Of actions and of milestones alike; who is told, and in which words, is the verbs' business.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, DateField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value

from core import outbox
from core.staging import insert_from_query
from workplans.work import OverdueEvent


@dataclass(frozen=True)
class Flagging:
    """What one run did: flags raised and cleared, people told."""

    raised: int
    cleared: int
    told: int


@dataclass(frozen=True)
class Flags:
    """The flags kept in `model` for what `late` finds on a day; `work` is the name of the flag's way to its work."""

    model: type[OverdueEvent]
    work: str
    late: Callable[[date], QuerySet]

    def settle(self, *, on: date) -> int:
        """Clear the flags of what is done or moved, and return how many.

        Work that was finished and reopened: the old flag stands again, and nobody is told twice.
        """
        flags = self.model.objects
        late = Exists(self.late(on).filter(pk=OuterRef(self.work), due_latest=OuterRef("due_latest")))
        cleared = _change(flags.filter(~late, cleared_on__isnull=True), cleared_on=on)
        _change(flags.filter(late, cleared_on__isnull=False), cleared_on=None)
        return cleared

    def untold(self, *, on: date) -> QuerySet | None:
        """What is late and nobody has been told of; None where there is none, which most runs find."""
        # Asked first, because these two need no more than an index each.
        waiting = self.model.objects.filter(told=False, cleared_on__isnull=True).exists()
        if not waiting and not self.late(on).filter(~self._flagged()).count():
            return None
        return self.late(on).filter(~self._flagged(told=True) if waiting else ~self._flagged())

    def raise_missing(self, *, on: date, told: Q | None) -> int:
        """Insert the missing flags straight from the query, and return how many; `told` says of which work somebody is
        told today."""
        is_told = ExpressionWrapper(told, BooleanField()) if told is not None else Value(False)
        return insert_from_query(
            self.model,
            [self.work, "due_latest", "flagged_on", "told"],
            self.late(on)
            .filter(~self._flagged())
            .annotate(day=Value(on, DateField()), is_told=is_told)
            .values_list("pk", "due_latest", "day", "is_told"),
        )

    def note_told(self, works: QuerySet) -> None:
        """Note that somebody is told of the standing flags of this work."""
        self.model.objects.filter(told=False, cleared_on__isnull=True, **{f"{self.work}__in": works}).update(told=True)

    def _flagged(self, **facts) -> Exists:
        own = {self.work: OuterRef("pk"), "due_latest": OuterRef("due_latest")}
        return Exists(self.model.objects.filter(**own, **facts))


def _change(flags: QuerySet, **values) -> int:
    """Change these flags and return how many. Most runs find none, and to look takes an index where a change reads
    every piece of work that is late; they are counted, since a search for the first expects to find one soon."""
    return flags.update(**values) if flags.count() else 0


def told_today(key: str) -> frozenset[str]:
    """The addresses that have had their message of the day; `key` is how those messages begin."""
    return frozenset(outbox.EmailOutbox.objects.filter(dedupe_key__startswith=key).values_list("to", flat=True))


def put_messages(sections: dict[tuple[str, str], list[str]], *, key: str, subject: str) -> int:
    """Put one message into the outbox for each (address, name) of `sections`, and return how many."""
    outbox.put(
        outbox.Message(
            key=key + email,
            to=email,
            subject=subject,
            body=f"Dear {name},\n\n"
            + "\n\n".join(parts)
            + "\n\nYou get one message a day, and only when something is new.\n",
        )
        for (email, name), parts in sections.items()
    )
    return len(sections)


def late_in_words(due_latest: date, on: date) -> str:
    """How late, in words: "3 days late"."""
    late = (on - due_latest).days
    return f"{late} {'day' if late == 1 else 'days'} late"
