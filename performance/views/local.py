"""Pages of local figures: referrals, backlog, waits by band, diagnostics; each with its tables as files."""

from urllib.parse import urlencode

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.export import CSV_TYPE, csv_chunks
from organisations.access import Capability, may
from organisations.models import Alliance
from performance.local.choices import providers_of
from performance.local.entitled import limit_for, sees_local_figures
from performance.local.forms import ChoiceForm, period_value
from performance.local.history import corrections
from performance.local.pages import PAGES, known_periods
from performance.local.view import View
from performance.models import RatingScheme
from performance.views.seen import page_of, seen_alliance


@require_safe
def home(request):
    """The alliances whose local figures one sees; with one there is nothing to choose."""
    alliances = [each for each in Alliance.objects.visible_to(request.user) if sees_local_figures(request.user, each)]
    if len(alliances) == 1:
        return redirect("local:figures", alliances[0].code, "referrals")
    return render(request, "local/home.html", {"alliances": alliances})


@require_safe
def figures(request, alliance, page):
    """One page of local figures, for a week or month, of the whole alliance or of a provider."""
    place, page = seen_alliance(request, alliance), page_of(page)
    form, figures = _figures(request, place, page)
    chosen, changed = {}, []
    if figures:
        if limit_for(request.user, place) is None:
            frequency, starts = form.chosen_period
            changed = corrections(place, page.family, frequency=frequency, starts=starts)
        chosen["period"] = period_value(*form.chosen_period)
        if form.chosen_provider:
            chosen["provider"] = form.chosen_provider.ods_code
    return render(
        request,
        "local/figures.html",
        {
            "alliance": place,
            "page": page,
            "pages": PAGES.values(),
            "tab": page.name,
            "form": form,
            "figures": figures,
            "query": urlencode(chosen),
            "corrections": changed,
            "may_import": may(request.user, Capability.IMPORT, place),
        },
    )


@require_safe
def figures_csv(request, alliance, page, table):
    """A table of such a page as a file, with the same cells hidden."""
    place, page = seen_alliance(request, alliance), page_of(page)
    form, figures = _figures(request, place, page)
    found = figures.table(table) if figures else None
    if found is None:
        raise Http404("There is no such table.")
    rows = ([found.caption, *record] for record in found.records())
    response = StreamingHttpResponse(csv_chunks(["Table", *found.headings], rows), content_type=CSV_TYPE)
    name = f"{place.code}-{page.name}-{table}-{period_value(*form.chosen_period)}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _figures(request, alliance, page):
    """The choice, and what is to be shown for it; None where nothing is known yet."""
    known = known_periods(alliance, page)
    on = timezone.localdate()
    providers = providers_of(alliance, on=on)
    form = ChoiceForm(request.GET, periods=known, providers=providers)
    if not known:
        return form, None
    frequency, starts = form.chosen_period
    form.initial = {"period": period_value(frequency, starts)}
    view = View(
        alliance,
        page.family,
        known=known,
        frequency=frequency,
        starts=starts,
        provider=form.chosen_provider,
        limit=limit_for(request.user, alliance),
        thresholds=RatingScheme.objects.thresholds(on=on)[alliance.pk],
    )
    return form, page.build(view)
