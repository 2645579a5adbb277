"""Records read from memory say the same as records read by the rule, whatever the file looks like."""

import csv
import io
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.importing.parsed import FileRefused
from performance.importing.text import read_csv
from tests.performance.importing.telling import by_rule, from_memory

SIMPLE = ("provider", "standard", "tumour group", "month", "total", "within")
LAYOUTS = (
    SIMPLE,
    (*SIMPLE, "status"),
    (*SIMPLE, "remark"),
    ("total", "month", "provider", "within", "remark", "standard"),
    ("Period", "Basis", "Org_Code", "Org_Name", "Standard_or_Item", "Cancer_Type", "Referral_Route_or_Stage",
     "Treatment_Modality", "Total", "Within", "After", "Performance", "Within_14_days"),
)  # fmt: skip
# Of each column: what can be read, and what is odd or wrong.
CELLS = {
    "provider": (["RHM", "rhm ", "RDZ"], ["England", ""]),
    "standard": (["62d", "31d"], ["31-day combined", "no such"]),
    "tumour group": (["All", "Skin", "Head, neck"], ["", "skin", 'Lower "GI"']),
    "month": (["2023-09", "2023-10", "01/10/2023", "Oct-23"], ["2012Q1", "never"]),
    "total": (["20", "20.0", "1,200", "10.5", "*"], [" 7", "", "x", "-1", "10.25"]),
    "within": (["20", "15", "0", "*"], ["", "y"]),
    "status": (["", "final", "Provisional"], ["p", "perhaps"]),
    "remark": (["", "plain"], ["two\nlines", "a, b", 'a "word"']),
    "Period": (["2023-10-01", "01/11/2023"], ["2023-10", "?"]),
    "Basis": (["Provider", "Commissioner"], ["Nobody"]),
    "Org_Code": (["RHM", "ENGLAND", "RDZ"], [""]),
    "Org_Name": (["PLAIN"], ["HOSPITAL, SOUTH", "TWO\nLINES"]),
    "Standard_or_Item": (["62D", "Urgent Suspected Cancer Referral"], ["FDS", "?"]),
    "Cancer_Type": (["ALL CANCERS", "Skin"], [""]),
    "Referral_Route_or_Stage": (["ALL ROUTES", "Screening"], [""]),
    "Treatment_Modality": ([""], ["Surgery"]),
    "Total": (["20", "40.5", "*"], ["text"]),
    "Within": (["20", "15.5", "", "*", "30"], ["50"]),
    "After": ([""], ["1"]),
    "Performance": (["0.739207048", "75%"], ["", "75"]),
    "Within_14_days": (["14", "20"], [""]),
}


def reading(path):
    return lambda: read_csv(path, name="final.csv")


@st.composite
def files(draw):
    headings = draw(st.sampled_from(LAYOUTS))
    random = Random(draw(st.integers(0, 10**9)))
    oddities = draw(st.sampled_from([0, 0, 0.02, 0.2]))
    ending, delimiter = draw(st.sampled_from(["\n", "\r\n"])), draw(st.sampled_from(",;\t"))
    out = io.StringIO(newline="")
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    write = csv.writer(out, quoting=quoting, lineterminator=ending, delimiter=delimiter)
    write.writerow(headings)
    for _ in range(random.randint(1, 80)):
        if random.random() < oddities:
            out.write(random.choice([ending, f"cut{delimiter}off{ending}", delimiter * 20 + ending]))
        write.writerow([random.choice(CELLS[name][random.random() < oddities]) for name in headings])
    return out.getvalue().encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])))


