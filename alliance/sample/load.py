"""Plays the sample plans through the verbs, day by day from the opening of last year's plans to the day of loading."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from django.db import models, transaction
from django.utils import timezone

from alliance.models import MilestoneDateRevision, MilestoneUpdate, ReturnCommentary, ReviewComment, SignedReturn
from alliance.sample import delivery, local_figures, words
from alliance.sample.fates import FATES, Move, Report, StepDone, events, working_day
from alliance.sample.outline import Carried, Paper, in_year
from alliance.sample.papers import (
    wessex_breast,
    wessex_head_neck,
    wessex_lung,
    wessex_urology,
    woscan_colorectal,
    woscan_head_neck,
    woscan_head_neck_last,
)
from alliance.sample.people import ACCOUNTS, add_people
from alliance.sample.saying import Sayings
from core.audit import AuditEvent
from core.periods import FinancialYear
from core.staging import ask
from organisations import operations as organisations
from organisations.access import Capability, may
from organisations.grants import RoleKind
from organisations.models import Alliance, Network, TumourGroup, User
from workplans import operations
from workplans.models import Action, ActionDateRevision, ActionUpdate, Lead, WorkPlan
from workplans.operations import StatusReport
from workplans.progress import OPEN, Status

NETWORKS = (
    # Code, name, tumour group. Those without a paper have no plan, or an empty one.
    ("wessex-breast", "Breast Site-Specific Group", "breast"),
    ("wessex-head-neck", "Head and Neck Site-Specific Group", "head-neck"),
    ("wessex-lung", "Lung Site-Specific Group", "lung"),
    ("wessex-skin", "Skin Site-Specific Group", "skin"),
    ("wessex-upper-gi", "Upper GI Site-Specific Group", "upper-gi"),
    ("wessex-urology", "Urology Site-Specific Group", "urological"),
)
LAST_YEAR = (wessex_lung.LAST, woscan_head_neck_last.LAST, woscan_colorectal.LAST)
THIS_YEAR = (
    wessex_lung.THIS,
    wessex_head_neck.THIS,
    wessex_urology.THIS,
    wessex_breast.THIS,
    woscan_head_neck.THIS,
    woscan_colorectal.THIS,
)
EMPTY = "wessex-upper-gi"
MEETING_EVERY = timedelta(42)
LEFT_OPEN = timedelta(75)  # how long after its year a plan that nobody closes is still reported on


class ReferenceMissing(Exception):
    """The alliances of the reference data are not there."""


@dataclass(frozen=True)
class Loaded:
    """What the sample consists of: plans, actions and status updates; milestones of the delivery plans."""

    plans: int
    actions: int
    updates: int
    milestones: int = 0


@transaction.atomic
def load(*, on: date) -> Loaded | None:
    """Make the sample as of a day, all or nothing; None, and nothing changed, where its accounts are there already.

    Plans are of the financial year of that day and the one before. A network that has a plan of either year is left
    alone. Raises ReferenceMissing without the reference data.
    """
    if User.objects.filter(email=ACCOUNTS[0].email).exists():
        return None
    if Alliance.objects.filter(code__in=["wessex", "woscan"]).count() < 2 or not TumourGroup.objects.exists():
        raise ReferenceMissing
    backdate = _Backdate()
    _add_networks()
    player = _Player(on=on, people=add_people(), backdate=backdate)
    player.play()
    milestones = delivery.play(on=on, people=player.people, backdate=backdate)
    local_figures.play(on=on, people=player.people)
    return Loaded(player.done["plans"], player.done["actions"], player.done["updates"], milestones)


def _add_networks():
    wessex = Alliance.objects.get(code="wessex")
    groups = {group.code: group for group in TumourGroup.objects.all()}
    known = set(Network.objects.values_list("code", flat=True))
    for code, name, group in NETWORKS:
        if code not in known:
            network = Network(code=code, name=name, alliance=wessex, tumour_group=groups[group])
            organisations.add(thing=network, by=None)


@dataclass
class _Plan:
    """A plan while it is played."""

    paper: Paper
    year: FinancialYear
    row: WorkPlan
    manager: User | None
    chance: Random
    actions: dict[str, Action] = field(default_factory=dict)
    sayings: Sayings | None = None

    @property
    def last_meeting(self):
        return self.year.last_day + (LEFT_OPEN if self.paper.ends is None else timedelta(self.paper.ends))

    def meetings(self):
        day = self.year.first_day + timedelta(self.paper.meets)
        while day < self.last_meeting:
            yield working_day(day)
            day += MEETING_EVERY

    def say(self, phase, *, lead, on):
        """The next comment of a phase, in an order of the plan's own."""
        if self.sayings is None:
            self.sayings = Sayings(self.chance)
        return self.sayings.next(phase, lead=lead, on=on)


