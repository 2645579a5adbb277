"""The canonical row: what a file and a plan both say, how it stands in cells, and when two rows differ."""

from datetime import date

import pytest

from core.periods import FinancialYear
from tests.factories import ActionFactory, ActionLeadFactory, LeadFactory, StepFactory
from workplans.due import read_due
from workplans.importing.rows import (
    COLUMNS,
    Row,
    RowStep,
    cells_of,
    differences,
    fields_said,
    for_rows,
    read_steps_cell,
    row_of_action,
    settled,
    write_steps,
)
from workplans.models import Action

YEAR = FinancialYear(2026)
ROW = Row("1", "Better pathways", "1.1", "Open a clinic", due="Jun 26", status="not_started")


def row(**changes):
    return Row(**{name: getattr(ROW, name) for name in Row.__dataclass_fields__} | changes)


def fields(old, new, **more):
    return [found.field for found in differences(old, new, year=YEAR, **more)]


# --- Steps in one cell ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "due", "cell"),
    [
        ([], "Jun 26", ""),
        ([("Draft it", "")], "Jun 26", "Draft it"),
        ([("Draft it", ""), ("Send it", "")], "Jun 26", "Draft it; Send it"),
        ([("Draft it", "Jun 26"), ("Send it", "Sep 26")], "Jun 26; Sep 26", "Draft it; Send it"),
        ([("Draft it", "Q1"), ("Send it", "")], "Dec 26", "Draft it [due Q1]; Send it"),
        ([("Draft it", ""), ("Send it", "")], "Jun 26; Sep 26", "Draft it [no own date]; Send it [no own date]"),
        ([("Draft it", ""), ("Send it", "Sep 26")], "Jun 26; Sep 26", "Draft it [no own date]; Send it"),
        ([("Draft; then send", "")], "Jun 26", "• Draft; then send"),
        ([("Draft; then send", "Q1"), ("Print", "")], "Dec 26", "• Draft; then send [due Q1]\n• Print"),
        ([("Draft • send", "")], "Jun 26", "• Draft • send"),
        ([("Meet [due Q1]", "")], "Dec 26", "Meet [due Q1] [no own date]"),
        ([("- minus", ""), ("=1+1", "")], "Dec 26", "- minus; =1+1"),
    ],
)
def test_steps_are_written_and_read_back(steps, due, cell):
    steps = [RowStep(*step) for step in steps]
    assert write_steps(steps, due, YEAR) == cell
    assert read_steps_cell(cell, read_due(due, YEAR)) == steps


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("Draft; Send;", ["Draft", "Send"]),
        ("Draft\nSend\r\n\n Print ", ["Draft", "Send", "Print"]),
        ("• Draft; then\n  send\n• Print", ["Draft; then send", "Print"]),
        (" ; ", []),
    ],
)
def test_steps_as_others_write_them(cell, texts):
    assert [step.text for step in read_steps_cell(cell)] == texts


