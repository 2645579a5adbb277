"""Whole files in the layouts that networks use: from bytes to a plan."""

import io

import docx
import pytest
from openpyxl.styles import PatternFill

from tests.workplans.importing.documents import (
    HEADINGS,
    JUNE_30,
    add_deleted,
    add_inserted,
    add_numbering,
    brief,
    numbered,
    numbers,
    outline,
    plan_in,
    said,
    saved,
    word_plan,
    word_table,
    workbook,
)

PLAN = {"1 Find cancer sooner": ["1.1 Open a scanner", "1.2 Teach practices"], "2 Treat better": ["2.1 Add a theatre"]}
OPEN = ("Open a scanner", [], ["MCN Manager", "Lead Nurse"], ["Jun 23"])
ROWS = [
    HEADINGS,
    ("1", "Find cancer sooner", "", ""),
    ("1.1", "Open a scanner", "MCN Manager\nLead Nurse", "Jun 23"),
    ("1.2", "Teach practices", "Dr A Example", "Q3"),
    ("2", "Treat better", "", ""),
    ("2.1", "Add a theatre", "Finance Dept, NHSGGC", "Ongoing"),
]


def is_the_plan(plan):
    return outline(plan) == PLAN and brief(plan.actions[0]) == OPEN


def joined(delimiter):
    """The rows as a text file; cells with lines or the delimiter are quoted."""
    lines = []
    for row in ROWS:
        lines.append(delimiter.join(f'"{each}"' if "\n" in each or delimiter in each else each for each in row))
    return "\n".join(lines) + "\n"


# --- Word -----------------------------------------------------------------------------------------------------------


def test_word_one_table():
    document = docx.Document()
    word_table(document, ROWS)
    assert is_the_plan(plan_in(saved(document), "docx"))


def test_word_title_rows_above_the_header_and_merged_objectives():
    document = docx.Document()
    title = [("Work Plan 2023/24", "", "", ""), ("", "", "", "")]
    table = word_table(document, title + ROWS)
    for row in (0, 3, 6):
        table.cell(row, 0 if row == 0 else 1).merge(table.cell(row, 3))
    plan = plan_in(saved(document), "docx")
    assert is_the_plan(plan)
    assert plan.title == "Work Plan 2023/24"


def test_word_a_table_for_each_objective():
    document = docx.Document()
    document.add_heading("Lung Work Plan 2023/24", 1)
    document.add_heading("Objective 1: Find cancer sooner", 2)
    word_table(document, [ROWS[0], *ROWS[2:4]])
    document.add_heading("Objective 2: Treat better", 2)
    word_table(document, [ROWS[0], ROWS[5]])
    assert is_the_plan(plan_in(saved(document), "docx"))


def test_word_bold_paragraphs_over_tables_and_no_numbers():
    document = docx.Document()
    document.add_heading("Lung Work Plan 2023/24", 1)
    for title, rows in (("Find cancer sooner", ROWS[2:4]), ("Treat better", ROWS[5:])):
        document.add_paragraph().add_run(title).bold = True
        word_table(document, [ROWS[0][1:], *(row[1:] for row in rows)])
    plan = plan_in(saved(document), "docx")
    assert is_the_plan(plan)
    assert "numbered in order" in said(plan)


def test_word_a_page_laid_out_by_a_table():
    document = docx.Document()
    outer = document.add_table(rows=1, cols=1).cell(0, 0)
    inner = outer.add_table(rows=len(ROWS), cols=4)
    for row, texts in zip(inner.rows, ROWS, strict=True):
        for box, text in zip(row.cells, texts, strict=True):
            box.text = text
    assert outline(plan_in(saved(document), "docx")) == PLAN


def test_word_numbers_that_word_draws():
    document = docx.Document()
    key = add_numbering(document, [("decimal", "%1."), ("decimal", "%1.%2")])
    table = word_table(document, [ROWS[0], *(("", *row[1:]) for row in ROWS[1:])])
    for at, level in enumerate((0, 1, 1, 0, 1), start=1):
        numbered(table.cell(at, 0).paragraphs[0], key, level)
    assert is_the_plan(plan_in(saved(document), "docx"))


