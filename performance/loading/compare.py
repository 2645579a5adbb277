"""What a staged file would change, and by how much. Which value stands is said here once, for preview and write alike.

Of two values for one figure the better one stands: final before provisional; then the later file, by its own day; then
what was published before what we added up; and of equals the one that is loaded last. So files may be loaded in any
order.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection

from core.staging import answer, bulk_work, set_aside
from performance.loading.directory import NATIONS
from performance.models import Coverage, Figure, ReportingBody, Series, StagedFigure, StagedLoad, StagedSeries

TABLES = {"staged": StagedFigure, "series": StagedSeries, "figures": Figure, "coverage": Coverage}

# In the statements of this file and of write.py, s is a staged figure, n its series, f the figure that stands.
DIFFERS = "(COALESCE(s.total, -1) <> COALESCE(f.total, -1) OR COALESCE(s.within, -1) <> COALESCE(f.within, -1))"
RANK = "({row}.final, {day}, NOT {row}.derived)"
_OWN, _STANDING = RANK.format(row="s", day="%(day)s"), RANK.format(row="f", day="f.published_on")
BETTER = f"{_OWN} >= {_STANDING}"
OUTRANKS = f"{_OWN} > {_STANDING}"

_JOINED = """
    FROM {staged} s
    JOIN {series} n ON n.load_id = s.load_id AND n.number = s.number
    STANDING
    COVERED
    WHERE s.load_id = %(load)s
"""
# The key of the figures begins with the month, so those of other months are not even read.
_STANDING = """
    LEFT JOIN {figures} f ON f.month = s.month AND f.series_id = n.series_id
        AND f.month BETWEEN %(first)s AND %(last)s
"""
# One row of nothing, which PostgreSQL folds into the statement.
_NONE_STANDS = """
    CROSS JOIN (
        SELECT CAST(NULL AS bigint) AS series_id, CAST(NULL AS numeric) AS total, CAST(NULL AS numeric) AS within,
               CAST(NULL AS boolean) AS final, CAST(NULL AS boolean) AS derived, CAST(NULL AS date) AS published_on
    ) f
"""
_STANDS = """
    SELECT 1 FROM {series} n
    JOIN {figures} f ON f.series_id = n.series_id AND f.month BETWEEN %(first)s AND %(last)s
    WHERE n.load_id = %(load)s
    LIMIT 1
"""
_COVERED = """
    LEFT JOIN {coverage} c ON c.month = s.month AND c.frequency = n.frequency AND c.basis = n.basis
        AND c.measure = n.measure AND c.route = n.route AND c.by_tumour = (n.tumour <> '')
        AND c.by_modality = (n.modality <> '')
"""
# A final file that lists everybody has told about this month and breakdown, and this figure is not in it.
_WITHDRAWN = "(NOT s.final AND c.id IS NOT NULL AND (f.series_id IS NULL OR NOT f.final))"


def about(load: StagedLoad, sql: str, *, stands: bool = True) -> str:
    """A statement about a load, with the words JOINED (its figures beside those that stand) and WITHDRAWN filled in.

    Only a provisional figure can have been withdrawn; where a file has none, nothing is asked about it. Where it is
    known that nothing `stands` of its series in its months, nothing is joined.
    """
    joined = _JOINED.replace("STANDING", _STANDING if stands else _NONE_STANDS)
    joined = joined.replace("COVERED", _COVERED if load.provisional else "")
    return sql.replace("JOINED", joined).replace("WITHDRAWN", _WITHDRAWN if load.provisional else "FALSE")


def parameters(load: StagedLoad) -> dict:
    """What statements about a load ask for."""
    return {
        "load": load.pk,
        "day": load.published_on.isoformat(),
        "first": load.first_month.isoformat(),
        "last": load.last_month.isoformat(),
    }


# The provisional figures that a complete final file does not have: they were withdrawn. Asked `beside` the file.
MISSING = """
    FROM {figures} f
    JOIN {known} k ON k.id = f.series_id
    JOIN (
        SELECT DISTINCT s.month, n.frequency, n.basis, n.measure, n.route,
               n.tumour <> '' AS by_tumour, n.modality <> '' AS by_modality
        FROM {staged} s JOIN {series} n ON n.load_id = s.load_id AND n.number = s.number
        WHERE s.load_id = %(load)s
    ) told ON told.month = f.month AND told.frequency = k.frequency AND told.basis = k.basis
        AND told.measure = k.measure AND told.route = k.route
        AND told.by_tumour = (k.tumour <> '') AND told.by_modality = (k.modality <> '')
    LEFT JOIN there ON there.series_id = f.series_id AND there.month = f.month
    WHERE NOT f.final AND f.month BETWEEN %(first)s AND %(last)s AND there.series_id IS NULL
