"""A plan without a table -> the same plan as tables: headings, and actions with labels under or behind them. Pure.

    1. Find neck cancers sooner
    1.1 Open a second clinic
      • Write the business case
    Lead: MCN Clinical Lead    Due: 30 June 2023

An action is known by the labels that follow it ("Lead:", "By when:"). It begins with the last number in front of them,
or with the paragraph right above; what is marked as a list between them, or after them, are its steps. Without labels
nothing is read: a paragraph alone does not say whether it is to be done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from workplans.importing.blocks import BULLET, Block, Cell, Document, Finding, Heading, Line, Paragraph, Row, Table
from workplans.importing.cells import action_name, clean_number, is_marked, leading_number, named_objective
from workplans.importing.columns import Column, candidates

_COLON = re.compile(r"\s?:(?=\s|$)")
_WORDS_BEFORE = re.compile(r"[A-Za-z/]+(?:\(s\))?(?: [A-Za-z/]+(?:\(s\))?){0,4}$")
_CLOSING = " \t;|,([–—-"
_FACTS = (
    Column.LEADS, Column.DUE, Column.START, Column.STATUS, Column.RATING, Column.COMMENT, Column.STEPS,
)  # fmt: skip
_LONGEST_FACT = 400


@dataclass
class _Action:
    where: str
    number: str = ""
    lines: list[Line] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)  # label, words

    def has(self, column: Column) -> bool:
        return any(_column(label) == column for label, _ in self.facts)


@dataclass(frozen=True)
class _Part:
    """A paragraph, parted: its own words, and the labels in it with what follows each."""

    line: Line
    where: str
    heading: int
    strong: bool
    facts: tuple[tuple[str, str], ...]
    block: Block

    @property
    def number(self) -> str:
        return leading_number(self.line.text)[0] or action_name(self.line.text) or clean_number(self.line.marker)

    @property
    def marked(self) -> bool:
        """Whether it is an item of a list: a bullet, or a letter."""
        if leading_number(self.line.text)[0] or action_name(self.line.text):
            return False
        return self.line.marker == BULLET or is_marked(self.line)


def with_prose_as_tables(document: Document) -> Document | None:
    """The document with its labelled paragraphs as tables; None where fewer than two actions stand in them."""
    reader = _Reader(document)
    blocks = tuple(reader.blocks())
    clear = len(reader.actions) > 1 or any(
        action.number and action.has(Column.LEADS) and action.has(Column.DUE) for action in reader.actions
    )
    if not reader.actions or not clear:
        return None
    message = (
        "There is no table of actions; the plan was read from paragraphs with labels such as Lead: and Due:. "
        "Check each action."
    )
    findings = [Finding("warning", reader.actions[0].where, message), *reader.findings]
    return replace(document, blocks=blocks, findings=(*document.findings, *findings))


class _Reader:
    """Walks the blocks of a document: what stands between two groups of labels is one action and what is above it."""

    def __init__(self, document: Document) -> None:
        self.parts = [_part(block) for block in document.blocks]
        self.actions: list[_Action] = []
        self.findings: list[Finding] = []
        self.bulleted = _has_bulleted_actions(self.parts)

    def blocks(self) -> Iterator[Block]:
        waiting: list[_Part] = []
        at = 0
        while at < len(self.parts):
            part = self.parts[at]
            if isinstance(part, Table):
                yield from self._given_up(waiting)
                waiting = []
                yield part
                at += 1
            elif part.facts:
                if not part.line.text and all(each.marked for each in waiting) and self.actions and not waiting:
                    self._add_facts(self.actions[-1], part.facts)
                    at += 1
                    continue
                yield from self._begin(waiting, part)
                waiting = []
                at = self._facts(at)
            else:
                waiting.append(part)
                at += 1
        if self.actions:
            waiting = self._steps_of_last(waiting)
        yield from self._given_up(waiting)
        yield from self._finished()

    # --- One action -----------------------------------------------------------------------------------------------

    def _begin(self, waiting: list[_Part], labelled: _Part) -> Iterator[Block]:
        group = [*waiting, labelled] if labelled.line.text else waiting
        if self.actions and not (group and all(part.marked for part in group)):
            group = self._steps_of_last(group)
        start = _start(group, bulleted=self.bulleted)
        yield from self._given_up(group[:start], before=group[start] if start < len(group) else None)
        action = _Action((group[start] if start < len(group) else labelled).where)
        for at, part in enumerate(group[start:]):
            line = part.line
            if at == 0:
                number, rest = leading_number(line.text)
                action.number = number or action_name(line.text) or clean_number(line.marker)
                line = Line(rest if number or not action_name(line.text) else "")
            action.lines.append(line)
        self.actions.append(action)

    def _facts(self, at: int) -> int:
        """Take the labels of a paragraph and of those that follow; returns where they end."""
        action = self.actions[-1]
        part = self.parts[at]
        assert isinstance(part, _Part)
        self._add_facts(action, part.facts)
        at += 1
        while at < len(self.parts) and isinstance(following := self.parts[at], _Part):
            label, words = action.facts[-1]
            if following.facts and not following.line.text:
                self._add_facts(action, following.facts)
            elif not words and not following.heading and not following.number and not following.facts:
                action.facts[-1] = (label, following.line.text)
            elif unknown := _unknown_fact(following):
                action.facts.append(unknown)
            elif following.marked and _is_last_of(action, label):
                action.facts[-1] = (label, f"{words}\n{following.line.text}")
            else:
                break
            at += 1
        return at

    @staticmethod
    def _add_facts(action: _Action, facts: Sequence[tuple[str, str]]) -> None:
        action.facts.extend(facts)

    def _steps_of_last(self, group: list[_Part]) -> list[_Part]:
        """Items of a list right after the labels are more steps of the action they belong to."""
        taken = 0
        while taken < len(group) and group[taken].marked and not group[taken].heading:
            line = group[taken].line
            self.actions[-1].lines.append(line if line.marker else replace(line, marker=""))
            taken += 1
        return group[taken:]

    # --- What is no action ------------------------------------------------------------------------------------------

    def _given_up(self, parts: Sequence[_Part], before: _Part | None = None) -> Iterator[Block]:
        """What stands above an action: headings are objectives; so is a numbered paragraph right over its actions."""
        if parts:
            yield from self._finished()
        headed = any(part.heading for part in parts)
        for at, part in enumerate(parts):
            over = before is not None and at == len(parts) - 1 and before.number.startswith(f"{part.number}.")
            if isinstance(part.block, Paragraph) and not headed and part.number and over:
                yield Heading(f"{part.number} {leading_number(part.line.text)[1]}", 2, part.where)
            else:
                yield part.block

    def _finished(self) -> Iterator[Block]:
        """The actions that were not handed on yet, as one table."""
        done = getattr(self, "_done", 0)
        actions = self.actions[done:]
        self._done = len(self.actions)
        if not actions:
            return
        labels = list(dict.fromkeys(label for action in actions for label, _ in action.facts))
        head = ["Action no.", "Action", *labels]
        yield Table(
            (
                Row(tuple(Cell((Line(text),)) for text in head), actions[0].where),
                *(Row(tuple(_cells(action, labels)), action.where) for action in actions),
            ),
            actions[0].where,
        )


def _cells(action: _Action, labels: Sequence[str]) -> Iterator[Cell]:
    yield Cell((Line(action.number),)) if action.number else Cell()
    yield Cell(tuple(line for line in action.lines if line.text))
    for label in labels:
        words = [line for its, text in action.facts if its == label for line in text.split("\n") if line]
        yield Cell(tuple(Line(line) for line in words))


def _has_bulleted_actions(parts: Sequence[_Part | Table]) -> bool:
    """Whether somewhere nothing but an item of a list stands between two groups of labels: so actions are items, and
    headings over them are objectives."""
    between: list[_Part] = []
    seen_labels = False
    for part in parts:
        if isinstance(part, Table):
            between, seen_labels = [], False
        elif part.facts:
            if seen_labels and between and not part.line.text and all(each.marked for each in between):
                return True
            between, seen_labels = [], True
        else:
            between.append(part)
    return False


def _start(group: Sequence[_Part], *, bulleted: bool) -> int:
    """Where the action begins that the labels after these paragraphs belong to."""
    free = [at for at, part in enumerate(group) if not part.marked]
    if not free:
        return 0
    headings = (at for at in reversed(free) if group[at].heading)
    first = next((at + 1 for at in headings if bulleted or not _may_be_action(group, at)), 0)
    numbered = [at for at in free if at >= first and group[at].number and not _names_objective(group[at])]
    dotted = [at for at in numbered if "." in group[at].number]
    if dotted or numbered:
        return (dotted or numbered)[0]
    later = [at for at in free if at >= first]
    return later[-1] if later else first


def _may_be_action(group: Sequence[_Part], at: int) -> bool:
    """Whether a heading is an action's: it says so, has a number of several parts, or nothing else could be one."""
    part = group[at]
    if _names_objective(part):
        return False
    if action_name(part.line.text) or "." in part.number:
        return True
    return all(other.marked for other in group[at + 1 :])


