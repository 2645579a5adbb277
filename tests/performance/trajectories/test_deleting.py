"""Deleting a trajectory: who may, what is asked first, what goes, and what the audit keeps."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.audit import AuditEvent
from organisations.grants import RoleKind
from performance.models import Trajectory, TrajectoryPoint, TrajectoryRevision
from performance.trajectories.operations import delete_trajectory, set_trajectory
from tests.factories import AllianceFactory, NetworkFactory, UserFactory, someone
from tests.performance.local.places import a_place

pytestmark = pytest.mark.django_db
SEP, OCT = date(2026, 9, 1), date(2026, 10, 1)
WHY = {"reason": "Planned twice"}


@pytest.fixture
def place():
    return a_place()


@pytest.fixture
def row(place):
    """Two months of a plan, of which one was planned otherwise before."""
    facts = {"alliance": place.alliance, "measure": "62d", "by": None}
    set_trajectory(planned={SEP: Decimal(70), OCT: Decimal(72)}, target=Decimal(75), source="Board, May", **facts)
    return set_trajectory(planned={OCT: Decimal(73)}, reason="A ward is shut", **facts)


@pytest.fixture
def other(place):
    """A plan that stays."""
    return set_trajectory(alliance=place.alliance, measure="28d", planned={SEP: Decimal(75)}, by=None)


def address(row, page="delete"):
    return reverse(f"trajectories:{page}", args=[row.alliance.code, row.pk])


def test_it_goes_whole_and_the_audit_keeps_every_value(place, row, other):
    person = someone(RoleKind.ANALYST, place.alliance)
    label = str(row)
    delete_trajectory(trajectory=row, by=person, reason=" Planned\ntwice ")
    assert list(Trajectory.objects.all()) == [other]
    assert [p.trajectory for p in TrajectoryPoint.objects.all()] == [other]
    assert not TrajectoryRevision.objects.exists()
    event = AuditEvent.objects.get(verb="deleted")
    assert (event.subject_label, event.actor_label, event.alliance_id) == (label, str(person), place.alliance.pk)
    assert event.note == "Planned twice"
    assert event.changes == {
        "measure": ["62d", None],
        "unit": ["%", None],
        "frequency": ["month", None],
        "target": ["75.00", None],
        "source": ["Board, May", None],
        "planned 2026-09": ["70.00", None],
        "planned 2026-10": ["73.00", None],
    }
    before = AuditEvent.objects.about(Trajectory(pk=event.subject_id)).get(verb="changed")
    assert (before.changes, before.note) == ({"planned 2026-10": ["72.00", "73"]}, "A ward is shut")


def test_typed_actual_values_are_kept_by_the_audit_too(place):
    row = set_trajectory(
        alliance=place.alliance, measure="local", title="FIT", unit="%", more_is_better=True, by=None,
        planned={SEP: Decimal(80)}, actuals={SEP: Decimal(78)},
    )  # fmt: skip
    delete_trajectory(trajectory=row, by=None, reason="Gone")
    assert AuditEvent.objects.get(verb="deleted").changes["actual 2026-09"] == ["78.00", None]


def test_without_a_reason_nothing_goes(row):
    with pytest.raises(ValidationError, match="Say why"):
        delete_trajectory(trajectory=row, by=None, reason="  ")
    assert row.points.count() == 2


def test_the_same_may_be_planned_again(place, row):
    delete_trajectory(trajectory=row, by=None, reason="Again")
    again = set_trajectory(alliance=place.alliance, measure="62d", planned={SEP: Decimal(71)}, by=None)
    assert not again.revisions.exists()


@pytest.mark.parametrize("kind", RoleKind)
def test_each_role(client, place, row, kind):
    """As for editing it, both on its page and through the verb."""
    person = someone(kind, place.alliance)
    client.force_login(person)
    may = kind not in (RoleKind.ACTION_LEAD, RoleKind.BOARD_MEMBER)
    refused = {RoleKind.ACTION_LEAD: 404, RoleKind.BOARD_MEMBER: 403}.get(kind)
    assert client.get(address(row)).status_code == (200 if may else refused)
    assert client.get(address(row, "edit")).status_code == client.get(address(row)).status_code
    page = client.get(row.get_absolute_url()).content.decode()
    assert (address(row) in page) is may
    if not may:
        assert client.post(address(row), WHY).status_code == refused
        with pytest.raises(PermissionDenied):
            delete_trajectory(trajectory=row, by=person, reason="Mine")
        assert Trajectory.objects.exists()
        return
    assert client.post(address(row), WHY).url == reverse("trajectories:list", args=["wessex"])
    assert not Trajectory.objects.exists()


def test_nobody_else(client, place, row):
    for person, status in (
        (someone(RoleKind.ADMINISTRATOR, AllianceFactory()), 404),
        (UserFactory(), 404),
        (someone(RoleKind.NETWORK_MANAGER, NetworkFactory(alliance=place.alliance)), 403),
    ):
        client.force_login(person)
        assert client.post(address(row), WHY).status_code == status
    other = AllianceFactory(code="kent")
    client.force_login(someone(RoleKind.ADMINISTRATOR, other))
    assert client.post(reverse("trajectories:delete", args=["kent", row.pk]), WHY).status_code == 404
    assert Trajectory.objects.exists()


def test_it_is_asked_first_and_says_what_goes(client, place, row):
    client.force_login(someone(RoleKind.ANALYST, place.alliance))
    page = client.get(address(row)).content.decode()
    assert "Delete this trajectory?" in page
    assert "2 planned values and what was planned before them go." in page
    assert "The figures that it was held against stay" in page
    assert Trajectory.objects.exists()
    refused = client.post(address(row), {"reason": " "})
    assert refused.context["form"].errors == {"reason": ["Say why it is deleted."]}
    assert Trajectory.objects.exists()
    done = client.post(address(row), WHY, follow=True)
    assert f"“{row}” is deleted." in done.content.decode()
    assert client.post(address(row), WHY).status_code == 404
