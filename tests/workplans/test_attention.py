"""What needs attention, line by line: who is in a list, in which order, and with which words."""

from datetime import date, timedelta

import pytest

from performance.rag import Thresholds
from tests.factories import TODAY, ActionFactory, ActionLeadFactory, LeadFactory, ObjectiveFactory, a_plan
from workplans import operations
from workplans.attention import attention
from workplans.models import WorkPlan
from workplans.operations import StatusReport
from workplans.progress import Status
from workplans.summaries import outlines

ON = TODAY
T = Thresholds()


@pytest.fixture
def objective():
    return ObjectiveFactory(number="1")


def an_action(objective, number, **changes):
    facts = {"status": Status.IN_PROGRESS, "due": "Dec 26", "last_update_on": date(2026, 9, 20)} | changes
    return ActionFactory(objective=objective, number=number, **facts)


def lists(limit=10):
    return attention(outlines(WorkPlan.objects.all()), on=ON, thresholds=T, limit=limit)


@pytest.mark.django_db
def test_overdue_names_days_and_the_accountable_lead(objective):
    action = an_action(objective, "1.1", due="Q2", text="Map the pathway")
    network = objective.plan.network
    ActionLeadFactory(action=action, lead=LeadFactory(network=network, name="Data Manager"), accountable=False)
    ActionLeadFactory(action=action, lead=LeadFactory(network=network, name="MCN Manager"), position=2)
    (line,) = lists().overdue
    assert (line.number, line.text, line.lead, line.due_text) == ("1.1", "Map the pathway", "MCN Manager", "Q2")
    assert (line.days_late, line.due_latest, line.rating) == (2, date(2026, 9, 30), "red")
    assert line.url == action.get_absolute_url()
    assert line.plan.network == network.name


@pytest.mark.django_db
def test_the_most_late_come_first_and_no_more_than_asked_for(objective):
    for number, due in (("1.1", "Aug 26"), ("1.2", "Jun 26"), ("1.3", "Sep 26"), ("1.4", "Jun 26")):
        an_action(objective, number, due=due)
    assert [line.number for line in lists().overdue] == ["1.2", "1.4", "1.1", "1.3"]
    assert [line.number for line in lists(limit=2).overdue] == ["1.2", "1.4"]


@pytest.mark.django_db
def test_slipped_tells_both_dates_and_withdrawn_ones_last(objective):
    an_action(objective, "1.1", due="TBC", original="Nov 26")
    an_action(objective, "1.2", due="Dec 26", original="Nov 26")
    an_action(objective, "1.3", due="Mar 27", original="Nov 26")
    far, near, gone = lists().slipped
    assert (far.number, far.original_text, far.due_text, far.days) == ("1.3", "Nov 26", "Mar 27", 121)
    assert (near.number, near.days, near.withdrawn) == ("1.2", 31, False)
    assert (gone.number, gone.days, gone.withdrawn, gone.due_text) == ("1.1", 0, True, "TBC")


@pytest.mark.django_db
def test_without_a_date_in_the_order_of_the_paper_with_what_it_says(objective):
    an_action(objective, "1.2", due="when funding allows", position=2)
    an_action(objective, "1.1", due="", position=1)
    assert [(line.number, line.due_text) for line in lists().no_date] == [("1.1", ""), ("1.2", "when funding allows")]


@pytest.mark.django_db
def test_the_longest_quiet_come_first(objective):
    an_action(objective, "1.1", last_update_on=ON - timedelta(61))
    an_action(objective, "1.2", last_update_on=None)
    first, second = lists().quiet
    assert (first.number, first.days, first.last_update_on) == ("1.2", 184, None)
    assert (second.number, second.days) == ("1.1", 61)


@pytest.mark.django_db
def test_ratings_against_the_facts_tell_what_was_given_what_follows_and_why(objective):
    late = an_action(objective, "1.1", status=Status.NOT_STARTED, due="Sep 26")
    worse = an_action(objective, "1.2")
    operations.record_status_update(
        action=late,
        report=StatusReport(status=Status.IN_PROGRESS, rating="green", rating_reason="Done, awaiting minutes"),
        by=None,
        on=ON,
    )
    operations.record_status_update(
        action=worse,
        report=StatusReport(status=Status.IN_PROGRESS, rating="amber", comment="Lead is leaving"),
        by=None,
        on=ON,
    )
    better, below = lists().differing
    assert (better.number, better.given, better.suggested, better.better) == ("1.1", "green", "red", True)
    assert (better.reason, better.overtaken) == ("Done, awaiting minutes", False)
    assert better.because == "Overdue by 2 days: it was due by 30 September 2026"
    assert (below.number, below.given, below.suggested, below.better) == ("1.2", "amber", "green", False)
    assert below.reason == "Lead is leaving"


@pytest.mark.django_db
def test_a_rating_overtaken_by_the_facts_says_so(objective):
    an_action(objective, "1.1", due="Sep 26", rating_given="green", rating_basis="green")
    (line,) = lists().differing
    assert (line.given, line.suggested, line.rating, line.overtaken, line.better) == (
        "green",
        "red",
        "red",
        True,
        False,
    )


@pytest.mark.django_db
def test_work_that_is_done_or_closed_is_in_no_list(objective):
    for number, status in (("1.1", Status.COMPLETE), ("1.2", Status.CLOSED), ("1.3", Status.CARRIED_FORWARD)):
        an_action(objective, number, status=status, due="Jun 26", original="May 26", last_update_on=None)
    assert lists() == type(lists())()


@pytest.mark.django_db
@pytest.mark.parametrize("actions", [1, 200])
def test_all_lists_are_one_statement(actions, django_assert_num_queries):
    a_plan(actions=actions)
    plans = outlines(WorkPlan.objects.all())
    with django_assert_num_queries(1):
        assert len(attention(plans, on=ON, thresholds=T).quiet) == min(actions, 10)
