"""The pages of compliance: who sees and who may, the axes, past days, one cell, files, and what they cost."""

import csv
import io
from datetime import date

import pytest
import time_machine
from django.core.management import call_command
from openpyxl import load_workbook

from alliance import operations
from alliance.compliance import compliance_summary
from alliance.models import Assessment, ComplianceFramework, Criterion, FrameworkGroup
from alliance.operations import Verdict
from core.audit import AuditEvent
from organisations.grants import RoleKind
from tests.factories import TODAY, AllianceFactory, TumourGroupFactory, a_framework, a_member, someone

pytestmark = pytest.mark.django_db

SEES = {RoleKind.ADMINISTRATOR, RoleKind.PROGRAMME_LEAD, RoleKind.NETWORK_MANAGER, RoleKind.ANALYST,
        RoleKind.BOARD_MEMBER}  # fmt: skip
EDITS = {RoleKind.ADMINISTRATOR, RoleKind.PROGRAMME_LEAD, RoleKind.NETWORK_MANAGER}
CELL = "principles/1/lung/R0A/"
PAGES = ["", "principles/", "principles/export/csv/", "principles/export/xlsx/", CELL, "define/", "own/edit/"]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-10-02 09:00 +01:00", tick=False):
        yield


@pytest.fixture
def alliance():
    return AllianceFactory(code="wessex", name="Wessex")


@pytest.fixture
def framework(alliance):
    """Two criteria for lung and skin at two trusts: lung at the first was partly met in June, is met today."""
    framework = a_framework(criteria=2, groups=("lung", "skin"), target_year=2026)
    a_framework(criteria=1, code="own", name="Own", alliance=alliance, groups=("lung",))
    first, second = (a_member(alliance, ods_code=code, name=name) for code, name in (("R0A", "Alpha"), ("R0B", "Beta")))
    lung = framework.groups.get(tumour_group__code="lung").tumour_group
    one, two = framework.criteria.order_by("position")
    for criterion, provider, level, on in (
        (one, first, "partly_met", date(2026, 6, 1)),
        (one, first, "met", TODAY),
        (two, first, "met", TODAY),
        (one, second, "not_met", TODAY),
    ):
        verdict = Verdict(criterion, lung, provider, level, f"Audit says {level}")
        operations.assess(alliance=alliance, verdict=verdict, by=None, on=on)
    return framework


def address(more=""):
    return f"/compliance/wessex/{more}"


def signed_in(client, kind, place):
    user = someone(kind, place)
    client.force_login(user)
    return user


@pytest.mark.parametrize("kind", RoleKind)
@pytest.mark.parametrize("at", PAGES)
def test_each_role_on_each_page(client, framework, alliance, kind, at):
    signed_in(client, kind, alliance)
    status = client.get(address(at)).status_code
    if kind not in SEES:
        assert status == 404
    elif at in ("define/", "own/edit/") and kind not in EDITS:
        assert status == 403
    else:
        assert status == 200
    if at == CELL and kind in SEES:
        said = {"level": "not_met", "evidence": "Seen", "on": "2026-10-02"}
        assert client.post(address(at), said).status_code == (302 if kind in EDITS else 403)


@pytest.mark.parametrize("at", PAGES)
def test_outside_the_alliance_there_is_nothing(client, framework, at):
    signed_in(client, RoleKind.ADMINISTRATOR, AllianceFactory())
    assert client.get(address(at)).status_code == 404
    assert client.post(address(at), {}).status_code in (404, 405)


@pytest.mark.parametrize(
    "at",
    ["other/", "principles/9/lung/R0A/", "principles/1/breast/R0A/", "principles/1/lung/R99/", "principles/edit/",
     "principles/export/docx/", "theirs/"],
)  # fmt: skip
def test_what_is_not_there(client, framework, alliance, at):
    a_framework(code="theirs", name="Theirs", alliance=AllianceFactory())
    TumourGroupFactory(code="breast", name="Breast")
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    assert client.get(address(at)).status_code == 404


