"""Local figures that do not add up are told when they are brought, with both numbers and their place, and loaded."""

from datetime import date

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from performance.local import imports
from performance.local.sheets import FIGURES, LEVELS
from performance.models import LocalCount
from tests.factories import TumourGroupFactory
from tests.performance.local.bringing import as_csv, as_xlsx, bring
from tests.performance.local.places import BEFORE, entry, level, levels, record

pytestmark = pytest.mark.django_db
REPORT = settings.CORPUS_DIR / "seeds" / "wessex-highlight-report-2020-10.txt"
DAY = "21/09/2026"


def referrals(count, group="", provider="", day=DAY, kind="referrals", period="week"):
    return (kind, provider, group, "", period, day, str(count), "")


def baseline(value, group="", since="01/04/2026", until="", kind="referrals"):
    return (kind, "", group, "", "week", "baseline", str(value), "", since, until, "")


def warned(place, analyst, content, name="figures.csv"):
    """What the preview warns of, and whether the file can still be loaded."""
    stage = bring(place, analyst, content, name)
    seen = imports.preview(stage)
    assert seen.errors == []
    source, done = imports.load_sheet(stage=stage, by=analyst)
    assert done.new == seen.new
    assert [each["message"] for each in source.result["findings"]] == [each.message for each in seen.warnings]
    return [(each.sheet, each.row, each.column, each.value, each.message) for each in seen.warnings]


def messages(found):
    return [message for *_, message in found]


# --- A total against its parts and its baseline ---------------------------------------------------------------


def test_a_total_that_is_the_baseline(place, analyst):
    content = as_xlsx(
        Figures=[FIGURES.headings, referrals(2074), referrals(1500, "Lung"), referrals(487, "Skin")],
        Baselines_and_ceilings=[LEVELS.headings, baseline(2074), baseline(429, "Skin")],
    )
    assert warned(place, analyst, content, "figures.xlsx") == [
        (
            "Figures", 2, "Count", "2,074",
            "Does not add up. Total against its tumour groups (2,074 is the baseline): 2,074 is written, its own "
            "figures give 1,987.",
        )
    ]  # fmt: skip
    assert LocalCount.objects.count() == 3


def test_what_stands_already_is_held_against_it_too(place, analyst):
    record(place, entry("referrals", 1500, None, place.lung), entry("referrals", 487, None, place.skin))
    levels(place, level("referrals", 2074))
    (found,) = warned(place, analyst, as_csv(referrals(2074)))
    assert found[:4] == ("figures.csv", 2, "Count", "2,074")
    assert "2,074 is the baseline" in found[4]
    assert "give 1,987" in found[4]


def test_what_the_file_brings_counts_instead_of_what_stands(place, analyst):
    record(place, entry("referrals", 1500, None, place.lung), entry("referrals", 487, None, place.skin))
    levels(place, level("referrals", 2074))
    assert warned(place, analyst, as_csv(referrals(2074), referrals(1587, "Lung"))) == []


def test_a_total_that_is_the_week_before(place, analyst):
    record(place, entry("referrals", 2015, starts=BEFORE))
    rows = [referrals(2015), referrals(1500, "Lung"), referrals(487, "Skin")]
    assert "(2,015 is the week before)" in messages(warned(place, analyst, as_csv(*rows)))[0]


@pytest.mark.parametrize(
    ("total", "parts", "told"),
    [
        (100, (60, 40), 0),
        (100, (60, 30), 0),  # not every tumour group is counted
        (100, (60, 50), 1),
        (100, (60, 40.5), 0),  # rounded halves
        (100, (150,), 0),  # one part says nothing of its whole
    ],
)
def test_parts(place, analyst, total, parts, told):
    rows = [referrals(n, group) for n, group in zip(parts, ("Lung", "Skin"), strict=False)]
    assert len(warned(place, analyst, as_csv(referrals(total), *rows))) == told
    providers = [
        referrals(n, "", name, "14/09/2026")
        for n, name in zip(parts, ("East Hospitals", "West Hospitals"), strict=False)
    ]
    assert len(warned(place, analyst, as_csv(referrals(total, day="14/09/2026"), *providers))) == told


def test_a_group_is_not_added_to_its_own_parts(place, analyst):
    for code in ("urological", "prostate"):
        TumourGroupFactory(code=code, name=code.title())
    rows = [referrals(100), referrals(60, "Urological"), referrals(50, "Prostate"), referrals(40, "Skin")]
    assert warned(place, analyst, as_csv(*rows)) == []


@pytest.mark.parametrize(("count", "told"), [(2074, 1), (2075, 0), (12, 0)])
def test_a_large_count_that_equals_its_baseline_is_worth_a_look(place, analyst, count, told):
    levels(place, level("referrals", 2074 if count > 100 else 12))
    found = messages(warned(place, analyst, as_csv(referrals(count))))
    assert found == ["The count is exactly its baseline, 2,074. Look whether it was taken from there."][:told]


