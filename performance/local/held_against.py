"""What a file of local figures is held against: the counts and baselines that stand, with its own over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from organisations.models import Alliance, TumourGroup
from performance.importing.sheets import CellFinding
from performance.local.doubts import Known, before, of_rows
from performance.models import LevelKind, LocalCount, LocalLevel
from performance.tumours import PARTS

_WHOSE = ("series__kind", "series__part", "series__provider", "series__tumour_group", "series__frequency")


def figure_doubts(alliance: Alliance, rows: Sequence[dict[str, Any]]) -> list[CellFinding]:
    """What does not add up in the rows of a file, each with its place (three queries)."""
    counts = [row for row in rows if row["of"] == "count"]
    if not counts:
        return []
    now = {(date.fromisoformat(row["starts"]), row["frequency"]) for row in counts}
    months = {starts for starts, _ in now} | {before(*each) for each in now}
    known = Known(groups_of=_groups())
    standing = LocalCount.objects.filter(series__alliance=alliance, starts__in=months, count__isnull=False)
    for *key, starts, count in standing.values_list(*_WHOSE, "starts", "count"):
        known.counts[tuple(key), starts] = count
    levels = LocalLevel.objects.filter(series__alliance=alliance, kind=LevelKind.BASELINE)
    for *key, first, last, value in levels.values_list(*_WHOSE, "valid_from", "valid_until", "value"):
        known.baselines[tuple(key)].append((first, last, value))
    return of_rows(rows, known)


def _groups() -> dict[int, list[int]]:
    """By id: the tumour groups that make another one together (one query)."""
    ids = dict(TumourGroup.objects.values_list("code", "pk"))
    found: dict[int, list[int]] = defaultdict(list)
    for whole, parts in PARTS.items():
        if whole in ids:
            found[ids[whole]] = [ids[part] for part in parts if part in ids]
    return found
