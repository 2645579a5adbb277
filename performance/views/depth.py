"""One standard of one place: the chart over time, and who makes the gap."""

from django.http import Http404
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from performance.access import alliance_of, may_change_reading
from performance.choices import SPANS
from performance.depth import in_depth as depth_of
from performance.filters import DepthForm, month_of
from performance.measures import STANDARDS, StandardName, standards_of
from performance.models import PlaceKind
from performance.summaries import NotFound, find_place, find_tumour_group
from performance.tables import of_gap, of_months
from performance.views.downloads import csv_response


@require_safe
def in_depth(request, place, standard):
    """The chart of a standard with its finding, its table, and the Paretos of the latest month."""
    asked = Asked(request, place, standard)
    view = asked.view()
    return render(
        request,
        "performance/depth.html",
        {
            "view": view,
            "place": asked.place,
            "form": asked.form_for(view),
            "standards": [
                (value, StandardName(value).label, value == standard) for value in standards_of(asked.place.nation)
            ],
            "query": asked.query,
            "is_alliance": asked.place.kind == PlaceKind.ALLIANCE,
            "alliance": asked.alliance,
            "may_change": may_change_reading(request.user, asked.place, alliance=asked.alliance),
        },
    )


@require_safe
def in_depth_csv(request, place, standard, table):
    """The rows behind a chart: "months", "tumour-groups" or "providers"."""
    view = Asked(request, place, standard).view()
    gaps = {"tumour-groups": view.by_tumour, "providers": view.by_provider}
    if table == "months" and view.lines:
        return csv_response(of_months(view))
    if gaps.get(table):
        return csv_response(of_gap(view, gaps[table]))
    raise Http404("There is no such table.")


class Asked:
    """What an address asks for; 404 for a place, standard or tumour group that there is not."""

    def __init__(self, request, place, standard):
        if standard not in STANDARDS:
            raise Http404(f"There is no standard “{standard}”. There are: {', '.join(STANDARDS)}.")
        try:
            self.place = find_place(place)
            code = request.GET.get("tumour", "")
            self.group = find_tumour_group(code) if code else None
        except NotFound as error:
            raise Http404(str(error)) from None
        self.user = request.user
        self.alliance = alliance_of(self.place)
        self.standard = standard
        self.data = request.GET
        self.span = request.GET.get("span", "")
        self.month = request.GET.get("month", "")
        self.near = request.GET.get("near") == "on"
        kept = {name: request.GET.get(name) for name in ("tumour", "month", "span")}
        kept["near"] = "on" if self.near else ""
        kept = {name: value for name, value in kept.items() if value}
        self.query = f"?{urlencode(kept)}" if kept else ""

    def view(self):
        """The answer; what cannot be read of the address is left out, and said by the form."""
        span = self.span if self.span in SPANS else ""
        return depth_of(
            self.place,
            self.standard,
            tumour_group=self.group,
            span=span,
            until=month_of(self.month),
            user=self.user,
            alliance=self.alliance,
            near=self.near,
        )

    def form_for(self, view):
        """The form of the page, with the months and tumour groups that there are figures of."""
        groups = list(view.groups)
        if self.group and self.group.code not in dict(groups):
            groups.append((self.group.code, self.group.name))
        shown = {"span": view.span, "month": view.month.value if view.month else ""}
        asked = {name: value for name, value in self.data.dict().items() if value}
        asked |= {"tumour": self.group.code if self.group else "", "near": "on" if self.near else ""}
        return DepthForm(shown | asked, groups=groups, months=view.months)
