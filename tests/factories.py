"""Objects for tests, with plain known values. Days are fixed: TODAY is 2 October 2026, in Q3 of 2026/27."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from alliance.models import (
    ComplianceFramework,
    Criterion,
    Deliverable,
    DeliveryPlan,
    DeliveryState,
    FrameworkGroup,
    Issue,
    Milestone,
    Risk,
    RiskScore,
    RiskState,
    Workstream,
)
from core.periods import FinancialYear
from organisations.grants import RoleKind
from organisations.models import Alliance, Nation, Network, Provider, ProviderAlliance, Role, TumourGroup, User
from performance.models import RatingScheme
from workplans import progress
from workplans.due import read_due, the_due
from workplans.models import Action, ActionLead, Lead, Objective, PlanState, Step, WorkPlan
from workplans.progress import Status

TODAY = date(2026, 10, 2)
YEAR = FinancialYear(2026)
PASSWORD = "a password for tests"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.nhs.uk")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)


class AllianceFactory(DjangoModelFactory):
    class Meta:
        model = Alliance

    code = factory.Sequence(lambda n: f"alliance-{n}")
    name = factory.Sequence(lambda n: f"Alliance {n}")
    nation = Nation.ENGLAND


class TumourGroupFactory(DjangoModelFactory):
    class Meta:
        model = TumourGroup
        django_get_or_create = ("code",)

    code = "head-and-neck"
    name = "Head and neck"


class NetworkFactory(DjangoModelFactory):
    class Meta:
        model = Network

    code = factory.Sequence(lambda n: f"network-{n}")
    name = factory.Sequence(lambda n: f"Network {n}")
    alliance = factory.SubFactory(AllianceFactory)


class ProviderFactory(DjangoModelFactory):
    class Meta:
        model = Provider

    ods_code = factory.Sequence(lambda n: f"R{n:02d}")
    name = factory.Sequence(lambda n: f"Trust {n}")
    nation = Nation.ENGLAND


class RoleFactory(DjangoModelFactory):
    """A role for a whole alliance; give `network=` (and `alliance=None`) for one network."""

    class Meta:
        model = Role

    user = factory.SubFactory(UserFactory)
    kind = RoleKind.NETWORK_MANAGER
    alliance = factory.SubFactory(AllianceFactory)


class RatingSchemeFactory(DjangoModelFactory):
    class Meta:
        model = RatingScheme

    valid_from = date(2010, 4, 1)


class WorkPlanFactory(DjangoModelFactory):
    class Meta:
        model = WorkPlan

    network = factory.SubFactory(NetworkFactory)
    year = YEAR.start
    title = factory.LazyAttribute(lambda o: f"{o.network.name} work plan {FinancialYear(o.year)}")
    state = PlanState.AGREED


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = Objective

    plan = factory.SubFactory(WorkPlanFactory)
    number = factory.Sequence(lambda n: str(n + 1))
    title = factory.LazyAttribute(lambda o: f"Objective {o.number}")
    position = factory.Sequence(lambda n: n + 1)


class LeadFactory(DjangoModelFactory):
    class Meta:
        model = Lead

    network = factory.SubFactory(NetworkFactory)
    name = factory.Sequence(lambda n: f"Lead {n}")


class ActionFactory(DjangoModelFactory):
    """An open, agreed action. `due` is the date as people write it; `original` likewise, the same unless given."""

    class Meta:
        model = Action

    class Params:
        due = "Dec 26"
        original = None

    objective = factory.SubFactory(ObjectiveFactory)
    plan = factory.SelfAttribute("objective.plan")
    number = factory.Sequence(lambda n: f"{n // 10 + 1}.{n % 10 + 1}.{n}")
    position = factory.Sequence(lambda n: n + 1)
    text = factory.LazyAttribute(lambda o: f"Action {o.number}")
    status = Status.NOT_STARTED
    completed_on = factory.LazyAttribute(lambda o: TODAY if o.status == Status.COMPLETE else None)
    due_text = factory.LazyAttribute(lambda o: o.due)
    due_kind = factory.LazyAttribute(lambda o: _read(o.due, o.plan).kind)
    due_earliest = factory.LazyAttribute(lambda o: _read(o.due, o.plan).earliest)
    due_latest = factory.LazyAttribute(lambda o: _read(o.due, o.plan).latest)
    original_text = factory.LazyAttribute(lambda o: o.original if o.original is not None else o.due)
    original_latest = factory.LazyAttribute(lambda o: _read(o.original_text, o.plan).latest)
    in_plan_from = factory.LazyAttribute(lambda o: o.plan.financial_year.first_day)
    quiet_since = factory.LazyAttribute(
        lambda o: progress.quiet_since(
            last_update_on=o.last_update_on, starts_on=o.starts_on, year_begins=o.plan.financial_year.first_day
        )
    )
    last_update_on = None
    starts_on = None


class ActionLeadFactory(DjangoModelFactory):
    class Meta:
        model = ActionLead

    action = factory.SubFactory(ActionFactory)
    lead = factory.LazyAttribute(lambda o: LeadFactory(network=o.action.plan.network))
    position = 1
    accountable = True


class StepFactory(DjangoModelFactory):
    """A step; `due` is its own date as written, "" where it shares the action's."""

    class Meta:
        model = Step

    class Params:
        due = ""

    action = factory.SubFactory(ActionFactory)
    position = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Step {n + 1}")
    due_text = factory.LazyAttribute(lambda o: o.due)
    due_kind = factory.LazyAttribute(lambda o: _read(o.due, o.action.plan).kind)
    due_earliest = factory.LazyAttribute(lambda o: _read(o.due, o.action.plan).earliest)
    due_latest = factory.LazyAttribute(lambda o: _read(o.due, o.action.plan).latest)


