"""Plans put together at random from what networks do: any layout with any heading, order, number, date and list.

`plan_from(seed)` is the same document for the same seed. What it says is drawn first, then how it is laid out.
"""

import csv
import io
import random
from dataclasses import dataclass

import docx
import openpyxl
from openpyxl.utils import get_column_letter

from tests.workplans.importing.documents import saved
from tests.workplans.importing.made.truth import Act

TITLES = (
    "Find cancer sooner", "Treat without delay", "Support people after treatment", "Make services fair",
    "Use data well", "Keep the workforce", "Update regional guidance", "Key performance indicators",
)  # fmt: skip
TEXTS = (
    "Open a clinic for neck lumps", "Teach practices which ulcers to refer", "Map the theatre lists of every hospital",
    "Agree one shared list for free-flap surgery", "Publish waiting times each month", "Review follow-up at 5 years",
    "Run 2 events for patients (one online)", "Appoint a link nurse in each hospital",
    "Write a pathway with radiology, pathology and surgery", "Audit: who waits longest, and why",
    "Report cancer outcomes to the board", "Pilot self-referral for hoarseness",
)  # fmt: skip
STEPS = (
    "Write the case", "Find a room", "Ask the boards", "Order equipment", "Train the staff", "Tell GPs",
    "Collect views", "Report back",
)  # fmt: skip
LEADS = (
    "MCN Manager", "MCN Clinical Lead", "Lead Nurse", "Dr A Example", "Service Manager", "Data Manager",
    "Information Team", "Prof B Sample", "Clinical Nurse Specialist", "Programme Manager",
)  # fmt: skip
DATES = (
    "30/06/2023", "30 June 2023", "Jun 23", "By end of June 2023", "Q2", "Q2 23/24", "Q1 – Q3", "Sept/Oct 2023",
    "2023/24", "Ongoing", "tbc", "w/c 5 June 2023", "31st March 2024", "March 2024", "Early 2024", "30.06.23",
)  # fmt: skip
PROGRESS = {"": "", "Underway": "in_progress", "Not started": "not_started", "Complete": "complete"}
COLOURS = {"": "", "Red": "red", "Amber": "amber", "Green": "green", "G": "green"}
HEADS = {
    "objective": ("Objective", "Aim", "Strategic objective", "Priority area", "Theme"),
    "objective number": ("Objective no.", "Obj ref", "Aim no"),
    "number": ("No.", "Ref", "Action no.", "Item", "ID", "#", "Ref no."),
    "text": ("Action", "Actions", "Task", "Key actions", "What we will do", "Activity", "Action required"),
    "leads": ("Lead", "Owner", "Lead officer", "Responsible", "By whom", "Lead(s)", "Action owner", "Who"),
    "due": ("Due date", "Timescale", "By when", "Target date", "Deadline", "Timeframe", "Completion date", "When"),
    "status": ("Status", "Current status", "Action status"),
    "rating": ("RAG", "BRAG", "RAG status", "RAG rating"),
    "steps": ("Steps", "Key steps", "Sub-actions"),
    "start": ("Start", "Start date"),
    "measure": ("Measure of success", "How we will know"),
    "comment": ("Progress", "Update", "Comments", "Progress to date", "Notes"),
}
ABOVE = ("Northshire Cancer Network", "Work Plan 2023/24", "Approved by the Advisory Board on 3 May 2023", "Version 2")


@dataclass(frozen=True)
class Mixed:
    """A document and what it says: `plan` is a list of (objective, Act)."""

    kind: str
    content: bytes
    plan: list
    layout: str


