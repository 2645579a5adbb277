"""An objective to put actions under, and somebody who sees everything, on a fixed day."""

import pytest
import time_machine

from tests.factories import (
    TODAY,
    AllianceFactory,
    NetworkFactory,
    ObjectiveFactory,
    UserFactory,
    WorkPlanFactory,
)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def reader(db):
    """Somebody who sees everything."""
    return UserFactory(is_superuser=True)


@pytest.fixture
def network():
    return NetworkFactory(code="woscan-head-neck", name="Head and Neck", alliance=AllianceFactory(code="woscan"))


@pytest.fixture
def objective(network):
    plan = WorkPlanFactory(network=network, year=2023, title="Head and Neck work plan 2023/24")
    return ObjectiveFactory(plan=plan, number="1", title="Find it early", position=1)
