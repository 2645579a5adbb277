"""What the verbs of this floor have in common, beside those of workplans/operations/changing.py."""

from django.core.exceptions import ValidationError

from alliance.models import DeliveryState


def refuse_if_closed(plan) -> None:
    """Raise ValidationError where the plan is closed."""
    if plan.state == DeliveryState.CLOSED:
        raise ValidationError(f"“{plan}” is closed. Reopen it before changing anything in it.")
