"""What stands in one cell of a plan: a number and a text, a text and its steps. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workplans.importing.blocks import BULLET, Cell, Line

_NUMBER = re.compile(
    r"(?:(?:action|objective|item|ref|no|task|step|aim|goal|priority|workstream|theme)\b[.:]?\s*)?"
    r"\(?(?P<number>(?:[A-Za-z&]{1,6}[-/ ]?)?\d{1,4}(?:\s?[.\-–]\s?\d{1,4})*(?:\.?[a-z])?)[.):]*",
    re.IGNORECASE,
)
_LEADING_NUMBER = re.compile(
    r"(?P<number>\d{1,3}(?:\.\d{1,3})+[a-z]?)[.):]?\s+(?=\S)"  # 1.1 Agree
    r"|(?P<whole>\d{1,3}[a-z]?)(?:[.):]\s+|\s+[-–—:]\s+)(?=\S)",  # 1. Agree, 1) Agree, 1 – Agree
)
_NAMED_OBJECTIVE = re.compile(
    r"(?:strategic\s+|key\s+)?(?:objective|aim|goal|priority|work\s?stream|theme|section)\s*"
    r"(?:(?:no\.?\s*)?(?P<number>\d{1,3}(?:\.\d{1,3})?)\s*(?:[.:)\-–—]+\s*|\s+|$)|[:\-–—]\s*)(?P<title>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ACTION_NAME = re.compile(
    r"(?:action|task)\s+(?:no\.?\s*)?(?P<number>\d{1,3}(?:\.\d{1,3})*[a-z]?)\s*(?:[.:)\-–—](?!\d)\s*|$)", re.IGNORECASE
)
_BULLETS = re.compile(r"^(?:[•·▪‣➢●○◦■□✓\uf0b7\uf0a7]\s*|[*–—-]\s+|o\s+(?=[A-Z]))+")
_INSIDE_BULLET = re.compile(r"\s*[•▪‣➢●◦■\uf0b7\uf0a7]\s*")
_ENUMERATION = re.compile(r"^\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[.)]\s+(?=\S)")
_CONTINUED = re.compile(r"\s*[(\[]?\s*\bcont(?:inued|inues|'d|d)?\b\.?\s*[)\]]?\s*$", re.IGNORECASE)
_LETTERED = re.compile(r"^\(?(?:[a-z]|[ivx]{1,4})[.)]\s+(?=\S)")
_LABEL_LIST = re.compile(r"^(?:(?P<text>.*?\S)\s+)?(?P<label>[A-Z][A-Za-z]{1,20}):  (?P<items>\S.*)$")
_LABEL_LINE = re.compile(r"^(?P<label>[A-Z][A-Z&/-]+s?|(?:Phase|Stage|Part|Year|Group) \w{1,3}):$")


@dataclass(frozen=True)
class ActionText:
    """The text of an action and its steps. `listed`: every line was a step, none the text."""

    text: str
    steps: tuple[str, ...] = ()
    listed: bool = False


def clean_number(text: str) -> str:
    """A number as it is kept: "1.", "1)", "Action 1.1:" -> "1", "1", "1.1". Empty where the text is not a number."""
    found = _NUMBER.fullmatch(" ".join(text.split()))
    if not found:
        return ""
    number = re.sub(r"\s*[–-]\s*(?=\d)", "-", found["number"])
    number = re.sub(r"\s*\.\s*", ".", number).strip()
    return re.sub(r"^(\d+)-(\d+)$", r"\1.\2", number)


def without_continued(text: str) -> str:
    """A number without the note that it goes on: "1.3 (cont.)" -> "1.3"; the text itself where it has no such note."""
    return _CONTINUED.sub("", text)


def leading_number(text: str) -> tuple[str, str]:
    """The number a text starts with, and the rest: "1.1 Agree a plan" -> ("1.1", "Agree a plan"); else ("", text)."""
    found = _ACTION_NAME.match(text)
    if found:
        return found["number"], text[found.end() :]
    found = _LEADING_NUMBER.match(text)
    if found:
        return found["number"] or found["whole"], text[found.end() :]
    return "", text


def action_name(text: str) -> str:
    """The number of a text that calls itself an action: "Action 3", "Task 1.2: Agree a plan"; else ""."""
    found = _ACTION_NAME.match(text)
    return found["number"] if found else ""


def named_objective(text: str) -> tuple[str, str] | None:
    """The number and title of "Objective 2: Title", or None where the text does not call itself an objective."""
    found = _NAMED_OBJECTIVE.fullmatch(text)
    return (found["number"] or "", " ".join(found["title"].split())) if found else None


def number_of(cell: Cell | None) -> tuple[str, str]:
    """The number of a cell, drawn by Word or in front of its text, and the words without it."""
    if cell is None or not cell.lines:
        return "", ""
    drawn = clean_number(cell.lines[0].marker)
    return (drawn, cell.words) if drawn else leading_number(cell.words)


def is_list_marker(text: str) -> bool:
    """Whether the text is only a bullet or a letter: "•", "a)", "ii."."""
    return bool(re.fullmatch(r"[•·▪‣➢●○◦■o*–—-]|\(?(?:[a-z]|[ivx]{1,4})[.)]", text.strip()))


def is_marked(line: Line) -> bool:
    """Whether a line is an item of a list: the document draws or somebody typed a bullet or a letter before it."""
    if line.marker:
        return is_list_marker(line.marker)
    return bool(_BULLETS.match(line.text) or _LETTERED.match(line.text))


def read_action(lines: Sequence[Line], *, dates: int = 0, continued: bool = False) -> ActionText:
    """The text and the steps in the lines of an action's cell.

    Bullets and letters make steps; so does a line that starts anew with a capital. A list without a text before it
    gives its first item as the text - unless the cell continues an action (`continued`). A label over a list ("CMGs:")
    goes before each item ("CMG: ..."); a list after a label that was run together is parted where `dates` says into how
    many items.
    """
    text: list[str] = []
    steps: list[str] = []
    label = ""
    parted = list(_items(lines, alone=continued))
    any_marked = any(marked for _, marked in parted)
    for item, marked in parted:
        labelled = _label_list(item, dates)
        named = _LABEL_LINE.match(item)
        if labelled:
            before, items = labelled
            if before:
                (steps if marked else text).append(before)
            steps.extend(items)
        elif named and not marked and (text or steps or continued):
            label = _one_of(named["label"])
        elif marked or label:
            steps.append(f"{label}: {item}" if label else item)
        elif not text and not steps and not continued:
            text.append(item)
        elif steps and item[:1].islower():
            steps[-1] = f"{steps[-1]} {item}"
        elif item[:1].islower() or (any_marked and not steps and not continued):
            text.append(item)
        else:
            steps.append(item)
    listed = not text
    if listed and steps and not continued:
        text, steps = [steps[0]], steps[1:]
    return ActionText(_joined(" ".join(text)), tuple(_joined(step) for step in steps if step.strip()), listed)


def read_steps(lines: Sequence[Line]) -> tuple[str, ...]:
    """The steps in a cell that holds nothing else: a line each, or one line parted by semicolons."""
    items = list(_items(lines))
    if len(items) == 1 and not items[0][1]:
        return tuple(_joined(part) for part in re.split(r";", items[0][0]) if part.strip())
    action = read_action(lines, continued=True)
    return tuple(part for part in (action.text, *action.steps) if part)


def _items(lines: Sequence[Line], *, alone: bool = False) -> Iterator[tuple[str, bool]]:
    """The lines, each with whether it is marked as an item of a list; bullets inside a line part it. `alone`: one
    letter in front is enough, since the list it is of began elsewhere."""
    pattern = _LETTERED if alone else _ENUMERATION
    letters = sum(bool(pattern.match(line.text)) for line in lines) > (0 if alone else 1)
    for line in lines:
        text, marked = line.text.strip(), bool(line.marker)
        bullet = _BULLETS.match(text)
        if bullet:
            text, marked = text[bullet.end() :], True
        elif letters and _ENUMERATION.match(text):
            text, marked = _ENUMERATION.sub("", text, count=1), True
        first, *others = _INSIDE_BULLET.split(text)
        if first.strip():
            yield first, marked
        yield from ((other, True) for other in others if other.strip())


def _label_list(item: str, dates: int) -> tuple[str, list[str]] | None:
    found = _LABEL_LIST.match(item)
    if not found:
        return None
    label, words = _one_of(found["label"]), found["items"].split()
    last = words[-1]
    if dates > 1 and words.count(last) == dates:
        items, start = [], 0
        for number, word in enumerate(words, start=1):
            if word == last:
                items.append(" ".join(words[start:number]))
                start = number
    else:
        items = [" ".join(words)]
    return found["text"] or "", [f"{label}: {words}" for words in items]


def _one_of(label: str) -> str:
    """ "CMGs" names several, each is a "CMG"."""
    return label[:-1] if re.fullmatch(r"[A-Z]{2,}s", label) else label


def _joined(text: str) -> str:
    return " ".join(text.split())


def starts_anew(lines: Sequence[Line]) -> bool:
    """Whether the first line could begin a sentence: not a list, not in the middle of one."""
    if not lines or lines[0].marker == BULLET or _BULLETS.match(lines[0].text):
        return False
    return not lines[0].text[:1].islower() and not _LABEL_LIST.match(lines[0].text)
