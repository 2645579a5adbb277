"""Who may do what, and where: the whole table, inside and outside of the place where a role was given."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from organisations import access
from organisations.grants import Capability, RoleKind
from organisations.models import Alliance, Network, User
from tests.factories import (
    ActionFactory,
    ActionLeadFactory,
    AllianceFactory,
    LeadFactory,
    NetworkFactory,
    ObjectiveFactory,
    RoleFactory,
    UserFactory,
    WorkPlanFactory,
    a_plan,
    someone,
)
from workplans.models import Action, Lead, Objective, WorkPlan

pytestmark = pytest.mark.django_db
C, K = Capability, RoleKind

# What stands in the table, written a second time: a change of permissions has to be meant.
ALLOWED = {
    K.ADMINISTRATOR: set(Capability),
    K.PROGRAMME_LEAD: set(Capability) - {C.MANAGE},
    K.NETWORK_MANAGER: set(Capability) - {C.MANAGE, C.READ_CHARTS},
    K.ACTION_LEAD: {C.SEE_OWN, C.UPDATE_OWN},
    K.ANALYST: {C.SEE, C.SEE_OWN, C.IMPORT, C.READ_CHARTS, C.SEE_SMALL_COUNTS, C.USE_ADMIN},
    K.BOARD_MEMBER: {C.SEE},
}
EVERY_PAIR = [(kind, capability) for kind in RoleKind for capability in Capability]


@pytest.fixture
def places():
    """A network of an alliance, its sister, and a network elsewhere."""
    here = NetworkFactory(code="here")
    return here, NetworkFactory(code="sister", alliance=here.alliance), NetworkFactory(code="elsewhere")


@pytest.mark.parametrize(("kind", "capability"), EVERY_PAIR)
def test_a_role_for_an_alliance_holds_in_all_of_it_and_nowhere_else(places, kind, capability):
    here, sister, elsewhere = places
    person = someone(kind, here.alliance)
    allowed = capability in ALLOWED[kind]
    assert access.may(person, capability, here.alliance) is allowed
    assert access.may(person, capability, here) is allowed
    assert access.may(person, capability, sister) is allowed
    assert not access.may(person, capability, elsewhere)
    assert not access.may(person, capability, elsewhere.alliance)


@pytest.mark.parametrize(("kind", "capability"), EVERY_PAIR)
def test_a_role_for_a_network_holds_in_that_network_only(places, kind, capability):
    here, sister, elsewhere = places
    person = someone(kind, here)
    assert access.may(person, capability, here) is (capability in ALLOWED[kind])
    for outside in (here.alliance, sister, elsewhere, elsewhere.alliance):
        assert not access.may(person, capability, outside)


@pytest.mark.parametrize("capability", list(Capability))
def test_objects_of_a_plan_stand_where_their_network_stands(places, capability):
    here, sister, _ = places
    person = someone(K.NETWORK_MANAGER, here)
    mine, theirs = a_plan(network=here), a_plan(network=sister)
    for thing, other in (
        (mine, theirs),
        (mine.objectives.get(), theirs.objectives.get()),
        (mine.actions.get(), theirs.actions.get()),
    ):
        assert access.may(person, capability, thing) is (capability in ALLOWED[K.NETWORK_MANAGER])
        assert not access.may(person, capability, other)


@pytest.mark.parametrize("capability", list(Capability))
def test_superusers_may_everything_everywhere_and_strangers_nothing(places, capability):
    here, *_ = places
    assert access.may(UserFactory(is_superuser=True), capability, here)
    for stranger in (UserFactory(), AnonymousUser(), UserFactory(is_superuser=True, is_active=False), None):
        assert not access.may(stranger, capability, here)


def test_a_deactivated_person_has_their_roles_and_may_nothing(places):
    here, *_ = places
    person = someone(K.ADMINISTRATOR, here.alliance)
    person.is_active = False
    assert not any(access.may(person, capability, here) for capability in Capability)


def test_require_says_what_is_missing(places):
    with pytest.raises(PermissionDenied, match="import plans"):
        access.require(someone(K.BOARD_MEMBER, places[0]), C.IMPORT, places[0])


@pytest.mark.parametrize("kind", list(RoleKind))
def test_the_admin_is_for_those_who_have_something_to_do_there(places, kind):
    person = someone(kind, places[0])
    assert access.may_use_admin(person) is (C.USE_ADMIN in ALLOWED[kind])
    assert person.is_staff is access.may_use_admin(person)


def test_django_asks_the_same_table(places):
    here, _, elsewhere = places
    person = someone(K.ANALYST, here.alliance)
    assert person.has_perm("organisations.import", here)
    assert not person.has_perm("organisations.import", elsewhere)
    assert not person.has_perm("organisations.manage", here)


# --- What one sees ----------------------------------------------------------------------------------------------------


def seen(queryset, *arguments):
    return set(queryset.visible_to(*arguments))


@pytest.mark.parametrize("kind", [kind for kind in RoleKind if C.SEE in ALLOWED[kind]])
def test_whoever_sees_an_alliance_sees_all_its_plans_and_no_others(places, kind):
    here, sister, elsewhere = places
    plans = [a_plan(network=network) for network in places]
    person = someone(kind, here.alliance)
    assert seen(WorkPlan.objects, person) == set(plans[:2])
    assert seen(Objective.objects, person) == set(Objective.objects.exclude(plan=plans[2]))
    assert seen(Action.objects, person) == set(Action.objects.exclude(plan=plans[2]))
    assert seen(Lead.objects, person) == set(Lead.objects.exclude(network=elsewhere))
    assert seen(Network.objects, person) == {here, sister}
    assert seen(Alliance.objects, person) == {here.alliance}

    one_network = someone(kind, here)
    assert seen(WorkPlan.objects, one_network) == {plans[0]}
    assert seen(Action.objects, one_network) == set(plans[0].actions.all())
    assert seen(Lead.objects, one_network) == set(Lead.objects.filter(network=here))
    assert seen(Network.objects, one_network) == {here}


def test_an_action_lead_sees_the_actions_they_lead_and_the_plan_these_stand_in(places):
    here, sister, elsewhere = places
    person = someone(K.ACTION_LEAD, here.alliance)
    plan, empty_handed = a_plan(network=here, actions=3), a_plan(network=sister, actions=2)
    mine = LeadFactory(network=here, user=person)
    led = plan.actions.first()
    ActionLeadFactory(action=led, lead=mine, position=2, accountable=False)
    # The same person as a lead where they have no role sees nothing there.
    outside = ActionFactory(objective=ObjectiveFactory(plan=WorkPlanFactory(network=elsewhere)))
    ActionLeadFactory(action=outside, lead=LeadFactory(network=elsewhere, user=person))

    assert seen(Action.objects, person) == {led}
    assert set(Action.objects.updatable_by(person)) == {led}
    assert seen(WorkPlan.objects, person) == {plan}
    assert empty_handed not in seen(WorkPlan.objects, person)
    assert seen(Objective.objects, person) == set()
    assert seen(Lead.objects, person) == set()
    assert seen(Network.objects, person) == set()


@pytest.mark.parametrize("kind", list(RoleKind))
def test_who_may_record_a_status_may_do_it_where_their_role_is(places, kind):
    here, _, elsewhere = places
    plan, other = a_plan(network=here, actions=2), a_plan(network=elsewhere)
    person = someone(kind, here)
    led = plan.actions.first()
    ActionLeadFactory(action=led, lead=LeadFactory(network=here, user=person), position=2, accountable=False)
    expected = set()
    if C.UPDATE in ALLOWED[kind]:
        expected = set(plan.actions.all())
    elif C.UPDATE_OWN in ALLOWED[kind]:
        expected = {led}
    assert set(Action.objects.updatable_by(person)) == expected
    assert not set(Action.objects.updatable_by(person)) & set(other.actions.all())


def test_a_capability_narrows_what_is_seen(places):
    here, sister, _ = places
    person = someone(K.BOARD_MEMBER, here.alliance)
    RoleFactory(user=person, kind=K.NETWORK_MANAGER, alliance=None, network=sister)
    plans = {network: a_plan(network=network) for network in (here, sister)}
    assert seen(WorkPlan.objects, person) == set(plans.values())
    assert seen(WorkPlan.objects, person, C.EDIT_PLAN) == {plans[sister]}
    assert seen(Network.objects, person, C.IMPORT) == {sister}
    assert seen(Alliance.objects, person, C.IMPORT) == set()


@pytest.mark.parametrize("model", [WorkPlan, Objective, Action, Lead, Network, Alliance, User])
def test_nobody_sees_anything_without_signing_in(places, model):
    a_plan(network=places[0])
    assert not model.objects.visible_to(AnonymousUser()).exists()


def test_superusers_see_everything(places):
    for network in places:
        a_plan(network=network)
    chief = UserFactory(is_superuser=True)
    for model in (WorkPlan, Objective, Action, Lead, Network, Alliance, User):
        assert model.objects.visible_to(chief).count() == model.objects.count()


def test_administrators_see_the_people_of_their_alliances(places):
    here, sister, elsewhere = places
    chief = someone(K.ADMINISTRATOR, here.alliance)
    member, manager = someone(K.BOARD_MEMBER, here.alliance), someone(K.NETWORK_MANAGER, sister)
    someone(K.ADMINISTRATOR, elsewhere.alliance)
    UserFactory()
    assert seen(User.objects, chief) == {chief, member, manager}
    assert seen(User.objects, someone(K.ADMINISTRATOR, sister)) >= {manager}
    assert member not in seen(User.objects, someone(K.ADMINISTRATOR, sister))


# --- Whose account one may change -------------------------------------------------------------------------------------


def test_an_account_is_changed_by_whoever_manages_every_place_it_works_in(places):
    here, sister, elsewhere = places
    chief = someone(K.ADMINISTRATOR, here.alliance)
    assert access.may_manage_account(chief, chief)
    assert access.may_manage_account(chief, someone(K.NETWORK_MANAGER, sister))

    both = someone(K.ANALYST, here)
    RoleFactory(user=both, kind=K.ANALYST, alliance=elsewhere.alliance)
    assert not access.may_manage_account(chief, both)
    assert not access.may_manage_account(someone(K.ADMINISTRATOR, here), someone(K.ANALYST, here.alliance))
    assert access.may_manage_account(someone(K.ADMINISTRATOR, here), someone(K.ANALYST, here))

    superuser = UserFactory(is_superuser=True)
    RoleFactory(user=superuser, kind=K.ANALYST, alliance=here.alliance)
    assert not access.may_manage_account(chief, superuser)
    assert access.may_manage_account(superuser, both)
    assert not access.may_manage_account(chief, UserFactory())


@pytest.mark.parametrize("kind", [kind for kind in RoleKind if kind != K.ADMINISTRATOR])
def test_only_administrators_change_accounts(places, kind):
    here, *_ = places
    person = someone(kind, here.alliance)
    assert not access.may_manage_account(person, person)
    assert not access.may_manage_account(person, someone(K.ANALYST, here))


def test_what_a_person_may_do_is_one_question_to_the_database(places, django_assert_num_queries):
    person = someone(K.ADMINISTRATOR, AllianceFactory())
    with django_assert_num_queries(1):
        for capability in Capability:
            for place in places:
                access.may(person, capability, place)
