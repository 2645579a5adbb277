"""What stands in a plan's table and is no part of it: totals, the key to its colours, who approved it when. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
_TOTAL = re.compile(r"(?:grand |sub-?\s?|overall )?totals?\b", re.IGNORECASE)
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
        texts = [cell.words for cell in view.cells.values() if cell.words]
        first = texts[0] if texts else ""
        if view.number:
            self.in_key = False
            return False
        if len(texts) > 1 and not view.inherited and _TOTAL.match(first) and len(first.split()) < 5:
            return True
        colour = read_progress(first)
        explains = len(texts) == 2 and bool(colour.rating) and not colour.rest and not view.own(Column.RATING)
        self.in_key = (self.in_key and len(texts) < 3) or explains
        return self.in_key and bool(texts)


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
