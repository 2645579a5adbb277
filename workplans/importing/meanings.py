"""What the cells of a staged file mean: dates, leads and steps, each distinct cell read once.

A file with 100,000 rows has a few dozen due dates and a few thousand lists of leads, so it is these that are read, and
joined to their rows by the database. What a parser made of a cell, with the page around it in view, counts before what
the cell says alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from core.periods import FinancialYear
from core.staging import ask, copy_rows
from workplans import progress
from workplans.due import DueDate, read_due_cell, the_due
from workplans.importing.findings import add_findings_of_rows
from workplans.importing.rows import due_words, read_steps_cell
from workplans.leads import kind_of, read_leads
from workplans.models import Lead
from workplans.staged import StagedAction, StagedDate, StagedLead, StagedMatch, StagedPlan, StagedStep


class Readings:
    """How a cell is read by what it says alone."""

    reports = True
    """Whether what a person should look at is still to be said."""

    def dates(self, year: FinancialYear, cell: str) -> tuple[DueDate, ...]:
        return read_due_cell(cell, year).dates

    def leads(self, cell: str, known: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names and remarks."""
        reading = read_leads(cell, known)
        return reading.names, reading.remarks

    def steps(self, year: FinancialYear, cell: str, due: str) -> tuple[tuple[str, str], ...]:
        """Texts, and the words of their own dates."""
        return tuple((step.text, step.due) for step in read_steps_cell(cell, self.dates(year, due)))


class ParsedReadings(Readings):
    """How a parser read the cells; it has reported already what it found."""

    reports = False

    def __init__(self):
        self._dates: dict[tuple[FinancialYear, str], tuple[DueDate, ...]] = {}
        self._leads: dict[str, tuple[str, ...]] = {}
        self._steps: dict[tuple[FinancialYear, str, str], tuple[tuple[str, str], ...]] = {}

    def note(self, row, cells: dict[str, str], action, year: FinancialYear) -> None:
        """Remember what a ParsedAction says under the cells that stand for it."""
        self._dates[year, cells["due"]] = tuple(action.due)
        if action.start:
            self._dates[year, cells["starts"]] = (action.start,)
        self._leads[cells["leads"]] = tuple(action.leads)
        self._steps[year, cells["steps"], cells["due"]] = tuple((step.text, step.due) for step in row.steps)

    def dates(self, year, cell):
        return self._dates.get((year, cell)) or super().dates(year, cell)

    def leads(self, cell, known):
        return (self._leads[cell], ()) if cell in self._leads else super().leads(cell, known)

    def steps(self, year, cell, due):
        found = self._steps.get((year, cell, due))
        return super().steps(year, cell, due) if found is None else found


def read_cells(stage, *, readings: Readings | None = None, everything: bool = False) -> None:
    """Read the cells of the rows that may have something to do (or of all rows), save those that were read already."""
    readings = readings or Readings()
    matched = "" if everything else "JOIN {match} m ON m.stage_id = a.stage_id AND m.line = a.line"
    _read_dates(stage, "due", readings, matched)
    if "starts_on" in stage.said:
        _read_dates(stage, "starts", readings, matched)
    if "leads" in stage.said:
        _read_leads(stage, readings, matched)
    if "steps" in stage.said:
        _read_steps(stage, readings, matched)


def _distinct(stage, columns, matched, *, model, filled, same) -> Iterator[tuple]:
    """The distinct cells that were not read yet: `filled` says which count, `same` when one of `model` is this cell."""
    return ask(
        f"""
        SELECT DISTINCT {columns} FROM {{action}} a
        JOIN {{plan}} p ON {{by}}p.stage_id = a.stage_id AND p.network = a.network AND p.year = a.year
        {matched}
        WHERE a.stage_id = %(stage)s AND p.problem = '' AND {filled}
        AND NOT EXISTS (SELECT 1 FROM {{known}} k WHERE {{by}}k.stage_id = %(stage)s AND {same})
        ORDER BY {columns}
        """,
        {"stage": stage.pk},
        action=StagedAction,
        plan=StagedPlan,
        match=StagedMatch,
        known=model,
    )


