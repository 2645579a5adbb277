"""A work plan as it was read: frozen values, without a database behind them."""

from __future__ import annotations

from dataclasses import dataclass

from workplans.due import DueDate
from workplans.importing.blocks import Finding


@dataclass(frozen=True)
class ParsedStep:
    """A step of an action; `due` where it has a date of its own."""

    text: str
    due: DueDate | None = None


@dataclass(frozen=True)
class ParsedObjective:
    """An objective. `network` and `year` are the words of those columns in a file of many plans, else empty."""

    number: str
    title: str
    watching_brief: bool
    where: str
    network: str = ""
    year: str = ""


@dataclass(frozen=True)
class ParsedAction:
    """An action with everything its rows say.

    `due` has all its dates in order (a cell without any is one `tbc`); the action is due on the last of them. `start`
    is what the plan gives as its start: work starts on its earliest day. `status` and `rating` are values of Status
    and RagRating, empty where the plan says none.
    """

    objective_number: str
    objective: str
    number: str
    text: str
    steps: tuple[ParsedStep, ...] = ()
    leads: tuple[str, ...] = ()
    due: tuple[DueDate, ...] = ()
    start: DueDate | None = None
    status: str = ""
    rating: str = ""
    comment: str = ""
    network: str = ""
    year: str = ""
    where: str = ""


@dataclass(frozen=True)
class ParsedPlan:
    """All that a document says of a plan, or of many (`network`, `year`), and what a person should look at."""

    title: str = ""
    objectives: tuple[ParsedObjective, ...] = ()
    actions: tuple[ParsedAction, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def has_errors(self) -> bool:
        return any(finding.level == "error" for finding in self.findings)
