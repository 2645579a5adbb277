"""The reference data, an alliance of it, and an analyst who reads its pages."""

import pytest

from organisations.grants import RoleKind
from organisations.models import Alliance
from tests.factories import someone


@pytest.fixture(autouse=True)
def _reference(reference_data, db):
    """Every page of figures stands on it."""


@pytest.fixture
def wessex():
    return Alliance.objects.get(code="wessex")


@pytest.fixture
def analyst(client, wessex):
    """An analyst of Wessex who is signed in."""
    person = someone(RoleKind.ANALYST, wessex)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return person


@pytest.fixture
def get(client, analyst):
    """The text of a page, in one line."""

    def page(address, status=200):
        response = client.get(address)
        assert response.status_code == status, address
        content = b"".join(response.streaming_content) if response.streaming else response.content
        return " ".join(content.decode("utf-8-sig").split()) if not response.streaming else content.decode("utf-8-sig")

    return page
