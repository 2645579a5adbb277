"""Flagging milestones whose quarter or date has passed, and telling their leads once: as for actions."""

from collections import defaultdict
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Count, F, IntegerField, Q, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from alliance.models import DeliveryState, Milestone, MilestoneOverdueFlag
from core.periods import FinancialYear
from organisations.grants import RoleKind
from organisations.models import Role, User
from workplans.flagging import Flagging, Flags, late_in_words, put_messages, told_today

LISTED = 25


@transaction.atomic
def flag_overdue_milestones(*, on: date) -> Flagging:
    """Flag newly overdue milestones, once for each milestone and date, and clear the flags of what is done or moved.

    A constant number of statements however many there are. Who is told is the account of the deliverable's lead
    contact; where there is none, the workstream's programme lead; where there is none either, every programme lead of
    the alliance. One message for each of them names what is new since the last run; where somebody was told today
    already, what has turned up since waits for tomorrow, and where there is nobody to tell, the flags wait for the
    first.
    """
    cleared = _FLAGS.settle(on=on)
    new = _new_by_place(on)
    people = _people(new) if new else {}
    told = told_today(_key(on)) if new else frozenset()
    reached = [place for place in new if (some := people[place]) and told.isdisjoint(email for email, _ in some)]
    where = _in_places(reached) if reached else None
    raised = _FLAGS.raise_missing(on=on, told=where) if new else 0
    if where is not None:
        _FLAGS.note_told(_late(on).filter(where))
    sections = defaultdict(list)
    for place in reached:
        for person in people[place]:
            sections[person].append(_section(new[place], on))
    told = put_messages(sections, key=_key(on), subject="Newly overdue milestones")
    return Flagging(raised=raised, cleared=cleared, told=told)


def _late(on):
    """What is overdue in plans that are not closed, with the account that is told of it first (None where none is)."""
    active = "deliverable__{}__is_active"
    return (
        Milestone.objects.overdue(on=on)
        .exclude(plan__state=DeliveryState.CLOSED)
        .annotate(
            teller=Case(
                When(**{active.format("lead"): True}, then=F("deliverable__lead")),
                When(**{active.format("workstream__lead"): True}, then=F("deliverable__workstream__lead")),
                default=None,
                output_field=IntegerField(),
            )
        )
        .order_by()
    )


_FLAGS = Flags(MilestoneOverdueFlag, "milestone", _late)


def _in_places(places) -> Q:
    """The milestones of places: a plan, and who is told there (None: the alliance's programme leads)."""
    where = Q(pk__in=[])
    for plan, teller in places:
        own = Q(teller=teller) if teller is not None else Q(teller__isnull=True)
        where |= Q(plan=plan) & own
    return where


def _new_by_place(on):
    """By plan and who is told, the first LISTED rows of what nobody has been told of, each with the place's total."""
    untold = _FLAGS.untold(on=on)
    if untold is None:
        return {}
    place = [F("plan"), F("teller")]
    rows = (
        untold.annotate(
            total=Window(Count("pk"), partition_by=place),
            rank=Window(RowNumber(), partition_by=place, order_by=[F("due_latest"), F("pk")]),
        )
        .filter(rank__lte=LISTED)
        .order_by("plan", "teller", "rank")
        .values(
            "plan", "teller", "total", "due_latest", "due_text", "text", "deliverable__number", "quarter",
            "deliverable__lead_name", "plan__year", "plan__alliance", "plan__alliance__code", "plan__alliance__name",
        )
    )  # fmt: skip
    found = defaultdict(list)
    for row in rows:
        found[row["plan"], row["teller"]].append(row)
    return found


def _people(new):
    """By place: the (address, name) of those who are told."""
    accounts = {
        pk: (email, name)
        for pk, email, name in User.objects.filter(pk__in={teller for _, teller in new if teller}).values_list(
            "pk", "email", "name"
        )
    }
    leads = defaultdict(set)
    for alliance, email, name in Role.objects.filter(
        kind=RoleKind.PROGRAMME_LEAD, user__is_active=True, alliance__isnull=False
    ).values_list("alliance", "user__email", "user__name"):
        leads[alliance].add((email, name))
    return {
        (plan, teller): [accounts[teller]] if teller else sorted(leads[rows[0]["plan__alliance"]])
        for (plan, teller), rows in new.items()
    }


def _key(on):
    """How the messages of a day begin; the address follows."""
    return f"overdue milestones:{on}:"


def _section(rows, on) -> str:
    first = rows[0]
    year = FinancialYear(first["plan__year"])
    lines = [f"{first['plan__alliance__name']} {year}: {first['total']} newly overdue"]
    for row in rows:
        lead = f", {row['deliverable__lead_name']}" if row["deliverable__lead_name"] else ""
        lines.append(
            f"- {row['deliverable__number']}, Q{row['quarter']}: {row['text'][:120]} (due {row['due_text']}, "
            f"{late_in_words(row['due_latest'], on)}{lead})"
        )
    if first["total"] > len(rows):
        lines.append(f"- and {first['total'] - len(rows)} more")
    address = reverse("delivery:grid", args=[first["plan__alliance__code"], first["plan__year"]])
    lines.append(f"{settings.SITE_URL}{address}?overdue=1")
    return "\n".join(lines)
