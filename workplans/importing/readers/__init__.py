"""Readers: .docx, .xlsx, .csv and pasted text -> blocks (headings, paragraphs, tables) with their place.

A reader says what is on the page and nothing of what it means. It knows no Django; it takes bytes or an open file and
returns frozen values, so it can run in the guarded child process. A file that cannot be read is answered with a finding
that says what to do, never with an exception. Reading twice gives the same.
"""

from __future__ import annotations

from importlib import import_module
from typing import BinaryIO

from workplans.importing.blocks import Document, Finding

KINDS = ("docx", "xlsx", "csv", "txt")
_WORD, _EXCEL, _CSV, _PASTED = "word:read_docx", "workbook:read_xlsx", "text:read_csv", "text:read_pasted"
# By name, as the child is told its function: one that reads a Word document starts without what reads workbooks.
_READERS = {
    "docx": _WORD,
    "docm": _WORD,
    "xlsx": _EXCEL,
    "xlsm": _EXCEL,
    "csv": _CSV,
    "tsv": _CSV,
    "txt": _PASTED,
    "text": _PASTED,
    "md": _PASTED,
}
_NOT_OURS = (
    (
        b"\xd0\xcf\x11\xe0",
        "This is an old Word or Excel file. Open it and save it as .docx or .xlsx, then import that.",
    ),
    (b"%PDF", "This is a PDF. Import the Word or Excel file it was made from, or copy its table and paste it as text."),
    (b"{\\rtf", "This is a rich-text file. Open it in Word and save it as .docx, then import that."),
)


def read_document(source: bytes | str | BinaryIO, kind: str) -> Document:
    """The blocks of a file. `kind` is the ending of its name ("docx", "xlsx", "csv") or "txt" for a pasted table.

    `source` is the content, or a binary file open for reading; a pasted text may come as str. Never raises for what
    a file contains.
    """
    reader = _READERS.get(kind.lower().lstrip("."))
    if reader is None:
        return _refused(
            f"Files of this kind ({kind}) cannot be imported. Use .docx, .xlsx or .csv, or paste the table."
        )
    content = source if isinstance(source, bytes | str) else source.read()
    data = content.encode() if isinstance(content, str) else content
    for signature, message in _NOT_OURS:
        if data.startswith(signature):
            return _refused(message)
    zipped = data.startswith(b"PK\x03\x04")
    if zipped and reader in (_CSV, _PASTED):
        return _refused("This looks like a Word or Excel file with another ending. Import it as .docx or .xlsx.")
    if not data.strip():
        return _refused("The file is empty.")
    if not zipped and reader in (_WORD, _EXCEL):
        name, what = ("Word", "a Word") if reader == _WORD else ("Excel", "an Excel")
        return _refused(f"This is not {what} file, or it is damaged. Save it again in {name} and import that.")
    module, function = reader.split(":")
    return getattr(import_module(f"{__name__}.{module}"), function)(data)


def _refused(message: str) -> Document:
    return Document(findings=(Finding("error", "file", message),))