def test_word_numbers_that_word_draws_before_the_text():
    document = docx.Document()
    key = add_numbering(document, [("decimal", "%1."), ("decimal", "%1.%2")])
    table = word_table(document, [row[1:] for row in ROWS])
    for at, level in enumerate((0, 1, 1, 0, 1), start=1):
        numbered(table.cell(at, 0).paragraphs[0], key, level)
    assert is_the_plan(plan_in(saved(document), "docx"))


def test_word_tracked_changes():
    document = docx.Document()
    table = word_table(document, ROWS)
    box = table.cell(2, 3)
    box.text = ""
    add_deleted(box.paragraphs[0], "May 23")
    add_inserted(box.paragraphs[0], "Jun 23")
    assert is_the_plan(plan_in(saved(document), "docx"))


def test_word_steps_as_bullets_with_their_own_dates():
    document = docx.Document()
    table = word_table(document, [HEADINGS, ("1.1", "Open a scanner", "MCN Manager", "Jun 23\nQ3")])
    for step in ("Write the case", "Order it"):
        table.cell(1, 1).add_paragraph(step, style="List Bullet")
    action = plan_in(saved(document), "docx").actions[0]
    assert [(step.text, step.due.text) for step in action.steps] == [("Write the case", "Jun 23"), ("Order it", "Q3")]


def test_word_duplicate_numbers():
    document = docx.Document()
    word_table(document, [*ROWS, ("1.1", "Open another scanner", "MCN Manager", "Q4")])
    plan = plan_in(saved(document), "docx")
    assert numbers(plan) == ["1.1", "1.2", "2.1", "1.1"]
    assert "table 1, row 7: Action number 1.1 stands twice (also at table 1, row 3)" in said(plan, "error")


def test_word_empty():
    assert "No table was found" in said(plan_in(saved(docx.Document()), "docx"), "error")


# --- Excel ----------------------------------------------------------------------------------------------------------


def test_excel_header_in_row_seven():
    above = [["Head and neck network"], [], ["Work Plan 2023/24"], ["Version", 3], [], []]
    plan = plan_in(saved(workbook(("Plan", above + ROWS))), "xlsx")
    assert is_the_plan(plan)
    assert plan.actions[0].where == "sheet Plan, row 9"
    assert "sheet Plan, row 4: This row above the headings was not imported: “Version 3”" in said(plan)


def test_excel_dates_status_and_rating():
    rows = [
        ["Ref", "Objective", "Action", "Owner", "Start date", "Timescale", "RAG", "Status", "Progress"],
        [1.1, "Find cancer sooner", "Open a scanner", "MCN Manager", JUNE_30, JUNE_30, "Amber", "In progress", "Late"],
        [1.2, "Find cancer sooner", "Teach practices", "Dr A Example", None, JUNE_30, None, "Complete", None],
    ]
    book = workbook(("Plan", rows))
    book["Plan"]["F3"].number_format = "mmm-yy"
    first, second = plan_in(saved(book), "xlsx").actions
    assert (first.number, first.due[0].text, first.due[0].kind.value) == ("1.1", "30/06/2023", "day")
    assert (first.start.earliest, first.status, first.rating, first.comment) == (
        JUNE_30,
        "in_progress",
        "amber",
        "Late",
    )
    assert (second.due[0].text, second.due[0].kind.value, second.status) == ("Jun 23", "month", "complete")


def test_excel_two_sheets_one_objective_each():
    find = [HEADINGS[1:], *(row[1:] for row in ROWS[2:4])]
    treat = [HEADINGS[1:], ROWS[5][1:]]
    assert is_the_plan(plan_in(saved(workbook(("Find cancer sooner", find), ("Treat better", treat))), "xlsx"))


