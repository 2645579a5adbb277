"""The verbs of local figures: record counts, set baselines and ceilings; a value that gives way is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core import audit
from core.rewriting import update_each
from organisations.access import Capability, require
from organisations.models import Alliance, ProviderAlliance
from performance.local.measures import PARTS, LocalKind, week_of
from performance.models import LevelKind, LocalCount, LocalCountRevision, LocalImport, LocalLevel, LocalSeries
from performance.models.local import Period

LARGEST = Decimal(10) ** 8


@dataclass(frozen=True)
class SeriesKey:
    """Whose line of counts: None for all providers, or all tumour groups, together."""

    kind: str
    part: str = ""
    provider_id: int | None = None
    tumour_group_id: int | None = None
    frequency: str = Period.WEEK


@dataclass(frozen=True)
class LocalEntry:
    """A count of a week (by its Monday) or month (by its first day). A count of None came suppressed: not known."""

    key: SeriesKey
    starts: date
    count: Decimal | None
    out_of: Decimal | None = None


@dataclass(frozen=True)
class LevelEntry:
    """A baseline or a ceiling from a day on, as a number or as per cent of the list."""

    key: SeriesKey
    kind: str
    value: Decimal
    per_cent: bool = False
    valid_from: date = date(1900, 1, 1)
    valid_until: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Recorded:
    """What was done: how many values are new, how many changed, how many stood already."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Recorded) -> Recorded:
        return Recorded(self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged)


@transaction.atomic
def record_local_figures(
    *, alliance: Alliance, entries: Sequence[LocalEntry], by, source: LocalImport | None = None, dry_run: bool = False
) -> Recorded:
    """Write counts, all or none, in a handful of statements. What stands already is left alone.

    With `dry_run` only the counting is done. Raises ValidationError with everything that is wrong.
    """
    if by is not None:
        require(by, Capability.IMPORT, alliance)
    _check_series(alliance, [entry.key for entry in entries])
    _check_entries(entries)
    series = _series(alliance, {entry.key for entry in entries}, make=not dry_run)
    there = {
        (row.series_id, row.starts): row
        for row in LocalCount.objects.filter(series__in=series.values(), starts__in={e.starts for e in entries})
    }
    now, actor = timezone.now(), getattr(by, "pk", None)
    written, revisions, changes = [], [], {}
    for entry in entries:
        line = series.get(entry.key)
        row = there.get((line.pk, entry.starts)) if line else None
        if row and (row.count, row.out_of) == (entry.count, entry.out_of):
            continue
        changes[f"{line}, {entry.starts}"] = (_of(row) if row else None, _of(entry))
        if row:
            revisions.append(
                LocalCountRevision(
                    series=line, starts=row.starts, count=row.count, out_of=row.out_of, source_id=row.source_id,
                    by_id=row.by_id, recorded_at=row.recorded_at, replaced_at=now, replaced_by_id=actor,
                )
            )  # fmt: skip
        written.append(
            LocalCount(
                series=line, starts=entry.starts, count=entry.count, out_of=entry.out_of, source=source, by_id=actor,
                recorded_at=now,
            )
        )  # fmt: skip
    done = Recorded(len(written) - len(revisions), len(revisions), len(entries) - len(written))
    if dry_run or not written:
        return done
    LocalCount.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["series", "starts"],
        update_fields=["count", "out_of", "source", "by_id", "recorded_at"],
    )
    LocalCountRevision.objects.bulk_create(revisions)
    if source is None:  # an import is written down whole by whoever loads it
        audit.record(audit.Change("recorded local figures", alliance, changes, alliance_id=alliance.pk), by=by)
    return done


@transaction.atomic
def set_levels(*, alliance: Alliance, levels: Sequence[LevelEntry], by, dry_run: bool = False) -> Recorded:
    """Set baselines and ceilings, all or none; of two with one first day the new one counts, the old is in the audit.

    Raises ValidationError with everything that is wrong.
    """
    if by is not None:
        require(by, Capability.IMPORT, alliance)
    _check_series(alliance, [level.key for level in levels])
    _check_levels(levels)
    series = _series(alliance, {level.key for level in levels}, make=not dry_run)
    there = {
        (row.series_id, row.kind, row.valid_from): row
        for row in LocalLevel.objects.filter(series__in=series.values()).select_related(
            "series__provider", "series__tumour_group"
        )
    }
    fields = ("value", "per_cent", "valid_until", "source")
    new, changed, changes = [], [], {}
    for level in levels:
        line = series.get(level.key)
        row = there.get((line.pk, level.kind, level.valid_from)) if line else None
        said = {name: getattr(level, name) for name in fields}
        if row is None:
            row = LocalLevel(series=line, kind=level.kind, valid_from=level.valid_from, **said)
            new.append(row)
            old = None
        elif {name: getattr(row, name) for name in fields} == said:
            continue
        else:
            old = _in_words(row)
            for name, value in said.items():
                setattr(row, name, value)
            changed.append(row)
        if not dry_run:
            changes[f"{row.get_kind_display()} from {row.valid_from}, {row.series}"] = (old, _in_words(row))
    done = Recorded(len(new), len(changed), len(levels) - len(new) - len(changed))
    if dry_run or not changes:
        return done
    LocalLevel.objects.bulk_create(new)
    update_each(changed, fields)
    audit.record(audit.Change("set levels", alliance, changes, alliance_id=alliance.pk), by=by)
    return done


