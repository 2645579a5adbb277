"""The grammar of one due date: its words in, a kind and a window of days out. due.py says what is read and what is not.

Knows no models and no clock. Nothing here raises for any text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from core.choices import Choices
from core.periods import FinancialYear, month_window
from workplans.letters import as_latin


class DueKind(Choices):
    """What a due date says, as far as it can be read."""

    DAY = "day", "Day"
    MONTH = "month", "Month"
    QUARTER = "quarter", "Quarter"
    RANGE = "range", "Range"
    YEAR = "year", "Financial year"
    ONGOING = "ongoing", "Ongoing"
    TBC = "tbc", "To be confirmed"
    UNREAD = "unread", "Not read"


@dataclass(frozen=True)
class Reading:
    """What the words mean; the days are None for ongoing and tbc."""

    kind: DueKind
    earliest: date | None = None
    latest: date | None = None


@lru_cache(maxsize=8192)
def read_words(words: str, year: FinancialYear) -> Reading | None:
    """The whole of the words as one date of a plan for `year`, or None where they are not one."""
    plain = _plain(words)
    if _TBC.fullmatch(plain):
        return Reading(DueKind.TBC)
    if _ONGOING.fullmatch(plain):
        return Reading(DueKind.ONGOING)
    window = _window(plain, year) if len(plain) <= _LONGEST else None
    return Reading(window.kind, window.earliest, window.latest) if window else None


@dataclass(frozen=True)
class _Window:
    kind: DueKind
    earliest: date
    latest: date
    complete: bool = True  # says its own year


_LONGEST = 80
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d|'?\d\d)"
_FY = r"(?P<fy>(?:fy\s*)?(?:20\d\d|\d\d)\s*[/-]\s*(?:20\d\d|\d\d))"
_WEEKDAY = r"(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_DAY = r"(?P<day>\d\d?)(?:\s?(?:st|nd|rd|th))?(?:\s+of)?"
_CLOCK = r"(?:[t ]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?(?:z|\+00:?00)?)?"
_PREFIX = re.compile(
    r"(?:(?:due|target|deadline|complet(?:ed?|ion)|delivery|planned|expected)(?:\s+date)?\s*:?\s+)?"
    r"(?:(?:by|in|during|over|for|at|on|until|till|up to|within|throughout|before(?= (?:the )?end)"
    r"|(?:no|not) later than)\s+)?(?:the\s+)?"
    r"(?P<part>(?:end|close|start|beginning|middle|mid|early|late)(?:\s+of\b|-)?\s*(?:the\s+)?)?"
)
_LABEL = re.compile(r"\(?(?:[a-z]|\d\d?|i{2,3}|iv|vi{0,3})\)\s*(?=\S)")

_DAYS = (
    re.compile(_WEEKDAY + _DAY + r"[\s./,-]*" + _MONTH + r"[\s./,-]*" + _FY),  # 31 March 2023/24
    re.compile(_WEEKDAY + _DAY + r"[\s./,-]*" + _MONTH + r"(?:[\s./,-]*" + _YEAR + ")?" + _CLOCK),  # 30 June 2023
    re.compile(_WEEKDAY + r"(?P<day>\d\d?)[./-](?P<month>\d\d?)[./-]" + _YEAR + _CLOCK),  # 30/06/23
    re.compile(r"(?P<year>(?:19|20)\d\d)[./-](?P<month>\d\d?)[./-](?P<day>\d\d?)" + _CLOCK),  # 2023-06-30
    re.compile(_WEEKDAY + _MONTH + r"\s+(?P<day>\d\d?)(?:st|nd|rd|th)(?:,?\s+" + _YEAR + ")?"),  # June 30th
    re.compile(_WEEKDAY + _MONTH + r"\s+(?P<day>\d\d?),?\s+(?P<year>(?:19|20)\d\d)"),  # June 30, 2023
    re.compile(r"(?P<day>1[3-9]|2\d|3[01])/(?P<month>\d\d?)(?P<year>)"),  # 30/6; "05/06" may be a year or a month
)
_MONTHS_OF_A_YEAR = (
    re.compile(_MONTH + r"[\s,-]*" + _FY),  # June 23/24
    re.compile(_MONTH + r"(?:(?:[\s./,-]+of\s+|[\s./,-]*)" + _YEAR + ")?"),  # Jun-23
    re.compile(r"(?P<year>(?:19|20)\d\d)[\s./-]+" + _MONTH),  # 2023 June
    re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)"),  # 2023-06
    re.compile(r"(?P<month>\d\d?)[/.-](?P<year>(?:19|20)\d\d)"),  # 06/2023
    re.compile(r"(?P<month>\d\d?)/(?P<year>(?:1[3-9]|[2-9]\d))"),  # 06/23: there is no 23rd month
)
_Q = r"q(?:trs?|uarters?|s)?\.?\s*"
_QUARTER = re.compile(
    rf"(?:{_FY}[\s,-]*)?"
    rf"(?:{_Q}(?P<number>[1-4]|one|two|three|four)"
    r"|(?P<ordinal>1st|2nd|3rd|4th|first|second|third|fourth|last|final)\s+q(?:trs?|uarters?))"
    rf"(?:(?:\s+of)?[\s,/(-]*(?:{_FY.replace('<fy>', '<fy_after>')}|(?P<year>20\d\d))\)?)?"
)
_QUARTER_NUMBERS = {
    word: number
    for number, words in enumerate(
        (("1", "one", "1st", "first"), ("2", "two", "2nd", "second"), ("3", "three", "3rd", "third"),
         ("4", "four", "4th", "fourth", "last", "final")), start=1,
    )
    for word in words
}  # fmt: skip
_HALF = re.compile(
    rf"(?:h(?P<half>[12])|(?P<word>first|1st|second|2nd|last) half(?: of)?(?: the)?(?: (?:financial )?year)?)"
    rf"(?:[\s,/(-]*{_FY}\)?)?"
)
_YEAR_WORDS = re.compile(
    r"(?:(?:this|the|all|whole|financial|fiscal|plan|planning|in)[\s-]+)*"
    r"(?:year[\s-]?end|end[\s-]of[\s-](?:the\s+)?(?:financial\s+)?year|year|fye?|eoy|eofy|fy[\s-]end)"
    rf"(?:[\s,-]+{_FY})?"
)
_WEEK = re.compile(r"(?P<which>w/?c\b|w/?e\b|week (?:commencing|beginning|ending|of))\.?:?\s*(?P<day>.+)")
_TO = re.compile(r"\s*(?:\bto\b|\buntil\b|\btill\b|\bthrough\b|-)\s*")
_AND = re.compile(r"\s*(?:\band\b|&|/)\s*")
_LED_RANGE = re.compile(r"(?P<led>from|between)\s+")
_NOTE = re.compile(r"(?P<outer>[^()]+?)\s*\((?P<inner>[^()]+)\)")

_RHYTHM = (
    r"(?:daily|weekly|fortnightly|monthly|quarterly|annual(?:ly)?|yearly|biannual(?:ly)?"
    r"|bi-?(?:weekly|monthly|annual(?:ly)?)|(?:six|6|two|2|three|3)[\s-]monthly|twice (?:yearly|a year)"
    r"|(?:once )?(?:each|every|per|a) (?:week|month|quarter|year))"
)
_ONGOING = re.compile(
    r"(?:(?:on (?:a|an) )?(?:on[\s-]?going|continu(?:ous(?:ly)?|al(?:ly)?|ing)|rolling)"
    r"(?: (?:basis|process|programme|work|review))?"
    r"(?:[\s,/-]*(?:throughout|during|across|in|all)(?: the)?(?: financial)? year)?"
    rf"(?:[\s,/(-]+{_RHYTHM}\)?)?|{_RHYTHM}(?:[\s,/(-]+on[\s-]?going\)?)?)"
)
_TBC = re.compile(
    r"(?:(?:(?:due |target )?(?:date|timescale|deadline|timing)s?[\s:-]+)?(?:t\.?b\.?[acd]\.?"
    r"|to be (?:confirmed|agreed|advised|announced|arranged|decided|determined|set|scheduled)"
    r"|not (?:yet )?(?:agreed|set|confirmed|known|decided))|no (?:due )?date(?: (?:yet|agreed|set|given))*|-+)?"
)


def _plain(words: str) -> str:
    """The words made alike: Latin letters, lower case, one kind of dash and space, no label, brackets or full stop."""
    text = unicodedata.normalize("NFKC", as_latin(words)).lower()
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text).replace("’", "'").replace("‘", "'")
    text = _LABEL.sub("", " ".join(text.split()), count=1) if text.lstrip()[1:4].count(")") else " ".join(text.split())
    text = text.strip(" .,:*")
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1]
    return text.strip(" .,:*")


def _window(text: str, year: FinancialYear) -> _Window | None:
    """The window that the whole of a plain text means, or None."""
    note = _NOTE.fullmatch(text)
    if note:  # "Q2 (July to September)", "31 March 2024 (Q4)": the note may only say the same again, or more widely
        outer, inner = _window(note["outer"], year), _window(note["inner"], year)
        if outer and inner and inner.earliest <= outer.earliest and outer.latest <= inner.latest:
            return outer
        if outer and inner and outer.earliest <= inner.earliest and inner.latest == outer.latest:
            return outer  # "Q3 (December)": due on the same day either way
    led = _LED_RANGE.match(text)
    if led:
        return _range(text[led.end() :], year, between=led["led"] == "between")
    return _part(text, year) or _range(text, year)


def _part(text: str, year: FinancialYear, *, before: date | None = None, after: date | None = None) -> _Window | None:
    """One day, month, quarter, year or week, with or without words such as "by end of" before it.

    `before` and `after` are days of the neighbour in a range: they tell the year of a month that does not say it.
    """
    prefix = _PREFIX.match(text)
    rest = text[prefix.end() :] if prefix else text
    part_of = bool(prefix and prefix["part"])
    for words in (text, rest) if rest != text else (text,):
        window = (
            _month(words, year, before, after)
            or (None if part_of and words == rest else _day(words, year, before, after))
            or _quarter(words, year)
            or _financial_year(words, year, bare=words == text)
            or _week(words, year)
        )
        if window:
            return window
    return None


def _day(text: str, year: FinancialYear, before: date | None = None, after: date | None = None) -> _Window | None:
    for pattern in _DAYS:
        found = pattern.fullmatch(text)
        if not found:
            continue
        groups = found.groupdict()
        month = _month_number(groups["month"])
        number = _year_of(month, groups, year, before, after)
        try:
            day = date(number, month, int(groups["day"])) if number else None
        except ValueError:
            return None
        if day is None or (groups.get("weekday") and groups["weekday"] != _WEEKDAYS[day.weekday()]):
            return None
        return _Window(DueKind.DAY, day, day, complete=bool(groups.get("fy") or groups.get("year")))
    return None


def _month(text: str, year: FinancialYear, before: date | None = None, after: date | None = None) -> _Window | None:
    for pattern in _MONTHS_OF_A_YEAR:
        found = pattern.fullmatch(text)
        if not found:
            continue
        groups = found.groupdict()
        month = _month_number(groups["month"])
        number = _year_of(month, groups, year, before, after) if 1 <= month <= 12 else None
        if number:
            complete = bool(groups.get("fy") or groups.get("year"))
            return _Window(DueKind.MONTH, *month_window(number, month), complete=complete)
    return None


def _quarter(text: str, year: FinancialYear) -> _Window | None:
    found = _QUARTER.fullmatch(text)
    if found:
        number = _QUARTER_NUMBERS[found["number"] or found["ordinal"]]
        written = found["fy"] or found["fy_after"]
        financial: FinancialYear | None = year
        if written:
            financial = _financial(written)
        elif found["year"]:
            financial = FinancialYear(int(found["year"])) if number < 4 else None
        if financial is None:
            return None
        quarter = financial.quarter(number)
        return _Window(DueKind.QUARTER, quarter.first_day, quarter.last_day, complete=bool(written or found["year"]))
    found = _HALF.fullmatch(text)
    financial = (_financial(found["fy"]) if found["fy"] else year) if found else None
    if found and financial:
        first = financial.quarter(1 if found["half"] == "1" or found["word"] in ("first", "1st") else 3)
        last = financial.quarter(first.number + 1)
        return _Window(DueKind.RANGE, first.first_day, last.last_day, complete=bool(found["fy"]))
    return None


def _financial_year(text: str, year: FinancialYear, *, bare: bool) -> _Window | None:
    found = _YEAR_WORDS.fullmatch(text)
    if found and not (bare and text == "year"):
        financial = _financial(found["fy"]) if found["fy"] else year
    elif re.fullmatch(r"\d\d?[/-](?:0?\d|1[0-2])", text):
        # "05/06" could be the 5th of June: only the plan's own year is taken as one
        financial = year if _financial(text) == year else None
    else:
        financial = _financial(text)
    return _Window(DueKind.YEAR, financial.first_day, financial.last_day) if financial else None


def _week(text: str, year: FinancialYear) -> _Window | None:
    found = _WEEK.fullmatch(text)
    day = _day(found["day"], year) if found else None
    if found is None or day is None:
        return None
    ends = found["which"].replace("/", "") == "we" or found["which"].endswith("ending")
    try:
        first = day.earliest - timedelta(days=6) if ends else day.earliest
        return _Window(DueKind.RANGE, first, first + timedelta(days=6), complete=day.complete)
    except OverflowError:
        return None


def _range(text: str, year: FinancialYear, *, between: bool = False) -> _Window | None:
    """Parts with "to", "-", "and" or "/" between them; the words may be parted at any of these."""
    for joiner in (_TO, _AND):
        for found in reversed(list(joiner.finditer(text))):
            left, right = text[: found.start()].strip(), text[found.end() :].strip()
            if left and right:
                window = _joined(left, right, year, shares_a_year=joiner is _AND and not between)
                if window:
                    return window
    return None


def _joined(left: str, right: str, year: FinancialYear, *, shares_a_year: bool) -> _Window | None:
    if re.fullmatch(r"[1-4](?:[\s,/(-]+\d.*)?", right) and re.search(rf"\b{_Q}[1-4]$", left):
        right = f"q{right}"  # "Q1 and 2"
    last = _part(right, year)
    if last is None:
        return None
    if re.fullmatch(r"\d\d?(?:st|nd|rd|th)?", left) and last.kind == DueKind.DAY:
        return _days_of_one_month(left, last)
    first = _part(left, year, before=last.earliest if last.complete else None) or _range(left, year)
    if first is None or (shares_a_year and (first.complete or DueKind.DAY in (first.kind, last.kind))):
        return None
    if first.complete != last.complete and DueKind.QUARTER in (first.kind, last.kind):
        known = FinancialYear.containing((first if first.complete else last).earliest)
        first = _part(left, known) or first
        last = _part(right, known) or last
    elif first.complete and not last.complete:
        last = _part(right, year, after=first.latest) or last
    if first.earliest > last.earliest or first.latest > last.latest:
        return None
    return _Window(DueKind.RANGE, first.earliest, last.latest, complete=last.complete)


def _days_of_one_month(first: str, last: _Window) -> _Window | None:
    """ "12 and 13 June", "1–30 June"."""
    try:
        earliest = last.earliest.replace(day=int(re.sub(r"\D", "", first)))
    except ValueError:
        return None
    return _Window(DueKind.RANGE, earliest, last.latest, last.complete) if earliest < last.latest else None


def _month_number(word: str) -> int:
    return int(word) if word.isdigit() else _MONTHS.index(word[:3]) + 1


def _year_of(
    month: int, groups: dict[str, str | None], year: FinancialYear, before: date | None, after: date | None
) -> int | None:
    """The calendar year that the words say; else next to the neighbour in a range; else inside the plan's year."""
    written, financial_year = groups.get("year"), groups.get("fy")
    if financial_year:
        financial = _financial(financial_year)
        return (financial.start + (month < 4)) if financial else None
    if written:
        digits = written.lstrip("'")
        return int(digits) if len(digits) == 4 else 2000 + int(digits)
    if before:
        return before.year - (month > before.month)
    if after:
        return after.year + (month < after.month)
    return year.start + (month < 4)


def _financial(text: str) -> FinancialYear | None:
    try:
        financial = FinancialYear.parse(text)
    except ValueError:
        return None
    return financial if 1900 <= financial.start < 2100 else None
