"""Plans made for export, the files made of them, and what comes back."""

from dataclasses import replace
from datetime import date

from django.conf import settings

from performance.rag import Thresholds
from tests.factories import (
    TODAY,
)
from workplans import exporting, operations
from workplans.importing.parse import parse
from workplans.importing.readers import read_document
from workplans.importing.rows import (
    differences,
    fields_said,
    for_rows,
    row_of_action,
    row_of_parsed,
    settled,
)
from workplans.models import Lead
from workplans.progress import Status

KINDS = ("csv", "xlsx", "docx")
CORPUS = settings.CORPUS_DIR / "corpus"


NASTY_STEPS = [
    [("Draft it", ""), ("Agree it", "")],
    [("Draft it", "Jun 23"), ("Agree it", "Sep 23")],
    [("Draft it", ""), ("Agree it", "Sep 23"), ("Publish it", "")],
    [("Ask sites; collect answers", ""), ("Second", "")],
    [("=A1", ""), ("-minus", "")],
    [("Only one", "")],
    [("Only one", "Oct 23")],
    [("lower case at the start", ""), ("Another", "TBC")],
    [("Draft it (see 1.2)", "30/06/2023"), ("Agree it, then send it", "ongoing")],
]


def exported(plan, user, kind):
    if kind == "csv":
        return b"".join(exporting.plan_csv(plan, user))
    if kind == "xlsx":
        return exporting.plan_xlsx(plan, user)
    return exporting.plan_docx(plan, user, on=TODAY, thresholds=Thresholds())


def came_back(plan, content, kind):
    """What the file says that the plan does not: by number, the differences; "new" and "missing" rows as well."""
    year = plan.financial_year
    known = Lead.objects.filter(network=plan.network).values_list("name", flat=True)
    parsed = parse(read_document(content, kind), year, known)
    rows = {row.number: row for row in map(row_of_parsed, parsed.actions)}
    stands = {action.number: row_of_action(action) for action in for_rows(plan.actions.all())}
    found = {number: "new" for number in rows.keys() - stands.keys()}
    found |= {number: "missing" for number in stands.keys() - rows.keys()}
    for number in rows.keys() & stands.keys():
        status, rating, _ = settled(rows[number].status, rows[number].rating)
        said = replace(rows[number], status=status, rating=rating)
        if differing := differences(stands[number], said, year=year, said=fields_said(rows.values())):
            found[number] = differing
    return found


def add(objective, number, text="Agree the pathway", *, leads=("MCN Manager",), steps=(), due="Dec 23", **more):
    return operations.add_action(
        objective=objective,
        number=number,
        text=text,
        leads=list(leads),
        steps=list(steps),
        due_text=due,
        by=None,
        on=date(2023, 4, 1),
        **more,
    )


def report(action, status=Status.IN_PROGRESS, **said):
    operations.record_status_update(
        action=action,
        report=operations.StatusReport(status=status, **said),
        by=None,
        on=date(2023, 5, 1),
    )


def content(response):
    return response.getvalue() if response.streaming else response.content
