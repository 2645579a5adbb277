"""The directory of leads: who may, what is shown, and what renaming, linking and merging do to actions."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.audit import AuditEvent
from organisations.grants import RoleKind
from tests.factories import (
    ActionFactory,
    ActionLeadFactory,
    AllianceFactory,
    LeadFactory,
    NetworkFactory,
    ObjectiveFactory,
    UserFactory,
    WorkPlanFactory,
    a_plan,
    someone,
)
from workplans import directory, operations
from workplans.models import ActionLead, Lead
from workplans.progress import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return NetworkFactory(code="wessex-lung", name="Lung", alliance=AllianceFactory(code="wessex"))


@pytest.fixture
def objective(network):
    return ObjectiveFactory(plan=WorkPlanFactory(network=network))


@pytest.fixture
def lead(network):
    return LeadFactory(network=network, name="MCN Manager")


@pytest.fixture
def other(network):
    return LeadFactory(network=network, name="MCN&I Manager")


@pytest.fixture
def manager(client, network):
    user = someone(RoleKind.NETWORK_MANAGER, network)
    client.force_login(user)
    return user


def led(objective, *leads, **fields):
    """An action with these leads, the first accountable."""
    action = ActionFactory(objective=objective, **fields)
    for position, lead in enumerate(leads, start=1):
        ActionLeadFactory(action=action, lead=lead, position=position, accountable=position == 1)
    return action


def address(name, lead):
    more = [] if name == "lead_list" else [lead.pk]
    return reverse(f"workplans:{name}", args=[lead.network.code, *more])


def leads_of(action):
    return [(row.lead.name, row.accountable) for row in action.action_leads.order_by("position")]


# --- Who may ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RoleKind)
@pytest.mark.parametrize("name", ["lead_list", "lead_edit", "lead_merge"])
def test_the_directory_is_for_those_who_may_edit_plans(client, lead, kind, name):
    client.force_login(someone(kind, lead.network.alliance))

    status = client.get(address(name, lead)).status_code

    # An action lead sees no network as a whole, so for them it is not there.
    expected = {RoleKind.ACTION_LEAD: 404, RoleKind.ANALYST: 403, RoleKind.BOARD_MEMBER: 403}
    assert status == expected.get(kind, 200)


@pytest.mark.parametrize("name", ["lead_list", "lead_edit", "lead_merge"])
def test_another_alliances_directory_is_not_there(client, lead, name):
    client.force_login(someone(RoleKind.ADMINISTRATOR, AllianceFactory()))

    assert client.get(address(name, lead)).status_code == 404


def test_a_lead_is_found_only_in_its_own_network(client, manager, network):
    elsewhere = LeadFactory()

    assert client.get(reverse("workplans:lead_edit", args=[network.code, elsewhere.pk])).status_code == 404


# --- The list -----------------------------------------------------------------------------------------


def test_leads_with_account_and_open_actions(client, manager, objective, lead, other):
    lead.user = UserFactory(name="Sam Manager")
    lead.save()
    led(objective, lead, other)
    led(objective, lead, status=Status.COMPLETE)
    led(ObjectiveFactory(plan=WorkPlanFactory(network=lead.network, year=2020)), lead, status=Status.CLOSED)

    response = client.get(address("lead_list", lead))

    first, second = response.context["lines"]
    assert (first.name, first.account, first.open_actions, first.actions) == ("MCN Manager", "Sam Manager", 1, 3)
    assert (second.name, second.account, second.open_actions) == ("MCN&I Manager", "", 1)


def test_an_empty_directory_says_where_leads_come_from(client, manager, network):
    assert "Leads come with the plans" in client.get(reverse("workplans:lead_list", args=[network.code])).text


@pytest.mark.parametrize("actions", [1, 200])
def test_queries_do_not_grow(client, manager, network, django_assert_max_num_queries, actions):
    a_plan(actions=actions, leads=3, network=network)

    with django_assert_max_num_queries(5):
        client.get(reverse("workplans:lead_list", args=[network.code]))


# --- Changing one -------------------------------------------------------------------------------------


def test_name_kind_and_account_change_together(client, manager, objective, lead):
    action = led(objective, lead)
    person = someone(RoleKind.ACTION_LEAD, lead.network)

    response = client.post(
        address("lead_edit", lead), {"name": " Lung  Nurse ", "kind": "person", "account": str(person.pk)}
    )

    assert response.url == address("lead_list", lead)
    lead.refresh_from_db()
    assert (lead.name, lead.kind, lead.user) == ("Lung Nurse", "person", person)
    assert {event.verb for event in AuditEvent.objects.about(lead)} == {"renamed", "revised", "linked"}
    action.refresh_from_db()
    assert action.version == 2


def test_saving_what_stands_changes_nothing(client, manager, lead):
    client.post(address("lead_edit", lead), {"name": lead.name, "kind": lead.kind, "account": ""})

    assert not AuditEvent.objects.exists()


def test_a_name_that_is_taken_is_refused_and_nothing_else_changes(client, manager, lead, other):
    response = client.post(address("lead_edit", lead), {"name": other.name, "kind": "body", "account": ""})

    assert response.status_code == 422
    assert response.context["form"].errors == {"name": ["This network has a lead of that name."]}
    lead.refresh_from_db()
    assert (lead.name, lead.kind) == ("MCN Manager", "role")


def test_an_account_needs_a_role_here(client, manager, lead):
    here, elsewhere = someone(RoleKind.ACTION_LEAD, lead.network.alliance), someone(RoleKind.ANALYST, AllianceFactory())

    form = client.get(address("lead_edit", lead)).context["form"]
    response = client.post(
        address("lead_edit", lead), {"name": lead.name, "kind": "role", "account": str(elsewhere.pk)}
    )

    assert set(form.people) == {manager.pk, here.pk}
    assert "account" in response.context["form"].errors


def test_an_account_can_be_taken_away(client, manager, lead):
    operations.link_lead(lead=lead, user=manager, by=manager)

    client.post(address("lead_edit", lead), {"name": lead.name, "kind": "role", "account": ""})

    lead.refresh_from_db()
    assert lead.user is None


def test_names_that_look_alike_are_pointed_out(client, manager, lead, other):
    LeadFactory(network=lead.network, name="Advisory Board")

    response = client.get(address("lead_edit", lead))

    assert [name for _, name in response.context["alike"]] == ["MCN&I Manager"]


@pytest.mark.parametrize(
    ("name", "other_name", "alike"),
    [
        ("MCN Manager", "MCN&I Manager", True),
        ("MCN Clinical Lead", "mcn clinical lead", True),
        ("MCN Manager", "Advisory Board", False),
    ],
)
def test_what_looks_alike(name, other_name, alike):
    assert directory.looks_like(name, other_name) is alike


# --- Merging ------------------------------------------------------------------------------------------


def test_merging_asks_which_then_says_what_it_means_then_does_it(client, manager, objective, lead, other):
    action = led(objective, lead)
    ask = address("lead_merge", lead)

    assert "MCN&amp;I Manager" in client.get(ask).text
    page = client.get(ask, {"into": other.pk})
    assert "1 action led by “MCN Manager” will name “MCN&amp;I Manager” instead" in page.text
    assert Lead.objects.count() == 2

    response = client.post(ask, {"into": other.pk})
    assert response.url == address("lead_list", other)
    assert leads_of(action) == [("MCN&I Manager", True)]
    assert list(Lead.objects.all()) == [other]


def test_nothing_chosen_is_said(client, manager, lead):
    response = client.get(address("lead_merge", lead), {"into": ""})

    assert response.status_code == 422
    assert "Choose the lead that stays." in response.text


@pytest.mark.parametrize("into", ["self", "elsewhere", "nobody"])
def test_only_other_leads_of_the_network_are_a_choice(client, manager, lead, into):
    pk = {"self": lead.pk, "elsewhere": LeadFactory().pk, "nobody": 10**9}[into]

    assert client.post(address("lead_merge", lead), {"into": pk}).status_code == 422
    assert Lead.objects.filter(pk=lead.pk).exists()


@pytest.mark.parametrize("first", ["lead", "other"])
def test_an_action_that_names_both_keeps_one_and_who_is_accountable(manager, objective, lead, other, first):
    pair = (lead, other) if first == "lead" else (other, lead)
    action = led(objective, *pair)
    third = LeadFactory(network=lead.network, name="Third")
    alone = led(objective, third, lead)

    operations.merge_leads(lead=lead, into=other, by=manager)

    assert leads_of(action) == [("MCN&I Manager", True)]
    assert leads_of(alone) == [("Third", True), ("MCN&I Manager", False)]
    assert not ActionLead.objects.filter(lead__name="MCN Manager").exists()


def test_the_account_goes_with_it_where_the_other_has_none(manager, lead, other):
    operations.link_lead(lead=lead, user=manager, by=manager)

    operations.merge_leads(lead=lead, into=other, by=manager)

    other.refresh_from_db()
    assert other.user == manager


def test_the_account_that_is_there_stays(manager, lead, other):
    operations.link_lead(lead=lead, user=UserFactory(), by=manager)
    operations.link_lead(lead=other, user=manager, by=manager)

    operations.merge_leads(lead=lead, into=other, by=manager)

    other.refresh_from_db()
    assert other.user == manager


def test_merging_is_on_record_and_counts_as_a_change_of_the_actions(manager, objective, lead, other):
    action = led(objective, lead)

    operations.merge_leads(lead=lead, into=other, by=manager)

    event = AuditEvent.objects.about(other).get()
    assert (event.verb, event.changes["name"], event.note) == (
        "merged",
        ["MCN Manager", "MCN&I Manager"],
        "1 action of “MCN Manager”",
    )
    action.refresh_from_db()
    assert action.version == 2


def test_leads_of_two_networks_are_never_merged(manager, lead):
    with pytest.raises(ValidationError):
        operations.merge_leads(lead=lead, into=LeadFactory(), by=manager)
    with pytest.raises(ValidationError):
        operations.merge_leads(lead=lead, into=lead, by=manager)


def test_merging_takes_a_constant_number_of_statements(manager, objective, lead, other, django_assert_max_num_queries):
    for _ in range(40):
        led(objective, lead, other)

    with django_assert_max_num_queries(16):
        operations.merge_leads(lead=lead, into=other, by=manager)
