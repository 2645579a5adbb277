"""The words of published files: which measure a title speaks of, which route, stage or modality, what is a total."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

# The words of a file come again in every row.
_remembered = lru_cache(10_000, typed=True)

_FOOTNOTE = re.compile(r"\s*\(\d\)\s*$")


@_remembered
def fold(text: object) -> str:
    """Words for comparing: lower case, single spaces, no footnote mark at the end (`CANCER TYPE (3)`)."""
    return _FOOTNOTE.sub("", re.sub(r"\s+", " ", str(text)).strip()).lower()


def measure_of(title: str) -> str | None:
    """The measure that a title or the name of a sheet speaks of; None where it speaks of none."""
    text = fold(title)

    def has(*words: str) -> bool:
        return any(word in text for word in words)

    if has("four week", "28-day", "28 day", "faster diagnosis", "28d"):
        return "28d"
    if has("one month", "31-day", "31 day"):
        if has("first or subsequent"):
            return "31d"
        if has("rare"):
            return "31d-rare"
        if has("subsequent", "sub treat"):
            kinds = (("surg", "surgery"), ("drug", "drugs"), ("radio", "radiotherapy"))
            return next((f"31d-{measure}" for word, measure in kinds if word in text), None)
        return "31d-first" if has("first", "diagnosis to treatment") else None
    if has("two month", "62-day", "62 day"):
        if has("or consultant upgrade"):
            return "62d"
        if has("consultant upgrade"):
            return "62d-upgrade"
        if has("screening"):
            return "62d-screening"
        return "62d-gp" if has("gp", "urgent referral") else None
    if has("breast symptom", "symptomatic breast", "ubs referral"):
        return "2ww-breast"
    if has("two week", "first outpatient attendance", "usc referral", "first consultant"):
        return "2ww"
    return None


STANDARDS: Mapping[str, str] = {
    "fds": "28d",
    "28-day fds": "28d",
    "31d": "31d",
    "31-day combined": "31d",
    "62d": "62d",
    "62-day combined": "62d",
    "urgent suspected cancer referral": "2ww",
    "urgent breast symptomatic referral": "2ww-breast",
}
"""How extracts and the combined file call a standard."""

_ROUTES: Mapping[str, str] = {
    "": "",
    "all": "",
    "all routes": "",
    "all referral routes": "",
    "all stages": "",
    "all care": "",
    "urgent suspected cancer": "suspected",
    "breast symptomatic": "breast-symptomatic",
    "breast symptomatic, cancer not suspected": "breast-symptomatic",
    "screening": "screening",
    "urgent screening": "screening",
    "national screening programme": "screening",
    "consultant upgrade": "upgrade",
    "first treatment": "first",
    "first treatments": "first",
    "subsequent": "subsequent",
    "subsequent treatment": "subsequent",
    "subsequent treatments": "subsequent",
    "admitted": "admitted",
    "admitted care": "admitted",
    "non-admitted": "non-admitted",
    "non admitted": "non-admitted",
    "non admitted care": "non-admitted",
}
_MODALITIES: Mapping[str, str] = {
    "": "",
    "all": "",
    "all modalities": "",
    "surgery": "surgery",
    "anti-cancer drug regimen": "drugs",
    "drugs": "drugs",
    "radiotherapy": "radiotherapy",
    "other": "other",
}
_ALL_TUMOURS = {"", "all", "all cancers", "all cancer", "all cancer types", "all suspected cancer", "all tumour groups"}
_ALL_TUMOURS |= {"all suspected cancers", "all rare cancers", "all rarer cancers", "all types"}


@_remembered
def route_of(text: object) -> str:
    """A route, stage or care setting by one word; an unknown one keeps its own words, made into one."""
    folded = fold(text)
    found = _ROUTES.get(folded)
    return found if found is not None else slug(folded)


@_remembered
def modality_of(text: object) -> str:
    """A treatment modality by one word; an unknown one keeps its own words, made into one."""
    folded = fold(text)
    found = _MODALITIES.get(folded)
    return found if found is not None else slug(folded)


@_remembered
def tumour_of(text: object) -> str:
    """The published name of a tumour group, spaces put right; empty for all of them."""
    words = re.sub(r"\s+", " ", str(text)).strip()
    return "" if fold(words) in _ALL_TUMOURS else words


def slug(text: str) -> str:
    """Words as one word of at most 60 letters."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]


def is_england(name: object) -> bool:
    """Whether a row without a code is the total of England."""
    folded = fold(name)
    return folded.startswith("all english") or folded in ("england", "england total", "total")


def status_of(*texts: str) -> bool | None:
    """True where the words say final, False where they say provisional, None where they say neither or both."""
    joined = " ".join(texts).lower()
    final = bool(re.search(r"(?<![a-z])final(?!i)", joined))
    provisional = "provisional" in joined
    return None if final == provisional else final


def basis_of(*texts: str) -> str | None:
    """The basis on which patients are counted, by the first text that names one; None where none does."""
    for text in texts:
        folded = fold(text)
        if re.search(r"commissioner|sub[- ]?icb|sicbl|(?<![a-z])ccg", folded):
            return "commissioner"
        if "provider" in folded:
            return "provider"
    return None
