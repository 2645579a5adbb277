"""CSV and XLSX that no spreadsheet executes and that read back as they were."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core import cells, export

NASTY = [
    "=1+1",
    "+44 141 000 0000",
    "-5",
    "@SUM(A1)",
    "\tindented",
    " =HYPERLINK(1)",
    "＝1",
    "'=already guarded",
    "''=twice",
    "'quoted' words",
    "'",
    "",
    'says "yes"; or, no',
    "two\nlines",
    "Cyrillic ТВС, emoji 🙂, é",
]


@pytest.mark.parametrize("text", NASTY)
def test_a_guarded_cell_reads_back_as_it_was(text):
    assert cells.unguarded(cells.guarded(text)) == text


@given(st.text())
def test_guarding_loses_nothing_of_any_text(text):
    assert cells.unguarded(cells.guarded(text)) == text


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A1", "\t=1", "\r", "  =1", "'=1"])
def test_what_a_spreadsheet_would_calculate_starts_with_an_apostrophe(text):
    assert cells.guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["'quoted' words", "plain", "1.2", "'"])
def test_only_our_own_apostrophe_is_taken_off(text):
    assert cells.unguarded(text) == text


def test_csv_has_the_mark_excel_looks_for_and_all_its_cells():
    content = b"".join(export.csv_chunks(["A", "B"], ([text, str(n)] for n, text in enumerate(NASTY)))).decode()

    assert content.startswith("\ufeffA,B\r\n")
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline="")))[1:]
    assert [cells.unguarded(row[0]) for row in rows] == NASTY


def test_csv_comes_in_pieces():
    drawn = []

    def rows():
        for n in range(1000):
            drawn.append(n)
            yield [str(n)]

    pieces = export.csv_chunks(["N"], rows())
    next(pieces)

    assert len(drawn) < 1000


def test_every_cell_of_a_workbook_is_a_string():
    file = export.xlsx("Plan: 2026/27", ["A"], [[text] for text in NASTY], widths=[20])
    sheet = load_workbook(io.BytesIO(file)).active

    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value or "" for cell in cells] == NASTY
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:A{len(NASTY) + 1}"
    assert sheet.title == "Plan- 2026-27"


def test_a_workbook_drops_what_xml_cannot_hold_and_says_where_it_cuts():
    file = export.xlsx("Plan", ["A"], [["bell\x07"], ["x" * 40_000]], widths=[20])
    sheet = load_workbook(io.BytesIO(file)).active

    assert sheet["A2"].value == "bell"
    assert sheet["A3"].value.endswith("[cut here: a cell of Excel holds no more]")
    assert len(sheet["A3"].value) == export.LONGEST_XLSX_CELL
