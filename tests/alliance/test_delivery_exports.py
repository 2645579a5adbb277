"""A delivery plan as CSV, Excel and Word: it comes back with nothing changed, and shows what one may see."""

import io
from pathlib import Path

import docx
import openpyxl
import pytest
from django.conf import settings
from django.urls import reverse

from alliance.importing.delivery_stage import stage_delivery
from alliance.models import DeliveryPlan, Milestone, Programme
from alliance.operations import StatusReport, comment_on, move_milestone, record_milestone_updates, revise_milestone
from alliance.operations.imports import apply_delivery_import
from core.periods import FinancialYear
from organisations.grants import RoleKind
from tests.factories import TODAY, AllianceFactory, a_delivery_plan, someone
from workplans.operations.imports import Choices

pytestmark = pytest.mark.django_db
KINDS = ("csv", "xlsx", "docx")
WORD = Path(settings.CORPUS_DIR) / "corpus" / "wessex-delivery-plan-2023-24.docx"


@pytest.fixture
def plan():
    """A plan in which everything has happened: reports, ratings, a move, parts, a formula, nothing required, N/A."""
    plan = a_delivery_plan(deliverables=4, milestones=2, alliance=AllianceFactory(code="wessex"))
    first, second, third, fourth = plan.deliverables.in_order()
    milestones = list(first.milestones.order_by("quarter", "position"))
    reports = {
        milestones[0].pk: StatusReport(status="complete", comment="Done\nin June"),
        milestones[1].pk: StatusReport(status="in_progress", rating="red", comment="=1+1"),
        milestones[2].pk: StatusReport(status="closed", comment="No longer needed"),
    }
    record_milestone_updates(reports=reports, by=None, on=TODAY)
    move_milestone(milestone=milestones[3], text="Q4", reason="Staff", agreed_by="Board", by=None, on=TODAY)
    move_milestone(
        milestone=milestones[4], text="31 January 2027", reason="Staff", agreed_by="Board", by=None, on=TODAY
    )
    revise_milestone(milestone=milestones[5], text="Train:", parts=[("nurses", ""), ("porters", "Jun 26")], by=None)
    revise_milestone(milestone=milestones[6], text="=SUM(A1:A9)", parts=[], by=None)
    comment_on(deliverable=first, text="Can this start sooner?", author="National Reviewer", by=None)
    second.milestones.all().delete()
    second.programme, second.title = Programme.NOT_REQUIRED, "+44 days"
    third.milestones.all().delete()
    third.programme, third.not_applicable_reason, third.lead_name = Programme.NOT_APPLICABLE, "Run elsewhere", ""
    fourth.text, fourth.narrative = "One\nTwo", "We begin.\n- with this\n- and that\nWe end."
    fourth.lead_email = "lead@example.nhs.uk"
    for each in (second, third, fourth):
        each.save()
    return plan


def content(client, plan, kind, user):
    client.force_login(user)
    answer = client.get(reverse("delivery:plan_export", args=[plan.alliance.code, plan.year, kind]))
    assert answer.status_code == 200
    assert f"-delivery-plan-2026-27.{kind}" in answer["Content-Disposition"] or plan.year != 2026
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def again(plan, file, kind):
    return stage_delivery(
        file, name=f"plan.{kind}", alliance=plan.alliance, year=plan.financial_year, by=None, on=TODAY
    )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_comes_back_changes_nothing(client, plan, kind):
    file = content(client, plan, kind, someone(RoleKind.ANALYST, plan.alliance))
    stage = again(plan, file, kind)
    assert stage.preview["changed"] == []
    assert stage.preview["new"] == []
    assert (stage.counts["missing"], stage.counts["missing_milestones"], stage.counts["errors"]) == (0, 0, 0)
    assert stage.counts["unchanged_milestones"] == 16


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.skipif(not WORD.exists(), reason=f"the published plans are not at {WORD}")
def test_the_published_plan_comes_back_as_it_was(client, kind):
    alliance = AllianceFactory(code="wessex")
    stage = stage_delivery(WORD, name=WORD.name, alliance=alliance, year=FinancialYear(2023), by=None, on=TODAY)
    apply_delivery_import(stage=stage, choices=Choices(), by=None, on=TODAY)
    plan = DeliveryPlan.objects.get()
    found = again(plan, content(client, plan, kind, someone(RoleKind.ANALYST, alliance)), kind)
    assert found.preview["changed"] == []
    assert found.preview["new"] == []
    assert found.counts["unchanged_milestones"] == 181


def test_a_formula_is_a_text(client, plan):
    user = someone(RoleKind.ANALYST, plan.alliance)
    book = openpyxl.load_workbook(io.BytesIO(content(client, plan, "xlsx", user)))
    cells = [cell for row in book["Milestones"].iter_rows() for cell in row if str(cell.value).startswith(("=", "+"))]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "'=SUM(A1:A9)" in content(client, plan, "csv", user).decode()


def test_word_shows_status_rating_and_slip(client, plan):
    file = content(client, plan, "docx", someone(RoleKind.ANALYST, plan.alliance))
    tables = docx.Document(io.BytesIO(file)).tables
    rows = [[cell.text for cell in row.cells] for row in tables[1].rows]
    assert rows[0] == ["Quarter", "Milestone", "Due", "Slip", "Status", "Rating", "Latest comment"]
    assert rows[1][4:] == ["Complete", "Blue", "Done\nin June"]
    assert [row[3] for row in rows if row[3].startswith("Moved")] == [
        "Moved from Q2, 182 days",
        "Moved from Q3, 31 days",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_one_sees_what_one_may(client, plan, kind):
    url = reverse("delivery:plan_export", args=[plan.alliance.code, plan.year, kind])
    for role in RoleKind:
        client.force_login(someone(role, plan.alliance))
        assert client.get(url).status_code == (404 if role == RoleKind.ACTION_LEAD else 200)
    client.force_login(someone(RoleKind.ADMINISTRATOR, AllianceFactory(code="other")))
    assert client.get(url).status_code == 404


def test_another_kind_is_not_there(client, plan):
    client.force_login(someone(RoleKind.ANALYST, plan.alliance))
    assert client.get(reverse("delivery:plan_export", args=[plan.alliance.code, plan.year, "pdf"])).status_code == 404


@pytest.mark.parametrize("deliverables", [1, 12])
@pytest.mark.parametrize("kind", KINDS)
def test_an_export_costs_the_same_for_any_size(client, kind, deliverables, django_assert_max_num_queries):
    plan = a_delivery_plan(deliverables=deliverables, milestones=3)
    client.force_login(someone(RoleKind.ANALYST, plan.alliance))
    url = reverse("delivery:plan_export", args=[plan.alliance.code, plan.year, kind])
    with django_assert_max_num_queries(14):
        answer = client.get(url)
        assert list(answer.streaming_content) if answer.streaming else answer.content
    assert Milestone.objects.count() == 12 * deliverables
