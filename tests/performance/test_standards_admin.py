"""Standards, ambitions and the mapping of providers in the admin: dated, kept where they judged, followed by sums."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.audit import AuditEvent
from organisations.grants import RoleKind
from organisations.models import Alliance, Provider, ProviderAlliance
from performance.models import Ambition, PlaceKind, WaitingTimeStandard
from performance.operations import load_figures
from performance.positions import differences, standings
from tests.factories import AllianceFactory, UserFactory, someone
from tests.performance.test_loading import HEAD, ON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data")]


@pytest.fixture
def chief(client):
    client.force_login(UserFactory(is_superuser=True))
    return client


def address(thing, page):
    return reverse(f"admin:performance_{thing._meta.model_name}_{page}", args=[thing.pk])


def standard_fields(standard, **changes):
    names = ("code", "nation", "measure", "level", "valid_from", "valid_until", "note")
    sent = {name: getattr(standard, name) for name in names}
    sent = {name: "" if value is None else value for name, value in sent.items()} | {"more_is_better": "on"}
    inline = {f"ambitions-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    return sent | inline | changes


def test_a_standard_that_has_judged_is_fixed_and_can_be_ended(chief):
    standard = WaitingTimeStandard.objects.get(nation="england", measure="62d", valid_until=None)
    page = chief.get(address(standard, "change")).content.decode()
    assert 'name="level"' not in page
    assert 'name="valid_until"' in page
    today = timezone.localdate()
    chief.post(address(standard, "change"), standard_fields(standard, level=10, valid_until=today))
    standard.refresh_from_db()
    assert (standard.level, standard.valid_until) == (85, today)
    assert AuditEvent.objects.about(standard).last().changes.keys() == {"valid_until"}
    assert chief.post(address(standard, "delete"), {"post": "yes"}).status_code == 403


def test_the_next_standard_is_added_and_mended_until_it_begins(chief):
    begins = timezone.localdate() + timedelta(days=40)
    new = WaitingTimeStandard(code="england-62d-next", nation="england", measure="62d", level=90, valid_from=begins)
    answer = chief.post(reverse("admin:performance_waitingtimestandard_add"), standard_fields(new))
    assert answer.status_code == 302
    added = WaitingTimeStandard.objects.get(code="england-62d-next")
    chief.post(address(added, "change"), standard_fields(added, level=88))
    added.refresh_from_db()
    assert added.level == 88
    chief.post(address(added, "delete"), {"post": "yes"})
    assert not WaitingTimeStandard.objects.filter(code="england-62d-next").exists()


def test_an_ambition_is_kept_once_its_month_is_over(chief):
    past = Ambition.objects.filter(by__lt=timezone.localdate()).first()
    chief.post(address(past, "change"), {"standard": past.standard_id, "level": 1, "by": past.by})
    level = past.level
    past.refresh_from_db()
    assert past.level == level
    ahead = {"standard": past.standard_id, "level": 82, "by": timezone.localdate() + timedelta(days=400)}
    chief.post(reverse("admin:performance_ambition_add"), ahead)
    assert Ambition.objects.filter(level=82).exists()


@pytest.mark.parametrize("kind", RoleKind)
def test_each_role(client, kind):
    client.force_login(someone(kind, AllianceFactory()))
    outside = kind in (RoleKind.ACTION_LEAD, RoleKind.BOARD_MEMBER)
    for model in ("waitingtimestandard", "ambition"):
        listing = client.get(reverse(f"admin:performance_{model}_changelist"))
        assert listing.status_code == (302 if outside else 200)
        assert client.get(reverse(f"admin:performance_{model}_add")).status_code == (302 if outside else 403)


def totals(code, first=date(2024, 1, 1), last=date(2024, 3, 1)):
    pk = Alliance.objects.get(code=code).pk
    (found,) = standings(PlaceKind.ALLIANCE, standards=["62d"], first=first, last=last, ids=[pk])
    return [position.total for position in found.positions["62d"]]


class TestMapping:
    @pytest.fixture(autouse=True)
    def figures(self):
        lines = "".join(f"RHM,62d,All,2024-0{month},10,9\n" for month in (1, 2, 3))
        load_figures(source=(HEAD + lines).encode(), name="a.csv", by=None, on=ON)
        self.mapping = ProviderAlliance.objects.get(provider__ods_code="RHM", valid_until=None)
        self.other = Alliance.objects.exclude(code="wessex").filter(nation="england").first()

    def fields(self, **changes):
        sent = {name: getattr(self.mapping, name) for name in ("valid_from", "source")}
        return sent | {"provider": self.mapping.provider_id, "alliance": self.mapping.alliance_id} | changes

    def test_a_provider_that_moves_is_counted_where_it_was_each_month(self, chief):
        assert totals("wessex") == [10, 10, 10]
        url = reverse("admin:organisations_provideralliance_change", args=[self.mapping.pk])
        assert chief.post(url, self.fields(valid_until=date(2024, 1, 31))).status_code == 302
        assert totals("wessex") == [10, None, None]
        new = self.fields(alliance=self.other.pk, valid_from=date(2024, 2, 1))
        assert chief.post(reverse("admin:organisations_provideralliance_add"), new).status_code == 302
        assert totals(self.other.code) == [None, 10, 10]
        assert not any(differences())
        added = ProviderAlliance.objects.get(provider__ods_code="RHM", valid_from=date(2024, 2, 1))
        chief.post(reverse("admin:organisations_provideralliance_delete", args=[added.pk]), {"post": "yes"})
        assert totals(self.other.code) == [None, None, None]
        assert not any(differences())

    def test_several_are_removed_at_once(self, chief):
        url = reverse("admin:organisations_provideralliance_changelist")
        chief.post(url, {"action": "delete_selected", "_selected_action": [self.mapping.pk], "post": "yes"})
        assert totals("wessex") == [None, None, None]
        assert not any(differences())

    def test_a_merger_is_read_as_one_from_the_moment_it_is_entered(self, chief):
        old, new = Provider.objects.get(ods_code="RHM"), Provider.objects.get(ods_code="RHU")
        sent = {
            "ods_code": "RHM",
            "name": old.name,
            "nation": "england",
            "successor": new.pk,
            "succeeded_on": "2024-04-01",
        }
        sent |= {f"alliance_periods-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
        chief.post(reverse("admin:organisations_provider_change", args=[old.pk]), sent)
        (found,) = standings(
            PlaceKind.PROVIDER, standards=["62d"], first=date(2024, 1, 1), last=date(2024, 1, 1), ids=[new.pk]
        )
        assert found.positions["62d"][0].total == 10
        assert not any(differences())
