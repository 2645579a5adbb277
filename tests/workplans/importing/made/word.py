"""Word documents as other networks lay them out."""

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.workplans.importing.documents import (
    add_deleted,
    add_inserted,
    add_numbering,
    numbered,
    saved,
    word_table,
)
from tests.workplans.importing.made.truth import (
    CLINIC,
    DENTISTS,
    FIND,
    FLAPS,
    LISTS,
    PLAN,
    TREAT,
    Act,
    changed,
    flat,
    made,
    renumbered,
)

TITLE = "Northshire Head and Neck MCN Work Plan 2023/24"


def lines(*texts):
    return "\n".join(texts)


def text_of(action):
    return lines(action.text, *(f"• {step}" for step in action.steps))


def row_of(action):
    return (action.number, text_of(action), lines(*action.leads), lines(*action.due))


def objective_of(heading):
    return heading.split(" ", 1)


def shade(cell, colour):
    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="{colour}"/>'))


def new(title=TITLE):
    document = docx.Document()
    if title:
        document.add_heading(title, 0)
    return document


@made("docx")
def columns_backwards():
    document = new()
    rows = [("Deadline", "Responsible", "Task", "Item")]
    for heading, actions in PLAN.items():
        number, title = objective_of(heading)
        rows += [("", "", title, number)] + [tuple(reversed(row_of(action))) for action in actions]
    word_table(document, rows)
    return saved(document)


@made("docx", says=("This row above the headings was not imported: “Approved by the Advisory Board",))
def logo_title_and_approval_above_the_header():
    document = new(None)
    rows = [
        ("[logo]", "", "", ""),
        (TITLE, "", "", ""),
        ("Approved by the Advisory Board on 3 May 2023 | Version 2.1", "", "", ""),
        ("Ref", "Action", "Lead officer", "Target date"),
    ]
    for heading, actions in PLAN.items():
        rows += [(heading.replace(" ", ". ", 1), "", "", "")] + [row_of(action) for action in actions]
    table = word_table(document, rows)
    for at in (0, 1, 2, 4, 7):
        table.cell(at, 0).merge(table.cell(at, 3))
    return saved(document)


@made(
    "docx",
    facts=True,
    plan=changed(
        a1_1={"rating": "green"}, a1_2={"rating": "amber"}, a2_1={"status": "complete"}, a2_2={"rating": "red"}
    ),
)
def header_of_two_rows():
    document = new()
    rows = [
        ("No.", "What we will do", "Delivery", "", "Position", ""),
        ("", "", "Lead", "Timescale", "RAG", "Update"),
    ]
    for (heading, action), rag in zip(flat(), ("Green", "Amber", "Complete", "R"), strict=True):
        if heading not in [row[1] for row in rows] and action.number.endswith(".1"):
            number, title = objective_of(heading)
            rows.append((number, title, "", "", "", ""))
        rows.append((*row_of(action), rag, f"Discussed in May: {action.number}"))
    table = word_table(document, rows)
    table.cell(0, 2).merge(table.cell(0, 3))
    table.cell(0, 4).merge(table.cell(0, 5))
    return saved(document)


@made("docx")
def header_of_two_rows_merged_downwards():
    document = new()
    rows = [("No.", "Action", "Who and when", ""), ("", "", "Lead", "By when")]
    for heading, actions in PLAN.items():
        rows += [(*objective_of(heading), "", "")] + [row_of(action) for action in actions]
    table = word_table(document, rows)
    table.cell(0, 2).merge(table.cell(0, 3))
    for at in (0, 1):
        table.cell(0, at).merge(table.cell(1, at))
    return saved(document)


@made("docx")
def objective_column_merged_downwards():
    document = new()
    rows = [("Objective", "Ref", "Action", "Owner", "Timescale")]
    for heading, action in flat():
        title = heading.replace(" ", ". ", 1) if action.number.endswith(".1") else ""
        rows.append((title, *row_of(action)))
    table = word_table(document, rows)
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 0).merge(table.cell(4, 0))
    return saved(document)


