"""Who sees small local counts, and from which count on the others see one."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings

from organisations.access import Capability, scope
from organisations.models import Network


class HasId(Protocol):
    """An alliance, or what a page knows of it."""

    @property
    def id(self) -> int: ...


def limit_for(user, alliance: HasId) -> int | None:
    """The limit below which counts are hidden from a person; None where nothing is.

    A network manager may see small counts of their alliance: whom they would point at is cared for by the network.
    """
    return None if _reaches(user, Capability.SEE_SMALL_COUNTS, alliance) else settings.DISCLOSURE_LIMIT


def sees_local_figures(user, alliance: HasId) -> bool:
    """Whether a person sees local figures of an alliance: who sees its plans, or those of one of its networks."""
    return _reaches(user, Capability.SEE, alliance)


def _reaches(user, capability, alliance) -> bool:
    """Whether a person may do something in an alliance, or in a network of it."""
    where = scope(user, capability)
    if where.covers(alliance_id=alliance.id):
        return True
    return bool(where.networks) and Network.objects.filter(pk__in=where.networks, alliance_id=alliance.id).exists()
