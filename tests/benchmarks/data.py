"""A large, plain, reproducible database: alliances with ten plans each, every plan with so many actions."""

from datetime import date, timedelta

from django.db import connection

from core.periods import FinancialYear
from organisations.grants import RoleKind
from organisations.models import Alliance, Network, Role, User
from performance.models import RatingScheme
from workplans.due import DueKind
from workplans.models import Action, ActionLead, ActionUpdate, Lead, Objective, WorkPlan
from workplans.progress import Status

ON = date(2026, 10, 2)
YEAR = FinancialYear(2026)
PLANS_OF_AN_ALLIANCE = 10
OBJECTIVES = 10


def fill(*, alliances: int, actions_of_a_plan: int) -> User:
    """Fill an empty database; returns a programme lead of the first alliance.

    Ten per cent of the actions are overdue, ten complete, ten without a date; each has two leads and one update.
    """
    RatingScheme.objects.create(valid_from=date(2010, 4, 1))  # every site has the common default
    places = Alliance.objects.bulk_create(
        Alliance(code=f"bench-{n}", name=f"Alliance {n}", nation="england") for n in range(alliances)
    )
    networks = Network.objects.bulk_create(
        Network(code=f"bench-{a.pk}-{n}", name=f"Network {n}", alliance=a)
        for a in places
        for n in range(PLANS_OF_AN_ALLIANCE)
    )
    plans = WorkPlan.objects.bulk_create(
        WorkPlan(network=n, year=YEAR.start, title=f"{n.name} {n.pk} work plan", state="agreed") for n in networks
    )
    leads = Lead.objects.bulk_create(Lead(network=n, name=f"Lead {i}") for n in networks for i in range(5))
    lead_of = {n.pk: [lead for lead in leads[5 * i : 5 * i + 5]] for i, n in enumerate(networks)}
    objectives = Objective.objects.bulk_create(
        Objective(plan=p, number=str(o), title=f"Objective {o} of the plan", position=o)
        for p in plans
        for o in range(1, OBJECTIVES + 1)
    )
    for start in range(0, len(objectives), 200):
        _actions(objectives[start : start + 200], actions_of_a_plan // OBJECTIVES, lead_of)
    manager = User.objects.create_user("manager@bench.example.nhs.uk", name="A Manager")
    Role.objects.create(user=manager, kind=RoleKind.PROGRAMME_LEAD, alliance=places[0])
    others = User.objects.create_user("others@bench.example.nhs.uk", name="Another Manager")
    Role.objects.bulk_create(Role(user=others, kind=RoleKind.PROGRAMME_LEAD, alliance=a) for a in places[1:])
    settle()
    return manager


def settle() -> None:
    """Let the database take stock of what it holds, as a server does by itself. SQLite does nothing by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _actions(objectives, number, lead_of):
    rows = Action.objects.bulk_create(
        [_action(o, i, number) for o in objectives for i in range(1, number + 1)], batch_size=2000
    )
    ActionLead.objects.bulk_create(
        [
            ActionLead(action=a, lead=lead_of[a.plan.network_id][(a.position + p) % 5], position=p, accountable=p == 1)
            for a in rows
            for p in (1, 2)
        ],
        batch_size=5000,
    )
    ActionUpdate.objects.bulk_create(
        [
            ActionUpdate(action=a, status=a.status, comment="As planned, next meeting in November", on=a.last_update_on)
            for a in rows
        ],
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE workplans_action SET latest_update_id = (SELECT u.id FROM workplans_actionupdate u "
            "WHERE u.action_id = workplans_action.id) WHERE latest_update_id IS NULL"
        )


def _action(objective, i, number):
    position = (objective.position - 1) * number + i
    kind, turn = DueKind.DAY, position % 10
    due = ON - timedelta(days=position % 60 + 1) if turn == 0 else ON + timedelta(days=position % 150)
    status = Status.COMPLETE if turn == 1 else (Status.NOT_STARTED if turn == 2 else Status.IN_PROGRESS)
    if turn == 3:
        kind, due = DueKind.TBC, None
    original = due - timedelta(days=20) if due and turn == 4 else due
    updated = ON - timedelta(days=position % 80)
    text = due.strftime("%d/%m/%Y") if due else "TBC"
    return Action(
        plan=objective.plan, objective=objective, number=f"{objective.number}.{i}", position=position,
        text=f"Action {objective.number}.{i}: review the pathway with every board and agree what changes next",
        status=status, completed_on=updated if status == Status.COMPLETE else None,
        due_text=text, due_kind=kind, due_earliest=due, due_latest=due, original_text=text, original_latest=original,
        in_plan_from=YEAR.first_day, last_update_on=updated, quiet_since=updated,
    )  # fmt: skip
