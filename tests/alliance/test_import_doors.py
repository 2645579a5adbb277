"""Every door by which files come in, refusing: each speaks of what is brought there, and of no plan where none is."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from organisations.grants import RoleKind
from tests.factories import AllianceFactory, NetworkFactory, someone

pytestmark = pytest.mark.django_db

PLAN = {"year": "2026", "how": "file"}
DOORS = {
    "work plan": ("admin:workplans_workplan_import", "document", PLAN | {"network": "lung"}),
    "delivery plan": ("admin:alliance_deliveryplan_import", "document", PLAN | {"alliance": "wessex"}),
    "waiting times": ("admin:performance_figuresource_import", "files", {}),
    "local figures": ("local:import", "file", {}),
    "trajectories": ("trajectories:import", "file", {}),
}
HOLDS = {
    "work plan": "the plan",
    "delivery plan": "the plan, its milestones or part two",
    "waiting times": "the waiting times",
    "local figures": "the local figures",
    "trajectories": "the trajectories",
}


@pytest.fixture(params=DOORS)
def door(request, client):
    """Brings a file in by a door; answers the text of the page that follows."""
    alliance = AllianceFactory(code="wessex", name="Wessex")
    NetworkFactory(code="lung", alliance=alliance)
    client.force_login(someone(RoleKind.ANALYST, alliance))
    name, field, said = DOORS[request.param]
    address = reverse(name, args=[] if name.startswith("admin") else ["wessex"])

    def bring(file_name="", content=b""):
        files = {field: SimpleUploadedFile(file_name, content)} if file_name else {}
        return unescape(client.post(address, said | files, follow=True).content.decode())

    bring.what, bring.pasted = HOLDS[request.param], "plan" in request.param
    return bring


def test_an_empty_file(door):
    assert f"Choose the file that holds {door.what}." in door("a.csv")


def test_a_file_of_blanks(door):
    assert f"The file is empty. Choose the file that holds {door.what}." in door("a.csv", b" \n")


def test_no_file(door):
    page = door()
    assert f"Choose the file that holds {door.what}." in page or "Choose at least one file." in page


@pytest.mark.parametrize("name", ["a.png", "a", "a.msg"])
def test_a_file_of_another_kind(door, name):
    page = door(name, b"something else")
    assert f"Bring {door.what} as ." in page
    assert ("paste it as text" in page) is door.pasted


def test_a_word_file_where_tables_are_brought(door):
    page = door("a.docx", b"PK\x03\x04 cut off")
    assert "damaged" in page
    assert ("Open it in Word or Excel" in page) is door.pasted
