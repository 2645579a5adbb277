"""A table of milestones brings a plan up to date: reports, moves, new ones; and what is said of each bad cell."""

import io

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from alliance.importing.delivery_stage import stage_delivery
from alliance.models import DeliveryPlan, Milestone
from alliance.operations import StatusReport, record_milestone_updates
from alliance.operations.imports import apply_delivery_import
from core.periods import FinancialYear
from tests.alliance.importing.test_delivery_changes import MOVES, QUARTERS, text_of
from tests.alliance.importing.test_delivery_changes import bring as bring_plan
from tests.factories import TODAY, AllianceFactory
from workplans.operations.imports import Choices

pytestmark = pytest.mark.django_db
YEAR = FinancialYear(2023)
COLUMNS = "deliverable_number,deliverable,quarter,milestone"


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def plan(alliance):
    bring_plan(alliance, text_of(*QUARTERS))
    return DeliveryPlan.objects.get()


def stage(alliance, content, name="milestones.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return stage_delivery(content, name=name, alliance=alliance, year=YEAR, by=None, on=TODAY)


def bring(alliance, content, name="milestones.csv"):
    found = stage(alliance, content, name)
    apply_delivery_import(stage=found, choices=MOVES, by=None, on=TODAY)
    found.refresh_from_db()
    return found


def rows(*lines, more=""):
    return "\n".join([COLUMNS + more, *lines])


def errors(found):
    return [(each["found_at"], each["message"]) for each in found.preview["findings"] if each["level"] == "error"]


def test_reports_are_recorded_as_updates(alliance, plan):
    table = rows(
        "1.1,Clinics,Q1,Plan,Complete,,Agreed in May",
        "1.1,Clinics,Q2,Recruit,In progress,Amber,Two of four",
        more=",status,rag,comment",
    )
    found = bring(alliance, table)
    assert [found.counts[f"{name}_milestones"] for name in ("new", "changed", "missing")] == [0, 2, 2]
    planned, recruit = Milestone.objects.filter(text__in=["Plan", "Recruit"]).order_by("quarter")
    assert (planned.status, planned.latest_update.comment) == ("complete", "Agreed in May")
    assert (recruit.status, recruit.rating_given, recruit.updates.count()) == ("in_progress", "amber", 1)
    again = bring(alliance, table)
    assert again.counts["changed_milestones"] == 0
    assert recruit.updates.count() == 1


def test_what_the_table_does_not_speak_of_stays(alliance, plan):
    deliverable = plan.deliverables.get()
    bring(alliance, rows("1.1,Other words,Q1,Plan", "1.1,Other words,Q4,Publish"))
    deliverable.refresh_from_db()
    assert (deliverable.title, deliverable.lead_name) == ("Clinics", "Programme Lead")
    assert Milestone.objects.filter(quarter=4).order_by("position").values_list("text", flat=True)[1] == "Publish"


def test_a_date_of_its_own_moves_a_milestone(alliance, plan):
    bring(alliance, rows("1.1,Clinics,Q2,Recruit,31/10/2023", more=",due date"))
    moved = Milestone.objects.get(text="Recruit")
    assert (moved.due_text, moved.quarter, moved.date_revisions.count()) == ("31/10/2023", 2, 1)
    assert bring(alliance, rows("1.1,Clinics,Q2,Recruit,31/10/2023", more=",due date")).counts["moves"] == 0


def test_a_row_may_speak_of_a_point_inside_a_milestone(alliance):
    body = text_of("Train:/• nurses/• porters", "Recruit", "Open", "Review").replace("<li>• ", "<li>")
    bring_plan(alliance, body)
    milestone = Milestone.objects.get(quarter=1)
    assert [part.text for part in milestone.parts.all()] == ["nurses", "porters"]
    bring(alliance, rows("1.1,Clinics,Q1,Train: nurses,Complete", "1.1,Clinics,Q1,Train: porters,", more=",status"))
    assert [part.completed_on is not None for part in milestone.parts.order_by("position")] == [True, False]
    assert Milestone.objects.filter(quarter=1).count() == 1


@pytest.mark.parametrize(
    ("line", "more", "place", "words"),
    [
        ("9.9,Vans,Q1,Drive", "", "line 2", "there is no deliverable “9.9”; expected one of 1.1"),
        ("1.1,Clinics,Q5,Drive", "", "line 2", "column “quarter”: found “Q5”, expected Q1, Q2, Q3 or Q4"),
        ("1.1,Clinics,soon,Drive", "", "line 2", "column “quarter”: found “soon”, expected Q1"),
        ("1.1,Clinics,Q1,", "", "line 2", "column “milestone”: found nothing, expected the words"),
        (",,Q1,Drive", "", "line 2", "found nothing, expected the deliverable’s number"),
        ("1.1,Clinics,Q1,Drive,some day", ",due", "line 2", "column “Due”: “some day” is no date"),
    ],
)
def test_a_bad_cell_is_named_with_its_place_and_what_was_expected(alliance, plan, line, more, place, words):
    found = stage(alliance, rows(line, more=more))
    ((where, message),) = errors(found)
    assert where == place
    assert words in message
    assert Milestone.objects.count() == 4


def test_a_word_that_is_no_status_is_said_and_left_out(alliance, plan):
    found = bring(alliance, rows("1.1,Clinics,Q1,Plan,nearly", more=",status"))
    assert any("column “status”: found “nearly”" in each["message"] for each in found.preview["findings"])
    assert Milestone.objects.get(text="Plan").status == "not_started"


def test_errors_are_left_out_and_the_rest_is_brought(alliance, plan):
    bring(alliance, rows("9.9,Vans,Q1,Drive", "1.1,Clinics,Q9,Walk", "1.1,Clinics,Q1,Plan", "1.1,Clinics,Q1,Write"))
    assert sorted(Milestone.objects.filter(quarter=1).values_list("text", flat=True)) == ["Plan", "Write"]


def test_all_that_is_missing_is_not_closed_while_rows_are_left_out(alliance, plan):
    found = stage(alliance, rows("1.1,Clinics,Q9,Plan", "1.1,Clinics,Q2,Recruit"))
    choices = Choices(leave_out_errors=True, close=True)
    with pytest.raises(ValidationError, match="what is missing cannot be told"):
        apply_delivery_import(stage=found, choices=choices, by=None, on=TODAY)
    assert not Milestone.objects.filter(status="closed").exists()


def test_a_workbook_has_the_same_columns(alliance, plan):
    book = openpyxl.Workbook()
    for row in (("Deliverable no.", "Quarter", "Milestone", "Status"), ("1.1", "Q1", "Plan", "Complete")):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    bring(alliance, target.getvalue(), name="milestones.xlsx")
    assert Milestone.objects.get(text="Plan").status == "complete"


def test_where_there_is_no_plan_yet_the_table_opens_one(alliance):
    found = bring(alliance, rows("1.1,Clinics,Q1,Plan", "2.1,Vans,Q3,Drive"))
    assert "There is no plan for 2023/24 yet" in found.preview["findings"][0]["message"]
    plan = DeliveryPlan.objects.get()
    assert list(plan.deliverables.in_order().values_list("number", "title")) == [("1.1", "Clinics"), ("2.1", "Vans")]
    assert list(plan.workstreams.values_list("number", flat=True)) == ["1", "2"]


def test_a_closed_milestone_stays_closed(alliance, plan):
    closed = Milestone.objects.get(text="Plan")
    record_milestone_updates(reports={closed.pk: StatusReport(status="closed", comment="No")}, by=None, on=TODAY)
    assert bring(alliance, rows("1.1,Clinics,Q1,Plan")).counts["changed_milestones"] == 0
