"""Workbooks as other networks lay them out."""

from datetime import date, datetime

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color

from tests.workplans.importing.documents import saved, workbook
from tests.workplans.importing.made.truth import (
    CLINIC,
    DENTISTS,
    FIND,
    FLAPS,
    LISTS,
    PLAN,
    Act,
    changed,
    flat,
    made,
    renumbered,
)
from tests.workplans.importing.made.word import TITLE, objective_of, row_of

HEAD = ["Ref", "Action", "Owner", "Timescale"]


def body(head=HEAD):
    rows = [list(head)]
    for heading, actions in PLAN.items():
        rows += [objective_of(heading)] + [list(row_of(action)) for action in actions]
    return rows


def ten():
    return {
        f"1 {FIND}": tuple(Act(f"1.{n}", f"Visit practice {n}", ("Lead Nurse",), ("Q2",)) for n in range(1, 12)),
    }


@made("xlsx", plan=ten(), says=("1.10",))
def numbers_as_floats():
    rows = [HEAD, [1, FIND]]
    rows += [[float(f"1.{n}"), f"Visit practice {n}", "Lead Nurse", "Q2"] for n in range(1, 12)]
    return saved(workbook(("Plan", rows)))


@made(
    "xlsx",
    plan=changed(
        a1_1={"due": ("30/06/2023",)},
        a1_2={"due": ("01/10/2023",)},
        a2_1={"due": ("Sep 23",)},
        a2_2={"due": ("31/03/2024",)},
    ),
)
def dates_as_excel_dates():
    rows = body()
    for row, due in zip(
        [row for row in rows if len(row) == 4][1:],
        (date(2023, 6, 30), datetime(2023, 10, 1), date(2023, 9, 1), date(2024, 3, 31)),
        strict=True,
    ):
        row[3] = due
    book = workbook(("Plan", rows))
    for row in book["Plan"].iter_rows(min_row=2):
        if row[0].value == "2.1":
            row[3].number_format = "mmm yy"
        if row[0].value == "2.2":
            row[3].number_format = "[$-809]dd mmmm yyyy;@"
    return saved(book)


@made("xlsx", says=("Hidden rows were read as well (4)", "Hidden columns were read as well (E)", "“Lists” is hidden"))
def hidden_rows_columns_and_sheets():
    rows = body([*HEAD, "Private note"])
    rows[2].append("Ask quietly")
    book = workbook(("Plan", rows), ("Lists", [["Lead Nurse"], ["MCN Manager"]]))
    book["Plan"].row_dimensions[4].hidden = True
    book["Plan"].column_dimensions["E"].hidden = True
    book["Lists"].sheet_state = "hidden"
    book["Plan"].auto_filter.ref = "A1:E7"
    return saved(book)


@made("xlsx", plan=renumbered("1.1", "1.2", "2.1", "2.2"), silent=("Lists was",))
def cover_sheet_a_sheet_for_each_objective_and_lists():
    cover = [[TITLE], [], ["Agreed by the Advisory Board", date(2023, 5, 3)], ["Owner", "MCN Manager"]]
    sheets = [("Cover", cover)]
    for heading, actions in PLAN.items():
        sheets.append(
            (
                f"Objective {heading[0]}",
                [[f"Objective {heading.replace(' ', ': ', 1)}"], [], HEAD, *(list(row_of(a)) for a in actions)],
            )
        )
    sheets.append(
        ("Lists", [["RAG", "Status"], ["Red", "Not started"], ["Amber", "In progress"], ["Green", "Complete"]])
    )
    return saved(workbook(*sheets))


@made(
    "xlsx",
    facts=True,
    says=("read from the colour",),
    plan=changed(a1_1={"rating": "green"}, a1_2={"rating": "amber"}, a2_1={"rating": "red"}, a2_2={"rating": "blue"}),
)
def ratings_as_colours():
    book = workbook(("Plan", body([*HEAD, "BRAG"])))
    fills = {"1.1": "FF92D050", "1.2": "FFFFC000", "2.1": "FFC00000", "2.2": "FF0070C0"}
    for row in book["Plan"].iter_rows(min_row=2, max_col=5):
        if row[0].value in fills:
            row[4].fill = PatternFill("solid", fgColor=fills[row[0].value])
    return saved(book)


