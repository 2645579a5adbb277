"""Money of a delivery plan: the table, one deliverable, recording spending, allocating, downloads."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alliance import money_files, operations
from alliance.forms.money import AllocateForm, AsOfForm, SpendForm
from alliance.models import Deliverable, DeliveryState
from alliance.money import LATEST, history_of, history_of_plan, money_of_deliverable, read_money
from alliance.operations import Allocation, SpendFigures
from alliance.spending import pounds
from alliance.views.delivery_pages import asks, form_page
from alliance.views.finding import deliverable_of, plan_of, refuse_closed
from core.export import CSV_TYPE, XLSX_TYPE
from organisations.access import Capability, may, require
from performance.models import RatingScheme
from performance.rag import Thresholds
from workplans.views.refusals import refusals_shown, show_refusal


def _plan_seen_whole(request, alliance, year):
    """The plan of an address for those who see all of it: who leads a deliverable sees that one's money, no more."""
    plan = plan_of(request, alliance, year)
    if not may(request.user, Capability.SEE, plan):
        raise Http404("The money of a whole plan is for those who see all of it.")
    return plan


def _thresholds(plan, on):
    scheme = RatingScheme.objects.of_alliance(plan.alliance_id, on=on).first()
    return scheme.thresholds if scheme else Thresholds()


def _address(name, plan, *more):
    return reverse(f"delivery:{name}", args=[plan.alliance.code, plan.year, *more])


# --- Reading ------------------------------------------------------------------------------------------


@require_safe
def money(request, alliance, year):
    """The money of a plan by workstream, deliverable and quarter, today or as it stood on a day (?on=)."""
    plan, today = plan_of(request, alliance, year), timezone.localdate()
    sees_plan = may(request.user, Capability.SEE, plan)
    form = AsOfForm(request.GET if "on" in request.GET else None, today=today)
    on = form.on if form.is_bound else today
    found = read_money(plan, on=on, thresholds=_thresholds(plan, on))
    return render(
        request,
        "alliance/money/plan.html",
        {
            "plan": plan,
            "money": found,
            "groups": found.groups if sees_plan else found.only(_own(request, plan)),
            "sees_plan": sees_plan,
            "position": found.position,
            "form": form,
            "on": on,
            "is_past": on != today,
            "may_allocate": may(request.user, Capability.EDIT_PLAN, plan) and plan.state != DeliveryState.CLOSED,
            "export_query": f"?on={on}" if on != today else "",
        },
    )


def _own(request, plan):
    return set(Deliverable.objects.visible_to(request.user).filter(plan=plan).values_list("pk", flat=True))


@require_safe
def export(request, alliance, year, kind):
    """The same as a file; with ?on= as it stood on that day."""
    plan, today = _plan_seen_whole(request, alliance, year), timezone.localdate()
    on = AsOfForm(request.GET, today=today).on
    found = read_money(plan, on=on, thresholds=_thresholds(plan, on))
    if kind == "csv":
        response = StreamingHttpResponse(money_files.money_csv(found), content_type=CSV_TYPE)
    elif kind == "xlsx":
        response = HttpResponse(money_files.money_xlsx(found), content_type=XLSX_TYPE)
    else:
        raise Http404("Money is exported as csv or xlsx.")
    response["Content-Disposition"] = f'attachment; filename="{money_files.file_name(plan, kind)}"'
    return response


@require_safe
def deliverable(request, alliance, year, number):
    """One deliverable's money: its quarters, and everything that was recorded."""
    found, on = deliverable_of(request, alliance, year, number), timezone.localdate()
    open_ = found.plan.state != DeliveryState.CLOSED
    return render(
        request,
        "alliance/money/deliverable.html",
        {
            "plan": found.plan,
            "deliverable": found,
            "line": money_of_deliverable(found, on=on, thresholds=_thresholds(found.plan, on)),
            "history": history_of(found),
            "may_record": open_ and Deliverable.objects.updatable_by(request.user).filter(pk=found.pk).exists(),
            "may_allocate": open_ and may(request.user, Capability.EDIT_PLAN, found.plan),
            "above": [("Money", _address("money", found.plan))],
        },
    )


@require_safe
def history(request, alliance, year):
    """What was recorded of a plan's money, with its totals and what is held back, the latest first."""
    plan = _plan_seen_whole(request, alliance, year)
    context = {
        "plan": plan,
        "history": history_of_plan(plan),
        "latest": LATEST,
        "above": [("Money", _address("money", plan))],
    }
    return render(request, "alliance/money/history.html", context)


