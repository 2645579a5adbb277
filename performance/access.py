"""Who may choose how a chart is read. To read it, everybody who is signed in may."""

from __future__ import annotations

from organisations.access import Capability, scope
from organisations.models import Alliance, ProviderAlliance
from performance.models import PlaceKind
from performance.summaries import Place


def alliance_of(place: Place) -> Alliance | None:
    """The alliance of a provider as its latest mapping has it, else none (one query)."""
    if place.kind != PlaceKind.PROVIDER:
        return None
    mapped = ProviderAlliance.objects.filter(provider=place.pk).select_related("alliance").order_by("-valid_from")
    latest = mapped.first()
    return latest.alliance if latest else None


def may_change_reading(user, place: Place, *, alliance: Alliance | None) -> bool:
    """Whether a person may rebase a place's charts: in its alliance, or in that of a provider (see alliance_of).

    The charts of nations and care boards are everybody's; they are left to superusers.
    """
    where = scope(user, Capability.READ_CHARTS)
    if place.kind == PlaceKind.ALLIANCE:
        return where.covers(alliance_id=place.alliance_id)
    return where.everywhere or (alliance is not None and where.covers(alliance_id=alliance.pk))
