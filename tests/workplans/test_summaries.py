"""Where plans stand: each fact in its count, by the database and by objects alike."""

from datetime import date

import pytest

from performance.rag import RagRating, Thresholds
from tests.factories import TODAY, ActionFactory, ObjectiveFactory, WorkPlanFactory, a_plan
from workplans.models import Action, PlanState, WorkPlan
from workplans.progress import Status
from workplans.summaries import (
    PlanOutline,
    outlines,
    plan_positions,
    plan_positions_of,
    states_now,
    tallies_by,
    total_of,
)

ON = TODAY  # 2 October 2026
RECENT = date(2026, 9, 20)
OPEN = Status.IN_PROGRESS
T = Thresholds()

# what is the case | facts of the one action | its rating | the counts that it is in
CASES = [
    ("on course", {}, "green", set()),
    ("complete", {"status": Status.COMPLETE, "due": "Apr 26"}, "blue", set()),
    ("closed", {"status": Status.CLOSED, "due": "Apr 26", "original": "Apr 26"}, "grey", set()),
    ("closed without a date", {"status": Status.CLOSED, "due": "TBC"}, "grey", set()),
    ("carried forward", {"status": Status.CARRIED_FORWARD, "due": "Sep 26"}, "grey", set()),
    ("overdue", {"due": "Sep 26"}, "red", {"overdue"}),
    ("due today", {"due": "2 October 2026"}, "green", {"due_soon"}),
    ("due in 30 days", {"due": "1 November 2026"}, "green", {"due_soon"}),
    ("due in 31 days", {"due": "2 November 2026"}, "green", set()),
    ("slipped", {"due": "Dec 26", "original": "Nov 26"}, "amber", {"slipped"}),
    ("slipped and overdue", {"due": "Sep 26", "original": "Aug 26"}, "red", {"slipped", "overdue"}),
    ("withdrawn", {"due": "TBC", "original": "Nov 26"}, "amber", {"slipped", "no_date"}),
    ("to be confirmed", {"due": "TBC"}, "grey", {"no_date"}),
    ("blank", {"due": ""}, "grey", {"no_date"}),
    ("not read", {"due": "when funding allows"}, "grey", {"no_date"}),
    ("ongoing has no date by intent", {"due": "Ongoing"}, "grey", set()),
    ("quiet", {"last_update_on": date(2026, 8, 2)}, "amber", {"quiet"}),
    ("not quiet yet", {"last_update_on": date(2026, 8, 3)}, "green", set()),
    ("rated as suggested", {"rating_given": "green", "rating_basis": "green"}, "green", set()),
    ("rated worse", {"rating_given": "red", "rating_basis": "green"}, "red", {"differing"}),
    (
        "rated better",
        {"rating_given": "green", "rating_basis": "amber", "original": "Nov 26"},
        "green",
        {"slipped", "differing", "better"},
    ),
    (
        "rated better, and overtaken by the facts",
        {"rating_given": "green", "rating_basis": "amber", "due": "Sep 26"},
        "red",
        {"overdue", "differing"},
    ),
    ("a rating of done work", {"status": Status.COMPLETE, "rating_given": "red", "rating_basis": "red"}, "blue", set()),
]  # fmt: skip
COUNTS = ("overdue", "due_soon", "slipped", "no_date", "quiet", "differing", "better")


def facts(**changes):
    return {"status": OPEN, "due": "Dec 26", "last_update_on": RECENT} | changes


def the_position(on=ON, thresholds=T):
    """Of the one plan there is, from both sides, which must agree."""
    plans = outlines(WorkPlan.objects.all())
    (position,) = plan_positions(plans, on=on, thresholds=thresholds)
    judged = [state.judged(on=on, thresholds=thresholds) for state in states_now(Action.objects.all())]
    assert plan_positions_of(plans, judged, on=on, thresholds=thresholds) == [position]
    return position


