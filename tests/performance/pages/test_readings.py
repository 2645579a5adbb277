"""Who chooses how a chart is read, and what comes of it: rebases and settings with reason, name and history."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from core.audit import AuditEvent
from core.history import HistoryIsFixed
from organisations.grants import RoleKind
from organisations.models import Alliance
from performance.access import alliance_of, may_change_reading
from performance.models import Rebase, SpcSetting
from performance.reading import rules_of
from performance.readings.operations import rebase, set_reading, withdraw_rebase
from performance.summaries import find_place
from tests.factories import UserFactory, someone
from tests.performance.pages.figures import load, monthly

READING = "/performance/in-depth/wessex/62d/reading/"
DEPTH = "/performance/in-depth/wessex/62d/"
MARCH = date(2023, 12, 1)


@pytest.fixture
def figures():
    load(*monthly("RHM", "62d", [70, 72, 71, 69, 70, 71, 60, 61, 60, 62, 61, 60], first=(2023, 10)))


@pytest.mark.parametrize(
    ("kind", "may"),
    [
        (RoleKind.ADMINISTRATOR, True), (RoleKind.PROGRAMME_LEAD, True), (RoleKind.ANALYST, True),
        (RoleKind.NETWORK_MANAGER, False), (RoleKind.ACTION_LEAD, False), (RoleKind.BOARD_MEMBER, False),
    ],
)  # fmt: skip
def test_who_may(client, figures, wessex, kind, may):
    client.force_login(someone(kind, wessex), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(READING).status_code == (200 if may else 403)
    assert (READING in client.get(DEPTH).content.decode()) is may
    answer = client.post(READING, {"do": "rebase", "rebase-month": "2024-04", "rebase-reason": "New clinic"})
    assert answer.status_code == (302 if may else 403)
    assert Rebase.objects.exists() is may


@pytest.mark.parametrize(
    ("place", "may"), [("wessex", True), ("RHM", True), ("RXH", False), ("woscan", False), ("england", False)]
)
def test_where(wessex, place, may):
    place = find_place(place)
    alliance = alliance_of(place)
    assert may_change_reading(someone(RoleKind.ANALYST, wessex), place, alliance=alliance) is may
    assert may_change_reading(UserFactory(is_superuser=True), place, alliance=alliance)
    assert not may_change_reading(UserFactory(), place, alliance=alliance)


def test_a_rebase_is_seen_with_its_reason_and_name(client, analyst, get, figures):
    answer = client.post(
        READING, {"do": "rebase", "rebase-month": "April 2024", "rebase-reason": "A new clinic opened"}, follow=True
    )
    html = answer.content.decode()
    assert "The limits begin anew from that month." in html
    assert "Rebased</text>" in html
    assert "A new clinic opened" in html
    assert str(analyst) in html
    event = AuditEvent.objects.get(verb="rebased")
    assert (event.actor_id, event.note) == (analyst.pk, "A new clinic opened")
    assert event.alliance_id == Alliance.objects.get(code="wessex").pk


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"rebase-month": "", "rebase-reason": "x"}, "Write the month from which the limits begin anew."),
        ({"rebase-month": "soon", "rebase-reason": "x"}, "This is no month. Write it like 2024-03."),
        ({"rebase-month": "2024-04", "rebase-reason": " "}, "Say why the limits begin anew."),
        ({"rebase-month": "2023-12", "rebase-reason": "x"}, "The limits begin anew in December 2023 already."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, analyst, figures, data, said):
    rebase(place=find_place("wessex"), standard="62d", month=MARCH, reason="Clinic", by=analyst)
    html = client.post(READING, {"do": "rebase"} | data).content.decode()
    assert said in html
    assert "There is a problem" in html
    assert Rebase.objects.count() == 1


def test_a_rebase_can_be_taken_back_and_stays_in_the_history(client, analyst, get, figures):
    place = find_place("wessex")
    rebase(place=place, standard="62d", month=MARCH, reason="Clinic", by=analyst)
    client.post(READING, {"do": "withdraw", "withdraw-month": "2023-12", "withdraw-reason": "It closed again"})
    assert not rules_of(place, ["62d"])["62d"].rebases
    assert Rebase.objects.count() == 2
    html = get(READING)
    assert "It closed again" in html
    assert "not rebased at December 2023" in html
    with pytest.raises(ValidationError, match="do not begin anew"):
        withdraw_rebase(place=place, standard="62d", month=MARCH, reason="Again", by=analyst)
    rebase(place=place, standard="62d", month=MARCH, reason="Open again", by=analyst)
    assert rules_of(place, ["62d"])["62d"].rebases[MARCH].reason == "Open again"


def test_settings_change_the_chart(client, analyst, get, figures):
    data = {"set-direction": "neutral", "set-run": "6", "set-fix_after": "12", "set-reason": "Agreed by the board"}
    client.post(READING, {"do": "set"} | data)
    setting = SpcSetting.objects.get()
    assert (setting.direction, setting.run, setting.fix_after, setting.screen) == ("neutral", 6, 12, False)
    assert "Agreed by the board" in get(DEPTH)
    html = get(READING)
    assert 'value="12"' in html


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"set-fix_after": "11"}, "A baseline needs at least 12 points."),
        ({"set-fix_after": "many"}, "Write a number of points, or nothing."),
        ({"set-run": "5"}, "Select a valid choice"),
        ({"set-reason": ""}, "Say why the settings change."),
    ],
)
def test_settings_that_there_are_not_are_refused(client, analyst, figures, data, said):
    sound = {"do": "set", "set-direction": "increase", "set-run": "7", "set-reason": "x"}
    assert said in client.post(READING, sound | data).content.decode()
    assert not SpcSetting.objects.exists()


def test_each_series_has_settings_of_its_own(analyst):
    wessex, rhm = find_place("wessex"), find_place("RHM")
    rebase(place=wessex, standard="62d", month=MARCH, reason="Clinic", by=analyst)
    rebase(place=wessex, standard="62d", tumour="lung", month=date(2024, 1, 1), reason="Scanner", by=analyst)
    assert list(rules_of(wessex, ["62d"])["62d"].rebases) == [MARCH]
    assert list(rules_of(wessex, ["62d"], "lung")["62d"].rebases) == [date(2024, 1, 1)]
    assert not rules_of(wessex, ["31d"])["31d"].rebases
    assert not rules_of(rhm, ["62d"])["62d"].rebases


def test_choices_are_never_changed(analyst):
    chosen = rebase(place=find_place("wessex"), standard="62d", month=MARCH, reason="Clinic", by=analyst)
    with pytest.raises(HistoryIsFixed):
        chosen.save()
    with pytest.raises(HistoryIsFixed):
        Rebase.objects.update(reason="Another")
    with pytest.raises(HistoryIsFixed):
        SpcSetting.objects.all().delete()


def test_a_verb_wants_a_reason_and_settings_that_there_are(analyst):
    place = find_place("wessex")
    with pytest.raises(ValidationError, match="Say why"):
        rebase(place=place, standard="62d", month=MARCH, reason="  ", by=analyst)
    for wrong in ({"run": 5}, {"fix_after": 3}, {"direction": "sideways"}):
        sound = {"fix_after": None, "screen": True, "run": 7, "direction": "increase"}
        with pytest.raises(ValidationError):
            set_reading(place=place, standard="62d", reason="x", by=analyst, **(sound | wrong))