# --- When two rows differ -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, {}, []),
        ({"text": "Open  a\nclinic "}, {}, []),
        ({}, {"text": "Open two clinics"}, ["text"]),
        ({}, {"objective_number": "2"}, ["objective"]),
        ({}, {"objective": "Other words"}, []),  # its own line of the preview
        ({"leads": ("Manager", "Nurse", "Board")}, {"leads": ("Manager", "Board", "nurse")}, []),
        ({"leads": ("Manager", "Nurse")}, {"leads": ("Nurse", "Manager")}, ["leads"]),  # another is accountable
        ({"leads": ("Manager",)}, {"leads": ("Manager", "Nurse")}, ["leads"]),
        ({"leads": ("Manager",)}, {"leads": ()}, ["leads"]),
        ({"due": "Jun 26"}, {"due": " Jun  26 "}, []),
        ({"due": "Jun 26 and Sep 26"}, {"due": "Jun 26; Sep 26"}, []),
        ({"due": "Jun 26"}, {"due": "June 2026"}, ["due"]),
        ({"due": "Jun 26"}, {"due": ""}, ["due"]),
        ({"steps": (RowStep("A"),)}, {"steps": (RowStep("A", "Jun 26"),)}, []),  # the action's own date
        ({"steps": (RowStep("A"),)}, {"steps": (RowStep("A", "May 26"),)}, ["steps"]),
        ({"steps": (RowStep("A"), RowStep("B"))}, {"steps": (RowStep("B"), RowStep("A"))}, ["steps"]),
        ({"steps": (RowStep("A"),)}, {"steps": (RowStep("A"),), "due": "Sep 26"}, ["due"]),
        ({"starts_on": date(2026, 5, 1)}, {"starts_on": None}, []),
        ({}, {"starts_on": date(2026, 5, 1)}, ["starts_on"]),
        ({"status": "complete"}, {"status": ""}, []),
        ({"status": "complete"}, {"status": "in_progress"}, ["status"]),
        ({"rating": "green"}, {"rating": ""}, []),
        ({"rating": "green"}, {"rating": "amber"}, ["rating"]),
        ({"status": "complete"}, {"rating": "green", "status": "complete"}, []),  # what is not open is not rated
        ({"comment": "Going well"}, {"comment": ""}, []),
        ({"comment": "Going well"}, {"comment": "Going\nwell"}, []),
        ({"comment": "Going well"}, {"comment": "Stuck"}, ["comment"]),
    ],
)
def test_what_is_a_difference(old, new, expected):
    assert fields(row(**old), row(**new)) == expected


def test_a_column_that_says_nothing_takes_nothing_away():
    old = row(leads=("Manager",), steps=(RowStep("A"),))
    new = row(due="", status="")
    assert fields(old, new) == ["steps", "leads", "due"]
    assert fields(old, new, said=fields_said([new])) == []
    assert fields(old, new, said=fields_said([new, row(leads=("Nurse",))])) == ["leads", "due"]


@pytest.mark.parametrize(
    ("status", "rating", "recorded", "remark"),
    [
        ("", "", ("", ""), ""),
        ("in_progress", "green", ("in_progress", "green"), ""),
        ("", "blue", ("complete", ""), ""),
        ("complete", "blue", ("complete", ""), ""),
        ("in_progress", "blue", ("in_progress", ""), "Blue means complete"),
        ("in_progress", "grey", ("in_progress", ""), ""),
        ("complete", "green", ("complete", ""), "not rated by hand"),
        ("closed", "red", ("closed", ""), "not rated by hand"),
    ],
)
def test_status_and_rating_as_they_are_recorded(status, rating, recorded, remark):
    given = settled(status, rating)
    assert given[:2] == recorded
    assert remark in given[2]
    assert bool(remark) == bool(given[2])


# --- An action as a row -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_action_is_a_row_with_the_accountable_lead_first():
    action = ActionFactory(number="1.1", text="Open a clinic", due="Jun 26", starts_on=date(2026, 5, 1))
    for position, name in enumerate(("Nurse", "Manager"), start=1):
        lead = LeadFactory(network=action.plan.network, name=name)
        ActionLeadFactory(action=action, lead=lead, position=position, accountable=name == "Manager")
    StepFactory(action=action, position=1, text="Draft; send", due="May 26")
    found = row_of_action(for_rows(Action.objects.all()).get())
    assert dict(zip(COLUMNS, cells_of(found, YEAR), strict=True)) == {
        "Objective no.": action.objective.number,
        "Objective": action.objective.title,
        "Action no.": "1.1",
        "Action": "Open a clinic",
        "Steps": "• Draft; send [due May 26]",
        "Leads": "Manager; Nurse",
        "Due date": "Jun 26",
        "Start date": "1 May 2026",
        "Status": "Not started",
        "Rating": "",
        "Latest comment": "",
    }
