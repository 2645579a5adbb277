"""A parsed file into the stage: every series of it once, every figure, and the totals that it leaves to its readers."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict
from datetime import date

from core.staging import ask, bulk_work, copy_lines, copy_rows, empty, looked_up, run
from core.uploads import Upload
from performance.importing.extracts import KIND as EXTRACT
from performance.importing.months import Period
from performance.importing.naming import against_name
from performance.importing.parsed import FileRefused, Finding, ParsedFile, SeriesKey
from performance.importing.simple import KIND as SIMPLE
from performance.importing.time_series import KIND as TIME_SERIES
from performance.importing.totals import parts_and_wholes
from performance.loading.directory import Bodies, Tumours
from performance.loading.doubts import find_doubts
from performance.loading.doubts import findings as doubts
from performance.models import (
    FigureSource,
    ReportingBody,
    Series,
    StagedDoubt,
    StagedFigure,
    StagedLoad,
    StagedPart,
    StagedSeries,
)

TABLES = {"figures": StagedFigure, "series": StagedSeries, "parts": StagedPart}
_FIGURES = ("line", "load", "number", "final", "derived", "month", "total", "within", "printed")
_SERIES = ("load", "number", "code", "basis", "frequency", "measure", "tumour", "tumour_group_id", "tumour_name")
_SERIES += ("route", "modality")


class _Numbers:
    """The series of one file by number. Two spellings of one series get one number."""

    def __init__(self, load: StagedLoad):
        self.bodies, self.tumours = Bodies(), Tumours()
        self.of: dict[SeriesKey, int] = {}
        self.rows: list[tuple] = []
        self.clashes: set[str] = set()
        self.repeated = False
        self.provisional = False
        """Whether any figure is."""
        self._load, self._seen, self._places = load.pk, [], {}
        self._by_meaning: dict[tuple, tuple[int, str]] = {}

    def called(self, key: SeriesKey, final: bool) -> tuple[str, bytearray]:
        """Load, number, final and derived as cells, and which months of the series were there."""
        number = self.number(key)
        self.provisional = self.provisional or not final
        return f"{self._load},{number},{final:d},0", self._seen[number]

    def place(self, month: str) -> int:
        """The place of a month among those that came."""
        return self._places.setdefault(month, len(self._places))

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last month that came."""
        return date.fromisoformat(min(self._places)), date.fromisoformat(max(self._places))

    @property
    def periods(self) -> set[Period]:
        """The months that came, or quarters; both, where a file has both."""
        frequencies = {key.frequency for key in self.of}
        return {Period(date.fromisoformat(month), each) for month in self._places for each in frequencies}

    def number(self, key: SeriesKey) -> int:
        found = self.of.get(key)
        if found is None:
            found = self.of[key] = self._add(key)
        return found

    def _add(self, key):
        tumour, group = self.tumours.group_of(key.tumour)
        code, words = self.bodies.code_of(key.code), key.tumour.lower()
        meaning = (code, key.basis, key.frequency, key.measure, tumour, key.route, key.modality)
        number, first = self._by_meaning.get(meaning, (None, words))
        if first != words:
            # Two published names that we would call the same: keep the second by its own name, add nothing together.
            self.clashes.add(key.tumour)
            tumour, group = words[:160], None
            meaning = (*meaning[:4], tumour, *meaning[5:])
            number, _ = self._by_meaning.get(meaning, (None, words))
        if number is None:
            number = len(self.rows)
            self._seen.append(bytearray())
            self._by_meaning[meaning] = (number, words)
            self.rows.append(
                (number, *meaning[:4], tumour, group, key.tumour[:160], key.route, key.modality),
            )
        return number


def stage(*, upload: Upload, parsed: ParsedFile, by, on) -> StagedLoad:
    """Put a file on the stage. Raises FileRefused, with nothing left behind, where a row of it cannot be read."""
    with bulk_work():
        known = FigureSource.objects.filter(sha256=upload.sha256).values_list("published_on", flat=True).first()
        load = StagedLoad.objects.create(
            name=upload.name,
            sha256=upload.sha256,
            size=upload.size,
            kind=parsed.kind,
            published_on=known or parsed.published_on or on,
            by_id=getattr(by, "pk", None),
        )
        numbers = _Numbers(load)
        count = copy_lines(StagedFigure, _FIGURES, parsed.lines(numbers))
        if not count:
            raise FileRefused(Finding("error", "file", "It holds no figures."))
        if parsed.adds_up:
            _stage_parts(load, parsed, numbers)
        copy_rows(StagedSeries, _SERIES, ((load.pk, *row) for row in numbers.rows))
        if numbers.repeated:
            _refuse_doubles(load)
        find_series(load)
        has_totals = parsed.kind not in (SIMPLE, TIME_SERIES)
        with looked_up(StagedFigure, ("load_id", "number", "month")) if parsed.adds_up or has_totals else nullcontext():
            if parsed.adds_up:
                run(_ADD_UP, {"load": load.pk}, **TABLES)
            whole = {"every_part": parsed.complete or parsed.adds_up, "everybody": parsed.complete}
            doubtful = find_doubts(load, shares=parsed.prints_shares, totals=has_totals, **whole)
            found = list(doubts(load)) if doubtful else []
        findings = [
            *found,
            *filter(None, [against_name(upload.name, numbers.periods)]),
            *parsed.findings,
            *numbers.bodies.findings(parsed.names),
            *numbers.tumours.findings(),
        ]
        for name in sorted(numbers.clashes):
            message = "Another name in the file means the same group; this one is kept by its own words."
            findings.append(Finding("warning", f"tumour group “{name}”", message))
        load.complete, load.provisional, load.rows = parsed.complete, numbers.provisional, count
        load.first_month, load.last_month = numbers.span
        load.names = {code: parsed.names.get(name, name) for code, name in numbers.bodies.unknown.items()}
        load.findings = [asdict(finding) for finding in findings]
        load.tables = [{**asdict(table), "total": float(table.total)} for table in parsed.tables]
        load.save()
    return load