@made("docx")
def objective_column_written_once():
    document = new()
    rows = [("Aim", "Action", "Responsible", "By when")]
    for heading, action in flat():
        title = heading.split(" ", 1)[1] if action.number.endswith(".1") else ""
        rows.append((title, *row_of(action)[1:]))
    word_table(document, rows)
    return saved(document)


@made("docx")
def objective_repeated_in_each_row_with_number_inside():
    document = new()
    rows = [("Strategic priority", "Action", "Named lead", "Completion date", "Outcome")]
    for heading, action in flat():
        rows.append((f"Priority {heading.replace(' ', ': ', 1)}", *row_of(action)[1:], ""))
    word_table(document, rows)
    return saved(document)


@made("docx")
def table_for_each_objective_under_a_paragraph():
    document = new()
    document.add_paragraph("This plan was drawn up with patients and with every board.")
    for heading, actions in PLAN.items():
        document.add_paragraph(f"Objective {heading.replace(' ', ' – ', 1)}")
        word_table(document, [("No", "Action", "Lead", "Timeframe"), *(row_of(action) for action in actions)])
    return saved(document)


def one_by_one(document, style_of_action, label=lambda action: action.text):
    for heading, actions in PLAN.items():
        document.add_heading(heading.replace(" ", ". ", 1), 1)
        for action in actions:
            document.add_paragraph(label(action), style=style_of_action)
            for step in action.steps:
                document.add_paragraph(step, style="List Bullet 2")
            document.add_paragraph(f"Lead: {'; '.join(action.leads)}")
            document.add_paragraph(f"Due: {action.due[0]}")


@made("docx", says=("no table",))
def no_table_numbered_paragraphs():
    document = new()
    one_by_one(document, "List Number", lambda action: f"{action.number} {action.text}")
    return saved(document)


@made("docx", says=("no table",))
def no_table_word_draws_the_numbers():
    document = new()
    key = add_numbering(document, [("decimal", "%1."), ("decimal", "%1.%2")])
    for heading, actions in PLAN.items():
        numbered(document.add_heading(objective_of(heading)[1], 1), key, 0)
        for action in actions:
            numbered(document.add_paragraph(action.text), key, 1)
            for step in action.steps:
                document.add_paragraph(step, style="List Bullet")
            document.add_paragraph(f"Lead(s): {' / '.join(action.leads)}")
            document.add_paragraph(f"By when: {action.due[0]}")
    return saved(document)


@made("docx", says=("no table",))
def no_table_headings_and_labels_on_one_line():
    document = new()
    for heading, actions in PLAN.items():
        document.add_heading(f"Objective {heading.replace(' ', ': ', 1)}", 1)
        for action in actions:
            document.add_heading(f"Action {action.number}: {action.text}", 2)
            for step in action.steps:
                document.add_paragraph(step, style="List Bullet")
            document.add_paragraph(f"Owner: {', '.join(action.leads)}   Deadline: {action.due[0]}")
    return saved(document)


@made("docx", says=("no table",))
def no_table_lead_and_date_in_brackets():
    document = new()
    for heading, actions in PLAN.items():
        document.add_heading(heading, 1)
        for action in actions:
            document.add_paragraph(
                f"{action.number} {action.text} (Lead: {', '.join(action.leads)}; Due: {action.due[0]})"
            )
            for step in action.steps:
                document.add_paragraph(step, style="List Bullet")
    return saved(document)


def cards(document, labels, *, title_row=False):
    for heading, actions in PLAN.items():
        document.add_heading(f"Objective {heading.replace(' ', ': ', 1)}", 1)
        for action in actions:
            number, text, leads, due = row_of(action)
            rows = list(zip(labels, (number, text, leads, due), strict=True))
            word_table(document, [row for row in rows if row[0]])
            document.add_paragraph("")
    return document


@made("docx", says=("label",))
def a_small_table_for_each_action():
    return saved(cards(new(), ("Ref", "Action", "Lead", "Due date")))


