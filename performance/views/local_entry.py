"""Typing in a few local figures: one week or month of one provider or one tumour group."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from organisations.access import Capability, require
from performance.local.choices import groups_of, providers_of
from performance.local.entry import cells_of, entries_of, known_cells
from performance.local.forms import CellsForm, WhoseForm, period_value
from performance.local.grids import step_before
from performance.local.measures import period_words, week_of
from performance.local.operations import record_local_figures
from performance.models.local import Period
from performance.views.seen import page_of, seen_alliance


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request, alliance, page):
    """The form of a page: first whose figures, then the cells, filled with what is known."""
    place, page = seen_alliance(request, alliance), page_of(page)
    require(request.user, Capability.IMPORT, place)
    on = timezone.localdate()
    providers = providers_of(place, on=on)
    groups = [] if page.name == "diagnostics" else groups_of(place)
    last_week = step_before(Period.WEEK, week_of(on))
    asked = request.GET or {"day": f"{last_week:%d/%m/%Y}"}
    whose = WhoseForm(asked, providers=providers, groups=groups, starts=last_week)
    context = {"alliance": place, "page": page, "whose": whose}
    if not whose.is_valid():
        return render(request, "local/enter.html", context | {"form": whose})
    frequency, starts = whose.chosen
    provider = whose.providers.get(whose.cleaned_data["provider"])
    group = whose.groups.get(whose.cleaned_data.get("group", ""))
    cells = cells_of(
        page.name,
        frequency=frequency,
        starts=starts,
        provider=provider,
        group=group,
        providers=providers,
        groups=groups,
    )
    known, counts = known_cells(place, cells)
    names, columns = [row[0] for row in cells.rows], [column[0] for column in cells.columns]
    form = CellsForm(request.POST if request.method == "POST" else None, rows=names, columns=columns, known=known)
    if request.method == "POST" and form.is_valid():
        try:
            done = record_local_figures(alliance=place, entries=entries_of(cells, form.typed, counts), by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            words = f"{done.new} new, {done.changed} changed" if done.new or done.changed else "nothing changed"
            messages.success(request, f"Figures of the {period_words(frequency, starts)}: {words}.")
            address = reverse("local:figures", args=[place.code, page.name])
            return HttpResponseRedirect(f"{address}?period={period_value(frequency, starts)}")
    whose_words = provider.name if provider else group.name if group else place.name
    return render(
        request,
        "local/enter.html",
        context | {"form": form, "cells": form, "when": period_words(frequency, starts), "whose_words": whose_words},
    )
