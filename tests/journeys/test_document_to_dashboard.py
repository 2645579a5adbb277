"""From the Word document to the board: import a plan, update an action, and the dashboard has changed."""

import io

import pytest
import time_machine
from docx import Document
from playwright.sync_api import expect

from organisations.grants import RoleKind
from tests.browser import axe, no_sideways_scroll, sign_in
from tests.factories import TODAY, NetworkFactory, someone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def network():
    return NetworkFactory(code="head-neck", name="Head and neck")


def word_plan(*rows):
    """A plan as networks publish it: a title, one table, objective rows among action rows."""
    document = Document()
    document.add_heading("Head and neck work plan 2026/27", 0)
    table = document.add_table(rows=0, cols=4)
    for row in (("", "Actions required", "Lead", "Due date"), *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    file = io.BytesIO()
    document.save(file)
    return {
        "name": "plan.docx",
        "mimeType": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "buffer": file.getvalue(),
    }


PLAN = word_plan(
    ("1.", "Shorter waits", "", ""),
    ("1.1", "Open a second clinic", "MCN Manager", "Aug 26"),
    ("1.2", "Count the waits again", "Information Analyst\nMCN Manager", "Mar 27"),
    ("2.", "Watching brief on national work", "", ""),
    ("2.1", "Keep in touch with the register", "MCN Clinical Lead", "TBC"),
)


def bring(page, document):
    page.goto("/plans/")
    page.get_by_role("link", name="Import a plan").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Import a work plan")
    page.locator("input[name=document]").set_input_files(document)
    page.get_by_role("button", name="See what would change").click()


def test_a_word_plan_reaches_the_board(page, network):
    manager = someone(RoleKind.NETWORK_MANAGER, network)
    sign_in(page, manager.email, "/")

    # Given a plan in Word, when the manager imports it, then the preview says what it holds before anything is written.
    bring(page, PLAN)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Preview of the import")
    expect(page.get_by_role("row", name="1.1 Open a second clinic")).to_be_visible()
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("button", name="Import this").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Imported")
    axe(page)

    # Then the plan shows it late, and so does the board's dashboard.
    page.get_by_role("main").get_by_role("link", name="Head and neck work plan 2026/27").click()
    expect(page.get_by_text("32 days late")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("row").filter(has_text="Open a second clinic").first).to_contain_text("32")

    # When the manager reports it complete, then the dashboard has it no longer.
    page.goto("/plans/head-neck/2026-27/actions/1.1/update/")
    page.get_by_label("Status").select_option("complete")
    page.get_by_label("Comment").fill("Opened on Monday")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Action 1.1 updated.")).to_be_visible()
    page.goto("/")
    axe(page)
    expect(page.get_by_role("row").filter(has_text="Open a second clinic")).to_have_count(0)

    # And the same document again would change nothing but what the file does not say.
    bring(page, PLAN)
    expect(page.get_by_text("Nothing would change")).to_be_visible()


def test_an_error_is_named_with_its_place_and_the_summary_takes_the_focus(page, network, browser_complaints):
    manager = someone(RoleKind.NETWORK_MANAGER, network)
    sign_in(page, manager.email, "/")
    bring(page, word_plan(("1.1", "One", "MCN Manager", "Q3"), ("1.1", "Twice", "MCN Manager", "Q4")))
    expect(page.get_by_text("stands twice")).to_be_visible()
    page.get_by_role("button", name="Import this").click()
    summary = page.get_by_role("alert").or_(page.locator(".nhsuk-error-summary")).first
    expect(summary).to_contain_text("leave those rows out")
    browser_complaints[:] = [words for words in browser_complaints if "status of 422" not in words]
    axe(page)
    page.get_by_role("link", name="leave those rows out").click()
    expect(page.get_by_label("Leave out the rows with errors")).to_be_focused()
