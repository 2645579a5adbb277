"""One row for each action: what a file says, and what the plan says, in the same shape.

A file comes in as ParsedPlan -> rows; a plan goes out as Action -> the same rows -> cells. Two rows are compared here
and nowhere else, so our own export imports again with no change. The headings of both directions stand in headings.py,
where a parser's child finds them without the rules of status and rating.

How a row stands in cells:

* **Leads** are parted by "; ", the accountable one first. Their order is otherwise no change.
* **Due date** holds the words of the plan. Several dates are parted by "; ".
* **Steps** are parted by "; ". Where that would not read back as the same steps (a step with a semicolon), each
  stands on a line of its own behind a bullet. As many dates as steps means that each step has its own, in order; a step
  for which that is not so says its date behind its text: "Draft the guideline [due Jun 23]", or "[no own date]".
* **Status** and **Rating** are words of the domain. Rating is the rating that somebody gave, not the suggested one.
* An empty cell for start date, status, rating or comment says nothing; it never takes anything away.

Line breaks and runs of spaces inside a text make no difference between two rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.periods import FinancialYear
from performance.rag import RagRating
from workplans.due import DueDate, read_due
from workplans.importing.headings import COLUMNS as COLUMNS
from workplans.importing.headings import PLAN_COLUMNS as PLAN_COLUMNS
from workplans.progress import OPEN, Status

BULLET = "•"


@dataclass(frozen=True, slots=True)
class RowStep:
    """A step, and its own due date as written; "" where it shares the action's."""

    text: str
    due: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One action as a file and a plan both can say it. Texts as written; `status` and `rating` are stored values."""

    objective_number: str
    objective: str
    number: str
    text: str
    steps: tuple[RowStep, ...] = ()
    leads: tuple[str, ...] = ()
    due: str = ""
    starts_on: date | None = None
    status: str = ""
    rating: str = ""
    comment: str = ""


# --- In: what a file says ---------------------------------------------------------------------------------------------


def row_of_parsed(action) -> Row:
    """The row of a ParsedAction."""
    due = due_words(action.due)
    steps = [read_step(step.text, step.due.text if step.due else "") for step in action.steps]
    return Row(
        objective_number=action.objective_number,
        objective=action.objective,
        number=action.number,
        text=action.text,
        steps=tuple(steps),
        leads=tuple(action.leads),
        due=due,
        starts_on=action.start.earliest if action.start else None,
        status=action.status,
        rating=action.rating,
        comment=action.comment,
    )


def due_words(dates: Sequence[DueDate]) -> str:
    """The words of several dates in one text, which reads back as the same dates."""
    return "; ".join(due.text for due in dates)


_MARK = re.compile(r"\s*\[(?:due (?P<due>[^\[\]]+)|(?P<none>no own date))\]\s*$")


def read_step(text: str, due: str = "") -> RowStep:
    """A step as it stands in a cell; what it says of its own date counts before the date it was given (`due`)."""
    mark = _MARK.search(text)
    if not mark:
        return RowStep(text, due)
    return RowStep(text[: mark.start()].strip(), (mark["due"] or "").strip())


def read_steps_cell(cell: str, dates: Sequence[DueDate] = ()) -> list[RowStep]:
    """The steps of a cell that `write_steps` wrote, or somebody did likewise; `dates` are those of the action."""
    if any(line.startswith(BULLET) for line in cell.splitlines()):
        parts = re.split(rf"(?:^|\n)\s*{BULLET}\s*", cell)
    else:
        parts = re.split(r"[;\r\n]+", cell)
    texts = [plain(part) for part in parts if part.strip()]
    counted = [date.text for date in dates] if len(dates) == len(texts) > 1 else [""] * len(texts)
    return [read_step(text, due) for text, due in zip(texts, counted, strict=True)]


def settled(status: str, rating: str) -> tuple[str, str, str]:
    """A status and a rating from a file as they are recorded, and a sentence where one of them is not.

    Blue says complete; Grey says that nobody rated. What is not open is not rated by hand.
    """
    if rating == RagRating.BLUE and not status:
        return Status.COMPLETE.value, "", ""
    if rating == RagRating.BLUE and status in OPEN:
        return (
            status,
            "",
            f"The rating Blue means complete, but the status is {Status(status).label.lower()}; it was left out.",
        )
    if rating in (RagRating.BLUE, RagRating.GREY):
        return status, "", ""
    if rating and status and status not in OPEN:
        label = RagRating(rating).label
        return status, "", f"{Status(status).label} work is not rated by hand; the rating {label} was left out."
    return status, rating, ""


# --- Out: what the plan says ------------------------------------------------------------------------------------------


def for_rows(actions):
    """A queryset of actions with all that `row_of_action` reads, in a constant number of statements."""
    return actions.select_related("objective", "latest_update").with_leads().prefetch_related("steps")


def row_of_action(action) -> Row:
    """The row of an Action; ask for it through `for_rows`, or each row costs queries."""
    leads = sorted(action.action_leads.all(), key=lambda led: (not led.accountable, led.position))
    return Row(
        objective_number=action.objective.number,
        objective=action.objective.title,
        number=action.number,
        text=action.text,
        steps=tuple(RowStep(step.text, step.due_text) for step in action.steps.all()),
        leads=tuple(led.lead.name for led in leads),
        due=action.due_text,
        starts_on=action.starts_on,
        status=action.status,
        rating=action.rating_given,
        comment=action.latest_update.comment if action.latest_update else "",
    )


def rows_of_plan(plan) -> Iterator[Row]:
    """The rows of a plan in the order of the paper; memory does not grow with the plan."""
    for action in for_rows(plan.actions.order_by("position", "id")).iterator(chunk_size=500):
        yield row_of_action(action)


def cells_of(row: Row, year: FinancialYear) -> list[str]:
    """A row as the cells under COLUMNS."""
    return [
        row.objective_number,
        row.objective,
        row.number,
        row.text,
        write_steps(row.steps, row.due, year),
        "; ".join(row.leads),
        row.due,
        day_in_words(row.starts_on),
        Status(row.status).label if row.status else "",
        RagRating(row.rating).label if row.rating else "",
        row.comment,
    ]


def day_in_words(day: date | None) -> str:
    """A day as "1 June 2023", which every reader takes for that day; "" for none."""
    return f"{day.day} {day:%B %Y}" if day else ""


def write_steps(steps: Sequence[RowStep], due: str, year: FinancialYear) -> str:
    """The steps of an action in one cell; `due` is the action's own date as written."""
    texts = marked_steps(steps, due, year)
    if any(_PARTS_STEPS.search(text) for text in texts):
        return "\n".join(f"{BULLET} {plain(text)}" for text in texts)
    return "; ".join(texts)


