"""Which totals a file leaves to its readers, and of which parts they are made. Pure.

Only for files that hold every part: the by-route rows of the faster diagnosis standard, the referrals by suspected
cancer, and extracts, which have no totals at all. A total that is published is never made again, and a total is never
made of two families that overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from performance.importing.parsed import ENGLAND, SeriesKey


def wholes_of(key: SeriesKey, *, england: bool) -> Iterator[SeriesKey]:
    """The totals that a series is a part of; with `england`, those of the country as well."""
    for whole in _wholes(key):
        yield whole
        if england and key.code != ENGLAND:
            yield whole._replace(code=ENGLAND)
    if england and key.code != ENGLAND:
        yield key._replace(code=ENGLAND)


def _wholes(key: SeriesKey) -> Iterator[SeriesKey]:
    if key.measure == "2ww" and key.tumour:
        yield key._replace(tumour="")
    elif key.measure == "28d" and key.tumour and key.route:
        yield key._replace(tumour="")
        yield key._replace(route="")
        yield key._replace(tumour="", route="")
    elif key.measure in ("31d", "62d") and key.route:
        if key.tumour and not key.modality:
            # The family by cancer type; the family by modality adds up to the same patients.
            yield key._replace(tumour="")
            yield key._replace(route="")
            yield key._replace(tumour="", route="")
        elif key.modality and not key.tumour:
            yield key._replace(route="")


def parts_and_wholes(keys: Iterable[SeriesKey], *, england: bool) -> Iterator[tuple[SeriesKey, SeriesKey]]:
    """Every pair of a part and a total that it belongs to, for the series of one file."""
    for key in keys:
        for whole in wholes_of(key, england=england):
            yield key, whole