def _of(value) -> str:
    """A count as a history has it."""
    count = "not known" if value.count is None else f"{value.count:f}"
    return count if value.out_of is None else f"{count} of {value.out_of:f}"


def _in_words(level) -> str:
    until = f" until {level.valid_until}" if level.valid_until else ""
    return f"{level.value:f}{'%' if level.per_cent else ''}{until}"


def _series(alliance, keys, *, make) -> dict[SeriesKey, LocalSeries]:
    """The series of some keys; those that are missing are made."""

    def known():
        rows = LocalSeries.objects.filter(alliance=alliance).select_related("provider", "tumour_group")
        found = {
            SeriesKey(row.kind, row.part, row.provider_id, row.tumour_group_id, row.frequency): row for row in rows
        }
        return {key: found[key] for key in keys if key in found}

    there = known()
    missing = [key for key in keys if key not in there]
    if not missing or not make:
        return there
    LocalSeries.objects.bulk_create([LocalSeries(alliance=alliance, **vars(key)) for key in missing])
    return known()


# --- What is wrong ----------------------------------------------------------------------------------------


def _check_series(alliance, keys):
    ours = set(ProviderAlliance.objects.filter(alliance=alliance).values_list("provider_id", flat=True))
    problems = []
    for key in dict.fromkeys(keys):
        if key.kind not in LocalKind.values:
            problems.append(f"“{key.kind}” is not counted here.")
        elif key.part not in PARTS.get(key.kind, {"": ""}):
            problems.append(f"“{key.part}” is no part of “{LocalKind(key.kind).label}”.")
        if key.provider_id is not None and key.provider_id not in ours:
            problems.append(f"The provider with the number {key.provider_id} is none of {alliance}.")
        if key.frequency not in Period.values:
            problems.append(f"“{key.frequency}” is neither week nor month.")
    if problems:
        raise ValidationError(problems)


def _check_entries(entries):
    problems, seen = [], set()
    for entry in entries:
        where = f"{LocalKind(entry.key.kind).label}, {entry.starts:%-d %B %Y}"
        if (entry.key, entry.starts) in seen:
            problems.append(f"{where}: given twice.")
        seen.add((entry.key, entry.starts))
        first = week_of(entry.starts) if entry.key.frequency == Period.WEEK else entry.starts.replace(day=1)
        if entry.starts != first:
            problems.append(f"{where}: a {entry.key.frequency} is known by its first day.")
        for value in (entry.count, entry.out_of):
            if value is not None and (not value.is_finite() or not 0 <= value < LARGEST or (value * 2) % 1):
                problems.append(f"{where}: {value} is no count.")
        if entry.count is not None and entry.out_of is not None and entry.count > entry.out_of:
            problems.append(f"{where}: {entry.count} of {entry.out_of} is more than all.")
    if problems:
        raise ValidationError(problems)


def _check_levels(levels):
    problems, seen = [], set()
    for level in levels:
        where = f"{level.kind} from {level.valid_from:%-d %B %Y}"
        if (level.key, level.kind, level.valid_from) in seen:
            problems.append(f"{where}: given twice.")
        seen.add((level.key, level.kind, level.valid_from))
        if level.kind not in LevelKind.values:
            problems.append(f"“{level.kind}” is neither baseline nor ceiling.")
        if not level.value.is_finite() or not 0 <= level.value < LARGEST:
            problems.append(f"{where}: {level.value} is no level.")
        elif level.per_cent and level.value > 100:
            problems.append(f"{where}: {level.value}% is more than all.")
        if level.valid_until is not None and level.valid_until < level.valid_from:
            problems.append(f"{where}: it ends before it begins.")
    if problems:
        raise ValidationError(problems)
