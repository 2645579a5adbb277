"""Rolling a plan over: next year's plan with the open work of this one, chosen, previewed, then made."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from workplans import operations
from workplans.forms.changes import RollOverForm
from workplans.models import Action, PlanState
from workplans.rolling import read_roll_over
from workplans.views.refusals import plan_to_change, refusals_shown


@require_http_methods(["GET", "HEAD", "POST"])
def roll_over(request, network, year):
    """Choose the actions to carry forward, see what becomes of them, confirm."""
    plan = plan_to_change(request, network, year)
    rolling = read_roll_over(plan)
    context = {"plan": plan, "rolling": rolling, "next_year": plan.financial_year.next}
    if plan.state == PlanState.CLOSED or (rolling.target and rolling.target.state == PlanState.CLOSED):
        return render(request, "workplans/changes/roll_over.html", context | {"stage": "closed"})
    stage = request.POST.get("stage", "")
    form = RollOverForm(
        request.POST if stage in ("preview", "confirm") else None,
        lines=rolling.lines,
        target=rolling.target,
        title=request.POST.get("title", _next_title(plan)),
    )
    context |= {"form": form, "ticked": _ticked(request, rolling)}
    if form.is_bound and form.is_valid():
        if stage == "confirm":
            with refusals_shown(form):
                target = _roll(request, plan, rolling.target, form)
                return HttpResponseRedirect(target.get_absolute_url())
        else:
            return render(
                request, "workplans/changes/roll_over.html", context | {"stage": "preview", "chosen": form.chosen()}
            )
    return render(
        request,
        "workplans/changes/roll_over.html",
        context | {"stage": "choose"},
        status=422 if form.errors else 200,
    )


def _ticked(request, rolling):
    """What is ticked: at first all that can be carried, then what the person left ticked."""
    if request.method != "POST":
        return {line.pk for line in rolling.lines if not line.taken}
    return {line.pk for line in rolling.lines if str(line.pk) in request.POST.getlist("actions")}


def _roll(request, plan, target, form):
    on = timezone.localdate()
    actions = Action.objects.filter(plan=plan, pk__in=[line.pk for line in form.chosen()])
    if target is None:
        target = operations.roll_over(
            plan=plan, actions=actions, by=request.user, on=on, title=form.cleaned_data["title"]
        )
    else:
        operations.carry_forward(actions=actions, to=target, by=request.user, on=on)
    number = len(form.chosen())
    messages.success(
        request,
        f"{number} action{' is' if number == 1 else 's are'} carried forward into “{target}”. "
        "Each leads back to its history in the old plan.",
    )
    return target


def _next_title(plan):
    """The title of now with next year's number, where it names its year; else empty, and the plan is called after its
    network."""
    year = str(plan.financial_year)
    return plan.title.replace(year, str(plan.financial_year.next)) if year in plan.title else ""
