"""A plan while it is read: objectives and actions that still grow, and what is settled at the end.

At the end: numbers that the plan leaves out are given in order, dates go to steps where there are as many, numbers that
occur twice are reported. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from core.periods import FinancialYear
from workplans.due import NO_DATE, DueDate
from workplans.importing.blocks import Level
from workplans.importing.parsed import ParsedAction, ParsedObjective, ParsedStep

ALL_ACTIONS = "All actions"
"""The title of the objective that actions stand under where a document names none."""

Report = Callable[[Level, str, str], None]


@dataclass
class ObjectiveDraft:
    """`from_heading`: it stands over a table, so it may turn out to be only a heading."""

    number: str
    title: str
    where: str
    network: str = ""
    year: str = ""
    from_heading: bool = False
    actions: int = 0

    @property
    def watching_brief(self) -> bool:
        return bool(re.search(r"\bwatching[\s-]brief", self.title, re.IGNORECASE))


@dataclass
class ActionDraft:
    objective: ObjectiveDraft
    number: str
    text: str
    where: str
    steps: list[ParsedStep] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    due: list[DueDate] = field(default_factory=list)
    start: DueDate | None = None
    status: str = ""
    rating: str = ""
    comments: list[str] = field(default_factory=list)
    network: str = ""
    year: str = ""

    def add_leads(self, names: tuple[str, ...]) -> None:
        known = {name.casefold() for name in self.leads}
        self.leads.extend(name for name in names if name.casefold() not in known)

    def add_dates(self, dates: tuple[DueDate, ...]) -> None:
        """Dates of a row that belongs to this action; an empty one says nothing, and gives way to any other."""
        dates = tuple(due for due in dates if due != NO_DATE)
        if dates:
            self.due = [due for due in self.due if due != NO_DATE] + list(dates)


class Draft:
    """The plan so far."""

    def __init__(self, year: FinancialYear) -> None:
        self.year = year
        self.objectives: list[ObjectiveDraft] = []
        self.actions: list[ActionDraft] = []
        self._by_number: dict[tuple[str, str, str], ObjectiveDraft] = {}

    def objective(self, number: str, network: str = "", year: str = "") -> ObjectiveDraft | None:
        """The objective of that number, where there is one."""
        return self._by_number.get((network, year, number)) if number else None

    def add_objective(self, objective: ObjectiveDraft) -> ObjectiveDraft:
        self.objectives.append(objective)
        self.number_objective(objective, objective.number)
        return objective

    def number_objective(self, objective: ObjectiveDraft, number: str) -> None:
        """Give an objective its number; where its title starts with it ("1 Find sooner"), the title is the rest."""
        objective.number = number
        front, _, rest = objective.title.partition(" ")
        if number and front == number and rest.strip():
            objective.title = rest.strip()
        if number:
            self._by_number.setdefault((objective.network, objective.year, number), objective)

    def add_action(self, action: ActionDraft) -> ActionDraft:
        action.objective.actions += 1
        self.actions.append(action)
        return action

    # --- The end ---------------------------------------------------------------------------------------------------

    def finished(self, report: Report) -> tuple[list[ParsedObjective], list[ParsedAction]]:
        """The objectives and actions as values; reports what was given, lacks something, or stands twice."""
        self._drop_empty_objectives(report)
        self._number_objectives(report)
        self._number_actions(report)
        self._report_doubles(report)
        return (
            [
                ParsedObjective(each.number, each.title, each.watching_brief, each.where, each.network, each.year)
                for each in self.objectives
            ],
            [_value(action) for action in self.actions],
        )

    def _drop_empty_objectives(self, report: Report) -> None:
        kept = []
        for objective in self.objectives:
            if objective.actions:
                kept.append(objective)
            elif objective.number and not objective.from_heading:
                kept.append(objective)
                report("warning", objective.where, f"Objective {objective.number} has no actions.")
            elif not objective.from_heading:
                report("warning", objective.where, f"“{objective.title}” was not imported: no action belongs to it.")
        self.objectives = kept

    def _number_objectives(self, report: Report) -> None:
        given = []
        self._number_as_titles_say()
        for objective in self.objectives:
            plan = (objective.network, objective.year)
            if not objective.number:
                taken = [
                    int(other.number)
                    for other in self.objectives
                    if (other.network, other.year) == plan and other.number.isascii() and other.number.isdigit()
                ]
                self.number_objective(objective, str(max(taken, default=0) + 1))
                if objective.title != ALL_ACTIONS:
                    given.append(objective)
        if given:
            numbers = f"{given[0].number} to {given[-1].number}" if len(given) > 1 else given[0].number
            what = "Objectives without a number were" if len(given) > 1 else "An objective without a number was"
            report("info", given[0].where, f"{what} numbered in order: {numbers}.")
        for objective in self.objectives:
            if not objective.title:
                objective.title = f"Objective {objective.number}"
                report("warning", objective.where, f"Objective {objective.number} has no title in the document.")

    def _number_as_titles_say(self) -> None:
        """ "1 Find sooner", "2 Treat better": a figure before a title is its number where all count from one."""
        bare = [objective for objective in self.objectives if not objective.number]
        fronts = [objective.title.partition(" ")[0] for objective in bare]
        if len(bare) > 1 and len(bare) == len(self.objectives) and fronts == [str(at + 1) for at in range(len(bare))]:
            for objective, front in zip(bare, fronts, strict=True):
                self.number_objective(objective, front)

    def _number_actions(self, report: Report) -> None:
        self._part_repeated_whole_numbers(report)
        highest: dict[int, int] = {}
        for action in self.actions:
            found = re.fullmatch(rf"{re.escape(action.objective.number)}\.(\d+)", action.number)
            if found:
                key = id(action.objective)
                highest[key] = max(highest.get(key, 0), int(found[1]))
        given = [action for action in self.actions if not action.number]
        for action in given:
            key = id(action.objective)
            highest[key] = highest.get(key, 0) + 1
            action.number = f"{action.objective.number}.{highest[key]}"
        if given and len(given) == len(self.actions):
            numbers = f"{given[0].number} to {given[-1].number}" if len(given) > 1 else given[0].number
            report("info", given[0].where, f"The actions have no numbers; they were numbered in order ({numbers}).")
        else:
            for action in given:
                report("warning", action.where, f"This action has no number; it was given {action.number}.")

    def _part_repeated_whole_numbers(self, report: Report) -> None:
        """Where the count starts anew under each objective (1, 2, 3; 1, 2), the objective's number goes before it."""
        numbered = [action for action in self.actions if action.number]
        if not numbered or not all(re.fullmatch(r"\d+|[a-z]", action.number) for action in numbered):
            return
        counts = Counter((action.network, action.year, action.number) for action in numbered)
        within = Counter((id(action.objective), action.number) for action in numbered)
        letters = any(action.number.isalpha() for action in numbered)
        if (max(counts.values()) > 1 or letters) and max(within.values()) == 1:
            for action in numbered:
                joint = "" if action.number.isalpha() else "."
                action.number = f"{action.objective.number}{joint}{action.number}"
            message = "Action numbers start anew under each objective; the objective's number was put before them."
            report("info", numbered[0].where, message)

    def _report_doubles(self, report: Report) -> None:
        seen: dict[tuple[str, str, str], ActionDraft] = {}
        for action in self.actions:
            first = seen.setdefault((action.network, action.year, action.number), action)
            if first is not action:
                message = (
                    f"Action number {action.number} stands twice (also at {first.where}). Give one another number."
                )
                report("error", action.where, message)


def _value(action: ActionDraft) -> ParsedAction:
    steps = action.steps
    if len(action.due) > 1 and len(action.due) == len(steps):
        steps = [ParsedStep(step.text, due) for step, due in zip(steps, action.due, strict=True)]
    return ParsedAction(
        objective_number=action.objective.number,
        objective=action.objective.title,
        number=action.number,
        text=action.text,
        steps=tuple(steps),
        leads=tuple(action.leads),
        due=tuple(action.due) or (NO_DATE,),
        start=action.start,
        status=action.status,
        rating=action.rating,
        comment="\n".join(action.comments),
        network=action.network,
        year=action.year,
        where=action.where,
    )
