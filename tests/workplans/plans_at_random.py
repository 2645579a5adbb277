"""A small alliance that lives through weeks: plans are drafted, agreed, updated, moved, revised, and closed at random.

Everything happens through the verbs, on the days the clock shows, so that history holds what it would in a year of use.
"""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine
from django.core.exceptions import ValidationError

from core.periods import FinancialYear
from organisations.grants import RoleKind
from tests.factories import AllianceFactory, NetworkFactory, someone
from workplans import operations
from workplans.models import Action, PlanState, Step, WorkPlan
from workplans.operations import StatusReport
from workplans.progress import Status

FIRST_DAY = date(2026, 4, 6)
DATES = [
    "Jun 26", "Q1", "Q2", "Q3", "30/09/2026", "mid July 2026", "Mar 27", "2026/27", "Ongoing", "TBC", "",
    "when funds allow", "Aug 26", "Nov 26", "Q1 and 2",
]  # fmt: skip
LEADS = ["MCN Manager", "MCN Clinical Lead", "Board Managers", "Information Team"]
STEPS = [
    ("Write the draft", "May 26"),
    ("Consult", ""),
    ("Agree it", "Q2"),
    ("Publish", "31/10/2026"),
    ("Review", "TBC"),
]


class Alliance:
    """An alliance with networks and plans; `week()` lets something happen to a third of its actions."""

    def __init__(self, seed, *, networks=2, actions=12):
        self.random = random.Random(seed)
        self.alliance = AllianceFactory()
        self.day = FIRST_DAY
        with self.clock():
            self.manager = someone(RoleKind.NETWORK_MANAGER, self.alliance)
            for _ in range(networks):
                self._draft(NetworkFactory(alliance=self.alliance), actions)

    @property
    def plans(self):
        return WorkPlan.objects.filter(network__alliance=self.alliance)

    @property
    def actions(self):
        return Action.objects.filter(plan__in=self.plans).order_by("pk")

    def clock(self):
        """The middle of the day it is, for whatever asks the clock."""
        noon = datetime.combine(self.day, time(12), tzinfo=ZoneInfo("Europe/London"))
        return time_machine.travel(noon, tick=False)

    def week(self):
        """Seven days later; then things happen."""
        self.day += timedelta(days=7)
        with self.clock():
            for plan in self.plans.order_by("pk"):
                if plan.state == PlanState.DRAFT and self.random.random() < 0.15:
                    operations.agree_plan(plan=plan, by=self.manager, on=self.day)
                elif plan.state == PlanState.AGREED and self.random.random() < 0.15:
                    self._add(self.random.choice(plan.objectives.order_by("pk")))
            for action in self.actions.filter(plan__state__in=[PlanState.DRAFT, PlanState.AGREED]):
                if self.random.random() < 0.35:
                    happening = self.random.choice(
                        [self._report, self._report, self._report, self._move, self._tick, self._revise, self._brief]
                    )
                    self._try(happening, action)

    def close_one_plan(self):
        with self.clock():
            operations.close_plan(plan=self.plans.order_by("pk").first(), by=self.manager, on=self.day)

    # --- What may happen ----------------------------------------------------------------------------

    def _draft(self, network, actions):
        plan = operations.open_plan(network=network, year=FinancialYear(2026), by=self.manager)
        for number in (1, 2, 3):
            operations.add_objective(
                plan=plan, number=str(number), title=f"Objective {number}", by=self.manager, watching_brief=number == 3
            )
        objectives = list(plan.objectives.order_by("pk"))
        for _ in range(actions):
            self._add(self.random.choice(objectives))

    def _add(self, objective):
        return operations.add_action(
            objective=objective,
            number=f"{objective.number}.{objective.actions.count() + 1}",
            text=f"Action {self.random.randrange(10**6)}",
            leads=self._some(LEADS),
            due_text=self.random.choice(DATES),
            steps=self._some(STEPS),
            starts_on=self._some_day(),
            by=self.manager,
            on=self.day,
        )

    def _report(self, action):
        operations.record_status_update(
            action=action,
            report=StatusReport(
                status=self.random.choice([*Status, Status.IN_PROGRESS, Status.IN_PROGRESS, Status.NOT_STARTED]),
                comment="As it is",
                rating=self.random.choice(["", "", "green", "green", "amber", "red", "suggested"]),
                rating_reason="It will be made up for",
            ),
            by=self.manager,
            on=self.day,
        )

    def _move(self, action):
        operations.move_due_date(
            action=action,
            text=self.random.choice(DATES),
            reason="Staff",
            agreed_by="Board",
            by=self.manager,
            on=self.day,
        )

    def _tick(self, action):
        steps = list(Step.objects.filter(action=action).order_by("pk"))
        if steps:
            step = self.random.choice(steps)
            operations.record_step(step=step, done=step.completed_on is None, by=self.manager, on=self.day)

    def _revise(self, action):
        operations.revise_action(
            action=action,
            by=self.manager,
            text=f"Action {self.random.randrange(10**6)}",
            leads=self._some(LEADS),
            accountable=self.random.choice(LEADS),
            steps=self._some(STEPS),
            starts_on=self._some_day(),
        )

    def _brief(self, action):
        objective = action.objective
        operations.revise_objective(
            objective=objective, by=self.manager, title=objective.title, watching_brief=not objective.watching_brief
        )

    def _try(self, happening, action):
        """What the verb refuses does not happen."""
        try:
            happening(action)
        except ValidationError:
            return

    def _some(self, things):
        return self.random.sample(things, self.random.randrange(len(things)))

    def _some_day(self):
        return self.random.choice([None, None, FIRST_DAY + timedelta(days=self.random.randrange(200))])
