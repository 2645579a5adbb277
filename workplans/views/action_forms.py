"""Adding an action to a plan, and editing its words, leads and steps."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from core.templatetags.nhsuk_forms import error_list
from workplans import operations
from workplans.forms.actions import ActionForm, more_lines
from workplans.importing.rows import day_in_words
from workplans.models import Lead
from workplans.moving import read_date
from workplans.views import conflicts
from workplans.views.refusals import plan_to_change, refuse_closed, show_refusal

asks = require_http_methods(["GET", "HEAD", "POST"])


@asks
@vary_on_headers("HX-Request")
def add_action(request, network, year):
    """Add an action under one of the plan's objectives; its date is shown with its meaning before it counts."""
    plan = plan_to_change(request, network, year)
    refuse_closed(plan)
    if request.htmx and request.htmx.target == "reading":
        reading = _reading(plan, request.GET.get("due", ""))
        return render(request, "workplans/changes/action_form.html#reading", {"reading": reading})
    objectives = list(plan.objectives.values_list("number", "title"))
    if not objectives:
        messages.info(request, "Add an objective first; its actions stand under it.")
        return HttpResponseRedirect(reverse("workplans:objective_add", args=[network, year]))
    needed = {
        "plan": plan,
        "objectives": [(number, f"{number}. {title}"[:120]) for number, title in objectives],
        "taken": list(plan.actions.values_list("number", flat=True)),
    }
    context = {"plan": plan, "title": "Add an action", "cancel_url": plan.get_absolute_url()}
    if request.method != "POST":
        form = ActionForm(initial={"objective": request.GET.get("objective", "")}, **needed)
    elif "more" in request.POST:
        form = more_lines(ActionForm, request.POST, of=request.POST["more"], **needed)
    else:
        form = ActionForm(request.POST, **needed)
        reading = _reading(plan, request.POST.get("due", ""))
        context |= {"reading": reading}
        if form.is_valid():
            if not form.seen():
                return _page(request, form, context | {"confirm": True})
            action = _added(request, plan, form)
            if action:
                messages.success(
                    request, f"Action {action.number} is added. {reading.words if reading else ''}".strip()
                )
                if "another" in request.POST:
                    address = reverse("workplans:action_add", args=[network, year])
                    return HttpResponseRedirect(f"{address}?{urlencode({'objective': action.objective.number})}")
                return HttpResponseRedirect(plan.get_absolute_url())
    return _page(request, form, context)


def _added(request, plan, form):
    """The action as it was added, or None where the verb refused it, or where it is there already: a form may be sent
    twice, or again after going back."""
    said = form.cleaned_data
    twin = plan.actions.filter(objective__number=said["objective"], text=said["text"]).first()
    if twin:
        form.add_error("text", f"Action {twin.number} says the same already. Change the words to add another.")
        return None
    try:
        return operations.add_action(
            objective=plan.objectives.select_related("plan__network").get(number=said["objective"]),
            number=form.number_or_next(),
            text=said["text"],
            leads=form.lead_names(),
            accountable=form.accountable_name(),
            steps=form.step_pairs(),
            due_text=said["due"],
            starts_on=said["starts_on"],
            by=request.user,
            on=timezone.localdate(),
        )
    except ValidationError as error:
        show_refusal(form, error, whole="number")
        return None


@asks
def edit_action(request, network, year, number):
    """Change an action's words, leads, steps and days; its due date moves under change control."""
    plan = plan_to_change(request, network, year)
    refuse_closed(plan)
    actions = plan.actions.select_related("objective", "plan__network__alliance").with_leads()
    action = get_object_or_404(actions, number=number)
    context = {
        "plan": plan,
        "action": action,
        "title": f"Edit action {action.number}",
        "cancel_url": action.get_absolute_url(),
    }
    if request.method != "POST":
        form = ActionForm(plan=plan, action=action, **_standing(action))
    elif "more" in request.POST:
        form = more_lines(ActionForm, request.POST, of=request.POST["more"], plan=plan, action=action)
    else:
        form = ActionForm(request.POST, plan=plan, action=action)
        if form.is_valid():
            try:
                return _revised(request, action, form)
            except operations.ChangedMeanwhile as meanwhile:
                now = meanwhile.work
                again = ActionForm(conflicts.on_top(request.POST, version=now.version), plan=plan, action=now)
                conflict = conflicts.conflict_of(
                    now, rows=_both_versions(now, form), discard_url=action.get_absolute_url()
                )
                return _page(request, again, context | {"conflict": conflict}, status=conflicts.STATUS)
            except ValidationError as error:
                show_refusal(form, error)
    return _page(request, form, context)


def _revised(request, action, form):
    said = form.cleaned_data
    operations.revise_action(
        action=action,
        text=said["text"],
        leads=form.lead_names(),
        accountable=form.accountable_name(),
        steps=form.step_pairs(),
        starts_on=said["starts_on"],
        review_on=said["review_on"],
        version=said["version"],
        by=request.user,
    )
    messages.success(request, f"Action {action.number} is changed.")
    return HttpResponseRedirect(action.get_absolute_url())


def _standing(action):
    """What the form shows of an action before anybody writes."""
    leads = list(action.action_leads.all())
    accountable = next((place for place, led in enumerate(leads) if led.accountable), None)
    return {
        "initial": {
            "text": action.text,
            "starts_on": action.starts_on,
            "review_on": action.review_on,
            "version": action.version,
            "accountable": accountable,
        },
        "leads": [{"name": led.lead.name} for led in leads],
        "steps": [{"text": step.text, "due": step.due_text} for step in action.steps.all()],
    }


def _both_versions(now, form):
    """Field by field: as it stands, and as it was just written."""
    said = form.cleaned_data
    led = list(now.action_leads.select_related("lead").order_by("-accountable", "position"))
    written = form.lead_names()
    first = form.accountable_name()
    written.sort(key=lambda name: name != first)
    return [
        ("Action", now.text, said["text"]),
        ("Leads", "\n".join(line.lead.name for line in led), "\n".join(written)),
        ("Steps", _steps((s.text, s.due_text) for s in now.steps.all()), _steps(form.step_pairs())),
        ("Start date", day_in_words(now.starts_on), day_in_words(said["starts_on"])),
        ("Review date", day_in_words(now.review_on), day_in_words(said["review_on"])),
    ]


def _steps(pairs):
    return "\n".join(f"{text} ({due})" if due else text for text, due in pairs)


def _reading(plan, text):
    return read_date(text, plan.financial_year) if text.strip() else None


def _page(request, form, context, *, status=None):
    problems = [line for part in (form, form.leads, form.steps) for line in error_list(part)]
    chosen = form["accountable"].value()
    return render(
        request,
        "workplans/changes/action_form.html",
        {
            "form": form,
            "problems": problems,
            "accountable": int(chosen) if str(chosen).isdecimal() else -1,
            "known_leads": Lead.objects.filter(network=context["plan"].network).values_list("name", flat=True),
            **context,
        },
        status=status or (422 if problems else 200),
    )
