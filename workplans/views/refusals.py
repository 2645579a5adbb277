"""What a verb refuses, shown where a person can mend it."""

from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404

from organisations.access import Capability, require
from workplans.models import PlanState, WorkPlan


def plan_to_change(request, network, year) -> WorkPlan:
    """The plan of an address; 404 where it is not seen, PermissionDenied where the person may not change it."""
    plans = WorkPlan.objects.visible_to(request.user).with_places()
    plan = get_object_or_404(plans, network__code=network, year=year)
    require(request.user, Capability.EDIT_PLAN, plan)
    return plan


def refuse_closed(plan) -> None:
    """Raise PermissionDenied, with what to do, where a plan is closed."""
    if plan.state == PlanState.CLOSED:
        raise PermissionDenied(f"“{plan}” is closed. Reopen it before changing it.")


def show_refusal(form, error, *, whole: str | None = None) -> None:
    """Put the sentences of a verb's ValidationError beside the fields they concern.

    What concerns none of them goes to the field `whole`, or to the top of the form.
    """
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, sentences in by_field.items():
        form.add_error(name if name in form.fields else whole, sentences)


@contextmanager
def refusals_shown(form, *, whole: str | None = None):
    """Perform a verb inside, and leave from there; what it refuses is shown in the form, as show_refusal does.

    The page that stands below is then drawn with it.
    """
    try:
        yield
    except ValidationError as error:
        show_refusal(form, error, whole=whole)