@made("docx", says=("label",))
def a_small_table_for_each_action_without_numbers():
    return saved(cards(new(), ("", "Action:", "Responsible officer:", "Target date:")))


@made("docx", says=("label",))
def a_small_table_of_four_columns_for_each_action():
    document = new()
    for heading, actions in PLAN.items():
        for action in actions:
            number, text, leads, due = row_of(action)
            table = word_table(
                document,
                [
                    ("Objective", heading.replace(" ", ". ", 1), "", ""),
                    ("Action no.", number, "Due", due),
                    ("Action", text, "", ""),
                    ("Lead", leads, "Status", "On track"),
                ],
            )
            table.cell(0, 1).merge(table.cell(0, 3))
            table.cell(2, 1).merge(table.cell(2, 3))
            document.add_paragraph("")
    return saved(document)


@made("docx", says=("label",))
def one_table_with_labels_down_the_left_and_actions_across():
    document = new()
    rows = list(zip(*[("Ref", "Action", "Lead", "Due date"), *(row_of(action) for _, action in flat())], strict=True))
    rows.insert(0, ("Objective", *(heading for heading, _ in flat())))
    word_table(document, rows)
    return saved(document)


@made("docx")
def numbers_drawn_by_a_list_of_levels():
    document = new()
    key = add_numbering(document, [("decimal", "%1"), ("decimal", "%1.%2"), ("lowerLetter", "(%3)")])
    table = word_table(document, [("No.", "Action", "Lead", "Due"), *[("", "", "", "")] * 6])
    at = 1
    for heading, actions in PLAN.items():
        numbered(table.cell(at, 0).paragraphs[0], key, 0)
        table.cell(at, 1).text = objective_of(heading)[1]
        at += 1
        for action in actions:
            numbered(table.cell(at, 0).paragraphs[0], key, 1)
            table.cell(at, 1).text = action.text
            for step in action.steps:
                numbered(table.cell(at, 1).add_paragraph(step), key, 2)
            table.cell(at, 2).text = lines(*action.leads)
            table.cell(at, 3).text = action.due[0]
            at += 1
    return saved(document)


@made(
    "docx",
    plan=renumbered("A1", "A2", "B1", "B2", plan={f"A {FIND}": (CLINIC, DENTISTS), f"B {TREAT}": (LISTS, FLAPS)}),
)
def numbers_with_letters():
    document = new()
    rows = [("Ref.", "Action", "Lead", "Due")]
    for letter, (heading, actions) in zip("AB", PLAN.items(), strict=True):
        rows.append((letter, objective_of(heading)[1], "", ""))
        rows += [(f"{letter}{at}", *row_of(action)[1:]) for at, action in enumerate(actions, start=1)]
    word_table(document, rows)
    return saved(document)


@made("docx", plan=renumbered("1", "2", "3", "4"))
def numbers_called_action():
    document = new()
    at = 0
    for heading, actions in PLAN.items():
        document.add_heading(f"Objective {heading.replace(' ', ': ', 1)}", 2)
        rows = [("Item", "Action", "Lead", "Due")]
        for action in actions:
            at += 1
            rows.append((f"Action {at}", *row_of(action)[1:]))
        word_table(document, rows)
    return saved(document)


@made("docx", plan=renumbered("1a", "1b", "2a", "2b"))
def numbers_with_a_letter_behind():
    document = new()
    rows = [("Ref", "Action", "Lead", "Due")]
    for heading, actions in PLAN.items():
        rows.append((*objective_of(heading), "", ""))
        rows += [(f"{heading[0]}{letter}", *row_of(action)[1:]) for letter, action in zip("ab", actions, strict=True)]
    word_table(document, rows)
    return saved(document)


@made("docx", says=("numbered in order",), plan=renumbered("1.1", "1.2", "2.1", "2.2"))
def no_numbers_at_all():
    document = new()
    rows = [("Action", "Lead", "Due")]
    for heading, actions in PLAN.items():
        rows += [(objective_of(heading)[1], "", "")] + [row_of(action)[1:] for action in actions]
    table = word_table(document, rows)
    for at in (1, 4):
        table.cell(at, 0).merge(table.cell(at, 2))
    return saved(document)


