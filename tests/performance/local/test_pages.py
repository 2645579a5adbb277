"""What the pages of local figures find, who sees them, what they hide, and that they cost the same for any amount."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organisations.grants import RoleKind
from performance.local.pages import PAGES
from tests.factories import TODAY, AllianceFactory, NetworkFactory, UserFactory, someone
from tests.performance.local.places import BEFORE, WEEK, a_place, entry, level, levels, record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def place():
    return a_place()


def sign_in(client, place, kind=RoleKind.ANALYST):
    person = someone(kind, place.alliance)
    client.force_login(person)
    return person


def read(client, page, alliance="wessex", **query):
    response = client.get(reverse("local:figures", args=[alliance, page]), query)
    assert response.status_code == 200
    return response.context["figures"]


def rows(table):
    return {row.name: [str(getattr(cell, "label", cell)) for cell in row.cells] for row in table.rows}


def a_paper(place):
    """The weeks of a published highlight report, in small."""
    for group, base, before, now in ((place.lung, 56, 34, 41), (place.skin, 429, 464, 392)):
        record(place, entry("referrals", before, None, group, starts=BEFORE), entry("referrals", now, None, group))
        levels(place, level("referrals", base, None, group))


# --- Who ------------------------------------------------------------------------------------------------


def addresses(place):
    return [
        reverse("local:home"),
        *(reverse("local:figures", args=[place.alliance.code, page]) for page in PAGES),
        reverse("local:figures_csv", args=[place.alliance.code, "referrals", "tumour-group"]),
    ]


@pytest.mark.parametrize("kind", RoleKind)
def test_each_role_on_each_page(client, place, kind):
    a_paper(place)
    sign_in(client, place, kind)
    seen = [client.get(address, follow=True).status_code for address in addresses(place)]
    assert seen == [200, *([404] * 5 if kind == RoleKind.ACTION_LEAD else [200] * 5)]
    buttons = client.get(addresses(place)[1]).content.decode()
    assert ("Import figures" in buttons) is (kind not in (RoleKind.ACTION_LEAD, RoleKind.BOARD_MEMBER))


def test_they_are_the_alliances_own(client, place):
    a_paper(place)
    for person in (
        someone(RoleKind.ADMINISTRATOR, AllianceFactory()),
        someone(RoleKind.NETWORK_MANAGER, NetworkFactory()),
        UserFactory(),
    ):
        client.force_login(person)
        assert [client.get(address).status_code for address in addresses(place)[1:]] == [404] * 5
    client.force_login(someone(RoleKind.NETWORK_MANAGER, NetworkFactory(alliance=place.alliance)))
    assert [client.get(address).status_code for address in addresses(place)[1:]] == [200] * 5
    client.logout()
    assert client.get(addresses(place)[1]).status_code == 302


def test_with_several_alliances_there_is_a_choice(client, place):
    person = sign_in(client, place)
    assert client.get(reverse("local:home")).url == reverse("local:figures", args=["wessex", "referrals"])
    other = AllianceFactory(name="Kent")
    person.roles.create(kind=RoleKind.ANALYST, alliance=other)
    page = client.get(reverse("local:home")).content.decode()
    assert "Kent" in page
    assert "Wessex" in page


@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_figures_says_what_to_do(client, place, page):
    sign_in(client, place)
    assert "Download the template" in client.get(reverse("local:figures", args=["wessex", page])).content.decode()
    sign_in(client, place, RoleKind.BOARD_MEMBER)
    assert (
        "Analysts and programme leads" in client.get(reverse("local:figures", args=["wessex", page])).content.decode()
    )
    assert client.get(reverse("local:figures_csv", args=["wessex", page, "all"])).status_code == 404


def test_unknown_pages_tables_and_choices(client, place):
    a_paper(place)
    sign_in(client, place)
    assert client.get(reverse("local:figures", args=["wessex", "visits"])).status_code == 404
    assert client.get(reverse("local:figures_csv", args=["wessex", "referrals", "nothing"])).status_code == 404
    assert "week of 21 September 2026" in read(client, "referrals", period="2020-01-06", provider="XYZ").finding


# --- What they find -----------------------------------------------------------------------------------------


def test_referrals_against_baseline_and_the_week_before(client, place):
    a_paper(place)
    sign_in(client, place)
    figures = read(client, "referrals")
    assert figures.finding == (
        "Wessex, week of 21 September 2026: 433 referrals: 11% below baseline and 13% below the week before"
    )
    assert figures.sentences == ("Furthest below baseline: Lung (−27%) and Skin (−9%).",)
    assert rows(figures.table("tumour-group")) == {
        "All tumour groups": ["485", "498", "433", "−11%", "−13%"],
        "Lung": ["56", "34", "41", "−27%", "+21%"],
        "Skin": ["429", "464", "392", "−9%", "−16%"],
    }
    assert "From 498 (14 September 2026) to 433 (21 September 2026)" in figures.charts[0].drawing.description
    assert read(client, "referrals", period="2026-09-14").finding.endswith("498 referrals: 3% above baseline")


def test_a_file_holds_what_the_page_shows(client, place):
    a_paper(place)
    sign_in(client, place)
    response = client.get(reverse("local:figures_csv", args=["wessex", "referrals", "tumour-group"]))
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert response["Content-Disposition"] == 'attachment; filename="wessex-referrals-tumour-group-2026-09-21.csv"'
    assert text.splitlines()[0] == (
        "Table,Tumour group,Baseline,The week before,Now,Change from baseline,Change from the week before"
    )
    assert "\"Referrals by tumour group, week of 21 September 2026\",Lung,56,34,41,'-27%,'+21%" in text


def test_backlog_against_baseline_ceiling_and_list(client, place):
    record(
        place,
        entry("backlog-62", 90, place.east, out_of=1000),
        entry("backlog-62", 60, place.west, out_of=1000),
        entry("backlog-62", 70, place.west, out_of=1000, starts=BEFORE),
        entry("backlog-104", 12, place.east),
    )
    levels(
        place,
        level("backlog-62", 80, place.east),
        level("backlog-62", 80, place.west),
        level("backlog-62", 6, of="ceiling", per_cent=True),
    )
    sign_in(client, place)
    figures = read(client, "backlog")
    assert figures.finding == (
        "Wessex, week of 21 September 2026: 150 people are waiting over 62 days, "
        "10 fewer than the baseline of 160 (−6%)"
    )
    assert rows(figures.table("62-provider")) == {
        "All providers": ["160", "70", "150", "−6%", "7.5%", "6% of the list", "Amber"],
        "East Hospitals": ["80", "–", "90", "+13%", "9.0%", "6% of the list", "Amber"],
        "West Hospitals": ["80", "70", "60", "−25%", "6.0%", "6% of the list", "Green"],
    }
    assert rows(figures.table("104-provider")) == {"All providers": ["12", "0.6%"], "East Hospitals": ["12", "1.2%"]}
    assert "reviewed for harm" in figures.table("104-provider").note
    assert rows(read(client, "backlog", provider=place.east.ods_code).table("62-all"))["East Hospitals"][1:3] == [
        "90",
        "+13%",
    ]


def test_a_provider_that_sent_nothing_is_named(client, place):
    record(place, entry("backlog-62", 90, place.east), entry("backlog-62", 60, place.west, starts=BEFORE))
    sign_in(client, place)
    (note,) = read(client, "backlog").notes
    assert note == "Nothing came for the week of 21 September 2026 from West Hospitals. Totals are without them."


def test_waits_by_band(client, place):
    for trust, counts in ((place.east, (700, 200, 80, 20)), (place.west, (70, 20, 6, 4))):
        bands = zip(("0-28", "29-62", "63-104", "over-104"), counts, strict=True)
        record(place, *(entry("waits", count, trust, part=band) for band, count in bands))
    sign_in(client, place)
    figures = read(client, "waits")
    assert figures.finding == (
        "Wessex, week of 21 September 2026: 110 of 1,100 people have waited over 62 days (10.0%)"
    )
    assert rows(figures.table("provider"))["West Hospitals"] == ["70", "20", "6", "4", "100", "10.0%"]
    sign_in(client, place, RoleKind.BOARD_MEMBER)
    figures = read(client, "waits")
    assert rows(figures.table("provider")) == {
        "All providers": ["770", "220", "86", "24", "1,100", "10.0%"],
        "East Hospitals": ["700", "200", "*", "*", "1,000", "*"],
        "West Hospitals": ["70", "20", "*", "*", "100", "*"],
    }
    assert any("* is a count below the limit" in note for note in figures.notes)
    assert [text.text for text in figures.charts[0].drawing.words].count("Not shown") == 2


def test_diagnostics_by_modality(client, place):
    for part, before, now in (("imaging", 12464, 12128), ("ct", 5372, 5132), ("endoscopy", 695, 776)):
        record(place, entry("diagnostics", before, part=part, starts=BEFORE), entry("diagnostics", now, part=part))
    sign_in(client, place)
    figures = read(client, "diagnostics")
    assert figures.finding == ("Wessex, week of 21 September 2026: Endoscopy +12% and CT −4% on the week before")
    assert rows(figures.table("modality"))["CT"] == ["5,372", "5,132", "−4%"]


def test_months_are_weeks_siblings(client, place):
    record(
        place,
        entry("diagnostics", 900, part="ct", starts=date(2026, 8, 1), frequency="month"),
        entry("diagnostics", 990, part="ct", starts=date(2026, 9, 1), frequency="month"),
    )
    sign_in(client, place)
    figures = read(client, "diagnostics")
    assert figures.finding == "Wessex, September 2026: CT +10% on the month before"
    assert figures.table("modality").headings[1] == "The month before"


# --- What they hide -------------------------------------------------------------------------------------------


def test_a_board_member_sees_no_small_count_anywhere(client, place):
    record(
        place,
        entry("backlog-104", 3, place.east, out_of=100),
        entry("backlog-104", 60, place.west, out_of=1000),
        entry("backlog-104", 33, place.east, out_of=100, starts=BEFORE),
        entry("backlog-104", 60, place.west, out_of=1000, starts=BEFORE),
    )
    levels(place, level("backlog-104", 2, of="ceiling", per_cent=True), level("backlog-104", 30, place.east))
    sign_in(client, place, RoleKind.BOARD_MEMBER)
    found = rows(read(client, "backlog").table("104-provider"))
    # Nothing that is worked out from the hidden count is shown: no change, no share, no rating.
    assert found["East Hospitals"] == ["30", "33", "*", "*", "*", "2% of the list", "*"]
    assert found["West Hospitals"] == ["–", "60", "*", "–", "*", "2% of the list", "*"]
    assert found["All providers"] == ["30", "93", "63", "+110%", "5.7%", "2% of the list", "Amber"]
    page = client.get(reverse("local:figures", args=["wessex", "backlog"]), {"provider": place.east.ods_code})
    assert page.context["figures"].charts[-1].drawing.description.startswith("From 33")
    assert len(page.context["figures"].charts[-1].drawing.paths) > 0
    assert "3 people" not in page.content.decode()
    text = b"".join(
        client.get(reverse("local:figures_csv", args=["wessex", "backlog", "104-provider"])).streaming_content
    ).decode("utf-8-sig")
    assert "East Hospitals,30,33,*,*,*,2% of the list,*" in text
    sign_in(client, place)
    assert rows(read(client, "backlog").table("104-provider"))["East Hospitals"][2] == "3"


def test_what_was_corrected_is_told_to_those_who_see_every_count(client, place):
    person = sign_in(client, place)
    record(place, entry("backlog-62", 61, place.east, out_of=900), entry("backlog-62", None, place.west))
    record(place, entry("backlog-62", 60, place.east, out_of=900), entry("backlog-62", 3, place.west), by=person)
    address = reverse("local:figures", args=["wessex", "backlog"])
    told = [(each.where, each.before, each.now, each.by) for each in client.get(address).context["corrections"]]
    assert sorted(told) == [
        ("East Hospitals", "61 of 900", "60 of 900", person.name),
        ("West Hospitals", "*", "3", person.name),
    ]
    assert "Corrected values (2)" in client.get(address).content.decode()
    sign_in(client, place, RoleKind.BOARD_MEMBER)
    assert client.get(address).context["corrections"] == []


# --- Speed ----------------------------------------------------------------------------------------------------


def asked(client, page):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        read(client, page)
    return len(queries)


def test_a_page_costs_the_same_for_much_as_for_little(client, place):
    sign_in(client, place, RoleKind.BOARD_MEMBER)
    few = [entry("backlog-62", 40, place.east, place.lung), entry("waits", 40, place.east, part="0-28")]
    record(place, *few, entry("referrals", 9, place.east, place.lung), entry("diagnostics", 9, place.east, part="ct"))
    before = {page: asked(client, page) for page in PAGES}
    for back in range(1, 20):
        week = WEEK - timedelta(days=7 * back)
        record(
            place,
            *(
                entry(kind, 10 + back, trust, group, starts=week)
                for kind in ("referrals", "backlog-62", "backlog-104")
                for trust in (place.east, place.west)
                for group in (place.lung, place.skin)
            ),
            *(entry("diagnostics", 9, trust, part="ct", starts=week) for trust in (place.east, place.west)),
        )
    assert {page: asked(client, page) for page in PAGES} == before
    assert max(before.values()) <= 14
