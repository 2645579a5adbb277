"""Changing risks: adding, revising, scoring, closing; their mitigations."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from alliance import operations
from alliance.exposure import Score
from alliance.forms.risks import CloseRiskForm, MitigationForm, RiskForm, ScoreForm
from alliance.models import Risk, RiskState
from alliance.operations import RiskWords
from alliance.risks import possible_owners
from alliance.views.risk_finding import (
    Places,
    alliance_of,
    asks,
    crumbs_below,
    crumbs_of,
    form_page,
    may_add,
    overtaking_shown,
    refuse_others,
    risk_of,
)
from workplans.views.refusals import refusals_shown


def _open_risk(request, alliance, number):
    """The risk of an address, where the person may change it and it is open."""
    risk = risk_of(request, alliance, number)
    refuse_others(request, risk)
    if risk.state != RiskState.OPEN:
        raise PermissionDenied(f"Risk {risk.reference} is not open any more. Reopen it before changing it.")
    return risk


def _to(risk):
    return HttpResponseRedirect(risk.get_absolute_url())


# --- A risk -------------------------------------------------------------------------------------------


@asks
def add(request, alliance):
    """Add a risk to the register; ?hangs= says what it belongs to ("d12", "w3", "n7", "a9")."""
    alliance, today = alliance_of(request, alliance), timezone.localdate()
    if not may_add(request.user, alliance):
        raise PermissionDenied("You need a role here that lets you record risks.")
    places = Places(request.user, alliance, asked=request.GET.get("hangs", "")[:20])
    form = RiskForm(
        request.POST or None,
        new=True,
        places=places.choices,
        people=possible_owners(alliance),
        initial={"hangs": places.chosen, "likelihood": None, "impact": None},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown(form):
            risk = operations.add_risk(
                alliance=alliance,
                words=_words(form),
                inherent=form.score("inherent_"),
                current=form.score(),
                target=form.score("target_"),
                hangs=places.hangs(form.cleaned_data["hangs"]),
                by=request.user,
                on=today,
            )
            messages.success(request, f"Risk {risk.reference} is in the register. Add what is done about it.")
            return _to(risk)
    crumbs = crumbs_of(alliance)
    return form_page(
        request,
        form,
        title="Add a risk",
        save="Add the risk",
        crumbs=crumbs,
        cancel_url=crumbs[-1][1],
        caption=alliance.name,
    )


def _words(form):
    said = form.cleaned_data
    return RiskWords(
        **{name: said[name] for name in ("title", "cause", "effect", "category", "owner_name", "owner", "review_on")}
    )


@asks
def edit(request, alliance, number):
    """Change what is said of a risk, its score apart."""
    risk = _open_risk(request, alliance, number)
    places = Places(request.user, risk.alliance, thing=risk)
    names = ("title", "cause", "effect", "category", "owner_name", "owner", "review_on", "inherent_likelihood",
             "inherent_impact", "target_likelihood", "target_impact", "version")  # fmt: skip
    form = RiskForm(
        request.POST or None,
        new=False,
        places=places.choices,
        people=possible_owners(risk.alliance, also=risk.owner_id),
        initial={name: getattr(risk, name) for name in names} | {"hangs": places.chosen},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown(form), overtaking_shown(form, "Now it reads “{.title}”."):
            risk = operations.revise_risk(
                risk=risk,
                words=_words(form),
                inherent=form.score("inherent_"),
                target=form.score("target_"),
                hangs=places.hangs(form.cleaned_data["hangs"]),
                by=request.user,
                version=form.cleaned_data["version"],
            )
            messages.success(request, f"Risk {risk.reference} is changed.")
            return _to(risk)
    return form_page(
        request, form, title="Edit the risk", save="Save the risk", crumbs=crumbs_below(risk),
        cancel_url=risk.get_absolute_url(), caption=risk.reference,
    )  # fmt: skip


@asks
def score(request, alliance, number):
    """Score a risk anew."""
    risk, today = _open_risk(request, alliance, number), timezone.localdate()
    now = Risk.objects.visible_to(request.user).standing(on=today).get(pk=risk.pk)
    initial = {"likelihood": now.likelihood, "impact": now.impact, "version": risk.version}
    form = ScoreForm(request.POST or None, today=today, review_on=risk.review_on, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        when_seen = f"It was scored {now.likelihood} × {now.impact} when last seen."
        with refusals_shown(form), overtaking_shown(form, when_seen):
            row = operations.rescore_risk(
                risk=risk,
                score=Score(said["likelihood"], said["impact"]),
                comment=said["comment"],
                review_on=said["review_on"],
                version=said["version"],
                by=request.user,
                on=said["on"],
            )
            messages.success(request, f"Risk {risk.reference} is scored {row.score}.")
            return _to(risk)
    return form_page(
        request, form, title="Score the risk", save="Record the score", crumbs=crumbs_below(risk),
        cancel_url=risk.get_absolute_url(), caption=str(risk),
        text=f"It stands at {now.likelihood} × {now.impact} = {now.score}. The scores before stay in its history.",
    )  # fmt: skip


@asks
def close(request, alliance, number):
    """Close a risk."""
    risk = _open_risk(request, alliance, number)
    form = CloseRiskForm(
        request.POST or None, name="reason", label="Why is it closed?", missing="Say why the risk is closed.",
        initial={"version": risk.version},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_shown(form), overtaking_shown(form, "Read it again before you close it."):
            operations.close_risk(
                risk=risk, reason=said["reason"], version=said["version"], by=request.user, on=timezone.localdate()
            )
            messages.success(request, f"Risk {risk.reference} is closed. It stays in the register.")
            return _to(risk)
    return form_page(
        request, form, title="Close the risk", save="Close the risk", crumbs=crumbs_below(risk), danger=True,
        cancel_url=risk.get_absolute_url(), caption=str(risk),
        text="A closed risk leaves the heat map and the reminders. It can be read, and reopened.",
    )  # fmt: skip


@require_POST
def reopen(request, alliance, number):
    """Open a risk again."""
    risk = risk_of(request, alliance, number)
    refuse_others(request, risk)
    try:
        operations.reopen_risk(risk=risk, by=request.user, on=timezone.localdate())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"Risk {risk.reference} is open again.")
    return _to(risk)


# --- Mitigations --------------------------------------------------------------------------------------


@asks
def add_mitigation(request, alliance, number):
    """Add something that is done about a risk."""
    risk = _open_risk(request, alliance, number)
    form = MitigationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(form):
            operations.add_mitigation(risk=risk, by=request.user, on=timezone.localdate(), **form.cleaned_data)
            messages.success(request, "The mitigation is added.")
            return _to(risk)
    return form_page(
        request, form, title="Add a mitigation", save="Add the mitigation", crumbs=crumbs_below(risk),
        cancel_url=risk.get_absolute_url(), caption=str(risk),
    )  # fmt: skip


@asks
def edit_mitigation(request, alliance, number, pk):
    """Change a mitigation's words, owner or date."""
    risk = _open_risk(request, alliance, number)
    mitigation = get_object_or_404(risk.mitigations.select_related("risk"), pk=pk)
    initial = {name: getattr(mitigation, name) for name in ("text", "owner_name", "due_text")}
    form = MitigationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(form):
            operations.revise_mitigation(
                mitigation=mitigation, by=request.user, on=timezone.localdate(), **form.cleaned_data
            )
            messages.success(request, "The mitigation is changed.")
            return _to(risk)
    return form_page(
        request, form, title="Edit the mitigation", save="Save the mitigation", crumbs=crumbs_below(risk),
        cancel_url=risk.get_absolute_url(), caption=str(risk),
    )  # fmt: skip


@require_POST
def done(request, alliance, number, pk):
    """Note that a mitigation is done, or (done=0) that it is not after all."""
    risk = _open_risk(request, alliance, number)
    mitigation = get_object_or_404(risk.mitigations.select_related("risk"), pk=pk)
    is_done = request.POST.get("done") != "0"
    operations.record_mitigation(mitigation=mitigation, done=is_done, by=request.user, on=timezone.localdate())
    messages.success(request, "The mitigation is done." if is_done else "The mitigation is to do again.")
    return _to(risk)