def test_a_baseline_that_is_not_in_force_says_nothing(place, analyst):
    levels(place, level("referrals", 2074, since=date(2026, 10, 1)))
    assert warned(place, analyst, as_csv(referrals(2074))) == []


# --- What is told beside a count --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "computed"),
    [("27%", ""), ("+52%", "+27%"), ("52", "+27%"), ("0.52", "+27%"), ("0.27", ""), ("-27%", "+27%"), ("27.1%", ""),
     ("27.3%", "+27.1%"), ("", ""), ("n/a", "")],
)  # fmt: skip
def test_a_change_that_is_printed_beside_its_count(place, analyst, told, computed):
    headings = (*FIGURES.headings, "Baseline", "% change from baseline")
    row = (*referrals(445, kind="backlog-62"), "350", told)
    found = warned(place, analyst, as_csv(row, headings=headings))
    assert bool(found) is bool(computed)
    if computed:
        ((*where, value, message),) = found
        assert where == ["figures.csv", 2, "Count"]
        assert f"Change of 445 from baseline, 350: {value} is written, its own figures give {computed}." in message


def test_it_is_held_against_the_baseline_and_the_week_that_are_known(place, analyst):
    levels(place, level("referrals", 429, None, place.skin))
    record(place, entry("referrals", 464, None, place.skin, starts=BEFORE))
    headings = (*FIGURES.headings, "% change from baseline", "Week on week % change")
    found = warned(place, analyst, as_csv((*referrals(392, "Skin"), "-9%", "-6%"), headings=headings))
    assert messages(found) == [
        "Does not add up. Change of 392 from the week before, 464: -6% is written, its own figures give -16%."
    ]


def test_another_column_is_still_told_of(place, analyst):
    headings = (*FIGURES.headings, "Ward")
    assert messages(warned(place, analyst, as_csv((*referrals(5), "7"), headings=headings))) == [
        "This column is not read."
    ]


# --- Sentences and tables of a file -----------------------------------------------------------------------------


def test_a_sentence_in_a_sheet_of_notes(place, analyst):
    notes = [
        ("Remember to ask Portsmouth",),
        ("Over 62 days there were 445 patients, which is 95 patients or 27% higher than the baseline of 350",),
        ("", "Change in 62 day backlog\n(+52%)"),
    ]
    content = as_xlsx(Figures=[FIGURES.headings, referrals(5)], Notes=notes)
    found = warned(place, analyst, content, "figures.xlsx")
    assert [each[:4] for each in found if "add up" in each[4]] == [("Notes", 3, "", "+52%")]
    assert "+52% is written, its own figures give +27%" in messages(found)[0]


def test_the_example_of_the_template_is_left_alone(place, analyst):
    content = as_xlsx(
        Figures=[FIGURES.headings, referrals(5)], Example=[("31 day 95.9% (25 breaches of 1,168 patients)",)]
    )
    assert warned(place, analyst, content, "figures.xlsx") == []


@pytest.mark.skipif(not REPORT.exists(), reason="CORPUS_DIR has no published papers")
def test_a_published_highlight_report_beside_its_figures(place, analyst):
    lines = [tuple(line.split("\t")) for line in REPORT.read_text().splitlines()]
    content = as_xlsx(Figures=[FIGURES.headings, referrals(5)], Report=lines)
    found = [each for each in warned(place, analyst, content, "report.xlsx") if "add up" in each[4]]
    told = {(value, message.rsplit(" ", 1)[1].rstrip(".")) for *_, value, message in found}
    assert {("95.9%", "97.9%"), ("2,074", "1,987"), ("+52%", "+27%")} <= told
    for sheet, row, *_, value, _ in found:
        assert sheet == "Report"
        assert value.lstrip("+-") in " ".join(lines[row - 1])


# --- The page -----------------------------------------------------------------------------------------------------


def test_the_preview_shows_it_and_loads_it(client, place, analyst):
    client.force_login(analyst)
    levels(place, level("referrals", 2074))
    file = SimpleUploadedFile("week.csv", as_csv(referrals(2074), referrals(1500, "Lung"), referrals(487, "Skin")))
    page = client.post(reverse("local:import", args=["wessex"]), {"file": file}, follow=True)
    html = page.content.decode()
    assert "Worth a look" in html
    assert "2,074 is written, its own figures give 1,987." in html
    done = client.post(page.redirect_chain[-1][0], follow=True)
    assert "3 new, 0 changed, 0 the same" in done.content.decode()


def test_a_preview_costs_the_same_for_many_rows(place, analyst, django_assert_max_num_queries):
    few = bring(place, analyst, as_csv(referrals(5)))
    rows = [(*referrals(n, kind="diagnostics")[:3], "CT", "month", f"01/{n:02}/2026", n, "") for n in range(1, 13)]
    many = bring(place, analyst, as_csv(*rows))
    for stage in (few, many):
        with django_assert_max_num_queries(11):
            imports.preview(stage)
