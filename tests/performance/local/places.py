"""A small alliance of two trusts and two tumour groups, and words to record counts in it."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from organisations.models import ProviderAlliance
from performance.local.operations import LevelEntry, LocalEntry, SeriesKey, record_local_figures, set_levels
from tests.factories import AllianceFactory, ProviderFactory, TumourGroupFactory

WEEK = date(2026, 9, 21)
BEFORE = date(2026, 9, 14)


def a_place(code="wessex", trusts=("East", "West")):
    """The alliance with its trusts and groups by name: .east, .west, .lung, .skin."""
    alliance = AllianceFactory(code=code, name=code.title())
    place = SimpleNamespace(alliance=alliance)
    for name in trusts:
        trust = ProviderFactory(name=f"{name} Hospitals")
        ProviderAlliance.objects.create(provider=trust, alliance=alliance, valid_from=date(2015, 4, 1))
        setattr(place, name.lower(), trust)
    for name in ("Lung", "Skin"):
        setattr(place, name.lower(), TumourGroupFactory(code=name.lower(), name=name))
    return place


def key(kind, part="", provider=None, group=None, frequency="week"):
    return SeriesKey(kind, part, getattr(provider, "pk", None), getattr(group, "pk", None), frequency)


def decimal(value):
    return None if value is None else Decimal(str(value))


def entry(kind, count, *where, out_of=None, starts=WEEK, part="", frequency="week"):
    return LocalEntry(key(kind, part, *where, frequency=frequency), starts, decimal(count), decimal(out_of))


def record(place, *entries, by=None, **more):
    return record_local_figures(alliance=place.alliance, entries=list(entries), by=by, **more)


def level(kind, value, *where, of="baseline", since=date(2026, 4, 1), **more):
    return LevelEntry(key(kind, "", *where), of, decimal(value), valid_from=since, **more)


def levels(place, *entries, by=None):
    return set_levels(alliance=place.alliance, levels=list(entries), by=by)
