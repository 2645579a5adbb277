"""The home page: the board's dashboard, and the lists behind the numbers of a past day."""

from datetime import timedelta
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alliance.dashboard import place_to_show, places_of
from alliance.forms.dashboard import DashboardForm
from alliance.measures import ALL, BY_NAME, Board, in_address, list_on
from organisations.access import Capability, scope
from organisations.grants import TABLE
from organisations.models import User

BACK = (("a month before", timedelta(days=30)), ("a quarter before", timedelta(days=91)))
LINES_ON_A_PAGE = 100
PEOPLE_NAMED = 5


@require_safe
def home(request):
    """The dashboard of an alliance, of today or of a past day.

    Who leads actions and sees nothing else is sent to them; who has no role is told whom to ask.
    """
    user, today = request.user, timezone.localdate()
    if not scope(user, Capability.SEE):
        if scope(user, Capability.SEE_OWN):
            return redirect("workplans:my_actions")
        return render(request, "alliance/no_role.html")
    if "" in request.GET.values():
        return HttpResponseRedirect(
            _address(request)
        )  # a form sends its empty fields too; an address to share has none
    places = places_of(user)
    form = DashboardForm(request.GET, alliances=[(p.alliance.code, p.alliance.name) for p in places], today=today)
    if not places:
        may_manage = bool(scope(user, Capability.MANAGE))
        return render(request, "alliance/no_networks.html", {"may_manage": may_manage})
    on = form.asked("on") or today
    place = _place(places, request.GET.get("alliance"), on)
    form.choose(place.alliance.code)
    year = form.asked("year") or place.default_year(on)
    return render(
        request,
        "alliance/dashboard.html",
        {
            "form": form,
            "board": Board(place, year, on=on, today=today, since=form.asked("since")),
            "own_only": not scope(user, Capability.SEE).covers(alliance_id=place.alliance.id),
            "years": [(str(y), _address(request, year=in_address(y)), y == year) for y in place.years],
            "today_address": _address(request, on=None, since=None, year=None),
            "comparisons": [(words, _address(request, since=on - days)) for words, days in BACK],
            "plain_address": _address(request, since=None),
            **({} if place.plans_of(year) else _who_opens_plans(user, place)),
        },
    )


@require_safe
def as_it_stood(request):
    """The list behind a number of a past day: the actions as they stood, judged on that day."""
    today = timezone.localdate()
    places = places_of(request.user)
    form = DashboardForm(request.GET, alliances=[(p.alliance.code, p.alliance.name) for p in places], today=today)
    on, year = form.asked("on"), form.asked("year")
    if not (on and year and places):
        raise Http404("The address names no day and year.")
    place = _place(places, request.GET.get("alliance"), on)
    measure = BY_NAME.get(request.GET.get("list", ALL.name))
    plans = [p for p in place.plans if p.year == year and request.GET.get("plan") in (None, str(p.id))]
    if measure is None or not plans:
        raise Http404("There is no such list.")
    lines = list_on(place, plans, measure, on=on)
    page = Paginator(lines, LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "alliance/as_it_stood.html",
        {
            "place": place,
            "plan": plans[0] if "plan" in request.GET else None,
            "year": year,
            "on": on,
            "measure": measure,
            "page": page,
            "previous_url": _address(request, page=page.previous_page_number()) if page.has_previous() else "",
            "next_url": _address(request, page=page.next_page_number()) if page.has_next() else "",
            "dashboard_address": _address(request, path=reverse("home"), list=None, plan=None, page=None),
        },
    )


def _place(places, code, on):
    """The place asked for by its alliance's code, else the one to begin with; 404 for one that is not the user's."""
    if not code:
        return place_to_show(places, on=on)
    place = next((place for place in places if place.alliance.code == code), None)
    if place is None:
        raise Http404("No such alliance, or none of yours.")
    return place


def _who_opens_plans(user, place):
    """For an empty page: whether the user can bring a plan in, else whom to ask, a few of them by name."""
    where = scope(user, Capability.EDIT_PLAN)
    may_open = where.covers(alliance_id=place.alliance.id) or bool(where.networks)
    kinds = [kind for kind, capabilities in TABLE.items() if Capability.EDIT_PLAN in capabilities]
    people = User.objects.with_capability_role(*kinds, alliance_id=place.alliance.id).order_by("name")
    return {"may_open": may_open, "people_to_ask": () if may_open else people[:PEOPLE_NAMED]}


def _address(request, *, path="", **changes):
    """The address of this page with other questions; None takes one away."""
    query = {name: value for name, value in (request.GET.dict() | changes).items() if value not in (None, "")}
    path = path or request.path
    return f"{path}?{urlencode(query)}" if query else path
