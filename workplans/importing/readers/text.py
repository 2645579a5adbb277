"""CSV files and pasted tables -> blocks.

A pasted table comes from Word or Excel (cells parted by tabs), from a PDF (the same, with lists run together), or as
Markdown. What Word puts on lines of their own inside a cell is put back into its cell.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections import Counter
from collections.abc import Iterator

from core.cells import unguarded
from workplans.importing.blocks import (
    BULLET,
    Block,
    Cell,
    Document,
    Finding,
    Heading,
    Line,
    Paragraph,
    Row,
    Table,
    one_line,
)
from workplans.importing.readers.markup import blocks_of_markup, is_markup

_LARGEST_CELL = 1_000_000


def read_csv(data: bytes) -> Document:
    """One table. The delimiter and the encoding are found out; a leading ' that our own export put before a formula
    character is taken off, and nothing else is."""
    text, findings = decode(data)
    table = _csv_table(text, findings)
    return Document(blocks=(table,) if table else (), findings=tuple(findings))


def read_pasted(data: bytes) -> Document:
    """Headings, paragraphs and tables of a text; read as CSV where no line has tabs or pipes."""
    text, findings = decode(data)
    if is_markup(text):
        return Document(blocks=tuple(blocks_of_markup(text)), findings=tuple(findings))
    lines = _BULLET_TAB.sub(rf"\1{BULLET} ", text).splitlines()
    if not any("\t" in line or line.count("|") > 1 for line in lines):
        table = _csv_table(text, findings)
        if table and sum(len(row.cells) > 2 for row in table.rows) > 1:
            return Document(blocks=(table,), findings=tuple(findings))
    return Document(blocks=tuple(_pasted_blocks(lines)), findings=tuple(findings))


def decode(data: bytes) -> tuple[str, list[Finding]]:
    """The text of a file: UTF-8 or UTF-16, else Windows-1252 (a finding says so)."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), []
    if data[:400].count(0) > len(data[:400]) // 4:
        odd = data[1:400:2].count(0) >= data[0:400:2].count(0)
        return data.decode("utf-16-le" if odd else "utf-16-be", errors="replace"), []
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        note = "The file is not UTF-8; it was read as Windows-1252. Check that dashes, quotes and accents are right."
        return text, [Finding("info", "file", note)]


# --- CSV ------------------------------------------------------------------------------------------------------------


def _csv_table(text: str, findings: list[Finding]) -> Table | None:
    text = text.replace("\x00", "").removeprefix("\ufeff")
    first, _, rest = text.partition("\n")
    named = re.fullmatch(r'"?sep=(.)"?\s*', first)
    skipped, delimiter = (1, named[1]) if named else (0, _delimiter(text))
    rows = []
    for number, fields in _records(rest if named else text, delimiter, findings):
        cells = tuple(_text_cell(unguarded(field)) for field in fields)
        rows.append(Row(cells, f"line {number + skipped}"))
    return Table(tuple(rows), "file") if rows else None


def _records(text: str, delimiter: str, findings: list[Finding]) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = last = 1
    while True:
        number, last = reader.line_num + 1, number
        try:
            fields = next(reader)
        except StopIteration:
            if text.count('"') % 2 and number - last > 1:
                message = "A quotation mark opens here and is not closed: the lines after it were read as one cell."
                findings.append(Finding("warning", f"line {last}", message))
            return
        except csv.Error as error:
            message = f"This line cannot be read as CSV ({error}). Look for a quotation mark that is not closed."
            findings.append(Finding("error", f"line {number}", message))
            return
        yield number, fields


def _delimiter(text: str) -> str:
    """The delimiter that parts most lines into the same number of cells."""
    sample = text[:100_000]
    best, best_score = ",", 0.0
    for delimiter in (",", ";", "\t", "|"):
        widths = Counter(len(fields) for _, fields in _records(sample, delimiter, []) if any(fields))
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        score = count / widths.total() * min(width, 12) if width > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best


# --- Pasted text ----------------------------------------------------------------------------------------------------


_BULLET_TAB = re.compile(r"(^|\t) *[•·▪‣➢●○\uf0b7\uf0a7]\t", re.MULTILINE)  # Word copies a bullet with a tab behind it


def _pasted_blocks(lines: list[str]) -> Iterator[Block]:
    tables = 0
    at = 0
    while at < len(lines):
        line = lines[at]
        heading = re.match(r"^\s{0,3}(#{1,6})\s+(.+?)\s*#*$", line)
        if heading and "\t" not in line:
            yield Heading(_plain_text(heading[2]), len(heading[1]), f"line {at + 1}")
            at += 1
        elif _is_pipe_row(line):
            end = at
            while end < len(lines) and _is_pipe_row(lines[end]):
                end += 1
            tables += 1
            yield Table(tuple(_pipe_rows(lines, at, end)), f"table {tables}")
            at = end
        elif "\t" in line:
            end = at
            while end < len(lines) and lines[end].strip(" "):
                end += 1
            tables += 1
            yield Table(tuple(_tab_rows(lines, at, end)), f"table {tables}")
            at = end
        else:
            if line.strip():
                yield from _text_paragraph(line, f"line {at + 1}")
            at += 1


def _is_pipe_row(line: str) -> bool:
    return line.count("|") > 1 and "\t" not in line and line.strip().startswith("|")


def _pipe_rows(lines: list[str], start: int, end: int) -> Iterator[Row]:
    for number in range(start, end):
        fields = re.split(r"(?<!\\)\|", lines[number].strip().strip("|"))
        if not all(re.fullmatch(r"\s*:?-{2,}:?\s*", field) for field in fields):
            cells = tuple(_text_cell(field.replace("\\|", "|"), extracted=True) for field in fields)
            yield Row(cells, f"line {number + 1}")


