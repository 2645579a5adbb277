"""What the file of a delivery plan would change in the plan as it stands. Pure: values in, a Comparison out.

What a file does not speak of stays. An empty place in a file empties nothing. A milestone that was moved under change
control stays moved when a file comes with its first quarter again; a file that has it in a new quarter moves it, and
that asks for a reason. Nothing is ever deleted: what a file leaves out is listed as missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import count
from string import ascii_lowercase
from textwrap import shorten

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from alliance.importing.delivery_standing import StandingDeliverable, StandingMilestone, StandingPlan
from alliance.importing.milestone_changes import MilestoneChange, MilestoneComparer, short
from alliance.importing.milestone_matching import ALIKE, fold
from alliance.importing.parsed_delivery import (
    ParsedComment,
    ParsedDeliverable,
    ParsedDeliveryPlan,
    ParsedWorkstream,
)
from core.periods import FinancialYear
from workplans.importing.blocks import Finding, Level, one_line

PROGRAMMES = {
    "required": "Milestones required",
    "not_required": "Milestones not required",
    "not_applicable": "Programme not applicable",
}
LONGEST = {"title": 300, "lead_name": 200, "number": 20}
Fields = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Words:
    """What a plan says of a deliverable, as it is stored."""

    title: str
    text: str
    narrative: str
    lead_name: str
    lead_email: str
    programme: str
    not_applicable: str


@dataclass(frozen=True, slots=True)
class DeliverableChange:
    """A deliverable that is new (`there` is None) or changes; `fields` in words, old and new.

    `measures` are all it is to have, each with the text it has now ("" for a new one); None where they stay.
    """

    said: ParsedDeliverable
    there: StandingDeliverable | None
    words: Words
    fields: Fields
    measures: tuple[tuple[str, str], ...] | None = None
    comments: tuple[ParsedComment, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that a file would do. `order` are the numbers of its deliverables; `missing` (deliverable, milestone) that it
    leaves out."""

    order: tuple[str, ...] = ()
    workstreams: tuple[ParsedWorkstream, ...] = ()
    renamed: tuple[tuple[str, str, str], ...] = ()
    deliverables: tuple[DeliverableChange, ...] = ()
    milestones: tuple[MilestoneChange, ...] = ()
    missing_deliverables: tuple[StandingDeliverable, ...] = ()
    missing: tuple[tuple[StandingDeliverable, StandingMilestone], ...] = ()
    findings: tuple[Finding, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def changes_something(self) -> bool:
        return bool(self.workstreams or self.renamed or self.deliverables or self.milestones)


def compare(said: ParsedDeliveryPlan, there: StandingPlan | None, year: FinancialYear) -> Comparison:
    """Compare a file with a plan; None where there is no plan of that alliance and year yet."""
    return _Comparer(said, there, year).compare()


_OPENED_FROM_A_TABLE = (
    "It would be opened with what this table says, without texts, measures and narratives. If the year is right, you "
    "may rather bring the plan’s document first."
)


class _Comparer:
    def __init__(self, said: ParsedDeliveryPlan, there: StandingPlan | None, year: FinancialYear) -> None:
        self.said, self.there, self.year = said, there, year
        self.standing = {each.number: each for each in there.deliverables} if there else {}
        self.findings: list[Finding] = []
        self.deliverables: list[DeliverableChange] = []
        self.milestones = MilestoneComparer(said.says, year, self.findings)
        self.counts = dict.fromkeys(("new", "changed", "unchanged", "missing", "left_out"), 0)

    def compare(self) -> Comparison:
        whole = "deliverables" in self.said.says
        if self.there is None and not whole and self.said.deliverables:
            self._say("warning", "file", f"There is no plan for {self.year} yet. {_OPENED_FROM_A_TABLE}")
        kept = [each for each in self._of_the_file() if self._fits(each)]
        for each, there in kept:
            self._deliverable(each, there)
        spoken_of = {there.number for _, there in kept if there}
        gone = [each for each in self.standing.values() if whole and kept and each.number not in spoken_of]
        for each in gone:
            self.milestones.missing.extend((each, milestone) for milestone in each.milestones)
        new, renamed = self._workstreams([each for each, _ in kept], whole or not self.there)
        self._count(kept, gone)
        return Comparison(
            order=tuple(there.number if there else each.number for each, there in kept),
            workstreams=new,
            renamed=renamed,
            deliverables=tuple(self.deliverables),
            milestones=tuple(self.milestones.changes),
            missing_deliverables=tuple(gone),
            missing=tuple(self.milestones.missing),
            findings=tuple(self.findings),
            counts=self.counts,
        )

    # --- Which deliverable --------------------------------------------------------------------------------------------

    def _of_the_file(self) -> list[tuple[ParsedDeliverable, StandingDeliverable | None]]:
        """Each deliverable of the file, once, with the one of the plan: by its number, or - where the document gives it
        none - by its title. What is known by neither gets a number that is free."""
        by_title = {fold(each.title): each for each in self.standing.values()}
        found: dict[str, tuple[ParsedDeliverable, StandingDeliverable | None]] = {}
        unknown = []
        for each in self.said.deliverables:
            there = self.standing.get(each.number) if each.numbered else by_title.get(fold(each.title))
            if there or each.numbered:
                found.setdefault(there.number if there else each.number, (each, there))
            else:
                unknown.append(each)
        for each in unknown:
            number = each.number
            if number in found:
                number = next(free for free in _numbers_from(number) if free not in found and free not in self.standing)
            found[number] = (replace(each, number=number), self.standing.get(number))
        places = {id(each): at for at, each in enumerate(self.said.deliverables)}
        where = {each.where: at for at, each in enumerate(self.said.deliverables)}
        return sorted(found.values(), key=lambda pair: places.get(id(pair[0]), where[pair[0].where]))

    def _fits(self, pair: tuple[ParsedDeliverable, StandingDeliverable | None]) -> bool:
        """Whether a deliverable can be kept at all; what is wrong with it is an error that leaves it out."""
        each, there = pair
        wrong = list(_problems(each, titled=there is None or "title" in self.said.says))
        if self.there and there is None and "deliverables" not in self.said.says:
            known = shorten(", ".join(self.standing), 200, placeholder=" …") or "none"
            wrong.append(
                f"column “Deliverable number”: there is no deliverable “{each.number}”; expected one of {known}."
            )
        for message in wrong:
            self._say("error", each.where, message)
        self.counts["left_out"] += bool(wrong)
        return not wrong

    def _workstreams(
        self, kept: list[ParsedDeliverable], speaks: bool
    ) -> tuple[tuple[ParsedWorkstream, ...], tuple[tuple[str, str, str], ...]]:
        """Workstreams that are new, and (number, old, new title) of those with another one."""
        if not speaks:
            return (), ()
        there = dict(self.there.workstreams) if self.there else {}
        used = {each.workstream for each in kept}
        said = [each for each in self.said.workstreams if each.number in used]
        named = {each.number for each in said}
        unnamed = dict.fromkeys(each.workstream for each in kept if each.workstream not in named)
        said += [ParsedWorkstream(number, "", "") for number in unnamed]
        new = tuple(each for each in said if each.number not in there)
        renamed = tuple(
            (each.number, there[each.number], one_line(each.title))
            for each in said
            if each.number in there and each.title and one_line(each.title) != there[each.number]
        )
        return new, renamed

    # --- A deliverable ------------------------------------------------------------------------------------------------

    def _deliverable(self, each: ParsedDeliverable, there: StandingDeliverable | None) -> None:
        before = len(self.milestones.changes)
        change = self._new(each) if there is None else self._change_of(each, there)
        if "milestones" in self.said.says:
            self.milestones.compare(each, there)
        if change:
            self.deliverables.append(change)
        if there is None:
            self.counts["new"] += 1
        else:
            self.counts["changed" if change or len(self.milestones.changes) > before else "unchanged"] += 1

    def _new(self, each: ParsedDeliverable) -> DeliverableChange:
        measures = tuple((text, "") for text in dict.fromkeys(one_line(text) for text in each.measures))
        return DeliverableChange(each, None, words_of(each), {}, measures or None, each.comments)

    def _change_of(self, each: ParsedDeliverable, there: StandingDeliverable) -> DeliverableChange | None:
        says, new = self.said.says, words_of(each)
        fields: Fields = {}
        kept: dict[str, str] = {}
        for name, label, spoken in _WORDS:
            old, value = getattr(there, name), getattr(new, name)
            if spoken not in says or _lines(old) == _lines(value):
                continue
            if name == "narrative" and not old and one_line(value) == one_line(there.not_applicable):
                continue  # a paper has the reason where the narrative would be
            if not value and name != "not_applicable":
                if name != "lead_name" or not new.lead_email:
                    kept[name] = old
                    self._say(
                        "info", each.where, f"Deliverable {there.number}: {label.lower()} stays; the file has none."
                    )
                continue
            fields[label] = (_shown(name, old), _shown(name, value))
        if "deliverables" in says and each.workstream != there.workstream:
            fields["Workstream"] = (there.workstream, each.workstream)
        unsaid = {name: getattr(there, name) for name, _, spoken in _WORDS if spoken not in says}
        values = {name: getattr(new, name) for name, _, _ in _WORDS} | kept | unsaid
        measures = self._measures(each, there, fields) if "measures" in says else None
        known = {fold(text) for text in there.comments}
        comments = tuple(comment for comment in each.comments if fold(comment.text) not in known)
        if comments:
            fields["Reviewers’ comments"] = ("", "\n".join(comment.text for comment in comments))
        if not fields:
            return None
        return DeliverableChange(each, there, Words(**values), fields, measures, comments)

    def _measures(
        self, each: ParsedDeliverable, there: StandingDeliverable, fields: Fields
    ) -> tuple[tuple[str, str], ...] | None:
        """All measures it is to have: the file's in order, then those that the file leaves out, which stay."""
        said = list(dict.fromkeys(one_line(text) for text in each.measures))
        left = [text for text in there.measures if text not in said]
        was = dict.fromkeys(said, "") | {text: text for text in said if text in there.measures}
        for text in said:
            if not was[text]:
                was[text] = next((old for old in left if _alike(old, text)), "")
                if was[text]:
                    left.remove(was[text])
        if left and said:
            message = f"Deliverable {there.number}: the file no longer has the success measure “{{}}”. It stays."
            for text in left:
                self._say("warning", each.where, message.format(shorten(text, 100, placeholder=" …")))
        if not said or (said == [was[text] for text in said] and [*said, *left] == list(there.measures)):
            return None
        wanted = (*((text, was[text]) for text in said), *((text, text) for text in left))
        if tuple(text for text, _ in wanted) == there.measures:
            return None
        if {text for text, _ in wanted} != set(there.measures):
            fields["Success measures"] = ("\n".join(there.measures), "\n".join(text for text, _ in wanted))
        else:
            fields["Order of success measures"] = ("\n".join(there.measures), "\n".join(text for text, _ in wanted))
        return wanted

    # --- Counts -------------------------------------------------------------------------------------------------------

    def _count(
        self, kept: list[tuple[ParsedDeliverable, StandingDeliverable | None]], gone: list[StandingDeliverable]
    ) -> None:
        changes, missing = self.milestones.changes, self.milestones.missing
        self.counts |= {
            "workstreams": len({each.workstream for each, _ in kept}),
            "deliverables": len(kept),
            "milestones": sum(each.planned for each, _ in kept),
            "missing": len(gone),
            "new_milestones": sum(change.there is None for change in changes),
            "changed_milestones": sum(change.there is not None for change in changes),
            "unchanged_milestones": self.milestones.unchanged,
            "missing_milestones": len(missing),
            "missing_open": sum(milestone.is_open for _, milestone in missing),
            "moves": sum(bool(change.move_to) for change in changes),
            "reports": sum(bool(change.report or change.part) for change in changes),
        }

    def _say(self, level: Level, where: str, message: str) -> None:
        self.findings.append(Finding(level, where, message))


# name, label, and the field of which the file must speak
_WORDS = (
    ("title", "Title", "title"),
    ("text", "Deliverable", "text"),
    ("narrative", "Narrative", "narrative"),
    ("lead_name", "Lead contact", "lead"),
    ("lead_email", "Lead contact’s address", "lead"),
    ("programme", "Milestones", "programme"),
    ("not_applicable", "Why not applicable", "programme"),
)


def words_of(each: ParsedDeliverable) -> Words:
    """What is stored of a deliverable as it was read; paragraphs are lines."""
    applies = "required" if each.milestones_required else "not_required"
    return Words(
        title=one_line(each.title),
        text="\n".join(each.text).strip(),
        narrative="\n".join(each.narrative).strip(),
        lead_name=one_line(each.lead.name) if each.lead else "",
        lead_email=each.lead.address.lower() if each.lead else "",
        programme="not_applicable" if each.not_applicable else applies,
        not_applicable=each.not_applicable.strip(),
    )


def _problems(each: ParsedDeliverable, *, titled: bool) -> Iterator[str]:
    words = words_of(each)
    if not words.title and titled:
        yield f"Deliverable {each.number} has no title; expected a heading such as “{each.number} Title”."
    for name, value in (("title", words.title), ("lead_name", words.lead_name), ("number", each.number)):
        if len(value) > LONGEST[name]:
            yield (
                f"Deliverable {each.number[:20]}: its {name.replace('_', ' ')} has {len(value)} characters; expected "
                f"at most {LONGEST[name]}: “{short(value)}”."
            )
    if words.lead_email:
        try:
            validate_email(words.lead_email)
        except ValidationError:
            yield f"Deliverable {each.number}: “{words.lead_email}” is no e-mail address; expected name@example.org."


def _numbers_from(number: str) -> Iterator[str]:
    """1.3, 1.4, ... after 1.2; 3.3b, 3.3c, ... after 3.3a."""
    if number[-1:].isalpha():
        yield from (f"{number[:-1]}{letter}" for letter in ascii_lowercase if letter > number[-1])
    stem, _, last = number.rstrip(ascii_lowercase).rpartition(".")
    yield from (f"{stem}.{at}" for at in count(int(last) + 1 if last.isdigit() else 1))


def _lines(text: str) -> list[str]:
    """The lines of a text as they are seen; a file keeps no empty ones."""
    return [line for line in map(one_line, text.splitlines()) if line]


def _alike(old: str, new: str) -> bool:
    """Whether a success measure is the same one in other words."""
    return SequenceMatcher(None, fold(old), fold(new), autojunk=False).ratio() >= ALIKE


def _shown(name: str, value: str) -> str:
    return PROGRAMMES.get(value, value) if name == "programme" else value
