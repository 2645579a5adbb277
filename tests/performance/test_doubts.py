"""Does it add up? One rule as a table of cases, asked of single figures and of whole files alike."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from organisations.grants import RoleKind
from performance.models import FigureDoubt, Series
from performance.operations import load_figures
from performance.reconciling import missing_from_parts, reconciles
from tests.factories import AllianceFactory, someone
from tests.performance import corpus
from tests.performance.corpus import needs_corpus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data")]
ON = date(2026, 10, 2)
HEAD = (
    "Period,Basis,Org_Code,Org_Name,Standard_or_Item,Cancer_Type,Referral_Route_or_Stage,Treatment_Modality,"
    "Total,Within,Performance\n"
)

# What stands, within, total, and whether it is rounding. The first is the highlight report's: 25 breaches of 1,168.
SHARES = [
    ("0.959", "1143", "1168", False),
    ("0.979", "1143", "1168", True),
    ("0.98", "1143", "1168", True),
    ("0.97", "1143", "1168", False),
    ("0.978595890", "1143", "1168", True),
    ("0.9783", "1143", "1168", True),
    ("0.9779", "1143", "1168", False),
    ("1", "10", "10", True),
    ("0", "0", "10", True),
    ("0.5", "0.5", "1", True),
    ("0.667", "2", "3", True),
    ("0.66", "2", "3", False),
]


def row(code, total, within, printed="", tumour="ALL CANCERS", route="ALL ROUTES", modality="ALL MODALITIES"):
    return f"2024-01-01,Provider,{code},A trust,62D,{tumour},{route},{modality},{total},{within},{printed}\n"


def load(*rows, name="Combined-Final.csv", on=ON):
    return load_figures(source=(HEAD + "".join(rows)).encode(), name=name, by=None, on=on)


def doubts():
    names = ("series__body__code", "kind", "said", "found")
    return [
        (code, kind, float(said), float(found)) for code, kind, said, found in FigureDoubt.objects.values_list(*names)
    ]


@pytest.mark.parametrize(("printed", "within", "total", "fits"), SHARES)
def test_a_printed_share_against_its_counts(printed, within, total, fits):
    assert reconciles(Decimal(printed), within=Decimal(within), total=Decimal(total)) is fits
    done = load(row("RHM", total, within, printed))
    assert bool(FigureDoubt.objects.count()) is not fits
    assert bool(done.findings) is not fits


def test_the_finding_gives_the_place_and_both_numbers():
    (finding,) = load(row("RHM", 1168, 1143, "95.9%")).findings
    assert finding["level"] == "warning"
    assert finding["where"] == "line 2"
    assert "printed 95.9%, but 1,143 of 1,168 is 97.9%" in finding["message"]
    assert doubts() == [("RHM", "share", 0.959, pytest.approx(0.978596))]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([row("RHM", 10, 9), row("RHM", 6, 5, tumour="Lung"), row("RHM", 4, 4, tumour="Skin")], []),
        (
            [row("RHM", 10, 9), row("RHM", 6, 5, tumour="Lung"), row("RHM", 5, 4, tumour="Skin")],
            [("RHM", "tumours", 10, 11)],
        ),
        (
            [row("RHM", 10, 9), row("RHM", 6, 5, tumour="Lung"), row("RHM", 3, 3, tumour="Skin")],
            [("RHM", "tumours", 10, 9)],
        ),
        ([row("RHM", 10, 9), row("RHM", 9.5, 5, tumour="Lung")], []),
        ([row("RHM", 10, 9), row("RHM", 12, 9, modality="Surgery")], [("RHM", "treatments", 10, 12)]),
        ([row("RHM", 10, 9), row("RHM", 12, 9, route="Screening")], [("RHM", "routes", 10, 12)]),
        ([row("Total", 10, 9), row("RHM", 12, 9)], [("ENG", "bodies", 10, 12)]),
        ([row("Total", 99, 9), row("RHM", 12, 9)], []),
        ([row("RHM", 10, 9), row("RHM", "*", "*", tumour="Lung"), row("RHM", 12, 4, tumour="Skin")], []),
    ],
    ids=["fits", "more", "less", "half", "treatments", "routes", "England", "a part of England", "unknown"],
)
def test_totals_against_their_parts(rows, found):
    load(*rows)
    assert doubts() == found


def test_a_doubt_goes_with_the_figure_it_is_about():
    load(row("RHM", 1168, 1143, "95.9%"), row("RHU", 100, 90, "80%"))
    load(row("RHM", 1168, 1143, "95.9%"), row("RHU", 100, 90, "80%"))
    assert len(doubts()) == 2
    load(row("RHM", 1169, 1143, "97.8%"), row("RHU", 100, 90, "80%"), name="later-Final.csv", on=date(2026, 11, 1))
    assert doubts() == [("RHU", "share", 0.8, 0.9)]
    load(row("RHU", 90, 90, "80%"), name="earlier-Final.csv", on=date(2026, 1, 1))
    assert doubts() == [("RHU", "share", 0.8, 0.9)]


@needs_corpus
@pytest.mark.parametrize("path", [corpus.OCTOBER, corpus.QUARTER_2015, corpus.JULY_2023, corpus.SCOTLAND_62], ids=str)
def test_what_was_published_adds_up(path):
    load_figures(source=path, name=path.name, by=None, on=ON)
    assert doubts() == []


def test_parts_of_one_total():
    assert missing_from_parts(Decimal(10), [Decimal(6), Decimal(4)]) is None
    assert missing_from_parts(Decimal(10), [Decimal(6), Decimal("3.5")]) is None
    assert missing_from_parts(Decimal(10), [Decimal(6), Decimal(3)]) == 1
    assert missing_from_parts(Decimal(10), [Decimal(6), None]) is None


@pytest.mark.parametrize("kind", RoleKind)
def test_the_list_is_for_all_who_use_the_admin(client, kind):
    load(row("RHM", 1168, 1143, "95.9%"))
    client.force_login(someone(kind, AllianceFactory()))
    answer = client.get(reverse("admin:performance_doubts"))
    if kind in (RoleKind.ACTION_LEAD, RoleKind.BOARD_MEMBER):
        assert answer.status_code == 302
        return
    page = " ".join(answer.content.decode().split())
    assert "printed 95.9%, its counts give 97.9%" in page
    assert "Everything adds up" in client.get(reverse("admin:performance_doubts"), {"kind": "bodies"}).content.decode()
    page = client.get(reverse("admin:performance_series_change", args=[Series.objects.get().pk])).content.decode()
    assert "Does not add up" in page


def test_the_list_asks_no_more_with_many(client, django_assert_max_num_queries):
    load(*(row("RHM", 100 + n, 50, "80%", tumour=f"Organ {n}") for n in range(70)))
    client.force_login(someone(RoleKind.ANALYST, AllianceFactory()))
    with django_assert_max_num_queries(6):
        page = client.get(reverse("admin:performance_doubts")).content.decode()
    assert "Page 1 of 2" in page