class DeliveryPlanFactory(DjangoModelFactory):
    """A delivery plan that is final, of the year that TODAY lies in."""

    class Meta:
        model = DeliveryPlan

    alliance = factory.SubFactory(AllianceFactory)
    year = YEAR.start
    title = factory.LazyAttribute(lambda o: f"{o.alliance.name} delivery plan {FinancialYear(o.year)}")
    state = DeliveryState.FINAL
    final_on = date(2026, 5, 1)


class WorkstreamFactory(DjangoModelFactory):
    class Meta:
        model = Workstream

    plan = factory.SubFactory(DeliveryPlanFactory)
    number = factory.Sequence(lambda n: str(n + 1))
    title = factory.LazyAttribute(lambda o: f"Workstream {o.number}")
    position = factory.Sequence(lambda n: n + 1)


class DeliverableFactory(DjangoModelFactory):
    class Meta:
        model = Deliverable

    workstream = factory.SubFactory(WorkstreamFactory)
    plan = factory.SelfAttribute("workstream.plan")
    number = factory.LazyAttributeSequence(lambda o, n: f"{o.workstream.number}.{n + 1}")
    position = factory.Sequence(lambda n: n + 1)
    title = factory.LazyAttribute(lambda o: f"Deliverable {o.number}")
    text = factory.LazyAttribute(lambda o: f"Deliver {o.number}")
    lead_name = "Programme Lead"


class MilestoneFactory(DjangoModelFactory):
    """An open milestone of an agreed plan. `due` is its date as people write it, the quarter unless given; `original`
    likewise, the same as `due` unless given."""

    class Meta:
        model = Milestone

    class Params:
        due = None
        original = None

    deliverable = factory.SubFactory(DeliverableFactory)
    plan = factory.SelfAttribute("deliverable.plan")
    quarter = 3
    position = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Milestone {n + 1}")
    status = Status.NOT_STARTED
    completed_on = factory.LazyAttribute(lambda o: TODAY if o.status == Status.COMPLETE else None)
    due_text = factory.LazyAttribute(lambda o: o.due if o.due is not None else f"Q{o.quarter}")
    due_kind = factory.LazyAttribute(lambda o: _read(o.due_text, o.plan).kind)
    due_earliest = factory.LazyAttribute(lambda o: _read(o.due_text, o.plan).earliest)
    due_latest = factory.LazyAttribute(lambda o: _read(o.due_text, o.plan).latest)
    original_text = factory.LazyAttribute(lambda o: o.original if o.original is not None else o.due_text)
    original_latest = factory.LazyAttribute(lambda o: _read(o.original_text, o.plan).latest)
    starts_on = factory.LazyAttribute(lambda o: o.plan.financial_year.quarter(o.quarter).first_day)
    in_plan_from = factory.LazyAttribute(lambda o: o.plan.financial_year.first_day)
    quiet_since = factory.LazyAttribute(
        lambda o: progress.quiet_since(
            last_update_on=o.last_update_on, starts_on=o.starts_on, year_begins=o.plan.financial_year.first_day
        )
    )
    last_update_on = None


