"""A plan as a file: what is in it, who gets it, that no spreadsheet executes it, and that it comes back unchanged."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from core.periods import FinancialYear
from organisations.grants import RoleKind
from performance.rag import Thresholds
from tests.factories import (
    TODAY,
    ActionFactory,
    ActionLeadFactory,
    AllianceFactory,
    LeadFactory,
    NetworkFactory,
    ObjectiveFactory,
    StepFactory,
    UserFactory,
    WorkPlanFactory,
    a_plan,
    someone,
)
from workplans import exporting, operations
from workplans.importing.parse import parse
from workplans.importing.progress_words import Progress, read_progress
from workplans.importing.readers import read_document
from workplans.importing.rows import (
    COLUMNS,
    cells_of,
    differences,
    fields_said,
    for_rows,
    row_of_action,
    row_of_parsed,
    settled,
)
from workplans.importing.stage import stage_import
from workplans.models import Lead, WorkPlan
from workplans.progress import Status

pytestmark = pytest.mark.django_db

KINDS = ("csv", "xlsx", "docx")
CORPUS = settings.CORPUS_DIR / "corpus"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def reader(db):
    """Somebody who sees everything."""
    return UserFactory(is_superuser=True)


@pytest.fixture
def network():
    return NetworkFactory(code="woscan-head-neck", name="Head and Neck", alliance=AllianceFactory(code="woscan"))


@pytest.fixture
def objective(network):
    plan = WorkPlanFactory(network=network, year=2023, title="Head and Neck work plan 2023/24")
    return ObjectiveFactory(plan=plan, number="1", title="Find it early", position=1)


def exported(plan, user, kind):
    if kind == "csv":
        return b"".join(exporting.plan_csv(plan, user))
    if kind == "xlsx":
        return exporting.plan_xlsx(plan, user)
    return exporting.plan_docx(plan, user, on=TODAY, thresholds=Thresholds())


def came_back(plan, content, kind):
    """What the file says that the plan does not: by number, the differences; "new" and "missing" rows as well."""
    year = plan.financial_year
    known = Lead.objects.filter(network=plan.network).values_list("name", flat=True)
    parsed = parse(read_document(content, kind), year, known)
    rows = {row.number: row for row in map(row_of_parsed, parsed.actions)}
    stands = {action.number: row_of_action(action) for action in for_rows(plan.actions.all())}
    found = {number: "new" for number in rows.keys() - stands.keys()}
    found |= {number: "missing" for number in stands.keys() - rows.keys()}
    for number in rows.keys() & stands.keys():
        status, rating, _ = settled(rows[number].status, rows[number].rating)
        said = replace(rows[number], status=status, rating=rating)
        if differing := differences(stands[number], said, year=year, said=fields_said(rows.values())):
            found[number] = differing
    return found


def add(objective, number, text="Agree the pathway", *, leads=("MCN Manager",), steps=(), due="Dec 23", **more):
    return operations.add_action(
        objective=objective,
        number=number,
        text=text,
        leads=list(leads),
        steps=list(steps),
        due_text=due,
        by=None,
        on=date(2023, 4, 1),
        **more,
    )


def report(action, status=Status.IN_PROGRESS, **said):
    operations.record_status_update(
        action=action,
        report=operations.StatusReport(status=status, **said),
        by=None,
        on=date(2023, 5, 1),
    )


# --- There and back -----------------------------------------------------------------------------------

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


NASTY_STEPS = [
    [("Draft it", ""), ("Agree it", "")],
    [("Draft it", "Jun 23"), ("Agree it", "Sep 23")],
    [("Draft it", ""), ("Agree it", "Sep 23"), ("Publish it", "")],
    [("Ask sites; collect answers", ""), ("Second", "")],
    [("=A1", ""), ("-minus", "")],
    [("Only one", "")],
    [("Only one", "Oct 23")],
    [("lower case at the start", ""), ("Another", "TBC")],
    [("Draft it (see 1.2)", "30/06/2023"), ("Agree it, then send it", "ongoing")],
]


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


# --- What is in the files -----------------------------------------------------------------------------


def test_csv_cells_that_look_like_formulas_are_guarded(objective, reader):
    add(objective, "1.1", "=1+1", leads=["+Team"], due="TBC")

    text = exported(objective.plan, reader, "csv").decode("utf-8-sig")

    header, row = csv.reader(io.StringIO(text, newline=""))
    assert tuple(header) == COLUMNS
    assert (row[3], row[5]) == ("'=1+1", "'+Team")


def test_every_cell_of_the_workbook_is_a_string(objective, reader):
    add(objective, "1.1", "=1+1", starts_on=date(2023, 9, 1))

    sheet = load_workbook(io.BytesIO(exported(objective.plan, reader, "xlsx"))).active

    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Work plan 2023-24", "A2", "A1:K2")
    assert {cell.data_type for cell in sheet[2] if cell.value is not None} == {"s"}
    assert sheet["D2"].value == "=1+1"
    assert sheet["D2"].alignment.wrap_text


def test_the_word_document_has_the_layout_of_the_published_plan(objective, reader):
    add(objective, "1.1", leads=["MCN Manager", "Clinical Lead"], steps=[("Draft it", "")], due="Sep 23; Oct 23")
    report(add(objective, "1.2"), rating="amber", comment="Late")

    doc = Document(io.BytesIO(exported(objective.plan, reader, "docx")))

    assert doc.paragraphs[0].text == "Head and Neck work plan 2023/24"
    assert doc.paragraphs[0].style.name == "Heading 1"
    (table,) = doc.tables
    header, title, first, second = table.rows
    assert [cell.text for cell in header.cells] == [
        "No.",
        "Actions required",
        "Lead",
        "Due date",
        "Status",
        "Rating",
        "Latest comment",
    ]
    assert title.cells[0].text == "1."
    assert {cell.text for cell in title.cells[1:]} == {"Find it early"}
    assert [cell.text for cell in first.cells] == [
        "1.1",
        "Agree the pathway\nDraft it",
        "MCN Manager\nClinical Lead",
        "Sep 23\nOct 23",
        "Not started",
        "Red (suggested)",
        "",
    ]
    assert first.cells[1].paragraphs[1].style.name == "List Bullet"
    assert [cell.text for cell in second.cells][4:] == ["In progress", "Red (suggested)", "Late"]


def test_the_word_document_is_accessible(objective, reader):
    add(objective, "1.1")

    doc = Document(io.BytesIO(exported(objective.plan, reader, "docx")))

    (table,) = doc.tables
    assert doc.core_properties.title == "Head and Neck work plan 2023/24"
    assert doc.core_properties.language == "en-GB"
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Head and Neck work plan 2023/24"
    assert {language.get(qn("w:val")) for language in doc.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    section = doc.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    assert "as it stands on 2 October 2026" in section.footer.paragraphs[0].text


def test_a_rating_that_still_answers_the_facts_is_shown_as_given(objective, reader):
    ActionFactory(objective=objective, number="1.1", due="Mar 27", rating_given="green", rating_basis="amber")
    ActionFactory(objective=objective, number="1.2", due="Mar 27", status=Status.COMPLETE)

    (table,) = Document(io.BytesIO(exported(objective.plan, reader, "docx"))).tables

    assert [row.cells[5].text for row in table.rows[2:]] == ["Green", "Blue"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_xml_cannot_hold_does_not_break_a_file(objective, reader, kind):
    add(objective, "1.1", "Bell \x07 and vertical \x0b tab")

    assert exported(objective.plan, reader, kind)


# --- Downloads ----------------------------------------------------------------------------------------


def address(plan, kind):
    return reverse("workplans:plan_export", args=[plan.network.code, plan.year, kind])


def content(response):
    return response.getvalue() if response.streaming else response.content


@pytest.mark.parametrize("role", [kind for kind in RoleKind if kind != RoleKind.ACTION_LEAD])
@pytest.mark.parametrize("kind", KINDS)
def test_whoever_sees_the_plan_can_download_it(client, objective, role, kind):
    add(objective, "1.1")
    client.force_login(someone(role, objective.plan.network.alliance))

    response = client.get(address(objective.plan, kind))

    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="woscan-head-neck-2023-24.{kind}"'
    assert content(response)


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_one_does_not_see_is_not_there(client, objective, kind):
    client.force_login(someone(RoleKind.ADMINISTRATOR, AllianceFactory()))

    assert client.get(address(objective.plan, kind)).status_code == 404


def test_other_kinds_are_not_there(client, objective, reader):
    client.force_login(reader)

    assert client.get(address(objective.plan, "pdf")).status_code == 404


def test_an_action_lead_gets_what_is_theirs_to_lead(client, objective):
    user = someone(RoleKind.ACTION_LEAD, objective.plan.network)
    mine = add(objective, "1.1", "Mine", leads=["MCN Clinical Lead"])
    add(objective, "1.2", "Not mine", leads=["Somebody else"])
    Lead.objects.filter(name="MCN Clinical Lead").update(user=user)
    client.force_login(user)

    text = content(client.get(address(mine.plan, "csv"))).decode()

    assert "Mine" in text
    assert "Not mine" not in text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("actions", [1, 200])
def test_queries_do_not_grow_with_the_plan(client, reader, django_assert_max_num_queries, kind, actions):
    plan = a_plan(actions=actions, leads=2)
    for action in plan.actions.all():
        StepFactory(action=action, position=1)
    client.force_login(reader)

    with django_assert_max_num_queries(10):
        content(client.get(address(plan, kind)))


# --- Every plan ---------------------------------------------------------------------------------------


def all_rows(client, **query):
    text = content(client.get(reverse("workplans:plans_export"), query)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_plan_one_sees_in_one_file(client, objective):
    add(objective, "1.1", "=First")
    second = ObjectiveFactory(plan=WorkPlanFactory(network=objective.plan.network, year=2024))
    add(second, "1.1", "Second")
    add(ObjectiveFactory(), "1.1", "Elsewhere")
    client.force_login(someone(RoleKind.BOARD_MEMBER, objective.plan.network.alliance))

    rows = all_rows(client)

    assert [(row["Network"], row["Year"], row["Action"]) for row in rows] == [
        ("woscan-head-neck", "2024/25", "Second"),
        ("woscan-head-neck", "2023/24", "'=First"),
    ]
    assert [row["Action"] for row in all_rows(client, year="2024-25")] == ["Second"]


def test_the_file_of_every_plan_comes_back_unchanged(client, objective, reader):
    report(add(objective, "1.1", "=First", steps=NASTY_STEPS[2], due="Sep 23; Oct 23"), rating="amber", comment="+1")
    ActionLeadFactory(
        action=ActionFactory(objective=ObjectiveFactory(plan=WorkPlanFactory()), due="Q3"), lead=LeadFactory()
    )
    client.force_login(reader)
    whole = content(client.get(reverse("workplans:plans_export")))

    stage = stage_import(whole, name="work-plans.csv", by=reader, on=TODAY)

    assert stage.counts["unchanged"] == 2
    assert (stage.counts["new"], stage.counts["changed"], stage.counts["missing"]) == (0, 0, 0)
    assert WorkPlan.objects.count() == 2


def test_the_file_of_every_plan_is_named_by_its_day(client, reader):
    client.force_login(reader)

    response = client.get(reverse("workplans:plans_export"))

    assert response["Content-Disposition"] == 'attachment; filename="work-plans-2026-10-02.csv"'
