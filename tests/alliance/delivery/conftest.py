"""What the tests of delivery plans share: the day, a plan with a late, a moved and a finished milestone, its people."""

import re

import pytest
import time_machine
from django.test.utils import CaptureQueriesContext

from organisations.grants import RoleKind
from tests.factories import (
    TODAY,
    AllianceFactory,
    DeliverableFactory,
    DeliveryPlanFactory,
    MilestoneFactory,
    WorkstreamFactory,
    someone,
)
from workplans.progress import Status


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def alliance():
    return AllianceFactory(code="wessex", name="Wessex")


@pytest.fixture
def plan(alliance):
    """1.1 has a late, a moved and a finished milestone; 2.1 one that is on course."""
    plan = DeliveryPlanFactory(alliance=alliance)
    first = WorkstreamFactory(plan=plan, number="1", position=1, title="Faster diagnosis")
    second = WorkstreamFactory(plan=plan, number="2", position=2, title="Early diagnosis")
    one = DeliverableFactory(workstream=first, number="1.1", position=1, title="Pathways", lead_name="Pathway Lead")
    two = DeliverableFactory(workstream=second, number="2.1", position=2, title="Lung checks")
    MilestoneFactory(deliverable=one, quarter=1, text="Agree the pathway")
    MilestoneFactory(deliverable=one, quarter=2, text="Train navigators", due="Q4", original="Q2", last_update_on=TODAY)
    MilestoneFactory(deliverable=one, quarter=2, text="Publish the audit", status=Status.COMPLETE)
    MilestoneFactory(deliverable=two, quarter=3, text="Open the clinic", last_update_on=TODAY)
    return plan


@pytest.fixture
def lead(alliance):
    return someone(RoleKind.PROGRAMME_LEAD, alliance)


def words(response):
    """The page as a reader hears it, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def statements(connection, ask):
    """How many statements a question takes, asked for the second time."""
    ask()
    with CaptureQueriesContext(
        connection,
    ) as caught:
        ask()
    return len(caught)
