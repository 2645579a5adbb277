"""Who may choose how a chart is read. To read it, everybody who is signed in may."""

from __future__ import annotations

from collections.abc import Iterable

from organisations.access import Capability, scope
from performance.models import PlaceKind
from performance.places import mapping
from performance.summaries import Place


def may_change_reading(user, place: Place) -> bool:
    """Whether a person may rebase a place's charts: in its alliance, or in one that a provider belongs to now.

    The charts of nations and care boards are everybody's; they are left to superusers.
    """
    where = scope(user, Capability.READ_CHARTS)
    if where.everywhere:
        return True
    if place.kind == PlaceKind.ALLIANCE:
        return where.covers(alliance_id=place.alliance_id)
    if place.kind != PlaceKind.PROVIDER or not where:
        return False
    return any(where.covers(alliance_id=alliance) for alliance in _alliances_of(place))


def _alliances_of(place: Place) -> Iterable[int]:
    runs = mapping(providers=[place.pk] if place.pk else []).get(place.code, [])
    return [runs[-1].of] if runs else []
