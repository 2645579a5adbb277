"""The summary that pages read: kept in step with the figures, checked against them, and asked for many places at once.

`refresh` is called by every verb that changes a figure or a mapping, in the same transaction, for what it touched.
`standings` answers for all places of a kind, in as many queries for one as for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from core.staging import ask, bulk_work, one_at_a_time, run, set_aside
from organisations.models import Alliance, Provider
from performance.importing.parsed import ENGLAND, SCOTLAND
from performance.membership import ALWAYS
from performance.models import (
    BodyKind,
    Figure,
    PlaceKind,
    PlaceSeries,
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

TABLES = {
    "positions": StandardPosition,
    "lines": PlaceSeries,
    "bodies": ReportingBody,
    "series": Series,
    "figures": Figure,
}
_LINE = ("place_kind", "place_id", "measure", "basis", "frequency")
_KEY = ("month", "series_id")
_COLUMNS = f"{', '.join(_KEY)}, total, within, final, bodies"

# Which series count for which line of which place, and when. The CROSS JOINs keep SQLite to this order, and the CAST
# lets it look the id up.
_COUNTING = """
    WITH m (place_kind, place_id, code, first_month, last_month, of_basis, stands_in) AS (VALUES %(rows)s),
    counting AS (
        SELECT m.place_kind, CAST(m.place_id AS bigint) AS place_id, s.measure, s.basis, s.frequency, s.id,
               m.first_month, m.last_month, m.stands_in
        FROM m CROSS JOIN {bodies} b CROSS JOIN {series} s
        WHERE b.code = m.code
            AND s.body_id = b.id AND s.tumour = '' AND s.route = '' AND s.modality = ''
            AND (m.of_basis = '' OR m.of_basis = s.basis)
    )
"""
_SAME_LINE = " AND ".join(f"l.{name} = c.{name}" for name in _LINE)
_ADD_LINES = f"""
    INSERT INTO {{lines}} ({", ".join(_LINE)})
    {_COUNTING}
    SELECT DISTINCT {", ".join(_LINE)} FROM counting c WHERE NOT EXISTS (SELECT 1 FROM {{lines}} l WHERE {_SAME_LINE})
"""
_ADDED_UP = f"""
    {_COUNTING},
    counted AS (
        SELECT f.month, l.id AS series_id,
               f.total, f.within, CASE WHEN f.final THEN 1 ELSE 0 END AS final, c.stands_in
        FROM counting c CROSS JOIN {{lines}} l CROSS JOIN {{figures}} f
        WHERE {_SAME_LINE} AND f.month IN (%(months)s) AND f.series_id = c.id
            AND {{by}}f.month BETWEEN c.first_month AND c.last_month
        {{apart}}
    )
    SELECT {", ".join(_KEY)},
           CASE WHEN COUNT(*) = COUNT(total) THEN SUM(total) END AS total,
           CASE WHEN COUNT(*) = COUNT(within) THEN SUM(within) END AS within,
           MIN(final) = 1 AS final, COUNT(*) AS bodies, stands_in
    FROM counted
    GROUP BY {", ".join(_KEY)}, stands_in
"""
# What stands in for a body (the parts of an ICB) counts only where the body has no figure of its own.
_NOT_NEEDED = f"""
    DELETE FROM sums WHERE stands_in = 1 AND EXISTS (
        SELECT 1 FROM sums own WHERE own.stands_in = 0 AND {" AND ".join(f"own.{name} = sums.{name}" for name in _KEY)}
    )
"""
# What is right already is left alone. What is new is laid down by the month, as pages read it.
_GONE = f"""
    DELETE FROM {{positions}} WHERE SCOPE AND NOT EXISTS (
        SELECT 1 FROM sums WHERE {" AND ".join(f"sums.{name} = {{positions}}.{name}" for name in _KEY)}
            AND COALESCE(sums.total, -1) = COALESCE({{positions}}.total, -1)
            AND COALESCE(sums.within, -1) = COALESCE({{positions}}.within, -1)
            AND sums.final = {{positions}}.final AND sums.bodies = {{positions}}.bodies
    )
"""
_NEW = f"""
    INSERT INTO {{positions}} ({_COLUMNS}) SELECT {_COLUMNS} FROM sums WHERE NOT EXISTS (
        SELECT 1 FROM {{positions}} p WHERE SCOPE AND {" AND ".join(f"p.{name} = sums.{name}" for name in _KEY)}
    )
    ORDER BY {", ".join(_KEY)}
