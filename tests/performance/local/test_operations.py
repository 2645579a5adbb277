"""Local counts are recorded all or none, the same again changes nothing, and what gives way is kept."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.audit import AuditEvent
from core.history import HistoryIsFixed
from organisations.grants import RoleKind
from performance.local.operations import Recorded
from performance.models import LocalCount, LocalCountRevision, LocalLevel, LocalSeries
from tests.factories import ProviderFactory, TumourGroupFactory, someone
from tests.performance.local.places import BEFORE, WEEK, a_place, entry, level, levels, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return a_place()


def test_counts_are_recorded_and_revised(place):
    analyst = someone(RoleKind.ANALYST, place.alliance)
    first = [entry("backlog-62", 40, place.east, out_of=600), entry("backlog-62", None, place.west)]
    assert record(place, *first, by=analyst) == Recorded(new=2)
    assert record(place, *first, by=analyst) == Recorded(unchanged=2)
    assert not LocalCountRevision.objects.exists()
    later = [entry("backlog-62", 42, place.east, out_of=600), entry("backlog-62", 9, place.west)]
    assert record(place, *later, by=analyst) == Recorded(changed=2)

    assert sorted(LocalCount.objects.values_list("count", "out_of")) == [(9, None), (42, 600)]
    assert {(r.count, r.out_of, r.by_id, r.replaced_by_id) for r in LocalCountRevision.objects.all()} == {
        (40, 600, analyst.pk, analyst.pk),
        (None, None, analyst.pk, analyst.pk),
    }
    with pytest.raises(HistoryIsFixed):
        LocalCountRevision.objects.first().delete()
    events = list(AuditEvent.objects.about(place.alliance))
    assert [event.verb for event in events] == ["recorded local figures"] * 2
    east = next(words for name, words in events[1].changes.items() if "East" in name)
    assert east == ["40.0 of 600.0", "42 of 600"]
    assert events[1].alliance_id == place.alliance.pk


def test_a_dry_run_counts_and_writes_nothing(place):
    record(place, entry("referrals", 10))
    entries = [entry("referrals", 11), entry("referrals", 9, starts=BEFORE), entry("referrals", 5, None, place.lung)]
    assert record(place, *entries, dry_run=True) == Recorded(new=2, changed=1)
    assert LocalSeries.objects.count() == LocalCount.objects.count() == 1
    assert not LocalCountRevision.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (entry("referrals", 10, starts=date(2026, 9, 22)), "known by its first day"),
        (entry("referrals", 10, starts=WEEK, frequency="month"), "known by its first day"),
        (entry("referrals", 10, frequency="day"), "neither week nor month"),
        (entry("referrals", -1), "is no count"),
        (entry("referrals", 1.25), "is no count"),
        (entry("referrals", "NaN"), "is no count"),
        (entry("backlog-62", 10, out_of=9), "more than all"),
        (entry("waits", 10), "is no part"),
        (entry("waits", 10, part="62"), "is no part"),
        (entry("visits", 10), "is not counted here"),
        (entry("referrals", 7), "given twice"),
    ],
)
def test_what_cannot_be_recorded_is_refused_whole(place, wrong, words):
    with pytest.raises(ValidationError, match=words):
        record(place, entry("referrals", 7), wrong)
    assert not LocalSeries.objects.exists()


def test_a_provider_of_somebody_else_is_refused(place):
    with pytest.raises(ValidationError, match="is none of"):
        record(place, entry("referrals", 7, ProviderFactory()))


@pytest.mark.parametrize("kind", RoleKind)
def test_who_may_record(place, kind):
    person = someone(kind, place.alliance)
    if kind in (RoleKind.BOARD_MEMBER, RoleKind.ACTION_LEAD):
        with pytest.raises(PermissionDenied):
            record(place, entry("referrals", 7), by=person)
        with pytest.raises(PermissionDenied):
            levels(place, level("referrals", 7), by=person)
    else:
        assert record(place, entry("referrals", 7), by=person).new == 1
        assert levels(place, level("referrals", 7), by=person).new == 1


def test_many_counts_cost_what_few_cost(place, django_assert_max_num_queries):
    groups = [TumourGroupFactory(code=f"g{n}", name=f"Group {n}") for n in range(12)]
    entries = [entry("referrals", 7 + n, place.east, group) for n, group in enumerate(groups)]
    with django_assert_max_num_queries(9):
        record(place, *entries)
    more = [entry("referrals", 9 + n, place.east, group) for n, group in enumerate(groups)]
    with django_assert_max_num_queries(9):
        record(place, *more)
    assert LocalCountRevision.objects.count() == 12


def test_levels_are_dated_and_their_changes_told(place):
    first = level("backlog-62", 350, source="Mean of ten weeks")
    ceiling = level("backlog-62", 6.4, of="ceiling", per_cent=True)
    assert levels(place, first, ceiling) == Recorded(new=2)
    assert levels(place, first) == Recorded(unchanged=1)
    assert levels(place, level("backlog-62", 360, valid_until=date(2027, 3, 31))) == Recorded(changed=1)
    assert LocalLevel.objects.get(kind="baseline").value == 360
    *_, last = AuditEvent.objects.about(place.alliance)
    assert list(last.changes.values()) == [["350.00", "360 until 2027-03-31"]]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (level("referrals", 101, per_cent=True), "more than all"),
        (level("referrals", -1), "is no level"),
        (level("referrals", 1, of="floor"), "neither baseline nor ceiling"),
        (level("referrals", 1, valid_until=date(2026, 3, 31)), "ends before it begins"),
        (level("referrals", 8), "given twice"),
    ],
)
def test_a_level_that_cannot_be(place, wrong, words):
    with pytest.raises(ValidationError, match=words):
        levels(place, level("referrals", 7), wrong)
    assert not LocalLevel.objects.exists()


def test_an_exact_half_is_a_count(place):
    record(place, entry("backlog-62", Decimal("0.5")))
    assert LocalCount.objects.get().count == Decimal("0.5")
