"""The sample's delivery plans: everything there is to see can be seen in them."""

import pytest

from alliance.compliance import compliance_summary
from alliance.models import DeliveryPlan, Milestone, Risk
from alliance.reports.quarterly import from_json
from performance.models import RatingScheme
from performance.rag import RagRating
from tests.alliance.sample import ON, _sample  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_sample")]


@pytest.fixture
def plan():
    return DeliveryPlan.objects.get(alliance__code="wessex", year=2026)


def test_a_full_plan_of_which_two_quarters_are_returned_and_one_is_open(plan):
    assert (plan.state, plan.workstreams.count()) == ("funded", 5)
    assert plan.deliverables.count() >= 20
    assert set(plan.deliverables.values_list("programme", flat=True)) == {"required", "not_required", "not_applicable"}
    returns = list(plan.returns.values_list("quarter", "version", "signed"))
    assert returns == [(1, 1, True), (1, 2, True), (2, 1, True), (3, 1, False)]
    assert 0 < plan.returns.get(quarter=3).commentaries.count() < 5


def test_it_shows_every_colour_and_slips(plan):
    milestones = Milestone.objects.filter(plan=plan)
    rated = milestones.with_rating(on=ON, schemes=RatingScheme.objects.thresholds(on=ON))
    assert set(rated.values_list("shown", flat=True)) == set(RagRating.values)
    assert milestones.overdue(on=ON).exists()
    assert milestones.slipped().exists()
    assert any(m.due_quarter and m.due_quarter.number != m.quarter for m in milestones.select_related("plan"))


def test_history_has_the_days_on_which_it_would_have_been_written(plan):
    signed = plan.returns.get(quarter=1, version=1).signature
    assert signed.recorded_at.date() == signed.signed_on < ON
    content = from_json(signed.content)
    assert content.milestones > 15
    assert all(part.commentary for part in content.workstreams)


def test_deliverables_lead_to_actions_and_comments(plan):
    assert plan.deliverables.filter(actions__plan__network__code="wessex-lung").exists()
    resolutions = list(plan.deliverables.filter(comments__isnull=False).values_list("comments__resolution", flat=True))
    assert "" in resolutions
    assert any(resolutions)


def test_money_and_risks_hang_on_it(plan):
    assert plan.allocations.exists()
    assert Risk.objects.filter(alliance=plan.alliance).count() >= 8
    assert Risk.objects.filter(work_plan__network__code="wessex-urology").exists()


def test_pathways_are_held_against_principles_and_steps(plan):
    principles, steps = compliance_summary(plan.alliance, on=ON)
    assert 0 < principles.tally.met < principles.tally.total
    assert steps.tally.not_assessed


def test_last_year_is_closed_with_four_returns():
    last = DeliveryPlan.objects.get(alliance__code="wessex", year=2025)
    assert last.state == "closed"
    assert set(last.returns.filter(signed=True).values_list("quarter", flat=True)) == {1, 2, 3, 4}
    assert not Milestone.objects.filter(plan=last).open().exists()
