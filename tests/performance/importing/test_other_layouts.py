"""Months and layouts that are not among the samples: each is read as what it is, or refused with a sentence."""

import copy
from datetime import date, datetime
from decimal import Decimal

import pytest

from performance.importing import excel
from performance.importing.parsed import FileRefused
from performance.importing.text import read_csv
from tests.performance import corpus
from tests.performance.corpus import needs_corpus


@pytest.fixture(scope="module")
def sheets_of():
    """A copy of a workbook's cells that a test may change."""
    read = {}

    def get(path):
        if path not in read:
            read[path] = excel._sheets(str(path))
        return copy.deepcopy(read[path])

    return get


def rows_of(sheets, name):
    parsed = excel.recognise(sheets, name=name)
    return parsed, list(parsed)


def every_cell(sheets, change):
    return {title: [[change(cell) for cell in row] for row in rows] for title, rows in sheets.items()}


def headline(rows, code, measure, basis="provider"):
    (found,) = [
        row
        for row in rows
        if row.key[:3] == (basis, code, measure) and row.key.tumour == row.key.route == row.key.modality == ""
    ]
    return found


# --- Monthly workbooks ----------------------------------------------------------------------------

MONTHS = [
    ("Apr-25", "APRIL-2025-CWT-CRS-PROVIDER-WORKBOOK-PROVISIONAL.xlsx", date(2025, 4, 1)),
    ("September 2024", "SEPTEMBER-2024-CWT-CRS-PROVIDER-WORKBOOK-FINAL.xlsx", date(2024, 9, 1)),
    ("Sept-24", "workbook.xlsx", date(2024, 9, 1)),
    ("PERIOD: JAN 2025/26", "workbook.xlsx", date(2026, 1, 1)),
    (datetime(2026, 2, 1), "February 2026 provider workbook.xlsx", date(2026, 2, 1)),
    (date(2026, 2, 1), "workbook.xlsx", date(2026, 2, 1)),
    (45778.0, "workbook.xlsx", date(2025, 5, 1)),
    ("01/06/2025", "workbook.xlsx", date(2025, 6, 1)),
    ("", "JUNE-2025-CWT-CRS-PROVIDER-WORKBOOK-FINAL.xlsx", date(2025, 6, 1)),
]


@needs_corpus
@pytest.mark.parametrize(("cell", "name", "month"), MONTHS, ids=[str(case[0]) for case in MONTHS])
def test_other_months_however_they_are_written(sheets_of, cell, name, month):
    def change(old):
        return cell if isinstance(old, str) and old.strip() in ("Oct-23", "OCTOBER 2023", "October 2023") else old

    sheets = every_cell(sheets_of(corpus.OCTOBER), change)
    parsed, rows = rows_of(sheets, name)
    assert {row.month for row in rows} == {month}
    assert len(rows) == len(corpus.parsed(corpus.OCTOBER)[1])
    assert [finding for finding in parsed.findings if finding.level == "warning"] == []


def shuffled(sheets):
    return dict(reversed(sheets.items()))


def indented(sheets):
    return {title: [["", *row] for row in rows] for title, rows in sheets.items()}


def gapped(sheets):
    """An empty column behind the third."""
    return {title: [[*row[:3], "", *row[3:]] for row in rows] for title, rows in sheets.items()}


def lowered(sheets):
    return {title: [["", "", ""], *rows] if title != "Frontpage" else rows for title, rows in sheets.items()}


def small_letters(sheets):
    return {
        title: [[c.lower() if isinstance(c, str) and c.isupper() and len(c) > 5 else c for c in row] for row in rows]
        for title, rows in sheets.items()
    }


def with_notes(sheets):
    return {"Contents": [["", "What is in here"]], **sheets, "Notes": [["Data quality"], ["A trust was late.", "RHM"]]}


def trailing(sheets):
    return {title: [[*row, "", ""] for row in rows] + [[""] * 4] * 9 for title, rows in sheets.items()}


def text_numbers(sheets):
    def change(cell):
        return f"{cell:g}" if isinstance(cell, float) and cell > 1.5 and cell < 100_000 else cell

    return every_cell(sheets, change)


@needs_corpus
@pytest.mark.parametrize(
    "change", [shuffled, indented, gapped, lowered, small_letters, with_notes, trailing, text_numbers]
)
def test_the_same_figures_in_another_dress(sheets_of, change):
    _, rows = rows_of(change(sheets_of(corpus.OCTOBER)), corpus.OCTOBER.name)
    wanted = {(row.key, row.month): (row.total, row.within) for row in corpus.parsed(corpus.OCTOBER)[1]}
    assert {(row.key, row.month): (row.total, row.within) for row in rows} == wanted


