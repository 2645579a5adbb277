"""What a quarterly return says: collected once, frozen at sign-off, and read by the page and both exports alike.

A return tells of the milestones that the plan has in its quarter, of those that are due in it now, and of earlier ones
that are still open or were finished in it. Plain values, so that a signed return is the same for ever.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta

from alliance.models import Deliverable, Milestone, Programme, QuarterlyReturn, ReturnCommentary, Workstream
from core.periods import Quarter
from performance.models import RatingScheme
from performance.rag import RagRating
from workplans import progress
from workplans.progress import Status

LAST_WEEKS = timedelta(days=31)
"""An open milestone is up to date for a return if somebody reported on it so shortly before the quarter's end, or
since."""


@dataclass(frozen=True)
class MilestoneLine:
    """A milestone as the return tells of it; `earlier` where the plan had it due before this quarter. Days are ISO."""

    id: int
    text: str
    parts: tuple[tuple[str, bool], ...]
    planned: str
    due: str
    earlier: bool
    status: str
    rating: str
    mark: str
    reasons: tuple[str, ...]
    comment: str
    path_to_green: str
    slipped_days: int
    original: str
    days_late: int
    updated_on: str

    @property
    def status_words(self) -> str:
        return Status(self.status).label

    @property
    def day(self) -> date | None:
        """The day of the latest report."""
        return date.fromisoformat(self.updated_on) if self.updated_on else None

    @property
    def rating_words(self) -> str:
        marks = {"suggested": " (suggested)", "better": ", better than suggested", "worse": ", worse than suggested"}
        return RagRating(self.rating).label + marks.get(self.mark, "")


@dataclass(frozen=True)
class DeliverableLines:
    """A deliverable and its milestones that the return tells of; `note` says why there are none to report."""

    number: str
    title: str
    lead: str
    note: str
    milestones: tuple[MilestoneLine, ...]


@dataclass(frozen=True)
class WorkstreamPart:
    """What the lead of a workstream says of the quarter, above its deliverables."""

    number: str
    title: str
    lead: str
    commentary: str
    by: str
    handed_in: bool
    deliverables: tuple[DeliverableLines, ...]

    @property
    def counts(self) -> dict[str, int]:
        return counts_of(self.deliverables)

    @property
    def words(self) -> str:
        return f"{self.number}. {self.title}" if self.title else f"Workstream {self.number}"


@dataclass(frozen=True)
class ReturnContent:
    """A whole return, as of the day `on` (ISO)."""

    alliance: str
    plan: str
    period: str
    version: int
    reason: str
    on: str
    workstreams: tuple[WorkstreamPart, ...]

    @property
    def counts(self) -> dict[str, int]:
        return counts_of(lines for part in self.workstreams for lines in part.deliverables)

    @property
    def milestones(self) -> int:
        return sum(self.counts.values())

    @property
    def day(self) -> date:
        return date.fromisoformat(self.on)


def counts_of(deliverables: Iterable[DeliverableLines]) -> dict[str, int]:
    """How many milestones show each rating, every rating named."""
    return {
        str(rating): count
        for rating, count in progress.counts_by_rating(
            line.rating for lines in deliverables for line in lines.milestones
        ).items()
    }


# --- Collecting -----------------------------------------------------------------------------------------


def collect(quarterly_return: QuarterlyReturn, *, on: date) -> ReturnContent:
    """The return as its plan stands on a day (six statements however many milestones)."""
    plan = quarterly_return.plan
    thresholds = RatingScheme.objects.thresholds(on=on)[plan.alliance_id]
    lines = defaultdict(list)
    for milestone in told_of(quarterly_return):
        lines[milestone.deliverable_id].append(_line(milestone, quarterly_return.period, on, thresholds))
    deliverables = defaultdict(list)
    for each in Deliverable.objects.filter(plan=plan).order_by("position"):
        milestones = tuple(lines[each.pk])
        deliverables[each.workstream_id].append(
            DeliverableLines(each.number, each.title, each.lead_name, "" if milestones else _note(each), milestones)
        )
    said = {c.workstream_id: c for c in quarterly_return.commentaries.select_related("by")}
    parts = [
        _part(workstream, said.get(workstream.pk), tuple(deliverables[workstream.pk]))
        for workstream in Workstream.objects.filter(plan=plan).select_related("lead").order_by("position")
    ]
    return ReturnContent(
        alliance=plan.alliance.name,
        plan=plan.title,
        period=str(quarterly_return.period),
        version=quarterly_return.version,
        reason=quarterly_return.reason,
        on=on.isoformat(),
        workstreams=tuple(parts),
    )


def told_of(quarterly_return: QuarterlyReturn) -> list[Milestone]:
    """The milestones that a return tells of, in the order of the plan."""
    period = quarterly_return.period
    milestones = (
        Milestone.objects.filter(plan=quarterly_return.plan)
        .select_related("deliverable", "latest_update")
        .prefetch_related("parts")
        .order_by("deliverable__position", "quarter", "position")
    )
    return [milestone for milestone in milestones if belongs_to(milestone, period)]


def belongs_to(milestone: Milestone, period: Quarter) -> bool:
    """Whether a milestone is told of in the return of a quarter."""
    if milestone.quarter == period.number:
        return True
    due = milestone.due_latest
    if due is not None and period.first_day <= due <= period.last_day:
        return True
    if milestone.quarter > period.number or (due is not None and due > period.last_day):
        return False
    finished = milestone.completed_on
    return progress.is_open(milestone) or (finished is not None and finished >= period.first_day)


def _line(milestone, period, on, thresholds) -> MilestoneLine:
    suggestion = progress.suggest(milestone, on=on, thresholds=thresholds)
    shown = progress.shown_rating(
        status=milestone.status,
        given=milestone.rating_given,
        basis=milestone.rating_basis,
        suggested=suggestion.rating,
    )
    last = milestone.latest_update
    return MilestoneLine(
        id=milestone.pk,
        text=milestone.text,
        parts=tuple((part.text, part.completed_on is not None) for part in milestone.parts.all()),
        planned=f"Q{milestone.quarter}",
        due=milestone.due_text,
        earlier=milestone.quarter < period.number,
        status=milestone.status,
        rating=str(shown),
        mark=progress.rating_mark(
            status=milestone.status, given=milestone.rating_given, suggested=suggestion.rating, shown=shown
        ),
        reasons=tuple(reason.words for reason in suggestion.reasons),
        comment=last.comment if last else "",
        path_to_green=last.path_to_green if last else "",
        slipped_days=progress.slipped_days(milestone),
        original=milestone.original_text if progress.has_slipped(milestone) else "",
        days_late=progress.days_late(milestone, on),
        updated_on=milestone.last_update_on.isoformat() if milestone.last_update_on else "",
    )


def _note(deliverable: Deliverable) -> str:
    if deliverable.programme == Programme.NOT_APPLICABLE:
        return f"Not applicable: {deliverable.not_applicable_reason}"
    if deliverable.programme == Programme.NOT_REQUIRED:
        return "The plan requires no milestones."
    return "No milestone in this quarter."


def _part(workstream, commentary: ReturnCommentary | None, deliverables) -> WorkstreamPart:
    return WorkstreamPart(
        number=workstream.number,
        title=workstream.title,
        lead=str(workstream.lead or ""),
        commentary=commentary.text if commentary else "",
        by=str(commentary.by or "") if commentary else "",
        handed_in=bool(commentary and commentary.handed_in_at),
        deliverables=deliverables,
    )


# --- Is it complete? ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gap:
    """One thing that is missing in a return: of which workstream (its number), in words, and of which milestone."""

    workstream: str
    words: str
    milestone: int | None = None


def gaps_of(content: ReturnContent, *, period: Quarter) -> list[Gap]:
    """What is missing before the return can be signed off, in the order of the plan.

    A workstream needs its commentary; an open milestone a report from the last month of the quarter or later; an open
    one that shows Red or Amber a path to green.
    """
    since = period.last_day - LAST_WEEKS
    gaps = []
    for part in content.workstreams:
        if not part.handed_in:
            begun = " is only a draft" if part.commentary else " is missing"
            gaps.append(Gap(part.number, f"The commentary of {part.words}{begun}."))
        for lines in part.deliverables:
            for line in lines.milestones:
                gaps += [Gap(part.number, words, line.id) for words in _lacks(lines.number, line, since)]
    return gaps


def _lacks(number, line: MilestoneLine, since: date):
    if Status(line.status) not in progress.OPEN:
        return
    if not line.updated_on or date.fromisoformat(line.updated_on) < since:
        yield f"{number}: “{_short(line.text)}” needs a report of {since.day} {since:%B %Y} or later."
    if line.rating in (RagRating.RED, RagRating.AMBER) and not line.path_to_green:
        yield f"{number}: no path to green for “{_short(line.text)}”, which shows {RagRating(line.rating).label}."


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:88].rsplit(" ", 1)[0] + " …"


# --- Frozen ---------------------------------------------------------------------------------------------


def as_json(content: ReturnContent) -> dict:
    """The content as a JSON column holds it."""
    return asdict(content)


def from_json(said: dict) -> ReturnContent:
    """The content that as_json put away; what later versions of this module add is left at nothing."""
    workstreams = tuple(
        _made(
            WorkstreamPart,
            part,
            deliverables=tuple(
                _made(DeliverableLines, lines, milestones=tuple(_milestone(line) for line in lines["milestones"]))
                for lines in part["deliverables"]
            ),
        )
        for part in said["workstreams"]
    )
    return _made(ReturnContent, said, workstreams=workstreams)


def _milestone(said: dict) -> MilestoneLine:
    parts = tuple((text, done) for text, done in said["parts"])
    return _made(MilestoneLine, said, parts=parts, reasons=tuple(said["reasons"]))


def _made(kind, said: dict, **nested):
    known = {field.name for field in fields(kind)}
    return kind(**{name: value for name, value in said.items() if name in known} | nested)
