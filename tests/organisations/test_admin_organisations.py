"""The administration of organisations, and the reading rooms of what happened."""

from datetime import date

import pytest

from core import audit, jobs, outbox
from core.audit import AuditEvent
from core.outbox import EmailOutbox
from organisations.grants import RoleKind
from organisations.models import (
    Alliance,
    Network,
    Provider,
    ProviderAlliance,
    TumourGroupSynonym,
)
from performance.models import RatingScheme
from tests.factories import (
    NetworkFactory,
    ProviderFactory,
    RatingSchemeFactory,
    TumourGroupFactory,
    UserFactory,
    someone,
)
from tests.organisations.admin_pages import change, posted, url

pytestmark = pytest.mark.django_db
K = RoleKind


def test_a_network_is_added_to_ones_own_alliance_only(as_chief, here, elsewhere):
    sent = {"code": "new", "name": "New network", "tumour_group": ""}
    response = as_chief.post(url(Network, "add"), sent | {"alliance": elsewhere.alliance_id})
    assert "not one of the available choices" in response.content.decode()
    as_chief.post(url(Network, "add"), sent | {"alliance": here.alliance_id})
    event = AuditEvent.objects.about(Network.objects.get(code="new")).get()
    assert (event.verb, event.alliance_id) == ("added", here.alliance_id)


def test_a_network_is_revised_with_history_and_not_moved_away(as_chief, here, elsewhere):
    change(as_chief, here, name="Renamed", alliance=elsewhere.alliance_id)
    here.refresh_from_db()
    assert here.name == "Here"
    change(as_chief, here, name="Renamed")
    assert AuditEvent.objects.about(here).get().changes == {"name": ["Here", "Renamed"]}


def test_a_network_without_plans_can_be_removed(as_chief, here):
    spare = NetworkFactory(alliance=here.alliance, code="spare")
    as_chief.post(url(Network, "delete", spare.pk), {"post": "yes"})
    assert not Network.objects.filter(code="spare").exists()
    assert AuditEvent.objects.get(verb="removed").subject_id == spare.pk


def test_one_networks_administrator_may_rename_it_and_no_more(client, here, elsewhere):
    client.force_login(someone(K.ADMINISTRATOR, here))
    assert client.get(url(Network, "add")).status_code == 403
    assert client.post(url(Network, "delete", here.pk), {"post": "yes"}).status_code == 403
    change(client, here, name="Renamed", alliance=elsewhere.alliance_id, code="x")
    here.refresh_from_db()
    assert (here.name, here.alliance.code, here.code) == ("Renamed", "ours", "here")


def test_an_alliances_administrator_may_mend_its_name_and_no_more(as_chief, here):
    ours = here.alliance
    change(as_chief, ours, name="Ours, renamed", code="mine", nation="scotland", ons_code="E1")
    ours.refresh_from_db()
    assert (ours.name, ours.code, ours.nation) == ("Ours, renamed", "ours", "england")
    assert as_chief.post(url(Alliance, "delete", ours.pk), {"post": "yes"}).status_code == 403


def test_what_is_common_to_all_is_read_by_administrators_and_changed_by_superusers(as_chief, client):
    trust, group = ProviderFactory(name="A trust"), TumourGroupFactory()
    for thing in (trust, group):
        assert as_chief.get(url(type(thing), "change", thing.pk)).status_code == 200
        assert as_chief.post(url(type(thing), "change", thing.pk), {"name": "Mine"}).status_code == 403
    client.force_login(UserFactory(is_superuser=True))
    change(client, trust, name="The trust")
    synonym = {"synonyms-0-name": "H&N", "synonyms-0-tumour_group": group.pk}
    change(client, group, **synonym)
    assert TumourGroupSynonym.objects.get().tumour_group == group
    assert {event.verb for event in AuditEvent.objects.all()} == {"revised", "added"}


