"""What a delivery plan says, as plain frozen values: workstreams, deliverables, milestones by quarter, findings."""

from __future__ import annotations

from dataclasses import dataclass

from workplans.importing.blocks import Finding

QUARTERS = (1, 2, 3, 4)
DOCUMENT = frozenset(
    ("title", "text", "measures", "lead", "narrative", "programme", "comments", "milestones", "parts", "deliverables")
)
"""What a plan's own document speaks of; "deliverables" means that it has all of them."""
PROGRESS = frozenset(("status", "rating", "comment"))
FIELDS = DOCUMENT | PROGRESS | {"due"}
"""All that a file may speak of."""


@dataclass(frozen=True, slots=True)
class LeadContact:
    """Who answers for a deliverable; either part may be missing. `address` is in small letters."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class ParsedComment:
    """What a reviewer says of a deliverable; `author` as the document names them, or nothing."""

    text: str
    author: str = ""


@dataclass(frozen=True, slots=True)
class ParsedMilestone:
    """One milestone of a quarter. `children` are the points that it announces ("Training:" and what follows).

    `due` is its own date as written, empty where it is due in its quarter. `status` and `rating` are values (of
    workplans.progress.Status, performance.rag.RagRating), empty where the file says none.
    """

    text: str
    children: tuple[str, ...]
    where: str
    due: str = ""
    status: str = ""
    rating: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ParsedDeliverable:
    """One deliverable as the plan has it.

    `milestones` has four parts, Q1 to Q4. `milestones_required` is false where the plan says so; `not_applicable` is
    the reason why the programme is not run, and empty where it is. `narrative` is its paragraphs; one that the document
    draws with a bullet begins with "- ". `numbered` is false where the number was not in the document but given here.
    """

    workstream: str
    number: str
    title: str
    text: tuple[str, ...]
    measures: tuple[str, ...]
    lead: LeadContact | None
    narrative: tuple[str, ...]
    milestones_required: bool
    not_applicable: str
    milestones: tuple[tuple[ParsedMilestone, ...], ...]
    comments: tuple[ParsedComment, ...]
    where: str
    numbered: bool = True

    @property
    def planned(self) -> int:
        return sum(len(quarter) for quarter in self.milestones)


@dataclass(frozen=True, slots=True)
class ParsedWorkstream:
    number: str
    title: str
    where: str


@dataclass(frozen=True, slots=True)
class ParsedDeliveryPlan:
    """A whole plan, in the order of the document. `year` is the year it was read for, like "2023/24".

    `says` are the fields of which the file speaks at all (of FIELDS): what it does not speak of, it leaves as it is.
    """

    title: str
    alliance: str
    year: str
    workstreams: tuple[ParsedWorkstream, ...]
    deliverables: tuple[ParsedDeliverable, ...]
    findings: tuple[Finding, ...]
    says: frozenset[str] = DOCUMENT
