"""What a person should look at in a delivery plan that was read: gaps, dates, back-loading, repeated measures.

The plan is judged by itself; no finding here keeps it from being imported. The national template asks that activity is
not back-loaded into Q4, and for milestones in all quarters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from textwrap import shorten

from alliance.importing.delivery_words import is_measure
from alliance.importing.parsed_delivery import QUARTERS, ParsedDeliverable
from core.periods import FinancialYear, month_window
from workplans.importing.blocks import Finding

MOST_IN_Q4_PERCENT = 40
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_MONTH_AND_YEAR = re.compile(rf"\b{_MONTH}\.?,?\s+(20\d\d|['’]\d\d)\b", re.IGNORECASE)
_NOTE = re.compile(r"\(.*\)\.?")
_DAY = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](20\d\d|\d\d)\b")


def findings_of(deliverables: tuple[ParsedDeliverable, ...], year: FinancialYear) -> Iterator[Finding]:
    """Everything worth a look, in the order of the plan; what concerns the plan as a whole comes last."""
    measures: dict[tuple[str, ...], str] = {}
    for each in deliverables:
        yield from _lead(each)
        yield from _same_measures(each, measures)
        yield from _quarters(each)
        yield from _dates(each, year)
        yield from _back_loading(f"Deliverable {each.number}", each.where, [each])
    yield from _back_loading("The plan", "file", deliverables)


def dates_outside(text: str, year: FinancialYear) -> list[str]:
    """The dates in a text, as it writes them, that lie wholly outside the financial year.

    "March/April 2023" counts by its last month; a number that is no day is no date.
    """
    found = []
    for match in _MONTH_AND_YEAR.finditer(text):
        first, last = month_window(_full_year(match[2]), _MONTHS.index(match[1][:3].lower()) + 1)
        if last < year.first_day or first > year.last_day:
            found.append(match[0])
    for match in _DAY.finditer(text):
        try:
            day = date(_full_year(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            continue
        if not year.first_day <= day <= year.last_day:
            found.append(match[0])
    return found


def _full_year(text: str) -> int:
    number = int(text.lstrip("'’"))
    return number if number > 99 else 2000 + number


def _lead(each: ParsedDeliverable) -> Iterator[Finding]:
    name = f"Deliverable {each.number}"
    if each.not_applicable:
        message = f"{name} is marked as not applicable: {shorten(each.not_applicable, 200, placeholder=' …')}"
        yield Finding("info", each.where, message)
    elif each.lead is None:
        yield Finding("warning", each.where, f"{name} has no lead contact. Name who answers for it.")
    elif not each.lead.name:
        yield Finding("info", each.where, f"{name}: the lead contact is an address without a name.")


def _same_measures(each: ParsedDeliverable, seen: dict[tuple[str, ...], str]) -> Iterator[Finding]:
    if not any(is_measure(measure) for measure in each.measures):
        return
    named = (measure for measure in each.measures if not _NOTE.fullmatch(measure))
    key = tuple(sorted(" ".join(measure.lower().split()).rstrip(".") for measure in named))
    if key in seen:
        message = (
            f"Deliverable {each.number} has the same success measures as {seen[key]}. Check that they belong to both."
        )
        yield Finding("warning", each.where, message)
    else:
        seen[key] = each.number


def _quarters(each: ParsedDeliverable) -> Iterator[Finding]:
    if not each.milestones_required or each.not_applicable:
        return
    empty = [f"Q{number}" for number in QUARTERS if not each.milestones[number - 1]]
    if len(empty) == len(QUARTERS):
        message = f"Deliverable {each.number} has no milestones, and does not say that none are required."
        yield Finding("warning", each.where, message)
        return
    for name in empty:
        yield Finding("warning", each.where, f"Deliverable {each.number} has nothing planned in {name}.")


def _dates(each: ParsedDeliverable, year: FinancialYear) -> Iterator[Finding]:
    for number, milestones in zip(QUARTERS, each.milestones, strict=True):
        for milestone in milestones:
            for words in dates_outside(" ".join((milestone.text, *milestone.children)), year):
                message = f"Deliverable {each.number}, Q{number}: “{words}” is outside {year}. It is kept as written."
                yield Finding("warning", milestone.where, message)


def _back_loading(name: str, where: str, deliverables: Iterable[ParsedDeliverable]) -> Iterator[Finding]:
    counts = [(each.planned, len(each.milestones[-1])) for each in deliverables]
    planned, late = sum(each for each, _ in counts), sum(each for _, each in counts)
    if late * 100 > planned * MOST_IN_Q4_PERCENT:
        message = f"{name} has {late} of {planned} milestones in Q4, more than {MOST_IN_Q4_PERCENT}%: back-loaded."
        yield Finding("warning", where, message)
