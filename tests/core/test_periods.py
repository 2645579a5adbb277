"""Financial years and quarters as plain values."""

from datetime import date, timedelta

import pytest

from core.periods import FinancialYear, Quarter, month_window, months_between


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2023/24", 2023),
        ("2023-24", 2023),
        ("23/24", 2023),
        ("2023/2024", 2023),
        (" 2023/24 ", 2023),
        ("FY 23/24", 2023),
        ("1999/00", 1999),
    ],
)
def test_a_year_is_read_as_people_write_it(text, start):
    assert FinancialYear.parse(text) == FinancialYear(start)


@pytest.mark.parametrize("text", ["2023", "2023/25", "24/23", "", "next year", "2023/24/25"])
def test_what_is_no_year_says_how_to_write_one(text):
    with pytest.raises(ValueError, match="Write it like 2023/24"):
        FinancialYear.parse(text)


def test_a_year_runs_from_april_to_march():
    year = FinancialYear(2023)
    assert (year.first_day, year.last_day) == (date(2023, 4, 1), date(2024, 3, 31))
    assert str(year) == "2023/24"
    assert str(FinancialYear(1999)) == "1999/00"
    assert year.next == FinancialYear(2024)
    assert date(2024, 3, 31) in year
    assert date(2024, 4, 1) not in year


@pytest.mark.parametrize(
    ("number", "first", "last"),
    [
        (1, date(2023, 4, 1), date(2023, 6, 30)),
        (2, date(2023, 7, 1), date(2023, 9, 30)),
        (3, date(2023, 10, 1), date(2023, 12, 31)),
        (4, date(2024, 1, 1), date(2024, 3, 31)),
    ],
)
def test_quarters(number, first, last):
    quarter = FinancialYear(2023).quarter(number)
    assert (quarter.first_day, quarter.last_day) == (first, last)
    assert str(quarter) == f"Q{number} 2023/24"


def test_there_is_no_fifth_quarter():
    with pytest.raises(ValueError, match="quarters 1 to 4"):
        Quarter(FinancialYear(2023), 5)


@pytest.mark.parametrize(("day", "start"), [(date(2024, 3, 31), 2023), (date(2024, 4, 1), 2024)])
def test_the_year_of_a_day(day, start):
    assert FinancialYear.containing(day) == FinancialYear(start)


def test_a_leap_february():
    assert month_window(2024, 2) == (date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2023, 4, 1), "Q1 2023/24"),
        (date(2023, 6, 30), "Q1 2023/24"),
        (date(2023, 7, 1), "Q2 2023/24"),
        (date(2023, 12, 31), "Q3 2023/24"),
        (date(2024, 1, 1), "Q4 2023/24"),
        (date(2024, 3, 31), "Q4 2023/24"),
    ],
)
def test_the_quarter_that_a_day_falls_in(day, quarter):
    found = Quarter.containing(day)
    assert str(found) == quarter
    assert found.first_day <= day <= found.last_day
    assert found.next.first_day == found.last_day + timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "last", "step", "months"),
    [
        (date(2023, 11, 15), date(2024, 2, 1), 1, ["2023-11", "2023-12", "2024-01", "2024-02"]),
        (date(2023, 11, 1), date(2023, 11, 30), 1, ["2023-11"]),
        (date(2023, 12, 1), date(2023, 11, 1), 1, []),
        (date(2023, 11, 1), date(2024, 7, 1), 3, ["2024-01", "2024-04", "2024-07"]),
        (date(2023, 10, 1), date(2023, 12, 1), 3, ["2023-10"]),
    ],
)
def test_the_months_of_a_span(first, last, step, months):
    found = months_between(first, last, step=step)
    assert [f"{month:%Y-%m}" for month in found] == months
    assert all(month.day == 1 for month in found)
