"""The summary that pages read: kept in step with the figures, checked against them, and asked for many places at once.

`refresh` is called by every verb that changes a figure or a mapping, in the same transaction, for what it touched.
`standings` answers for all places of a kind, in as many queries for one as for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from core.staging import ask, bulk_work, by_lookups, one_at_a_time, run
from organisations.models import Alliance, Provider
from performance.importing.parsed import ENGLAND, SCOTLAND
from performance.measures import Measure
from performance.models import (
    BodyKind,
    Figure,
    PlaceKind,
    RatingScheme,
    ReportingBody,
    Series,
    StandardPosition,
    WaitingTimeStandard,
)
from performance.places import Member, bases_of, members
from performance.querysets import StandardsInForce
from performance.summaries import MonthlyPosition, bases_of_body, measures_of, positions_of

# --- Kept in step ---------------------------------------------------------------------------------

TABLES = {"positions": StandardPosition, "bodies": ReportingBody, "series": Series, "figures": Figure}
_COLUMNS = "place_kind, place_id, measure, basis, frequency, month, total, within, final, bodies"

_ADDED_UP = f"""
    WITH m (place_kind, place_id, code, first_month, last_month, of_basis, stands_in) AS (VALUES %(rows)s),
    added AS (
        SELECT m.place_kind, m.place_id, s.measure, s.basis, s.frequency, f.month,
               CASE WHEN COUNT(*) = COUNT(f.total) THEN SUM(f.total) END AS total,
               CASE WHEN COUNT(*) = COUNT(f.within) THEN SUM(f.within) END AS within,
               MIN(CASE WHEN f.final THEN 1 ELSE 0 END) = 1 AS final, COUNT(*) AS bodies,
               ROW_NUMBER() OVER (
                   PARTITION BY m.place_kind, m.place_id, s.measure, s.basis, s.frequency, f.month ORDER BY m.stands_in
               ) AS choice
        FROM m
        JOIN {{bodies}} b ON b.code = m.code
        JOIN {{series}} s ON s.body_id = b.id AND s.tumour = '' AND s.route = '' AND s.modality = ''
            AND (m.of_basis = '' OR m.of_basis = s.basis)
        JOIN {{figures}} f ON f.series_id = s.id AND f.month BETWEEN m.first_month AND m.last_month %(months)s
        GROUP BY m.place_kind, m.place_id, s.measure, s.basis, s.frequency, f.month, m.stands_in
    )
    SELECT {_COLUMNS} FROM added WHERE choice = 1
