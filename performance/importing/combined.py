"""The Monthly Combined CSV: all standards, both bases, one row for each breakdown, totals among the rows.

Yearly files have a `Period` column (ISO or day first); files of one month have none, and their name tells the month.
"""

from __future__ import annotations

from functools import lru_cache

from performance.importing import words
from performance.importing.memory import Places
from performance.importing.months import Period, read_name, read_period
from performance.importing.numbers import UNKNOWN, NotANumber, read_counts, read_share
from performance.importing.parsed import ENGLAND, FileRefused, Finding, ParsedFile, Problems, Row, SeriesKey
from performance.importing.records import RecordRows, Records

KIND = "combined CSV"
_NEEDED = (
    "basis",
    "org_code",
    "standard_or_item",
    "cancer_type",
    "referral_route_or_stage",
    "treatment_modality",
    "total",
    "within",
)
_MARKS = {"standard_or_item", "referral_route_or_stage"}


def is_combined(headings: list[str]) -> bool:
    """Whether the headings are those of the combined file, even if some are not as they should be."""
    folded = {words.fold(heading) for heading in headings}
    return bool(_MARKS & folded) and len(folded.intersection(_NEEDED)) >= 4


def read_combined(headings: list[str], records: Records, *, name: str) -> ParsedFile:
    """The file, record by record. Raises FileRefused."""
    columns = {words.fold(heading): place for place, heading in enumerate(headings)}
    missing = [column for column in _NEEDED if column not in columns]
    named = read_name(name)
    if missing:
        raise FileRefused(
            Finding("error", "line 1", f"No column {', '.join(missing)}. There are: {', '.join(headings)[:400]}.")
        )
    if "period" not in columns and named is None:
        raise FileRefused(Finding("error", "file", f"It has no column Period, and its name “{name}” tells no month."))
    status = words.status_of(name)
    parsed = ParsedFile(KIND, (), adds_up=True)
    if status is None:
        parsed.tell("file name", "Neither final nor provisional is said; taken as final.")
    places = Places(
        width=len(headings),
        key=tuple(columns[column] for column in _NEEDED[:-2]),
        month=columns.get("period"),
        total=columns["total"],
        within=columns["within"],
        printed=columns.get("performance"),
    )
    problems = Problems()
    read = _reader(columns, parsed, problems, named=named, final=status is not False)
    parsed.rows = RecordRows(records, places, read, problems)
    return parsed


@lru_cache(10_000)
def _period_of(text: str) -> Period | None:
    return read_period(text)


@lru_cache(100_000)
def _key_of(basis: str, code: str, item: str, tumour: str, route: str, modality: str) -> SeriesKey | None:
    measure = words.STANDARDS.get(words.fold(item))
    basis_word = words.basis_of(basis)
    if measure is None or basis_word is None or not code.strip():
        return None
    code = ENGLAND if words.is_england(code) else code.strip().upper()
    if measure in ("2ww", "2ww-breast"):
        # The items of referrals: the route repeats what is counted.
        return SeriesKey(basis_word, code, measure, words.tumour_of(tumour) if measure == "2ww" else "")
    return SeriesKey(
        basis_word, code, measure, words.tumour_of(tumour), words.route_of(route), words.modality_of(modality)
    )


def _reader(columns, parsed, problems, *, named, final):
    """How one record is read."""
    at = [columns[column] for column in _NEEDED]
    period_at, name_at = columns.get("period"), columns.get("org_name")
    fourteen_at, share_at = columns.get("within_14_days"), columns.get("performance")

    def read(line, cells) -> Row | None:
        where = f"line {line}"
        basis, code, item, tumour, route, modality, total_text, within_text = (cells[place] for place in at)
        period = _period_of(cells[period_at]) if period_at is not None else named
        key = _key_of(basis, code, item, tumour, route, modality)
        if period is None:
            problems.add(where, f"“{cells[period_at]}” is no month.")
            return None
        if key is None:
            problems.add(where, f"No known basis, organisation or standard: “{basis}”, “{code}”, “{item}”.")
            return None
        if not within_text.strip() and key.measure.startswith("2ww") and fourteen_at is not None:
            within_text = cells[fourteen_at]
        try:
            total, within = read_counts(total_text, within_text if within_text.strip() else UNKNOWN)
        except NotANumber as error:
            problems.add(where, str(error))
            return None
        if name_at is not None and key.code != ENGLAND and key.code not in parsed.names:
            parsed.names[key.code] = " ".join(cells[name_at].split())
        printed = read_share(cells[share_at]) if share_at is not None else None
        return Row(key, period.month, total, within, printed, line, final)

    return read
