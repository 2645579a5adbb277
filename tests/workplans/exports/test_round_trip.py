"""Our own file comes back with nothing changed, whatever people wrote into the plan."""

import csv
import io
import json
from datetime import date

import pytest

from core.periods import FinancialYear
from tests.factories import (
    TODAY,
    ObjectiveFactory,
    WorkPlanFactory,
)
from tests.workplans.exports.files import CORPUS, KINDS, NASTY_STEPS, add, came_back, exported, report
from workplans.importing.progress_words import Progress, read_progress
from workplans.importing.rows import (
    cells_of,
    for_rows,
    row_of_action,
)
from workplans.importing.stage import stage_import
from workplans.progress import Status

pytestmark = pytest.mark.django_db


NASTY_TEXTS = [
    "=1+1",
    "+44 141 000 0000 is the number to call",
    "-5 degrees",
    "@SUM(A1:A9)",
    '=HYPERLINK("http://example.nhs.uk","click")',
    "'=already guarded",
    " =1+1 behind a space",
    "'quoted' words",
    'Say "yes"; or, if not, no',
    "Two lines\nin one text",
    "Cyrillic ТВС, emoji 🙂, é and ß",
    "A very long text: " + "word " * 400,
    "Trailing spaces   ",
    "100% of patients seen within 28 days",
    "Q2 returns to be sent",
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", NASTY_TEXTS)
def test_any_text_comes_back(objective, reader, kind, text):
    add(objective, "1.1", text)
    add(objective, "1.2", "Plain")

    assert came_back(objective.plan, exported(objective.plan, reader, kind), kind) == {}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("steps", NASTY_STEPS)
@pytest.mark.parametrize("due", ["Dec 23", "Jun 23; Sep 23", "TBC", ""])
def test_steps_come_back_with_their_own_dates(objective, reader, kind, steps, due):
    add(objective, "1.1", steps=steps, due=due)
    add(objective, "1.2")

    assert came_back(objective.plan, exported(objective.plan, reader, kind), kind) == {}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "due",
    [
        "Jun 23",
        "30/06/2023",
        "Sep 23; Oct 23; Dec 23",
        "Q1 and 2",
        "Q1 – Q3",
        "by end 23/24",
        "Ongoing",
        "tbc",
        "ТВС",
        "",
        "Once the guideline is out",
        "Jun 23, Sep 23",
    ],
)
def test_dates_come_back_as_they_were_written(objective, reader, kind, due):
    add(objective, "1.1", due=due)
    add(objective, "1.2", due="Mar 24")

    assert came_back(objective.plan, exported(objective.plan, reader, kind), kind) == {}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "leads",
    [
        ["MCN Clinical Lead", "MCN&I Manager"],
        ["Finance Dept, NHSGGC", "Board Managers"],
        ["Clinical/Medical Director", "Project and Planning Manager"],
        [],
        ["=cmd", "@Team"],
    ],
)
def test_leads_come_back_and_who_is_accountable(objective, reader, kind, leads):
    add(objective, "1.1", leads=leads, accountable=leads[-1] if leads else "")
    add(objective, "1.2")

    assert came_back(objective.plan, exported(objective.plan, reader, kind), kind) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_status_rating_and_comment_come_back(objective, reader, kind):
    report(add(objective, "1.1"), rating="amber", comment="Two sites are late.\nThe third is done; see minutes.")
    report(add(objective, "1.2"), status=Status.COMPLETE, comment="=Done")
    report(add(objective, "1.3"), status=Status.CLOSED, comment="Not needed")
    report(add(objective, "1.4"), rating="red")
    add(objective, "1.5", due="Ongoing", starts_on=date(2023, 9, 1))

    assert came_back(objective.plan, exported(objective.plan, reader, kind), kind) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_the_importer_finds_nothing_to_do_in_our_own_file(objective, reader, kind):
    second = ObjectiveFactory(plan=objective.plan, number="2", title="Treat it well: =everywhere", position=2)
    ObjectiveFactory(plan=objective.plan, number="3", title="Nothing under it yet", position=3)
    report(add(objective, "1.1", "=Agree; it", steps=NASTY_STEPS[2]), rating="amber", comment="-late")
    add(objective, "1.2", leads=["Finance Dept, NHSGGC", "MCN Manager"], due="Sep 23; Oct 23")
    add(second, "2.1", steps=NASTY_STEPS[1], due="Jun 23; Sep 23")
    report(add(second, "2.2"), status=Status.COMPLETE)
    add(objective, "1.3", "Added later, under the first objective")

    stage = stage_import(
        exported(objective.plan, reader, kind),
        name=f"plan.{kind}",
        by=reader,
        on=TODAY,
        network=objective.plan.network,
        year=FinancialYear(2023),
    )

    assert stage.counts["unchanged"] == 5
    assert {name: stage.counts[name] for name in ("new", "changed", "missing")} == {
        "new": 0,
        "changed": 0,
        "missing": 0,
    }


@pytest.mark.skipif(not CORPUS.exists(), reason="the published papers are not on this machine")
@pytest.mark.parametrize("kind", KINDS)
def test_the_published_plan_comes_back(network, reader, kind):
    truth = json.loads((CORPUS / "woscan-head-neck-2023-24.expected.json").read_text())
    plan = WorkPlanFactory(network=network, year=2023, title=truth["title"])
    for position, said in enumerate(truth["objectives"], start=1):
        objective = ObjectiveFactory(plan=plan, number=said["number"], title=said["title"], position=position)
        for action in said["actions"]:
            dates = [due["text"] for due in action["due"]]
            texts = [step if isinstance(step, str) else step["text"] for step in action["steps"]]
            own = dates if len(dates) == len(texts) > 1 else [""] * len(texts)
            add(
                objective,
                action["number"],
                action["text"],
                leads=action["leads"],
                steps=list(zip(texts, own, strict=True)),
                due="; ".join(dates),
            )

    assert plan.actions.count() == 28
    assert came_back(plan, exported(plan, reader, kind), kind) == {}


@pytest.mark.parametrize("words", ["Amber (suggested)", "red (suggested)", "Grey (suggested)"])
def test_a_suggested_rating_in_a_file_is_nobodys_rating(words):
    assert read_progress(words) == Progress()


def test_the_cells_of_a_file_are_those_of_the_rows_that_the_importer_compares(objective, reader):
    report(add(objective, "1.1", leads=["B", "A"], accountable="A", steps=NASTY_STEPS[2]), rating="red", comment="Late")
    add(objective, "1.2", leads=[], due="Jun 23; Sep 23", starts_on=date(2023, 9, 1))
    year = objective.plan.financial_year

    text = exported(objective.plan, reader, "csv").decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == [
        cells_of(row_of_action(action), year) for action in for_rows(objective.plan.actions.order_by("position"))
    ]
