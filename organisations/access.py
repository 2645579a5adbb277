"""May this person do this, here? The table itself stands in grants.py; doors and verbs ask through this room."""

import rules
from django.core.exceptions import PermissionDenied

from organisations.grants import Capability, Scope

__all__ = ["Capability", "Scope", "may", "may_manage_account", "may_use_admin", "require", "scope"]


def scope(user, capability: Capability) -> Scope:
    """Where a person may do something; nowhere for those who are not signed in."""
    if user is None or not user.is_authenticated or not user.is_active:
        return Scope()
    return user.grants.scope(capability)


def may(user, capability: Capability, place) -> bool:
    """Whether a person may do something in an alliance or network, or with an object that names its own.

    `place` is an Alliance, a Network, or an object with `access_place` giving (alliance id, network id).
    """
    alliance_id, network_id = _ids(place)
    return scope(user, capability).covers(alliance_id=alliance_id, network_id=network_id)


def require(user, capability: Capability, place) -> None:
    """Raise PermissionDenied, with the reason, unless the person may."""
    if not may(user, capability, place):
        raise PermissionDenied(f"You need a role here that lets you {capability.value}.")


def may_manage_account(user, person) -> bool:
    """Whether somebody may change a person's account: address, name, password, being active.

    They must manage every place in which the person has a role: with a password set in one alliance they could
    else sign in as that person to another. Superusers, and people without a role, are left to superusers.
    """
    where = scope(user, Capability.MANAGE)
    if where.everywhere:
        return True
    if person.is_superuser or not where:
        return False
    places = list(person.roles.values_list("alliance_id", "network_id", "network__alliance_id"))
    return bool(places) and all(where.covers(alliance_id=a or na, network_id=n) for a, n, na in places)


def may_use_admin(user) -> bool:
    return bool(scope(user, Capability.USE_ADMIN))


def _ids(place) -> tuple[int | None, int | None]:
    if hasattr(place, "access_place"):
        return place.access_place
    if hasattr(place, "alliance_id"):
        return place.alliance_id, place.pk
    return place.pk, None


def _predicate(capability):
    @rules.predicate(name=capability.name.lower())
    def holds(user, place=None):
        return bool(scope(user, capability)) if place is None else may(user, capability, place)

    return holds


# Django's own `user.has_perm("organisations.import", network)` asks the same table.
for _capability in Capability:
    rules.add_perm(f"organisations.{_capability.name.lower()}", _predicate(_capability))
