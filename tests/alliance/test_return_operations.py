"""Quarterly returns: opening, writing, what is missing, signing off, correcting, reminding."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from alliance import operations
from alliance.models import QuarterlyReturn, SignedReturn
from alliance.operations import ChangedMeanwhile, StatusReport
from alliance.reports.quarterly import as_json, belongs_to, collect, from_json, gaps_of
from core.history import HistoryIsFixed
from core.models import AuditEvent
from core.outbox import EmailOutbox
from organisations.grants import RoleKind
from tests.factories import (
    TODAY,
    DeliverableFactory,
    DeliveryPlanFactory,
    MilestoneFactory,
    UserFactory,
    WorkstreamFactory,
    a_delivery_plan,
    someone,
)
from workplans.progress import Status

pytestmark = pytest.mark.django_db
DUE = date(2026, 10, 20)


@pytest.fixture
def office():
    return UserFactory(name="The Programme Office")


@pytest.fixture
def plan():
    """One workstream with one deliverable and a milestone in each quarter."""
    return a_delivery_plan()


@pytest.fixture
def q2(plan, office):
    return operations.open_return(plan=plan, quarter=2, due_on=DUE, by=office, on=TODAY)


def write(quarterly_return, office, text="Two clinics opened.", *, hand_in=True, version=None):
    return operations.write_commentary(
        quarterly_return=quarterly_return,
        workstream=quarterly_return.plan.workstreams.get(),
        text=text,
        hand_in=hand_in,
        by=office,
        version=version,
    )


def report(milestone, office, status="complete", on=TODAY, **more):
    operations.record_milestone_update(milestone=milestone, report=StatusReport(status, **more), by=office, on=on)


def complete(quarterly_return, office):
    write(quarterly_return, office)
    for milestone in quarterly_return.plan.milestones.filter(quarter__lte=quarterly_return.quarter):
        report(milestone, office)


class TestOpening:
    def test_once_for_each_quarter_that_has_begun(self, plan, office, q2):
        assert (str(q2), q2.version, q2.signed) == ("Q2 2026/27 return", 1, False)
        for quarter, sentence in ((2, "opened already"), (4, "begins only on 1 January 2027"), (5, "no quarter")):
            with pytest.raises(ValidationError, match=sentence):
                operations.open_return(plan=plan, quarter=quarter, due_on=DUE, by=office, on=TODAY)

    def test_not_due_in_the_past_and_not_of_a_closed_plan(self, plan, office):
        with pytest.raises(ValidationError, match="still ahead"):
            operations.open_return(plan=plan, quarter=2, due_on=date(2026, 10, 1), by=office, on=TODAY)
        closed = DeliveryPlanFactory(state="closed", closed_on=TODAY)
        with pytest.raises(ValidationError, match="is closed"):
            operations.open_return(plan=closed, quarter=2, due_on=DUE, by=office, on=TODAY)


class TestWhatItTellsOf:
    @pytest.mark.parametrize(
        ("facts", "told"),
        [
            ({"quarter": 2}, True),
            ({"quarter": 2, "due": "Q4", "original": "Q2"}, True),  # slipped out of the quarter: it shows here, too
            ({"quarter": 1, "due": "Q2", "original": "Q1"}, True),
            ({"quarter": 1}, True),  # still open
            ({"quarter": 1, "due": "Q3", "original": "Q1"}, False),
            ({"quarter": 1, "status": "complete", "completed_on": date(2026, 6, 1)}, False),
            ({"quarter": 1, "status": "complete", "completed_on": date(2026, 7, 1)}, True),  # finished in the quarter
            ({"quarter": 1, "status": "closed"}, False),
            ({"quarter": 3}, False),
            ({"quarter": 3, "due": "Sep 26", "original": "Q3"}, True),  # brought forward
        ],
    )
    def test_a_milestone(self, facts, told, office):
        milestone = MilestoneFactory(**facts)
        assert belongs_to(milestone, milestone.plan.financial_year.quarter(2)) is told

    def test_is_collected_in_the_same_number_of_queries(self, office, django_assert_num_queries):
        for deliverables, milestones in ((1, 1), (6, 4)):
            plan = a_delivery_plan(deliverables=deliverables, milestones=milestones)
            opened = operations.open_return(plan=plan, quarter=2, due_on=DUE, by=office, on=TODAY)
            opened = QuarterlyReturn.objects.with_plan().get(pk=opened.pk)
            with django_assert_num_queries(6):
                content = collect(opened, on=TODAY)
            assert content.milestones == deliverables * milestones * 2

    def test_survives_the_way_through_json(self, q2, office):
        write(q2, office)
        milestone = q2.plan.milestones.get(quarter=2)
        operations.revise_milestone(milestone=milestone, text="Open it", parts=[("Hire", "")], by=office)
        content = collect(q2, on=TODAY)
        assert from_json(as_json(content)) == content
        assert from_json(as_json(content) | {"of_a_later_version": 1}) == content

    def test_says_why_a_deliverable_has_nothing_to_report(self, q2, office):
        workstream = q2.plan.workstreams.get()
        DeliverableFactory(workstream=workstream, programme="not_required")
        DeliverableFactory(workstream=workstream, programme="not_applicable", not_applicable_reason="Done nationally")
        DeliverableFactory(workstream=workstream)
        notes = [lines.note for lines in collect(q2, on=TODAY).workstreams[0].deliverables]
        assert notes == [
            "", "The plan requires no milestones.", "Not applicable: Done nationally", "No milestone in this quarter.",
        ]  # fmt: skip


class TestWhatIsMissing:
    def gaps(self, quarterly_return):
        return [gap.words for gap in gaps_of(collect(quarterly_return, on=TODAY), period=quarterly_return.period)]

    def test_everything_at_first(self, q2, office):
        assert [words.split(":")[0] for words in self.gaps(q2)] == [
            "The commentary of 1. Workstream 1 is missing.", "1.1", "1.1", "1.1", "1.1",
        ]  # fmt: skip

    def test_a_draft_is_not_handed_in(self, q2, office):
        write(q2, office, hand_in=False)
        assert self.gaps(q2)[0] == "The commentary of 1. Workstream 1 is only a draft."

    def test_nothing_once_all_is_written_and_done(self, q2, office):
        complete(q2, office)
        assert self.gaps(q2) == []

    @pytest.mark.parametrize(("on", "missing"), [(date(2026, 8, 29), True), (date(2026, 8, 30), False), (TODAY, False)])
    def test_a_report_counts_from_the_last_month_of_the_quarter(self, q2, office, on, missing):
        complete(q2, office)
        milestone = MilestoneFactory(deliverable=q2.plan.deliverables.get(), quarter=2, position=9, due="Dec 26")
        report(milestone, office, "in_progress", on=on, rating="amber", path_to_green="Hire two more")
        assert any("needs a report of 30 August 2026 or later" in words for words in self.gaps(q2)) is missing

    def test_red_needs_a_path_to_green(self, q2, office):
        complete(q2, office)
        milestone = MilestoneFactory(deliverable=q2.plan.deliverables.get(), quarter=2, position=9)
        report(milestone, office, "in_progress")
        assert [words.partition(",")[2] for words in self.gaps(q2)] == [" which shows Red."]
        report(milestone, office, "in_progress", rating="red", path_to_green="The clinic opens in November")
        assert self.gaps(q2) == []


class TestWriting:
    def test_a_draft_is_kept_and_handed_in(self, q2, office):
        write(q2, office, "Begun", hand_in=False, version=0)
        said = write(q2, office, "Two clinics opened.", version=1)
        assert (said.text, said.version, bool(said.handed_in_at)) == ("Two clinics opened.", 2, True)
        verbs = AuditEvent.objects.about(q2).values_list("verb", flat=True)
        assert list(verbs) == ["opened", "commentary drafted", "commentary handed in"]

    def test_nothing_is_not_handed_in(self, q2, office):
        with pytest.raises(ValidationError, match="before handing it in"):
            write(q2, office, "  ")

    def test_the_second_of_two_people_is_told(self, q2, office):
        write(q2, office, "Mine", version=0)
        with pytest.raises(ChangedMeanwhile) as raised:
            write(q2, office, "Yours", version=0)
        assert raised.value.work.text == "Mine"

    def test_not_for_a_workstream_of_another_plan(self, q2, office):
        with pytest.raises(ValidationError, match="another plan"):
            operations.write_commentary(
                quarterly_return=q2, workstream=WorkstreamFactory(), text="x", hand_in=False, by=office
            )


class TestSigningOff:
    def test_with_gaps_only_when_somebody_says_why(self, q2, office):
        with pytest.raises(ValidationError, match="5 things are missing"):
            operations.sign_off(quarterly_return=q2, by=office, on=TODAY)
        signed = operations.sign_off(quarterly_return=q2, by=office, on=TODAY, gaps_accepted="The lead is away")
        assert signed.gaps_accepted == "The lead is away"

    def test_from_then_on_nothing_changes_it(self, q2, office):
        complete(q2, office)
        signed = operations.sign_off(quarterly_return=q2, by=office, on=TODAY, statement="Agreed by the board")
        before = from_json(SignedReturn.objects.get().content)
        milestone = q2.plan.milestones.get(quarter=2)
        report(milestone, office, "in_progress", comment="It was not complete after all")
        operations.revise_milestone(milestone=milestone, text="Other words", parts=[], by=office)
        assert from_json(SignedReturn.objects.get().content) == before
        assert before.counts["blue"] == 2
        for verb in (
            lambda: write(q2, office, "Something else"),
            lambda: operations.sign_off(quarterly_return=q2, by=office, on=TODAY),
            lambda: operations.move_return_date(quarterly_return=q2, due_on=DUE, by=office),
        ):
            with pytest.raises(ValidationError, match="was signed off"):
                verb()
        signed.statement = "Never agreed"
        with pytest.raises(HistoryIsFixed):
            signed.save()
        with pytest.raises(HistoryIsFixed):
            SignedReturn.objects.update(statement="Never agreed")
        with pytest.raises(HistoryIsFixed):
            SignedReturn.objects.all().delete()

    def test_a_correction_is_a_new_version_beside_it(self, q2, office):
        complete(q2, office)
        operations.sign_off(quarterly_return=q2, by=office, on=TODAY)
        q2.refresh_from_db()
        with pytest.raises(ValidationError, match="what is to be corrected"):
            operations.correct_return(quarterly_return=q2, reason=" ", due_on=DUE, by=office, on=TODAY)
        again = operations.correct_return(quarterly_return=q2, reason="A wrong date", due_on=DUE, by=office, on=TODAY)
        said = again.commentaries.get()
        assert (again.version, said.text, said.handed_in_at) == (2, "Two clinics opened.", None)
        with pytest.raises(ValidationError, match="an open version"):
            operations.correct_return(quarterly_return=q2, reason="More", due_on=DUE, by=office, on=TODAY)
        write(again, office, "One clinic opened.")
        operations.sign_off(quarterly_return=again, by=office, on=TODAY)
        texts = [from_json(s.content).workstreams[0].commentary for s in SignedReturn.objects.order_by("pk")]
        assert texts == ["Two clinics opened.", "One clinic opened."]

    def test_only_what_was_signed_is_corrected(self, q2, office):
        with pytest.raises(ValidationError, match="an open version"):
            operations.correct_return(quarterly_return=q2, reason="More", due_on=DUE, by=office, on=TODAY)


class TestReminding:
    def remind(self, on):
        before = EmailOutbox.objects.count()
        operations.remind_of_returns(on=on)
        return EmailOutbox.objects.count() - before

    def test_a_week_before_the_day_after_and_then_weekly(self, q2, office):
        lead = UserFactory(email="lead@example.nhs.uk", name="A Lead")
        q2.plan.workstreams.update(lead=lead)
        days = [date(2026, 10, 12), date(2026, 10, 13), date(2026, 10, 13), date(2026, 10, 20)]
        assert [self.remind(day) for day in days] == [0, 1, 0, 0]
        days = [date(2026, 10, 21), date(2026, 10, 22), date(2026, 10, 27), date(2026, 10, 28), date(2026, 11, 6)]
        assert [self.remind(day) for day in days] == [1, 0, 0, 1, 1]
        first = EmailOutbox.objects.order_by("pk").first()
        assert "is due on 20 October 2026" in first.body
        assert "- 1. Workstream 1" in first.body
        assert first.to == "lead@example.nhs.uk"

    def test_nobody_who_has_handed_in(self, q2, office):
        q2.plan.workstreams.update(lead=UserFactory())
        write(q2, office)
        assert self.remind(date(2026, 10, 21)) == 0

    def test_the_programme_leads_where_a_workstream_has_no_lead(self, q2, office):
        someone(RoleKind.BOARD_MEMBER, q2.plan.alliance)
        lead = someone(RoleKind.PROGRAMME_LEAD, q2.plan.alliance)
        assert self.remind(date(2026, 10, 21)) == 1
        assert EmailOutbox.objects.get().to == lead.email

    def test_in_the_same_number_of_queries_however_many_returns(self, office, django_assert_max_num_queries):
        for _ in range(4):
            plan = a_delivery_plan(deliverables=2)
            someone(RoleKind.PROGRAMME_LEAD, plan.alliance)
            operations.open_return(plan=plan, quarter=2, due_on=DUE, by=office, on=TODAY)
        with django_assert_max_num_queries(7):
            assert operations.remind_of_returns(on=date(2026, 10, 21)) == 4

    def test_a_signed_return_reminds_nobody(self, q2, office):
        q2.plan.workstreams.update(lead=UserFactory())
        operations.sign_off(quarterly_return=q2, by=office, on=TODAY, gaps_accepted="Away")
        assert q2.plan.milestones.filter(status=Status.NOT_STARTED).exists()
        assert self.remind(date(2026, 10, 21)) == 0
