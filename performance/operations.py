"""The verbs: load figures, map an organisation or a tumour group that a file named in its own way."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from core import audit
from core.staging import one_at_a_time
from organisations.models import TumourGroup, TumourGroupSynonym
from performance.importing.reading import opened
from performance.importing.words import fold
from performance.loading.compare import Preview, compare
from performance.loading.stage import discard, stage
from performance.loading.write import write
from performance.models import BodyKind, ReportingBody, ReportingBodyName, Series, StagedLoad
from performance.positions import LOADING, places_of, refresh


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
    done = preview or compare(load)
    told = {name: value for name, value in done.as_dict().items() if name not in ("largest", "net_change")}
    source = write(load, done=done, result=told, by=by)
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
    before = places_of([written, to.code])
    mapped, made = ReportingBodyName.objects.update_or_create(name=written, defaults={"body": to})
    old = ReportingBody.objects.filter(code=written[:12], recognised=False).exclude(pk=to.pk).first()
    if old:
        _move(Series.objects.filter(body=old), {"body": to})
        old.delete()
        refresh(places=before | places_of([to.code]))
    if made or old:
        audit.record(audit.Change("mapped name", to, {"name": ("", written)}), by=by)
    return mapped


@transaction.atomic
def map_tumour_group(*, name: str, to: TumourGroup, by) -> TumourGroupSynonym:
    """Say which tumour group a published name means; later files follow, and so does what was loaded under it so far.

    Raises ValidationError where both names have figures of their own in one series.
    """
    folded = fold(name)
    synonym = TumourGroupSynonym.objects.filter(name__iexact=name).first()
    old = synonym.tumour_group if synonym else None
    if synonym:
        synonym.tumour_group = to
        synonym.save(update_fields=["tumour_group"])
    else:
        synonym = TumourGroupSynonym.objects.create(name=name, tumour_group=to)
    _move(Series.objects.filter(tumour=folded, tumour_group=None), {"tumour": to.code, "tumour_group": to})
    audit.record(audit.Change("mapped name", to, {"name": (str(old or ""), name)}), by=by)
    return synonym


def _move(series, values: dict) -> None:
    """Give series another body or tumour group, unless that series exists."""
    fields = ("body_id", "measure", "basis", "frequency", "tumour", "route", "modality")
    for one in list(series):
        key = {field: getattr(one, field) for field in fields}
        key |= {"body_id": values["body"].pk} if "body" in values else {"tumour": values["tumour"]}
        if Series.objects.filter(**key).exists():
            raise ValidationError(f"Both have figures of their own for “{one}”.")
        for field, value in values.items():
            setattr(one, field, value)
        one.save(update_fields=list(values))


@transaction.atomic
def refresh_summaries(*, by) -> int:
    """Add up anew everything that pages read; returns how many rows there are."""
    return refresh()