# --- Commissioners before July 2022 ---------------------------------------------------------------


@needs_corpus
@pytest.mark.parametrize(
    ("period", "name", "month"),
    [
        ("PERIOD: JUN 2021/22", "CANCER-WAITING-TIMES-COMMISSIONER-WORKBOOK-JUNE-2021.xlsx", date(2021, 6, 1)),
        ("PERIOD: MAR 2021/22", "commissioner.xlsx", date(2022, 3, 1)),
        ("PERIOD: Q2 2021/22", "commissioner.xlsx", date(2021, 7, 1)),
    ],
)
def test_clinical_commissioning_groups(sheets_of, period, name, month):
    words = {"ODS CODE": "CCG CODE", "ODS CODE (1)": "CCG CODE (1)"}

    def change(cell):
        if not isinstance(cell, str):
            return cell
        if "JUL 2023" in cell.upper() or cell.strip().upper() == "JULY 2023":
            return period
        if cell.strip().upper().startswith("INTEGRATED CARE BOARD"):
            return "CLINICAL COMMISSIONING GROUP (CCG)"
        return words.get(cell.strip(), cell)

    _, rows = rows_of(every_cell(sheets_of(corpus.JULY_2023), change), name)
    wanted = corpus.parsed(corpus.JULY_2023)[1]
    assert len(rows) == len(wanted)
    assert {row.month for row in rows} == {month}
    assert {row.key.basis for row in rows} == {"commissioner"}


# --- Extracts -------------------------------------------------------------------------------------


@needs_corpus
@pytest.mark.parametrize(
    ("heading", "name", "basis"),
    [
        ("SUB ICB CODE", "CWT-CRS-May-2025-Data-Extract-Sub-ICB.xlsx", "commissioner"),
        ("SUB-ICB LOCATION CODE", "CWT-CRS-May-2025-Data-Extract-Sub-ICB-Final.xlsx", "commissioner"),
        ("ORG CODE", "CWT-CRS-May-2025-Data-Extract-Commissioner.xlsx", "commissioner"),
        ("ORG CODE", "CWT-CRS-May-2025-Data-Extract-Provider-Final.xlsx", "provider"),
    ],
)
def test_extracts_by_sub_icb_and_of_other_months(sheets_of, heading, name, basis):
    ((_, rows),) = sheets_of(corpus.EXTRACT).items()
    place = rows[0].index("ORG CODE")
    rows[0][place] = heading
    for row in rows[1:]:
        row[0] = datetime(2025, 5, 1)
    parsed, found = rows_of({"Extract": rows}, name)
    assert {row.key.basis for row in found} == {basis}
    assert {row.month for row in found} == {date(2025, 5, 1)}
    assert {row.final for row in found} == {"Final" in name}
    assert [finding for finding in parsed.findings if finding.level == "warning"] == []


@needs_corpus
def test_an_extract_behind_a_cover(sheets_of):
    ((title, rows),) = sheets_of(corpus.EXTRACT).items()
    _, found = rows_of({"Cover": [["Cancer waiting times"], ["Contact"]], title: rows}, corpus.EXTRACT.name)
    assert len(found) == len(corpus.parsed(corpus.EXTRACT)[1])


# --- The combined file ----------------------------------------------------------------------------

HEAD = (
    "Basis,Org_Code,Parent_Org,Org_Name,Standard_or_Item,Cancer_Type,Referral_Route_or_Stage,Treatment_Modality,"
    "Total,Within,After,Performance"
)
LINES = (
    "Provider,Total,,Total,62D,ALL CANCERS,ALL ROUTES,ALL MODALITIES,25016.5,15812.5,9204,0.632082825",
    "Provider,RHM,Y59,Southampton,62D,ALL CANCERS,ALL ROUTES,ALL MODALITIES,295.5,206,89.5,0.697123519",
    "Commissioner,QRL,Y59,Hampshire,62D,ALL CANCERS,ALL ROUTES,ALL MODALITIES,300,200,100,0.666666667",
    "Provider,RHM,Y59,Southampton,FDS,ALL CANCERS,ALL ROUTES,,2537,2159,378,0.851005125",
    "Provider,RHM,Y59,Southampton,31D,ALL CANCERS,ALL STAGES,ALL MODALITIES,600,560,40,0.933333333",
)


def csv_of(tmp_path, text, name, encoding="utf-8", newline="\n"):
    path = tmp_path / name
    path.write_bytes(text.replace("\n", newline).encode(encoding))
    parsed = read_csv(path, name=name)
    return parsed, list(parsed)


