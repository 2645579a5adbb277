"""Tests of local figures stand on TODAY, in an alliance with two trusts and an analyst."""

import pytest
import time_machine

from organisations.grants import RoleKind
from organisations.models import TumourGroupSynonym
from performance.models import BodyKind, ReportingBody, ReportingBodyName
from tests.factories import TODAY, someone
from tests.performance.local.places import a_place


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def place():
    place = a_place()
    TumourGroupSynonym.objects.create(tumour_group=place.skin, name="Derm")
    body = ReportingBody.objects.create(code=place.east.ods_code, name=place.east.name, provider=place.east)
    ReportingBodyName.objects.create(body=body, name="EASTERN GENERAL")
    ReportingBody.objects.create(code="QAA", name="NHS Coast Integrated Care Board", kind=BodyKind.ICB)
    return place


@pytest.fixture
def analyst(place):
    return someone(RoleKind.ANALYST, place.alliance)
