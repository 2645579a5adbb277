"""What a file would change in a plan: which milestone is which, what moves, what stays, what is missing."""

import pytest

from alliance.importing.delivery_changes import compare
from alliance.importing.delivery_reading import standing_plan
from alliance.importing.delivery_stage import stage_delivery
from alliance.models import DeliveryPlan, Milestone
from alliance.operations import StatusReport, move_milestone, record_milestone_updates
from alliance.operations.imports import apply_delivery_import
from core.periods import FinancialYear
from tests.alliance.importing.delivery_documents import ABOUT, LEAD, TITLE, plan_of
from tests.factories import TODAY, AllianceFactory
from workplans.operations.imports import Choices

pytestmark = pytest.mark.django_db
YEAR = FinancialYear(2023)
QUARTERS = ("Plan", "Recruit", "Open", "Review")
MOVES = Choices(reason="Staff", agreed_by="Board", leave_out_errors=True)


@pytest.fixture
def alliance():
    return AllianceFactory()


def text_of(*quarters, about=("Run the clinics", "Clinics held"), number="1.1", title="Clinics", lead=LEAD):
    """A plan of one deliverable as an extracted text; each quarter is a text, its milestones parted by slashes."""
    rows = [
        f"|Q{number}|{'<br>'.join(f'<li>{one}</li>' for one in said.split('/') if one)}|"
        for number, said in enumerate(quarters, start=1)
    ]
    return "\n".join(
        [
            f"# {TITLE[2:]}", "## 1 Workstream: Find sooner", f"### {number} {title}", "",
            f"|Deliverable|{about[0]}|", f"|Success measures|{about[1]}|", "",
            lead, "", "#### Planned milestones", "", *rows, "",
        ]
    )  # fmt: skip


def bring(alliance, text, choices=MOVES):
    stage = stage_delivery(text.encode(), name="plan.md", alliance=alliance, year=YEAR, by=None, on=TODAY)
    apply_delivery_import(stage=stage, choices=choices, by=None, on=TODAY)
    stage.refresh_from_db()
    return stage


def told(stage):
    return [stage.counts[f"{name}_milestones"] for name in ("new", "changed", "unchanged", "missing")]


def the(text):
    return Milestone.objects.get(text=text)


@pytest.fixture
def imported(alliance):
    return bring(alliance, text_of(*QUARTERS))


@pytest.mark.parametrize(
    ("quarters", "counts", "missing"),
    [
        (QUARTERS, [0, 0, 4, 0], []),
        (("Plan", "Recruit", "Open", "Review/Report"), [1, 0, 4, 0], []),
        (("First/Plan", "Recruit", "Open", "Review"), [1, 0, 4, 0], []),  # inserted above: no history is pushed on
        (("Plan", "Recruit nurses", "Open", "Review"), [0, 1, 3, 0], []),  # at its place, and nothing reported
        (("Plan", "RECRUIT.", "Open", "Review"), [0, 1, 3, 0], []),
        (("Plan", "", "Open/Recruit", "Review"), [0, 1, 3, 0], []),  # a move
        (("Plan", "", "Open", "Review"), [0, 0, 3, 1], ["Recruit"]),
    ],
)
def test_which_milestone_is_which(alliance, imported, quarters, counts, missing):
    stage = stage_delivery(text_of(*quarters).encode(), name="plan.md", alliance=alliance, year=YEAR, by=None, on=TODAY)
    assert told(stage) == counts
    assert [words.split(" ", 2)[2] for _, words in stage.preview["missing"]] == missing


def test_words_that_share_nothing_are_no_change_of_what_was_reported(alliance, imported):
    record_milestone_updates(reports={the("Recruit").pk: StatusReport(status="complete")}, by=None, on=TODAY)
    stage = bring(alliance, text_of("Plan", "Write to the board", "Open", "Review"))
    assert told(stage) == [1, 0, 3, 1]
    assert the("Recruit").status == "complete"


def test_a_milestone_under_another_quarter_moves_with_its_reason_and_stays_in_both(alliance, imported):
    with pytest.raises(Exception, match="Say why the dates move"):
        bring(alliance, text_of("Plan", "", "Open/Recruit", "Review"), Choices())
    stage = bring(alliance, text_of("Plan", "", "Open/Recruit", "Review"))
    moved = the("Recruit")
    revision = moved.date_revisions.get()
    assert (moved.quarter, moved.due_text, revision.reason, revision.agreed_by) == (2, "Q3", "Staff", "Board")
    assert stage.counts["moves"] == 1
    again = bring(alliance, text_of("Plan", "", "Open/Recruit", "Review"))
    assert (told(again), again.counts["moves"]) == ([0, 0, 4, 0], 0)


