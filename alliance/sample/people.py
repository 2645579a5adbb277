"""The accounts of the sample alliances, what each may do and where, and which leads of the plans they are."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from alliance.sample import SAMPLE_PASSWORD
from organisations import operations
from organisations.grants import RoleKind
from organisations.models import Alliance, Network, User

K = RoleKind
WESSEX, WOSCAN = "wessex", "woscan"


@dataclass(frozen=True)
class Account:
    """An account: `roles` as pairs of kind and place (the code of an alliance or network), `leads` as the names of
    leads it is linked to in the networks of its roles."""

    email: str
    name: str
    roles: tuple[tuple[RoleKind, str], ...] = ()
    leads: tuple[str, ...] = ()
    job_title: str = ""
    is_superuser: bool = False


def _manager(address, name, network, *leads):
    return Account(address, name, ((K.NETWORK_MANAGER, network),), leads, "Network manager")


ACCOUNTS = (
    Account("admin@example.nhs.uk", "Service Administrator", job_title="Looks after the service", is_superuser=True),
    Account("administrator@wessex.example.nhs.uk", "Wessex Administrator", ((K.ADMINISTRATOR, WESSEX),)),
    Account("programme.lead@wessex.example.nhs.uk", "Wessex Programme Lead", ((K.PROGRAMME_LEAD, WESSEX),)),
    Account(
        "earlier.diagnosis@wessex.example.nhs.uk", "Earlier Diagnosis Programme Lead", ((K.PROGRAMME_LEAD, WESSEX),)
    ),
    Account("treatment@wessex.example.nhs.uk", "Treatment Programme Lead", ((K.PROGRAMME_LEAD, WESSEX),)),
    Account(
        "personalised.care@wessex.example.nhs.uk", "Personalised Care Programme Lead", ((K.PROGRAMME_LEAD, WESSEX),)
    ),
    _manager("manager@wessex.example.nhs.uk", "Lung Network Manager", "wessex-lung", "Network Manager"),
    _manager(
        "manager.hn@wessex.example.nhs.uk", "Head and Neck Network Manager", "wessex-head-neck", "Network Manager"
    ),
    _manager("manager.urology@wessex.example.nhs.uk", "Urology Network Manager", "wessex-urology", "Network Manager"),
    _manager("manager.breast@wessex.example.nhs.uk", "Breast Network Manager", "wessex-breast", "Network Manager"),
    Account(
        "lead@wessex.example.nhs.uk",
        "Lung Clinical Lead",
        ((K.ACTION_LEAD, "wessex-lung"), (K.ACTION_LEAD, "wessex-head-neck")),
        ("Clinical Lead",),
        "Respiratory physician",
    ),
    Account("analyst@wessex.example.nhs.uk", "Wessex Analyst", ((K.ANALYST, WESSEX),), ("Data Manager",)),
    Account("board@wessex.example.nhs.uk", "Wessex Board Member", ((K.BOARD_MEMBER, WESSEX),)),
    Account("administrator@woscan.example.nhs.uk", "West of Scotland Administrator", ((K.ADMINISTRATOR, WOSCAN),)),
    Account("programme.lead@woscan.example.nhs.uk", "West of Scotland Programme Lead", ((K.PROGRAMME_LEAD, WOSCAN),)),
    _manager("manager@woscan.example.nhs.uk", "Head and Neck MCN Manager", "woscan-head-neck", "MCN Manager"),
    _manager("manager.crc@woscan.example.nhs.uk", "Colorectal MCN Manager", "woscan-colorectal", "MCN Manager"),
    Account(
        "lead@woscan.example.nhs.uk",
        "Head and Neck MCN Clinical Lead",
        ((K.ACTION_LEAD, "woscan-head-neck"),),
        ("MCN Clinical Lead",),
        "Consultant surgeon",
    ),
    Account(
        "analyst@woscan.example.nhs.uk", "West of Scotland Analyst", ((K.ANALYST, WOSCAN),), ("Information Analyst",)
    ),
    Account("board@woscan.example.nhs.uk", "West of Scotland Board Member", ((K.BOARD_MEMBER, WOSCAN),)),
)


def add_people() -> dict[str, User]:
    """Make the accounts with their roles, all with the known password; returns them by address."""
    places = {place.code: place for model in (Alliance, Network) for place in model.objects.all()}
    people = {}
    for account in ACCOUNTS:
        person = operations.add_person(
            email=account.email,
            name=account.name,
            job_title=account.job_title,
            is_superuser=account.is_superuser,
            by=None,
        )
        for kind, code in account.roles:
            place = places[code]
            where = {"network": place} if isinstance(place, Network) else {"alliance": place}
            operations.give_role(person=person, kind=kind, by=None, **where)
        people[account.email] = person
    # One hash for all: each costs half a second by design.
    User.objects.filter(email__in=people).update(password=make_password(SAMPLE_PASSWORD))
    return people
