"""What the verbs of this floor have in common: refusing what is closed, setting what differs, writing the trail."""

from django.core.exceptions import ValidationError
from django.db.models import Max

from alliance.models import DeliveryState
from core import audit


def refuse_if_closed(plan) -> None:
    """Raise ValidationError where the plan is closed."""
    if plan.state == DeliveryState.CLOSED:
        raise ValidationError(f"“{plan}” is closed. Reopen it before changing anything in it.")


def next_position(siblings) -> int:
    """The place after the last of these rows."""
    return (siblings.aggregate(last=Max("position"))["last"] or 0) + 1


def assign(thing, **values) -> dict:
    """Set what differs; returns the changes as field -> (old, new)."""
    changes = {}
    for name, value in values.items():
        old = getattr(thing, name)
        if old != value:
            changes[name] = (old, value)
            setattr(thing, name, value)
    return changes


def record(verb, subject, by, changes=None, note="") -> None:
    """Write one change into the trail of the alliance that the subject belongs to."""
    alliance_id, _ = subject.access_place
    audit.record(audit.Change(verb, subject, changes or {}, alliance_id=alliance_id, note=note), by=by)