def test_the_first_quarter_again_does_not_move_it_back(alliance, imported):
    move_milestone(milestone=the("Recruit"), text="Q4", reason="Staff", agreed_by="Board", by=None, on=TODAY)
    stage = bring(alliance, text_of(*QUARTERS))
    assert told(stage) == [0, 0, 4, 0]
    assert the("Recruit").due_text == "Q4"
    assert [each["message"] for each in stage.preview["findings"] if each["level"] == "info"] == [
        "Deliverable 1.1: “Recruit” was moved from Q2 to Q4 since. The file has its first date; it stays moved."
    ]


def test_the_fields_of_a_deliverable_old_and_new(alliance, imported):
    changed = text_of(*QUARTERS, about=("Run the clinics well", "Clinics held on time"), title="Clinics near home")
    stage = bring(alliance, changed)
    (thing,) = stage.preview["changed"]
    assert thing["changes"] == [
        ["Title", "Clinics", "Clinics near home"],
        ["Deliverable", "Run the clinics", "Run the clinics well"],
        ["Success measures", "Clinics held", "Clinics held on time"],
    ]
    deliverable = DeliveryPlan.objects.get().deliverables.get()
    assert (deliverable.title, deliverable.text) == ("Clinics near home", "Run the clinics well")
    assert [measure.text for measure in deliverable.measures.all()] == ["Clinics held on time"]


def test_a_measure_in_other_words_keeps_its_row_and_one_that_is_left_out_stays(alliance, imported):
    measure = DeliveryPlan.objects.get().deliverables.get().measures.get()
    bring(alliance, text_of(*QUARTERS, about=("Run the clinics", "Clinics held this year")))
    assert measure.deliverable.measures.get().pk == measure.pk
    stage = bring(alliance, text_of(*QUARTERS, about=("Run the clinics", "Letters sent")))
    assert [each.text for each in measure.deliverable.measures.all()] == ["Letters sent", "Clinics held this year"]
    assert any("no longer has the success measure" in each["message"] for each in stage.preview["findings"])
    assert not bring(alliance, text_of(*QUARTERS, about=("Run the clinics", "Letters sent"))).counts["changed_things"]


def test_an_empty_place_in_the_file_empties_nothing(alliance, imported):
    stage = bring(alliance, text_of(*QUARTERS, lead=""))
    assert stage.counts["changed_things"] == 0
    assert DeliveryPlan.objects.get().deliverables.get().lead_name == "Programme Lead"


def test_a_deliverable_without_a_number_is_known_by_its_title():
    parts = (TITLE, "# 1 Workstream: Find sooner", "# 1.1 Clinics", ABOUT, LEAD)
    plan = plan_of(*parts, "# Vans", ABOUT, LEAD)
    assert [(each.number, each.numbered) for each in plan.deliverables] == [("1.1", True), ("1.2", False)]
    assert [change.said.number for change in compare(plan, None, YEAR).deliverables] == ["1.1", "1.2"]


def test_one_that_is_put_in_above_takes_nobodys_number(alliance):
    body = "\n|Deliverable|Do it|\n|---|---|\n|Success measures|Done|\n\n"
    first = f"# Delivery plan\n## 1 Workstream: Find sooner\n### 1.1 Clinics\n{body}### Vans\n{body}"
    bring(alliance, first)
    second = first.replace("### Vans", f"### Buses\n{body}### Vans")
    stage = bring(alliance, second)
    assert (stage.counts["new"], stage.counts["unchanged"]) == (1, 2)
    assert list(DeliveryPlan.objects.get().deliverables.in_order().values_list("number", "title")) == [
        ("1.1", "Clinics"),
        ("1.3", "Buses"),
        ("1.2", "Vans"),
    ]


def test_what_is_wrong_is_left_out_only_by_choice(alliance):
    twice = text_of(*QUARTERS) + "\n### 1.1 Vans\n\n|Deliverable|Drive|\n|---|---|\n"
    with pytest.raises(Exception, match="leave those rows out"):
        bring(alliance, twice, Choices())
    assert not DeliveryPlan.objects.exists()
    bring(alliance, twice)
    assert DeliveryPlan.objects.get().deliverables.get().title == "Clinics"


@pytest.mark.parametrize("quarters", [QUARTERS, tuple("/".join(f"{q} step {n}" for n in range(40)) for q in QUARTERS)])
def test_reading_a_plan_costs_the_same_for_any_size(alliance, quarters, django_assert_max_num_queries):
    bring(alliance, text_of(*quarters))
    with django_assert_max_num_queries(8):
        plan = standing_plan(alliance, YEAR)
    assert sum(len(each.milestones) for each in plan.deliverables) == Milestone.objects.count()
