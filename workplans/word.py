"""A plan as a Word document: one table in the layout that networks publish, read by people and by our own importer.

A number, the action with its steps as bullets, its leads and its dates a line each; then what the paper does not have:
status, rating and the latest comment. Objectives are rows of their own, merged across. The table is written as XML in
one go, because building it cell by cell through python-docx takes seconds for a plan of some hundred actions.
"""

import io
from collections.abc import Iterable
from datetime import date

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from core.export import printable
from performance.rag import Thresholds
from workplans import progress
from workplans.importing.rows import marked_steps, plain, row_of_action
from workplans.progress import OPEN, Status

# Millimetres, on landscape A4 with margins of 15.
COLUMNS = (
    ("No.", 13),
    ("Actions required", 92),
    ("Lead", 43),
    ("Due date", 27),
    ("Status", 22),
    ("Rating", 22),
    ("Latest comment", 48),
)
FONT = "Arial"
SUGGESTED = "{} (suggested)"
"""How a rating reads that nobody gave; the importer knows it by that word and leaves it alone."""


def document(plan, objectives, actions: Iterable, *, on: date, thresholds: Thresholds) -> bytes:
    """The plan as it stands on a day. `actions` come in the order of the paper, with what `rows.for_rows` brings."""
    doc = Document()
    _page(doc, plan, on)
    doc.add_heading(printable(plan.title), level=1)
    table = _table(doc, plan)
    under = {objective.pk: [] for objective in objectives}
    for action in actions:
        under.setdefault(action.objective_id, []).append(action)
    for objective in objectives:
        table.append(_objective_row(objective))
        for action in under[objective.pk]:
            table.append(_action_row(action, plan.financial_year, on=on, thresholds=thresholds))
    file = io.BytesIO()
    doc.save(file)
    return file.getvalue()


# --- The page -----------------------------------------------------------------------------------------


def _page(doc, plan, on):
    section = doc.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin, section.bottom_margin = Mm(15), Mm(15)
    properties = doc.core_properties
    properties.title, properties.language, properties.author = printable(plan.title)[:255], "en-GB", ""
    properties.subject, properties.comments = f"Work plan of {plan.network}"[:255], ""
    for name, size in (("Normal", 9), ("Heading 1", 16), ("List Bullet", 9)):
        style = doc.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)
        style.paragraph_format.space_before = Pt(0)
        style.paragraph_format.space_after = Pt(8 if size > 10 else 2)
    doc.styles["Heading 1"].font.color.rgb = RGBColor(0x21, 0x2B, 0x32)
    bullets = doc.styles["List Bullet"].paragraph_format
    bullets.left_indent, bullets.first_line_indent = Mm(4), Mm(-4)
    for language in doc.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    footer.add_run(f"{plan.get_state_display()} plan as it stands on {on.day} {on:%B %Y}, page ").font.size = Pt(8)
    _field(footer, "PAGE")
    footer.add_run(" of ").font.size = Pt(8)
    _field(footer, "NUMPAGES")


def _field(paragraph, instruction):
    """A number that Word works out: of the page, of all pages."""
    parts = [
        _element("w:fldChar", fldCharType="begin"),
        _element("w:instrText"),
        _element("w:fldChar", fldCharType="end"),
    ]
    parts[1].set(qn("xml:space"), "preserve")
    parts[1].text = f" {instruction} "
    for part in parts:
        run = paragraph.add_run()
        run.font.size = Pt(8)
        run._r.append(part)


# --- The table ----------------------------------------------------------------------------------------


def _table(doc, plan):
    table = doc.add_table(rows=0, cols=len(COLUMNS), style="Table Grid")
    table.autofit = False
    xml = table._tbl
    properties = xml.tblPr
    properties.append(_element("w:tblCaption", val=printable(plan.title)[:255]))
    properties.append(
        _element("w:tblDescription", val="Objectives in rows across the table, each followed by its actions.")
    )
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        # The first row is a header row; no column is one.
        look.set(qn("w:firstColumn"), "0")
        properties.remove(look)
        properties.insert(len(properties) - 2, look)
    for column, (_, width) in zip(xml.tblGrid.findall(qn("w:gridCol")), COLUMNS, strict=True):
        column.set(qn("w:w"), _twips(width))
    header = _row([_cell([_paragraph(name, bold=True)], width, fill="E8EDEE") for name, width in COLUMNS])
    header.find(qn("w:trPr")).append(_element("w:tblHeader"))
    xml.append(header)
    return xml


def _objective_row(objective):
    number = _cell([_paragraph(f"{objective.number}.", bold=True)], COLUMNS[0][1], fill="F0F4F5")
    title = plain(objective.title)
    width = sum(width for _, width in COLUMNS[1:])
    return _row([number, _cell([_paragraph(title, bold=True)], width, span=len(COLUMNS) - 1, fill="F0F4F5")])


def _action_row(action, year, *, on, thresholds):
    row = row_of_action(action)
    steps = [_paragraph(plain(text), bullet=True) for text in marked_steps(row.steps, row.due, year)]
    cells = (
        [_paragraph(row.number)],
        [_paragraph(plain(row.text)), *steps],
        _lines(row.leads),
        _lines(part.strip() for part in row.due.split(";")),
        [_paragraph(Status(row.status).label)],
        [_paragraph(_rating(action, on=on, thresholds=thresholds))],
        _lines(row.comment.splitlines()),
    )
    return _row([_cell(paragraphs, width) for paragraphs, (_, width) in zip(cells, COLUMNS, strict=True)])


def _rating(action, *, on, thresholds) -> str:
    """The rating that shows, in words, and whose it is where nobody gave it."""
    suggested = progress.suggest(action, on=on, thresholds=thresholds).rating
    shown = progress.shown_rating(
        status=action.status, given=action.rating_given, basis=action.rating_basis, suggested=suggested
    )
    if action.status in OPEN and shown != action.rating_given:
        return SUGGESTED.format(shown.label)
    return shown.label


def _lines(texts):
    return [_paragraph(plain(text)) for text in texts if text.strip()] or [_paragraph("")]


# --- XML ----------------------------------------------------------------------------------------------


def _element(name, **attributes):
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _twips(millimetres) -> str:
    return str(round(millimetres * 1440 / 25.4))


def _row(cells):
    """A row that stays on one page where it fits."""
    row = _element("w:tr")
    properties = _element("w:trPr")
    properties.append(_element("w:cantSplit"))
    row.append(properties)
    row.extend(cells)
    return row


def _cell(paragraphs, width, *, span=1, fill=""):
    cell = _element("w:tc")
    properties = _element("w:tcPr")
    properties.append(_element("w:tcW", w=_twips(width), type="dxa"))
    if span > 1:
        properties.append(_element("w:gridSpan", val=str(span)))
    if fill:
        properties.append(_element("w:shd", val="clear", color="auto", fill=fill))
    cell.append(properties)
    cell.extend(paragraphs)
    return cell


def _paragraph(text, *, bold=False, bullet=False):
    paragraph = _element("w:p")
    if bullet:
        properties = _element("w:pPr")
        properties.append(_element("w:pStyle", val="ListBullet"))
        paragraph.append(properties)
    run = _element("w:r")
    if bold:
        properties = _element("w:rPr")
        properties.append(_element("w:b"))
        run.append(properties)
    words = _element("w:t")
    words.set(qn("xml:space"), "preserve")
    words.text = printable(text)
    run.append(words)
    paragraph.append(run)
    return paragraph
