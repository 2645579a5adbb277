"""The words by which a delivery plan says what stands where: headings, labels, quarters, lead contacts, notes.

They are those of the national template and of what people make of it. Pure: text in, values out.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from alliance.importing.parsed_delivery import LeadContact, ParsedComment

_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_NUMBERED = re.compile(
    r"(?:deliverable\s+)?(\d{1,2}(?:\.\d{1,2}){1,2}[a-z]?|(?!q\d)[a-z]{1,3}\.?\d{1,3}(?:\.\d{1,2})*)[.):]?\s*[:–-]?\s+(\S.*)"
    r"|deliverable\s+(\d{1,3}[a-z]?)\s*[.:–-]?\s+(\S.*)",
    re.IGNORECASE,
)
_PART = r"(?:work ?stream|objective|priority(?: area)?|(?:work ?)?programme|theme|domain|strategic aim|aim|goal)"
_WORKSTREAM = re.compile(
    rf"(?:{_PART}\s+)(\d{{1,2}}|[A-Z])\s*[:.–-]?\s+(\S.*)|(\d{{1,2}})[.)]?\s+{_PART}\b\s*[:–-]?\s*(\S.*)", re.IGNORECASE
)
_UNTITLED_WORKSTREAM = re.compile(r"work ?stream\s+(\d{1,2})", re.IGNORECASE)
_BARE_WORKSTREAM = re.compile(r"(\d{1,2})[.)]?\s+(\S.*)")
_QUARTER = re.compile(
    r"(?:q|quarter|qtr)\.?\s*(\d{1,2})\b(?:\s*[(:,–-].*|\s+(?:20)?\d\d\s*[/–-]\s*\d\d)?", re.IGNORECASE
)
_NUMBERS = ("one", "two", "three", "four")
_IN_WORDS = re.compile(rf"(?<=quarter )({'|'.join(_NUMBERS)})\b", re.IGNORECASE)
_LEAD = re.compile(
    r"(?:name\b[^:]{0,60}\b)?(?:cancer alliance )?lead contact\b[^:]{0,40}:\s*(.*)"
    r"|(?:(?:programme|project|delivery|deliverable|alliance|accountable|responsible|clinical) )?"
    r"(?:leads?|owners?|sro|responsible officer)(?: \([^)]{0,40}\)| name| officer)?\s*[:–]\s*(.*)",
    re.IGNORECASE,
)
_NOT_APPLICABLE = re.compile(r"n\s*/\s*a|not applicable", re.IGNORECASE)
_NO_LEAD_YET = re.compile(r"tb[ca]|to be (?:confirmed|appointed|agreed)|vacant|none|-+|–", re.IGNORECASE)
_NOT_REQUIRED = re.compile(r"\bmilestones?\b.{0,20}\bnot required\b", re.IGNORECASE)
_BARE_NOT_REQUIRED = re.compile(
    r"(?:no milestones?(?: (?:are )?required)?|not required|none required|no)", re.IGNORECASE
)
_QUARTER_AND_TEXT = re.compile(r"(?:q|quarter\s?)([1-4])\b(?:\s*\([^)]{0,30}\))?\s*[:–-]\s*(\S.*)", re.IGNORECASE)
_MEASURES_BEGIN = re.compile(
    r"(?:success |outcome )?(?:measures?|metrics?|kpis?)(?: of success)?\s*(?::\s*(.*)|)", re.IGNORECASE
)
_HINT = re.compile(
    r"\((?:please|for example|(?:cancer )?alliances? (?:should|to|are))\b.*\)?|please note that\b.*text box.*",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"comment(?:ed)?\s*\[([^\]]{1,20})\]\s*:?\s*(.*)", re.IGNORECASE)
_NARRATIVE = re.compile(r"narrative(?: plan)?\b.{0,20}", re.IGNORECASE)
_MILESTONES = re.compile(r"(?:planned |key )?milestones\b.{0,20}", re.IGNORECASE)
_BARE_MILESTONES = re.compile(r"(?:planned |key )?milestones\s*:?", re.IGNORECASE)
_QUARTER_HEADING = re.compile(r"(?:quarters?|period|when)\s*:?", re.IGNORECASE)
_ALLIANCE = re.compile(r"name of (?:the )?(?:cancer )?alliance\s*:\s*(.+)", re.IGNORECASE)
_NOT_A_MEASURE = re.compile(r"(?:no|none|n/?a|tbc)\b|.*\bnational team\b", re.IGNORECASE)
_LABELS = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("text", r"(?:planned )?deliverables?(?: text| description)?|description(?: of (?:the )?deliverable)?"
                 r"|what (?:we will|will be) deliver(?:ed)?|ambition"),
        ("measures", r"(?:success |outcome |key )?(?:measures?|metrics?|kpis?|indicators?)(?: of success)?"
                     r"|how (?:we will|will we) (?:know|measure).{0,40}"),
        ("lead", r"(?:(?:cancer )?alliance |programme |project |delivery |deliverable )?(?:leads?|owners?|sro)"
                 r"(?: (?:names?|contacts?|officers?))?(?: and e-?mail(?: address)?)?|responsible (?:officer|lead)"),
        ("title", r"(?:deliverable |project )?title|project(?: name)?"),
        ("narrative", r"narrative(?: plan)?|approach|how we will deliver.{0,20}"),
        ("required", r"milestones required"),
        ("milestones", r"(?:planned |key )?milestones"),
    )
)  # fmt: skip


class NamedLead(NamedTuple):
    """What a lead contact's line says: the lead, or why there is none. `rest` is what stands after name and address."""

    lead: LeadContact | None
    not_applicable: bool = False
    rest: str = ""


