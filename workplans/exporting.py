"""A plan as a file: CSV and Excel with one row for each action, Word in the layout of the published plan.

Always the whole plan, whatever filters a page has; as far as the person who asks may see it. Columns and cells are
those of importing/rows.py, so a file that comes back unchanged changes nothing.
"""

from collections.abc import Iterator
from datetime import date

from core.export import csv_chunks, xlsx
from core.gathering import gathered
from core.periods import FinancialYear
from workplans import word
from workplans.importing.rows import COLUMNS, PLAN_COLUMNS, Row, RowStep, cells_of, for_rows
from workplans.models import Action, ActionLead, Step

CHUNK = 500
# Characters, in the order of COLUMNS.
WIDTHS = (10, 36, 9, 60, 44, 34, 18, 16, 16, 10, 60)


def file_name(plan, kind: str) -> str:
    """What the file of a plan is called: "woscan-head-neck-2023-24.docx"."""
    return f"{plan.network.code}-{str(plan.financial_year).replace('/', '-')}.{kind}"


def plan_csv(plan, user) -> Iterator[bytes]:
    """A plan as CSV, piece by piece; memory does not grow with it."""
    return csv_chunks(COLUMNS, _cells(_actions(plan, user)))


def plan_xlsx(plan, user) -> bytes:
    """A plan as a workbook of one sheet."""
    sheet = f"Work plan {plan.financial_year}"
    return xlsx(plan.title, COLUMNS, _cells(_actions(plan, user)), widths=WIDTHS, sheet_name=sheet)


def plan_docx(plan, user, *, on: date, thresholds) -> bytes:
    """A plan as a Word document, with the ratings of a day."""
    actions = for_rows(_actions(plan, user)).iterator(chunk_size=CHUNK)
    return word.document(plan, list(plan.objectives.all()), actions, on=on, thresholds=thresholds)


def plans_csv(plans, user) -> Iterator[bytes]:
    """Several plans as one CSV: their network's code and year, then the columns of a plan. `plans` is a queryset."""
    actions = Action.objects.visible_to(user).filter(plan__in=plans)
    ordered = actions.order_by("-plan__year", "plan__network__code", "plan", *_ORDER)
    return csv_chunks((*PLAN_COLUMNS, *COLUMNS), _cells(ordered, with_plan=True))


# --- Actions into cells -------------------------------------------------------------------------------

_ORDER = ("objective__position", "position", "id")


def _actions(plan, user):
    """The actions of a plan that a person sees, in the order of the paper."""
    return Action.objects.visible_to(user).filter(plan=plan).order_by(*_ORDER)


def _cells(actions, *, with_plan=False) -> Iterator[list[str]]:
    """The cells of each action, after those of its plan where these are asked for; one statement.

    Tuples with leads and steps gathered into them: 100,000 model objects would take ten times as long.
    """
    values = actions.values_list(
        "plan__network__code",
        "plan__year",
        "objective__number",
        "objective__title",
        "number",
        "text",
        gathered(Step.objects.all(), "position", "text", "due_text", by="action"),
        gathered(ActionLead.objects.all(), "accountable", "position", "lead__name", by="action"),
        "due_text",
        "starts_on",
        "status",
        "rating_given",
        "latest_update__comment",
    )
    for network, starts_in, objective_number, objective, number, text, steps, leads, *rest in values.iterator(
        chunk_size=CHUNK
    ):
        due, starts_on, status, rating, comment = rest
        year = FinancialYear(starts_in)
        row = Row(
            objective_number=objective_number,
            objective=objective,
            number=number,
            text=text,
            steps=tuple(RowStep(step, own) for _, step, own in sorted(steps or ())),
            leads=tuple(name for _, _, name in sorted(leads or (), key=lambda led: (not led[0], led[1]))),
            due=due,
            starts_on=starts_on,
            status=status,
            rating=rating,
            comment=comment or "",
        )
        yield [network, str(year), *cells_of(row, year)] if with_plan else cells_of(row, year)
