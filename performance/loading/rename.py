"""Series that turn out to be another's: what was loaded under a name moves to what the name means, in few statements.

Where both have a figure for one month they are two, and nothing moves: figures are never added together by a name.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError

from core.staging import ask, bulk_work, run
from organisations.models import TumourGroup
from performance.models import Figure, FigureRevision, ReportingBody, Series

TABLES = {"series": Series, "figures": Figure, "revisions": FigureRevision, "bodies": ReportingBody}

# Series of the old name (o) with the series of the same kind that the new name has already (t).
_OF_BODY = """
    FROM {series} o JOIN {series} t ON t.body_id = %(to)s AND t.measure = o.measure AND t.basis = o.basis
        AND t.frequency = o.frequency AND t.tumour = o.tumour AND t.route = o.route AND t.modality = o.modality
    WHERE o.body_id = %(old)s
"""
_OF_TUMOUR = """
    FROM {series} o JOIN {series} t ON t.tumour = %(to)s AND t.body_id = o.body_id AND t.measure = o.measure
        AND t.basis = o.basis AND t.frequency = o.frequency AND t.route = o.route AND t.modality = o.modality
    WHERE o.tumour = %(old)s AND o.tumour_group_id IS NULL
"""
_CLASH = """
    SELECT b.name, f.month, p.measure FROM (SELECT o.id AS old_id, t.id AS new_id, o.measure, o.body_id PAIRS) p
    JOIN {bodies} b ON b.id = p.body_id
    JOIN {figures} f ON f.series_id = p.old_id
    JOIN {figures} g ON g.series_id = p.new_id AND g.month = f.month
    ORDER BY f.month LIMIT 1
"""
_MOVE = """
    UPDATE {moved} SET series_id = p.new_id FROM (SELECT o.id AS old_id, t.id AS new_id PAIRS) p
    WHERE {moved}.series_id = p.old_id
"""
_EMPTIED = "DELETE FROM {series} WHERE id IN (SELECT o.id PAIRS)"


def move_body(*, old: ReportingBody, to: ReportingBody) -> None:
    """Give everything that was loaded under one body to another. Raises ValidationError where both have a figure."""
    _merge(_OF_BODY, {"old": old.pk, "to": to.pk})
    Series.objects.filter(body=old).update(body=to)


def move_tumour(*, old: str, to: TumourGroup) -> None:
    """Give everything that was loaded under a name without group to a group; raises ValidationError as above."""
    _merge(_OF_TUMOUR, {"old": old, "to": to.code})
    Series.objects.filter(tumour=old, tumour_group=None).update(tumour=to.code, tumour_group=to)


def _merge(pairs, params):
    with bulk_work():
        for body, month, measure in ask(_CLASH.replace("PAIRS", pairs), params, **TABLES):
            raise ValidationError(
                f"Both have figures of their own: “{body}”, {measure}, {str(month)[:7]}. Two that are counted apart "
                "are not added together by giving them one name."
            )
        for moved in (FigureRevision, Figure):
            run(_MOVE.replace("PAIRS", pairs), params, moved=moved, **TABLES)
        run(_EMPTIED.replace("PAIRS", pairs), params, **TABLES)
