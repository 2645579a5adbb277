"""The rating rule as a table of cases; each runs for an object and for a query."""

from datetime import date

import pytest

from performance.querysets import SchemesInForce
from performance.rag import RagRating, Thresholds
from tests.factories import ActionFactory, AllianceFactory, NetworkFactory, ObjectiveFactory, WorkPlanFactory
from workplans import progress
from workplans.models import Action
from workplans.progress import Status

ON = date(2026, 10, 2)
RECENT = date(2026, 9, 20)
OPEN, NOT_STARTED = Status.IN_PROGRESS, Status.NOT_STARTED

# what is the case | facts | suggested | the reasons' names, in order
CASES = [
    ("complete", {"status": Status.COMPLETE, "due": "Apr 26"}, "blue", ["complete"]),
    ("closed", {"status": Status.CLOSED, "due": "Apr 26"}, "grey", ["closed"]),
    ("carried forward", {"status": Status.CARRIED_FORWARD, "due": "Apr 26"}, "grey", ["closed"]),
    ("overdue by a day", {"due": "1 October 2026"}, "red", ["overdue"]),
    ("due today is not overdue", {"due": "2 October 2026"}, "green", ["on course"]),
    ("a month is not over on its last day", {"due": "Oct 26"}, "green", ["on course"]),
    ("a month is over on the next first", {"due": "Sep 26"}, "red", ["overdue"]),
    ("a quarter that ended", {"due": "Q2"}, "red", ["overdue"]),
    (
        "91 days past the original",
        {"original": "1 December 2026", "due": "2 March 2027"},
        "red",
        ["slipped far", "slipped"],
    ),
    ("90 days past the original", {"original": "1 December 2026", "due": "1 March 2027"}, "amber", ["slipped"]),
    ("slipped by a day", {"original": "1 December 2026", "due": "2 December 2026"}, "amber", ["slipped"]),
    ("moved forward is no slip", {"original": "Dec 26", "due": "Nov 26"}, "green", ["on course"]),
    ("overdue and slipped", {"original": "Apr 26", "due": "Sep 26"}, "red", ["overdue", "slipped far", "slipped"]),
    ("a date that was withdrawn", {"original": "Dec 26", "due": "TBC"}, "amber", ["slipped", "no date"]),
    ("a first date after TBC is no slip", {"original": "TBC", "due": "Mar 27"}, "green", ["on course"]),
    (
        "due in 30 days, not started",
        {"status": NOT_STARTED, "due": "1 November 2026"},
        "amber",
        ["due soon, not started"],
    ),
    ("due in 31 days, not started", {"status": NOT_STARTED, "due": "2 November 2026"}, "green", ["on course"]),
    ("due in 30 days, in progress", {"due": "1 November 2026"}, "green", ["on course"]),
    ("no update for 61 days", {"last_update_on": date(2026, 8, 2)}, "amber", ["gone quiet"]),
    ("no update for 60 days", {"last_update_on": date(2026, 8, 3)}, "green", ["on course"]),
    ("never updated, since the year began", {"last_update_on": None}, "amber", ["gone quiet"]),
    (
        "never updated, but begun only lately",
        {"last_update_on": None, "starts_on": date(2026, 9, 1)},
        "green",
        ["on course"],
    ),
    ("a step overdue", {"next_step_due": date(2026, 10, 1)}, "amber", ["step overdue"]),
    ("a step due today", {"next_step_due": ON}, "green", ["on course"]),
    ("ongoing", {"due": "Ongoing"}, "grey", ["no date"]),
    ("ongoing gone quiet", {"due": "Ongoing", "last_update_on": date(2026, 5, 1)}, "amber", ["gone quiet", "no date"]),
    ("to be confirmed", {"due": "tbc"}, "grey", ["no date"]),
    ("blank", {"due": ""}, "grey", ["no date"]),
    ("unread", {"due": "when funding allows"}, "grey", ["no date"]),
    ("watching brief with a date", {"watching_brief": True}, "grey", ["no date"]),
    ("start ahead", {"status": NOT_STARTED, "starts_on": date(2026, 11, 1)}, "grey", ["start ahead"]),
    (
        "start ahead, but due soon",
        {"status": NOT_STARTED, "starts_on": date(2026, 10, 5), "due": "Oct 26"},
        "amber",
        ["due soon, not started", "start ahead"],
    ),
    ("in progress, on course", {}, "green", ["on course"]),
]


def facts(**changes):
    return {"status": OPEN, "due": "Dec 26", "last_update_on": RECENT} | changes


