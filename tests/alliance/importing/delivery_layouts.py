"""The same delivery plan as other alliances might lay it out: one truth in our own words, many documents.

Each layout is a function from the truth to a file; what it cannot say (an address, a number) is told beside it.
"""

import io
from dataclasses import dataclass, field

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

LAYOUTS = {}
"""By name: (function that makes the file, its kind, what differs from the truth)."""


@dataclass(frozen=True)
class Planned:
    number: str
    title: str
    text: str
    measures: tuple
    lead: tuple
    quarters: tuple
    required: bool = True


TRUTH = (
    ("1", "Find cancer sooner", (
        Planned("1.1", "Chest clinics", "Run two clinics for people with a cough", ("Clinics held", "People seen"),
                ("Programme Lead", "programme.lead@example.nhs.uk"),
                (("Choose the sites",), ("Recruit nurses", "Order the scanner"), ("Open the clinics",), ("Review",))),
        Planned("1.2", "Letters to practices", "Write to every practice", ("Letters sent",),
                ("Project Manager", "project.manager@example.nhs.uk"), ((), (), (), ()), required=False),
    )),
    ("2", "Care after treatment", (
        Planned("2.1", "Rehabilitation", "Offer classes before and after surgery", ("Classes offered",),
                ("Care Lead", "care.lead@example.nhs.uk"),
                (("Agree the model",), ("Train the trainers",), ("Start in the north",), ("Start in the south",))),
        Planned("2.2", "Written summaries", "Give each person a summary", ("Summaries given", "Time to give one"),
                ("Care Lead", "care.lead@example.nhs.uk"),
                (("Draft the form",), ("Test it",), ("Print it",), ("Use it everywhere", "Count them"))),
    )),
)  # fmt: skip
TITLE = "Cancer Alliance Delivery Plan 2023/24"
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
MONTHS = ("April – June", "July – September", "October – December", "January – March")


@dataclass(frozen=True)
class Differs:
    """What a layout cannot say: numbers it gives otherwise, leads it names otherwise, what it has besides."""

    numbers: dict = field(default_factory=dict)
    leads: dict = field(default_factory=dict)
    workstreams: dict = field(default_factory=dict)
    comments: dict = field(default_factory=dict)
    dues: bool = False
    finding: str = ""


def layout(kind="docx", **differs):
    def keep(make):
        LAYOUTS[make.__name__] = (make, kind, Differs(**differs))
        return make

    return keep


def every():
    return [each for _, _, deliverables in TRUTH for each in deliverables]


# --- Word -------------------------------------------------------------------------------------------------------------


class Paper:
    """A Word document with a heading of the plan; `saved` is the file."""

    def __init__(self):
        self.doc = docx.Document()
        self.doc.add_heading(TITLE, 1)

    def table(self, rows, *, bullets=True):
        table = self.doc.add_table(rows=0, cols=max(len(row) for row in rows))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=False):
                self.fill(cell, text, bullets=bullets)
        return table

    def fill(self, cell, text, *, bullets=True):
        if isinstance(text, tuple | list):
            cell.text = ""
            for number, one in enumerate(text):
                style = "List Bullet" if bullets is True else None
                words = one if bullets is True else f"{number + 1}. {one}" if bullets == "numbers" else one
                (cell.paragraphs[0] if number == 0 else cell.add_paragraph()).add_run(words)
                cell.paragraphs[-1].style = style or "Normal"
        else:
            cell.text = text

    def saved(self):
        target = io.BytesIO()
        self.doc.save(target)
        return target.getvalue()


def about(each, label="Deliverable", measures="Success measures"):
    return [(label, each.text), (measures, each.measures)]


def contact(each):
    return f"{each.lead[0]} {each.lead[1]}"


def quarter_rows(each, names=QUARTERS):
    return list(zip(names, each.quarters, strict=True))


def papers(*, workstream, deliverable, level=2, below=3, body):
    paper = Paper()
    for number, title, deliverables in TRUTH:
        if workstream:
            paper.doc.add_heading(workstream.format(number, title), level)
        for each in deliverables:
            paper.doc.add_heading(deliverable.format(each.number, each.title), below)
            body(paper, each)
    return paper.saved()