class RiskFactory(DjangoModelFactory):
    """An open risk of an alliance. `scores` are (day, likelihood, impact); 3 × 4 on the first unless given."""

    class Meta:
        model = Risk
        skip_postgeneration_save = True

    alliance = factory.SubFactory(AllianceFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.LazyAttribute(lambda o: f"Risk {o.number}")
    inherent_likelihood = 4
    inherent_impact = 4
    raised_on = date(2026, 4, 1)
    closed_on = factory.LazyAttribute(lambda o: TODAY if o.state != RiskState.OPEN else None)
    state = RiskState.OPEN

    @factory.post_generation
    def scores(risk, create, given, **kwargs):
        for on, likelihood, impact in given or [(risk.raised_on, 3, 4)]:
            RiskScore.objects.create(risk=risk, on=on, likelihood=likelihood, impact=impact)


class IssueFactory(DjangoModelFactory):
    class Meta:
        model = Issue

    alliance = factory.SubFactory(AllianceFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.LazyAttribute(lambda o: f"Issue {o.number}")
    raised_on = date(2026, 6, 1)


def a_framework(*, criteria=2, groups=("lung",), **framework):
    """A compliance framework with so many criteria, about these tumour groups (by code)."""
    framework = ComplianceFramework.objects.create(
        **{"code": "principles", "name": "Principles", "target_year": 2027} | framework
    )
    for position in range(1, criteria + 1):
        Criterion.objects.create(framework=framework, position=position, name=f"Criterion {position}")
    for code in groups:
        FrameworkGroup.objects.create(
            framework=framework, tumour_group=TumourGroupFactory(code=code, name=code.capitalize())
        )
    return framework


def a_member(alliance, **provider):
    """A provider that belongs to an alliance."""
    provider = ProviderFactory(**provider)
    ProviderAlliance.objects.create(provider=provider, alliance=alliance, valid_from=date(2010, 4, 1))
    return provider


def a_delivery_plan(*, deliverables=1, milestones=1, **plan):
    """A delivery plan with one workstream and so many deliverables, each with so many milestones in every quarter."""
    workstream = WorkstreamFactory(plan=DeliveryPlanFactory(**plan), number="1", position=1)
    for number in range(1, deliverables + 1):
        deliverable = DeliverableFactory(workstream=workstream, number=f"1.{number}", position=number)
        for quarter in (1, 2, 3, 4):
            for position in range(1, milestones + 1):
                MilestoneFactory(deliverable=deliverable, quarter=quarter, position=position)
    return workstream.plan


def _read(words, plan):
    return the_due(read_due(words, plan.financial_year))


def a_plan(*, actions=1, leads=1, **plan):
    """A plan with one objective and so many actions, each with so many leads; returns the plan."""
    objective = ObjectiveFactory(plan=WorkPlanFactory(**plan))
    people = [LeadFactory(network=objective.plan.network) for _ in range(leads)]
    for number in range(1, actions + 1):
        action = ActionFactory(objective=objective, number=f"{objective.number}.{number}", position=number)
        for position, lead in enumerate(people, start=1):
            ActionLeadFactory(action=action, lead=lead, position=position, accountable=position == 1)
    return objective.plan


def someone(kind, place):
    """A person with a role in an alliance or a network; returns the user."""
    where = {"network": place, "alliance": None} if isinstance(place, Network) else {"alliance": place}
    return RoleFactory(kind=kind, **where).user
