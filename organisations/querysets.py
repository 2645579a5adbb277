"""The questions about organisations and people."""

from django.db import models
from django.db.models import Q

from organisations.grants import Capability


class AllianceQuerySet(models.QuerySet):
    def visible_to(self, user, capability=None):
        """Alliances in which the user has a role (or may do the thing asked for, alliance-wide)."""
        if not user.is_authenticated:
            return self.none()
        grants = user.grants
        if grants.everything:
            return self
        if capability is None:
            return self.filter(pk__in=grants.alliances_touched())
        return self.filter(pk__in=grants.scope(capability).alliances)


class NetworkQuerySet(models.QuerySet):
    def visible_to(self, user, capability=Capability.SEE):
        """Networks in which the user may do something; by default, see everything."""
        if not user.is_authenticated:
            return self.none()
        scope = user.grants.scope(capability)
        if scope.everywhere:
            return self
        return self.filter(Q(alliance__in=scope.alliances) | Q(pk__in=scope.networks))


class ProviderQuerySet(models.QuerySet):
    def of_alliance(self, alliance, *, on):
        """The providers that belonged to an alliance on a day."""
        return self.filter(
            Q(alliance_periods__valid_until__isnull=True) | Q(alliance_periods__valid_until__gte=on),
            alliance_periods__alliance=alliance,
            alliance_periods__valid_from__lte=on,
        )


class UserQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def with_capability_role(self, *kinds, alliance_id, network_id=None):
        """Active people who hold one of these roles in the alliance, or in the one network."""
        return (
            self.active()
            .filter(
                Q(roles__alliance_id=alliance_id) | Q(roles__network_id=network_id, roles__network__isnull=False),
                roles__kind__in=kinds,
            )
            .distinct()
        )

    def visible_to(self, user):
        """Whom an administrator may manage: people with a role in the same alliances, and those with none yet."""
        if not user.is_authenticated:
            return self.none()
        scope = user.grants.scope(Capability.MANAGE)
        if scope.everywhere:
            return self
        return self.filter(
            Q(roles__alliance__in=scope.alliances)
            | Q(roles__network__alliance__in=scope.alliances)
            | Q(roles__network__in=scope.networks)
            | Q(pk=user.pk)
        ).distinct()
