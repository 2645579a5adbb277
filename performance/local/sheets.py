"""The template of local figures: its headings, its words, and rows of it as values. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.export import Sheet
from performance.importing.numbers import SUPPRESSED
from performance.importing.sheets import CellFinding, Grid, Layout, Line, lines_of
from performance.importing.words import fold
from performance.local.adding_up import HELD_AGAINST, column_of
from performance.local.doubts import of_sheets
from performance.local.measures import PARTS, LocalKind, read_kind, read_part, week_of

WHERE = ("Kind", "Provider", "Tumour group", "Band or modality", "Period")
FIGURES = Layout(
    "Figures",
    (*WHERE, "Date", "Count", "Out of"),
    optional=("Out of", "Band or modality"),
    held_against=HELD_AGAINST,
)
LEVELS = Layout(
    "Baselines and ceilings",
    (*WHERE, "Baseline or ceiling", "Value", "Unit", "From", "Until", "Source"),
    optional=("Unit", "Until", "Source", "Band or modality"),
)
IDENTITY = ("of", "kind", "part", "provider", "group", "frequency", "starts", "level", "valid_from")
UNITS = {"": "number", "number": "number", "%": "per cent", "per cent": "per cent", "percent": "per cent"}
ALL_WORDS = ("", "all", "all providers", "all tumour groups", "all cancers", "all sites", "whole alliance", "alliance")


@dataclass(frozen=True)
class Names:
    """The ids that folded names mean: providers of the alliance, and tumour groups with their synonyms."""

    alliance: str
    providers: Mapping[str, int]
    elsewhere: frozenset[str]
    """Providers that are known, and belong to another alliance."""
    groups: Mapping[str, int]


def parse(sheets: Sequence[tuple[str, Grid]], names: Names) -> tuple[list[dict[str, Any]], list[CellFinding]]:
    """Rows as plain values, and everything that is wrong; a row with an error is left out of the rows.

    A row says its `place` (sheet and row), and a count what is `told` beside it; doubts.py makes use of both.
    """
    findings = of_sheets(sheets)
    rows: list[dict[str, Any]] = []
    seen: dict[tuple, tuple[str, dict]] = {}
    for layout, line in lines_of(sheets, (FIGURES, LEVELS), findings):
        row = _where(line, names)
        row |= _count(line, row) if layout is FIGURES else _level(line)
        if line.failed:
            continue
        key = tuple(
            row.get(name) for name in ("of", "kind", "part", "provider", "group", "frequency", "starts", "level")
        )
        key += (row.get("valid_from"),)
        place, before = seen.get(key, ("", {}))
        if before == row:
            line.warn("", f"The same as {place}; it counts once.")
            continue
        if before:
            line.wrong("Count" if layout is FIGURES else "Value", f"Another value than in {place} for the same.")
            continue
        seen[key] = (f"row {line.row} of sheet “{line.sheet}”", row)
        told = {column_of(name): text for name in FIGURES.held_against if (text := line.get(name))}
        rows.append(row | {"place": [line.sheet, line.row]} | ({"told": told} if told else {}))
    return rows, findings


def _where(line: Line, names: Names) -> dict[str, Any]:
    kind = read_kind(line.get("Kind"))
    part = None
    if kind is None:
        line.wrong("Kind", f"Expected one of: {', '.join(LocalKind.values)}.")
    else:
        part = read_part(kind, line.get("Band or modality"))
        if part is None:
            parts = PARTS.get(kind)
            expected = f"Expected one of: {', '.join(parts.values())}." if parts else "Leave it empty for this kind."
            line.wrong("Band or modality", expected)
    period = line.word("Period", {"week": "week", "weekly": "week", "month": "month", "monthly": "month"},
                       expected="Expected week or month.")  # fmt: skip
    return {
        "kind": kind and str(kind),
        "part": part,
        "provider": _provider(line, names),
        "group": _group(line, names),
        "frequency": period,
    }


def _provider(line: Line, names: Names) -> int | None:
    said = fold(line.get("Provider"))
    if said in ALL_WORDS or said == fold(names.alliance):
        return None
    found = names.providers.get(said)
    if found is None:
        if said in names.elsewhere:
            line.wrong("Provider", f"It belongs to another alliance than {names.alliance}.")
        else:
            line.wrong("Provider", "No provider of this name or code is known. See the sheet of allowed words.")
    return found


def _group(line: Line, names: Names) -> int | None:
    said = fold(line.get("Tumour group"))
    if said in ALL_WORDS:
        return None
    found = names.groups.get(said)
    if found is None:
        line.wrong("Tumour group", "No tumour group of this name is known. See the sheet of allowed words.")
    return found


def _count(line: Line, row: dict[str, Any]) -> dict[str, Any]:
    day = line.day("Date")
    starts = None
    if day is not None:
        starts = (week_of(day) if row["frequency"] == "week" else day.replace(day=1)).isoformat()
    if not line.get("Count"):
        line.wrong("Count", "The count is missing. Write 0 for nobody, * for suppressed.")
    count, out_of = line.count("Count"), line.count("Out of")
    if count is not None and out_of is not None and count > out_of:
        line.wrong("Out of", "The count is more than what it is out of.")
    unknown = line.get("Count").lower() in SUPPRESSED
    return {
        "of": "count",
        "starts": starts,
        "count": None if unknown or count is None else str(count),
        "out_of": None if out_of is None else str(out_of),
    }


def _level(line: Line) -> dict[str, Any]:
    words = {"baseline": "baseline", "ceiling": "ceiling"}
    level = line.word("Baseline or ceiling", words, expected="Expected baseline or ceiling.")
    expected = "Expected a number, or a share such as 6.4%."
    value = line.number("Value", expected=expected)
    unit = line.word("Unit", UNITS, expected="Expected number or per cent.")
    share = line.get("Value").endswith("%") or unit == "per cent"
    if value is None and not line.get("Value"):
        line.wrong("Value", expected)
    if value is not None and (value < 0 or (share and value > 100) or value != round(value, 2)):
        line.wrong("Value", expected)
    if share and level == "baseline":
        line.wrong("Value", "A baseline is a number.")
    if value is not None and share and value < 1 and not line.get("Value").endswith("%"):
        line.warn("Value", f"Read as {value}%. A cell that Excel shows as 6.4% may hold 0.064: write 6.4 then.")
    first, last = line.day("From"), line.day("Until") if line.get("Until") else None
    if first and last and last < first:
        line.wrong("Until", "The last day lies before the first.")
    return {
        "of": "level",
        "level": level,
        "value": None if value is None else str(value),
        "per_cent": share,
        "valid_from": first and first.isoformat(),
        "valid_until": last and last.isoformat(),
        "source": line.get("Source")[:200],
    }


# --- The template ---------------------------------------------------------------------------------------------


def template(alliance: str, providers: Sequence[tuple[str, str]], groups: Sequence[str]) -> list[Sheet]:
    """The sheets of an empty template: headings, an example, and the words that may stand in it."""
    provider = providers[0][0] if providers else ""
    group = groups[0] if groups else ""
    example = [
        ("referrals", "", group, "", "week", "21/09/2026", "143", ""),
        ("backlog-62", provider, "", "", "week", "21/09/2026", "61", "1150"),
        ("backlog-104", provider, group, "", "week", "21/09/2026", "*", ""),
        ("waits", provider, "", "29 to 62 days", "week", "21/09/2026", "402", ""),
        ("diagnostics", "", "", "CT", "month", "01/09/2026", "5132", ""),
    ]
    words = [
        *(("Kind", kind.value, kind.label) for kind in LocalKind),
        ("Provider", "", f"Left empty: all of {alliance}"),
        *(("Provider", code, name) for code, name in providers),
        ("Tumour group", "", "Left empty: all tumour groups"),
        *(("Tumour group", name, "") for name in groups),
        *(
            ("Band or modality", label, LocalKind(kind).label)
            for kind, parts in PARTS.items()
            for label in parts.values()
        ),
        ("Period", "week", "Date: any day of the week, which runs from Monday to Sunday"),
        ("Period", "month", "Date: any day of the month"),
        ("Count", "0", "Nobody"),
        ("Count", "*", "Suppressed: not known, which is not zero"),
        ("Out of", "1150", "How many are on the list, where the count is a part of it; may be left empty"),
        ("% change from baseline", "-4%", "A column that may be added: it is held against the count and its baseline"),
        ("Week on week % change", "-1%", "The same, against the week before"),
        ("Baseline or ceiling", "baseline", "A number to compare with, such as the mean of some weeks"),
        (
            "Baseline or ceiling",
            "ceiling",
            "The most that there should be: a number, or a share of the list such as 6.4%",
        ),
    ]
    return [
        Sheet(FIGURES.name, FIGURES.headings, [], (16, 44, 26, 20, 10, 14, 12, 12)),
        Sheet(LEVELS.name, LEVELS.headings, [], (16, 44, 26, 20, 10, 20, 12, 10, 14, 14, 40)),
        Sheet("Example", FIGURES.headings, example, (16, 44, 26, 20, 10, 14, 12, 12)),
        Sheet("Allowed words", ("Column", "Word", "Meaning"), words, (20, 36, 70)),
    ]
