"""Quarterly returns: the list of a plan, one return, its commentaries, signing off, correcting, downloads."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from alliance import operations
from alliance.forms.returns import CommentaryForm, CorrectReturnForm, OpenReturnForm, ReturnDateForm, SignOffForm
from alliance.models import DeliveryPlan, DeliveryState, QuarterlyReturn, Workstream
from alliance.reports import render_quarterly
from alliance.returns import quarters_of, read_return
from core.export import XLSX_TYPE
from core.word import DOCX_TYPE
from organisations.access import Capability, may, require
from workplans.views.refusals import refusals_shown, show_refusal

asks = require_http_methods(["GET", "HEAD", "POST"])
TO_WRITE = timedelta(days=21)


def _plan(request, alliance, year):
    plans = DeliveryPlan.objects.visible_to(request.user).select_related("alliance")
    return get_object_or_404(plans, alliance__code=alliance, year=year)


def _return(request, alliance, year, quarter, version):
    returns = QuarterlyReturn.objects.visible_to(request.user).with_plan()
    return get_object_or_404(returns, plan__alliance__code=alliance, plan__year=year, quarter=quarter, version=version)


def _list_address(plan):
    return reverse("delivery:returns", args=[plan.alliance.code, plan.year])


def _above(plan, found=None):
    """The pages between the plan and one about its returns, for the breadcrumbs."""
    pages = [("Quarterly returns", _list_address(plan))]
    return [*pages, (str(found), found.get_absolute_url())] if found else pages


# --- Reading ------------------------------------------------------------------------------------------


@require_safe
def returns(request, alliance, year):
    """The four quarters of a plan and their returns."""
    plan = _plan(request, alliance, year)
    quarters = quarters_of(plan, on=timezone.localdate())
    office = may(request.user, Capability.EDIT_PLAN, plan) and plan.state != DeliveryState.CLOSED
    context = {"plan": plan, "quarters": quarters, "may_open": office and any(each.can_open for each in quarters)}
    return render(request, "alliance/returns/list.html", context)


@require_safe
def one_return(request, alliance, year, quarter, version):
    """One return: open, with who has not written and what is missing; or as it was signed."""
    found = _return(request, alliance, year, quarter, version)
    on = timezone.localdate()
    everything = may(request.user, Capability.UPDATE, found.plan)
    standing = read_return(found, user=request.user, may_write_all=everything, on=on)
    versions = list(found.plan.returns.filter(quarter=quarter).with_plan().order_by("-version"))
    closed = found.plan.state == DeliveryState.CLOSED
    office = may(request.user, Capability.EDIT_PLAN, found.plan) and not closed
    context = {
        "plan": found.plan,
        "return": found,
        "above": _above(found.plan),
        "standing": standing,
        "content": standing.content,
        "counts": [(rating, count, "") for rating, count in standing.content.counts.items()],
        "signature": found.signature if found.signed else None,
        "others": [each for each in versions if each.pk != found.pk],
        "newer": any(each.version > found.version for each in versions),
        "may_sign": office and not found.signed,
        "may_correct": office and found.signed and found == versions[0],
        "closed": closed,
        "on": on,
        "late": not found.signed and found.due_on < on,
    }
    return render(request, "alliance/returns/return.html", context)


@require_safe
def export(request, alliance, year, quarter, version, kind):
    """A return as Word or Excel; a signed one as it was signed."""
    found = _return(request, alliance, year, quarter, version)
    if kind not in ("docx", "xlsx"):
        raise Http404("A return is exported as docx or xlsx.")
    standing = read_return(found, user=request.user, may_write_all=False, on=timezone.localdate())
    more = {}
    if found.signed:
        signature = found.signature
        more = {
            "signed_by": str(signature.by or "the system"),
            "statement": signature.statement,
            "gaps": signature.gaps_accepted,
        }
    draw = render_quarterly.render_docx if kind == "docx" else render_quarterly.render_xlsx
    response = HttpResponse(draw(standing.content, **more), content_type=DOCX_TYPE if kind == "docx" else XLSX_TYPE)
    name = render_quarterly.file_name(standing.content, kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# --- Writing ------------------------------------------------------------------------------------------


@asks
def commentary(request, alliance, year, quarter, version, pk):
    """What the lead of a workstream says of the quarter, with the milestones that it is about."""
    found = _return(request, alliance, year, quarter, version)
    workstream = get_object_or_404(Workstream, plan=found.plan, pk=pk)
    everything = may(request.user, Capability.UPDATE, found.plan)
    own = may(request.user, Capability.UPDATE_OWN, found.plan) and workstream.lead_id == request.user.pk
    if not (everything or own):
        raise PermissionDenied("You need to lead this workstream, or a role that lets you report on all of them.")
    if found.signed:
        messages.info(request, "This return was signed off, and is not changed any more.")
        return HttpResponseRedirect(found.get_absolute_url())
    standing = read_return(found, user=request.user, may_write_all=everything, on=timezone.localdate())
    part = next(each for each in standing.parts if each.id == workstream.pk)
    there = found.commentaries.filter(workstream=workstream).select_related("by").first()
    initial = {"text": there.text if there else "", "version": there.version if there else 0}
    form = CommentaryForm(request.POST or None, initial=initial)
    theirs = None
    if request.method == "POST" and form.is_valid():
        hand_in = "hand_in" in request.POST
        try:
            operations.write_commentary(
                quarterly_return=found,
                workstream=workstream,
                text=form.cleaned_data["text"],
                hand_in=hand_in,
                by=request.user,
                version=form.cleaned_data["version"],
            )
        except operations.ChangedMeanwhile as changed:
            theirs = changed.work
            form = CommentaryForm({"text": form.cleaned_data["text"], "version": theirs.version}, initial=initial)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            words = "handed in" if hand_in else "kept as a draft"
            messages.success(request, f"The commentary of {workstream} is {words}.")
            return HttpResponseRedirect(found.get_absolute_url())
    context = {
        "plan": found.plan,
        "return": found,
        "above": _above(found.plan, found),
        "workstream": workstream,
        "part": part,
        "form": form,
        "theirs": theirs,
        "there": there,
        "here": request.path,
    }
    status = 409 if theirs else 422 if request.method == "POST" else 200
    return render(request, "alliance/returns/commentary.html", context, status=status)


# --- The programme office -------------------------------------------------------------------------------


def _office(request, plan):
    require(request.user, Capability.EDIT_PLAN, plan)
    if plan.state == DeliveryState.CLOSED:
        raise PermissionDenied(f"“{plan}” is closed. Reopen it before changing it.")


def _form_page(request, form, *, plan, title, save, text="", consequences=(), cancel_url, found=None, gaps=()):
    context = {
        "plan": plan,
        "return": found,
        "above": _above(plan, found),
        "form": form,
        "title": title,
        "save": save,
        "text": text,
        "consequences": consequences,
        "gaps": gaps,
        "cancel_url": cancel_url,
    }
    return render(request, "alliance/returns/form.html", context, status=422 if request.method == "POST" else 200)


@asks
def open_return(request, alliance, year):
    """Open the return of a quarter."""
    plan = _plan(request, alliance, year)
    _office(request, plan)
    on = timezone.localdate()
    can_open = [each.quarter for each in quarters_of(plan, on=on) if each.can_open]
    if not can_open:
        messages.info(request, "Every quarter that has begun has its return. The next can be opened once it begins.")
        return HttpResponseRedirect(_list_address(plan))
    initial = {"quarter": can_open[-1].number, "due_on": on + TO_WRITE}
    form = OpenReturnForm(request.POST or None, quarters=can_open, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_shown(form):
            opened = operations.open_return(
                plan=plan, quarter=said["quarter"], due_on=said["due_on"], by=request.user, on=on
            )
            messages.success(request, f"The {opened} is open. Programme leads can write their commentaries.")
            return HttpResponseRedirect(opened.get_absolute_url())
    return _form_page(
        request,
        form,
        plan=plan,
        title="Open a quarterly return",
        save="Open the return",
        text="Programme leads report on their milestones and write a short commentary; then you sign the return off.",
        cancel_url=_list_address(plan),
    )


@asks
def change_date(request, alliance, year, quarter, version):
    """Give the programme leads more, or less, time."""
    found = _return(request, alliance, year, quarter, version)
    _office(request, found.plan)
    form = ReturnDateForm(request.POST or None, initial={"due_on": found.due_on})
    if request.method == "POST" and form.is_valid():
        with refusals_shown(form):
            operations.move_return_date(quarterly_return=found, due_on=form.cleaned_data["due_on"], by=request.user)
            messages.success(request, f"The commentaries are due on {form.cleaned_data['due_on']:%-d %B %Y}.")
            return HttpResponseRedirect(found.get_absolute_url())
    title = "Change the day it is due"
    back = found.get_absolute_url()
    return _form_page(request, form, plan=found.plan, found=found, title=title, save="Save the day", cancel_url=back)


@asks
def sign(request, alliance, year, quarter, version):
    """Sign a return off; with gaps only when somebody says why."""
    found = _return(request, alliance, year, quarter, version)
    _office(request, found.plan)
    if found.signed:
        messages.info(request, "This return is signed off already.")
        return HttpResponseRedirect(found.get_absolute_url())
    on = timezone.localdate()
    standing = read_return(found, user=request.user, may_write_all=True, on=on)
    form = SignOffForm(request.POST or None, gaps=standing.gaps)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(form):
            operations.sign_off(quarterly_return=found, by=request.user, on=on, **form.cleaned_data)
            messages.success(request, f"The {found} is signed off. It stays as it is now.")
            return HttpResponseRedirect(found.get_absolute_url())
    return _form_page(
        request,
        form,
        plan=found.plan,
        found=found,
        title=f"Sign off the {found}",
        save="Sign off",
        consequences=[
            f"{standing.content.milestones} milestones and {len(standing.parts)} commentaries are kept as they stand "
            f"today, {on:%-d %B %Y}.",
            "Nothing changes in it any more. A mistake is put right in a new version; this one stays readable.",
        ],
        gaps=standing.gaps,
        cancel_url=found.get_absolute_url(),
    )


@asks
def correct(request, alliance, year, quarter, version):
    """Open the next version of a signed return."""
    found = _return(request, alliance, year, quarter, version)
    _office(request, found.plan)
    on = timezone.localdate()
    form = CorrectReturnForm(request.POST or None, initial={"due_on": on + timedelta(days=7)})
    if request.method == "POST" and form.is_valid():
        with refusals_shown(form):
            corrected = operations.correct_return(quarterly_return=found, by=request.user, on=on, **form.cleaned_data)
            messages.success(request, f"Version {corrected.version} is open. Version {found.version} stays as signed.")
            return HttpResponseRedirect(corrected.get_absolute_url())
    return _form_page(
        request,
        form,
        plan=found.plan,
        found=found,
        title=f"Correct the {found}",
        save="Open a new version",
        text="Commentaries are carried over as drafts. The signed version stays as it is, and can be read any time.",
        cancel_url=found.get_absolute_url(),
    )
