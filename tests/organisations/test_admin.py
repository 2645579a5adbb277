"""The administration of people and organisations: each role on each page, and no way to more than one has."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import audit
from core.audit import AuditEvent
from core.jobs import Job
from core.outbox import EmailOutbox
from organisations.grants import RoleKind
from organisations.models import (
    Alliance,
    Network,
    Provider,
    ProviderAlliance,
    Role,
    TumourGroup,
    User,
)
from performance.models import RatingScheme
from tests.factories import (
    PASSWORD,
    NetworkFactory,
    ProviderFactory,
    RatingSchemeFactory,
    RoleFactory,
    UserFactory,
    someone,
)
from tests.organisations.admin_pages import change, errors, posted, url

pytestmark = pytest.mark.django_db
K = RoleKind
NEW_PASSWORD = "quite another sentence"


# --- Each role on each page -------------------------------------------------------------------------------------------

OPEN, SHUT = 200, 403
# For the list and the form for a new one: what a superuser, an alliance's administrator, anybody else gets.
PAGES = {
    User: ((OPEN, OPEN, SHUT), (OPEN, OPEN, SHUT)),
    Alliance: ((OPEN, OPEN, SHUT), (OPEN, SHUT, SHUT)),
    Network: ((OPEN, OPEN, SHUT), (OPEN, OPEN, SHUT)),
    Provider: ((OPEN, OPEN, SHUT), (OPEN, SHUT, SHUT)),
    ProviderAlliance: ((OPEN, OPEN, SHUT), (OPEN, OPEN, SHUT)),
    TumourGroup: ((OPEN, OPEN, SHUT), (OPEN, SHUT, SHUT)),
    RatingScheme: ((OPEN, OPEN, SHUT), (OPEN, OPEN, SHUT)),
    AuditEvent: ((OPEN, OPEN, SHUT), (SHUT, SHUT, SHUT)),
    Job: ((OPEN, SHUT, SHUT), (SHUT, SHUT, SHUT)),
    EmailOutbox: ((OPEN, SHUT, SHUT), (SHUT, SHUT, SHUT)),
}


@pytest.mark.parametrize("model", PAGES)
@pytest.mark.parametrize("kind", [None, *RoleKind])
def test_each_role_on_each_page(client, here, model, kind):
    person = someone(kind, here.alliance) if kind else UserFactory(is_superuser=True)
    client.force_login(person)
    column = 0 if kind is None else 1 if kind == K.ADMINISTRATOR else 2
    uses_admin = person.is_staff
    for what, expected in zip(("changelist", "add"), PAGES[model], strict=True):
        response = client.get(url(model, what))
        # Who may not use the admin at all is sent to sign in as somebody else.
        assert response.status_code == (expected[column] if uses_admin else 302), what


@pytest.mark.parametrize("kind", [K.ACTION_LEAD, K.BOARD_MEMBER])
def test_the_admin_is_shut_to_those_without_business_there(client, here, kind):
    client.force_login(someone(kind, here.alliance))
    assert client.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize("kind", [K.PROGRAMME_LEAD, K.NETWORK_MANAGER, K.ANALYST])
def test_who_comes_for_imports_finds_no_people_there(client, here, kind):
    client.force_login(someone(kind, here.alliance))
    page = client.get(reverse("admin:index")).content.decode()
    assert url(User) not in page
    assert url(AuditEvent) not in page


def test_what_lies_elsewhere_is_not_there(as_chief, here, elsewhere):
    theirs = someone(K.ANALYST, elsewhere)
    mapping = ProviderAlliance.objects.create(
        provider=ProviderFactory(), alliance=elsewhere.alliance, valid_from=date(2020, 4, 1)
    )
    scheme = RatingSchemeFactory(alliance=elsewhere.alliance)
    audit.record(audit.Change("added", elsewhere, alliance_id=elsewhere.alliance_id), by=None)
    for thing in (theirs, elsewhere, elsewhere.alliance, mapping, scheme, AuditEvent.objects.get()):
        listed = as_chief.get(url(type(thing))).content.decode()
        assert url(type(thing), "change", thing.pk) not in listed
        assert as_chief.get(url(type(thing), "change", thing.pk)).status_code == 404
        assert as_chief.post(url(type(thing), "change", thing.pk), {"name": "Mine"}).status_code in (403, 404)
        assert as_chief.get(url(type(thing), "history", thing.pk)).status_code == 404


# --- Adding people ----------------------------------------------------------------------------------------------------

NEW = {"email": "New.Person@Example.NHS.uk", "name": "New Person", "job_title": "Manager", "kind": K.NETWORK_MANAGER}


def test_a_new_person_with_a_temporary_password_can_sign_in(as_chief, client, here):
    response = as_chief.post(url(User, "add"), NEW | {"network": here.pk, "password": NEW_PASSWORD})
    assert response.status_code == 302, errors(response)
    person = User.objects.get(email="new.person@example.nhs.uk")
    assert (person.name, person.job_title, person.is_superuser) == ("New Person", "Manager", False)
    role = person.roles.get()
    assert (role.kind, role.network, role.alliance) == (K.NETWORK_MANAGER, here, None)
    assert not EmailOutbox.objects.exists()
    client.logout()
    client.post(reverse("account_login"), {"login": person.email, "password": NEW_PASSWORD})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_new_person_without_password_is_invited(as_chief, here):
    as_chief.post(url(User, "add"), NEW | {"alliance": here.alliance_id})
    person = User.objects.get(email="new.person@example.nhs.uk")
    assert not person.has_usable_password()
    message = EmailOutbox.objects.get()
    assert message.to == person.email
    assert reverse("account_reset_password") in message.body


def test_an_invited_person_chooses_a_password(as_chief, client, here, mailoutbox):
    as_chief.post(url(User, "add"), NEW | {"alliance": here.alliance_id})
    client.logout()
    client.post(reverse("account_reset_password"), {"email": NEW["email"]})
    (mail,) = mailoutbox
    assert mail.to == ["new.person@example.nhs.uk"]
    link = next(word for word in mail.body.split() if "/key/" in word)
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert User.objects.get(email="new.person@example.nhs.uk").check_password(NEW_PASSWORD)


def test_adding_a_person_stands_in_the_history(as_chief, chief, here):
    as_chief.post(url(User, "add"), NEW | {"network": here.pk, "password": NEW_PASSWORD})
    person = User.objects.get(email="new.person@example.nhs.uk")
    added, role = AuditEvent.objects.about(person)
    assert (added.verb, role.verb, role.note) == ("added", "given the role", "Network manager, Here")
    assert role.actor_id == chief.pk
    assert role.alliance_id == here.alliance_id
    assert NEW_PASSWORD not in str([event.changes for event in (added, role)])


def test_an_address_with_an_account_gets_the_role_and_nothing_else(as_chief, here, elsewhere):
    person = someone(K.ANALYST, elsewhere)
    sent = NEW | {"email": person.email.upper(), "alliance": here.alliance_id, "password": NEW_PASSWORD}
    response = as_chief.post(url(User, "add"), sent, follow=True)
    assert "has an account already" in response.content.decode()
    person = User.objects.get(pk=person.pk)
    assert person.name != "New Person"
    assert person.check_password(PASSWORD)
    assert person.roles.count() == 2
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": ""}, "first role"),
        ({"network": ""}, "either an alliance or one network"),
        ({"alliance": "ours"}, "either an alliance or one network"),
        ({"password": "password"}, "too short"),
        ({"email": "nobody"}, "valid email address"),
        ({"name": ""}, "required"),
        ({"kind": "superuser"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said(as_chief, here, fields, words):
    fields = {k: here.alliance_id if v == "ours" else v for k, v in fields.items()}
    response = as_chief.post(url(User, "add"), NEW | {"network": here.pk} | fields)
    assert words in response.content.decode()
    assert User.objects.count() == 1


def test_a_first_role_cannot_be_given_elsewhere(as_chief, elsewhere):
    for place in ({"network": elsewhere.pk}, {"alliance": elsewhere.alliance_id}):
        response = as_chief.post(url(User, "add"), NEW | place)
        assert "not one of the available choices" in response.content.decode()
    assert User.objects.count() == 1


def test_nobody_becomes_superuser_by_sending_the_word(as_chief, here):
    as_chief.post(url(User, "add"), NEW | {"network": here.pk, "is_superuser": "on", "is_staff": "on"})
    assert not User.objects.get(email="new.person@example.nhs.uk").is_superuser
    member = someone(K.ANALYST, here)
    change(as_chief, member, is_superuser="on", name="Changed")
    member.refresh_from_db()
    assert (member.name, member.is_superuser) == ("Changed", False)


def test_a_superuser_may_add_a_person_without_role(as_superuser):
    as_superuser.post(url(User, "add"), {"email": "x@example.nhs.uk", "name": "X", "password": NEW_PASSWORD})
    assert not User.objects.get(email="x@example.nhs.uk").roles.exists()


# --- Changing people --------------------------------------------------------------------------------------------------


def test_an_account_is_changed_and_the_history_says_how(as_chief, here):
    member = someone(K.ANALYST, here)
    old = member.email
    EmailAddress.objects.create(user=member, email=old)
    response = change(as_chief, member, name="Another name", email="Another@example.nhs.uk")
    assert response.status_code == 302, errors(response)
    member.refresh_from_db()
    assert (member.name, member.email) == ("Another name", "another@example.nhs.uk")
    event = AuditEvent.objects.about(member).get()
    assert event.changes == {
        "email": [old, "another@example.nhs.uk"],
        "name": [event.changes["name"][0], "Another name"],
    }
    assert event.alliance_id == here.alliance_id
    assert not EmailAddress.objects.filter(email=old).exists()


def test_saving_without_a_change_writes_no_history(as_chief, here):
    change(as_chief, someone(K.ANALYST, here))
    assert not AuditEvent.objects.exists()


def test_a_new_password_ends_the_sessions_of_an_account(as_chief, here, django_user_model):
    member = someone(K.ANALYST, here)
    before = member.get_session_auth_hash()
    change(as_chief, member, new_password=NEW_PASSWORD)
    member = django_user_model.objects.get(pk=member.pk)
    assert member.check_password(NEW_PASSWORD)
    assert member.get_session_auth_hash() != before
    event = AuditEvent.objects.about(member).get()
    assert event.verb == "given a new password"
    assert event.changes == {}


def test_a_weak_new_password_is_refused(as_chief, here):
    member = someone(K.ANALYST, here)
    assert "too short" in change(as_chief, member, new_password="short").content.decode()
    assert User.objects.get(pk=member.pk).check_password(PASSWORD)


def test_a_deactivated_account_cannot_sign_in_and_comes_back_with_its_roles(as_chief, client, here):
    member = someone(K.ANALYST, here)
    address = url(User, "change", member.pk)
    data = posted(as_chief.get(address))
    del data["is_active"]
    as_chief.post(address, data)
    member.refresh_from_db()
    assert not member.is_active
    change(as_chief, member, is_active="on")
    member.refresh_from_db()
    assert member.is_active
    assert member.roles.count() == 1
    assert [event.verb for event in AuditEvent.objects.about(member)] == ["deactivated", "reactivated"]


def test_nobody_deactivates_themselves(as_chief, chief):
    address = url(User, "change", chief.pk)
    data = posted(as_chief.get(address))
    del data["is_active"]
    assert "cannot deactivate your own account" in as_chief.post(address, data).content.decode()
    chief.refresh_from_db()
    assert chief.is_active


def test_accounts_are_not_deleted(as_superuser, here):
    member = someone(K.ANALYST, here)
    assert as_superuser.get(url(User, "delete", member.pk)).status_code == 403
    assert as_superuser.post(url(User, "delete", member.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("who", ["works elsewhere too", "superuser", "administrator of the alliance"])
def test_an_account_beyond_ones_own_places_is_read_only(client, here, elsewhere, who):
    member = someone(K.ANALYST, here)
    administrator = someone(K.ADMINISTRATOR, here.alliance)
    if who == "works elsewhere too":
        RoleFactory(user=member, kind=K.ANALYST, alliance=elsewhere.alliance)
    elif who == "superuser":
        User.objects.filter(pk=member.pk).update(is_superuser=True)
    else:  # one network's administrator against the whole alliance's
        RoleFactory(user=member, kind=K.ADMINISTRATOR, alliance=here.alliance)
        administrator = someone(K.ADMINISTRATOR, here)
    client.force_login(administrator)
    page = client.get(url(User, "change", member.pk))
    assert "only their roles in your places" in page.content.decode()
    sent = posted(page) | {
        "email": "taken.over@example.nhs.uk",
        "name": "Taken Over",
        "new_password": NEW_PASSWORD,
        "is_active": "",
        "is_superuser": "",
    }
    client.post(url(User, "change", member.pk), sent)
    after = User.objects.get(pk=member.pk)
    assert (after.email, after.name, after.is_active) == (member.email, member.name, True)
    assert after.check_password(PASSWORD)
    assert after.is_superuser is (who == "superuser")


# --- Roles ------------------------------------------------------------------------------------------------------------


def given(kind, row=1, **place):
    """A row of the roles on a person's page, filled in."""
    fields = {"kind": kind, "alliance": "", "network": "", **{k: v.pk for k, v in place.items()}}
    return {f"roles-{row}-{name}": value for name, value in fields.items()}