"""

LOADING = "loading waiting times"
"""The work that goes on in one transaction at a time: whatever changes figures, and what follows from them."""

_MEMBERS_AT_ONCE = 4_000
"""SQLite takes 32,766 values in a statement; a member is seven of them."""


def refresh(*, months: Collection[date] | None = None, places: Collection[tuple[str, int]] | None = None) -> int:
    """Add up anew what stands for some months, or for some places, or everything; returns how many rows there are.

    Runs in the transaction of whoever changed something.
    """
    if months is not None and not months or places is not None and not places:
        return 0
    with bulk_work():
        one_at_a_time(LOADING)
        if months is not None or places is not None:
            by_lookups()
        _clear(months, places)
        wanted = None if places is None else {(str(kind), pk) for kind, pk in places}
        count = 0
        for sql, params in _statements(wanted, months):
            count += run(f"INSERT INTO {{positions}} ({_COLUMNS}) {sql}", params, **TABLES)
    return count


def _clear(months, places):
    stale = StandardPosition.objects.all()
    if months is not None:
        stale = stale.filter(place_kind__in=PlaceKind.values, measure__in=Measure.values, month__in=months)
    if places is None:
        stale.delete()
        return
    by_kind = defaultdict(list)
    for kind, pk in places:
        by_kind[str(kind)].append(pk)
    for kind, ids in by_kind.items():
        stale.filter(place_kind=kind, place_id__in=ids).delete()


def _statements(places, months) -> Iterator[tuple[str, list]]:
    """The sums as queries, each with its parameters; all members of a place are in one of them."""
    of_place: dict[tuple[str, int], list[Member]] = defaultdict(list)
    for member in members():
        if places is None or (str(member.kind), member.place) in places:
            of_place[str(member.kind), member.place].append(member)
    chunk: list[Member] = []
    for each in of_place.values():
        if chunk and len(chunk) + len(each) > _MEMBERS_AT_ONCE:
            yield _statement(chunk, months)
            chunk = []
        chunk += each
    if chunk:
        yield _statement(chunk, months)


def _statement(chunk, months):
    params: list = []
    for kind, place, code, first, last, basis, stands_in in chunk:
        params += [str(kind), place, code, first, last, str(basis), int(stands_in)]
    chosen = ""
    if months is not None:
        chosen = f"AND f.month IN ({', '.join(['%s'] * len(months))})"
        params += sorted(months)
    rows = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(chunk))
    return _ADDED_UP.replace("%(rows)s", rows).replace("%(months)s", chosen), params


def places_of(codes: Iterable[str]) -> set[tuple[str, int]]:
    """The places for which any of these codes counts, as the mapping stands now."""
    wanted = set(codes)
    return {(str(member.kind), member.place) for member in members() if member.code in wanted}


class Differences(NamedTuple):
    """How the summary differs from the figures, in rows. All zero: it is right."""

    missing: int
    spare: int


def differences() -> Differences:
    """What a refresh would add and take away, without doing it."""
    missing = spare = 0
    seen: list[tuple[str, int]] = []
    stored = f"SELECT {_COLUMNS} FROM {{positions}}"
    with bulk_work():
        for sql, params in _statements(None, None):
            ((number,),) = ask(f"SELECT COUNT(*) FROM (SELECT * FROM ({sql}) c EXCEPT {stored}) d", params, **TABLES)
            missing += number
            ((number,),) = ask(
                f"SELECT COUNT(*) FROM (SELECT p.* FROM ({stored}) p JOIN (SELECT DISTINCT place_kind, place_id "
                f"FROM ({sql}) c) k ON k.place_kind = p.place_kind AND k.place_id = p.place_id "
                f"EXCEPT SELECT * FROM ({sql}) e) d",
                [*params, *params],
                **TABLES,
            )
            spare += number
            places = f"SELECT DISTINCT place_kind, place_id FROM ({sql}) c"
            seen += ask(places, params, **TABLES)
    known = set(seen)
    for kind, pk in StandardPosition.objects.order_by().values_list("place_kind", "place_id").distinct():
        if (kind, pk) not in known:
            spare += StandardPosition.objects.filter(place_kind=kind, place_id=pk).count()
    return Differences(missing, spare)


# --- Asked ----------------------------------------------------------------------------------------


class Count(NamedTuple):
    """What is known of a place in a month."""

    total: Decimal | None
    within: Decimal | None
    final: bool


@dataclass(frozen=True)
class Standing:
    """A place and its months, by standard; `positions["62d"]` has every month that was asked for, in order."""

    kind: PlaceKind
    id: int
    code: str
    name: str
    nation: str
    positions: dict[str, list[MonthlyPosition]]


def standings(
    kind: PlaceKind,
    *,
    standards: Collection[str],
    first: date,
    last: date,
    nation: str | None = None,
    ids: Collection[int] | QuerySet | None = None,
    judged_by: Mapping[str, StandardsInForce] | None = None,
) -> list[Standing]:
    """How places stand against standards, month by month: all alliances, all providers, or those in `ids`.

    In order of name; a place or month without figures is a gap. Each is judged by its own nation, so rank within one.
    Four queries and one for each nation, for any number of places; fewer where `judged_by`
    gives the standards.
    """
    named = list(_named(kind, nation, ids))
    nations = {place[3] for place in named}
    wanted = {
        measure
        for each in nations
        for standard in standards
        for measure in measures_of(standard, nation=each, first=first, last=last)
    }
    found: dict[int, dict[str, dict[tuple, Count]]] = defaultdict(lambda: defaultdict(dict))
    rows = StandardPosition.objects.of_kind(kind, ids=ids).between(first, last).filter(measure__in=wanted)
    for pk, measure, basis, frequency, month, *values in rows.values_list(
        "place_id", "measure", "basis", "frequency", "month", "total", "within", "final"
    ):
        found[pk][measure.split("-")[0]][frequency, month, measure, basis] = Count(*values)
    judged_by = judged_by or {
        each: WaitingTimeStandard.objects.of_nation(each, ambitions=False) for each in sorted(nations)
    }
    schemes = RatingScheme.objects.thresholds(on=last)
    return [
        Standing(
            kind, pk, code, name, land,
            {
                standard: positions_of(
                    found[pk][standard],
                    standard,
                    first=first,
                    last=last,
                    nation=land,
                    bases=bases,
                    judged_by=judged_by[land],
                    thresholds=schemes[pk] if kind == PlaceKind.ALLIANCE else schemes.default,
                )
                for standard in standards
            },
        )
        for pk, code, name, land, bases in named
    ]  # fmt: skip


def of_nation(nation: str, *, standards: Collection[str], first: date, last: date) -> Standing | None:
    """How a whole nation stands, as published; None where nothing of it was loaded."""
    code = {"england": ENGLAND, "scotland": SCOTLAND}.get(nation)
    pk = ReportingBody.objects.filter(code=code).values_list("pk", flat=True).first() if code else None
    if pk is None:
        return None
    (found,) = standings(PlaceKind.BODY, standards=standards, first=first, last=last, ids=[pk])
    return found


def _named(kind, nation, ids):
    """(id, code, name, nation, bases) of places of a kind, by name."""
    if kind == PlaceKind.ALLIANCE:
        places, names = Alliance.objects.order_by("name"), ("pk", "code", "name", "nation")
    elif kind == PlaceKind.PROVIDER:
        places, names = Provider.objects.order_by("name"), ("pk", "ods_code", "name", "nation")
    else:
        places, names = ReportingBody.objects.order_by("name"), ("pk", "code", "name", "nation", "kind")
    if nation is not None:
        places = places.filter(nation=nation)
    if ids is not None:
        places = places.filter(pk__in=ids)
    for pk, code, name, of, *rest in places.values_list(*names):
        yield pk, code, name, of, bases_of_body(BodyKind(rest[0]), of) if rest else bases_of(of)
