"""The answers: how an organisation stands against a standard, month by month.

An organisation may be a provider (with all that merged into it), an ICB (or what it is made of), an alliance or
regional network (the sum of its providers by the dated mapping), a Scottish board, or a whole nation. Everything is
judged by the standard of its own nation that was in force in the month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.db.models import Q

from core.periods import months_between
from organisations.models import Alliance, Provider, ProviderAlliance, TumourGroup, TumourGroupSynonym
from performance.importing.parsed import ENGLAND, SCOTLAND
from performance.measures import definition_changes, headlines
from performance.models import (
    Basis,
    BodyKind,
    Figure,
    PlaceKind,
    RatingScheme,
    ReportingBody,
    ReportingBodyName,
    WaitingTimeStandard,
)
from performance.places import absorbed, bases_of, mapping
from performance.querysets import StandardsInForce
from performance.rag import RagRating, Thresholds, rate_against_standard
from performance.tumours import PARTS


class NotFound(LookupError):
    """There is no such organisation or tumour group; the message says so to a person."""


@dataclass(frozen=True)
class Place:
    """Whose figures are asked for. `members` gives the first and last day for which each code counts."""

    name: str
    nation: str
    members: dict[str, list[tuple[date | None, date | None]]]
    bases: tuple[str, ...]
    alliance_id: int | None = None
    fallback: tuple[str, ...] = ()
    """Codes that together stand in for a body without figures of its own (the parts of an ICB)."""
    code: str = ""
    """By which addresses know it."""
    kind: str = ""
    """A PlaceKind; with `pk` the key of what is kept about the place. A nation without figures yet has no `pk`."""
    pk: int | None = None

    def counts(self, code: str, month: date) -> bool:
        """Whether an organisation's figures of a month are this place's."""
        return any(
            (first is None or first <= month) and (last is None or month <= last) for first, last in self.members[code]
        )


@dataclass(frozen=True)
class MonthlyPosition:
    """One month against one standard. Without a figure the counts are None: a gap, never bridged.

    `standard` is the level in force as a share (0.85), `performance` within ÷ total, computed. `period` is "month", or
    "quarter" where figures are published by quarter; then `month` is its first.
    """

    month: date
    period: str
    measure: str
    basis: str
    total: Decimal | None
    within: Decimal | None
    performance: float | None
    standard: float | None
    rating: RagRating
    final: bool | None
    note: str = ""


class Named(Protocol):
    """What must be known of an alliance."""

    @property
    def pk(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def nation(self) -> str: ...


class Counts(Protocol):
    """A figure, or a sum of figures."""

    @property
    def total(self) -> Decimal | None: ...
    @property
    def within(self) -> Decimal | None: ...
    @property
    def final(self) -> bool: ...


@dataclass
class _Sum:
    total: Decimal | None = Decimal(0)
    within: Decimal | None = Decimal(0)
    final: bool = True
    codes: set[str] = field(default_factory=set)

    def add(self, code, total, within, final):
        self.total = None if None in (self.total, total) else self.total + total
        self.within = None if None in (self.within, within) else self.within + within
        self.final = self.final and final
        self.codes.add(code)


# --- Whose figures --------------------------------------------------------------------------------

_ALWAYS = [(None, None)]
_BY_PROVIDER = (Basis.PROVIDER, Basis.COMMISSIONER)


def find_place(text: str) -> Place:
    """The organisation that a code or a name means. Raises NotFound."""
    wanted = _asked(text)
    if wanted.lower() in ("england", "eng"):
        return _of_nation("england", ENGLAND)
    if wanted.lower() in ("scotland", SCOTLAND.lower()):
        return _of_nation("scotland", SCOTLAND)
    alliance = Alliance.objects.filter(
        Q(code__iexact=wanted) | Q(name__iexact=wanted) | Q(ons_code__iexact=wanted) & ~Q(ons_code="")
    ).first()
    if alliance:
        return of_alliance(alliance)
    provider = Provider.objects.filter(Q(ods_code__iexact=wanted) | Q(name__iexact=wanted)).first()
    if provider:
        return _of_provider(provider)
    body = ReportingBody.objects.filter(Q(code__iexact=wanted) | Q(name__iexact=wanted)).first()
    if body is None:
        named = ReportingBodyName.objects.filter(name=wanted.upper()).select_related("body").first()
        body = named.body if named else None
    if body is None:
        raise NotFound(f"“{text}” is no provider, board, integrated care board, alliance or nation that is known here.")
    if body.provider_id:
        return _of_provider(body.provider)
    bases = bases_of_body(BodyKind(body.kind), body.nation)
    parts = tuple(body.parts.values_list("code", flat=True))
    members = {body.code: _ALWAYS} | dict.fromkeys(parts, _ALWAYS)
    return Place(
        body.name, body.nation, members, bases, fallback=parts, code=body.code, kind=PlaceKind.BODY, pk=body.pk
    )


def _of_nation(nation: str, code: str) -> Place:
    pk = ReportingBody.objects.filter(code=code).values_list("pk", flat=True).first()
    bases = bases_of_body(BodyKind.NATION, nation)
    return Place(nation.capitalize(), nation, {code: _ALWAYS}, bases, code=nation, kind=PlaceKind.BODY, pk=pk)


def bases_of_body(kind: BodyKind, nation: str) -> tuple[str, ...]:
    """On which bases a body that is no provider is counted, the one that counts first."""
    if kind in (BodyKind.ICB, BodyKind.SUB_ICB, BodyKind.HUB):
        return Basis.COMMISSIONER, Basis.PROVIDER
    if kind == BodyKind.NATION:
        return (Basis.TREATMENT,) if nation == "scotland" else _BY_PROVIDER
    return tuple(Basis)


def _of_provider(provider: Provider) -> Place:
    """A provider with all that became part of it: one series before and after the merger."""
    members = dict.fromkeys(absorbed()[provider.ods_code], _ALWAYS)
    bases = bases_of(provider.nation)
    return Place(
        provider.name, provider.nation, members, bases, code=provider.ods_code, kind=PlaceKind.PROVIDER, pk=provider.pk
    )


def of_alliance(alliance: Alliance | Named) -> Place:
    """The providers of an alliance, each for the months in which it was one (one query)."""
    providers = ProviderAlliance.objects.filter(alliance=alliance.pk).values("provider")
    members = {}
    for code, runs in mapping(providers=providers).items():
        own = [(run.first, run.last) for run in runs if run.of == alliance.pk]
        if own:
            members[code] = own
    return Place(
        alliance.name, alliance.nation, members, bases_of(alliance.nation),
        alliance_id=alliance.pk, code=alliance.code, kind=PlaceKind.ALLIANCE, pk=alliance.pk,
    )  # fmt: skip


def find_tumour_group(text: str) -> TumourGroup:
    """The tumour group that a code, a name or a synonym means. Raises NotFound."""
    wanted = _asked(text)
    group = TumourGroup.objects.filter(Q(code__iexact=wanted) | Q(name__iexact=wanted)).first()
    if group is None:
        synonym = TumourGroupSynonym.objects.filter(name__iexact=wanted).select_related("tumour_group").first()
        if synonym is None:
            raise NotFound(f"“{text}” is no tumour group that is known here.")
        group = synonym.tumour_group
    return group


def _asked(text: str) -> str:
    """A name as it is looked for; no name holds what a database could not."""
    if "\0" in text:
        raise NotFound("No name holds such a character.")
    return " ".join(text.split())


# --- Month by month -------------------------------------------------------------------------------


def monthly_positions(
    place: Place,
    standard: str,
    *,
    first: date,
    last: date,
    tumour_group: TumourGroup | None = None,
    judged_by: StandardsInForce | None = None,
) -> list[MonthlyPosition]:
    """Every month from the first to the last, in order, with or without a figure.

    A place whose figures come by quarter has its quarters instead. `judged_by` saves a page that has asked for its
    nation's standards from asking twice. Raises KeyError for a standard that is not known.
    """
    schemes = RatingScheme.objects.thresholds(on=last)
    return positions_of(
        _figures(place, standard, first, last, tumour_group),
        standard,
        first=first,
        last=last,
        nation=place.nation,
        bases=place.bases,
        judged_by=judged_by or WaitingTimeStandard.objects.of_nation(place.nation),
        thresholds=schemes[place.alliance_id] if place.alliance_id else schemes.default,
    )


def positions_of(
    found: Mapping[tuple, Counts],
    standard: str,
    *,
    first: date,
    last: date,
    nation: str,
    bases: Sequence[str],
    judged_by: StandardsInForce,
    thresholds: Thresholds,
) -> list[MonthlyPosition]:
    """The positions of one place, from what is known of it by (period, month, measure, basis); without a query."""
    quarterly = bool(found) and all(key[0] == "quarter" for key in found)
    positions = []
    for month in months_between(first, last, step=3 if quarterly else 1):
        period = "quarter" if quarterly else "month"
        measures = headlines(standard, nation=nation, month=month)
        measure, basis, figure = _best(found, period, month, measures, bases)
        in_force = judged_by.on(measure, month)
        level = in_force.level if in_force else None
        total, within = (figure.total, figure.within) if figure else (None, None)
        positions.append(
            MonthlyPosition(
                month=month,
                period=period,
                measure=str(measure),
                basis=str(basis),
                total=total,
                within=within,
                performance=float(within / total) if total and within is not None else None,
                standard=float(level / 100) if level is not None else None,
                rating=rate_against_standard(within=within, total=total, level=level, thresholds=thresholds),
                final=figure.final if figure else None,
                note="" if measure == measures[0] else "Published for this month afterwards; not judged by it then.",
            )
        )
    return positions


def measures_of(standard: str, *, nation: str, first: date, last: date) -> set[str]:
    """Every measure that may answer for a standard in some month of a run."""
    return {str(m) for month in (first, last) for m in headlines(standard, nation=nation, month=month)}


def note_on(place: Place, standard: str, *, first: date, last: date) -> str:
    """What must be said beside a run of months; empty where nothing must."""
    if definition_changes(standard, nation=place.nation, first=first, last=last):
        return "The definition changed in October 2023: months before and after count different patients."
    return ""


def _figures(place, standard, first, last, tumour_group) -> dict[tuple, _Sum]:
    """Sums by (period, month, measure, basis, tumour), in one query."""
    measures = measures_of(standard, nation=place.nation, first=first, last=last)
    tumours = {""} if tumour_group is None else {tumour_group.code, *PARTS.get(tumour_group.code, ())}
    rows = Figure.objects.between(first, last).filter(
        series__body__code__in=list(place.members),
        series__measure__in=measures,
        series__basis__in=[str(basis) for basis in place.bases],
        series__tumour__in=tumours,
        series__route="",
        series__modality="",
    ).values_list(
        "series__body__code", "series__frequency", "month", "series__measure", "series__basis", "series__tumour",
        "total", "within", "final",
    )  # fmt: skip
    by_code = defaultdict(list)
    for code, frequency, month, measure, basis, tumour, *values in rows:
        if place.counts(code, month):
            by_code[frequency, month, measure, basis].append((code, tumour, values))
    sums = {}
    for key, figures in by_code.items():
        own = {code for code, _, _ in figures} - set(place.fallback)
        whole = {code for code, tumour, _ in figures if tumour_group and tumour == tumour_group.code}
        added = _Sum()
        for code, tumour, values in figures:
            if own and code in place.fallback:
                continue  # the body's own figure holds its parts
            if code in whole and tumour != tumour_group.code:
                continue  # the group's own figure holds its parts
            added.add(code, *values)
        sums[key] = added
    return sums


def _best(found, period, month, measures, bases):
    """The figure that answers for a month: the measure that was judged first, then the first basis."""
    for measure in measures:
        for basis in bases:
            figure = found.get((period, month, str(measure), str(basis)))
            if figure:
                return measure, basis, figure
    return measures[0], bases[0], None