class _Player:
    """Keeps what is still to happen in the order of days, and makes it happen through the verbs."""

    def __init__(self, *, on, people, backdate):
        self.on, self.people, self.backdate = on, people, backdate
        self.year = FinancialYear.containing(on)
        self.coming: list[tuple[date, int, int, Callable]] = []
        self.order = count()
        self.reports = defaultdict(dict)  # of one day: (plan, author) -> action id -> report
        self.open: set[int] = set()
        self.plans: dict[tuple[str, int], _Plan] = {}
        self.done = Counter()
        self.links = self._links()

    def _links(self):
        """By network code and lead's name: the account that the lead is."""
        accounts = [(account, self.people[account.email]) for account in ACCOUNTS if account.leads]
        networks = list(Network.objects.select_related("alliance"))
        return {
            (network.code, name): person
            for account, person in accounts
            for _, place in account.roles
            for network in networks
            if place in (network.code, network.alliance.code)
            for name in account.leads
        }

    def play(self):
        last = FinancialYear(self.year.start - 1)
        self.backdate.to(last.first_day - timedelta(60))
        taken = set(
            WorkPlan.objects.filter(year__in=[last.start, self.year.start]).values_list("network__code", flat=True)
        )
        for year, papers in ((last, LAST_YEAR), (self.year, THIS_YEAR)):
            for paper in papers:
                if paper.network not in taken:
                    self._at(working_day(year.first_day - timedelta(31)), 0, self._open_plan, paper, year)
        if EMPTY not in taken:
            self._at(self.on, 0, self._open_empty)
        while self.coming and self.coming[0][0] <= self.on:
            day, _, _, happen = heapq.heappop(self.coming)
            happen(day)
            if not self.coming or self.coming[0][0] != day:
                self._report(day)
                self.backdate.to(day)

    def _at(self, day, rank, verb, *arguments):
        heapq.heappush(self.coming, (day, rank, next(self.order), lambda on: verb(on, *arguments)))

    # --- A plan's life ------------------------------------------------------------------------------------------------

    def _open_empty(self, on):
        network = Network.objects.get(code=EMPTY)
        operations.open_plan(network=network, year=self.year, by=self.people["programme.lead@wessex.example.nhs.uk"])
        self.done["plans"] += 1

    def _open_plan(self, on, paper, year):
        network = Network.objects.select_related("alliance").get(code=paper.network)
        manager = next(
            person
            for account in ACCOUNTS
            for kind, place in account.roles
            if (kind, place) == (RoleKind.NETWORK_MANAGER, paper.network)
            for person in [self.people[account.email]]
        )
        row = operations.open_plan(network=network, year=year, by=manager)
        plan = _Plan(paper, year, row, manager, Random(f"{paper.network} {year}"))
        self.plans[paper.network, year.start] = plan
        self.done["plans"] += 1
        for number, outline in enumerate(paper.objectives, start=1):
            objective = operations.add_objective(
                plan=row, number=str(number), title=outline.title, watching_brief=outline.watching_brief, by=manager
            )
            carried = {c.number: c for c in outline.actions if isinstance(c, Carried)}
            numbers = (n for n in (f"{number}.{i}" for i in count(1)) if n not in carried)
            new = [(next(numbers), action) for action in outline.actions if not isinstance(action, Carried)]
            for action_number, action in sorted([*new, *carried.items()], key=lambda pair: int(pair[0].split(".")[1])):
                self._add_action(on, plan, objective, action_number, action)
        self._link_leads(network, manager)
        if paper.agreed:
            self._at(working_day(year.first_day + timedelta(9)), 1, self._agree, plan)
        if paper.ends is not None:
            self._at(working_day(plan.last_meeting), 8, self._tidy_up, plan)
            self._at(working_day(plan.last_meeting), 9, self._close, plan)
        else:
            self._at(working_day(year.last_day + LEFT_OPEN), 8, self._tidy_up, plan)

    def _add_action(self, on, plan, objective, number, outline):
        if isinstance(outline, Carried):
            before = self.plans[plan.paper.network, plan.year.start - 1]
            (action,) = operations.carry_forward(actions=[before.actions[number]], to=plan.row, by=plan.manager, on=on)
            self.open.discard(before.actions[number].pk)
            reason, agreed_by = words.CARRIED
            operations.move_due_date(
                action=action,
                text=in_year(outline.due, plan.year),
                reason=reason,
                agreed_by=agreed_by,
                by=plan.manager,
                on=on,
            )
            action.refresh_from_db()
        else:
            steps = [step if isinstance(step, tuple) else (step, "") for step in outline.steps]
            action = operations.add_action(
                objective=objective,
                number=number,
                text=outline.text,
                leads=outline.leads.split(";"),
                due_text=in_year(outline.due, plan.year),
                steps=[(text, in_year(own, plan.year)) for text, own in steps],
                starts_on=_day_of(outline.starts, plan.year),
                by=plan.manager,
                on=on,
            )
        plan.actions[number] = action
        self.open.add(action.pk)
        self.done["actions"] += 1
        self._expect(plan, action, outline)

    def _expect(self, plan, action, outline):
        """Put what will befall an action into what is to come."""
        lead = (
            action.action_leads.select_related("lead")
            .filter(accountable=True)
            .values_list("lead__name", flat=True)
            .first()
        )
        news = list(outline.news)
        left_open = action.number in plan.paper.leaves
        happenings = events(
            FATES[outline.fate],
            due=action.due_latest,
            year_begins=action.starts_on or plan.year.first_day,
            meetings=[day for day in plan.meetings() if not action.starts_on or day >= action.starts_on],
            steps=[step.due_latest for step in action.steps.order_by("position")],
            chance=Random(f"{plan.paper.network} {plan.year} {action.number}"),
        )
        for happening in happenings:
            match happening:
                case Report() if not (left_open and happening.status not in OPEN):
                    self._at(happening.on, 4, self._note, plan, action, lead or "", happening, outline.done, news)
                case Move():
                    self._at(happening.on, 2, self._move, plan, action, happening.to)
                case StepDone():
                    self._at(happening.on, 3, self._step, plan, action, happening)

    def _link_leads(self, network, by):
        for lead in Lead.objects.filter(network=network, user=None):
            if person := self.links.get((network.code, lead.name)):
                operations.link_lead(lead=lead, user=person, by=by)

    def _agree(self, on, plan):
        operations.agree_plan(plan=plan.row, by=plan.manager, on=on)

    def _close(self, on, plan):
        self._report(on)
        operations.close_plan(plan=plan.row, by=plan.manager, on=on)

    def _tidy_up(self, on, plan):
        """The end of a year: ongoing work is done with, what is neither finished nor carried forward is closed."""
        for action in plan.actions.values():
            if action.pk in self.open and action.number not in plan.paper.leaves:
                ran = action.due_kind == "ongoing"
                self.reports[plan.row.pk, plan.manager][action.pk] = StatusReport(
                    status=Status.COMPLETE if ran else Status.CLOSED, comment=plan.say("year end", lead="", on=on)
                )
                self.open.discard(action.pk)

    # --- What befalls an action ---------------------------------------------------------------------------------------

    def _note(self, on, plan, action, lead, report, last_words, news):
        """Collect a report for the end of the day, so that a meeting is one call of the verb."""
        if action.pk not in self.open:
            return
        comment = plan.say(report.phase, lead=lead, on=on)
        if report.status not in OPEN:
            comment = last_words or comment
            self.open.discard(action.pk)
        elif report.status == Status.IN_PROGRESS and news:
            comment = news.pop(0)
        rated = {}
        if report.rating:
            rated = {"rating": report.rating, "rating_reason": plan.say("better", lead=lead, on=on)}
            if report.rating in words.PATHS:
                rated["path_to_green"] = plan.say(report.rating, lead=lead, on=on)
        own = self.links.get((plan.paper.network, lead))
        writes = own and may(own, Capability.UPDATE_OWN, plan.row.network) and report.status != Status.CLOSED
        author = own if writes and plan.chance.random() < 0.6 else plan.manager
        self.reports[plan.row.pk, author][action.pk] = StatusReport(status=report.status, comment=comment, **rated)

    def _report(self, on):
        for (_, author), reports in self.reports.items():
            operations.record_status_updates(reports=reports, by=author, on=on)
            self.done["updates"] += len(reports)
        self.reports.clear()

    def _move(self, on, plan, action, to):
        if action.pk not in self.open:
            return
        reason, agreed_by = plan.say("moved", lead="", on=on)
        action.refresh_from_db()
        if to is None:
            reason, agreed_by = words.WITHDRAWN
        elif action.due_latest and to < action.due_latest:
            reason, agreed_by = words.FORWARD
        text = f"{to:%b %y}" if to else "TBC"
        operations.move_due_date(action=action, text=text, reason=reason, agreed_by=agreed_by, by=plan.manager, on=on)

    def _step(self, on, plan, action, happening):
        if action.pk in self.open:
            step = action.steps.get(position=happening.position)
            operations.record_step(step=step, done=happening.done, by=plan.manager, on=on)


