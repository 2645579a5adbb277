"""What the published files hold, read exactly: every figure that the expectations name, in every layout there is."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from performance.importing.totals import wholes_of
from tests.performance import corpus
from tests.performance.corpus import expected, needs_corpus, parsed

pytestmark = needs_corpus

MONTHLY = (corpus.OCTOBER, corpus.OCTOBER_BY_ICB, corpus.NOVEMBER, corpus.MARCH, corpus.JULY_2025)
FDS, D31, D62 = "28d", "31d", "62d"


def headlines(path):
    """{(code, measure): (total, within)} of all patients."""
    _, rows = parsed(path)
    return {(row.key.code, row.key.measure): (row.total, row.within) for row in rows if row.key[3:6] == ("", "", "")}


def test_every_table_of_the_monthly_workbooks_has_its_rows():
    found = {}
    for path in MONTHLY:
        file, rows = parsed(path)
        basis, month = rows[0].key.basis.upper(), rows[0].month.isoformat()[:7]
        for table in file.tables:
            found[month, basis, table.sheet, table.part] = (table.rows, table.organisations, table.total)
    assert found == {
        (row["period"], row["basis"], row["sheet"], row["part"]): (
            int(row["data_rows"]),
            int(row["org_rows"]),
            Decimal(row["sum_total_orgs"]),
        )
        for row in expected("sheet_row_counts_visible.csv")
    }


def test_every_headline_of_the_monthly_workbooks():
    names = {FDS: "FDS", D31: "31D", D62: "62D"}
    found = {}
    for path in MONTHLY:
        _, rows = parsed(path)
        for (code, measure), (total, within) in headlines(path).items():
            if measure in names:
                place = (rows[0].month.isoformat()[:7], rows[0].key.basis.upper(), code.replace("ENG", "ENGLAND"))
                found[(*place, names[measure])] = (total, within, total - within)
    wanted = expected("headline_expected_visible.csv")
    assert found == {
        (row["period"], row["basis"], row["org_code"], row["standard"]): tuple(
            Decimal(row[name]) for name in ("total", "within", "after")
        )
        for row in wanted
    }
    assert len(wanted) == 1607


@pytest.mark.parametrize("path", MONTHLY, ids=lambda path: path.name[:22])
def test_a_final_workbook_is_complete_and_names_everybody(path):
    file, rows = parsed(path)
    assert file.complete
    assert file.findings == []
    assert all(row.final for row in rows)
    assert {row.key.code for row in rows} - {"ENG"} == set(file.names)
    assert len({(row.key, row.month) for row in rows}) == len(rows)


def test_the_extract_adds_up_by_one_family_only():
    _, rows = parsed(corpus.EXTRACT)
    total, within = Counter(), Counter()
    for row in rows:
        for whole in wholes_of(row.key, england=True):
            if whole[3:6] == ("", "", ""):
                total[whole.code, whole.measure] += row.total
                within[whole.code, whole.measure] += row.within
    england = {key: (total.pop(key), within.pop(key)) for key in list(total) if key[0] == "ENG"}
    names = {"28-day FDS": FDS, "31-day Combined": D31, "62-day Combined": D62}
    assert {key: (total[key], within[key]) for key in total} == {
        (row["org_code"], names[row["standard"]]): (Decimal(row["total"]), Decimal(row["within"]))
        for row in expected("extract_expected_oct2023_provisional.csv")
    }
    # The national time series was published with the same provisional month.
    _, series = parsed(corpus.TIME_SERIES)
    assert england == {
        ("ENG", row.key.measure): (row.total, row.within)
        for row in series
        if row.month == date(2023, 10, 1) and row.key.frequency == "month" and row.within is not None
    }


def test_the_extract_is_provisional_and_the_workbook_final():
    assert {row.final for row in parsed(corpus.EXTRACT)[1]} == {False}
    assert headlines(corpus.OCTOBER)["ENG", D62] == (Decimal("25016.5"), Decimal("15812.5"))


def test_the_combined_file_says_what_the_workbooks_say():
    """Same figures, another layout: every row of it stands in one of the workbooks."""
    published = {}
    for path in (corpus.OCTOBER, corpus.OCTOBER_BY_ICB, corpus.NOVEMBER):
        published |= {(row.key, row.month): (row.total, row.within) for row in parsed(path)[1]}
    _, rows = parsed(corpus.COMBINED)
    compared = 0
    for row in rows:
        if (row.key.basis, row.month.month) != ("commissioner", 11):
            assert published[row.key, row.month] == (row.total, row.within), row
            compared += 1
    assert (len(rows), compared) == (4722, 3839)


def test_the_time_series_knows_what_is_final_and_counts_referrals_without_a_clock():
    file, rows = parsed(corpus.TIME_SERIES)
    by = {(row.key.measure, row.key.frequency, row.month): row for row in rows}
    assert {(row.key.code, row.key.basis) for row in rows} == {("ENG", "provider")}
    march, april = by[D62, "month", date(2023, 3, 1)], by[D62, "month", date(2023, 4, 1)]
    assert (march.total, march.within, march.final) == (24094, 16268, True)
    assert (april.total, april.final) == (19514, False)
    assert by[D62, "quarter", date(2023, 7, 1)].total == Decimal("68609.5")
    assert (D62, "month", date(2022, 3, 1)) not in by  # blank: there was no such standard
    seen = by["seen-suspected", "month", date(2009, 10, 1)]
    assert (seen.total, seen.within, seen.final) == (77076, None, False)
    assert ("seen-breast", "month", date(2009, 12, 1)) not in by
    assert {row.key.frequency for row in rows} == {"month", "quarter"}
    assert [finding.where for finding in file.findings] == ["sheet “Annual Performance”"]


@pytest.mark.parametrize(
    ("name", "measure", "total", "within", "printed"),
    [
        ("201506-11.-62-Day-Wait-for-first-treatment-All-Cancers-Provider-Data.csv", "62d-gp", 11977, 9744, "0.8136"),
        (
            "201506-5.-31-Day-Wait-for-first-treatment-All-Cancers-Provider-Data.csv",
            "31d-first",
            24100,
            23477,
            "0.974149378",
        ),
        (
            "201506-9.-31-Day-Wait-for-subsequent-treatment-Radiotherapy-Provider-Data.csv",
            "31d-radiotherapy",
            8036,
            7852,
            "0.9771",
        ),
    ],
)
def test_the_csvs_of_june_2015(name, measure, total, within, printed):
    file, rows = parsed(corpus.OLD / name)
    assert {row.month for row in rows} == {date(2015, 6, 1)}
    assert {(row.key.measure, row.key.basis, row.key.tumour) for row in rows} == {(measure, "provider", "")}
    assert {row.key.route for row in rows} == {"admitted", "non-admitted", ""}
    england = next(row for row in rows if row.key.code == "ENG" and not row.key.route)
    assert (england.total, england.within, england.printed) == (
        total,
        within,
        Decimal(printed).quantize(Decimal("1E-9")),
    )
    assert file.complete
    assert file.names["RYJ"] == "IMPERIAL COLLEGE HEALTHCARE NHS TRUST"


def test_the_quarterly_workbook_of_2015():
    file, rows = parsed(corpus.QUARTER_2015)
    assert {(row.month, row.key.frequency) for row in rows} == {(date(2015, 7, 1), "quarter")}
    assert Counter(row.key.measure for row in rows if row.key.code == "ENG" and row.key[3:6] == ("", "", "")) == {
        measure: 1
        for measure in (
            *("2ww", "2ww-breast", "31d-first", "31d-surgery", "31d-drugs", "31d-radiotherapy", "31d-rare"),
            *("62d-gp", "62d-screening", "62d-upgrade"),
        )
    }
    by = {row.key[1:6]: row for row in rows}
    assert by["REM", "62d-gp", "Lung", "", ""].total == 7
    assert by["REM", "2ww", "", "", ""].within == 2659
    assert [finding.level for finding in file.findings] == ["info"]


def test_the_commissioner_workbook_of_july_2023():
    file, rows = parsed(corpus.JULY_2023)
    assert {(row.month, row.key.basis, row.key.frequency) for row in rows} == {
        (date(2023, 7, 1), "commissioner", "month")
    }
    assert "ENG" not in {row.key.code for row in rows}  # it says so on its front page
    assert not file.complete
    by = {row.key[1:3]: (row.total, row.within) for row in rows}
    assert by["14R", "2ww"] == (10, 3)
    assert by["QE1", "2ww-breast"] == (402, 341)
    assert by["QOX", "62d-upgrade"] == (80, 66)
    assert by["QHG", "31d-surgery"] == (78, 57)
    assert len({row.key.measure for row in rows}) == 10


def test_scotlands_62_days():
    _, rows = parsed(corpus.SCOTLAND_62)
    by = {(row.key.basis, row.key.code, row.key.tumour, row.month): row for row in rows}
    first = date(2012, 1, 1)
    treated = by["treatment", "S08000015", "", first]
    assert (treated.total, treated.within, treated.key.frequency) == (169, 164, "quarter")
    assert by["treatment", "S08000015", "Breast", first].total == 52
    boards = [row for row in rows if row.key.basis == "treatment" and not row.key.tumour and row.month == first]
    scotland = by["treatment", "S92000003", "", first]
    assert scotland.total == sum(row.total for row in boards if row is not scotland)
    assert scotland.total == sum(
        row.total for row in rows if row.key.basis == "residence" and not row.key.tumour and row.month == first
    )


def test_scotlands_31_days_after_another_teams_processing():
    """The board of residence was taken out: its rows are parts of one board of treatment, to be added."""
    _, rows = parsed(corpus.SCOTLAND_31)
    by = {(row.key.code, row.key.tumour, row.month): row for row in rows}
    grampian = by["S08000020", "", date(2012, 1, 1)]
    assert (grampian.total, grampian.within) == (1 + 502 + 2 + 7 + 11 + 1, 1 + 486 + 2 + 7 + 11 + 1)
    assert len({row.month for row in rows}) == 54