def _tab_rows(lines: list[str], start: int, end: int) -> Iterator[Row]:
    """Rows of cells parted by tabs. Excel quotes a cell that has line breaks; Word does not, and a row then runs on
    until it has as many cells as the table."""
    if any(field.startswith('"') for line in lines[start:end] for field in line.split("\t")):
        text = "\n".join(lines[start:end]) + "\n"
        unread: list[Finding] = []
        rows = list(_records(text, "\t", unread))
        if not unread and not any(len(fields) > 1 and _open_quote(fields) for _, fields in rows):
            for number, fields in rows:
                yield Row(tuple(_text_cell(field) for field in fields), f"line {start + number}")
            return
    tabs = Counter(line.count("\t") for line in lines[start:end] if "\t" in line)
    width = max(next(iter(tabs)), tabs.most_common(1)[0][0])  # the header's, or what most lines have
    at = start
    while at < end:
        row_end = _row_end(lines, at, end, width)
        fields = "\n".join(lines[at:row_end]).split("\t")
        if all(re.fullmatch(r"[\s:-]*", field) for field in fields) and "--" in lines[at]:
            at = row_end  # a Markdown rule under a header
            continue
        yield Row(tuple(_text_cell(field, extracted=True) for field in fields), f"line {at + 1}")
        at = row_end


def _open_quote(fields: list[str]) -> bool:
    """Whether a quotation mark that was no quoting swallowed lines: the cell it made holds tabs."""
    return any("\t" in field for field in fields)


_STARTS_A_ROW = re.compile(r"^\s*\d+(?:\.\d+)*[.)]?[a-z]?\s*\t")


def _row_end(lines: list[str], at: int, end: int, width: int) -> int:
    """Where the row that starts on line `at` ends: lines are joined where they complete a row of `width` tabs."""
    tabs = lines[at].count("\t")
    close = at + 1
    if tabs < width:
        reach = close
        while reach < end and tabs < width and not _STARTS_A_ROW.match(lines[reach]):
            tabs += lines[reach].count("\t")
            reach += 1
        if tabs == width:
            close = reach
    while close < end and "\t" not in lines[close]:
        close += 1  # more lines of the last cell
    return close


def _text_paragraph(line: str, where: str) -> Iterator[Block]:
    strong = bool(re.fullmatch(r"\s*(?:\*\*.+\*\*|<b>.+</b>)\s*", line))
    text = _plain_text(line)
    bullet = re.match(r"^(?:[-*•]|o)\s+", text)
    if text:
        marker = BULLET if bullet else ""
        yield Paragraph(text[bullet.end() :] if bullet else text, where, marker=marker, strong=strong)


# --- Cells ----------------------------------------------------------------------------------------------------------

_TAGS = r"b|strong|i|em|u|p|span|div|font|sup|sub|a|ol|ul|li|br|td|tr|th"
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_PLAIN = re.compile(r"[!-%'-);:=?@\[\]^,\-./0-9A-Za-z]+(?: [!-%'-);:=?@\[\]^,\-./0-9A-Za-z]+)*")
_ITEM = re.compile(r"<li(?:\s[^<>]*)?>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|ul|ol)>|<(?:p|div|ul|ol)(?:\s[^<>]*)?>", re.IGNORECASE)


def _text_cell(field: str, *, extracted: bool = False) -> Cell:
    """A cell of text: HTML lists become bullets, line breaks lines; in a text out of a PDF, lost breaks too."""
    if not field or field.isspace():
        return Cell()
    if _PLAIN.fullmatch(field):
        return Cell((Line(field),))
    strong = bool(re.fullmatch(r"\s*(?:\*\*[^*]+\*\*|<b>[^<]+</b>)\s*", field))
    marked = "<" in field and _TAG.search(field) is not None
    if marked:
        field = _BREAK.sub("\n", _ITEM.sub(f"\n{BULLET} ", field))
    lines = []
    for line in re.split(r"\r\n|[\r\n\v\f\u2028\u2029]|_x000D_", field):
        listed = marked and line.strip().startswith(BULLET)
        for part in lost_breaks(line) if extracted else (line,):
            text = _plain_text(part)
            if listed:
                text = re.sub(r"^(?:[•·▪‣➢]\s*|[-–o]\s+)+", "", text)
            if text:
                lines.append(Line(text, BULLET if listed else "", strong))
    return Cell(tuple(lines))


def lost_breaks(line: str) -> list[str]:
    """A line parted where runs of spaces stand for line breaks that were lost on the way out of a PDF.

    Each part starts with a capital, a figure or a mark. Two spaces after a full stop are how many people type, so they
    count only where another run of spaces shows that breaks were lost. A label ("CMGs:  first second") keeps its
    spaces: they part it from its list.
    """
    line = line.strip()
    gaps = [gap for gap in re.finditer(r"(?<=\S)[ \u00a0]{2,}(?=\S)", line) if not line[gap.end()].islower()]
    breaks = [gap for gap in gaps if line[gap.start() - 1] != ":"]
    if not any(line[gap.start() - 1] not in ".!?" or len(gap.group()) > 2 for gap in breaks):
        return [line]
    parts, start = [], 0
    for gap in breaks:
        parts.append(line[start : gap.start()])
        start = gap.end()
    return [*parts, line[start:]]


def _plain_text(text: str) -> str:
    """Without markup, entities and odd spaces; two spaces after a colon stay, they part a label from its list."""
    if "<" in text:
        text = _TAG.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    text = re.sub(r"(?<!\w)(\*\*|__)(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", text)
    return ":  ".join(one_line(part) for part in re.split(r":\s{2,}", text)).strip()