CONTACT = "Name and email of Cancer Alliance Lead Contact: {}"


def template_body(paper, each, *, lead=CONTACT, names=QUARTERS, bullets=True):
    paper.table(about(each))
    paper.doc.add_paragraph(lead.format(contact(each)))
    paper.doc.add_heading("Narrative plan for 23/24", 4)
    paper.doc.add_heading("Planned milestones", 4)
    if each.required:
        paper.table(quarter_rows(each, names), bullets=bullets)
    else:
        paper.doc.add_paragraph("Milestones are not required for this deliverable.")


@layout()
def national_template():
    return papers(workstream="{} Workstream: {}", deliverable="{} {}", body=template_body)


@layout()
def objectives_at_one_level():
    return papers(workstream="Objective {}: {}", deliverable="{} {}", level=2, below=2, body=template_body)


@layout()
def priorities_and_a_lead_with_another_name():
    body = lambda paper, each: template_body(paper, each, lead="SRO: {}")  # noqa: E731
    return papers(workstream="Priority {} – {}", deliverable="Deliverable {}: {}", level=1, below=5, body=body)


@layout()
def programmes_with_everything_in_one_table():
    def body(paper, each):
        quarters = quarter_rows(each) if each.required else [("Planned milestones", "Not required")]
        paper.table([*about(each), ("Lead contact", contact(each)), *quarters])

    body_of_not_required = body
    return papers(workstream="Programme {}: {}", deliverable="{} {}", body=body_of_not_required)


@layout()
def milestones_side_by_side_in_two_rows():
    def body(paper, each):
        paper.table([*about(each, "Description", "KPIs"), ("Lead", contact(each))])
        paper.doc.add_heading("Milestones", 4)
        if each.required:
            first, second, third, fourth = each.quarters
            paper.table([("Q1", "Q2"), (first, second), ("Q3", "Q4"), (third, fourth)])
        else:
            paper.doc.add_paragraph("Milestones not required")

    return papers(workstream="Theme {}: {}", deliverable="{} {}", body=body)


@layout()
def months_instead_of_quarters():
    body = lambda paper, each: template_body(paper, each, names=MONTHS)  # noqa: E731
    return papers(workstream="Workstream {}: {}", deliverable="{} {}", body=body)


@layout()
def milestones_under_headings_of_quarters():
    def body(paper, each):
        paper.table(about(each))
        paper.doc.add_paragraph(f"Delivery lead: {contact(each)}")
        paper.doc.add_heading("Milestones", 4)
        if not each.required:
            paper.doc.add_paragraph("Milestones not required.")
            return
        for number, milestones in enumerate(each.quarters, start=1):
            paper.doc.add_heading(f"Quarter {number}", 5)
            for text in milestones:
                paper.doc.add_paragraph(text, style="List Bullet")

    return papers(workstream="Workstream {}: {}", deliverable="{} {}", body=body)


@layout()
def milestones_as_lines_that_begin_with_their_quarter():
    def body(paper, each):
        paper.table(about(each))
        paper.doc.add_paragraph(f"Programme lead: {contact(each)}")
        paper.doc.add_heading("Key milestones", 4)
        if not each.required:
            paper.doc.add_paragraph("Milestones not required.")
        for name, milestones in quarter_rows(each) if each.required else ():
            for text in milestones:
                paper.doc.add_paragraph(f"{name}: {text}", style="List Bullet")

    return papers(workstream="Workstream {}: {}", deliverable="{} {}", body=body)


@layout(numbers={"1.1": "D1", "1.2": "D2", "2.1": "D3", "2.2": "D4"})
def numbers_with_a_letter():
    paper = Paper()
    numbers = iter(("D1", "D2", "D3", "D4"))
    for number, title, deliverables in TRUTH:
        paper.doc.add_heading(f"Workstream {number}: {title}", 2)
        for each in deliverables:
            paper.doc.add_heading(f"{next(numbers)} {each.title}", 3)
            template_body(paper, each)
    return paper.saved()


