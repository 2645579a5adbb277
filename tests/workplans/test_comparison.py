"""What changed between two days: a table of what was and what is."""

from datetime import date

import pytest

from core.periods import FinancialYear
from performance.rag import Thresholds
from workplans.comparison import compare
from workplans.due import read_due, the_due
from workplans.progress import Status
from workplans.summaries import ActionState, PlanOutline

THEN, NOW = date(2026, 9, 2), date(2026, 10, 2)
YEAR = FinancialYear(2026)
PLAN = PlanOutline(1, "Plan", YEAR, "agreed", None, None, "lung", "Lung", 1)
T = Thresholds()


def action(on, pk=1, due="Dec 26", original=None, status=Status.IN_PROGRESS, updated=date(2026, 9, 1), given=""):
    """An action as it stood on a day, judged on it."""
    stands = the_due(read_due(due, YEAR))
    first = the_due(read_due(original or due, YEAR))
    state = ActionState(
        id=pk, plan_id=1, position=pk, number=f"1.{pk}", text="Do", lead="", status=status, due_text=due,
        due_kind=stands.kind, due_latest=stands.latest, original_text=first.text, original_latest=first.latest,
        starts_on=None, quiet_since=updated, next_step_due=None, watching_brief=False, rating_given=given,
        rating_basis="green" if given else "", rating_reason="", comment="", last_update_on=updated,
    )  # fmt: skip
    return state.judged(on=on, thresholds=T)


# what happened | before | after | in which list it is found
CASES = [
    ("nothing", {}, {}, set()),
    ("became overdue", {"due": "Sep 26"}, {"due": "Sep 26"}, {"worse"}),
    ("was rated worse", {}, {"given": "amber"}, {"worse"}),
    ("was completed", {}, {"status": Status.COMPLETE}, {"better"}),
    ("got a later date", {"due": "Aug 26"}, {"due": "Oct 26", "original": "Aug 26"}, {"better", "moved"}),
    ("got an earlier date", {"due": "Mar 27"}, {"due": "Dec 26", "original": "Mar 27"}, {"moved"}),
    ("lost its date", {}, {"due": "TBC", "original": "Dec 26"}, {"worse", "moved"}),
    ("was closed", {}, {"status": Status.CLOSED}, {"ended"}),
    ("was carried forward", {"due": "Sep 26"}, {"due": "Sep 26", "status": Status.CARRIED_FORWARD}, {"ended"}),
    ("was closed long ago", {"status": Status.CLOSED}, {"status": Status.CLOSED}, set()),
]


@pytest.mark.parametrize(("case", "before", "after", "lists"), CASES, ids=[case[0] for case in CASES])
def test_each_change_is_in_its_list(case, before, after, lists):
    changes = compare([PLAN], [action(THEN, **before)], [action(NOW, **after)], on=NOW, thresholds=T)
    found = {name for name in ("worse", "better", "moved", "added", "ended") if getattr(changes, name)}
    assert found == lists
    assert bool(changes) is bool(lists)


def test_what_is_new_is_added():
    changes = compare([PLAN], [], [action(NOW)], on=NOW, thresholds=T)
    assert [line.number for line in changes.added] == ["1.1"]


def test_the_widest_change_comes_first_then_the_gravest():
    before = [action(THEN, pk=1), action(THEN, pk=2, due="Sep 26"), action(THEN, pk=3, given="amber")]
    after = [action(NOW, pk=1, given="amber"), action(NOW, pk=2, due="Sep 26"), action(NOW, pk=3, given="red")]
    changes = compare([PLAN], before, after, on=NOW, thresholds=T)
    assert [(line.number, line.then, line.rating) for line in changes.worse] == [
        ("1.2", "green", "red"),
        ("1.3", "amber", "red"),
        ("1.1", "green", "amber"),
    ]
    assert changes.worse[0].because == "Overdue by 2 days: it was due by 30 September 2026"


@pytest.mark.parametrize(
    ("old", "new", "days"), [("Dec 26", "Mar 27", 90), ("Mar 27", "Dec 26", -90), ("Dec 26", "TBC", None)]
)
def test_a_moved_date_tells_the_days_between(old, new, days):
    changes = compare([PLAN], [action(THEN, due=old)], [action(NOW, due=new, original=old)], on=NOW, thresholds=T)
    (line,) = changes.moved
    assert (line.then_text, line.due_text, line.days) == (old, new, days)
