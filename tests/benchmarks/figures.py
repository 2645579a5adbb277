"""Waiting times by the hundred thousand: loaded, loaded again, revised, previewed; and the questions that pages ask."""

import csv
import io
import tempfile
from datetime import date
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Sum
from django.db.models.functions import JSONArray
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from core.gathering import JsonList
from organisations.models import Alliance, Provider, TumourGroup
from performance import operations
from performance.models import Figure, FigureRevision, FigureSource, PlaceKind, Series, StandardPosition
from performance.positions import refresh, standings
from tests.benchmarks.data import ON, settle
from tests.benchmarks.imports import _peak_mib, _raw_copy
from tests.benchmarks.measure import Figure as Line
from tests.benchmarks.measure import growth_exponent, in_turn, seconds

STANDARDS = ("28d", "31d", "62d")
HEADINGS = ("provider", "standard", "tumour group", "month", "total", "within")
GROUPS = 14
SMALL = 2_000
EXTRACT = (
    *("PERIOD", "YEAR", "MONTH", "STANDARD", "ORG CODE", "STAGE/ROUTE", "TREATMENT MODALITY", "CANCER TYPE"),
    *("TOTAL TREATED", "WITHIN STANDARD", "BREACHES"),
)


def figures(*, number: int) -> list[Line]:
    """What loads cost, in raw copies of the same bytes (on SQLite: in one executemany of the same figures)."""
    call_command("load_reference", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        small, first, revised, later = (here / f"{name}.csv" for name in ("small", "first", "revised", "later"))
        write_figures(small, number=SMALL, year=1990)
        write_figures(first, number=number)
        write_figures(revised, number=number, every_tenth=1)
        write_figures(later, number=number, year=1995)
        _load(small)  # so that nothing is loaded for the first time while it is measured
        plainest = _raw_copy if connection.vendor == "postgresql" else _plain_executemany
        unit = min(seconds(lambda: plainest(first)) for _ in range(3))
        before = _peak_mib()
        empty = min(_into_nothing(first) for _ in range(2))
        grown = _peak_mib() - before
        summary = _summary()
        settle()
        again = min(seconds(lambda: _load(first)) for _ in range(2))
        assert not FigureRevision.objects.exists()
        full = seconds(lambda: _load(revised))
        assert FigureRevision.objects.count() > number // 20
        settle()
        once = seconds(lambda: _load(later))
        _forget(later)
        preview = seconds(lambda: _stage(later))
        confirm = seconds(_confirm)
        excel = _excel(here, number=2 * number // 5)
    goals = (
        {"empty": 9, "full": 12, "again": 9.5}
        if connection.vendor == "postgresql"
        else dict.fromkeys(("empty", "full", "again"), 2.5)
    )
    copy = "raw COPY" if connection.vendor == "postgresql" else "executemany"
    return [
        Line(f"load of {number:,} figures into an empty database", empty / unit, copy, goals["empty"]),
        Line("of this, the summary that pages read, added up anew", summary / unit, copy),
        Line("a revision of every tenth into the full one", full / unit, copy, goals["full"]),
        Line("the same file again, no row rewritten", again / unit, copy, goals["again"]),
        Line("memory growth of the load", grown, "MiB", 32),
        Line("preview and confirmation together", (preview + confirm) / once, "loads", 1.5),
        *excel,
    ]


def questions(*, number: int) -> list[Line]:
    """What pages ask, in SELECT 1, with `number` figures there: 24 months, all providers, three standards."""
    years = range(2010, 2010 + max(1, round(number / 500_000)))
    settle()
    before, small = Figure.objects.count(), _asked()
    with tempfile.TemporaryDirectory() as folder:
        path, month = Path(folder) / "more.csv", Path(folder) / "month.csv"
        early = min(_month_more(month, year) for year in (1900, 1901, 1902))
        for year in years:
            write_figures(path, number=number // len(years), year=1900 + 5 * (year - 2000))
            _load(path)
        settle()
        late = min(_month_more(month, year) for year in (1903, 1904, 1905))
    settle()
    count = Figure.objects.count()
    lines = [Line(f"a month more, of {count:,} figures", late / early, f"of {before:,}")]
    for what, (cost, goal) in _asked().items():
        lines.append(Line(f"{what}, of {count:,} figures", cost, "SELECT 1", goal))
        if goal:
            grown = growth_exponent(small[what][0], cost, factor=count / before)
            lines.append(Line(f"{what}: growth from {before:,}", grown, "exponent", 0.05))
    return lines


def _asked():
    """What the last two years cost that are there, by question: in SELECT 1, and the goal."""
    last = StandardPosition.objects.order_by("-month").values_list("month", flat=True).first()
    first = date(last.year - 2, last.month, 1)
    wessex = Alliance.objects.get(code="wessex").pk
    asked = {"standards": STANDARDS, "first": first, "last": last}

    def positions(kind, ids=None):
        of_kind = StandardPosition.objects.of_kind(kind, ids=ids)
        return of_kind.between(first, last).filter(series__measure__in=STANDARDS)

    def totals():
        there = positions(PlaceKind.ALLIANCE)
        sums = there.values("series__measure", "month").annotate(all=Sum("total"), in_time=Sum("within"))
        return list(sums.values_list("series__measure", "month", "all", "in_time"))

    def series(kind, ids=None):
        months = JsonList(JSONArray("month", "total", "within"))
        named = positions(kind, ids).values("series__place_id", "series__measure")
        return list(named.annotate(months=months).values_list())

    works = {
        "totals by standard and month": (totals, 20),
        "series of every provider": (lambda: series(PlaceKind.PROVIDER), 80),
        "one alliance": (lambda: series(PlaceKind.ALLIANCE, [wessex]), 15),
        "one alliance, judged": (lambda: standings(PlaceKind.ALLIANCE, ids=[wessex], **asked), None),
        "all alliances, judged": (lambda: standings(PlaceKind.ALLIANCE, nation="england", **asked), None),
    }
    costs = {}
    for what, (work, goal) in works.items():
        ratios = []
        for _ in range(4):  # the least disturbed of them: what grows is a few per cent, if anything
            taken, unit = in_turn(work, _select_one, rounds=30)
            ratios.append(taken / unit)
        costs[what] = min(ratios), goal
    return costs


def write_figures(path: Path, *, number: int, year: int = 2015, every_tenth: int = 0) -> None:
    """Write `number` figures in our own layout; `every_tenth` is added to every tenth of them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(HEADINGS)
        for row in _rows(number, year, every_tenth):
            write(row)


def _rows(number, year, every_tenth):
    codes = list(
        Provider.objects.filter(nation="england").order_by("ods_code").values_list("ods_code", flat=True)[:150]
    )
    groups = ["All", *TumourGroup.objects.order_by("code").values_list("name", flat=True)[: GROUPS - 1]]
    keys = [(code, standard, group) for code in codes for standard in STANDARDS for group in groups]
    for n in range(number):
        month, (code, standard, group) = n // len(keys), keys[n % len(keys)]
        total = 20 + n * 7 % 400 / 2 + (every_tenth if n % 10 == 0 else 0)
        yield code, standard, group, f"{year + month // 12}-{month % 12 + 1:02d}", f"{total:g}", f"{total * 3 // 4:g}"


def _load(path):
    operations.load_figures(source=path, name=path.name, by=None, on=ON)


def _plain_executemany(path):
    """The figures of a file into an empty table like theirs, and nothing else: no stage, no preview, no summary."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [Figure._meta.db_table])
        (sql,) = cursor.fetchone()
        cursor.execute(sql.replace(Figure._meta.db_table, "plain"))
        with path.open(encoding="utf-8", newline="") as file:
            records, series = csv.reader(file), {}
            next(records)
            cursor.executemany(
                "INSERT INTO plain (series_id, month, total, within, final, derived, published_on, source_id)"
                " VALUES (%s, %s, %s, %s, 1, 0, '2026-10-02', 1)",
                (
                    (series.setdefault((code, standard, group), len(series)), f"{month}-01", total, within)
                    for code, standard, group, month, total, within in records
                ),
            )
        cursor.execute("DROP TABLE plain")


def _into_nothing(path):
    """How long a file takes where there is nothing yet."""
    for model in (Figure, StandardPosition, FigureSource, Series):
        model.objects.all().delete()
    settle()
    return seconds(lambda: _load(path))


def _summary():
    """How long it takes to add up the places of all months."""
    StandardPosition.objects.all().delete()
    settle()
    return seconds(lambda: refresh(months=Figure.objects.months()))


def _month_more(path, year):
    """How long a month of SMALL figures takes, of a year of which there are none."""
    write_figures(path, number=SMALL, year=year)
    return seconds(lambda: _load(path))


_staged = []


def _stage(path):
    _staged.append(operations.stage_figures(source=path, name=path.name, by=None, on=ON)[0])


def _confirm():
    operations.load_staged(load=_staged.pop(), by=None)


def _forget(*paths):
    """Take out what files have brought, so that it is new again."""
    sources = FigureSource.objects.filter(name__in=[path.name for path in paths])
    months = set(Figure.objects.filter(source__in=list(sources)).values_list("month", flat=True).distinct())
    for model in (Figure, StandardPosition):
        model.objects.filter(month__in=months).delete()
    sources.delete()
    settle()


def _excel(folder, *, number):
    """Excel files against reading them with calamine and loading the same as CSV; 1 is as quick as both.

    One is in our own layout, one a published extract, which leaves its totals to be added up.
    """
    kinds = {
        "in our own layout": ("own", _own_row, HEADINGS),
        "as an extract": ("Provider-Extract", _extract_row, EXTRACT),
    }
    lines = []
    for what, (name, row, headings) in kinds.items():
        paths = [folder / f"{name}-{number}.csv" for number in range(2)] + [folder / f"{name}-2.xlsx"]
        for path, year in zip(paths, (1980, 1970, 1960), strict=True):
            _write(path, headings, (row(*cells) for cells in _rows(number, year, 0)))
        _load(paths[0])  # so that no series is loaded for the first time while it is measured
        settle()
        as_csv = seconds(lambda path=paths[1]: _load(path))
        settle()
        as_excel = seconds(lambda path=paths[2]: _load(path))
        ratio = as_excel / (_calamine(paths[2]) + 1.1 * as_csv)
        lines.append(Line(f"{number:,} figures from Excel, {what}", ratio, "read + 1.1 CSV", 1))
        _forget(*paths)
    return lines


def _write(path, headings, rows):
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headings, *rows])
        return
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Provider")
    for row in (headings, *rows):
        sheet.append(row)
    book.save(path)


def _own_row(*cells):
    *words, total, within = cells
    return *words, float(total), float(within)


_ITEMS = {"28d": "28-day FDS", "31d": "31-day Combined", "62d": "62-day Combined"}


def _extract_row(code, standard, group, month, total, within):
    year, number = map(int, month.split("-"))
    modality = "" if standard == "28d" else "ALL MODALITIES"
    cancer = "ALL CANCERS" if group == "All" else group
    counts = float(total), float(within), float(total) - float(within)
    return date(year, number, 1), "", "", _ITEMS[standard], code, "ALL ROUTES", modality, cancer, *counts


def _calamine(path):
    """How long calamine takes to read a workbook."""

    def read():
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

    return min(seconds(read) for _ in range(2))


def _select_one():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
