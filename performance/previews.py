"""What was found in staged files, put in words for the page that shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.jobs import Job
from performance.measures import Measure
from performance.models import Basis, FigureImport

COUNTS = (
    ("new", "new"),
    ("changed", "changed"),
    ("confirmed", "now final or newer, same value"),
    ("unchanged", "unchanged"),
    ("outranked", "kept in the history only: a better value stands"),
    ("left_out", "kept in the history only: a final file leaves them out"),
    ("withdrawn", "withdrawn by this final file"),
)
LEVELS = (("error", "Errors"), ("warning", "Warnings"), ("info", "For your information"))
MONTHS_SHOWN = 36


@dataclass(frozen=True)
class Headline:
    """One headline that changes, with its share before and after."""

    organisation: str
    code: str
    measure: str
    month: str
    old: tuple[float | None, float | None, float | None]
    new: tuple[float | None, float | None, float | None]


@dataclass(frozen=True)
class File:
    """One file on the page: what it is, the counts first, what changes by how much, and what is worth a look."""

    name: str
    kind: str
    period: str
    status: str
    basis: str
    measures: tuple[str, ...]
    rows: int
    counts: tuple[tuple[str, int], ...]
    changes_something: bool
    months: tuple[tuple[str, dict[str, int]], ...]
    months_left: int
    net: tuple[tuple[str, float], ...]
    headlines: tuple[Headline, ...]
    headline_changes: int
    findings: tuple[tuple[str, str, list[dict]], ...]
    tables: tuple[dict, ...]


def files_of(previews: Iterable[dict[str, Any]]) -> list[File]:
    """What each preview (compare.Preview.as_json) says."""
    return [_file(preview) for preview in previews]


def _file(said):
    months = said["months"]
    by_month = list(said["by_month"].items())
    return File(
        name=said["file"],
        kind=said["kind"],
        period=months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}" if months else "",
        status="final" if said["final"] else "provisional, wholly or in part",
        basis=" and ".join(str(Basis(basis).label).lower() for basis in said["bases"]),
        measures=tuple(str(Measure(measure).label) for measure in said["measures"]),
        rows=said["rows"],
        counts=tuple((words, said[name]) for name, words in COUNTS if said[name] or name in ("new", "changed")),
        changes_something=said["changes_something"],
        months=tuple(by_month[-MONTHS_SHOWN:]),
        months_left=max(len(by_month) - MONTHS_SHOWN, 0),
        net=tuple((str(Measure(measure).label), change) for measure, change in said["net_change"].items()),
        headlines=tuple(map(_headline, said["largest"])),
        headline_changes=said["headline_changes"],
        findings=by_level(said["findings"]),
        tables=tuple(said.get("tables", ())),
    )


def job_of(brought: FigureImport) -> Job | None:
    """The job that loads what was confirmed."""
    return Job.objects.filter(key=brought.job_key).first()


def by_level(findings: list[dict]) -> tuple[tuple[str, str, list[dict]], ...]:
    """Findings with errors apart from warnings: (level, its words, the findings) where there are any."""
    sorted_out = ((level, words, [each for each in findings if each["level"] == level]) for level, words in LEVELS)
    return tuple(part for part in sorted_out if part[2])


def _headline(change):
    (old, new), (old_within, new_within) = change["total"], change["within"]
    return Headline(
        organisation=change["name"] or change["organisation"],
        code=change["organisation"],
        measure=str(Measure(change["measure"]).label),
        month=change["month"],
        old=(old, old_within, _share(old_within, old)),
        new=(new, new_within, _share(new_within, new)),
    )


def _share(within, total):
    return 100 * within / total if total and within is not None else None


def overview(files: list[File]) -> dict[str, int]:
    """How many files there are, how many of them change something, and their figures together."""
    return {
        "files": len(files),
        "changing": sum(file.changes_something for file in files),
        "rows": sum(file.rows for file in files),
    }
