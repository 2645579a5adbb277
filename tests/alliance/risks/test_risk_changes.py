"""Changing risks and issues through their pages: what is asked, what is refused, what two people see."""

from datetime import date

import pytest

from alliance.models import Issue, Risk, RiskScore, RiskState
from organisations.grants import RoleKind
from tests.alliance.risks.pages import address, signed_in
from tests.factories import TODAY, NetworkFactory, RiskFactory, a_delivery_plan, a_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_a_risk_is_added_with_what_is_known(client, alliance):
    plan = a_delivery_plan(alliance=alliance, milestones=0)
    user = signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    deliverable = plan.deliverables.get()
    said = {
        "title": "Scanner", "cause": "Old", "category": "delivery", "hangs": f"d{deliverable.pk}", "owner_name": "Lead",
        "owner": user.pk, "inherent_likelihood": "4", "inherent_impact": "5", "likelihood": "3", "impact": "5",
        "target_likelihood": "1", "target_impact": "5", "review_on": "2026-12-01",
    }  # fmt: skip
    page = client.post(address("add/"), said, follow=True)
    assert "Risk R1 is in the register" in page.text
    risk = Risk.objects.get()
    assert (risk.deliverable, risk.plan, risk.owner, risk.review_on) == (deliverable, plan, user, date(2026, 12, 1))
    assert (risk.inherent.value, risk.scores.get().score.value, risk.target.value) == (20, 15, 5)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"title": ""}, "Say what may happen."),
        ({"inherent_likelihood": "6"}, "Select a valid choice"),
        ({"inherent_impact": ""}, "Choose the impact before mitigation."),
        ({"likelihood": "3"}, "Give both likelihood and impact now, or neither."),
        ({"target_impact": "3"}, "Give both likelihood and impact aimed at, or neither."),
        ({"review_on": "soon"}, "“soon” is not a day"),
        ({"hangs": "d99999"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_added_says_what_to_do(client, alliance, said, message):
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    good = {"title": "x", "category": "delivery", "inherent_likelihood": "1", "inherent_impact": "1", "hangs": ""}
    page = client.post(address("add/"), good | said)
    assert page.status_code == 422
    assert message in page.text
    assert not Risk.objects.exists()


def test_a_risk_is_edited_and_stays_where_it_hangs(client, alliance):
    action = a_plan(network=NetworkFactory(alliance=alliance)).actions.get()
    plan = action.plan
    RiskFactory(alliance=alliance, number=1, network=plan.network, work_plan=plan, action=action)
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    form = client.get(address("1/edit/")).context["form"]
    said = {name: value for name, value in form.initial.items() if value is not None}
    assert said["hangs"] == f"a{action.pk}"
    assert client.post(address("1/edit/"), said | {"title": "Other words"}).status_code == 302
    risk = Risk.objects.get()
    assert (risk.title, risk.action, risk.version) == ("Other words", action, 2)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("1/score/", {"likelihood": "1", "impact": "1", "on": "2026-10-02"}),
        ("1/close/", {"reason": "Over"}),
        ("1/issue/", {"title": "It happened", "severity": "high"}),
        ("1/edit/", {"title": "Mine", "category": "other", "inherent_likelihood": "1", "inherent_impact": "1"}),
    ],
)
def test_the_second_of_two_people_is_told_and_loses_nothing(client, risk, alliance, at, said):
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    Risk.objects.update(version=5)
    page = client.post(address(at), said | {"version": "4"})
    assert page.status_code == 409
    assert "Somebody else changed this while you were writing." in page.text
    assert (RiskScore.objects.count(), Issue.objects.count()) == (1, 1)
    assert client.post(address(at), said | {"version": page.context["form"]["version"].value()}).status_code == 302


def test_scoring_an_overdue_risk_asks_for_the_next_review(client, risk, alliance):
    Risk.objects.update(review_on=date(2026, 9, 1))
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    said = {"likelihood": "2", "impact": "2", "on": "2026-10-02", "version": "1"}
    assert "Choose the next day of review" in client.post(address("1/score/"), said).text
    assert "still ahead" in client.post(address("1/score/"), said | {"review_on": "2026-09-30"}).text
    assert client.post(address("1/score/"), said | {"review_on": "2026-12-30"}).status_code == 302
    risk.refresh_from_db()
    assert risk.review_on == date(2026, 12, 30)


def test_a_risk_is_closed_read_and_reopened(client, risk, alliance):
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    assert "Say why" in client.post(address("1/close/"), {"reason": "", "version": "1"}).text
    client.post(address("1/close/"), {"reason": "New scanner", "version": "1"})
    assert "New scanner" in client.get(address("1/")).text
    assert client.get(address("1/score/")).status_code == 403
    assert "is open again" in client.post(address("1/reopen/"), follow=True).text


def test_mitigations_are_added_changed_and_done(client, risk, alliance):
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    client.post(address("1/mitigations/add/"), {"text": "Second van", "due_text": "Sep 26"})
    late = client.get(address("1/"))
    assert "2 days late" in late.text
    second = risk.mitigations.get(text="Second van")
    client.post(address(f"1/mitigations/{second.pk}/"), {"text": "Third van", "due_text": "Q4"})
    client.post(address(f"1/mitigations/{second.pk}/done/"), {"done": "1"})
    second.refresh_from_db()
    assert (second.text, second.done_on, second.due_latest) == ("Third van", TODAY, date(2027, 3, 31))
    client.post(address(f"1/mitigations/{second.pk}/done/"), {"done": "0"})
    second.refresh_from_db()
    assert second.done_on is None
    elsewhere = RiskFactory(alliance=alliance, number=2)
    assert client.post(address(f"{elsewhere.number}/mitigations/{second.pk}/done/")).status_code == 404


def test_an_issue_from_a_risk_is_resolved_and_reopened(client, risk, alliance):
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    said = {"title": "Scanner broke", "severity": "extreme", "keep_risk_open": "on", "version": "1"}
    page = client.post(address("1/issue/"), said, follow=True)
    assert "Issue I2 is raised from risk R1" in page.text
    assert Risk.objects.get().state == RiskState.OPEN
    assert "Scanner broke" in client.get(address("issues/")).text
    client.post(address("issues/2/resolve/"), {"resolution": "Mended", "version": "1"})
    assert "Scanner broke" not in client.get(address("issues/")).text
    assert "Scanner broke" in client.get(address("issues/?all=1")).text
    client.post(address("issues/2/reopen/"))
    assert Issue.objects.get(number=2).is_open
    form = client.get(address("issues/2/edit/")).context["form"]
    said = {name: value for name, value in form.initial.items() if value is not None} | {"severity": "low"}
    assert client.post(address("issues/2/edit/"), said).status_code == 302
    assert Issue.objects.get(number=2).severity == "low"


def test_an_issue_out_of_the_blue(client, alliance):
    signed_in(client, RoleKind.PROGRAMME_LEAD, alliance)
    page = client.post(address("issues/add/"), {"title": "Flood", "severity": "high", "hangs": ""}, follow=True)
    assert "Issue I1 is raised." in page.text