@pytest.mark.parametrize("at", PAGES)
def test_looking_changes_nothing(client, framework, alliance, at):
    signed_in(client, RoleKind.ADMINISTRATOR, alliance)
    before = (AuditEvent.objects.count(), Assessment.objects.count())
    client.get(address(at))
    assert (AuditEvent.objects.count(), Assessment.objects.count()) == before


def levels(page):
    return [[str(cell.level) for cell in row.cells] for row in page.context["matrix"].rows]


@pytest.mark.parametrize(
    ("query", "rows", "words"),
    [
        ("", [["met", "not_met"], ["not_assessed", "not_assessed"]], "2 of 8 met"),
        ("provider=R0A", [["met", "not_assessed"], ["met", "not_assessed"]], "2 of 4 met"),
        ("provider=R0B", [["not_met", "not_assessed"], ["not_assessed", "not_assessed"]], "0 of 4 met"),
        ("group=lung", [["met", "not_met"], ["met", "not_assessed"]], "2 of 4 met"),
        ("view=groups", [["met", "not_assessed"], ["met", "not_assessed"]], "2 of 4 met"),
        (
            "provider=R0A&on=2026-06-30",
            [["partly_met", "not_assessed"], ["not_assessed", "not_assessed"]],
            "0 of 4 met",
        ),
        ("provider=R0A&on=2026-05-31", [["not_assessed"] * 2] * 2, "0 of 4 met"),
        ("provider=nowhere&view=sideways", [["met", "not_met"], ["not_assessed", "not_assessed"]], "2 of 8 met"),
    ],
)
def test_the_axes_live_in_the_address(client, framework, alliance, query, rows, words):
    signed_in(client, RoleKind.BOARD_MEMBER, alliance)
    page = client.get(address(f"principles/?{query}"))
    assert levels(page) == rows
    assert page.context["matrix"].tally.words == words
    assert ('class="as-of"' in page.text) is ("on=" in query)


def test_what_is_still_to_be_met_is_listed_with_its_evidence(client, framework, alliance):
    signed_in(client, RoleKind.BOARD_MEMBER, alliance)
    page = client.get(address("principles/?group=lung"))
    assert [str(place.provider) for place in page.context["matrix"].gaps] == ["Beta (R0B)"]
    assert "Audit says not_met" in page.text
    assert "1 has not been assessed." in page.text
    assert "2 still to be met by the end of 2026/27, in 6 months." in page.text


def test_a_cell_is_assessed_and_leads_back(client, framework, alliance):
    user = signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    said = {"level": "partly_met", "evidence": "Peer visit", "on": "2026-10-01"}
    skin = address("principles/1/skin/R0B/?from=group")
    response = client.post(skin, said)
    assert response.url == address("principles/?group=skin")
    row = Assessment.objects.latest("pk")
    assert (row.level, row.evidence, row.on, row.by) == ("partly_met", "Peer visit", date(2026, 10, 1), user)
    again = client.post(address("principles/1/skin/R0B/"), said, follow=True)
    assert "on record already" in again.text
    client.post(skin, {"level": "not_assessed", "evidence": "", "on": "2026-10-02"})
    assert [each.level for each in client.get(skin).context["history"]] == ["not_assessed", "partly_met"]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"evidence": "  "}, "Say what shows it."),
        ({"level": ""}, "Choose how far it is met."),
        ({"level": "nearly"}, "Select a valid choice"),
        ({"on": "2026-10-03"}, "still ahead"),
        ({"on": ""}, "Choose the day of the assessment."),
    ],
)
def test_what_cannot_be_recorded_says_what_to_do(client, framework, alliance, said, message):
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    before = Assessment.objects.count()
    page = client.post(address(CELL), {"level": "not_met", "evidence": "x", "on": "2026-10-02"} | said)
    assert page.status_code == 422
    assert message in page.text
    assert Assessment.objects.count() == before