def test_roles_are_given_and_taken_on_the_persons_page(as_chief, chief, here):
    member = someone(K.ANALYST, here)
    response = change(as_chief, member, **given(K.BOARD_MEMBER, alliance=here.alliance))
    assert response.status_code == 302, errors(response)
    assert {role.kind for role in member.roles.all()} == {K.ANALYST, K.BOARD_MEMBER}

    rows = list(member.roles.order_by("kind"))
    first = next(n for n, role in enumerate(rows) if role.kind == K.ANALYST)
    change(as_chief, member, **{f"roles-{first}-DELETE": "on"})
    assert {role.kind for role in member.roles.all()} == {K.BOARD_MEMBER}
    events = [(event.verb, event.note, event.actor_id) for event in AuditEvent.objects.about(member)]
    assert events == [
        ("given the role", "Board member, Ours", chief.pk),
        ("lost the role", "Analyst, Here", chief.pk),
    ]


def test_no_role_is_given_elsewhere(as_chief, here, elsewhere):
    member = someone(K.ANALYST, here)
    for place in ({"alliance": elsewhere.alliance}, {"network": elsewhere}):
        page = change(as_chief, member, **given(K.ADMINISTRATOR, **place)).content.decode()
        assert "not one of the available choices" in page
    assert member.roles.count() == 1


