"""Issues: the list, one issue, raising it from a risk or out of the blue, resolving it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alliance import operations
from alliance.forms.risks import CloseRiskForm, IssueForm
from alliance.models import Issue, RiskState
from alliance.operations import IssueWords
from alliance.risks import changes_of, possible_owners, where_words
from alliance.views.risk_finding import (
    Places,
    alliance_of,
    asks,
    crumbs_below,
    crumbs_of,
    form_page,
    issue_of,
    may_add,
    may_update,
    overtaking_shown,
    refuse_others,
    risk_of,
)
from workplans.views.refusals import refusals_shown

WORDS = ("title", "text", "severity", "mitigation", "owner_name", "owner")


@require_safe
def issues(request, alliance):
    """The issues of an alliance that the person sees, the open ones first; ?all=1 with those that are resolved."""
    alliance = alliance_of(request, alliance)
    found = Issue.objects.visible_to(request.user).filter(alliance=alliance).with_places().select_related("risk")
    show_all = request.GET.get("all") == "1"
    if not show_all:
        found = found.filter(closed_on=None)
    lines = [(issue, where_words(issue)) for issue in found.order_by("closed_on", "-raised_on", "-number")]
    return render(
        request,
        "alliance/risks/issues.html",
        {
            "alliance": alliance,
            "lines": lines,
            "show_all": show_all,
            "may_add": may_add(request.user, alliance),
            "crumbs": crumbs_of(alliance),
        },
    )


@require_safe
def issue(request, alliance, number):
    """One issue, and what was changed about it."""
    found = issue_of(request, alliance, number)
    return render(
        request,
        "alliance/risks/issue.html",
        {
            "issue": found,
            "where": where_words(found),
            "changes": changes_of(found),
            "may_update": may_update(request.user, found),
            "crumbs": crumbs_of(found.alliance, ("Issues", reverse("risks:issues", args=[found.alliance.code]))),
        },
    )


def _words(form):
    return IssueWords(**{name: form.cleaned_data[name] for name in WORDS})


@asks
def raise_issue(request, alliance):
    """Note that something has happened."""
    alliance = alliance_of(request, alliance)
    if not may_add(request.user, alliance):
        raise PermissionDenied("You need a role here that lets you record issues.")
    places = Places(request.user, alliance, asked=request.GET.get("hangs", "")[:20])
    form = IssueForm(
        request.POST or None, from_risk=False, places=places.choices, people=possible_owners(alliance),
        initial={"hangs": places.chosen},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusals_shown(form):
            found = operations.raise_issue(
                alliance=alliance, words=_words(form), hangs=places.hangs(form.cleaned_data["hangs"]),
                by=request.user, on=timezone.localdate(),
            )  # fmt: skip
            messages.success(request, f"Issue {found.reference} is raised.")
            return HttpResponseRedirect(found.get_absolute_url())
    address = reverse("risks:issues", args=[alliance.code])
    return form_page(
        request, form, title="Raise an issue", save="Raise the issue", crumbs=crumbs_of(alliance, ("Issues", address)),
        cancel_url=address, caption=alliance.name,
    )  # fmt: skip


@asks
def raise_from_risk(request, alliance, number):
    """Note that a risk has happened."""
    risk = risk_of(request, alliance, number)
    refuse_others(request, risk)
    if risk.state != RiskState.OPEN:
        raise PermissionDenied(f"Risk {risk.reference} is not open any more.")
    initial = {"title": risk.title, "owner_name": risk.owner_name, "owner": risk.owner_id, "version": risk.version}
    form = IssueForm(
        request.POST or None, from_risk=True, places=[("", "")],
        people=possible_owners(risk.alliance, also=risk.owner_id), initial=initial,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusals_shown(form), overtaking_shown(form, "Read the risk again before you raise the issue."):
            found = operations.raise_issue_from(
                risk=risk, words=_words(form), keep_risk_open=form.cleaned_data["keep_risk_open"],
                version=form.cleaned_data["version"], by=request.user, on=timezone.localdate(),
            )  # fmt: skip
            messages.success(request, f"Issue {found.reference} is raised from risk {risk.reference}.")
            return HttpResponseRedirect(found.get_absolute_url())
    return form_page(
        request, form, title="It has happened: raise an issue", save="Raise the issue", crumbs=crumbs_below(risk),
        cancel_url=risk.get_absolute_url(), caption=str(risk),
    )  # fmt: skip


def _open_issue(request, alliance, number):
    found = issue_of(request, alliance, number)
    refuse_others(request, found)
    if not found.is_open:
        raise PermissionDenied(f"Issue {found.reference} is resolved. Reopen it before changing it.")
    return found


@asks
def edit(request, alliance, number):
    """Change what is said of an issue."""
    found = _open_issue(request, alliance, number)
    places = Places(request.user, found.alliance, thing=found)
    form = IssueForm(
        request.POST or None, from_risk=False, places=places.choices,
        people=possible_owners(found.alliance, also=found.owner_id),
        initial={name: getattr(found, name) for name in (*WORDS, "version")} | {"hangs": places.chosen},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusals_shown(form), overtaking_shown(form, "Now it reads “{.title}”."):
            operations.revise_issue(
                issue=found, words=_words(form), hangs=places.hangs(form.cleaned_data["hangs"]),
                version=form.cleaned_data["version"], by=request.user,
            )  # fmt: skip
            messages.success(request, f"Issue {found.reference} is changed.")
            return HttpResponseRedirect(found.get_absolute_url())
    return form_page(
        request, form, title="Edit the issue", save="Save the issue", crumbs=crumbs_below(found),
        cancel_url=found.get_absolute_url(), caption=found.reference,
    )  # fmt: skip


@asks
def resolve(request, alliance, number):
    """Say how an issue was resolved."""
    found = _open_issue(request, alliance, number)
    form = CloseRiskForm(
        request.POST or None, name="resolution", label="How was it resolved?",
        missing="Say how the issue was resolved.", initial={"version": found.version},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_shown(form), overtaking_shown(form, "Read it again before you resolve it."):
            operations.resolve_issue(
                issue=found, resolution=said["resolution"], version=said["version"], by=request.user,
                on=timezone.localdate(),
            )  # fmt: skip
            messages.success(request, f"Issue {found.reference} is resolved.")
            return HttpResponseRedirect(found.get_absolute_url())
    return form_page(
        request, form, title="Resolve the issue", save="Resolve the issue", crumbs=crumbs_below(found),
        cancel_url=found.get_absolute_url(), caption=str(found),
    )  # fmt: skip


@require_POST
def reopen(request, alliance, number):
    """Open a resolved issue again."""
    found = issue_of(request, alliance, number)
    refuse_others(request, found)
    try:
        operations.reopen_issue(issue=found, by=request.user, on=timezone.localdate())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"Issue {found.reference} is open again.")
    return HttpResponseRedirect(found.get_absolute_url())
