"""A plan as a Word document: one table in the layout that networks publish, read by people and by our own importer.

A number, the action with its steps as bullets, its leads and its dates a line each; then what the paper does not have:
status, rating and the latest comment. Objectives are rows of their own, merged across.
"""

from collections.abc import Iterable
from datetime import date

from core.word import GROUP_FILL, add_table, cell, heading, lines, new_document, paragraph, row, saved
from performance.rag import Thresholds
from workplans import progress
from workplans.importing.rows import marked_steps, plain, row_of_action
from workplans.progress import OPEN, Status

# Millimetres, on landscape A4 with margins of 15.
COLUMNS = (
    ("No.", 13),
    ("Actions required", 92),
    ("Lead", 43),
    ("Due date", 27),
    ("Status", 22),
    ("Rating", 22),
    ("Latest comment", 48),
)
SUGGESTED = "{} (suggested)"
"""How a rating reads that nobody gave; the importer knows it by that word and leaves it alone."""


def document(plan, objectives, actions: Iterable, *, on: date, thresholds: Thresholds) -> bytes:
    """The plan as it stands on a day. `actions` come in the order of the paper, with what `rows.for_rows` brings."""
    doc = new_document(
        plan.title,
        subject=f"Work plan of {plan.network}",
        footer=f"{plan.get_state_display()} plan as it stands on {on.day} {on:%B %Y}",
    )
    heading(doc, plan.title)
    description = "Objectives in rows across the table, each followed by its actions."
    table = add_table(doc, COLUMNS, caption=plan.title, description=description)
    under = {objective.pk: [] for objective in objectives}
    for action in actions:
        under.setdefault(action.objective_id, []).append(action)
    for objective in objectives:
        table.append(_objective_row(objective))
        for action in under[objective.pk]:
            table.append(_action_row(action, plan.financial_year, on=on, thresholds=thresholds))
    return saved(doc)


def _objective_row(objective):
    number = cell([paragraph(f"{objective.number}.", bold=True)], COLUMNS[0][1], fill=GROUP_FILL)
    title = plain(objective.title)
    width = sum(width for _, width in COLUMNS[1:])
    return row([number, cell([paragraph(title, bold=True)], width, span=len(COLUMNS) - 1, fill=GROUP_FILL)])


def _action_row(action, year, *, on, thresholds):
    said = row_of_action(action)
    steps = [paragraph(plain(text), bullet=True) for text in marked_steps(said.steps, said.due, year)]
    cells = (
        [paragraph(said.number)],
        [paragraph(plain(said.text)), *steps],
        _lines(said.leads),
        _lines(part.strip() for part in said.due.split(";")),
        [paragraph(Status(said.status).label)],
        [paragraph(rating_words(action, on=on, thresholds=thresholds))],
        _lines(said.comment.splitlines()),
    )
    return row([cell(paragraphs, width) for paragraphs, (_, width) in zip(cells, COLUMNS, strict=True)])


def rating_words(action, *, on, thresholds) -> str:
    """The rating that shows, in words, and whose it is where nobody gave it."""
    suggested = progress.suggest(action, on=on, thresholds=thresholds).rating
    shown = progress.shown_rating(
        status=action.status, given=action.rating_given, basis=action.rating_basis, suggested=suggested
    )
    if action.status in OPEN and shown != action.rating_given:
        return SUGGESTED.format(shown.label)
    return shown.label


def _lines(texts):
    return lines(plain(text) for text in texts if text.strip())
