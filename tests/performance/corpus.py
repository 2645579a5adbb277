"""The published files that the tests of importing stand on, each read once; skipped where they are absent."""

import csv
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from performance.importing import excel
from performance.importing.text import read_csv

DATA = Path(settings.CORPUS_DIR) / "data"
CWT = DATA / "cwt"
WORKBOOKS = CWT / "monthly-workbooks"
OCTOBER = WORKBOOKS / "OCTOBER-2023-CWT-CRS-PROVIDER-WORKBOOK-FINAL.xlsx"
OCTOBER_BY_ICB = WORKBOOKS / "OCTOBER-2023-CWT-CRS-COMMISSIONER-WORKBOOK-FINAL.xlsx"
NOVEMBER = WORKBOOKS / "NOVEMBER-2023-CWT-CRS-PROVIDER-WORKBOOK-FINAL.xlsx"
MARCH = WORKBOOKS / "MARCH-2024-CWT-CRS-PROVIDER-WORKBOOK-FINAL.xlsx"
JULY_2025 = WORKBOOKS / "JULY-2025-CWT-CRS-COMMISSIONER-WORKBOOK-FINAL.xlsx"
EXTRACT = CWT / "extracts" / "CWT-CRS-Oct-2023-Data-Extract-Provider.xlsx"
TIME_SERIES = CWT / "time-series" / "CWT-CRS-National-Time-Series-Oct-2009-Oct-2023-with-Revisions.xlsx"
COMBINED = CWT / "combined-csv" / "2023-24-Oct-Nov-Monthly-Combined-CSV-RECONSTRUCTED-trimmed.csv"
OLD = CWT / "pre-2023"
JUNE_2015 = OLD / "201506-11.-62-Day-Wait-for-first-treatment-All-Cancers-Provider-Data.csv"
QUARTER_2015 = OLD / "Q2-2015-2016-CANCER-WAITING-TIMES-PROVIDER-WORKBOOK-XLSX-1.1MB.xlsx"
JULY_2023 = OLD / "nhs_commissioner_wait_times_jul_2023.xlsx"
SCOTLAND_62 = DATA / "scotland" / "cwt_62_day_standard_2012Q1-2014Q4.csv"
SCOTLAND_31 = DATA / "scotland" / "cancer31day.csv"

needs_corpus = pytest.mark.skipif(not CWT.is_dir(), reason=f"the published files are not at {DATA} (CORPUS_DIR)")


@cache
def parsed(path):
    """A file and its rows: (ParsedFile, list of Row)."""
    if path.suffix == ".xlsx":
        text = "".join(excel.read(path=str(path), name=path.name))
        file = excel.parsed_of(iter(text.splitlines(keepends=True)))
    else:
        file = read_csv(path, name=path.name)
    return file, list(file)


def expected(name):
    """The rows of one of the lists of what a correct import yields."""
    with (CWT / "expected" / name).open(newline="") as file:
        return list(csv.DictReader(file))
