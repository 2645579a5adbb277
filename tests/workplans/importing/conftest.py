"""What tests of confirmed imports start from."""

import pytest

from tests.factories import TODAY, NetworkFactory, UserFactory
from tests.workplans.importing.bringing import REASON, a_file, bring, confirm
from workplans import current


@pytest.fixture
def network():
    return NetworkFactory(code="head-neck", name="Head and Neck MCN")


@pytest.fixture
def person():
    return UserFactory(name="An Analyst")


@pytest.fixture
def imported(network, person):
    """A function that brings rows into the network's plan and confirms; returns the result."""

    def do(*rows, choices=REASON, on=TODAY):
        result = confirm(bring(a_file(*rows), network, by=person, on=on), choices, by=person, on=on)
        assert not list(current.differences())
        return result

    return do
