"""Risks and mitigations: adding, scoring, revising, closing, and reminding of reviews. Issues stand in issues.py."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from alliance.exposure import Score
from alliance.models import Mitigation, Risk, RiskCategory, RiskScore, RiskState
from core.periods import FinancialYear
from organisations.models import Alliance, User
from workplans.due import read_due, the_due
from workplans.operations.changing import assign, next_position, record
from workplans.reporting import refuse_if_changed


@dataclass(frozen=True)
class Hangs:
    """What a risk or issue hangs on: one of these, or nothing but the alliance."""

    plan: object = None
    workstream: object = None
    deliverable: object = None
    work_plan: object = None
    action: object = None

    def values(self, alliance) -> dict:
        """The columns, with what stands above filled in; raises ValidationError for a place of another alliance."""
        deliverable, action = self.deliverable, self.action
        workstream = deliverable.workstream if deliverable else self.workstream
        plan = workstream.plan if workstream else self.plan
        work_plan = action.plan if action else self.work_plan
        if plan and work_plan:
            raise ValidationError("It hangs either on the delivery plan or on a work plan.")
        network = work_plan.network if work_plan else None
        for place in filter(None, (plan, network)):
            if place.alliance_id != alliance.pk:
                raise ValidationError(f"“{place}” belongs to another alliance.")
        return {
            "network": network,
            "plan": plan,
            "workstream": workstream,
            "deliverable": deliverable,
            "work_plan": work_plan,
            "action": action,
        }


@dataclass(frozen=True)
class RiskWords:
    """What is said of a risk, its scores apart. `owner` is the account, where the owner has one."""

    title: str
    cause: str = ""
    effect: str = ""
    category: str = RiskCategory.DELIVERY
    owner_name: str = ""
    owner: User | None = None
    review_on: date | None = None

    def values(self) -> dict:
        return {name: value.strip() if isinstance(value, str) else value for name, value in vars(self).items()}


@transaction.atomic
def add_risk(
    *,
    alliance: Alliance,
    words: RiskWords,
    inherent: Score,
    by,
    on: date,
    current: Score | None = None,
    target: Score | None = None,
    hangs: Hangs | None = None,
    comment: str = "",
) -> Risk:
    """Add a risk to an alliance's register, scored as of a day: `inherent` before mitigation, `current` now (the same
    unless given), `target` what is aimed at.

    Raises ValidationError where an open risk of the same words hangs in the same place, as when a form is sent twice.
    """
    number, said, place = next_number(Risk, alliance), words.values(), (hangs or Hangs()).values(alliance)
    refuse_twin(Risk, alliance, said["title"], place)
    risk = Risk(alliance=alliance, number=number, raised_on=on, **said, **_scores(inherent, target), **place)
    risk.full_clean()
    risk.save()
    now = current or inherent
    RiskScore.objects.create(
        risk=risk, likelihood=now.likelihood, impact=now.impact, comment=comment.strip(), on=on, by=by
    )
    record("added", risk, by, note=f"Scored {now}")
    return risk


def next_number(model, alliance) -> int:
    """The number after the last in an alliance's register; locks the alliance, so that two do not take the same."""
    Alliance.objects.select_for_update().get(pk=alliance.pk)
    return (model.objects.filter(alliance=alliance).aggregate(last=Max("number"))["last"] or 0) + 1


def refuse_twin(model, alliance, title, place) -> None:
    """Raise ValidationError where an open risk or issue has this title in this place already."""
    twin = model.objects.filter(alliance=alliance, title=title, closed_on=None, **place).first()
    if twin:
        raise ValidationError({"title": f"{twin.reference} says the same already. Change the words to add another."})


def _scores(inherent, target):
    return {
        "inherent_likelihood": inherent.likelihood,
        "inherent_impact": inherent.impact,
        "target_likelihood": target.likelihood if target else None,
        "target_impact": target.impact if target else None,
    }


def locked(thing, version):
    """A risk or issue as it stands, kept from others' changes; raises ChangedMeanwhile where it moved on."""
    thing = type(thing).objects.select_for_update(of=("self",)).with_places().get(pk=thing.pk)
    refuse_if_changed(thing, version)
    return thing


def _open(risk, version=None):
    risk = locked(risk, version)
    if risk.state != RiskState.OPEN:
        raise ValidationError(f"Risk {risk.reference} is not open any more. Reopen it before changing it.")
    return risk


def changed(thing, changes, *, by, verb="revised", note=""):
    """Save a risk or issue that was changed, count its version up, and write the change into the trail."""
    if changes:
        thing.version += 1
        thing.full_clean()
        thing.save()
        record(verb, thing, by, changes, note=note)
    return thing