# --- Writing ------------------------------------------------------------------------------------------


@asks
def record_spend(request, alliance, year, number, quarter):
    """Record what a deliverable spent in a quarter and what the quarter will come to."""
    found, today = deliverable_of(request, alliance, year, number), timezone.localdate()
    if quarter not in (1, 2, 3, 4):
        raise Http404("A year has quarters 1 to 4.")
    if not Deliverable.objects.updatable_by(request.user).filter(pk=found.pk).exists():
        raise PermissionDenied(f"You need a role here that lets you {Capability.UPDATE.value}.")
    refuse_closed(found.plan)
    standing = found.spending.filter(quarter=quarter).standing(on=today).first()
    line = money_of_deliverable(found, on=today, thresholds=_thresholds(found.plan, today))
    initial = {"seen": standing.pk if standing else None}
    if standing:
        initial |= {"actual": standing.actual, "forecast": standing.forecast}
    form = SpendForm(request.POST or None, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["seen"] != initial["seen"]:
            form.add_error(None, _meanwhile(standing))
        elif _spend_recorded(request, found, quarter, form):
            return HttpResponseRedirect(_address("money_deliverable", found.plan, found.number))
    return render(
        request,
        "alliance/money/spend.html",
        {
            "plan": found.plan,
            "deliverable": found,
            "quarter": found.plan.financial_year.quarter(quarter),
            "cell": line.quarters[quarter - 1],
            "form": form,
            "above": [
                ("Money", _address("money", found.plan)),
                (f"{found.number} {found.title}", _address("money_deliverable", found.plan, found.number)),
            ],
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _meanwhile(standing):
    """What to tell somebody whose figures were overtaken; the form takes them when it is sent from anew."""
    who = standing.by or "the system"
    return (
        f"{who} recorded other figures meanwhile: spent {pounds(standing.actual) or 'not given'}, "
        f"forecast {pounds(standing.forecast) or 'not given'}. Open the page anew to see them, then record yours."
    )


def _spend_recorded(request, found, quarter, form) -> bool:
    said = form.cleaned_data
    figures = SpendFigures(found, quarter, said["actual"], said["forecast"], said["note"])
    try:
        row = operations.record_spend(figures=figures, by=request.user, on=said["on"])
    except ValidationError as error:
        show_refusal(form, error)
        return False
    if row:
        messages.success(request, f"Q{quarter} of {found.number} is recorded.")
    else:
        messages.info(request, "These figures are on record already; nothing was added.")
    return True


@asks
def allocate(request, alliance, year):
    """Allocate money to the plan as a whole, a workstream or a deliverable; or say what is held back."""
    plan, today = _plan_seen_whole(request, alliance, year), timezone.localdate()
    require(request.user, Capability.EDIT_PLAN, plan)
    refuse_closed(plan)
    workstreams = list(plan.workstreams.order_by("position"))
    deliverables = list(plan.deliverables.select_related("workstream").order_by("position"))
    parts = [
        ("Workstreams, as their total", [(f"w{each.pk}", str(each)) for each in workstreams]),
        ("Deliverables", [(f"d{each.pk}", str(each)) for each in deliverables]),
    ]
    wanted = next((each for each in deliverables if each.number == request.GET.get("deliverable")), None)
    form = AllocateForm(
        request.POST or None, parts=parts, today=today, initial={"to": f"d{wanted.pk}" if wanted else ""}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        to = said["to"]
        allocation = Allocation(
            amount=said["amount"],
            to=to,
            workstream=next((each for each in workstreams if to == f"w{each.pk}"), None),
            deliverable=next((each for each in deliverables if to == f"d{each.pk}"), None),
            quarter=said["quarter"],
            fund=said["fund"],
            basis=said["basis"],
            note=said["note"],
        )
        with refusals_shown(form):
            row = operations.allocate(plan=plan, allocation=allocation, by=request.user, on=said["on"])
            if row:
                messages.success(request, f"{row} is recorded.")
            else:
                messages.info(request, "This is on record already; nothing was added.")
            return HttpResponseRedirect(_address("money", plan))
    return form_page(
        request,
        form,
        title="Allocate money",
        save="Record the allocation",
        plan=plan,
        above=[("Money", _address("money", plan))],
        cancel_url=_address("money", plan),
    )