def _stage_parts(load, parsed, numbers):
    pairs = {
        (numbers.number(part), numbers.number(whole))
        for part, whole in parts_and_wholes(list(numbers.of), england=parsed.kind == EXTRACT)
    }
    copy_rows(StagedPart, ("load", "part", "whole"), ((load.pk, *pair) for pair in sorted(pairs)))


# A total that the file leaves to its readers; unknown where a part of it is, provisional where a part of it is.
_ADD_UP = """
    INSERT INTO {figures} (load_id, line, number, month, total, within, printed, final, derived)
    SELECT %(load)s, 0, p.whole, f.month,
           CASE WHEN COUNT(*) = COUNT(f.total) THEN SUM(f.total) END,
           CASE WHEN COUNT(*) = COUNT(f.within) THEN SUM(f.within) END,
           NULL, MIN(CASE WHEN f.final THEN 1 ELSE 0 END) = 1, TRUE
    FROM {parts} p
    JOIN {figures} f ON f.load_id = p.load_id AND f.number = p.part AND NOT f.derived
    LEFT JOIN {figures} g ON g.load_id = p.load_id AND g.number = p.whole AND g.month = f.month AND NOT g.derived
    WHERE p.load_id = %(load)s AND g.number IS NULL
    GROUP BY p.whole, f.month
"""

_REPEATED = """
    SELECT number, month, MIN(line), MAX(line),
           MIN(COALESCE(total, -1)) <> MAX(COALESCE(total, -1))
           OR MIN(COALESCE(within, -1)) <> MAX(COALESCE(within, -1))
    FROM {figures}
    WHERE load_id = %(load)s
    GROUP BY number, month
    HAVING COUNT(*) > 1
    ORDER BY 5 DESC, 3
    LIMIT 20
"""

_SPARE = """
    DELETE FROM {figures} WHERE load_id = %(load)s AND (number, month, line) IN (
        SELECT number, month, line FROM (
            SELECT number, month, line, ROW_NUMBER() OVER (PARTITION BY number, month ORDER BY line) AS n
            FROM {figures} WHERE load_id = %(load)s
        ) numbered WHERE n > 1
    )
"""


def _refuse_doubles(load):
    """Raise FileRefused where a file gives two values for one figure; the same value twice is taken once."""
    repeated = list(ask(_REPEATED, {"load": load.pk}, **TABLES))
    doubles = []
    for number, month, first, last, differ in repeated:
        if differ:
            series = StagedSeries.objects.get(load_id=load.pk, number=number)
            words = (series.measure, series.tumour_name, series.route, series.modality)
            where = f"line {first} and line {last}" if first != last else f"line {first}"
            what = ", ".join(word for word in (series.code, *words, str(month)[:7]) if word)
            doubles.append(Finding("error", where, f"Two different values for {what}."))
    if doubles:
        raise FileRefused(*doubles)
    if repeated:
        run(_SPARE, {"load": load.pk}, **TABLES)


_FIND = """
    UPDATE {series} SET series_id = known.id
    FROM {known} known JOIN {bodies} body ON body.id = known.body_id
    WHERE {series}.load_id = %(load)s AND {series}.series_id IS NULL
      AND body.code = {series}.code AND known.basis = {series}.basis AND known.frequency = {series}.frequency
      AND known.measure = {series}.measure AND known.tumour = {series}.tumour
      AND known.route = {series}.route AND known.modality = {series}.modality
"""


def find_series(load: StagedLoad) -> None:
    """Note on the stage which of its series exist."""
    with bulk_work():
        run(_FIND, {"load": load.pk}, series=StagedSeries, known=Series, bodies=ReportingBody)


_CLEAR = "DELETE FROM {staged} WHERE load_id = %(load)s"


def discard(load: StagedLoad) -> None:
    """Throw a stage away."""
    if not empty(StagedFigure, others=StagedLoad.objects.exclude(pk=load.pk)):
        run(_CLEAR, {"load": load.pk}, staged=StagedFigure)
    for model in (StagedSeries, StagedPart, StagedDoubt):
        run(_CLEAR, {"load": load.pk}, staged=model)
    # By statement, as above: what points at a load is gone already, and would be looked for once more.
    run("DELETE FROM {loads} WHERE id = %(load)s", {"load": load.pk}, loads=StagedLoad)
