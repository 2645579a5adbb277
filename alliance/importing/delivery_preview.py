"""What a person reads of an import of a delivery plan before confirming it: numbers, findings, lists. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from alliance.importing.delivery_changes import Comparison
from workplans.importing.blocks import Finding

QUARTER = "Milestone, Q{}"


@dataclass(frozen=True, slots=True)
class NewThing:
    """A line of what is new: what it is, its number, its words, and a few facts beneath."""

    what: str
    number: str
    text: str
    facts: str
    where: str


@dataclass(frozen=True, slots=True)
class ChangedThing:
    """A line of what changes: `changes` are (field, old, new)."""

    what: str
    number: str
    name: str
    changes: tuple[tuple[str, str, str], ...]
    where: str


def preview_of(found: Comparison, findings: tuple[Finding, ...]) -> tuple[dict[str, int], dict[str, Any]]:
    """(counts, lists) of a comparison together with what the reading of the file found."""
    every = sorted((*findings, *found.findings), key=lambda each: ("error", "warning", "info").index(each.level))
    levels = Counter(each.level for each in every)
    counts = found.counts | {"errors": levels["error"], "warnings": levels["warning"], "infos": levels["info"]}
    counts["new_things"], counts["changed_things"] = len(_new(found)), len(_changed(found))
    missing = [
        [milestone.pk, f"{deliverable.number} Q{milestone.quarter} {milestone.text}"[:160]]
        for deliverable, milestone in found.missing
        if milestone.is_open
    ]
    lists = {
        "findings": [{"level": each.level, "found_at": each.where, "message": each.message} for each in every],
        "new": [asdict(each) for each in _new(found)],
        "changed": [asdict(each) for each in _changed(found)],
        "missing": missing,
        "missing_deliverables": [f"{each.number} {each.title}" for each in found.missing_deliverables],
    }
    return counts, lists


def _new(found: Comparison) -> list[NewThing]:
    """Workstreams, then each deliverable followed by its milestones."""
    things = [NewThing("Workstream", each.number, each.title, "", each.where) for each in found.workstreams]
    under: dict[str, list[NewThing]] = {number: [] for number in found.order}
    for change in found.deliverables:
        if change.there is None:
            said, lead = change.said, change.words.lead_name or change.words.lead_email
            facts = f"{_number(len(change.measures or ()), 'measure')}; lead: {lead or 'none'}"
            own = under.setdefault(said.number, [])
            own.append(NewThing("Deliverable", said.number, change.words.title, facts, said.where))
            own.extend(NewThing("Comment", said.number, each.text, each.author, said.where) for each in change.comments)
    for one in found.milestones:
        if one.there is None:
            milestone = one.said.milestone
            points = _number(len(milestone.children), "point") if milestone.children else ""
            facts = "; ".join(part for part in (points, f"due {milestone.due}" if milestone.due else "") if part)
            what = QUARTER.format(one.said.quarter)
            thing = NewThing(what, one.deliverable, milestone.text, facts, milestone.where)
            under.setdefault(one.deliverable, []).append(thing)
    return [*things, *(thing for own in under.values() for thing in own)]


def _changed(found: Comparison) -> list[ChangedThing]:
    things = [ChangedThing("Workstream", number, old, (("Title", old, new),), "") for number, old, new in found.renamed]
    for change in found.deliverables:
        if change.there is not None:
            fields = tuple((name, *values) for name, values in change.fields.items())
            things.append(
                ChangedThing("Deliverable", change.there.number, change.there.title, fields, change.said.where)
            )
    for one in found.milestones:
        if one.there is not None:
            fields = tuple((name, *values) for name, values in one.fields.items())
            what = QUARTER.format(one.there.quarter)
            things.append(ChangedThing(what, one.deliverable, one.there.text, fields, one.said.milestone.where))
    return things


def _number(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
