"""A network with a plan, its manager, and somebody who leads, on a fixed day."""

import pytest
import time_machine

from organisations.grants import RoleKind
from tests.factories import (
    TODAY,
    ActionFactory,
    ActionLeadFactory,
    AllianceFactory,
    LeadFactory,
    NetworkFactory,
    ObjectiveFactory,
    WorkPlanFactory,
    someone,
)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def network():
    return NetworkFactory(code="wessex-lung", name="Lung", alliance=AllianceFactory(code="wessex", name="Wessex"))


@pytest.fixture
def objective(network):
    return ObjectiveFactory(plan=WorkPlanFactory(network=network))


@pytest.fixture
def manager(network):
    return someone(RoleKind.NETWORK_MANAGER, network)


@pytest.fixture
def mine(network, objective):
    """Makes an action that `user` leads."""
    user = someone(RoleKind.ACTION_LEAD, network)
    lead = LeadFactory(network=network, name="MCN Clinical Lead", user=user)

    def make(**fields):
        action = ActionFactory(objective=objective, **fields)
        ActionLeadFactory(action=action, lead=lead)
        return action

    make.user = user
    return make
