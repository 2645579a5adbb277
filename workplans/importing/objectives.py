"""Which objective a row belongs to: the one above it, the one its column names, or the one before its number. Pure."""

from __future__ import annotations

import re

from workplans.importing.cells import clean_number, leading_number, named_objective, number_of
from workplans.importing.columns import Column
from workplans.importing.drafts import ALL_ACTIONS, Draft, ObjectiveDraft, Report
from workplans.importing.sections import RowView


class Objectives:
    """The objectives of the draft as rows go by; `current` is the one that rows without a hint belong to."""

    def __init__(self, draft: Draft, report: Report) -> None:
        self.draft, self.report = draft, report
        self.current: ObjectiveDraft | None = None

    def heading(self, text: str, where: str) -> None:
        """A heading over a table: an objective, unless the table turns out to have its own."""
        number, title = named_objective(text) or leading_number(text)
        title = " ".join(title.split())
        known = self.draft.objective(number)
        self.current = known or self.draft.add_objective(ObjectiveDraft(number, title, where, from_heading=True))

    def begin(self, number: str, title: str, view: RowView) -> ObjectiveDraft:
        """A row or a column names an objective: it is the current one now; a number that was there before goes on."""
        network, year = plan_of(view)
        known = self.draft.objective(number, network, year)
        if known is None:
            known = self.draft.add_objective(ObjectiveDraft(number, title, view.where, network, year))
        elif not known.title or (known.from_heading and not known.actions):
            known.title, known.where, known.from_heading = title or known.title, view.where, False
        elif title and _alike(known.title) != _alike(title):
            message = f"Objective {number} has a second title, “{title}”; the first (“{known.title}”) was kept."
            self.report("warning", view.where, message)
        self.current = known
        return known

    def from_columns(self, view: RowView) -> None:
        """The objective that a row's own columns name, by number, title or both; empty cells mean the one before."""
        number, title = self._in_columns(view)
        plan = plan_of(view)
        current = self.current if self.current and (self.current.network, self.current.year) == plan else None
        if not number and not title:
            self.current = current
        elif number:
            self.begin(number, title, view)
        else:
            same = (each for each in self.draft.objectives if (each.network, each.year) == plan)
            self.current = next((each for each in same if _alike(each.title) == _alike(title)), None)
            if self.current is None:
                self.begin("", title, view)

    @staticmethod
    def _in_columns(view: RowView) -> tuple[str, str]:
        number, title = clean_number(view.words(Column.OBJECTIVE_NUMBER)), view.words(Column.OBJECTIVE)
        if clean_number(title):
            return number or clean_number(title), ""
        front, _, after = title.partition(" ")
        if front.isdigit() and after and view.number.startswith(f"{front}."):
            return number or front, " ".join(after.split())  # "1 Find sooner", beside action 1.1
        named = named_objective(title)
        found, rest = named or number_of(view.cells.get(Column.OBJECTIVE))
        if named and not found:
            title = rest
        elif found and number in ("", found):
            number, title = found, rest
        return number, " ".join(title.split())

    def of_action(self, number: str, view: RowView) -> ObjectiveDraft:
        """The objective of an action: the one in front of its number, else the one it stands under."""
        network, year = plan_of(view)
        current = (
            self.current if self.current and (self.current.network, self.current.year) == (network, year) else None
        )
        parts = number.split(".")
        fronts = [".".join(parts[:length]) for length in range(len(parts) - 1, 0, -1)]
        if re.fullmatch(r"[A-Z]\d+", number) and self.draft.objective(number[0], network, year):
            fronts = [number[0]]
        if current and (view.words(Column.OBJECTIVE) or view.words(Column.OBJECTIVE_NUMBER)):
            if fronts and not current.number and not self.draft.objective(fronts[-1], network, year):
                self.draft.number_objective(current, fronts[-1])
            elif fronts and current.number not in fronts:
                name = f"objective {current.number}" if current.number else f"the objective “{current.title}”"
                self.report("warning", view.where, f"Action {number} stands under {name}.")
            return current
        if current and current.number in fronts:
            return current
        known = next((each for front in fronts if (each := self.draft.objective(front, network, year))), None)
        if known:
            return known
        if current and not current.number and fronts:
            self.draft.number_objective(current, fronts[-1])
        if current and (not fronts or current.number == fronts[-1]):
            return current
        if fronts:
            return self.draft.add_objective(ObjectiveDraft(fronts[-1], "", view.where, network, year))
        return self._for_all(view, network, year)

    def _for_all(self, view: RowView, network: str, year: str) -> ObjectiveDraft:
        for objective in self.draft.objectives:
            if (objective.title, objective.network, objective.year) == (ALL_ACTIONS, network, year):
                return objective
        self.report(
            "info", view.where, f"The document names no objective here; its actions stand under “{ALL_ACTIONS}”."
        )
        return self.draft.add_objective(ObjectiveDraft("", ALL_ACTIONS, view.where, network, year))


def plan_of(view: RowView) -> tuple[str, str]:
    """The words that say which plan a row of a file of many belongs to: network and year."""
    return view.words(Column.NETWORK), view.words(Column.YEAR)


def _alike(title: str) -> str:
    return re.sub(r"\W+", "", title).casefold()
