"""The lists that go across plans: plans, actions, what is overdue, what is mine."""

from urllib.parse import quote

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisations.access import Capability, may_use_admin, scope
from organisations.models import Network
from performance.models import RatingScheme
from workplans import listings
from workplans.list_filters import ActionListFilter, OverdueFilter, PlanFilter, places_of
from workplans.models import Action, Lead, WorkPlan
from workplans.plan_listing import plans_in_order


@require_safe
def plan_list(request):
    """The plans one sees, the latest year first, each with its counts for today."""
    on = timezone.localdate()
    asked = PlanFilter(request.GET, WorkPlan.objects.visible_to(request.user), on=on, places=places_of(request.user))
    listing = plans_in_order(asked.qs, request.user, on=on, schemes=_schemes(on), **_place(request))
    context = {
        "export_query": asked.query(),
        "may_open": bool(scope(request.user, Capability.EDIT_PLAN)),
        "may_import": bool(scope(request.user, Capability.IMPORT)) and may_use_admin(request.user),
        "import_url": reverse("admin:workplans_workplan_import"),
    }
    return render(request, "workplans/plan_list.html", _a_page(request, asked, listing) | context)


@require_safe
def overdue_list(request):
    """Everything overdue that one may see, the most late first."""
    return _list_of_actions(
        request, OverdueFilter, listings.overdue_actions, "workplans/overdue_list.html", "overdue action"
    )


@require_safe
def action_list(request):
    """Actions across plans: the list behind a number of the dashboard, with the filters of a plan's page."""
    return _list_of_actions(
        request, ActionListFilter, listings.actions_in_order, "workplans/action_list.html", "action"
    )


@require_safe
def my_actions(request):
    """What is open and led by the person who looks, by what it asks of them today."""
    on = timezone.localdate()
    mine = listings.my_actions(request.user, on=on, schemes=_schemes(on))
    names = Lead.objects.filter(user=request.user).order_by("network__name", "name")
    context = {"mine": mine, "names": list(names.values_list("name", "network__name"))}
    if not context["names"]:
        context["directories"] = _directories(request.user)
        context["only_reads"] = not (scope(request.user, Capability.UPDATE) or scope(request.user, Capability.SEE_OWN))
    return render(
        request,
        "workplans/my_actions.html",
        context
        | {
            "groups": [
                {"id": "overdue", "title": "Overdue", "lines": mine.overdue},
                {"id": "due-soon", "title": "Due soon", "lines": mine.due_soon},
                {"id": "quiet", "title": "Waiting for an update", "lines": mine.quiet},
                {"id": "rest", "title": "The rest", "lines": mine.rest},
            ],
            "updatable": listings.updatable(mine.all, request.user, own=True),
            "back": quote(request.path, safe=""),
        },
    )


def _directories(user):
    """Where a person without linked leads can link some: (network, address of its leads), at most ten.

    Networks of several alliances share a name, so each says whose it is.
    """
    networks = Network.objects.visible_to(user, Capability.EDIT_PLAN).values_list("name", "alliance__name", "code")[:10]
    return [(f"{name}, {alliance}", reverse("workplans:lead_list", args=[code])) for name, alliance, code in networks]


def _place(request):
    return {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}


def _schemes(on):
    return RatingScheme.objects.thresholds(on=on)


def _list_of_actions(request, asks, lines_of, template, one):
    """A list of actions across plans: what the filters ask, a page of it, and which lines this person may update."""
    on = timezone.localdate()
    schemes = _schemes(on)
    asked = asks(
        request.GET,
        Action.objects.visible_to(request.user),
        user=request.user,
        on=on,
        schemes=schemes,
        places=places_of(request.user),
    )
    listing = lines_of(asked.qs, on=on, schemes=schemes, **_place(request))
    context = {
        "total": listing.total(one, f"{one}s"),
        "updatable": listings.updatable(listing.lines, request.user),
        "back": quote(request.get_full_path(), safe=""),
    }
    return render(request, template, _a_page(request, asked, listing) | context)


def _a_page(request, asked, listing):
    """What every filtered list needs: its lines, the pages beside it, the filters in force."""
    return {
        "filter": asked,
        "lines": listing.lines,
        "chips": asked.chips(request.path),
        "previous_url": _beside(asked, "before", listing.previous),
        "next_url": _beside(asked, "after", listing.next),
    }


def _beside(asked, direction, place):
    if not place:
        return ""
    query = asked.query()
    return f"?{query}&{direction}={place}" if query else f"?{direction}={place}"
