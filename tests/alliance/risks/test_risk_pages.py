"""The pages of risks and issues: who sees and who may, filters, what changes, conflicts, files, and what they cost."""

import csv
import io
from datetime import date

import pytest
from docx import Document
from openpyxl import load_workbook

from alliance.models import Risk, RiskScore, RiskState
from alliance.risks import heat_map, lines_of, top_risks
from core.audit import AuditEvent
from organisations.grants import RoleKind
from performance.rag import Thresholds
from tests.alliance.risks.pages import address, signed_in
from tests.factories import (
    TODAY,
    AllianceFactory,
    IssueFactory,
    NetworkFactory,
    RatingSchemeFactory,
    RiskFactory,
    a_delivery_plan,
    a_plan,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

SEES = {RoleKind.ADMINISTRATOR, RoleKind.PROGRAMME_LEAD, RoleKind.NETWORK_MANAGER, RoleKind.ANALYST,
        RoleKind.BOARD_MEMBER}  # fmt: skip
UPDATES = {RoleKind.ADMINISTRATOR, RoleKind.PROGRAMME_LEAD, RoleKind.NETWORK_MANAGER}
OF_ALL = ["", "export/csv/", "export/xlsx/", "export/docx/", "issues/"]
OF_ONE = ["1/", "issues/1/"]
CHANGES = ["1/edit/", "1/score/", "1/close/", "1/issue/", "1/mitigations/add/", "1/mitigations/{m}/",
           "issues/1/edit/", "issues/1/resolve/"]  # fmt: skip
POSTED = ["1/reopen/", "1/mitigations/{m}/done/", "issues/1/reopen/"]
NEW = ["add/", "issues/add/"]


def to(at, risk):
    return address(at, m=risk.mitigations.get().pk)


# --- Who ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", RoleKind)
@pytest.mark.parametrize("at", [*OF_ALL, *OF_ONE, *CHANGES, *NEW])
def test_each_role_on_each_page(client, risk, alliance, kind, at):
    signed_in(client, kind, alliance)
    status = client.get(to(at, risk)).status_code
    if at in OF_ALL:
        assert status == 200
    elif at in OF_ONE:
        assert status == (200 if kind in SEES else 404)
    elif at in CHANGES:
        assert status == (200 if kind in UPDATES else 403 if kind in SEES else 404)
    else:
        assert status == (200 if kind in UPDATES else 403)


@pytest.mark.parametrize("at", [*OF_ALL, *OF_ONE, *CHANGES, *NEW])
def test_outside_the_alliance_there_is_nothing(client, risk, at):
    signed_in(client, RoleKind.ADMINISTRATOR, AllianceFactory())
    assert client.get(to(at, risk)).status_code == 404
    assert client.post(to(at, risk), {}).status_code in (404, 405)


@pytest.mark.parametrize("at", POSTED)
def test_what_is_only_posted(client, risk, alliance, at):
    signed_in(client, RoleKind.BOARD_MEMBER, alliance)
    assert client.get(to(at, risk)).status_code == 405
    assert client.post(to(at, risk)).status_code == 403
    signed_in(client, RoleKind.ADMINISTRATOR, AllianceFactory())
    assert client.post(to(at, risk)).status_code == 404


def test_a_network_manager_sees_and_keeps_the_risks_of_their_network(client, risk, alliance):
    network, other = NetworkFactory(alliance=alliance), NetworkFactory(alliance=alliance)
    plan, elsewhere = a_plan(network=network), a_plan(network=other)
    signed_in(client, RoleKind.NETWORK_MANAGER, network)
    assert "Scanner" not in client.get(address()).text
    said = {"title": "No oncologist", "category": "workforce", "inherent_likelihood": "4", "inherent_impact": "4"}
    for place in ("", f"n{elsewhere.pk}", "p1"):
        assert client.post(address("add/"), said | {"hangs": place}).status_code == 422
    assert client.post(address("add/"), said | {"hangs": f"n{plan.pk}"}).status_code == 302
    added = Risk.objects.get(title="No oncologist")
    assert (added.network, added.work_plan, added.number) == (network, plan, 2)
    assert "No oncologist" in client.get(address()).text
    assert client.get(address("2/score/")).status_code == 200
    assert client.get(address("1/")).status_code == 404


def test_who_owns_a_risk_scores_it(client, risk, alliance):
    user = signed_in(client, RoleKind.ACTION_LEAD, alliance)
    Risk.objects.update(owner=user)
    assert "Scanner" in client.get(address()).text
    said = {"likelihood": "2", "impact": "4", "on": "2026-10-02", "version": "1"}
    assert client.post(address("1/score/"), said).status_code == 302
    assert RiskScore.objects.latest("pk").by == user


def test_the_menu_leads_to_the_register_of_an_alliance_of_mine(client, risk, alliance):
    signed_in(client, RoleKind.BOARD_MEMBER, alliance)
    assert client.get("/risks/").url == "/risks/wessex/"
    assert 'href="/risks/"' in client.get(address()).text


def test_somebody_without_a_role_is_told_so(client):
    from tests.factories import UserFactory

    client.force_login(UserFactory())
    assert client.get("/risks/").status_code == 200
    assert client.get(address()).status_code == 404


@pytest.mark.parametrize("at", [*OF_ALL, *OF_ONE, *CHANGES, *NEW])
def test_looking_changes_nothing(client, risk, alliance, at):
    signed_in(client, RoleKind.ADMINISTRATOR, alliance)
    client.get(to(at, risk))
    assert not AuditEvent.objects.exists()


# --- The register ---------------------------------------------------------------------------------------


@pytest.fixture
def several(alliance):
    """R1 extreme and late for review, R2 high on a workstream, R3 low, R4 closed."""
    workstream = a_delivery_plan(alliance=alliance, milestones=0).workstreams.get()
    start = date(2026, 5, 1)
    RiskFactory(alliance=alliance, number=1, title="Scanner fails", scores=[(start, 3, 5), (TODAY, 4, 5)],
                review_on=date(2026, 9, 1), owner_name="Imaging lead")  # fmt: skip
    RiskFactory(alliance=alliance, number=2, title="Money ends", category="finance", scores=[(start, 3, 4)],
                plan=workstream.plan, workstream=workstream, review_on=TODAY)  # fmt: skip
    RiskFactory(alliance=alliance, number=3, title="Rain", scores=[(start, 2, 2), (TODAY, 1, 2)])
    RiskFactory(alliance=alliance, number=4, title="Old", state=RiskState.CLOSED)
    return workstream


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [1, 2, 3]),
        ("state=closed", [4]),
        ("state=all", [1, 2, 4, 3]),
        ("band=extreme", [1]),
        ("band=extreme&band=low", [1, 3]),
        ("likelihood=3&impact=4", [2]),
        ("likelihood=4", [1]),
        ("overdue=1", [1]),
        ("category=finance", [2]),
        ("owner=Imaging lead", [1]),
        ("q=scanner fails", [1]),
        ("q=r3", [3]),
        ("q=nothing", []),
        ("workstream={w}", [2]),
        ("plan={p}", [2]),
        ("workstream=99999", []),
        ("plan=abc", []),
        ("deliverable=abc", []),
        ("band=purple", [1, 2, 3]),
    ],
)
def test_filters_live_in_the_address(client, several, alliance, query, numbers):
    signed_in(client, RoleKind.BOARD_MEMBER, alliance)
    page = client.get(address() + "?" + query.format(w=several.pk, p=several.plan.pk))
    assert [line.risk.number for line in page.context["lines"]] == numbers


