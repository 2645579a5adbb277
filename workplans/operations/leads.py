"""The network's directory of leads: who a lead is, what it is called, two spellings of one."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from core import audit
from workplans.leads import LeadKind
from workplans.models import Action, ActionLead, Lead


@transaction.atomic
def link_lead(*, lead, user, by) -> Lead:
    """Say which account a lead is, or (with None) that none is known."""
    old, lead.user = lead.user, user
    if old == user:
        return lead
    lead.save(update_fields=["user"])
    _record("linked", lead, by, {"account": (old, user)})
    return lead


@transaction.atomic
def rename_lead(*, lead, name: str, by) -> Lead:
    """Write a lead's name another way, on every action that names it.

    Raises ValidationError where the network has a lead of that name already: then the two are to be merged.
    """
    old, lead.name = lead.name, " ".join(name.split())
    if old == lead.name:
        return lead
    try:
        lead.full_clean()
    except ValidationError as error:
        fields = error.message_dict
        raise ValidationError({"name": fields.get("name", []) + fields.get(NON_FIELD_ERRORS, [])}) from error
    lead.save(update_fields=["name"])
    _changes_actions_of(lead)
    _record("renamed", lead, by, {"name": (old, lead.name)})
    return lead


@transaction.atomic
def set_lead_kind(*, lead, kind: LeadKind, by) -> Lead:
    """Say whether a lead is a role, a person or a body."""
    old, lead.kind = lead.kind, LeadKind(kind)
    if old != lead.kind:
        lead.save(update_fields=["kind"])
        _record("revised", lead, by, {"kind": (LeadKind(old).label, LeadKind(kind).label)})
    return lead


@transaction.atomic
def revise_lead(*, lead, name: str, kind: LeadKind, user, by) -> Lead:
    """Change a lead's name, kind and account together, or none of them; raises as rename_lead does."""
    rename_lead(lead=lead, name=name, by=by)
    set_lead_kind(lead=lead, kind=kind, by=by)
    return link_lead(lead=lead, user=user, by=by)


@transaction.atomic
def merge_leads(*, lead, into, by) -> Lead:
    """Make two spellings one: every action of `lead` is led by `into`, and `lead` leaves the directory.

    Who is accountable stays so under the other name. `into` keeps its account, or takes that of `lead` where it has
    none. Raises ValidationError for leads of two networks, or one and the same.
    """
    if lead.pk == into.pk:
        raise ValidationError("A lead cannot be merged with itself.")
    if lead.network_id != into.network_id:
        raise ValidationError("Only leads of one network can be merged.")
    list(Lead.objects.select_for_update().filter(pk__in=[lead.pk, into.pk]).order_by("pk"))
    _changes_actions_of(lead)
    moving = ActionLead.objects.filter(lead=lead)
    twice = moving.filter(Exists(ActionLead.objects.filter(action=OuterRef("action"), lead=into)))
    accountable = list(twice.filter(accountable=True).values_list("action", flat=True))
    number = moving.count()
    twice.delete()
    ActionLead.objects.filter(lead=into, action__in=accountable).update(accountable=True)
    moving.update(lead=into)
    changes = {"name": (lead.name, into.name)}
    if into.user_id is None and lead.user_id is not None:
        changes["account"] = (None, lead.user)
        into.user = lead.user
        into.save(update_fields=["user"])
    _record("merged", into, by, changes, note=f"{number} action{'' if number == 1 else 's'} of “{lead.name}”")
    lead.delete()
    return into


def _changes_actions_of(lead):
    """Whoever has a form of such an action open is shown both versions instead of bringing the old name back."""
    Action.objects.filter(Exists(ActionLead.objects.filter(action=OuterRef("pk"), lead=lead))).update(
        version=F("version") + 1
    )


def _record(verb, lead, by, changes, note=""):
    audit.record(audit.Change(verb, lead, changes, alliance_id=lead.network.alliance_id, note=note), by=by)
