"""How a sample plan is written down: objectives with their actions, and the fate that befalls each.

Plain values; nothing here knows a database. In a date, `yy` and `yyyy` stand for the year in which the month before
them falls in the plan's financial year, so the same paper serves any year.
"""

import re
from dataclasses import dataclass

from core.periods import FinancialYear

_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_YEAR_AFTER_MONTH = re.compile(r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)([a-z]*) (yyyy|yy)\b")


@dataclass(frozen=True)
class Action:
    """One action as the paper has it, and what becomes of it.

    `leads` are parted by semicolons, the accountable one first. A step is a text, or a text with its own date. `news`
    are progress comments in order, `done` is the last comment; where they run out, words.py has general ones.
    """

    text: str
    leads: str
    due: str
    fate: str = "steady"
    steps: tuple[str | tuple[str, str], ...] = ()
    starts: str = ""
    news: tuple[str, ...] = ()
    done: str = ""


@dataclass(frozen=True)
class Carried:
    """An action of last year's paper, by its number there, that goes on in this one with a new date."""

    number: str
    due: str
    fate: str = "steady"
    news: tuple[str, ...] = ()
    done: str = ""


@dataclass(frozen=True)
class Objective:
    title: str
    actions: tuple[Action | Carried, ...]
    watching_brief: bool = False


@dataclass(frozen=True)
class Paper:
    """A network's paper of one year.

    `meets` is the day of the year's first meeting, `ends` the day on which the plan is closed (None: it stays open),
    both in days: after 1 April of the year, and after its 31 March. `leaves` are numbers of actions that nobody tidied
    up at the end of the year.
    """

    network: str
    objectives: tuple[Objective, ...]
    meets: int = 24
    agreed: bool = True
    ends: int | None = None
    leaves: tuple[str, ...] = ()


def in_year(text: str, year: FinancialYear) -> str:
    """A date of a paper with the year put in: "Jun yy" is "Jun 26" in 2026/27, and "Jan yy" is "Jan 27"."""

    def put(match):
        month = _MONTHS.index(match[1]) // 3 + 1
        calendar_year = year.start if month >= 4 else year.start + 1
        return f"{match[1]}{match[2]} {calendar_year if match[3] == 'yyyy' else f'{calendar_year % 100:02d}'}"

    return _YEAR_AFTER_MONTH.sub(put, text)
