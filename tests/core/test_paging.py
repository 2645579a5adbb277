"""Pages of a list by key: every row once, in order, there and back."""

import base64
import json
from datetime import date, timedelta

import pytest

from core.paging import count_up_to, counted, page_of
from tests.factories import ActionFactory, ObjectiveFactory
from workplans.models import Action

pytestmark = pytest.mark.django_db
KEY = ("due_latest", "id")


@pytest.fixture
def seven():
    """Seven actions, three of them due on the same day."""
    objective = ObjectiveFactory()
    days = [date(2026, 10, 1) + timedelta(n) for n in (4, 1, 2, 2, 2, 0, 3)]
    made = [
        ActionFactory(objective=objective, number=str(n), position=n, due=f"{day:%d/%m/%Y}")
        for n, day in enumerate(days)
    ]
    return [action.pk for action in sorted(made, key=lambda a: (a.due_latest, a.pk))]


def page(**place):
    return page_of(Action.objects.all(), key=KEY, fields=("number",), size=3, **place)


def ids(found):
    return [row[1] for row in found.rows]


def test_forwards_every_row_once_and_in_order(seven):
    first = page()
    second = page(after=first.next)
    third = page(after=second.next)

    assert ids(first) + ids(second) + ids(third) == seven
    assert first.previous == ""
    assert third.next == ""


def test_backwards_the_same_pages(seven):
    second = page(after=page().next)
    third = page(after=second.next)

    back = page(before=third.previous)
    assert ids(back) == ids(second)
    assert ids(page(before=back.previous)) == seven[:3]
    assert page(before=back.previous).previous == ""
    assert page(before=back.previous).next != ""


def test_rows_carry_the_key_and_what_was_asked_for(seven):
    row = page().rows[0]

    assert row == (date(2026, 10, 1), seven[0], Action.objects.get(pk=seven[0]).number)


def address(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    "cut_off",
    [
        "nonsense",
        "é",
        address(),
        address("2026-10-01"),
        address("not a day", 1),
        address("2026-10-01", None),
        address("2026-10-01", "one"),
        address("2026-10-01", 10**30),
    ],
)
def test_an_address_that_cannot_be_read_is_the_beginning(seven, cut_off):
    assert ids(page(after=cut_off)) == seven[:3]


def test_an_empty_list_has_no_pages(db):
    found = page()

    assert (found.rows, found.previous, found.next) == ([], "", "")


@pytest.mark.parametrize(
    ("limit", "found", "words"),
    [(10, (7, False), "7 actions"), (7, (7, False), "7 actions"), (6, (6, True), "more than 6 actions")],
)
def test_counting_stops_at_the_limit(seven, limit, found, words):
    assert count_up_to(Action.objects.all(), limit) == found
    assert counted(*found, "action", "actions") == words


def test_counts_in_words():
    assert counted(1, False, "action", "actions") == "1 action"
    assert counted(1000, True, "action", "actions") == "more than 1,000 actions"
