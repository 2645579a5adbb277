"""Invented local figures and trajectories of the sample alliance: half a year of weeks, and a plan for each measure."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from alliance.sample.figures import AS_OF
from core.periods import FinancialYear
from organisations.models import Alliance, Provider, TumourGroup
from performance.local.measures import BANDS, week_of
from performance.local.operations import LevelEntry, LocalEntry, SeriesKey, record_local_figures, set_levels
from performance.trajectories.operations import PlannedCourse, set_trajectories
from performance.trajectories.rules import months_of

WEEKS = 26
CODE = "wessex"
AUTHOR = "analyst@wessex.example.nhs.uk"

# By tumour group: referrals in a week before, and by how many per cent they have grown since.
REFERRALS = {
    "breast": (512, 6), "breast-symptomatic": (64, -22), "colorectal": (421, 18), "gynaecological": (188, 9),
    "haematological": (21, 4), "head-neck": (214, -7), "lung": (58, -3), "skin": (467, 24), "upper-gi": (131, 5),
    "urological": (236, 12), "other": (30, 0),
}  # fmt: skip
# By provider: people on its list, how many of them over 62 days half a year ago, and the change in per cent since.
LISTS = {
    "R0D": (3150, 236, -24), "R1F": (640, 31, 30), "RBD": (820, 48, -35), "RHM": (2380, 262, -12),
    "RHU": (2890, 171, 6), "RN5": (2240, 118, -40),
}  # fmt: skip
# How a backlog falls to tumour groups.
SHARES = {
    "colorectal": 0.27, "urological": 0.24, "head-neck": 0.13, "gynaecological": 0.11, "lung": 0.09, "upper-gi": 0.08,
    "skin": 0.05, "breast": 0.02, "haematological": 0.01,
}  # fmt: skip
TESTS = {
    "imaging": 13020, "ct": 5480, "mri": 2510, "ultrasound": 5030, "endoscopy": 1010, "colonoscopy": 402,
    "flexi-sig": 128, "gastroscopy": 480,
}  # fmt: skip


def play(*, on: date, people) -> int:
    """Record the weeks before a day, their levels, and the plans of the year; returns how many values there are."""
    alliance = Alliance.objects.get(code=CODE)
    if alliance.local_series.exists() or alliance.trajectories.exists():
        return 0
    by = people[AUTHOR]
    groups = {group.code: group.pk for group in TumourGroup.objects.all()}
    providers = {provider.ods_code: provider for provider in Provider.objects.filter(ods_code__in=LISTS)}
    last = week_of(on) - timedelta(days=7)
    weeks = [last - timedelta(days=7 * back) for back in range(WEEKS - 1, -1, -1)]
    chance = Random(f"local figures {last}")
    entries = [*_referrals(weeks, groups, chance), *_waiting(weeks, groups, providers, chance), *_tests(weeks, chance)]
    done = record_local_figures(alliance=alliance, entries=entries, by=by)
    set_levels(alliance=alliance, levels=list(_levels(weeks[0], groups, providers)), by=by)
    # A week that came out wrong at first, and was mended.
    wrong = SeriesKey("referrals", "", None, groups["lung"])
    record_local_figures(alliance=alliance, entries=[LocalEntry(wrong, weeks[-2], Decimal(55))], by=by)
    courses = list(_courses(on, providers))
    set_trajectories(alliance=alliance, courses=courses, by=by)
    revised = [c for c in courses if c.measure == "62d" and c.provider and c.provider.ods_code == "RHM"]
    moved = [
        PlannedCourse(c.measure, {m: v - Decimal(1) for m, v in list(c.planned.items())[6:9]}, provider=c.provider)
        for c in revised
    ]
    set_trajectories(
        alliance=alliance, courses=moved, by=by, reason="Theatre capacity comes a quarter later than planned"
    )
    return done.new


def _about(number, chance, spread=0.06):
    """A count near a number."""
    return Decimal(max(0, round(number * (1 + chance.uniform(-spread, spread)))))


def _referrals(weeks, groups, chance):
    for place, week in enumerate(weeks):
        for code, (base, growth) in REFERRALS.items():
            expected = base * (1 + growth / 100 * place / len(weeks))
            if week.month == 12 and week.day > 20 or week.month == 1 and week.day < 3:
                expected *= 0.6
            yield LocalEntry(SeriesKey("referrals", "", None, groups[code]), week, _about(expected, chance))


def _waiting(weeks, groups, providers, chance):
    for place, week in enumerate(weeks):
        for code, (on_list, backlog, change) in LISTS.items():
            provider = providers[code].pk
            total = int(_about(on_list, chance, 0.02))
            over_62 = over_104 = 0
            for group, share in SHARES.items():
                expected = backlog * share * (1 + change / 100 * place / len(weeks))
                count = int(_about(expected, chance, 0.12))
                long = min(count, int(_about(count * 0.16, chance, 0.5)))
                over_62, over_104 = over_62 + count, over_104 + long
                key = (provider, groups[group])
                yield LocalEntry(SeriesKey("backlog-62", "", *key), week, Decimal(count))
                yield LocalEntry(SeriesKey("backlog-104", "", *key), week, Decimal(long))
            early = int(total * chance.uniform(0.61, 0.72))
            bands = dict(zip(BANDS, (early, total - early - over_62, over_62 - over_104, over_104), strict=True))
            yield LocalEntry(SeriesKey("backlog-62", "", provider), week, Decimal(over_62), Decimal(total))
            yield LocalEntry(SeriesKey("backlog-104", "", provider), week, Decimal(over_104), Decimal(total))
            for band, count in bands.items():
                yield LocalEntry(SeriesKey("waits", band, provider), week, Decimal(count))


def _tests(weeks, chance):
    for week in weeks:
        counts = {name: _about(number, chance) for name, number in TESTS.items()}
        counts["imaging"] = counts["ct"] + counts["mri"] + counts["ultrasound"]
        counts["endoscopy"] = counts["colonoscopy"] + counts["flexi-sig"] + counts["gastroscopy"]
        for name, count in counts.items():
            yield LocalEntry(SeriesKey("diagnostics", name), week, count)


def _levels(first, groups, providers):
    told = "Mean of ten weeks of last year"
    for code, (base, _) in REFERRALS.items():
        key = SeriesKey("referrals", "", None, groups[code])
        yield LevelEntry(key, "baseline", Decimal(base), valid_from=first, source=told)
    for code, (_, backlog, _) in LISTS.items():
        key = SeriesKey("backlog-62", "", providers[code].pk)
        yield LevelEntry(key, "baseline", Decimal(round(backlog * 0.9)), valid_from=first, source=told)
        key = SeriesKey("backlog-104", "", providers[code].pk)
        yield LevelEntry(key, "baseline", Decimal(round(backlog * 0.15)), valid_from=first, source=told)
    ceiling = SeriesKey("backlog-62")
    yield LevelEntry(ceiling, "ceiling", Decimal("6.4"), True, first, source="Ceiling agreed with the national team")
    for name, number in TESTS.items():
        yield LevelEntry(SeriesKey("diagnostics", name), "baseline", Decimal(number), valid_from=first, source=told)


def _courses(on, providers):
    """Plans from where things stood to where they should be.

    Backlogs and a measure of its own are planned for this financial year, in which the invented weeks lie; the
    standards for the year of the published figures that the sample has, so that there is something to compare.
    """
    year = FinancialYear.containing(on)
    source = f"Operational plan {year}"
    months = months_of(year, "month")

    def rising(start, end, by=months):
        step = (Decimal(str(end)) - Decimal(str(start))) / (len(by) - 1)
        return {month: round(Decimal(str(start)) + step * place, 1) for place, month in enumerate(by)}

    starts = {"R0D": 70, "R1F": 66, "RBD": 72, "RHM": 63, "RHU": 69, "RN5": 74}
    past = FinancialYear.containing(AS_OF - timedelta(days=60))
    then, told = months_of(past, "month"), f"Operational plan {past}"
    for measure, low, high, target in (("28d", 68, 76, None), ("31d", 90, 96.5, None), ("62d", 62, 71, Decimal(70))):
        yield PlannedCourse(measure, rising(low, high, then), target=target, source=told)
        for code, provider in providers.items():
            away = (starts[code] - 69) / 2
            planned = rising(low + away, min(high + away, 99), then)
            yield PlannedCourse(measure, planned, provider=provider, target=target, source=told)
    whole = sum(backlog for _, backlog, _ in LISTS.values())
    fewer = {m: Decimal(round(v)) for m, v in rising(whole * 0.98, whole * 0.7).items()}
    yield PlannedCourse("backlog-62", fewer, target=Decimal(round(whole * 0.75)), source=source)
    for code, (_, backlog, _) in LISTS.items():
        fewer = {m: Decimal(round(v)) for m, v in rising(backlog * 0.98, backlog * 0.7).items()}
        yield PlannedCourse("backlog-62", fewer, provider=providers[code], source=source)
    quarters = months_of(year, "quarter")
    came = {quarter: Decimal(value) for quarter, value in zip(quarters, (71, 75, 79, 82), strict=True) if quarter <= on}
    yield PlannedCourse(
        "local",
        rising(72, 90, quarters),
        title="Suspected bowel cancer referrals that come with a FIT result",
        unit="%",
        more_is_better=True,
        frequency="quarter",
        target=Decimal(90),
        source=source,
        actuals=came,
    )
