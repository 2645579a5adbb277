"""Does it add up? A percentage that came printed against its counts, a total against its parts. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

HALF_A_COUNT = Decimal("0.5")


def reconciles(printed: Decimal | None, *, within: Decimal | None, total: Decimal | None) -> bool:
    """Whether a printed share is what its counts give, but for rounding; what is not known cannot disagree.

    A share printed to whole per cent may be half a per cent off, any other one half of a tenth.
    """
    if printed is None or within is None or not total:
        return True
    whole = printed == printed.quantize(Decimal("0.01"))
    return abs(printed - within / total) <= (Decimal("0.005") if whole else Decimal("0.0005"))


def missing_from_parts(total: Decimal | None, parts: Iterable[Decimal | None]) -> Decimal | None:
    """By how much a published total and the sum of its parts differ; None where they agree, or something is unknown."""
    known = list(parts)
    if total is None or not known or None in known:
        return None
    difference = total - sum((part for part in known if part is not None), Decimal(0))
    return difference if abs(difference) > HALF_A_COUNT else None