def test_the_heat_map_counts_what_the_other_filters_leave_and_leads_to_the_list(client, several, alliance):
    signed_in(client, RoleKind.BOARD_MEMBER, alliance)
    page = client.get(address() + "?category=finance&band=low")
    counts = {(c.exposure.likelihood, c.exposure.impact): c.count for r in page.context["heat"].rows for c in r.cells}
    assert len(counts) == 25
    assert {square for square, count in counts.items() if count} == {(3, 4)}
    assert "?category=finance&amp;likelihood=3&amp;impact=4#list" in page.text


def test_the_numbers_of_the_alliances_scheme_colour_its_map(client, several, alliance):
    RatingSchemeFactory()
    RatingSchemeFactory(alliance=alliance, risk_extreme_from=21, valid_from=date(2026, 4, 1))
    signed_in(client, RoleKind.BOARD_MEMBER, alliance)
    page = client.get(address())
    assert [line.now.band for line in page.context["lines"]] == ["high", "high", "low"]
    assert page.context["bands"][0] == ("extreme", "21 to 25")


def test_top_risks_of_a_day(several, alliance):
    top = top_risks(alliance, on=TODAY, thresholds=Thresholds(), limit=2)
    assert [(line.risk.number, line.direction) for line in top.lines] == [(1, "up"), (2, "new")]
    assert (top.total, top.overdue, top.rising) == (3, 1, 1)
    assert dict(top.by_band) == {"extreme": 1, "high": 1, "moderate": 0, "low": 1}
    before = top_risks(alliance, on=date(2026, 6, 1), thresholds=Thresholds())
    assert [(line.risk.number, line.now.score) for line in before.lines] == [(1, 15), (2, 12), (4, 12), (3, 4)]
    assert top_risks(alliance, on=date(2026, 3, 1), thresholds=Thresholds()).total == 0
    assert top_risks(alliance, on=TODAY, thresholds=Thresholds(), plan=several.plan).total == 1


