"""A few figures to type in: which cells a page offers, what stands in them, and typed cells as entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from organisations.models import Alliance
from performance.local.grids import number
from performance.local.measures import BANDS, LIST, MODALITIES, LocalKind
from performance.local.operations import LocalEntry, SeriesKey
from performance.models import LocalCount, LocalSeries

COLUMNS: Mapping[str, tuple[tuple[str, tuple[str, str]], ...]] = {
    "referrals": (("Referrals", (LocalKind.REFERRALS, "")),),
    "backlog": (
        ("Over 62 days", (LocalKind.BACKLOG_62, "")),
        ("Over 104 days", (LocalKind.BACKLOG_104, "")),
        ("On the list", LIST),
    ),
    "waits": tuple((label, (LocalKind.WAITS, band)) for band, label in BANDS.items()),
}


@dataclass(frozen=True)
class Cells:
    """What is typed into a page: rows as (name, provider, group, modality), columns as (name, what is counted)."""

    rows: tuple[tuple[str, int | None, int | None, str], ...]
    columns: tuple[tuple[str, tuple[str, str]], ...]
    frequency: str
    starts: date

    def key(self, row: int, column: int) -> SeriesKey:
        """The series that a cell is a count of; the list is told with the backlog over 62 days."""
        _, provider, group, modality = self.rows[row]
        kind, part = self.columns[column][1]
        if (kind, part) == LIST:
            kind, part = LocalKind.BACKLOG_62, ""
        return SeriesKey(str(kind), modality or part, provider, group, self.frequency)


def cells_of(
    page: str, *, frequency: str, starts: date, provider, group, providers: Sequence, groups: Sequence
) -> Cells:
    """The cells of a page for a week or month: by tumour group for a provider, by provider for a tumour group."""
    if page == "diagnostics":
        at = provider.pk if provider else None
        rows = tuple((label, at, None, modality) for modality, label in MODALITIES.items())
        return Cells(rows, (("Tests", (LocalKind.DIAGNOSTICS, "")),), frequency, starts)
    if provider or (page == "referrals" and not group):
        at = provider.pk if provider else None
        rows = (("All tumour groups", at, None, ""), *((each.name, at, each.pk, "") for each in groups))
    else:
        of = group.pk if group else None
        rows = (("All providers", None, of, ""), *((each.name, each.pk, of, "") for each in providers))
    return Cells(rows, COLUMNS[page], frequency, starts)


def known_cells(alliance: Alliance, cells: Cells) -> tuple[dict[tuple[int, int], str], dict[SeriesKey, LocalCount]]:
    """The text that stands in each cell now, and the counts by series; one query."""
    rows = LocalCount.objects.filter(
        series__alliance=alliance, series__frequency=cells.frequency, starts=cells.starts
    ).select_related("series")
    counts = {_key_of(row.series): row for row in rows}
    texts = {}
    for row in range(len(cells.rows)):
        for column, (_, what) in enumerate(cells.columns):
            found = counts.get(cells.key(row, column))
            if found is None:
                continue
            value = found.out_of if what == LIST else found.count
            if value is not None:
                texts[row, column] = number(value).replace(",", "")
            elif what != LIST:
                texts[row, column] = "*"
    return texts, counts


def _key_of(series: LocalSeries) -> SeriesKey:
    return SeriesKey(series.kind, series.part, series.provider_id, series.tumour_group_id, series.frequency)


def entries_of(
    cells: Cells, typed: Mapping[tuple[int, int], Decimal | None], counts: Mapping[SeriesKey, LocalCount]
) -> list[LocalEntry]:
    """What was typed, as entries. A list belongs to the backlog that stands beside it, or stood before.

    Raises ValidationError where there is none.
    """
    values: dict[SeriesKey, dict[str, Decimal | None]] = {}
    for (row, column), value in typed.items():
        name = "out_of" if cells.columns[column][1] == LIST else "count"
        values.setdefault(cells.key(row, column), {})[name] = value
    entries = []
    for key, said in values.items():
        before = counts.get(key)
        if "count" not in said and before is None:
            raise ValidationError(
                "How many are on the list is told with the backlog over 62 days: type that too, * if it is not known."
            )
        count = said.get("count", before.count if before else None)
        out_of = said.get("out_of", before.out_of if before else None)
        entries.append(LocalEntry(key, cells.starts, count, out_of))
    return entries
