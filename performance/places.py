"""Whose figures make whose: the codes that count for each place, and for which months.

A provider counts with all that became part of it. An alliance is its providers by the dated mapping. Any other body
counts for itself, and an ICB without figures of its own is what its locations are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from organisations.models import Provider, ProviderAlliance
from performance.membership import ALWAYS, Months, months_of
from performance.models import Basis, PlaceKind, ReportingBody


class Member(NamedTuple):
    """That a code's figures count for a place, for some months, on a basis ("": on any).

    `stands_in`: only where the place has no figure of its own.
    """

    kind: str
    place: int
    code: str
    first: date
    last: date
    basis: str
    stands_in: bool


def bases_of(nation: str) -> tuple[str, ...]:
    """On which basis a nation's providers and alliances are counted."""
    return (Basis.TREATMENT,) if nation == "scotland" else (Basis.PROVIDER,)


def absorbed() -> dict[str, set[str]]:
    """By code of each provider: its own code, and those of all that became part of it (one query)."""
    became, codes = defaultdict(list), []
    for code, successor in Provider.objects.values_list("ods_code", "successor__ods_code"):
        codes.append(code)
        if successor:
            became[successor].append(code)
    found = {}
    for code in codes:
        inside, waiting = set(), [code]
        while waiting:
            one = waiting.pop()
            if one not in inside:
                inside.add(one)
                waiting += became[one]
        found[code] = inside
    return found


def as_read_now(codes: Iterable[str]) -> set[str]:
    """The providers that providers are read by: a trust that became part of another by its successor (one query)."""
    wanted, inside = set(codes), absorbed()
    swallowed = {part for code, parts in inside.items() for part in parts if part != code}
    return {code for code, parts in inside.items() if parts & wanted} - swallowed


def mapping(*, providers: Iterable[int] | None = None) -> dict[str, list[Months]]:
    """By code of each provider: for which months it counts for which alliance (one query)."""
    rows = ProviderAlliance.objects.values_list("provider__ods_code", "alliance_id", "valid_from", "valid_until")
    if providers is not None:
        rows = rows.filter(provider__in=providers)
    periods = defaultdict(list)
    for code, *period in rows:
        periods[code].append(tuple(period))
    return {code: months_of(each) for code, each in periods.items()}


def members() -> list[Member]:
    """Everybody who counts for any place (four queries)."""
    found, providers = [], {}
    for pk, code, nation in Provider.objects.values_list("pk", "ods_code", "nation"):
        providers[code] = (pk, str(bases_of(nation)[0]))
    for code, inside in absorbed().items():
        pk, basis = providers[code]
        found += [Member(PlaceKind.PROVIDER, pk, each, *ALWAYS, basis, False) for each in sorted(inside)]
    for code, runs in mapping().items():
        basis = providers[code][1]
        found += [Member(PlaceKind.ALLIANCE, run.of, code, run.first, run.last, basis, False) for run in runs]
    for pk, code, parent in ReportingBody.objects.values_list("pk", "code", "parent_id"):
        if code not in providers:
            found.append(Member(PlaceKind.BODY, pk, code, *ALWAYS, "", False))
        if parent:
            found.append(Member(PlaceKind.BODY, parent, code, *ALWAYS, "", True))
    return found
