"""The headings of a delivery plan that is laid out as a table, and which quarter a heading means. Pure.

Alliances call the same thing by many names; a heading is known by its words, whatever stands around them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from alliance.importing import delivery_words as words
from workplans.importing.blocks import Row

_WORKSTREAM = (
    r"(?:work ?streams?|objectives?|priorit(?:y|ies)(?: areas?)?|(?:work ?)?programmes?(?: areas?)?|themes?|domains?)"
)
_LEAD = r"(?:(?:cancer )?alliance |programme |project |delivery |clinical |deliverable )?(?:leads?|owners?|sro)"
_HEADINGS = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("workstream_number", rf"{_WORKSTREAM} (?:numbers?|no|nr|ref|id)"),
        ("number", r"(?:deliverable |milestone )?(?:numbers?|no|nr|ref|reference|id)|#"),
        ("workstream", rf"{_WORKSTREAM}(?: name| title)?"),
        ("required", r"milestones required|milestones needed"),
        ("milestone", r"(?:planned |key |quarterly )?milestones?(?: text| description)?"),
        ("title", r"(?:deliverable |project )?(?:titles?|names?)|projects?|schemes?"),
        (
            "text",
            r"(?:planned )?deliverables?(?: text| description)?|descriptions?|what (?:we will|will be) .*"
            r"|ambitions?|aims?",
        ),
        (
            "measures",
            r"(?:success |outcome |key )?(?:measures?|metrics?|kpis?|indicators?)(?: of success)?"
            r"|how .*\b(?:know|measured?)\b.*",
        ),
        ("email", r"(?:lead |lead contact |contact )?e ?mails?(?: address)?"),
        ("lead", rf"{_LEAD}(?: names?| contacts?| officers?| and email.*)?|lead contact.*|responsible.*|who"),
        ("quarter", r"(?:due |planned )?(?:quarters?|qtr)"),
        ("due", r"due(?: dates?)?|dates?|by when|when|deadlines?|target dates?"),
        ("status", r"(?:current |delivery )?status"),
        ("rating", r"(?:current )?(?:b?rag)(?: status| ratings?)?|ratings?"),
        ("comment", r"(?:latest )?(?:comments?|updates?)|progress(?: update)?"),
        ("parts", r"parts?|(?:sub ?)?points?|sub ?milestones?"),
        ("narrative", r"narratives?.*|approach|how(?: we will deliver.*)?"),
        ("reason", r"(?:reason|why) not applicable"),
    )
)
_IN_A_HEADING = re.compile(r"\b(?:q|quarter|qtr)\.?\s*(\d{1,2})\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    r"\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b"
)
_BESIDE_MONTHS = re.compile(r"\d|\b(?:to|and|by|the|end|of|milestones?|planned|actions?|due|until|from)\b|[\W_]")


def heading_of(text: str) -> str:
    """What a column holds, by its heading; nothing where the heading is not known."""
    said = " ".join(re.sub(r"[\W_]+", " ", text.lower()).split()) or ("#" if text.strip() == "#" else "")
    return next((name for name, pattern in _HEADINGS if pattern.fullmatch(said)), "")


def months_in(text: str) -> list[int]:
    """The months that a heading names, where it names nothing else but years and words like "to": 4 for April."""
    said = text.lower()
    if _BESIDE_MONTHS.sub("", _MONTH.sub("", said)):
        return []
    return [_MONTHS.index(found[:3]) + 1 for found in _MONTH.findall(said)]


def quarter_of(text: str) -> int | None:
    """The quarter that a heading means: "Q1 (Apr-Jun)", "Milestones for quarter 2", "July to September 2023", "Jan".

    Also a number that no year has ("Q5"); None where it means none, or months of several quarters.
    """
    if found := _IN_A_HEADING.search(text.lower()):
        return int(found[1]) if len(text) < 60 else None
    quarters = {(month - 4) % 12 // 3 + 1 for month in months_in(text)}
    return quarters.pop() if len(quarters) == 1 else None


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of a table stand: `columns` by name, `quarters` by place, and the `headings` as written."""

    columns: Mapping[str, int]
    quarters: Mapping[int, int]
    headings: tuple[str, ...] = field(default=())

    @property
    def by_milestone(self) -> bool:
        """Whether each row is a milestone, and not a deliverable with its quarters across."""
        return "milestone" in self.columns and bool({"quarter", "due"} & self.columns.keys()) and len(self.quarters) < 2

    @property
    def by_deliverable(self) -> bool:
        names = self.columns.keys()
        about = len({"text", "measures", "lead", "narrative"} & names) + 2 * (len(self.quarters) > 1)
        return not self.by_milestone and bool({"number", "title", "text", "workstream"} & names) and about > 1

    @property
    def names_deliverables(self) -> bool:
        """Whether it says which deliverable a row is, and needs no heading above the table for it."""
        return bool({"number", "title"} & self.columns.keys()) or ("text" in self.columns and len(self.quarters) > 1)


def header_of(row: Row) -> Header:
    """The columns under a row, if it is one of headings; each name counts once."""
    columns: dict[str, int] = {}
    quarters: dict[int, int] = {}
    for at, cell in enumerate(row.cells):
        if cell.merged == "across" or not cell.words:
            continue
        number = quarter_of(cell.words)
        if number is not None:
            quarters[at] = number
        elif name := heading_of(cell.words):
            columns.setdefault(name, at)
    if "title" not in columns and "text" in columns and "milestone" in columns:
        columns["title"] = columns.pop("text")
    return Header(columns, quarters, tuple(cell.words for cell in row.cells))


def number_in(text: str) -> tuple[str, str]:
    """(number, the rest) of "1.1 Clinics" or "D3: Clinics"; ("", text) where there is no number."""
    found = words.numbered(text)
    if found:
        return found
    bare = re.fullmatch(r"([A-Za-z]{0,3}\.?\s?\d{1,3}(?:\.\d{1,3})*[a-z]?)[.):]?", text.strip())
    return (bare[1].replace(" ", ""), "") if bare else ("", text)
