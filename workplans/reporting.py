"""What somebody reports of a piece of work, and what then stands: one rule for actions and for milestones.

A report is a status, perhaps a rating, and words. Here it is judged against the facts and written onto an update and
onto the work; what is read and saved is the verbs' business. Pure: knows no models and no clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from core.periods import FinancialYear
from performance.rag import RagRating, Thresholds
from workplans import due, progress
from workplans.due import DueDate, DueKind
from workplans.progress import OPEN, Status

GIVEN = (RagRating.RED, RagRating.AMBER, RagRating.GREEN)
CURRENT_FIELDS = (
    "status", "completed_on", "rating_given", "rating_basis", "last_update_on", "latest_update", "quiet_since",
    "version",
)  # fmt: skip
"""What an update changes on the work itself."""
DATE_FIELDS = ("due_text", "due_kind", "due_earliest", "due_latest", "original_text", "original_latest", "version")
"""What a move of its date changes on the work itself."""


class ChangedMeanwhile(Exception):
    """Somebody changed the work after the form was opened; `work` is the action or milestone as it stands now."""

    def __init__(self, work: Any):
        super().__init__(f"Somebody else changed this {work._meta.verbose_name} while you were writing.")
        self.work = work


def refuse_if_changed(work: Any, version: int | None) -> None:
    """Raise ChangedMeanwhile where the work moved on since a form was opened with this version (None: no form)."""
    if version is not None and version != work.version:
        raise ChangedMeanwhile(work)


class RatingChoice(TextChoices):
    """What a status report says about the rating."""

    KEEP = "", "Leave the rating as it is"
    GREEN = "green", "Green"
    AMBER = "amber", "Amber"
    RED = "red", "Red"
    SUGGESTED = "suggested", "Use the suggested rating"


@dataclass(frozen=True)
class StatusReport:
    """What somebody says of a piece of work: its status, perhaps a rating, and why."""

    status: str
    comment: str = ""
    rating: str = RatingChoice.KEEP
    rating_reason: str = ""
    path_to_green: str = ""


def closing(reason: str) -> StatusReport:
    """The report that ends work which will not be delivered. Raises ValidationError where it does not say why."""
    if not reason.strip():
        raise ValidationError({"comment": "Say why this will not be delivered."})
    return StatusReport(status=Status.CLOSED, comment=reason)


# --- Status and rating --------------------------------------------------------------------------------


def quiet_since(work: Any, last_update_on: date | None, *, year: FinancialYear) -> date:
    """Since when the work is quiet, once this is the day of its last update."""
    return progress.quiet_since(last_update_on=last_update_on, starts_on=work.starts_on, year_begins=year.first_day)


def suggestion_after(
    work: Any, *, status: str, on: date, year: FinancialYear, thresholds: Thresholds
) -> progress.Suggestion:
    """What the facts suggest once this status is reported on this day: a report ends any quiet before it."""
    facts = progress.WorkFacts(
        status=Status(status),
        due_kind=work.due_kind,
        due_latest=work.due_latest,
        original_latest=work.original_latest,
        starts_on=work.starts_on,
        quiet_since=quiet_since(work, on, year=year),
        next_step_due=work.next_step_due,
        watching_brief=work.watching_brief,
    )
    return progress.suggest(facts, on=on, thresholds=thresholds)


def fill(
    update: Any, *, work: Any, report: StatusReport, by: Any, on: date, year: FinancialYear, thresholds: Thresholds
) -> Any:
    """Write a report, and the rating that stands after it, onto an update that has nothing yet but its work.

    `work` comes with its latest update. Raises ValidationError, by field, for a rating better than the suggestion
    without a reason, and for a rating of work that is not open.
    """
    status = Status(report.status)
    suggestion = suggestion_after(work, status=status, on=on, year=year, thresholds=thresholds)
    update.status, update.comment = status, report.comment.strip()
    update.on, update.by = on, by
    update.suggested = suggestion.rating
    update.suggested_reasons = [reason.words for reason in suggestion.reasons]
    gives = report.rating in GIVEN
    if gives and status not in OPEN:
        raise ValidationError(
            {
                "rating": f"{status.label} work is not rated by hand: leave the rating as it is, "
                "or choose an open status."
            }
        )
    if gives:
        better = progress.needs_reason(given=report.rating, suggested=suggestion.rating)
        if better and not report.rating_reason.strip():
            raise ValidationError(
                {
                    "rating_reason": f"{RagRating(report.rating).label} is better than the suggested "
                    f"{suggestion.rating.label} ({suggestion.words}). Say why."
                }
            )
        update.rated = True
        update.rating_given, update.rating_basis = report.rating, suggestion.rating
        update.rating_reason = report.rating_reason.strip() if better else ""
        update.path_to_green = report.path_to_green.strip() if report.rating != RagRating.GREEN else ""
    elif report.rating == RatingChoice.KEEP and status in OPEN and work.rating_given:
        last = work.latest_update
        update.rating_given, update.rating_basis = work.rating_given, work.rating_basis
        update.rating_reason = last.rating_reason if last else ""
        update.path_to_green = report.path_to_green.strip() or (last.path_to_green if last else "")
    return update


def is_current(work: Any, on: date) -> bool:
    """Whether a report of this day says how the work stands now; one of an earlier day only joins the history."""
    return work.last_update_on is None or on >= work.last_update_on


def stand_as(work: Any, update: Any, *, year: FinancialYear) -> None:
    """Let the work stand as its update (saved already) says: CURRENT_FIELDS."""
    work.status = update.status
    work.completed_on = update.on if update.status == Status.COMPLETE else None
    work.rating_given, work.rating_basis = update.rating_given, update.rating_basis
    work.last_update_on = update.on
    work.latest_update = update
    work.quiet_since = quiet_since(work, update.on, year=year)
    work.version += 1


# --- Dates under change control -------------------------------------------------------------------------


def set_first_date(work: Any, text: str, *, year: FinancialYear) -> None:
    """Give new work its date in the words of the plan; it is the original, too."""
    new = due.the_due(due.read_due(text, year))
    work.due_text, work.due_kind, work.due_earliest, work.due_latest = text, new.kind, new.earliest, new.latest
    work.original_text, work.original_latest = text, new.latest


def read_move(work: Any, *, text: str, reason: str, agreed_by: str, year: FinancialYear) -> DueDate:
    """The new date that `text` means. Raises ValidationError, by field, where it cannot be read, is the one the work
    has already, or where reason or agreement is missing."""
    errors = {}
    new = due.the_due(due.read_due(text, year))
    if new.kind == DueKind.UNREAD:
        errors["text"] = f"“{text}” is not a date we can read. Write it like 30 June 2026, Jun 26, Q2, ongoing or TBC."
    elif text.strip() == work.due_text.strip():
        errors["text"] = "This is the date it has already."
    if not reason.strip():
        errors["reason"] = "Say why the date moves."
    if not agreed_by.strip():
        errors["agreed_by"] = "Say who agreed to the new date."
    if errors:
        raise ValidationError(errors)
    return new


def move_of(work: Any, *, text: str, new: DueDate, reason: str, agreed_by: str, by: Any, on: date) -> dict[str, Any]:
    """The values of the history row of a move, before it is made."""
    return {
        "old_text": work.due_text,
        "old_kind": work.due_kind,
        "old_latest": work.due_latest,
        "new_text": text,
        "new_kind": new.kind,
        "new_earliest": new.earliest,
        "new_latest": new.latest,
        "reason": reason.strip(),
        "agreed_by": agreed_by.strip()[:200],
        "on": on,
        "by": by,
    }


def apply_date(work: Any, *, text: str, new: DueDate) -> None:
    """Set the current date. The first date that is one becomes the original; agreeing "TBC" later is no slip."""
    work.due_text, work.due_kind = text, new.kind
    work.due_earliest, work.due_latest = new.earliest, new.latest
    if work.original_latest is None and new.latest is not None:
        work.original_text, work.original_latest = text, new.latest


# --- Steps ----------------------------------------------------------------------------------------------


def steps_as_planned(
    steps: Iterable[tuple[str, str]], done: dict[str, date | None], *, year: FinancialYear
) -> list[dict[str, Any]]:
    """The values of step rows, from pairs of text and own date as written; one whose text stays keeps the day it was
    done (`done`, by text)."""
    rows = []
    for position, (text, own) in enumerate(steps, start=1):
        read = due.the_due(due.read_due(own, year))
        rows.append(
            {
                "position": position,
                "text": text,
                "completed_on": done.get(text),
                "due_text": own,
                "due_kind": read.kind,
                "due_earliest": read.earliest,
                "due_latest": read.latest,
            }
        )
    return rows