def test_an_administrator_gives_themselves_nothing_elsewhere(as_chief, chief, elsewhere):
    change(as_chief, chief, **given(K.ADMINISTRATOR, alliance=elsewhere.alliance))
    assert chief.roles.count() == 1


def test_one_networks_administrator_gives_roles_in_that_network_only(client, here):
    client.force_login(someone(K.ADMINISTRATOR, here))
    member = someone(K.ANALYST, here)
    change(client, member, **given(K.ADMINISTRATOR, alliance=here.alliance))
    change(client, member, **given(K.ADMINISTRATOR, network=NetworkFactory(alliance=here.alliance)))
    assert member.roles.count() == 1
    change(client, member, **given(K.NETWORK_MANAGER, network=here))
    assert member.roles.count() == 2


def test_a_role_needs_one_place_and_is_given_once(as_chief, here):
    member = someone(K.ANALYST, here)
    both = change(as_chief, member, **given(K.ANALYST, alliance=here.alliance, network=here))
    assert "either for a whole alliance or for one network" in both.content.decode().lower()
    neither = change(as_chief, member, **given(K.ANALYST))
    assert neither.status_code == 200
    again = change(as_chief, member, **given(K.ANALYST, network=here))
    assert again.status_code == 200
    assert member.roles.count() == 1


