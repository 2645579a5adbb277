"""Flagging what has become overdue, and telling the managers once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, Count, DateField, Exists, F, OuterRef, Value, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from core import outbox
from core.staging import insert_from_query
from organisations.grants import RoleKind
from organisations.models import Role
from workplans.models import Action, ActionLead, OverdueFlag, PlanState

LISTED = 25


@dataclass(frozen=True)
class Flagging:
    """What one run did: flags raised and cleared, managers told."""

    raised: int
    cleared: int
    told: int


@transaction.atomic
def flag_overdue(*, on: date) -> Flagging:
    """Flag newly overdue actions, once for each action and due date, and clear the flags of what is done or moved.

    A constant number of statements however many actions there are. One message for each manager names what is new
    since the last run: a run repeated on the same day says nothing, a run after a missed week says all of it.
    Flags and messages stand in one transaction, so a run that is killed half-way has done nothing.
    """
    flags = OverdueFlag.objects
    late = _late(on).filter(pk=OuterRef("action"), due_latest=OuterRef("due_latest"))
    cleared = flags.filter(~Exists(late), cleared_on__isnull=True).update(cleared_on=on)
    # Work that was finished and reopened: the old flag stands again, and nobody is told twice.
    flags.filter(Exists(late), cleared_on__isnull=False).update(cleared_on=None)
    raised = insert_from_query(
        OverdueFlag,
        ["action", "due_latest", "flagged_on", "told"],
        _late(on)
        .filter(~Exists(flags.filter(action=OuterRef("pk"), due_latest=OuterRef("due_latest"))))
        .annotate(day=Value(on, DateField()), told=Value(False, BooleanField()))
        .order_by()
        .values_list("pk", "due_latest", "day", "told"),
    )
    return Flagging(raised=raised, cleared=cleared, told=_tell_managers(on))


def _late(on):
    return Action.objects.overdue(on=on).exclude(plan__state=PlanState.CLOSED)


def _tell_managers(on) -> int:
    """Put one message into the outbox for each manager of a network with new flags; returns how many."""
    new = OverdueFlag.objects.filter(told=False, cleared_on__isnull=True)
    accountable = ActionLead.objects.filter(action=OuterRef("action"), accountable=True).values("lead__name")[:1]
    rows = (
        new.annotate(
            network=F("action__plan__network"),
            total=Window(Count("pk"), partition_by=[F("network")]),
            rank=Window(RowNumber(), partition_by=[F("network")], order_by=[F("due_latest"), F("action")]),
            lead=accountable,
        )
        .filter(rank__lte=LISTED)
        .order_by("network", "rank")
        .values(
            "network", "total", "due_latest", "lead", "action__number", "action__text", "action__due_text",
            "action__plan__year", "action__plan__network__name", "action__plan__network__code",
            "action__plan__network__alliance",
        )
    )  # fmt: skip
    by_network = defaultdict(list)
    for row in rows:
        by_network[row["network"]].append(row)
    if not by_network:
        return 0
    sections = defaultdict(list)
    managers_of = _managers(by_network)
    for network, managers in managers_of.items():
        for manager in managers:
            sections[manager].append(_section(by_network[network], on))
    outbox.put(
        outbox.Message(
            key=f"overdue:{on}:{email}",
            to=email,
            subject="Newly overdue actions",
            body=f"Dear {name},\n\n"
            + "\n\n".join(parts)
            + "\n\nYou get one message a day, and only when something is new.\n",
        )
        for (email, name), parts in sections.items()
    )
    # Where nobody manages a network its flags wait, untold, for the first who does.
    new.filter(action__plan__network__in=managers_of).update(told=True)
    return len(sections)


def _managers(by_network):
    """By network: (address, name) of its managers; where it has none, the alliance's programme leads."""
    alliances = {n: rows[0]["action__plan__network__alliance"] for n, rows in by_network.items()}
    roles = list(
        Role.objects.filter(kind__in=[RoleKind.NETWORK_MANAGER, RoleKind.PROGRAMME_LEAD], user__is_active=True)
        .order_by("user__email")
        .values_list("kind", "alliance", "network", "user__email", "user__name")
    )
    found = {}
    for network, alliance in alliances.items():
        for kind in (RoleKind.NETWORK_MANAGER, RoleKind.PROGRAMME_LEAD):
            people = {
                (email, name) for k, a, n, email, name in roles if k == kind and (n == network or (a and a == alliance))
            }
            if people:
                found[network] = people
                break
    return found


def _section(rows, on) -> str:
    first = rows[0]
    lines = [f"{first['action__plan__network__name']}: {first['total']} newly overdue"]
    for row in rows:
        lead = f", {row['lead']}" if row["lead"] else ""
        late = (on - row["due_latest"]).days
        lines.append(
            f"- {row['action__number']} {row['action__text'][:120]} (due {row['action__due_text']}, "
            f"{late} {'day' if late == 1 else 'days'} late{lead})"
        )
    if first["total"] > len(rows):
        lines.append(f"- and {first['total'] - len(rows)} more")
    lines.append(
        settings.SITE_URL
        + reverse("workplans:plan", args=[first["action__plan__network__code"], first["action__plan__year"]])
        + "?overdue=1"
    )
    return "\n".join(lines)
