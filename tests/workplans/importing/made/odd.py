"""Documents that nobody would write on purpose, and that come all the same."""

from tests.workplans.importing.documents import saved, word_table, workbook
from tests.workplans.importing.made.truth import (
    CLINIC,
    DENTISTS,
    FLAPS,
    LISTS,
    PLAN,
    changed,
    flat,
    made,
    renumbered,
    without_steps,
)
from tests.workplans.importing.made.word import new, objective_of, row_of, text_of


def plain_rows(head=("No.", "Action", "Lead", "Due")):
    rows = [head]
    for heading, actions in PLAN.items():
        rows += [(*objective_of(heading), "", "")] + [row_of(action) for action in actions]
    return rows


NOTES = {"1 Update the referral form": (CLINIC, DENTISTS), "2 Key performance indicators": (LISTS, FLAPS)}


@made("docx", plan=NOTES)
def objectives_that_read_like_notes():
    document = new()
    rows = [("No.", "Action", "Lead", "Due")]
    for heading, actions in NOTES.items():
        rows += [(heading.split(" ", 1)[1], "", "", "")] + [row_of(action) for action in actions]
    table = word_table(document, rows)
    for at in (1, 4):
        table.cell(at, 0).merge(table.cell(at, 3))
    return saved(document)


@made(
    "docx",
    plan=changed(
        a1_1={"due": ("Sept/Oct 2023",)},
        a1_2={"due": ("w/c 5 June 2023",)},
        a2_1={"due": ("Q1 – Q3",)},
        a2_2={"due": ("by end 23/24",)},
    ),
)
def dates_of_many_kinds():
    document = new()
    rows = plain_rows(("No.", "Action", "Lead", "Timescales"))
    dates = iter(("Sept/Oct 2023", "w/c 5 June 2023", "Q1 – Q3", "by end 23/24"))
    word_table(document, [row if row[3] in ("", "Timescales") else (*row[:3], next(dates)) for row in rows])
    return saved(document)


@made(
    "docx",
    says=("“Early 2024” could not be read", "“Spring 2024” could not be read", "“06/30/2023” could not be read"),
    plan=changed(
        a1_1={"due": ("Early 2024",)},
        a1_2={"due": ("Spring 2024",)},
        a2_1={"due": ("06/30/2023",)},
        a2_2={"due": ("When funds allow",)},
    ),
)
def dates_that_are_not_read():
    document = new()
    rows = plain_rows()
    dates = iter(("Early 2024", "Spring 2024", "06/30/2023", "When funds allow"))
    word_table(document, [row if row[3] in ("", "Due") else (*row[:3], next(dates)) for row in rows])
    return saved(document)


@made(
    "docx",
    plan=changed(
        a1_1={"leads": ("Dr A N Other", "CNS")},
        a1_2={"leads": ("Lead Nurse", "Service Manager", "Dr B Sample")},
        a2_1={"leads": ("Clinical Lead", "Data Manager")},
        a2_2={"leads": ("Finance Dept, NHSGGC",)},
    ),
)
def leads_of_many_kinds():
    document = new()
    rows = plain_rows()
    leads = iter(
        (
            "Dr A N Other / CNS",
            "Lead Nurse, Service Manager and Dr B Sample",
            "Clinical Lead & Data Manager",
            "Finance Dept, NHSGGC",
        )
    )
    word_table(document, [row if row[2] in ("", "Lead") else (*row[:2], next(leads), row[3]) for row in rows])
    return saved(document)


@made("docx", plan=changed(a1_1={"leads": ("MCN Clinical Lead", "Lead Nurse", "Service Manager")}))
def a_lead_and_a_support_column():
    document = new()
    rows = [("No.", "Action", "Lead", "Supported by", "Due")]
    for heading, actions in PLAN.items():
        rows.append((*objective_of(heading), "", "", ""))
        for action in actions:
            number, text, leads, due = row_of(action)
            rows.append((number, text, leads, "Service Manager" if action is CLINIC else "", due))
    word_table(document, rows)
    return saved(document)


@made(
    "docx",
    facts=True,
    plan=changed(
        a1_1={"status": "in_progress", "rating": "green"},
        a1_2={"status": "not_started", "rating": ""},
        a2_1={"status": "complete", "rating": "blue"},
        a2_2={"status": "closed", "rating": ""},
    ),
)
def status_words_of_many_kinds():
    document = new()
    rows = [("No.", "Action", "Lead", "Due", "Status", "BRAG")]
    words = iter((("Underway", "G"), ("Yet to start", ""), ("Done", "Blue"), ("No longer needed", "")))
    for heading, actions in PLAN.items():
        rows.append((*objective_of(heading), "", "", "", ""))
        rows += [(*row_of(action), *next(words)) for action in actions]
    word_table(document, rows)
    return saved(document)