def test_roles_elsewhere_are_neither_shown_nor_taken(as_chief, here, elsewhere):
    member = someone(K.ANALYST, here)
    theirs = RoleFactory(user=member, kind=K.BOARD_MEMBER, alliance=elsewhere.alliance)
    page = as_chief.get(url(User, "change", member.pk))
    assert "Board member, Theirs" not in page.content.decode()
    tampered = {"roles-0-id": theirs.pk, "roles-0-user": member.pk, "roles-0-DELETE": "on"}
    as_chief.post(url(User, "change", member.pk), posted(page) | tampered)
    assert Role.objects.filter(pk=theirs.pk).exists()


def test_an_existing_role_is_not_rewritten(as_chief, here):
    member = someone(K.ANALYST, here)
    change(as_chief, member, **given(K.ADMINISTRATOR, row=0, alliance=here.alliance))
    assert member.roles.get().kind == K.ANALYST


def test_nobody_takes_away_their_own_role_of_administrator(as_chief, chief):
    page = change(as_chief, chief, **{"roles-0-DELETE": "on"}).content.decode()
    assert "cannot take away your own role of administrator" in page
    assert chief.roles.count() == 1


def test_the_list_of_people_asks_no_more_with_many(as_chief, here):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            as_chief.get(url(User))
        return len(captured)

    someone(K.ANALYST, here)
    statements()
    few = statements()
    for _ in range(20):
        someone(K.NETWORK_MANAGER, here)
    assert statements() == few