def test_excel_merged_objective_column_and_merged_title_rows():
    rows = [
        ["Work Plan 2023/24"],
        ["Objective", *HEADINGS[1:]],
        ["Find cancer sooner", *ROWS[2][1:]],
        [None, *ROWS[3][1:]],
        ["Treat better", *ROWS[5][1:]],
    ]
    book = workbook(("Plan", rows))
    book["Plan"].merge_cells("A1:D1")
    book["Plan"].merge_cells("A3:A4")
    assert is_the_plan(plan_in(saved(book), "xlsx"))


def test_excel_ratings_shown_by_colour_only():
    book = workbook(("Plan", [[*HEADINGS, "RAG"], [*ROWS[2], None]]))
    book["Plan"]["E2"].fill = PatternFill("solid", fgColor="FF00B050")
    plan = plan_in(saved(book), "xlsx")
    assert plan.actions[0].rating == "green"
    assert "sheet Plan, row 2: Cells without a word were read from the colour" in said(plan, "info")


def test_excel_transposed_is_turned():
    columns = list(zip(*ROWS, strict=True))
    plan = plan_in(saved(workbook(("Plan", columns))), "xlsx")
    assert is_the_plan(plan)
    assert plan.actions[1].where == "sheet Plan, row 1, column 4"
    assert "labels down the left" in said(plan, "info")


# --- CSV and pasted text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv(delimiter, encoding):
    text = joined(delimiter).replace("Teach practices", "Teach practices – “soon”")
    plan = plan_in(text.encode(encoding), "csv")
    assert brief(plan.actions[0]) == OPEN
    assert plan.actions[1].text == "Teach practices – “soon”"


def test_csv_as_our_own_export_writes_it():
    text = (
        "Network,Year,Objective no.,Objective,Action no.,Action,Steps,Leads,Due date,Start date,Status,Rating,"
        'Latest comment\nlung,2023/24,1,Find cancer sooner,1.1,\'=Open a scanner,"• One; two\n• Three",'
        "MCN Manager; Lead Nurse,Jun 23; Q3,1 May 2023,In progress,Amber,'-10% so far\n"
    )
    action = plan_in(text, "csv").actions[0]
    assert (action.text, [step.text for step in action.steps]) == ("=Open a scanner", ["One; two", "Three"])
    assert [step.due.text for step in action.steps] == ["Jun 23", "Q3"]
    assert (action.status, action.rating, action.comment) == ("in_progress", "amber", "-10% so far")
    assert (action.network, action.year, str(action.start.earliest)) == ("lung", "2023/24", "2023-05-01")


def test_pasted_from_excel():
    assert is_the_plan(plan_in(joined("\t"), "txt"))


def test_pasted_from_word():
    text = "\n".join("\t".join(row) for row in ROWS)
    assert is_the_plan(plan_in(text, "txt"))


def test_pasted_out_of_a_pdf_with_page_breaks():
    text = (
        "## Lung Work Plan 2023/24\n\nNo.\tAction\tLead\tDue date\n1.\tFind cancer sooner\t\t\n"
        "1.1\tOpen a scanner\tMCN Manager Lead Nurse\tJun 23\n\nNo.\tAction\tLead\tDue date\n"
        "1.2\tTeach practices\tDr A Example\tQ3\n2.\tTreat better\t\t\n"
        "2.1\tAdd a theatre\tFinance Dept, NHSGGC\tOngoing\n"
    )
    assert is_the_plan(plan_in(text, "txt"))


def test_pasted_markdown():
    text = "| " + " |\n| ".join(" | ".join(row).replace("\n", "<br>") for row in ROWS) + " |\n"
    assert is_the_plan(plan_in(text.replace("|\n| 1 |", "|\n|---|---|---|---|\n| 1 |"), "txt"))


def test_a_file_twice_reads_the_same():
    data = saved(word_plan())
    assert plan_in(data, "docx") == plan_in(io.BytesIO(data), "docx")