def _day_of(words_, year):
    """A day written without its year, like "1 January", in a financial year; None for none."""
    if not words_:
        return None
    day, month = words_.split()
    number = datetime.strptime(month, "%B").month
    return date(year.start if number >= 4 else year.start + 1, number, int(day))


class _Backdate:
    """Gives what the verbs wrote at loading the time at which it would have been written.

    The one place that changes history, past the guard of its rows, because in a sample the past is made up.
    """

    TIMES = {
        AuditEvent: ("at",),
        ActionUpdate: ("recorded_at",),
        ActionDateRevision: ("recorded_at",),
        MilestoneUpdate: ("recorded_at",),
        MilestoneDateRevision: ("recorded_at",),
        ReviewComment: ("made_at",),
        ReturnCommentary: ("written_at", "handed_in_at"),
        SignedReturn: ("recorded_at",),
    }

    def __init__(self):
        self.last = self._newest()
        self.since = timezone.now()

    def to(self, day):
        moment = min(self.since, timezone.make_aware(datetime.combine(day, time(10))))
        newest_of_all = self._newest()
        for (model, names), last, newest in zip(self.TIMES.items(), self.last, newest_of_all, strict=True):
            if newest > last:
                rows = models.QuerySet(model).filter(pk__gt=last)
                for name in names:
                    rows.filter(**{f"{name}__gte": self.since}).update(**{name: moment})
        self.last = newest_of_all

    def _newest(self):
        """The last key of each table, in one statement: it is asked every day."""
        tables = {f"table{place}": model for place, model in enumerate(self.TIMES)}
        keys = ", ".join(f"(SELECT MAX(id) FROM {{{name}}})" for name in tables)
        ((*newest,),) = ask(f"SELECT {keys}", (), **tables)
        return [key or 0 for key in newest]
