"""Filters of a list of actions: which actions each finds, and what stands in the address."""

from datetime import date

import pytest
from django.http import QueryDict

from performance.models import RatingScheme
from tests.factories import (
    TODAY,
    ActionFactory,
    ActionLeadFactory,
    LeadFactory,
    ObjectiveFactory,
    RatingSchemeFactory,
    StepFactory,
    UserFactory,
)
from workplans import operations
from workplans.filters import ActionFilter
from workplans.models import Action
from workplans.operations import StatusReport
from workplans.progress import Status

pytestmark = pytest.mark.django_db


def filtered(query, **options):
    schemes = RatingScheme.objects.thresholds(on=TODAY)
    return ActionFilter(QueryDict(query), Action.objects.order_by("position"), on=TODAY, schemes=schemes, **options)


def found(query, **options):
    return [action.number for action in filtered(query, **options).qs]


@pytest.fixture
def plan():
    """One action for each question; all updated today unless the question is about that."""
    objective = ObjectiveFactory(number="1")

    def add(number, **values):
        return ActionFactory(objective=objective, number=number, **{"last_update_on": TODAY, **values})

    add("green", due="Mar 27")
    add("late", due="Aug 26", text="Agree the pathway for neck lumps")
    add("soon", due="20/10/2026", status=Status.IN_PROGRESS)
    add("undated", due="TBC")
    add("ongoing", due="Ongoing")
    add("slipped", due="Dec 26", original="Nov 26")
    add("quiet", due="Mar 27", last_update_on=date(2026, 7, 1))
    add("done", due="Aug 26", status=Status.COMPLETE)
    add("rated", due="Mar 27", rating_given="red", rating_basis="green")
    return objective.plan


@pytest.mark.usefixtures("plan")
class TestQuestions:
    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ("rating=red", ["late", "rated"]),
            ("rating=amber&rating=blue", ["slipped", "quiet", "done"]),
            ("status=complete", ["done"]),
            ("status=complete&status=in_progress", ["soon", "done"]),
            ("overdue=1", ["late"]),
            ("due_within=30", ["soon"]),
            ("due_within=17", []),
            ("no_date=1", ["undated"]),
            ("slipped=1", ["slipped"]),
            ("quiet=1", ["quiet"]),
            ("quiet_days=90", ["quiet"]),
            ("quiet_days=100", []),
            ("differs=1", ["rated"]),
            ("q=neck+pathway", ["late"]),
            ("q=LATE", ["late"]),
            ("q=nothing+of+this", []),
            ("rating=red&overdue=1", ["late"]),
        ],
    )
    def test_each_finds_its_own(self, query, numbers):
        assert found(query) == numbers

    @pytest.mark.parametrize("query", ["", "overdue=", "q=&rating=&lead=&due_within=", "other=1"])
    def test_nothing_asked_filters_nothing(self, query):
        assert len(found(query)) == 9
        assert filtered(query).query() == ""

    @pytest.mark.parametrize("query", ["rating=purple", "status=gone", "lead=x", "due_within=soon", "quiet_days=-1"])
    def test_what_cannot_be_read_is_said_and_filters_nothing(self, query):
        actions = filtered(query)
        assert len(actions.qs) == 9
        assert actions.errors
        assert actions.query() == ""


def test_words_are_looked_for_in_steps_and_the_latest_comment_too():
    in_step, in_comment = ActionFactory(number="1.1"), ActionFactory(number="1.2")
    StepFactory(action=in_step, text="Write to the chair")
    report = StatusReport(status=Status.IN_PROGRESS, comment="Waiting for the chair")
    operations.record_status_update(action=in_comment, report=report, by=UserFactory(), on=TODAY)
    assert found("q=chair") == ["1.1", "1.2"]


def test_a_lead_is_chosen_from_those_offered_or_named_in_the_address():
    led, _other = ActionFactory(number="1.1"), ActionFactory(number="1.2")
    lead = LeadFactory(network=led.plan.network, name="Audit lead")
    ActionLeadFactory(action=led, lead=lead)
    assert found(f"lead={lead.pk}") == ["1.1"]
    assert found(f"lead={lead.pk}", leads=[(lead.pk, lead.name)]) == ["1.1"]
    assert filtered(f"lead={lead.pk}", leads=[]).errors
    (chip,) = filtered(f"lead={lead.pk}", leads=[(lead.pk, lead.name)]).chips("/list/")
    assert chip.words == "Led by Audit lead"
    (chip,) = filtered(f"lead={lead.pk}").chips("/list/")
    assert chip.words == "Led by one lead"


def test_quiet_is_judged_by_the_scheme_of_each_alliance():
    patient, strict = ActionFactory(number="patient"), ActionFactory(number="strict")
    for action in (patient, strict):
        Action.objects.filter(pk=action.pk).update(quiet_since=date(2026, 8, 20))
    assert found("quiet=1") == []
    RatingSchemeFactory(alliance=strict.plan.network.alliance, quiet_days=30)
    assert found("quiet=1") == ["strict"]
    RatingSchemeFactory(quiet_days=40)
    RatingSchemeFactory(alliance=patient.plan.network.alliance, quiet_days=50)
    assert found("quiet=1") == ["strict"]


class TestAddress:
    def test_only_what_is_in_force_stands_in_it(self):
        query = "q=two+words&rating=red&rating=amber&status=&overdue=1&due_within=0&quiet_days="
        assert filtered(query).query() == "q=two+words&rating=red&rating=amber&due_within=0&overdue=1"

    def test_each_chip_leads_to_the_list_without_it(self):
        chips = filtered("q=neck&rating=red&rating=amber&quiet_days=1&differs=1").chips("/list/", keep=[("on", "x")])
        assert [chip.words for chip in chips] == [
            "“neck”",
            "Red",
            "Amber",
            "No update for 1 day",
            "Rated against the facts",
        ]
        assert chips[1].url == "/list/?on=x&q=neck&rating=amber&quiet_days=1&differs=1"

    def test_the_last_chip_leads_to_the_plain_list(self):
        (chip,) = filtered("status=not_started").chips("/list/")
        assert (chip.words, chip.url) == ("Not started", "/list/")
