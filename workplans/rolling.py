"""What rolling a plan over would do, before it is done: which actions go, and what becomes of their dates."""

from dataclasses import dataclass

from workplans import progress
from workplans.models import WorkPlan
from workplans.operations.carrying import date_when_carried


@dataclass(frozen=True)
class CarryLine:
    """An open action that may be carried into next year's plan.

    `due_then` is the date it will have there; `dropped` says that the date of now is not kept. `steps` are those not
    done yet, which go with it. `taken`: the new plan has an action of this number already, so it cannot be carried.
    """

    pk: int
    objective: str
    number: str
    text: str
    lead: str
    due_now: str
    due_then: str
    dropped: bool
    steps: int
    steps_done: int
    status: str
    taken: bool


@dataclass(frozen=True)
class RollOver:
    """The plan of next year, where there is one, what may be carried into it, and how many finished actions stay."""

    target: WorkPlan | None
    lines: list[CarryLine]
    finished: int


def read_roll_over(plan) -> RollOver:
    """A constant number of statements."""
    year = plan.financial_year.next
    target = WorkPlan.objects.filter(network=plan.network, year=year.start).first()
    taken = set(target.actions.values_list("number", flat=True)) if target else set()
    actions = (
        plan.actions.select_related("objective")
        .with_leads()
        .prefetch_related("steps")
        .order_by("objective__position", "position", "id")
    )
    lines = [_line(action, year, taken) for action in actions if progress.is_open(action)]
    return RollOver(target, lines, finished=len(actions) - len(lines))


def _line(action, year, taken) -> CarryLine:
    steps = list(action.steps.all())
    done = sum(step.completed_on is not None for step in steps)
    then = date_when_carried(action, year)
    return CarryLine(
        pk=action.pk,
        objective=str(action.objective),
        number=action.number,
        text=action.text,
        lead=next((al.lead.name for al in action.action_leads.all() if al.accountable), ""),
        due_now=action.due_text,
        due_then=then,
        dropped=action.due_latest is not None and action.due_latest < year.first_day,
        steps=len(steps) - done,
        steps_done=done,
        status=action.status,
        taken=action.number in taken,
    )
