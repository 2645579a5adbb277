"""Flagging what has become overdue, and telling the managers once."""

from collections import defaultdict
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from organisations.grants import RoleKind
from organisations.models import Role
from workplans.flagging import Flagging, Flags, late_in_words, put_messages, told_today
from workplans.models import Action, ActionLead, OverdueFlag, PlanState

LISTED = 25


@transaction.atomic
def flag_overdue(*, on: date) -> Flagging:
    """Flag newly overdue actions, once for each action and due date, and clear the flags of what is done or moved.

    A constant number of statements however many actions there are. One message for each manager names what is new
    since the last run: a run repeated on the same day says nothing, a run after a missed week says all of it. Where
    nobody manages a network its flags wait, untold, for the first who does; where somebody was told today already,
    what has turned up since waits for tomorrow. Flags and messages stand in one transaction, so a run that is killed
    half-way has done nothing.
    """
    cleared = _FLAGS.settle(on=on)
    managers = _managers()
    new = _new_by_network(on)
    told = told_today(_key(on)) if new else frozenset()
    managed = [
        network
        for network, rows in new.items()
        if (people := managers(rows[0])) and told.isdisjoint(email for email, _ in people)
    ]
    raised = _FLAGS.raise_missing(on=on, told=Q(plan__network__in=managed) if managed else None) if new else 0
    _FLAGS.note_told(Action.objects.filter(plan__network__in=managed))
    sections = defaultdict(list)
    for network in managed:
        for manager in managers(new[network][0]):
            sections[manager].append(_section(new[network], on))
    told = put_messages(sections, key=_key(on), subject="Newly overdue actions")
    return Flagging(raised=raised, cleared=cleared, told=told)


def _late(on):
    return Action.objects.overdue(on=on).exclude(plan__state=PlanState.CLOSED).order_by()


_FLAGS = Flags(OverdueFlag, "action", _late)


def _new_by_network(on):
    """By network, the first LISTED rows of what nobody has been told of, each with the network's total."""
    untold = _FLAGS.untold(on=on)
    if untold is None:
        return {}
    rows = (
        untold
        .annotate(
            network=F("plan__network"),
            total=Window(Count("pk"), partition_by=[F("network")]),
            rank=Window(RowNumber(), partition_by=[F("network")], order_by=[F("due_latest"), F("pk")]),
            lead=ActionLead.objects.filter(action=OuterRef("pk"), accountable=True).order_by().values("lead__name")[:1],
        )
        .filter(rank__lte=LISTED)
        .order_by("network", "rank")
        .values(
            "network", "total", "due_latest", "lead", "number", "text", "due_text", "plan__year",
            "plan__network__name", "plan__network__code", "plan__network__alliance",
        )
    )  # fmt: skip
    found = defaultdict(list)
    for row in rows:
        found[row["network"]].append(row)
    return found


def _key(on):
    """How the messages of a day begin; the address follows."""
    return f"overdue:{on}:"


def _managers():
    """A function from a row to the (address, name) of its network's managers.

    Where a network has none, its alliance's programme leads.
    """
    by_place = defaultdict(set)
    for kind, alliance, network, email, name in Role.objects.filter(
        kind__in=[RoleKind.NETWORK_MANAGER, RoleKind.PROGRAMME_LEAD], user__is_active=True
    ).values_list("kind", "alliance", "network", "user__email", "user__name"):
        by_place[kind, "alliance", alliance].add((email, name))
        by_place[kind, "network", network].add((email, name))

    def of(row):
        for kind in (RoleKind.NETWORK_MANAGER, RoleKind.PROGRAMME_LEAD):
            places = (("network", row["network"]), ("alliance", row["plan__network__alliance"]))
            if people := set().union(*(by_place.get((kind, *place), ()) for place in places)):
                return sorted(people)
        return []

    return of


def _section(rows, on) -> str:
    first = rows[0]
    lines = [f"{first['plan__network__name']}: {first['total']} newly overdue"]
    for row in rows:
        lead = f", {row['lead']}" if row["lead"] else ""
        lines.append(
            f"- {row['number']} {row['text'][:120]} (due {row['due_text']}, "
            f"{late_in_words(row['due_latest'], on)}{lead})"
        )
    if first["total"] > len(rows):
        lines.append(f"- and {first['total'] - len(rows)} more")
    lines.append(
        settings.SITE_URL
        + reverse("workplans:plan", args=[first["plan__network__code"], first["plan__year"]])
        + "?overdue=1"
    )
    return "\n".join(lines)
