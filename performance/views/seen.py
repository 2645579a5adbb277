"""What an address of local figures names, as far as the person may see it; 404 for everything else."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from organisations.models import Alliance
from performance.local.entitled import sees_local_figures
from performance.local.pages import PAGES


def seen_alliance(request, code) -> Alliance:
    """The alliance of an address."""
    alliance = get_object_or_404(Alliance.objects.visible_to(request.user), code=code)
    if not sees_local_figures(request.user, alliance):
        raise Http404("Local figures are for those who see the alliance's plans.")
    return alliance


def page_of(name):
    """The page of local figures of an address."""
    if name not in PAGES:
        raise Http404("There is no such page of local figures.")
    return PAGES[name]
