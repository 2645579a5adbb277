"""A delivery plan as it stands in the database, as plain values: what a file is compared with. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StandingPart:
    """A point inside a milestone."""

    pk: int
    text: str
    due_text: str
    done: bool


@dataclass(frozen=True, slots=True)
class StandingMilestone:
    """`quarter` is the one under which the plan has it, `due_quarter` the one of that year in which it is due now."""

    pk: int
    quarter: int
    due_quarter: int | None
    position: int
    text: str
    parts: tuple[StandingPart, ...]
    due_text: str
    due_kind: str
    due_latest: str
    original_text: str
    status: str
    rating: str
    comment: str
    is_open: bool
    updated: bool
    version: int


@dataclass(frozen=True, slots=True)
class StandingDeliverable:
    """`text` and `narrative` are lines, `measures` and `comments` their texts in order."""

    pk: int
    workstream: str
    number: str
    title: str
    text: str
    narrative: str
    lead_name: str
    lead_email: str
    programme: str
    not_applicable: str
    measures: tuple[str, ...]
    comments: tuple[str, ...]
    milestones: tuple[StandingMilestone, ...]
    version: int


@dataclass(frozen=True, slots=True)
class StandingPlan:
    """A plan with all that a file may change; `workstreams` are (number, title)."""

    pk: int
    title: str
    state: str
    workstreams: tuple[tuple[str, str], ...]
    deliverables: tuple[StandingDeliverable, ...]

    @property
    def mark(self) -> str:
        """The same for the same plan, another one as soon as anything in it changes."""
        return hashlib.sha256(repr(self).encode()).hexdigest()