@layout(finding="it has no number in the document")
def no_numbers():
    return papers(workstream="Workstream {}: {}", deliverable="{1}", body=template_body)


@layout(finding="it has no number in the document")
def no_numbers_at_all():
    return papers(workstream="{1}", deliverable="{1}", body=template_body)


@layout(leads={each.number: (each.lead[0], "") for each in every()})
def leads_without_addresses():
    def body(paper, each):
        paper.table(about(each))
        paper.doc.add_paragraph(f"Lead: {each.lead[0]}")
        paper.doc.add_heading("Planned milestones", 4)
        rows = quarter_rows(each) if each.required else [(name, "Not required") for name in QUARTERS]
        paper.table(rows)

    return papers(workstream="Workstream {}: {}", deliverable="{} {}", body=body)


@layout(finding="after the lead contact stands")
def two_leads():
    lead = "Lead contact: {}; Deputy Lead deputy.lead@example.nhs.uk"
    body = lambda paper, each: template_body(paper, each, lead=lead)  # noqa: E731
    return papers(workstream="Workstream {}: {}", deliverable="{} {}", body=body)


@layout()
def measures_in_the_cell_of_the_deliverable():
    def body(paper, each):
        table = paper.table([("Deliverable", "")])
        cell = table.cell(0, 1)
        cell.text = each.text
        cell.add_paragraph("Success measures:")
        for measure in each.measures:
            cell.add_paragraph(measure, style="List Bullet")
        paper.doc.add_paragraph(f"Lead: {contact(each)}")
        paper.doc.add_heading("Planned milestones", 4)
        paper.table(quarter_rows(each) if each.required else [("Q1", "Milestones are not required")])

    return papers(workstream="Workstream {}: {}", deliverable="{} {}", body=body)


@layout()
def labels_across():
    def body(paper, each):
        paper.table([("Deliverable", "Measures of success", "Lead"), (each.text, each.measures, contact(each))])
        paper.doc.add_heading("Planned milestones", 4)
        if each.required:
            paper.table([QUARTERS, each.quarters])
        else:
            paper.doc.add_paragraph("Milestones not required")

    return papers(workstream="Workstream {}: {}", deliverable="{} {}", body=body)


# --- One big table ----------------------------------------------------------------------------------------------------


def cells_of(each, *, title=True):
    quarters = each.quarters if each.required else (("Not required",), (), (), ())
    about_it = (each.number, each.title, each.text) if title else (each.number, f"{each.title}\n{each.text}")
    return [*about_it, each.measures, contact(each), *quarters]


HEADINGS = ["No.", "Title", "Deliverable", "Success measures", "Lead"]


@layout()
def one_table_with_a_column_of_workstreams():
    paper = Paper()
    rows = [["Workstream", *HEADINGS, *QUARTERS]]
    for number, title, deliverables in TRUTH:
        rows.extend([f"{number}. {title}", *cells_of(each)] for each in deliverables)
    paper.table(rows)
    return paper.saved()


@layout()
def one_table_with_workstreams_across_and_months():
    paper = Paper()
    table = paper.table([[*HEADINGS, *MONTHS]])
    for number, title, deliverables in TRUTH:
        row = table.add_row()
        row.cells[0].merge(row.cells[-1]).text = f"Objective {number}: {title}"
        for each in deliverables:
            for cell, text in zip(table.add_row().cells, cells_of(each), strict=True):
                paper.fill(cell, text)
    return paper.saved()


@layout()
def one_table_with_a_row_for_each_milestone_and_merged_cells():
    paper = Paper()
    table = paper.table([["Priority area", "Ref", "Title", "Description", "KPIs", "Owner", "Quarter", "Milestone"]])
    for number, title, deliverables in TRUTH:
        for each in deliverables:
            rows = [(name, text) for name, milestones in quarter_rows(each) for text in milestones] or [("", "")]
            top = None
            for name, text in rows:
                row = table.add_row()
                row.cells[6].text, row.cells[7].text = name, text
                top = top or row
            facts = (f"{number} {title}", each.number, each.title, each.text, each.measures, contact(each))
            for at, fact in enumerate(facts):
                cell = top.cells[at].merge(row.cells[at]) if row is not top else top.cells[at]
                paper.fill(cell, fact)
    return paper.saved()


