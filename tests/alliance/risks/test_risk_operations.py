"""The verbs of risks, mitigations and issues: history, places, states, and what is refused."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from alliance import operations
from alliance.exposure import Score
from alliance.models import Issue, Risk, RiskScore, RiskState
from alliance.operations import ChangedMeanwhile, Hangs, IssueWords, RiskWords
from core.audit import AuditEvent
from organisations.grants import RoleKind
from tests.factories import (
    TODAY,
    AllianceFactory,
    NetworkFactory,
    RiskFactory,
    UserFactory,
    a_delivery_plan,
    a_plan,
    someone,
)

pytestmark = pytest.mark.django_db
EARLIER = date(2026, 7, 1)


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def by():
    return UserFactory()


def add(alliance, by, **given):
    return operations.add_risk(
        **{"alliance": alliance, "words": RiskWords("Scanner"), "inherent": Score(4, 5), "by": by, "on": EARLIER}
        | given
    )


def standing(risk, on=TODAY):
    return Risk.objects.standing(on=on).get(pk=risk.pk)


def test_a_risk_gets_the_next_number_of_its_alliance_and_its_first_score(alliance, by):
    add(AllianceFactory(), by)
    first = add(alliance, by)
    second = add(
        alliance, by, words=RiskWords("Money"), current=Score(3, 3), target=Score(1, 3), comment="Two scanners"
    )
    assert [risk.reference for risk in (first, second)] == ["R1", "R2"]
    assert (standing(first).score, standing(second).score, second.target.value) == (20, 9, 3)
    assert second.scores.get().comment == "Two scanners"
    assert AuditEvent.objects.about(second).get().alliance_id == alliance.pk


def test_scores_are_kept_and_the_risk_stands_as_on_any_day(alliance, by):
    risk = add(alliance, by)
    operations.rescore_risk(risk=risk, score=Score(3, 4), by=by, on=date(2026, 8, 1), comment="Van is here")
    operations.rescore_risk(risk=risk, score=Score(3, 5), by=by, on=TODAY, review_on=date(2026, 12, 1))
    found = [(day, standing(risk, day).score, standing(risk, day).previous_score) for day in
             (date(2026, 6, 30), EARLIER, date(2026, 8, 1), TODAY)]  # fmt: skip
    assert [each[1:] for each in found] == [(None, None), (20, None), (12, 20), (15, 12)]
    assert standing(risk).scored_on == TODAY
    risk.refresh_from_db()
    assert risk.review_on == date(2026, 12, 1)
    assert AuditEvent.objects.about(risk).last().note == "3 × 5 = 15"


def test_a_score_of_an_earlier_day_joins_the_history(alliance, by):
    risk = add(alliance, by)
    operations.rescore_risk(risk=risk, score=Score(1, 1), by=by, on=TODAY)
    operations.rescore_risk(risk=risk, score=Score(2, 2), by=by, on=date(2026, 8, 1))
    assert (standing(risk).score, standing(risk).previous_score) == (1, 4)
    with pytest.raises(ValidationError, match="raised on 1 July 2026"):
        operations.rescore_risk(risk=risk, score=Score(1, 1), by=by, on=date(2026, 6, 30))


def test_two_people_do_not_overwrite_each_other(alliance, by):
    risk = add(alliance, by)
    operations.rescore_risk(risk=risk, score=Score(1, 1), by=by, on=TODAY, version=1)
    for change in (
        lambda: operations.rescore_risk(risk=risk, score=Score(2, 2), by=by, on=TODAY, version=1),
        lambda: operations.close_risk(risk=risk, reason="Over", by=by, on=TODAY, version=1),
        lambda: operations.raise_issue_from(risk=risk, words=IssueWords("It broke"), by=by, on=TODAY, version=1),
    ):
        with pytest.raises(ChangedMeanwhile):
            change()
    assert RiskScore.objects.count() == 2
    assert not Issue.objects.exists()


def test_revising_writes_what_changed_into_the_trail(alliance, by):
    risk = add(alliance, by)
    risk = operations.revise_risk(
        risk=risk, words=RiskWords("Scanner", cause="One scanner"), inherent=Score(4, 5), target=Score(1, 2),
        hangs=Hangs(), by=by,
    )  # fmt: skip
    assert risk.version == 2
    assert AuditEvent.objects.about(risk).last().changes == {
        "cause": ["", "One scanner"], "target_likelihood": [None, 1], "target_impact": [None, 2]
    }  # fmt: skip
    operations.revise_risk(
        risk=risk, words=RiskWords("Scanner", cause="One scanner"), inherent=Score(4, 5), target=Score(1, 2),
        hangs=Hangs(), by=by,
    )  # fmt: skip
    assert AuditEvent.objects.about(risk).count() == 2


def test_what_a_risk_hangs_on_is_filled_in_upwards(alliance, by):
    plan = a_delivery_plan(alliance=alliance, milestones=0)
    deliverable = plan.deliverables.get()
    risk = add(alliance, by, hangs=Hangs(deliverable=deliverable))
    assert (risk.plan, risk.workstream, risk.network) == (plan, deliverable.workstream, None)
    action = a_plan(network=NetworkFactory(alliance=alliance)).actions.get()
    risk = add(alliance, by, hangs=Hangs(action=action))
    assert (risk.work_plan, risk.network, risk.plan) == (action.plan, action.plan.network, None)


def test_a_place_of_another_alliance_is_refused(alliance, by):
    for hangs in (
        Hangs(plan=a_delivery_plan(milestones=0)),
        Hangs(work_plan=a_plan(actions=0)),
    ):
        with pytest.raises(ValidationError, match="another alliance"):
            add(alliance, by, hangs=hangs)
    plan = a_delivery_plan(alliance=alliance, milestones=0)
    with pytest.raises(ValidationError, match="either"):
        add(alliance, by, hangs=Hangs(plan=plan, work_plan=a_plan(network=NetworkFactory(alliance=alliance))))
    assert not Risk.objects.exists()


def test_closing_needs_a_reason_and_can_be_undone(alliance, by):
    risk = add(alliance, by)
    with pytest.raises(ValidationError, match="Say why"):
        operations.close_risk(risk=risk, reason=" ", by=by, on=TODAY)
    risk = operations.close_risk(risk=risk, reason="Scanner replaced", by=by, on=TODAY)
    assert (risk.state, risk.closed_on) == (RiskState.CLOSED, TODAY)
    assert risk not in Risk.objects.open_on(TODAY)
    assert risk in Risk.objects.open_on(EARLIER)
    with pytest.raises(ValidationError, match="not open any more"):
        operations.rescore_risk(risk=risk, score=Score(1, 1), by=by, on=TODAY)
    risk = operations.reopen_risk(risk=risk, by=by, on=TODAY)
    assert (risk.state, risk.closed_on, risk.closing_reason) == (RiskState.OPEN, None, "")
    with pytest.raises(ValidationError, match="is open"):
        operations.reopen_risk(risk=risk, by=by, on=TODAY)


def test_a_risk_that_happens_becomes_an_issue_in_the_same_place(alliance, by):
    plan = a_delivery_plan(alliance=alliance, milestones=0)
    risk = add(alliance, by, hangs=Hangs(plan=plan))
    issue = operations.raise_issue_from(risk=risk, words=IssueWords("Scanner broke", severity="high"), by=by, on=TODAY)
    risk.refresh_from_db()
    assert (risk.state, risk.closed_on, risk.closing_reason) == (RiskState.ISSUE, TODAY, "Became issue I1")
    assert (issue.plan, issue.risk, issue.is_open) == (plan, risk, True)


def test_a_risk_that_may_happen_again_stays_open(alliance, by):
    risk = add(alliance, by)
    operations.raise_issue_from(risk=risk, words=IssueWords("Once"), by=by, on=TODAY, keep_risk_open=True)
    operations.raise_issue_from(risk=risk, words=IssueWords("Twice"), by=by, on=TODAY, keep_risk_open=True)
    assert risk in Risk.objects.open_on(TODAY)
    assert [issue.reference for issue in risk.issues.all()] == ["I1", "I2"]


def test_an_issue_is_revised_resolved_and_reopened(alliance, by):
    issue = operations.raise_issue(alliance=alliance, words=IssueWords("No reporters"), by=by, on=EARLIER)
    issue = operations.revise_issue(
        issue=issue, words=IssueWords("No reporters", severity="high"), hangs=Hangs(), by=by
    )
    assert issue.severity == "high"
    with pytest.raises(ValidationError, match="Say how"):
        operations.resolve_issue(issue=issue, resolution="", by=by, on=TODAY)
    issue = operations.resolve_issue(issue=issue, resolution="Two joined", by=by, on=TODAY)
    assert not issue.is_open
    with pytest.raises(ValidationError, match="Reopen it"):
        operations.revise_issue(issue=issue, words=IssueWords("x"), hangs=Hangs(), by=by)
    assert operations.reopen_issue(issue=issue, by=by, on=TODAY).is_open
    verbs = [event.verb for event in AuditEvent.objects.about(issue)]
    assert verbs == ["raised", "revised", "resolved", "reopened"]


def test_mitigations_are_dated_as_people_write(alliance, by):
    risk = add(alliance, by)
    mitigation = operations.add_mitigation(risk=risk, text="Hire a van", due_text="Q3", by=by, on=TODAY)
    assert mitigation.due_latest == date(2026, 12, 31)
    operations.add_mitigation(risk=risk, text="Train", by=by, on=TODAY)
    assert not risk.mitigations.all().overdue(on=date(2026, 12, 31))
    assert risk.mitigations.all().overdue(on=date(2027, 1, 1)).get() == mitigation
    operations.record_mitigation(mitigation=mitigation, done=True, by=by, on=TODAY)
    assert not risk.mitigations.all().overdue(on=date(2027, 1, 1))
    mitigation = operations.revise_mitigation(
        mitigation=mitigation, text="Hire two vans", owner_name="Imaging lead", due_text="soonish", by=by, on=TODAY
    )
    assert (mitigation.due_kind, mitigation.due_latest, mitigation.due_text) == ("unread", None, "soonish")
    operations.record_mitigation(mitigation=mitigation, done=False, by=by, on=TODAY)
    verbs = [event.verb for event in AuditEvent.objects.about(risk)]
    assert verbs[1:] == [
        "mitigation added", "mitigation added", "mitigation done", "mitigation revised", "mitigation not done"
    ]  # fmt: skip


def test_a_due_date_is_read_in_the_year_of_the_plan(alliance, by):
    risk = add(alliance, by, hangs=Hangs(plan=a_delivery_plan(alliance=alliance, year=2024, milestones=0)))
    assert operations.add_mitigation(risk=risk, text="x", due_text="Q3", by=by, on=TODAY).due_latest == date(
        2024, 12, 31
    )


SEES_ALL = {RoleKind.ADMINISTRATOR, RoleKind.PROGRAMME_LEAD, RoleKind.NETWORK_MANAGER, RoleKind.ANALYST,
            RoleKind.BOARD_MEMBER}  # fmt: skip
UPDATES_ALL = {RoleKind.ADMINISTRATOR, RoleKind.PROGRAMME_LEAD, RoleKind.NETWORK_MANAGER}


@pytest.mark.parametrize("kind", RoleKind)
def test_who_sees_and_who_updates(alliance, kind):
    network = NetworkFactory(alliance=alliance)
    of_alliance, of_network = RiskFactory(alliance=alliance), RiskFactory(alliance=alliance, network=network)
    RiskFactory()
    wide, narrow = someone(kind, alliance), someone(kind, network)
    both, one = {of_alliance, of_network}, {of_network}
    assert set(Risk.objects.visible_to(wide)) == (both if kind in SEES_ALL else set())
    assert set(Risk.objects.visible_to(narrow)) == (one if kind in SEES_ALL else set())
    assert set(Risk.objects.updatable_by(wide)) == (both if kind in UPDATES_ALL else set())
    assert set(Risk.objects.updatable_by(narrow)) == (one if kind in UPDATES_ALL else set())


def test_a_lead_sees_and_updates_the_risks_they_own(alliance):
    lead = someone(RoleKind.ACTION_LEAD, alliance)
    own = RiskFactory(alliance=alliance, owner=lead)
    RiskFactory(alliance=alliance)
    RiskFactory(owner=lead)  # of an alliance where they have no role any more
    assert set(Risk.objects.visible_to(lead)) == set(Risk.objects.updatable_by(lead)) == {own}


def test_a_form_that_is_sent_twice_adds_one_thing(alliance, by):
    risk = add(alliance, by)
    plan = a_delivery_plan(alliance=alliance, milestones=0)
    add(alliance, by, hangs=Hangs(plan=plan))  # the same words about another place
    for hangs in (None, Hangs(plan=plan)):
        with pytest.raises(ValidationError, match="says the same already"):
            add(alliance, by, hangs=hangs)
    operations.add_mitigation(risk=risk, text="Hire a van", by=by, on=TODAY)
    with pytest.raises(ValidationError, match="there already"):
        operations.add_mitigation(risk=risk, text=" Hire a van ", by=by, on=TODAY)
    words = IssueWords("It broke")
    operations.raise_issue_from(risk=risk, words=words, by=by, on=TODAY, keep_risk_open=True)
    with pytest.raises(ValidationError, match="I1 says the same already"):
        operations.raise_issue_from(risk=risk, words=words, by=by, on=TODAY, keep_risk_open=True)
    operations.close_risk(risk=risk, reason="Over", by=by, on=TODAY)
    assert add(alliance, by).number == 3
