"""The verbs of a delivery plan: what each changes, what history it writes, and what it refuses."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from alliance import operations
from alliance.models import DeliveryPlan, DeliveryState, Milestone, MilestoneUpdate, Programme
from alliance.operations import ChangedMeanwhile, StatusReport
from alliance.operations.delivery import DeliverableWords, MeasureWords
from core.models import AuditEvent
from core.periods import FinancialYear, Quarter
from organisations.grants import RoleKind
from performance.models import RatingScheme
from performance.rag import RagRating, Thresholds
from tests.factories import (
    TODAY,
    ActionFactory,
    AllianceFactory,
    DeliverableFactory,
    DeliveryPlanFactory,
    MilestoneFactory,
    NetworkFactory,
    ObjectiveFactory,
    UserFactory,
    WorkPlanFactory,
    WorkstreamFactory,
    a_delivery_plan,
    someone,
)
from workplans import progress
from workplans.progress import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return UserFactory(name="A Programme Lead")


def trail(subject):
    return list(AuditEvent.objects.about(subject).values_list("verb", flat=True))


class TestThePlan:
    def test_is_opened_once_a_year(self, lead):
        alliance = AllianceFactory()
        plan = operations.open_delivery_plan(alliance=alliance, year=FinancialYear(2026), by=lead)
        assert (plan.state, plan.title) == (DeliveryState.DRAFT, f"{alliance} delivery plan 2026/27")
        assert trail(plan) == ["opened"]
        with pytest.raises(ValidationError, match="has a delivery plan for that year"):
            operations.open_delivery_plan(alliance=alliance, year=FinancialYear(2026), by=lead)

    @pytest.mark.parametrize(
        ("state", "reached"),
        [
            ("draft", ["submitted", "final", "closed"]),
            ("submitted", ["feedback", "final", "draft", "closed"]),
            ("feedback", ["submitted", "final", "draft", "closed"]),
            ("final", ["funded", "closed"]),
            ("funded", ["closed"]),
            ("closed", []),
        ],
    )
    def test_goes_its_way_and_no_other(self, lead, state, reached):
        for target in DeliveryState:
            plan = DeliveryPlanFactory(state=state)
            if target in reached:
                assert operations.reach_state(plan=plan, state=target, by=lead, on=TODAY).state == target
                assert plan.timetable.get(state=target).reached_on == TODAY
            else:
                with pytest.raises(ValidationError, match="cannot become"):
                    operations.reach_state(plan=plan, state=target, by=lead, on=TODAY)

    def test_final_makes_its_dates_the_originals_once(self, lead):
        milestone = MilestoneFactory(deliverable__workstream__plan__state="draft", original="Q1", due="Q2", quarter=1)
        DeliveryPlan.objects.update(final_on=None)
        plan = operations.reach_state(plan=milestone.plan, state="final", by=lead, on=date(2026, 5, 1))
        milestone.refresh_from_db()
        assert (plan.final_on, milestone.original_text) == (date(2026, 5, 1), "Q2")
        operations.move_milestone(milestone=milestone, text="Q3", reason="Late", agreed_by="Board", by=lead, on=TODAY)
        operations.reach_state(plan=plan, state="funded", by=lead, on=TODAY)
        milestone.refresh_from_db()
        assert (milestone.due_text, milestone.original_text) == ("Q3", "Q2")

    def test_closed_refuses_everything_until_it_is_reopened(self, lead):
        plan = a_delivery_plan(state="closed", closed_on=TODAY)
        deliverable = plan.deliverables.get()
        milestone = plan.milestones.first()
        for verb in (
            lambda: operations.add_workstream(plan=plan, number="9", title="More", by=lead),
            lambda: operations.set_measures(deliverable=deliverable, measures=[], by=lead),
            lambda: operations.comment_on(deliverable=deliverable, text="Why?", by=lead),
            lambda: operations.record_milestone_update(
                milestone=milestone, report=StatusReport("complete"), by=lead, on=TODAY
            ),
            lambda: operations.move_milestone(
                milestone=milestone, text="Q4", reason="Late", agreed_by="Board", by=lead, on=TODAY
            ),
        ):
            with pytest.raises(ValidationError, match="is closed"):
                verb()
        assert operations.reopen_delivery_plan(plan=plan, by=lead).state == DeliveryState.FINAL

    def test_its_timetable_keeps_what_was_reached(self, lead):
        plan = DeliveryPlanFactory(state="draft", final_on=None)
        operations.set_timetable(plan=plan, dates={"submitted": date(2026, 3, 10), "final": None}, by=lead)
        operations.reach_state(plan=plan, state="submitted", by=lead, on=date(2026, 3, 12))
        step = plan.timetable.get(state="submitted")
        assert (step.planned_on, step.reached_on) == (date(2026, 3, 10), date(2026, 3, 12))
        assert trail(plan) == ["timetable set", "submitted"]


class TestDeliverables:
    def test_a_lead_contact_with_an_account_is_linked(self, lead):
        person = UserFactory(email="lead@example.nhs.uk")
        words = DeliverableWords("Faster diagnosis", lead_name="A Lead", lead_email="Lead@example.nhs.uk")
        deliverable = operations.add_deliverable(workstream=WorkstreamFactory(), number="1.1", words=words, by=lead)
        assert (deliverable.lead, deliverable.lead_email) == (person, "lead@example.nhs.uk")
        deliverable = operations.revise_deliverable(
            deliverable=deliverable, words=DeliverableWords("Faster diagnosis"), by=lead, version=1
        )
        assert (deliverable.lead, deliverable.version) == (None, 2)

    def test_not_applicable_needs_a_reason(self, lead):
        words = DeliverableWords("Liver", programme=Programme.NOT_APPLICABLE)
        with pytest.raises(ValidationError, match="Say why"):
            operations.add_deliverable(workstream=WorkstreamFactory(), number="2.15", words=words, by=lead)

    def test_the_second_of_two_people_is_told(self, lead):
        deliverable = DeliverableFactory()
        operations.revise_deliverable(deliverable=deliverable, words=DeliverableWords("Mine"), by=lead, version=1)
        with pytest.raises(ChangedMeanwhile, match="changed this deliverable") as raised:
            operations.revise_deliverable(deliverable=deliverable, words=DeliverableWords("Yours"), by=lead, version=1)
        assert raised.value.work.title == "Mine"

    def test_measures_keep_their_row_while_their_words_stay(self, lead):
        deliverable = DeliverableFactory()
        first = operations.set_measures(
            deliverable=deliverable, measures=[MeasureWords("People seen"), MeasureWords("Days waited")], by=lead
        )
        second = operations.set_measures(
            deliverable=deliverable,
            measures=[MeasureWords("Days waited", code="CAN-01", target=Decimal(75)), MeasureWords("Money spent")],
            by=lead,
        )
        assert second[0].pk == first[1].pk
        assert list(deliverable.measures.values_list("text", "code")) == [
            ("Days waited", "CAN-01"),
            ("Money spent", ""),
        ]
        assert trail(deliverable) == ["measures set", "measures set"]
        operations.set_measures(
            deliverable=deliverable,
            measures=[MeasureWords("Money spent"), MeasureWords("Days waited", code="CAN-01", target=Decimal(75))],
            by=lead,
        )
        assert list(deliverable.measures.values_list("text", flat=True)) == ["Money spent", "Days waited"]
        with pytest.raises(ValidationError, match="say the same"):
            operations.set_measures(
                deliverable=deliverable, measures=[MeasureWords("One"), MeasureWords(" One ")], by=lead
            )

    def test_only_actions_of_the_same_alliance_serve_it(self, lead):
        deliverable = DeliverableFactory()
        network = NetworkFactory(alliance=deliverable.plan.alliance)
        action = ActionFactory(objective=ObjectiveFactory(plan=WorkPlanFactory(network=network)))
        operations.link_actions(deliverable=deliverable, actions=[action], by=lead)
        assert list(action.deliverables.all()) == [deliverable]
        with pytest.raises(ValidationError, match="another alliance"):
            operations.link_actions(deliverable=deliverable, actions=[ActionFactory()], by=lead)

    def test_a_comment_is_resolved_and_opened_again(self, lead):
        comment = operations.comment_on(deliverable=DeliverableFactory(), text=" Which trusts? ", by=lead, author="N")
        operations.resolve_comment(comment=comment, resolution="All of them", by=lead)
        assert (comment.text, comment.resolved_by) == ("Which trusts?", lead)
        operations.resolve_comment(comment=comment, resolution="", by=lead)
        assert (comment.resolved_by, comment.resolved_at) == (None, None)


class TestMilestones:
    def test_without_a_date_it_is_due_in_its_quarter_and_starts_with_it(self, lead):
        deliverable = DeliverableFactory()
        milestone = operations.add_milestone(
            deliverable=deliverable,
            quarter=4,
            text="Open the clinic",
            parts=[("Hire", ""), ("Train", "Jan 27")],
            by=lead,
            on=TODAY,
        )
        assert (milestone.due_text, milestone.due_latest) == ("Q4", date(2027, 3, 31))
        assert (milestone.starts_on, milestone.next_step_due) == (date(2027, 1, 1), date(2027, 1, 31))
        assert milestone.due_quarter == milestone.planned_quarter == Quarter(FinancialYear(2026), 4)
        suggested = progress.suggest(milestone, on=TODAY, thresholds=Thresholds())
        assert (suggested.rating, suggested.reasons[0].name) == (RagRating.GREY, "start ahead")

    @pytest.mark.parametrize("quarter", [0, 5])
    def test_a_quarter_that_does_not_exist(self, lead, quarter):
        with pytest.raises(ValidationError, match="no quarter"):
            operations.add_milestone(deliverable=DeliverableFactory(), quarter=quarter, text="?", by=lead, on=TODAY)

    @pytest.mark.parametrize(
        ("facts", "on", "rating", "reason"),
        [
            ({"quarter": 2}, date(2026, 9, 30), "amber", "due soon, not started"),
            ({"quarter": 2}, date(2026, 10, 1), "red", "overdue"),
            ({"quarter": 3}, date(2026, 10, 1), "green", "on course"),
            ({"quarter": 3}, date(2026, 9, 30), "grey", "start ahead"),
            ({"quarter": 2, "due": "Q3", "original": "Q2"}, date(2026, 10, 2), "red", "slipped far"),
            ({"quarter": 2, "due": "Oct 26", "original": "Q2"}, date(2026, 10, 2), "amber", "due soon, not started"),
            (
                {"quarter": 2, "due": "Q3", "original": "Q2", "status": "complete"},
                date(2026, 10, 2),
                "blue",
                "complete",
            ),
            ({"quarter": 2, "due": "TBC", "original": "Q2"}, date(2026, 8, 2), "amber", "slipped"),
        ],
    )
    def test_the_rule_for_actions_judges_it_as_an_object_and_in_a_query(self, facts, on, rating, reason):
        milestone = MilestoneFactory(**facts)
        suggested = progress.suggest(milestone, on=on, thresholds=Thresholds())
        assert (suggested.rating, suggested.reasons[0].name) == (rating, reason)
        schemes = RatingScheme.objects.thresholds(on=on)
        assert Milestone.objects.with_rating(on=on, schemes=schemes).get().shown == rating

    def test_a_report_is_history_and_current_state_in_one(self, lead):
        milestone = MilestoneFactory()
        update = operations.record_milestone_update(
            milestone=milestone, report=StatusReport("in_progress", "Begun", rating="red"), by=lead, on=TODAY, version=1
        )
        assert (milestone.status, milestone.rating_given, milestone.version) == ("in_progress", "red", 2)
        assert milestone.latest_update == update
        early = operations.record_milestone_update(
            milestone=milestone, report=StatusReport("not_started"), by=lead, on=date(2026, 9, 1)
        )
        assert (milestone.latest_update, milestone.status) == (update, "in_progress")
        assert set(MilestoneUpdate.objects.all()) == {update, early}
        with pytest.raises(ChangedMeanwhile, match="changed this milestone"):
            operations.record_milestone_update(
                milestone=milestone, report=StatusReport("complete"), by=lead, on=TODAY, version=1
            )

    def test_better_than_suggested_needs_a_reason(self, lead):
        milestone = MilestoneFactory(quarter=1)
        with pytest.raises(ValidationError, match="Say why"):
            operations.record_milestone_update(
                milestone=milestone, report=StatusReport("in_progress", rating="green"), by=lead, on=TODAY
            )

    def test_moved_it_shows_in_both_quarters(self, lead):
        milestone = MilestoneFactory(quarter=2)
        operations.move_milestone(
            milestone=milestone, text="Q4", reason="No theatre", agreed_by="Alliance board", by=lead, on=TODAY
        )
        milestone.refresh_from_db()
        assert (milestone.planned_quarter.number, milestone.due_quarter.number) == (2, 4)
        assert progress.slipped_days(milestone) == (date(2027, 3, 31) - date(2026, 9, 30)).days
        with pytest.raises(ValidationError) as refused:
            operations.move_milestone(milestone=milestone, text="Q9", reason="", agreed_by="", by=lead, on=TODAY)
        assert set(refused.value.message_dict) == {"text", "reason", "agreed_by"}

    def test_a_part_that_keeps_its_words_keeps_its_day(self, lead):
        milestone = MilestoneFactory()
        operations.revise_milestone(
            milestone=milestone, text="Train", parts=[("Book", "Oct 26"), ("Teach", "")], by=lead, version=1
        )
        part = milestone.parts.get(text="Book")
        operations.record_part(part=part, done=True, by=lead, on=TODAY)
        operations.revise_milestone(milestone=milestone, text="Train all", parts=[("Book", "Oct 26")], by=lead)
        milestone.refresh_from_db()
        assert [p.completed_on for p in milestone.parts.all()] == [TODAY]
        assert milestone.next_step_due is None
        assert trail(milestone) == ["revised", "part done", "revised"]

    def test_one_closed_says_why(self, lead):
        milestone = MilestoneFactory()
        with pytest.raises(ValidationError, match="Say why"):
            operations.close_milestone(milestone=milestone, reason=" ", by=lead, on=TODAY)
        operations.close_milestone(milestone=milestone, reason="No longer funded", by=lead, on=TODAY)
        assert milestone.status == Status.CLOSED


class TestWhoSees:
    @pytest.mark.parametrize(
        ("kind", "sees", "updates"),
        [
            (RoleKind.ADMINISTRATOR, True, True),
            (RoleKind.PROGRAMME_LEAD, True, True),
            (RoleKind.ANALYST, True, False),
            (RoleKind.BOARD_MEMBER, True, False),
            (RoleKind.ACTION_LEAD, False, False),
        ],
    )
    def test_a_role_in_the_alliance(self, kind, sees, updates):
        milestone = MilestoneFactory()
        user = someone(kind, milestone.plan.alliance)
        assert Milestone.objects.visible_to(user).exists() is sees
        assert Milestone.objects.updatable_by(user).exists() is updates
        assert DeliveryPlan.objects.visible_to(user).exists() is sees
        stranger = someone(kind, AllianceFactory())
        assert not Milestone.objects.visible_to(stranger).exists()
        assert not DeliveryPlan.objects.visible_to(stranger).exists()

    def test_an_action_lead_sees_and_updates_the_deliverables_they_lead(self):
        milestone, other = MilestoneFactory(), MilestoneFactory()
        user = someone(RoleKind.ACTION_LEAD, milestone.plan.alliance)
        milestone.deliverable.lead = user
        milestone.deliverable.save()
        other.deliverable.lead = user  # in an alliance where they have no role
        other.deliverable.save()
        assert list(Milestone.objects.visible_to(user)) == [milestone]
        assert list(Milestone.objects.updatable_by(user)) == [milestone]
        assert list(DeliveryPlan.objects.visible_to(user)) == [milestone.plan]

    def test_a_role_in_one_network_opens_nothing_here(self):
        milestone = MilestoneFactory()
        user = someone(RoleKind.NETWORK_MANAGER, NetworkFactory(alliance=milestone.plan.alliance))
        assert not Milestone.objects.visible_to(user).exists()