"""
_THERE = """
    SELECT n.series_id, s.month
    FROM {staged} s JOIN {series} n ON n.load_id = s.load_id AND n.number = s.number
    WHERE s.load_id = %(load)s AND n.series_id IS NOT NULL
"""


def beside(params: dict):
    """While the block runs, what a file has of the series that are known stands in the table `there`."""
    return set_aside("there", ("series_id", "month"), _THERE, params, **TABLES)


_COUNT = f"""
    SELECT s.month, MIN(CASE WHEN s.final THEN 1 ELSE 0 END), COUNT(*),
           COUNT(CASE WHEN f.series_id IS NULL AND NOT WITHDRAWN THEN 1 END),
           COUNT(CASE WHEN f.series_id IS NOT NULL AND NOT WITHDRAWN AND {BETTER} AND {DIFFERS} THEN 1 END),
           COUNT(CASE WHEN f.series_id IS NOT NULL AND NOT WITHDRAWN AND {OUTRANKS} AND NOT {DIFFERS} THEN 1 END),
           COUNT(CASE WHEN f.series_id IS NOT NULL AND NOT WITHDRAWN AND NOT {BETTER} AND {DIFFERS} THEN 1 END),
           COUNT(CASE WHEN WITHDRAWN THEN 1 END), MIN(s.line), MAX(s.line)
    JOINED
    GROUP BY s.month
"""

_COUNT_MISSING = f"SELECT f.month, COUNT(*) {MISSING} GROUP BY f.month"

_CHANGED_HEADLINES = f"""
    SELECT n.code, (SELECT b.name FROM {{bodies}} b WHERE b.code = n.code), n.measure, s.month,
           f.total, f.within, s.total, s.within
    JOINED AND f.series_id IS NOT NULL AND NOT WITHDRAWN AND {BETTER} AND {DIFFERS}
      AND n.tumour = '' AND n.route = '' AND n.modality = ''
    ORDER BY ABS(COALESCE(s.total, 0) - COALESCE(f.total, 0)) DESC, n.code, n.measure, s.month
