"""CSV files and pasted texts as people bring them."""

import csv
import io

from tests.workplans.importing.made.truth import (
    PLAN,
    flat,
    made,
    without_steps,
)
from tests.workplans.importing.made.word import TITLE, objective_of, row_of

HEAD = ("Objective", "Ref", "Task", "Lead officer", "Target date", "", "")


def written(delimiter, rows=None):
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter)
    for row in rows or [
        HEAD,
        *((heading.replace(" ", ". ", 1), *row_of(action), "", "") for heading, action in flat()),
    ]:
        writer.writerow(row)
    return target.getvalue()


@made("csv")
def csv_with_semicolons_in_windows_letters():
    return written(";").encode("cp1252")


@made("csv")
def csv_with_tabs_in_utf_16():
    return written("\t").encode("utf-16")


@made("csv")
def csv_with_a_mark_and_titles_above():
    return (f"{TITLE},,,,,,\r\n,,,,,,\r\n" + written(",")).encode("utf-8-sig")


@made("csv")
def csv_of_old_macs():
    return written(",").replace("\r\n", "\r").encode()


@made("txt")
def pasted_from_word():
    rows = ["No.\tAction\tLead\tDue date"]
    for heading, actions in PLAN.items():
        rows += ["\t".join((*objective_of(heading), "", ""))] + ["\t".join(row_of(action)) for action in actions]
    return "\n".join(rows).encode()


@made("txt")
def pasted_from_excel():
    return written("\t").encode()


@made("txt")
def pasted_as_html():
    rows = [("No.", "Action", "Lead", "Due date")]
    for heading, actions in PLAN.items():
        rows += [(*objective_of(heading), "", "")] + [row_of(action) for action in actions]
    cells = ("".join(f"<td>{cell.replace(chr(10), '<br>')}</td>" for cell in row) for row in rows)
    return ("<table><tbody>\n" + "\n".join(f"<tr>{row}</tr>" for row in cells) + "\n</tbody></table>").encode()


@made("txt", plan=without_steps())
def pasted_from_a_pdf_with_page_numbers():
    rows = [TITLE, "", "No.\tAction\tLead\tDue date"]
    for heading, actions in PLAN.items():
        rows += [heading.replace(" ", "\t", 1) + "\t\t"]
        rows += [f"{a.number}\t{a.text}\t{' '.join(a.leads)}\t{a.due[0]}" for a in actions]
        rows += ["", f"{TITLE}", f"Page {heading[0]} of 2", "", "No.\tAction\tLead\tDue date"]
    return "\n".join(rows[:-1]).encode()


@made("txt", says=("no table",))
def pasted_lines_without_a_table():
    rows = [TITLE, ""]
    for heading, actions in PLAN.items():
        rows += [f"Objective {heading.replace(' ', ': ', 1)}", ""]
        for action in actions:
            rows += [f"{action.number} {action.text}", *(f"- {step}" for step in action.steps)]
            rows += [f"Lead: {', '.join(action.leads)}", f"Due date: {action.due[0]}", ""]
    return "\n".join(rows).encode()