@made("docx", says=("labels down the left",))
def cards_in_one_table():
    document = new()
    rows = []
    for heading, actions in PLAN.items():
        for action in actions:
            number, text, leads, due = row_of(action)
            rows += [
                ("Objective", heading.replace(" ", ". ", 1)),
                ("Action number", number),
                ("Action", text),
                ("Lead", leads),
                ("Timescale", due),
            ]
    word_table(document, rows)
    return saved(document)


@made("docx", says=("labels down the left", "“Measure of success” was not imported"))
def cards_with_a_title_row_and_a_label_that_is_not_known():
    document = new()
    for heading, actions in PLAN.items():
        document.add_heading(heading.replace(" ", ". ", 1), 1)
        for action in actions:
            _, text, leads, due = row_of(action)
            table = word_table(
                document,
                [
                    (f"Action {action.number}", ""),
                    ("Description", text),
                    ("Lead", leads),
                    ("By when", due),
                    ("Measure of success", "Fewer waits"),
                ],
            )
            table.cell(0, 0).merge(table.cell(0, 1))
            document.add_paragraph("")
    return saved(document)


@made("docx", says=("Not imported: Executive sponsor of the objective",))
def a_card_for_each_objective_over_its_actions():
    document = new()
    for heading, actions in PLAN.items():
        word_table(document, [("Objective", heading.replace(" ", ". ", 1)), ("Executive sponsor", "Board Manager")])
        document.add_paragraph("")
        word_table(document, [("No.", "Action", "Lead", "Due"), *(row_of(action) for action in actions)])
        document.add_paragraph("")
    return saved(document)


@made("docx", says=("no table",))
def prose_with_bulleted_actions_and_an_introduction():
    document = new()
    document.add_paragraph("This plan says what the network will do in the year.")
    document.add_heading("Introduction", 1)
    document.add_paragraph("Patients told us that they wait too long.")
    for heading, actions in PLAN.items():
        document.add_heading(f"Objective {heading.replace(' ', ': ', 1)}", 1)
        for action in actions:
            document.add_paragraph(action.text, style="List Bullet")
            for step in action.steps:
                document.add_paragraph(step, style="List Bullet 2")
            document.add_paragraph(f"Lead: {', '.join(action.leads)}")
            document.add_paragraph(f"Timescale: {action.due[0]}")
    return saved(document)


@made(
    "docx",
    says=("no table", "“Measure” was not imported"),
    facts=True,
    plan=changed(
        a1_1={"status": "in_progress"},
        a1_2={"status": "in_progress"},
        a2_1={"status": "in_progress"},
        a2_2={"status": "in_progress"},
    ),
)
def prose_with_every_label_on_a_line_and_strange_ones():
    document = new()
    word_table(document, [("Version", "Date"), ("1", "3 May 2023")])
    for heading, actions in PLAN.items():
        document.add_paragraph().add_run(heading.replace(" ", ". ", 1)).bold = True
        for action in actions:
            document.add_paragraph(f"{action.number}. {action.text}")
            for letter, step in zip("ab", action.steps, strict=False):
                document.add_paragraph(f"({letter}) {step}")
            document.add_paragraph(f"Responsible: {'; '.join(action.leads)}")
            document.add_paragraph("Measure: fewer people wait")
            document.add_paragraph(f"Target date: {action.due[0]}")
            document.add_paragraph("Status: On track")
    return saved(document)


@made("docx", errors=1, plan={}, says=("No table was found",))
def prose_without_labels_is_refused():
    document = new()
    for heading, actions in PLAN.items():
        document.add_heading(heading, 1)
        for action in actions:
            document.add_paragraph(f"{action.number} {action.text}. We hope to do it by June.")
    return saved(document)


@made("docx")
def a_table_that_is_nested_for_the_layout_beside_a_picture():
    document = new()
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "[picture]"
    inner = outer.cell(0, 1).add_table(rows=7, cols=4)
    for row, texts in zip(inner.rows, plain_rows(), strict=True):
        for box, text in zip(row.cells, texts, strict=True):
            first, *others = text.split("\n")
            box.text = first
            for other in others:
                box.add_paragraph(other)
    return saved(document)


