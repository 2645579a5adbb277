"""Rows of a sheet read from memory say the same as rows read by the rule, whatever the cells hold."""

from datetime import date, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.importing import excel
from tests.performance.importing.telling import Told, by_rule, from_memory

NAME = "October-2023-final.xlsx"
OWN = ("provider", "standard", "tumour group", "month", "total", "within")
LAYOUTS = (
    OWN,
    (*OWN, "status"),
    ("total", "month", "provider", "within", "remark", "standard"),
    ("PERIOD", "STANDARD", "ORG CODE", "STAGE/ROUTE", "TREATMENT MODALITY", "CANCER TYPE", "TOTAL", "WITHIN"),
    ("MONTH", "YEAR", "STANDARD", "ORG CODE", "STAGE/ROUTE", "TREATMENT MODALITY", "CANCER TYPE", "TOTAL", "WITHIN"),
    ("STANDARD", "ORG CODE", "STAGE/ROUTE", "TREATMENT MODALITY", "CANCER TYPE", "TOTAL", "WITHIN"),
)
TOTALS = [20.0, 1.0, 10.5, "20", "*"], ["", "x", -1.0, 10.25, True, date(2023, 10, 1)]
WITHINS = [1.0, 15.0, 0.0, "1", "*"], ["", "y", True, False]
# Of each column: what can be read, and what is odd or wrong.
CELLS = {
    "provider": (["RHM", "rhm ", "RDZ"], ["England", "", 1.0, True]),
    "standard": (["62d", "31d"], ["31-day combined", "no such", 62.0]),
    "tumour group": (["All", "Skin"], ["", "skin", 1.0, True]),
    "month": (["2023-09", datetime(2023, 10, 1), date(2023, 10, 1), "Oct-23"], ["2012Q1", "never", 45200.0, True]),
    "total": TOTALS,
    "within": WITHINS,
    "status": (["", "final", "Provisional"], ["p", "perhaps", True]),
    "remark": (["", "plain"], [1.0]),
    "PERIOD": ([date(2023, 10, 1), date(2023, 11, 1), "Oct-23"], ["", "?"]),
    "MONTH": (["OCT", "JAN"], ["", "?"]),
    "YEAR": (["2023/24", "2024/25"], ["", 2024.0]),
    "STANDARD": (["62-day Combined", "28-day FDS"], ["?", ""]),
    "ORG CODE": (["RHM", "RDZ"], ["", 1.0]),
    "STAGE/ROUTE": (["ALL ROUTES", "Screening"], [""]),
    "TREATMENT MODALITY": (["", "ALL MODALITIES"], ["Surgery"]),
    "CANCER TYPE": (["ALL CANCERS", "Skin"], [""]),
    "TOTAL": TOTALS,
    "WITHIN": WITHINS,
}


@st.composite
def sheets(draw):
    headings = draw(st.sampled_from(LAYOUTS))
    random = Random(draw(st.integers(0, 10**9)))
    oddities = draw(st.sampled_from([0, 0, 0.02, 0.2]))
    rows = [list(headings)]
    for _ in range(random.randint(1, 80)):
        if random.random() < oddities:
            rows.append(random.choice([[], [""] * len(headings), ["cut", "off"]]))
        rows.append([random.choice(CELLS[name][random.random() < oddities]) for name in headings])
        rows[-1] += [random.choice(["", "beyond"])] * (random.random() < oddities)
    return {"Provider": rows, "More": [list(OWN), ["RHM", "62d", "All", "2023-12", 20.0, 15.0]]}


def reading(content):
    return lambda: excel.recognise(content, name=NAME)


@given(content=sheets())
def test_memory_says_what_the_rule_says(content):
    assert from_memory(reading(content)) == by_rule(reading(content))


def known(*rows):
    return {"Figures": [list(OWN), ["RHM", "62d", "All", "2023-10", 20.0, 1.0], *rows]}


@pytest.mark.parametrize(
    "content",
    [
        known(["RHM", "62d", "All", "2023-11", 20.0, True]),
        known(["RHM", "62d", "All", "2023-10", 20.0, 1.0]),
        known(["RDZ", "62d", "All", "2023-10", 1.0, 1.0], ["RHM", "62d", "All", "2023-11", 1.0, 20.0]),
        known(["RHM", "62d", "All", "2023-11", 20.0]),
        known([1.0, "62d", "All", "2023-10", 20.0, 1.0], [True, "62d", "All", "2023-10", 20.0, 1.0]),
    ],
    ids=["yes is no count", "the same figure again", "more than all", "a row that ends early", "a number as a name"],
)
def test_what_only_looks_known(content):
    assert from_memory(reading(content)) == by_rule(reading(content))


def through_the_child(content):
    """The file as it comes out of the child process."""
    text = "".join(excel.written(content, name=NAME))
    return lambda: excel.parsed_of(iter(text.splitlines(keepends=True)))


@given(content=sheets())
def test_what_comes_out_of_the_child_is_what_went_in(content):
    """By the lines for the stage, and by the values."""
    expected = by_rule(reading(content))
    assert from_memory(through_the_child(content)) == expected
    assert by_rule(through_the_child(content)) == expected


def test_two_spellings_that_are_one_series_to_the_stage():
    class OneSeries(Told):
        def called(self, key, final):
            return "1", self.seen.setdefault("one", bytearray())

    told = OneSeries()
    read = through_the_child(known(["RHM", "62d", "Lung", "2023-10", 3.0, 1.0]))
    assert list(read().lines(told)) == ["2,1,2023-10-01,20.0,1.0,\n", "3,1,2023-10-01,3.0,1.0,\n"]
    assert told.repeated


def test_series_are_told_before_their_first_figure_however_many_come_at_once(monkeypatch):
    monkeypatch.setattr("performance.importing.excel._AT_ONCE", 2)
    content = known(*(["RHM", "62d", name, "2023-10", 3.0, 1.0] for name in ("Lung", "Skin", "Breast", "Lung")))
    assert from_memory(through_the_child(content)) == by_rule(reading(content))
