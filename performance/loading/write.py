"""A staged file into the figures: what is new, what is better, what goes into the history. No row is written twice."""

from __future__ import annotations

from django.utils import timezone

from core.staging import bulk_work, run, set_aside
from performance.loading.compare import BETTER, DIFFERS, MISSING, OUTRANKS, TABLES, Preview, about, beside, parameters
from performance.loading.directory import add_bodies
from performance.loading.doubts import keep_doubts
from performance.loading.stage import find_series
from performance.models import (
    FigureRevision,
    FigureSource,
    ReportingBody,
    Series,
    StagedLoad,
    StagedSeries,
)

_ADD_SERIES = """
    INSERT INTO {known} (body_id, basis, frequency, measure, tumour, tumour_group_id, tumour_name, route, modality)
    SELECT body.id, n.basis, n.frequency, n.measure, n.tumour, n.tumour_group_id, n.tumour_name, n.route, n.modality
    FROM {series} n JOIN {bodies} body ON body.code = n.code
    WHERE n.load_id = %(load)s AND n.series_id IS NULL
    ORDER BY n.number
    ON CONFLICT DO NOTHING
"""

_HISTORY = "(series_id, month, total, within, printed, final, derived, published_on, source_id, recorded_at)"

# One look over everything finds what is better than what stands; the statements behind it touch only these rows.
_BETTER = f"""
    SELECT f.month, f.series_id, {DIFFERS} AS differs, s.total, s.within, s.printed, s.final, s.derived,
           f.total AS old_total, f.within AS old_within, f.printed AS old_printed, f.final AS old_final,
           f.derived AS old_derived, f.published_on AS old_published_on, f.source_id AS old_source_id
    JOINED AND f.series_id IS NOT NULL AND NOT WITHDRAWN AND {BETTER} AND ({DIFFERS} OR {OUTRANKS})
"""
_KEEP_REPLACED = f"""
    INSERT INTO {{revisions}} {_HISTORY}
    SELECT series_id, month, old_total, old_within, old_printed, old_final, old_derived, old_published_on,
           old_source_id, %(now)s
    FROM better WHERE differs
    ON CONFLICT DO NOTHING
"""
_REPLACE = """
    UPDATE {figures} SET total = b.total, within = b.within, printed = b.printed, final = b.final,
           derived = b.derived, published_on = %(day)s, source_id = %(source)s
    FROM better b
    WHERE {figures}.month = b.month AND {figures}.series_id = b.series_id
        AND {figures}.month BETWEEN %(first)s AND %(last)s
"""

# The values of this file that come too late, or that a final file has left out.
_KEEP_OUTRANKED = f"""
    INSERT INTO {{revisions}} {_HISTORY}
    SELECT n.series_id, s.month, s.total, s.within, s.printed, s.final, s.derived, %(day)s, %(source)s, %(now)s
    JOINED AND (WITHDRAWN OR (f.series_id IS NOT NULL AND NOT {BETTER} AND {DIFFERS}))
    ON CONFLICT DO NOTHING
"""

_ADD = """
    INSERT INTO {figures}
        (series_id, month, total, within, printed, final, derived, published_on, source_id)
    SELECT n.series_id, s.month, s.total, s.within, s.printed, s.final, s.derived, %(day)s, %(source)s
    JOINED AND f.series_id IS NULL AND NOT WITHDRAWN
"""
# The order of the key, so that it grows at its end. A file that goes by the month has it, or nearly.
_IN_ORDER = "ORDER BY s.month, n.series_id"

_KEEP_WITHDRAWN = f"""
    INSERT INTO {{revisions}} {_HISTORY}
    SELECT f.series_id, f.month, f.total, f.within, f.printed, f.final, f.derived, f.published_on, f.source_id, %(now)s
    {MISSING}
    ON CONFLICT DO NOTHING
"""

_WITHDRAW = f"""
    DELETE FROM {{figures}} WHERE (month, series_id) IN (SELECT f.month, f.series_id {MISSING})
"""

_COVER = """
    INSERT INTO {coverage} (month, frequency, basis, measure, route, by_tumour, by_modality, source_id)
    SELECT DISTINCT s.month, n.frequency, n.basis, n.measure, n.route, n.tumour <> '', n.modality <> '', %(source)s
    FROM {staged} s JOIN {series} n ON n.load_id = s.load_id AND n.number = s.number
    WHERE s.load_id = %(load)s
    ON CONFLICT DO NOTHING
"""


def write(load: StagedLoad, *, done: Preview, result: dict, by) -> FigureSource:
    """Write a staged file, as `done` compared it, and return what it is remembered as; one transaction."""
    with bulk_work():
        source, _ = FigureSource.objects.get_or_create(
            sha256=load.sha256,
            defaults={
                "name": load.name,
                "size": load.size,
                "kind": load.kind,
                "published_on": load.published_on,
                "loaded_by_id": getattr(by, "pk", None),
                "result": result,
            },
        )
        params = {**parameters(load), "source": source.pk, "now": timezone.now()}
        tables = {**TABLES, "revisions": FigureRevision, "known": Series, "bodies": ReportingBody}
        _add_series(load, params, tables)
        # What the comparison has found none of is not looked for again.
        if done.withdrawn:
            with beside(params):
                run(_KEEP_WITHDRAWN, params, **tables)
                run(_WITHDRAW, params, **tables)
        if load.complete:
            run(_COVER, params, **tables)
        if done.outranked or done.left_out:
            run(about(load, _KEEP_OUTRANKED), params, **tables)
        if done.changed or done.confirmed:
            with set_aside("better", ("month", "series_id"), about(load, _BETTER), params, **tables):
                if done.changed:
                    run(_KEEP_REPLACED, params, **tables)
                run(_REPLACE, params, **tables)
        if done.new:
            add = _ADD if done.by_the_month else _ADD + _IN_ORDER
            run(about(load, add, stands=done.new < done.rows), params, **tables)
        if done.changes_something:
            keep_doubts(params=params)
    return source


def _add_series(load, params, tables):
    """Make the bodies and series that the file is the first to speak of."""
    new = StagedSeries.objects.filter(load_id=load.pk, series_id=None)
    codes = list(new.order_by().values_list("code", flat=True).distinct())
    if codes:
        add_bodies(codes, load.names)
        run(_ADD_SERIES, params, **tables)
        find_series(load)
