"""Figures into the database: compared, revised, never doubled; any order of files gives the same end."""

from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import permutations
from json import loads

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from organisations.models import TumourGroup
from performance.importing.parsed import FileRefused
from performance.models import Figure, FigureRevision, FigureSource, ReportingBody, Series, StagedFigure, StagedLoad
from performance.operations import load_figures, map_body, map_tumour_group, recognise_body, stage_figures
from tests.performance import corpus
from tests.performance.corpus import needs_corpus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data")]
ON = date(2026, 10, 2)
HEAD = "provider,standard,tumour group,month,total,within\n"


def load(text, name="figures.csv", on=ON):
    return load_figures(source=(HEAD + text).encode(), name=name, by=None, on=on)


def standing():
    """Every figure that stands, by what it is about."""
    names = ("series__body__code", "series__measure", "series__tumour", "series__route", "series__modality", "month")
    return {tuple(row[:6]): tuple(row[6:]) for row in Figure.objects.values_list(*names, "total", "within", "final")}


def months(org, standard, first, last, **options):
    out = StringIO()
    asked = [f"--org={org}", f"--standard={standard}", f"--from={first}", f"--to={last}", "--json"]
    asked += [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    call_command("waiting_times", *asked, stdout=out)
    return loads(out.getvalue())


class TestOurOwnFile:
    def test_halves_totals_and_tumour_groups(self):
        done = load("RHM,62d,All,2023-10,295.5,206\nRHM,62d,Urology,2023-10,51.5,34.5\nRHM,62d,,2023-11,10,9\n")
        assert (done.rows, done.new, done.changed) == (3, 3, 0)
        (october, november, december) = months("RHM", "62d", "2023-10", "2023-12")
        assert (october["total"], october["within"], october["standard"]) == (295.5, 206, 0.85)
        assert october["performance"] == pytest.approx(206 / 295.5)
        assert [month["rating"] for month in (october, november, december)] == ["red", "green", "grey"]
        assert (december["month"], december["total"], december["performance"]) == ("2023-12", None, None)
        (lungs,) = months("RHM", "62d", "2023-10", "2023-10", tumour_group="urological")
        assert lungs["within"] == 34.5

    def test_one_name_before_and_after_october_2023(self):
        load("RHM,62d,All,2023-09,100,86\nRHM,62d,All,2023-10,100,84\nRHM,31d,All,2023-09,100,95\n")
        assert set(Series.objects.values_list("measure", flat=True)) == {"62d-gp", "62d", "31d-first"}
        september, october = months("RHM", "62d", "2023-09", "2023-10")
        assert (september["rating"], september["measure"]) == ("green", "62d-gp")
        assert (october["rating"], october["measure"]) == ("amber", "62d")

    def test_a_suppressed_count_is_unknown(self):
        load("RHM,62d,All,2023-10,*,*\n")
        (october,) = months("RHM", "62d", "2023-10", "2023-10")
        assert (october["total"], october["rating"]) == (None, "grey")

    def test_a_status_where_there_is_one(self):
        text = "provider,standard,month,total,within,status\nRHM,28d,2024-01,8,6,\nRHM,28d,2024-02,8,6,Provisional\n"
        load_figures(source=text.encode(), name="figures.csv", by=None, on=ON)
        assert [final for *_, final in standing().values()] == [True, False]
        with pytest.raises(FileRefused, match="line 2: “nearly” is no status: write final or provisional"):
            load_figures(source=text.replace(",\n", ",nearly\n", 1).encode(), name="x.csv", by=None, on=ON)

    def test_a_name_for_a_code(self):
        load("University Hospital Southampton NHS Foundation Trust,28d,All,2024-01,8,6\n")
        assert standing() == {("RHM", "28d", "", "", "", date(2024, 1, 1)): (8, 6, True)}

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_encodings_and_delimiters(self, encoding, delimiter):
        text = (HEAD + "RHM,62d,Children’s,2024-01,2,1\n").replace(",", delimiter)
        load_figures(source=text.encode(encoding), name="figures.csv", by=None, on=ON)
        assert Figure.objects.count() == 1


def workbook(**sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


COLUMNS = ["provider", "standard", "tumour group", "month", "total", "within"]


class TestOurOwnLayoutInAWorkbook:
    def load(self, name="figures.xlsx", **sheets):
        return load_figures(source=workbook(**sheets), name=name, by=None, on=ON)

    def test_it_says_what_the_csv_says(self):
        """A spreadsheet has made days of some months, and numbers of counts."""
        done = self.load(
            Figures=[
                ["Our waiting times"],
                [],
                COLUMNS,
                ["RHM", "62d", "All", date(2023, 10, 1), 295.5, 206],
                ["RHM", "62d", "Lung", "2023-10", "*", "*"],
                [],
                ["S08000015", "62d", None, "2012Q1", 20, 15],
            ]
        )
        assert (done.kind, done.rows, done.new, done.findings) == ("our own layout", 3, 3, [])
        loaded = standing()
        text = "RHM,62d,All,2023-10,295.5,206\nRHM,62d,Lung,2023-10,*,*\nS08000015,62d,,2012Q1,20,15\n"
        again = load(text)
        assert (again.unchanged, standing()) == (3, loaded)

    def test_every_sheet_of_ours_is_read_and_the_others_are_named(self):
        done = self.load(
            One=[COLUMNS, ["RHM", "62d", "All", "2023-10", 20, 15]],
            Two=[[*COLUMNS, "status"], ["RDZ", "62d", "All", "2023-10", 20, 15, "provisional"]],
            Notes=[["Counted by the cancer office"]],
            Empty=[],
        )
        assert (done.rows, [finding["where"] for finding in done.findings]) == (2, ["sheet “Notes”"])
        assert {code: final for (code, *_), (*_, final) in standing().items()} == {"RHM": True, "RDZ": False}

    @pytest.mark.parametrize(
        ("rows", "words"),
        [
            ([COLUMNS[:-1], ["RHM", "62d", "All", "2023-10", 20]], "row 1: No column within. There are: provider"),
            ([COLUMNS, ["RHM", "62d", "All", "2023-10", "many", 15]], "row 2: “many” is no count"),
            ([COLUMNS, ["RHM", "62d", "All", 2023.5, 20, 15]], "row 2: “2023.5” is no month"),
            ([COLUMNS, ["RHM", "62d", "All", "2023-10", 20]], "row 2: the cell is empty"),
            ([COLUMNS, [None, "62d", "All", "2023-10", 20, 15]], "row 2: No provider"),
            ([COLUMNS, ["RHM", 62, "All", "2023-10", 20, 15]], "row 2: “62.0” is no standard"),
            ([COLUMNS, ["RHM", "62d", "All", "2023-10", 15, 20]], "row 2: 20 within the time, of 15: more"),
        ],
    )
    def test_what_is_wrong_is_named_by_sheet_and_row(self, rows, words):
        with pytest.raises(FileRefused, match=words) as refused:
            self.load(Figures=rows)
        assert refused.value.findings[0].where.startswith("sheet “Figures”, row")
        assert not Figure.objects.exists()

    def test_what_is_wrong_far_down_leaves_nothing_of_what_went_before(self):
        """The stage takes rows in while the workbook is still being read."""
        rows = [[f"X{number}", "62d", "All", "2023-10", 20, 15] for number in range(2_500)]
        with pytest.raises(FileRefused, match="row 2502: “many” is no count"):
            self.load(Figures=[COLUMNS, *rows, ["RHM", "62d", "All", "2023-10", "many", 15]])
        for model in (Figure, StagedFigure, StagedLoad, Series):
            assert not model.objects.exists()


class TestRevisions:
    def test_the_same_file_again_writes_nothing(self):
        load("RHM,62d,All,2024-01,10,9\n")
        again = load("RHM,62d,All,2024-01,10,9\n", on=date(2026, 12, 1))
        assert (again.new, again.changed, again.confirmed, again.unchanged) == (0, 0, 0, 1)
        assert Figure.objects.get().published_on == ON
        assert not FigureRevision.objects.exists()
        assert FigureSource.objects.count() == 1

    def test_a_later_file_revises_and_the_old_value_stays_in_the_history(self):
        load("RHM,62d,All,2024-01,10,9\nRHM,62d,Lung,2024-01,4,3\n")
        later = load("RHM,62d,All,2024-01,12,10\nRHM,62d,Lung,2024-01,4,3\n", name="later.csv", on=date(2026, 11, 1))
        assert (later.changed, later.confirmed, later.headline_changes) == (1, 1, 1)
        assert later.net_change == {"62d": Decimal(2)}
        assert (later.largest[0].total, later.largest[0].within) == ((10, 12), (9, 10))
        old = FigureRevision.objects.get()
        assert (old.total, old.within, old.source.name) == (10, 9, "figures.csv")

    def test_an_earlier_file_that_comes_late_changes_nothing_and_is_remembered(self):
        load("RHM,62d,All,2024-01,12,10\n", on=date(2026, 11, 1))
        late = load("RHM,62d,All,2024-01,10,9\n", on=ON)
        assert (late.changed, late.outranked) == (0, 1)
        assert Figure.objects.get().total == 12
        assert FigureRevision.objects.get().total == 10

    def test_a_preview_changes_nothing(self):
        load("RHM,62d,All,2024-01,10,9\n")
        text = (HEAD + "RHM,62d,All,2024-01,11,9\nRHX,62d,All,2024-01,1,1\n").encode()
        _, preview = stage_figures(source=text, name="x.csv", by=None, on=ON)
        assert (preview.changed, preview.new) == (1, 1)
        assert [finding["where"] for finding in preview.findings] == ["organisation RHX"]
        assert Figure.objects.get().total == 10
        assert not ReportingBody.objects.filter(code="RHX").exists()

    def test_the_stage_is_cleared(self):
        load("RHM,62d,All,2024-01,10,9\n")
        assert not StagedLoad.objects.exists()
        assert not StagedFigure.objects.exists()

    def test_what_others_brought_stays_on_the_stage(self):
        waiting, _ = stage_figures(source=(HEAD + "RHM,62d,All,2024-01,11,9\n").encode(), name="x.csv", by=None, on=ON)
        load("RHM,62d,All,2024-01,10,9\n")
        assert list(StagedFigure.objects.values_list("load", "total")) == [(waiting.pk, 11)]

    @pytest.mark.parametrize("by_the_month", [True, False])
    def test_a_file_may_go_by_the_month_or_by_the_series(self, by_the_month):
        lines = [
            f"{code},62d,All,2024-{month:02d},{month + 10},9\n" for code in ("RHM", "RDZ") for month in range(12, 0, -1)
        ]
        if by_the_month:
            lines.sort(key=lambda line: line.split(",")[3])
        load("RHM,62d,All,2024-03,1,1\n", on=date(2026, 9, 1))
        done = load("".join(lines), name="year.csv")
        assert (done.rows, done.new, done.changed, done.by_the_month) == (24, 23, 1, by_the_month)
        assert {(code, month.month): total for (code, *_, month), (total, *_) in standing().items()} == {
            (code, month): month + 10 for code in ("RHM", "RDZ") for month in range(1, 13)
        }

    def test_figures_of_the_same_months_of_other_series_are_not_in_the_way(self):
        load("RHM,62d,All,2024-01,10,9\n")
        done = load("RDZ,62d,All,2024-01,12,9\nRHM,31d,All,2024-01,8,7\n", name="others.csv")
        assert (done.rows, done.new) == (2, 2)
        assert sorted(total for total, *_ in standing().values()) == [8, 10, 12]


COMBINED_HEAD = (
    "Period,Basis,Org_Code,Org_Name,Standard_or_Item,Cancer_Type,Referral_Route_or_Stage,Treatment_Modality,"
    "Total,Within\n"
)


def combined(*rows, status):
    text = COMBINED_HEAD + "".join(f"2023-10-01,Provider,{row}\n" for row in rows)
    return {"source": text.encode(), "name": f"Combined-{status}.csv", "by": None}


ALL = "RHM,Southampton,62D,ALL CANCERS,ALL ROUTES,ALL MODALITIES"
FILES = (
    (combined(f"{ALL},10,5", status="Provisional"), date(2024, 6, 1)),
    (combined(f"{ALL},12,6", status="Final"), date(2024, 2, 1)),
    (combined(f"{ALL},11,7", status="Final"), date(2024, 1, 1)),
)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_any_order_gives_the_same_end(order):
    """A provisional file never overwrites a final one, however late; of two final ones the later one stands."""
    for number in order:
        file, on = FILES[number]
        load_figures(**file, on=on)
    assert list(standing().values()) == [(12, 6, True)]


class TestWhoIsWho:
    def test_an_unknown_organisation_is_a_finding_until_it_is_mapped(self):
        text = "XYZ,62d,All,2024-01,10,9\n"
        assert [finding["where"] for finding in load(text).findings] == ["organisation XYZ"]
        recognise_body(code="XYZ", name="A clinic", kind="provider", nation="england", by=None)
        assert load(text, name="again.csv").findings == []

    def test_a_name_is_mapped_once_and_remembered(self):
        load("SOTON,62d,All,2024-01,10,9\n")
        rhm = ReportingBody.objects.create(code="RHM", name="Southampton", recognised=True)
        map_body(name="Soton", to=rhm, by=None)
        done = load("Soton,62d,All,2024-02,10,8\n")
        assert done.findings == []
        assert [month["within"] for month in months("RHM", "62d", "2024-01", "2024-02")] == [9, 8]

    def test_two_organisations_are_not_added_together_by_a_name(self):
        load("SOTON,62d,All,2024-01,10,9\nRHM,62d,All,2024-01,5,5\n")
        with pytest.raises(ValidationError):
            map_body(name="SOTON", to=ReportingBody.objects.get(code="RHM"), by=None)

    def test_an_unknown_tumour_group_is_kept_and_mapped_later(self):
        done = load("RHM,62d,Spleen,2024-01,10,9\n")
        assert [finding["where"] for finding in done.findings] == ["tumour group “Spleen”"]
        map_tumour_group(name="Spleen", to=TumourGroup.objects.get(code="other"), by=None)
        (january,) = months("RHM", "62d", "2024-01", "2024-01", tumour_group="other")
        assert january["within"] == 9
        assert load("RHM,62d,Spleen,2024-02,10,9\n").findings == []

    def test_merged_trusts_read_as_one_series(self):
        load("RD3,62d,All,2020-09,10,9\nRDZ,62d,All,2020-09,20,15\nR0D,62d,All,2020-10,30,26\n")
        assert [m["total"] for m in months("R0D", "62d", "2020-09", "2020-10")] == [30, 30]
        assert [m["total"] for m in months("RD3", "62d", "2020-09", "2020-10")] == [10, None]

    def test_an_alliance_is_the_sum_of_its_providers_by_the_dated_mapping(self):
        load(
            "RD3,28d,All,2020-09,10,9\nR0D,28d,All,2020-10,30,26\nRHM,28d,All,2020-10,5.5,5\nRJ1,28d,All,2020-10,99,1\n"
        )
        for name in ("wessex", "Wessex Cancer Alliance", "E56000016"):
            assert [m["total"] for m in months(name, "28d", "2020-09", "2020-10")] == [10, 35.5]

    def test_scottish_boards_are_judged_by_scottish_standards(self):
        load("S08000031,62d,All,2023-11,100,94\nS08000031,31d,All,2023-11,100,95\nRHM,62d,All,2023-11,100,94\n")
        for org, standard, level, rating in (
            ("S08000031", "62d", 0.95, "amber"),
            ("NHS Greater Glasgow and Clyde", "31d", 0.95, "green"),
            ("woscan", "62d", 0.95, "amber"),
            ("RHM", "62d", 0.85, "green"),
        ):
            (month,) = months(org, standard, "2023-11", "2023-11")
            assert (month["standard"], month["rating"]) == (level, rating), org

    def test_the_parts_of_a_group_stand_in_for_it(self):
        load("RHM,62d,Urological - Prostate,2024-01,10,5\nRHM,62d,Urological - Other (a),2024-01,4,4\n")
        load("RHM,62d,Urological,2024-02,7,7\nRHM,62d,Urological - Prostate,2024-02,5,5\n", name="b.csv")
        assert [m["total"] for m in months("RHM", "62d", "2024-01", "2024-02", tumour_group="urology")] == [14, 7]


BAD = [
    ("RHM,62d,All,2024-01,ten,9\n", "line 2", "no count"),
    ("RHM,62d,All,2024-01,10,11\n", "line 2", "more than all"),
    ("RHM,62d,All,2024-01,10,9\nRHM,62d,All,20", "line 3", "cut off"),
    ("RHM,62d,All,soon,10,9\n", "line 2", "no month"),
    ("RHM,18w,All,2024-01,10,9\n", "line 2", "no standard"),
    ("RHM,62d,All,2024-01,10,9\nRHM,62d,all cancers,2024-01,10,8\n", "line 2 and line 3", "Two different values"),
    ("RHM,62d,All,2024-01,-1,0\n", "line 2", "no count"),
    ("RHM,62d,All,2024-01,1.3,1\n", "line 2", "half"),
    ("", "file", "no figures"),
]


@pytest.mark.parametrize(("text", "where", "message"), BAD)
def test_bad_files_are_refused_whole_with_the_place_named(text, where, message):
    with pytest.raises(FileRefused) as refused:
        load(text)
    assert refused.value.findings[0].where == where
    assert message in refused.value.findings[0].message
    assert not Figure.objects.exists()
    assert not StagedLoad.objects.exists()


@pytest.mark.parametrize("head", ["provider,standard,tumour group,period of time,total,within", "a,b,c", "HB,HBName"])
def test_renamed_columns_are_refused_with_what_was_found(head):
    with pytest.raises(FileRefused) as refused:
        load_figures(source=f"{head}\nRHM,62d,All,2024-01,10,9\n".encode(), name="x.csv", by=None, on=ON)
    assert head.split(",")[-1] in str(refused.value)


def test_a_file_that_is_no_workbook():
    with pytest.raises(FileRefused):
        load_figures(source=b"PK\x03\x04 cut off", name="x.xlsx", by=None, on=ON)


def test_the_command_reports_every_file_and_fails_for_one_that_is_refused(tmp_path):
    good, bad, out = tmp_path / "good.csv", tmp_path / "bad.csv", StringIO()
    good.write_text(HEAD + "RHM,62d,All,2024-01,10,9\n")
    bad.write_text(HEAD + "RHM,62d,All,2024-01,ten,9\n")
    call_command("import_waiting_times", str(good), "--json", stdout=out)
    assert not Figure.objects.exists()
    out = StringIO()
    with pytest.raises(CommandError, match=r"bad\.csv"):
        call_command("import_waiting_times", str(good), str(bad), "--apply", "--json", stdout=out)
    first, second = loads(out.getvalue())
    assert (first["new"], first["applied"], first["refused"], first["months"]) == (1, True, False, ["2024-01"])
    assert (second["applied"], second["refused"], second["findings"][0]["where"]) == (False, True, "line 2")
    assert Figure.objects.count() == 1


@pytest.mark.parametrize("options", [{"org": "nobody"}, {"tumour_group": "nothing"}, {"first": "2024-05"}])
def test_questions_that_have_no_answer(options):
    asked = {"org": "RHM", "standard": "62d", "first": "2024-01", "last": "2024-02"} | options
    with pytest.raises(CommandError):
        months(**asked)


@needs_corpus
def test_provisional_gives_way_to_final_in_either_order():
    """The extract of October 2023 and the final workbook of the same month."""
    ends = []
    for order in ((corpus.EXTRACT, corpus.OCTOBER), (corpus.OCTOBER, corpus.EXTRACT)):
        Figure.objects.all().delete()
        FigureSource.objects.all().delete()
        Series.objects.all().delete()
        done = [load_figures(source=path, name=path.name, by=None, on=ON) for path in order]
        ends.append(standing())
        if order[0] == corpus.EXTRACT:
            assert (done[1].changed, done[1].confirmed, done[1].withdrawn) == (6438, 10938, 26)
        else:
            assert (done[1].changed, done[1].new, done[1].left_out) == (0, 0, 26)
    assert ends[0] == ends[1]
    (england,) = months("England", "62d", "2023-10", "2023-10")
    assert (england["total"], england["within"], england["status"]) == (25016.5, 15812.5, "final")
    assert all(final for *_, final in ends[0].values())
