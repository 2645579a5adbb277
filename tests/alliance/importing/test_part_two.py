"""Part two by spreadsheet: our own template comes back with nothing changed; what is changed in it is carried out."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from alliance.exposure import Score
from alliance.importing.delivery_stage import stage_delivery
from alliance.models import FundingAllocation, Risk, Spend, SuccessMeasure
from alliance.operations import MeasureWords, set_measures
from alliance.operations.imports import apply_delivery_import
from alliance.operations.money import Allocation, SpendFigures, allocate_all, record_all_spending
from alliance.operations.risks import Hangs, RiskWords, add_mitigation, add_risk, close_risk
from alliance.part_two_book import part_two_xlsx
from core.uploads import UploadRefused
from organisations.grants import RoleKind
from organisations.models import ProviderAlliance
from performance.models import Trajectory
from performance.trajectories.operations import set_trajectory
from tests.factories import TODAY, AllianceFactory, ProviderFactory, a_delivery_plan, someone
from workplans.operations.imports import Choices, PlanMovedOn

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    """A plan with money, spending, measures, a trajectory for a provider and one of its own, and a risk."""
    plan = a_delivery_plan(deliverables=2, milestones=1, alliance=AllianceFactory(code="wessex"))
    first, second = plan.deliverables.in_order()
    allocate_all(
        plan=plan,
        allocations=[
            Allocation(Decimal("50000"), to="plan"),
            Allocation(Decimal("12500"), deliverable=first, quarter=1, fund="Transformation", note="Agreed in April"),
            Allocation(Decimal("900.5"), deliverable=first, quarter=1, fund="Own"),
            Allocation(Decimal("20000"), workstream=first.workstream),
        ],
        by=None,
        on=TODAY,
    )
    record_all_spending(
        plan=plan, figures=[SpendFigures(first, 1, Decimal("8000"), Decimal("12000"), "Late")], by=None, on=TODAY
    )
    measures = [
        MeasureWords("People seen", unit="people", baseline=Decimal("12.5"), target=Decimal("20")),
        MeasureWords("=1+1 clinics", direction="decrease"),
    ]
    set_measures(deliverable=first, measures=measures, by=None)
    provider = ProviderFactory(ods_code="RAA")
    ProviderAlliance.objects.create(provider=provider, alliance=plan.alliance, valid_from=date(2020, 4, 1))
    set_trajectory(
        alliance=plan.alliance,
        measure="62d",
        planned={date(2026, 4, 1): Decimal("70"), date(2026, 5, 1): Decimal("71.5")},
        provider=provider,
        by=None,
    )
    risk = add_risk(
        alliance=plan.alliance,
        words=RiskWords("Too few nurses", cause="Pay", effect="Clinics close", owner_name="Workforce Lead"),
        inherent=Score(4, 4),
        current=Score(3, 4),
        target=Score(2, 3),
        hangs=Hangs(deliverable=second),
        by=None,
        on=TODAY,
    )
    add_mitigation(risk=risk, text="Train our own", by=None, on=TODAY)
    return plan


@pytest.fixture
def book(plan):
    return openpyxl.load_workbook(io.BytesIO(part_two_xlsx(plan, on=TODAY)))


def saved(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def stage(plan, book, alliance=None):
    content = book if isinstance(book, bytes) else saved(book)
    return stage_delivery(
        content, name="part two.xlsx", alliance=alliance or plan.alliance, year=plan.financial_year, by=None, on=TODAY
    )  # fmt: skip


def confirm(found, **choices):
    apply_delivery_import(stage=found, choices=Choices(**choices), by=None, on=TODAY)


def errors(found):
    return [f"{each['found_at']}: {each['message']}" for each in found.preview["findings"] if each["level"] == "error"]


def column(sheet, heading):
    return next(cell.column for cell in sheet[1] if cell.value == heading)


def row_of(sheet, *values):
    return next(row[0].row for row in sheet.iter_rows(min_row=2) if [c.value for c in row[: len(values)]] == [*values])


def put(book, sheet, where, heading, value):
    sheet = book[sheet]
    sheet.cell(row_of(sheet, *where), column(sheet, heading)).value = value


def test_what_we_export_comes_back_with_nothing_changed(plan, book):
    found = stage(plan, part_two_xlsx(plan, on=TODAY))
    assert (found.kind, found.preview["new"], found.preview["changed"], errors(found)) == ("part two", [], [], [])
    assert not [each for each in found.preview["findings"] if each["level"] == "warning"]
    assert found.counts["unchanged"] > 5
    confirm(found)
    assert not plan.sources.exists()


def test_the_template_says_what_a_cell_may_hold(book):
    assert book.sheetnames == ["Guide", "Finance", "Measures", "Trajectories", "Risks", "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    rules = {[*rule.sqref.ranges][0].coord.split(":")[0] for rule in book["Finance"].data_validations.dataValidation}
    assert rules == {"B2", "D2"}
    assert {cell.data_type for cell in book["Measures"]["B"] if str(cell.value).startswith("=")} == {"s"}
    assert book["Finance"].cell(2, 5).value is not None


def test_money_is_recorded_as_new_figures_and_keeps_its_notes(plan, book):
    put(book, "Finance", ("1.1", "Q1", "Transformation"), "Allocation", 13000)
    put(book, "Finance", ("1.1", "Q1", "Own"), "Spent so far", "£9,000.50")
    put(book, "Finance", ("1.2", "Q3"), "Forecast for the quarter", 400)
    found = stage(plan, book)
    assert (found.counts["new"], found.counts["changed"]) == (1, 2)
    confirm(found)
    allocation = FundingAllocation.objects.filter(fund="Transformation").order_by("id").last()
    assert (allocation.amount, allocation.note) == (Decimal("13000"), "Agreed in April")
    spend = Spend.objects.filter(deliverable__number="1.1").order_by("id").last()
    assert (spend.actual, spend.forecast, spend.note) == (Decimal("9000.50"), Decimal("12000"), "Late")
    assert Spend.objects.get(deliverable__number="1.2").forecast == 400
    assert stage(plan, book).counts["changed_things"] == 0
    assert plan.sources.get().name == "part two.xlsx"


def test_measures_get_their_details_and_new_ones_come_last(plan, book):
    put(book, "Measures", ("1.1", "People seen"), "Target", 25)
    put(book, "Measures", ("1.1", "People seen"), "Waiting-time standard", "62d")
    book["Measures"].append(["1.2", "Letters sent", "CAN-07", "letters", "Up is better"])
    confirm(stage(plan, book))
    first = SuccessMeasure.objects.get(text="People seen")
    assert (first.target, first.standard, first.unit, first.position) == (25, "62d", "people", 1)
    assert SuccessMeasure.objects.get(deliverable__number="1.2").code == "CAN-07"
    assert stage(plan, book).counts["changed_things"] == 0


def test_trajectories_are_planned_for_the_alliance_and_its_providers(plan, book):
    put(book, "Trajectories", ("62 days to treatment",), "May 2026", 72)
    sheet = book["Trajectories"]
    row = ["A measure of our own", "Scans a week", None, "scans", "Quarter", 40]
    sheet.append(row)
    for heading, value in (("Apr 2026", 10), ("Jul 2026", 20)):
        sheet.cell(sheet.max_row, column(sheet, heading)).value = value
    confirm(stage(plan, book))
    first = Trajectory.objects.get(measure="62d")
    assert list(first.points.values_list("planned", flat=True)) == [70, 72]
    assert first.revisions.get().reason == "Imported from part two.xlsx"
    own = Trajectory.objects.get(measure="local")
    assert (own.title, own.unit, own.frequency, own.points.count()) == ("Scans a week", "scans", "quarter", 2)
    assert stage(plan, book).counts["changed_things"] == 0


def test_risks_are_scored_anew_and_new_ones_get_a_number(plan, book):
    put(book, "Risks", ("R1",), "Likelihood now", "2 Unlikely")
    put(book, "Risks", ("R1",), "Mitigation", "Train our own\nAsk the neighbours")
    put(book, "Risks", ("R1",), "Next review", date(2026, 12, 1))
    sheet = book["Risks"]
    sheet.append([None, "Plan", "The scanner is late"])
    for heading, value in (("Likelihood before", 3), ("Impact before", "4 Major"), ("Category", "Digital and data")):
        sheet.cell(sheet.max_row, column(sheet, heading)).value = value
    confirm(stage(plan, book))
    risk = Risk.objects.standing(on=TODAY).get(number=1)
    assert (risk.likelihood, risk.impact, risk.scores.count(), risk.review_on) == (2, 4, 2, date(2026, 12, 1))
    assert [each.text for each in risk.mitigations.all()] == ["Train our own", "Ask the neighbours"]
    new = Risk.objects.get(number=2)
    assert (new.title, new.inherent.value, new.category, new.plan) == ("The scanner is late", 12, "digital", plan)
    assert stage(plan, book).counts["changed_things"] == 0  # not even the risk that had no reference in the file
    assert stage(plan, book).counts["new_things"] == 0


@pytest.mark.parametrize(
    ("sheet", "where", "heading", "value", "words"),
    [
        ("Finance", ("1.1", "Q1"), "Allocation", "lots", "found “lots”, expected an amount in pounds"),
        ("Finance", ("1.1", "Q1"), "Allocation", -5, "found “-5.00”, expected an amount in pounds"),
        ("Finance", ("1.1", "Q2"), "Quarter", "Q7", "column “Quarter”: found “Q7”, expected one of Q1, Q2, Q3, Q4"),
        ("Finance", ("1.1", "Q1"), "Deliverable", "9.9", "column “Deliverable”: found “9.9”, expected one of 1.1, 1.2"),
        ("Finance", ("1.1", "Q1", "Own"), "Forecast for the quarter", 5, "expected at least what is spent"),
        ("Finance", ("Whole plan",), "Spent so far", 5, "a deliverable spends in a quarter"),
        ("Measures", ("1.1", "People seen"), "Target", "many", "column “Target”: found “many”, expected a number"),
        ("Measures", ("1.1", "People seen"), "Direction", "sideways", "expected one of Up is better"),
        ("Measures", ("1.1", "People seen"), "Measure", None, "column “Measure”: found nothing"),
        ("Trajectories", ("62 days to treatment",), "For", "XYZ", "column “For”: found “XYZ”, expected the code"),
        ("Trajectories", ("62 days to treatment",), "Planned by", "Quarter", "it is planned by quarter"),
        ("Risks", ("R1",), "Likelihood now", 9, "column “Likelihood now”: found “9”, expected one of 1 Rare"),
        ("Risks", ("R1",), "Next review", "soon", "column “Next review”: found “soon”, expected a day"),
        ("Risks", ("R1",), "Reference", "R77", "column “Reference”: found “R77”"),
        ("Risks", ("R1",), "Hangs on", "9.9", "column “Hangs on”: found “9.9”"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_saved(plan, book, sheet, where, heading, value, words):
    put(book, sheet, where, heading, value)
    put(book, "Finance", ("1.2", "Q4"), "Allocation", 77)
    found = stage(plan, book)
    (said,) = errors(found)
    assert said.startswith(f"sheet {sheet}, row ")
    assert words in said
    with pytest.raises(ValidationError, match="leave those rows out"):
        confirm(found)
    assert not FundingAllocation.objects.filter(amount=77).exists()
    confirm(found, leave_out_errors=True)
    assert FundingAllocation.objects.filter(amount=77).exists()


def test_a_row_that_stands_twice_is_an_error(plan, book):
    book["Finance"].append(["1.1", "Q1", "Own", "Agreed", 5])
    assert ["stands twice" in each for each in errors(stage(plan, book))] == [True]


def test_a_workbook_with_other_sheets_says_which_were_expected(plan, book):
    book["Finance"].title = "Budget"
    (said,) = errors(stage(plan, book))
    assert "no sheet “Budget” in part two; expected Finance, Measures, Trajectories, Risks" in said
    book["Measures"].cell(1, 2).value = "KPI"
    assert any("expected the column “Measure”" in each for each in errors(stage(plan, book)))


def test_a_workbook_that_is_neither_says_what_was_found_and_expected(plan):
    book = openpyxl.Workbook()
    book.active.title = "Budget"
    for row in (("Team", "Pounds"), ("North", 5)):
        book.active.append(row)
    found = stage(plan, book)
    (said,) = errors(found)
    assert "Found “Budget”; expected a sheet with columns such as" in said
    assert "Finance, Measures, Trajectories, Risks" in said
    with pytest.raises(ValidationError, match="keep it from being imported"):
        confirm(found, leave_out_errors=True)


def test_a_closed_risk_is_reopened_before_it_is_changed(plan, book):
    close_risk(risk=Risk.objects.get(), reason="It cannot happen now", by=None, on=TODAY)
    assert errors(stage(plan, book)) == []
    put(book, "Risks", ("R1",), "Likelihood now", 5)
    assert "Reopen it before changing it" in errors(stage(plan, book))[0]


@pytest.mark.parametrize("deliverables", [1, 15])
def test_part_two_costs_the_same_for_any_size(deliverables, django_assert_max_num_queries):
    plan = a_delivery_plan(deliverables=deliverables, milestones=1)
    with django_assert_max_num_queries(13):
        content = part_two_xlsx(plan, on=TODAY)
    assert openpyxl.load_workbook(io.BytesIO(content))["Finance"].max_row == 1 + 4 * deliverables


def test_without_a_plan_there_is_no_part_two(plan, book):
    with pytest.raises(UploadRefused, match="Bring the plan first"):
        stage(plan, book, alliance=AllianceFactory(code="other"))


def test_part_two_that_moved_on_is_previewed_anew(plan, book):
    put(book, "Finance", ("1.1", "Q1", "Own"), "Allocation", 1000)
    found = stage(plan, book)
    deliverable = plan.deliverables.get(number="1.2")
    allocate_all(plan=plan, allocations=[Allocation(Decimal("5"), deliverable=deliverable)], by=None, on=TODAY)
    with pytest.raises(PlanMovedOn):
        confirm(found)
    assert not FundingAllocation.objects.filter(amount=1000).exists()


@pytest.mark.parametrize("kind", list(RoleKind))
def test_who_may_download_it(client, plan, kind):
    client.force_login(someone(kind, plan.alliance))
    answer = client.get(reverse("delivery:plan_export", args=[plan.alliance.code, plan.year, "part-two"]))
    assert (answer.status_code == 200) is (kind != RoleKind.ACTION_LEAD)