"""
_EMPTY_LINES = """
    DELETE FROM {lines} WHERE id NOT IN (SELECT series_id FROM {positions})
"""

LOADING = "loading waiting times"
"""The work that goes on in one transaction at a time: whatever changes figures, and what follows from them."""

_NOBODY = Member(PlaceKind.BODY, 0, "", *ALWAYS, "", False)
_MEMBERS_AT_ONCE = 4_000
"""SQLite takes 32,766 values in a statement; a member is seven of them."""


def refresh(*, months: Collection[date] | None = None, places: Collection[tuple[str, int]] | None = None) -> int:
    """Add up anew what stands for some months, or for some places, or everything; returns how many rows there are.

    Runs in the transaction of whoever changed something. Rows that are right already are not written again.
    """
    if months is not None and not months or places is not None and not places:
        return 0
    with bulk_work():
        one_at_a_time(LOADING)
        wanted = None if places is None else {(str(kind), pk) for kind, pk in places}
        with _sums(wanted, months):
            scope, params = _scope(wanted, months)
            for sql in (_GONE, _NEW):
                run(sql.replace("SCOPE", scope), params, **TABLES)
            if months is None:
                run(_EMPTY_LINES, [], **TABLES)
            return _count("SELECT * FROM sums")


@contextmanager
def _sums(places, months):
    """The sums as the figures stand now, in the table `sums`; the lines of new places are made."""
    # All months are named, too: the key of the figures begins with them.
    months = sorted(Figure.objects.months() if months is None else months) or [date.min]
    chunks = list(_chunks(places))
    for rows, params in chunks:
        run(_ADD_LINES.replace("%(rows)s", rows), params, **TABLES)
    each = ", ".join(["%s"] * len(months))
    first, *more = (
        (_ADDED_UP.replace("%(rows)s", rows).replace("%(months)s", each), [*params, *months]) for rows, params in chunks
    )
    with set_aside("sums", _KEY, *first, **TABLES):
        for sql, params in more:
            run(f"INSERT INTO sums ({_COLUMNS}, stands_in) {sql}", params, **TABLES)
        run(_NOT_NEEDED, [])
        yield


def _scope(places, months) -> tuple[str, list]:
    """Which rows of the summary are told by some places or months: a condition and its parameters."""
    conditions, params = ["TRUE"], []
    if months is not None:
        conditions.append(f"month IN ({', '.join(['%s'] * len(months))})")
        params += sorted(months)
    if places is not None:
        of_kind = defaultdict(list)
        for kind, pk in sorted(places):
            of_kind[kind].append(str(int(pk)))
        named = " OR ".join(f"place_kind = %s AND place_id IN ({', '.join(ids)})" for ids in of_kind.values())
        conditions.append(f"series_id IN (SELECT id FROM {{lines}} WHERE {named})")
        params += of_kind
    return " AND ".join(conditions), params


def _count(sql) -> int:
    ((number,),) = ask(f"SELECT COUNT(*) FROM ({sql}) counted", [], **TABLES)
    return number


def _chunks(places) -> Iterator[tuple[str, list]]:
    """Who counts for which place, as rows of a statement, each with its parameters; a place stands in one chunk."""
    of_place: dict[tuple[str, int], list[Member]] = defaultdict(list)
    for member in members():
        if places is None or (str(member.kind), member.place) in places:
            of_place[str(member.kind), member.place].append(member)
    chunk: list[Member] = []
    for each in of_place.values():
        if chunk and len(chunk) + len(each) > _MEMBERS_AT_ONCE:
            yield _rows(chunk)
            chunk = []
        chunk += each
    yield _rows(chunk or [_NOBODY])


def _rows(chunk):
    params: list = []
    for kind, place, code, first, last, basis, stands_in in chunk:
        params += [str(kind), place, code, first, last, str(basis), int(stands_in)]
    return ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(chunk)), params


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
    summed, stored = f"SELECT {_COLUMNS} FROM sums", f"SELECT {_COLUMNS} FROM {{positions}}"
    with bulk_work():
        one_at_a_time(LOADING)
        with _sums(None, None):
            found = Differences(_count(f"{summed} EXCEPT {stored}"), _count(f"{stored} EXCEPT {summed}"))
        transaction.set_rollback(True)  # the lines that it has made
    return found


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
    rows = StandardPosition.objects.of_kind(kind, ids=ids).between(first, last).filter(series__measure__in=wanted)
    for pk, measure, basis, frequency, month, *values in rows.values_list(
        *("series__place_id", "series__measure", "series__basis", "series__frequency"),
        *("month", "total", "within", "final"),
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
