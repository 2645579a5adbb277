"""Bringing a file: it passes the guard, is read once, and stands in the stage with a preview worked out.

A file of rows (row_files.py) is staged as it stands. Any other is parsed in the guarded child process, and what the
parser made of each cell is staged with it (meanings.py), so nothing is read twice and nothing differently later.
"""

from __future__ import annotations

import csv
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from core.cells import printable
from core.parsing import parse_guarded
from core.periods import FinancialYear
from core.staging import bulk_work, copy_rows
from core.uploads import UploadRefused, received
from workplans.importing import preview, row_files
from workplans.importing.blocks import Finding
from workplans.importing.doors import WORK_PLAN
from workplans.importing.findings import add_findings
from workplans.importing.matching import find_problems
from workplans.importing.meanings import ParsedReadings
from workplans.importing.parsed import ParsedPlan
from workplans.importing.places import (
    find_plans,
    other_group_in_title,
    survey,
    write_objectives_of_rows,
    write_objectives_said,
)
from workplans.importing.reading import READ_PLAN, SheetOfRows, plan_of
from workplans.importing.rows import (
    PLAN_COLUMNS,
    Row,
    day_in_words,
    row_of_parsed,
    write_steps,
)
from workplans.models import Lead, PlanState, StagedImport, WorkPlan
from workplans.progress import Status
from workplans.staged import StagedAction

KEPT_FOR = timedelta(hours=12)
NAMES_NO_PLAN = "The file does not say which network and year it is for. Choose the plan, and import it again."
LARGEST_FILE_OF_ROWS = 8
"""How many times UPLOAD_MAX_BYTES a file of rows may be: it never is in memory as a whole."""


def stage_import(source, *, name: str, by, on, network=None, year: FinancialYear | None = None, everything=False):
    """Read a file into the stage and work out its preview; returns the StagedImport.

    `source` is a path, bytes or an uploaded file; `by` is whose preview it is (None: a terminal). With `network` and
    `year` the file is for that plan; without, it must name its plans. `everything`: read every cell, also of rows that
    have nothing to do. What was left lying is thrown away.

    Raises UploadRefused with a sentence where the file is not let in or the chosen plan is closed; what is wrong inside
    the file comes as findings of the preview.
    """
    now = timezone.now()
    StagedImport.objects.filter(expires_at__lt=now).delete()
    if network and WorkPlan.objects.filter(network=network, year=year.start, state=PlanState.CLOSED).exists():
        raise UploadRefused(f"The plan of {network} for {year} is closed. Reopen it before importing into it.")
    largest = settings.UPLOAD_MAX_BYTES * (LARGEST_FILE_OF_ROWS if name.lower().endswith(".csv") else 1)
    with received(source, name=name, door=WORK_PLAN, largest=largest) as upload:
        layout = row_files.layout_of(upload.path) if upload.kind == "csv" else None
        if layout and not (layout.several_plans or network):
            layout = None
        # Reading a document takes a while; nobody waits for us to write meanwhile.
        document = None if layout else _read_document(upload, network, year or FinancialYear.containing(on))
        with bulk_work():
            stage = StagedImport.objects.create(
                by=by,
                created_at=now,
                expires_at=now + KEPT_FOR,
                name=upload.name,
                sha256=upload.sha256,
                size=upload.size,
                network=network,
                year=year.start if year else None,
            )
            readings = None
            if layout:
                _stage_rows(stage, upload, layout)
            elif isinstance(document, SheetOfRows):
                row_files.stage_sheet(stage, document.headings, document.rows)
                _settle_rows(stage, document.findings)
            else:
                readings = _stage_parsed(stage, document, year or FinancialYear.containing(on))
            preview.work_out(stage, on=on, readings=readings, everything=everything or readings is not None)
    return stage


def _read_document(upload, network, year) -> ParsedPlan | SheetOfRows:
    """What the guarded child reads in a document; raises UploadRefused where it speaks of no plan that we know of."""
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise UploadRefused(
            "A file as large as this must have the columns Network, Year, Objective no., Action no. and Action."
        )
    leads = Lead.objects.filter(network=network).values_list("name", flat=True) if network else []
    document = plan_of(
        parse_guarded(READ_PLAN, path=str(upload.path), kind=upload.kind, year=year.start, known_leads=list(leads))
    )
    if network is None:
        if isinstance(document, SheetOfRows):
            names_plans = PLAN_COLUMNS[0] in document.headings
        else:
            names_plans = not document.actions or any(action.network for action in document.actions)
        if not names_plans:
            raise UploadRefused(NAMES_NO_PLAN)
    return document


def _stage_rows(stage, upload, layout):
    try:
        row_files.stage_file(stage, upload.path, layout)
    except csv.Error as error:
        raise UploadRefused(
            f"The file cannot be read as CSV ({error}). Look for a quotation mark that is not closed."
        ) from error
    _settle_rows(stage, layout.findings)


def _settle_rows(stage, findings):
    found = survey(stage)
    stage.said = sorted(found.said)
    find_plans(stage, found)
    add_findings(stage, findings)
    if not StagedAction.objects.filter(stage=stage).exclude(number="", text="").exists():
        add_findings(stage, [Finding("error", "file", "The headings were found, but no actions under them.")])
    find_problems(stage, doubtful=found.doubtful)
    write_objectives_of_rows(stage)


def _stage_parsed(stage, document, year) -> ParsedReadings:
    """Stage a ParsedPlan: its rows as cells, and what the parser made of these cells."""
    stage.title = printable(document.title)[:300]
    readings, places, rows = ParsedReadings(), {}, []
    for line, action in enumerate(document.actions, start=1):
        row = row_of_parsed(action)
        cells = _cells_of(row, _year_of(action, year))
        readings.note(row, cells, action, _year_of(action, year))
        rows.append((row, cells, action, line))
        places.setdefault(action.where, line)
    copy_rows(StagedAction, _PARSED_FIELDS, (_staged_values(stage, *each) for each in rows))
    found = survey(stage)
    stage.said = sorted(found.said)
    find_plans(stage, found)
    add_findings(stage, [*document.findings, *other_group_in_title(stage)], lines=places)
    find_problems(stage, doubtful=found.doubtful)
    write_objectives_said(stage, document.objectives)
    return readings


_PARSED_FIELDS = (
    "stage", "line", "found_at", "network", "year", "objective_number", "objective", "number", "text", "steps", "leads",
    "due", "starts", "status", "rating", "comment",
)  # fmt: skip


def _staged_values(stage, row: Row, cells, action, line):
    texts = (
        action.where, action.network, action.year, row.objective_number, row.objective, row.number, row.text,
        cells["steps"], cells["leads"], cells["due"], cells["starts"],
        Status(row.status).label if row.status else "", row.rating.title(), row.comment,
    )  # fmt: skip
    return (stage.pk, line, *(printable(text) for text in texts))


def _year_of(action, year):
    try:
        return FinancialYear.parse(action.year) if action.year else year
    except ValueError:
        return year


def _cells_of(row: Row, year) -> dict[str, str]:
    return {
        "steps": printable(write_steps(row.steps, row.due, year)),
        "leads": printable("; ".join(row.leads)),
        "due": printable(row.due),
        "starts": day_in_words(row.starts_on),
    }
