"""The published plan, in each form it comes in, against the truth of what it holds; skipped without the papers."""

import json

import pytest
from django.conf import settings

from tests.workplans.importing.documents import plan_in, said

CORPUS = settings.CORPUS_DIR / "corpus"
EXTRACTED = settings.CORPUS_DIR / "seeds" / "woscan-head-neck-work-plan-2023-24.txt"
NAME = "woscan-head-neck-2023-24"
SPILLED = {"6": "line 26", "8": "line 38"}
"""Objectives whose titles a page break tore apart in the extracted text, and where a finding says so."""

pytestmark = pytest.mark.skipif(
    not (CORPUS.is_dir() and EXTRACTED.is_file()), reason=f"CORPUS_DIR has no published papers: {settings.CORPUS_DIR}"
)


def truth_of(name=NAME):
    return json.loads((CORPUS / f"{name}.expected.json").read_text(encoding="utf-8"))


def expected():
    """(objective number, title, action) as the truth has them."""
    for objective in truth_of()["objectives"]:
        for action in objective["actions"]:
            yield objective["number"], objective["title"], action


def dates(due):
    return [(each["text"], each["kind"], each["latest"]) for each in due]


def read_dates(action):
    return [(each.text, each.kind.value, each.latest and each.latest.isoformat()) for each in action.due]


@pytest.mark.parametrize("kind", ["docx", "xlsx", "csv"])
def test_word_excel_and_csv_equal_the_truth(kind):
    plan = plan_in((CORPUS / f"{NAME}.{kind}").read_bytes(), kind)
    assert (len(plan.objectives), len(plan.actions)) == (9, 28)
    for action, (number, title, truth) in zip(plan.actions, expected(), strict=True):
        assert (action.objective_number, action.objective, action.number) == (number, title, truth["number"])
        assert action.text == truth["text"]
        assert [step.text for step in action.steps] == truth["steps"]
        assert list(action.leads) == truth["leads"]
        assert read_dates(action) == dates(truth["due"])
    (finding,) = plan.findings
    assert "another alphabet" in finding.message
    assert [objective.number for objective in plan.objectives if objective.watching_brief] == ["9"]


def test_the_text_out_of_the_pdf():
    plan = plan_in(EXTRACTED.read_bytes(), "txt")
    assert (len(plan.objectives), len(plan.actions)) == (9, 28)
    warned = said(plan, "warning")
    for action, (number, title, truth) in zip(plan.actions, expected(), strict=True):
        assert (action.objective_number, action.number) == (number, truth["number"])
        assert list(action.leads) == truth["leads"]
        assert read_dates(action) == dates(truth["due"])
        assert action.text == truth["text"]
        assert [step.text for step in action.steps] == truth["steps"]
        if number in SPILLED:
            assert f"{SPILLED[number]}: The title of objective {number} runs over" in warned
        else:
            assert action.objective == title
    assert "more of action 4.1" in warned
    assert "more of action 6.3 after a page break" in warned
    assert plan.title == truth_of()["title"]


def test_steps_with_dates_of_their_own():
    plan = plan_in((CORPUS / f"{NAME}.docx").read_bytes(), "docx")
    actions = {action.number: action for action in plan.actions}
    assert [step.due.text for step in actions["7.4"].steps] == ["Sep 23", "Oct 23", "Dec 23"]
    assert [step.due.text for step in actions["4.1"].steps] == ["Jun 23"] * 6
    assert [step.due for step in actions["7.3"].steps] == [None]


@pytest.mark.parametrize("name", ["wessex-delivery-plan-2023-24.docx", "wessex-milestones-2023-24.csv"])
def test_other_papers_are_read_without_an_error(name):
    plan_in((CORPUS / name).read_bytes(), name.rsplit(".")[-1])