@made(
    "docx",
    plan=changed(
        a1_1={
            "text": "Open a second one-stop clinic for neck lumps",
            "steps": ("Write the business case", "Appoint a sonographer"),
        }
    ),
)
def steps_in_letters_by_line_breaks():
    document = new()
    rows = [("No.", "Action", "Lead", "Due")]
    for heading, actions in PLAN.items():
        rows.append((*objective_of(heading), "", ""))
        for action in actions:
            steps = [f"({letter}) {step}" for letter, step in zip("ab", action.steps, strict=False)]
            rows.append((action.number, action.text, "", action.due[0]))
            rows[-1] = (action.number, lines(action.text, *steps), " & ".join(action.leads), action.due[0])
    word_table(document, rows)
    return saved(document)


@made("docx")
def steps_in_rows_of_their_own():
    document = new()
    rows = [("No.", "Action", "Lead", "Due")]
    for heading, actions in PLAN.items():
        rows.append((*objective_of(heading), "", ""))
        for action in actions:
            rows.append((action.number, action.text, "; ".join(action.leads), action.due[0]))
            rows += [("", f"{roman}. {step}", "", "") for roman, step in zip(("i", "ii"), action.steps, strict=False)]
    word_table(document, rows)
    return saved(document)


@made("docx", says=("tracked changes", "struck through", "hidden text", "Comments in the margin", "ootnote"))
def marks_of_the_people_who_worked_on_it():
    document = new()
    rows = [("No.", "Action", "Lead", "Due")]
    for heading, actions in PLAN.items():
        rows += [(*objective_of(heading), "", "")] + [row_of(action) for action in actions]
    table = word_table(document, rows)
    box = table.cell(2, 3)
    box.text = ""
    add_deleted(box.paragraphs[0], "31 May 2023")
    add_inserted(box.paragraphs[0], "30 June 2023")
    hidden = table.cell(2, 1).paragraphs[0].add_run(" (ask finance first)")
    hidden.font.hidden = True
    struck = table.cell(3, 1).paragraphs[0].add_run(" and opticians")
    struck.font.strike = True
    run = table.cell(5, 1).paragraphs[0].runs[0]
    document.add_comment(run, text="Is this still ours?", author="A Reader")
    run._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="2"/>'))
    # A hyperlink, a content control and a field
    lead = table.cell(3, 2)
    lead.text = ""
    lead.paragraphs[0]._p.append(
        parse_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="x"><w:r><w:t>Dr A Example</w:t></w:r></w:hyperlink>')
    )
    manager = table.cell(6, 2)
    manager.text = ""
    manager.paragraphs[0]._p.append(
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent><w:r><w:t>MCN Manager</w:t></w:r></w:sdtContent></w:sdt>"
        )
    )
    return saved(document)


@made("docx")
def content_controls_around_rows_and_cells():
    document = new()
    rows = [("No.", "Action", "Lead", "Due")]
    for heading, actions in PLAN.items():
        rows += [(*objective_of(heading), "", "")] + [row_of(action) for action in actions]
    table = word_table(document, rows)
    row = table.rows[2]._tr
    around = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")
    row.addprevious(around)
    around.find(qn("w:sdtContent")).append(row)
    box = table.rows[3].cells[2]._tc
    around = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")
    box.addprevious(around)
    around.find(qn("w:sdtContent")).append(box)
    return saved(document)


@made("docx", says=("repeats a number",))
def header_repeated_and_an_action_continued_after_a_page_break():
    document = new()
    head = ("No.", "Action", "Lead", "Due")
    rows = [head, (*objective_of(f"1 {FIND}"), "", "")]
    rows.append((CLINIC.number, lines(CLINIC.text, "• Write the business case"), lines(*CLINIC.leads), CLINIC.due[0]))
    rows += [head, ("1.1 (cont.)", "• Appoint a sonographer", "", ""), row_of(DENTISTS)]
    rows += [(*objective_of(f"2 {TREAT}"), "", ""), row_of(LISTS), head, row_of(FLAPS)]
    word_table(document, rows)
    return saved(document)


