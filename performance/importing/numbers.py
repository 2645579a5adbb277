"""Counts and percentages as files write them: halves occur, a star is suppressed, and text is no number. Pure."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

UNKNOWN = "*"
SUPPRESSED = {UNKNOWN, "**", "c", "[c]", "suppressed", "<5", "< 5", "#"}
_NOTHING = {"", "-", "–", "n/a", "na", "#div/0!", "no standard set"}
_PLACES = Decimal("0.000000001")
_MOST = 1_000_000_000
"""No count reaches it: England has fewer people."""


class NotANumber(ValueError):
    """The cell holds something else than a count."""


@lru_cache(20_000, typed=True)
def read_count(cell: Any) -> Decimal | None:
    """A count; None where it is suppressed (unknown, not zero).

    Counts are whole or halves (a patient shared by two trusts), never negative. Raises NotANumber for an empty cell and
    for anything else, with words for a person.
    """
    if isinstance(cell, str):
        text = cell.strip()
        if text.lower() in SUPPRESSED:
            return None
        text = text.replace(",", "")
    elif isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        raise NotANumber(f"“{cell}” is no count")
    else:
        text = repr(cell) if isinstance(cell, float) else str(cell)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise NotANumber(f"“{cell}” is no count" if text else "the cell is empty") from None
    if not number.is_finite() or number < 0:
        raise NotANumber(f"“{cell}” is no count")
    if number >= _MOST:
        raise NotANumber(f"“{str(cell)[:40]}” is too large to be a count")
    if (number * 2) % 1:
        raise NotANumber(f"“{cell}” is neither whole nor a half")
    return number


def read_counts(total: Any, within: Any) -> tuple[Decimal | None, Decimal | None]:
    """All patients and those within the time, as a row has them. Raises NotANumber with a sentence for a person."""
    try:
        all_of_them, in_time = read_count(total), read_count(within)
    except NotANumber as error:
        raise NotANumber(f"{error}, where a count belongs.") from None
    if all_of_them is not None and in_time is not None and in_time > all_of_them:
        raise NotANumber(f"{in_time.normalize():f} within the time, of {all_of_them.normalize():f}: more than all.")
    return all_of_them, in_time


@lru_cache(20_000, typed=True)
def read_share(cell: Any) -> Decimal | None:
    """A printed percentage as a fraction: 0.8722, 87.22% and 87.22 are the same; None where there is none.

    A bare number above 1.5 is taken as per cent: no share is larger than the whole.
    """
    if isinstance(cell, str):
        text = cell.strip().lower()
        if text in _NOTHING or text in SUPPRESSED:
            return None
    elif isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return None
    else:
        text = str(cell)
    try:
        share = Decimal(text.rstrip("%").strip().replace(",", ""))
    except InvalidOperation:
        return None
    if not share.is_finite():
        return None
    if text.endswith("%") or share > Decimal("1.5"):
        share /= 100
    return share.quantize(_PLACES) if 0 <= share < 1000 else None


def disagrees(within: Decimal, total: Decimal, printed: Decimal) -> bool:
    """Whether a printed share differs from its counts by more than rounding to one decimal of a per cent."""
    return bool(total) and abs(within / total - printed) > Decimal("0.00055")
