"""The verbs: let the limits of a chart begin anew, take that back, change its settings."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from core import audit
from performance.models import Rebase, SpcSetting
from performance.reading import rules_of
from performance.summaries import Place
from performance.wording import month_words


@transaction.atomic
def rebase(*, place: Place, standard: str, month: date, reason: str, by, tumour: str = "") -> Rebase:
    """Let the limits of a chart begin anew at a month.

    Raises ValidationError where they do already, or without a reason.
    """
    _needs_reason(reason)
    if month in rules_of(place, [standard], tumour)[standard].rebases:
        raise ValidationError({"month": f"The limits begin anew in {month_words(month)} already."})
    return _choose(Rebase, place, standard, tumour, reason, by, "rebased", month=month)


@transaction.atomic
def withdraw_rebase(*, place: Place, standard: str, month: date, reason: str, by, tumour: str = "") -> Rebase:
    """Take a rebase back; it stays in the history. Raises ValidationError where there is none, or without a reason."""
    _needs_reason(reason)
    if month not in rules_of(place, [standard], tumour)[standard].rebases:
        raise ValidationError({"month": f"The limits do not begin anew in {month_words(month)}."})
    return _choose(Rebase, place, standard, tumour, reason, by, "took back a rebase", month=month, withdrawn=True)


@transaction.atomic
def set_reading(
    *, place: Place, standard: str, fix_after: int | None, screen: bool, run: int, direction: str, reason: str, by,
    tumour: str = "",
) -> SpcSetting:  # fmt: skip
    """Choose how a chart is read from now on. Raises ValidationError for settings that there are not."""
    _needs_reason(reason)
    values = {"fix_after": fix_after, "screen": screen, "run": run, "direction": direction}
    return _choose(SpcSetting, place, standard, tumour, reason, by, "changed chart settings", **values)


def _needs_reason(reason):
    if not reason.strip():
        raise ValidationError({"reason": "Say why: whoever reads the chart later will ask."})


def _choose(model, place, standard, tumour, reason, by, verb, **values):
    choice = model(
        place=place.code, standard=standard, tumour=tumour, reason=reason.strip(),
        by_id=getattr(by, "pk", None), by_label=audit.actor_label(by), **values,
    )  # fmt: skip
    choice.full_clean()
    choice.save()
    changes = {name: (None, value) for name, value in values.items()}
    audit.record(audit.Change(verb, choice, changes, place.alliance_id, reason.strip()), by=by)
    return choice
