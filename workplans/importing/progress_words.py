"""The words plans use for status and rating, and the facts they stand for. Pure.

Status is a fact (not started, in progress, complete, closed, carried forward), rating a judgement (Red, Amber, Green;
Complete shows Blue). Words that are neither are kept as a comment and reported, never guessed: "Amber/Red" is unread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from workplans.letters import as_latin

_STATUS_WORDS = {
    "not_started": """
        not started|not yet started|not begun|not commenced|not yet commenced|to start|to be started|
        yet to start|to commence|pending|planned|no progress|not due to start|not yet due|to do|0%
    """,
    "in_progress": """
        in progress|on track|on target|on schedule|on plan|underway|under way|started|commenced|
        in development|progressing|ongoing|on going|work in progress|wip|partially complete|partly complete|
        partially completed|in train|in hand|in process|being progressed|active|begun|progressing well|
        progressing to plan|some progress|nearly complete|almost complete|mostly complete|largely complete|
        part complete|partly achieved|
        partially achieved|partially met|partly met|being implemented|work ongoing|initiated
    """,
    "complete": """
        complete|completed|done|achieved|fully achieved|delivered|finished|action complete|action completed|
        met|closed complete|complete and closed|completed and closed|complete closed|fully complete|100%|
        implemented
    """,
    "closed": """
        closed|superseded|withdrawn|cancelled|canceled|abandoned|stopped|no longer required|not required|
        discontinued|no longer applicable|not progressing|not progressed|not being progressed|removed|
        no longer needed|not needed|not taken forward|not pursued|obsolete|
        will not be delivered|closed will not be delivered|not proceeding|no longer relevant
    """,
    "carried_forward": """
        carried forward|carry forward|carried over|carry over|c f|c fwd|cf|deferred|postponed|rolled over|
        roll over|rolled forward|to be carried forward|moved to next year
    """,
}
_RATING_WORDS = {
    "red": "red|r",
    "amber": "amber|a|yellow|orange",
    "green": "green|g",
    "blue": "blue|b",
    "grey": "grey|gray|white|not rated|not yet rated|not ratable",
}


def _table(words: dict[str, str]) -> dict[str, str]:
    return {
        " ".join(phrase.split()): value
        for value, phrases in words.items()
        for phrase in phrases.split("|")
        if phrase.strip()
    }


_STATUS = _table(_STATUS_WORDS)
_RATING = _table(_RATING_WORDS)
_YEAR_TAIL = re.compile(r"(?: (?:to|into|in|until|from))? ?(?:fy ?)?(?:20)?\d\d (?:20)?\d\d$")
_SEVERAL = re.compile(r"[/|,]|\band\b|&")


@dataclass(frozen=True)
class Progress:
    """What a cell says: a status and a rating ("" where it says none), and the words that are neither."""

    status: str = ""
    rating: str = ""
    rest: str = ""


@lru_cache(maxsize=4096)
def read_progress(text: str, *, yes_means_complete: bool = False) -> Progress:
    """The status and rating in a cell of a status or RAG column: "Amber", "On track", "Green – on track", "Complete".

    A rating word may be followed by an explanation, which is kept in `rest`; so is everything that is not known. "Amber
    (suggested)", as our own Word export has it, is nobody's rating.
    """
    text = " ".join(text.split())
    suggested = re.fullmatch(r"(\w+) \(suggested\)", text, re.IGNORECASE)
    if suggested and suggested[1].lower() in _RATING:
        return Progress()
    if not text or re.fullmatch(r"[-–—.]+|n/?a|tbc", text, re.IGNORECASE):
        return Progress(rest="" if not text or not re.search(r"\w", text) else text)
    whole = _one(_bare(text), yes_means_complete)
    if whole:
        return whole
    found = re.match(r"(?P<first>[^-–—:;,.(/]+?)\s*(?:[-–—:;,.(]\s*)(?P<rest>.+?)\)?$", text)
    if found:
        first, rest = _one(_bare(found["first"]), False), found["rest"].strip()
        if first and not (_SEVERAL.search(text) and _one(_bare(rest), False) and first.rating):
            second = _one(_bare(rest), False)
            if second and not (first.status and second.status) and not (first.rating and second.rating):
                return Progress(first.status or second.status, first.rating or second.rating)
            return Progress(first.status, first.rating, rest)
    return Progress(rest=text)


def _one(words: str, yes_means_complete: bool) -> Progress | None:
    """One status or rating. Complete is both: what is complete shows Blue."""
    words = re.sub(r"^(?:status|rag|brag|rating|currently|now)\s+", "", words)
    if words in _RATING:
        return Progress(rating=_RATING[words])
    status = _STATUS.get(words) or _STATUS.get(_YEAR_TAIL.sub("", words))
    if status:
        return Progress(status=status)
    if yes_means_complete and words in ("yes", "y", "✓", "✔", "true"):
        return Progress(status="complete")
    if yes_means_complete and words in ("no", "n", "false"):
        return Progress()
    percent = re.fullmatch(r"(\d{1,3})(?:\.\d+)? ?%(?: complete)?", words)
    if percent and int(percent[1]) <= 100:
        share = int(percent[1])
        return Progress(status="complete" if share == 100 else "in_progress" if share else "not_started")
    return None


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[^\w%✓✔.]+", " ", as_latin(text).lower()).strip(" .").split())
