"""The published figures of the sample: loaded once, as they were published, and enough for every page of figures."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from alliance.sample import figures
from organisations.models import Alliance
from performance.models import Figure, FigureSource
from performance.reading import read
from performance.summaries import find_place, find_tumour_group, monthly_positions
from tests.performance.corpus import expected, needs_corpus
from tests.standing import for_the_module

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_loaded")]
OCTOBER, MARCH = date(2023, 10, 1), date(2024, 3, 1)


@pytest.fixture(scope="module")
def _loaded(reference_data, django_db_blocker):
    """Loaded once for all tests of this module; none of them changes anything."""
    with for_the_module(django_db_blocker):
        figures.load()
        yield


def position(place, standard, month, tumour=None):
    group = find_tumour_group(tumour) if tumour else None
    (found,) = monthly_positions(find_place(place), standard, first=month, last=month, tumour_group=group)
    return found


def test_a_second_load_changes_nothing():
    before = FigureSource.objects.count(), Figure.objects.count()
    assert figures.load() == 0
    assert (FigureSource.objects.count(), Figure.objects.count()) == before


@pytest.mark.parametrize(
    ("place", "standard", "month", "counts"),
    [
        ("England", "62d", OCTOBER, ("25016.5", "15812.5")),
        ("wessex", "62d", MARCH, ("1373", "993.5")),
        ("RHM", "62d", OCTOBER, ("295.5", "206")),
    ],
)
def test_they_are_as_published(place, standard, month, counts):
    found = position(place, standard, month)
    assert (str(found.total), str(found.within)) == tuple(f"{float(c):.1f}" for c in counts)
    assert found.final


@needs_corpus
@pytest.mark.parametrize(("name", "standard"), [("FDS", "28d"), ("31D", "31d"), ("62D", "62d")])
def test_they_are_what_a_correct_import_of_the_workbooks_yields(name, standard):
    published = {
        (row["org_code"], row["period"]): (float(row["total"]), float(row["within"]))
        for row in expected("headline_expected_visible.csv")
        if (row["basis"], row["standard"]) == ("PROVIDER", name) and row["period"] in ("2023-10", "2023-11", "2024-03")
    }
    found = Figure.objects.filter(
        series__measure=standard, series__tumour="", series__body__kind="provider", month__gte=OCTOBER
    ).values_list("series__body__code", "month", "total", "within")
    mine = {(code, f"{month:%Y-%m}"): (float(total), float(within)) for code, month, total, within in found}
    compared = mine.keys() & published.keys()
    assert len(compared) > 100
    assert {key: mine[key] for key in compared} == {key: published[key] for key in compared}


@pytest.mark.parametrize("alliance", ["wessex", "woscan"])
def test_both_sample_alliances_have_something_to_look_at(client, alliance, django_user_model):
    user = django_user_model.objects.create(email="reader@example.nhs.uk", name="Reader")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for page in ("", "providers/", "tumour-groups/"):
        html = client.get(f"/performance/{alliance}/{page}").content.decode()
        assert "There are no waiting-times figures" not in html
        assert "Public Health Scotland" in html
        assert "Open Government Licence v3.0" in html
    assert Alliance.objects.filter(code=alliance).exists()


def test_the_long_series_have_firm_opinions():
    for place, standard in (("England", "62d"), ("England", "28d"), ("woscan", "31d"), ("scotland", "31d")):
        positions = monthly_positions(find_place(place), standard, first=date(2012, 1, 1), last=date(2026, 1, 1))
        assert read(positions).firm, (place, standard)


def test_provisional_months_stay_provisional():
    assert position("England", "62d", date(2023, 6, 1)).final is False


def test_tumour_groups_are_there():
    assert position("wessex", "62d", MARCH, "prostate").total == 227.5


def test_the_command_for_maintainers_writes_the_very_files(tmp_path):
    call_command("write_sample_figures", str(tmp_path), stdout=StringIO())
    written = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_text() for path in figures.FOLDER.glob("*.csv")}


def test_they_are_small_enough_to_be_kept_with_the_code():
    assert sum(path.stat().st_size for path in figures.FOLDER.glob("*.csv")) < 1_000_000
