"""A plan's page, and one report for several of its actions."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from performance.models import RatingScheme
from workplans import bulk, operations, sheet
from workplans.filters import ActionFilter
from workplans.forms.updates import BulkUpdateForm
from workplans.models import Action, PlanState, WorkPlan
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
    asked = request.POST if request.method == "POST" else request.GET
    schemes = RatingScheme.objects.thresholds(on=on)
    actions = _chosen(request.user, plan, asked.getlist("selected"), on, schemes)
    if not actions:
        messages.warning(request, "Tick the actions that you want to update, then choose “Update selected”.")
        return HttpResponseRedirect(back)
    context = {"plan": plan, "plan_url": plan.get_absolute_url(), "works": actions, "noun": "action", "next": back}
    stage = request.POST.get("stage", "")
    form = BulkUpdateForm(request.POST if stage else None)
    if stage not in ("preview", "confirm") or not form.is_valid():
        if stage == "change":
            form = BulkUpdateForm(initial=request.POST.dict())
        status = 422 if stage in ("preview", "confirm") else 200
        return render(request, "workplans/bulk_update.html", context | {"form": form}, status=status)
    seen = versions_seen(request.POST)
    reports = {action.pk: form.report_on(action) for action in actions if action.pk in seen}
    if stage == "confirm" and reports:
        try:
            done = operations.record_status_updates(
                reports=reports,
                by=request.user,
                on=on,
                versions=seen,
            )
        except (operations.ChangedMeanwhile, ValidationError):
            # What stands in the way shows line by line below; nothing was changed.
            actions = _chosen(request.user, plan, asked.getlist("selected"), on, schemes)
        else:
            messages.success(request, f"{len(done)} action{'' if len(done) == 1 else 's'} updated.")
            return HttpResponseRedirect(back)
    lines = bulk.preview(
        actions,
        form.report_on,
        draft=_draft,
        by=request.user,
        on=on,
        thresholds=schemes[plan.network.alliance_id],
        versions=seen if stage == "confirm" else None,
    )
    context |= {
        "form": form,
        "lines": lines,
        "ready": [line for line in lines if not line.refused],
        "refused": [line for line in lines if line.refused],
        "changed": [line for line in lines if line.changed],
        "carried": [(name, form.data.get(name, "")) for name in form.fields],
    }
    return render(request, "workplans/bulk_update.html", context, status=409 if context["changed"] else 200)


def _draft(action, **said):
    return operations.draft_status_update(action=action, **said)


def _chosen(user, plan, selected, on, schemes):
    ids = {int(pk) for pk in selected if pk.isdecimal() and len(pk) <= 18}
    return list(
        Action.objects.visible_to(user)
        .updatable_by(user)
        .filter(plan=plan, pk__in=ids)
        .with_rating(on=on, schemes=schemes)
        .with_places()
        .order_by("objective__position", "objective_id", "position", "id")
    )


def versions_seen(data):
    """The versions that the preview of a bulk update showed, by id; what cannot be read counts as never seen."""
    pairs = ((name.removeprefix("version_"), value) for name, value in data.items() if name.startswith("version_"))
    return {
        int(pk): int(version)
        for pk, version in pairs
        if pk.isdecimal() and version.isdecimal() and len(pk + version) < 20
    }


def _refusal(plan):
    if plan.state == PlanState.CLOSED:
        return f"“{plan}” is closed. Reopen it before changing its actions."
    return "You need a role here that lets you record status and rating."
