"""The page that explains the colours: every clause, with the numbers of the scheme that judges."""

from datetime import date

import pytest
import time_machine

from organisations.grants import RoleKind
from performance.models import RatingScheme
from tests.factories import AllianceFactory, RatingSchemeFactory, UserFactory, someone
from workplans.progress import CLAUSES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-10-02 09:00 +01:00", tick=False):
        yield


def page_for(client, user, address="/ratings/"):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(address)


@pytest.mark.parametrize("kind", list(RoleKind))
def test_every_role_can_read_how_ratings_are_made(client, kind):
    alliance = AllianceFactory(name="West of Scotland")
    RatingSchemeFactory()
    html = page_for(client, someone(kind, alliance)).content.decode()
    assert "West of Scotland" in html
    for clause in CLAUSES:
        assert clause.name.capitalize() in html
    for word in ("Red", "Amber", "Green", "Blue", "Grey"):
        assert word in html
    assert "more than 90 days past the original" in html
    assert ("Change the numbers" in html) is (kind == RoleKind.ADMINISTRATOR)


def test_the_numbers_are_those_of_the_own_scheme_in_force(client):
    alliance = AllianceFactory()
    RatingSchemeFactory()
    own = RatingSchemeFactory(
        alliance=alliance, valid_from=date(2026, 7, 1), due_soon_days=14, quiet_days=28, red_share=40
    )
    RatingSchemeFactory(alliance=alliance, valid_from=date(2027, 4, 1), due_soon_days=7)
    RatingSchemeFactory(alliance=AllianceFactory(), valid_from=date(2026, 8, 1), due_soon_days=99)
    page = page_for(client, someone(RoleKind.BOARD_MEMBER, alliance))
    html = page.content.decode()
    assert page.context["scheme"] == own
    assert "Due within 14 days and not started." in html
    assert "more than 28 days" in html
    assert "at least 40% are Red" in html
    assert "99" not in html


def test_without_any_scheme_the_rule_brings_its_own_numbers(client):
    html = page_for(client, UserFactory()).content.decode()
    assert "Common default" in html
    assert "Due within 30 days and not started." in html
    assert "No scheme has been entered" in html


def test_another_alliance_is_not_there(client):
    AllianceFactory(code="elsewhere")
    user = someone(RoleKind.BOARD_MEMBER, AllianceFactory())
    assert page_for(client, user, "/ratings/?alliance=elsewhere").status_code == 404


def test_of_several_alliances_one_is_chosen(client):
    first, second = AllianceFactory(name="A"), AllianceFactory(name="B", code="b")
    user = someone(RoleKind.BOARD_MEMBER, first)
    user.roles.create(kind=RoleKind.BOARD_MEMBER, alliance=second)
    assert page_for(client, user).context["alliance"] == first
    assert page_for(client, user, "/ratings/?alliance=b").context["alliance"] == second


@pytest.mark.parametrize(
    "day", [date(2010, 1, 1), date(2026, 3, 31), date(2026, 4, 1), date(2026, 12, 31), date(2027, 1, 1)]
)
def test_the_scheme_named_is_the_one_that_judges(day):
    alliance = AllianceFactory()
    RatingSchemeFactory(due_soon_days=10)
    RatingSchemeFactory(valid_from=date(2026, 10, 1), due_soon_days=20)
    RatingSchemeFactory(
        alliance=alliance, valid_from=date(2026, 4, 1), valid_until=date(2026, 12, 31), due_soon_days=40
    )
    scheme = RatingScheme.objects.of_alliance(alliance, on=day).first()
    judged_by = RatingScheme.objects.thresholds(on=day)[alliance.pk]
    assert (scheme.thresholds if scheme else None) == (judged_by if day.year > 2010 else None)
