"""The questions about schemes, standards and series."""

from collections import defaultdict

from django.db import models
from django.db.models import F, Max, Min, Q

from core.history import AppendOnlyQuerySet
from core.periods import months_between
from organisations.grants import Capability
from organisations.models import Network
from performance.rag import Thresholds


class SchemesInForce(defaultdict):
    """Thresholds by alliance id; an alliance without a scheme of its own has the common default."""

    def __init__(self, default: Thresholds, own: dict[int, Thresholds]):
        super().__init__(lambda: default, own)
        self.default = default


class RatingSchemeQuerySet(models.QuerySet):
    def in_force(self, *, on):
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on)

    def judging(self, alliance):
        """The schemes of an alliance and the common ones that stand in for them; None asks for the common ones."""
        return self.filter(Q(alliance=None) | Q(alliance=alliance)) if alliance else self.filter(alliance=None)

    def of_alliance(self, alliance, *, on):
        """What judges an alliance on a day, the one that counts first: its own before a common one, the later first."""
        return self.judging(alliance).in_force(on=on).order_by(F("alliance").asc(nulls_last=True), "-valid_from")

    def thresholds(self, *, on) -> SchemesInForce:
        """Every alliance's thresholds on a day, in one query. Of two that overlap, the later one counts."""
        default, own = Thresholds(), {}
        for scheme in self.in_force(on=on).order_by("valid_from"):
            if scheme.alliance_id is None:
                default = scheme.thresholds
            else:
                own[scheme.alliance_id] = scheme.thresholds
        return SchemesInForce(default, own)


class StandardsInForce:
    """The standards of one nation, to be asked month by month without another query."""

    def __init__(self, standards):
        self._by_measure = defaultdict(list)
        for standard in standards:
            self._by_measure[standard.measure].append(standard)

    def on(self, measure, day):
        """The standard of a measure in force on a day, or None. Of two that overlap, the later one counts."""
        held = [
            standard
            for standard in self._by_measure[str(measure)]
            if (standard.valid_from is None or standard.valid_from <= day)
            and (standard.valid_until is None or standard.valid_until >= day)
        ]
        return max(held, key=lambda s: (s.valid_from is not None, s.valid_from), default=None)


class StandardQuerySet(models.QuerySet):
    def of_nation(self, nation, *, ambitions=True) -> StandardsInForce:
        """What a nation judges by, with its ambitions, in two queries; without them in one."""
        standards = self.filter(nation=nation)
        return StandardsInForce(standards.prefetch_related("ambitions") if ambitions else standards)


class SeriesQuerySet(models.QuerySet):
    def totals(self):
        """Series of all routes and treatments: what a standard is judged by, for all cancers or for one group."""
        return self.filter(route="", modality="")

    def headlines(self):
        """Series of all patients of a measure."""
        return self.totals().filter(tumour="")


_NAMED = 1_200
"""A hundred years of months: more than there are figures of, and less than a statement may have values."""


class MonthlyQuerySet(models.QuerySet):
    """Rows whose key is a month and a series, in this order."""

    def between(self, first, last):
        """From one month to another, both included.

        The months are named one by one: with them a series is looked up in the key, which begins with the month, and
        a span would be read whole.
        """
        months = months_between(first, last)
        return self.filter(month__in=months) if len(months) <= _NAMED else self.filter(month__range=(first, last))

    def every_month(self):
        """All rows, with their months named (two queries): for who looks for some series over all time."""
        bounds = self.aggregate(first=Min("month"), last=Max("month"))
        return self.between(**bounds) if bounds["first"] else self.none()

    def months(self):
        """All months from the first to the last of which there are rows (one query)."""
        bounds = self.aggregate(first=Min("month"), last=Max("month"))
        return months_between(**bounds) if bounds["first"] else []


class FigureQuerySet(MonthlyQuerySet):
    """The figures that stand."""


class PositionQuerySet(MonthlyQuerySet):
    """What was added up of them."""

    def of_kind(self, kind, *, ids=None):
        """The positions of all places of a kind, or of some of them."""
        places = self.filter(series__place_kind=kind)
        return places if ids is None else places.filter(series__place_id__in=ids)


class OwnQuerySet(models.QuerySet):
    """What belongs to an alliance and to nobody else: local figures, trajectories."""

    def visible_to(self, user, capability=Capability.SEE):
        """Those of alliances in which, or in a network of which, the user may do something; by default, see plans."""
        if not user.is_authenticated:
            return self.none()
        where = user.grants.scope(capability)
        if where.everywhere:
            return self
        # Two lists of ids rather than a join: a network's alliance would repeat each row for each network.
        return self.filter(
            Q(alliance__in=where.alliances)
            | Q(alliance__in=Network.objects.filter(pk__in=where.networks).values("alliance"))
        )


class FigureImportQuerySet(models.QuerySet):
    def of(self, user, *, now):
        """What a person brought and may still read."""
        return self.filter(Q(expires_at__gt=now) | Q(confirmed_at__isnull=False), by=user)

    def expired(self, *, now):
        """What nobody confirmed in time, and what was loaded long ago. What still waits to be loaded is kept."""
        return self.filter(expires_at__lte=now).exclude(confirmed_at__isnull=False, loads__isnull=False)


class ReadingQuerySet(AppendOnlyQuerySet):
    """Choices about how charts are read: rebases and settings."""

    def about(self, place, standard=None, tumour=""):
        """What was chosen for a place (by its code), for one standard or for all, the earliest first."""
        found = self.filter(place=place, tumour=tumour).order_by("recorded_at", "id")
        return found if standard is None else found.filter(standard=standard)


class DoubtQuerySet(models.QuerySet):
    def of_series(self, series):
        """What does not add up in some series."""
        return self.filter(series__in=series)

    def between(self, first, last):
        """From one month to another, both included."""
        return self.filter(month__range=(first, last))
