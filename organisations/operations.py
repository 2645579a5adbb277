"""The verbs for organisations and people: every change to them is one of these, whichever door asks for it.

Each takes `by` (the user, or None for the system), asks whether they may, and writes an AuditEvent in the same
transaction. Raises PermissionDenied where somebody may not, and ValidationError, with sentences for people, where
something is wrong.
"""

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q

from core import audit, outbox
from organisations.access import Capability, Scope, may_manage_account, scope
from organisations.grants import RoleKind
from organisations.models import Alliance, Network, ProviderAlliance, Role, User

MANAGE = Capability.MANAGE
_EVERYWHERE = Scope(everywhere=True)


# --- People -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_person(
    *, email: str, name: str, by, job_title: str = "", password: str | None = None, is_superuser=False
) -> User:
    """Make an account. Without a password nobody can sign in to it until the person has chosen one (see invite).

    Raises ValidationError for an address that has an account already.
    """
    where = _scope(by)
    if not (where.everywhere if is_superuser else where):
        raise PermissionDenied("You need to be an administrator to add people.")
    person = User(
        email=email.strip().lower(), name=name.strip(), job_title=job_title.strip(), is_superuser=is_superuser
    )
    person.set_password(password)
    person.full_clean()
    person.save()
    _record_person("added", person, by)
    return person


@transaction.atomic
def invite(*, person: User, by, address: str) -> None:
    """Tell a person by e-mail that there is an account, and where they choose their password (`address`).

    The message holds no key: whoever reads the outbox could use it.
    """
    _require_account(by, person)
    outbox.put(
        [
            outbox.Message(
                key=f"invitation:{person.pk}",
                to=person.email,
                subject="Your account for cancer plans",
                body=f"Dear {person.name},\n\nan account was made for you under this address. "
                f"Please choose your password here:\n{address}\n\nThen sign in with your e-mail address.\n",
            )
        ]
    )


@transaction.atomic
def revise_person(*, person: User, by, **fields) -> User:
    """Change an account's `email`, `name`, `job_title` or `is_superuser`; the last is for superusers only."""
    _require_account(by, person)
    if (
        "is_superuser" in fields
        and fields["is_superuser"] != _stored(person).is_superuser
        and not _scope(by).everywhere
    ):
        raise PermissionDenied("Only a superuser can make or unmake one.")
    if "email" in fields:
        fields["email"] = fields["email"].strip().lower()
    changes = _assign(person, fields)
    if changes:
        person.full_clean(exclude=["password"])
        person.save(update_fields=list(changes))
        if "email" in changes:
            # Else the old address could still sign in, and ask for a new password.
            EmailAddress.objects.filter(user=person).delete()
        _record_person("revised", person, by, changes)
    return person


@transaction.atomic
def set_password(*, person: User, password: str, by) -> None:
    """Give an account a new password; every session of it ends. The history says that it was done, and no more."""
    _require_account(by, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    _record_person("given a new password", person, by)


@transaction.atomic
def deactivate(*, person: User, by) -> User:
    """Close an account: it can no longer sign in, and its history stays. Nobody closes their own."""
    if problem := cannot_deactivate(person, by=by):
        raise ValidationError(problem)
    return _set_active(person, False, by)


def cannot_deactivate(person: User, *, by) -> str:
    """Why an account cannot be closed by this person, in a sentence; empty where it can."""
    if by is not None and by.pk == person.pk:
        return "You cannot deactivate your own account; ask another administrator."
    return ""


@transaction.atomic
def reactivate(*, person: User, by) -> User:
    """Open a closed account again, with the roles it had."""
    return _set_active(person, True, by)


def _set_active(person, active, by):
    _require_account(by, person)
    changes = _assign(person, {"is_active": active})
    if changes:
        person.save(update_fields=["is_active"])
        _record_person("reactivated" if active else "deactivated", person, by, changes)
    return person


# --- Roles ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def give_role(
    *, person: User, kind: RoleKind, by, alliance: Alliance | None = None, network: Network | None = None
) -> Role:
    """Give a person a role in an alliance or in one network of it; giving it again changes nothing.

    Only an administrator of that place may. Raises ValidationError unless exactly one place is named.
    """
    role = Role(user=person, kind=kind, alliance=alliance, network=network)
    role.clean_fields()
    role.validate_constraints(exclude={"user", "kind"})
    _require(by, *_place(role))
    found = Role.objects.filter(user=person, kind=kind, alliance=alliance, network=network).first()
    if found:
        return found
    role.save()
    _record_role("given the role", role, by)
    return role


@transaction.atomic
def take_role(*, role: Role, by) -> None:
    """Take a role away. Nobody takes away their own role of administrator: they could not give it back."""
    _require(by, *_place(role))
    if problem := cannot_take(role, by=by):
        raise ValidationError(problem)
    _record_role("lost the role", role, by)
    role.delete()


