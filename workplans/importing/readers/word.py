"""Word documents -> blocks.

What a person sees when all changes are accepted: deleted text is left out, inserted text is in; automatic numbers and
bullets stand as markers; merged cells are marked; line breaks part lines. A table inside the only cell or the only
row of another may be a table of its own (a page laid out by a table); any other inner table is read as lines of
its cell.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml

from workplans.importing.blocks import (
    BULLET,
    Block,
    Cell,
    Document,
    Finding,
    Heading,
    Line,
    Note,
    Paragraph,
    Row,
    Table,
    one_line,
)
from workplans.importing.readers.left_out import LeftOut
from workplans.importing.readers.numbering import Numbering, W

NOT_IMPORTED = "Comments in the margin are not imported."
"""What is said of them where nothing asks for them; a delivery plan takes them as its reviewers' comments."""
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_INSIDE = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_GAP = "\ue000"  # of the private use area: no document types it
_GONE = frozenset(f"{W}{name}" for name in ("del", "moveFrom"))


def read_docx(data: bytes) -> Document:
    """The blocks of a .docx file, in order; a damaged file is answered with a finding."""
    try:
        document = docx.Document(io.BytesIO(data))
        return _Reader(document).read()
    except Exception as error:  # a damaged package fails in many ways, deep inside the library
        message = (
            f"Word's file could not be opened ({type(error).__name__}). Open it in Word, save it again and import that."
        )
        return Document(findings=(Finding("error", "file", message),))


