"""Who sees small local counts, and from which count on the others see one."""

from __future__ import annotations

from django.conf import settings

from organisations.access import Capability, scope
from organisations.models import Alliance, Network


def limit_for(user, alliance: Alliance) -> int | None:
    """The limit below which counts are hidden from a person; None where nothing is.

    A network manager may see small counts of their alliance: whom they would point at is cared for by the network.
    """
    where = scope(user, Capability.SEE_SMALL_COUNTS)
    if where.covers(alliance_id=alliance.pk):
        return None
    if where.networks and Network.objects.filter(pk__in=where.networks, alliance=alliance).exists():
        return None
    return settings.DISCLOSURE_LIMIT