@layout()
def a_table_for_each_workstream_under_its_heading_with_two_rows_of_headings():
    paper = Paper()
    for number, title, deliverables in TRUTH:
        paper.doc.add_heading(f"Workstream {number}: {title}", 2)
        table = paper.table([[*HEADINGS, "Planned milestones", "", "", ""], ["", "", "", "", "", *QUARTERS]])
        table.cell(0, 5).merge(table.cell(0, 8))
        for at in range(5):
            table.cell(0, at).merge(table.cell(1, at))
        for each in deliverables:
            for cell, text in zip(table.add_row().cells, cells_of(each), strict=True):
                paper.fill(cell, text)
    return paper.saved()


@layout()
def tables_that_begin_with_the_title_and_a_table_of_rows():
    paper = Paper()
    for number, title, deliverables in TRUTH:
        line = paper.doc.add_paragraph()
        line.add_run(f"Workstream {number}: {title}").bold = True
        for each in deliverables:
            paper.table([(each.number, each.title), *about(each), ("Lead", contact(each))])
            paper.doc.add_paragraph("Milestones")
            rows = quarter_rows(each, [f"Quarter {word}" for word in ("one", "two", "three", "four")])
            not_required = [("Quarter one", "Not required")]
            head = ("Quarter", "Milestones", "RAG")
            paper.table([head, *((*row, "") for row in (rows if each.required else not_required))])
    return paper.saved()


@layout()
def headings_and_a_summary_of_all_milestones():
    paper = Paper()
    rows = [["Ref", "Title", "Quarter", "Milestone"]]
    for number, title, deliverables in TRUTH:
        paper.doc.add_heading(f"Workstream {number}: {title}", 2)
        for each in deliverables:
            paper.doc.add_heading(f"{each.number} {each.title}", 3)
            template_body(paper, each)
            rows.extend([each.number, each.title, name, text] for name, some in quarter_rows(each) for text in some)
    paper.doc.add_heading("Summary", 2)
    paper.table(rows)
    return paper.saved()


# --- Word's own ways --------------------------------------------------------------------------------------------------


def run_of(text, tag="w:t"):
    return f'<w:r><{tag} xml:space="preserve">{text}</{tag}></w:r>'


@layout(finding="tracked changes")
def tracked_changes():
    paper = Paper()
    for number, title, deliverables in TRUTH:
        paper.doc.add_heading(f"Workstream {number}: {title}", 2)
        for each in deliverables:
            heading = paper.doc.add_heading(f"{each.number} ", 3)
            for name, text, tag in (("ins", each.title, "w:t"), ("del", "Old title", "w:delText")):
                heading._p.append(parse_xml(
                    f'<w:{name} {nsdecls("w")} w:id="1" w:author="A">{run_of(text, tag)}</w:{name}>'
                ))  # fmt: skip
            template_body(paper, each)
    return paper.saved()


REVIEWER = "National Reviewer"


@layout(comments={"1.1": [("Can this start sooner?", REVIEWER)], "2.2": [("How many?", REVIEWER)]})
def comments_in_the_margin():
    paper = Paper()
    for number, title, deliverables in TRUTH:
        paper.doc.add_heading(f"Workstream {number}: {title}", 2)
        for each in deliverables:
            heading = paper.doc.add_heading(f"{each.number} {each.title}", 3)
            said = {"1.1": "Can this start sooner?", "2.2": "How many?"}.get(each.number)
            if each.number == "1.1":
                paper.doc.add_comment(heading.runs, text=said, author=REVIEWER)
            template_body(paper, each)
            if each.number == "2.2":
                table = paper.doc.tables[-1]
                paper.doc.add_comment(table.cell(1, 1).paragraphs[0].runs, text=said, author=REVIEWER)
    return paper.saved()


