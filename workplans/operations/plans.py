"""Plans, objectives, actions and leads: opening, adding, revising, agreeing, closing."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from core.periods import FinancialYear
from workplans import reporting
from workplans.leads import kind_of
from workplans.models import Action, ActionLead, Lead, Objective, PlanState, WorkPlan
from workplans.operations.changing import assign, locked_action, next_position, record, refuse_if_closed, set_steps
from workplans.work import PlanOfAYear


@transaction.atomic
def open_plan(*, network, year: FinancialYear, by, title: str = "") -> WorkPlan:
    """Open a draft plan of a network for a year; raises ValidationError where there is one already."""
    plan = WorkPlan(network=network, year=year.start, title=title.strip() or f"{network.name} work plan {year}")
    plan.full_clean()
    plan.save()
    record("opened", plan, by)
    return plan


@transaction.atomic
def revise_plan(*, plan, title: str, by) -> PlanOfAYear:
    """Give a plan another title, a delivery plan too."""
    changes = assign(plan, title=title.strip())
    if changes:
        plan.full_clean()
        plan.save(update_fields=["title"])
        record("revised", plan, by, changes)
    return plan


@transaction.atomic
def agree_plan(*, plan, by, on: date) -> WorkPlan:
    """Agree a draft. The dates as agreed become the originals that slippage is measured from."""
    if plan.state != PlanState.DRAFT:
        raise ValidationError(f"“{plan}” is {plan.get_state_display().lower()}; only a draft can be agreed.")
    plan.actions.filter(due_latest__isnull=False).update(original_text=F("due_text"), original_latest=F("due_latest"))
    return _set_state(plan, PlanState.AGREED, by, agreed_on=on)


@transaction.atomic
def close_plan(*, plan, by, on: date) -> WorkPlan:
    """Close a plan at the end of its life: it can be read and exported, and no longer changed."""
    if plan.state == PlanState.CLOSED:
        raise ValidationError(f"“{plan}” is closed already.")
    return _set_state(plan, PlanState.CLOSED, by, closed_on=on)


@transaction.atomic
def reopen_plan(*, plan, by) -> WorkPlan:
    """Open a closed plan again, as agreed, or as a draft where it never was agreed."""
    if plan.state != PlanState.CLOSED:
        raise ValidationError(f"“{plan}” is not closed.")
    return _set_state(plan, PlanState.AGREED if plan.agreed_on else PlanState.DRAFT, by, closed_on=None)


def _set_state(plan, state, by, **days):
    old, plan.state = plan.state, state
    for name, day in days.items():
        setattr(plan, name, day)
    plan.save(update_fields=["state", *days])
    record(state.label.lower() if state != PlanState.DRAFT else "reopened", plan, by, {"state": (old, state)})
    return plan


@transaction.atomic
def add_objective(*, plan, number: str, title: str, by, watching_brief: bool = False) -> Objective:
    """Add an objective at the end of a plan."""
    refuse_if_closed(plan)
    objective = Objective(
        plan=plan,
        number=number.strip(),
        title=title.strip(),
        watching_brief=watching_brief,
        position=next_position(plan.objectives),
    )
    objective.full_clean()
    objective.save()
    record("added", objective, by)
    return objective


@transaction.atomic
def revise_objective(*, objective, by, title: str, watching_brief: bool) -> Objective:
    """Change an objective's words, or whether it is only a watching brief."""
    refuse_if_closed(objective.plan)
    changes = assign(objective, title=title.strip(), watching_brief=watching_brief)
    if changes:
        objective.full_clean()
        objective.save()
        if "watching_brief" in changes:
            objective.actions.update(watching_brief=watching_brief, version=F("version") + 1)
        record("revised", objective, by, changes)
    return objective


@transaction.atomic
def add_action(
    *,
    objective,
    number: str,
    text: str,
    leads: list[str],
    due_text: str,
    by,
    on: date,
    steps: list[tuple[str, str]] = (),
    starts_on: date | None = None,
    accountable: str = "",
    carried_from: Action | None = None,
) -> Action:
    """Add an action to a plan.

    `leads` are names as people write them, the accountable one first unless `accountable` says otherwise; `steps` are
    pairs of text and its own due date as written ("" where it has none). What a date means is read here, and
    a date that cannot be read is kept word for word.
    """
    plan = objective.plan
    refuse_if_closed(plan)
    action = Action(
        plan=plan,
        objective=objective,
        number=number.strip(),
        position=next_position(plan.actions),
        text=text.strip(),
        watching_brief=objective.watching_brief,
        starts_on=starts_on,
        in_plan_from=in_plan_from(plan, on),
        carried_from=carried_from,
    )
    year = plan.financial_year
    reporting.set_first_date(action, due_text.strip(), year=year)
    action.quiet_since = reporting.quiet_since(action, None, year=year)
    action.full_clean()
    action.save()
    set_steps(action, action.steps, steps)
    _set_leads(action, leads, accountable)
    record("added", action, by)
    return action


@transaction.atomic
def revise_action(
    *,
    action,
    by,
    text: str,
    leads: list[str],
    steps: list[tuple[str, str]],
    starts_on: date | None,
    accountable: str = "",
    review_on: date | None = None,
    version: int | None = None,
) -> Action:
    """Change an action's words, leads, steps or start. Its due date moves under change control only.

    A step that keeps its text keeps the day it was done. Raises ChangedMeanwhile as record_status_update does.
    """
    action = locked_action(action.pk, version=version)
    old_leads = [al.lead.name for al in action.action_leads.select_related("lead")]
    old_accountable = next(
        (al.lead.name for al in action.action_leads.filter(accountable=True).select_related("lead")), ""
    )
    old_steps = [(s.text, s.due_text) for s in action.steps.all()]
    changes = assign(action, text=text.strip(), starts_on=starts_on, review_on=review_on)
    steps = [(text.strip(), own.strip()) for text, own in steps if text.strip()]
    leads = list(dict.fromkeys(name.strip() for name in leads if name.strip()))
    accountable = accountable if accountable in leads else (leads[0] if leads else "")
    if steps != old_steps:
        changes["steps"] = (old_steps, steps)
        set_steps(action, action.steps, steps)
    if leads != old_leads:
        changes["leads"] = (old_leads, leads)
    if accountable != old_accountable:
        changes["accountable"] = (old_accountable, accountable)
    if changes.keys() & {"leads", "accountable"}:
        _set_leads(action, leads, accountable)
    if not changes:
        return action
    action.quiet_since = reporting.quiet_since(action, action.last_update_on, year=action.plan.financial_year)
    action.version += 1
    action.full_clean(exclude=["leads"])
    action.save()
    record("revised", action, by, changes)
    return action


def in_plan_from(plan, on: date) -> date:
    """From which day something entered on `on` counts: the plan as first entered counts from its year's first day."""
    first_day = plan.financial_year.first_day
    return min(on, first_day) if plan.state == PlanState.DRAFT else on


def _set_leads(action, names, accountable=""):
    names = list(dict.fromkeys(name.strip()[:200] for name in names if name.strip()))
    known = {lead.name: lead for lead in Lead.objects.filter(network=action.plan.network, name__in=names)}
    new = [Lead(network=action.plan.network, name=name, kind=kind_of(name)) for name in names if name not in known]
    known |= {lead.name: lead for lead in Lead.objects.bulk_create(new)}
    accountable = accountable if accountable in names else (names[0] if names else "")
    action.action_leads.all().delete()
    ActionLead.objects.bulk_create(
        ActionLead(action=action, lead=known[name], position=position, accountable=name == accountable)
        for position, name in enumerate(names, start=1)
    )