def _next(model, stage) -> int:
    last = model.objects.filter(stage=stage).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _read_dates(stage, column, readings, matched):
    first = _next(StagedDate, stage)
    cells = _distinct(
        stage,
        f"p.starts_in, a.{column}",
        matched,
        model=StagedDate,
        filled="TRUE" if column == "due" else "a.starts <> ''",
        same=f"k.starts_in = p.starts_in AND k.cell = a.{column}",
    )

    def rows():
        for number, (starts_in, cell) in enumerate(cells, start=first):
            year = FinancialYear(starts_in)
            dates = readings.dates(year, cell)
            due = the_due(dates)
            starts_on = due.earliest if column == "starts" else None
            quiet = progress.quiet_since(last_update_on=None, starts_on=starts_on, year_begins=year.first_day)
            remark = " ".join(_remarks(column, cell, year, due)) if readings.reports else ""
            days = (due.earliest, due.latest)
            yield stage.pk, number, starts_in, cell, due_words(dates), due.kind.value, *days, quiet, remark

    fields = ("due_text", "due_kind", "due_earliest", "due_latest", "quiet_since", "remark")
    copy_rows(StagedDate, ("stage", "number", "starts_in", "cell", *fields), rows())
    _report(stage, StagedDate, f"k.cell = a.{column} AND k.starts_in = p.starts_in AND k.number >= %(first)s", first)


def _remarks(column, cell, year, due):
    if column == "due":
        yield from read_due_cell(cell, year).remarks
    elif due.earliest is None:
        yield f"The start date “{cell}” could not be read; it was left out."


def _read_leads(stage, readings, matched):
    first = _next(StagedLead, stage)
    directory: dict[int, dict[str, str]] = defaultdict(dict)
    networks = StagedPlan.objects.filter(stage=stage, problem="").values("network_id")
    for network, name in Lead.objects.filter(network__in=networks).order_by().values_list("network", "name"):
        directory[network][name.casefold()] = name
    cells = _distinct(
        stage,
        "p.network_id, a.leads",
        matched,
        model=StagedLead,
        filled="a.leads <> ''",
        same="k.network_id = p.network_id AND k.cell = a.leads",
    )

    def rows():
        number = first
        for network, cell in cells:
            known = directory[network]
            names, remarks = readings.leads(cell, tuple(known.values()))
            # As the network's directory spells them, so that "mcn manager" is nobody new.
            names = dict.fromkeys(known.setdefault(name[:200].casefold(), name[:200]) for name in names)
            remark = " ".join(remarks) if readings.reports else ""
            for position, name in enumerate(("", *names)):
                if name or remark or not names:
                    kind = kind_of(name).value if name else ""
                    yield stage.pk, number, network, cell, position, name, kind, "" if name else remark
                    number += 1

    fields = ("stage", "number", "network_id", "cell", "position", "name", "kind", "remark")
    copy_rows(StagedLead, fields, rows())
    _report(stage, StagedLead, "k.cell = a.leads AND k.network_id = p.network_id AND k.number >= %(first)s", first)


def _read_steps(stage, readings, matched):
    first = _next(StagedStep, stage)
    cells = _distinct(
        stage,
        "p.starts_in, a.steps, a.due",
        matched,
        model=StagedStep,
        filled="a.steps <> ''",
        same="k.starts_in = p.starts_in AND k.cell = a.steps AND k.due = a.due",
    )

    def rows():
        number = first
        for starts_in, cell, due in cells:
            year = FinancialYear(starts_in)
            steps = [(text, own, the_due(readings.dates(year, own))) for text, own in readings.steps(year, cell, due)]
            next_due = progress.next_step_due((read.latest if own else None, None) for _, own, read in steps)
            for position, (text, own, read) in enumerate(steps, start=1):
                days = (read.earliest, read.latest)
                known = (stage.pk, number, starts_in, cell, due, position, text)
                yield *known, own, read.kind.value, *days, next_due if position == 1 else None
                number += 1

    fields = ("stage", "number", "starts_in", "cell", "due", "position", "text")
    copy_rows(StagedStep, (*fields, "due_text", "due_kind", "due_earliest", "due_latest", "next_due"), rows())


def _report(stage, model, joined, first):
    """A finding for each row with a cell of which something was remarked."""
    if not model.objects.filter(stage=stage, number__gte=first).exclude(remark="").exists():
        return
    add_findings_of_rows(
        stage,
        "warning",
        f"""
        SELECT a.line, k.remark AS message FROM {{action}} a
        JOIN {{plan}} p ON {{by}}p.stage_id = a.stage_id AND p.network = a.network AND p.year = a.year
        JOIN {{known}} k ON {{by}}k.stage_id = a.stage_id AND k.remark <> '' AND {joined}
        WHERE a.stage_id = %(stage)s AND p.problem = '' AND (a.number <> '' OR a.text <> '')
        """,
        {"first": first},
        plan=StagedPlan,
        known=model,
    )