def test_a_provider_belongs_to_one_alliance_at_a_time(as_superuser, here, elsewhere):
    trust = ProviderFactory()
    mapping = ProviderAlliance.objects.create(
        provider=trust, alliance=here.alliance, valid_from=date(2020, 4, 1), source="A list"
    )
    moved = {"provider": trust.pk, "alliance": elsewhere.alliance_id, "valid_from": "2024-04-01", "source": "Minutes"}
    page = as_superuser.post(url(ProviderAlliance, "add"), moved).content.decode()
    assert "It belongs to Ours from 1 April 2020 until further notice. End that first." in page
    change(as_superuser, mapping, valid_until="2024-03-31")
    as_superuser.post(url(ProviderAlliance, "add"), moved)
    assert set(Provider.objects.of_alliance(elsewhere.alliance, on=date(2024, 4, 1))) == {trust}
    assert not Provider.objects.of_alliance(here.alliance, on=date(2024, 4, 1))


def test_a_provider_is_not_drawn_away_from_another_alliance(as_chief, here, elsewhere):
    trust = ProviderFactory()
    ProviderAlliance.objects.create(provider=trust, alliance=elsewhere.alliance, valid_from=date(2020, 4, 1))
    sent = {"provider": trust.pk, "alliance": here.alliance_id, "valid_from": "2024-04-01"}
    assert "End that first" in as_chief.post(url(ProviderAlliance, "add"), sent).content.decode()
    assert ProviderAlliance.objects.count() == 1


def test_an_alliance_sets_its_own_rating_scheme_and_only_reads_the_default(as_chief, here):
    default = RatingSchemeFactory(alliance=None)
    assert as_chief.get(url(RatingScheme, "change", default.pk)).status_code == 200
    assert as_chief.post(url(RatingScheme, "change", default.pk), {"quiet_days": 1}).status_code == 403
    sent = posted(as_chief.get(url(RatingScheme, "add"))) | {"valid_from": "2026-04-01", "quiet_days": 45}
    assert "required" in as_chief.post(url(RatingScheme, "add"), sent).content.decode()
    as_chief.post(url(RatingScheme, "add"), sent | {"alliance": here.alliance_id})
    schemes = RatingScheme.objects.thresholds(on=date(2026, 10, 2))
    assert schemes[here.alliance_id].quiet_days == 45
    assert schemes.default.quiet_days == 60


# --- What happened ----------------------------------------------------------------------------------------------------


def test_administrators_read_the_history_of_their_alliance(as_chief, here, elsewhere):
    audit.record(audit.Change("renamed", here, {"name": ("Old", "Here")}, alliance_id=here.alliance_id), by=None)
    audit.record(audit.Change("hidden deed", elsewhere, alliance_id=elsewhere.alliance_id), by=None)
    audit.record(audit.Change("common deed", elsewhere), by=None)
    listed = as_chief.get(url(AuditEvent)).content.decode()
    assert "renamed" in listed
    assert "hidden deed" not in listed
    assert "common deed" not in listed
    event = AuditEvent.objects.get(verb="renamed")
    page = as_chief.get(url(AuditEvent, "change", event.pk)).content.decode()
    assert "Old → Here" in page
    assert as_chief.post(url(AuditEvent, "change", event.pk), {"verb": "x"}).status_code == 403
    assert as_chief.post(url(AuditEvent, "delete", event.pk), {"post": "yes"}).status_code == 403


def test_jobs_and_messages_are_read_by_superusers_and_changed_by_nobody(as_superuser):
    job = jobs.ask(kind="something", key="once")
    outbox.put([outbox.Message("key", "a@example.nhs.uk", "Subject", "Body")])
    for thing in (job, EmailOutbox.objects.get()):
        assert as_superuser.get(url(type(thing), "change", thing.pk)).status_code == 200
        assert as_superuser.post(url(type(thing), "change", thing.pk), {"state": "done"}).status_code == 403
        assert as_superuser.post(url(type(thing), "delete", thing.pk), {"post": "yes"}).status_code == 403
