"""Does a paper of our own add up? Its sentences and tables read for figures that can be held against each other. Pure.

What is read: a percentage beside breaches and patients; a number beside its difference from a baseline, as a number or
in per cent; rows of a table with baseline, week before, week now and their changes; a total in a sentence that a table
has under another heading; the change of one thing told twice. Everything else is left alone: a sentence without figures
that belong together says nothing about whether it adds up.

The page reads a paper with `statements`; a file of local figures is held against the same rules (doubts.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from performance.reconciling import reconciles

NUMBER = r"\d{1,3}(?:,\d{3})+|\d+"
_BREACHES = re.compile(rf"(?P<breaches>{NUMBER})\s+breaches\s+(?:out\s+)?of\s+(?P<total>{NUMBER})", re.I)
_WITHIN = re.compile(rf"(?P<within>{NUMBER})\s+(?:out\s+)?of\s+(?P<total>{NUMBER})\s+(?:patients|people)", re.I)
_SHARE = re.compile(r"(?<![\d.])(?P<share>\d{1,3}(?:\.\d+)?)\s*%")
_BASELINE = re.compile(rf"baseline\s+of\s+(?P<baseline>{NUMBER})", re.I)
_DIFFERENCE = re.compile(
    rf"(?:is|are|,)\s+(?P<number>{NUMBER})\s+(?:patients|people|referrals)?\s*"
    r"(?:or\s+(?P<share>\d+(?:\.\d+)?)\s*%\s+)?(?P<side>higher|lower|above|below|more|fewer|less)",
    re.I,
)
_NOW = re.compile(
    rf"(?:there\s+were|there\s+are|stands\s+at|is\s+now|total\s+of|are\s+now)\s+(?P<now>{NUMBER})(?!\s*%|\w)", re.I
)
_TOTAL = re.compile(rf"total\s+of\s+(?P<total>{NUMBER})\s+(?P<what>[^.,;]*?(?:referrals|tests|patients|people))", re.I)
_CHANGE = re.compile(
    r"change\s+in\s+(?P<what>[^()\n]{3,40}?)\s*\(?\s*(?P<sign>[+−–-])\s*(?P<share>\d+(?:\.\d+)?)\s*%", re.I
)
_MORE = ("higher", "above", "more")


@dataclass(frozen=True)
class Statement:
    """One thing that a paper says with figures that can be held against each other.

    `printed` is what stands there, `computed` what its own figures give; `agrees` where that is the same but for
    rounding.
    """

    where: str
    """The line it stands in, shortened."""
    what: str
    printed: str
    computed: str
    agrees: bool
    line: int = 0
    """The number of the line, from 1."""


def statements(text: str) -> list[Statement]:
    """Everything in a text that can be checked, in the order in which it stands there."""
    lines = [re.sub(" +", " ", line.replace("**", "")).strip(" ") for line in text.splitlines()]
    found: list[Statement] = []
    tables = list(_tables(lines))
    for place, line in enumerate(lines, start=1):
        found += [replace(each, line=place) for each in (*_shares(line), *_differences(line))]
    for heading, rows in tables:
        found += _rows(heading, rows)
    found += _totals(lines, tables)
    found += _told_twice(lines)
    return found


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _short(line: str) -> str:
    line = line.lstrip("-• ").replace("\t", ", ")
    return line if len(line) <= 160 else f"{line[:157]}…"


# --- Sentences --------------------------------------------------------------------------------------------


def _shares(line: str) -> Iterator[Statement]:
    """A percentage beside “n breaches out of m”, or beside “n of m patients”: the first of the line that is printed."""
    printed = _SHARE.search(line)
    match = _BREACHES.search(line)
    if match is not None:
        within, total = number(match["total"]) - number(match["breaches"]), number(match["total"])
        words = f"{match['breaches']} breaches of {match['total']}"
    else:
        match = _WITHIN.search(line)
        if match is None:
            return
        within, total = number(match["within"]), number(match["total"])
        words = f"{match['within']} of {match['total']}"
    if printed is None or printed.start() > match.start() or not total:
        return
    share = Decimal(printed["share"]) / 100
    yield Statement(
        _short(line),
        f"Percentage beside {words}",
        f"{printed['share']}%",
        f"{_places(100 * within / total, printed['share'])}%",
        _shares_agree(share, printed["share"], within, total),
    )


def _shares_agree(share: Decimal, written: str, within: Decimal, total: Decimal) -> bool:
    """As published figures reconcile; a share with a decimal is held to its decimal, also where that is nought."""
    if "." in written and share == share.quantize(Decimal("0.01")):
        return abs(share - within / total) <= Decimal("0.0005")
    return reconciles(share, within=within, total=total)


def _places(value: Decimal, like: str) -> Decimal:
    """Rounded to as many places as something that is printed has."""
    exponent = Decimal(1).scaleb(-len(like.partition(".")[2]))
    return value.quantize(exponent, rounding=ROUND_HALF_UP)


def _differences(line: str) -> Iterator[Statement]:
    """A number now, its baseline, and what the line says of the difference between them."""
    now, baseline, said = _NOW.search(line), _BASELINE.search(line), _DIFFERENCE.search(line)
    if baseline is None or now is None:
        return
    # The number that stands nearest before the difference: "to peak of 277 … now stands at 56".
    before = said.start() if said else baseline.start()
    last = [match for match in _NOW.finditer(line) if match.start() < before]
    value = number((last[-1] if last else now)["now"])
    base = number(baseline["baseline"])
    if said is None:
        return
    sign = 1 if said["side"].lower() in _MORE else -1
    told = sign * number(said["number"])
    yield Statement(
        _short(line),
        f"Difference of {value:,} from the baseline of {base:,}",
        f"{told:+,}",
        f"{value - base:+,}",
        told == value - base,
    )
    if said["share"] and base:
        change = 100 * (value - base) / base
        rounded = _places(change, said["share"])
        share = sign * Decimal(said["share"])
        yield Statement(
            _short(line), f"Change of {value:,} from the baseline of {base:,}", f"{share:+}%", f"{rounded:+}%",
            share == rounded,
        )  # fmt: skip


# --- Tables -----------------------------------------------------------------------------------------------

_HEADINGS = {
    "baseline": ("baseline",),
    "before": ("previous week", "week before", "last week", "previous"),
    "now": ("current week", "this week", "now", "current"),
    "from_baseline": ("% change from baseline", "change from baseline"),
    "week_on_week": ("week on week % change", "week on week", "change from the week before"),
}
HELD_AGAINST = tuple(words for name, some in _HEADINGS.items() if name != "now" for words in some)
"""Headings of what may stand beside a figure of now and tell how it has changed."""
Row = tuple[int, str, dict[str, str]]
"""The number of its line, its name, and its cells by what they are."""


def column_of(heading: str) -> str:
    """What a heading means in a table of changes: baseline, before, now, from_baseline, week_on_week; or ""."""
    folded = heading.lower()
    return next((name for name, words in _HEADINGS.items() if folded in words), "")


def _tables(lines: list[str]) -> Iterator[tuple[str, list[Row]]]:
    """Tables with tabs, bars or semicolons between their cells whose headings are known: (heading line, rows)."""
    place = 0
    while place < len(lines):
        columns = _columns(_cells(lines[place]))
        start, rows = place, []
        place += 1
        if not columns:
            continue
        while place < len(lines) and len(cells := _cells(lines[place])) > max(columns.values()):
            if any(cell.strip("-: ") for cell in cells):
                rows.append((place + 1, cells[0], {name: cells[at] for name, at in columns.items()}))
            place += 1
        yield lines[start], rows


def _cells(line: str) -> list[str]:
    mark = "\t" if "\t" in line else "|" if line.count("|") > 1 else ";" if line.count(";") > 1 else ""
    if not mark:
        return []
    if mark == "|" and line.startswith("|") and line.endswith("|"):
        line = line[1:-1]
    return [cell.strip() for cell in line.split(mark)]


def _columns(cells: list[str]) -> dict[str, int]:
    """Where each known heading stands; none unless there are at least two numbers to compare."""
    found = {}
    for at, cell in enumerate(cells):
        if name := column_of(cell):
            found.setdefault(name, at)
    return found if "now" in found and len(found) > 1 else {}


def _value(text: str) -> Decimal | None:
    return number(text) if re.fullmatch(NUMBER, text) else None


def _percent(text: str) -> Decimal | None:
    match = re.fullmatch(r"([+−–-]?)\s*(\d+(?:\.\d+)?)\s*%", text)
    if match is None:
        return None
    return Decimal(match[2]) * (-1 if match[1] in ("−", "–", "-") else 1)


def _rows(heading: str, rows: list[Row]) -> Iterator[Statement]:
    """The changes of each row of a table against its numbers."""
    adjusted = any("adjusted" in words.lower() for words in (heading, *(name for _, name, _ in rows)))
    for line, name, cells in rows:
        for each in changes(name, cells, adjusted=adjusted):
            yield replace(each, line=line)


def changes(name: str, cells: Mapping[str, str], *, adjusted: bool = False) -> Iterator[Statement]:
    """The changes that are told beside a number against the numbers that they are of; `cells` are named as in a table.

    Numbers that were adjusted (by working days) were rounded before they were printed, so a point more is let pass.
    """
    now = _value(cells.get("now", ""))
    for column, against, words in (
        ("from_baseline", "baseline", "baseline"),
        ("week_on_week", "before", "the week before"),
    ):
        base, printed = _value(cells.get(against, "")), _percent(cells.get(column, ""))
        if now is None or not base or printed is None:
            continue
        change = _places(100 * (now - base) / base, cells[column].rstrip("% "))
        yield Statement(
            name,
            f"Change of {now:,} from {words}, {base:,}",
            f"{printed:+}%",
            f"{change:+}%",
            abs(printed - change) <= (1 if adjusted else 0),
        )


def _totals(lines: list[str], tables) -> Iterator[Statement]:
    """A total in a sentence that is the baseline of a table, or its week before, and not the week that it speaks of."""
    for place, line in enumerate(lines, start=1):
        match = _TOTAL.search(line)
        if match is None:
            continue
        told = number(match["total"])
        for _, rows in tables:
            if not rows:
                continue
            _, name, cells = rows[0]
            values = {column: _value(cells.get(column, "")) for column in ("now", "before", "baseline")}
            if values["now"] is None or told not in values.values():
                continue
            what = f"Total of {match['what'].strip()}, against “{name}” in the table"
            taken = taken_for(told, **values)
            if taken:
                what += f": {told:,} is the {taken} there"
            yield Statement(_short(line), what, f"{told:,}", f"{values['now']:,}", not taken, place)
            break


def taken_for(
    told: Decimal, *, now: Decimal | None, before: Decimal | None = None, baseline: Decimal | None = None
) -> str:
    """What a number was taken from instead of the one of now: "baseline", "week before"; "" where from neither."""
    if told == now:
        return ""
    return "baseline" if told == baseline else "week before" if told == before else ""


def _told_twice(lines: list[str]) -> Iterator[Statement]:
    """The change of a backlog told in a sentence and in the heading of a chart."""
    told: dict[str, tuple[Decimal, str]] = {}
    for line in lines:
        about = re.search(r"(?:over\s+)?\b(62|104)\s+days?\b", line, re.I)
        said = _DIFFERENCE.search(line)
        now, base = _NOW.search(line), _BASELINE.search(line)
        if about and said and base and now:
            last = [match for match in _NOW.finditer(line) if match.start() < said.start()] or [now]
            value, baseline = number(last[-1]["now"]), number(base["baseline"])
            share = Decimal(said["share"]) if said["share"] else None
            if share is None and baseline:
                share = abs(100 * (value - baseline) / baseline).quantize(Decimal(1), rounding=ROUND_HALF_UP)
            if share is not None:
                told.setdefault(about[1], (share * (1 if said["side"].lower() in _MORE else -1), _short(line)))
    for place, line in enumerate(lines, start=1):
        match = _CHANGE.search(line)
        about = re.search(r"\b(62|104)\b", match["what"]) if match else None
        if match and about and about[1] in told:
            share = Decimal(match["share"]) * (-1 if match["sign"] != "+" else 1)
            before, where = told[about[1]]
            what = f"Change over {about[1]} days, also told as {before:+}% in “{where[:60]}…”"
            yield Statement(_short(line), what, f"{share:+}%", f"{before:+}%", abs(share - before) <= 1, place)
