"""A plan as a file: CSV and Excel with one row for each action, Word in the layout of the published plan.

Always the whole plan, whatever filters a page has; as far as the person who asks may see it. Columns and cells are
those of importing/rows.py, so a file that comes back unchanged changes nothing.
"""

from collections.abc import Iterator
from datetime import date

from core.export import csv_chunks, xlsx
from core.periods import FinancialYear
from workplans import word
from workplans.importing.rows import COLUMNS, PLAN_COLUMNS, cells_of, for_rows, row_of_action
from workplans.models import Action

CHUNK = 500
# Characters, in the order of COLUMNS.
WIDTHS = (10, 36, 9, 60, 44, 34, 18, 16, 16, 10, 60)


def file_name(plan, kind: str) -> str:
    """What the file of a plan is called: "woscan-head-neck-2023-24.docx"."""
    return f"{plan.network.code}-{str(plan.financial_year).replace('/', '-')}.{kind}"


def plan_csv(plan, user) -> Iterator[bytes]:
    """A plan as CSV, piece by piece; memory does not grow with it."""
    return csv_chunks(COLUMNS, _cells_of_plan(plan, user))


def plan_xlsx(plan, user) -> bytes:
    """A plan as a workbook of one sheet."""
    sheet = f"Work plan {plan.financial_year}"
    return xlsx(plan.title, COLUMNS, _cells_of_plan(plan, user), widths=WIDTHS, sheet_name=sheet)


def plan_docx(plan, user, *, on: date, thresholds) -> bytes:
    """A plan as a Word document, with the ratings of a day."""
    return word.document(plan, list(plan.objectives.all()), _actions(plan, user), on=on, thresholds=thresholds)


def plans_csv(plans, user) -> Iterator[bytes]:
    """Several plans as one CSV: their network's code and year, then the columns of a plan. `plans` is a queryset."""
    actions = for_rows(Action.objects.visible_to(user).filter(plan__in=plans)).select_related(
        "objective", "latest_update", "plan__network"
    )
    ordered = actions.order_by("-plan__year", "plan__network__code", "plan", *_ORDER)
    rows = (
        [action.plan.network.code, str(action.plan.financial_year), *_cells(action, action.plan.financial_year)]
        for action in ordered.iterator(chunk_size=CHUNK)
    )
    return csv_chunks((*PLAN_COLUMNS, *COLUMNS), rows)


_ORDER = ("objective__position", "position", "id")


def _actions(plan, user):
    """The actions of a plan that a person sees, in the order of the paper."""
    return for_rows(Action.objects.visible_to(user).filter(plan=plan)).order_by(*_ORDER).iterator(chunk_size=CHUNK)


def _cells_of_plan(plan, user):
    year = plan.financial_year
    return (_cells(action, year) for action in _actions(plan, user))


def _cells(action, year: FinancialYear) -> list[str]:
    return cells_of(row_of_action(action), year)