def plan_from(seed: int) -> Mixed:
    """The document of a seed."""
    return _Maker(random.Random(seed)).made()


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        pick = chance.choice
        self.kind = pick(("docx", "xlsx", "csv", "txt"))
        styles = ["row", "title row", "column", "column once", "both columns"]
        if self.kind == "docx":
            styles += ["heading", "column merged", "prose", "cards"]
        if self.kind == "xlsx":
            styles += ["sheet", "column merged"]
        self.objectives = pick(styles)
        self.numbers = (
            pick(("1.1", "1.1", "1.1.", "Action 1.1", "1", "1a", "1.1.1", "none"))
            if self.objectives != "row"
            else "1.1"
        )
        self.steps = pick(("bullets", "letters", "lines", "column"))
        self.joiner = pick(("\n", "; ", " / ", ", ", " & ", " and "))
        self.tail = pick((0, 0, 1, 2))
        self.running = 0
        self.colon = pick(("", ":"))
        self.extra = [name for name in ("status", "rating", "comment") if chance.random() < 0.4]
        self.extra += [name for name in ("start", "measure") if chance.random() < 0.2]
        self.titles_numbered = pick(("Objective 1: ", "1. ", "Objective 1 – ", "Aim 1: ", ""))
        if not self.titles_numbered and self.numbers in ("1", "1a") and self.objectives == "title row":
            self.titles_numbered = "Objective 1: "  # nothing but its words would tell such a title from an action

    # --- What it says -----------------------------------------------------------------------------------------------

    def facts(self):
        chance = self.chance
        texts = chance.sample(TEXTS, len(TEXTS))
        for number, title in enumerate(chance.sample(TITLES, chance.randint(2, 4)), start=1):
            for at in range(1, chance.randint(1, 3) + 1):
                steps = tuple(chance.sample(STEPS, chance.choice((0, 0, 2, 3))))
                leads = tuple(chance.sample(LEADS, chance.choice((1, 1, 2, 3))))
                status = chance.choice(list(PROGRESS)) if "status" in self.extra else ""
                rating = chance.choice(list(COLOURS)) if "rating" in self.extra else ""
                due = (chance.choice(DATES),)
                self.running += 1
                shown = {"1": f"{self.running}", "1a": f"{number}{'abc'[at - 1]}", "1.1.1": f"{number}.1.{at}"}
                yield (
                    number,
                    title,
                    Act(shown.get(self.numbers, f"{number}.{at}"), texts.pop(), leads, due, steps, status, rating),
                )

    # --- How it looks -------------------------------------------------------------------------------------------------

    def made(self) -> Mixed:
        facts = list(self.facts())
        columns = ["text", "leads", "due", *self.extra]
        if self.numbers != "none":
            columns.insert(0, "number")
        if self.objectives.startswith("column") or self.objectives == "both columns":
            columns.insert(0, "objective")
        if self.objectives == "both columns":
            columns.insert(0, "objective number")
        if self.steps == "column":
            columns.append("steps")
        if self.chance.random() < 0.4:
            self.chance.shuffle(columns)
        if self.objectives == "title row" and not self.titles_numbered and columns[0] not in ("text", "number"):
            self.titles_numbered = "Objective 1: "  # bare words under "Lead" could be a lead
        heads = {name: self.chance.choice(HEADS[name]) for name in columns}
        groups: dict[int, list] = {}
        for number, title, act in facts:
            groups.setdefault(number, []).append((title, act))
        content = getattr(self, self.kind)(columns, heads, groups)
        plan = [
            (
                f"{number} {title}",
                Act(act.number, act.text, act.leads, act.due, act.steps, PROGRESS[act.status], COLOURS[act.rating]),
            )
            for number, title, act in facts
        ]
        layout = f"{self.kind}, objectives by {self.objectives}, numbers {self.numbers}, steps by {self.steps}, {heads}"
        return Mixed(self.kind, content, plan, layout)

    def cells(self, columns, number, title, act, *, first):
        numbers = {"1.1.": f"{act.number}.", "Action 1.1": f"Action {act.number}", "none": ""}
        number_words = numbers.get(self.numbers, act.number)
        named = title if self.objectives == "both columns" else self.titled(number, title)
        if self.objectives in ("column once", "column merged") and not first:
            named = ""
        words = {
            "objective number": str(number),
            "objective": named,
            "number": number_words,
            "text": "\n".join((act.text, *self.listed(act.steps))),
            "leads": self.joiner.join(act.leads),
            "due": act.due[0],
            "steps": "\n".join(act.steps),
            "start": self.chance.choice(("", "April 2023", "01/04/2023")),
            "measure": self.chance.choice(("", "Half as many people wait")),
            "status": act.status,
            "rating": act.rating,
            "comment": self.chance.choice(("", "Discussed in May", "Going well: two of three done")),
        }
        return [words[name] for name in columns]

    def titled(self, number, title):
        return self.titles_numbered.replace("1", str(number)) + title

    def listed(self, steps):
        marks = {
            "bullets": ["• "] * 9,
            "letters": [f"{letter}) " for letter in "abcdefghi"],
            "lines": [""] * 9,
            "column": [],
        }
        return [f"{mark}{step}" for mark, step in zip(marks[self.steps], steps, strict=False)]

    def rows(self, columns, heads, groups):
        """Rows of texts; a row of one text is a title that goes across."""
        yield [heads[name] for name in columns]
        for number, members in groups.items():
            if self.objectives == "row":
                place = columns.index("number")
                row = ["" for _ in columns]
                row[place], row[columns.index("text")] = str(number), members[0][0]
                yield row
            elif self.objectives == "title row":
                yield [self.titled(number, members[0][0])]
            for at, (title, act) in enumerate(members):
                yield self.cells(columns, number, title, act, first=at == 0)
            if self.chance.random() < 0.15:
                yield [heads[name] for name in columns]
        if self.tail:
            yield (["Total actions", str(self.running)] if self.tail == 1 else ["Key", ""]) + [""] * (len(columns) - 2)
        if self.tail == 2:
            yield from (pair + [""] * (len(columns) - 2) for pair in (["Red", "Overdue"], ["Green", "On track"]))

    def above(self):
        return [[text] for text in self.chance.sample(ABOVE, self.chance.choice((0, 0, 1, 2)))]

    # --- Files --------------------------------------------------------------------------------------------------------

    def docx(self, columns, heads, groups):
        document = docx.Document()
        document.add_heading("Northshire Work Plan 2023/24", 0)
        if self.objectives == "prose":
            self.prose(document, heads, groups)
        elif self.objectives == "cards":
            self.cards(document, columns, heads, groups)
        elif self.objectives == "heading":
            for number, members in groups.items():
                document.add_heading(self.titled(number, members[0][0]), 2)
                rows = [
                    self.cells(columns, number, title, act, first=at == 0) for at, (title, act) in enumerate(members)
                ]
                self.word_rows(document, [[heads[name] for name in columns], *rows], columns)
        else:
            self.word_rows(document, [*self.above(), *self.rows(columns, heads, groups)], columns)
        return saved(document)

    def prose(self, document, heads, groups):
        """Actions as paragraphs with labels under them, or behind them on one line."""
        one_line, bulleted = self.chance.random() < 0.4, self.numbers == "none"
        for number, members in groups.items():
            document.add_heading(self.titled(number, members[0][0]), 1)
            if self.chance.random() < 0.3 and not bulleted:
                document.add_paragraph("Why this matters to patients in the network.")
            for _, act in members:
                shown = (
                    ""
                    if bulleted
                    else {"1.1.": f"{act.number}. ", "Action 1.1": f"Action {act.number}: "}.get(
                        self.numbers, f"{act.number} " if "." in act.number else f"{act.number}. "
                    )
                )
                document.add_paragraph(shown + act.text, style="List Bullet" if bulleted else None)
                for step in act.steps:
                    document.add_paragraph(step, style="List Bullet 2")
                facts = {"leads": ", ".join(act.leads), "due": act.due[0], "status": act.status, "rating": act.rating}
                lines = [f"{heads[name]}: {words}" for name, words in facts.items() if name in heads and words]
                for line in ["   ".join(lines)] if one_line else lines:
                    document.add_paragraph(line)

    def cards(self, document, columns, heads, groups):
        """A small table for each action, labels on the left."""
        for number, members in groups.items():
            document.add_heading(self.titled(number, members[0][0]), 1)
            for title, act in members:
                cells = self.cells(columns, number, title, act, first=True)
                rows = [(heads[name] + self.colon, text) for name, text in zip(columns, cells, strict=True)]
                table = document.add_table(rows=len(rows), cols=2)
                for row, texts in zip(table.rows, rows, strict=True):
                    for cell, text in zip(row.cells, texts, strict=True):
                        cell.text = text
                document.add_paragraph("")

    def word_rows(self, document, rows, columns):
        table = document.add_table(rows=len(rows), cols=len(columns))
        for at, texts in enumerate(rows):
            cells = table.rows[at].cells
            if len(texts) == 1 and len(columns) > 1:
                cells[0].merge(cells[-1]).text = texts[0]
                continue
            for cell, text in zip(cells, texts, strict=True):
                first, *others = text.split("\n")
                cell.text = first
                for other in others:
                    cell.add_paragraph(other)
        if self.objectives == "column merged":
            place, start = columns.index("objective"), 0
            for at in range(1, len(rows) + 1):
                if at == len(rows) or len(rows[at]) == 1 or rows[at][place]:
                    if at - start > 1 and len(rows[start]) > 1:
                        table.cell(start, place).merge(table.cell(at - 1, place))
                    start = at

    def xlsx(self, columns, heads, groups):
        book = openpyxl.Workbook()
        book.remove(book.active)
        if self.objectives == "sheet":
            for number, members in groups.items():
                sheet = book.create_sheet(f"Objective {number}")
                sheet.append([self.titled(number, members[0][0])])
                sheet.append([heads[name] for name in columns])
                for at, (title, act) in enumerate(members):
                    sheet.append(self.cells(columns, number, title, act, first=at == 0))
            return saved(book)
        sheet = book.create_sheet("Plan")
        rows = [*self.above(), *self.rows(columns, heads, groups)]
        for row in rows:
            sheet.append([text or None for text in row])
        for at, row in enumerate(rows, start=1):
            if len(row) == 1 and self.chance.random() < 0.7:
                sheet.merge_cells(f"A{at}:{get_column_letter(len(columns))}{at}")
        return saved(book)

    def csv(self, columns, heads, groups):
        target = io.StringIO()
        writer = csv.writer(target, delimiter=self.chance.choice(",;\t"))
        for row in [*self.above(), *self.rows(columns, heads, groups)]:
            writer.writerow(row + [""] * (len(columns) - len(row)))
        return target.getvalue().encode(self.chance.choice(("utf-8", "utf-8-sig", "utf-16")))

    def txt(self, columns, heads, groups):
        target = io.StringIO()
        if self.chance.random() < 0.5 and columns[0] in ("number", "objective", "objective number"):
            # as Word copies: line breaks inside cells are not quoted
            rows = [*self.above(), *self.rows(columns, heads, groups)]
            return "\n".join("\t".join(row + [""] * (len(columns) - len(row))) for row in rows).encode()
        writer = csv.writer(target, delimiter="\t")
        for row in [*self.above(), *self.rows(columns, heads, groups)]:
            writer.writerow(row + [""] * (len(columns) - len(row)))
        return target.getvalue().encode()