def test_a_framework_is_defined_and_changed(client, framework, alliance):
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    lung = framework.groups.get(tumour_group__code="lung").tumour_group
    said = {
        "name": "Lung pathway", "criteria": "Triage: within a day\n\nScan", "criterion_word": "step",
        "groups": [lung.pk], "target_year": "2027",
    }  # fmt: skip
    page = client.post(address("define/"), said, follow=True)
    assert page.redirect_chain[-1][0] == address("wessex-lung-pathway/")
    made = ComplianceFramework.objects.get(code="wessex-lung-pathway")
    assert list(made.criteria.values_list("name", "text")) == [("Triage", "within a day"), ("Scan", "")]
    assert "Lung pathway" in client.post(address("define/"), said).text
    client.post(address("wessex-lung-pathway/edit/"), said | {"name": "Lung", "criteria": "Triage: in two days"})
    made.refresh_from_db()
    assert (made.name, [c.text for c in made.criteria.all()]) == ("Lung", ["in two days"])
    bad = client.post(address("define/"), said | {"criteria": "x" * 130, "groups": []})
    assert "too long" in bad.text
    assert "at least one tumour group" in bad.text


def test_the_files_hold_every_cell(client, framework, alliance):
    signed_in(client, RoleKind.BOARD_MEMBER, alliance)
    content = b"".join(client.get(address("principles/export/csv/")).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len(rows) == 8
    assert [row["Level"] for row in rows if row["Evidence"]] == ["Met", "Met", "Not met"]
    past = client.get(address("principles/export/xlsx/?on=2026-06-30"))
    assert 'filename="wessex-principles-2026-06-30.xlsx"' in past["Content-Disposition"]
    book = load_workbook(io.BytesIO(past.content))
    assert book.sheetnames == ["Assessments", "Summary"]
    assert [cell.value for cell in book["Summary"][2]] == ["Lung", "0 of 2 met", "0 of 2 met", "0 of 4 met"]


def test_a_summary_for_boards(framework, alliance):
    own, principles = sorted(compliance_summary(alliance, on=TODAY), key=lambda each: each.framework.code)
    assert (principles.tally.words, principles.met) == ("2 of 8 met", 0)
    assert [(str(group), tally.met) for group, tally in principles.by_group] == [("Skin", 0), ("Lung", 2)]
    assert own.tally.words == "0 of 2 met"
    assert compliance_summary(alliance, on=date(2026, 6, 30))[0].tally.met == 0
    assert len(compliance_summary(AllianceFactory(), on=TODAY)) == 1


@pytest.mark.parametrize("many", [1, 12])
@pytest.mark.parametrize(("at", "most"), [("", 10), ("many/", 10), ("many/export/csv/", 10), ("many/1/lung/T0/", 12)])
def test_queries_do_not_grow(client, alliance, django_assert_max_num_queries, many, at, most):
    framework = a_framework(criteria=many, code="many", groups=("lung", *(f"g{n}" for n in range(many))))
    for n in range(many):
        provider = a_member(alliance, ods_code=f"T{n}")
        lung = framework.groups.get(tumour_group__code="lung").tumour_group
        verdicts = [Verdict(c, lung, provider, "met", "x") for c in framework.criteria.all()]
        operations.assess_all(alliance=alliance, verdicts=verdicts, by=someone(RoleKind.ANALYST, alliance), on=TODAY)
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    with django_assert_max_num_queries(most):
        response = client.get(address(at))
        b"".join(response)
    assert response.status_code == 200


def test_the_frameworks_of_the_reference_data_are_loaded_once(capsys):
    call_command("load_reference")
    seven = ComplianceFramework.objects.get(code="rdc-principles")
    assert seven.criteria.count() == 7
    assert ComplianceFramework.objects.get(code="timed-pathway").groups.count() == 7
    counts = [model.objects.count() for model in (ComplianceFramework, Criterion, FrameworkGroup)]
    seven.name = "As we call it"
    seven.save()
    call_command("load_reference")
    assert [model.objects.count() for model in (ComplianceFramework, Criterion, FrameworkGroup)] == counts
    assert ComplianceFramework.objects.get(code="rdc-principles").name == "As we call it"
