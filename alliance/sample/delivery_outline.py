"""How the sample's delivery plan is written down: plain values; nothing here knows a database."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """A success measure; baseline and target as people write numbers, "" where there is none."""

    text: str
    code: str = ""
    unit: str = ""
    direction: str = "increase"
    baseline: str = ""
    target: str = ""
    standard: str = ""


@dataclass(frozen=True)
class Milestone:
    """A milestone, what becomes of it (a fate of fates.py), and its parts."""

    text: str
    fate: str = "steady"
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deliverable:
    """A deliverable with its milestones by quarter; `lead` is a role."""

    title: str
    text: str
    lead: str
    measures: tuple[Measure, ...]
    narrative: str
    q1: tuple[Milestone, ...] = ()
    q2: tuple[Milestone, ...] = ()
    q3: tuple[Milestone, ...] = ()
    q4: tuple[Milestone, ...] = ()
    programme: str = "required"
    reason: str = ""

    @property
    def quarters(self) -> tuple[tuple[Milestone, ...], ...]:
        return self.q1, self.q2, self.q3, self.q4


@dataclass(frozen=True)
class Workstream:
    """A workstream; `lead` is the address of the account that reports on it."""

    title: str
    lead: str
    deliverables: tuple[Deliverable, ...]
