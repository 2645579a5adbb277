"""What a file tells the stage: by the rule of its layout, row for row, and from memory.

Lines are compared by their cells, with counts as numbers: 20 and 20.0 are one.
"""

from decimal import Decimal

from performance.importing.parsed import FileRefused


class Told:
    """A stage that calls each series by its own words."""

    def __init__(self):
        self.repeated, self.seen, self.places = False, {}, {}

    def called(self, key, final):
        return f"{'|'.join(key).replace(',', ';')};{final}", self.seen.setdefault(key, bytearray())

    def place(self, month):
        return self.places.setdefault(month, len(self.places))


def by_rule(read):
    """What the rule of the layout makes of each row, in the words of the stage, or what it refuses.

    `read` gives the file anew.
    """
    told = Told()
    try:
        rows = list(read())
    except FileRefused as refused:
        return refused.findings, None
    seen = [(row.key, row.month) for row in rows]
    cells = [
        (str(row.line), told.called(row.key, row.final)[0], row.month.isoformat(), row.total, row.within, row.printed)
        for row in rows
    ]
    return cells, len(set(seen)) < len(seen)


def from_memory(read):
    """The same, as a load reads it."""
    told = Told()
    try:
        return [_cells(line) for line in read().lines(told)], told.repeated
    except FileRefused as refused:
        return refused.findings, None


def _cells(line):
    assert line.endswith("\n")
    *words, total, within, printed = line[:-1].split(",")
    return *words, *(Decimal(each) if each else None for each in (total, within, printed))
