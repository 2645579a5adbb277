"""What stands in the files: guarded cells, typed cells, the layout of the published plan."""

import csv
import io
from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from tests.factories import (
    ActionFactory,
)
from tests.workplans.exports.files import KINDS, add, exported, report
from workplans.importing.rows import (
    COLUMNS,
)
from workplans.progress import Status

pytestmark = pytest.mark.django_db


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
