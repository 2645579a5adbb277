"""What the tests of the pages of risks stand on: a day, an alliance, a risk with a mitigation, an issue."""

import pytest
import time_machine

from tests.factories import AllianceFactory, IssueFactory, RiskFactory


@pytest.fixture
def today():
    with time_machine.travel("2026-10-02 09:00 +01:00", tick=False):
        yield


@pytest.fixture
def alliance():
    return AllianceFactory(code="wessex", name="Wessex")


@pytest.fixture
def risk(alliance):
    risk = RiskFactory(alliance=alliance, number=1, title="Scanner", owner_name="Imaging lead")
    risk.mitigations.create(position=1, text="Hire a van", due_text="tbc", due_kind="tbc")
    IssueFactory(alliance=alliance, number=1, title="It broke")
    return risk