# A semicolon or a line break would part one step in two; a bullet at the start would be taken for ours.
_PARTS_STEPS = re.compile(rf"[;\n\r\v\f\u2028\u2029]|^\s*{BULLET}|{BULLET}")


def marked_steps(steps: Sequence[RowStep], due: str, year: FinancialYear) -> list[str]:
    """The text of each step, with its own date behind it where a reader would not find that date by counting."""
    dates = read_due(due, year)
    counted = [date.text for date in dates] if len(dates) == len(steps) > 1 else [""] * len(steps)
    texts = []
    for step, found in zip(steps, counted, strict=True):
        if _own(step.due, due) != _own(found, due) or _MARK.search(step.text):
            texts.append(f"{step.text} [due {step.due}]" if step.due else f"{step.text} [no own date]")
        else:
            texts.append(step.text)
    return texts


# --- Comparing --------------------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """A text on one line, as it is compared."""
    return " ".join(text.split())


def _own(step_due: str, action_due: str) -> str:
    """A step's own date, "" where it is that of the action."""
    own = plain(step_due)
    return "" if own == plain(action_due) else own


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which a file differs from the plan: its name, and both values as a person reads them."""

    field: str
    old: str
    new: str


FIELD_LABELS = {
    "objective": "Objective",
    "text": "Action",
    "steps": "Steps",
    "leads": "Leads",
    "due": "Due date",
    "starts_on": "Start date",
    "status": "Status",
    "rating": "Rating",
    "comment": "Latest comment",
}


def differences(old: Row, new: Row, *, year: FinancialYear, said: frozenset[str] | None = None) -> list[Difference]:
    """Where the row of a file (`new`) would change the row of a plan (`old`), in the order of the columns.

    `said`: the fields of which the file says anything at all; None for every field. A column that is empty from top to
    bottom is no wish to empty the plan's.
    """
    found = []

    def differ(field, before, after, shown_before, shown_after):
        if before != after and (said is None or field in said or field not in EMPTY_MEANS_NONE):
            found.append(Difference(field, shown_before, shown_after))

    differ("objective", old.objective_number, new.objective_number, old.objective_number, new.objective_number)
    differ("text", plain(old.text), plain(new.text), old.text, new.text)
    old_due, new_due = (plain(due_words(read_due(row.due, year))) for row in (old, new))
    differ(
        "steps",
        [(plain(step.text), _own(step.due, old.due)) for step in old.steps],
        [(plain(step.text), _own(step.due, new.due)) for step in new.steps],
        "; ".join(marked_steps(old.steps, old.due, year)),
        "; ".join(marked_steps(new.steps, new.due, year)),
    )
    differ("leads", _leads_key(old.leads), _leads_key(new.leads), "; ".join(old.leads), "; ".join(new.leads))
    differ("due", old_due, new_due, old.due, new.due)
    if new.starts_on is not None:
        differ("starts_on", old.starts_on, new.starts_on, day_in_words(old.starts_on), day_in_words(new.starts_on))
    if new.status:
        differ("status", old.status, new.status, Status(old.status).label, Status(new.status).label)
    if new.rating and (new.status or old.status) in OPEN:
        labels = [RagRating(row.rating).label if row.rating else "" for row in (old, new)]
        differ("rating", old.rating, new.rating, *labels)
    if new.comment:
        differ("comment", plain(old.comment), plain(new.comment), old.comment, new.comment)
    return found


def _leads_key(leads: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Leads as they are compared: who is accountable, and the others in any order."""
    names = [plain(name).casefold() for name in leads]
    return (names[0] if names else "", tuple(sorted(names[1:])))


EMPTY_MEANS_NONE = ("steps", "leads", "due")
"""Where any row fills such a column, an empty cell in it means none; where no row does, it says nothing."""
SAID_BY_SOME_ROW = (*EMPTY_MEANS_NONE, "starts_on", "status", "rating", "comment")
"""Columns that a file may leave empty from top to bottom."""


def fields_said(rows: Iterable[Row]) -> frozenset[str]:
    """Of which fields a file says anything, in any of its rows."""
    said = set()
    for row in rows:
        said.update(name for name in SAID_BY_SOME_ROW if getattr(row, name))
    return frozenset(said)
