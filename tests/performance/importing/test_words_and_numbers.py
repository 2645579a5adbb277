"""The small grammars of published files: months, counts, percentages, titles, routes, totals."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from performance.importing import words
from performance.importing.months import read_calendar_quarter, read_name, read_period
from performance.importing.numbers import NotANumber, disagrees, read_count, read_share
from performance.importing.parsed import SeriesKey
from performance.importing.totals import wholes_of


@pytest.mark.parametrize(
    ("cell", "month", "frequency"),
    [
        ("PERIOD: June 2015", "2015-06", "month"),
        ("PERIOD: JANUARY 2016", "2016-01", "month"),
        ("Oct-15", "2015-10", "month"),
        ("42826", "2017-04", "month"),
        (42826.0, "2017-04", "month"),
        ("PERIOD: JUL 2023/24", "2023-07", "month"),
        ("PERIOD: JAN 2023/24", "2024-01", "month"),
        ("Q2 2015-2016 (July, August, September)", "2015-07", "quarter"),
        ("21/22 Q1", "2021-04", "quarter"),
        ("22/23 Q4", "2023-01", "quarter"),
        ("2023-10-01", "2023-10", "month"),
        ("01/04/2025", "2025-04", "month"),
        ("2023-10", "2023-10", "month"),
        (date(2023, 10, 1), "2023-10", "month"),
        (datetime(2023, 10, 31), "2023-10", "month"),
        ("Sept 2021", "2021-09", "month"),
        ("2023/24", None, None),
        ("2023/24 YTD", None, None),
        ("JUL 2023/25", None, None),
        ("31/13/2023", None, None),
        ("no month", None, None),
        (12.0, None, None),
        (True, None, None),
        (None, None, None),
    ],
)
def test_periods(cell, month, frequency):
    found = read_period(cell)
    assert (found and f"{found.month:%Y-%m}", found and found.frequency) == (month, frequency)


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("201506-11.-62-Day-Wait.csv", "2015-06"),
        ("OCTOBER-2023-CWT-CRS-PROVIDER-WORKBOOK-FINAL.xlsx", "2023-10"),
        ("nhs_commissioner_wait_times_jul_2023.xlsx", "2023-07"),
        ("CWT-CRS-Oct-2023-Data-Extract-Provider.xlsx", "2023-10"),
        ("Q2-2015-2016-CANCER.xlsx", "2015-07"),
        ("Monthly-Combined-CSV-April-2025.csv", "2025-04"),
        ("2023-24-Monthly-Combined-CSV.csv", None),
        ("2023-24-Oct-Nov-Monthly-Combined-CSV.csv", None),
        ("figures.csv", None),
    ],
)
def test_months_in_file_names(name, month):
    found = read_name(name)
    assert (found and f"{found.month:%Y-%m}") == month


def test_scotlands_quarters_are_those_of_the_calendar():
    assert read_calendar_quarter("2012Q1").month == date(2012, 1, 1)
    assert read_calendar_quarter("2014Q4").month == date(2014, 10, 1)
    assert read_calendar_quarter("Q1 2012/13") is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("65.5", "65.5"),
        (65.5, "65.5"),
        (737.0, "737"),
        ("1,234", "1234"),
        (0, "0"),
        ("*", None),
        (" * ", None),
        ("0.5", "0.5"),
    ],
)
def test_counts(cell, expected):
    assert read_count(cell) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize("cell", ["", " ", "many", "-1", "0.3", 0.25, None, True, "nan", "inf", "12 patients"])
def test_what_is_no_count(cell):
    with pytest.raises(NotANumber):
        read_count(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("87.22%", "0.8722"),
        ("0.941176471", "0.941176471"),
        ("99.41176471", "0.994117647"),
        (0.655359565807327, "0.655359566"),
        ("100", "1"),
        (1.0, "1"),
        ("", None),
        ("N/A", None),
        ("#DIV/0!", None),
        ("*", None),
    ],
)
def test_printed_shares(cell, expected):
    assert read_share(cell) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("within", "total", "printed", "expected"),
    [
        (1143, 1168, "0.959", True),  # 25 breaches in 1,168 are 97.9%
        (1143, 1168, "0.979", False),
        (1143, 1168, "0.9786", False),
        (0, 0, "0.5", False),
    ],
)
def test_a_printed_share_against_its_counts(within, total, printed, expected):
    assert disagrees(Decimal(within), Decimal(total), Decimal(printed)) is expected


@pytest.mark.parametrize(
    ("title", "measure"),
    [
        ("FOUR WEEK (28 DAYS) WAIT FROM URGENT REFERRAL TO PATIENT TOLD THEY HAVE CANCER", "28d"),
        ("28-DAY FASTER DIAGNOSIS: ALL ROUTES", "28d"),
        ("ONE MONTH (31-DAY) WAIT FROM A DECISION TO TREAT TO FIRST OR SUBSEQUENT TREATMENT OF CANCER", "31d"),
        ("31-DAY (DIAGNOSIS TO TREATMENT) WAIT FOR FIRST TREATMENT: ALL CANCERS", "31d-first"),
        ("31-DAY WAIT FOR SECOND OR SUBSEQUENT TREATMENT: SURGERY", "31d-surgery"),
        ("31-DAY WAIT FOR SECOND OR SUBSEQUENT TREATMENT: ANTI CANCER DRUG TREATMENTS", "31d-drugs"),
        ("31-DAY WAIT FOR SECOND OR SUBSEQUENT TREATMENT: RADIOTHERAPY TREATMENTS", "31d-radiotherapy"),
        ("31-DAY (URGENT GP REFERRAL TO TREATMENT) WAIT FOR FIRST TREATMENT FOR RARER CANCERS", "31d-rare"),
        ("TWO MONTH (62-DAY) WAIT FROM AN URGENT REFERRAL, OR SCREENING, OR CONSULTANT UPGRADE TO TREATMENT", "62d"),
        ("62-DAY (URGENT GP REFERRAL TO TREATMENT) WAIT FOR FIRST TREATMENT: ALL CANCERS", "62d-gp"),
        ("62-DAY WAIT FOR FIRST TREATMENT FROM SCREENING SERVICE REFERRAL: ALL CANCERS", "62d-screening"),
        ("62-DAY WAIT FOR FIRST TREATMENT FROM CONSULTANT UPGRADE: ALL CANCERS", "62d-upgrade"),
        ("ALL CANCERS TWO WEEK WAIT", "2ww"),
        ("TWO WEEK WAIT-EXHIBITED BREAST SYMPTOMS (CANCER NOT INITIALLY SUSPECTED)", "2ww-breast"),
        ("WAIT FROM URGENT SUSPECTED CANCER REFERRAL TO BEING SEEN AT A FIRST OUTPATIENT ATTENDANCE", "2ww"),
        ("WAIT FROM URGENT BREAST SYMPTOMATIC REFERRAL TO A FIRST HOSPITAL ASSESSMENT", "2ww-breast"),
        ("Referral to treatment within 18 weeks", None),
    ],
)
def test_titles(title, measure):
    assert words.measure_of(title) == measure


@pytest.mark.parametrize(
    ("texts", "final"),
    [
        (("Status: Final Official Statistics",), True),
        (("Status: Provisional Official Statistics",), False),
        (("OCTOBER-2023-FINAL.xlsx",), True),
        (("finalised",), None),
        (("final and provisional",), None),
        (("",), None),
    ],
)
def test_final_or_provisional(texts, final):
    assert words.status_of(*texts) is final


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("ALL ROUTES", ""),
        ("All Stages", ""),
        ("URGENT SUSPECTED CANCER", "suspected"),
        ("Urgent Suspected Cancer", "suspected"),
        ("Subsequent", "subsequent"),
        ("Subsequent Treatment", "subsequent"),
        ("NON-ADMITTED", "non-admitted"),
        ("Some new route (a)", "some-new-route-a"),
    ],
)
def test_routes(text, route):
    assert words.route_of(text) == route


def _parts(measure, tumour="", route="", modality=""):
    key = SeriesKey("provider", "RHM", measure, tumour, route, modality)
    return {tuple(whole[3:6]) for whole in wholes_of(key, england=False)}


@pytest.mark.parametrize(
    ("part", "wholes"),
    [
        (("62d", "Lung", "suspected", ""), {("", "suspected", ""), ("Lung", "", ""), ("", "", "")}),
        (("62d", "", "suspected", "surgery"), {("", "", "surgery")}),  # the other family: the same patients again
        (("62d", "Lung", "", ""), set()),
        (("62d", "", "", ""), set()),
        (("28d", "Lung", "suspected", ""), {("", "suspected", ""), ("Lung", "", ""), ("", "", "")}),
        (("2ww", "Lung", "", ""), {("", "", "")}),
        (("62d-gp", "Lung", "admitted", ""), set()),
    ],
)
def test_which_totals_a_row_is_part_of(part, wholes):
    assert _parts(*part) == wholes
