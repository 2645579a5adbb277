"""Tables copied from a web page or an e-mail as HTML -> blocks. What is no table is text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from workplans.importing.blocks import BULLET, Block, Cell, Heading, Line, Paragraph, Row, Table, one_line

_BREAKS = frozenset(("p", "div", "br", "li", "ul", "ol", "tr", "table", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6"))
_SILENT = frozenset(("script", "style", "head", "title"))
_WIDEST, _TALLEST = 100, 2_000


def is_markup(text: str) -> bool:
    """Whether a text holds a table of HTML."""
    return bool(re.search(r"<tr[\s>]", text, re.IGNORECASE) and re.search(r"<t[dh][\s>]", text, re.IGNORECASE))


def blocks_of_markup(text: str) -> list[Block]:
    """The tables of a text in HTML, and the words around them."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_text()
    reader.end_table()
    return reader.blocks


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.tables = self.paragraphs = self.silent = 0
        self.rows: list[dict[int, Cell]] | None = None
        self.covered: dict[tuple[int, int], Cell] = {}
        self.span = (1, 1)
        self.in_cell = False
        self.lines: list[Line] = []
        self.words, self.marker, self.heading = "", "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        if tag in _BREAKS:
            self._end_line()
        if tag == "li":
            self.marker = BULLET
        elif re.fullmatch(r"h[1-6]", tag):
            self.heading = int(tag[1])
        elif tag == "table" and not self.in_cell:
            self.end_text()
            self.end_table()
        elif tag == "tr" and not self.in_cell:
            self.end_text()
            self.rows = [*(self.rows or []), {}]
        elif tag in ("td", "th") and self.rows:
            self._end_cell()
            given = {name: _whole(value) for name, value in attrs}
            self.in_cell, self.span = True, (given.get("colspan", 1), given.get("rowspan", 1))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(self.silent - 1, 0)
        if tag in _BREAKS:
            self._end_line()
        if tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table":
            self._end_cell()
            self.end_table()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words += data

    def _end_line(self) -> None:
        text = one_line(self.words)
        self.words = ""
        if text and (self.in_cell or self.rows is None):
            self.lines.append(Line(text, self.marker))
        if text:
            self.marker = ""
        if not self.in_cell:
            self.end_text()

    def _end_cell(self) -> None:
        self._end_line()
        if not self.in_cell or not self.rows:
            return
        self.in_cell = False
        lines, self.lines = tuple(self.lines), []
        row, number, place = self.rows[-1], len(self.rows), 0
        while place in row or (number, place) in self.covered:
            place += 1
        across, down = self.span
        for column in range(place, min(place + across, _WIDEST)):
            row[column] = Cell(lines) if column == place else Cell(merged="across")
            for below in range(number + 1, number + min(down, 500)):
                if len(self.covered) < _TALLEST:
                    self.covered[below, column] = Cell(lines, "down") if column == place else Cell(merged="across")

    def end_text(self) -> None:
        """What was said outside a table is a paragraph, or a heading."""
        text = one_line(" ".join(line.text for line in self.lines) if not self.in_cell else "")
        if self.in_cell:
            return
        self.lines = []
        if text:
            self.paragraphs += 1
            where = f"paragraph {self.paragraphs}"
            self.blocks.append(Heading(text, self.heading, where) if self.heading else Paragraph(text, where))
        self.heading = 0

    def end_table(self) -> None:
        """The rows so far are a table."""
        if self.rows:
            self.tables += 1
            name = f"table {self.tables}"
            rows = []
            for number, row in enumerate(self.rows, start=1):
                row |= {column: cell for (at, column), cell in self.covered.items() if at == number}
                cells = tuple(row.get(column, Cell()) for column in range(max(row, default=-1) + 1))
                rows.append(Row(cells, f"{name}, row {number}"))
            self.blocks.append(Table(tuple(rows), name))
        self.rows, self.covered = None, {}


def _whole(value: str | None) -> int:
    return max(1, min(int(value), 500)) if value and value.isascii() and value.isdigit() else 1
