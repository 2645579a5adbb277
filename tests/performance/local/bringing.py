"""What tests of importing local figures share: a place, its analyst, and files of our own templates."""

import csv
import io

from openpyxl import Workbook

from performance.local import imports
from performance.local.sheets import FIGURES


def as_csv(*rows, headings=FIGURES.headings):
    file = io.StringIO()
    csv.writer(file).writerows([headings, *rows])
    return file.getvalue().encode()


def as_xlsx(**sheets):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring(place, by, content, name="figures.csv", of="figures"):
    return imports.stage_sheet(alliance=place.alliance, of=of, source=content, name=name, by=by)


def told(findings):
    return [(f["level"], f["sheet"], f["row"], f["column"], f["value"]) for f in findings]


GOOD = [
    ("referrals", "", "Lung", "", "week", "21/09/2026", "1,041", ""),
    ("Waiting over 62 days", "East Hospitals", "all", "", "week", "24/09/2026", "61", "1150"),
    ("backlog-104", "Eastern General", "Derm", "", "week", "Week ending 27/09/2026", "*", ""),
    ("waits", "West Hospitals", "", "29 to 62 days", "week", "21 September 2026", "4.5", ""),
    ("diagnostics", "", "", "Flexi. Sig.", "month", "2026-09-30", "0", ""),
]
