"""Dates as plans write them: the table of the domain page, and the class of each of its lines."""

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.periods import FinancialYear
from workplans.due import NO_DATE, DueDate, DueKind, read_due, read_due_cell, the_due

YEAR = FinancialYear(2023)

# text | kind | first day | last day; a range of days as 1/6/23-30/6/23 in one column
READ = """
30/06/2023                  | day     | 2023-06-30 | 2023-06-30
30 June 2023                | day     | 2023-06-30 | 2023-06-30
30/6/23                     | day     | 2023-06-30 | 2023-06-30
31.03.24                    | day     | 2024-03-31 | 2024-03-31
1.4.2023                    | day     | 2023-04-01 | 2023-04-01
31-Mar-24                   | day     | 2024-03-31 | 2024-03-31
2023-06-30                  | day     | 2023-06-30 | 2023-06-30
2023-06-30T00:00:00         | day     | 2023-06-30 | 2023-06-30
2023-06-30 00:00:00         | day     | 2023-06-30 | 2023-06-30
by 31st March 2024          | day     | 2024-03-31 | 2024-03-31
31st of March, 2024         | day     | 2024-03-31 | 2024-03-31
Fri 30 June 2023            | day     | 2023-06-30 | 2023-06-30
Friday 30th June            | day     | 2023-06-30 | 2023-06-30
23 June                     | day     | 2023-06-23 | 2023-06-23
31 March                    | day     | 2024-03-31 | 2024-03-31
June 30, 2023               | day     | 2023-06-30 | 2023-06-30
June 23rd                   | day     | 2023-06-23 | 2023-06-23
30/06                       | day     | 2023-06-30 | 2023-06-30
29/02/2024                  | day     | 2024-02-29 | 2024-02-29
31 March 2023/24            | day     | 2024-03-31 | 2024-03-31
31 March 2024 (Q4)          | day     | 2024-03-31 | 2024-03-31
Jun 23                      | month   | 2023-06-01 | 2023-06-30
June 2023                   | month   | 2023-06-01 | 2023-06-30
By Jun 23                   | month   | 2023-06-01 | 2023-06-30
end of June 2023            | month   | 2023-06-01 | 2023-06-30
by the end of June 2023     | month   | 2023-06-01 | 2023-06-30
before end of June 2023     | month   | 2023-06-01 | 2023-06-30
end-June 2023               | month   | 2023-06-01 | 2023-06-30
mid June 2023               | month   | 2023-06-01 | 2023-06-30
Due: June 2023              | month   | 2023-06-01 | 2023-06-30
Sept 2023                   | month   | 2023-09-01 | 2023-09-30
Sep. 23                     | month   | 2023-09-01 | 2023-09-30
Jun-23                      | month   | 2023-06-01 | 2023-06-30
Jun23                       | month   | 2023-06-01 | 2023-06-30
April '23                   | month   | 2023-04-01 | 2023-04-30
06/2023                     | month   | 2023-06-01 | 2023-06-30
06/23                       | month   | 2023-06-01 | 2023-06-30
2023-06                     | month   | 2023-06-01 | 2023-06-30
end Sept                    | month   | 2023-09-01 | 2023-09-30
March                       | month   | 2024-03-01 | 2024-03-31
Mar 24                      | month   | 2024-03-01 | 2024-03-31
March 2023/24               | month   | 2024-03-01 | 2024-03-31
Q2                          | quarter | 2023-07-01 | 2023-09-30
q2.                         | quarter | 2023-07-01 | 2023-09-30
Q 2                         | quarter | 2023-07-01 | 2023-09-30
Q2 23/24                    | quarter | 2023-07-01 | 2023-09-30
Q2 2023/24                  | quarter | 2023-07-01 | 2023-09-30
Q2 FY23/24                  | quarter | 2023-07-01 | 2023-09-30
2023/24 Q2                  | quarter | 2023-07-01 | 2023-09-30
Quarter 2                   | quarter | 2023-07-01 | 2023-09-30
Qtr 2                       | quarter | 2023-07-01 | 2023-09-30
second quarter              | quarter | 2023-07-01 | 2023-09-30
End of Q2                   | quarter | 2023-07-01 | 2023-09-30
Q2 (July to September)      | quarter | 2023-07-01 | 2023-09-30
Q4                          | quarter | 2024-01-01 | 2024-03-31
Q4 22/23                    | quarter | 2023-01-01 | 2023-03-31
Q3 2023                     | quarter | 2023-10-01 | 2023-12-31
Q1 and 2                    | range   | 2023-04-01 | 2023-09-30
Q1 & 2                      | range   | 2023-04-01 | 2023-09-30
Quarters 1 to 3             | range   | 2023-04-01 | 2023-12-31
Q1 – Q3                     | range   | 2023-04-01 | 2023-12-31
Q1-Q3                       | range   | 2023-04-01 | 2023-12-31
Q1-4                        | range   | 2023-04-01 | 2024-03-31
Q3/4                        | range   | 2023-10-01 | 2024-03-31
Q2/3 2023/24                | range   | 2023-07-01 | 2023-12-31
Q4 23/24 - Q1 24/25         | range   | 2024-01-01 | 2024-06-30
H1 23/24                    | range   | 2023-04-01 | 2023-09-30
Sept/Oct 2023               | range   | 2023-09-01 | 2023-10-31
Dec/Jan 2024                | range   | 2023-12-01 | 2024-01-31
June and September 2023     | range   | 2023-06-01 | 2023-09-30
Apr – Jun 23                | range   | 2023-04-01 | 2023-06-30
April to June               | range   | 2023-04-01 | 2023-06-30
Nov – Feb                   | range   | 2023-11-01 | 2024-02-29
Nov – Feb 24                | range   | 2023-11-01 | 2024-02-29
between April and June 2023 | range   | 2023-04-01 | 2023-06-30
from Apr 23 to Jun 23       | range   | 2023-04-01 | 2023-06-30
12 and 13 June 2023         | range   | 2023-06-12 | 2023-06-13
1–30 June 2023              | range   | 2023-06-01 | 2023-06-30
1/4/23-30/6/23              | range   | 2023-04-01 | 2023-06-30
w/c 12 June 2023            | range   | 2023-06-12 | 2023-06-18
week commencing 12 June 2023 | range  | 2023-06-12 | 2023-06-18
Week ending 30 June 2023    | range   | 2023-06-24 | 2023-06-30
first half of 2023/24       | range   | 2023-04-01 | 2023-09-30
second half of the year     | range   | 2023-10-01 | 2024-03-31
Q3 (Dec)                    | quarter | 2023-10-01 | 2023-12-31
Q3 (by end December 2023)   | quarter | 2023-10-01 | 2023-12-31
2023/24                     | year    | 2023-04-01 | 2024-03-31
23/24                       | year    | 2023-04-01 | 2024-03-31
FY 23/24                    | year    | 2023-04-01 | 2024-03-31
by end 23/24                | year    | 2023-04-01 | 2024-03-31
by year end                 | year    | 2023-04-01 | 2024-03-31
End of financial year       | year    | 2023-04-01 | 2024-03-31
throughout the year         | year    | 2023-04-01 | 2024-03-31
2024/25                     | year    | 2024-04-01 | 2025-03-31
"""


