"""A plan's page, and one report for several of its actions."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from performance.models import RatingScheme
from workplans import operations, sheet
from workplans.filters import ActionFilter
from workplans.models import Action, PlanState, WorkPlan
from workplans.views.bulk_pages import bulk_page, selected
from workplans.views.plan_counts import counts_context
from workplans.views.returning import next_address, next_query

RESULTS = "plan-results"


@require_safe
@vary_on_headers("HX-Request")
def plan(request, network, year):
    """A plan: its counts, and its objectives with their actions, filtered as the address says."""
    on = timezone.localdate()
    plan = get_object_or_404(sheet.plans(request.user), network__code=network, year=year)
    schemes = RatingScheme.objects.thresholds(on=on)
    thresholds = schemes[plan.network.alliance_id]
    permissions = sheet.Permissions.of(request.user, plan)
    actions = Action.objects.visible_to(request.user).filter(plan=plan)
    leads = sheet.lead_choices(plan) if permissions.see_all else None
    filters = ActionFilter(request.GET, actions, on=on, schemes=schemes, leads=leads)
    place = {name: request.GET[name] for name in ("after", "before") if request.GET.get(name)}
    address = _address(request.path, filters.query(), place)
    if not request.htmx and any("" in values for _, values in request.GET.lists()):
        return HttpResponseRedirect(address)  # a form sends its empty fields too; the address to share has none
    counts = sheet.read_counts(actions, on=on, thresholds=thresholds)
    reader = sheet.RowReader(plan, permissions, on=on, thresholds=thresholds)
    whole = permissions.see_all and not filters.values()
    page = sheet.read_sheet(plan, filters.qs, counts, reader, whole=whole, **place)
    context = counts_context(plan, counts, thresholds, active=filters.query()) | {
        "permissions": permissions,
        "filters": filters,
        "chips": filters.chips(request.path),
        "sheet": page,
        "columns": sheet.COLUMNS_WITH_CONTROLS if permissions.update_any else sheet.COLUMNS_TO_READ,
        "next_query": next_query(address),
        "address": address,
        "previous_url": page.previous and _address(request.path, filters.query(), {"before": page.previous}),
        "next_url": page.next and _address(request.path, filters.query(), {"after": page.next}),
        "closed": plan.state == PlanState.CLOSED,
    }
    if request.htmx and request.htmx.target == RESULTS:
        response = render(request, "workplans/plan.html#results", context)
        response["HX-Push-Url"] = address
        return response
    return render(request, "workplans/plan.html", context)


def _address(path, query, place):
    more = QueryDict(mutable=True)
    more.update(place)
    parts = [part for part in (query, more.urlencode()) if part]
    return f"{path}?{'&'.join(parts)}" if parts else path


@require_http_methods(["GET", "HEAD", "POST"])
def bulk_update(request, network, year):
    """One report for the chosen actions of a plan: asked, shown for what it changes, then made - all or none."""
    on = timezone.localdate()
    plan = get_object_or_404(WorkPlan.objects.visible_to(request.user).with_places(), network__code=network, year=year)
    if not sheet.Permissions.of(request.user, plan).update_any:
        raise PermissionDenied(_refusal(plan))
    back = next_address(request, plan.get_absolute_url())
    schemes = RatingScheme.objects.thresholds(on=on)
    return bulk_page(
        request,
        template="workplans/bulk_update.html",
        context={"plan": plan, "plan_url": plan.get_absolute_url(), "noun": "action", "next": back},
        read=lambda: _chosen(request.user, plan, selected(request), on, schemes),
        draft=_draft,
        record=lambda reports, versions: operations.record_status_updates(
            reports=reports, by=request.user, on=on, versions=versions
        ),
        on=on,
        thresholds=schemes[plan.network.alliance_id],
    )


def _draft(action, **said):
    return operations.draft_status_update(action=action, **said)


def _chosen(user, plan, ids, on, schemes):
    return list(
        Action.objects.visible_to(user)
        .updatable_by(user)
        .filter(plan=plan, pk__in=ids)
        .with_rating(on=on, schemes=schemes)
        .with_places()
        .order_by("objective__position", "objective_id", "position", "id")
    )


def _refusal(plan):
    if plan.state == PlanState.CLOSED:
        return f"“{plan}” is closed. Reopen it before changing its actions."
    return "You need a role here that lets you record status and rating."
