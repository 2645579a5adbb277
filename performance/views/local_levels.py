"""Baselines and ceilings of an alliance: those in force and those gone by, and a form for one more."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from organisations.access import Capability, may, require
from performance.local.choices import groups_of, levels_of, providers_of
from performance.local.entitled import limit_for
from performance.local.forms import LevelForm
from performance.local.operations import set_levels
from performance.local.pages import PAGES
from performance.views.seen import seen_alliance


@require_http_methods(["GET", "HEAD", "POST"])
def levels(request, alliance):
    """What counts are held against. A level that is small is hidden as a count is."""
    place = seen_alliance(request, alliance)
    on = timezone.localdate()
    may_set = may(request.user, Capability.IMPORT, place)
    form = None
    if may_set:
        typed = request.POST if request.method == "POST" else None
        form = LevelForm(typed, providers=providers_of(place, on=on), groups=groups_of(place))
    if request.method == "POST":
        require(request.user, Capability.IMPORT, place)
        if form.is_valid():
            try:
                done = set_levels(alliance=place, levels=[form.entry], by=request.user)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                told = "is added" if done.new else "is changed" if done.changed else "stands already"
                messages.success(request, f"The {form.cleaned_data['level']} {told}.")
                return HttpResponseRedirect(reverse("local:levels", args=[place.code]))
    limit = limit_for(request.user, place)
    return render(
        request,
        "local/levels.html",
        {
            "alliance": place,
            "pages": PAGES.values(),
            "tab": "levels",
            "levels": levels_of(place, on=on, limit=limit),
            "form": form,
        },
    )
