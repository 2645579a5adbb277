"""An extract that somebody has saved as CSV says what its sheet says."""

import csv
import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from performance.importing.parsed import FileRefused
from performance.importing.text import read_csv
from tests.performance import corpus
from tests.performance.corpus import needs_corpus

HEAD = "PERIOD,STANDARD,ORG CODE,STAGE/ROUTE,TREATMENT MODALITY,CANCER TYPE,TOTAL TREATED,WITHIN STANDARD,BREACHES\n"
NAME = "Data-Extract-Provider-Final.csv"


def read(tmp_path, text, name=NAME):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    parsed = read_csv(path, name=name)
    return parsed, list(parsed)


@needs_corpus
@pytest.mark.parametrize("day", ["%Y-%m-%d", "%d/%m/%Y", "%b-%y"])
def test_the_published_one(tmp_path, day):
    sheet = CalamineWorkbook.from_path(str(corpus.EXTRACT)).get_sheet_by_index(0).to_python()

    def cell(value):
        if isinstance(value, date):
            return value.strftime(day)
        return f"{value:g}" if isinstance(value, float) else value

    text = io.StringIO()
    csv.writer(text).writerows([cell(value) for value in row] for row in sheet)
    parsed, rows = read(tmp_path, text.getvalue(), corpus.EXTRACT.with_suffix(".csv").name)
    as_sheet, rows_of_sheet = corpus.parsed(corpus.EXTRACT)
    assert rows == rows_of_sheet
    assert (parsed.kind, parsed.adds_up, parsed.findings) == (as_sheet.kind, as_sheet.adds_up, as_sheet.findings)


@pytest.mark.parametrize(
    ("text", "name", "where", "message"),
    [
        (HEAD + "2023-10-01,62-day Combined,RHM,ALL ROUTES,ALL MODAL", NAME, "line 2", "Was the file cut off?"),
        (HEAD + "2023-10-01,62-day Combined,RHM,A,B,Lung,many,9,1\n", NAME, "line 2", "no count"),
        (HEAD + "2023-10-01,62-day Combined,RHM,A,B,Lung,9,10,1\n", NAME, "line 2", "more than all"),
        (HEAD + "soon,62-day Combined,RHM,A,B,Lung,9,9,0\n", NAME, "line 2", "No month could be read: “soon”"),
        (HEAD + "2023-10-01,90-day,RHM,A,B,Lung,9,9,0\n", NAME, "line 2", "No standard could be read: “90-day”"),
        (HEAD.replace("CANCER TYPE", "TYPE"), NAME, "line 1", "No column for tumour"),
        (HEAD + "2023-10-01,62-day Combined,RHM,A,B,Lung,9,9,0\n", "extract.csv", "file", "provider or sub-ICB"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, text, name, where, message):
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, text, name)
    assert refused.value.findings[0].where == where
    assert message in refused.value.findings[0].message


@pytest.mark.parametrize(
    ("month", "year", "expected"),
    [("OCT", "2023/24", "2023-10"), ("January", "2023/24", "2024-01"), ("March", "2024", "2024-03")],
)
def test_a_month_beside_a_year_where_there_is_no_period(tmp_path, month, year, expected):
    head = HEAD.replace("PERIOD", "MONTH,YEAR")
    row = "62-day Combined,RHM,ALL ROUTES,ALL MODALITIES,ALL CANCERS,9,8,1"
    _, rows = read(tmp_path, f"{head}{month},{year},{row}\nMAR,2025/26,{row}\n")
    assert [f"{row.month:%Y-%m}" for row in rows] == [expected, "2026-03"]


def test_without_any_month_the_name_tells_it(tmp_path):
    text = HEAD.removeprefix("PERIOD,") + "62-day Combined,RHM,ALL ROUTES,ALL MODALITIES,ALL CANCERS,9,8,1\n"
    _, (row,) = read(tmp_path, text, "October-2023-Data-Extract-Provider.csv")
    assert row.month == date(2023, 10, 1)
    with pytest.raises(FileRefused, match="No month could be read"):
        read(tmp_path, text)


def test_our_own_layout_in_words_of_an_extract_is_no_extract(tmp_path):
    """Provider code and cancer type are spellings of our columns, too."""
    parsed, rows = read(tmp_path, "provider code,standard,cancer type,month,total,within\nRHM,62d,Lung,2023-10,10,9\n")
    assert (parsed.kind, len(rows)) == ("our own layout", 1)


def test_headings_of_neither_are_refused_as_such(tmp_path):
    with pytest.raises(FileRefused, match="none of the known waiting-times files"):
        read(tmp_path, "trust,measure,month,total,in time\nRHM,62d,2023-10,10,9\n")