@pytest.mark.django_db
@pytest.mark.parametrize(("case", "changes", "rating", "counts"), CASES, ids=[case[0] for case in CASES])
def test_each_fact_is_counted_where_it_belongs(case, changes, rating, counts):
    ActionFactory(**facts(**changes))
    tally = the_position().tally
    assert {r.value: n for r, n in tally.by_rating.items() if n} == {rating: 1}
    assert {name for name in COUNTS if getattr(tally, name)} == counts
    assert tally.total == 1
    assert tally.last_update_on == facts(**changes)["last_update_on"]


@pytest.mark.django_db
def test_days_come_from_the_scheme():
    ActionFactory(**facts(due="20 October 2026", last_update_on=RECENT))
    strict = Thresholds(due_soon_days=14, quiet_days=7)
    usual, own = the_position().tally, the_position(thresholds=strict).tally
    assert (usual.due_soon, usual.quiet) == (1, 0)
    assert (own.due_soon, own.quiet) == (0, 1)


@pytest.mark.django_db
def test_a_plan_rolls_up_by_shares_and_a_plan_without_actions_is_grey():
    objective = ObjectiveFactory()
    for due in ("Sep 26", "Dec 26", "Dec 26", "Dec 26"):
        ActionFactory(objective=objective, **facts(due=due))
    assert the_position().rating == RagRating.RED
    assert the_position(thresholds=Thresholds(red_share=26)).rating == RagRating.AMBER
    Action.objects.all().delete()
    assert (the_position().rating, the_position().tally.total) == (RagRating.GREY, 0)


@pytest.mark.django_db
def test_totals_add_up():
    for due, updated in (("Sep 26", RECENT), ("TBC", date(2026, 7, 1)), ("Dec 26", None)):
        ActionFactory(**facts(due=due, last_update_on=updated))
    positions = plan_positions(outlines(WorkPlan.objects.all()), on=ON, thresholds=T)
    total = total_of(position.tally for position in positions)
    assert len(positions) == 3
    assert (total.total, total.overdue, total.no_date, total.quiet) == (3, 1, 1, 2)
    assert total.by_rating[RagRating.RED] == 1
    assert total.last_update_on == RECENT
    assert total_of([]).last_update_on is None


@pytest.mark.django_db
def test_counts_by_objective():
    plan = WorkPlanFactory()
    late, calm = ObjectiveFactory(plan=plan), ObjectiveFactory(plan=plan)
    ActionFactory(objective=late, **facts(due="Sep 26"))
    ActionFactory(objective=calm, **facts())
    tallies = tallies_by("objective", plan.actions.all(), on=ON, thresholds=T)
    assert {key: tally.overdue for key, tally in tallies.items()} == {late.pk: 1, calm.pk: 0}


@pytest.mark.django_db
@pytest.mark.parametrize("actions", [1, 200])
@pytest.mark.parametrize("number_of_plans", [1, 10])
def test_all_plans_are_counted_in_one_statement(actions, number_of_plans, django_assert_num_queries):
    for _ in range(number_of_plans):
        a_plan(actions=actions, leads=0)
    plans = outlines(WorkPlan.objects.all())
    with django_assert_num_queries(1):
        positions = plan_positions(plans, on=ON, thresholds=T)
    assert [position.tally.total for position in positions] == [actions] * number_of_plans


@pytest.mark.parametrize(
    ("state", "agreed_on", "closed_on", "then"),
    [
        ("draft", None, None, "draft"),
        ("agreed", date(2026, 6, 1), None, "agreed"),
        ("agreed", date(2026, 6, 2), None, "draft"),
        ("agreed", None, None, "agreed"),
        ("closed", date(2026, 4, 1), date(2026, 6, 1), "closed"),
        ("closed", date(2026, 4, 1), date(2026, 6, 2), "agreed"),
        ("closed", None, date(2026, 6, 2), "agreed"),
        ("closed", None, None, "closed"),
    ],
)
def test_the_state_of_a_plan_on_a_day(state, agreed_on, closed_on, then):
    plan = PlanOutline(1, "Plan", None, state, agreed_on, closed_on, "net", "Net", 1)
    assert plan.state_on(date(2026, 6, 1)) == PlanState(then)