def plain(text: str) -> str:
    """The words without the marks of a link or of bold type that an extracted text brings along."""
    return _LINK.sub(r"\1", text).replace("**", "").strip() if "[" in text or "*" in text else text.strip()


def numbered(text: str) -> tuple[str, str] | None:
    """(number, title) of "2.10 Title", "3.3a Title", "D4: Title" or "Deliverable 5 - Title"; None where there is no
    number of a deliverable."""
    found = _NUMBERED.fullmatch(text)
    return (found[1] or found[3], (found[2] or found[4]).strip()) if found else None


def workstream(text: str) -> tuple[str, str] | None:
    """(number, title) of "2 Workstream: Title" or "Workstream 2: Title"."""
    if found := _UNTITLED_WORKSTREAM.fullmatch(text):
        return found[1], ""
    found = _WORKSTREAM.fullmatch(text)
    return (found[1] or found[3], (found[2] or found[4]).strip()) if found else None


def bare_workstream(text: str) -> tuple[str, str] | None:
    """(number, title) of "5 Title", which is a workstream only where its first deliverable follows."""
    found = _BARE_WORKSTREAM.fullmatch(text)
    return (found[1], found[2].strip()) if found else None


def quarter(text: str) -> int | None:
    """The number after Q or Quarter, also one that no year has; None where the text is something else."""
    found = _QUARTER.fullmatch(_IN_WORDS.sub(lambda word: str(_NUMBERS.index(word[1].lower()) + 1), text.strip()))
    return int(found[1]) if found else None


def label(text: str) -> str:
    """What the label of a row announces: "text", "measures", "lead" or another; nothing where it is no label."""
    words = text.strip().rstrip(":").strip()
    return next((name for name, pattern in _LABELS if pattern.fullmatch(words)), "")


def lead_line(text: str) -> str | None:
    """What follows "Name and email of Cancer Alliance Lead Contact:"; None where the text is no such line."""
    found = _LEAD.fullmatch(text)
    return (found[1] or found[2] or "").strip() if found else None


def lead(text: str) -> NamedLead:
    """The lead contact in "Name address" or "address Name". Of several addresses the first counts; the others, like
    any words after a name and its address, are the rest."""
    words = text.strip(" .,;")
    if _NOT_APPLICABLE.fullmatch(words):
        return NamedLead(None, True)
    if not words or _NO_LEAD_YET.fullmatch(words):
        return NamedLead(None)
    address = _ADDRESS.search(words)
    if address is None:
        return NamedLead(LeadContact(words, ""))
    before, after = (part.strip(" ,;:–-()<>") for part in (words[: address.start()], words[address.end() :]))
    return NamedLead(LeadContact(before or after, address[0].lower()), rest=after if before else "")


def has_address(text: str) -> bool:
    return _ADDRESS.search(text) is not None


def lead_in_title(title: str) -> tuple[str, LeadContact] | None:
    """The title and the lead of a heading that swallowed the lead's line: up to three capitalised words before an
    address are the name, as long as a word of the title is left. None where the heading has no address."""
    address = _ADDRESS.search(title)
    if address is None:
        return None
    words = title[: address.start()].strip(" ,;:–-(<").split()
    start = len(words)
    while start > 1 and len(words) - start < 3 and words[start - 1][:1].isupper():
        start -= 1
    if start == 1 and len(words) > 2:  # all capitalised: nothing tells title and name apart but that names have two
        start = len(words) - 2
    return " ".join(words[:start]), LeadContact(" ".join(words[start:]), address[0].lower())


def says_not_applicable(text: str) -> bool:
    return _NOT_APPLICABLE.fullmatch(text.strip(" .")) is not None


def says_not_required(text: str) -> bool:
    return len(text) < 120 and _NOT_REQUIRED.search(text) is not None


def is_not_required(text: str) -> bool:
    """Whether a cell says no more than that milestones are not required."""
    return _BARE_NOT_REQUIRED.fullmatch(text.strip(" .")) is not None


def quarter_and_text(text: str) -> tuple[int, str] | None:
    """(2, "Open the clinic") of "Q2: Open the clinic"."""
    found = _QUARTER_AND_TEXT.fullmatch(text)
    return (int(found[1]), found[2].strip()) if found else None


def measures_begin(text: str) -> str | None:
    """What follows "Measures:" in a cell that has the deliverable and its measures; None where the line is none."""
    found = _MEASURES_BEGIN.fullmatch(text.strip())
    return (found[1] or "").strip() if found else None


def is_hint(text: str) -> bool:
    """Whether it is the template's advice to whoever fills it in."""
    return _HINT.fullmatch(text) is not None


def comment(text: str) -> ParsedComment | None:
    """A reviewer's comment that an extracted text has in its margin ("Commented [AB1]: ..."); AB are who made it."""
    found = _COMMENT.fullmatch(text)
    return ParsedComment(found[2].strip(), found[1].strip().rstrip("0123456789")) if found else None


def is_narrative_heading(text: str) -> bool:
    return _NARRATIVE.fullmatch(text) is not None


def is_milestones_heading(text: str, *, styled: bool) -> bool:
    """Whether the milestones begin here; a line that is not `styled` as a heading must say nothing else."""
    return (_MILESTONES if styled else _BARE_MILESTONES).fullmatch(text) is not None


def is_quarter_heading(text: str) -> bool:
    """Whether it is the heading of a column of quarters."""
    return _QUARTER_HEADING.fullmatch(text) is not None


def alliance_named(text: str) -> str:
    """The name after "Name of Cancer Alliance:", or nothing."""
    found = _ALLIANCE.fullmatch(text)
    return found[1].strip() if found else ""


def is_measure(text: str) -> bool:
    """Whether it names something to be measured, and does not say that nothing is, or that others will see to it."""
    return _NOT_A_MEASURE.match(text) is None
