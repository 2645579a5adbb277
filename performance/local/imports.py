"""A file of our own templates on its way in: read once, kept as rows until it is confirmed, written by the verbs.

Local figures and trajectories come the same way. A row with an error is never written; it is mended in the file, or
left out by choice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core import audit
from core.doors import Door
from core.export import Sheet
from core.parsing import parse_guarded
from core.uploads import Upload, UploadRefused, received
from organisations.access import Capability, require
from organisations.models import Alliance, Provider, ProviderAlliance, TumourGroup, TumourGroupSynonym
from performance.importing.doors import LOCAL_FIGURES, TRAJECTORIES
from performance.importing.parsed import FileRefused
from performance.importing.records import Records
from performance.importing.sheets import READ, CellFinding, Grid, from_csv
from performance.importing.words import fold
from performance.local import sheets as local_sheets
from performance.local.held_against import figure_doubts
from performance.local.operations import LevelEntry, LocalEntry, Recorded, SeriesKey, record_local_figures, set_levels
from performance.models import BodyKind, LocalImport, ReportingBody, ReportingBodyName, StagedSheet
from performance.trajectories import sheets as trajectory_sheets
from performance.trajectories.operations import PlannedCourse, compare_courses, set_trajectories

KEPT_FOR = timedelta(days=1)
LARGEST = 5 * 1024 * 1024

_SUFFIXES = (" nhs foundation trust", " nhs trust", " university health board")


# --- Reading ----------------------------------------------------------------------------------------------


def _opened(source, name: str, door: Door) -> tuple[Upload, list[tuple[str, Grid]]]:
    """An uploaded file past the guard, as sheets of words. Raises UploadRefused."""
    with received(source, name=name, door=door, largest=LARGEST) as upload:
        if upload.kind == "xlsx":
            return upload, [(sheet, grid) for sheet, grid in parse_guarded(READ, path=str(upload.path))]
        try:
            return upload, from_csv(Records(upload.path), name=upload.name)
        except FileRefused as refused:
            raise UploadRefused("; ".join(f"{f.where}: {f.message}" for f in refused.findings)) from refused


def _providers(alliance: Alliance) -> tuple[dict[str, int], frozenset[str]]:
    """The names and codes of an alliance's providers, folded, with the short ones; and those of all others."""
    ours = set(ProviderAlliance.objects.filter(alliance=alliance).values_list("provider_id", flat=True))
    names: dict[str, int] = {}
    elsewhere = set()
    rows = [(pk, words) for pk, *both in Provider.objects.values_list("pk", "ods_code", "name") for words in both]
    rows += ReportingBodyName.objects.filter(body__provider__isnull=False).values_list("body__provider", "name")
    for pk, words in rows:
        folded = fold(words)
        short = next((folded.removesuffix(suffix) for suffix in _SUFFIXES if folded.endswith(suffix)), folded)
        for each in (folded, short):
            if pk in ours:
                names.setdefault(each, pk)
            else:
                elsewhere.add(each)
    return names, frozenset(elsewhere)


def _names(alliance: Alliance) -> local_sheets.Names:
    groups: dict[str, int] = {}
    for pk, code, name in TumourGroup.objects.values_list("pk", "code", "name"):
        groups[fold(code)] = groups[fold(name)] = pk
    for name, pk in TumourGroupSynonym.objects.values_list("name", "tumour_group"):
        groups.setdefault(fold(name), pk)
    providers, elsewhere = _providers(alliance)
    return local_sheets.Names(alliance.name, providers, elsewhere, groups)


def _places(alliance: Alliance) -> trajectory_sheets.Places:
    systems = {}
    for pk, code, name in ReportingBody.objects.filter(kind=BodyKind.ICB).values_list("pk", "code", "name"):
        systems[fold(code)] = systems[fold(name)] = pk
        systems[fold(name).removeprefix("nhs ").removesuffix(" integrated care board")] = pk
    return trajectory_sheets.Places(alliance.name, _providers(alliance)[0], systems)


