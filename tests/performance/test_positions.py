"""The summary says what the figures say: for every place, after every change, in as many queries for one as for all."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from organisations.models import Alliance, Nation, Provider, TumourGroup
from performance import positions
from performance.models import Figure, PlaceKind, PlaceSeries, ReportingBody, StandardPosition, WaitingTimeStandard
from performance.operations import load_figures, map_body, map_tumour_group, refresh_summaries
from performance.positions import differences, of_nation, standings
from performance.rag import RagRating
from performance.summaries import find_place, monthly_positions
from tests.performance import corpus
from tests.performance.corpus import needs_corpus
from tests.performance.test_loading import COMBINED_HEAD, HEAD, ON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data")]
STANDARDS = ("28d", "31d", "62d")
FIRST, LAST = date(2023, 8, 1), date(2023, 12, 1)


def load(text, name="figures.csv", on=ON):
    return load_figures(source=(HEAD + text).encode(), name=name, by=None, on=on)


def standing(kind, code, first=FIRST, last=LAST, standard="62d"):
    (found,) = [each for each in standings(kind, standards=[standard], first=first, last=last) if each.code == code]
    return found.positions[standard]


def agree():
    """The same answers from the summary and from the figures, for every place that has any."""
    assert not any(differences())
    places, judged_by = 0, {nation: WaitingTimeStandard.objects.of_nation(nation) for nation in Nation}
    for kind in PlaceKind:
        known = set(PlaceSeries.objects.filter(place_kind=kind).values_list("place_id", flat=True))
        for each in standings(kind, standards=STANDARDS, first=FIRST, last=LAST):
            if each.id not in known:
                continue
            places += 1
            place = find_place(each.code)
            for standard in STANDARDS:
                wanted = monthly_positions(place, standard, first=FIRST, last=LAST, judged_by=judged_by[place.nation])
                assert each.positions[standard] == wanted, (each, standard)
    return places


@needs_corpus
def test_published_months_read_the_same_from_summary_and_figures():
    for path in (corpus.OCTOBER, corpus.NOVEMBER, corpus.OCTOBER_BY_ICB, corpus.SCOTLAND_62, corpus.JULY_2023):
        load_figures(source=path, name=path.name, by=None, on=ON)
    assert agree() > 200
    england = of_nation("england", standards=["62d"], first=date(2023, 10, 1), last=date(2023, 10, 1))
    assert england.positions["62d"][0].total == 25016.5
    alliances = standings(PlaceKind.ALLIANCE, standards=["62d"], first=FIRST, last=LAST, nation="england")
    assert len(alliances) >= 20
    assert all(len(each.positions["62d"]) == 5 for each in alliances)


@needs_corpus
def test_a_revision_reaches_the_summary_whatever_the_order():
    load_figures(source=corpus.EXTRACT, name=corpus.EXTRACT.name, by=None, on=ON)
    assert agree() > 100
    load_figures(source=corpus.OCTOBER, name=corpus.OCTOBER.name, by=None, on=ON)
    agree()


def test_gaps_halves_and_what_is_not_known():
    load("RHM,62d,All,2023-10,10.5,9\nRHU,62d,All,2023-10,4,2\nRHM,62d,All,2023-12,*,*\nRHU,62d,All,2023-12,8,8\n")
    assert [p.total for p in standing(PlaceKind.PROVIDER, "RHM")] == [None, None, 10.5, None, None]
    assert [p.total for p in standing(PlaceKind.ALLIANCE, "wessex")] == [None, None, 14.5, None, None]
    assert standing(PlaceKind.ALLIANCE, "wessex")[2].rating == RagRating.RED
    agree()


def test_only_the_months_of_a_load_are_made_anew():
    load("RHM,62d,All,2023-10,10,9\nRHM,62d,All,2023-11,10,9\n")
    StandardPosition.objects.update(total=7)
    load("RHM,62d,All,2023-10,10,9\nRHM,62d,All,2023-11,12,9\n", name="later.csv")
    assert [p.total for p in standing(PlaceKind.PROVIDER, "RHM")] == [None, None, 7, 12, None]
    assert differences() == (2, 2)  # the provider and its alliance
    load("RHM,62d,All,2023-10,10,9\n", name="again.csv")
    assert standing(PlaceKind.PROVIDER, "RHM")[2].total == 7


def test_the_command_makes_it_anew_and_checks_it():
    load("RHM,62d,All,2023-10,10,9\n")
    call_command("refresh_summaries", "--check", stdout=StringIO())
    StandardPosition.objects.filter(series__in=PlaceSeries.objects.filter(place_kind=PlaceKind.ALLIANCE)).delete()
    nobody = PlaceSeries.objects.create(
        place_kind=PlaceKind.BODY, place_id=0, measure="62d", basis="provider", frequency="month"
    )
    StandardPosition.objects.create(series=nobody, month=FIRST, total=1, within=1, final=True, bodies=1)
    with pytest.raises(CommandError, match="1 rows are missing or wrong, 1 stand"):
        call_command("refresh_summaries", "--check")
    call_command("refresh_summaries", stdout=StringIO())
    call_command("refresh_summaries", "--check", stdout=StringIO())
    agree()


def test_a_merged_trust_reads_as_one_and_its_parts_as_themselves():
    load("RD3,62d,All,2023-08,10,9\nRDZ,62d,All,2023-08,20,15\nR0D,62d,All,2023-09,30,26\n")
    assert [p.total for p in standing(PlaceKind.PROVIDER, "R0D")][:2] == [30, 30]
    assert [p.total for p in standing(PlaceKind.PROVIDER, "RD3")][:2] == [10, None]
    agree()


def test_an_icb_without_figures_of_its_own_is_its_locations():
    icb = ReportingBody.objects.filter(kind="icb", parts__isnull=False).first()
    parts = list(icb.parts.values_list("code", flat=True)[:2])

    def row(month, code, total):
        return f"{month},Commissioner,{code},X,62D,ALL CANCERS,ALL ROUTES,ALL MODALITIES,{total},{total}\n"

    text = COMBINED_HEAD + "".join(row("2023-10-01", part, 5) for part in parts)
    text += "".join(row("2023-11-01", part, 5) for part in parts) + row("2023-11-01", icb.code, 99)
    load_figures(source=text.encode(), name="Combined-Final.csv", by=None, on=ON)
    assert [p.total for p in standing(PlaceKind.BODY, icb.code)][2:4] == [5 * len(parts), 99]
    agree()


def test_mapping_a_name_moves_its_figures_and_the_summary_with_them():
    load("SOTON,62d,All,2023-10,10,9\n")
    rhm = ReportingBody.objects.create(code="RHM", name="Southampton", recognised=True)
    map_body(name="Soton", to=rhm, by=None)
    assert standing(PlaceKind.PROVIDER, "RHM")[2].within == 9
    assert not PlaceSeries.objects.filter(place_kind=PlaceKind.BODY).exists()
    agree()


def test_a_tumour_group_that_turns_out_to_be_all_cancers_is_no_headline():
    load("RHM,62d,Spleen,2023-10,10,9\n")
    map_tumour_group(name="Spleen", to=TumourGroup.objects.get(code="other"), by=None)
    assert not StandardPosition.objects.exists()
    agree()


def test_as_many_queries_for_all_as_for_one(django_assert_num_queries):
    codes = list(Provider.objects.filter(nation="england").values_list("ods_code", flat=True)[:40])
    load("".join(f"{code},62d,All,2023-10,10,9\n{code},31d,All,2023-11,10,9\n" for code in codes))
    one = Alliance.objects.get(code="wessex").pk
    for ids in ([one], None):
        with django_assert_num_queries(4):
            standings(PlaceKind.ALLIANCE, standards=STANDARDS, first=FIRST, last=LAST, nation="england", ids=ids)


@pytest.fixture
def written(monkeypatch):
    """How many rows of the summary each statement has written or taken away."""
    counts, run = [], positions.run

    def noted(sql, params, **tables):
        count = run(sql, params, **tables)
        if "{positions}" in sql.split("WHERE")[0]:
            counts.append((sql.split()[0], count))
        return count

    monkeypatch.setattr(positions, "run", noted)
    return counts


def test_what_is_right_already_is_not_written_again(written):
    load("RHM,62d,All,2023-10,10,9\nRHM,62d,All,2023-11,10,9\nRDZ,62d,All,2023-10,10,9\n")
    (_, nothing), (_, first) = written
    assert nothing == 0
    written.clear()
    load("RHM,62d,All,2023-10,11,9\nRHM,62d,All,2023-11,10,9\n", name="later.csv", on=date(2026, 11, 1))
    changed = StandardPosition.objects.filter(month=date(2023, 10, 1), total__in=[11, 21]).count()
    assert written == [("DELETE", changed), ("INSERT", changed)]
    assert 0 < changed < first
    written.clear()
    refresh_summaries(by=None)
    assert written == [("DELETE", 0), ("INSERT", 0)]


def test_making_it_all_anew_takes_as_many_statements_for_many_figures(django_assert_max_num_queries):
    load("".join(f"RHM,62d,All,{year}-10,10,9\n" for year in range(2010, 2024)))
    with django_assert_max_num_queries(19):
        refresh_summaries(by=None)
    assert Figure.objects.count() == 14
