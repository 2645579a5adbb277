"""Tables whose headings were left behind, and the words a plan is called by."""

import pytest

from core.periods import FinancialYear
from workplans.importing.parse import parse
from workplans.importing.readers import read_document

YEAR = FinancialYear(2023)


def read(text, kind="txt"):
    return parse(read_document(text, kind), YEAR)


def test_rows_pasted_without_headings_are_a_plan_and_the_finding_says_how_they_were_taken():
    plan = read("1.\tShorter waits\t\t\n1.1\tOpen a clinic\tManager\tJun 23\n1.2\tCount again\tNurse\tSep 23\n")
    assert [(o.number, o.title) for o in plan.objectives] == [("1", "Shorter waits")]
    assert [(a.number, a.text, a.leads, a.due[0].text) for a in plan.actions] == [
        ("1.1", "Open a clinic", ("Manager",), "Jun 23"),
        ("1.2", "Count again", ("Nurse",), "Sep 23"),
    ]
    (finding,) = plan.findings
    assert (finding.level, finding.where) == ("warning", "table 1")
    assert "1 number, 2 action, 3 leads, 4 due date" in finding.message


def test_without_numbers_the_leads_stand_behind_the_text():
    plan = read("Open a second clinic\tManager\t30/06/2023\nCount the waits again\tNurse\tQ3\n")
    assert [(a.text, a.leads, a.due[0].kind) for a in plan.actions] == [
        ("Open a second clinic", ("Manager",), "day"),
        ("Count the waits again", ("Nurse",), "quarter"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "apples\t3\tred\npears\t4\tgreen\n",  # no dates
        "1.1\tOpen a clinic\tManager\tJun 23\n",  # one row proves nothing
        "Jun 23\tJul 23\tAug 23\nSep 23\tOct 23\tNov 23\n",  # nothing but dates
    ],
)
def test_what_does_not_look_like_actions_is_refused_with_what_to_do(text):
    plan = read(text)
    assert not plan.actions
    assert [f.level for f in plan.findings if "Put headings such as" in f.message] == ["error"]


def test_a_finish_is_a_due_date():
    plan = read("Ref,Task,Lead,Start,Finish\n1.1,Open a clinic,Manager,Apr 23,Sep 23\n", "csv")
    assert (plan.actions[0].due[0].text, plan.actions[0].start.text) == ("Sep 23", "Apr 23")


def test_the_row_that_names_the_plan_is_its_title():
    plan = read("Anyshire Cancer Network,,\nLung work plan 2023/24,,\nRef,Action,Lead\n1.1,Open,Manager\n", "csv")
    assert plan.title == "Lung work plan 2023/24"
    assert "Anyshire Cancer Network" in " ".join(f.message for f in plan.findings)
