"""A network's directory of leads: who leads how much, who is linked to an account, which names look like one."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Count, Q

from core.paging import page_of
from workplans import progress
from workplans.models import Lead

PAGE_SIZE = 100
ALIKE = 0.8

_OPEN = Q(action_leads__action__status__in=progress.OPEN)


@dataclass(frozen=True, slots=True)
class LeadLine:
    """A lead of the directory; `account` is the name of the person it is linked to, or ""."""

    pk: int
    name: str
    kind: str
    account: str
    open_actions: int
    actions: int


@dataclass(frozen=True)
class Directory:
    """One page of a network's leads, by name; `previous` and `next` as core.paging.Page has them."""

    lines: list[LeadLine]
    previous: str
    next: str


def read_directory(network, *, after="", before="") -> Directory:
    """One statement."""
    page = page_of(
        _counted(Lead.objects.filter(network=network)),
        key=("name", "id"),
        fields=("kind", "user__name", "user__email", "open_number", "number"),
        size=PAGE_SIZE,
        after=after,
        before=before,
    )
    lines = [
        LeadLine(pk, name, Lead(kind=kind).get_kind_display(), person or email or "", open_actions, actions)
        for name, pk, kind, person, email, open_actions, actions in page.rows
    ]
    return Directory(lines, page.previous, page.next)


def _counted(leads):
    return leads.annotate(open_number=Count("action_leads", filter=_OPEN), number=Count("action_leads"))


def actions_of(lead) -> tuple[int, int]:
    """How many open actions a lead has, and how many in all."""
    return _counted(Lead.objects.filter(pk=lead.pk)).values_list("open_number", "number").get()


def others(lead) -> list[tuple[int, str]]:
    """The other leads of the network as (id, name): those whose names look like this one first, then by name."""
    rows = Lead.objects.filter(network=lead.network_id).exclude(pk=lead.pk).order_by("name").values_list("pk", "name")
    return sorted(rows, key=lambda row: not looks_like(row[1], lead.name))


def looks_like(name: str, other: str) -> bool:
    """Whether two names may be two spellings of one: "MCN Manager" and "MCN&I Manager"."""
    return SequenceMatcher(None, name.casefold(), other.casefold()).ratio() >= ALIKE
