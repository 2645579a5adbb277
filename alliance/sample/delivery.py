"""Plays the sample's delivery plans through the verbs: last year's, whole and closed, and this year's up to the day.

Reports come in at monthly meetings; a return is opened in the middle of its quarter and signed three weeks after its
end, so on most days two are signed and one is open.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from alliance import operations
from alliance.models import DeliveryPlan, Milestone, QuarterlyReturn
from alliance.operations import StatusReport
from alliance.operations.delivery import DeliverableWords, MeasureWords
from alliance.sample import governance, words
from alliance.sample.delivery_outline import Workstream
from alliance.sample.fates import FATES, Move, Report, StepDone, events, working_day
from alliance.sample.papers.wessex_delivery import PLAN
from alliance.sample.saying import Sayings
from core.periods import FinancialYear, Quarter
from organisations.models import Alliance, User
from workplans.models import Action, WorkPlan
from workplans.progress import OPEN, Status

ALLIANCE = "wessex"
OFFICE = "administrator@wessex.example.nhs.uk"
FIRST_MEETING, MEETING_EVERY = timedelta(20), timedelta(30)
OPENED, DUE, SIGNED, CORRECTED = timedelta(44), timedelta(14), timedelta(21), timedelta(40)
A_SMALL_SLIP = timedelta(70)
LAST_YEARS_PARTS = 2
"""How many workstreams last year's plan had."""

COMMENTARIES = (
    "A good quarter. What was planned is done but for one milestone, which has a new date that the board agreed.",
    "Two trusts are behind because of vacancies. Cover has been found, and we expect to catch up before the summer.",
    "Most of the work is on course. One supplier delivers late; the contract allows us to change if May slips again.",
    "Strong uptake in the towns, weaker on the island. We moved two staff days there and will report again.",
    "Less was finished than planned. The programme board has cut the scope to what can be done with the money left.",
)
COMMENTS = (
    ("1.1", "Which trusts will miss the standard at the end of the year?", "Named in the narrative; see the grid."),
    ("2.1", "How is uptake in the least affluent towns going to rise?", "Reminders in five languages and local staff."),
    ("4.1", "Please give a date for each trust's tracking system.", ""),
)
LINKS = {"1.3": ("wessex-urology", 2), "2.1": ("wessex-lung", 3)}
"""Deliverables that actions of a network's plan serve: the first few of it."""


def play(*, on: date, people: dict[str, User], backdate) -> int:
    """Make both plans as of a day; returns how many milestones they have. An alliance with a plan is left alone."""
    alliance = Alliance.objects.get(code=ALLIANCE)
    year = FinancialYear.containing(on)
    last = FinancialYear(year.start - 1)
    if DeliveryPlan.objects.filter(alliance=alliance, year__in=[last.start, year.start]).exists():
        return 0
    made = 0
    for which, parts in ((last, PLAN[:LAST_YEARS_PARTS]), (year, PLAN)):
        player = _Player(alliance=alliance, year=which, on=on, people=people, backdate=backdate)
        made += player.play(parts)
    office = people[OFFICE]
    governance.play_money(player.plan, on=on, by=office)
    urology = WorkPlan.objects.filter(network__code="wessex-urology", year=year.start).first()
    governance.play_risks(player.plan, on=on, by=office, owner=people[PLAN[0].lead], work_plan=urology)
    governance.play_compliance(player.plan, on=on, by=office)
    backdate.to(on)
    return made


