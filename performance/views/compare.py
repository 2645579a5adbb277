"""Providers side by side: a funnel and its table."""

from django.http import Http404
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from performance.choices import alliances_for, chosen_month, months_of
from performance.comparing import compare as compare_of
from performance.filters import CompareForm, month_of
from performance.measures import STANDARDS, StandardName, measures_named, standards_of
from performance.models import PlaceKind
from performance.places import as_read_now
from performance.summaries import of_alliance
from performance.tables import of_comparison
from performance.views.downloads import csv_response


@require_safe
def compare(request, standard):
    """All providers of a nation for a standard and month, those of one alliance marked; or those alone."""
    page = _Page(request, standard)
    return render(
        request,
        "performance/compare.html",
        {
            "view": page.view(),
            "form": page.form,
            "standard": standard,
            "name": StandardName(standard).label,
            "standards": page.standards,
            "alliance": page.alliance,
            "month": page.month,
            "query": page.query,
        },
    )


@require_safe
def compare_csv(request, standard):
    """The same rows as a file."""
    view = _Page(request, standard).view()
    if view is None or not view.lines:
        raise Http404("There is no such table.")
    return csv_response(of_comparison(view))


class _Page:
    """What an address asks for; 404 for a standard that there is not."""

    def __init__(self, request, standard):
        if standard not in STANDARDS:
            raise Http404(f"There is no standard “{standard}”. There are: {', '.join(STANDARDS)}.")
        self.standard = standard
        alliances = alliances_for(request.user)
        code = request.GET.get("alliance")
        self.alliance = next((each for each in alliances if each.code == code), alliances[0] if alliances else None)
        peers = [each.id for each in alliances if self.alliance and each.nation == self.alliance.nation]
        months = months_of(PlaceKind.ALLIANCE, peers, measures=measures_named(standard))
        self.form = CompareForm(request.GET, months=months, alliances=alliances)
        self.month = chosen_month(months, month_of(self.form.asked("month")))
        nation = self.alliance.nation if self.alliance else "england"
        self.standards = [(value, StandardName(value).label, value == standard) for value in standards_of(nation)]
        self.only = self.form.asked("show") == "only"
        kept = {name: self.form.asked(name) for name in ("month", "alliance", "show")}
        kept = {name: value for name, value in kept.items() if value}
        self.query = f"?{urlencode(kept)}" if kept else ""
        if self.month and self.alliance:
            self.form.data = {"month": self.month.value, "alliance": self.alliance.code} | request.GET.dict()

    def view(self):
        """The answer, or None where there is nothing to compare."""
        if self.month is None or self.alliance is None:
            return None
        place = of_alliance(self.alliance)
        chosen = as_read_now(code for code in place.members if place.counts(code, self.month.month))
        return compare_of(self.standard, self.month, nation=self.alliance.nation, chosen=chosen, only_chosen=self.only)