# --- Writing ----------------------------------------------------------------------------------------------


def _write_figures(alliance: Alliance, rows: Sequence[dict], *, by, source=None, dry_run: bool) -> Recorded:
    entries = [
        LocalEntry(_key(row), date.fromisoformat(row["starts"]), _decimal(row["count"]), _decimal(row["out_of"]))
        for row in rows
        if row["of"] == "count"
    ]
    levels = [
        LevelEntry(
            _key(row),
            row["level"],
            Decimal(row["value"]),
            row["per_cent"],
            date.fromisoformat(row["valid_from"]),
            row["valid_until"] and date.fromisoformat(row["valid_until"]),
            row["source"],
        )
        for row in rows
        if row["of"] == "level"
    ]
    done = record_local_figures(alliance=alliance, entries=entries, by=by, source=source, dry_run=dry_run)
    return done + set_levels(alliance=alliance, levels=levels, by=by, dry_run=dry_run)


def _key(row) -> SeriesKey:
    return SeriesKey(row["kind"], row["part"], row["provider"], row["group"], row["frequency"])


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _write_trajectories(alliance: Alliance, rows: Sequence[dict], *, by, source=None, dry_run: bool) -> Recorded:
    providers = Provider.objects.in_bulk({row["provider"] for row in rows if row["provider"]})
    systems = ReportingBody.objects.in_bulk({row["system"] for row in rows if row["system"]})
    by_course: dict[tuple, list[dict]] = {}
    for row in rows:
        whose = tuple(row[name] for name in ("measure", "title", "provider", "system"))
        by_course.setdefault(whose, []).append(row)
    courses = []
    for (measure, title, provider, system), own in by_course.items():
        said: dict[str, Any] = {name: own[0][name] for name in ("unit", "more_is_better", "frequency")}
        said |= {"target": _decimal(own[0]["target"])} if own[0]["target"] else {}
        said |= {"source": own[0]["source"]} if own[0]["source"] else {}
        courses.append(
            PlannedCourse(
                measure,
                {date.fromisoformat(row["month"]): Decimal(row["planned"]) for row in own if row["planned"]},
                title,
                providers.get(provider),
                systems.get(system),
                actuals={date.fromisoformat(row["month"]): Decimal(row["actual"]) for row in own if row["actual"]},
                **said,
            )
        )
    done = Recorded(*compare_courses(alliance=alliance, courses=courses))
    if not dry_run:
        set_trajectories(alliance=alliance, courses=courses, by=by, reason=f"Import of “{source}”")
    return done


@dataclass(frozen=True)
class Template:
    """A template: what its pages and its door call it, how a file is read, how its rows are written, what it offers."""

    of: str
    what: str
    door: Door
    parse: Callable[[Sequence[tuple[str, Grid]], Alliance], tuple[list[dict[str, Any]], list[CellFinding]]]
    write: Callable[..., Recorded]
    sheets: Callable[[Alliance, date], list[Sheet]]
    doubts: Callable[[Alliance, Sequence[dict]], list[CellFinding]] = lambda alliance, rows: []
    """What does not add up, as things stand now."""


def _own_providers(alliance, on):
    return list(Provider.objects.of_alliance(alliance, on=on).order_by("name").values_list("ods_code", "name"))


def _figure_sheets(alliance: Alliance, on: date) -> list[Sheet]:
    groups = list(TumourGroup.objects.exclude(code="missing").values_list("name", flat=True))
    return local_sheets.template(alliance.name, _own_providers(alliance, on), groups)


def _trajectory_sheets(alliance: Alliance, on: date) -> list[Sheet]:
    systems = list(ReportingBody.objects.filter(kind=BodyKind.ICB, nation=alliance.nation).values_list("code", "name"))
    return trajectory_sheets.template(alliance.name, _own_providers(alliance, on), systems)


