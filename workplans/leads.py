"""Leads as the plan writes them: a cell of names, parted.

A lead is a role, a person or a body (domain: leads). Lists are parted by line breaks, semicolons, slashes and commas,
or - out of a PDF - by nothing but spaces. Then the known role names part them, longest first: those in `ROLES` below,
with words such as "Local" or "Deputy" before them, and the names the caller knows already (the network's directory).
What is left over is reported and stays a lead of its own; nothing is dropped, and one unknown name stays whole.

Three things look like separators and are not: a comma before an organisation ("Finance Dept, NHSGGC" is one lead), a
slash inside a name ("Clinical/Medical Director"), and "and" inside one ("Project and Planning Manager").

Knows no models. Nothing here raises for any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from core.choices import Choices
from workplans.letters import as_latin


class LeadKind(Choices):
    """What a lead is, as far as its name tells."""

    ROLE = "role", "Role"
    PERSON = "person", "Person"
    BODY = "body", "Body"


@dataclass(frozen=True)
class LeadsReading:
    """The leads of a cell in order, and a sentence for everything a person should look at."""

    names: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def split_leads(text: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """The names in a cell of leads, in order and each once; empty where there is none (also for "tbc")."""
    return read_leads(text, known).names


def read_leads(text: str, known: Iterable[str] = ()) -> LeadsReading:
    """As `split_leads`, with remarks. `known`: names of leads that the network has already."""
    return _read(text, tuple(known))


@lru_cache(maxsize=8192)
def kind_of(name: str) -> LeadKind:
    """A guess from the name alone: a title or a plain first and last name is a person; a name whose main noun is a job
    (Manager, Lead, Clinicians) is a role; everything else (Team, Board, Dept, an MCN) is a body."""
    words = re.split(r",|\(| - | – ", name, maxsplit=1)[0].split()
    if not words:
        return LeadKind.ROLE
    if _TITLE.match(name) or "@" in name:
        return LeadKind.PERSON
    for number, word in enumerate(words):
        if word.lower() in ("of", "for", "to") and number:
            words = words[:number]
            break
    noun = _singular(re.sub(r"\W+$", "", words[-1].lower()))
    if noun not in _BODIES and any(_singular(word.lower()) in _JOBS for word in words):
        return LeadKind.ROLE
    if noun in _BODIES or not all(re.fullmatch(r"[A-Z][a-z'’-]+[A-Za-z'’-]*|[A-Z]\.?", word) for word in words):
        return LeadKind.BODY
    return LeadKind.PERSON if 2 <= len(words) <= 3 else LeadKind.BODY


# --- What is known of names -----------------------------------------------------------------------------------------

ROLES = """
    administrator|advisory board|audit facilitator|audit team|board cancer manager|board clinical lead|board lead
    board lead clinician|board manager|cancer audit facilitator|cancer audit lead|cancer lead|cancer lead clinician
    cancer manager|cancer nurse specialist|cancer performance manager|cancer services manager|chief executive
    clinical director|clinical effectiveness lead|clinical governance lead|clinical lead|clinical nurse specialist
    clinical oncologist|clinical service manager|clinical services manager|data analyst|data and performance lead
    data manager|director of finance|director of nursing|director of planning|directorate manager|ehealth
    ehealth lead|ehealth manager|ehealth team|executive board|finance department|finance dept|finance lead
    finance manager|finance team|general manager|gp lead|health board lead|health intelligence team|imaging lead
    improvement advisor|improvement lead|improvement manager|information analyst|information lead
    information manager|information officer|information team|lead ahp|lead cancer clinician|lead cancer nurse
    lead clinician|lead nurse|lead pharmacist|lead radiologist|macmillan lead|mcn & i manager|mcn advisory board
    mcn clinical lead|mcn clinician|mcn lead|mcn lead clinician|mcn lead nurse|mcn manager|mcn member|mcn team
    mcn&i manager|mdt chair|mdt clinician|mdt co-ordinator|mdt coordinator|mdt lead|mdt lead clinician|mdt member
    mdt programme board|mdt team|medical director|medical oncologist|national lead|network clinical director
    network clinical lead|network director|network lead|network manager|network team|nurse consultant|nurse director
    nurse specialist|oncology lead|operational manager|operations manager|pathology lead|pathway manager
    pathway navigator|patient representative|performance lead|performance manager|pharmacy lead|planning manager
    primary care lead|programme board|programme director|programme lead|programme manager
    project and planning manager|project board|project lead|project manager|project officer|project support officer
    public health consultant|public health lead|qpi lead|quality improvement lead|quality improvement manager
    quality improvement team|quality lead|quality manager|radiology lead|radiotherapy lead|regional cancer manager
    regional information team|regional lead|regional manager|research lead|research nurse|sact lead
    sact programme manager|screening lead|service improvement lead|service improvement manager
    service improvement team|service lead|service manager|short life working group|site lead|specialty lead
    steering group|surgical lead|treatment lead|trust cancer manager|trust lead clinician|trust manager
    tumour site lead|workforce lead|working group|workstream lead
