"""What the blocks of a document mean: titles, headers, and anything at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.periods import FinancialYear
from tests.workplans.importing.documents import (
    ACROSS,
    HEADINGS,
    YEAR,
    grid,
    numbers,
    outline,
    plan_of,
    said,
)
from workplans.importing.blocks import Cell, Document, Finding, Heading, Line, Paragraph, Row, Table
from workplans.importing.parse import parse

# --- Titles and headers ---------------------------------------------------------------------------------------------


def test_title_rows_above_the_header():
    plan = plan_of(
        ("Skin MCN Work Plan 2023/24", ACROSS, ACROSS, ACROSS),
        ("Chair:", "Dr A Example", "", ""),
        HEADINGS,
        ("1.1", "Scan", "MCN Manager", "Q1"),
    )
    assert plan.title == "Skin MCN Work Plan 2023/24"
    assert "This row above the headings was not imported: “Chair: Dr A Example”" in said(plan, "info")


def test_a_title_of_another_year_is_reported():
    plan = plan_of(("Skin Work Plan 2022-23", ACROSS, ACROSS, ACROSS), HEADINGS, ("1.1", "Scan", "MCN Manager", "Q1"))
    assert "speaks of 2022/23" in said(plan, "warning")


def test_a_header_repeated_on_every_page():
    plan = plan_of(
        HEADINGS,
        ("1", "Find sooner", ACROSS, ACROSS),
        ("1.1", "Scan", "MCN Manager", "Q1"),
        HEADINGS,
        ("1.2", "Teach", "Lead Nurse", "Q2"),
    )
    assert outline(plan) == {"1 Find sooner": ["1.1 Scan", "1.2 Teach"]}
    assert plan.findings == ()


def test_a_table_goes_on_after_a_page_break_without_a_header():
    first = grid(HEADINGS, ("1.", "Find sooner", "", ""), ("1.1", "Scan", "MCN Manager", "Q1"))
    second = grid(("1.2", "Teach", "Lead Nurse", "Q2"), number=2)
    assert numbers(plan_of(first, second)) == ["1.1", "1.2"]


def test_a_key_to_the_colours_is_no_plan():
    key = grid(("Status", "Description"), ("Green", "On track"), number=2)
    plan = plan_of(grid(HEADINGS, ("1.1", "Scan", "MCN Manager", "Q1")), key)
    assert numbers(plan) == ["1.1"]
    assert "table 2: This table was not imported" in said(plan, "warning")


@pytest.mark.parametrize(
    ("blocks", "where", "words"),
    [
        ((), "file", "No table was found"),
        ((Paragraph("Only words", "paragraph 1"),), "file", "No table was found"),
        ((grid(("", "")),), "file", "No table was found"),
        ((grid(("a", "b"), ("c", "d")),), "table 1", "No row of headings was recognised"),
        ((grid(("Action", "Scan"), ("Measure", "Many"), ("Sponsor", "Q1")),), "table 1", "No row of headings"),
        ((grid(HEADINGS),), "table 1", "no actions under them"),
    ],
)
def test_a_document_without_a_plan_gets_one_clear_error(blocks, where, words):
    plan = parse(Document(blocks), YEAR)
    (error,) = [finding for finding in plan.findings if finding.level == "error"]
    assert error.where == where
    assert words in error.message
    assert plan.has_errors


def test_what_the_reader_found_comes_along():
    document = Document(findings=(Finding("error", "file", "Damaged."),))
    assert parse(document, YEAR).findings == document.findings


# --- Anything at all ------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    (
        "",
        "",
        "1",
        "1.",
        "1.1",
        "1.1.1",
        "a)",
        "•",
        "2.1",
        "Action",
        "Lead",
        "Due date",
        "Objective",
        "Objective 1: Find",
        "RAG",
    )
    + (
        "MCN Manager",
        "Jun 23",
        "tbc",
        "Scan",
        "scan",
        "Scan\n• Plan",
        "1.1 Scan",
        "Green",
        "Complete",
        "CMGs:  A B",
        "Lead: MCN Manager",
        "1.1 Scan (Lead: A; Due: Q1)",
        "Due: Q2   Status: Done",
        "ТВС",
    )
)
CELLS = st.one_of(
    st.builds(
        lambda text, strong: Cell(tuple(Line(part, "", strong) for part in text.split("\n"))), WORDS, st.booleans()
    ),
    st.builds(lambda text, marker: Cell((Line(text, marker),)), WORDS, st.sampled_from(("•", "1.", "1.1", "a)"))),
    st.builds(lambda text: Cell((Line(text),), "down"), WORDS),
    st.builds(lambda text: Cell((Line(text),)), st.text(max_size=20)),
    st.just(ACROSS),
    st.just(Cell(fill="00FF00")),
)
ROWS = st.builds(lambda cells: Row(tuple(cells), "somewhere"), st.lists(CELLS, max_size=6))
HEADER = st.sampled_from(
    (("No.", "Action", "Lead", "Due date"), ("Objective", "Action", "Steps", "Lead", "Due", "RAG"))
)
TABLES = st.builds(
    lambda header, rows: Table((*grid(header).rows, *rows), "table 1"), HEADER, st.lists(ROWS, max_size=12)
) | st.builds(lambda rows: Table(tuple(rows), "table 2"), st.lists(ROWS, max_size=6))
BLOCKS = st.one_of(
    TABLES,
    st.builds(lambda text: Heading(text, 1, "paragraph 1"), WORDS),
    st.builds(lambda text, strong: Paragraph(text, "paragraph 2", strong=strong), WORDS, st.booleans()),
)


@settings(deadline=None)
@given(st.lists(BLOCKS, max_size=4).map(tuple), st.integers(2000, 2050).map(FinancialYear))
def test_any_blocks_are_parsed_without_an_error(blocks, year):
    plan = parse(Document(blocks), year)
    assert plan == parse(Document(blocks), year)
    titles = {(objective.number, objective.title) for objective in plan.objectives}
    for action in plan.actions:
        assert (action.objective_number, action.objective) in titles
        assert action.number
        assert action.text
        assert action.due
    if not plan.actions:
        assert plan.has_errors