TEMPLATES = {
    each.of: each
    for each in (
        Template(
            "figures",
            "local figures",
            LOCAL_FIGURES,
            lambda sheets, alliance: local_sheets.parse(sheets, _names(alliance)),
            _write_figures,
            _figure_sheets,
            figure_doubts,
        ),
        Template(
            "trajectories",
            "trajectories",
            TRAJECTORIES,
            lambda sheets, alliance: trajectory_sheets.parse(sheets, _places(alliance)),
            _write_trajectories,
            _trajectory_sheets,
        ),
    )
}


# --- Preview and confirmation -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Preview:
    """What a staged file would do, as things stand now."""

    new: int
    changed: int
    unchanged: int
    errors: list[CellFinding]
    warnings: list[CellFinding]

    @property
    def rows(self) -> int:
        return self.new + self.changed + self.unchanged

    @property
    def rows_left_out(self) -> int:
        """How many rows have an error."""
        return len({(finding.sheet, finding.row) for finding in self.errors if finding.row})

    @property
    def would_change(self) -> bool:
        return bool(self.new or self.changed)


@transaction.atomic
def stage_sheet(*, alliance: Alliance, of: str, source, name: str, by) -> StagedSheet:
    """Read a file and keep its rows for a day, for the person who brought it. Raises UploadRefused."""
    require(by, Capability.IMPORT, alliance)
    upload, sheets = _opened(source, name, TEMPLATES[of].door)
    rows, findings = TEMPLATES[of].parse(sheets, alliance)
    StagedSheet.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    return StagedSheet.objects.create(
        by=by,
        alliance=alliance,
        of=of,
        name=upload.name,
        sha256=upload.sha256,
        size=upload.size,
        rows=rows,
        findings=[asdict(finding) for finding in findings],
    )


def preview(stage: StagedSheet) -> Preview:
    """What a staged file would do; what the verbs refuse is an error of the whole file."""
    findings = [CellFinding(**finding) for finding in stage.findings]
    done = Recorded()
    try:
        done = TEMPLATES[stage.of].write(stage.alliance, stage.rows, by=stage.by, dry_run=True)
    except ValidationError as error:
        findings += [CellFinding("error", "", None, "", "", message) for message in error.messages]
    findings += TEMPLATES[stage.of].doubts(stage.alliance, stage.rows)
    return Preview(
        done.new,
        done.changed,
        done.unchanged,
        [finding for finding in findings if finding.level == "error"],
        [finding for finding in findings if finding.level != "error"],
    )


@transaction.atomic
def load_sheet(*, stage: StagedSheet, by, leave_out: bool = False) -> tuple[LocalImport, Recorded]:
    """Write what was staged, all or nothing, log it and clear the stage.

    Raises ValidationError where rows have errors and nobody said that they are to be left out.
    """
    require(by, Capability.IMPORT, stage.alliance)
    seen = preview(stage)
    if seen.errors and not (leave_out and seen.rows):
        raise ValidationError("Some rows have errors. Mend them in the file, or say that they are to be left out.")
    source = LocalImport.objects.create(
        alliance=stage.alliance,
        of=stage.of,
        name=stage.name,
        sha256=stage.sha256,
        size=stage.size,
        imported_by=by,
        result={
            "new": seen.new,
            "changed": seen.changed,
            "unchanged": seen.unchanged,
            "left_out": seen.rows_left_out,
            "findings": [asdict(finding) for finding in (*seen.errors, *seen.warnings)][:200],
        },
    )
    done = TEMPLATES[stage.of].write(stage.alliance, stage.rows, by=by, source=source, dry_run=False)
    changes = {name: (None, getattr(seen, name)) for name in ("new", "changed", "unchanged")}
    audit.record(
        audit.Change(f"imported {TEMPLATES[stage.of].what}", source, changes, alliance_id=stage.alliance_id), by=by
    )
    stage.delete()
    return source, done


def discard_sheet(*, stage: StagedSheet) -> None:
    """Throw away what was staged."""
    stage.delete()
