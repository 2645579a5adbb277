"""The national time series in other dress: with rows that are no months, and one sheet of it as CSV."""

import csv
from datetime import date

import pytest

from performance.importing import excel
from performance.importing.parsed import FileRefused
from performance.importing.text import read_csv
from tests.performance import corpus
from tests.performance.corpus import needs_corpus


@needs_corpus
def test_rows_of_a_time_series_without_a_month_are_told():
    sheets = excel._sheets(str(corpus.TIME_SERIES))
    name = next(title for title in sheets if title.startswith("Monthly Perf"))
    head = next(number for number, row in enumerate(sheets[name]) if "Monthly" in row)
    sheets[name].insert(head + 1, ["", "2020/21", 500.0, 400.0, 100.0, 0.8])
    parsed = excel.recognise(sheets, name=corpus.TIME_SERIES.name)
    rows = list(parsed)
    assert len(rows) == len(corpus.parsed(corpus.TIME_SERIES)[1])
    assert [finding.message for finding in parsed.findings if finding.where == f"sheet “{name}”"] == [
        "Rows that name no month or quarter are not loaded: “2020/21”."
    ]


@needs_corpus
@pytest.mark.parametrize("title", ["Monthly Performance", "Quarterly Performance", "Monthly Referrals Seen"])
def test_a_sheet_of_a_time_series_as_csv(tmp_path, title):
    """Whatever the file is called: referrals are told by the block, which has no column “within”."""
    sheets = excel._sheets(str(corpus.TIME_SERIES))
    name = next(each for each in sheets if each == title)
    path = tmp_path / "National-Time-Series.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [f"{cell:%b-%y}" if isinstance(cell, date) else cell for cell in row] for row in sheets[name]
        )
    parsed = read_csv(path, name=path.name)
    assert [row[:4] for row in parsed] == [row[:4] for row in excel.recognise({name: sheets[name]}, name=path.name)]


@needs_corpus
def test_a_block_without_its_column_is_refused():
    sheets = excel._sheets(str(corpus.TIME_SERIES))
    head = next(row for row in sheets["Monthly Performance"] if "Monthly" in row)
    head[head.index("Within Standard")] = "Treated"
    with pytest.raises(FileRefused, match="“Monthly Performance”, column 2: .*no column “within standard”"):
        list(excel.recognise(sheets, name=corpus.TIME_SERIES.name))