@pytest.mark.parametrize("case", READ.strip().splitlines(), ids=lambda case: case.split("|")[0].strip())
def test_one_date(case):
    text, kind, earliest, latest = (part.strip() for part in case.split("|"))
    expected = DueDate(text, DueKind(kind), date.fromisoformat(earliest), date.fromisoformat(latest))
    assert read_due(text, YEAR) == (expected,)


@pytest.mark.parametrize(
    "text",
    ["Ongoing", "ongoing.", "On-going", "Continuous", "Continuously", "Rolling", "Ongoing throughout the year"]
    + ["Monthly", "Quarterly", "Annually", "Every month", "6 monthly", "Ongoing (monthly)"],
)
def test_ongoing(text):
    assert read_due(text, YEAR) == (DueDate(text, DueKind.ONGOING),)


@pytest.mark.parametrize(
    "text",
    ["tbc", "TBC", "(TBC)", "T.B.C.", "tba", "To be confirmed", "to be agreed", "Date TBC", "No date agreed", "-"],
)
def test_to_be_confirmed(text):
    assert read_due(text, YEAR) == (DueDate(text, DueKind.TBC),)


@pytest.mark.parametrize("text", ["", "  ", "\n", ";"])
def test_blank_is_no_date_agreed(text):
    assert [due.kind for due in read_due(text, YEAR)] == [DueKind.TBC]


