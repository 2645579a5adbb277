"""The sample alliances: everything there is to see can be seen in them, whenever they are loaded."""

import json
from collections import Counter
from datetime import date
from itertools import pairwise
from random import Random

import pytest
from django.contrib.auth import authenticate
from django.db import connection

from alliance.sample import SAMPLE_PASSWORD, SAMPLE_SIGN_INS, load
from alliance.sample.fates import FATES, Report, StepDone, events
from alliance.sample.outline import in_year
from alliance.sample.papers import wessex_delivery
from alliance.sample.people import ACCOUNTS
from core.periods import FinancialYear
from organisations.grants import RoleKind
from organisations.models import Network, Role, User
from performance.rag import RagRating
from tests.alliance.judged import judged
from tests.alliance.sample import ON, _sample  # noqa: F401 - a fixture
from workplans import current, progress
from workplans.due import DueKind
from workplans.models import Action, ActionDateRevision, ActionUpdate, Lead, PlanState, Step, WorkPlan
from workplans.progress import Status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_sample")]


# --- All there is to see ----------------------------------------------------------------------------------------------


def test_every_colour_status_and_reason_is_there():
    actions = judged(ON)
    assert {a.shown for a, _ in actions} == set(RagRating.values)
    assert {a.status for a, _ in actions} == set(Status.values)
    assert {a.due_kind for a, _ in actions} == set(DueKind.values)
    assert set().union(*(reasons for _, reasons in actions)) == {clause.name for clause in progress.CLAUSES}


def test_ratings_given_against_the_suggestion_both_ways():
    against = [
        (a, progress.needs_reason(given=a.rating_given, suggested=a.suggested))
        for a, _ in judged(ON)
        if progress.is_open(a) and a.rating_given and a.rating_given != a.suggested
    ]
    assert {better for _, better in against} == {True, False}
    better = ActionUpdate.objects.exclude(rating_reason="")
    assert better.exists()
    assert not ActionUpdate.objects.filter(rated=True, rating_given__in=["amber", "red"], path_to_green="").exists()
    stale = [a for a, _ in judged(ON) if a.rating_given and progress.is_open(a) and a.shown != a.rating_given]
    assert stale, "a rating that no longer answers the facts"


def test_dates_are_moved_with_reason_and_agreement():
    moves = ActionDateRevision.objects.all()
    assert moves.filter(new_latest__gt=date(2025, 4, 1)).count() >= 8
    assert not moves.filter(reason="").exists()
    assert not moves.filter(agreed_by="").exists()
    assert [a for a, _ in judged(ON) if progress.date_withdrawn(a)]
    assert any(m.old_latest and m.new_latest and m.new_latest < m.old_latest for m in moves)


def test_steps_done_undone_and_late():
    assert Step.objects.filter(completed_on=None, due_latest__lt=ON, action__status=Status.IN_PROGRESS).exists()
    assert Step.objects.exclude(completed_on=None).count() > 20
    assert Step.objects.filter(due_text="").exists()


def test_plans_in_every_state_and_networks_without_any():
    plans = WorkPlan.objects.all()
    assert {plan.state for plan in plans} == set(PlanState.values)
    assert {plan.year for plan in plans} == {2025, 2026}
    assert plans.get(network__code="woscan-head-neck", year=2026).state == PlanState.AGREED
    assert not plans.get(network__code="wessex-upper-gi").actions.exists()
    for code in ("wessex-skin", "woscan-lung"):
        assert not Network.objects.get(code=code).work_plans.exists()
    sizes = [plan.actions.count() for plan in plans if plan.actions.exists()]
    assert min(sizes) >= 20
    assert len(sizes) >= 8


def test_the_year_of_the_published_plan_is_free():
    assert not WorkPlan.objects.filter(network__code="woscan-head-neck", year=2023).exists()


def test_work_was_carried_forward_and_can_be_followed():
    carried = Action.objects.exclude(carried_from=None)
    assert carried.count() >= 5
    for action in carried.select_related("carried_from"):
        assert action.carried_from.status == Status.CARRIED_FORWARD
        assert action.carried_from.updates.count() > 1
        assert action.carried_from.text == action.text


