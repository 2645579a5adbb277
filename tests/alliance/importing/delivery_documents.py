"""Delivery plans for the tests, made in code and in our own words: blocks from short texts, and a Word file."""

import io

import docx

from alliance.importing.parse_delivery import parse_delivery
from core.periods import FinancialYear
from tests.workplans.importing.documents import grid, word_table
from workplans.importing.blocks import BULLET, Document, Heading, Paragraph

YEAR = FinancialYear(2023)
LEAD = "Name and email of Cancer Alliance Lead Contact: Programme Lead programme.lead@example.nhs.uk"
ABOUT = (("Deliverable", "Run the clinics"), ("Success measures", "<•>Clinics held\n<•>People seen"))
QUARTERS = (("Q1", "<•>Plan"), ("Q2", "<•>Recruit"), ("Q3", "<•>Open"), ("Q4", "<•>Review"))
TITLE = "# Cancer Alliance Delivery Plan Template 2023/24"
FIRST = (TITLE, "# 1 Workstream: Find sooner", "# 1.1 Clinics")
WHOLE = (*FIRST, ABOUT, LEAD, "# Narrative plan for 23/24", "We run clinics.", "# Planned milestones", QUARTERS)


def blocks_of(parts):
    """A part is a heading ("# Words"), a bullet ("• Words"), a paragraph, or rows of texts for a table."""
    for number, part in enumerate(parts, start=1):
        if not isinstance(part, str):
            yield grid(*part, number=number)
        elif part.startswith("# "):
            yield Heading(part[2:], 2, f"line {number}")
        elif part.startswith(f"{BULLET} "):
            yield Paragraph(part[2:], f"line {number}", BULLET)
        else:
            yield Paragraph(part, f"line {number}")


def plan_of(*parts, year=YEAR):
    """The delivery plan that these parts make."""
    return parse_delivery(Document(tuple(blocks_of(parts))), year)


def only(*parts):
    """The one deliverable of these parts."""
    (deliverable,) = plan_of(*parts).deliverables
    return deliverable


def planned(deliverable):
    """Its milestones by quarter: a text, or a text with its children."""
    return [
        [(one.text, list(one.children)) if one.children else one.text for one in quarter]
        for quarter in deliverable.milestones
    ]


def messages(plan, level=""):
    """What the findings say, with their places."""
    return [f"{f.where}: {f.message}" for f in plan.findings if not level or f.level == level]


def word_file():
    """A small plan as a Word file; two milestones stand inside another, with no colon to tell so."""
    document = docx.Document()
    document.add_heading("Cancer Alliance Delivery Plan 2023/24", 1)
    document.add_heading("1 Workstream: Find sooner", 2)
    document.add_heading("1.1 Clinics", 3)
    word_table(document, ABOUT_PLAIN)
    document.add_paragraph(LEAD)
    document.add_heading("Planned milestones", 4)
    table = word_table(document, [(f"Q{number}", "") for number in (1, 2, 3, 4)])
    listed = (("Train", ""), ("nurses", " 2"), ("porters", " 2"), ("Open", ""))
    for text, depth in listed:
        table.cell(0, 1).add_paragraph(text, style=f"List Bullet{depth}")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


ABOUT_PLAIN = (("Deliverable", "Run the clinics"), ("Success measures", "Clinics held"))
