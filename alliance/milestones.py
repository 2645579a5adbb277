"""The milestones of a delivery plan on a day, each judged: what the grid, the plan's page and the dashboard show.

A plan has some hundreds of milestones at most and its pages show them all, so they are read whole, in one statement as
they stand, or in a few from the history as they stood (the parts of workplans/history.py), and filtered, counted and
placed here. The rule is that of actions, and so are the counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from alliance.models import MilestoneDateRevision, MilestonePart, MilestoneUpdate
from core.gathering import gathered
from core.periods import FinancialYear, Quarter
from performance.rag import RagRating, Thresholds
from workplans import progress
from workplans.history import Past, later_events, latest_updates, moves_of, steps_done, stood, undo
from workplans.sheet import judge, sorted_rows
from workplans.summaries import ActionState

LATER = 5
"""The column of the grid for what is due after the plan's year."""


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part of a milestone: its words, its own date as written ("" where it has none), whether it is done."""

    text: str
    due_text: str
    done: bool


@dataclass(frozen=True, slots=True)
class MilestoneState(ActionState):
    """A milestone as it stood on some day; `number` is its deliverable's, `lead` the lead contact of that.

    `version` is 0 for a past day, which nobody can change.
    """

    deliverable_id: int
    quarter: int
    parts: tuple[PartLine, ...]
    version: int = 0
    comment_by: str = ""


@dataclass(slots=True)
class MilestoneLine:
    """A milestone on a day as lists show it: judged like any work, and placed in the columns of the grid.

    `planned` is the quarter under which the plan has it; `due` that of its current date, LATER after the plan's year,
    and the planned one where it has no date, or one before the year. The other fields are those of sheet.ActionRow.
    """

    state: MilestoneState
    year: FinancialYear
    suggestion: progress.Suggestion = field(init=False)
    shown: str = ""
    mark: str = ""
    days_late: int = 0
    slipped_days: int = 0
    original: str = ""
    due_in: int | None = None
    ago: str = ""
    quiet: str = ""
    step_overdue: bool = False
    may_update: bool = False

    @property
    def id(self) -> str:
        """The key as a page writes it."""
        return str(self.state.id)

    @property
    def suggested(self) -> RagRating:
        return self.suggestion.rating

    @property
    def differs(self) -> bool:
        return progress.differs(status=self.state.status, given=self.state.rating_given, suggested=self.suggested)

    @property
    def is_open(self) -> bool:
        return progress.is_open(self.state)

    @property
    def planned(self) -> int:
        return self.state.quarter

    @property
    def due(self) -> int:
        return column_of(self.state.due_latest, planned=self.state.quarter, year=self.year)

    @property
    def elsewhere(self) -> str:
        """Where it went, as its old quarter says it; "" where it is due in the quarter under which the plan has it."""
        if self.due == self.planned:
            return ""
        where = column_words(self.due, self.state.due_latest)
        if self.state.original_latest is None or self.state.original_latest == self.state.due_latest:
            return f"Due in {where}"
        return f"Slipped to {where}" if self.due > self.planned else f"Brought forward to {where}"

    @property
    def words_of_date(self) -> str:
        """Its date, where that says more than the column it stands in."""
        return "" if self.state.due_text.strip().upper() == f"Q{self.due}" else self.state.due_text

    @property
    def parts_words(self) -> str:
        done, number = sum(part.done for part in self.state.parts), len(self.state.parts)
        return f"{done} of {number} part{'' if number == 1 else 's'} done"


def column_of(due_latest: date | None, *, planned: int, year: FinancialYear) -> int:
    """The column of the grid in which something due on a day stands: 1 to 4, or LATER."""
    if due_latest is None or due_latest < year.first_day:
        return planned
    quarter = Quarter.containing(due_latest)
    return quarter.number if quarter.year == year else LATER


def column_words(column: int, due_latest: date | None) -> str:
    """A column in words: "Q4"; of a later year with that year, "Q1 2027/28"."""
    return str(Quarter.containing(due_latest)) if column == LATER and due_latest else f"Q{column}"


# --- As they stand, as they stood ---------------------------------------------------------------------


def lines_now(milestones, *, year: FinancialYear, on: date, thresholds: Thresholds) -> list[MilestoneLine]:
    """The milestones of a queryset (all of one year) as they stand, in the order of the paper; one statement."""
    return judged(states_now(milestones), year=year, on=on, thresholds=thresholds)


def states_now(milestones) -> list[MilestoneState]:
    """The milestones of a queryset as they stand, in the order of the paper; one statement."""
    parts = gathered(MilestonePart.objects.all(), "position", "text", "due_text", "completed_on", by="milestone")
    rows = milestones.order_by("plan", "deliverable__position", "deliverable_id", "quarter", "position").values_list(
        "id", "plan_id", "position", "deliverable__number", "text", "deliverable__lead_name", "status", "due_text",
        "due_kind", "due_latest", "original_text", "original_latest", "starts_on", "quiet_since", "next_step_due",
        "watching_brief", "rating_given", "rating_basis", "latest_update__rating_reason", "latest_update__comment",
        "last_update_on", "deliverable_id", "quarter", parts, "version", "latest_update__by__name",
    )  # fmt: skip
    states = []
    for *facts, reason, comment, updated_on, deliverable, quarter, own, version, by in rows:
        own = tuple(PartLine(text, due, done is not None) for _, text, due, done in sorted_rows(own))
        states.append(
            MilestoneState(
                *facts, reason or "", comment or "", updated_on, deliverable, quarter, own, version, by or ""
            )
        )
    return states


def judged(
    states: Iterable[MilestoneState], *, year: FinancialYear, on: date, thresholds: Thresholds
) -> list[MilestoneLine]:
    """Lines of states, judged on a day."""
    lines = []
    for state in states:
        line = MilestoneLine(state, year)
        judge(line, state, on=on, thresholds=thresholds)
        lines.append(line)
    return lines


def lines_on(plan, milestones, *, on: date, thresholds: Thresholds) -> list[MilestoneLine]:
    """The milestones of a queryset (of one plan) as they stood at the end of a day, judged on that day.

    Status, rating, dates and parts come from what the verbs wrote; deliverables and their leads are as they are today.
    """
    pasts, parts_of = _pasts(plan, milestones, on)
    events = later_events([plan.alliance_id], ["alliance.milestone"], on=on, step="part")
    events = [event for event in events if event.subject_id in pasts]
    done = steps_done("alliance.milestone", {e.subject_id for e in events if "parts" in e.changes}, step="part")
    for event in events:
        undo(pasts[event.subject_id][0], event, done.get(event.subject_id, {}), step="part")
    own = {"milestone__plan": plan.pk}
    updates = latest_updates(MilestoneUpdate.objects.filter(**own), of="milestone_id", on=on)
    revisions = moves_of(MilestoneDateRevision.objects.filter(**own), of="milestone_id")
    states = []
    for pk, (past, quarter) in pasts.items():
        words = {text: due_text for text, due_text in parts_of.get(pk, ())}
        parts = tuple(
            PartLine(text, words.get(text, ""), done is not None and done <= on) for text, _, done in past.steps
        )
        more = {"deliverable_id": past.group_id, "quarter": quarter, "parts": parts, "make": MilestoneState}
        states.append(stood(past, updates.get(pk), revisions.get(pk, ()), on=on, **more))
    return judged(states, year=plan.financial_year, on=on, thresholds=thresholds)


def _pasts(plan, milestones, on) -> tuple[dict[int, tuple[Past, int]], dict[int, list[tuple[str, str]]]]:
    """By milestone: it on its way back to a day with its quarter; and the words of its parts with their dates."""
    parts = gathered(
        MilestonePart.objects.all(), "position", "text", "due_text", "due_latest", "completed_on", by="milestone"
    )
    rows = (
        milestones.filter(in_plan_from__lte=on)
        .order_by("deliverable__position", "deliverable_id", "quarter", "position")
        .values_list(
            "id", "deliverable_id", "position", "deliverable__number", "text", "deliverable__lead_name", "due_text",
            "due_kind", "due_latest", "original_text", "original_latest", "starts_on", "watching_brief", "quarter",
            parts,
        )
    )  # fmt: skip
    pasts, words = {}, {}
    for pk, *facts, quarter, own in rows:
        own = sorted_rows(own)
        steps = [[text, _day(due), _day(done)] for _, text, _, due, done in own]
        pasts[pk] = (Past(pk, plan.pk, plan.financial_year, plan.final_on, *facts, steps), quarter)
        words[pk] = [(text, due_text) for _, text, due_text, _, _ in own]
    return pasts, words


def _day(value) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
