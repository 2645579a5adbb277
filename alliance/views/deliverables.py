"""Deliverables: the page of one, adding and editing, reviewers' comments, the work-plan actions that serve it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alliance import operations
from alliance.chain import actions_offered, actions_serving, in_figures, measures_of, risks_of
from alliance.delivery import read_plan, without_milestones
from alliance.forms.delivery import (
    CommentForm,
    DeliverableForm,
    LinkActionsForm,
    MeasureFormSet,
    MilestoneForm,
    ResolutionForm,
)
from alliance.histories import trail_of
from alliance.models import Deliverable, DeliveryState, ReviewComment
from alliance.money import money_of_deliverable
from alliance.operations.delivery import account_of
from alliance.views.delivery_pages import asks, form_page, people_of
from alliance.views.finding import deliverable_of, plan_to_change, refuse_closed
from core.templatetags.nhsuk_forms import error_list
from organisations.access import Capability, require
from workplans.numbering import next_number_under
from workplans.views import conflicts
from workplans.views.refusals import refusals_shown, show_refusal

_WORDS = ("title", "text", "narrative", "lead_name", "lead_email", "programme", "not_applicable_reason")


# --- The page -----------------------------------------------------------------------------------------


@require_safe
def deliverable(request, alliance, year, number):
    """A deliverable: what is to be delivered, how one will know, its milestones, comments, and what serves it."""
    deliverable, today = deliverable_of(request, alliance, year, number), timezone.localdate()
    plan = deliverable.plan
    seen = Deliverable.objects.visible_to(request.user).filter(pk=deliverable.pk)
    reading = read_plan(plan, request.user, on=today, today=today, deliverables=seen)
    return render(
        request,
        "alliance/delivery/deliverable.html",
        {
            "plan": plan,
            "deliverable": deliverable,
            "permissions": reading.permissions,
            "group": reading.group(reading.deliverables[0]),
            "no_milestones": without_milestones(deliverable),
            "measures": measures_of(deliverable, request.user, on=today),
            "risks": risks_of(deliverable, request.user, on=today, thresholds=reading.thresholds),
            "comments": list(deliverable.comments.select_related("by", "resolved_by")),
            "comment_form": CommentForm(),
            "actions": actions_serving(deliverable, request.user, on=today),
            "money": money_of_deliverable(deliverable, on=today, thresholds=reading.thresholds),
            "timeline": trail_of(deliverable),
            "closed": plan.state == DeliveryState.CLOSED,
        },
    )


# --- Adding and editing -------------------------------------------------------------------------------


@asks
def add_deliverable(request, alliance, year):
    """Add a deliverable at the end of a plan."""
    plan = plan_to_change(request, alliance, year)
    workstreams = plan.workstreams.order_by("position")
    if not workstreams:
        messages.info(request, "Add a workstream first; its deliverables stand under it.")
        return HttpResponseRedirect(reverse("delivery:workstream_add", args=[alliance, year]))
    taken = list(plan.deliverables.values_list("number", flat=True))
    form = DeliverableForm(
        request.POST or None,
        workstreams=workstreams,
        people=people_of(plan),
        taken=taken,
        new=True,
        initial={"workstream": request.GET.get("workstream", "")},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        workstream = said["workstream"]
        workstream.plan = plan
        with refusals_shown(form, whole="number"):
            deliverable = operations.add_deliverable(
                workstream=workstream,
                number=said["number"] or next_number_under(workstream.number, taken),
                words=form.words(),
                lead=said["lead"],
                by=request.user,
            )
            messages.success(request, f"Deliverable {deliverable.number} is added. Add its milestones.")
            return HttpResponseRedirect(deliverable.get_absolute_url())
    return form_page(request, form, title="Add a deliverable", save="Add the deliverable", plan=plan)


@asks
def edit_deliverable(request, alliance, year, number):
    """Change what the plan says of a deliverable."""
    plan = plan_to_change(request, alliance, year)
    deliverable = deliverable_of(request, alliance, year, number)

    def form_for(deliverable, data=None):
        return DeliverableForm(
            data,
            workstreams=plan.workstreams.order_by("position"),
            people=people_of(plan, also=deliverable.lead_id),
            new=False,
            initial={name: getattr(deliverable, name) for name in (*_WORDS, "workstream", "lead", "version")},
        )

    back = deliverable.get_absolute_url()
    form = form_for(deliverable, request.POST if request.method == "POST" else None)
    words = {"title": f"Edit deliverable {number}", "save": "Save the deliverable", "plan": plan, "cancel_url": back}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            operations.revise_deliverable(
                deliverable=deliverable,
                words=form.words(),
                by=request.user,
                version=said["version"],
                workstream=said["workstream"],
                lead=said["lead"] or account_of(said["lead_email"]),
            )
        except operations.ChangedMeanwhile as meanwhile:
            now = meanwhile.work
            again = form_for(now, conflicts.on_top(request.POST, version=now.version))
            rows = [
                (str(again.fields[name].label), _plain(getattr(now, name)), _plain(said[name]))
                for name in (*_WORDS, "workstream", "lead")
            ]
            conflict = conflicts.conflict_of(now, rows=rows, discard_url=back, timeline=trail_of(now))
            context = {"form": again, "plan": plan, "deliverable": now, "conflict": conflict}
            return render(request, "alliance/delivery/conflict.html", context, status=conflicts.STATUS)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"Deliverable {number} is changed.")
            return HttpResponseRedirect(back)
    return form_page(request, form, **words)


def _plain(value) -> str:
    return "" if value is None else str(value)


@asks
def add_milestone(request, alliance, year, number):
    """Add a milestone to a deliverable."""
    plan = plan_to_change(request, alliance, year)
    deliverable = deliverable_of(request, alliance, year, number)
    form = MilestoneForm(request.POST or None, new=True, initial={"quarter": request.GET.get("quarter", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_shown(form, whole="text"):
            milestone = operations.add_milestone(
                deliverable=deliverable,
                quarter=int(said["quarter"]),
                text=said["text"],
                due_text=said["due_text"],
                parts=form.part_pairs(),
                by=request.user,
                on=timezone.localdate(),
            )
            messages.success(request, f"A milestone is added to {number} in Q{milestone.quarter}.")
            return HttpResponseRedirect(deliverable.get_absolute_url())
    return form_page(
        request,
        form,
        title=f"Add a milestone to {number}",
        save="Add the milestone",
        plan=plan,
        cancel_url=deliverable.get_absolute_url(),
        above=[(f"Deliverable {number}", deliverable.get_absolute_url())],
    )


@asks
def edit_measures(request, alliance, year, number):
    """Say how one will know that a deliverable succeeded: its measures, line by line."""
    plan = plan_to_change(request, alliance, year)
    deliverable = deliverable_of(request, alliance, year, number)
    names = MeasureFormSet.form.base_fields
    standing = [
        {name: in_figures(getattr(measure, name)) for name in names}
        for measure in deliverable.measures.order_by("position")
    ]
    lines = MeasureFormSet(request.POST if request.method == "POST" else None, initial=standing, prefix="measures")
    refused = []
    if request.method == "POST" and lines.is_valid():
        try:
            operations.set_measures(deliverable=deliverable, measures=lines.words(), by=request.user)
        except ValidationError as error:
            refused = error.messages
        else:
            messages.success(request, f"The success measures of {number} are saved.")
            return HttpResponseRedirect(f"{deliverable.get_absolute_url()}#measures")
    problems = [("#measures", words) for words in refused]
    problems += [line for form in lines if form.errors for line in error_list(form)] if lines.is_bound else []
    return render(
        request,
        "alliance/delivery/measures_form.html",
        {"plan": plan, "deliverable": deliverable, "lines": lines, "problems": problems},
        status=422 if problems else 200,
    )


# --- Comments -----------------------------------------------------------------------------------------


def _may_comment(request, deliverable):
    """Whoever sees the whole plan may comment: that is what reviewers are for."""
    require(request.user, Capability.SEE, deliverable.plan)
    refuse_closed(deliverable.plan)


@asks
def comment(request, alliance, year, number):
    """Keep what a reviewer says of a deliverable."""
    deliverable = deliverable_of(request, alliance, year, number)
    _may_comment(request, deliverable)
    form = CommentForm(request.POST or None)
    back = f"{deliverable.get_absolute_url()}#comments"
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        operations.comment_on(deliverable=deliverable, text=said["text"], author=said["author"], by=request.user)
        messages.success(request, "The comment is kept.")
        return HttpResponseRedirect(back)
    return _comment_page(request, form, deliverable, title=f"Comment on {number}", save="Keep the comment")


@asks
def resolve(request, alliance, year, number, pk):
    """Say how a comment was resolved, or open it again."""
    deliverable = deliverable_of(request, alliance, year, number)
    require(request.user, Capability.UPDATE, deliverable.plan)
    refuse_closed(deliverable.plan)
    comment = get_object_or_404(ReviewComment.objects.visible_to(request.user), deliverable=deliverable, pk=pk)
    back = f"{deliverable.get_absolute_url()}#comments"
    if request.method == "POST" and "reopen" in request.POST:
        operations.resolve_comment(comment=comment, resolution="", by=request.user)
        messages.success(request, "The comment is open again.")
        return HttpResponseRedirect(back)
    form = ResolutionForm(request.POST or None, initial={"resolution": comment.resolution})
    if request.method == "POST" and form.is_valid():
        resolution = form.cleaned_data["resolution"]
        operations.resolve_comment(comment=comment, resolution=resolution, by=request.user)
        messages.success(request, "The comment is resolved.")
        return HttpResponseRedirect(back)
    return _comment_page(
        request, form, deliverable, title="Resolve the comment", save="Resolve it", text=f"“{comment.text}”"
    )


def _comment_page(request, form, deliverable, **words):
    back = deliverable.get_absolute_url()
    above = [(f"Deliverable {deliverable.number}", back)]
    return form_page(request, form, plan=deliverable.plan, cancel_url=f"{back}#comments", above=above, **words)


# --- Chain of sight -----------------------------------------------------------------------------------


@asks
def link_actions(request, alliance, year, number):
    """Choose the work-plan actions that serve a deliverable, from the plans of the alliance's networks."""
    plan = plan_to_change(request, alliance, year)
    deliverable = deliverable_of(request, alliance, year, number)
    asked = request.GET.get("q", "") if request.method != "POST" else request.POST.get("q", "")
    offered = actions_offered(deliverable, request.user, words=asked)
    form = LinkActionsForm(
        request.POST if request.method == "POST" else None,
        choices=[(line.pk, line.words) for line in offered.lines],
        initial={"actions": [line.pk for line in offered.lines if line.linked]},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown(form, whole="actions"):
            operations.link_actions(
                deliverable=deliverable, actions=offered.chosen(form.cleaned_data["actions"]), by=request.user
            )
            messages.success(request, f"The actions that serve {number} are saved.")
            return HttpResponseRedirect(f"{deliverable.get_absolute_url()}#chain")
    return render(
        request,
        "alliance/delivery/link_actions.html",
        {"plan": plan, "deliverable": deliverable, "form": form, "offered": offered, "asked": asked},
        status=422 if form.errors else 200,
    )
