"""What is counted locally, in which parts, and which counts make which. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from performance.disclosure import Line, two_way_lines

if TYPE_CHECKING:  # what a type checker without Django's stubs needs to know of TextChoices
    from enum import StrEnum as TextChoices
else:
    from django.db.models import TextChoices


class LocalKind(TextChoices):
    """What is counted. A backlog and a wait are of the day on which the list was looked at."""

    REFERRALS = "referrals", "Urgent suspected cancer referrals"
    BACKLOG_62 = "backlog-62", "Waiting over 62 days"
    BACKLOG_104 = "backlog-104", "Waiting over 104 days"
    WAITS = "waits", "Waits by band"
    DIAGNOSTICS = "diagnostics", "Diagnostic activity"


BACKLOGS = (LocalKind.BACKLOG_62, LocalKind.BACKLOG_104)

UNITS: Mapping[str, str] = {
    LocalKind.REFERRALS: "referrals",
    LocalKind.BACKLOG_62: "people",
    LocalKind.BACKLOG_104: "people",
    LocalKind.WAITS: "people",
    LocalKind.DIAGNOSTICS: "tests",
}

BANDS: Mapping[str, str] = {
    "0-28": "0 to 28 days",
    "29-62": "29 to 62 days",
    "63-104": "63 to 104 days",
    "over-104": "Over 104 days",
}
OVER_62, OVER_104 = ("63-104", "over-104"), "over-104"

MODALITIES: Mapping[str, str] = {
    "imaging": "Imaging, all",
    "ct": "CT",
    "mri": "MRI",
    "ultrasound": "Ultrasound",
    "pet-ct": "PET-CT",
    "endoscopy": "Endoscopy, all",
    "colonoscopy": "Colonoscopy",
    "flexi-sig": "Flexible sigmoidoscopy",
    "gastroscopy": "Gastroscopy",
    "cystoscopy": "Cystoscopy",
    "bronchoscopy": "Bronchoscopy",
}
WHOLES: Mapping[str, tuple[str, ...]] = {
    "imaging": ("ct", "mri", "ultrasound", "pet-ct"),
    "endoscopy": ("colonoscopy", "flexi-sig", "gastroscopy", "cystoscopy", "bronchoscopy"),
}
"""A modality that is a total of others already: never added to them."""

PARTS: Mapping[str, Mapping[str, str]] = {LocalKind.WAITS: BANDS, LocalKind.DIAGNOSTICS: MODALITIES}
"""By kind: its parts and what they are called. A kind without parts is counted whole."""

_SPELLINGS: Mapping[str, str] = {
    "0 28": "0-28",
    "29 62": "29-62",
    "63 104": "63-104",
    "over 104": "over-104",
    "104": "over-104",
    "105": "over-104",
    "more than 104": "over-104",
    "pet": "pet-ct",
    "flexi sig": "flexi-sig",
    "flexible sig": "flexi-sig",
    "us": "ultrasound",
    "ogd": "gastroscopy",
    "all imaging": "imaging",
    "all endoscopy": "endoscopy",
}


def read_part(kind: str, text: str) -> str | None:
    """The part that a band or modality means; "" where a kind without parts is given none; None for anything else."""
    parts = PARTS.get(kind, {})
    folded = _folded(text)
    if not parts:
        return "" if not folded else None
    spelled = {" ".join(name.replace("-", " ").split()): name for name in parts}
    spelled |= {
        " ".join(label.lower().replace(",", "").replace("-", " ").split()): name for name, label in parts.items()
    }
    found = spelled.get(folded) or _SPELLINGS.get(folded)
    return found if found in parts else None


def _folded(text: str) -> str:
    letters = text.lower().replace("days", "").replace(" to ", " ")
    return " ".join("".join(sign if sign.isalnum() else " " for sign in letters).split())


def read_kind(text: str) -> str | None:
    """The kind that a word or two mean; None where they mean none."""
    folded = " ".join(text.lower().replace("_", " ").split())
    for kind in LocalKind:
        if folded in (kind.value, kind.label.lower(), kind.value.replace("-", " ")):
            return kind
    words = {
        "urgent referrals": LocalKind.REFERRALS,
        "2ww referrals": LocalKind.REFERRALS,
        "over 62 days": LocalKind.BACKLOG_62,
        "62 day backlog": LocalKind.BACKLOG_62,
        "backlog over 62": LocalKind.BACKLOG_62,
        "over 104 days": LocalKind.BACKLOG_104,
        "104 day backlog": LocalKind.BACKLOG_104,
        "backlog over 104": LocalKind.BACKLOG_104,
        "bands": LocalKind.WAITS,
        "diagnostic tests": LocalKind.DIAGNOSTICS,
    }
    return words.get(folded)


# --- Weeks --------------------------------------------------------------------------------------------


def week_of(day: date) -> date:
    """The Monday of the week that a day belongs to: by it a week is known here."""
    return day - timedelta(days=day.weekday())


def period_words(frequency: str, starts: date) -> str:
    """A week or a month as people say it."""
    return f"{starts:%B %Y}" if frequency == "month" else f"week of {starts:%-d %B %Y}"


# --- Which counts make which ------------------------------------------------------------------------------


class Cell(NamedTuple):
    """One count of a week or month. `provider` and `group` are ids; None is all of them together."""

    table: tuple[str, str]
    provider: Hashable
    group: Hashable


LIST = ("list", "")
"""The table of people on the list; its cells are what a backlog is a share of."""


def table_of(kind: str, part: str = "") -> tuple[str, str]:
    return (str(kind), part)


def lines(cells: Iterable[Cell]) -> list[Line]:
    """Every way in which a count of one period can be worked out from others: down, across, and over tables.

    The bands make the list; those over 62 days make its backlog. So what one table hides, another does not show.
    """
    listed = list(cells)
    found = two_way_lines(listed)
    told: dict[tuple[Hashable, Hashable], set[tuple[str, str]]] = {}
    for table, *place in listed:
        told.setdefault((place[0], place[1]), set()).add(table)
    for place, tables in told.items():
        for total, parts in _SUMS:
            if total in tables:
                found.append(Line(Cell(total, *place), tuple(Cell(part, *place) for part in parts if part in tables)))
    return found


_SUMS = (
    (LIST, tuple(table_of(LocalKind.WAITS, band) for band in BANDS)),
    (table_of(LocalKind.BACKLOG_62), tuple(table_of(LocalKind.WAITS, band) for band in OVER_62)),
    (table_of(LocalKind.BACKLOG_104), (table_of(LocalKind.WAITS, OVER_104),)),
    *(
        (table_of(LocalKind.DIAGNOSTICS, whole), tuple(table_of(LocalKind.DIAGNOSTICS, part) for part in parts))
        for whole, parts in WHOLES.items()
    ),
)
"""By table: the tables that make it, within one place."""
