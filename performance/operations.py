"""The verbs: load figures, map an organisation or a tumour group that a file named in its own way."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from core import audit, jobs
from core.jobs import Job, JobState
from core.staging import one_at_a_time
from organisations.models import Provider, TumourGroup, TumourGroupSynonym
from performance.importing.parsed import FileRefused
from performance.importing.reading import opened
from performance.importing.words import fold
from performance.loading.compare import Preview, compare
from performance.loading.directory import add_bodies
from performance.loading.rename import move_body, move_tumour
from performance.loading.resolve import explain
from performance.loading.stage import discard, find_series, stage
from performance.loading.write import write
from performance.models import BodyKind, FigureImport, ReportingBody, ReportingBodyName, StagedLoad
from performance.positions import LOADING, places_of, refresh


class StageLost(RuntimeError):
    """The staged rows went in a crash of the database: they stand in no write-ahead log."""


def stage_figures(*, source, name: str, by, on) -> tuple[StagedLoad, Preview]:
    """Read a file of waiting times onto the stage and say what it would change. Nothing else is written.

    `source` is a path, bytes, or what a form calls an uploaded file; `on` counts as the day of a file that does not
    tell its own. Raises FileRefused with everything that was found wrong.
    """
    with opened(source, name=name) as (upload, parsed):
        load = stage(upload=upload, parsed=parsed, by=by, on=on)
    return load, compare(load)


@transaction.atomic
def load_staged(*, load: StagedLoad, by, preview: Preview | None = None) -> Preview:
    """Write what was staged, as the figures stand now, and clear the stage; returns what was done.

    `preview` may be given where it was made in the same transaction; otherwise the comparison is made anew.
    """
    one_at_a_time(LOADING)
    if preview is None:
        # What was explained, and what another file has brought, since this one was read.
        explain(load)
        find_series(load)
    done = preview or compare(load)
    if done.rows != load.preview.get("rows", done.rows):
        raise StageLost(f"What was read of “{load.name}” is no longer whole. Bring the file again.")
    source = write(load, done=done, result=done.as_json(), by=by)
    refresh(months=done.touched)
    changes = {name: (None, getattr(done, name)) for name in ("new", "changed", "confirmed", "withdrawn")}
    audit.record(audit.Change("loaded figures", source, changes), by=by)
    discard(load)
    return done


def discard_staged(*, load: StagedLoad) -> None:
    """Throw away what was staged."""
    discard(load)


@transaction.atomic
def load_figures(*, source, name: str, by, on) -> Preview:
    """Read a file and write it at once; raises FileRefused, with nothing written, where something in it is wrong."""
    one_at_a_time(LOADING)
    load, preview = stage_figures(source=source, name=name, by=by, on=on)
    return load_staged(load=load, by=by, preview=preview)


# --- Brought by hand ------------------------------------------------------------------------------

KEPT_FOR = timedelta(hours=12)
LOAD_IMPORT = "load waiting times"


def bring_files(*, files, by, on, now) -> FigureImport:
    """Read files onto the stage, each with its preview, for a person who will confirm or cancel; returns the import.

    `files` are pairs of source and name. A file that is refused is kept as its name and findings; the others stand.
    """
    discard_expired(now=now)
    brought = FigureImport.objects.create(by=by, created_at=now, expires_at=now + KEPT_FOR)
    for source, name in files:
        try:
            with transaction.atomic():
                load, preview = stage_figures(source=source, name=name, by=by, on=on)
                load.brought, load.preview = brought, preview.as_json()
                load.save(update_fields=["brought", "preview"])
        except FileRefused as refused:
            brought.refused.append({"file": name, "findings": [vars(finding) for finding in refused.findings]})
    brought.save(update_fields=["refused"])
    return brought


@transaction.atomic
def confirm_import(*, brought: FigureImport, by, now) -> Job:
    """Ask for a job that loads what was brought; asked again, it is the same job, unless that one has failed."""
    brought = FigureImport.objects.select_for_update().get(pk=brought.pk)
    earlier = Job.objects.filter(key__startswith=f"{LOAD_IMPORT}:{brought.pk}:")
    if brought.confirmed_at is None or earlier.filter(key=brought.job_key, state=JobState.FAILED).exists():
        brought.confirmed_at, brought.job_key = now, f"{LOAD_IMPORT}:{brought.pk}:{earlier.count() + 1}"
        brought.expires_at = now + KEPT_FOR
        brought.save(update_fields=["confirmed_at", "job_key", "expires_at"])
    return jobs.ask(kind=LOAD_IMPORT, key=brought.job_key, arguments={"brought": brought.pk}, by=by)


def load_import(*, brought: FigureImport, tell: Callable[[int], None] = lambda per_cent: None) -> dict:
    """Load every staged file of an import, each whole in a transaction of its own; returns how many were loaded.

    Safe to be run again after it was cut off: what was loaded is no longer on the stage. `tell` hears the per cent.
    """
    waiting = list(brought.loads.order_by("pk"))
    sizes = [load.preview.get("rows", 1) for load in waiting]
    for number, load in enumerate(waiting):
        tell(100 * sum(sizes[:number]) // (sum(sizes) or 1))
        with transaction.atomic():
            kept = FigureImport.objects.select_for_update().get(pk=brought.pk)
            if not StagedLoad.objects.filter(pk=load.pk).exists():
                continue  # somebody else has loaded it meanwhile
            done = load_staged(load=load, by=brought.by)
            kept.done.append(done.as_json())
            kept.save(update_fields=["done"])
    brought.refresh_from_db(fields=["done"])
    return {"files": len(brought.done)}


@transaction.atomic
def cancel_import(*, brought: FigureImport, by) -> None:
    """Throw away what was brought. Raises ValidationError where it is being loaded, or was."""
    kept = FigureImport.objects.select_for_update().get(pk=brought.pk)
    if kept.confirmed_at and not Job.objects.filter(key=kept.job_key, state=JobState.FAILED).exists():
        raise ValidationError("These files were confirmed already, and are being loaded.")
    _throw_away(kept)


@transaction.atomic
def discard_expired(*, now) -> int:
    """Throw away what nobody confirmed in time, and what was read of it; returns how many imports."""
    expired = list(FigureImport.objects.expired(now=now))
    for brought in expired:
        _throw_away(brought)
    return len(expired)


def _throw_away(brought):
    for load in brought.loads.all():
        discard(load)
    brought.delete()


# --- Names ----------------------------------------------------------------------------------------


@transaction.atomic
def recognise_body(*, code: str, name: str, kind: BodyKind, nation: str, by) -> ReportingBody:
    """Say who an organisation is that some file named by a code. Raises ReportingBody.DoesNotExist."""
    body = ReportingBody.objects.select_for_update().get(code=code)
    new = {"name": name, "kind": kind, "nation": nation, "recognised": True}
    changes = {field: (getattr(body, field), value) for field, value in new.items() if getattr(body, field) != value}
    for field, value in new.items():
        setattr(body, field, value)
    body.full_clean()
    body.save(update_fields=list(new))
    if changes:
        audit.record(audit.Change("recognised", body, changes), by=by)
    return body


@transaction.atomic
def map_body(*, name: str, to: ReportingBody, by) -> ReportingBodyName:
    """Say that a code or name in files means a body that is known; later files follow.

    What was loaded under it so far moves over. Raises ValidationError where the body has figures of its own for a
    series that would come to it: two organisations are not added together by giving them one name.
    """
    written = " ".join(name.split()).upper()
    one_at_a_time(LOADING)
    before = places_of([written, to.code])
    mapped, made = ReportingBodyName.objects.update_or_create(name=written, defaults={"body": to})
    old = ReportingBody.objects.filter(code=written[:12], recognised=False).exclude(pk=to.pk).first()
    if old:
        move_body(old=old, to=to)
        old.delete()
        refresh(places=before | places_of([to.code]))
    if made or old:
        audit.record(audit.Change("mapped name", to, {"name": ("", written)}), by=by)
    return mapped


def known_body(*, code: str) -> ReportingBody:
    """The reporting body of a code, made of the provider of that code where no file has spoken of it yet.

    Raises ReportingBody.DoesNotExist.
    """
    if Provider.objects.filter(ods_code=code).exists():
        add_bodies([code], {})
    return ReportingBody.objects.get(code=code)


@transaction.atomic
def map_tumour_group(*, name: str, to: TumourGroup, by) -> TumourGroupSynonym:
    """Say which tumour group a published name means; later files follow, and so does what was loaded under it so far.

    Raises ValidationError where both names have figures of their own in one series.
    """
    one_at_a_time(LOADING)
    folded = fold(name)
    synonym = TumourGroupSynonym.objects.filter(name__iexact=name).first()
    old = synonym.tumour_group if synonym else None
    if synonym:
        synonym.tumour_group = to
        synonym.save(update_fields=["tumour_group"])
    else:
        synonym = TumourGroupSynonym.objects.create(name=name, tumour_group=to)
    move_tumour(old=folded, to=to)
    audit.record(audit.Change("mapped name", to, {"name": (str(old or ""), name)}), by=by)
    return synonym


@transaction.atomic
def remap(*, codes: Collection[str], change: Callable[[], object], by) -> None:
    """Make a change to who counts for whom, of these providers' codes, and add up anew the places that it touches.

    `change` does it, by the verb of the floor below; `by` is who asked that verb for it.
    """
    one_at_a_time(LOADING)
    before = places_of(codes)
    change()
    refresh(places=before | places_of(codes))


@transaction.atomic
def refresh_summaries(*, by) -> int:
    """Add up anew everything that pages read; returns how many rows there are."""
    return refresh()
