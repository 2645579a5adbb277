"""Carrying work forward into a new year's plan."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from core.periods import FinancialYear
from workplans import progress
from workplans.models import Action, WorkPlan
from workplans.operations.changing import record
from workplans.operations.plans import add_action, add_objective, open_plan
from workplans.operations.updates import StatusReport, record_status_updates
from workplans.progress import Status


@transaction.atomic
def roll_over(*, plan, actions, by, on: date, title: str = "") -> WorkPlan:
    """Open next year's plan of the network and carry the chosen actions into it; returns the new draft.

    Raises ValidationError where there is a plan for that year already, or an action is not open or of another plan.
    """
    target = open_plan(network=plan.network, year=plan.financial_year.next, by=by, title=title)
    carry_forward(actions=actions, to=target, by=by, on=on)
    return target


@transaction.atomic
def carry_forward(*, actions, to, by, on: date) -> list[Action]:
    """Carry open actions of an earlier plan into a later one, under the same objectives and numbers.

    The old action ends as carried forward, the new one links to it and starts a fresh history; its
    date is the old one where that still lies ahead, else "TBC", because a past date is no plan.
    """
    actions = list(
        Action.objects.filter(pk__in=[a.pk for a in actions])
        .select_related("objective", "plan__network")
        .with_leads()
        .prefetch_related("steps")
        .order_by("position")
    )
    for action in actions:
        if not progress.is_open(action):
            raise ValidationError(
                f"Action {action.number} is {action.get_status_display().lower()} and cannot be carried forward."
            )
        if action.plan.network_id != to.network_id or action.plan.year >= to.year:
            raise ValidationError("Actions are carried into a later plan of the same network.")
    year = to.financial_year
    objectives = {o.number: o for o in to.objectives.all()}
    carried = []
    for action in actions:
        objective = objectives.get(action.objective.number)
        if objective is None:
            objective = objectives[action.objective.number] = add_objective(
                plan=to,
                number=action.objective.number,
                title=action.objective.title,
                watching_brief=action.objective.watching_brief,
                by=by,
            )
        carried.append(
            add_action(
                objective=objective,
                number=action.number,
                text=action.text,
                leads=[al.lead.name for al in action.action_leads.all()],
                accountable=next((al.lead.name for al in action.action_leads.all() if al.accountable), ""),
                steps=[
                    (s.text, s.due_text and date_when_carried(s, year, past=""))
                    for s in action.steps.all()
                    if s.completed_on is None
                ],
                due_text=date_when_carried(action, year),
                by=by,
                on=on,
                carried_from=action,
            )
        )
    record_status_updates(
        reports={
            action.pk: StatusReport(status=Status.CARRIED_FORWARD, comment=f"Carried forward to {to.title}.")
            for action in actions
        },
        by=by,
        on=on,
    )
    record("carried forward", to, by, {"actions": ([], [action.number for action in actions])})
    return carried


def date_when_carried(work, year: FinancialYear, *, past: str = "TBC") -> str:
    """The words of the due date that an action or step has once it is carried into the plan of a year.

    A date still ahead is kept, in words that mean the same in another year's plan ("Q2" alone would not); of one that
    lies before the year begins nothing is left but `past`.
    """
    if work.due_latest is None:
        return work.due_text
    if work.due_latest < year.first_day:
        return past
    return f"{work.due_latest.day} {work.due_latest:%B %Y}"