@layout()
def the_lead_in_a_text_box():
    def body(paper, each):
        paper.table(about(each))
        box = paper.doc.add_paragraph()
        box._p.append(parse_xml(
            f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent>'
            f"<w:p>{run_of('Lead contact: ' + contact(each))}</w:p></w:txbxContent></v:textbox></v:shape>"
            "</w:pict></w:r>"
        ))  # fmt: skip
        paper.doc.add_heading("Planned milestones", 4)
        if each.required:
            paper.table(quarter_rows(each), bullets=False)
        else:
            paper.doc.add_paragraph("Milestones not required")

    return papers(workstream="Workstream {}: {}", deliverable="{} {}", body=body)


# --- Excel and text ---------------------------------------------------------------------------------------------------


def book_of(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(["\n".join(cell) if isinstance(cell, tuple | list) else cell for cell in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@layout("xlsx")
def a_sheet_for_each_workstream():
    head = [[TITLE], [], [*HEADINGS, "Q1 (Apr-Jun)", "Q2 (Jul-Sep)", "Q3 (Oct-Dec)", "Q4 (Jan-Mar)"]]
    return book_of(
        *(
            (f"{number} {title}", [*head, *(cells_of(each) for each in deliverables)])
            for number, title, deliverables in TRUTH
        )
    )


@layout("xlsx", dues=True)
def a_column_for_each_month():
    names = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
    months = [f"{name} {23 if at < 9 else 24}" for at, name in enumerate(names)]
    rows = [["Programme", *HEADINGS, "Milestones required", *months]]
    for _, title, deliverables in TRUTH:
        for each in deliverables:
            spread = [cell for quarter in each.quarters for cell in ("", quarter, "")]
            about_it = [title, *cells_of(each)[:5], "Yes" if each.required else "No"]
            rows.append([*about_it, *spread])
    return book_of(("Plan", rows))


@layout("xlsx")
def a_form_for_each_deliverable():
    sheets = []
    for _, _, deliverables in TRUTH:
        for each in deliverables:
            quarters = quarter_rows(each) if each.required else [("Planned milestones", "Milestones not required")]
            rows = [("Title", each.title), *about(each), ("Lead", contact(each)), *quarters]
            sheets.append((f"{each.number} {each.title}", rows))
    return book_of(*sheets)


FORMS_HAVE_NO_WORKSTREAMS = {"a_form_for_each_deliverable"}


@layout("csv")
def comma_separated_rows():
    quarters = [f"Quarter {number}" for number in (1, 2, 3, 4)]
    lines = [",".join(["Theme", *HEADINGS[:4], "Lead", "Lead e-mail", *quarters])]
    for number, title, deliverables in TRUTH:
        for each in deliverables:
            cells = cells_of(each)
            cells[4:5] = list(each.lead)
            texts = ["\n".join(cell) if isinstance(cell, tuple) else cell for cell in (f"{number} {title}", *cells)]
            lines.append(",".join('"{}"'.format(text.replace('"', '""')) for text in texts))
    return "\n".join(lines).encode()


@layout("txt")
def markdown():
    lines = [f"# {TITLE}", ""]
    for number, title, deliverables in TRUTH:
        lines += [f"## Workstream {number}: {title}", ""]
        for each in deliverables:
            lines += [f"#### {each.number} {each.title}", "", "| Deliverable | " + each.text + " |", "|---|---|"]
            lines += ["| Success measures | " + "".join(f"<li>{one}</li>" for one in each.measures) + " |", ""]
            lines += [f"Lead contact: {contact(each)}", "", "#### Planned milestones", ""]
            for name, milestones in quarter_rows(each):
                if each.required:
                    lines.append(f"| {name} | " + "".join(f"<li>{one}</li>" for one in milestones) + " |")
            lines += [] if each.required else ["Milestones not required"]
            lines.append("")
    return "\n".join(lines).encode()
