"""Words of status and rating: facts, judgements, and what is neither."""

import pytest

from performance.rag import RagRating
from tests.workplans.importing.documents import HEADINGS, SCAN, plan_of, said
from workplans.importing.blocks import Cell
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


def test_a_rating_shown_only_by_colour_is_reported():
    coloured = Cell(fill="FF0000")
    plan = plan_of((*HEADINGS, "RAG"), (*SCAN, coloured), ("1.2", "Teach", "MCN Manager", "Q1", coloured))
    assert "table 1, row 2: A rating shown only by colour cannot be read (2 rows)" in said(plan, "warning")
