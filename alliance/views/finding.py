"""What an address of a delivery plan names, as far as the person sees it; else a 404."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from alliance.models import Deliverable, DeliveryPlan, DeliveryState, Milestone
from organisations.access import Capability, require


def plan_of(request, alliance, year) -> DeliveryPlan:
    """The plan of an address, with its alliance."""
    plans = DeliveryPlan.objects.visible_to(request.user).select_related("alliance")
    return get_object_or_404(plans, alliance__code=alliance, year=year)


def plan_to_change(request, alliance, year, *, closed_too=False) -> DeliveryPlan:
    """The same; PermissionDenied where the person may not change it, or where it is closed."""
    plan = plan_of(request, alliance, year)
    require(request.user, Capability.EDIT_PLAN, plan)
    if not closed_too:
        refuse_closed(plan)
    return plan


def refuse_closed(plan) -> None:
    """Raise PermissionDenied, with what to do, where a plan is closed."""
    if plan.state == DeliveryState.CLOSED:
        raise PermissionDenied(f"“{plan}” is closed. Reopen it before changing it.")


def deliverable_of(request, alliance, year, number) -> Deliverable:
    """The deliverable of an address, with workstream, plan and alliance."""
    deliverables = Deliverable.objects.visible_to(request.user).select_related("workstream", "plan__alliance", "lead")
    return get_object_or_404(deliverables, plan__alliance__code=alliance, plan__year=year, number=number)


def milestone_of(request, alliance, year, pk) -> Milestone:
    """The milestone of an address, with everything above it and its latest update."""
    milestones = Milestone.objects.visible_to(request.user).with_places()
    return get_object_or_404(milestones, plan__alliance__code=alliance, plan__year=year, pk=pk)
