"""A draft plan with one action, and its manager signed in, on a fixed day."""

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
    StepFactory,
    WorkPlanFactory,
    someone,
)
from workplans.models import PlanState


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def network():
    return NetworkFactory(code="wessex-lung", name="Lung", alliance=AllianceFactory(code="wessex"))


@pytest.fixture
def plan(network):
    return WorkPlanFactory(network=network, title="Lung work plan 2026/27", state=PlanState.DRAFT)


@pytest.fixture
def objective(plan):
    return ObjectiveFactory(plan=plan, number="1", title="Find it early", position=1)


@pytest.fixture
def action(objective):
    action = ActionFactory(objective=objective, number="1.1", text="Agree the pathway", due="Dec 26")
    for position, name in enumerate(("MCN Manager", "Clinical Lead"), start=1):
        lead = LeadFactory(network=objective.plan.network, name=name)
        ActionLeadFactory(action=action, lead=lead, position=position, accountable=position == 1)
    StepFactory(action=action, position=1, text="Draft it", due="Oct 26")
    return action


@pytest.fixture
def manager(client, network):
    """A network manager, signed in."""
    user = someone(RoleKind.NETWORK_MANAGER, network)
    client.force_login(user)
    return user
