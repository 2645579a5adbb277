"""One action: its page, its status update, the move of its date, its steps."""

from functools import partial
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from organisations.access import Capability, may
from performance.models import RatingScheme
from workplans import operations, sheet
from workplans.forms.updates import UpdateForm
from workplans.models import Action, PlanState, Step
from workplans.standing import carried_by, read_standing
from workplans.timeline import read_timeline
from workplans.views import conflicts
from workplans.views.moving_dates import DateMove, move_page
from workplans.views.plan_counts import counts_context
from workplans.views.returning import next_address, next_query


def _find(request, network, year, number):
    """The action, if the person sees it; else a 404."""
    actions = Action.objects.visible_to(request.user).with_places()
    return get_object_or_404(actions, plan__network__code=network, plan__year=year, number=number)


def _require(allowed, action, words):
    if action.plan.state == PlanState.CLOSED:
        raise PermissionDenied(f"“{action.plan}” is closed. Reopen it before changing its actions.")
    if not allowed:
        raise PermissionDenied(f"You need a role here that lets you {words}.")


# --- The page -----------------------------------------------------------------------------------------


@require_safe
def action(request, network, year, number):
    """An action: where it stands and why, its steps, and everything that happened to it."""
    action = _find(request, network, year, number)
    return render(request, "workplans/action.html", _page(request, action))


def _page(request, action):
    on = timezone.localdate()
    plan = action.plan
    permissions = sheet.Permissions.of(request.user, plan)
    thresholds = RatingScheme.objects.thresholds(on=on)[plan.network.alliance_id]
    standing = read_standing(action, on=on, thresholds=thresholds)
    carried_from, carried_to = carried_by(action, request.user)
    return {
        "action": action,
        "plan": plan,
        "permissions": permissions,
        "may_update": permissions.update_all or (permissions.update_own and standing.led_by(request.user)),
        "standing": standing,
        "timeline": read_timeline(action),
        "carried_from": carried_from,
        "carried_to": carried_to,
        "closed": plan.state == PlanState.CLOSED,
    }


# --- Status, rating, comment --------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def update(request, network, year, number):
    """Record status, rating and comment: in the row of the plan's page, or on a page of its own."""
    action = _find(request, network, year, number)
    on = timezone.localdate()
    schemes = RatingScheme.objects.thresholds(on=on)
    thresholds = schemes[action.plan.network.alliance_id]
    permissions = sheet.Permissions.of(request.user, action.plan)
    reader = sheet.RowReader(action.plan, permissions, on=on, thresholds=thresholds)
    row = sheet.read_row(action.pk, reader)
    _require(row.may_update, action, "record status and rating")

    def form_for(action, data=None):
        return UpdateForm(
            data,
            work=action,
            suggestion_for=lambda status: operations.suggestion_after(
                action, status=status, on=on, thresholds=thresholds
            ),
        )

    back = next_address(request, action.get_absolute_url())
    context = {"action": action, "plan": action.plan, "permissions": permissions, "row": row, "next": back}
    context |= {"in_row": request.htmx and request.htmx.target == f"action-{action.pk}"}
    if request.method != "POST":
        if request.GET.get("cancel"):
            return _in_row(request, context, focus=True)
        return _form(request, context | {"form": form_for(action)})
    form = form_for(action, request.POST)
    if not form.is_valid():
        return _form(request, context | {"form": form}, status=422)
    try:
        operations.record_status_update(
            action=action, report=form.report(), by=request.user, on=on, version=form.cleaned_data["version"]
        )
    except operations.ChangedMeanwhile as changed:
        now = changed.work
        again = form_for(now, conflicts.on_top(request.POST, version=now.version))
        rows = conflicts.versions_of_report(now, form.cleaned_data, on=on, thresholds=thresholds)
        conflict = conflicts.conflict_of(now, rows=rows, discard_url=back)
        row = sheet.read_row(action.pk, reader)
        context |= {"row": row, "form": again, "conflict": conflict, "submit_words": "Save mine on top"}
        context |= {"update_url": row.update_url}
        return _form(request, context, status=conflicts.STATUS)
    except ValidationError as refused:
        form.add_error(None, refused)
        return _form(request, context | {"form": form}, status=422)
    words = f"Action {action.number} updated."
    if context["in_row"]:
        seen = Action.objects.visible_to(request.user).filter(plan=action.plan)
        counts = sheet.read_counts(seen, on=on, thresholds=thresholds)
        context |= {"row": sheet.read_row(action.pk, reader), "saved": words, "focus": True}
        active = urlsplit(back).query
        return _in_row(request, context | counts_context(action.plan, counts, thresholds, active=active))
    messages.success(request, words)
    return HttpResponseClientRedirect(back) if request.htmx else HttpResponseRedirect(back)


def _form(request, context, *, status=200):
    """The update form: under its row, or as a page."""
    context["form"].lead_to_error()
    if context["in_row"]:
        return _in_row(request, context, status=status)
    template = "workplans/conflict.html" if "conflict" in context else "workplans/action_update.html"
    return render(request, template, context, status=status)


def _in_row(request, context, **more):
    status = more.pop("status", 200)
    controls = context["permissions"].update_any
    context |= {"columns": sheet.COLUMNS_WITH_CONTROLS, "controls": controls, "next_query": next_query(context["next"])}
    context |= more
    return render(request, "workplans/plan.html#one_row", context, status=status)


# --- Due date -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def move_date(request, network, year, number):
    """Move the due date under change control. The words are shown with their meaning before the date moves."""
    action = _find(request, network, year, number)
    _require(may(request.user, Capability.MOVE_DATE, action), action, "move a due date under change control")
    on = timezone.localdate()
    move = DateMove(
        verb=partial(operations.move_due_date, action=action),
        said=lambda text: f"The due date of action {action.number} is now {text}.",
    )
    return move_page(
        request,
        action,
        move,
        back=action.get_absolute_url(),
        on=on,
        thresholds=RatingScheme.objects.thresholds(on=on)[action.plan.network.alliance_id],
        action=action,
        plan=action.plan,
    )


# --- Steps --------------------------------------------------------------------------------------------


@require_POST
def step(request, network, year, number, step):
    """Note that a step is done, or that it is not done after all."""
    action = _find(request, network, year, number)
    step = get_object_or_404(Step, action=action, pk=step)
    allowed = Action.objects.updatable_by(request.user).filter(pk=action.pk).exists()
    _require(allowed, action, "record status and rating")
    done = request.POST.get("done") == "1"
    operations.record_step(step=step, done=done, by=request.user, on=timezone.localdate())
    if request.htmx:
        action = _find(request, network, year, number)
        words = "Step done." if done else "Step not done after all."
        context = _page(request, action) | {"said": words, "step_focus": step.pk}
        return render(request, "workplans/action.html#whole", context)
    return HttpResponseRedirect(f"{action.get_absolute_url()}#steps")
