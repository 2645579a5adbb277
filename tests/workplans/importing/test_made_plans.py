"""Every made document is read to its truth: objectives, numbers, texts, steps, leads, dates; nothing is dropped."""

import pytest

from tests.workplans.importing.documents import YEAR, said
from tests.workplans.importing.made import excel, odd, text, word  # noqa: F401 - they register their documents
from tests.workplans.importing.made.mixed import plan_from
from tests.workplans.importing.made.truth import DOCUMENTS
from workplans.importing.parse import parse
from workplans.importing.readers import read_document


def rows(plan, *, facts):
    return [
        (
            f"{action.objective_number} {action.objective}",
            action.number,
            action.text,
            tuple(step.text for step in action.steps),
            action.leads,
            tuple(due.text for due in action.due if due.text),
            *((action.status, action.rating) if facts else ()),
        )
        for action in plan.actions
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: each.name)
def test_a_made_document_is_read_to_its_truth(document):
    plan = parse(read_document(document.make(), document.kind), YEAR)
    expected = [
        (
            objective,
            action.number,
            action.text,
            action.steps,
            action.leads,
            action.due,
            *((action.status, action.rating) if document.facts else ()),
        )
        for objective, actions in document.plan.items()
        for action in actions
    ]
    assert rows(plan, facts=document.facts) == expected, said(plan)
    assert len([finding for finding in plan.findings if finding.level == "error"]) == document.errors, said(plan)
    for words in document.says:
        assert words in said(plan)
    for words in document.silent:
        assert words not in said(plan)


@pytest.mark.parametrize("seed", range(80))
def test_layouts_put_together_at_random_are_read_to_their_truth(seed):
    made = plan_from(seed)
    plan = parse(read_document(made.content, made.kind), YEAR)
    expected = [
        (objective, act.number, act.text, act.steps, act.leads, act.due, act.status, act.rating)
        for objective, act in made.plan
    ]
    assert rows(plan, facts=True) == expected, f"{made.layout}\n{said(plan)}"
    assert not plan.has_errors, said(plan)
