"""From the Word document to the delivery plan: bring it, read what it would do, confirm, and bring it again."""

import pytest
import time_machine
from playwright.sync_api import expect

from organisations.grants import RoleKind
from tests.alliance.importing.delivery_layouts import LAYOUTS
from tests.alliance.importing.test_delivery_changes import QUARTERS, text_of
from tests.browser import axe, no_sideways_scroll, sign_in
from tests.factories import TODAY, AllianceFactory, someone

pytestmark = pytest.mark.django_db(transaction=True)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def lead(page):
    person = someone(RoleKind.PROGRAMME_LEAD, AllianceFactory(code="south", name="South Cancer Alliance"))
    sign_in(page, person.email, "/")
    return person


def bring(page, content, name="plan.docx", kind=DOCX):
    page.goto("/delivery/")
    page.get_by_role("link", name="Import a plan").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Import a delivery plan")
    page.locator("input[name=document]").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Preview of the import")


def test_a_word_document_becomes_the_plan(page, lead):
    make, _, _ = LAYOUTS["comments_in_the_margin"]
    document = make()

    # Given the document of a plan, when the programme lead brings it, then the preview says what it holds.
    bring(page, document)
    expect(page.get_by_text("the plan will be opened as a draft")).to_be_visible()
    expect(page.get_by_role("row", name="1.1 Deliverable Chest clinics")).to_be_visible()
    expect(page.get_by_role("row", name="Milestone, Q2 Recruit nurses")).to_be_visible()
    axe(page)
    no_sideways_scroll(page)
    page.get_by_role("button", name="Import this").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Imported")
    axe(page)

    # Then the plan's page has its workstreams, deliverables and milestones, and offers it again as a document.
    page.get_by_role("main").get_by_role("link", name="Cancer Alliance Delivery Plan 2023/24").click()
    expect(page.get_by_text("Chest clinics").first).to_be_visible()
    page.get_by_text("Download", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Word", exact=True).click()
    exported = download.value.path().read_bytes()

    # And neither the document nor what was downloaded would change anything.
    for content in (document, exported):
        bring(page, content)
        expect(page.get_by_text("Nothing would change")).to_be_visible()


def test_a_moved_milestone_asks_why_and_the_summary_leads_there(page, lead, browser_complaints):
    bring(page, text_of(*QUARTERS).encode(), "plan.md", "text/markdown")
    page.get_by_role("button", name="Import this").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Imported")

    # When the same plan has a milestone in another quarter, then confirming without a reason is refused, with the way.
    bring(page, text_of("Plan", "", "Open/Recruit", "Review").encode(), "plan.md", "text/markdown")
    expect(page.get_by_role("row", name="Recruit")).to_contain_text("Q2 becomes Q3")
    axe(page)
    page.get_by_role("button", name="Import this").click()
    summary = page.locator(".nhsuk-error-summary")
    expect(summary).to_contain_text("Say why the dates move.")
    browser_complaints[:] = [words for words in browser_complaints if "status of 422" not in words]
    axe(page)
    page.get_by_role("link", name="Say why the dates move.").click()
    expect(page.get_by_label("Why do dates move?")).to_be_focused()
    page.keyboard.type("No staff yet")
    page.get_by_label("Who agreed to the new dates?").fill("Alliance board")
    page.get_by_role("button", name="Import this").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Imported")
