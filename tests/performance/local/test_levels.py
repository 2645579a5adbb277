"""The page of baselines and ceilings: who sees and sets them, what is said, what is hidden."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from organisations.grants import RoleKind
from performance.models import LocalLevel
from tests.factories import TODAY, AllianceFactory, someone
from tests.performance.local.places import a_place, level, levels

pytestmark = pytest.mark.django_db
FORM = {
    "what": "backlog-62/", "provider": "", "group": "lung", "frequency": "week", "level": "ceiling", "value": "6.4",
    "unit": "share", "since": "01/04/2026", "until": "31/03/2027", "source": "Planning letter",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def place():
    place = a_place()
    levels(
        place,
        level("backlog-104", 3, place.east),
        level("backlog-104", 40, place.west),
        level("backlog-62", 6.4, of="ceiling", per_cent=True),
        level("referrals", 500, since=date(2025, 4, 1), valid_until=date(2026, 3, 31), source="Mean of ten weeks"),
    )
    return place


ADDRESS = "/local-figures/wessex/levels/"


@pytest.mark.parametrize("kind", RoleKind)
def test_each_role(client, place, kind):
    assert reverse("local:levels", args=["wessex"]) == ADDRESS
    client.force_login(someone(kind, place.alliance))
    reads, sets = kind != RoleKind.ACTION_LEAD, kind not in (RoleKind.ACTION_LEAD, RoleKind.BOARD_MEMBER)
    page = client.get(ADDRESS)
    assert page.status_code == (200 if reads else 404)
    assert ("Add one" in page.content.decode()) is sets
    assert client.post(ADDRESS, FORM).status_code == (302 if sets else 403 if reads else 404)
    assert LocalLevel.objects.count() == (5 if sets else 4)
    client.force_login(someone(kind, AllianceFactory()))
    assert client.get(ADDRESS).status_code == 404


def shown(client):
    lines = client.get(ADDRESS).context["levels"]
    return [(line.what, line.where, line.level, line.value, line.in_force) for line in lines]


def test_what_is_shown_to_whom(client, place):
    client.force_login(someone(RoleKind.ANALYST, place.alliance))
    assert shown(client) == [
        ("Waiting over 104 days", "East Hospitals", "Baseline", "3", True),
        ("Waiting over 104 days", "West Hospitals", "Baseline", "40", True),
        ("Waiting over 62 days", "The whole alliance", "Ceiling", "6.4% of the list", True),
        ("Urgent suspected cancer referrals", "The whole alliance", "Baseline", "500", False),
    ]
    client.force_login(someone(RoleKind.BOARD_MEMBER, place.alliance))
    assert [line[3] for line in shown(client)] == ["*", "*", "6.4% of the list", "500"]


def test_one_is_added_then_changed(client, place):
    client.force_login(someone(RoleKind.ANALYST, place.alliance))
    assert "The ceiling is added." in client.post(ADDRESS, FORM, follow=True).content.decode()
    row = LocalLevel.objects.get(series__tumour_group=place.lung)
    assert (str(row.value), row.per_cent, row.valid_until) == ("6.40", True, date(2027, 3, 31))
    assert row.source == "Planning letter"
    assert "stands already" in client.post(ADDRESS, FORM, follow=True).content.decode()
    assert "is changed" in client.post(ADDRESS, FORM | {"value": "6"}, follow=True).content.decode()
    assert LocalLevel.objects.count() == 5


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"what": ""}, "what"),
        ({"value": ""}, "value"),
        ({"value": "many"}, "value"),
        ({"value": "-1"}, "value"),
        ({"since": "soon"}, "since"),
        ({"since": ""}, "since"),
        ({"until": "later"}, "until"),
        ({"level": "baseline"}, "unit"),
        ({"value": "101"}, "__all__"),
        ({"until": "31/03/2026"}, "__all__"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client, place, wrong, field):
    client.force_login(someone(RoleKind.ANALYST, place.alliance))
    response = client.post(ADDRESS, FORM | wrong)
    assert list(response.context["form"].errors) == [field]
    assert LocalLevel.objects.count() == 4


def test_no_level_yet(client):
    place = a_place(code="kent")
    client.force_login(someone(RoleKind.BOARD_MEMBER, place.alliance))
    assert "No baselines or ceilings yet" in client.get(reverse("local:levels", args=["kent"])).content.decode()
