"""The pages of figures: what each shows, when it is empty, what is not found, what it costs."""

import csv
import io
import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from organisations.grants import RoleKind
from organisations.models import Alliance, Provider
from performance.models import Figure, ReportingBody
from performance.trajectories.operations import set_trajectory
from tests.factories import UserFactory, someone
from tests.performance.pages.figures import load, monthly

OVERVIEW = "/performance/wessex/"
DEPTH = "/performance/in-depth/wessex/62d/"
COMPARE = "/performance/compare/62d/"
EVERY_PAGE = [
    OVERVIEW,
    "/performance/wessex/providers/",
    "/performance/wessex/tumour-groups/",
    DEPTH,
    "/performance/in-depth/RHM/62d/",
    "/performance/in-depth/england/62d/",
    COMPARE,
    "/performance/places/",
]


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def figures():
    """Two trusts of Wessex and one of elsewhere, two months with a gap between; tumour groups of the last."""
    load(
        "RHM,62d,All,2023-10,100,70", "RHU,62d,All,2023-10,100.5,80", "RTG,62d,All,2023-10,100,90",
        "RHM,62d,All,2023-12,100,60", "RHU,62d,All,2023-12,100,90", "RTG,62d,All,2023-12,200,180",
        "RHM,62d,Lung,2023-12,60,30", "RHM,62d,Breast,2023-12,40,30", "RHU,62d,Lung,2023-12,100,90",
        "RHM,28d,All,2023-12,50,40", "RHU,28d,All,2023-12,50,36", "ENG,62d,All,2023-12,400,330",
    )  # fmt: skip