class _Reader:
    """Walks one document. Numbers are counted on the way, so everything is read once and in order."""

    def __init__(self, document: Any) -> None:
        self.body = document.element.body
        styles = document.styles.element
        self.headings = _heading_styles(styles)
        self.bold_styles = _bold_styles(styles)
        self.bullet_styles = _bullet_styles(styles)
        self.numbering = Numbering(_related(document.part, RELATIONSHIP_TYPE.NUMBERING), styles)
        comments = _related(document.part, RELATIONSHIP_TYPE.COMMENTS)
        self.comments = _comments(comments)
        self.margin: list[Note] = []
        self.blocks: list[Block] = []
        self.paragraphs = self.tables = 0
        self.changes = self.pictures = self.notes = False
        self.at = ""  # the place that is being read
        self.left_out = LeftOut()

    def read(self) -> Document:
        self._walk(self.body)
        return Document(tuple(self.blocks), tuple(self._findings()), tuple(self.margin))

    def _findings(self) -> Iterator[Finding]:
        if self.changes:
            message = "The document has tracked changes: what was deleted is left out, what was inserted is read."
            yield Finding("info", "file", message)
        yield from self.left_out.findings()
        if self.comments:
            yield Finding("info", "file", NOT_IMPORTED)
        if self.notes:
            yield Finding("info", "file", "Footnotes are not imported.")
        if not self.blocks and self.pictures:
            message = "The document holds only pictures, no text. Ask for the document the picture was taken from."
            yield Finding("error", "file", message)

    # --- Blocks ------------------------------------------------------------------------------------------------------

    def _walk(self, parent: Any, inside: str = "") -> None:
        pending = ""  # a paragraph whose end was deleted runs on into the next
        for element in _children(parent):
            if element.tag == f"{W}tbl":
                self._table(element, inside)
            elif element.tag == f"{W}p":
                self.at = f"paragraph {self.paragraphs + 1}"
                lines = list(self._paragraph(element, pending))
                pending = lines.pop()[0].text if lines and self._end_deleted(element) else ""
                for line, level in lines:
                    if line.text:
                        self._add_paragraph(line, level)
        if pending:
            self._add_paragraph(Line(pending), 0)

    def _add_paragraph(self, line: Line, level: int) -> None:
        self.paragraphs += 1
        where = f"paragraph {self.paragraphs}"
        if level:
            text = f"{line.marker} {line.text}" if line.marker not in ("", BULLET) else line.text
            self.blocks.append(Heading(text, level, where))
        else:
            self.blocks.append(Paragraph(line.text, where, line.marker, line.strong))

    def _table(self, table: Any, inside: str = "") -> None:
        self.tables += 1
        name = f"table {self.tables}"
        slot = len(self.blocks)
        rows: list[Row] = []
        above: dict[int, Cell] = {}
        elements = [item for item in _children(table) if item.tag == f"{W}tr"]
        for number, row in enumerate(elements, start=1):
            if _has(row, "trPr", "del"):
                self.changes = True
                continue
            where = f"{name}, row {number}{inside}"
            self.at = where
            cells = self._row(row, above, f", inside {name}", only_row=len(elements) == 1)
            rows.append(Row(tuple(cells), where))
        self.blocks.insert(slot, Table(tuple(rows), name))

    def _row(self, row: Any, above: dict[int, Cell], inside: str, *, only_row: bool) -> list[Cell]:
        cells = [Cell() for _ in range(_count(row, "trPr", "gridBefore"))]
        elements = [item for item in _children(row) if item.tag == f"{W}tc"]
        for element in elements:
            column = len(cells)
            if _has(element, "tcPr", "hMerge") and element.find(f"{W}tcPr/{W}hMerge").get(f"{W}val") != "restart":
                cells.append(Cell(merged="across"))
                continue
            merge = element.find(f"{W}tcPr/{W}vMerge")
            lines = tuple(self._lines(element, layout=len(elements) == 1, only_row=only_row, inside=inside))
            if merge is not None and merge.get(f"{W}val") != "restart" and column in above:
                cell = Cell(above[column].lines, "down", above[column].fill)
            else:
                cell = Cell(lines, fill=_fill(element))
            if merge is None:
                above.pop(column, None)
            else:
                above[column] = cell
            cells.append(cell)
            cells.extend(Cell(merged="across") for _ in range(_count(element, "tcPr", "gridSpan", 1) - 1))
        return cells

    def _lines(self, cell: Any, *, layout: bool, inside: str, only_row: bool = False) -> Iterator[Line]:
        pending = ""
        for element in _children(cell):
            if element.tag == f"{W}p":
                lines = [line for line, _ in self._paragraph(element, pending)]
                pending = lines.pop().text if lines and self._end_deleted(element) else ""
                yield from (line for line in lines if line.text or line.marker not in ("", BULLET))
            elif element.tag == f"{W}tbl" and (layout or (only_row and _is_wide(element))):
                self._table(element, inside)
            elif element.tag == f"{W}tbl":
                yield from self._inner_rows(element)
        if pending:
            yield Line(pending)

    def _inner_rows(self, table: Any) -> Iterator[Line]:
        for row in _children(table):
            if row.tag == f"{W}tr" and not _has(row, "trPr", "del"):
                cells = [item for item in _children(row) if item.tag == f"{W}tc"]
                texts = [" ".join(line.text for line in self._lines(cell, layout=False, inside="")) for cell in cells]
                text = " ".join(text for text in texts if text)
                if text:
                    yield Line(text, BULLET)

    # --- A paragraph -------------------------------------------------------------------------------------------------

    def _paragraph(self, paragraph: Any, before: str = "") -> Iterator[tuple[Line, int]]:
        """Its lines (line breaks part them; only the first has the marker), each with its heading level, or 0."""
        properties = paragraph.find(f"{W}pPr")
        style = _style(properties)
        runs: list[tuple[str, bool]] = [(f"{before} ", True)] if before else []
        self._runs(paragraph, runs, style in self.bold_styles)
        text = _keep_label_gaps("".join(text for text, _ in runs))
        emptied = not text.strip() and next(paragraph.iter(*_GONE), None) is not None
        marker = "" if emptied else self.numbering.marker(properties, style)
        if not marker and style in self.bullet_styles:
            marker = BULLET
        depth = self.bullet_styles.get(style, 0) or self.numbering.depth(properties, style) if marker else 0
        strong = any(text.strip() for text, _ in runs) and all(bold for text, bold in runs if text.strip())
        level = self.headings.get(style or "", 0) or _outline_level(properties)
        lines = [one_line(part).replace(_GAP, "  ") for part in text.split("\n")]
        lines = [line for line in lines if line] or [""]
        for number, line in enumerate(lines):
            yield Line(line, marker if number == 0 else "", strong, depth if number == 0 else 0), level
        for box in paragraph.iter(f"{W}txbxContent"):
            if not _in_fallback(box):
                self._walk(box)

    def _runs(self, parent: Any, runs: list[tuple[str, bool]], bold_style: bool) -> None:
        for element in parent:
            if element.tag in _GONE:
                self.changes = True
            elif element.tag == f"{W}r":
                self._run(element, runs, bold_style)
            elif element.tag in (f"{W}ins", f"{W}moveTo"):
                self.changes = True
                self._runs(element, runs, bold_style)
            elif element.tag not in (f"{W}pPr", f"{W}sdtPr", f"{W}sdtEndPr", f"{_MC}Fallback"):
                self._runs(element, runs, bold_style)

    def _run(self, run: Any, runs: list[tuple[str, bool]], bold_style: bool) -> None:
        properties = run.find(f"{W}rPr")
        hidden = _is_on(properties, "vanish", False)
        if hidden or _is_on(properties, "strike", False) or _is_on(properties, "dstrike", False):
            self.left_out.add(self.at, "".join(item.text or "" for item in run.iter(f"{W}t")), hidden=hidden)
            return
        text = ""
        for element in run:
            if element.tag == f"{W}t":
                text += element.text or ""
            elif element.tag in (f"{W}br", f"{W}cr"):
                text += "\n" if element.get(f"{W}type") in (None, "textWrapping") else " "
            elif element.tag == f"{W}tab":
                text += " "
            elif element.tag == f"{W}noBreakHyphen":
                text += "-"
            elif element.tag in (f"{W}drawing", f"{W}pict", f"{W}object", f"{_MC}AlternateContent"):
                self.pictures = True
            elif element.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                self.notes = True
            elif element.tag == f"{W}commentReference":
                author, words = self.comments.get(element.get(f"{W}id", ""), ("", ""))
                if words:
                    self.margin.append(Note(words, author, self.at, len(self.blocks)))
        runs.append((text, _is_on(properties, "b", bold_style)))

    def _end_deleted(self, paragraph: Any) -> bool:
        deleted = paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None
        self.changes = self.changes or deleted
        return deleted