@made("docx", says=("Total",), silent=("Version history and",))
def document_control_contents_key_and_totals():
    document = new()
    word_table(
        document,
        [
            ("Version", "Date", "Author", "Change"),
            ("1.0", "3 April 2023", "MCN Manager", "First draft"),
            ("1.1", "2 May 2023", "MCN Manager", "Dates agreed"),
        ],
    )
    document.add_paragraph("Contents")
    document.add_paragraph("1. Find neck cancers sooner\t2")
    document.add_paragraph("2. Treat without delay\t3")
    word_table(
        document,
        [("Colour", "Meaning"), ("Red", "Overdue"), ("Amber", "At risk"), ("Green", "On track"), ("Blue", "Complete")],
    )
    rows = [("No.", "Action", "Lead", "Due", "RAG")]
    for heading, actions in PLAN.items():
        rows += [(*objective_of(heading), "", "", "")] + [(*row_of(action), "Green") for action in actions]
    rows.append(("Total actions", "4", "", "", "4 green"))
    word_table(document, rows)
    word_table(document, [("Distribution", "Role"), ("A Reader", "Board Manager")])
    return saved(document)


@made(
    "docx",
    facts=True,
    says=("read from the colour",),
    plan=changed(a1_1={"rating": "green"}, a1_2={"rating": "amber"}, a2_1={"rating": "red"}, a2_2={"rating": "amber"}),
)
def rating_as_a_colour():
    document = new()
    rows = [("No.", "Action", "Lead", "Due", "RAG")]
    colours = {"1.1": "00B050", "1.2": "FFC000", "2.1": "FF0000", "2.2": "00B050"}
    for heading, actions in PLAN.items():
        rows += [(*objective_of(heading), "", "", "")]
        rows += [(*row_of(action), "Amber" if action is FLAPS else "") for action in actions]
    table = word_table(document, rows)
    for row in table.rows:
        if row.cells[0].text in colours:
            shade(row.cells[4], colours[row.cells[0].text])
    return saved(document)


@made(
    "docx",
    plan=PLAN | {"3 Keep people informed": (Act("3.1", "Publish a leaflet", ("Lead Nurse",), ("Spring 2024",)),)},
)
def landscape_section_and_text_box():
    document = new()
    document.add_section()
    box = (
        '<w:p {ns}><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
        "<w:p><w:r><w:t>Draft for comment</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    ).replace("{ns}", nsdecls("w"))
    document.element.body.insert(1, parse_xml(box))
    rows = [("No.", "Action", "Lead", "Due")]
    for heading, actions in PLAN.items():
        rows += [(*objective_of(heading), "", "")] + [row_of(action) for action in actions]
    word_table(document, rows)
    document.add_section()
    word_table(
        document,
        [rows[0], ("3", "Keep people informed", "", ""), ("3.1", "Publish a leaflet", "Lead Nurse", "Spring 2024")],
    )
    return saved(document)


@made("docx", plan=changed(a1_1={"steps": ("Write the business case June 2023", "Appoint a sonographer Sept 2023")}))
def steps_in_a_table_inside_the_cell():
    document = new()
    rows = [("No.", "Action", "Lead", "Due")]
    for heading, actions in PLAN.items():
        rows += [(*objective_of(heading), "", "")] + [(a.number, a.text, lines(*a.leads), a.due[0]) for a in actions]
    table = word_table(document, rows)
    inner = table.cell(2, 1).add_table(rows=2, cols=2)
    for row, (step, by) in zip(inner.rows, zip(CLINIC.steps, ("June 2023", "Sept 2023"), strict=True), strict=True):
        row.cells[0].text, row.cells[1].text = step, by
    return saved(document)