def test_proportions_that_a_board_would_believe():
    shown = Counter(a.shown for a, _ in judged(ON) if a.plan.year == 2026 and a.plan.state == PlanState.AGREED)
    total = sum(shown.values())
    assert 0.2 < shown[RagRating.BLUE] / total < 0.5
    assert 0.15 < shown[RagRating.GREEN] / total < 0.5
    assert 0.08 < shown[RagRating.AMBER] / total < 0.3
    assert 0.03 < shown[RagRating.RED] / total < 0.15


def test_leads_are_roles_and_bodies():
    assert not Lead.objects.filter(kind="person").exists()
    assert not User.objects.exclude(email__endswith="example.nhs.uk").exists()


def test_what_stands_follows_from_the_history():
    assert list(current.differences()) == []


def test_history_was_written_when_it_happened():
    assert not ActionUpdate.objects.filter(on__gt=ON).exists()
    for update in ActionUpdate.objects.order_by("?")[:50]:
        assert update.recorded_at.date() == update.on


# --- Loaded once ---------------------------------------------------------------------------------------------------


def content():
    """Every row of every table, to compare before and after."""
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
            rows[table] = json.dumps(cursor.fetchall(), default=str)
    return rows


def test_loading_again_changes_no_data():
    before = content()
    assert load.load(on=ON) is None
    assert load.load(on=date(2027, 5, 1)) is None
    assert content() == before


# --- The accounts -----------------------------------------------------------------------------------------------------


def test_each_role_of_each_alliance_can_sign_in():
    assert len({label for label, _ in SAMPLE_SIGN_INS}) == len(SAMPLE_SIGN_INS)
    for _, email in SAMPLE_SIGN_INS:
        assert authenticate(username=email, password=SAMPLE_PASSWORD), email
    emails = [email for _, email in SAMPLE_SIGN_INS]
    for alliance in ("wessex", "woscan"):
        kinds = set(
            Role.objects.filter(user__email__in=[e for e in emails if alliance in e]).values_list("kind", flat=True)
        )
        assert kinds == set(RoleKind.values)
    assert set(emails) <= {account.email for account in ACCOUNTS}


@pytest.mark.parametrize("email", ["lead@wessex.example.nhs.uk", "lead@woscan.example.nhs.uk"])
def test_the_action_leads_have_work_of_their_own(email):
    person = User.objects.get(email=email)
    mine = Action.objects.visible_to(person).open()
    assert 3 <= mine.count() <= 20
    assert ActionUpdate.objects.filter(by=person).exists()


def test_nobody_wrote_what_their_role_does_not_allow():
    for person in User.objects.filter(pk__in=ActionUpdate.objects.values("by")):
        written = Action.objects.filter(updates__by=person)
        assert not written.exclude(pk__in=Action.objects.updatable_by(person)).exists(), person


# --- Fates and papers -------------------------------------------------------------------------------------------------


def test_every_fate_befalls_somebody():
    told = {
        action.fate
        for paper in load.LAST_YEAR + load.THIS_YEAR
        for objective in paper.objectives
        for action in objective.actions
    }
    told |= {
        milestone.fate
        for workstream in wessex_delivery.PLAN
        for deliverable in workstream.deliverables
        for quarter in deliverable.quarters
        for milestone in quarter
    }
    assert told == set(FATES)


@pytest.mark.parametrize("name", FATES)
def test_a_fate_runs_in_order(name):
    year = FinancialYear(2026)
    meetings = [date(2026, 4 + n, 20) for n in range(9)]
    for due in (date(2026, 9, 30), None):
        told = list(
            events(
                FATES[name],
                due=due,
                year_begins=year.first_day,
                meetings=meetings,
                steps=[date(2026, 8, 31), None],
                chance=Random(1),
            )
        )
        reports = [event for event in told if isinstance(event, Report)]
        assert all(a.on < b.on for a, b in pairwise(reports))
        assert all(report.status in progress.OPEN for report in reports[:-1])
        last = reports[-1].on if reports and reports[-1].status not in progress.OPEN else None
        for step in told:
            if isinstance(step, StepDone) and last:
                assert step.on <= last


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jun yy", "Jun 26"),
        ("Jan yy", "Jan 27"),
        ("30 September yyyy", "30 September 2026"),
        ("31 March yyyy", "31 March 2027"),
        ("Sept/Oct yyyy", "Sept/Oct 2026"),
        ("Q2", "Q2"),
        ("by year end", "by year end"),
    ],
)
def test_a_papers_dates_fit_any_year(text, expected):
    assert in_year(text, FinancialYear(2026)) == expected
