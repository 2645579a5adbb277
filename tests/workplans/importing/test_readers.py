"""Any file, Excel, CSV and pasted text: what is on the page, in order and with its place."""

import base64
import io
import pickle
from datetime import date, datetime

import pytest
from openpyxl.styles import Font, PatternFill

from tests.workplans.importing.documents import (
    saved,
    word_plan,
    workbook,
)
from workplans.importing.readers import read_document

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def rows_of(document, table=0):
    """The texts of a table: a line break between lines, a marker before its line."""
    shown = []
    for row in document.tables[table].rows:
        shown.append(["\n".join(f"{line.marker}{line.text}" for line in each.lines) for each in row.cells])
    return shown


# --- Any file ------------------------------------------------------------------------------------------------------


def test_bytes_text_and_open_files_read_alike_and_again():
    data = saved(word_plan())
    first = read_document(data, "docx")
    assert first == read_document(io.BytesIO(data), ".DOCX") == read_document(data, "docx")
    assert first == pickle.loads(pickle.dumps(first))
    assert read_document("a\tb\tc\nd\te\tf", "txt") == read_document(b"a\tb\tc\nd\te\tf", "txt")


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b"", "docx", "empty"),
        (b" \n", "csv", "empty"),
        (b"%PDF-1.7 ...", "docx", "PDF"),
        (b"\xd0\xcf\x11\xe0 old", "xlsx", "save it as .docx or .xlsx"),
        (b"{\\rtf1", "txt", "rich-text"),
        (b"PK\x03\x04 broken", "docx", "could not be opened"),
        (b"PK\x03\x04 broken", "xlsx", "could not be opened"),
        (b"PK\x03\x04 broken", "csv", "another ending"),
        (b"Action,Lead", "docx", "not a Word file"),
        (b"Action,Lead", "xlsx", "not an Excel file"),
        (b"x", "exe", "cannot be imported"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(content, kind, words):
    document = read_document(content, kind)
    assert document.blocks == ()
    (finding,) = document.findings
    assert (finding.level, finding.where) == ("error", "file")
    assert words in finding.message


def test_a_workbook_under_the_name_of_a_word_file():
    document = read_document(saved(workbook(("Plan", [["Action"]]))), "docx")
    assert document.findings[0].level == "error"


# --- Excel ----------------------------------------------------------------------------------------------------------


def test_excel_dates_and_numbers_as_they_are_shown():
    book = workbook(
        ("Plan", [[date(2023, 6, 30), datetime(2023, 6, 1), datetime(2023, 6, 1), 1.1, 1.1, 2.0, 0.5, True]])
    )
    sheet = book["Plan"]
    shapes = {"A1": "dd/mm/yyyy", "B1": "mmm-yy", "C1": "mmmm yyyy", "E1": "0.00", "G1": "0%"}
    for place, shape in shapes.items():
        sheet[place].number_format = shape
    assert rows_of(read_document(saved(book), "xlsx")) == [
        ["30/06/2023", "Jun 23", "June 2023", "1.1", "1.10", "2", "50%", "Yes"]
    ]


def test_excel_places_merged_cells_and_lines():
    book = workbook(("Plan", [["Title", None, None], [None], ["1", "Find\nsooner", "x"], [None, "Treat", "y"]]))
    sheet = book["Plan"]
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:A4")
    sheet["B4"].font = Font(bold=True)
    table = read_document(saved(book), "xlsx").tables[0]
    assert [row.where for row in table.rows] == ["sheet Plan, row 1", "sheet Plan, row 3", "sheet Plan, row 4"]
    assert [each.merged for each in table.rows[0].cells] == ["", "across", "across"]
    assert table.rows[2].cells[0].merged == "down"
    assert table.rows[2].cells[0].text == "1"
    assert [line.text for line in table.rows[1].cells[1].lines] == ["Find", "sooner"]
    assert table.rows[2].cells[1].lines[0].strong


def test_excel_several_sheets_and_hidden_ones():
    book = workbook(("Lung", [["Action"]]), ("Lists", [["Red"], ["Green"]]), ("Skin", [["Action"]]), ("Empty", []))
    book["Lists"].sheet_state = "hidden"
    document = read_document(saved(book), "xlsx")
    assert [table.name for table in document.tables] == ["Lung", "Skin"]
    (finding,) = document.findings
    assert "“Lists” is hidden" in finding.message


def test_excel_hidden_rows_are_read_and_said():
    book = workbook(("Plan", [["Action"], ["Secret"], ["Open"]]))
    book["Plan"].row_dimensions[2].hidden = True
    document = read_document(saved(book), "xlsx")
    assert rows_of(document) == [["Action"], ["Secret"], ["Open"]]
    assert "Hidden rows" in document.findings[0].message


def test_excel_formulas_without_a_result_are_said():
    book = workbook(("Plan", [["Action", '="a"&"b"'], ["Do"]]))
    document = read_document(saved(book), "xlsx")
    assert rows_of(document) == [["Action"], ["Do"]]
    assert "Cell B1 holds a formula" in document.findings[0].message


def test_excel_text_that_looks_like_a_formula_stays_text():
    book = workbook(("Plan", [["Action", "x"]]))
    book["Plan"]["B1"].value = "=SUM(1)"
    book["Plan"]["B1"].data_type = "s"
    assert rows_of(read_document(saved(book), "xlsx")) == [["Action", "=SUM(1)"]]


def test_excel_two_far_corners_cost_nothing():
    book = workbook(("Plan", [["Action"]]))
    book["Plan"]["XFD1048576"] = "far"
    assert rows_of(read_document(saved(book), "xlsx")) == [["Action"]]


def test_excel_colours_of_cells():
    book = workbook(("Plan", [["RAG", None]]))
    book["Plan"]["B1"].fill = PatternFill("solid", fgColor="FFFF0000")
    assert read_document(saved(book), "xlsx").tables[0].rows[0].cells[1].fill == "FF0000"


# --- CSV ------------------------------------------------------------------------------------------------------------

TABLE = [["No.", "Action", "Lead"], ["1.1", "Réview – “all”", "A; B"], ["1.2", 'Say "yes", twice', "C"]]


def written(delimiter):
    lines = [delimiter.join('"' + field.replace('"', '""') + '"' for field in row) for row in TABLE]
    return "\r\n".join(lines) + "\r\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_csv_in_any_dress(delimiter, encoding):
    document = read_document(written(delimiter).encode(encoding), "csv")
    assert rows_of(document) == TABLE
    assert [row.where for row in document.tables[0].rows] == ["line 1", "line 2", "line 3"]
    assert ("Windows-1252" in str(document.findings)) == (encoding == "cp1252")


def test_csv_lines_in_cells_and_their_place():
    document = read_document('No.,Action\n1.1,"Find\nsooner"\n1.2,Treat\n', "csv")
    assert rows_of(document)[1] == ["1.1", "Find\nsooner"]
    assert [row.where for row in document.tables[0].rows] == ["line 1", "line 2", "line 4"]


def test_csv_takes_off_only_the_guard_of_our_own_export():
    document = read_document("Action,Note\n'=1+1,'-2\n'@x,'twas\n'+4,it's\n", "csv")
    assert rows_of(document)[1:] == [["=1+1", "-2"], ["@x", "'twas"], ["+4", "it's"]]


def test_csv_a_first_line_that_names_the_delimiter():
    document = read_document("sep=;\nAction;Lead\nDo, all;Ann\n", "csv")
    assert rows_of(document) == [["Action", "Lead"], ["Do, all", "Ann"]]
    assert document.tables[0].rows[1].where == "line 3"


def test_csv_a_quotation_mark_that_is_not_closed():
    document = read_document('Action,Lead\n"Do,Ann\nMore,Ben\n', "csv")
    assert "not closed" in document.findings[0].message
    assert document.findings[0].where == "line 2"


# --- Pasted text ------------------------------------------------------------------------------------------------------


def test_pasted_headings_paragraphs_and_tables():
    document = read_document("## Plan\n\nSome **words**.\n\nNo.\tAction\n1.1\t<b>Find</b> &amp; treat\n\nEnd", "txt")
    assert [type(block).__name__ for block in document.blocks] == ["Heading", "Paragraph", "Table", "Paragraph"]
    assert document.blocks[1].text == "Some words."
    assert rows_of(document) == [["No.", "Action"], ["1.1", "Find & treat"]]
    assert document.tables[0].rows[1].where == "line 6"


def test_pasted_html_lists_and_signs_that_are_no_markup():
    document = read_document("Action\tLead\n<ul> <li>• One</li> <li>FIT<10 ug</li> </ul>\tAnn<br/>Ben\n", "txt")
    assert rows_of(document)[1] == ["•One\n•FIT<10 ug", "Ann\nBen"]


def test_pasted_markdown_table():
    document = read_document("| No. | Action |\n|-----|:------:|\n| 1.1 | **Find** |\n", "txt")
    assert rows_of(document) == [["No.", "Action"], ["1.1", "Find"]]


def test_pasted_from_word_with_lines_inside_cells():
    text = (
        "No.\tAction\tLead\tDue\n1.1\tFind sooner\nAsk practices\tAnn\nBen\tJun 23\n1.2\tTreat\tCat\tSep 23\nDec 23\n"
    )
    document = read_document(text, "txt")
    assert rows_of(document)[1:] == [
        ["1.1", "Find sooner\nAsk practices", "Ann\nBen", "Jun 23"],
        ["1.2", "Treat", "Cat", "Sep 23\nDec 23"],
    ]
    assert [row.where for row in document.tables[0].rows] == ["line 1", "line 2", "line 5"]


def test_pasted_from_word_with_bullets():
    text = "No.\tAction\tLead\tDue\n1.1\tScan\n•\tPlan\n•\tOrder\tAnn\tJun 23\n1.2\tTreat\tCat\tSep 23\n"
    assert rows_of(read_document(text, "txt"))[1] == ["1.1", "Scan\n• Plan\n• Order", "Ann", "Jun 23"]


def test_pasted_from_excel_with_quoted_cells():
    text = 'No.\tAction\tLead\n1.1\t"Find\nsooner, ""now"""\tAnn\n1.2\tTreat\tBen\n'
    assert rows_of(read_document(text, "txt"))[1] == ["1.1", 'Find\nsooner, "now"', "Ann"]


def test_pasted_rows_may_end_early():
    assert rows_of(read_document("No.\tAction\tLead\tDue\n1.\tFind\n1.1\tScan\tAnn\tQ1\n", "txt")) == [
        ["No.", "Action", "Lead", "Due"],
        ["1.", "Find"],
        ["1.1", "Scan", "Ann", "Q1"],
    ]


def test_pasted_lost_line_breaks():
    text = "Action\tLead\nReview it.  Part one done  Part two done\tA\nOne sentence.  Another one\tB\nA  typo\tC\n"
    assert [row[0] for row in rows_of(read_document(text, "txt"))[1:]] == [
        "Review it.\nPart one done\nPart two done",
        "One sentence. Another one",
        "A typo",
    ]


def test_pasted_commas_are_read_as_csv():
    assert rows_of(read_document("No.,Action,Lead\n1.1,Find,Ann\n", "txt"))[1] == ["1.1", "Find", "Ann"]
