"""Reminding of risks whose review is overdue: once for each risk and review date."""

from collections import defaultdict
from datetime import date

from django.conf import settings
from django.db import transaction

from alliance.models import Risk
from core import outbox
from organisations.grants import RoleKind
from organisations.models import Role


@transaction.atomic
def remind_of_reviews(*, on: date) -> int:
    """Put a message into the outbox for the owner of each open risk whose day of review has passed.

    A risk whose owner has no account goes to those who manage its network, else to the alliance's programme leads. Run
    twice, or after some missed days, it says nothing twice; a new review date that passes is told anew. Two
    statements and the messages. Returns how many people are written to.
    """
    risks = list(Risk.objects.review_overdue(on=on).select_related("alliance", "owner").order_by("review_on", "pk"))
    if not risks:
        return 0
    managers = _managers({risk.alliance_id for risk in risks})
    messages = [_message(risk, person) for risk in risks for person in _whom(risk, managers)]
    known = set(
        outbox.EmailOutbox.objects.filter(dedupe_key__in=[m.key for m in messages]).values_list("dedupe_key", flat=True)
    )
    new = [message for message in messages if message.key not in known]
    outbox.put(new)
    return len({message.to for message in new})


def _whom(risk, managers):
    if risk.owner and risk.owner.is_active:
        return [(risk.owner.email, risk.owner.name)]
    own = managers[RoleKind.NETWORK_MANAGER, risk.network_id] if risk.network_id else ()
    return own or managers[RoleKind.PROGRAMME_LEAD, risk.alliance_id]


def _managers(alliances):
    """By kind and place: the (address, name) of network managers of networks and programme leads of alliances."""
    found = defaultdict(list)
    rows = Role.objects.filter(kind__in=[RoleKind.NETWORK_MANAGER, RoleKind.PROGRAMME_LEAD], user__is_active=True)
    for kind, alliance, network, email, name in rows.order_by("user__email").values_list(
        "kind", "alliance", "network", "user__email", "user__name"
    ):
        if kind == RoleKind.NETWORK_MANAGER and network:
            found[kind, network].append((email, name))
        elif kind == RoleKind.PROGRAMME_LEAD and alliance in alliances:
            found[kind, alliance].append((email, name))
    return found


def _message(risk, person):
    email, name = person
    return outbox.Message(
        key=f"risk-review:{risk.pk}:{risk.review_on}:{email}",
        to=email,
        subject=f"Review of risk {risk.reference} is overdue",
        body=(
            f"Dear {name},\n\nThe review of risk {risk.reference}, {risk.title}, was due on "
            f"{risk.review_on:%-d %B %Y}. Score it as it stands today and choose the next day of review, "
            f"or close it:\n\n{settings.SITE_URL}{risk.get_absolute_url()}\n\n"
            "You get this message once for each day of review.\n"
        ),
    )
