"""The milestone grid: deliverables down, quarters across; and one report for several milestones."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from alliance import operations
from alliance.delivery import read_plan
from alliance.filters import MilestoneFilter
from alliance.forms.delivery import DayForm
from alliance.models import DeliveryState, Milestone
from alliance.views.finding import plan_of
from alliance.views.grid_context import grid_context
from performance.models import RatingScheme
from workplans.views.bulk_pages import bulk_page, selected
from workplans.views.returning import next_address

RESULTS = "grid-results"


@require_safe
@vary_on_headers("HX-Request")
def grid(request, alliance, year):
    """The milestones of a plan by quarter, filtered as the address says, today or as they stood (?on=)."""
    plan, today = plan_of(request, alliance, year), timezone.localdate()
    day = DayForm(request.GET, today=today)
    on = day.asked_day() or today
    reading = read_plan(plan, request.user, on=on, today=today)
    filters = MilestoneFilter(request.GET, reading)
    keep = [("on", on.isoformat())] if reading.past else []
    address = _address(request.path, keep, filters)
    if not request.htmx and any("" in values for _, values in request.GET.lists()):
        return HttpResponseRedirect(address)  # a form sends its empty fields too; the address to share has none
    context = grid_context(reading, filters, path=request.path, keep=keep, address=address) | {"day_form": day}
    if request.htmx and request.htmx.target == RESULTS:
        response = render(request, "alliance/delivery/grid.html#results", context)
        response["HX-Push-Url"] = address
        return response
    return render(request, "alliance/delivery/grid.html", context)


def _address(path, keep, filters):
    query = QueryDict(mutable=True)
    query.update(dict(keep))
    asked = "&".join(part for part in (query.urlencode(), filters.query()) if part)
    return f"{path}?{asked}" if asked else path


@require_http_methods(["GET", "HEAD", "POST"])
def bulk_update(request, alliance, year):
    """One report for the chosen milestones of a plan: asked, shown for what it changes, then made - all or none."""
    on = timezone.localdate()
    plan = plan_of(request, alliance, year)
    if plan.state == DeliveryState.CLOSED:
        raise PermissionDenied(f"“{plan}” is closed. Reopen it before changing its milestones.")
    back = next_address(request, reverse("delivery:grid", args=[alliance, year]))
    schemes = RatingScheme.objects.thresholds(on=on)
    return bulk_page(
        request,
        template="alliance/delivery/bulk_update.html",
        context={"plan": plan, "noun": "milestone", "next": back},
        read=lambda: _chosen(request.user, plan, selected(request), on, schemes),
        draft=_draft,
        record=lambda reports, versions: operations.record_milestone_updates(
            reports=reports, by=request.user, on=on, versions=versions
        ),
        on=on,
        thresholds=schemes[plan.alliance_id],
    )


def _draft(milestone, **said):
    return operations.draft_milestone_update(milestone=milestone, **said)


def _chosen(user, plan, ids, on, schemes):
    return list(
        Milestone.objects.visible_to(user)
        .updatable_by(user)
        .filter(plan=plan, pk__in=ids)
        .with_rating(on=on, schemes=schemes)
        .with_places()
        .order_by("deliverable__position", "quarter", "position")
    )