"""


@dataclass(frozen=True)
class Change:
    """One headline that changes: all patients of a measure, of one organisation in one month."""

    organisation: str
    measure: str
    month: str
    total: tuple[Decimal | None, Decimal | None]
    within: tuple[Decimal | None, Decimal | None]
    name: str = ""


@dataclass
class Preview:
    """What a load does, or would do."""

    file: str
    kind: str
    published_on: str
    rows: int = 0
    new: int = 0
    changed: int = 0
    confirmed: int = 0
    """The same value from a better file: provisional becomes final."""
    outranked: int = 0
    """Another value stands, from a better file; this one goes into the history."""
    left_out: int = 0
    """Provisional figures that the final file does not have."""
    withdrawn: int = 0
    """Provisional figures that stand now, and that this final file does not have."""
    headline_changes: int = 0
    net_change: dict[str, Decimal] = field(default_factory=dict)
    """By measure: how much the totals of the changed headlines rise or fall together, without England's own rows."""
    largest: list[Change] = field(default_factory=list)
    months: list[str] = field(default_factory=list)
    by_month: dict[str, dict[str, int]] = field(default_factory=dict)
    """The counts above for each month that has any but unchanged ones."""
    final: bool = True
    bases: list[str] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    findings: list[dict] = field(default_factory=list)
    by_the_month: bool = True
    """The file tells all of a month before the next one; most do."""

    @property
    def unchanged(self) -> int:
        """Figures that stand as the file has them."""
        return self.rows - self.new - self.changed - self.confirmed - self.outranked - self.left_out

    def as_dict(self) -> dict:
        """The fields, and what follows from them, as a plain dict."""
        return {**asdict(self), "unchanged": self.unchanged, "changes_something": self.changes_something}

    def as_json(self) -> dict:
        """The same in what JSON can hold: counts as numbers."""
        return json.loads(json.dumps(self.as_dict(), default=_number))

    @property
    def changes_something(self) -> bool:
        """Whether any figure that stands would be another one, or come from a better file."""
        return bool(self.new or self.changed or self.confirmed or self.withdrawn)

    @property
    def touched(self) -> list[date]:
        """The months in which a figure that stands would be another one, or come from a better file."""
        touches = ("new", "changed", "confirmed", "withdrawn")
        return [
            date.fromisoformat(f"{month}-01")
            for month, counts in self.by_month.items()
            if any(counts.get(name) for name in touches)
        ]


SHOWN = 20
_COUNTED = ("new", "changed", "confirmed", "outranked", "left_out")


def compare(load: StagedLoad) -> Preview:
    """What a staged file would change, as the figures stand now (seven statements at the most)."""
    with bulk_work():
        return _compare(load)


def _compare(load):
    preview = Preview(load.name, load.kind, load.published_on.isoformat(), findings=load.findings)
    params = parameters(load)
    stands = _stands(params)
    read_to = 0
    # Sorted here: PostgreSQL would sort all rows by their month rather than the months.
    months = sorted(answer(about(load, _COUNT, stands=stands), params, **TABLES))
    for day, final, rows, *counts, line, last_line in months:
        preview.by_the_month, read_to = preview.by_the_month and line >= read_to, last_line
        month = str(day)[:7]
        preview.months.append(month)
        preview.final = preview.final and bool(final)
        preview.rows += rows
        _count(preview, month, dict(zip(_COUNTED, counts, strict=True)))
    if load.complete:
        with beside(params):
            for day, withdrawn in answer(_COUNT_MISSING, params, **TABLES, known=Series):
                _count(preview, str(day)[:7], {"withdrawn": withdrawn})
    kinds = StagedSeries.objects.filter(load_id=load.pk).order_by().values_list("basis", "measure").distinct()
    preview.bases, preview.measures = (sorted(set(each)) for each in zip(*kinds, strict=True))
    if preview.changed:
        _compare_headlines(preview, load)
    return preview


def _stands(params) -> bool:
    """Whether any figure of the file's series stands in its months, as far as it matters.

    SQLite looks each figure up in any case, which costs little where there is none, and asking would cost it more.
    """
    return connection.vendor == "sqlite" or bool(answer(_STANDS, params, **TABLES))


def _compare_headlines(preview, load):
    found = answer(about(load, _CHANGED_HEADLINES), parameters(load), **TABLES, bodies=ReportingBody)
    for code, name, measure, month, old, old_within, new, new_within in found:
        preview.headline_changes += 1
        if code not in NATIONS and None not in (old, new):
            preview.net_change[measure] = preview.net_change.get(measure, Decimal(0)) + _decimal(new) - _decimal(old)
        if len(preview.largest) < SHOWN:
            totals, withins = (_decimal(old), _decimal(new)), (_decimal(old_within), _decimal(new_within))
            preview.largest.append(Change(code, measure, str(month)[:7], totals, withins, name or ""))


def _count(preview, month, counts):
    for name, number in counts.items():
        if number:
            setattr(preview, name, getattr(preview, name) + number)
            preview.by_month.setdefault(month, {})[name] = number


def _decimal(value) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)