def cannot_take(role: Role, *, by) -> str:
    """Why a role cannot be taken away by this person, in a sentence; empty where it can."""
    if by is not None and by.pk == role.user_id and role.kind == RoleKind.ADMINISTRATOR and not by.is_superuser:
        return "You cannot take away your own role of administrator; ask another administrator."
    return ""


# --- Organisations ----------------------------------------------------------------------------------------------------


@transaction.atomic
def add(*, thing: models.Model, by) -> models.Model:
    """Add an alliance, network, provider, provider's alliance, tumour group, synonym, or anything that has an alliance.

    What is common to all alliances (alliances themselves, providers, tumour groups) is for superusers; a
    network, or a provider's alliance, is for administrators of that alliance.
    """
    _require(by, *_place(thing))
    _check(thing)
    thing.save(force_insert=True)
    _record("added", thing, by)
    return thing


@transaction.atomic
def revise(*, thing: models.Model, by) -> models.Model:
    """Save what was changed of one of these; for moving it to another alliance, `by` must be administrator of both."""
    stored = _stored(thing)
    _require(by, *_place(stored))
    if getattr(stored, "alliance_id", None) != getattr(thing, "alliance_id", None):
        _require(by, stored.alliance_id, None)
        _require(by, thing.alliance_id, None)
    changes = {
        field.name: (getattr(stored, field.name), getattr(thing, field.name))
        for field in thing._meta.concrete_fields
        if getattr(stored, field.attname) != getattr(thing, field.attname)
    }
    if isinstance(thing, Alliance) and set(changes) - {"name"} and not _scope(by).everywhere:
        raise PermissionDenied("Only a superuser can change an alliance's codes or nation.")
    if changes:
        _check(thing)
        thing.save(update_fields=list(changes))
        _record("revised", thing, by, changes)
    return thing


@transaction.atomic
def remove(*, thing: models.Model, by) -> None:
    """Delete one of these; raises ProtectedError where something depends on it. Alliances are for superusers."""
    _require(by, *((None, None) if isinstance(thing, Alliance) else _place(thing)))
    _record("removed", thing, by)
    thing.delete()


def overlapping(mapping: ProviderAlliance) -> str:
    """Why a provider's alliance cannot stand beside its others, in a sentence; empty where it can.

    A provider belongs to one alliance at a time, or its figures would count twice.
    """
    others = ProviderAlliance.objects.filter(provider=mapping.provider_id).exclude(pk=mapping.pk)
    others = others.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=mapping.valid_from))
    if mapping.valid_until:
        others = others.filter(valid_from__lte=mapping.valid_until)
    other = others.select_related("alliance").first()
    if other is None:
        return ""
    until = f"until {other.valid_until:%-d %B %Y}" if other.valid_until else "until further notice"
    return f"It belongs to {other.alliance} from {other.valid_from:%-d %B %Y} {until}. End that first."


def _check(thing):
    thing.full_clean()
    if isinstance(thing, ProviderAlliance) and (problem := overlapping(thing)):
        raise ValidationError(problem)


# --- Who may, and what is written -------------------------------------------------------------------------------------


def _scope(by):
    return scope(by, MANAGE) if by is not None else _EVERYWHERE


def _require(by, alliance_id, network_id):
    where = _scope(by)
    allowed = where.everywhere if alliance_id is None else where.covers(alliance_id=alliance_id, network_id=network_id)
    if not allowed:
        raise PermissionDenied(f"You need a role there that lets you {MANAGE.value}.")


def _require_account(by, person):
    if by is not None and not may_manage_account(by, person):
        raise PermissionDenied("This person also works where you are not an administrator; ask a superuser.")


def _place(thing) -> tuple[int | None, int | None]:
    """Where a thing belongs: (alliance id, network id); (None, None) for what is common to all."""
    if isinstance(thing, Alliance):
        return thing.pk, None
    if isinstance(thing, Network):
        return thing.alliance_id, thing.pk
    if isinstance(thing, Role) and thing.network is not None:
        return thing.network.alliance_id, thing.network_id
    return getattr(thing, "alliance_id", None), None


def _stored(thing):
    return type(thing)._default_manager.get(pk=thing.pk)


def _assign(thing, values):
    stored = _stored(thing)
    changes = {}
    for name, value in values.items():
        setattr(thing, name, value)
        if getattr(stored, name) != value:
            changes[name] = (getattr(stored, name), value)
    return changes


def _record(verb, thing, by, changes=None):
    audit.record(audit.Change(verb, thing, changes or {}, alliance_id=_place(thing)[0]), by=by)


def _record_role(verb, role, by):
    place = role.network or role.alliance
    audit.record(
        audit.Change(verb, role.user, alliance_id=_place(role)[0], note=f"{RoleKind(role.kind).label}, {place}"),
        by=by,
    )


def _record_person(verb, person, by, changes=None):
    """One row for each alliance in which the person has a role, so that its administrators can read it."""
    rows = person.roles.values_list("alliance_id", "network__alliance_id")
    alliances = sorted({a or na for a, na in rows}) or [None]
    audit.record(*(audit.Change(verb, person, changes or {}, alliance_id=a) for a in alliances), by=by)