"""
MODIFIERS = """
    deputy|assistant|associate|regional|national|local|interim|acting|senior|principal|designated|nominated
    identified|relevant|all|joint|lead|board|boards|nhs board|health board|trust|alliance|network|cancer|mcn|mdt
    woscan|scan|nca|area|breast|colorectal|lower gi|gynae|gynaecological|gynaecology|haematology|haemato-oncology
    head and neck|head & neck|h&n|lung|skin|melanoma|upper gi|urology|urological|brain|sarcoma|neuro-oncology
    acute oncology|primary care|macmillan
"""
SUFFIXES = "chair|chairs|member|members|representative|representatives|rep|reps|secretariat|subgroup|sub-group"
_CONNECTORS = {"and", "&", "+", "with", "plus"}

JOBS = """
    administrator adviser advisor ahp analyst chair champion champions chief clinician cns co-ordinator consultant
    coordinator deputy developer director executive facilitator gp head lead leader manager member navigator nurse
    officer oncologist owner partner pathologist pharmacist physician physicist planner practitioner radiographer
    radiologist rep representative scientist secretary specialist sponsor stakeholder surgeon therapist trainer user
"""
BODIES = """
    alliance association board centre charity college committee council department dept directorate division forum
    foundation government group hospital hub icb laboratory mcn mdt network nhs office organisation panel
    partnership practice programme scotland secretariat service society subgroup team trust unit university
    workstream
