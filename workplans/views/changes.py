"""Changing a plan as a whole: opening, title, objectives, agreeing, closing, reopening."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.periods import FinancialYear
from organisations.access import Capability
from organisations.models import Network
from workplans import operations
from workplans.forms.changes import ObjectiveForm, OpenPlanForm, TitleForm
from workplans.models import PlanState
from workplans.numbering import next_number
from workplans.querysets import WITHOUT_DATE_Q
from workplans.views.refusals import plan_to_change, refusals_shown, refuse_closed

asks = require_http_methods(["GET", "HEAD", "POST"])


# --- The plan -----------------------------------------------------------------------------------------


@asks
def open_plan(request):
    """Open an empty draft plan of a network for a year."""
    networks = list(Network.objects.visible_to(request.user, Capability.EDIT_PLAN))
    if not networks:
        raise PermissionDenied("You need a role that lets you open a plan of a network.")
    year = FinancialYear.containing(timezone.localdate())
    form = OpenPlanForm(
        request.POST or None, networks=networks, year=year, initial={"network": request.GET.get("network", "")}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_shown(form, whole="year"):
            plan = operations.open_plan(
                network=form.networks[said["network"]],
                year=FinancialYear(int(said["year"])),
                title=said["title"],
                by=request.user,
            )
            messages.success(request, f"“{plan}” is open as a draft. Add its first objective.")
            return HttpResponseRedirect(_address("objective_add", plan))
    return _form_page(
        request,
        form,
        title="Open a plan",
        save="Open the plan",
        text="A plan starts as a draft. If the network has it as a Word or Excel file, import that instead.",
        import_url=reverse("admin:workplans_workplan_import"),
        cancel_url=reverse("workplans:plan_list"),
    )


@asks
def edit_plan(request, network, year):
    """Give a plan another title."""
    plan = plan_to_change(request, network, year)
    form = TitleForm(request.POST or None, initial={"title": plan.title})
    if request.method == "POST" and form.is_valid():
        with refusals_shown(form, whole="title"):
            operations.revise_plan(plan=plan, title=form.cleaned_data["title"], by=request.user)
            messages.success(request, "The title is changed.")
            return HttpResponseRedirect(plan.get_absolute_url())
    return _form_page(request, form, title="Change the title", save="Save the title", plan=plan)


@asks
def agree(request, network, year):
    """Agree a draft: from then on dates move under change control."""
    plan = plan_to_change(request, network, year)
    if plan.state != PlanState.DRAFT:
        messages.info(request, f"This plan is {plan.get_state_display().lower()} already.")
        return HttpResponseRedirect(plan.get_absolute_url())
    actions = plan.actions.count()
    undated = plan.actions.filter(WITHOUT_DATE_Q).count()
    consequences = [
        f"{_count(actions, 'action')} and their due dates are agreed as they stand today.",
        "These dates become the originals. Slippage is measured from them, and they stay on record when a date moves.",
        "From then on a date moves with a reason and with who agreed to it.",
    ]
    if undated:
        consequences.insert(1, f"{_count(undated, 'action')} without a date will show as “no date agreed”.")
    return _confirm(
        request,
        plan,
        lambda: operations.agree_plan(plan=plan, by=request.user, on=timezone.localdate()),
        title="Agree this plan",
        consequences=consequences,
        confirm_text="Agree the plan",
        done="The plan is agreed. Its dates of today are the originals.",
    )


@asks
def close(request, network, year):
    """Close a plan at the end of its life."""
    plan = plan_to_change(request, network, year)
    if plan.state == PlanState.CLOSED:
        messages.info(request, "This plan is closed already.")
        return HttpResponseRedirect(plan.get_absolute_url())
    left = plan.actions.open().count()
    consequences = [
        "Nobody can change it or report on its actions any more. It can be read, printed and exported.",
        "Its actions leave the overdue list, “My actions” and the nightly messages.",
        "You can reopen it later.",
    ]
    if left:
        stays = "stay as they are" if left != 1 else "stays as it is"
        consequences.insert(
            0, f"{_count(left, 'open action')} {stays}. To take them into next year, roll the plan over first."
        )
    return _confirm(
        request,
        plan,
        lambda: operations.close_plan(plan=plan, by=request.user, on=timezone.localdate()),
        title="Close this plan",
        consequences=consequences,
        confirm_text="Close the plan",
        done="The plan is closed.",
        danger=True,
    )


@asks
def reopen(request, network, year):
    """Open a closed plan again."""
    plan = plan_to_change(request, network, year)
    if plan.state != PlanState.CLOSED:
        messages.info(request, "This plan is open already.")
        return HttpResponseRedirect(plan.get_absolute_url())
    becomes = "agreed" if plan.agreed_on else "a draft"
    return _confirm(
        request,
        plan,
        lambda: operations.reopen_plan(plan=plan, by=request.user),
        title="Reopen this plan",
        consequences=[
            f"It becomes {becomes} again, and its actions can be changed.",
            "What is open and past its date shows as overdue again, and its managers are told.",
        ],
        confirm_text="Reopen the plan",
        done="The plan is open again.",
    )


# --- Objectives ---------------------------------------------------------------------------------------


@asks
def add_objective(request, network, year):
    """Add an objective at the end of a plan."""
    plan = plan_to_change(request, network, year)
    refuse_closed(plan)
    taken = list(plan.objectives.values_list("number", flat=True))
    following = next_number(taken)
    form = ObjectiveForm(request.POST or None, new=True, taken=taken, following=following)
    if request.method == "POST" and form.is_valid() and not _is_there(plan, form):
        said = form.cleaned_data
        with refusals_shown(form, whole="number"):
            objective = operations.add_objective(
                plan=plan,
                number=said["number"] or following,
                title=said["title"],
                watching_brief=said["watching_brief"],
                by=request.user,
            )
            messages.success(request, f"Objective {objective.number} is added.")
            if "another" in request.POST:
                return HttpResponseRedirect(
                    f"{_address('action_add', plan)}?{urlencode({'objective': objective.number})}"
                )
            return HttpResponseRedirect(plan.get_absolute_url())
    return _form_page(
        request,
        form,
        title="Add an objective",
        save="Add the objective",
        another="Add, and go on to its actions",
        plan=plan,
    )


def _is_there(plan, form):
    """Whether the plan has this objective already, which is said: a form may be sent twice, or once more after going
    back."""
    twin = plan.objectives.filter(title=form.cleaned_data["title"]).first()
    if twin:
        form.add_error("title", f"Objective {twin.number} has this title already.")
    return bool(twin)


@asks
def edit_objective(request, network, year, number):
    """Change an objective's words, or whether it is a watching brief."""
    plan = plan_to_change(request, network, year)
    refuse_closed(plan)
    objective = get_object_or_404(plan.objectives.select_related("plan__network"), number=number)
    form = ObjectiveForm(
        request.POST or None,
        new=False,
        initial={"title": objective.title, "watching_brief": objective.watching_brief},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_shown(form):
            operations.revise_objective(
                objective=objective, title=said["title"], watching_brief=said["watching_brief"], by=request.user
            )
            messages.success(request, f"Objective {objective.number} is changed.")
            return HttpResponseRedirect(plan.get_absolute_url())
    return _form_page(request, form, title=f"Edit objective {objective.number}", save="Save the objective", plan=plan)


# --- Pages --------------------------------------------------------------------------------------------


def _form_page(request, form, *, title, save, another="", plan=None, text="", import_url="", cancel_url=""):
    return render(
        request,
        "workplans/changes/form.html",
        {
            "form": form,
            "title": title,
            "text": text,
            "import_url": import_url,
            "save": save,
            "another": another,
            "plan": plan,
            "cancel_url": cancel_url or plan.get_absolute_url(),
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _confirm(request, plan, verb, *, done, **words):
    """Ask before a change of state; on POST perform it and lead back to the plan."""
    if request.method == "POST":
        try:
            verb()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, done)
        return HttpResponseRedirect(plan.get_absolute_url())
    return render(
        request, "workplans/changes/confirm.html", {"plan": plan, "cancel_url": plan.get_absolute_url(), **words}
    )


def _address(name, plan):
    return reverse(f"workplans:{name}", args=[plan.network.code, plan.year])


def _count(number, word):
    return f"{number:,} {word}{'' if number == 1 else 's'}"