@made(
    "docx",
    plan=renumbered("1", "2", "3", "4", plan={"1 All actions": (CLINIC, DENTISTS, LISTS, FLAPS)}),
    says=("names no objective",),
)
def one_list_without_objectives():
    document = new()
    word_table(
        document,
        [("Ref", "Action", "Lead", "Due"), *((str(at), *row_of(a)[1:]) for at, (_, a) in enumerate(flat(), start=1))],
    )
    return saved(document)


@made("docx", plan=renumbered("1.1.1", "1.1.2", "2.1.1", "2.1.2"))
def numbers_of_three_parts():
    document = new()
    rows = [("Ref", "Action", "Lead", "Due")]
    for heading, actions in PLAN.items():
        rows.append((*objective_of(heading), "", ""))
        rows += [(f"{heading[0]}.1.{at}", *row_of(action)[1:]) for at, action in enumerate(actions, start=1)]
    word_table(document, rows)
    return saved(document)


@made("docx")
def objectives_as_headings_inside_one_running_table():
    document = new()
    rows = [("Action", "Lead", "Due")]
    for heading, actions in PLAN.items():
        rows.append((f"OBJECTIVE {heading.replace(' ', ': ', 1)}", "", ""))
        rows += [(f"{a.number} {text_of(a)}", *row_of(a)[2:]) for a in actions]
    word_table(document, rows)
    return saved(document)


@made("docx", says=("3 March 2023",), plan=changed(a1_2={"due": ("3 March 2023",)}))
def a_date_before_the_year():
    document = new()
    rows = [row if row[0] != "1.2" else (*row[:3], "3 March 2023") for row in plain_rows()]
    word_table(document, rows)
    return saved(document)


@made("docx", plan=changed(a1_2={"text": "Dysgu deintyddion pa wlserau i’w cyfeirio – ŵ ŷ, Gàidhlig 🙂"}))
def welsh_and_gaelic_letters():
    document = new()
    rows = [
        row if row[0] != "1.2" else (row[0], "Dysgu deintyddion pa wlserau i’w cyfeirio – ŵ ŷ, Gàidhlig 🙂", *row[2:])
        for row in plain_rows()
    ]
    word_table(document, rows)
    return saved(document)


@made("xlsx")
def a_sheet_that_begins_far_to_the_right_and_below():
    rows = [[]] * 9 + [[None] * 6 + list(row) for row in plain_rows()]
    return saved(workbook(("Plan", rows)))


@made("xlsx", says=("sheet Summary: This table was not imported",))
def a_dashboard_sheet_of_counts_first():
    counts = [["RAG", "Number"], ["Red", 1], ["Amber", 2], ["Green", 1]]
    return saved(workbook(("Summary", counts), ("Plan", plain_rows())))


@made("xlsx", plan=changed(a1_1={"leads": ("MCN Clinical Lead", "Lead Nurse")}))
def a_plan_and_the_plan_of_last_year_hidden():
    book = workbook(("2022-23", plain_rows()), ("2023-24", plain_rows()))
    book["2022-23"].sheet_state = "veryHidden"
    return saved(book)


@made("csv")
def csv_with_labels_that_vary_in_case_and_spaces():
    rows = plain_rows(("  REF  ", "ACTION  REQUIRED", "Lead Officer(s)", "Target  Date"))
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()


@made("csv", plan=without_steps())
def csv_with_a_comma_too_many_at_each_end():
    rows = [
        [cell.split("\n")[0] if at == 1 else cell.replace("\n", "; ") for at, cell in enumerate(row)]
        for row in plain_rows()
    ]
    return "\n".join(",".join(f'"{cell}"' for cell in row) + ",,,," for row in rows).encode()


@made("txt")
def pasted_from_word_with_every_cell_on_lines():
    rows = ["\t".join(row) for row in plain_rows()]
    return (
        ("Northshire work plan 2023/24\r\n\r\n" + "\r\n".join(rows))
        .replace("\n", "\r\n")
        .replace("\r\r", "\r")
        .encode("cp1252", "replace")
    )


@made("txt", plan=changed(a1_1={"leads": ("MCN Clinical Lead", "Lead Nurse")}))
def pasted_with_pipes():
    rows = ["| " + " | ".join(cell.replace("\n", "<br>") for cell in row) + " |" for row in plain_rows()]
    return "\n".join([rows[0], "|---|---|---|---|", *rows[1:]]).encode()
