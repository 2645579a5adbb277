"""A workbook that is not as it should be: refused with the sheet and row named, or found out; never half read."""

from copy import deepcopy
from functools import lru_cache

import pytest

from performance.importing import excel
from performance.importing.parsed import FileRefused
from tests.performance.corpus import OCTOBER_BY_ICB, needs_corpus

pytestmark = needs_corpus
ALL = "62-DAY (ALL CANCER)"
FDS = "28-DAY FDS (ALL ROUTES)"


@lru_cache(maxsize=1)
def published():
    return excel._sheets(str(OCTOBER_BY_ICB))


def read(sheets, name=OCTOBER_BY_ICB.name):
    parsed = excel.recognise(sheets, name=name)
    return parsed, list(parsed)


def renamed(sheets):
    sheets[FDS][8][4] = "PATIENTS"


def without_a_sheet(sheets):
    del sheets[ALL]


def text_for_a_count(sheets):
    for row in sheets[FDS][9:60]:
        row[4] = "see note"


def cut_off(sheets):
    del sheets[ALL][-20:]


def without_a_part(sheets):
    start = next(i for i, row in enumerate(sheets[ALL]) if str(row[0]).startswith("PART E"))
    del sheets[ALL][start:]


def another_month(sheets):
    sheets[ALL][1][0] = "Oct-22"


def another_front_page(sheets):
    sheets["Frontpage"][7][0] = "October 2022"


def another_clock(sheets):
    sheets[ALL][8][6] = "WITHIN 31 DAYS"


def without_headings(sheets):
    sheets[FDS][8] = [f"Column {number}" for number in range(14)]


def more_than_all(sheets):
    sheets[FDS][9][5] = sheets[FDS][9][4] + 1


@pytest.mark.parametrize(
    ("damage", "where", "message"),
    [
        (renamed, f"sheet “{FDS}”, row 9", "No column for total"),
        (without_a_sheet, f"sheet “{ALL}”", "missing"),
        (text_for_a_count, f"sheet “{FDS}”, row 10", "where a count belongs"),
        (cut_off, f"sheet “{ALL}”, PART E: CONSULTANT UPGRADE", "may not be whole"),
        (without_a_part, f"sheet “{ALL}”", "4 of 5 parts"),
        (another_month, "file", "different months"),
        (another_front_page, "Frontpage", "October 2022"),
        (another_clock, f"sheet “{ALL}”, row 9", "31 days"),
        (without_headings, f"sheet “{FDS}”", "No row of headings"),
        (more_than_all, f"sheet “{FDS}”, row 10", "more than all"),
    ],
)
def test_a_damaged_workbook_is_refused_with_the_place(damage, where, message):
    sheets = deepcopy(published())
    damage(sheets)
    with pytest.raises(FileRefused) as refused:
        read(sheets)
    first = refused.value.findings[0]
    assert first.where == where
    assert message in first.message


def test_a_total_that_is_not_the_sum_of_its_parts_is_found_out():
    sheets = deepcopy(published())
    row = next(row for row in sheets[FDS] if row[2] == "ALL ENGLISH COMMISSIONERS")
    row[4] += 5
    row[6] += 5
    parsed, _ = read(sheets)
    assert [finding.where for finding in parsed.findings] == [f"sheet “{FDS}”"]
    assert "its parts make" in parsed.findings[0].message
    assert not parsed.complete


def test_a_provisional_workbook_says_so_itself():
    sheets = deepcopy(published())
    sheets["Frontpage"][4][0] = "Status: Provisional Official Statistics"
    parsed, rows = read(sheets, name="OCTOBER-2023-CWT-CRS-COMMISSIONER-WORKBOOK.xlsx")
    assert not parsed.complete
    assert not any(row.final for row in rows)


def test_another_workbook_is_refused_with_what_was_found():
    with pytest.raises(FileRefused) as refused:
        read({"Staff": [["Name", "Grade", "Band"], ["A", "B", "C"]]}, name="staff.xlsx")
    assert "“Staff” (Name, Grade, Band)" in str(refused.value)
