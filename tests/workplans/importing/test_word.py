"""What is on the page of a Word document, in order and with its place."""

import base64
import io

import docx
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.workplans.importing.documents import (
    add_deleted,
    add_inserted,
    add_numbering,
    numbered,
    saved,
    word_plan,
    word_table,
)
from workplans.importing.blocks import Cell, Heading, Paragraph, Table
from workplans.importing.readers import read_document

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def rows_of(document, table=0):
    """The texts of a table: a line break between lines, a marker before its line."""
    shown = []
    for row in document.tables[table].rows:
        shown.append(["\n".join(f"{line.marker}{line.text}" for line in each.lines) for each in row.cells])
    return shown


# --- Word ----------------------------------------------------------------------------------------------------------


def test_word_blocks_in_order_with_their_place():
    document = word_plan()
    document.add_paragraph("A closing word.")
    heading, table, closing = read_document(saved(document), "docx").blocks
    assert heading == Heading("Southshire Lung MCN Work Plan 2023/24", 1, "paragraph 1")
    assert closing == Paragraph("A closing word.", "paragraph 2")
    assert isinstance(table, Table)
    assert table.rows[2].where == "table 1, row 3"
    assert [line.text for line in table.rows[2].cells[2].lines] == ["MCN Manager", "Lead Nurse"]


def test_word_merged_cells_are_marked():
    document = docx.Document()
    table = word_table(document, [("1", "Title", ""), ("1.1", "Do", "Ann"), ("", "Do more", "Ben")])
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(1, 0).merge(table.cell(2, 0))
    rows = read_document(saved(document), "docx").tables[0].rows
    assert [each.merged for each in rows[0].cells] == ["", "", "across"]
    assert rows[2].cells[0] == Cell(rows[1].cells[0].lines, "down")


def test_word_bullets_line_breaks_and_bold():
    document = docx.Document()
    box = word_table(document, [("x", "y")]).cell(0, 0)
    box.text = ""
    run = box.paragraphs[0].add_run("First")
    run.bold = True
    run.add_break(WD_BREAK.LINE)
    run.add_text("second")
    box.add_paragraph("third", style="List Bullet")
    lines = read_document(saved(document), "docx").tables[0].rows[0].cells[0].lines
    assert [(line.text, line.marker, line.strong) for line in lines] == [
        ("First", "", True),
        ("second", "", True),
        ("third", "•", False),
    ]


def test_word_tracked_changes_are_read_as_accepted():
    document = docx.Document()
    box = word_table(document, [("x", "y")]).cell(0, 0)
    box.text = "Open the "
    add_deleted(box.paragraphs[0], "old ")
    add_inserted(box.paragraphs[0], "new ")
    box.paragraphs[0].add_run("clinic")
    gone = document.add_paragraph()
    add_deleted(gone, "A paragraph that is gone")
    read = read_document(saved(document), "docx")
    assert rows_of(read) == [["Open the new clinic", "y"]]
    assert [block for block in read.blocks if isinstance(block, Paragraph)] == []
    assert "tracked changes" in read.findings[0].message


def test_word_a_deleted_row_is_gone_and_a_deleted_paragraph_mark_joins():
    document = docx.Document()
    table = word_table(document, [("Keep", "a"), ("Drop", "b")])
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="A"/>'))
    box = table.cell(0, 0)
    box.add_paragraph("together")
    mark = parse_xml(f'<w:rPr {nsdecls("w")}><w:del w:id="3" w:author="A"/></w:rPr>')
    box.paragraphs[0]._p.get_or_add_pPr().append(mark)
    assert rows_of(read_document(saved(document), "docx")) == [["Keep together", "a"]]


