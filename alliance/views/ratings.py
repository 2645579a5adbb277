"""How ratings are made: the definition behind every colour, one click away from it."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisations.access import Capability, scope
from organisations.models import Alliance
from performance.models import RatingScheme
from performance.rag import RagRating, Thresholds
from workplans.progress import CLAUSES

WORDS = (
    (RagRating.RED, "Late, or moved far past the date first agreed."),
    (RagRating.AMBER, "At risk: due soon and not started, moved, without news for long, or a step is late."),
    (RagRating.GREEN, "On course for its agreed date."),
    (RagRating.BLUE, "Complete."),
    (RagRating.GREY, "Cannot be rated yet, or will not be delivered: no date, ongoing, not begun, closed."),
)


@require_safe
def ratings(request):
    """The five words, the rule clause by clause with the numbers in force, and how a plan's rating follows.

    ?alliance=<code> names whose numbers; else those of the first alliance in which the user has a role, else the
    common default.
    """
    today = timezone.localdate()
    alliances = list(Alliance.objects.visible_to(request.user))
    alliance = _chosen(alliances, request.GET.get("alliance"))
    scheme = RatingScheme.objects.of_alliance(alliance, on=today).first()
    thresholds = scheme.thresholds if scheme else Thresholds()
    may_manage = scope(request.user, Capability.MANAGE).covers(alliance_id=alliance.pk if alliance else None)
    return render(
        request,
        "alliance/ratings.html",
        {
            "alliance": alliance,
            "alliances": alliances,
            "words": WORDS,
            "clauses": [(clause.rating, clause.name, clause.meaning(thresholds)) for clause in CLAUSES],
            "thresholds": thresholds,
            "scheme": scheme,
            "schemes": RatingScheme.objects.judging(alliance).select_related("alliance").order_by("-valid_from"),
            "admin_url": reverse("admin:performance_ratingscheme_changelist") if may_manage else "",
        },
    )


def _chosen(alliances, code):
    if not code:
        return alliances[0] if alliances else None
    found = next((alliance for alliance in alliances if alliance.code == code), None)
    if found is None:
        raise Http404("No such alliance, or none of yours.")
    return found
