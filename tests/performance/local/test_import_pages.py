"""Bringing and typing in local figures, page by page: who may, what is offered, what is said when it is wrong."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from organisations.grants import RoleKind
from performance.models import (
    LocalCount,
    LocalCountRevision,
    StagedSheet,
)
from tests.factories import AllianceFactory, someone
from tests.performance.local.bringing import GOOD, as_csv, bring

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", RoleKind)
def test_each_role_on_each_page(client, place, analyst, kind):
    stage = bring(place, analyst, as_csv(*GOOD))
    person = someone(kind, place.alliance)
    client.force_login(person)
    addresses = [
        reverse("local:import", args=["wessex"]),
        reverse("local:template", args=["wessex", "xlsx"]),
        reverse("local:template", args=["wessex", "csv"]),
        *(reverse("local:enter", args=["wessex", page]) for page in ("referrals", "backlog", "waits", "diagnostics")),
    ]
    expected = {RoleKind.ACTION_LEAD: 404, RoleKind.BOARD_MEMBER: 403}.get(kind, 200)
    assert {client.get(address).status_code for address in addresses} == {expected}
    # What somebody brought is theirs, until it is confirmed.
    assert client.get(reverse("local:preview", args=["wessex", stage.pk])).status_code == max(expected, 403) + (
        1 if expected == 200 else 0
    )
    client.force_login(someone(kind, AllianceFactory()))
    assert {client.get(address).status_code for address in addresses} == {404}


def test_only_those_who_may_import_bring_a_file(place):
    with pytest.raises(PermissionDenied):
        bring(place, someone(RoleKind.BOARD_MEMBER, place.alliance), as_csv(*GOOD))


def test_through_the_pages(client, place, analyst):
    client.force_login(analyst)
    address = reverse("local:import", args=["wessex"])
    assert "Choose the file that holds the local figures." in client.post(address).content.decode()
    refused = client.post(address, {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    assert "This is a PDF" in refused.content.decode()
    rows = [*GOOD, ("referrals", "Nowhere", "", "", "week", "21/09/2026", "1", "")]
    preview = client.post(address, {"file": SimpleUploadedFile("f.csv", as_csv(*rows))}, follow=True)
    page = preview.content.decode()
    assert "5 new and 0 changed values" in page
    assert "Nowhere" in page
    (here,) = preview.redirect_chain[-1][:1]
    assert "Mend them in the file" in client.post(here).content.decode()
    done = client.post(here, {"leave_out": "on"}, follow=True)
    assert "5 new, 0 changed, 0 the same" in done.content.decode()
    assert client.get(here).status_code == 404
    assert "f.csv" in client.get(address).content.decode()
    thrown = client.post(address, {"file": SimpleUploadedFile("f.csv", as_csv(*rows))}, follow=True)
    client.post(thrown.redirect_chain[-1][0], {"discard": "1"})
    assert not StagedSheet.objects.exists()


def test_a_few_figures_typed_in(client, place, analyst):
    client.force_login(analyst)
    address = reverse("local:enter", args=["wessex", "backlog"])
    page = client.get(address)
    assert [row for row, _ in page.context["cells"].drawn] == ["All providers", "East Hospitals", "West Hospitals"]
    assert page.context["when"] == "week of 21 September 2026"
    values = {"cell-1-0": "61", "cell-1-1": "*", "cell-1-2": "1,150", "cell-2-0": ""}
    saved = client.post(address, values)
    assert saved.url == reverse("local:figures", args=["wessex", "backlog"]) + "?period=2026-09-21"
    counts = {c.series.kind: (c.count, c.out_of) for c in LocalCount.objects.select_related("series")}
    assert counts == {"backlog-62": (61, 1150), "backlog-104": (None, None)}
    known = client.get(address).context["cells"].known
    assert known == {(1, 0): "61", (1, 1): "*", (1, 2): "1150"}
    # The same again, and one that changes alone: the list beside it stays.
    client.post(address, {**values, "cell-1-0": "60"})
    assert LocalCount.objects.get(count=60).out_of == 1150
    assert [r.count for r in LocalCountRevision.objects.all()] == [61]


@pytest.mark.parametrize(
    ("page", "query", "first", "columns"),
    [
        ("referrals", {}, "All tumour groups", ["Referrals"]),
        ("referrals", {"group": "lung"}, "All providers", ["Referrals"]),
        ("backlog", {"provider": "east"}, "All tumour groups", ["Over 62 days", "Over 104 days", "On the list"]),
        ("waits", {}, "All providers", ["0 to 28 days", "29 to 62 days", "63 to 104 days", "Over 104 days"]),
        ("diagnostics", {"period": "month", "day": "30/09/2026"}, "Imaging, all", ["Tests"]),
    ],
)
def test_which_cells_are_offered(client, place, analyst, page, query, first, columns):
    client.force_login(analyst)
    if query.get("provider"):
        query = {"provider": place.east.ods_code}
    cells = client.get(reverse("local:enter", args=["wessex", page]), {"day": "21/09/2026", **query}).context["cells"]
    assert cells.rows[0] == first
    assert list(cells.columns) == columns


@pytest.mark.parametrize(
    ("query", "values", "words"),
    [
        ({}, {"cell-1-0": "many"}, "Over 62 days, East Hospitals: “many” is no count"),
        ({}, {"cell-1-0": "9", "cell-1-2": "8"}, "more than all"),
        ({}, {"cell-1-2": "80"}, "type that too"),
        ({"day": "soon"}, {}, "Write a day such as"),
        ({"day": "21/09/2026", "provider": "east", "group": "lung"}, {}, "not both"),
    ],
)
def test_what_is_typed_wrong_is_said(client, place, analyst, query, values, words):
    client.force_login(analyst)
    if query.get("provider"):
        query = {**query, "provider": place.east.ods_code}
    address = reverse("local:enter", args=["wessex", "backlog"])
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    assert words in client.post(f"{address}?{asked}", values).content.decode()
    assert not LocalCount.objects.exists()
