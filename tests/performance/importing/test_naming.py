"""Last year's file under this year's name is found out, whatever kind of file it is."""

from datetime import date

import pytest

from performance.importing.months import Period
from performance.importing.naming import against_name
from performance.operations import load_figures
from tests.performance import corpus
from tests.performance.corpus import needs_corpus
from tests.performance.test_loading import HEAD, ON

OCTOBER = [Period(date(2023, 10, 1))]
WINTER = [Period(date(2023, month, 1)) for month in (10, 11)] + [Period(date(2024, 1, 1))]
AUTUMN = [Period(date(2023, 10, 1), "quarter")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("OCTOBER-2023-CWT-CRS-COMMISSIONER-WORKBOOK-FINAL.xlsx", OCTOBER),
        ("2023-24-Oct-Nov-Monthly-Combined-CSV.csv", WINTER),
        ("CWT 2023_24.csv", WINTER),
        ("NATIONAL-TIME-SERIES-OCT-2009-JAN-2024.xlsx", [Period(date(2009, 10, 1)), *WINTER]),
        ("Q3-2023-24.xlsx", OCTOBER),
        ("Q3-2023-24.xlsx", AUTUMN),
        ("december 2023.xlsx", AUTUMN),
        ("figures.csv", OCTOBER),
        ("figures 2026-11-29.csv", OCTOBER),
        ("20261129 figures.csv", OCTOBER),
        ("2026 figures.csv", OCTOBER),
        ("2023-2031 plan.csv", OCTOBER),
    ],
)
def test_names_that_fit_or_say_nothing(name, content):
    assert against_name(name, content) is None


@pytest.mark.parametrize(
    ("name", "content", "speaks_of", "holds"),
    [
        ("OCTOBER-2024-FINAL.xlsx", OCTOBER, "October 2024", "October 2023"),
        ("2024-25-Monthly-Combined-CSV.csv", WINTER, "2024/25", "October 2023 to January 2024"),
        ("CWT 2022_2023.csv", WINTER, "2022/23", "October 2023 to January 2024"),
        ("Q2-2023-24.xlsx", AUTUMN, "the quarter from July 2023", "the quarter from October 2023"),
        ("202410-figures.csv", OCTOBER, "October 2024", "October 2023"),
    ],
)
def test_names_that_tell_another_time(name, content, speaks_of, holds):
    finding = against_name(name, content)
    assert (finding.level, finding.where) == ("warning", "file name")
    assert f"speaks of {speaks_of}, the content of {holds}." in finding.message


@pytest.mark.django_db
@pytest.mark.usefixtures("reference_data")
class TestLoaded:
    @needs_corpus
    def test_a_published_workbook(self):
        done = load_figures(source=corpus.OCTOBER, name="OCTOBER-2024-CWT-PROVIDER-FINAL.xlsx", by=None, on=ON)
        assert done.months == ["2023-10"]
        assert [finding["where"] for finding in done.findings].count("file name") == 1

    def test_our_own_layout(self):
        text = f"{HEAD}RHM,62d,All,2023-10,10,9\n"
        done = load_figures(source=text.encode(), name="2024-25.csv", by=None, on=ON)
        (finding,) = done.findings
        assert "speaks of 2024/25, the content of October 2023" in finding["message"]
