"""What a new date would mean: how words are read, how far they move, what follows."""

from datetime import date

import pytest

from performance.rag import Thresholds
from tests.factories import TODAY, ActionFactory
from workplans.moving import read_new_date

pytestmark = pytest.mark.django_db


def read(text, **fields):
    return read_new_date(ActionFactory(**{"due": "Aug 26", **fields}), text, on=TODAY, thresholds=Thresholds())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("30 June 2026", "Due on 30 June 2026."),
        (" Jun 26 ", "Due by 30 June 2026: any time from 1 June 2026."),
        ("Q2", "Due by 30 September 2026: any time from 1 July 2026."),
        ("2026/27", "Due by 31 March 2027: any time from 1 April 2026."),
        ("Jun 26, Sep 26", "Several dates. Due by 30 September 2026: any time from 1 September 2026."),
        ("ongoing", "Ongoing: no due date, so it is never overdue."),
        ("TBC", "No date agreed yet."),
    ],
)
def test_words_and_what_they_mean(text, words):
    reading = read(text)
    assert (reading.readable, reading.words) == (True, words)


def test_what_cannot_be_read_has_no_consequences():
    reading = read("when they can")
    assert not reading.readable
    assert reading.words.startswith("This cannot be read as a date.")
    assert (reading.remarks, reading.moves) == ((), ())


def test_a_date_outside_the_plans_year_is_remarked():
    assert read("Jun 27").remarks == ("The date “Jun 27” is outside the plan's year 2026/27.",)


@pytest.mark.parametrize(
    ("text", "fields", "moves"),
    [
        ("Sep 26", {}, ("30 days later than the date it has now, 31 August 2026.",)),
        ("30/8/2026", {}, ("1 day earlier than the date it has now, 31 August 2026.",)),
        ("31 August 2026", {}, ("The same last day as the date it has now, 31 August 2026.",)),
        (
            "Sep 26",
            {"original": "Jun 26"},
            (
                "30 days later than the date it has now, 31 August 2026.",
                "92 days later than the original, 30 June 2026.",
            ),
        ),
        ("tbc", {}, ("The date is withdrawn; the original, 31 August 2026, stays on record.",)),
        ("Sep 26", {"due": "tbc"}, ()),
        ("ongoing", {"due": "tbc"}, ()),
    ],
)
def test_how_far_it_moves(text, fields, moves):
    assert read(text, **fields).moves == moves


@pytest.mark.parametrize(
    ("text", "fields", "rating"),
    [
        ("Mar 27", {"last_update_on": TODAY}, "red"),
        ("Oct 26", {"last_update_on": TODAY, "status": "in_progress"}, "amber"),
        ("Sep 26", {}, "red"),
        ("Dec 26", {"due": "tbc", "last_update_on": TODAY}, "green"),
        ("Dec 26", {"due": "tbc", "last_update_on": date(2026, 6, 1)}, "amber"),
    ],
)
def test_what_the_facts_suggest_then(text, fields, rating):
    assert read(text, **fields).suggestion.rating == rating
