"""Word documents that people read: a page set up once, and tables written as XML in one go.

Building a table cell by cell through python-docx takes seconds for some hundred rows. Everything here takes plain
text; what XML cannot hold is left out (core/export.py).
"""

import io
from collections.abc import Iterable, Sequence

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from core.cells import printable

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Arial"
HEAD_FILL, GROUP_FILL = "E8EDEE", "F0F4F5"

Columns = Sequence[tuple[str, float]]
"""Headings with their widths in millimetres; landscape A4 leaves 267, portrait 180."""


def new_document(title: str, *, subject: str = "", footer: str = "", landscape: bool = True):
    """An A4 document with margins of 15 mm in Arial; the footer is followed by the page's number.

    It has the styles Heading 1 to 4, Normal and List Bullet.
    """
    doc = Document()
    section = doc.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin, section.bottom_margin = Mm(15), Mm(15)
    properties = doc.core_properties
    properties.title, properties.language, properties.author = printable(title)[:255], "en-GB", ""
    properties.subject, properties.comments = printable(subject)[:255], ""
    for name, size in (
        ("Normal", 9),
        ("Heading 1", 16),
        ("Heading 2", 12),
        ("Heading 3", 10),
        ("Heading 4", 9),
        ("List Bullet", 9),
    ):
        style = doc.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)
        heading = name.startswith("Heading")
        style.paragraph_format.space_before = Pt(10 if heading and size < 16 else 0)
        style.paragraph_format.space_after = Pt(8 if size > 12 else 4 if heading else 2)
        if heading:
            style.font.color.rgb = RGBColor(0x21, 0x2B, 0x32)
    bullets = doc.styles["List Bullet"].paragraph_format
    bullets.left_indent, bullets.first_line_indent = Mm(4), Mm(-4)
    for language in doc.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run(printable(f"{footer}, page " if footer else "Page ")).font.size = Pt(8)
    _field(foot, "PAGE")
    foot.add_run(" of ").font.size = Pt(8)
    _field(foot, "NUMPAGES")
    return doc


def saved(doc) -> bytes:
    """The document as a file."""
    file = io.BytesIO()
    doc.save(file)
    return file.getvalue()


def heading(doc, text: str, level: int = 1) -> None:
    """A heading of level 1 to 4."""
    doc.add_heading(printable(text), level=level)


def words(doc, text: str, *, bullet: bool = False, bold: bool = False) -> None:
    """The lines of a text as paragraphs; empty lines are left out."""
    for line in text.splitlines():
        if line.strip():
            paragraph = doc.add_paragraph(style="List Bullet" if bullet else None)
            paragraph.add_run(printable(line)).bold = bold or None


# --- Tables ---------------------------------------------------------------------------------------------


def add_table(doc, columns: Columns, *, caption: str, description: str = "", header: bool = True):
    """A table; returns the XML to which rows are appended. Its header row, if it has one, is repeated on each page."""
    table = doc.add_table(rows=0, cols=len(columns), style="Table Grid")
    table.autofit = False
    xml = table._tbl
    properties = xml.tblPr
    properties.append(_element("w:tblCaption", val=printable(caption)[:255]))
    properties.append(_element("w:tblDescription", val=printable(description or caption)[:255]))
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        # The first row is a header row; no column is one.
        look.set(qn("w:firstColumn"), "0")
        properties.remove(look)
        properties.insert(len(properties) - 2, look)
    for column, (_, width) in zip(xml.tblGrid.findall(qn("w:gridCol")), columns, strict=True):
        column.set(qn("w:w"), _twips(width))
    if header:
        first = row([cell([paragraph(name, bold=True)], width, fill=HEAD_FILL) for name, width in columns])
        first.find(qn("w:trPr")).append(_element("w:tblHeader"))
        xml.append(first)
    return xml


def text_row(columns: Columns, cells: Iterable[str]):
    """A row of plain cells; the lines of a text are paragraphs."""
    return row([cell(lines(text.splitlines()), width) for text, (_, width) in zip(cells, columns, strict=True)])


def group_row(columns: Columns, text: str):
    """A row across the whole table that heads the rows below it."""
    width = sum(width for _, width in columns)
    return row([cell([paragraph(text, bold=True)], width, span=len(columns), fill=GROUP_FILL)])


def row(cells):
    """A row that stays on one page where it fits."""
    element = _element("w:tr")
    properties = _element("w:trPr")
    properties.append(_element("w:cantSplit"))
    element.append(properties)
    element.extend(cells)
    return element


def cell(paragraphs, width: float, *, span: int = 1, fill: str = ""):
    """A cell of a width in millimetres, over `span` columns, filled with a colour like "E8EDEE"."""
    element = _element("w:tc")
    properties = _element("w:tcPr")
    properties.append(_element("w:tcW", w=_twips(width), type="dxa"))
    if span > 1:
        properties.append(_element("w:gridSpan", val=str(span)))
    if fill:
        properties.append(_element("w:shd", val="clear", color="auto", fill=fill))
    element.append(properties)
    element.extend(paragraphs)
    return element


def lines(texts: Iterable[str]) -> list:
    """A paragraph for each text that says something; one empty paragraph where none does, as a cell needs."""
    return [paragraph(text) for text in texts if text.strip()] or [paragraph("")]


def paragraph(text: str, *, bold: bool = False, bullet: bool = False, depth: int = 0):
    """One paragraph of a cell; a bullet may stand inside another's list (`depth` 1)."""
    element = _element("w:p")
    if bullet:
        properties = _element("w:pPr")
        properties.append(_element("w:pStyle", val=f"ListBullet{depth + 1}" if depth else "ListBullet"))
        element.append(properties)
    run = _element("w:r")
    if bold:
        properties = _element("w:rPr")
        properties.append(_element("w:b"))
        run.append(properties)
    said = _element("w:t")
    said.set(qn("xml:space"), "preserve")
    said.text = printable(text)
    run.append(said)
    element.append(run)
    return element


# --- XML ------------------------------------------------------------------------------------------------


def _element(name, **attributes):
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _twips(millimetres) -> str:
    return str(round(millimetres * 1440 / 25.4))


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