@made("xlsx", says=("colour",), facts=True)
def colours_that_say_nothing():
    book = workbook(("Plan", body([*HEAD, "BRAG"])))
    for row in book["Plan"].iter_rows(min_row=2, max_col=5):
        if row[0].value == "1.1":
            row[4].fill = PatternFill("solid", fgColor="FF7030A0")
        if row[0].value == "1.2":
            row[4].fill = PatternFill("solid", fgColor=Color(theme=4))
    return saved(book)


@made("xlsx")
def rich_text_and_line_breaks():
    book = workbook(("Plan", body()))
    for row in book["Plan"].iter_rows(min_row=2):
        if row[0].value == "1.2":
            row[1].value = CellRichText("Teach ", TextBlock(InlineFont(b=True), "dentists"), " which ulcers to refer")
    return saved(book)


@made("xlsx", says=("sheet Plan, row 4: Text that is struck through was left out: “and opticians”",))
def words_struck_through():
    book = workbook(("Plan", body()))
    for row in book["Plan"].iter_rows(min_row=2):
        if row[0].value == "1.2":
            struck = TextBlock(InlineFont(strike=True), "and opticians ")
            row[1].value = CellRichText("Teach dentists ", struck, "which ulcers to refer")
    return saved(book)


@made("xlsx", says=("formula without a stored result",), plan=changed(a1_2={"due": ()}))
def a_formula_that_was_never_calculated():
    rows = body()
    rows[3][3] = "=TODAY()+30"
    return saved(workbook(("Plan", rows)))


@made("xlsx")
def merged_objectives_and_titles_and_a_gap_on_the_left():
    rows = [[], ["", TITLE], [], ["", *HEAD]]
    for heading, actions in PLAN.items():
        rows += [["", heading.replace(" ", ". ", 1)]] + [["", *row_of(action)] for action in actions]
    book = workbook(("Work plan 23-24", rows))
    for area in ("B2:E2", "B5:E5", "B8:E8"):
        book.active.merge_cells(area)
    return saved(book)


@made(
    "xlsx",
    facts=True,
    plan=changed(
        a1_1={"status": "in_progress"},
        a1_2={"status": "not_started"},
        a2_1={"status": "complete"},
        a2_2={"status": "closed"},
    ),
)
def a_column_for_each_quarter_and_percent():
    rows = body([*HEAD, "Q1 update", "Q2 update", "% complete"])
    values = iter((0.4, 0, 1, None))
    words = iter(("", "", "", "Closed"))
    for row in rows[1:]:
        if len(row) == 4:
            value = next(values)
            row += ["Begun", "Going on", value if value is not None else "Closed"]
            next(words)
    book = workbook(("Plan", rows))
    for row in book.active.iter_rows(min_row=2, min_col=7, max_col=7):
        row[0].number_format = "0%"
    return saved(book)


@made(
    "xlsx",
    plan={"1 Find neck cancers sooner": (CLINIC, DENTISTS), "2 Treat without delay": (LISTS, FLAPS)},
    says=("Total",),
)
def totals_and_a_key_below():
    rows = body()
    rows += [[], ["Total", "4 actions"], [], ["Key"], ["Red", "Overdue"], ["Amber", "At risk"], ["Green", "On track"]]
    return saved(workbook(("Plan", rows)))


@made("xlsx", says=("label",))
def labels_down_the_left():
    columns = [["Objective", *HEAD], *([heading.replace(" ", ". ", 1), *row_of(action)] for heading, action in flat())]
    return saved(workbook(("Plan", [list(row) for row in zip(*columns, strict=True)])))
