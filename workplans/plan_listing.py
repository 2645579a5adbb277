"""The answer behind the list of plans: each with its counts for a day, a page at a time.

Counting the actions of fifty plans takes longer than all the rest of the page. So the counts of a plan are kept, under
a stamp that changes with whatever they rest on; what is counted for one reader serves the next.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import F, OuterRef, Subquery, Sum
from django.urls import reverse

from core.audit import AuditEvent
from core.paging import page_of
from core.periods import FinancialYear
from organisations.access import Capability, scope
from performance.rag import roll_up
from workplans.listings import PAGE_SIZE, Listing
from workplans.models import Action
from workplans.summaries import Tally, tallies_by, total_of

KEPT_FOR = 60 * 60 * 24


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan in the list of plans: whose, of which year, and where it stands on a day.

    `tally` counts the actions that the person who looks may see; `rating` is what they roll up to.
    """

    title: str
    network: str
    alliance: str
    year: str
    state: str
    url: str
    tally: Tally
    rating: str

    @property
    def rated(self) -> list[tuple[str, int]]:
        """Ratings with their counts, for the small bar."""
        return [(rating.value, count) for rating, count in self.tally.by_rating.items()]

    @property
    def rated_words(self) -> str:
        """The same in words, because a bar alone tells by colour only."""
        return ", ".join(f"{count} {rating.label}" for rating, count in self.tally.by_rating.items() if count)


def plans_in_order(plans, user, *, on: date, schemes, after="", before="") -> Listing:
    """A page of plans, the latest year first, then by alliance and network; `plans` are those that `user` sees.

    One statement, and one more where counts are not kept yet (one for each rating scheme, where these differ).
    """
    named = plans.annotate(
        years_ahead=-F("year"), alliance_name=F("network__alliance__name"), network_name=F("network__name")
    )
    page = page_of(
        named,
        key=("years_ahead", "alliance_name", "network_name", "id"),
        fields=("network__alliance", "network", "network__code", "year", "title", "state", *_what_counts_rest_on()),
        size=PAGE_SIZE,
        after=after,
        before=before,
    )
    tallies = _tallies([(row[3], row[4], row[5], row[9:]) for row in page.rows], user, on=on, schemes=schemes)
    lines = [_line(row, tallies[row[3]], schemes[row[4]]) for row in page.rows]
    return Listing(lines, page.previous, page.next, plans)


def _line(row, tally, thresholds) -> PlanLine:
    _, alliance, network, _, _, _, code, year, title, state, *_ = row
    return PlanLine(
        title=title,
        network=network,
        alliance=alliance,
        year=str(FinancialYear(year)),
        state=state,
        url=reverse("workplans:plan", args=[code, year]),
        tally=tally,
        rating=roll_up(tally.by_rating, thresholds).value,
    )


# --- Counts, and until when they hold -----------------------------------------------------------------


def _what_counts_rest_on() -> tuple:
    """Every change that a verb makes to an action counts up its version, or is heard of in the alliance's history."""
    versions = Action.objects.filter(plan=OuterRef("pk")).order_by().values("plan").annotate(all=Sum("version"))
    heard = AuditEvent.objects.filter(alliance_id=OuterRef("network__alliance")).order_by("-at")
    return Subquery(versions.values("all")), Subquery(heard.values("at")[:1])


def _tallies(plans, user, *, on, schemes) -> dict[int, Tally]:
    """The counts of plans, given as (plan id, alliance id, network id, what they rest on), by plan id.

    Those who see only the actions they lead have counts of their own, which are not kept.
    """
    seen = scope(user, Capability.SEE)
    keys = {
        pk: _key(pk, on, schemes[alliance_id], rest)
        for pk, alliance_id, network_id, rest in plans
        if seen.covers(alliance_id=alliance_id, network_id=network_id)
    }
    kept = cache.get_many(keys.values()) if keys else {}
    tallies = {pk: kept[key] for pk, key in keys.items() if key in kept}
    missing = {}
    for pk, alliance_id, _, _ in plans:
        if pk not in tallies:
            missing.setdefault(schemes[alliance_id], []).append(pk)
    for thresholds, ids in missing.items():
        counted = tallies_by("plan", Action.objects.visible_to(user).filter(plan__in=ids), on=on, thresholds=thresholds)
        tallies |= {pk: counted.get(pk) or total_of([]) for pk in ids}
    fresh = {key: tallies[pk] for pk, key in keys.items() if key not in kept}
    if fresh:
        cache.set_many(fresh, KEPT_FOR)
    return tallies


def _key(pk, on, thresholds, rest) -> str:
    stamp = hashlib.sha256(repr((on, thresholds, rest)).encode()).hexdigest()
    return f"tally:{pk}:{stamp}"
