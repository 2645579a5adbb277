"""Files of our own templates: read, previewed with findings at their place, confirmed in one piece, logged."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from core.audit import AuditEvent
from core.uploads import UploadRefused
from performance.local import imports
from performance.local.sheets import FIGURES
from performance.models import (
    LocalCount,
    LocalCountRevision,
    LocalImport,
    LocalLevel,
    StagedSheet,
    Trajectory,
)
from performance.trajectories.sheets import POINTS
from tests.factories import ProviderFactory
from tests.performance.local.bringing import GOOD, as_csv, as_xlsx, bring, told
from tests.performance.local.places import WEEK

pytestmark = pytest.mark.django_db
LEVELS = ("Kind", "Provider", "Tumour group", "Period", "Baseline or ceiling", "Value", "Unit", "From", "Until")


# --- From file to figures ---------------------------------------------------------------------------------


def test_a_file_is_read_previewed_and_loaded_once(place, analyst):
    stage = bring(place, analyst, as_csv(*GOOD))
    seen = imports.preview(stage)
    assert (seen.new, seen.changed, seen.unchanged, seen.errors, seen.warnings) == (5, 0, 0, [], [])
    assert not LocalCount.objects.exists()

    source, done = imports.load_sheet(stage=stage, by=analyst)
    assert done.new == 5
    counts = {
        (c.series.kind, c.series.part, str(c.series.provider or ""), str(c.series.tumour_group or "")): (
            c.starts,
            c.count,
        )
        for c in LocalCount.objects.select_related("series__provider", "series__tumour_group")
    }
    assert counts == {
        ("referrals", "", "", "Lung"): (WEEK, 1041),
        ("backlog-62", "", str(place.east), ""): (WEEK, 61),
        ("backlog-104", "", str(place.east), "Skin"): (WEEK, None),
        ("waits", "29-62", str(place.west), ""): (WEEK, Decimal("4.5")),
        ("diagnostics", "flexi-sig", "", ""): (date(2026, 9, 1), 0),
    }
    assert LocalCount.objects.get(count=61).out_of == 1150
    assert (source.name, source.imported_by, source.result["new"]) == ("figures.csv", analyst, 5)
    assert AuditEvent.objects.about(source).get().verb == "imported local figures"
    assert not StagedSheet.objects.exists()

    again = bring(place, analyst, as_csv(*GOOD))
    assert imports.preview(again).unchanged == 5
    imports.load_sheet(stage=again, by=analyst)
    assert not LocalCountRevision.objects.exists()
    assert LocalImport.objects.count() == 2


def test_a_later_file_revises(place, analyst):
    imports.load_sheet(stage=bring(place, analyst, as_csv(*GOOD)), by=analyst)
    mended = [(*GOOD[0][:6], "1050", ""), *GOOD[1:]]
    stage = bring(place, analyst, as_csv(*mended))
    assert (imports.preview(stage).changed, imports.preview(stage).unchanged) == (1, 4)
    imports.load_sheet(stage=stage, by=analyst)
    assert [(r.count, r.source.name) for r in LocalCountRevision.objects.all()] == [(1041, "figures.csv")]


def test_a_workbook_with_levels_and_real_dates(place, analyst):
    content = as_xlsx(
        Figures=[FIGURES.headings, ("referrals", None, "Skin", None, "week", date(2026, 9, 21), 392, None)],
        Baselines_and_ceilings=[
            LEVELS,
            ("referrals", "", "Skin", "week", "baseline", 429, "", date(2026, 4, 1), None),
            ("backlog-62", "", "", "week", "ceiling", 6.4, "per cent", "01/04/2026", "31/03/2027"),
            ("backlog-104", "", "", "week", "ceiling", "0.5%", "", "01/04/2026", ""),
        ],
        Example=[FIGURES.headings, ("nonsense",) * 8],
        Notes=[("Remember to ask Portsmouth",)],
    )
    stage = bring(place, analyst, content, name="figures.xlsx")
    seen = imports.preview(stage)
    assert (seen.new, seen.errors) == (4, [])
    assert [(f.sheet, f.row) for f in seen.warnings] == [("Notes", None)]
    imports.load_sheet(stage=stage, by=analyst)
    assert LocalCount.objects.get().starts == WEEK
    assert sorted((x.kind, x.value, x.per_cent, x.valid_until) for x in LocalLevel.objects.all()) == [
        ("baseline", 429, False, None),
        ("ceiling", Decimal("0.5"), True, None),
        ("ceiling", Decimal("6.4"), True, date(2027, 3, 31)),
    ]


def test_every_mistake_is_told_with_its_place(place, analyst):
    stranger = ProviderFactory(name="Far Hospitals")
    rows = [
        ("visits", "", "", "", "week", "21/09/2026", "1", ""),
        ("referrals", "Nowhere", "", "", "week", "21/09/2026", "1", ""),
        ("referrals", stranger.ods_code, "", "", "week", "21/09/2026", "1", ""),
        ("referrals", "", "Toe", "", "week", "21/09/2026", "1", ""),
        ("waits", "", "", "5 weeks", "week", "21/09/2026", "1", ""),
        ("referrals", "", "", "CT", "week", "21/09/2026", "1", ""),
        ("referrals", "", "", "", "day", "21/09/2026", "1", ""),
        ("referrals", "", "", "", "week", "31/09/2026", "1", ""),
        ("referrals", "", "", "", "week", "21/09/2026", "many", ""),
        ("referrals", "", "", "", "week", "21/09/2026", "", ""),
        ("referrals", "", "", "", "week", "21/09/2026", "1.25", ""),
        ("backlog-62", "", "", "", "week", "21/09/2026", "9", "8"),
        ("backlog-62", "", "", "", "week", "14/09/2026", "9", ""),
        ("backlog-62", "", "", "", "week", "16/09/2026", "7", ""),
        ("backlog-62", "", "", "", "week", "16/09/2026", "9", ""),
    ]
    stage = bring(place, analyst, as_csv(*rows))
    assert told(stage.findings) == [
        ("error", "figures.csv", 2, "Kind", "visits"),
        ("error", "figures.csv", 3, "Provider", "Nowhere"),
        ("error", "figures.csv", 4, "Provider", stranger.ods_code),
        ("error", "figures.csv", 5, "Tumour group", "Toe"),
        ("error", "figures.csv", 6, "Band or modality", "5 weeks"),
        ("error", "figures.csv", 7, "Band or modality", "CT"),
        ("error", "figures.csv", 8, "Period", "day"),
        ("error", "figures.csv", 9, "Date", "31/09/2026"),
        ("error", "figures.csv", 10, "Count", "many"),
        ("error", "figures.csv", 11, "Count", ""),
        ("error", "figures.csv", 12, "Count", "1.25"),
        ("error", "figures.csv", 13, "Out of", "8"),
        ("error", "figures.csv", 15, "Count", "7"),
        ("warning", "figures.csv", 16, "", ""),
    ]
    seen = imports.preview(stage)
    assert (seen.rows, seen.rows_left_out) == (1, 13)
    with pytest.raises(ValidationError, match="left out"):
        imports.load_sheet(stage=stage, by=analyst)
    assert not LocalCount.objects.exists()
    source, done = imports.load_sheet(stage=stage, by=analyst, leave_out=True)
    assert done.new == 1
    assert source.result["left_out"] == 13


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("ceiling", "6.4", "apples", "01/04/2026", "")], "Expected number or per cent"),
        ([("floor", "6.4", "", "01/04/2026", "")], "Expected baseline or ceiling"),
        ([("baseline", "6%", "", "01/04/2026", "")], "A baseline is a number"),
        ([("ceiling", "104%", "", "01/04/2026", "")], "such as 6.4%"),
        ([("ceiling", "", "", "01/04/2026", "")], "such as 6.4%"),
        ([("ceiling", "6", "", "01/04/2026", "31/03/2026")], "before the first"),
        ([("ceiling", "6", "", "soon", "")], "Expected a day"),
    ],
)
def test_a_level_that_makes_no_sense(place, analyst, rows, words):
    lines = [("backlog-62", "", "", "week", *row) for row in rows]
    stage = bring(place, analyst, as_csv(*lines, headings=LEVELS))
    assert words in stage.findings[0]["message"]
    assert stage.rows == []


def test_a_share_that_excel_may_have_divided_is_worth_a_look(place, analyst):
    line = ("backlog-62", "", "", "week", "ceiling", "0.064", "per cent", "01/04/2026", "")
    stage = bring(place, analyst, as_csv((*line[:5], "0.06", *line[6:]), headings=LEVELS))
    assert [f["level"] for f in stage.findings] == ["warning"]
    assert "write 6.4" in stage.findings[0]["message"]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (as_csv(headings=("a", "b")), "figures.csv", "None of its sheets has the headings"),
        (as_csv(), "figures.csv", "no row below the headings"),
        (as_csv(headings=FIGURES.headings[:-2]), "figures.csv", "There is no column “Count”"),
    ],
)
def test_a_file_that_is_none_of_ours(place, analyst, content, name, words):
    stage = bring(place, analyst, content, name)
    assert any(words in finding["message"] for finding in stage.findings)
    with pytest.raises(ValidationError):
        imports.load_sheet(stage=stage, by=analyst, leave_out=True)


def test_what_does_not_get_past_the_guard(place, analyst):
    with pytest.raises(UploadRefused, match="PDF"):
        bring(place, analyst, b"%PDF-1.7", "figures.pdf")
    with pytest.raises(UploadRefused, match="empty"):
        bring(place, analyst, b"", "figures.csv")


def test_a_place_counts_the_empty_rows_above(place, analyst):
    """Also those above the headings, however many: people look for the row that they see in Excel."""
    empty = [("",)] * 12
    content = as_xlsx(Figures=[*empty, FIGURES.headings, ("visits", "", "", "", "week", "21/09/2026", "1", "")])
    stage = bring(place, analyst, content, "figures.xlsx")
    assert [(f["row"], f["column"]) for f in stage.findings] == [(14, "Kind")]


def test_a_cut_off_workbook(place, analyst):
    content = as_xlsx(Figures=[FIGURES.headings, *GOOD])
    with pytest.raises(UploadRefused, match="damaged"):
        bring(place, analyst, content[: len(content) // 2], "figures.xlsx")


def test_the_template_itself_is_taken_and_holds_nothing_yet(client, place, analyst):
    client.force_login(analyst)
    for of in ("local", "trajectories"):
        response = client.get(reverse(f"{of}:template", args=["wessex", "xlsx"]))
        book = load_workbook(io.BytesIO(response.content))
        assert book.sheetnames[-2:] == ["Example", "Allowed words"]
        words = [row[1].value for row in book["Allowed words"].iter_rows(min_row=2)]
        assert place.east.ods_code in words
        stage = bring(place, analyst, response.content, "t.xlsx", "figures" if of == "local" else of)
        assert [f["message"] for f in stage.findings] == ["There is no row below the headings."]
        example = [[cell.value for cell in row] for row in book["Example"].iter_rows()]
        stage = bring(place, analyst, as_xlsx(Filled=example), "e.xlsx", "figures" if of == "local" else of)
        assert stage.findings == []
        assert len(stage.rows) == len(example) - 1


# --- Trajectories -------------------------------------------------------------------------------------------


def test_trajectories_come_the_same_way(place, analyst):
    rows = [
        ("62d", "", "", "", "", "", "September 2026", "72.5", "", "75", "Plan"),
        ("62d", "", "", "", "", "", "Oct 2026", "73%", "", "75", "Plan"),
        ("backlog-62", "East Hospitals", "", "people", "", "month", "2026-09", "1,060", "", "", ""),
        ("28d", "Coast", "", "", "", "", "01/09/2026", "77", "", "", ""),
        ("local", "", "FIT", "%", "more", "quarter", "July 2026", "80", "78", "", ""),
    ]
    content = as_csv(*rows, headings=POINTS.headings)
    stage = bring(place, analyst, content, of="trajectories")
    assert stage.findings == []
    assert imports.preview(stage).new == 6
    imports.load_sheet(stage=stage, by=analyst)
    assert {str(t): (t.unit, t.target, t.points.count()) for t in Trajectory.objects.all()} == {
        "62 days to treatment, Wessex": ("%", 75, 2),
        "Waiting over 62 days, East Hospitals": ("people", None, 1),
        "28-day faster diagnosis, NHS Coast Integrated Care Board": ("%", None, 1),
        "FIT, Wessex": ("%", None, 1),
    }
    again = bring(place, analyst, content, of="trajectories")
    assert (imports.preview(again).unchanged, imports.preview(again).would_change) == (6, False)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("63d", "", "", "", "", "", "Sep 2026", "72", "", "", ""), "Measure"),
        (("62d", "Nowhere", "", "", "", "", "Sep 2026", "72", "", "", ""), "For"),
        (("62d", "", "", "people", "", "", "Sep 2026", "72", "", "", ""), "Unit"),
        (("62d", "", "", "", "less", "", "Sep 2026", "72", "", "", ""), "Better is"),
        (("62d", "", "", "", "", "week", "Sep 2026", "72", "", "", ""), "Period"),
        (("62d", "", "", "", "", "", "Q2", "72", "", "", ""), "Month"),
        (("62d", "", "", "", "", "quarter", "Sep 2026", "72", "", "", ""), "Month"),
        (("62d", "", "", "", "", "", "Sep 2026", "0.72", "", "", ""), "Planned"),
        (("62d", "", "", "", "", "", "Sep 2026", "", "", "", ""), "Planned"),
        (("62d", "", "", "", "", "", "Sep 2026", "172", "", "", ""), "Planned"),
        (("62d", "", "", "", "", "", "Sep 2026", "72.125", "", "", ""), "Planned"),
        (("62d", "", "", "", "", "", "Sep 2026", "seventy", "", "", ""), "Planned"),
        (("62d", "", "", "", "", "", "Sep 2026", "72", "70", "", ""), "Actual"),
        (("local", "", "", "%", "more", "", "Sep 2026", "72", "", "", ""), "Title"),
        (("local", "", "FIT", "", "more", "", "Sep 2026", "72", "", "", ""), "Unit"),
        (("local", "", "FIT", "%", "", "", "Sep 2026", "72", "", "", ""), "Better is"),
    ],
)
def test_a_trajectory_that_cannot_be_is_told_at_its_cell(place, analyst, row, column):
    stage = bring(place, analyst, as_csv(row, headings=POINTS.headings), of="trajectories")
    assert [(f["level"], f["row"], f["column"]) for f in stage.findings] == [("error", 2, column)]


def test_two_values_for_one_month_and_two_targets(place, analyst):
    rows = [
        ("62d", "", "", "", "", "", "Sep 2026", "72", "", "", ""),
        ("62d", "", "", "", "", "", "Sep 2026", "73", "", "", ""),
        ("62d", "", "", "", "", "", "Oct 2026", "73", "", "75", ""),
    ]
    stage = bring(place, analyst, as_csv(*rows, headings=POINTS.headings), of="trajectories")
    assert [(f["row"], f["column"]) for f in stage.findings] == [(3, "Planned"), (4, "Measure")]