@pytest.mark.parametrize(
    "text",
    ["Summer 2023", "Spring", "N/A", "Complete", "ASAP", "Early 2024", "2023", "by end of 2023", "2023-25", "45107"]
    + ["31 June", "30/02/2023", "29/02/2023", "99/99/9999", "Mon 30 June 2023", "Q5", "Q4 2023", "05/06", "11/12"]
    + ["from June 2023", "June 2023 onwards", "before June 2023", "Aug 23 – ongoing", "May (TBC)", "Feb – Apr"]
    + ["Ongoing – review Mar 24", "Jun 23 when funding allows", "4 weeks after approval", "In place", "Year 1"],
)
def test_anything_else_is_kept_and_not_guessed(text):
    reading = read_due_cell(text, YEAR)
    assert reading.dates == (DueDate(text, DueKind.UNREAD),)
    assert len(reading.remarks) == 1
    assert text in reading.remarks[0]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Jun 23 Jun 23 Sep 23", ["Jun 23", "Jun 23", "Sep 23"]),
        ("Jun 23\nSep 23\r\nTBC", ["Jun 23", "Sep 23", "TBC"]),
        ("Jun 23; Sep 23;", ["Jun 23", "Sep 23"]),
        ("Jun 23, Sep 23 and Dec 23", ["Jun 23", "Sep 23", "Dec 23"]),
        ("Jun 23,Sep 23", ["Jun 23", "Sep 23"]),
        ("Dec 23/Jan 24", ["Dec 23", "Jan 24"]),
        ("Apr, Jul, Oct 2023", ["Apr", "Jul", "Oct 2023"]),
        ("30/06/2023 30/09/2023", ["30/06/2023", "30/09/2023"]),
        ("30 June 2023 30 Sept 2023", ["30 June 2023", "30 Sept 2023"]),
        ("30 June and 30 September 2023", ["30 June", "30 September 2023"]),
        ("Q1 Q2 Q3 Q4", ["Q1", "Q2", "Q3", "Q4"]),
        ("Q1 23/24 Q2 23/24", ["Q1 23/24", "Q2 23/24"]),
        ("Jun 23 Ongoing TBC Q3", ["Jun 23", "Ongoing", "TBC", "Q3"]),
        ("• Jun 23\n• Sep 23", ["Jun 23", "Sep 23"]),
        ("- Jun 23\n- Sep 23", ["Jun 23", "Sep 23"]),
        ("30 June\n2023", ["30 June 2023"]),
        ("Q3/4\n2023/24", ["Q3/4", "2023/24"]),
        ("By end of\nQ3\nMar 24", ["By end of Q3", "Mar 24"]),
        ("Jun 23\nsubject to\nfunding\nSep 23", ["Jun 23", "subject to funding", "Sep 23"]),
    ],
)
def test_several_dates_in_one_cell(text, parts):
    assert [due.text for due in read_due(text, YEAR)] == parts


def test_several_dates_say_what_they_say_alone():
    for due in read_due("Jun 23 Ongoing TBC Q3", YEAR):
        assert read_due(due.text, YEAR) == (due,)


def test_look_alike_letters_are_read_and_reported():
    reading = read_due_cell("ТВС", YEAR)
    assert reading.dates == (DueDate("ТВС", DueKind.TBC),)
    assert "another alphabet" in reading.remarks[0]
    assert read_due("Осt 23", YEAR)[0].latest == date(2023, 10, 31)


@pytest.mark.parametrize("text", ["By March 2023", "Apr 24", "30/06/2022", "2024/25", "Mar 23 – Jun 23"])
def test_a_date_outside_the_year_is_kept_and_reported(text):
    reading = read_due_cell(text, YEAR)
    assert reading.dates[0].latest is not None
    assert "outside the plan's year 2023/24" in reading.remarks[0]


def test_inside_the_year_there_is_nothing_to_say():
    assert read_due_cell("Q1 – Q4", YEAR).remarks == ()


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Jun 23; Dec 23; Sep 23", "Dec 23"),
        ("TBC; Jun 23", "Jun 23"),
        ("Q2; 30/09/2023", "Q2"),
        ("Ongoing; TBC", "Ongoing"),
        ("", ""),
    ],
)
def test_the_action_is_due_on_the_last_of_its_dates(text, due):
    assert the_due(read_due(text, YEAR)).text == due


def test_no_dates_at_all():
    assert the_due(()) == NO_DATE


def test_words_without_a_year_follow_the_plan():
    assert read_due("March", FinancialYear(2024))[0].latest == date(2025, 3, 31)
    assert read_due("Q1", FinancialYear(2024))[0].earliest == date(2024, 4, 1)


VOCABULARY = """
    Jun June 23 24 2023 2024 23/24 2023/24 Q1 Q2 4 30 31 1st 30/06/2023 31/02/2023 and & - – / , ; to by end of mid
    tbc TBC ongoing ( ) w/c Mon Fri year from between quarter 12 99 00 0 9999/00 0000 • ТВС ² ٣ İ ß
"""
WORDS = st.sampled_from([*VOCABULARY.split(), "\n", ""])


def _letters(text):
    """The text without what parts dates: bullets, separators, joining words and spaces."""
    text = re.sub(r"[;•·▪‣➢,/&+]|\band\b", " ", text, flags=re.IGNORECASE)
    text = re.sub(r"(?m)^\s*(?:[-–—*]|o)\s+(?=\w)", " ", text)
    return re.sub(r"\s+", "", text)


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join), st.lists(WORDS).map("".join)))
@example("9999/00")
@example("w/c 31/12/9999")
def test_any_text_is_read_without_an_error_and_kept(text):
    reading = read_due_cell(text, YEAR)
    assert reading.dates
    kept = _letters(" ".join(due.text for due in reading.dates))
    assert re.sub(r"(?i)and|[-–—*o]", "", kept) == re.sub(r"(?i)and|[-–—*o]", "", _letters(text))
    for due in reading.dates:
        dated = due.kind not in (DueKind.ONGOING, DueKind.TBC, DueKind.UNREAD)
        assert dated == (due.earliest is not None) == (due.latest is not None)
        assert not due.earliest or due.earliest <= due.latest
