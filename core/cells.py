"""What a cell of a file may hold, so that no spreadsheet calculates it and no document breaks on it.

A spreadsheet takes a CSV cell that starts with =, +, -, @ or a control character for a formula. Such a cell gets a
leading apostrophe, which is what a person would type to say "this is text"; `unguarded` takes off that one and no
other. Readers need no more than this, so it stands apart from what writes workbooks.
"""

import re

# What starts a formula, also behind spaces and in full width.
_STARTS = "([\t\r\n]|\\s*[=+@＝＋－＠-])"
_FORMULA = re.compile(f"'*{_STARTS}")
GUARDED = f"^'+{_STARTS}"
"""Which cells `unguarded` changes, as a pattern that databases understand as Python does."""

# What XML cannot hold, so neither a workbook nor a Word document can.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def guarded(text: str) -> str:
    """A text as a CSV cell may hold it: with a leading apostrophe where a spreadsheet would calculate it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text of a CSV cell that `guarded` wrote; any other cell is returned as it stands."""
    return cell[1:] if re.match(GUARDED, cell) else cell


def printable(text: str) -> str:
    """A text without the control characters that XML has no place for; line breaks as line feeds."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
