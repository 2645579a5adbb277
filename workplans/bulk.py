"""One report for several actions or milestones: what it would change in each, before it is made."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from performance.rag import Thresholds
from workplans import progress
from workplans.reporting import StatusReport


@dataclass(frozen=True)
class BulkLine:
    """What the report does to one piece of work: status and shown rating before and after, or why it is refused.

    `changed` says that somebody changed it after the reader looked; `mark` is that of the rating after.
    """

    work: object
    new_status: str
    new_rating: str
    mark: str
    refused: tuple[str, ...] = ()
    changed: bool = False

    @property
    def status_moves(self) -> bool:
        return self.new_status != self.work.status

    @property
    def mark_now(self) -> str:
        """The mark of the rating before, as progress.rating_mark has it."""
        work = self.work
        return progress.rating_mark(
            status=work.status, given=work.rating_given, suggested=work.suggested, shown=work.shown
        )

    @property
    def rating_moves(self) -> bool:
        """Whether the colour changes, or whose it is: given, left to the facts, better or worse than they suggest."""
        return (self.new_rating, self.mark) != (self.work.shown, self.mark_now)


def preview(
    works: Iterable,
    report_on: Callable[[object], StatusReport],
    *,
    draft: Callable,
    by,
    on: date,
    thresholds: Thresholds,
    versions: Mapping[int, int] | None = None,
) -> list[BulkLine]:
    """A line for each; nothing is read or written. `draft` is the verb that drafts such an update.

    `works` have been through `with_rating` and `with_places`; `versions` are those that the reader has seen.
    """
    versions = versions or {}
    return [
        _line(
            work,
            report_on(work),
            draft=draft,
            by=by,
            on=on,
            thresholds=thresholds,
            changed=versions.get(work.pk, work.version) != work.version,
        )
        for work in works
    ]


def _line(work, report, *, draft, by, on, thresholds, changed) -> BulkLine:
    try:
        update = draft(work, report=report, by=by, on=on, thresholds=thresholds)
    except ValidationError as error:
        return BulkLine(work, work.status, work.shown, "", refused=tuple(error.messages), changed=changed)
    shown = progress.shown_rating(
        status=update.status, given=update.rating_given, basis=update.rating_basis, suggested=update.suggested
    )
    mark = progress.rating_mark(
        status=update.status, given=update.rating_given, suggested=update.suggested, shown=shown
    )
    return BulkLine(work, str(update.status), shown.value, mark, changed=changed)