PERIODS = [
    ("2025-04-01", date(2025, 4, 1)),
    ("01/04/2025", date(2025, 4, 1)),
    ("01/12/2025", date(2025, 12, 1)),
    ("1/4/2025", date(2025, 4, 1)),
    ("2025-04-01 00:00:00", date(2025, 4, 1)),
    ("01/04/2025 00:00", date(2025, 4, 1)),
    ("01-04-2025", date(2025, 4, 1)),
    ("2025-04", date(2025, 4, 1)),
    ("2025/04/01", date(2025, 4, 1)),
    ("20250401", date(2025, 4, 1)),
    ("Apr-25", date(2025, 4, 1)),
    ("April 2025", date(2025, 4, 1)),
    ("1 April 2025", date(2025, 4, 1)),
    ("01-Apr-2025", date(2025, 4, 1)),
]


@pytest.mark.parametrize(("cell", "month"), PERIODS, ids=[cell for cell, _ in PERIODS])
def test_the_period_of_a_combined_file(tmp_path, cell, month):
    text = "\n".join([f"Period,{HEAD}", *(f"{cell},{line}" for line in LINES)])
    _, rows = csv_of(tmp_path, text, "2025-26-Monthly-Combined-CSV-Provisional.csv")
    assert {row.month for row in rows} == {month}
    assert headline(rows, "ENG", "62d").total == Decimal("25016.5")
    assert headline(rows, "QRL", "62d", "commissioner").within == 200
    assert not any(row.final for row in rows)


NAMES = [
    ("CWT-CRS-May-2025-Monthly-Combined-CSV-Final.csv", date(2025, 5, 1)),
    ("May-2025-Monthly-Combined-CSV.csv", date(2025, 5, 1)),
    ("MAY2025_Monthly_Combined.csv", date(2025, 5, 1)),
    ("Monthly-Combined-CSV-May-25-Provisional.csv", date(2025, 5, 1)),
    ("202505-Monthly-Combined.csv", date(2025, 5, 1)),
    ("2025-05 Monthly Combined.csv", date(2025, 5, 1)),
    ("Cancer Waiting Times 2025_05.csv", date(2025, 5, 1)),
    ("1.-January-2026-Monthly-Combined-CSV-Provisional (1).csv", date(2026, 1, 1)),
    ("2025-26-May-2025-Monthly-Combined-CSV.csv", date(2025, 5, 1)),
]


@pytest.mark.parametrize(("name", "month"), NAMES, ids=[name for name, _ in NAMES])
def test_a_combined_file_whose_month_stands_in_its_name_only(tmp_path, name, month):
    _, rows = csv_of(tmp_path, "\n".join([HEAD, *LINES]), name)
    assert {row.month for row in rows} == {month}
    assert len(rows) == len(LINES)


@pytest.mark.parametrize("name", ["Monthly-Combined-CSV.csv", "2025-26-Monthly-Combined-CSV.csv", "2025.csv"])
def test_a_combined_file_that_tells_no_month_is_refused(tmp_path, name):
    with pytest.raises(FileRefused, match="no month"):
        csv_of(tmp_path, "\n".join([HEAD, *LINES]), name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings(tmp_path, encoding, newline):
    lines = [*LINES, "Provider,R1K,Y56,“London” Trust – é,62D,ALL CANCERS,ALL ROUTES,ALL MODALITIES,10,5,5,0.5"]
    parsed, rows = csv_of(tmp_path, "\n".join([HEAD, *lines]), "May-2025-Combined-Final.csv", encoding, newline)
    assert len(rows) == len(lines)
    assert parsed.names["R1K"] == "“London” Trust – é"


def test_columns_in_another_order_blank_ones_and_small_letters(tmp_path):
    columns = HEAD.split(",")
    order = [*range(len(columns))][::-1]
    rows = [[cells[i] for i in order] for cells in (columns, *(line.split(",") for line in LINES))]
    rows[0] = [cell.lower() for cell in rows[0]]
    text = "\n".join(",".join([*row[:5], "", *row[5:], ""]) for row in rows)
    _, found = csv_of(tmp_path, text, "May-2025-Combined-Final.csv")
    assert headline(found, "RHM", "62d").total == Decimal("295.5")
    assert len(found) == len(LINES)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace("Org_Code", "Organisation"), "No column org_code"),
        (lambda text: text.replace("Total,Within,After", "Seen,In_time,After"), "No column total, within"),
        (lambda text: text.replace("295.5,206", "many,206"), "“many” is no count"),
        (lambda text: text.replace("62D", "63D"), "63D"),
        (lambda text: text[:-30], "cut off"),
        (lambda text: text.replace("Provider,RHM,Y59", "Provider,,Y59"), "No known basis, organisation"),
    ],
    ids=["a renamed column", "renamed counts", "text", "another standard", "cut off", "no organisation"],
)
def test_a_damaged_combined_file_is_refused_with_the_place(tmp_path, change, words):
    with pytest.raises(FileRefused) as refused:
        csv_of(tmp_path, change("\n".join([HEAD, *LINES])), "May-2025-Combined-Final.csv")
    assert words in str(refused.value)
    assert all(finding.where.startswith("line") for finding in refused.value.findings)


