"""What stands in a plan's table and is no part of it: totals, the key to its colours, who approved it when. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from workplans.importing.cells import leading_number
from workplans.importing.columns import Column
from workplans.importing.progress_words import read_progress
from workplans.importing.sections import RowView, Section, numbers_in

_WORDS = r"notes?|key|legend|source|date|version|status|classification|draft|author|owner|page"
_DONE = r"updated?|reviewed?|prepared|approved|agreed|signed off|issued|printed"
_SIGNS = r"b?rag|colours?|ratings?|status|symbols?"
NOT_A_TITLE = re.compile(  # "Key: red is late", not "Key performance indicators"; "Updated on", not "Update the form"
    rf"(?:{_WORDS})(?:\s*[:=–-].*|\s+v?\d.*)?"
    rf"|(?:key|legend|guide) (?:to|of|for) .{{0,20}}\b(?:{_SIGNS})\b.*|b?rag\b.*"
    rf"|(?:(?:last|next) )?(?:{_DONE})(?:\s*:.*| (?:on|by|at|\d).*)?"
    r"|(?:grand |sub-?\s?)?totals?(?:\s*[:=–-].*| \d.*)?|draft for .*|please .*"
    r"|end of (?:the )?(?:plan|document|table)\b.*|\[.*\]|\*.*",
    re.IGNORECASE | re.DOTALL,
)
_TOTAL = re.compile(
    r"(?:grand |sub-?\s?|overall )?totals?(?: (?:number )?(?:of )?(?:actions?|objectives?|items?|tasks?))?\W*",
    re.IGNORECASE,
)
_KEY_ALONE = re.compile(r"(?:(?:colour|b?rag) )?(?:key|legend)\W*", re.IGNORECASE)
_KEY = re.compile(r"(?:key|legend|b?rag)\b", re.IGNORECASE)


class Apart:
    """Asked for each row in order, because the lines of a key are known by the word above them."""

    def __init__(self) -> None:
        self.in_key = False

    def begins_a_key(self, text: str) -> None:
        """A row of one cell was left out: what follows may be the lines of a key."""
        self.in_key = bool(_KEY.match(text))

    def holds(self, view: RowView) -> bool:
        """Whether the row is a total, or a line of a key: a colour and what it means."""
        texts = [cell.words for column, cell in view.cells.items() if cell.words and column not in view.inherited]
        first = texts[0] if texts else ""
        beside = [cell.words for _, cell in view.unknown]
        if len(texts + beside) < 5 and any(_TOTAL.fullmatch(text) for text in texts + beside):
            return True
        if view.number:
            self.in_key = False
            return False
        if len(texts) == 1 and _KEY_ALONE.fullmatch(first):
            self.in_key = True
            return True
        colour = read_progress(first)
        explains = len(texts) == 2 and bool(colour.rating) and not colour.rest and not view.own(Column.RATING)
        self.in_key = (self.in_key and len(texts) < 3) or explains
        return self.in_key and bool(texts)


def titles_by_number(sections: Sequence[Section]) -> set[str]:
    """The numbers of rows of one cell ("1. Find sooner") that are titles: they count from one, right below each stands
    an action with a lead or a date, and no action's text begins with a number as well."""
    views = [view for section in sections for view in section.rows]
    numbers = []
    for view, below in pairwise([*views, None]):
        lines = view.lines(Column.TEXT) if view else ()
        number = leading_number(view.alone.words)[0] if view and view.alone else ""
        if number and not (below and (below.own(Column.LEADS) or below.own(Column.DUE)) and not below.alone):
            return set()
        if number:
            numbers.append(number)
        elif lines and leading_number(lines[0].text)[0]:
            return set()
    return set(numbers) if numbers == [str(at) for at in range(1, len(numbers) + 1)] else set()


def over_letters(sections: Sequence[Section]) -> set[str]:
    """The numbers that stand over 1a, 1b: those have leads or dates of their own, and the 1 above them has none."""
    views = dict(reversed(list(numbers_in(sections))))
    found: dict[str, list[RowView]] = {}
    for number, view in views.items():
        letter = re.fullmatch(r"(\d+)[a-z]", number)
        if letter:
            found.setdefault(letter[1], []).append(view)
    work = (Column.LEADS, Column.DUE, Column.STATUS, Column.RATING)
    return {
        number
        for number, below in found.items()
        if (number not in views or not any(views[number].own(column) for column in work))
        and all(view.own(Column.LEADS) or view.own(Column.DUE) for view in below)
    }
