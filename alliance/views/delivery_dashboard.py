"""The delivery dashboard of a plan, today or on a past day."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alliance.delivery import read_plan
from alliance.delivery_dashboard import DeliveryBoard
from alliance.forms.delivery import DayForm
from alliance.models import DeliveryPlan
from alliance.money import read_money
from alliance.risks import top_risks
from alliance.views.finding import plan_of
from core.periods import FinancialYear
from organisations.access import Capability, may


@require_safe
def of_alliance(request, alliance):
    """To the dashboard of an alliance's plan of this year or its latest; to the list of plans where it has none."""
    this = FinancialYear.containing(timezone.localdate()).start
    plans = DeliveryPlan.objects.visible_to(request.user).filter(alliance__code=alliance)
    plan = plans.filter(year__lte=this).order_by("-year").first() or plans.order_by("year").first()
    if plan is None:
        return redirect("delivery:plan_list")
    return redirect("delivery:dashboard", alliance, plan.year)


@require_safe
def dashboard(request, alliance, year):
    """Where a plan stands: by workstream, this quarter and last, and what needs attention."""
    plan, today = plan_of(request, alliance, year), timezone.localdate()
    if not may(request.user, Capability.SEE, plan):
        return redirect("delivery:grid", alliance, year)  # what they lead; a dashboard of parts would mislead
    if "" in request.GET.values():
        return HttpResponseRedirect(request.path)  # a form sends its empty field, too
    day = DayForm(request.GET, today=today)
    reading = read_plan(plan, request.user, on=day.asked_day() or today, today=today)
    return render(
        request,
        "alliance/delivery/dashboard.html",
        {
            "plan": plan,
            "reading": reading,
            "board": DeliveryBoard(reading),
            "form": day,
            "risks": top_risks(plan.alliance, on=reading.on, thresholds=reading.thresholds),
            "risks_url": reverse("risks:register", args=[alliance]),
            "money": read_money(plan, on=reading.on, thresholds=reading.thresholds).position,
            "money_url": reverse("delivery:money", args=[alliance, year])
            + (f"?on={reading.on.isoformat()}" if reading.past else ""),
        },
    )