@dataclass
class _Player:
    alliance: Alliance
    year: FinancialYear
    on: date
    people: dict[str, User]
    backdate: object
    coming: list = field(default_factory=list)
    order: object = field(default_factory=count)
    milestones: dict[int, Milestone] = field(default_factory=dict)
    open: set = field(default_factory=set)
    reports: dict = field(default_factory=lambda: defaultdict(dict))

    def play(self, parts: tuple[Workstream, ...]) -> int:
        self.sayings = Sayings(Random(f"{ALLIANCE} {self.year}"))
        self.office = self.people[OFFICE]
        first = self.year.first_day
        self._at(working_day(first - timedelta(50)), 0, self._open_plan, parts)
        for days, state in ((-22, "submitted"), (4, "feedback"), (27, "final"), (48, "funded")):
            self._at(working_day(first + timedelta(days)), 1, self._reach, state)
        self._at(working_day(first + timedelta(6)), 2, self._comment)
        self._at(working_day(first + timedelta(20)), 2, self._resolve)
        for number in (1, 2, 3, 4):
            quarter = self.year.quarter(number)
            self._at(working_day(quarter.first_day + OPENED), 6, self._open_return, quarter)
        self._at(working_day(self.year.last_day + timedelta(60)), 9, self._close)
        while self.coming and self.coming[0][0] <= self.on:
            day, _, _, happen = heapq.heappop(self.coming)
            happen(day)
            if not self.coming or self.coming[0][0] != day:
                self._report(day)
                self.backdate.to(day)
        return len(self.milestones)

    def _at(self, day: date, rank: int, verb: Callable, *arguments) -> None:
        heapq.heappush(self.coming, (day, rank, next(self.order), lambda on: verb(on, *arguments)))

    def _say(self, phase: str, *, lead: str, on: date):
        return self.sayings.next(phase, lead=lead or "team", on=on)

    # --- The plan ---------------------------------------------------------------------------------------------------

    def _open_plan(self, on, parts):
        self.plan = operations.open_delivery_plan(
            alliance=self.alliance, year=self.year, by=self.office, title=f"Cancer delivery plan {self.year}"
        )
        first = self.year.first_day
        planned = {"submitted": -20, "feedback": 5, "final": 28, "funded": 50}
        dates = {state: first + timedelta(days) for state, days in planned.items()}
        operations.set_timetable(plan=self.plan, dates=dates, by=self.office)
        for number, outline in enumerate(parts, start=1):
            lead = self.people[outline.lead]
            workstream = operations.add_workstream(
                plan=self.plan, number=str(number), title=outline.title, lead=lead, by=self.office
            )
            for place, deliverable in enumerate(outline.deliverables, start=1):
                self._add(on, workstream, f"{number}.{place}", deliverable)

    def _add(self, on, workstream, number, outline):
        said = DeliverableWords(
            title=outline.title,
            text=outline.text,
            narrative=outline.narrative,
            lead_name=outline.lead,
            lead_email=f"{outline.lead.lower().replace(' ', '.')}@example.nhs.uk" if outline.lead else "",
            programme=outline.programme,
            not_applicable_reason=outline.reason,
        )
        by = workstream.lead
        deliverable = operations.add_deliverable(workstream=workstream, number=number, words=said, by=by)
        if outline.measures:
            measures = [
                MeasureWords(
                    text=m.text,
                    code=m.code,
                    unit=m.unit,
                    direction=m.direction,
                    baseline=Decimal(m.baseline) if m.baseline else None,
                    target=Decimal(m.target) if m.target else None,
                    standard=m.standard,
                )
                for m in outline.measures
            ]
            operations.set_measures(deliverable=deliverable, measures=measures, by=by)
        for quarter, milestones in enumerate(outline.quarters, start=1):
            for milestone in milestones:
                parts = [(text, "") for text in milestone.parts]
                made = operations.add_milestone(
                    deliverable=deliverable, quarter=quarter, text=milestone.text, parts=parts, by=by, on=on
                )
                self.milestones[made.pk] = made
                self.open.add(made.pk)
                self._expect(made, workstream.lead, outline.lead, milestone.fate)
        if self._is_this_year and number in LINKS:
            network, many = LINKS[number]
            actions = Action.objects.filter(plan__network__code=network, plan__year=self.year.start)
            chosen = actions.select_related("plan__network").order_by("position")[:many]
            operations.link_actions(deliverable=deliverable, actions=chosen, by=by)

    @property
    def _is_this_year(self):
        return self.year == FinancialYear.containing(self.on)

    def _expect(self, milestone, author, lead, fate):
        """Put what will befall a milestone into what is to come."""
        meetings, day = [], self.year.first_day + FIRST_MEETING
        while day < self.year.last_day + timedelta(50):
            if day >= milestone.starts_on:
                meetings.append(working_day(day))
            day += MEETING_EVERY
        happenings = events(
            FATES[fate],
            due=milestone.due_latest,
            year_begins=milestone.starts_on,
            meetings=meetings,
            steps=[None] * milestone.parts.count(),
            chance=Random(f"{self.year} {milestone.deliverable.number} {milestone.text}"),
        )
        for happening in happenings:
            match happening:
                case Report():
                    self._at(happening.on, 4, self._note, milestone, author, lead, happening)
                case Move():
                    self._at(happening.on, 2, self._move, milestone, author, happening.to)
                case StepDone():
                    self._at(happening.on, 3, self._part, milestone, author, happening)

    def _reach(self, on, state):
        self.plan = operations.reach_state(plan=self.plan, state=state, by=self.office, on=on)

    def _comment(self, on):
        for number, text, _ in COMMENTS:
            if deliverable := self.plan.deliverables.filter(number=number).first():
                operations.comment_on(
                    deliverable=deliverable, text=text, by=self.office, author="National cancer team reviewer"
                )

    def _resolve(self, on):
        for number, text, resolution in COMMENTS:
            comment = _comment_of(self.plan, number, text)
            if comment and resolution:
                operations.resolve_comment(comment=comment, resolution=resolution, by=self.office)

    def _close(self, on):
        self._report(on)
        left = Milestone.objects.filter(plan=self.plan).open()
        reports = {
            milestone.pk: StatusReport(Status.CLOSED, self._say("year end", lead="", on=on)) for milestone in left
        }
        if reports:
            operations.record_milestone_updates(reports=reports, by=self.office, on=on)
        operations.reach_state(plan=self.plan, state="closed", by=self.office, on=on)

    # --- What befalls a milestone -------------------------------------------------------------------------------------

    def _note(self, on, milestone, author, lead, report):
        """Collect a report for the end of the day, so that a meeting is one call of the verb."""
        if milestone.pk not in self.open:
            return
        if report.status not in OPEN:
            self.open.discard(milestone.pk)
        rated = {}
        if report.rating:
            rated = {"rating": report.rating, "rating_reason": self._say("better", lead=lead, on=on)}
            if report.rating in words.PATHS:
                rated["path_to_green"] = self._say(report.rating, lead=lead, on=on)
        comment = self._say(report.phase, lead=lead, on=on)
        self.reports[author][milestone.pk] = StatusReport(status=report.status, comment=comment, **rated)

    def _report(self, on):
        for author, reports in self.reports.items():
            operations.record_milestone_updates(reports=reports, by=author, on=on)
        self.reports.clear()

    def _move(self, on, milestone, author, to):
        if milestone.pk not in self.open:
            return
        reason, agreed_by = words.WITHDRAWN if to is None else self._say("moved", lead="", on=on)
        milestone.refresh_from_db()
        text = "TBC" if to is None else _new_date(to, milestone, self.year)
        if text != milestone.due_text:
            operations.move_milestone(
                milestone=milestone, text=text, reason=reason, agreed_by=agreed_by, by=author, on=on
            )

    def _part(self, on, milestone, author, happening):
        if milestone.pk in self.open:
            part = milestone.parts.get(position=happening.position)
            operations.record_part(part=part, done=happening.done, by=author, on=on)

    # --- Returns ------------------------------------------------------------------------------------------------------

    def _open_return(self, on, quarter: Quarter):
        due = quarter.last_day + DUE
        opened = operations.open_return(plan=self.plan, quarter=quarter.number, due_on=due, by=self.office, on=on)
        for place, workstream in enumerate(self.plan.workstreams.select_related("lead")):
            day = due - timedelta(3 * place) if place else on + timedelta(4)
            self._at(working_day(day), 7, self._write, opened, workstream, place)
        self._at(working_day(quarter.last_day + SIGNED), 8, self._sign, opened)
        if quarter.number == 1:
            self._at(working_day(quarter.last_day + CORRECTED), 8, self._correct, opened)

    def _write(self, on, quarterly_return: QuarterlyReturn, workstream, place):
        text = COMMENTARIES[(place + quarterly_return.quarter + self.year.start) % len(COMMENTARIES)]
        operations.write_commentary(
            quarterly_return=quarterly_return, workstream=workstream, text=text, hand_in=True, by=workstream.lead
        )

    def _sign(self, on, quarterly_return):
        self._report(on)
        operations.sign_off(
            quarterly_return=quarterly_return,
            by=self.office,
            on=on,
            statement="Agreed by the programme board and sent to the national team.",
            gaps_accepted="Leads bring the missing paths to green to the next meeting of the programme board.",
        )

    def _correct(self, on, quarterly_return):
        quarterly_return.refresh_from_db()
        corrected = operations.correct_return(
            quarterly_return=quarterly_return,
            reason="The first version named the wrong month for the start of the new machine.",
            due_on=on + timedelta(7),
            by=self.office,
            on=on,
        )
        for place, workstream in enumerate(self.plan.workstreams.select_related("lead")):
            self._write(on, corrected, workstream, place)
        self._sign(on, corrected)


def _comment_of(plan, number: str, text: str):
    deliverable = plan.deliverables.filter(number=number).first()
    return deliverable.comments.filter(text=text).first() if deliverable else None


def _new_date(day: date, milestone, year: FinancialYear) -> str:
    """A new date as people write it: a small slip as a month, else a quarter ("Q3", "Q1 2027/28")."""
    if milestone.original_latest and day - milestone.original_latest < A_SMALL_SLIP:
        return f"{day:%b %y}"
    quarter = Quarter.containing(day)
    return f"Q{quarter.number}" if quarter.year == year else str(quarter)
