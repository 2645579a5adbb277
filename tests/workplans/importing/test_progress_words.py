"""Words of status and rating: facts, judgements, and what is neither."""

import pytest

from performance.rag import RagRating
from tests.workplans.importing.documents import HEADINGS, SCAN, cell, plan_of, said
from workplans.importing.blocks import Cell
from workplans.importing.colours import rating_of_fill
from workplans.importing.progress_words import Progress, read_progress
from workplans.progress import Status

# --- Status and rating ----------------------------------------------------------------------------------------------

STATUS_WORDS = {
    "not_started": "Not started | not yet started | To start",
    "in_progress": "In progress | On track | Underway | On-going | 50%",
    "complete": "Complete | COMPLETED | Done | Achieved | Closed – complete | 100%",
    "closed": "Closed | Superseded | Withdrawn | No longer required | Cancelled",
    "carried_forward": "Carried forward | c/f | Deferred | Carried forward to 2024/25",
}
RATING_WORDS = {
    "green": "Green | G | RAG: green",
    "amber": "Amber | A",
    "red": "RED | r",
    "blue": "Blue | B",
    "grey": "Grey",
}


@pytest.mark.parametrize(
    ("words", "status"), [(each.strip(), status) for status, words in STATUS_WORDS.items() for each in words.split("|")]
)
def test_status_words(words, status):
    assert read_progress(words) == Progress(status=Status(status))


@pytest.mark.parametrize(
    ("words", "rating"), [(each.strip(), rating) for rating, words in RATING_WORDS.items() for each in words.split("|")]
)
def test_rating_words(words, rating):
    assert read_progress(words) == Progress(rating=RagRating(rating))


@pytest.mark.parametrize("words", ["Amber/Red", "Red/Amber", "Behind schedule", "Green → Amber", "N/A"])
def test_words_that_are_neither(words):
    assert read_progress(words) == Progress(rest=words)


def test_a_rating_with_words_behind_it():
    assert read_progress("Amber – waiting for funds") == Progress(rating="amber", rest="waiting for funds")
    assert read_progress("Green (on track)") == Progress(status="in_progress", rating="green")
    assert read_progress("Complete (June 23)") == Progress(status="complete", rest="June 23")


def test_status_rating_and_comment_of_an_action():
    plan = plan_of(
        (*HEADINGS, "Status", "RAG", "Progress"),
        (*SCAN, "Complete", "", "Opened in May"),
        ("1.2", "Teach", "MCN Manager", "Q1", "Waiting", "Amber/Red", "Two of\nthree"),
    )
    first, second = plan.actions
    assert (first.status, first.rating, first.comment) == ("complete", "", "Opened in May")
    assert (second.status, second.rating, second.comment) == ("", "", "Waiting\nAmber/Red\nTwo of\nthree")
    assert "The rating “Amber/Red” is not known; it was kept as a comment" in said(plan, "warning")


def test_several_columns_of_progress_keep_their_headings():
    plan = plan_of((*HEADINGS, "Progress Q1", "Progress Q2"), (*SCAN, "Ordered", "Opened"))
    assert plan.actions[0].comment == "Progress Q1: Ordered\nProgress Q2: Opened"


def test_a_progress_column_that_holds_a_status():
    plan = plan_of((*HEADINGS, "Progress"), (*SCAN, "Complete"))
    assert (plan.actions[0].status, plan.actions[0].comment) == ("complete", "")


def test_a_column_that_asks():
    plan = plan_of((*HEADINGS, "Complete?"), (*SCAN, "Yes"), ("1.2", "Teach", "MCN Manager", "Q1", "No"))
    assert [action.status for action in plan.actions] == ["complete", ""]


def test_a_clear_colour_without_a_word_is_a_rating_and_said():
    red, amber = Cell(fill="FF0000"), Cell(fill="FFC000")
    plan = plan_of((*HEADINGS, "RAG"), (*SCAN, red), ("1.2", "Teach", "MCN Manager", "Q1", amber))
    assert [action.rating for action in plan.actions] == ["red", "amber"]
    assert "table 1, row 2: Cells without a word were read from the colour" in said(plan, "info")
    assert "(1 red, 1 amber)" in said(plan, "info")


def test_a_colour_that_is_no_rating_is_reported():
    purple = Cell(fill="7030A0")
    plan = plan_of((*HEADINGS, "RAG"), (*SCAN, purple), ("1.2", "Teach", "MCN Manager", "Q1", purple))
    assert [action.rating for action in plan.actions] == ["", ""]
    assert "table 1, row 2: A colour in the rating column is not clearly a rating" in said(plan, "warning")


def test_a_word_says_more_than_its_colour_and_a_band_across_the_row_says_nothing():
    green = [Cell(cell(text).lines, fill="00B050") for text in ("1.2", "Teach", "MCN Manager", "Q1")]
    plan = plan_of(
        (*HEADINGS, "RAG"),
        (*SCAN, Cell(cell("Red").lines, fill="00B050")),
        (*green, Cell(fill="00B050")),
    )
    assert [action.rating for action in plan.actions] == ["red", ""]


@pytest.mark.parametrize(
    ("fill", "rating"),
    [
        ("FF0000", "red"), ("C00000", "red"), ("FFC7CE", "red"), ("FFC000", "amber"), ("FFFF00", "amber"),
        ("ED7D31", "amber"), ("FFEB9C", "amber"), ("00B050", "green"), ("92D050", "green"), ("C6EFCE", "green"),
        ("70AD47", "green"), ("0070C0", "blue"), ("4472C4", "blue"), ("00B0F0", "blue"), ("7030A0", ""), ("D9D9D9", ""),
        ("DDEBF7", ""), ("000000", ""), ("FFFFFF", ""), ("theme", ""), ("", ""), ("xyzxyz", ""), ("00B0501", ""),
    ],
)  # fmt: skip
def test_which_fills_are_ratings(fill, rating):
    assert rating_of_fill(fill) == rating
