"""Pages of trajectories: each role on each, what they find, the forms, and their cost."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organisations.grants import RoleKind
from performance.models import Trajectory, TrajectoryRevision
from performance.trajectories.operations import PlannedCourse, set_trajectories, set_trajectory
from tests.factories import TODAY, AllianceFactory, NetworkFactory, UserFactory, someone
from tests.performance.local.places import a_place, entry, record

pytestmark = pytest.mark.django_db
SEP, OCT = date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def place():
    return a_place()


@pytest.fixture
def row(place):
    record(place, entry("backlog-62", 50, place.east), entry("backlog-62", 3, place.west))
    return set_trajectory(
        alliance=place.alliance,
        measure="backlog-62",
        planned={SEP: Decimal(45), OCT: Decimal(40)},
        provider=place.east,
        target=Decimal(40),
        by=None,
    )


def sign_in(client, place, kind=RoleKind.ANALYST):
    client.force_login(someone(kind, place.alliance))


def pages_of(row):
    code = row.alliance.code
    reading = [
        reverse("trajectories:list", args=[code]),
        reverse("trajectories:csv", args=[code]),
        reverse("trajectories:trajectory", args=[code, row.pk]),
        reverse("trajectories:trajectory_csv", args=[code, row.pk]),
    ]
    writing = [
        reverse("trajectories:add", args=[code]),
        reverse("trajectories:edit", args=[code, row.pk]),
        reverse("trajectories:import", args=[code]),
        reverse("trajectories:template", args=[code, "xlsx"]),
        reverse("trajectories:template", args=[code, "csv"]),
    ]
    return reading, writing


@pytest.mark.parametrize("kind", RoleKind)
def test_each_role_on_each_page(client, place, row, kind):
    sign_in(client, place, kind)
    reading, writing = ([client.get(address).status_code for address in some] for some in pages_of(row))
    sees, writes = kind != RoleKind.ACTION_LEAD, kind not in (RoleKind.ACTION_LEAD, RoleKind.BOARD_MEMBER)
    assert set(reading) == {200 if sees else 404}
    assert set(writing) == {200 if writes else 403 if sees else 404}


def test_they_are_the_alliances_own(client, place, row):
    for person in (someone(RoleKind.ADMINISTRATOR, AllianceFactory()), UserFactory()):
        client.force_login(person)
        assert {client.get(address).status_code for some in pages_of(row) for address in some} == {404}
    client.force_login(someone(RoleKind.NETWORK_MANAGER, NetworkFactory(alliance=place.alliance)))
    reading, writing = ([client.get(address).status_code for address in some] for some in pages_of(row))
    assert set(reading) == {200}
    assert set(writing) == {403}


def test_an_address_of_another_alliance_holds_nothing_of_this_one(client, place, row):
    other = AllianceFactory(code="kent")
    client.force_login(someone(RoleKind.ADMINISTRATOR, other))
    assert client.get(reverse("trajectories:trajectory", args=["kent", row.pk])).status_code == 404


def test_where_plans_stand(client, place, row):
    set_trajectory(alliance=place.alliance, measure="62d", planned={SEP: Decimal(70), OCT: Decimal(86)}, by=None)
    sign_in(client, place)
    response = client.get(reverse("trajectories:list", args=["wessex"]))
    assert response.context["finding"] == "Wessex: 1 of 1 plans are missed, 1 of them by more than a little"
    found = [
        (r.trajectory.name, r.month, r.planned, r.actual, r.variance, r.rating.label, r.met)
        for r in response.context["rows"]
    ]
    assert found == [
        ("62 days to treatment", "Oct 2026", "86.0%", "–", "–", "Grey", "Not in this plan"),
        ("Waiting over 62 days", "Sep 2026", "45", "50", "+5", "Red", "Target: Oct 2026"),
    ]
    assert response.context["tables"] == []
    text = b"".join(client.get(reverse("trajectories:csv", args=["wessex"])).streaming_content).decode()
    assert "Waiting over 62 days,East Hospitals,people,Month,2026-09,45,50,'+5,40,Red" in text


def test_places_stand_side_by_side(client, place, row):
    set_trajectory(alliance=place.alliance, measure="backlog-62", planned={SEP: Decimal(60)}, by=None)
    sign_in(client, place)
    (table,) = client.get(reverse("trajectories:list", args=["wessex"])).context["tables"]
    assert [(line.name, line.cells) for line in table.rows] == [
        ("Wessex", ("53 (−7)",)),
        ("East Hospitals", ("50 (+5)",)),
    ]


def test_one_plan_in_depth(client, place, row):
    set_trajectory(
        alliance=place.alliance, measure="backlog-62", provider=place.east, planned={OCT: Decimal(41)}, by=None,
        reason="A ward is shut",
    )  # fmt: skip
    sign_in(client, place)
    page = client.get(row.get_absolute_url())
    assert page.context["finding"] == "East Hospitals, Sep 2026: 50, 45 were planned, above the plan"
    assert page.context["meets"] == "The plan does not reach the target of 40."
    assert "A ward is shut" in page.content.decode()
    text = b"".join(
        client.get(reverse("trajectories:trajectory_csv", args=["wessex", row.pk])).streaming_content
    ).decode()
    assert "Sep 2026,45,50,'+5,40,Red" in text


def test_a_plan_by_quarter_says_so(client, place):
    row = set_trajectory(
        alliance=place.alliance, measure="28d", planned={date(2026, 7, 1): Decimal(70)}, frequency="quarter", by=None
    )
    sign_in(client, place)
    table = client.get(row.get_absolute_url()).context["table"]
    assert table.headings[0] == "Quarter"
    assert "quarter by quarter" in table.caption
    assert table.rows[0].name == "Jul to Sep 2026"


def test_a_board_member_does_not_see_a_small_backlog(client, place, row):
    west = set_trajectory(
        alliance=place.alliance, measure="backlog-62", provider=place.west, planned={SEP: Decimal(4)}, by=None
    )
    sign_in(client, place, RoleKind.BOARD_MEMBER)
    page = client.get(west.get_absolute_url())
    assert page.context["table"].rows[0].cells[:3] == ("4", "*", "*")
    assert "too small to be shown" in page.content.decode()
    text = b"".join(client.get(reverse("trajectories:csv", args=["wessex"])).streaming_content).decode()
    assert "West Hospitals,people,Month,2026-09,4,*,*" in text


def test_no_plan_yet(client, place):
    sign_in(client, place)
    assert "Import trajectories" in client.get(reverse("trajectories:list", args=["wessex"])).content.decode()
    sign_in(client, place, RoleKind.BOARD_MEMBER)
    assert "Analysts and programme leads" in client.get(reverse("trajectories:list", args=["wessex"])).content.decode()


# --- Forms ----------------------------------------------------------------------------------------------


def test_a_plan_is_begun_and_filled_in(client, place):
    sign_in(client, place)
    form = {"measure": "local", "title": "FIT with referral", "unit": "%", "better": "more", "frequency": "quarter"}
    response = client.post(reverse("trajectories:add", args=["wessex"]), form)
    row = Trajectory.objects.get()
    assert response.url == reverse("trajectories:edit", args=["wessex", row.pk])
    assert (row.title, row.more_is_better, row.frequency) == ("FIT with referral", True, "quarter")
    page = client.get(response.url)
    assert len(page.context["form"].months) == 4
    values = {"planned-2026-04": "80", "planned-2026-07": "85.5%", "actual-2026-04": "78", "target": "90"}
    assert client.post(response.url, values).url == row.get_absolute_url()
    points = {p.month.month: (p.planned, p.actual) for p in row.points.all()}
    assert points == {4: (80, 78), 7: (Decimal("85.5"), None)}
    row.refresh_from_db()
    assert row.target == 90

    client.post(response.url, {**values, "planned-2026-04": "", "actual-2026-04": "", "reason": "Started later"})
    assert list(row.points.values_list("month", flat=True)) == [date(2026, 7, 1)]
    assert {(r.of_actual, r.old, r.reason) for r in TrajectoryRevision.objects.all()} == {
        (False, 80, "Started later"),
        (True, 78, "Started later"),
    }


def test_another_year_is_a_link_away(client, place, row):
    sign_in(client, place)
    address = reverse("trajectories:edit", args=["wessex", row.pk])
    assert client.get(address, {"year": "2027-28"}).context["form"].months[0] == date(2027, 4, 1)
    assert client.get(address, {"year": "soon"}).context["form"].months[0] == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"measure": ""}, "measure"),
        ({"measure": "local", "unit": "%", "better": "more"}, "title"),
        ({"measure": "local", "title": "FIT", "better": "more"}, "unit"),
        ({"measure": "local", "title": "FIT", "unit": "%"}, "better"),
        ({"measure": "62d", "unit": "people"}, "unit"),
        ({"measure": "62d", "better": "less"}, "better"),
    ],
)
def test_what_a_new_plan_lacks_is_said_at_its_field(client, place, form, field):
    sign_in(client, place)
    response = client.post(reverse("trajectories:add", args=["wessex"]), {"frequency": "month", **form})
    assert list(response.context["form"].errors) == [field]
    assert not Trajectory.objects.exists()


def test_a_value_that_is_none_is_said_with_its_month(client, place, row):
    sign_in(client, place)
    address = reverse("trajectories:edit", args=["wessex", row.pk])
    response = client.post(address, {"planned-2026-05": "many"})
    assert "Planned, May 2026: “many” is no number." in response.content.decode()
    assert "people" in client.post(address, {"planned-2026-05": "-3"}).content.decode()
    assert "less than nothing" in client.post(address, {"planned-2026-05": "-3"}).content.decode()
    assert row.points.count() == 2


def test_a_list_of_many_costs_what_one_costs(client, place, row):
    sign_in(client, place, RoleKind.BOARD_MEMBER)
    set_trajectory(alliance=place.alliance, measure="62d", planned={SEP: Decimal(70)}, by=None)
    set_trajectory(alliance=place.alliance, measure="62d", planned={SEP: Decimal(70)}, provider=place.east, by=None)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("trajectories:list", args=["wessex"])).status_code == 200
        return len(queries)

    few = asked()
    many = [
        PlannedCourse(measure, {SEP: Decimal(50), OCT: Decimal(60)}, title=f"Plan {n}", provider=provider)
        for n in range(4)
        for measure in ("28d", "62d", "backlog-62", "backlog-104")
        for provider in (place.east, place.west)
    ]
    set_trajectories(alliance=place.alliance, courses=many, by=None)
    assert asked() == few
    assert few <= 34
