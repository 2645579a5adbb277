"""How an alliance stands: all standards, and the heat maps of its providers and tumour groups."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from organisations.access import Capability, may_use_admin, scope
from performance.choices import alliances_for, care_boards, chosen_month, months_of
from performance.filters import OverviewForm, month_of
from performance.heat import by_provider, by_tumour_group
from performance.models import PlaceKind
from performance.overview import overview as overview_of
from performance.summaries import of_alliance
from performance.tables import of_heat_map, of_overview
from performance.views.downloads import csv_response


@require_safe
def home(request):
    """The person's own alliance, else the first; with none at all, who can add one is told how."""
    alliances = alliances_for(request.user)
    if not alliances:
        return render(request, "performance/no_alliances.html", {})
    return redirect("performance:overview", alliance=alliances[0].code)


@require_safe
def places(request):
    """Every alliance, care board and nation, to choose from."""
    context = {"alliances": alliances_for(request.user), "boards": care_boards()}
    return render(request, "performance/places.html", context)


@require_safe
def overview(request, alliance):
    """Each standard in a month: latest, changes, distances, rank, icons."""
    page = _Page(request, alliance)
    view = page.overview() if page.month else None
    return render(request, "performance/overview.html", page.context(view, "overview"))


@require_safe
def providers(request, alliance):
    """Providers down, standards across."""
    page = _Page(request, alliance)
    view = page.heat_map("providers") if page.month else None
    return render(request, "performance/heat_map.html", page.context(view, "providers"))


@require_safe
def tumour_groups(request, alliance):
    """Tumour groups down, standards across."""
    page = _Page(request, alliance)
    view = page.heat_map("tumour-groups") if page.month else None
    return render(request, "performance/heat_map.html", page.context(view, "tumour_groups"))


@require_safe
def overview_csv(request, alliance, table):
    """The same rows as a file: of the overview ("standards"), of its providers, of its tumour groups."""
    page = _Page(request, alliance)
    if page.month is None or table not in ("standards", "providers", "tumour-groups"):
        raise Http404("There is no such table.")
    if table == "standards":
        return csv_response(
            of_overview(overview_of(page.alliance, page.month, alliances=page.alliances, user=request.user))
        )
    return csv_response(of_heat_map(page.heat_map(table), code=page.alliance.code))


class _Page:
    """The alliance and the month that an address asks for; 404 for an alliance that does not exist."""

    def __init__(self, request, code):
        self.request = request
        self.alliances = alliances_for(request.user)
        self.alliance = next((each for each in self.alliances if each.code == code), None)
        if self.alliance is None:
            raise Http404("There is no such alliance.")
        self.months = months_of(PlaceKind.ALLIANCE, [self.alliance.pk])
        self.form = OverviewForm(request.GET, months=self.months)
        self.month = chosen_month(self.months, month_of(self.form.asked("month")))
        if self.month and "month" not in request.GET:
            self.form.data = {"month": self.month.value}

    def overview(self):
        """Each standard of the month."""
        return overview_of(self.alliance, self.month, alliances=self.alliances, user=self.request.user)

    def heat_map(self, table):
        """The map of a table by its name."""
        make = by_provider if table == "providers" else by_tumour_group
        return make(of_alliance(self.alliance), self.alliance, self.month)

    def context(self, view, tab):
        """What the pages of an alliance share."""
        user = self.request.user
        may_import = may_use_admin(user) and bool(scope(user, Capability.IMPORT))
        return {
            "alliance": self.alliance,
            "alliances": self.alliances,
            "form": self.form,
            "month": self.month,
            "view": view,
            "tab": tab,
            "may_import": may_import,
            "import_url": reverse("admin:performance_figuresource_import") if may_import else "",
            "query": f"?month={self.month.value}" if self.month and self.form.asked("month") else "",
        }
