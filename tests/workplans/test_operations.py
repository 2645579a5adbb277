"""The verbs: what each changes, what history it writes, and what it refuses."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from core.models import AuditEvent
from core.periods import FinancialYear
from tests.factories import (
    TODAY,
    ActionFactory,
    NetworkFactory,
    ObjectiveFactory,
    StepFactory,
    UserFactory,
    WorkPlanFactory,
    a_plan,
)
from workplans import operations
from workplans.models import Action, ActionUpdate, Lead, PlanState
from workplans.operations import ChangedMeanwhile, StatusReport
from workplans.progress import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return UserFactory(name="A Manager")


def report(action, manager, on=TODAY, version=None, **values):
    values.setdefault("status", Status.IN_PROGRESS)
    return operations.record_status_update(
        action=action, report=StatusReport(**values), by=manager, on=on, version=version
    )


class TestStatus:
    def test_an_update_is_history_and_current_state_in_one(self, manager):
        action = ActionFactory()
        update = report(action, manager, comment=" First meeting held ")
        action.refresh_from_db()
        assert (action.status, action.last_update_on, action.quiet_since) == (Status.IN_PROGRESS, TODAY, TODAY)
        assert (action.latest_update, action.version) == (update, 2)
        assert (update.comment, update.by, update.on, update.suggested) == (
            "First meeting held",
            manager,
            TODAY,
            "green",
        )

    def test_complete_has_its_day_and_reopening_takes_it_back(self, manager):
        action = ActionFactory()
        report(action, manager, status=Status.COMPLETE)
        assert action.completed_on == TODAY
        report(action, manager)
        assert (action.completed_on, action.updates.count()) == (None, 2)

    def test_a_report_of_an_earlier_day_joins_the_history_only(self, manager):
        action = ActionFactory()
        report(action, manager, status=Status.COMPLETE)
        report(action, manager, on=date(2026, 9, 1), comment="Late note")
        assert (action.status, action.last_update_on) == (Status.COMPLETE, TODAY)
        assert action.updates.count() == 2

    def test_the_second_of_two_people_is_told(self, manager):
        action = ActionFactory()
        seen = action.version
        report(action, manager, comment="first", version=seen)
        with pytest.raises(ChangedMeanwhile) as raised:
            report(action, manager, comment="second", version=seen)
        assert raised.value.work.latest_update.comment == "first"
        assert ActionUpdate.objects.count() == 1

    def test_a_closed_plan_is_not_changed(self, manager):
        action = ActionFactory(objective=ObjectiveFactory(plan=WorkPlanFactory(state=PlanState.CLOSED)))
        with pytest.raises(ValidationError, match="is closed"):
            report(action, manager)

    def test_closing_needs_a_reason(self, manager):
        action = ActionFactory()
        with pytest.raises(ValidationError, match="will not be delivered"):
            operations.close(action=action, reason=" ", by=manager, on=TODAY)
        operations.close(action=action, reason="Superseded", by=manager, on=TODAY)
        assert (action.status, action.latest_update.comment) == (Status.CLOSED, "Superseded")

    @pytest.mark.parametrize("number", [2, 40])
    def test_many_at_once_in_a_constant_number_of_statements(self, manager, number, django_assert_num_queries):
        actions = list(Action.objects.filter(plan=a_plan(actions=number)))
        with django_assert_num_queries(6):  # savepoint, actions, schemes, updates, current state, release
            operations.record_status_updates(
                reports={a.pk: StatusReport(status=Status.IN_PROGRESS) for a in actions}, by=manager, on=TODAY
            )
        assert set(Action.objects.values_list("status", "version")) == {(Status.IN_PROGRESS, 2)}

    def test_all_or_none(self, manager):
        first, second = Action.objects.filter(plan=a_plan(actions=2))
        with pytest.raises(ChangedMeanwhile):
            operations.record_status_updates(
                reports={first.pk: StatusReport("complete"), second.pk: StatusReport("complete")},
                by=manager,
                on=TODAY,
                versions={first.pk: 1, second.pk: 7},
            )
        assert not ActionUpdate.objects.exists()


class TestRating:
    def test_a_rating_keeps_what_it_was_given_against(self, manager):
        action = ActionFactory()
        report(action, manager, rating="amber", path_to_green="Second clinic from May")
        assert (action.rating_given, action.rating_basis) == ("amber", "green")
        assert action.latest_update.path_to_green == "Second clinic from May"

    def test_better_than_the_suggestion_needs_a_reason(self, manager):
        action = ActionFactory(due="Aug 26")
        with pytest.raises(ValidationError) as raised:
            report(action, manager, rating="green")
        assert (
            "Green is better than the suggested Red (Overdue by 32 days"
            in raised.value.message_dict["rating_reason"][0]
        )
        update = report(action, manager, rating="green", rating_reason="Done in all but signature")
        assert (update.rated, update.rating_basis, update.rating_reason) == (True, "red", "Done in all but signature")

    def test_the_update_itself_ends_the_silence(self, manager):
        report(ActionFactory(), manager, rating="green")  # quiet since April until now: no reason needed

    def test_an_update_without_rating_keeps_the_one_that_stands(self, manager):
        action = ActionFactory()
        report(action, manager, rating="amber", path_to_green="Recruit")
        later = report(action, manager, on=date(2026, 10, 9), comment="No change")
        assert (later.rated, later.rating_given, later.rating_basis, later.path_to_green) == (
            False,
            "amber",
            "green",
            "Recruit",
        )

    def test_going_back_to_the_suggestion(self, manager):
        action = ActionFactory()
        report(action, manager, rating="red")
        report(action, manager, rating="suggested")
        assert (action.rating_given, action.rating_basis) == ("", "")

    def test_work_that_is_done_is_not_rated_by_hand(self, manager):
        with pytest.raises(ValidationError, match="not rated by hand"):
            report(ActionFactory(), manager, status=Status.COMPLETE, rating="green")


class TestDates:
    def move(self, action, manager, text="Mar 27", **values):
        return operations.move_due_date(
            **{"action": action, "text": text, "reason": "Lab capacity", "agreed_by": "Advisory board", "by": manager}
            | values,
            on=TODAY,
        )

    def test_the_original_stays(self, manager):
        action = ActionFactory(due="Dec 26")
        revision = self.move(action, manager)
        action.refresh_from_db()
        assert (action.due_text, action.due_latest) == ("Mar 27", date(2027, 3, 31))
        assert (action.original_text, action.original_latest) == ("Dec 26", date(2026, 12, 31))
        assert (revision.old_text, revision.new_text, revision.reason, revision.agreed_by, revision.on) == (
            "Dec 26", "Mar 27", "Lab capacity", "Advisory board", TODAY,
        )  # fmt: skip

    def test_the_first_date_that_is_one_becomes_the_original(self, manager):
        action = ActionFactory(due="TBC")
        self.move(action, manager, text="Q4")
        action.refresh_from_db()
        assert (action.original_text, action.original_latest) == ("Q4", date(2027, 3, 31))

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"text": "when we can"}, "text"),
            ({"text": "Dec 26"}, "text"),
            ({"reason": " "}, "reason"),
            ({"agreed_by": ""}, "agreed_by"),
        ],
    )
    def test_what_is_missing_is_said_for_each_field(self, manager, values, field):
        action = ActionFactory(due="Dec 26")
        with pytest.raises(ValidationError) as raised:
            self.move(action, manager, **values)
        assert list(raised.value.message_dict) == [field]
        assert not action.date_revisions.exists()

    def test_the_second_of_two_people_is_told(self, manager):
        action = ActionFactory()
        self.move(action, manager, version=1)
        with pytest.raises(ChangedMeanwhile):
            self.move(action, manager, text="Feb 27", version=1)

    def test_agreeing_the_plan_makes_its_dates_the_originals(self, manager):
        plan = WorkPlanFactory(state=PlanState.DRAFT)
        action = ActionFactory(objective=ObjectiveFactory(plan=plan), due="Dec 26")
        self.move(action, manager)
        operations.agree_plan(plan=plan, by=manager, on=TODAY)
        action.refresh_from_db()
        assert (action.original_text, plan.state, plan.agreed_on) == ("Mar 27", PlanState.AGREED, TODAY)
        with pytest.raises(ValidationError, match="only a draft"):
            operations.agree_plan(plan=plan, by=manager, on=TODAY)


class TestPlans:
    def test_one_plan_a_year(self, manager):
        network = NetworkFactory(name="Lung")
        plan = operations.open_plan(network=network, year=FinancialYear(2026), by=manager)
        assert (plan.title, plan.state) == ("Lung work plan 2026/27", PlanState.DRAFT)
        with pytest.raises(ValidationError, match="has a plan for that year already"):
            operations.open_plan(network=network, year=FinancialYear(2026), by=manager)

    def test_closing_and_reopening(self, manager):
        plan = WorkPlanFactory(agreed_on=date(2026, 4, 1))
        operations.close_plan(plan=plan, by=manager, on=TODAY)
        with pytest.raises(ValidationError, match="is closed"):
            operations.add_objective(plan=plan, number="1", title="Late", by=manager)
        operations.reopen_plan(plan=plan, by=manager)
        assert (plan.state, plan.closed_on) == (PlanState.AGREED, None)
        assert list(AuditEvent.objects.about(plan).values_list("verb", flat=True)) == ["closed", "agreed"]

    def test_an_action_is_added_whole(self, manager):
        objective = ObjectiveFactory(plan=WorkPlanFactory(state=PlanState.DRAFT))
        action = operations.add_action(
            objective=objective,
            number="1.1",
            text="Agree the pathway",
            leads=["MCN Manager", "Clinical Lead", "MCN Manager"],
            accountable="Clinical Lead",
            due_text="Sep 26; Dec 26",
            steps=[("Draft", "Sep 26"), ("Consult", "Dec 26"), ("Publish", "")],
            by=manager,
            on=TODAY,
        )
        assert (action.due_text, action.due_latest, action.next_step_due) == (
            "Sep 26; Dec 26", date(2026, 12, 31), date(2026, 9, 30),
        )  # fmt: skip
        assert list(action.action_leads.values_list("lead__name", "accountable")) == [
            ("MCN Manager", False),
            ("Clinical Lead", True),
        ]
        assert action.in_plan_from == date(2026, 4, 1)  # of a draft: it is part of the plan as first entered
        assert AuditEvent.objects.about(action).get().verb == "added"

    def test_revising_says_what_changed_and_keeps_steps_that_are_done(self, manager):
        action = ActionFactory()
        done = StepFactory(action=action, position=1, text="Draft")
        operations.record_step(step=done, done=True, by=manager, on=TODAY)
        revised = operations.revise_action(
            action=action, by=manager, text="New words", leads=["Lead A"], steps=[("Consult", "Oct 26"), ("Draft", "")],
            starts_on=None,
        )  # fmt: skip
        assert list(revised.steps.values_list("text", "completed_on")) == [("Consult", None), ("Draft", TODAY)]
        assert revised.next_step_due == date(2026, 10, 31)
        event = AuditEvent.objects.about(action).last()
        assert (event.verb, set(event.changes)) == ("revised", {"text", "steps", "leads", "accountable"})
        assert event.changes["text"] == [action.text, "New words"]

    def test_revising_nothing_writes_nothing(self, manager):
        action = ActionFactory()
        operations.revise_action(action=action, by=manager, text=action.text, leads=[], steps=[], starts_on=None)
        action.refresh_from_db()
        assert action.version == 1
        assert not AuditEvent.objects.exists()

    def test_a_step_done_moves_the_next_date(self, manager):
        action = ActionFactory()
        first, second = StepFactory(action=action, due="Oct 26"), StepFactory(action=action, due="Nov 26")
        operations.record_step(step=first, done=True, by=manager, on=TODAY)
        action.refresh_from_db()
        assert action.next_step_due == second.due_latest
        operations.record_step(step=first, done=False, by=manager, on=TODAY)
        action.refresh_from_db()
        assert action.next_step_due == first.due_latest


class TestCarryingForward:
    def test_a_new_year_from_an_old_plan(self, manager):
        plan = a_plan(actions=3, leads=2)
        late, ahead, done = plan.actions.all()
        Action.objects.filter(pk=ahead.pk).update(
            due_text="Q1", due_kind="quarter", due_earliest=date(2027, 4, 1), due_latest=date(2027, 6, 30)
        )
        report(done, manager, status=Status.COMPLETE)
        target = operations.roll_over(plan=plan, actions=[late, ahead], by=manager, on=TODAY)
        assert (target.year, target.state) == (2027, PlanState.DRAFT)
        new = list(target.actions.order_by("position"))
        assert [(a.number, a.due_text, a.carried_from_id, a.status) for a in new] == [
            (late.number, "TBC", late.pk, Status.NOT_STARTED),
            (ahead.number, "30 June 2027", ahead.pk, Status.NOT_STARTED),
        ]
        assert [al.lead_id for al in new[0].action_leads.all()] == [al.lead_id for al in late.action_leads.all()]
        late.refresh_from_db()
        assert (late.status, late.latest_update.comment) == (
            Status.CARRIED_FORWARD,
            f"Carried forward to {target.title}.",
        )
        assert Lead.objects.count() == 2

    def test_what_is_done_stays(self, manager):
        plan = a_plan(actions=1)
        action = plan.actions.get()
        report(action, manager, status=Status.COMPLETE)
        with pytest.raises(ValidationError, match="cannot be carried forward"):
            operations.roll_over(plan=plan, actions=[action], by=manager, on=TODAY)
        assert not plan.network.work_plans.filter(year=2027).exists()
