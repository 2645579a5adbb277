"""Flagging what has become overdue, and telling the managers once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, Count, DateField, Exists, ExpressionWrapper, F, OuterRef, Q, Value, Window
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
    since the last run: a run repeated on the same day says nothing, a run after a missed week says all of it. Where
    nobody manages a network its flags wait, untold, for the first who does; where somebody was told today already,
    what has turned up since waits for tomorrow. Flags and messages stand in one transaction, so a run that is killed
    half-way has done nothing.
    """
    flags = OverdueFlag.objects
    late = _late(on).filter(pk=OuterRef("action"), due_latest=OuterRef("due_latest"))
    cleared = flags.filter(~Exists(late), cleared_on__isnull=True).update(cleared_on=on)
    # Work that was finished and reopened: the old flag stands again, and nobody is told twice.
    flags.filter(Exists(late), cleared_on__isnull=False).update(cleared_on=None)
    managers = _managers()
    new = _new_by_network(on)
    told_today = _told_already(on) if new else frozenset()
    managed = [
        network
        for network, rows in new.items()
        if (people := managers(rows[0])) and told_today.isdisjoint(email for email, _ in people)
    ]
    raised = _raise_flags(on, told_in=managed) if new else 0
    flags.filter(told=False, cleared_on__isnull=True, action__plan__network__in=managed).update(told=True)
    told = _tell({network: (managers(rows[0]), rows) for network, rows in new.items() if network in managed}, on)
    return Flagging(raised=raised, cleared=cleared, told=told)


def _late(on):
    return Action.objects.overdue(on=on).exclude(plan__state=PlanState.CLOSED).order_by()


def _flag_of_action(**facts):
    return Exists(OverdueFlag.objects.filter(action=OuterRef("pk"), due_latest=OuterRef("due_latest"), **facts))


def _raise_flags(on, *, told_in) -> int:
    """Insert the missing flags straight from the query; returns how many."""
    return insert_from_query(
        OverdueFlag,
        ["action", "due_latest", "flagged_on", "told"],
        _late(on)
        .filter(~_flag_of_action())
        .annotate(
            day=Value(on, DateField()),
            is_told=ExpressionWrapper(Q(plan__network__in=told_in), BooleanField()) if told_in else Value(False),
        )
        .values_list("pk", "due_latest", "day", "is_told"),
    )


def _new_by_network(on):
    """By network, the first LISTED rows of what nobody has been told of, each with the network's total."""
    # Asked first because most runs find nothing, and these two need no more than an index each.
    waiting = OverdueFlag.objects.filter(told=False, cleared_on__isnull=True).exists()
    if not waiting and not _late(on).filter(~_flag_of_action()).exists():
        return {}
    rows = (
        _late(on)
        .filter(~_flag_of_action(told=True) if waiting else ~_flag_of_action())
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


def _tell(news, on) -> int:
    """Put one message into the outbox for each manager; `news` has (managers, rows) by network. Returns how many."""
    sections = defaultdict(list)
    for managers, rows in news.values():
        for manager in managers:
            sections[manager].append(_section(rows, on))
    outbox.put(
        outbox.Message(
            key=_key(on) + email,
            to=email,
            subject="Newly overdue actions",
            body=f"Dear {name},\n\n"
            + "\n\n".join(parts)
            + "\n\nYou get one message a day, and only when something is new.\n",
        )
        for (email, name), parts in sections.items()
    )
    return len(sections)


def _key(on):
    """How the messages of a day begin; the address follows."""
    return f"overdue:{on}:"


def _told_already(on) -> frozenset[str]:
    """The addresses that have had their message of the day."""
    return frozenset(outbox.EmailOutbox.objects.filter(dedupe_key__startswith=_key(on)).values_list("to", flat=True))


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
        late = (on - row["due_latest"]).days
        lines.append(
            f"- {row['number']} {row['text'][:120]} (due {row['due_text']}, "
            f"{late} {'day' if late == 1 else 'days'} late{lead})"
        )
    if first["total"] > len(rows):
        lines.append(f"- and {first['total'] - len(rows)} more")
    lines.append(
        settings.SITE_URL
        + reverse("workplans:plan", args=[first["plan__network__code"], first["plan__year"]])
        + "?overdue=1"
    )
    return "\n".join(lines)