def test_word_automatic_numbers_are_counted_in_document_order():
    document = docx.Document()
    key = add_numbering(document, [("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "%3)")])
    table = word_table(document, [("", "Find"), ("", "Scan"), ("", "Teach"), ("", "Treat"), ("", "Operate")])
    for at, level in enumerate((0, 1, 1, 0, 1)):
        numbered(table.cell(at, 0).paragraphs[0], key, level)
    numbered(table.cell(1, 1).add_paragraph("Order it"), key, 2)
    numbered(table.cell(1, 1).add_paragraph("Install it"), key, 2)
    assert rows_of(read_document(saved(document), "docx")) == [
        ["1.", "Find"],
        ["1.1", "Scan\na)Order it\nb)Install it"],
        ["1.2", "Teach"],
        ["2.", "Treat"],
        ["2.1", "Operate"],
    ]


def test_word_numbers_come_from_styles_too_and_lists_restart():
    document = docx.Document()
    key = add_numbering(document, [("upperRoman", "%1")])
    style = document.styles.add_style("Numbered row", 1)
    style.element.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="{key}"/></w:numPr>'))
    again = parse_xml(
        f'<w:num {nsdecls("w")} w:numId="{key}1"><w:abstractNumId w:val="{key}"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="4"/></w:lvlOverride></w:num>'
    )
    document.part.numbering_part.element.append(again)
    for text in ("one", "two"):
        document.add_paragraph(text, style="Numbered row")
    numbered(document.add_paragraph("four"), f"{key}1")
    numbered(document.add_paragraph("five"), f"{key}1")
    markers = [block.marker for block in read_document(saved(document), "docx").blocks]
    assert markers == ["I", "II", "IV", "V"]


def test_word_a_table_in_the_only_cell_of_a_row_is_a_table_of_its_own():
    document = docx.Document()
    outer = document.add_table(rows=1, cols=1)
    inner = outer.cell(0, 0).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Action", "Lead"
    tables = read_document(saved(document), "docx").tables
    assert [table.where for table in tables] == ["table 1", "table 2"]
    assert tables[1].rows[0].where == "table 2, row 1, inside table 1"
    assert [each.text for each in tables[1].rows[0].cells] == ["Action", "Lead"]


def test_word_any_other_inner_table_is_read_as_lines():
    document = docx.Document()
    outer = word_table(document, [("1.1", "Open the clinic")])
    inner = outer.cell(0, 1).add_table(rows=2, cols=2)
    for at, (step, when) in enumerate((("Plan", "Jun 23"), ("Build", "Sep 23"))):
        inner.cell(at, 0).text, inner.cell(at, 1).text = step, when
    assert rows_of(read_document(saved(document), "docx")) == [["1.1", "Open the clinic\n•Plan Jun 23\n•Build Sep 23"]]


def test_word_content_controls_links_and_text_boxes():
    document = docx.Document()
    paragraph = document.add_paragraph("Before ")
    paragraph._p.append(
        parse_xml(
            f'<w:sdt {nsdecls("w")}><w:sdtPr/><w:sdtContent><w:r><w:t xml:space="preserve">chosen </w:t></w:r>'
            "</w:sdtContent></w:sdt>"
        )
    )
    paragraph._p.append(parse_xml(f"<w:hyperlink {nsdecls('w')}><w:r><w:t>linked</w:t></w:r></w:hyperlink>"))
    boxed = document.add_paragraph("Beside")
    boxed.add_run()._r.append(
        parse_xml(
            f'<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p><w:r>'
            "<w:t>In the box</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict>"
        )
    )
    texts = [block.text for block in read_document(saved(document), "docx").blocks]
    assert sorted(texts) == ["Before chosen linked", "Beside", "In the box"]


def test_word_marks_that_draw_nothing():
    document = docx.Document()
    document.add_paragraph("Re\u00adview\u200b the\u00a0 plan")
    assert read_document(saved(document), "docx").blocks[0].text == "Review the plan"


def test_word_hidden_text_is_not_read_and_said():
    document = docx.Document()
    paragraph = document.add_paragraph("Shown")
    paragraph.add_run(" hidden").font.hidden = True
    read = read_document(saved(document), "docx")
    assert read.blocks[0].text == "Shown"
    assert "hidden text" in read.findings[0].message


def test_word_only_a_picture():
    document = docx.Document()
    document.add_picture(io.BytesIO(PIXEL))
    read = read_document(saved(document), "docx")
    assert read.blocks == ()
    assert (read.findings[0].level, "only pictures" in read.findings[0].message) == ("error", True)


def test_word_colours_of_cells():
    document = docx.Document()
    table = word_table(document, [("RAG", "")])
    table.cell(0, 1)._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="FF0000"/>'))
    cells = read_document(saved(document), "docx").tables[0].rows[0].cells
    assert [each.fill for each in cells] == ["", "FF0000"]


def test_word_cells_that_start_after_a_gap():
    document = docx.Document()
    table = word_table(document, [("a", "b", "c")])
    row = table.rows[0]._tr
    row.remove(row.tc_lst[0])
    row.get_or_add_trPr().append(parse_xml(f'<w:gridBefore {nsdecls("w")} w:val="1"/>'))
    assert rows_of(read_document(saved(document), "docx")) == [["", "b", "c"]]
    assert row.tc_lst[0].tag == qn("w:tc")