def _names_objective(part: _Part) -> bool:
    return named_objective(part.line.text) is not None


def _part(block: Block) -> _Part | Table:
    if isinstance(block, Table):
        return block
    marker = block.marker if isinstance(block, Paragraph) else ""
    strong = block.strong if isinstance(block, Paragraph) else True
    own, facts = _parted(block.text)
    level = block.level if isinstance(block, Heading) else 0
    return _Part(Line(own, marker, strong), block.where, level, strong, tuple(facts), block)


def _parted(text: str) -> tuple[str, list[tuple[str, str]]]:
    """A paragraph's own words, and its labels with what follows each: "Open a clinic (Lead: A; Due: Q2)"."""
    labels = list(_labels(text)) if len(text) <= 4 * _LONGEST_FACT else []
    if not labels:
        return text, []
    own = text[: labels[0][1]].rstrip()
    bracketed = own.endswith(("(", "["))
    facts = []
    for (label, _, end), (_, next_start, _) in zip(labels, [*labels[1:], ("", len(text), 0)], strict=True):
        words = text[end:next_start].strip().rstrip(_CLOSING).strip()
        facts.append((label, re.sub(r"[)\]]\.?$", "", words) if bracketed and next_start == len(text) else words))
    return own.rstrip(_CLOSING).strip(), facts


