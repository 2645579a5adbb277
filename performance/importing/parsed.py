"""The values that readers hand on: a file, its series, its figures, and what a person should know of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

ENGLAND = "ENG"
SCOTLAND = "S92000003"


@dataclass(frozen=True)
class Finding:
    """Something that a person should know: `level` is "error" (the file is refused), "warning" or "info"."""

    level: str
    where: str
    message: str


class FileRefused(Exception):
    """The file is not one that can be loaded; carries the findings that say what was found, and where."""

    def __init__(self, *findings: Finding):
        super().__init__("; ".join(f"{f.where}: {f.message}" for f in findings))
        self.findings = findings


class SeriesKey(NamedTuple):
    """Who is counted, and which patients. Empty tumour, route and modality mean all: a total already."""

    basis: str
    code: str
    measure: str
    tumour: str = ""
    route: str = ""
    modality: str = ""
    frequency: str = "month"


class Row(NamedTuple):
    """One published value. None is not known (suppressed, or a count without a clock); `line` is where it stands."""

    key: SeriesKey
    month: date
    total: Decimal | None
    within: Decimal | None
    printed: Decimal | None
    line: int
    final: bool = True


class Stage(Protocol):
    """What figures are written for: how it wants each series to be called, and which months were there already."""

    repeated: bool
    """Whether some month of a series came twice."""

    def called(self, key: SeriesKey, final: bool) -> tuple[str, bytearray]:
        """The cells that stand for a series, final or provisional, and by the place of each month whether it came."""

    def place(self, month: str) -> int:
        """The place of a month; `mark` makes room for it."""


@dataclass(frozen=True)
class TableRead:
    """How much one table of a file holds: to be compared with what its publisher says, and to be shown."""

    sheet: str
    part: str
    rows: int
    organisations: int
    total: Decimal


@dataclass
class ParsedFile:
    """What a file is, and its rows. `rows` may be read once only: large files are not kept.

    `complete` says that a final file lists everybody in its scope. `names` gives the published name of each code. These
    two, `tables` and `findings` hold only after the rows were read.
    """

    kind: str
    rows: Iterable[Row]
    published_on: date | None = None
    complete: bool = False
    adds_up: bool = False
    """Whether the file leaves totals to its readers, all of whose parts it holds (totals.py)."""
    prints_shares: bool = True
    """Whether it may say a percentage beside its counts."""
    names: dict[str, str] = field(default_factory=dict)
    tables: list[TableRead] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def lines(self, stage: Stage) -> Iterator[str]:
        """The figures as lines of CSV: the line of the file, what `stage` calls the series, month (2023-10-01), total,
        within and printed share; an empty cell is not known.

        Where a reader knows a shorter way than by a Row for each figure, it is taken.
        """
        own = getattr(self.rows, "lines", None)
        return own(stage) if own else _lines_of(self.rows, stage)

    def warn(self, where: str, message: str) -> None:
        self.findings.append(Finding("warning", where, message))

    def tell(self, where: str, message: str) -> None:
        self.findings.append(Finding("info", where, message))


_MONTHS = 192
"""For how many there is room at first."""


def mark(stage: Stage, seen: bytearray, place: int) -> None:
    """Note that a month of a series came, and where it came before, that too."""
    if place >= len(seen):
        seen.extend(bytes(place + _MONTHS - len(seen)))
    if seen[place]:
        stage.repeated = True
    seen[place] = 1


def _lines_of(rows: Iterable[Row], stage: Stage) -> Iterator[str]:
    known: dict[tuple[SeriesKey, bool], tuple[str, bytearray]] = {}
    months: dict[date, tuple[str, int]] = {}
    texts: dict[Decimal | None, str] = {None: ""}
    for key, month, total, within, printed, line, final in rows:
        try:
            (called, seen), (month_text, place) = known[key, final], months[month]
            counts = f"{texts[total]},{texts[within]}"
        except KeyError:
            called, seen = known[key, final] = stage.called(key, final)
            month_text, place = months[month] = month.isoformat(), stage.place(month.isoformat())
            texts.update({count: "" if count is None else str(count) for count in (total, within)})
            counts = f"{texts[total]},{texts[within]}"
        mark(stage, seen, place)
        yield f"{line},{called},{month_text},{counts},{'' if printed is None else printed}\n"


class Problems:
    """Errors collected while reading, so that a file is refused with all of them at once (and not with thousands)."""

    SHOWN = 20

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.left_out = 0

    def add(self, where: str, message: str) -> None:
        if len(self.findings) < self.SHOWN:
            self.findings.append(Finding("error", where, message))
        else:
            self.left_out += 1

    def raise_any(self) -> None:
        """Raise FileRefused if there are any."""
        if self.left_out:
            self.findings.append(Finding("error", "file", f"And {self.left_out:,} more of the kind."))
        if self.findings:
            raise FileRefused(*self.findings)