@transaction.atomic
def revise_risk(
    *, risk, words: RiskWords, inherent: Score, target: Score | None, hangs: Hangs, by, version: int | None = None
) -> Risk:
    """Change what is said of a risk. Its current score is changed by rescore_risk alone.

    With `version`, the number it had when the form was opened, raises ChangedMeanwhile where it has moved on.
    """
    risk = _open(risk, version)
    changes = assign(risk, **words.values(), **_scores(inherent, target), **hangs.values(risk.alliance))
    return changed(risk, changes, by=by)


@transaction.atomic
def rescore_risk(
    *,
    risk,
    score: Score,
    by,
    on: date,
    comment: str = "",
    review_on: date | None = None,
    version: int | None = None,
) -> RiskScore:
    """Score a risk anew, as of a day; the old scores stay. With `review_on` its next review is set as well.

    A score of an earlier day than the last one joins the history. Raises ValidationError for a risk that is not open
    or a day before it was raised; ChangedMeanwhile as revise_risk does.
    """
    risk = _open(risk, version)
    if on < risk.raised_on:
        raise ValidationError(
            {"on": f"The risk was raised on {risk.raised_on:%-d %B %Y}. Choose that day or a later one."}
        )
    row = RiskScore.objects.create(
        risk=risk, likelihood=score.likelihood, impact=score.impact, comment=comment.strip(), on=on, by=by
    )
    changes = assign(risk, review_on=review_on) if review_on else {}
    risk.version += 1
    risk.save(update_fields=["review_on", "version"])
    record("scored", risk, by, changes, note=f"{score}")
    return row


@transaction.atomic
def close_risk(*, risk, reason: str, by, on: date, version: int | None = None) -> Risk:
    """Close a risk that can no longer happen, or that is accepted; nothing is deleted."""
    risk = _open(risk, version)
    if not reason.strip():
        raise ValidationError({"reason": "Say why the risk is closed."})
    return end_risk(risk, RiskState.CLOSED, reason.strip(), by=by, on=on)


def end_risk(risk, state, reason, *, by, on) -> Risk:
    """Note that an open, locked risk came to an end."""
    changes = assign(risk, state=state, closed_on=on, closing_reason=reason)
    return changed(risk, changes, by=by, verb=RiskState(state).label.lower())


@transaction.atomic
def reopen_risk(*, risk, by, on: date) -> Risk:
    """Open a risk again that was closed or became an issue."""
    risk = locked(risk, None)
    if risk.state == RiskState.OPEN:
        raise ValidationError(f"Risk {risk.reference} is open.")
    changes = assign(risk, state=RiskState.OPEN, closed_on=None, closing_reason="")
    return changed(risk, changes, by=by, verb="reopened", note=f"On {on:%-d %B %Y}")


# --- Mitigations ----------------------------------------------------------------------------------------


@transaction.atomic
def add_mitigation(*, risk, text: str, by, on: date, owner_name: str = "", due_text: str = "") -> Mitigation:
    """Add a mitigation at the end of a risk's list; `due_text` is a date as people write it ("Q3", "Jan 27", "tbc")."""
    risk = _open(risk)
    if risk.mitigations.filter(text=text.strip()).exists():
        raise ValidationError({"text": "This mitigation is there already. Change the words to add another."})
    mitigation = Mitigation(
        risk=risk,
        position=next_position(risk.mitigations),
        text=text.strip(),
        owner_name=owner_name.strip(),
        **_due(risk, due_text, on),
    )
    mitigation.full_clean()
    mitigation.save()
    record("mitigation added", risk, by, note=mitigation.text)
    return mitigation


@transaction.atomic
def revise_mitigation(*, mitigation, text: str, owner_name: str, due_text: str, by, on: date) -> Mitigation:
    """Change a mitigation's words, owner or due date."""
    risk = _open(mitigation.risk)
    due = _due(risk, due_text, on) if due_text.strip() != mitigation.due_text else {}
    changes = assign(mitigation, text=text.strip(), owner_name=owner_name.strip(), **due)
    if changes:
        mitigation.full_clean()
        mitigation.save()
        shown = {name: pair for name, pair in changes.items() if name in ("text", "owner_name", "due_text")}
        record("mitigation revised", risk, by, shown, note=mitigation.text)
    return mitigation


@transaction.atomic
def record_mitigation(*, mitigation, done: bool, by, on: date) -> Mitigation:
    """Note that a mitigation was done on a day, or that it is not done after all."""
    risk = _open(mitigation.risk)
    changes = assign(mitigation, done_on=on if done else None)
    if changes:
        mitigation.save(update_fields=["done_on"])
        record("mitigation done" if done else "mitigation not done", risk, by, changes, note=mitigation.text)
    return mitigation


def _due(risk, text, on):
    """The columns of a due date as written, read in the year of the plan that the risk hangs on, else of the day."""
    plan = risk.plan or risk.work_plan
    year = plan.financial_year if plan else FinancialYear.containing(on)
    due = the_due(read_due(text.strip(), year))
    return {"due_text": text.strip(), "due_kind": due.kind, "due_earliest": due.earliest, "due_latest": due.latest}