# --- Scotland -------------------------------------------------------------------------------------

SCOTLAND = (
    "Quarter,HB,HBQF,HBT,CancerType,CancerTypeQF,NumberOfEligibleReferrals62DayStandard,"
    "NumberOfEligibleReferrals62DayStandardQF,NumberOfEligibleReferralsTreatedWithin62Days,"
    "NumberOfEligibleReferralsTreatedWithin62DaysQF\n"
)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize(("quarter", "month"), [("2024Q1", date(2024, 1, 1)), ("2025Q4", date(2025, 10, 1))])
@pytest.mark.parametrize("days", ["31", "62"])
def test_later_quarters_of_scotland(tmp_path, encoding, quarter, month, days):
    rows = (
        "S92000003,d,S08000031,All Cancer Types,d,100,p,80,p",
        "S08000031,,S08000031,All Cancer Types,d,90,p,75,p",
        "S08000031,,S08000031,Lung,,20,p,10,p",
        "S92000003,d,S08000031,Lung,,20,p,10,p",
    )
    text = SCOTLAND.replace("62", days) + "\n".join(f"{quarter},{row}" for row in rows)
    _, found = csv_of(tmp_path, text, f"cwt_{days}.csv", encoding)
    assert {(row.month, row.key.frequency, row.key.measure) for row in found} == {(month, "quarter", f"{days}d")}
    assert headline(found, "S08000031", f"{days}d", "treatment").within == 80
    assert headline(found, "S92000003", f"{days}d", "treatment").total == 100
    assert not any(row.final for row in found if row.key.tumour == "")


# --- The old CSVs ---------------------------------------------------------------------------------


@needs_corpus
@pytest.mark.parametrize(
    ("period", "name", "month"),
    [
        ("PERIOD: JANUARY 2016", "x.csv", date(2016, 1, 1)),
        ("Oct-15", "x.csv", date(2015, 10, 1)),
        ("42826", "x.csv", date(2017, 4, 1)),
        ("", "201512-11.-62-Day-Wait-All-Cancers-Provider-Data.csv", date(2015, 12, 1)),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_old_csvs_of_other_months(tmp_path, period, name, month, encoding):
    text = corpus.JUNE_2015.read_text(encoding="cp1252").replace("PERIOD: June 2015", period)
    _, rows = csv_of(tmp_path, text, name, encoding)
    assert {row.month for row in rows} == {month}
    assert len(rows) == len(corpus.parsed(corpus.JUNE_2015)[1])


@needs_corpus
def test_an_old_csv_as_it_is_laid_out_since_october_2015(tmp_path):
    """The first column is empty, and the headings are numbered anew."""

    def moved(line):
        area, _, rest = line.partition(",")
        is_row = not area or area.startswith(("ONS AREA ID", "E", "N/A", "W", "S")) and rest[:3].isalnum()
        return f",{rest.replace('ODS CODE (2)', 'ODS CODE (1)')}" if is_row or rest.startswith("ODS") else f",{line}"

    lines = corpus.JUNE_2015.read_text(encoding="cp1252").splitlines()
    assert sum(moved(line) != f",{line}" for line in lines) > 100
    _, rows = csv_of(tmp_path, "\n".join(map(moved, lines)), corpus.JUNE_2015.name)
    assert len(rows) == len(corpus.parsed(corpus.JUNE_2015)[1])


@needs_corpus
def test_a_cut_off_old_csv_is_refused(tmp_path):
    text = corpus.JUNE_2015.read_text(encoding="cp1252")
    with pytest.raises(FileRefused):
        csv_of(tmp_path, text[: len(text) // 2], corpus.JUNE_2015.name)


# --- The time series ------------------------------------------------------------------------------


@needs_corpus
def test_a_time_series_with_other_sheets_and_longer_months(sheets_of):
    sheets = sheets_of(corpus.TIME_SERIES)
    for title, rows in sheets.items():
        if title.startswith("Monthly"):
            rows.append([])
    sheets = {**dict(reversed(sheets.items())), "Notes": [["Something to read"]]}
    _, rows = rows_of(sheets, corpus.TIME_SERIES.name)
    wanted = {(row.key, row.month): row.total for row in corpus.parsed(corpus.TIME_SERIES)[1]}
    assert {(row.key, row.month): row.total for row in rows} == wanted
