"""A file in the stage: what it would do, what is wrong in it, and that the same file twice would do nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.uploads import UploadRefused
from organisations.grants import RoleKind
from tests.factories import NetworkFactory, TumourGroupFactory, WorkPlanFactory, a_plan, someone
from tests.workplans.importing.bringing import YEAR, a_file, bring, confirm, many_plans, told
from workplans.models import Action, Lead, StagedImport, WorkPlan
from workplans.staged import STAGED_TABLES, StagedFinding, StagedMatch

pytestmark = pytest.mark.django_db
TWO = (("1.1", "Open a clinic", "Manager", "Jun 26"), ("1.2", "Count again", "Nurse; Manager", "Sep 26"))


@pytest.fixture
def network():
    return NetworkFactory(code="head-neck", name="Head and Neck MCN")


def messages(stage, level="error"):
    found = StagedFinding.objects.filter(stage=stage, level=level).order_by("line", "number")
    return [(finding.found_at, finding.message) for finding in found]


# --- What a file would do ---------------------------------------------------------------------------


def test_staging_writes_nothing_of_the_plan(network):
    stage = bring(a_file(*TWO), network)
    assert told(stage) == {"new": 2, "changed": 0, "unchanged": 0, "missing": 0}
    assert (stage.counts["new_plans"], stage.counts["objectives"]) == (1, 1)
    assert not WorkPlan.objects.exists()
    assert not Lead.objects.exists()


def test_the_same_file_again_is_not_even_compared(network):
    confirm(bring(a_file(*TWO), network))
    again = bring(a_file(*TWO), network)
    assert told(again) == {"new": 0, "changed": 0, "unchanged": 2, "missing": 0}
    assert not StagedMatch.objects.filter(stage=again).exists()


def test_the_same_words_in_another_file_are_compared_and_found_unchanged(network):
    confirm(bring(a_file(*TWO), network))
    other = [(number, f" {text.replace(' ', '  ')}", leads, due) for number, text, leads, due in TWO]
    again = bring(a_file(*other), network)
    assert StagedMatch.objects.filter(stage=again).count() == 2
    assert told(again) == {"new": 0, "changed": 0, "unchanged": 2, "missing": 0}


def test_an_action_changed_since_its_import_is_compared_again(network):
    confirm(bring(a_file(*TWO), network))
    action = Action.objects.get(number="1.1")
    Action.objects.filter(pk=action.pk).update(text="Open two clinics", version=action.version + 1)
    assert told(bring(a_file(*TWO), network)) == {"new": 0, "changed": 1, "unchanged": 1, "missing": 0}


def test_a_column_that_the_file_lacks_takes_nothing_away(network):
    confirm(bring(a_file(*TWO), network))
    few = b"Ref,Action,Due\n1.1,Open a clinic,Jun 26\n1.2,Count again,Sep 26\n"
    assert told(bring(few, network)) == {"new": 0, "changed": 0, "unchanged": 2, "missing": 0}


def test_what_the_file_leaves_out_is_missing(network):
    plan = a_plan(actions=3, network=network, year=YEAR.start)
    action = plan.actions.first()
    stage = bring(a_file((action.number, action.text, "Manager", "Dec 26")), network)
    assert (stage.counts["missing"], stage.counts["missing_open"]) == (2, 2)


def test_one_plan_does_not_miss_what_another_has(network):
    a_plan(actions=3)
    assert bring(a_file(*TWO), network).counts["missing"] == 0


def test_a_lead_is_known_however_it_is_spelled(network):
    Lead.objects.create(network=network, name="MCN Manager")
    confirm(bring(a_file(("1.1", "Open", "mcn manager", "Q2")), network))
    assert Lead.objects.get().name == "MCN Manager"


# --- What is wrong ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"Objective no.": "1", "Action": "No number"}, "This row has no action number."),
        ({"Objective no.": "1", "Action no.": "1.9"}, "This row has no action text."),
        ({"Action no.": "1.9", "Action": "Whose?"}, "This row has no objective number."),
        (
            {"Objective no.": "1", "Action no.": "9" * 21, "Action": "Long"},
            "The action number is longer than 20 characters.",
        ),
        (
            {"Objective no.": "9" * 21, "Action no.": "1.9", "Action": "Long"},
            "The objective number is longer than 20 characters.",
        ),
        (
            {"Objective no.": "1", "Action no.": "1.2", "Action": "Twice"},
            "Action number 1.2 stands twice: also at line 3. Give one of them another number.",
        ),
    ],
)
def test_an_error_has_its_place_and_keeps_its_row_out(network, row, message):
    stage = bring(a_file(*TWO, row), network)
    assert messages(stage) == [("line 4", message)]
    assert told(stage)["new"] == 2


def test_an_objective_without_actions_is_no_error(network):
    stage = bring(a_file(*TWO, {"Objective no.": "2", "Objective": "Later"}), network)
    assert (messages(stage), stage.counts["objectives"], stage.counts["actions"]) == ([], 2, 2)


def test_every_row_with_words_that_are_no_date_is_named(network):
    stage = bring(a_file(*(("1." + str(n), "Open", "Manager", "soonish") for n in (1, 2))), network)
    assert [place for place, _ in messages(stage, "warning")] == ["line 2", "line 3"]
    assert "“soonish” could not be read" in messages(stage, "warning")[0][1]


def test_a_second_title_of_an_objective_is_named(network):
    row = {"Objective no.": "1", "Objective": "Other words", "Action no.": "1.3", "Action": "Do"}
    ((place, message),) = messages(bring(a_file(*TWO, row), network), "warning")
    assert (place, "“Better pathways”) was kept" in message) == ("line 4", True)


def test_a_closed_plan_is_refused_with_a_sentence(network):
    WorkPlanFactory(network=network, year=YEAR.start, state="closed")
    with pytest.raises(UploadRefused, match="is closed. Reopen it"):
        bring(a_file(*TWO), network)
    assert not StagedImport.objects.exists()


def test_a_file_without_actions_is_an_error(network):
    stage = bring(a_file(), network)
    assert messages(stage) == [("file", "The headings were found, but no actions under them.")]


def test_a_title_of_another_group_is_named(network):
    group, other = TumourGroupFactory(), TumourGroupFactory(code="breast", name="Breast")
    other.synonyms.create(name="Breast cancer")
    network.tumour_group = group
    network.save()
    table = "Ref\tAction\tLead\tDue\n1.1\tOpen a clinic\tManager\tQ2\n"
    for title, expected in (("Breast Cancer MCN Work Plan", 1), ("Head and Neck and Breast Work Plan", 0)):
        stage = bring(f"# {title}\n\n{table}".encode(), network, name="plan.txt")
        said = [message for _, message in messages(stage, "warning") if "The title speaks of Breast" in message]
        assert len(said) == expected


# --- Files of many plans ----------------------------------------------------------------------------


@pytest.fixture
def breast(network):
    return NetworkFactory(code="breast", name="Breast MCN", alliance=network.alliance)


def test_a_file_names_its_plans_by_code_or_name(network, breast):
    WorkPlanFactory(network=breast, year=2025)
    stage = bring(
        many_plans(
            ("head-neck", "2026/27", "1.1", "A"), ("Breast MCN", "26/27", "1.1", "B"), ("BREAST", "2025/26", "1.1", "C")
        )
    )
    assert (stage.counts["plans"], stage.counts["new_plans"], stage.counts["new"]) == (3, 2, 3)
    assert not messages(stage)


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (("lung", "2026/27"), "There is no network “lung”, or you may not import its plans."),
        (("", "2026/27"), "This row names no network."),
        (("head-neck", "soon"), "“soon” is not a financial year. Write it like 2023/24."),
        (("head-neck", "1926/27"), "The year 1926/27 lies too far away."),
    ],
)
def test_a_row_for_no_plan_is_an_error(network, place, message):
    stage = bring(many_plans(("head-neck", "2026/27", "1.1", "A"), (*place, "1.1", "B")))
    assert messages(stage) == [("line 3", message)]
    assert told(stage)["new"] == 1


def test_rows_of_a_closed_plan_are_errors(network, breast):
    plan = WorkPlanFactory(network=breast, year=YEAR.start, state="closed")
    stage = bring(many_plans(("head-neck", "2026/27", "1.1", "A"), ("breast", "2026/27", "1.1", "B")))
    assert messages(stage) == [("line 3", f"“{plan}” is closed. Reopen it before importing into it.")]


def test_a_person_imports_only_where_they_may(network, breast):
    manager = someone(RoleKind.NETWORK_MANAGER, network)
    stage = bring(many_plans(("head-neck", "2026/27", "1.1", "A"), ("breast", "2026/27", "1.1", "B")), by=manager)
    assert [place for place, _ in messages(stage)] == ["line 3"]


def test_a_file_for_another_plan_than_the_chosen_one(network, breast):
    stage = bring(many_plans(("head-neck", "2026/27", "1.1", "A"), ("breast", "2026/27", "1.1", "B")), network)
    assert messages(stage) == [("line 3", "This row is for breast 2026/27, not for the plan that was chosen.")]


def test_a_file_that_names_no_plan_is_refused_where_none_was_chosen(network):
    with pytest.raises(UploadRefused, match="does not say which network and year"):
        bring(b"Ref,Action,Lead,Due\n1.1,Open a clinic,Manager,Jun 26\n")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_many_plans_in_any_letters(network, encoding, delimiter):
    text = many_plans(("head-neck", "2026/27", "1.1", "Open a café – twice")).decode().replace(",", delimiter)
    stage = bring(text.encode(encoding))
    confirm(stage)
    assert Action.objects.get().text == "Open a café – twice"


def test_columns_stand_in_any_order_and_extra_ones_are_named(network):
    content = (
        "Action,Owner,Network,Colour of the sky,Timescale,Year,Ref,Objective no.,Objective\n"
        "Open a clinic,Manager,head-neck,blue,Q2,2026/27,1.1,1,Better pathways\n"
    )
    stage = bring(content.encode())
    assert (told(stage)["new"], messages(stage, "warning")) == (
        1,
        [("line 1", "The column “Colour of the sky” was not imported.")],
    )


def test_a_record_that_lacks_cells_is_read_all_the_same(network):
    content = many_plans(("head-neck", "2026/27", "1.1", "A")) + b"\r\nhead-neck,2026/27,1,Better pathways,1.2,B"
    stage = bring(content)
    assert (told(stage)["new"], messages(stage)) == (2, [])


# --- What is kept, and for how long -----------------------------------------------------------------


def test_what_was_left_lying_is_thrown_away_with_all_its_rows(network):
    old = bring(a_file(*TWO), network)
    StagedImport.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    bring(a_file(*TWO), network)
    assert not StagedImport.objects.filter(pk=old.pk).exists()
    assert not any(model.objects.filter(stage_id=old.pk).exists() for model in STAGED_TABLES)


def test_confirming_throws_the_staged_rows_away(network):
    stage = bring(a_file(*TWO), network)
    confirm(stage)
    assert not any(model.objects.exists() for model in STAGED_TABLES)