@pytest.mark.django_db
@pytest.mark.parametrize(("case", "changes", "rating", "reasons"), CASES, ids=[case[0] for case in CASES])
def test_the_suggestion_follows_from_the_facts(case, changes, rating, reasons):
    action = ActionFactory(**facts(**changes))
    suggestion = progress.suggest(action, on=ON, thresholds=Thresholds())
    assert suggestion.rating == rating
    assert [reason.name for reason in suggestion.reasons] == reasons
    asked = Action.objects.with_rating(on=ON, schemes=SchemesInForce(Thresholds(), {})).get()
    assert asked.suggested == rating
    for clause in progress.CLAUSES[:-1]:
        found = Action.objects.filter(clause.where(ON, Thresholds())).exists()
        assert found is clause.holds(action, ON, Thresholds()) is (clause.name in reasons), clause.name


# given | against which suggestion | what the facts suggest now | status | shown
SHOWN = [
    ("", "", "amber", OPEN, "amber"),
    ("green", "green", "green", OPEN, "green"),
    ("green", "amber", "amber", OPEN, "green"),  # better, with a reason: it stands
    ("green", "amber", "red", OPEN, "red"),  # the facts got worse since
    ("green", "red", "amber", OPEN, "green"),  # the facts got better since
    ("amber", "green", "green", OPEN, "amber"),
    ("red", "green", "amber", OPEN, "red"),  # worse than the facts, then and now: the worse one shows
    ("green", "grey", "green", OPEN, "green"),
    ("green", "grey", "amber", OPEN, "amber"),
    ("amber", "grey", "grey", OPEN, "amber"),
    ("green", "green", "blue", Status.COMPLETE, "blue"),
    ("red", "red", "grey", Status.CLOSED, "grey"),
]
DUE_FOR = {"red": "Sep 26", "amber": "Nov 26", "green": "Dec 26", "grey": "Ongoing", "blue": "Dec 26"}


@pytest.mark.django_db
@pytest.mark.parametrize(("given", "basis", "now", "status", "shown"), SHOWN)
def test_what_shows(given, basis, now, status, shown):
    assert progress.shown_rating(status=status, given=given, basis=basis, suggested=now) == shown
    original = "Oct 26" if now == "amber" else DUE_FOR[now]
    ActionFactory(**facts(status=status, due=DUE_FOR[now], original=original, rating_given=given, rating_basis=basis))
    asked = Action.objects.with_rating(on=ON, schemes=SchemesInForce(Thresholds(), {})).get()
    assert (asked.suggested, asked.shown) == (now, shown)


@pytest.mark.parametrize(
    ("given", "suggested", "needed"),
    [
        ("green", "amber", True),
        ("amber", "red", True),
        ("green", "grey", False),
        ("red", "green", False),
        ("", "red", False),
    ],
)
def test_a_rating_better_than_the_suggestion_needs_a_reason(given, suggested, needed):
    assert progress.needs_reason(given=given, suggested=suggested) is needed


@pytest.mark.django_db
def test_each_alliance_is_judged_by_its_own_scheme(django_assert_num_queries):
    strict, usual = AllianceFactory(), AllianceFactory()
    for alliance in (strict, usual):
        plan = WorkPlanFactory(network=NetworkFactory(alliance=alliance))
        ActionFactory(objective=ObjectiveFactory(plan=plan), **facts(last_update_on=date(2026, 9, 1)))
    schemes = SchemesInForce(Thresholds(), {strict.pk: Thresholds(quiet_days=14)})
    with django_assert_num_queries(1):
        rated = dict(
            Action.objects.with_rating(on=ON, schemes=schemes).values_list("plan__network__alliance", "suggested")
        )
    assert rated == {strict.pk: RagRating.AMBER, usual.pk: RagRating.GREEN}


def test_words_say_the_number_of_days():
    work = progress.WorkFacts(OPEN, "day", date(2026, 10, 1), date(2026, 9, 1), None, RECENT, None, False)
    reasons = [reason.words for reason in progress.suggest(work, on=ON, thresholds=Thresholds()).reasons]
    assert reasons == ["Overdue by 1 day: it was due by 1 October 2026", "Slipped by 30 days from 1 September 2026"]


@pytest.mark.parametrize(
    ("steps", "on", "expected"),
    [
        ([], None, None),
        ([(None, None)], None, None),
        ([(date(2026, 9, 1), None), (date(2026, 8, 1), None)], None, date(2026, 8, 1)),
        ([(date(2026, 9, 1), None), (date(2026, 8, 1), date(2026, 8, 5))], None, date(2026, 9, 1)),
        ([(date(2026, 8, 1), date(2026, 8, 5))], date(2026, 8, 4), date(2026, 8, 1)),  # not yet done on that day
    ],
)
def test_the_next_step(steps, on, expected):
    assert progress.next_step_due(steps, on=on) == expected


def test_questions_and_rule_agree_on_overdue_and_slipped():
    work = progress.WorkFacts(OPEN, "day", date(2026, 9, 1), date(2026, 8, 1), None, RECENT, None, False)
    assert (progress.days_late(work, ON), progress.slipped_days(work), progress.is_overdue(work, ON)) == (31, 31, True)
