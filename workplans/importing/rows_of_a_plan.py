"""What each row of a plan is: an objective, an action, a step of one, or more of the action before.

Told by the number in front (1, 1.1, 1.1.1, a), by which columns are filled, by merged cells and by page breaks. A row
that could be two things is read as the likelier one, and a finding says so. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.periods import FinancialYear
from workplans.due import NO_DATE, DueDate, DueKind
from workplans.importing.apart import NOT_A_TITLE, Apart, over_letters, titles_by_number
from workplans.importing.blocks import Cell, Line
from workplans.importing.cells import (
    ActionText,
    clean_number,
    leading_number,
    named_objective,
    number_of,
    read_action,
    read_steps,
    starts_anew,
)
from workplans.importing.columns import Column, Header
from workplans.importing.drafts import ActionDraft, Draft, ObjectiveDraft, Report
from workplans.importing.facts import Facts
from workplans.importing.objectives import Objectives, plan_of
from workplans.importing.parsed import ParsedStep
from workplans.importing.sections import RowView, Section, numbers_in

_WORK = (Column.LEADS, Column.DUE, Column.STATUS, Column.RATING, Column.START, Column.STEPS)
_TITLE_COLUMNS = frozenset((Column.TEXT, Column.NUMBER, Column.OBJECTIVE, Column.OBJECTIVE_NUMBER))
_RECENT = 200  # rows that belong together stand together


class PlanRows:
    """Reads sections, one after the other, into a draft."""

    def __init__(
        self,
        draft: Draft,
        sections: Sequence[Section],
        year: FinancialYear,
        known_leads: tuple[str, ...],
        report: Report,
    ) -> None:
        self.draft, self.report = draft, report
        self.facts = Facts(year, known_leads, report)
        self.objectives = Objectives(draft, report)
        self.header = Header((), (), ())
        self.action: ActionDraft | None = None
        self.spilled: ObjectiveDraft | None = None
        self.numbered = False
        self.unknown: dict[str, list[str]] = {}
        self.apart = Apart()
        # Which numbers have numbers below them ("1" has "1.1"), and whether any has.
        self.parents: set[str] = set()
        self.titles = titles_by_number(sections)
        self.dotted = False
        for number, _ in numbers_in(sections):
            parts = number.split(".")
            self.dotted = self.dotted or len(parts) > 1
            self.parents.update(".".join(parts[:length]) for length in range(1, len(parts)))
            if re.fullmatch(r"[A-Z]\d+", number):
                self.parents.add(number[0])
        self.parents.update(over_letters(sections))

    def heading(self, text: str, where: str) -> None:
        """A heading over the next section."""
        self.objectives.heading(text, where)
        self.action = self.spilled = None

    def read(self, section: Section) -> None:
        """The rows of a section, in order."""
        self.header = section.header
        if not section.continues:
            for column, what in ((Column.LEADS, "leads"), (Column.DUE, "due dates")):
                if column not in section:
                    self.report("warning", section.where, f"The table has no column for {what}.")
        views = section.rows
        self.numbered = any(view.number for view in views) or (section.continues and self.numbered)
        for at, view in enumerate(views):
            self._row(view, fresh=at == 0 and section.continues, below=views[at + 1] if at + 1 < len(views) else None)

    def close(self) -> None:
        """Say what can be said only after the last row."""
        for heading, places in self.unknown.items():
            name = f"The column “{heading}”" if heading else "A column without a heading"
            count = f"{len(places)} cells" if len(places) > 1 else "1 cell"
            self.report("warning", places[0], f"{name} was not imported ({count} with text).")
        self.facts.report_colours()

    # --- Which kind of row ------------------------------------------------------------------------------------------

    def _row(self, view: RowView, *, fresh: bool, below: RowView | None) -> None:
        spilled, self.spilled = self.spilled, None
        if self.apart.holds(view):
            self.report("info", view.where, f"This row was not imported: “{_row_text(view)}”.")
            return
        if self._is_objective(view, below):
            self._begin_objective(view)
            return
        for heading, _ in view.unknown:
            self.unknown.setdefault(heading, []).append(view.where)
        if view.alone is not None and self._is_title(view, view.alone, fresh=fresh, below=below):
            return
        self.objectives.from_columns(view)
        if self._is_step(view):
            self._add_step(view)
        elif self._is_more(view, fresh=fresh):
            self._add_more(view, fresh=fresh)
        elif view.text_lines or read_steps(view.lines(Column.STEPS)):
            self._begin_action(view, spilled)
        elif any(view.own(column) for column in (*_WORK, Column.COMMENT)) or view.number:
            message = f"This row has no action text; it was not imported: “{_row_text(view)}”."
            self.report("warning", view.where, message)

    def _is_objective(self, view: RowView, below: RowView | None) -> bool:
        """Whether a numbered row is an objective: it calls itself one, or others are numbered under it, or it is only
        a title over actions."""
        if view.own(Column.OBJECTIVE) or not view.text_lines:
            return False
        if named_objective(view.words(Column.NUMBER)) and not view.own(Column.DUE):
            return True
        number = view.number.removesuffix(".0")
        if not number or ("." in number and (view.own(Column.LEADS) or view.own(Column.DUE))):
            return False
        if number in self.parents:
            return True
        if "." in number or any(view.own(column) for column in _WORK):
            return False
        over_actions = below is not None and not below.number and bool(below.text_lines)
        return view.wide or self.dotted or number.isalpha() or over_actions

    def _is_title(self, view: RowView, cell: Cell, *, fresh: bool, below: RowView | None) -> bool:
        """Deal with a row of one cell that is an objective's title or nothing at all; False for more of an action."""
        text = cell.words or next((line.marker for line in cell.lines), "")
        if view.alone_in is not None and view.alone_in not in _TITLE_COLUMNS:
            says_so = named_objective(text) or leading_number(text)[0] in self.parents | self.titles
            first = self.header.columns[:1] == (view.alone_in,)  # a title in a sheet whose columns have another order
            if not (view.wide or says_so or (first and self._begins_another(below, text))):
                return False
        beside = view.wide or view.alone_in != Column.TEXT
        strong = bool(cell.lines) and all(line.strong for line in cell.lines)
        named = named_objective(text)
        if named:
            self._begin(*named, view)
            return True
        if view.alone_in == Column.NUMBER and clean_number(text):
            self.report("info", view.where, f"This row holds only the number {text}; it was not imported.")
            return True
        number, title = number_of(cell)
        whole = re.fullmatch(r"\d+(?:\.0)?", number)
        if number in self.parents | self.titles or (whole and (beside or strong or self.dotted)):
            self._begin(number.removesuffix(".0"), title, view)
            return True
        if number or view.alone_in == Column.OBJECTIVE:
            return False
        if NOT_A_TITLE.fullmatch(text) and (beside or strong):
            self.report("info", view.where, f"This row was not imported: “{text}”.")
            self.apart.begins_a_key(text)
            return True
        shouted = text.isupper() and len(text) > 3
        if beside or strong or shouted or self._reads_as_title(view, fresh=fresh, below=below):
            self._begin("", text, view)
            return True
        return False

    def _reads_as_title(self, view: RowView, *, fresh: bool, below: RowView | None) -> bool:
        """Whether a row with an action's text and nothing else is the title over the rows below it."""
        if below is None or not starts_anew(view.text_lines) or Column.OBJECTIVE in self.header:
            return False
        text = view.words(Column.TEXT)
        if self.numbered:
            another = self._begins_another(below, text)
            if fresh and another:
                message = f"“{text}” after a page break was read as the objective over action {below.number}: check it."
                self.report("warning", view.where, message)
            return another
        if fresh:
            return False
        if below.own(Column.TEXT) and (below.own(Column.LEADS) or below.own(Column.DUE)):
            self.report("info", view.where, f"“{text}” has neither lead nor date and was read as an objective.")
            return True
        return False

    def _begins_another(self, below: RowView | None, text: str) -> bool:
        """Whether the action below has the number of another objective than the current one, and the text is short."""
        front, _, rest = below.number.partition(".") if below else ("", "", "")
        current = self.objectives.current
        short = 1 < len(text.split()) <= 15 and text[-1] != "."
        return bool(rest) and short and not (current and current.number == front)

    def _is_step(self, view: RowView) -> bool:
        """Whether the row is a step by its number: "1.1.1", "1.1a" or "a)" under 1.1."""
        if not view.text_lines or self.action is None:
            return False
        if view.letter:
            return bool(self.action.number) and not re.fullmatch(r"[a-z]|\d+[a-z]", self.action.number)
        return self._over(view) is not None

    def _over(self, view: RowView) -> ActionDraft | None:
        """The action whose number stands in front of the row's own."""
        found = re.fullmatch(r"(.+?)(?:\.\d+|\.?[a-z])", view.number)
        plan = plan_of(view)
        if not found or self.draft.objective(found[1], *plan):
            return None
        recent = reversed(self.draft.actions[-_RECENT:])
        return next((each for each in recent if (each.number, each.network, each.year) == (found[1], *plan)), None)

    def _is_more(self, view: RowView, *, fresh: bool) -> bool:
        """Whether a row without a number goes on with the action before."""
        if self.action is None:
            return False
        if view.continued or (fresh and view.number == self.action.number and not starts_anew(view.text_lines)):
            self._go_back_to(view)
            return True
        if view.number or view.letter:
            return False
        if Column.NUMBER in view.inherited or Column.TEXT in view.inherited:
            return True
        if view.own(Column.OBJECTIVE) or view.own(Column.OBJECTIVE_NUMBER):
            return False
        lines, leads, due = view.text_lines, view.own(Column.LEADS), view.own(Column.DUE)
        if not lines:
            return True
        anew = starts_anew(lines)
        if leads and due:  # says who and when: an action, save for the list that a page break cut off
            return fresh and not anew
        if not anew:
            return True
        return (fresh or not leads) if self.numbered else (fresh and not leads and not due)

    def _go_back_to(self, view: RowView) -> None:
        """The row names the action that it goes on with."""
        named = (each for each in reversed(self.draft.actions[-_RECENT:]) if each.number == view.number)
        self.action = next(named, self.action)

    # --- Objectives -------------------------------------------------------------------------------------------------

    def _begin(self, number: str, title: str, view: RowView) -> ObjectiveDraft:
        self.action = None
        return self.objectives.begin(number, " ".join(title.split()), view)

    def _begin_objective(self, view: RowView) -> None:
        named = named_objective(view.words(Column.NUMBER))
        number = named[0] if named and named[0] else view.number.removesuffix(".0")
        title = " ".join(line.text for line in view.text_lines)
        repeated, rest = leading_number(title)
        if repeated == number:
            title = rest
        inner = named_objective(title)
        if inner and inner[0] in ("", number) and inner[1]:
            title = inner[1]
        spill = self._spill(view)
        title = " ".join((named[1] if named else "", title, *spill))
        objective = self._begin(number, title, view)
        if spill:
            message = (
                f"The title of objective {number} runs over into other columns; its parts were put together: check it."
            )
            self.report("warning", view.where, message)
            self.spilled = objective
        else:
            self.facts.report_unused(view, f"objective {number}")
            for heading, _ in view.unknown:
                self.unknown.setdefault(heading, []).append(view.where)

    def _spill(self, view: RowView) -> list[str]:
        """Words of a title that a page break pushed into the columns beside it: no leads and no dates."""
        leads, due = view.words(Column.LEADS), view.words(Column.DUE)
        unread = bool(due) and all(date.kind == DueKind.UNREAD for date in self.facts.dates(view, silent=True))
        if leads[:1].islower() or unread:
            return [words for words in (leads, due, *(cell.words for _, cell in view.unknown)) if words]
        return []

    # --- Actions ----------------------------------------------------------------------------------------------------

    def _begin_action(self, view: RowView, spilled: ObjectiveDraft | None) -> None:
        number = self._number(view)
        dates = self.facts.dates(view)
        read = self._text_and_steps(self._without_title(view, spilled), dates)
        text, steps = read.text, (*read.steps, *read_steps(view.lines(Column.STEPS)))
        if not text:
            text, *rest = steps or (view.words(Column.TEXT),)
            steps = tuple(rest)
        last = self.action
        if last and number and (last.number, last.text) == (number, text) and view.own(Column.STEPS):
            self._add_steps(last, steps, view)  # one row for each step, with the action repeated
            return
        objective = self.objectives.of_action(number, view)
        network, year = plan_of(view)
        action = ActionDraft(objective, number, text, view.where, network=network, year=year)
        action.steps = [ParsedStep(step) for step in steps]
        action.due = list(dates)
        self.facts.add_all(action, view, self.header)
        self.facts.report_gaps(action, view, self.header)
        self.action, self.objectives.current = self.draft.add_action(action), objective

    def _text_and_steps(self, lines: Sequence[Line], dates: Sequence[DueDate]) -> ActionText:
        """The cell of the action; where steps have a column of their own, its lines are all text, save Word's lists."""
        if Column.STEPS not in self.header:
            return read_action(lines, dates=len(dates))
        text = " ".join(line.text for line in lines if not line.marker)
        steps = [line.text for line in lines if line.marker]
        return ActionText(" ".join(text.split()), tuple(steps))

    def _without_title(self, view: RowView, spilled: ObjectiveDraft | None) -> tuple[Line, ...]:
        """The text's lines, without the end of a title that a page break left in front of them."""
        lines = view.text_lines
        end = next((at for at, line in enumerate(lines) if line.text[:1].isupper()), len(lines))
        if spilled is None or end in (0, len(lines)):
            return lines
        rest = " ".join(line.text for line in lines[:end])
        spilled.title = f"{spilled.title} {rest}"
        message = (
            f"“{rest}” before the action was read as the end of the title of objective {spilled.number}: check both."
        )
        self.report("warning", view.where, message)
        return lines[end:]

    def _number(self, view: RowView) -> str:
        shown = view.words(Column.NUMBER)
        if view.letter:
            return re.sub(r"\W", "", shown)
        if view.own(Column.NUMBER) and not view.number:
            self.report("warning", view.where, f"“{shown}” in the number column is no number; it was not imported.")
        return self._after_nine(view.number, view)

    def _after_nine(self, number: str, view: RowView) -> str:
        """ "1.1" after "1.9" is 1.10: Excel drops the last nought of a number."""
        last = self.action.number if self.action else ""
        found = re.fullmatch(r"(\d+(?:\.\d+)*\.)(\d*)9", last)
        if not found or number != f"{found[1]}{int(found[2] or 0) + 1}":
            return number
        if all(action.number != number for action in self.draft.actions[-_RECENT:]):
            return number
        self.report("warning", view.where, f"The number {number} after {last} was read as {number}0.")
        return f"{number}0"

    # --- Steps in rows of their own, and more of the same -----------------------------------------------------------

    def _add_step(self, view: RowView) -> None:
        action = (None if view.letter else self._over(view)) or self.action
        assert action is not None
        read = read_action(view.text_lines)
        self._add_steps(action, (" ".join((read.text, *read.steps)), *read_steps(view.lines(Column.STEPS))), view)

    def _add_steps(self, action: ActionDraft, steps: Sequence[str], view: RowView) -> None:
        """Steps from a row of their own; a date in such a row is the step's, and one of the action's."""
        dates = self.facts.dates(view) if view.own(Column.DUE) else ()
        own = dates[0] if len(dates) == 1 and dates[0] != NO_DATE else None
        action.steps.extend(ParsedStep(step, own) for step in steps if step)
        action.add_dates(dates)
        added = self.facts.add_leads(action, view) if view.own(Column.LEADS) else []
        if added and view.number:
            message = f"The lead of a step ({', '.join(added)}) was added to the leads of the action."
            self.report("info", view.where, message)
        self.facts.add_progress_of_more(action, view, self.header)

    def _add_more(self, view: RowView, *, fresh: bool) -> None:
        action = self.action
        assert action is not None
        dates = self.facts.dates(view) if view.own(Column.DUE) else ()
        lines = () if Column.TEXT in view.inherited else view.text_lines
        read = read_action(lines, dates=len(dates), continued=True)
        if read.text:
            action.text = f"{action.text} {read.text}"
        self._add_steps(action, (*read.steps, *read_steps(view.lines(Column.STEPS))), view)
        if view.inherited.isdisjoint((Column.NUMBER, Column.TEXT)):
            name = f"action {action.number}" if action.number else "the action before"
            after = " after a page break" if fresh else ""
            why = "repeats a number" if view.number else "has no number"
            message = f"This row {why}; it was read as more of {name}{after}: check it."
            self.report("warning", view.where, message)


def _row_text(view: RowView) -> str:
    return " | ".join(dict.fromkeys(cell.words for cell in view.cells.values() if cell.words))
