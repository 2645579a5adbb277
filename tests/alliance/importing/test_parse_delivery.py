"""What the blocks of a delivery plan mean: where deliverables begin, what belongs to them, what is put right."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.importing.parse_delivery import parse_delivery
from alliance.importing.parsed_delivery import LeadContact
from tests.alliance.importing.delivery_documents import (
    ABOUT,
    FIRST,
    LEAD,
    QUARTERS,
    TITLE,
    WHOLE,
    YEAR,
    messages,
    only,
    plan_of,
    planned,
    word_file,
)
from workplans.importing.blocks import Cell, Document, Heading, Line, Paragraph, Row, Table
from workplans.importing.readers import read_document

PROGRAMME_LEAD = LeadContact("Programme Lead", "programme.lead@example.nhs.uk")


def numbers(plan):
    return [each.number for each in plan.deliverables]


def test_a_whole_deliverable():
    plan = plan_of("Name of Cancer Alliance: Northshire", *WHOLE)
    (each,) = plan.deliverables
    assert plan.title == "Cancer Alliance Delivery Plan 2023/24"
    assert plan.alliance == "Northshire"
    assert (each.workstream, each.number, each.title) == ("1", "1.1", "Clinics")
    assert (each.text, each.measures) == (("Run the clinics",), ("Clinics held", "People seen"))
    assert (each.lead, each.narrative) == (PROGRAMME_LEAD, ("We run clinics.",))
    assert planned(each) == [["Plan"], ["Recruit"], ["Open"], ["Review"]]
    assert (each.milestones_required, each.not_applicable) == (True, "")
    assert not plan.findings


# --- Where things begin ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["1 Workstream: Find sooner", "Workstream 1: Find sooner", "1 Find sooner"])
def test_headings_of_a_workstream(heading):
    (workstream,) = plan_of(TITLE, f"# {heading}", "# 1.1 Clinics", ABOUT, LEAD).workstreams
    assert (workstream.number, workstream.title) == ("1", "Find sooner")


def test_a_numbered_heading_of_the_narrative_is_no_workstream():
    plan = plan_of(*FIRST, ABOUT, LEAD, "# 2 Our team", "We are ten.")
    assert [each.number for each in plan.workstreams] == ["1"]
    assert plan.deliverables[0].narrative == ("2 Our team", "We are ten.")


def test_a_list_of_contents_is_not_the_plan():
    contents = ("# Contents", "• 1 Workstream: Find sooner", "# 1 Workstream: Find sooner", "1.1 Clinics", "# Notes")
    plan = plan_of(TITLE, *contents, *WHOLE[1:])
    assert numbers(plan) == ["1.1"]
    assert len(plan.workstreams) == 1
    assert not plan.findings


def test_headings_without_a_number_get_the_next_one():
    plan = plan_of(*WHOLE, "# Vans", *WHOLE[3:])
    assert numbers(plan) == ["1.1", "1.2"]
    assert "line 10: Deliverable 1.2: it has no number in the document; it was given the next one." in messages(plan)


def test_parts_of_one_number_get_letters():
    part = (ABOUT, LEAD, "# Planned milestones", QUARTERS)
    plan = plan_of(*FIRST, "# Vans", *part, "# Buses", *part, "# 1.2 Boats", *part, "# Planes", *part)
    assert [(each.number, each.title) for each in plan.deliverables] == [
        ("1.1a", "Vans"),
        ("1.1b", "Buses"),
        ("1.2", "Boats"),
        ("1.3", "Planes"),
    ]


def test_a_paragraph_above_the_table_may_be_the_heading():
    plan = plan_of(*WHOLE, "1.2 Vans", *WHOLE[3:])
    assert numbers(plan) == ["1.1", "1.2"]
    assert "line 10: Deliverable 1.2: its heading is an ordinary paragraph; it was read as a heading." in messages(plan)


def test_a_table_without_any_heading_is_an_error():
    plan = plan_of(*WHOLE, ABOUT, LEAD)
    assert numbers(plan) == ["1.1", "1.2"]
    assert messages(plan, "error") == [
        "table 10: Deliverable 1.2: it has no heading. Write its number and title above the table."
    ]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ((*WHOLE, "# 1.1 Again", ABOUT, LEAD), "another deliverable has this number"),
        ((*WHOLE, "# 3.1 Astray", ABOUT, LEAD), "Deliverable 3.1 stands under no heading of workstream 3"),
        ((TITLE, "Nothing else"), "No deliverables were found"),
        (("# Cancer Alliance Delivery Plan 2024/25", *WHOLE[1:]), "The title says 2024/25, and it is read for 2023/24"),
    ],
)
def test_what_does_not_fit_is_said(parts, message):
    assert any(message in each for each in messages(plan_of(*parts)))


# --- Leads ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "lead"),
    [
        ("Programme Lead, Programme.Lead@example.nhs.uk", PROGRAMME_LEAD),
        (
            "Programme Lead [a@example.nhs.uk](mailto:a@example.nhs.uk)",
            LeadContact("Programme Lead", "a@example.nhs.uk"),
        ),
        ("a@example.nhs.uk Programme Lead", LeadContact("Programme Lead", "a@example.nhs.uk")),
        ("a@example.nhs.uk", LeadContact("", "a@example.nhs.uk")),
        ("Programme Lead", LeadContact("Programme Lead", "")),
        ("N/A", None),
        ("TBC", None),
        ("", None),
    ],
)
def test_the_lead_contact(words, lead):
    each = only(*FIRST, ABOUT, f"Name and contact details of Cancer Alliance Lead Contact (if applicable): {words}")
    assert each.lead == lead


def test_the_lead_on_the_line_below():
    assert only(*FIRST, ABOUT, "Lead contact:", "Programme Lead programme.lead@example.nhs.uk").lead == PROGRAMME_LEAD


def test_a_heading_that_swallowed_the_lead():
    plan = plan_of(*FIRST[:2], "# 1.1 Mobile clinics Programme Lead programme.lead@example.nhs.uk", ABOUT)
    assert (plan.deliverables[0].title, plan.deliverables[0].lead) == ("Mobile clinics", PROGRAMME_LEAD)
    assert any("the heading holds the lead contact too" in each for each in messages(plan))


def test_words_after_the_lead_are_kept():
    plan = plan_of(*FIRST, ABOUT, f"{LEAD} is on leave in May")
    assert plan.deliverables[0].lead == PROGRAMME_LEAD
    assert plan.deliverables[0].narrative == ("is on leave in May",)
    assert any("after the lead contact stands “is on leave in May”" in each for each in messages(plan))


# --- Narrative, comments, flags -------------------------------------------------------------------------------------


def test_milestones_not_required():
    plan = plan_of(*FIRST, ABOUT, LEAD, "Note: planned milestones are not required for this deliverable.")
    assert not plan.deliverables[0].milestones_required
    assert not plan.findings


def test_a_programme_that_is_not_run():
    each = only(*FIRST, ABOUT, "Lead contact: N/A", "# Narrative plan for 23/24", "Our neighbours run it.")
    assert (each.lead, each.not_applicable) == (None, "Our neighbours run it.")


def test_not_applicable_with_milestones_is_only_a_missing_lead():
    plan = plan_of(*FIRST, ABOUT, "Lead contact: N/A", QUARTERS)
    assert plan.deliverables[0].not_applicable == ""
    assert any("no lead contact" in each for each in messages(plan, "warning"))


def test_advice_of_the_template_is_no_narrative_and_comments_stand_apart():
    advice = "(Please say what you will do)"
    each = only(
        *FIRST, ABOUT, LEAD, advice, "We drive.", "• Daily", "Commented [AB1]: How far?", "# On foot", "We walk."
    )
    assert each.narrative == ("We drive.", "- Daily", "On foot", "We walk.")
    assert [comment.text for comment in each.comments] == ["How far?"]


def test_a_table_inside_the_narrative_is_kept_as_text():
    plan = plan_of(*FIRST, ABOUT, LEAD, "# Narrative plan", (("Site", "Vans"), ("North", "2")))
    assert plan.deliverables[0].narrative == ("Site | Vans", "North | 2")
    assert any("a table inside the narrative was kept as text" in each for each in messages(plan, "info"))


def test_a_row_of_the_deliverable_that_is_not_known_is_kept():
    plan = plan_of(*FIRST, (*ABOUT, ("", "Vans bought"), ("Sponsor", "The board")), LEAD)
    assert plan.deliverables[0].measures == ("Clinics held", "People seen", "Vans bought")
    assert plan.deliverables[0].narrative == ("Sponsor | The board",)
    assert any("the row “Sponsor” is not known" in each for each in messages(plan, "warning"))


# --- Milestones -----------------------------------------------------------------------------------------------------

EMPTY = [[], [], []]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((("Quarter 1", "Plan\nRecruit"),), [["Plan", "Recruit"], *EMPTY]),
        ((("Q1 (Apr-Jun)", "Plan"), ("", "<•>Recruit")), [["Plan", "Recruit"], *EMPTY]),
        ((("Q1", "<•>Train:\n<•>nurses\n<•>porters"),), [[("Train:", ["nurses", "porters"])], *EMPTY]),
        ((("Q1", "Train:\nnurses"),), [["Train:", "nurses"], *EMPTY]),
        ((("Q1", "<•>Open:"), ("Q2", "<•>Run")), [["Open:"], ["Run"], [], []]),
        ((("Q1", "Q2", "Q3", "Q4"), ("Plan", "Recruit", "Open", "")), [["Plan"], ["Recruit"], ["Open"], []]),
        ((("Q2", "N/A"), ("Q1", "Plan")), [["Plan"], *EMPTY]),
        ((("Quarter", "Milestones"), ("Q1", "Plan")), [["Plan"], *EMPTY]),
    ],
)
def test_tables_of_milestones(rows, expected):
    assert planned(only(*FIRST, ABOUT, LEAD, "# Planned milestones", rows)) == expected


def test_milestones_go_on_below_a_page_break():
    torn = (QUARTERS[:2], (("", "<•>Train"), *QUARTERS[2:]), "• Report", "• Close")
    plan = plan_of(*FIRST, ABOUT, LEAD, "# Planned milestones", *torn)
    assert planned(plan.deliverables[0]) == [["Plan"], ["Recruit", "Train"], ["Open"], ["Review", "Report", "Close"]]
    assert messages(plan, "warning")[:2] == [
        "table 8, row 1: Deliverable 1.1: a row without a quarter was read as the rest of Q2.",
        "line 9: Deliverable 1.1: lines after the table were read as the rest of Q4.",
    ]


@pytest.mark.parametrize(
    ("row", "level", "message"),
    [
        (("Q5", "Rest"), "error", "there is no quarter Q5; expected Q1 to Q4. Not read: Rest"),
        (("Later", "Rest"), "warning", "expected Q1 to Q4, found “Later”. Not read: Later | Rest"),
    ],
)
def test_a_quarter_that_does_not_exist(row, level, message):
    plan = plan_of(*FIRST, ABOUT, LEAD, (*QUARTERS, row))
    assert f"table 6, row 5: Deliverable 1.1: {message}" in messages(plan, level)


def test_word_tells_what_stands_inside_what():
    (each,) = parse_delivery(read_document(word_file(), "docx"), YEAR).deliverables
    assert planned(each)[0] == [("Train", ["nurses", "porters"]), "Open"]


def test_a_sentence_that_begins_with_milestones_is_narrative():
    each = only(*FIRST, ABOUT, LEAD, "Milestones come in June.", "Planned milestones:", QUARTERS)
    assert each.narrative == ("Milestones come in June.",)


# --- Anything at all ------------------------------------------------------------------------------------------------

WORDS = st.one_of(
    st.sampled_from(
        [
            "",
            "Deliverable",
            "Success measures",
            "Q1",
            "Q9",
            "1.1 A",
            "1 Workstream: B",
            "2 C",
            "N/A",
            "Lead contact:",
            "D:",
        ]
    ),
    st.text(max_size=12),
)
LINES = st.builds(Line, WORDS, st.sampled_from(["", "•", "a)"]), depth=st.integers(0, 2))
CELLS = st.builds(Cell, st.lists(LINES, max_size=3).map(tuple), st.sampled_from(["", "across", "down"]))
ROWS = st.builds(Row, st.lists(CELLS, max_size=3).map(tuple), st.just("row"))
BLOCKS = st.one_of(
    st.builds(Heading, WORDS, st.integers(1, 6), st.just("line")),
    st.builds(Paragraph, WORDS, st.just("line"), st.sampled_from(["", "•"])),
    st.builds(Table, st.lists(ROWS, max_size=4).map(tuple), st.just("table")),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCKS, max_size=10))
def test_nothing_makes_it_fail_and_twice_is_the_same(blocks):
    document = Document(tuple(blocks))
    assert parse_delivery(document, YEAR) == parse_delivery(document, YEAR)