@pytest.mark.parametrize("risks", [1, 40])
def test_one_statement_reads_the_register(alliance, django_assert_num_queries, risks):
    for _ in range(risks):
        RiskFactory(alliance=alliance)
    with django_assert_num_queries(1):
        lines = lines_of(Risk.objects.all(), on=TODAY, thresholds=Thresholds())
        heat_map(lines, thresholds=Thresholds())
    assert len(lines) == risks


@pytest.mark.parametrize("risks", [1, 40])
@pytest.mark.parametrize(
    ("at", "most"),
    [("", 14), ("issues/", 8), ("export/csv/", 12), ("1/", 14), ("add/", 12), ("1/edit/", 14), ("1/score/", 8)],
)
def test_queries_do_not_grow(client, alliance, django_assert_max_num_queries, risks, at, most):
    for number in range(1, risks + 1):
        risk = RiskFactory(alliance=alliance, number=number)
        risk.mitigations.create(position=1, text="x", due_text="tbc", due_kind="tbc")
        IssueFactory(alliance=alliance, number=number, risk=risk)
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    with django_assert_max_num_queries(most):
        response = client.get(address(at))
        b"".join(response)
    assert response.status_code == 200


# --- Files ----------------------------------------------------------------------------------------------


def test_the_files_hold_what_the_filters_leave(client, risk, alliance):
    RiskFactory(alliance=alliance, number=2, title="=Evil()", scores=[(date(2026, 5, 1), 5, 5)])
    signed_in(client, RoleKind.BOARD_MEMBER, alliance)
    content = b"".join(client.get(address("export/csv/")).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [(row["Risk"], row["Title"], row["Score"], row["Exposure"]) for row in rows] == [
        ("R2", "'=Evil()", "25", "Extreme"),
        ("R1", "Scanner", "12", "High"),
    ]
    assert rows[1]["Mitigations"] == "Hire a van (due tbc)"
    response = client.get(address("export/xlsx/?band=high"))
    assert 'filename="wessex-risks-2026-10-02.xlsx"' in response["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert [row[0].value for row in sheet.iter_rows()] == ["Risk", "R1"]
    document = Document(io.BytesIO(client.get(address("export/docx/")).content))
    assert "Risk register of Wessex" in document.paragraphs[0].text
    assert [row.cells[0].text for row in document.tables[0].rows] == ["Risk", "R2", "R1"]
    assert client.get(address("export/pdf/")).status_code == 404