class TestWhoSees:
    @pytest.mark.parametrize("kind", RoleKind)
    def test_published_figures_are_open_to_every_role(self, client, figures, kind):
        person = someone(kind, Alliance.objects.get(code="woscan"))
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        for address in EVERY_PAGE:
            assert client.get(address).status_code == 200, address

    def test_a_person_without_any_role_sees_them_too(self, client, figures):
        client.force_login(UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get(OVERVIEW).status_code == 200

    @pytest.mark.parametrize("address", [*EVERY_PAGE, "/performance/", "/performance/wessex/standards.csv"])
    def test_a_stranger_is_asked_to_sign_in(self, client, address):
        response = client.get(address)
        assert response.status_code == 302
        assert reverse("account_login") in response["Location"]

    def test_one_begins_with_ones_own_alliance(self, client, analyst):
        assert client.get("/performance/")["Location"] == OVERVIEW

    def test_where_there_is_no_alliance_one_is_told_so(self, client, analyst, monkeypatch):
        monkeypatch.setattr("performance.views.overview.alliances_for", lambda user: [])
        assert "There is no alliance yet" in client.get("/performance/").content.decode()


class TestOverview:
    def test_each_standard_with_its_distance_and_rank(self, get, figures):
        html = get(OVERVIEW)
        assert "1 of 2 standards was met in December 2023; missed: 62 days to treatment" in html
        assert "75.0%" in html  # 150 of 200
        assert "−10.0" in html  # to 85%
        assert "70% by March 2025" in html
        assert re.search(r'data-label="Rank">\s*<span>2\s*<span class="sub">of 2', html)

    def test_the_month_stands_in_the_address(self, get, figures):
        html = get(f"{OVERVIEW}?month=2023-10")
        assert "in October 2023" in html
        assert "74.8%" in html  # 150 of 200.5
        assert 'value="2023-10" selected' in html
        assert f'href="{OVERVIEW}standards.csv?month=2023-10"' in html

    @pytest.mark.parametrize("month", ["2023-11", "2099-01", "March", "2023-13"])
    def test_a_month_without_figures_is_refused_in_words(self, get, figures, month):
        html = get(f"{OVERVIEW}?month={month}")
        assert f"There are no figures for “{month}”" in html
        assert "December 2023" in html

    def test_change_is_given_only_where_the_month_before_is_known(self, get):
        load(*monthly("RHM", "62d", [70, 75], first=(2023, 11)))
        assert "+5.0" in get(OVERVIEW)

    def test_nations_are_not_ranked_together(self, get):
        load("S08000031,31d,All,2013Q1,100,90", "RHM,31d,All,2013-01,100,95")
        html = get("/performance/woscan/")
        assert re.search(r'data-label="Rank">\s*<span>1\s*<span class="sub">of 1', html)

    def test_a_trajectory_is_shown_to_those_of_the_alliance_only(self, get, client, figures):
        wessex = Alliance.objects.get(code="wessex")
        set_trajectory(
            alliance=wessex, measure="62d", planned={date(2023, 12, 1): Decimal("77.5")},
            by=someone(RoleKind.PROGRAMME_LEAD, wessex),
        )  # fmt: skip
        assert "of 77.5%" in get(OVERVIEW)
        other = someone(RoleKind.ANALYST, Alliance.objects.get(code="woscan"))
        client.force_login(other, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert "To plan" not in client.get(OVERVIEW).content.decode()

    def test_the_file_has_the_rows_of_the_page(self, get, figures):
        rows = rows_of(get(f"{OVERVIEW}standards.csv"))
        assert [(row["Standard"], row["Performance (%)"], row["Rating"]) for row in rows] == [
            ("28-day faster diagnosis", "76", "Green"),
            ("62 days to treatment", "75", "Red"),
        ]

    def test_nothing_loaded_says_what_to_do(self, get, client):
        html = get(OVERVIEW)
        assert "There are no waiting-times figures of Wessex Cancer Alliance yet" in html
        assert "Load figures in the admin" in html
        client.force_login(UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
        html = client.get(OVERVIEW).content.decode()
        assert "as soon as an analyst" in html
        assert "Load figures" not in html


class TestPlaces:
    def test_every_alliance_and_nation_and_the_care_boards_that_have_figures(self, get):
        html = get("/performance/places/")
        assert 'href="/performance/woscan/"' in html
        assert 'href="/performance/in-depth/england/62d/"' in html
        assert "No figures by care board were loaded." in html
        icb = ReportingBody.objects.filter(kind="icb").first()
        load(f"{icb.code},62d,All,2023-12,100,70")
        assert f'href="/performance/in-depth/{icb.code}/62d/"' in get("/performance/places/")
        assert "62-day performance was 70.0% in December 2023" in get(f"/performance/in-depth/{icb.code}/62d/")


class TestHeatMaps:
    def test_providers_by_standard(self, get, figures):
        html = get("/performance/wessex/providers/")
        assert "In December 2023 1 of 2 miss 28-day faster diagnosis and 1 of 2 miss 62 days to treatment" in html
        assert "60 of 100" in html
        assert "Derby" not in html

    def test_tumour_groups_are_sums_of_providers(self, get, figures):
        html = get("/performance/wessex/tumour-groups/")
        assert "120 of 160" in html  # lung of both trusts
        assert "No figure" not in html.split("<tbody>")[1].split("</table>")[0]

    def test_a_group_published_whole_is_not_shown_beside_its_parts(self, get):
        load("RHM,62d,Urological,2023-12,100,70", "RHM,62d,Prostate,2023-12,60,40", "RHM,62d,All,2023-12,100,70")
        html = get("/performance/wessex/tumour-groups/")
        assert "70 of 100" in html
        assert "40 of 60" not in html

    @pytest.mark.parametrize(("table", "count"), [("providers", 4), ("tumour-groups", 2)])
    def test_the_files_have_a_row_for_each_cell(self, get, figures, table, count):
        assert len(rows_of(get(f"{OVERVIEW}{table}.csv"))) == count


class TestMergedTrusts:
    @pytest.fixture
    def merged(self):
        load("RD3,62d,All,2019-08,100,80", "RDZ,62d,All,2019-08,100,90", "RHM,62d,All,2019-08,100,85")

    def test_they_are_read_with_their_successor_and_not_beside_it(self, get, merged):
        rows = rows_of(get("/performance/wessex/providers.csv"))
        assert {(row["Code"], row["Total"]) for row in rows} == {("R0D", "200"), ("RHM", "100")}
        rows = rows_of(get(f"{COMPARE}table.csv"))
        assert {(row["Code"], row["Total"]) for row in rows} == {("R0D", "200"), ("RHM", "100")}


class TestInDepth:
    def test_the_chart_has_its_finding_as_heading(self, get, figures):
        html = get(DEPTH)
        assert "62-day performance was 75.0% in December 2023, 10 points below the standard of 85%" in html
        assert "There are no figures for November 2023." in html
        assert "too few for a firm opinion" in html
        assert '<svg class="chart chart--xmr"' in html

    def test_who_makes_the_gap(self, get, figures):
        html = get(DEPTH)
        assert "Lung makes 80% of the gap, of 2 tumour groups above the standard" in html
        assert "University Hospital Southampton alone makes the gap: 25 breaches above the standard" in html

    def test_a_nation_is_made_of_its_providers(self, get, figures):
        html = get("/performance/in-depth/england/62d/")
        assert "University Hospital Southampton alone makes the gap: 25 breaches above the standard" in html
        assert len(rows_of(get("/performance/in-depth/england/62d/providers.csv"))) == 3

    @pytest.mark.parametrize("address", [f"{DEPTH}?tumour=%00", "/performance/in-depth/%00/62d/"])
    def test_what_no_database_could_hold_is_not_found(self, get, address):
        get(address, status=404)

    def test_a_provider_leads_back_to_its_alliance(self, get, figures):
        html = get("/performance/in-depth/RHM/62d/")
        assert re.search(r'breadcrumb__link" href="/performance/wessex/">Wessex Cancer Alliance<', html)

    def test_one_tumour_group(self, get, figures):
        html = get(f"{DEPTH}?tumour=lung")
        assert "62-day performance for Lung was 75.0%" in html
        assert "of 1 providers" not in html
        assert '<option value="lung" selected' in html

    def test_up_to_a_month_of_ones_choice(self, get, figures):
        html = get(f"{DEPTH}?month=2023-10")
        assert "62-day performance was 74.8% in October 2023" in html
        assert '<option value="2023-10" selected' in html
        assert [row["Month"] for row in rows_of(get(f"{DEPTH}months.csv?month=2023-10"))] == ["2023-10"]
        assert "There are no figures for “soon”" in get(f"{DEPTH}?month=soon")

    def test_how_far_back(self, get):
        load(*monthly("RHM", "28d", [70] * 60, first=(2020, 1)))
        rows = {
            span: len(rows_of(get(f"/performance/in-depth/RHM/28d/months.csv?span={span}")))
            for span in ("", "12", "36", "all")
        }
        assert rows == {"": 36, "12": 12, "36": 36, "all": 60}

    def test_quarters_look_back_further_so_that_there_is_an_opinion(self, get):
        load(*(f"S08000031,31d,All,{2012 + n // 4}Q{n % 4 + 1},100,{90 + n % 3}" for n in range(52)))
        assert len(rows_of(get("/performance/in-depth/woscan/31d/months.csv"))) == 40
        html = get("/performance/in-depth/woscan/31d/")
        assert "Ordinary variation" in html
        assert "28-day" not in html
        assert "Ten years" in get("/performance/woscan/")

    def test_enough_months_have_icons(self, get):
        load(*monthly("RHM", "62d", [70, 72, 71, 69, 70, 71, 72, 70, 69, 71, 70, 72, 71, 70], first=(2023, 10)))
        html = get("/performance/in-depth/RHM/62d/")
        assert "Ordinary variation" in html
        assert "As it runs now it will miss the standard every time." in html

    def test_a_change_of_definition_is_said_and_marked(self, get):
        load(*monthly("RHM", "62d", [70, 71, 72, 73], first=(2023, 8)))
        html = get("/performance/in-depth/RHM/62d/")
        assert "The definition changed in October 2023" in html
        assert "Definition changed</text>" in html

    def test_no_change_of_definition_where_it_was_counted_alike_throughout(self, get):
        load(*monthly("S08000031", "31d", [90, 91], first=(2023, 7)), *monthly("RHM", "28d", [70, 71], first=(2023, 9)))
        for address in ("/performance/in-depth/S08000031/31d/", "/performance/in-depth/RHM/28d/"):
            assert "definition changed" not in get(address).lower()

    def test_a_revision_and_what_is_provisional_are_marked(self, get):
        load("RHM,62d,All,2023-10,100,70")
        load("RHM,62d,All,2023-10,110,72", name="later.csv", on=date(2026, 11, 1))
        Figure.objects.update(final=False)
        html = get("/performance/in-depth/RHM/62d/")
        assert "published before: 70 of 100" in html
        assert '<span class="flag">Provisional</span>' in html

    def test_a_percentage_that_does_not_reconcile_is_shown_with_both(self, get):
        load("RHM,31d,All,2023-10,1168,1143")
        Figure.objects.update(printed="0.959")
        html = get("/performance/in-depth/RHM/31d/")
        assert "Does not reconcile: printed 95.9%, the counts give 97.9%" in html

    def test_groups_that_do_not_make_their_total_are_flagged(self, get):
        load("RHM,62d,All,2023-12,100,60", "RHM,62d,Lung,2023-12,90,50")
        html = get("/performance/in-depth/RHM/62d/")
        assert "Does not add up: the total was published as 100, the groups make 90." in html

    @pytest.mark.parametrize(("table", "rows"), [("months", 3), ("tumour-groups", 2), ("providers", 2)])
    def test_every_table_is_a_file(self, get, figures, table, rows):
        assert len(rows_of(get(f"{DEPTH}{table}.csv"))) == rows

    def test_the_file_of_months_says_where_nothing_is_known(self, get, figures):
        rows = rows_of(get(f"{DEPTH}months.csv"))
        assert [(row["Month"], row["Performance (%)"], row["Note"]) for row in rows] == [
            ("2023-10", "74.813", ""), ("2023-11", "", "No figure"), ("2023-12", "75", ""),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "address",
        [
            "/performance/nowhere/", "/performance/nowhere/providers/", "/performance/in-depth/XYZ/62d/",
            "/performance/in-depth/wessex/99d/", f"{DEPTH}?tumour=spleen", "/performance/compare/99d/",
            f"{DEPTH}years.csv", f"{OVERVIEW}years.csv", "/performance/in-depth/RHM/62d/providers.csv",
            "/performance/in-depth/RHM/31d/months.csv",
        ],
    )  # fmt: skip
    def test_what_there_is_not_is_not_found(self, get, figures, address):
        get(address, status=404)

    def test_a_standard_without_figures_says_so(self, get, figures):
        html = get("/performance/in-depth/wessex/31d/")
        assert "There are no figures for 31-day performance" in html
        assert '<svg class="chart chart--xmr' not in html

    def test_a_span_that_is_none_is_refused_in_words(self, get, figures):
        assert "Choose how far back to look from the list." in get(f"{DEPTH}?span=7")


class TestCompare:
    def test_a_funnel_of_the_nation_with_ones_own_marked(self, get, figures):
        html = get(f"{COMPARE}?alliance=wessex")
        assert "1 below the 99.8% limits in December 2023, of 3 providers" in html
        assert html.count("is-chosen") == 2
        assert '<svg class="chart chart--funnel"' in html

    def test_only_the_alliances_own(self, get, figures):
        html = get(f"{COMPARE}?alliance=wessex&show=only")
        assert "of 2 providers" in html
        assert "Derby" not in html

    def test_the_file_has_the_rows_of_the_page(self, get, figures):
        rows = rows_of(get(f"{COMPARE}table.csv?alliance=wessex"))
        assert [(row["Rank"], row["Performance (%)"]) for row in rows] == [("1", "90"), ("1", "90"), ("3", "60")]

    def test_an_alliance_of_a_nation_without_figures(self, get, figures):
        html = get(f"{COMPARE}?alliance=woscan")
        assert "There are no figures for 62 days to treatment yet" in html
        assert "28-day" not in html

    def test_nothing_loaded(self, get):
        assert "There are no figures for 62 days to treatment yet" in get(COMPARE)

    def test_a_choice_that_is_none_is_refused_in_words(self, get, figures):
        assert "There is no such alliance." in get(f"{COMPARE}?alliance=nowhere")


class TestCost:
    """As many queries for many providers and months as for few; the person and their roles are two of them."""

    MOST = {
        OVERVIEW: 14,
        "/performance/wessex/providers/": 11,
        "/performance/wessex/tumour-groups/": 9,
        DEPTH: 16,
        COMPARE: 11,
    }

    @pytest.mark.parametrize("address", MOST)
    def test_few_and_many(self, client, analyst, figures, address, django_assert_max_num_queries):
        with django_assert_max_num_queries(self.MOST[address]) as few:
            client.get(address)
        codes = [code for (code,) in Provider.objects.filter(nation="england").values_list("ods_code")[:60]]
        load(
            *(row for code in [*codes, "RN5", "R0D", "RBD"] for row in monthly(code, "62d", [70, 71, 72] * 6)),
            *(row for code in codes[:5] for tumour in ("Lung", "Skin", "Breast")
              for row in monthly(code, "62d", [70, 71, 72] * 6, tumour=tumour)),
            name="many.csv",
        )  # fmt: skip
        with django_assert_max_num_queries(self.MOST[address]) as many:
            client.get(address)
        assert len(many) == len(few)
