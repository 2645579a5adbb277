"""The published delivery plan, as Word and as text out of a PDF, against the truth of what it holds."""

import json

import pytest
from django.conf import settings

from alliance.importing.delivery_rows import row_of
from alliance.importing.parse_delivery import parse_delivery
from tests.alliance.importing.delivery_documents import YEAR, messages
from workplans.importing.readers import read_document

NAME = "wessex-delivery-plan-2023-24"
WORD = settings.CORPUS_DIR / "corpus" / f"{NAME}.docx"
TRUTH = settings.CORPUS_DIR / "corpus" / f"{NAME}.expected.json"
EXTRACTED = settings.CORPUS_DIR / "seeds" / f"{NAME}.txt"
NOT_IN_WORD = {"comments"}  # the reviewers' comments stand in the margin of the PDF only
NOT_IN_THE_TEXT = {"narrative", "success_measures"}  # there with the template's advice, and torn by page breaks

pytestmark = pytest.mark.skipif(
    not all(path.is_file() for path in (WORD, TRUTH, EXTRACTED)),
    reason=f"CORPUS_DIR has no published papers: {settings.CORPUS_DIR}",
)


def truth():
    return json.loads(TRUTH.read_text(encoding="utf-8"))


def rows_of_truth():
    return [row for workstream in truth()["workstreams"] for row in workstream["deliverables"]]


def plan_in(path, kind):
    return parse_delivery(read_document(path.read_bytes(), kind), YEAR)


def without(row, names):
    return {name: value for name, value in row.items() if name not in names}


@pytest.mark.parametrize(("path", "kind", "but"), [(WORD, "docx", NOT_IN_WORD), (EXTRACTED, "txt", NOT_IN_THE_TEXT)])
def test_the_plan_equals_the_truth(path, kind, but):
    plan, said = plan_in(path, kind), truth()
    assert (plan.title, plan.alliance, plan.year) == (said["title"], said["alliance"], said["year"])
    assert [(each.number, each.title) for each in plan.workstreams] == [
        (each["number"], each["title"]) for each in said["workstreams"]
    ]
    assert len(plan.deliverables) == 27
    for deliverable, row in zip(plan.deliverables, rows_of_truth(), strict=True):
        assert row_of(deliverable).keys() == row.keys()
        assert without(row_of(deliverable), but) == without(row, but), row["number"]


def test_the_measures_of_the_text_are_those_of_the_truth_but_for_a_note_and_a_space():
    differ = {
        each.number: (list(each.measures), row["success_measures"])
        for each, row in zip(plan_in(EXTRACTED, "txt").deliverables, rows_of_truth(), strict=True)
        if list(each.measures) != row["success_measures"]
    }
    assert differ.keys() == {"2.9", "3.2"}
    read, said = differ["2.9"]
    assert read[:-1] == said
    assert read[-1].startswith("(")
    read, said = ([one.replace(" .", ".") for one in each] for each in differ["3.2"])
    assert read == said


def test_what_word_leaves_to_be_looked_at():
    plan = plan_in(WORD, "docx")
    (date,) = [each for each in messages(plan) if "outside 2023/24" in each]
    assert date.startswith("table 17, row 4: Deliverable 2.7, Q4: “March 2023”")
    assert any("Deliverable 2.9 has the same success measures as 2.8" in each for each in messages(plan, "warning"))
    assert [each.number for each in plan.deliverables if each.not_applicable] == ["2.15"]
    assert [each.split(": ")[1] for each in messages(plan) if "no lead contact" in each] == [
        "Deliverable 5.1 has no lead contact. Name who answers for it."
    ]
    assert any("Deliverable 1.3: it has no number" in each for each in messages(plan, "warning"))
    assert sum("it is a part of" in each for each in messages(plan, "info")) == 3
    assert not messages(plan, "error")


def test_what_was_put_right_in_the_text():
    repaired = "\n".join(messages(plan_in(EXTRACTED, "txt"), "warning"))
    for place in (
        "line 210: Deliverable 1.2: its heading is an ordinary paragraph",
        "line 297: Deliverable 1.2: a row without a quarter was read as the rest of Q1",
        "line 303: Deliverable 1.2: lines after the table were read as the rest of Q4",
        "line 390: Deliverable 2.2: after the lead contact stands",
        "line 716: Deliverable 2.14: a row without a quarter was read as the rest of Q3",
        "line 855: Deliverable 3.3b: a row without a quarter was read as the rest of Q1",
        "line 943: Deliverable 5.2: the heading holds the lead contact too",
    ):
        assert place in repaired
