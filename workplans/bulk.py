"""One report for several actions: what it would change in each, before it is made."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from performance.rag import Thresholds
from workplans import progress
from workplans.operations import StatusReport, draft_status_update


@dataclass(frozen=True)
class BulkLine:
    """What the report does to one action: status and shown rating before and after, or why it is refused.

    `changed` says that somebody changed the action after the reader looked; `mark` is that of the rating after.
    """

    action: object
    new_status: str
    new_rating: str
    mark: str
    refused: tuple[str, ...] = ()
    changed: bool = False

    @property
    def status_moves(self) -> bool:
        return self.new_status != self.action.status

    @property
    def mark_now(self) -> str:
        """The mark of the rating before, as progress.rating_mark has it."""
        action = self.action
        return progress.rating_mark(
            status=action.status, given=action.rating_given, suggested=action.suggested, shown=action.shown
        )

    @property
    def rating_moves(self) -> bool:
        """Whether the colour changes, or whose it is: given, left to the facts, better or worse than they suggest."""
        return (self.new_rating, self.mark) != (self.action.shown, self.mark_now)


def preview(
    actions: Iterable,
    report_on: Callable[[object], StatusReport],
    *,
    by,
    on: date,
    thresholds: Thresholds,
    versions: Mapping[int, int] | None = None,
) -> list[BulkLine]:
    """A line for each action; nothing is read or written.

    `actions` have been through `with_rating` and `with_places`; `versions` are those that the reader has seen.
    """
    versions = versions or {}
    return [
        _line(
            action,
            report_on(action),
            by=by,
            on=on,
            thresholds=thresholds,
            changed=versions.get(action.pk, action.version) != action.version,
        )
        for action in actions
    ]


def _line(action, report, *, by, on, thresholds, changed) -> BulkLine:
    try:
        update = draft_status_update(action=action, report=report, by=by, on=on, thresholds=thresholds)
    except ValidationError as error:
        return BulkLine(action, action.status, action.shown, "", refused=tuple(error.messages), changed=changed)
    shown = progress.shown_rating(
        status=update.status, given=update.rating_given, basis=update.rating_basis, suggested=update.suggested
    )
    mark = progress.rating_mark(
        status=update.status, given=update.rating_given, suggested=update.suggested, shown=shown
    )
    return BulkLine(action, str(update.status), shown.value, mark, changed=changed)
