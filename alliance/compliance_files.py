"""A compliance framework as a file: a row for each criterion, tumour group and provider, and the counts."""

from collections.abc import Iterator

from alliance.compliance import Reading, matrix_of
from core.export import Sheet, csv_chunks, xlsx_of

HEADER = ("Tumour group", "Provider", "Code", "No.", "Criterion", "Level", "Evidence", "Assessed on", "By")
WIDTHS = (24, 36, 8, 6, 36, 14, 60, 12, 24)


def file_name(reading: Reading, kind: str) -> str:
    """What the file is called: "wessex-rdc-principles-2026-10-02.xlsx"."""
    return f"{reading.alliance.code}-{reading.framework.code}-{reading.on}.{kind}"


def compliance_csv(reading: Reading) -> Iterator[bytes]:
    """Every cell as CSV."""
    return csv_chunks(HEADER, _rows(reading))


def compliance_xlsx(reading: Reading) -> bytes:
    """Two sheets: every cell; how many are met by tumour group and provider."""
    summary = matrix_of(reading, view="summary")
    header = ("Tumour group", *(label for label, _, _ in summary.columns), "All")
    counts = [[row.label, *(cell.tally.words for cell in row.cells), row.tally.words] for row in summary.rows]
    counts.append(["All", *(tally.words for _, tally, _ in summary.columns), summary.tally.words])
    return xlsx_of(
        f"{reading.framework} on {reading.on:%-d %B %Y}",
        [
            Sheet("Assessments", HEADER, _rows(reading), WIDTHS),
            Sheet("Summary", header, counts, (24, *[18] * len(summary.columns), 14)),
        ],
    )


def _rows(reading):
    for place in reading.places():
        row = place.assessment
        yield [
            str(place.tumour_group),
            place.provider.name,
            place.provider.ods_code,
            str(place.criterion.position),
            place.criterion.name,
            place.level.label,
            row.evidence if row else "",
            f"{row.on:%d/%m/%Y}" if row else "",
            str(row.by or "the system") if row else "",
        ]
