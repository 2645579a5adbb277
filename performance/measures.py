"""What waits are measured: the parts of the four standards, and which part is the headline of a month. Pure.

England replaced ten standards by three on 1 October 2023. A standard is asked for by one name before and after
(`62d`); what that name means is another population before than after, so each part is a measure of its own and a
series never runs across the change unnoticed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.choices import Choices


class Measure(Choices):
    """One population with one clock. The value begins with the standard that it belongs to."""

    TWO_WEEK = "2ww", "Two-week wait, urgent suspected cancer"
    TWO_WEEK_BREAST = "2ww-breast", "Two-week wait, breast symptoms"
    FASTER_DIAGNOSIS = "28d", "28-day faster diagnosis"
    DAYS_31 = "31d", "31 days, decision to treatment, combined"
    DAYS_31_FIRST = "31d-first", "31 days, first treatment"
    DAYS_31_SURGERY = "31d-surgery", "31 days, subsequent surgery"
    DAYS_31_DRUGS = "31d-drugs", "31 days, subsequent drug treatment"
    DAYS_31_RADIOTHERAPY = "31d-radiotherapy", "31 days, subsequent radiotherapy"
    DAYS_31_RARE = "31d-rare", "31 days, urgent referral to treatment of rarer cancers"
    DAYS_62 = "62d", "62 days, referral to treatment, combined"
    DAYS_62_GP = "62d-gp", "62 days, urgent GP referral"
    DAYS_62_SCREENING = "62d-screening", "62 days, screening service"
    DAYS_62_UPGRADE = "62d-upgrade", "62 days, consultant upgrade"
    SEEN_SUSPECTED = "seen-suspected", "Urgent suspected cancer referrals seen"
    SEEN_BREAST = "seen-breast", "Urgent breast symptomatic referrals seen"


class StandardName(Choices):
    """A standard as people ask for it, before and after October 2023."""

    TWO_WEEK = "2ww", "Two-week wait"
    FASTER_DIAGNOSIS = "28d", "28-day faster diagnosis"
    DAYS_31 = "31d", "31 days to treatment"
    DAYS_62 = "62d", "62 days to treatment"


STANDARDS = tuple(StandardName.values)
PERFORMANCE = {
    "2ww": "two-week-wait performance",
    "28d": "28-day performance",
    "31d": "31-day performance",
    "62d": "62-day performance",
}
"""A standard's share as a sentence names it."""

# How many days a measure allows; None where nobody is timed.
DAYS: Mapping[str, int | None] = {
    measure: {"2ww": 14, "28d": 28, "31d": 31, "62d": 62}.get(measure.value.split("-")[0]) for measure in Measure
}

COMBINED_FROM = date(2023, 10, 1)
"""From this month on England judges the combined standards (domain: waiting-time standards)."""

_COMBINED = {"31d": Measure.DAYS_31, "62d": Measure.DAYS_62}
_BEFORE = {"31d": Measure.DAYS_31_FIRST, "62d": Measure.DAYS_62_GP}


def standards_of(nation: str) -> tuple[str, ...]:
    """The standards of which a nation publishes figures that are read here."""
    return STANDARDS if nation == "england" else ("31d", "62d")


def measures_named(standard: str) -> tuple[str, ...]:
    """Every measure that may answer for a standard, before or after October 2023."""
    named = (Measure(standard), _BEFORE.get(standard), _COMBINED.get(standard))
    return tuple(dict.fromkeys(str(measure) for measure in named if measure))


def headlines(standard: str, *, nation: str, month: date) -> tuple[Measure, ...]:
    """The measures that answer for a standard in a month, the one that was judged then first.

    In England before October 2023 that is the first treatment (31 days) and the urgent GP referral (62 days); the
    combined figures that were published for those months afterwards stand in where nothing else is known. Scotland
    has had one measure each all along. Raises KeyError for a name that is not in STANDARDS.
    """
    if standard not in STANDARDS:
        raise KeyError(standard)
    if standard not in _COMBINED:
        return (Measure(standard),)
    if nation != "england":
        return (_COMBINED[standard],)
    if month < COMBINED_FROM:
        return (_BEFORE[standard], _COMBINED[standard])
    return (_COMBINED[standard],)


def definition_changes(standard: str, *, nation: str, first: date, last: date) -> bool:
    """Whether a run of months crosses the change of definition of October 2023."""
    return nation == "england" and standard in _COMBINED and first < COMBINED_FROM <= last
