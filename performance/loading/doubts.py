"""Does a staged file add up? Its printed shares against its counts, its totals against their parts.

The rule for one figure stands in performance/reconciling.py. Here it is asked of all figures of a file at once, and
what was found stays with the figures that come to stand.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.staging import ask, run
from performance.importing.parsed import ENGLAND, Finding
from performance.measures import Measure
from performance.models import Figure, FigureDoubt, StagedDoubt, StagedFigure, StagedLoad, StagedSeries
from performance.models.doubts import DoubtKind

TABLES = {"doubts": StagedDoubt, "figures": StagedFigure, "series": StagedSeries}
SHOWN = 20

_SHARES = """
    INSERT INTO {doubts} (load_id, number, month, kind, said, found)
    SELECT f.load_id, f.number, f.month, %(kind)s, f.printed, 1.0 * f.within / f.total
    FROM {figures} f
    WHERE f.load_id = %(load)s AND f.printed IS NOT NULL AND f.within IS NOT NULL AND f.total > 0
      AND ABS(f.printed - 1.0 * f.within / f.total) >
          CASE WHEN f.printed = ROUND(f.printed, 2) THEN 0.005000001 ELSE 0.000500001 END
"""

# One look over the file for each way in which it is broken down; nothing is joined with itself.
_PARTS = """
    INSERT INTO {doubts} (load_id, number, month, kind, said, found)
    SELECT %(load)s, number, month, %(kind)s, said, found FROM (
        SELECT f.month AS month, MIN(CASE WHEN WHOLE THEN n.number END) AS number,
               MAX(CASE WHEN WHOLE THEN f.total END) AS said, SUM(CASE WHEN NOT WHOLE THEN f.total END) AS found,
               COUNT(CASE WHEN NOT WHOLE AND f.total IS NULL THEN 1 END) AS unknown
        FROM {series} n JOIN {figures} f ON f.load_id = n.load_id AND f.number = n.number
        WHERE n.load_id = %(load)s AND NOT f.derived
        GROUP BY n.basis, n.frequency, n.measure, f.month, SAME
    ) broken_down
    WHERE said IS NOT NULL AND found IS NOT NULL AND unknown = 0 AND (found > said + 0.5 LESS)
"""
# A file that tells everything may not miss a part either.
_LESS = "OR found < said - 0.5"

_BREAKDOWNS = {
    DoubtKind.TUMOURS: "tumour",
    DoubtKind.ROUTES: "route",
    DoubtKind.TREATMENTS: "modality",
    DoubtKind.BODIES: "code",
}


def _parts(column: str, *, whole: bool) -> str:
    same = ", ".join(f"n.{name}" for name in _BREAKDOWNS.values() if name != column)
    is_whole = f"(n.code = '{ENGLAND}')" if column == "code" else f"(n.{column} = '')"
    return _PARTS.replace("WHOLE", is_whole).replace("SAME", same).replace("LESS", _LESS if whole else "")


def find_doubts(load: StagedLoad, *, shares: bool, totals: bool, every_part: bool, everybody: bool) -> int:
    """Note on the stage what does not add up, and return how much.

    `shares`: the file may print them; `totals`: it has totals beside their parts; `every_part`: all of them;
    `everybody`: of every organisation.
    """
    count = run(_SHARES, {"load": load.pk, "kind": str(DoubtKind.SHARE)}, **TABLES) if shares else 0
    for kind, column in _BREAKDOWNS.items() if totals else ():
        whole = everybody if kind == DoubtKind.BODIES else every_part
        count += run(_parts(column, whole=whole), {"load": load.pk, "kind": str(kind)}, **TABLES)
    return count


_LIST = """
    SELECT d.kind, d.month, d.said, d.found, n.code, n.measure, n.tumour_name, n.route, n.modality,
           f.line, f.within, f.total
    FROM {doubts} d
    JOIN {series} n ON n.load_id = d.load_id AND n.number = d.number
    JOIN {figures} f ON f.load_id = d.load_id AND f.number = d.number AND f.month = d.month
    WHERE d.load_id = %(load)s
    ORDER BY d.kind, f.line
"""


def findings(load: StagedLoad) -> Iterator[Finding]:
    """A warning for each of the first doubts, with both numbers, and how many more there are."""
    left = 0
    for number, row in enumerate(ask(_LIST, {"load": load.pk}, **TABLES)):
        if number >= SHOWN:
            left += 1
            continue
        kind, month, said, found, code, measure, *words, line, within, total = row
        what = ", ".join(word for word in (code, str(Measure(measure).label), *words, str(month)[:7]) if word)
        if kind == DoubtKind.SHARE:
            numbers = f"printed {float(said):.1%}, but {_plain(within)} of {_plain(total)} is {float(found):.1%}"
        else:
            numbers = f"published {_plain(said)}, its parts make {_plain(found)}"
        yield Finding("warning", f"line {line}", f"{DoubtKind(kind).label}. {what}: {numbers}.")
    if left:
        yield Finding("warning", "file", f"And {left:,} more figures that do not add up; they are listed once loaded.")


def _plain(count) -> str:
    return f"{float(count):,.1f}".removesuffix(".0")


_KEEP = """
    INSERT INTO {kept} (series_id, month, kind, said, found, source_id)
    SELECT n.series_id, d.month, d.kind, d.said, d.found, f.source_id
    FROM {doubts} d
    JOIN {series} n ON n.load_id = d.load_id AND n.number = d.number
    JOIN {standing} f ON f.series_id = n.series_id AND f.month = d.month AND f.source_id = %(source)s
        AND f.month BETWEEN %(first)s AND %(last)s
    WHERE d.load_id = %(load)s
    ON CONFLICT DO NOTHING
"""
_GONE = """
    DELETE FROM {kept} WHERE month BETWEEN %(first)s AND %(last)s AND NOT EXISTS (
        SELECT 1 FROM {standing} f
        WHERE f.series_id = {kept}.series_id AND f.month = {kept}.month AND f.source_id = {kept}.source_id
            AND f.month BETWEEN %(first)s AND %(last)s
    )
"""


def keep_doubts(*, params: dict) -> None:
    """Keep the doubts about figures that stand now, and drop those about figures that were replaced.

    `params` are those of the load (compare.py) with its `source`; only its months are looked at.
    """
    run(_GONE, params, kept=FigureDoubt, standing=Figure)
    run(_KEEP, params, kept=FigureDoubt, standing=Figure, **TABLES)
