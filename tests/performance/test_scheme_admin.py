"""The numbers that judged past days stay as they were; tomorrow's can be mended."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.audit import AuditEvent
from organisations.grants import RoleKind
from performance.models import RatingScheme
from tests.factories import AllianceFactory, RatingSchemeFactory, someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def chief(client, alliance):
    client.force_login(
        someone(RoleKind.ADMINISTRATOR, alliance), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def address(scheme, page):
    return reverse(f"admin:performance_ratingscheme_{page}", args=[scheme.pk])


def numbers(scheme, **changes):
    sent = vars(scheme.thresholds)
    return sent | {"alliance": scheme.alliance_id, "valid_from": scheme.valid_from, "valid_until": ""} | changes


def test_the_numbers_of_a_scheme_that_has_begun_are_fixed_and_it_can_be_ended(chief, alliance):
    today = timezone.localdate()
    scheme = RatingSchemeFactory(alliance=alliance, valid_from=today - timedelta(days=30))
    page = chief.get(address(scheme, "change")).content.decode()
    assert 'name="quiet_days"' not in page
    assert 'name="valid_until"' in page
    chief.post(address(scheme, "change"), numbers(scheme, quiet_days=5, valid_until=today))
    scheme.refresh_from_db()
    assert (scheme.quiet_days, scheme.valid_until) == (60, today)
    assert AuditEvent.objects.about(scheme).last().changes.keys() == {"valid_until"}
    assert chief.post(address(scheme, "delete"), {"post": "yes"}).status_code == 403


def test_a_scheme_that_is_still_ahead_can_be_mended_and_removed(chief, alliance):
    scheme = RatingSchemeFactory(alliance=alliance, valid_from=timezone.localdate() + timedelta(days=30))
    chief.post(address(scheme, "change"), numbers(scheme, quiet_days=45))
    scheme.refresh_from_db()
    assert scheme.quiet_days == 45
    chief.post(address(scheme, "delete"), {"post": "yes"})
    assert not RatingScheme.objects.filter(pk=scheme.pk).exists()


def test_the_action_of_the_list_removes_no_scheme_that_has_begun(chief, alliance):
    scheme = RatingSchemeFactory(alliance=alliance, valid_from=timezone.localdate() - timedelta(days=30))
    chief.post(
        reverse("admin:performance_ratingscheme_changelist"),
        {"action": "delete_selected", "_selected_action": [scheme.pk], "post": "yes"},
    )
    assert RatingScheme.objects.filter(pk=scheme.pk).exists()
