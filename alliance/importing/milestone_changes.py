"""What a file would change in the milestones of one deliverable after the other. Pure.

A milestone that was moved under change control stays moved when a file comes with its first quarter again; a file that
has it in a new quarter moves it, and that asks for a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import shorten

from alliance.importing.delivery_standing import StandingDeliverable, StandingMilestone, StandingPart
from alliance.importing.milestone_matching import Said, match
from alliance.importing.parsed_delivery import PROGRESS, QUARTERS, ParsedDeliverable
from core.periods import FinancialYear
from performance.rag import RagRating
from workplans import due
from workplans.due import DueKind
from workplans.importing.blocks import Finding, Level, one_line
from workplans.progress import OPEN, Status

Fields = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class MilestoneChange:
    """A milestone that is new or changes. `move_to` is its new date as written; `report` status, rating,
    comment; `part` the point that a row speaks of."""

    deliverable: str
    said: Said
    there: StandingMilestone | None
    fields: Fields
    rewords: bool = False
    move_to: str = ""
    report: tuple[str, str, str] | None = None
    part: StandingPart | None = None


class MilestoneComparer:
    """Gathers `changes`, what is `missing` (deliverable, milestone), and how many stay `unchanged`."""

    def __init__(self, says: frozenset[str], year: FinancialYear, findings: list[Finding]) -> None:
        self.says, self.year, self.findings = says, year, findings
        self.changes: list[MilestoneChange] = []
        self.missing: list[tuple[StandingDeliverable, StandingMilestone]] = []
        self.unchanged = 0

    def compare(self, each: ParsedDeliverable, there: StandingDeliverable | None) -> None:
        """Compare the milestones of a deliverable with those of the plan's, if it is there already."""
        number = there.number if there else each.number
        said = [
            Said(quarter, position, milestone)
            for quarter, milestones in zip(QUARTERS, each.milestones, strict=True)
            for position, milestone in enumerate(milestones, start=1)
        ]
        found = match(said, there.milestones if there else (), whole="deliverables" in self.says)
        for one, milestone in sorted(found.pairs, key=lambda pair: (pair[0].quarter, pair[0].position)):
            self._milestone(number, one, milestone)
        for one, milestone, part in found.parts:
            self._part(number, one, milestone, part)
        for one in found.new:
            report = self._report(one, None)
            if not self._unread_due(number, one):
                self.changes.append(MilestoneChange(number, one, None, {}, report=report))
        if there:
            self.missing.extend((there, milestone) for milestone in found.missing)

    def _milestone(self, number: str, one: Said, there: StandingMilestone) -> None:
        said, says = one.milestone, self.says
        fields: Fields = {}
        if one_line(said.text) != one_line(there.text):
            fields["Words"] = (there.text, said.text)
        old, new = [one_line(part.text) for part in there.parts], [one_line(child) for child in said.children]
        if "parts" in says and old != new and (new or not there.parts):
            fields["Points"] = ("\n".join(old), "\n".join(new))
        elif "parts" in says and there.parts and not new:
            self._say(
                "info",
                said.where,
                f"Deliverable {number}: the points inside “{short(there.text)}” stay; the file has none.",
            )
        rewords = bool(fields)
        if self._unread_due(number, one):
            return
        move_to = self._move(number, one, there)
        if move_to:
            fields["Due"] = (there.due_text, move_to)
        report = self._report(one, there)
        if report:
            status, rating, comment = report
            if status != there.status:
                fields["Status"] = (Status(there.status).label, Status(status).label)
            if rating:
                fields["Rating"] = (RagRating(there.rating).label if there.rating else "", RagRating(rating).label)
            if comment:
                fields["Comment"] = (there.comment, comment)
        if fields:
            self.changes.append(MilestoneChange(number, one, there, fields, rewords, move_to, report))
        else:
            self.unchanged += 1

    def _move(self, number: str, one: Said, there: StandingMilestone) -> str:
        """The date to which the file moves it, as written; nothing where it stays."""
        if one.milestone.due:
            written, new = one.milestone.due, due.the_due(due.read_due(one.milestone.due, self.year))
            latest = new.latest.isoformat() if new.latest else ""
            if one_line(written) == one_line(there.due_text) or (latest, new.kind) == (
                there.due_latest,
                there.due_kind,
            ):
                return ""
            first = one_line(written) == one_line(there.original_text)
        else:
            written = f"Q{one.quarter}"
            first = one.quarter == there.quarter
            if one.quarter == there.due_quarter or (first and there.due_text == there.original_text):
                return ""
        if first and there.due_text != there.original_text:
            message = (
                f"Deliverable {number}: “{short(there.text)}” was moved from {there.original_text or 'no date'} to "
                f"{there.due_text or 'no date'} since. The file has its first date; it stays moved."
            )
            self._say("info", one.milestone.where, message)
            return ""
        return "" if first else written

    def _unread_due(self, number: str, one: Said) -> bool:
        written = one.milestone.due
        if not written or due.the_due(due.read_due(written, self.year)).kind != DueKind.UNREAD:
            return False
        message = (
            f"Deliverable {number}, column “Due”: “{written}” is no date that can be read; expected one like "
            "30 June 2023, Jun 23, Q2, ongoing or TBC."
        )
        self._say("error", one.milestone.where, message)
        return True

    def _report(self, one: Said, there: StandingMilestone | None) -> tuple[str, str, str] | None:
        """(status, rating, comment) to be reported, the last two empty where they stay; None for nothing to report."""
        said = one.milestone
        if not PROGRESS & self.says or not (said.status or said.rating or said.comment):
            return None
        old = there.status if there else Status.NOT_STARTED.value
        status = said.status or old
        rating = said.rating if said.rating != (there.rating if there else "") and status in OPEN else ""
        comment = said.comment if not there or one_line(said.comment) != one_line(there.comment) else ""
        return (status, rating, comment) if status != old or rating or comment else None

    def _part(self, number: str, one: Said, milestone: StandingMilestone, part: StandingPart) -> None:
        status = one.milestone.status
        done = status == Status.COMPLETE
        if status and done != part.done and (done or status in OPEN):
            fields = {"Point": (f"{part.text}: {'done' if part.done else 'not done'}", "done" if done else "not done")}
            self.changes.append(MilestoneChange(number, one, milestone, fields, part=part))
            return
        self.unchanged += 1
        if one.milestone.rating or one.milestone.comment:
            message = (
                f"Deliverable {number}: “{short(part.text)}” is a point inside a milestone. It can be done or not; its "
                "rating and comment were not read."
            )
            self._say("warning", one.milestone.where, message)

    def _say(self, level: Level, where: str, message: str) -> None:
        self.findings.append(Finding(level, where, message))


def short(text: str) -> str:
    """As much of a text as names it in a sentence."""
    return shorten(text, 60, placeholder=" …")
