"""Delivery plans: the list of them, a plan's page, and changing a plan as a whole."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from alliance import operations
from alliance.delivery import delivery_plans, read_plan, way_of
from alliance.forms.delivery import OpenDeliveryPlanForm, ReachForm, TimetableForm, WorkstreamForm
from alliance.models import DeliveryState
from alliance.operations.delivery import next_states
from alliance.views.delivery_pages import asks, confirm_page, form_page, people_of
from alliance.views.finding import plan_of, plan_to_change
from core.paging import counted
from core.periods import FinancialYear
from organisations.access import Capability, may_use_admin, scope
from organisations.models import Alliance
from workplans.forms.changes import TitleForm
from workplans.numbering import next_number
from workplans.views.refusals import refusals_shown

# --- Reading ------------------------------------------------------------------------------------------


@require_safe
def plan_list(request):
    """The delivery plans one sees, the latest year first, each with its counts for today."""
    lines = delivery_plans(request.user, on=timezone.localdate())
    may_open = _in_an_alliance(request.user, Capability.EDIT_PLAN)
    context = {"lines": lines, "may_open": may_open, "may_import": _may_import(request.user)}
    return render(request, "alliance/delivery/plan_list.html", context)


def _may_import(user) -> bool:
    """Whether somebody may bring documents, which is done in the admin."""
    return may_use_admin(user) and _in_an_alliance(user, Capability.IMPORT)


def _in_an_alliance(user, capability) -> bool:
    where = scope(user, capability)
    return bool(where.everywhere or where.alliances)


@require_safe
def plan(request, alliance, year):
    """A delivery plan: where it stands with the national team, its workstreams with their deliverables."""
    plan, today = plan_of(request, alliance, year), timezone.localdate()
    reading = read_plan(plan, request.user, on=today, today=today)
    return render(
        request,
        "alliance/delivery/plan.html",
        {
            "plan": plan,
            "reading": reading,
            "permissions": reading.permissions,
            "groups": reading.groups(),
            "way": way_of(plan, on=today),
            "next_states": [state for state in next_states(plan.state) if state != DeliveryState.CLOSED],
            "closed": plan.state == DeliveryState.CLOSED,
            "may_import": _may_import(request.user),
        },
    )


# --- The plan as a whole ------------------------------------------------------------------------------


@asks
def open_plan(request):
    """Open an empty draft plan of an alliance for a year."""
    where = scope(request.user, Capability.EDIT_PLAN)
    alliances = list(Alliance.objects.visible_to(request.user).order_by("name"))
    alliances = [alliance for alliance in alliances if where.covers(alliance_id=alliance.pk)]
    if not alliances:
        raise PermissionDenied("You need a role that lets you open a plan of an alliance.")
    year = FinancialYear.containing(timezone.localdate())
    form = OpenDeliveryPlanForm(
        request.POST or None, alliances=alliances, year=year, initial={"alliance": request.GET.get("alliance", "")}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_shown(form, whole="year"):
            plan = operations.open_delivery_plan(
                alliance=form.alliances[said["alliance"]],
                year=FinancialYear(int(said["year"])),
                title=said["title"],
                by=request.user,
            )
            messages.success(request, f"“{plan}” is open as a draft. Add its first workstream.")
            return HttpResponseRedirect(plan.get_absolute_url())
    text = "A plan starts as a draft. It then goes to the national team, state by state."
    return form_page(request, form, title="Open a delivery plan", save="Open the plan", text=text)


@asks
def edit_plan(request, alliance, year):
    """Give a plan another title."""
    plan = plan_to_change(request, alliance, year)
    form = TitleForm(request.POST or None, initial={"title": plan.title})
    if request.method == "POST" and form.is_valid():
        with refusals_shown(form, whole="title"):
            operations.revise_plan(plan=plan, title=form.cleaned_data["title"], by=request.user)
            messages.success(request, "The title is changed.")
            return HttpResponseRedirect(plan.get_absolute_url())
    return form_page(request, form, title="Change the title", save="Save the title", plan=plan)


@asks
def reach(request, alliance, year, state):
    """Note that the plan reached a state of its submission, after saying what follows from that."""
    plan = plan_to_change(request, alliance, year)
    if state not in DeliveryState.values:
        raise Http404("There is no such state.")
    state, today = DeliveryState(state), timezone.localdate()
    if state not in next_states(plan.state):
        words = f"This plan is {plan.get_state_display().lower()}; it cannot become {state.label.lower()}."
        messages.info(request, words)
        return HttpResponseRedirect(plan.get_absolute_url())
    form = ReachForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(form):
            operations.reach_state(plan=plan, state=state, by=request.user, on=form.cleaned_data["on"])
            messages.success(request, f"The plan is now: {state.label.lower()}.")
            return HttpResponseRedirect(plan.get_absolute_url())
    danger = state == DeliveryState.CLOSED
    return confirm_page(
        request,
        plan,
        title="Close this plan" if danger else f"{plan.get_state_display()} becomes {state.label.lower()}",
        consequences=_consequences(plan, state),
        confirm_text="Close the plan" if danger else f"Note as {state.label.lower()}",
        danger=danger,
        form=form,
    )


def _consequences(plan, state):
    open_work = plan.milestones.open()
    if state == DeliveryState.CLOSED:
        left = open_work.count()
        stays = "stay as they are" if left != 1 else "stays as it is"
        return [
            *([f"{counted(left, False, 'open milestone', 'open milestones')} {stays}."] if left else []),
            "Nobody can change the plan or report on its milestones any more. It can be read, printed and exported.",
            "Its milestones leave “My milestones” and the nightly messages.",
            "You can reopen it later.",
        ]
    if state == DeliveryState.FINAL and plan.final_on is None:
        words = ("milestone", "milestones")
        undated = open_work.without_date().count()
        return [
            f"{counted(plan.milestones.count(), False, *words)} and their dates are agreed as they stand today.",
            *([f"{counted(undated, False, *words)} without a date will show as “no date agreed”."] if undated else []),
            "These dates become the originals: slippage is measured from them, and they stay when a date moves.",
            "The plan cannot go back behind final.",
        ]
    return {
        DeliveryState.SUBMITTED: ["The plan has gone to the national team. It can still be changed."],
        DeliveryState.FEEDBACK: [
            "The national team has commented. Keep its comments with the deliverables they concern."
        ],
        DeliveryState.FUNDED: ["The funding agreement is signed. The milestones stay as agreed."],
        DeliveryState.DRAFT: ["The plan goes back to the drawing board; what was written in it stays."],
    }.get(state, [])


@asks
def reopen(request, alliance, year):
    """Open a closed plan again."""
    plan = plan_to_change(request, alliance, year, closed_too=True)
    if plan.state != DeliveryState.CLOSED:
        messages.info(request, "This plan is open already.")
        return HttpResponseRedirect(plan.get_absolute_url())
    if request.method == "POST":
        try:
            operations.reopen_delivery_plan(plan=plan, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "The plan is open again.")
        return HttpResponseRedirect(plan.get_absolute_url())
    consequences = [
        "It stands again where it stood before it was closed, and its milestones can be changed.",
        "What is open and past its date shows as overdue again, and its leads are told.",
    ]
    return confirm_page(
        request, plan, title="Reopen this plan", consequences=consequences, confirm_text="Reopen the plan"
    )


@asks
def timetable(request, alliance, year):
    """Say by when the states of the submission are to be reached."""
    plan = plan_to_change(request, alliance, year)
    planned = dict(plan.timetable.values_list("state", "planned_on"))
    form = TimetableForm(request.POST if request.method == "POST" else None, planned=planned)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(form):
            operations.set_timetable(plan=plan, dates=form.cleaned_data, by=request.user)
            messages.success(request, "The timetable is saved.")
            return HttpResponseRedirect(plan.get_absolute_url())
    text = "Leave a day empty where none is set."
    return form_page(
        request, form, title="Timetable of the submission", save="Save the timetable", text=text, plan=plan
    )


# --- Workstreams --------------------------------------------------------------------------------------


@asks
def add_workstream(request, alliance, year):
    """Add a workstream at the end of a plan."""
    plan = plan_to_change(request, alliance, year)
    taken = list(plan.workstreams.values_list("number", flat=True))
    following = next_number(taken)
    form = WorkstreamForm(request.POST or None, people=people_of(plan), new=True, taken=taken, following=following)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_shown(form, whole="number"):
            workstream = operations.add_workstream(
                plan=plan,
                number=said["number"] or following,
                title=said["title"],
                lead=said["lead"],
                by=request.user,
            )
            messages.success(request, f"Workstream {workstream.number} is added.")
            return HttpResponseRedirect(plan.get_absolute_url())
    return form_page(request, form, title="Add a workstream", save="Add the workstream", plan=plan)


@asks
def edit_workstream(request, alliance, year, pk):
    """Change a workstream's title or who leads it."""
    plan = plan_to_change(request, alliance, year)
    workstream = get_object_or_404(plan.workstreams, pk=pk)
    workstream.plan = plan
    standing = {"title": workstream.title, "lead": workstream.lead_id}
    people = people_of(plan, also=workstream.lead_id)
    form = WorkstreamForm(request.POST or None, people=people, new=False, initial=standing)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_shown(form):
            operations.revise_workstream(workstream=workstream, title=said["title"], lead=said["lead"], by=request.user)
            messages.success(request, f"Workstream {workstream.number} is changed.")
            return HttpResponseRedirect(plan.get_absolute_url())
    title = f"Edit workstream {workstream.number}"
    return form_page(request, form, title=title, save="Save the workstream", plan=plan)
