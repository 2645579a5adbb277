"""An administrator brings figures, confirms what they would change, and says what an unknown name means."""

import os
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from core import jobs
from core.jobs import Job
from organisations.grants import RoleKind
from performance import tasks  # noqa: F401 - the worker's part is done here
from performance.models import Figure
from tests.browser import axe, no_sideways_scroll, sign_in
from tests.factories import AllianceFactory, someone

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "provider,standard,tumour group,month,total,within\n"
PICTURES = os.environ.get("PICTURES", "")


def csv(name, text):
    return {"name": name, "mimeType": "text/csv", "buffer": (HEAD + text).encode()}


def look(page, name):
    axe(page)
    no_sideways_scroll(page)
    if PICTURES:
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


def test_from_a_file_to_figures_that_everybody_understands(page, browser_complaints, monkeypatch):
    monkeypatch.setattr(jobs, "_dispatch", lambda job_id: None)
    call_command("load_reference", verbosity=0)
    chief = someone(RoleKind.ADMINISTRATOR, AllianceFactory())
    sign_in(page, chief.email, goto="/admin/performance/figuresource/import/")
    look(page, "import")

    # Without a file the mistake is named, and its link leads to the field.
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose at least one file.")
    browser_complaints.clear()

    page.locator("input[type=file]").set_input_files(
        [
            csv("figures.csv", "RHM,62d,All,2024-01,100,60\nSOTON,62d,All,2024-02,10,9\nRHM,62d,Spleen,2024-01,4,3\n"),
            csv("broken.csv", "RHM,62d,All,2024-01,ten,9\n"),
        ]
    )
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Preview of the load")
    expect(page.get_by_text("“ten” is no count")).to_be_visible()
    look(page, "preview")

    page.get_by_role("button", name="Load this file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Loading")
    look(page, "loading")
    jobs.run(Job.objects.latest("pk").pk)
    # The page asks by itself until the job has ended.
    expect(page.get_by_role("heading", level=1)).to_have_text("Loaded", timeout=20_000)
    look(page, "loaded")

    page.goto("/admin/performance/reportingbody/unknown/")
    look(page, "unknown")
    page.get_by_role("link", name=re.compile("Say who it is.*SOTON")).click()
    page.get_by_label("Another code or name of an organisation that is known").check()
    page.get_by_label("Which organisation is it?").select_option("RHM")
    look(page, "explain")
    page.get_by_role("button", name="Remember this").click()
    expect(page.get_by_text("What was loaded under it belongs there now.")).to_be_visible()
    expect(page.get_by_text("Every organisation is known.")).to_be_visible()
    assert Figure.objects.filter(series__body__code="RHM").count() == 3

    page.goto("/admin/performance/figuresource/doubts/")
    look(page, "doubts")
