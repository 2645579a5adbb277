"""`manage.py import_delivery_plan`: the published plan, again and again, and what is said of bad files."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from alliance.models import Deliverable, DeliveryDocument, DeliveryPlan, Milestone, Programme
from alliance.operations import StatusReport, move_milestone, record_milestone_updates
from organisations.grants import RoleKind
from tests.alliance.importing.delivery_documents import word_file
from tests.factories import TODAY, AllianceFactory, someone

pytestmark = pytest.mark.django_db
CORPUS = Path(settings.CORPUS_DIR) / "corpus"
WORD = CORPUS / "wessex-delivery-plan-2023-24.docx"
TEXT = Path(settings.CORPUS_DIR) / "seeds" / "wessex-delivery-plan-2023-24.txt"
TABLE = CORPUS / "wessex-milestones-2023-24.csv"
TRUTH = CORPUS / "wessex-delivery-plan-2023-24.expected.json"
needs_corpus = pytest.mark.skipif(not WORD.exists(), reason=f"the published plans are not at {CORPUS}")


@pytest.fixture(autouse=True)
def alliance():
    return AllianceFactory(code="wessex", name="Wessex Cancer Alliance")


@pytest.fixture
def run(capsys):
    def command(file, *more, year="2023/24"):
        code = 0
        try:
            call_command("import_delivery_plan", str(file), "--alliance", "wessex", "--year", year, *more)
        except SystemExit as stopped:
            code = stopped.code
        out = capsys.readouterr()
        return code, (json.loads(out.out) if "--json" in more else out.out + out.err)

    return command


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.docx"
    path.write_bytes(word_file())
    return path


def told(answer):
    return {name: answer[name] for name in ("new", "changed", "unchanged", "missing")}


def told_of_milestones(answer):
    return [answer[f"{name}_milestones"] for name in ("new", "changed", "unchanged", "missing")]


NOTHING = {"new": 0, "changed": 0, "unchanged": 27, "missing": 0}


@needs_corpus
class TestPublishedPlan:
    def test_the_rows_are_the_truth(self, run):
        code, answer = run(WORD, "--json")
        truth = json.loads(TRUTH.read_text())
        rows = [row for workstream in truth["workstreams"] for row in workstream["deliverables"]]
        comments = [{**row, "comments": []} for row in rows]  # the reviewers' stand in the margin of the PDF only
        assert (code, answer["workstreams"], answer["deliverables"], answer["new"]) == (0, 5, 27, 27)
        assert answer["rows"] == comments
        assert not DeliveryPlan.objects.exists()

    def test_what_is_imported_is_the_plan(self, run):
        _, answer = run(WORD, "--apply", "--json")
        assert answer["applied"] is True
        plan = DeliveryPlan.objects.get()
        assert (plan.workstreams.count(), plan.deliverables.count(), plan.milestones.count()) == (5, 27, 181)
        assert plan.deliverables.get(number="2.15").programme == Programme.NOT_APPLICABLE
        assert plan.deliverables.filter(programme=Programme.NOT_REQUIRED).count() == 8
        gynae = Milestone.objects.filter(deliverable__number="1.2", text="Gynae:", quarter=1).get()
        assert gynae.parts.count() == 4
        assert [each.number for each in Deliverable.objects.in_order()][:3] == ["1.1", "1.2", "1.3"]

    @pytest.mark.parametrize("file", [WORD, TABLE], ids=["docx", "csv"])
    def test_again_it_changes_nothing(self, run, file):
        run(WORD, "--apply")
        code, answer = run(file, "--json", "--apply")
        assert (code, answer["new"], answer["changed"], answer["missing"]) == (0, 0, 0, 0)
        assert told_of_milestones(answer) == [0, 0, answer["milestones"], 0]
        assert DeliveryDocument.objects.count() == 1

    def test_the_text_has_the_same_deliverables_and_milestones_and_brings_the_comments(self, run):
        run(WORD, "--apply")
        code, answer = run(TEXT, "--json", "--apply")
        assert (code, answer["new"], answer["missing"]) == (0, 0, 0)
        assert told_of_milestones(answer) == [0, 0, 181, 0]
        assert any("read as" in finding["message"] for finding in answer["findings"])
        assert Deliverable.objects.get(number="1.2").comments.count() == 2
        _, again = run(TEXT, "--json")
        assert told(again) == NOTHING

    @pytest.mark.parametrize(
        "words",
        [
            "Q4: “March 2023” is outside 2023/24",
            "Deliverable 5.3 has no milestones",
            "Deliverable 2.9 has the same success measures as 2.8",
            "Deliverable 5.1 has no lead contact",
            "Deliverable 2.15 is marked as not applicable",
        ],
    )
    def test_findings_worth_having(self, run, words):
        _, answer = run(WORD, "--json")
        assert [each for each in answer["findings"] if words in each["message"]]

    def test_reports_and_moves_in_the_browser_survive_the_same_file(self, run):
        run(WORD, "--apply")
        first, second = Milestone.objects.filter(deliverable__number="2.1").order_by("quarter")[:2]
        record_milestone_updates(reports={first.pk: StatusReport(status="complete", comment="Done")}, by=None, on=TODAY)
        move_milestone(milestone=second, text="Q4", reason="Staff", agreed_by="Board", by=None, on=TODAY)
        _, answer = run(WORD, "--json", "--apply")
        assert told(answer) == NOTHING
        assert [each["message"] for each in answer["findings"] if "it stays moved" in each["message"]]
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.status, second.due_text, second.quarter) == ("complete", "Q4", 2)


def test_a_dry_run_writes_nothing(run, plan):
    code, said = run(plan)
    assert (code, DeliveryPlan.objects.count(), DeliveryDocument.objects.count()) == (0, 0, 0)
    assert "1 new" in said
    assert "Nothing was written" in said


def test_applying_logs_the_file_with_who(run, plan, alliance):
    person = someone(RoleKind.ANALYST, alliance)
    run(plan, "--apply", "--by", person.email)
    document = DeliveryDocument.objects.get()
    assert (document.name, document.imported_by, len(document.sha256)) == ("plan.docx", person, 64)
    assert document.result["new_milestones"] == 2


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.csv", b"", "empty"),
        ("plan.docx", b"PK\x03\x04 cut off", ""),
        ("plan.pdf", b"%PDF-1.7", "PDF"),
        ("plan.txt", b"no table here", "No deliverables were found"),
    ],
)
def test_a_bad_file_is_one_clear_error(run, tmp_path, name, content, words):
    file = tmp_path / name
    file.write_bytes(content)
    code, answer = run(file, "--json", "--apply")
    assert (code, answer["rows"], answer["deliverables"], answer["applied"]) == (1, [], 0, False)
    assert any(words in f["message"] for f in answer["findings"] if f["level"] == "error")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--alliance", "nowhere", "--year", "2023/24"], "no alliance “nowhere”"),
        (["--alliance", "wessex", "--year", "2023"], "Write it like 2023/24"),
        (["--alliance", "wessex"], "--alliance CODE --year"),
        (["--alliance", "wessex", "--year", "2023/24", "--by", "nobody@example.nhs.uk"], "Nobody has an account"),
    ],
)
def test_arguments_that_name_nothing_say_so(plan, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("import_delivery_plan", str(plan), *arguments)
