"""Names that nobody has explained: listed with their figures, explained once, remembered, and followed."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.audit import AuditEvent
from organisations.grants import RoleKind
from organisations.models import TumourGroup
from performance import operations
from performance.models import Figure, FigureRevision, ReportingBody, Series
from performance.names import unknown_bodies, unknown_tumours
from performance.operations import load_figures, map_body, map_tumour_group, stage_figures
from performance.positions import differences
from tests.factories import AllianceFactory, someone
from tests.performance.test_loading import HEAD, ON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data")]
LIST = "admin:performance_unknown"


def load(text, name="figures.csv"):
    return load_figures(source=(HEAD + text).encode(), name=name, by=None, on=ON)


@pytest.fixture
def chief(client):
    person = someone(RoleKind.ADMINISTRATOR, AllianceFactory())
    client.force_login(person)
    return person


def test_what_is_unknown_is_listed_with_its_figures():
    load(
        "SOTON,62d,All,2024-01,10,9\nSOTON,62d,Spleen,2024-03,4,3\nRHM,62d,Spleen,2024-03,4,3\nRHM,62d,Lung,2024-03,1,1\n"
    )
    (body,) = unknown_bodies()
    assert (body.key, body.figures, body.first, body.last) == ("SOTON", 2, date(2024, 1, 1), date(2024, 3, 1))
    (tumour,) = unknown_tumours()
    assert (tumour.key, tumour.name, tumour.figures) == ("spleen", "Spleen", 2)


def test_figures_of_other_months_join_the_series_that_is_there():
    load("SOTON,62d,All,2024-01,10,9\nSOTON,62d,Lung,2024-01,3,3\n")
    load("RHM,62d,All,2024-02,12,9\n", name="b.csv")
    load("SOTON,62d,All,2024-01,11,9\n", name="c.csv")
    map_body(name="SOTON", to=ReportingBody.objects.get(code="RHM"), by=None)
    assert {(s.body.code, s.tumour) for s in Series.objects.select_related("body")} == {("RHM", ""), ("RHM", "lung")}
    headline = Series.objects.get(tumour="")
    assert list(Figure.objects.filter(series=headline).order_by("month").values_list("total", flat=True)) == [11, 12]
    assert list(FigureRevision.objects.values_list("series_id", "total")) == [(headline.pk, 10)]
    assert unknown_bodies() == []
    assert not any(differences())


def test_a_month_that_both_have_moves_nothing():
    load("SOTON,62d,All,2024-01,10,9\nSOTON,62d,Lung,2024-02,3,3\nRHM,62d,All,2024-01,5,5\n")
    with pytest.raises(ValidationError, match="2024-01"):
        map_body(name="SOTON", to=ReportingBody.objects.get(code="RHM"), by=None)
    assert Series.objects.filter(body__code="SOTON").count() == 2
    assert [each.key for each in unknown_bodies()] == ["SOTON"]


def test_a_tumour_name_joins_its_group_where_months_differ():
    load("RHM,62d,Spleen,2024-01,4,3\nRHU,62d,Spleen,2024-01,2,1\n")
    load("RHM,62d,Other,2024-02,5,3\n", name="b.csv")
    map_tumour_group(name="Spleen", to=TumourGroup.objects.get(code="other"), by=None)
    assert unknown_tumours() == []
    assert Series.objects.filter(tumour="other").count() == 2
    assert Figure.objects.filter(series__body__code="RHM").count() == 2


@pytest.mark.parametrize("number", [1, 12])
def test_many_series_are_moved_in_as_many_statements_as_one(number, django_assert_max_num_queries):
    groups = TumourGroup.objects.exclude(code__in=["urological"]).values_list("name", flat=True)[:number]
    load("".join(f"SOTON,62d,{name},2024-01,4,3\n" for name in groups))
    load("".join(f"RHM,62d,{name},2024-02,4,3\n" for name in groups), name="b.csv")
    to = ReportingBody.objects.get(code="RHM")
    with django_assert_max_num_queries(55):
        map_body(name="SOTON", to=to, by=None)
    assert set(Series.objects.values_list("body__code", flat=True)) == {"RHM"}


def test_a_name_explained_between_preview_and_load_is_followed():
    text = HEAD + "SOTON,62d,All,2024-01,10,9\nRHM,62d,Spleen,2024-01,4,3\nRHU,62d,All,2024-01,4,3\n"
    staged, preview = stage_figures(source=text.encode(), name="a.csv", by=None, on=ON)
    assert len(preview.findings) == 2
    map_body(name="SOTON", to=operations.known_body(code="RHM"), by=None)
    map_tumour_group(name="Spleen", to=TumourGroup.objects.get(code="other"), by=None)
    done = operations.load_staged(load=staged, by=None)
    assert done.findings == []
    assert {(s.body.code, s.tumour) for s in Series.objects.select_related("body")} == {
        ("RHM", ""),
        ("RHM", "other"),
        ("RHU", ""),
    }
    assert not ReportingBody.objects.filter(code="SOTON").exists()


def test_a_name_explained_too_late_for_a_file_that_has_both_stays_apart():
    text = HEAD + "SOTON,62d,All,2024-01,10,9\nRHM,62d,All,2024-01,4,3\n"
    staged, _ = stage_figures(source=text.encode(), name="a.csv", by=None, on=ON)
    map_body(name="SOTON", to=operations.known_body(code="RHM"), by=None)
    operations.load_staged(load=staged, by=None)
    assert set(Figure.objects.values_list("series__body__code", "total")) == {("RHM", 4), ("SOTON", 10)}


class TestPages:
    def test_nothing_unknown(self, client, chief):
        page = client.get(reverse(LIST)).content.decode()
        assert "Every organisation is known." in page
        assert "Every tumour group is known." in page

    def test_another_name_of_somebody_known(self, client, chief):
        load("SOTON,62d,All,2024-01,10,9\n")
        assert "SOTON" in client.get(reverse(LIST)).content.decode()
        url = reverse("admin:performance_unknown_body", args=["SOTON"])
        assert "1 figure stands under" in client.get(url).content.decode()
        answer = client.post(url, {"what": "other", "known": "RHM"}, follow=True)
        assert "is another name of University Hospital Southampton" in answer.content.decode()
        assert Figure.objects.get().series.body.code == "RHM"
        assert AuditEvent.objects.filter(verb="mapped name").exists()
        assert client.get(url).status_code == 404

    def test_one_of_its_own(self, client, chief):
        load("XYZ,62d,All,2024-01,10,9\n")
        url = reverse("admin:performance_unknown_body", args=["XYZ"])
        client.post(url, {"what": "own", "name": "A clinic", "kind": "provider", "nation": "england"})
        body = ReportingBody.objects.get(code="XYZ")
        assert (body.name, body.kind, body.recognised) == ("A clinic", "provider", True)
        assert load("XYZ,62d,All,2024-02,10,9\n", name="b.csv").findings == []

    def test_a_tumour_group(self, client, chief):
        load("RHM,62d,Spleen / other,2024-01,10,9\n")
        key = unknown_tumours()[0].key
        url = reverse("admin:performance_unknown_tumour", args=[key])
        answer = client.post(url, {"group": "other"}, follow=True)
        assert "What was loaded under it belongs there now" in answer.content.decode()
        assert Series.objects.get().tumour == "other"

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({}, "Say what it is."),
            ({"what": "other"}, "Choose the organisation."),
            ({"what": "own", "nation": "england"}, "Choose what kind"),
            ({"what": "other", "known": "RHM"}, "are not added together"),
        ],
    )
    def test_what_cannot_be(self, client, chief, said, words):
        load("SOTON,62d,All,2024-01,10,9\nRHM,62d,All,2024-01,10,9\n")
        answer = client.post(reverse("admin:performance_unknown_body", args=["SOTON"]), said)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert [each.key for each in unknown_bodies()] == ["SOTON"]

    @pytest.mark.parametrize("kind", RoleKind)
    def test_who_may(self, client, kind):
        load("SOTON,62d,All,2024-01,10,9\n")
        client.force_login(someone(kind, AllianceFactory()))
        outside = kind in (RoleKind.ACTION_LEAD, RoleKind.BOARD_MEMBER)
        assert client.get(reverse(LIST)).status_code == (302 if outside else 200)
        expected = 302 if outside else 200 if kind == RoleKind.ADMINISTRATOR else 403
        assert client.get(reverse("admin:performance_unknown_body", args=["SOTON"])).status_code == expected
        assert client.get(reverse("admin:performance_reportingbody_changelist")).status_code == (
            302 if outside else 200
        )

    def test_as_many_queries_for_many(self, client, chief, django_assert_max_num_queries):
        load("".join(f"X{n},62d,Organ {n},2024-01,10,9\n" for n in range(30)))
        with django_assert_max_num_queries(8):
            assert "30" in client.get(reverse(LIST)).content.decode()
