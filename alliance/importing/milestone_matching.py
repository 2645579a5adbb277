"""Which milestone of the plan is which milestone of a file. Pure.

A milestone has no number. It is known by its deliverable and its words; where the words changed, by being alike, or by
its place in the quarter as long as nothing has been reported of it. The better sign goes first, so that a
milestone that was inserted above does not push the others onto each other's histories.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from alliance.importing.delivery_standing import StandingMilestone, StandingPart
from alliance.importing.parsed_delivery import ParsedMilestone
from workplans.importing.blocks import one_line

ALIKE = 0.6
ALIKE_ELSEWHERE = 0.85


@dataclass(frozen=True, slots=True)
class Said:
    """A milestone of the file, with its quarter and its place in it."""

    quarter: int
    position: int
    milestone: ParsedMilestone


@dataclass(frozen=True, slots=True)
class Matching:
    """`pairs` of what is the same; `new` has no match in the plan, `missing` none in the file. `parts` are
    rows of the file that speak of a point inside a milestone."""

    pairs: tuple[tuple[Said, StandingMilestone], ...]
    parts: tuple[tuple[Said, StandingMilestone, StandingPart], ...]
    new: tuple[Said, ...]
    missing: tuple[StandingMilestone, ...]


def fold(text: str) -> str:
    """The text as far as it tells one milestone from another: no case, no spaces but one, no mark at its end."""
    text = one_line(text).casefold().translate(_QUOTES)
    return text.strip(" .;,:-")


_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})  # noqa: RUF001 - what people type


def match(said: Iterable[Said], there: Iterable[StandingMilestone], *, whole: bool) -> Matching:
    """Pair the milestones of one deliverable. `whole`: the file has all of them, so that their places say something."""
    left, right = list(said), list(there)
    parts = list(_parts(left, right))
    pairs: list[tuple[Said, StandingMilestone]] = []
    for ours, theirs in (
        (lambda s: (fold(s.milestone.text), s.quarter), lambda m: (fold(m.text), m.quarter)),
        (lambda s: (fold(s.milestone.text), s.quarter), lambda m: (fold(m.text), m.due_quarter)),
        (lambda s: fold(s.milestone.text), lambda m: fold(m.text)),
    ):
        pairs.extend(_same(left, right, ours, theirs))
    pairs.extend(_alike(left, right, ALIKE, same_quarter=True))
    pairs.extend(_alike(left, right, ALIKE_ELSEWHERE, same_quarter=False))
    untouched = [each for each in right if whole and not each.updated]
    for pair in _same(left, untouched, lambda s: (s.quarter, s.position), lambda m: (m.quarter, m.position)):
        right.remove(pair[1])
        pairs.append(pair)
    spoken_of = {milestone.pk for _, milestone, _ in parts}
    missing = tuple(each for each in right if each.pk not in spoken_of)
    return Matching(tuple(pairs), tuple(parts), tuple(left), missing)


def _same(
    left: list[Said],
    right: list[StandingMilestone],
    ours: Callable[[Said], Hashable],
    theirs: Callable[[StandingMilestone], Hashable],
) -> Iterator[tuple[Said, StandingMilestone]]:
    """Pairs with the same key, in order; they are taken out of both lists."""
    by_key: dict[Hashable, list[StandingMilestone]] = {}
    for each in right:
        by_key.setdefault(theirs(each), []).append(each)
    for one in list(left):
        if found := by_key.get(ours(one)):
            other = found.pop(0)
            left.remove(one)
            right.remove(other)
            yield one, other


def _alike(
    left: list[Said], right: list[StandingMilestone], least: float, *, same_quarter: bool
) -> Iterator[tuple[Said, StandingMilestone]]:
    """Pairs whose words are alike, the most alike first; they are taken out of both lists."""
    ranked = []
    for at, one in enumerate(left):
        words = SequenceMatcher(None, b=fold(one.milestone.text), autojunk=False)
        for place, other in enumerate(right):
            if same_quarter and one.quarter not in (other.quarter, other.due_quarter):
                continue
            words.set_seq1(fold(other.text))
            if words.real_quick_ratio() >= least and words.quick_ratio() >= least and words.ratio() >= least:
                ranked.append((-words.ratio(), at, place))
    ones, others = list(left), list(right)
    for _, at, place in sorted(ranked):
        one, other = ones[at], others[place]
        if one in left and other in right:
            left.remove(one)
            right.remove(other)
            yield one, other


def _parts(left: list[Said], right: list[StandingMilestone]) -> Iterator[tuple[Said, StandingMilestone, StandingPart]]:
    """Rows that name a point together with the milestone that announces it ("Training: nurses")."""
    known = {
        (fold(f"{milestone.text} {part.text}"), quarter): (milestone, part)
        for milestone in right
        for part in milestone.parts
        for quarter in (milestone.due_quarter, milestone.quarter)
    }
    for one in list(left):
        found = known.get((fold(one.milestone.text), one.quarter))
        if found and not one.milestone.children:
            left.remove(one)
            yield one, *found