"""
_TITLE = re.compile(r"(?:dr|mr|mrs|ms|miss|mx|prof|professor|sir|dame|sister|rev)\b\.?\s+\S", re.IGNORECASE)
_NONE = re.compile(
    r"(?:lead\s+)?(?:t\.?b\.?[acd]\.?|to be (?:confirmed|agreed|identified|decided|appointed))|n/?a|none|[-–—?.]*", re.I
)
_BOARDS = (
    r"Ayrshire (?:and|&) Arran|Borders|Dumfries (?:and|&) Galloway|Fife|Forth Valley|Grampian|"
    r"(?:Greater )?Glasgow (?:and|&) Clyde|Highland|Lanarkshire|Lothian|Orkney|Shetland|Tayside|Western Isles"
)
_CAPITALISED = r"(?:[A-Z][\w'’&-]*,? (?:and |of |& )?){1,6}"
_ORGANISATION = re.compile(
    rf"(?:NHS ?(?:{_BOARDS}|England|Scotland|Wales|NSS|Golden Jubilee)|NHS ?[A-Z&]{{1,5}}\b(?! [A-Z][a-z])|NHSLan\w*"
    rf"|{_BOARDS}|GGC|A&A|FV|GJNH|QEUH|WoSCAN|SCAN|NOSCAN|NCA|SCN"
    rf"|{_CAPITALISED}(?:NHS (?:Foundation )?Trust|Hospitals?|Infirmary|ICB|Health Board|University))(?=$|[\s,)])"
)

_BOARD = re.compile(rf"NHS\b|{_ORGANISATION.pattern}")


def _singular(word: str) -> str:
    if word in ("gps", "reps"):
        return word[:-1]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and word not in ("cns", "nhs") else word


def _key(words: Iterable[str]) -> tuple[str, ...]:
    """Words as they are compared: lower case, without marks at their end, the last one in the singular."""
    key = [re.sub(r"[.,:]+$", "", word.lower()) for word in words]
    return (*key[:-1], _singular(key[-1])) if key else ()


def _phrases(data: str) -> frozenset[tuple[str, ...]]:
    return frozenset(_key(phrase.split()) for line in data.split("\n") for phrase in line.split("|") if phrase.strip())


_ROLE_KEYS = _phrases(ROLES)
_MODIFIER_KEYS = frozenset(tuple(p.split()) for line in MODIFIERS.split("\n") for p in line.split("|") if p.strip())
_SUFFIX_WORDS = frozenset(SUFFIXES.split("|"))
_JOBS = frozenset(JOBS.split())
_BODIES = frozenset(BODIES.split())


# --- Parting a cell -------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def _read(text: str, known: tuple[str, ...]) -> LeadsReading:
    remarks: list[str] = []
    latin = as_latin(text)
    if latin != text:
        remarks.append(f"“{' '.join(text.split())}” is typed with letters of another alphabet; it was read as Latin.")
    names: dict[tuple[str, ...], str] = {}
    directory = frozenset(_key(name.split()) for name in known if name.strip())
    for piece in _pieces(latin, directory):
        if _NONE.fullmatch(piece):
            if re.search(r"\w", piece):
                remarks.append(f"“{piece}” names no lead.")
            continue
        found, remark = _run_together(piece, directory)
        for name in found:
            names.setdefault(_key(name.split()), name)
        if remark:
            remarks.append(remark)
    return LeadsReading(tuple(names.values()), tuple(remarks))


def _pieces(text: str, directory: frozenset[tuple[str, ...]]) -> Iterable[str]:
    for line in _lines(text, directory):
        line = re.sub(r"^(?:[-–—*]|o|\(?\d{1,2}[.)])\s+", "", " ".join(line.split()))
        if _key(line.split()) in directory:
            yield line
            continue
        for part in re.split(r"\s+/\s*|/\s+|/$|^/", line):
            for piece in _at_commas(part):
                yield from (_clean(name) for name in _at_slashes(piece) if _clean(name))


def _lines(text: str, directory: frozenset[tuple[str, ...]]) -> Iterable[str]:
    """The lines of a cell; a known name whose last word stands on the next is put together again."""
    for section in re.split(r"[;•·▪‣➢|]+", text):
        lines = [line for line in (" ".join(line.split()) for line in section.splitlines()) if line]
        while lines:
            line = lines.pop(0)
            runs_on = bool(lines) and " " not in lines[0] and not _is_known(line, directory)
            if runs_on and _is_known(f"{line} {lines[0]}", directory):
                line = f"{line} {lines.pop(0)}"
            yield line


def _clean(name: str) -> str:
    return name.strip(" ,;:/").removesuffix(".") if not re.search(r"\b[A-Z]\.$", name) else name.strip(" ,;:/")


def _at_commas(text: str) -> list[str]:
    """Parted at commas outside brackets, save before an organisation and after a bare job ("Chair, Advisory Board")."""
    parts: list[str] = []
    for part in re.split(r",(?![^(]*\))", text):
        part = part.strip()
        after_a_job = parts and _singular(parts[-1].lower()) in _JOBS
        before_a_board = bool(_ORGANISATION.match(part)) and not (parts and _BOARD.match(parts[-1]))
        if parts and part and (before_a_board or after_a_job):
            parts[-1] += f", {part}"
        else:
            parts.append(part)
    return parts


def _at_slashes(text: str) -> list[str]:
    """Parted at slashes without spaces where each side is a name: several words, an acronym, or one word each."""
    parts = [part.strip() for part in text.split("/")]
    names = all(len(part.split()) > 1 or re.fullmatch(r"[A-Z]{2,5}s?", part) for part in parts)
    words = all(re.fullmatch(r"[A-Z][\w'’-]+", part) for part in parts)
    return parts if names or words else [text]


def _run_together(piece: str, directory: frozenset[tuple[str, ...]]) -> tuple[list[str], str]:
    """The names in words that only spaces part, and a remark on what the known names left over."""
    words = piece.split()
    if len(words) > 60 or _key(words) in directory:
        return [piece], ""
    joined = _joined_names(piece, directory)
    if len(joined) > 1:
        return joined, ""
    parts = _partition(words, directory)
    names = [(" ".join(words[start:end]), is_known) for start, end, is_known in parts]
    known_count = sum(is_known for _, is_known in names)
    if known_count == 0:
        return _people(piece), ""
    names = [(_trim(name), is_known) for name, is_known in names if name.lower() not in _CONNECTORS]
    left_over = [name for name, is_known in names if not is_known and name]
    if not left_over:
        return [_clean(name) for name, _ in names], ""
    if known_count == 1 and not _stands_alone(names):
        return [piece], _doubt(names, left_over[0])
    remark = "; ".join(f"“{name}”" for name in left_over)
    return [_clean(name) for name, _ in names if name], (
        f"The list of leads has only spaces between names. {remark} is not a known lead; kept as a lead of its own."
    )


def _joined_names(piece: str, directory: frozenset[tuple[str, ...]]) -> list[str]:
    """ "Dr A Example and Data Manager": names with a word between them, where each is a person or a known name."""
    parts = re.split(r"\s+(?:and|&|\+|with)\s+", piece)
    whole = [(_TITLE.match(part) and len(part.split()) < 5) or _is_known(part, directory) for part in parts]
    return parts if len(parts) > 1 and all(whole) and not _is_known(piece, directory) else [piece]


def _is_known(text: str, directory: frozenset[tuple[str, ...]]) -> bool:
    words = text.split()
    return _key(words) in directory or len(words) in _name_ends(words, 0, directory)


def _doubt(names: list[tuple[str, bool]], left_over: str) -> str:
    """A remark where words beside the one known name could be another lead; "Clinical Lead for Breast" needs none."""
    name = next(name for name, is_known in names if is_known)
    if names[0][1]:
        doubtful, where = left_over[:1].isupper(), "after"
    else:
        doubtful, where = bool(re.match(r"[A-Z&]{3,}\b", name)) and " of" not in left_over, "before"
    return f"“{left_over}” {where} the known lead “{name}” may be another lead; kept as one." if doubtful else ""


def _trim(name: str) -> str:
    words = name.split()
    while words and words[0].lower() in _CONNECTORS:
        words = words[1:]
    while words and words[-1].lower() in _CONNECTORS:
        words = words[:-1]
    return " ".join(words)


def _stands_alone(names: list[tuple[str, bool]]) -> bool:
    """Whether what stands beside the one known name looks like a lead itself, not like a part of its name."""
    for name, is_known in names:
        if is_known or not name:
            continue
        first, last = name.split()[0], _singular(re.sub(r"\W+$", "", name.split()[-1].lower()))
        if not (_TITLE.match(name) or (first[:1].isupper() and len(name.split()) > 1 and last in _JOBS | _BODIES)):
            return False
    leads_on = not names[0][1]
    return not leads_on or bool(re.match(r"[A-Z&]{3,}\b", names[1][0]))


def _people(piece: str) -> list[str]:
    """ "Dr A Example and Dr B Sample" is two people."""
    parts = re.split(r"\s+(?:and|&|\+)\s+", piece)
    return parts if len(parts) > 1 and all(_TITLE.match(part) for part in parts) else [piece]


def _partition(words: list[str], directory: frozenset[tuple[str, ...]]) -> list[tuple[int, int, bool]]:
    """The words in spans (start, end, known) so that fewest words stay unknown, then with fewest, so longest, names."""
    best: list[tuple[int, int, int, bool]] = [(0, 0, len(words), True)] * (len(words) + 1)
    for start in range(len(words) - 1, -1, -1):
        free = words[start].lower() in _CONNECTORS
        unknown, names, _, _ = best[start + 1]
        best[start] = (unknown + (not free), names, start + 1, False)
        for end in _name_ends(words, start, directory):
            unknown, names, _, _ = best[end]
            best[start] = min(best[start], (unknown, names + 1, end, True), key=lambda choice: choice[:2])
    spans: list[tuple[int, int, bool]] = []
    at = 0
    while at < len(words):
        _, _, end, is_known = best[at]
        if spans and not is_known and not spans[-1][2]:
            spans[-1] = (spans[-1][0], end, False)
        else:
            spans.append((at, end, is_known))
        at = end
    return spans


def _name_ends(words: list[str], start: int, directory: frozenset[tuple[str, ...]]) -> list[int]:
    """Where a known name that starts at `start` may end."""
    lower = [re.sub(r"[.,:]+$", "", word.lower()) for word in words[start : start + 12]]
    starts = {0}
    frontier = [0]
    while frontier:
        at = frontier.pop()
        for length in (1, 2, 3):
            if (
                tuple(lower[at : at + length]) in _MODIFIER_KEYS
                and at + length not in starts
                and at + length < len(lower)
            ):
                starts.add(at + length)
                frontier.append(at + length)
    ends: set[int] = set()
    for at in sorted(starts):
        if start + at in ends:
            continue  # what stands before is a name already, not words that describe this one
        for length in range(1, min(6, len(lower) - at) + 1):
            key = _key(words[start + at : start + at + length])
            if key in _ROLE_KEYS or (at == 0 and key in directory):
                ends.add(start + at + length)
            if words[start + at + length - 1].endswith(","):
                break  # a name carries a comma only at its end
    for end in list(ends):
        while end < len(words) and words[end].lower().strip(",") in _SUFFIX_WORDS and not words[end - 1].endswith(","):
            end += 1
            ends.add(end)
    for end in list(ends):
        found = _ORGANISATION.match(" ".join(words[end:]))
        if found:
            ends.add(end + len(found.group().split()))
    return sorted(ends)
