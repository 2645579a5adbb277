"""Trajectories are set by one verb, keep what was planned before, and find their actuals by themselves."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.audit import AuditEvent
from core.history import HistoryIsFixed
from organisations.grants import RoleKind
from organisations.models import Alliance, Provider
from performance.models import ReportingBody, Trajectory, TrajectoryPoint, TrajectoryRevision
from performance.operations import load_figures
from performance.trajectories.courses import courses, positions_as_of
from performance.trajectories.operations import PlannedCourse, set_trajectories, set_trajectory
from tests.factories import AllianceFactory, NetworkFactory, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data")]
ON = date(2026, 10, 2)
HEAD = "provider,standard,tumour group,month,total,within\n"


def month(number, year=2026):
    return date(year, number, 1)


def values(**by_month):
    """values(apr=70, may=71): by month of 2026."""
    names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    return {
        month(names.index(name) + 1): None if value is None else Decimal(str(value)) for name, value in by_month.items()
    }


@pytest.fixture
def wessex():
    return Alliance.objects.get(code="wessex")


@pytest.fixture
def analyst(wessex):
    return someone(RoleKind.ANALYST, wessex)


def trust(code):
    return Provider.objects.get(ods_code=code)


def load(text):
    load_figures(source=(HEAD + text).encode(), name="figures.csv", by=None, on=ON)


def course(trajectory):
    return courses([trajectory])[trajectory.pk]


# --- The verb -------------------------------------------------------------------------------------------


def test_what_is_planned_is_kept_with_what_was_planned_before(wessex, analyst):
    first = set_trajectory(
        alliance=wessex, measure="62d", planned=values(apr=70, may=71.5), source="Plan of March", by=analyst
    )
    assert (first.unit, first.more_is_better, first.source) == ("%", True, "Plan of March")
    again = set_trajectory(
        alliance=wessex, measure="62d", planned=values(may=71, jun=72), reason="Agreed in May", by=analyst
    )

    assert again == first
    assert again.source == "Plan of March"
    assert {p.month: p.planned for p in first.points.all()} == values(apr=70, may=71, jun=72)
    (revision,) = TrajectoryRevision.objects.all()
    assert (revision.month, revision.old, revision.new) == (month(5), Decimal("71.5"), 71)
    assert (revision.reason, revision.by_label) == ("Agreed in May", str(analyst))
    with pytest.raises(HistoryIsFixed):
        TrajectoryRevision.objects.all().delete()
    events = AuditEvent.objects.about(first)
    assert [event.verb for event in events] == ["added", "changed"]
    assert events[1].changes == {"planned 2026-05": ["71.50", "71"], "planned 2026-06": [None, "72"]}
    assert events[1].alliance_id == wessex.pk


def test_the_same_again_changes_nothing_and_says_nothing(wessex):
    for _ in range(2):
        set_trajectory(alliance=wessex, measure="62d", planned=values(apr=70), target=Decimal(75), by=None)
    assert AuditEvent.objects.filter(subject_type="performance.trajectory").count() == 1
    assert not TrajectoryRevision.objects.exists()


def test_a_value_is_taken_out_with_its_history(wessex):
    set_trajectory(alliance=wessex, measure="62d", planned=values(apr=70, may=71), by=None)
    set_trajectory(alliance=wessex, measure="62d", planned=values(may=None), by=None)
    assert [p.month for p in TrajectoryPoint.objects.all()] == [month(4)]
    assert [(r.old, r.new) for r in TrajectoryRevision.objects.all()] == [(71, None)]


def test_a_plan_for_each_place_and_title(wessex):
    icb = ReportingBody.objects.get(code="QVV")
    places = [{}, {"provider": trust("RHM")}, {"provider": trust("RHU")}, {"system": icb}, {"title": "Recovery plan"}]
    made = set_trajectories(
        alliance=wessex, courses=[PlannedCourse("62d", values(apr=70), **place) for place in places], by=None
    )
    assert len({row.pk for row in made}) == 5
    assert [str(row) for row in made[:2]] == [
        "62 days to treatment, Wessex Cancer Alliance",
        "62 days to treatment, University Hospital Southampton NHS Foundation Trust",
    ]
    assert str(made[4]) == "62 days to treatment: Recovery plan, Wessex Cancer Alliance"


@pytest.mark.parametrize(
    ("measure", "facts", "words"),
    [
        ("62d", {"planned": {date(2026, 4, 2): Decimal(70)}}, "not the first day of a month"),
        ("62d", {"frequency": "quarter", "planned": values(may=70)}, "not the first day of a quarter"),
        ("62d", {"planned": values(apr=101)}, "101% for April 2026 is more than all"),
        ("62d", {"planned": values(apr=-1)}, "less than nothing"),
        ("62d", {"planned": values(apr=70.123)}, "more than two decimals"),
        ("62d", {"planned": values(apr="NaN")}, "no number"),
        ("62d", {"unit": "people", "planned": {}}, "planned in %, not in “people”"),
        ("62d", {"more_is_better": False, "planned": {}}, "more is better here"),
        ("62d", {"actuals": values(apr=70), "planned": {}}, "come from loaded figures"),
        ("backlog-62", {"more_is_better": True, "planned": {}}, "less is better here"),
        ("local", {"planned": {}}, "needs a title"),
        ("local", {"title": "FIT kits", "unit": " ", "planned": {}}, "needs a unit"),
        ("63d", {"planned": {}}, "no measure that can be planned"),
        ("62d", {"provider": "R0A", "planned": {}}, "is no provider of Wessex"),
        ("62d", {"system": "RHM", "planned": {}}, "no integrated care board"),
    ],
)
def test_what_cannot_be_planned_is_refused_whole(wessex, measure, facts, words):
    if "provider" in facts:
        facts["provider"] = trust(facts["provider"])
    if "system" in facts:
        facts["system"] = ReportingBody(code="RHM", name="Southampton", kind="provider")
    good = PlannedCourse("28d", values(apr=70))
    with pytest.raises(ValidationError, match=words):
        set_trajectories(alliance=wessex, courses=[good, PlannedCourse(measure, **facts)], by=None)
    assert not Trajectory.objects.exists()


def test_one_thing_is_not_planned_twice_at_once(wessex):
    with pytest.raises(ValidationError, match="planned twice"):
        set_trajectories(alliance=wessex, courses=[PlannedCourse("62d"), PlannedCourse("62d")], by=None)


@pytest.mark.parametrize("kind", RoleKind)
def test_who_may_set_a_trajectory(wessex, kind):
    person = someone(kind, wessex)
    if kind in (RoleKind.BOARD_MEMBER, RoleKind.ACTION_LEAD):
        with pytest.raises(PermissionDenied):
            set_trajectory(alliance=wessex, measure="62d", planned=values(apr=70), by=person)
    else:
        assert set_trajectory(alliance=wessex, measure="62d", planned=values(apr=70), by=person).pk


def test_a_trajectory_is_its_alliances_own(wessex):
    row = set_trajectory(alliance=wessex, measure="62d", planned=values(apr=70), by=None)
    elsewhere = AllianceFactory()
    lung = NetworkFactory(alliance=wessex)
    sees = {
        (RoleKind.BOARD_MEMBER, wessex): [row],
        (RoleKind.NETWORK_MANAGER, lung): [row],
        (RoleKind.ACTION_LEAD, wessex): [],
        (RoleKind.ADMINISTRATOR, elsewhere): [],
    }
    for (kind, place), rows in sees.items():
        assert list(Trajectory.objects.visible_to(someone(kind, place))) == rows, kind


# --- The question ---------------------------------------------------------------------------------------


def test_actuals_come_from_published_figures(wessex):
    load("RHM,62d,All,2026-04,10,8\nRHU,62d,All,2026-04,10,6\nRHM,62d,All,2026-05,10.5,7\n")
    whole = set_trajectory(alliance=wessex, measure="62d", planned=values(apr=72, may=74, jun=86, jul=87), by=None)
    own = set_trajectory(
        alliance=wessex, measure="62d", planned=values(apr=80), provider=trust("RHM"), target=Decimal(80), by=None
    )

    shown = course(whole)
    assert [(p.month.month, p.planned, p.actual and round(p.actual, 2), p.rating) for p in shown.positions] == [
        (4, 72, 70, "amber"),
        (5, 74, Decimal("66.67"), "red"),
        (6, 86, None, "grey"),
        (7, 87, None, "grey"),
    ]
    assert [p.level for p in shown.positions] == [85, 85, 85, 85]
    assert shown.positions[0].variance == -2
    assert shown.met_from == month(6)
    assert course(own).positions[0].actual == 80
    assert course(own).positions[0].rating == "green"
    assert (course(own).met_from, course(own).target_met_from) == (None, month(4))


def test_a_quarter_needs_all_its_months(wessex):
    load("RHM,28d,All,2026-04,10,8\nRHM,28d,All,2026-05,10,8\nRHM,28d,All,2026-06,20,10\nRHM,28d,All,2026-07,10,9\n")
    row = set_trajectory(
        alliance=wessex,
        measure="28d",
        planned=values(apr=70, jul=75),
        frequency="quarter",
        provider=trust("RHM"),
        by=None,
    )
    assert [p.actual for p in course(row).positions] == [65, None]


def test_an_actual_is_typed_only_where_no_figure_answers(wessex):
    row = set_trajectory(
        alliance=wessex,
        measure="local",
        title="FIT with referral",
        planned=values(apr=80, may=90),
        actuals=values(apr=78),
        target=Decimal(90),
        by=None,
    )
    set_trajectory(
        alliance=wessex, measure="local", title="FIT with referral", planned={}, actuals=values(apr=79), by=None
    )
    assert [(p.actual, p.level) for p in course(row).positions] == [(79, 90), (None, 90)]
    assert course(row).met_from == month(5)
    assert [(r.of_actual, r.old, r.new) for r in TrajectoryRevision.objects.all()] == [(True, 78, 79)]


def test_where_a_plan_stands_as_of_a_month(wessex):
    load("RHM,62d,All,2026-04,10,8\nRHM,62d,All,2026-05,10,9\n")
    row = set_trajectory(alliance=wessex, measure="62d", planned=values(apr=70, may=72, jun=74), by=None)

    def stands(on):
        position = positions_as_of([row], month=on)[row.pk]
        return position and (position.month.month, position.planned, position.actual)

    assert stands(date(2026, 5, 20)) == (5, 72, 90)
    assert stands(month(6)) == (5, 72, 90)  # June is not published yet
    assert stands(month(4)) == (4, 70, 80)  # as it was known of April
    assert stands(month(3)) is None
    set_trajectory(alliance=wessex, measure="31d", planned=values(may=90, jun=91), by=None)
    other = Trajectory.objects.get(measure="31d")
    assert positions_as_of([other], month=month(9))[other.pk].planned == 91


def test_many_trajectories_cost_what_one_costs(wessex):
    load("RHM,62d,All,2026-04,10,8\n")
    providers = [trust(code) for code in ("RHM", "RHU", "RN5", "RBD", "R0D")]
    set_trajectory(alliance=wessex, measure="62d", planned=values(apr=70), by=None)
    set_trajectory(alliance=wessex, measure="62d", planned=values(apr=70), provider=providers[0], by=None)

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            courses(Trajectory.objects.all())
        return len(queries)

    one = asked()
    set_trajectories(
        alliance=wessex,
        courses=[PlannedCourse(m, values(apr=70, may=71), provider=p) for m in ("62d", "28d") for p in providers],
        by=None,
    )
    assert asked() == one


def test_many_are_set_in_as_many_statements_as_one(wessex, django_assert_max_num_queries):
    providers = [trust(code) for code in ("RHM", "RHU", "RN5", "RBD", "R0D", "R1F")]
    planned = {month(n): Decimal(70 + n) for n in range(1, 13)}
    many = [PlannedCourse(m, planned, provider=p) for m in ("28d", "31d", "62d") for p in providers]
    with django_assert_max_num_queries(12):
        set_trajectories(alliance=wessex, courses=many, by=None)
    changed = [PlannedCourse(c.measure, {k: v - 1 for k, v in planned.items()}, provider=c.provider) for c in many]
    with django_assert_max_num_queries(12):
        set_trajectories(alliance=wessex, courses=changed, by=None)
    assert TrajectoryRevision.objects.count() == 18 * 12
