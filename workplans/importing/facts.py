"""What a row says of an action besides its text: leads, dates, status, rating, comments. A finding for each doubt.

Pure: no database, no clock.
"""

from __future__ import annotations

import re
from collections import Counter

from core.periods import FinancialYear
from workplans.due import NO_DATE, DueDate, read_due_cell
from workplans.importing.colours import rating_of_fill
from workplans.importing.columns import Column, Header
from workplans.importing.drafts import ActionDraft, Report
from workplans.importing.progress_words import Progress, read_progress
from workplans.importing.sections import RowView
from workplans.leads import read_leads

_PROGRESS = (Column.STATUS, Column.RATING)


class Facts:
    """Reads the facts of rows into actions. `year` is the plan's, `known_leads` the network's directory."""

    def __init__(self, year: FinancialYear, known_leads: tuple[str, ...], report: Report) -> None:
        self.year, self.known_leads, self.report = year, known_leads, report
        self.coloured: list[tuple[str, str]] = []  # places, and the rating read from the colour there

    def dates(self, view: RowView, *, silent: bool = False) -> tuple[DueDate, ...]:
        """The due dates of a row; at least one, which may be an empty `tbc`."""
        reading = read_due_cell(view.text(Column.DUE), self._year_of(view))
        for remark in () if silent else reading.remarks:
            self.report("warning", view.where, remark)
        return reading.dates

    def add_all(self, action: ActionDraft, view: RowView, header: Header) -> None:
        """Leads, start, status, rating and comment of the action's own row."""
        self.add_leads(action, view)
        if view.own(Column.START):
            start = read_due_cell(view.text(Column.START), self._year_of(view)).dates[0]
            if start.earliest:
                action.start = start
            else:
                message = f"The start “{start.text}” could not be read; it was not imported."
                self.report("warning", view.where, message)
        self.add_progress(action, view, header)

    def add_leads(self, action: ActionDraft, view: RowView) -> list[str]:
        """Add the row's leads; returns those that the action did not have."""
        reading = read_leads(view.text(Column.LEADS), self.known_leads)
        for remark in reading.remarks:
            self.report("warning", view.where, remark)
        before = len(action.leads)
        action.add_leads(reading.names)
        return action.leads[before:]

    def add_progress(self, action: ActionDraft, view: RowView, header: Header) -> None:
        """Status, rating and comment. Words that are neither stay as a comment; a progress column that holds only a
        status ("Complete") gives that, where the table has no column for it."""
        unknown = []
        for column in _PROGRESS:
            read = read_progress(view.words(column), yes_means_complete=_asks_whether_done(header, column))
            action.status = read.status or action.status
            action.rating = read.rating or action.rating
            if read.rest:
                unknown.append(read.rest)
                if read == Progress(rest=read.rest):
                    message = f"The {column.value} “{read.rest}” is not known; it was kept as a comment."
                    self.report("warning", view.where, message)
        action.comments.extend(unknown)
        self._add_colours(action, view)
        if len(view.comments) == 1 and Column.STATUS not in header:
            read = read_progress(" ".join(view.comments[0][1].split()))
            if read.status and not read.rest:
                action.status = action.status or read.status
                action.rating = action.rating or read.rating
                return
        self._add_comments(action, view)

    def add_progress_of_more(self, action: ActionDraft, view: RowView, header: Header) -> None:
        """The same from a row that only continues an action, or is a step of it: an action has one status."""
        said = [column for column in _PROGRESS if view.own(column)]
        if said and not action.status and not action.rating:
            self.add_progress(action, view, header)
            return
        for column in said:
            message = f"The {column.value} of this row (“{view.words(column)}”) was not imported; its action has one."
            self.report("warning", view.where, message)
        if Column.COMMENT not in view.inherited:
            self._add_comments(action, view)

    def _add_colours(self, action: ActionDraft, view: RowView) -> None:
        """A cell without a word whose colour is clearly a rating is read as that; a word says it better."""
        if action.rating:
            return
        for column, fill in view.fills:
            rating = rating_of_fill(fill)
            if rating or column == Column.RATING:
                self.coloured.append((view.where, rating))
                action.rating = rating
                return

    def report_colours(self) -> None:
        """Say once, after the last row, which ratings had no word."""
        read = [(where, rating) for where, rating in self.coloured if rating]
        unread = [where for where, rating in self.coloured if not rating]
        if read:
            counts = Counter(rating for _, rating in read)
            names = ", ".join(f"{count} {rating}" for rating, count in counts.items())
            message = f"Cells without a word were read from the colour they are filled with ({names}). Check them."
            self.report("info", read[0][0], message)
        if unread:
            rows = f"{len(unread)} rows" if len(unread) > 1 else "1 row"
            message = (
                f"A colour in the rating column is not clearly a rating and was not read ({rows}). "
                "Write the word in the cell."
            )
            self.report("warning", unread[0], message)

    def report_gaps(self, action: ActionDraft, view: RowView, header: Header) -> None:
        """Say that the action has no lead or no due date, where the table has a column for it."""
        name = f"Action {action.number}" if action.number else "This action"
        if not action.leads and Column.LEADS in header:
            self.report("warning", view.where, f"{name} has no lead.")
        if Column.DUE in header and all(due == NO_DATE for due in action.due):
            level = "info" if action.objective.watching_brief else "warning"
            self.report("info" if level == "info" else "warning", view.where, f"{name} has no due date.")

    def report_unused(self, view: RowView, owner: str) -> None:
        """Name the facts in a row that cannot have any, such as an objective's."""
        for column in (Column.LEADS, Column.DUE, Column.START, *_PROGRESS, Column.COMMENT, Column.STEPS):
            if view.own(column):
                message = f"Not imported: the {column.value} of {owner} (“{view.words(column)}”)."
                self.report("warning", view.where, message)

    @staticmethod
    def _add_comments(action: ActionDraft, view: RowView) -> None:
        many = len(view.comments) > 1
        texts = [f"{heading}: {text}" if many else text for heading, text in view.comments]
        action.comments.extend(text for text in texts if text not in action.comments)

    def _year_of(self, view: RowView) -> FinancialYear:
        try:
            return FinancialYear.parse(view.words(Column.YEAR)) if view.words(Column.YEAR) else self.year
        except ValueError:
            return self.year


def _asks_whether_done(header: Header, column: Column) -> bool:
    """Whether the column's heading is a question: "Complete?" is answered with yes and no."""
    return any(
        its == column and re.match(r"(?:completed?|done)\b", heading, re.IGNORECASE)
        for its, heading in zip(header.columns, header.headings, strict=True)
    )
