"""Issues: what has happened, from a risk or out of the blue, and how it was resolved."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from alliance.models import Issue, RiskState, Severity
from alliance.operations.risks import Hangs, changed, end_risk, locked, next_number, refuse_twin
from organisations.models import Alliance, User
from workplans.operations.changing import assign, record


@dataclass(frozen=True)
class IssueWords:
    """What is said of an issue."""

    title: str
    text: str = ""
    severity: str = Severity.MODERATE
    mitigation: str = ""
    owner_name: str = ""
    owner: User | None = None

    def values(self) -> dict:
        return {name: value.strip() if isinstance(value, str) else value for name, value in vars(self).items()}


@transaction.atomic
def raise_issue(*, alliance: Alliance, words: IssueWords, by, on: date, hangs: Hangs | None = None) -> Issue:
    """Note that something has happened."""
    return _raise(alliance, words, (hangs or Hangs()).values(alliance), by=by, on=on)


@transaction.atomic
def raise_issue_from(
    *, risk, words: IssueWords, by, on: date, keep_risk_open: bool = False, version: int | None = None
) -> Issue:
    """Note that a risk has happened. The risk became an issue with that, unless it may happen again and stays open.

    Raises ValidationError where the risk is not open, ChangedMeanwhile where it has moved on.
    """
    risk = locked(risk, version)
    if risk.state != RiskState.OPEN:
        raise ValidationError(f"Risk {risk.reference} is not open any more.")
    place = {
        name: getattr(risk, name) for name in ("network", "plan", "workstream", "deliverable", "work_plan", "action")
    }
    issue = _raise(risk.alliance, words, place, by=by, on=on, risk=risk)
    if not keep_risk_open:
        end_risk(risk, RiskState.ISSUE, f"Became issue {issue.reference}", by=by, on=on)
    return issue


def _raise(alliance, words, place, *, by, on, risk=None):
    number, said = next_number(Issue, alliance), words.values()
    refuse_twin(Issue, alliance, said["title"], place)
    issue = Issue(alliance=alliance, number=number, risk=risk, raised_on=on, **said, **place)
    issue.full_clean()
    issue.save()
    record("raised", issue, by, note=f"From risk {risk.reference}" if risk else "")
    return issue


@transaction.atomic
def revise_issue(*, issue, words: IssueWords, hangs: Hangs, by, version: int | None = None) -> Issue:
    """Change what is said of an open issue."""
    issue = _open(issue, version)
    return changed(issue, assign(issue, **words.values(), **hangs.values(issue.alliance)), by=by)


@transaction.atomic
def resolve_issue(*, issue, resolution: str, by, on: date, version: int | None = None) -> Issue:
    """Say how an issue was resolved, and on which day."""
    issue = _open(issue, version)
    if not resolution.strip():
        raise ValidationError({"resolution": "Say how the issue was resolved."})
    return changed(issue, assign(issue, resolution=resolution.strip(), closed_on=on), by=by, verb="resolved")


@transaction.atomic
def reopen_issue(*, issue, by, on: date) -> Issue:
    """Open a resolved issue again."""
    issue = locked(issue, None)
    if issue.is_open:
        raise ValidationError(f"Issue {issue.reference} is open.")
    changes = assign(issue, resolution="", closed_on=None)
    return changed(issue, changes, by=by, verb="reopened", note=f"On {on:%-d %B %Y}")


def _open(issue, version):
    issue = locked(issue, version)
    if not issue.is_open:
        raise ValidationError(f"Issue {issue.reference} is resolved. Reopen it before changing it.")
    return issue
