"""The verbs for people and organisations ask for permission themselves: no door can forget it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ProtectedError

from core.audit import AuditEvent
from core.outbox import EmailOutbox
from organisations import operations
from organisations.grants import RoleKind
from organisations.models import Network, ProviderAlliance, Role, User
from tests.factories import (
    PASSWORD,
    AllianceFactory,
    ProviderFactory,
    RoleFactory,
    TumourGroupFactory,
    UserFactory,
    a_plan,
    someone,
)

pytestmark = pytest.mark.django_db
K = RoleKind


@pytest.fixture
def unchanged():
    """Fails the test where rows or history changed."""

    def state():
        return [
            list(model.objects.order_by("pk").values())
            for model in (User, Role, Network, ProviderAlliance, AuditEvent, EmailOutbox)
        ]

    before = []
    yield lambda: before.append(state())
    assert before[0] == state()


NOT_ADMINISTRATORS = [kind for kind in RoleKind if kind != K.ADMINISTRATOR]


@pytest.mark.parametrize("kind", NOT_ADMINISTRATORS)
def test_only_administrators_do_any_of_it(here, unchanged, kind):
    by, member = someone(kind, here.alliance), someone(K.ANALYST, here)
    unchanged()
    for forbidden in (
        lambda: operations.add_person(email="a@example.nhs.uk", name="A", by=by),
        lambda: operations.revise_person(person=member, name="B", by=by),
        lambda: operations.revise_person(person=by, name="B", by=by),
        lambda: operations.set_password(person=member, password="x", by=by),
        lambda: operations.deactivate(person=member, by=by),
        lambda: operations.reactivate(person=member, by=by),
        lambda: operations.invite(person=member, address="https://x", by=by),
        lambda: operations.give_role(person=by, kind=K.ADMINISTRATOR, alliance=here.alliance, by=by),
        lambda: operations.take_role(role=member.roles.get(), by=by),
        lambda: operations.add(thing=Network(code="n", name="N", alliance=here.alliance), by=by),
        lambda: operations.revise(thing=here, by=by),
        lambda: operations.remove(thing=here, by=by),
    ):
        with pytest.raises(PermissionDenied):
            forbidden()


def test_administrators_reach_no_further_than_their_alliance(here, elsewhere, chief, unchanged):
    theirs = someone(K.ANALYST, elsewhere)
    both = someone(K.ANALYST, here)
    RoleFactory(user=both, kind=K.ANALYST, alliance=elsewhere.alliance)
    superuser = UserFactory(is_superuser=True)
    RoleFactory(user=superuser, kind=K.ANALYST, alliance=here.alliance)
    unchanged()
    for person in (theirs, both, superuser):
        for forbidden in (
            lambda person=person: operations.revise_person(person=person, email="mine@example.nhs.uk", by=chief),
            lambda person=person: operations.set_password(person=person, password="x", by=chief),
            lambda person=person: operations.deactivate(person=person, by=chief),
        ):
            with pytest.raises(PermissionDenied):
                forbidden()
    for forbidden in (
        lambda: operations.give_role(person=chief, kind=K.ADMINISTRATOR, alliance=elsewhere.alliance, by=chief),
        lambda: operations.give_role(person=chief, kind=K.BOARD_MEMBER, network=elsewhere, by=chief),
        lambda: operations.take_role(role=theirs.roles.get(), by=chief),
        lambda: operations.revise_person(person=chief, is_superuser=True, by=chief),
        lambda: operations.add_person(email="s@example.nhs.uk", name="S", is_superuser=True, by=chief),
        lambda: operations.revise(thing=elsewhere, by=chief),
        lambda: operations.remove(thing=here.alliance, by=chief),
        lambda: operations.add(thing=AllianceFactory.build(), by=chief),
        lambda: operations.add(thing=ProviderFactory.build(), by=chief),
        lambda: operations.add(thing=TumourGroupFactory.build(), by=chief),
    ):
        with pytest.raises(PermissionDenied):
            forbidden()


@pytest.mark.parametrize("whole_alliance", [True, False])
def test_a_network_is_moved_only_between_alliances_one_administers(here, elsewhere, whole_alliance):
    by = someone(K.ADMINISTRATOR, here.alliance if whole_alliance else here)
    if not whole_alliance:
        RoleFactory(user=by, kind=K.ADMINISTRATOR, alliance=elsewhere.alliance)
    here.alliance = elsewhere.alliance
    with pytest.raises(PermissionDenied):
        operations.revise(thing=here, by=by)
    missing = elsewhere.alliance if whole_alliance else Network.objects.get(pk=here.pk).alliance
    RoleFactory(user=by, kind=K.ADMINISTRATOR, alliance=missing)
    operations.revise(thing=here, by=User.objects.get(pk=by.pk))
    assert Network.objects.get(pk=here.pk).alliance == elsewhere.alliance


def test_an_alliance_keeps_its_codes(here, chief):
    here.alliance.code = "mine"
    with pytest.raises(PermissionDenied):
        operations.revise(thing=here.alliance, by=chief)


def test_the_system_may(here):
    person = operations.add_person(email=" A@Example.nhs.uk ", name=" A ", by=None)
    assert (person.email, person.name, person.has_usable_password()) == ("a@example.nhs.uk", "A", False)
    operations.give_role(person=person, kind=K.ANALYST, network=here, by=None)
    assert AuditEvent.objects.about(person).last().actor_label == ""


def test_an_address_has_one_account(chief):
    with pytest.raises(ValidationError, match="already exists|has an account"):
        operations.add_person(email=chief.email.upper(), name="Again", by=chief)


def test_a_role_given_again_is_the_same_role(here, chief):
    person = someone(K.ANALYST, here)
    role = operations.give_role(person=person, kind=K.ANALYST, network=here, by=chief)
    assert role == person.roles.get()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("both", [True, False])
def test_a_role_has_exactly_one_place(here, both):
    places = {"alliance": here.alliance, "network": here} if both else {}
    with pytest.raises(ValidationError, match="either for a whole alliance or for one network"):
        operations.give_role(person=UserFactory(), kind=K.ANALYST, by=None, **places)


def test_an_unknown_role_is_refused(here):
    with pytest.raises(ValidationError):
        operations.give_role(person=UserFactory(), kind="superuser", network=here, by=None)


def test_nobody_shuts_themselves_out(chief):
    with pytest.raises(ValidationError, match="your own account"):
        operations.deactivate(person=chief, by=chief)
    with pytest.raises(ValidationError, match="your own role"):
        operations.take_role(role=chief.roles.get(), by=chief)


def test_the_history_of_a_person_is_read_in_each_alliance_they_work_in(here, elsewhere):
    person = someone(K.ANALYST, here)
    RoleFactory(user=person, kind=K.ANALYST, alliance=elsewhere.alliance)
    operations.set_password(person=person, password=PASSWORD, by=None)
    told = set(AuditEvent.objects.about(person).values_list("alliance_id", flat=True))
    assert told == {here.alliance_id, elsewhere.alliance_id}


def test_what_is_in_use_is_not_removed(here, chief):
    a_plan(network=here)
    with pytest.raises(ProtectedError):
        operations.remove(thing=here, by=chief)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("begins", "ends", "fits"),
    [
        (date(2024, 4, 1), None, True),
        (date(2024, 3, 31), None, False),
        (date(2010, 4, 1), date(2020, 3, 31), True),
        (date(2010, 4, 1), date(2020, 4, 1), False),
        (date(2021, 1, 1), date(2021, 12, 31), False),
        (date(2010, 4, 1), None, False),
    ],
)
def test_a_providers_alliances_do_not_overlap(here, elsewhere, begins, ends, fits):
    trust = ProviderFactory()
    stands = ProviderAlliance(
        provider=trust, alliance=here.alliance, valid_from=date(2020, 4, 1), valid_until=date(2024, 3, 31)
    )
    operations.add(thing=stands, by=None)
    new = ProviderAlliance(provider=trust, alliance=elsewhere.alliance, valid_from=begins, valid_until=ends)
    if fits:
        operations.add(thing=new, by=None)
    else:
        with pytest.raises(ValidationError, match="until 31 March 2024"):
            operations.add(thing=new, by=None)
    assert ProviderAlliance.objects.count() == (2 if fits else 1)
