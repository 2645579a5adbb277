"""The questions about schemes."""

from collections import defaultdict

from django.db import models
from django.db.models import Q

from performance.rag import Thresholds


class SchemesInForce(defaultdict):
    """Thresholds by alliance id; an alliance without a scheme of its own has the common default."""

    def __init__(self, default: Thresholds, own: dict[int, Thresholds]):
        super().__init__(lambda: default, own)
        self.default = default


class RatingSchemeQuerySet(models.QuerySet):
    def in_force(self, *, on):
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on)

    def thresholds(self, *, on) -> SchemesInForce:
        """Every alliance's thresholds on a day, in one query. Of two that overlap, the later one counts."""
        default, own = Thresholds(), {}
        for scheme in self.in_force(on=on).order_by("valid_from"):
            if scheme.alliance_id is None:
                default = scheme.thresholds
            else:
                own[scheme.alliance_id] = scheme.thresholds
        return SchemesInForce(default, own)
