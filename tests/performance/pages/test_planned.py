"""The page of one standard in depth where something was planned: chart, table, file, sentence and cost."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from organisations.grants import RoleKind
from organisations.models import Alliance, Provider, ProviderAlliance
from performance.models import ReportingBody
from performance.trajectories.operations import set_trajectory
from tests.factories import UserFactory, someone
from tests.performance.pages.figures import load, monthly
from tests.performance.pages.test_pages import rows_of

DEPTH = "/performance/in-depth/wessex/62d/"
OF_TRUST = "/performance/in-depth/RHM/62d/"
MONTHS = [date(2023, 10, 1), date(2023, 11, 1), date(2023, 12, 1), date(2024, 1, 1), date(2024, 2, 1)]


@pytest.fixture
def figures():
    """October 2023 to January 2024, none for November."""
    load(*monthly("RHM", "62d", [70, None, 75, 72], first=(2023, 10)))


def plan(alliance, values, *, months=MONTHS, measure="62d", by=None, **facts):
    planned = {month: Decimal(str(value)) for month, value in zip(months, values, strict=False) if value is not None}
    return set_trajectory(alliance=alliance, measure=measure, planned=planned, by=by, **facts)


@pytest.fixture
def planned(figures, wessex):
    return plan(wessex, [70, 71, 73, 74, 85])


class TestPlannedAgainstActual:
    def test_the_sentence(self, get, planned):
        html = get(DEPTH)
        assert "In January 2024 the share was 2 points below plan: 72.0% against 74% planned." in html
        assert "The plan meets the standard of 85% from Feb 2024 on." in html
        assert f'href="{planned.get_absolute_url()}"' in html

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            (
                [70, 70, 70, 72],
                "the share was as planned: 72.0% against 72% planned. The plan does not reach the",
            ),
            ([70, 86, 70, 72], "72% planned. The plan reaches the standard of 85% and does not stay there."),
            ([70, 70, 70, 71.5], "the share was 0.5 points above plan: 72.0% against 71.5% planned."),
            ([70, 70, 70], "In December 2023 the share was 5 points above plan: 75.0% against 70% planned."),
            ([None, None, None, None, 80], "Nothing was planned up to January 2024."),
            ([None, 71], "71% were planned for November 2023, of which there is no figure yet."),
        ],
    )
    def test_how_it_stands(self, get, figures, wessex, values, words):
        plan(wessex, values)
        assert words in get(DEPTH)

    def test_the_chart_has_a_line_with_a_mark_and_a_name_of_its_own(self, get, planned):
        html = get(DEPTH)
        chart = html.split('<svg class="chart chart--xmr"')[1].split("</svg>")[0]
        assert 'class="chart-planned"' in chart
        assert ">Planned</text>" in chart
        assert ">Planned 85%</text>" in chart  # the last value, which lies after the last figure
        crosses = re.findall('class="chart-planned-mark"[^/]* d="([^"]*)"', chart)[0]
        assert crosses.count("M") == 5
        assert "2 points below plan" in chart  # read out to those who do not see it

    def test_the_table_has_what_was_planned_beside_what_came(self, get, planned):
        table = " ".join(get(DEPTH).split('id="months"')[1].split("</table>")[0].split())
        cells = re.findall(r'data-label="Planned">(.*?)</td>', table)
        assert [re.sub("<[^>]*>", " ", cell).split() for cell in cells] == [
            ["85.0%"], ["74.0%", "−2.0", "points"], ["73.0%", "+2.0", "points"], ["71.0%"], ["70.0%", "0.0", "points"],
        ]  # fmt: skip
        assert "No figure yet" in table

    def test_the_file_has_it_too(self, get, planned):
        rows = rows_of(get(f"{DEPTH}months.csv"))
        assert [(row["Month"], row["Planned (%)"], row["To the plan (points)"], row["Note"]) for row in rows] == [
            ("2023-10", "70", "0", ""),
            ("2023-11", "71", "", "No figure"),
            ("2023-12", "73", "2", ""),
            ("2024-01", "74", "'-2", ""),
            ("2024-02", "85", "", "No figure yet"),
        ]

    def test_no_more_than_a_year_ahead(self, get, figures, wessex):
        plan(wessex, [80, 81], months=[date(2025, 1, 1), date(2025, 2, 1)])
        assert [row["Month"] for row in rows_of(get(f"{DEPTH}months.csv"))][-2:] == ["2024-01", "2025-01"]

    def test_up_to_an_earlier_month_of_ones_choice(self, get, planned):
        assert "In December 2023 the share was 2 points above plan" in get(f"{DEPTH}?month=2023-12")


class TestWhosePlan:
    def test_each_place_has_its_own(self, get, figures, wessex):
        trust = Provider.objects.get(ods_code="RHM")
        icb = ReportingBody.objects.filter(kind="icb").first()
        load(*monthly(icb.code, "62d", [70], first=(2024, 1)), name="icb.csv")
        plan(wessex, [None, None, None, 60])
        plan(wessex, [None, None, None, 61], provider=trust)
        plan(wessex, [None, None, None, 62], system=icb)
        assert "against 60% planned" in get(DEPTH)
        assert "against 61% planned" in get(OF_TRUST)
        assert "against 62% planned" in get(f"/performance/in-depth/{icb.code}/62d/")
        for address in ("/performance/in-depth/england/62d/", "/performance/in-depth/RHU/62d/"):
            assert "planned" not in get(address).lower()

    @pytest.mark.parametrize(
        ("facts", "query"),
        [({"title": "Stretch"}, ""), ({"measure": "28d"}, ""), ({}, "?tumour=lung")],
    )
    def test_what_is_another_plan_is_not_shown(self, get, figures, wessex, facts, query):
        load("RHM,62d,Lung,2024-01,10,7", name="lung.csv")
        plan(wessex, [70, 71, 72, 73], **facts)
        assert "planned" not in get(f"{DEPTH}{query}").lower()

    def test_a_plan_by_quarter_is_told_but_not_drawn_between_months(self, get, figures, wessex):
        load("RHM,62d,All,2023-11,100,71", name="november.csv")
        plan(wessex, [70], frequency="quarter")
        html = get(DEPTH)
        assert "In October to December 2023 the share was 2 points above plan: 72.0% against 70% planned." in html
        assert "chart-planned" not in html
        assert 'data-label="Planned"' not in html
        assert "Planned (%)" not in rows_of(get(f"{DEPTH}months.csv"))[0]

    def test_of_two_alliances_that_plan_for_a_provider_its_own_comes_first(self, client, figures, wessex):
        other = Alliance.objects.exclude(pk=wessex.pk).filter(nation="england").first()
        trust = Provider.objects.get(ods_code="RHM")
        moved = ProviderAlliance.objects.create(provider=trust, alliance=other, valid_from=date(2001, 4, 1))
        plan(other, [None, None, None, 50], provider=trust)
        plan(wessex, [None, None, None, 60], provider=trust)
        moved.delete()
        client.force_login(
            UserFactory(is_superuser=True), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        assert "against 60% planned" in client.get(OF_TRUST).content.decode()

    @pytest.mark.parametrize("kind", RoleKind)
    def test_who_sees_it(self, client, planned, wessex, kind):
        for place, sees in ((wessex, kind != RoleKind.ACTION_LEAD), (Alliance.objects.get(code="woscan"), False)):
            client.force_login(someone(kind, place), backend="allauth.account.auth_backends.AuthenticationBackend")
            assert ("74% planned" in client.get(DEPTH).content.decode()) is sees
            file = b"".join(client.get(f"{DEPTH}months.csv").streaming_content).decode()
            assert ("Planned" in file) is sees

    def test_it_costs_the_same_for_many_months_and_plans(
        self, client, analyst, planned, wessex, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(24) as few:
            client.get(DEPTH)
        load(*monthly("RHM", "62d", [70, 71, 72] * 10, first=(2021, 6)), name="many.csv")
        months = [date(2021 + n // 12, n % 12 + 1, 1) for n in range(5, 40)]
        plan(wessex, [70] * 35, months=months)
        for trust in Provider.objects.filter(alliance_periods__alliance=wessex).distinct()[:5]:
            plan(wessex, [70] * 35, months=months, provider=trust)
        with django_assert_max_num_queries(24) as many:
            client.get(DEPTH)
        assert len(many) == len(few)


class TestTwoThirdsLines:
    @pytest.fixture
    def enough(self):
        load(*monthly("RHM", "62d", [70, 72, 71, 69, 70, 71, 72, 70, 69, 71, 70, 72, 71, 70], first=(2023, 10)))

    def test_they_are_drawn_for_who_asks(self, get, enough):
        assert "chart-near" not in get(OF_TRUST)
        html = get(f"{OF_TRUST}?near=on")
        assert 'class="chart-near"' in html
        assert ">Two thirds of the way</text>" in html
        assert re.search('<input[^>]*name="near"[^>]*checked', html)

    @pytest.mark.parametrize("value", ["", "off", "0", "x"])
    def test_nothing_else_asks_for_them(self, get, enough, value):
        html = get(f"{OF_TRUST}?near={value}")
        assert "chart-near" not in html
        assert not re.search('<input[^>]*name="near"[^>]*checked', html)

    def test_the_data_stay_the_same(self, get, enough):
        address = reverse("performance:depth_csv", args=["RHM", "62d", "months"])
        assert get(address) == get(f"{address}?near=on")
        with_them, without = (get(f"{OF_TRUST}{query}") for query in ("?near=on", ""))
        assert (
            with_them.split('id="months"')[1].split("</table>")[0]
            == (without.split('id="months"')[1].split("</table>")[0])
        )

    def test_they_stay_when_another_standard_is_chosen(self, get, enough):
        assert '/performance/in-depth/RHM/28d/?near=on"' in get(f"{OF_TRUST}?near=on")