def _labels(text: str) -> Iterator[tuple[str, int, int]]:
    """The labels in a paragraph with where each starts and its colon ends: the longest known words before a colon."""
    last = 0
    for colon in _COLON.finditer(text):
        before = _WORDS_BEFORE.search(text, last, colon.start())
        words = before[0].split() if before else []
        for length in range(len(words), 0, -1):
            label = " ".join(words[-length:])
            if label[0].isupper() and _column(label) in _FACTS and not _ends_in_a_label(words[-length:]):
                yield label, colon.start() - len(label), colon.end()
                last = colon.end()
                break


def _ends_in_a_label(words: Sequence[str]) -> bool:
    """Whether fewer of the words are a rating's or a comment's label: "Not started RAG" ends in "RAG"."""
    loose = (Column.RATING, Column.COMMENT, Column.STEPS)
    fewer = (" ".join(words[at:]) for at in range(1, len(words)))
    return any(label[0].isupper() and _column(label) in loose for label in fewer)


def _column(label: str) -> Column | None:
    known = candidates(label)
    return known[0][0] if known else None


def _unknown_fact(part: _Part) -> tuple[str, str] | None:
    """A label that is not known, among those that are: it is kept as a column of its own, and so reported."""
    found = re.fullmatch(r"(?P<label>[A-Z][\w/ ]{1,28}):\s+(?P<words>\S.*)", part.line.text)
    if part.facts or part.heading or part.number or part.marked or not found or named_objective(part.line.text):
        return None
    return found["label"], found["words"]


def _is_last_of(action: _Action, label: str) -> bool:
    """Whether a list after this label is its own ("Steps:", "Leads:" and then a bullet for each)."""
    return _column(label) in (Column.STEPS, Column.LEADS) and not action.has(Column.DUE)
