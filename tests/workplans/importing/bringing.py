"""What tests of imports share: a plan as CSV, bringing it, confirming it."""

from core.periods import FinancialYear
from tests.factories import TODAY
from workplans.importing.rows import COLUMNS, PLAN_COLUMNS
from workplans.importing.stage import stage_import
from workplans.models import Action
from workplans.operations.imports import Choices, apply_import

YEAR = FinancialYear(2026)
REASON = Choices(reason="Lab capacity", agreed_by="Advisory board")


def a_file(*rows, columns=COLUMNS) -> bytes:
    """A CSV under our own headings; each row is a dict by heading, or (number, text, leads, due) for short."""
    lines = [",".join(columns)]
    for row in rows:
        if not isinstance(row, dict):
            number, text, leads, due = row
            row = dict(zip(COLUMNS, ("1", "Better pathways", number, text, "", leads, due), strict=False))
        lines.append(",".join('"{}"'.format(row.get(name, "").replace('"', '""')) for name in columns))
    return "\r\n".join(lines).encode()


def many_plans(*rows) -> bytes:
    """A CSV of several plans; each row is (network, year, number, text)."""
    return a_file(
        *(
            {
                "Network": network,
                "Year": year,
                "Objective no.": "1",
                "Objective": "Better pathways",
                "Action no.": number,
                "Action": text,
                "Leads": "Manager",
                "Due date": "Q2",
            }
            for network, year, number, text in rows
        ),
        columns=PLAN_COLUMNS + COLUMNS,
    )


def bring(content, network=None, *, by=None, name="plan.csv", year=YEAR, on=TODAY):
    """Stage a file for a network's plan (or, without one, for the plans it names)."""
    return stage_import(content, name=name, by=by, on=on, network=network, year=year if network else None)


def confirm(stage, choices=REASON, *, by=None, on=TODAY):
    """Confirm a staged import; returns its result."""
    return apply_import(stage=stage, choices=choices, by=by, on=on)


def told(stage):
    """The counts that say what a file would do."""
    return {name: stage.counts[name] for name in ("new", "changed", "unchanged", "missing")}


def a_row(number="1.1", text="Open a clinic", **cells):
    """A row by heading; spaces in headings are written as underscores."""
    row = {"Objective no.": "1", "Objective": "Better pathways", "Action no.": number, "Action": text}
    names = {"leads": "Leads", "due": "Due date", "steps": "Steps", "start": "Start date", "status": "Status"}
    names |= {"rating": "Rating", "comment": "Latest comment", "objective": "Objective", "under": "Objective no."}
    return row | {"Leads": "Manager", "Due date": "Dec 26"} | {names[name]: value for name, value in cells.items()}


def the_action(number="1.1"):
    return Action.objects.select_related("latest_update", "objective").get(number=number)


def facts(action):
    """What stands on an action and beneath it, ids and traces of imports apart."""
    skipped = {
        "id",
        "plan_id",
        "objective_id",
        "latest_update_id",
        "imported_row",
        "imported_version",
        "carried_from_id",
    }
    own = {field.attname: getattr(action, field.attname) for field in action._meta.concrete_fields}
    return (
        {name: value for name, value in own.items() if name not in skipped},
        [(led.lead.name, led.lead.kind, led.position, led.accountable) for led in action.action_leads.all()],
        [(s.position, s.text, s.due_text, s.due_kind, s.due_latest, s.completed_on) for s in action.steps.all()],
    )
