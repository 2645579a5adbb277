"""Documents for the importer's tests, made in code and in our own words: grids, Word files, workbooks."""

import io
from datetime import date

import docx
import openpyxl
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from core.periods import FinancialYear
from workplans.importing.blocks import Cell, Document, Line, Row, Table
from workplans.importing.parse import parse
from workplans.importing.readers import read_document

YEAR = FinancialYear(2023)
HEADINGS = ("No.", "Action", "Lead", "Due date")
ACROSS = Cell(merged="across")
SCAN = ("1.1", "Scan", "MCN Manager", "Q1")
TREAT = ("2.1", "Operate", "Lead Nurse", "Q2")
TWO = {"1 Find sooner": ["1.1 Scan"], "2 Treat better": ["2.1 Operate"]}


# --- Grids: blocks without a file --------------------------------------------------------------------------------


def cell(content):
    """A cell of text. A line "<1.1>Words" has an automatic number, "<•>Words" a bullet, "**Words" is bold."""
    if isinstance(content, Cell):
        return content
    lines = []
    for line in content.split("\n"):
        marker = ""
        if line.startswith("<"):
            marker, line = line[1:].split(">", 1)
        if line or marker:
            lines.append(Line(line.removeprefix("**"), marker, line.startswith("**")))
    return Cell(tuple(lines))


def down(content):
    """A cell that is merged with the one above, which says `content`."""
    return Cell(cell(content).lines, "down")


def grid(*rows, number=1, name=""):
    """A table of rows of texts."""
    where = f"sheet {name}" if name else f"table {number}"
    read = (Row(tuple(cell(each) for each in row), f"{where}, row {at}") for at, row in enumerate(rows, start=1))
    return Table(tuple(read), where, name)


def plan_of(*blocks, year=YEAR, known_leads=()):
    """The plan in these blocks; rows of texts are one table."""
    if blocks and not hasattr(blocks[0], "where"):
        blocks = (grid(*blocks),)
    return parse(Document(tuple(blocks)), year, known_leads)


def plan_in(content, kind, year=YEAR):
    """The plan in a file."""
    return parse(read_document(content, kind), year)


# --- What a plan says, in short ----------------------------------------------------------------------------------


def numbers(plan):
    return [action.number for action in plan.actions]


def outline(plan):
    """Objectives with their numbers, and the actions under each."""
    return {
        f"{objective.number} {objective.title}": [
            f"{action.number} {action.text}" for action in plan.actions if action.objective == objective.title
        ]
        for objective in plan.objectives
    }


def brief(action):
    """Text, steps, leads and dates of an action."""
    return (
        action.text,
        [step.text for step in action.steps],
        list(action.leads),
        [due.text for due in action.due],
    )


def said(plan, level=""):
    """The findings in one text."""
    return "\n".join(f"{f.level} {f.where}: {f.message}" for f in plan.findings if not level or f.level == level)


# --- Files ---------------------------------------------------------------------------------------------------------


def saved(thing):
    """The bytes of a Word document or a workbook."""
    target = io.BytesIO()
    thing.save(target)
    return target.getvalue()


def word_table(document, rows):
    """Add a table of texts to a Word document; lines become paragraphs."""
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for box, text in zip(row.cells, texts, strict=True):
            first, *others = text.split("\n")
            box.text = first
            for other in others:
                box.add_paragraph(other)
    return table


def add_inserted(paragraph, text):
    """Text that somebody inserted with changes tracked."""
    change = parse_xml(
        f'<w:ins {nsdecls("w")} w:id="1" w:author="A"><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:ins>'
    )
    paragraph._p.append(change)


def add_deleted(paragraph, text):
    """Text that somebody deleted with changes tracked."""
    run = f'<w:r><w:delText xml:space="preserve">{text}</w:delText></w:r>'
    change = parse_xml(f'<w:del {nsdecls("w")} w:id="2" w:author="A">{run}</w:del>')
    paragraph._p.append(change)


def add_numbering(document, levels):
    """A list of the document: (format, pattern) for each level. Returns the number that paragraphs name it by."""
    numbering = document.part.numbering_part.element
    key = str(900 + len(numbering))
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), key)
    for at, (shape, pattern) in enumerate(levels):
        abstract.append(
            parse_xml(
                f'<w:lvl {nsdecls("w")} w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/>'
                f'<w:lvlText w:val="{pattern}"/></w:lvl>'
            )
        )
    numbering.insert(0, abstract)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>'))
    return key


def numbered(paragraph, key, level=0):
    """Make a paragraph one of a list."""
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{key}"/></w:numPr>'))
    return paragraph


def workbook(*sheets):
    """A workbook of sheets: (title, rows)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return book


def word_plan():
    """An ordinary plan as a Word document."""
    document = docx.Document()
    document.add_heading("Southshire Lung MCN Work Plan 2023/24", 1)
    word_table(
        document,
        [
            ("No.", "Action", "Lead", "Due date"),
            ("1", "Find lung cancer sooner", "", ""),
            ("1.1", "Open a second scanner", "MCN Manager\nLead Nurse", "Jun 23"),
            ("1.2", "Teach practices the new form", "Dr A Example", "Q3"),
        ],
    )
    return document


JUNE_30 = date(2023, 6, 30)
