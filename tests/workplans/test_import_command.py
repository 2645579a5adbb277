"""`manage.py import_work_plan`: the published plan through the terminal, and what is said of a bad file."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from organisations.grants import RoleKind
from tests.factories import NetworkFactory, someone
from workplans import current
from workplans.models import Action, SourceDocument, WorkPlan

pytestmark = pytest.mark.django_db
CORPUS = Path(settings.CORPUS_DIR) / "corpus"
SEED = Path(settings.CORPUS_DIR) / "seeds" / "woscan-head-neck-work-plan-2023-24.txt"
EXPECTED = CORPUS / "woscan-head-neck-2023-24.expected.json"
DOCUMENTS = [*(CORPUS / f"woscan-head-neck-2023-24.{kind}" for kind in ("docx", "xlsx", "csv")), SEED]
needs_corpus = pytest.mark.skipif(not EXPECTED.exists(), reason=f"the published plans are not at {CORPUS}")
PLAIN = "Ref,Action,Lead,Due\n1.1,Open a clinic,Manager,Jun 23\n1.2,Count again,Nurse,Sep 23\n"


@pytest.fixture(autouse=True)
def network():
    return NetworkFactory(code="head-neck", name="Head and Neck MCN")


@pytest.fixture
def run(capsys):
    def command(file, *more, year="2023/24"):
        code = 0
        try:
            call_command("import_work_plan", str(file), "--network", "head-neck", "--year", year, *more)
        except SystemExit as stopped:
            code = stopped.code
        out = capsys.readouterr()
        return code, (json.loads(out.out) if "--json" in more else out.out + out.err)

    return command


@pytest.fixture
def plain(tmp_path):
    file = tmp_path / "plan.csv"
    file.write_text(PLAIN)
    return file


def rows_of(truth):
    for objective in truth["objectives"]:
        for action in objective["actions"]:
            due = [(d["text"], d["kind"], d["latest"]) for d in action["due"]]
            yield (
                objective["number"],
                objective["title"],
                action["number"],
                action["text"],
                action["leads"],
                due,
                action["steps"],
            )


def rows_in(answer):
    for row in answer["rows"]:
        due = [(d["text"], d["kind"], d["latest"]) for d in row["due"]]
        yield row["objective_number"], row["objective"], row["number"], row["text"], row["leads"], due, row["steps"]


@needs_corpus
class TestPublishedPlan:
    @pytest.mark.parametrize("file", DOCUMENTS[:3], ids=lambda file: file.suffix)
    def test_word_excel_and_csv_say_exactly_what_is_true(self, run, file):
        code, answer = run(file, "--json")
        assert (code, answer["objectives"], answer["actions"], answer["new"]) == (0, 9, 28, 28)
        assert list(rows_in(answer)) == list(rows_of(json.loads(EXPECTED.read_text())))
        assert any("another alphabet" in finding["message"] for finding in answer["findings"])

    def test_the_extracted_text_says_so_where_words_were_spilled(self, run):
        code, answer = run(SEED, "--json")
        truth = list(rows_of(json.loads(EXPECTED.read_text())))
        said = list(rows_in(answer))
        assert (code, answer["objectives"], answer["actions"]) == (0, 9, 28)
        assert [row[2:6] for row in said] == [row[2:6] for row in truth]
        spilled = {mine[0] for mine, true in zip(said, truth, strict=True) if mine[1] != true[1]}
        named = " ".join(finding["message"] for finding in answer["findings"])
        assert all(f"objective {number}" in named for number in spilled)

    @pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.suffix)
    def test_the_same_plan_again_in_any_form_changes_no_action(self, run, file):
        run(DOCUMENTS[0], "--apply")
        code, answer = run(file, "--json")
        assert (code, answer["new"], answer["changed"], answer["unchanged"], answer["missing"]) == (0, 0, 0, 28, 0)


def test_a_dry_run_writes_nothing(run, plain):
    code, said = run(plain)
    assert (code, WorkPlan.objects.count(), SourceDocument.objects.count()) == (0, 0, 0)
    assert "2 new" in said
    assert "Nothing was written" in said


def test_applying_opens_the_plan_and_logs_the_file(run, plain, network):
    person = someone(RoleKind.ANALYST, network)
    run(plain, "--apply", "--by", person.email.upper())
    assert list(Action.objects.values_list("number", "due_text", "status")) == [
        ("1.1", "Jun 23", "not_started"),
        ("1.2", "Sep 23", "not_started"),
    ]
    source = SourceDocument.objects.get()
    assert (source.name, source.imported_by, len(source.sha256)) == ("plan.csv", person, 64)
    assert not list(current.differences())


def test_a_moved_date_is_a_revision_with_its_reason(run, plain):
    run(plain, "--apply")
    plain.write_text(PLAIN.replace("Sep 23", "Dec 23"))
    _, answer = run(plain, "--apply", "--json", "--agreed-by", "Advisory board")
    assert (answer["changed"], answer["applied"]) == (1, True)
    revision = Action.objects.get(number="1.2").date_revisions.get()
    assert (revision.old_text, revision.new_text, revision.reason, revision.agreed_by) == (
        "Sep 23", "Dec 23", "New date in plan.csv", "Advisory board",
    )  # fmt: skip


def test_what_the_file_leaves_out_stays_unless_closing_is_asked_for(run, plain):
    run(plain, "--apply")
    plain.write_text(PLAIN.rsplit("1.2", 1)[0])
    _, answer = run(plain, "--apply", "--json")
    assert (answer["missing"], Action.objects.get(number="1.2").status) == (1, "not_started")
    run(plain, "--apply", "--close-missing")
    assert Action.objects.get(number="1.2").status == "closed"


def test_a_file_with_errors_writes_nothing_unless_they_are_left_out(run, plain):
    plain.write_text(PLAIN + "1.2,Twice,Nurse,Q4\n")
    code, answer = run(plain, "--apply", "--json")
    assert (code, answer["applied"], Action.objects.count()) == (1, False, 0)
    assert [f["where"] for f in answer["findings"] if f["level"] == "error"] == ["line 4"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.csv", b"", "empty"),
        ("plan.docx", b"PK\x03\x04 cut off", ""),
        ("plan.pdf", b"%PDF-1.7", "PDF"),
        ("plan.txt", b"no table here", "No table was found"),
    ],
)
def test_a_bad_file_is_one_clear_error(run, tmp_path, name, content, words):
    file = tmp_path / name
    file.write_bytes(content)
    code, answer = run(file, "--json")
    assert (code, answer["rows"], answer["actions"]) == (1, [], 0)
    assert any(words in f["message"] for f in answer["findings"] if f["level"] == "error")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--network", "nowhere", "--year", "2023/24"], "no network “nowhere”"),
        (["--network", "head-neck", "--year", "2023"], "Write it like 2023/24"),
        (["--network", "head-neck"], "both --network and --year"),
        (["--network", "head-neck", "--year", "2023/24", "--by", "nobody@example.nhs.uk"], "Nobody has an account"),
    ],
)
def test_arguments_that_name_nothing_say_so(plain, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("import_work_plan", str(plain), *arguments)


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        call_command("import_work_plan", str(tmp_path / "no.csv"), "--network", "head-neck", "--year", "2023/24")


def test_whoever_is_named_must_be_allowed_to_import(run, plain, network):
    elsewhere = someone(RoleKind.NETWORK_MANAGER, NetworkFactory())
    reader = someone(RoleKind.BOARD_MEMBER, network.alliance)
    for person in (elsewhere, reader):
        with pytest.raises(CommandError, match="no role that lets them import"):
            run(plain, "--apply", "--by", person.email)
    assert not WorkPlan.objects.exists()