@given(content=files())
def test_memory_says_what_the_rule_says(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("records") / "figures.csv"
    path.write_bytes(content)
    expected, repeated = by_rule(reading(path))
    assert from_memory(reading(path)) == (expected, repeated)


HEAD = "provider,standard,tumour group,month,total,within"
KNOWN = "RHM,62d,All,2023-10,20,15\nRHM,62d,All,2023-11,10.5,0\nRDZ,62d,All,2023-10,20,15\n"
WIDE = ",".join(LAYOUTS[-1])
REFERRAL = "2023-{}-01,Provider,{},,Urgent Suspected Cancer Referral,Skin,,,40.5,,,,{}\n"


CASES = {
    "more than all, of counts that were known": f"{HEAD}\n{KNOWN}RDZ,62d,All,2023-11,10.5,15\n",
    "the same figure again": f"{HEAD}\n{KNOWN}RHM,62d,All,2023-10,20,15\n",
    "the same figure in other words": f"{HEAD}\n{KNOWN}rhm ,62d,All,2023-10,20,15\n",
    "a cell too many behind what is known": f"{HEAD}\n{KNOWN}RDZ,62d,All,2023-11,20,15,\n",
    "a cell too many before what is known": f"{HEAD}\n{KNOWN}RDZ,62d,All,x,2023-11,20,15\n",
    "a cell too few": f"{HEAD}\n{KNOWN}RDZ,62d,2023-11,20,15\n",
    "a cell too many, where cells are in another order": "month,provider,standard,total,within\n"
    "2023-10,RHM,62d,20,15\n2023-11,RHM,62d,20,15\n2023-10,RDZ,62d,20,15\nx,2023-11,RDZ,62d,20,15\n",
    "figures inside a remark of several lines": f"{HEAD},remark\n"
    "RHM,62d,All,2023-10,20,15,\nRHM,62d,All,2023-11,20,15,\nRHM,62d,All,2023-12,20,15,\nRDZ,62d,All,2023-10,20,15,\n"
    'RDZ,62d,All,2023-11,20,15,"and\nRDZ,62d,All,2023-12,20,15,"\n',
    "one name before and since October 2023": f"{HEAD}\n{KNOWN}RHM,62d,All,2023-09,20,15\nRDZ,62d,All,2023-09,20,15\n",
    "one cell, months and quarters": f"{HEAD}\nS08000015,62d,All,2012Q1,20,15\nS08000015,62d,All,2012-01,20,15\n",
    "an empty cell that another one fills": f"{WIDE}\n"
    + REFERRAL.format(10, "RHM", 14)
    + REFERRAL.format(11, "RHM", 14)
    + REFERRAL.format(10, "RDZ", 14)
    + REFERRAL.format(11, "RDZ", 20),
}


@pytest.mark.parametrize("content", CASES.values(), ids=CASES.keys())
def test_memory_swallows_nothing(tmp_path, content):
    path = tmp_path / "figures.csv"
    path.write_text(content)
    assert from_memory(reading(path)) == by_rule(reading(path))


def test_a_count_that_is_written_otherwise_is_another_text(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text(
        "provider,standard,tumour group,month,total,within\nRHM,62d,All,2023-10,20,5\nRDZ,62d,All,2023-10,20.5,5\n"
    )
    lines, repeated = from_memory(reading(path))
    assert [line[3:] for line in lines] == [(20, 5, None), (Decimal("20.5"), 5, None)]
    assert not repeated


def test_a_name_that_runs_over_lines_moves_the_lines_behind_it(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text(
        "provider,standard,month,total,within,remark\n"
        'RHM,62d,2023-10,20,5,"one\ntwo"\n'
        "RHM,62d,2023-11,20,5,\n"
        'RHM,62d,2023-12,20,5,"open, with RDZ\n'
        'RDZ,62d,2023-12,20,5,"\n'
        "RDZ,62d,2023-11,20,5,\n"
    )
    lines, _ = from_memory(reading(path))
    assert [int(line) for line, *_ in lines] == [2, 4, 5, 7]
    assert [row.line for row in read_csv(path, name="x.csv")] == [2, 4, 5, 7]


@pytest.mark.parametrize("total", ["1e40", "1000000000", "9" * 30])
def test_a_count_that_no_column_holds_is_refused_with_its_line(tmp_path, total):
    path = tmp_path / "figures.csv"
    path.write_text(f"provider,standard,month,total,within\nRHM,62d,2023-10,{total},5\n")
    with pytest.raises(FileRefused, match="line 2: .*too large to be a count, where a count belongs"):
        list(read_csv(path, name="x.csv"))


def test_many_different_shares_are_not_all_remembered(tmp_path, monkeypatch):
    monkeypatch.setattr("performance.importing.memory._REMEMBERED", 3)
    path = tmp_path / "figures.csv"
    records = [f"2023-10-01,Provider,R{n:02d},FDS,ALL CANCERS,ALL ROUTES,,{n},{n // 2},0.{n:03d}" for n in range(1, 40)]
    headings = [name for name in LAYOUTS[-1] if name not in ("Org_Name", "After", "Within_14_days")]
    path.write_text("\n".join([",".join(headings), *records]))
    lines, _ = from_memory(reading(path))
    assert [printed for *_, printed in lines] == [Decimal(n) / 1000 for n in range(1, 40)]
