"""A network here and one elsewhere, and who looks after them."""

import pytest

from organisations.grants import RoleKind
from tests.factories import AllianceFactory, NetworkFactory, UserFactory, someone


@pytest.fixture
def here():
    return NetworkFactory(code="here", name="Here", alliance=AllianceFactory(code="ours", name="Ours"))


@pytest.fixture
def elsewhere():
    return NetworkFactory(code="elsewhere", name="Elsewhere", alliance=AllianceFactory(code="theirs", name="Theirs"))


@pytest.fixture
def chief(here):
    return someone(RoleKind.ADMINISTRATOR, here.alliance)


@pytest.fixture
def as_chief(client, chief):
    client.force_login(chief)
    return client


@pytest.fixture
def as_superuser(client):
    client.force_login(UserFactory(is_superuser=True, name="Superuser"))
    return client