# --- Word's markup ----------------------------------------------------------------------------------------------------


def _children(parent: Any) -> Iterator[Any]:
    """The elements of a body, table, row or cell, through content controls and insertions, without what was deleted."""
    for element in parent:
        if element.tag in _INSIDE:
            yield from _children(element)
        elif element.tag not in _GONE:
            yield element


def _is_wide(table: Any) -> bool:
    """Whether a table has at least two rows and three columns: more than the steps of an action with their dates."""
    rows = [sum(item.tag == f"{W}tc" for item in _children(row)) for row in _children(table) if row.tag == f"{W}tr"]
    return len(rows) > 1 and max(rows) > 2


def _related(part: Any, kind: str) -> Any:
    """The root element of a related part, or None."""
    try:
        related = part.part_related_by(kind)
    except KeyError:
        return None
    element = getattr(related, "element", None)
    return element if element is not None else parse_xml(related.blob)


def _comments(part: Any) -> dict[str, tuple[str, str]]:
    """The comments in the margin by id, each with its author and its words."""
    if part is None:
        return {}
    return {
        comment.get(f"{W}id", ""): (
            comment.get(f"{W}author", ""),
            " ".join(
                one_line("".join(text.text or "" for text in paragraph.iter(f"{W}t")))
                for paragraph in comment.iter(f"{W}p")
            ).strip(),
        )
        for comment in part.iter(f"{W}comment")
    }


def _style(properties: Any) -> str | None:
    style = properties.find(f"{W}pStyle") if properties is not None else None
    return style.get(f"{W}val") if style is not None else None


def _heading_styles(styles: Any) -> dict[str, int]:
    """Heading styles by id with their level: by name, by outline level, or based on one that is."""
    own: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in styles.iter(f"{W}style"):
        key = style.get(f"{W}styleId", "")
        name_element = style.find(f"{W}name")
        name = (name_element.get(f"{W}val") if name_element is not None else "").lower()
        parent = style.find(f"{W}basedOn")
        if parent is not None:
            based[key] = parent.get(f"{W}val", "")
        if name in ("title", "subtitle"):
            own[key] = 1
        elif name.startswith("heading ") and name[8:].isdigit():
            own[key] = int(name[8:])
        else:
            level = _outline_level(style.find(f"{W}pPr"))
            if level:
                own[key] = level
    for key in based:
        seen, at = set(), key
        while at not in own and at in based and at not in seen:
            seen.add(at)
            at = based[at]
        if at in own:
            own.setdefault(key, own[at])
    return own


def _bold_styles(styles: Any) -> set[str | None]:
    return {
        style.get(f"{W}styleId")
        for style in styles.iter(f"{W}style")
        if style.get(f"{W}type") == "paragraph" and _is_on(style.find(f"{W}rPr"), "b", False)
    }


def _bullet_styles(styles: Any) -> dict[str | None, int]:
    """The styles of bulleted lists by id, with how deep each stands: "List Bullet 2" is 1 deep."""
    names = ((style.get(f"{W}styleId"), style.find(f"{W}name")) for style in styles.iter(f"{W}style"))
    named = ((key, name.get(f"{W}val", "").lower()) for key, name in names if name is not None)
    bullets = ((key, name.removeprefix("list bullet").strip()) for key, name in named if name.startswith("list bullet"))
    return {key: max(int(rest) - 1, 0) if rest.isdecimal() and len(rest) == 1 else 0 for key, rest in bullets}


def _outline_level(properties: Any) -> int:
    found = properties.find(f"{W}outlineLvl") if properties is not None else None
    value = found.get(f"{W}val", "") if found is not None else ""
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def _is_on(properties: Any, name: str, default: bool) -> bool:
    found = properties.find(f"{W}{name}") if properties is not None else None
    return default if found is None else found.get(f"{W}val") not in ("0", "false", "off")


def _has(element: Any, *path: str) -> bool:
    return element.find("/".join(f"{W}{name}" for name in path)) is not None


def _count(element: Any, properties: str, name: str, default: int = 0) -> int:
    found = element.find(f"{W}{properties}/{W}{name}")
    value = found.get(f"{W}val", "") if found is not None else ""
    return min(int(value), 100) if value.isdigit() else default


def _fill(cell: Any) -> str:
    shade = cell.find(f"{W}tcPr/{W}shd")
    fill = shade.get(f"{W}fill", "") if shade is not None else ""
    return "" if fill in ("", "auto", "FFFFFF") else fill


def _in_fallback(element: Any) -> bool:
    return any(parent.tag == f"{_MC}Fallback" for parent in element.iterancestors())


def _keep_label_gaps(text: str) -> str:
    """Two spaces after a colon part a label from its list ("CMGs:  first"): marked, while other runs become one."""
    return text.replace("\u00a0", " ").replace(":  ", f":{_GAP}")
