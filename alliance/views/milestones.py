"""One milestone: its page, its status update, the move of its date, its parts, its words, its end."""

from functools import partial
from urllib.parse import parse_qsl, quote, urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from alliance import operations
from alliance.delivery import read_plan, thresholds_of
from alliance.filters import MilestoneFilter
from alliance.forms.delivery import CloseMilestoneForm, MilestoneForm, line_of_part
from alliance.histories import read_milestone_timeline
from alliance.milestones import column_of, column_words
from alliance.mine import my_milestones
from alliance.models import DeliveryState, Milestone, MilestonePart
from alliance.views.delivery_pages import asks, form_page
from alliance.views.finding import milestone_of
from alliance.views.grid_context import grid_context
from organisations.access import Capability, may
from workplans.forms.updates import MoveDateForm, UpdateForm
from workplans.sheet import Permissions
from workplans.standing import standing_of
from workplans.views import conflicts
from workplans.views.moving_dates import DateMove, move_page
from workplans.views.refusals import show_refusal
from workplans.views.returning import next_address, next_query


def _require(allowed, milestone, words):
    if milestone.plan.state == DeliveryState.CLOSED:
        raise PermissionDenied(f"“{milestone.plan}” is closed. Reopen it before changing its milestones.")
    if not allowed:
        raise PermissionDenied(f"You need a role here that lets you {words}.")


def _may_update(request, milestone) -> bool:
    return Milestone.objects.updatable_by(request.user).filter(pk=milestone.pk).exists()


def _above(milestone):
    """The pages between the plan and one about a milestone: (word, address)."""
    deliverable = milestone.deliverable
    deliverable.plan = milestone.plan
    return [
        (f"Deliverable {deliverable.number}", deliverable.get_absolute_url()),
        (f"Milestone {milestone.number}", milestone.get_absolute_url()),
    ]


@require_safe
def mine(request):
    """What is open in the deliverables and workstreams that the person leads, by what it asks of them today."""
    mine = my_milestones(request.user, on=timezone.localdate())
    return render(
        request,
        "alliance/delivery/my_milestones.html",
        {
            "mine": mine,
            "groups": [
                {"id": "overdue", "title": "Overdue", "lines": mine.overdue},
                {"id": "due", "title": "Due this quarter", "lines": mine.due},
                {"id": "quiet", "title": "Waiting for an update", "lines": mine.quiet},
                {"id": "rest", "title": "The rest", "lines": mine.rest},
            ],
            "updatable": mine.updatable,
            "back": quote(request.path, safe=""),
        },
    )


# --- The page -----------------------------------------------------------------------------------------


@require_safe
def milestone(request, alliance, year, pk):
    """A milestone: where it stands and why, its parts, and everything that happened to it."""
    milestone = milestone_of(request, alliance, year, pk)
    return render(request, "alliance/delivery/milestone.html", _page(request, milestone))


def _page(request, milestone):
    on, plan = timezone.localdate(), milestone.plan
    permissions = Permissions.of(request.user, plan)
    deliverable = milestone.deliverable
    deliverable.plan = plan
    own = request.user.pk in (deliverable.lead_id, deliverable.workstream.lead_id)
    due = column_of(milestone.due_latest, planned=milestone.quarter, year=plan.financial_year)
    return {
        "milestone": milestone,
        "deliverable": deliverable,
        "plan": plan,
        "permissions": permissions,
        "may_update": permissions.update_all or (permissions.update_own and own),
        "standing": standing_of(
            milestone,
            on=on,
            thresholds=thresholds_of(plan.alliance_id, on=on),
            steps=list(milestone.parts.order_by("position")),
        ),
        "due_quarter": column_words(due, milestone.due_latest),
        "moved": due != milestone.quarter,
        "timeline": read_milestone_timeline(milestone),
        "above": _above(milestone)[:1],
        "closed": plan.state == DeliveryState.CLOSED,
    }


# --- Status, rating, comment --------------------------------------------------------------------------


@asks
@vary_on_headers("HX-Request")
def update(request, alliance, year, pk):
    """Record status, rating and comment: under its row of the grid, or on a page of its own."""
    milestone = milestone_of(request, alliance, year, pk)
    _require(_may_update(request, milestone), milestone, "record status and rating")
    on = timezone.localdate()
    thresholds = thresholds_of(milestone.plan.alliance_id, on=on)

    def form_for(milestone, data=None):
        return UpdateForm(
            data,
            work=milestone,
            suggestion_for=lambda status: operations.suggestion_after(
                milestone, status=status, on=on, thresholds=thresholds
            ),
        )

    back = next_address(request, milestone.get_absolute_url())
    target = f"deliverable-{milestone.deliverable_id}"
    context = {"milestone": milestone, "plan": milestone.plan, "next": back, "above": _above(milestone)}
    context |= {"update_url": request.path, "row_target": f"#{target}"}
    context |= {"in_row": request.htmx and request.htmx.target == target}
    if request.method != "POST":
        if request.GET.get("cancel"):
            return _in_row(request, context, focus=milestone.pk)
        return _form(request, context | {"form": form_for(milestone)}, thresholds, on)
    form = form_for(milestone, request.POST)
    if not form.is_valid():
        return _form(request, context | {"form": form}, thresholds, on, status=422)
    try:
        operations.record_milestone_update(
            milestone=milestone, report=form.report(), by=request.user, on=on, version=form.cleaned_data["version"]
        )
    except operations.ChangedMeanwhile as changed:
        now = changed.work
        rows = conflicts.versions_of_report(now, form.cleaned_data, on=on, thresholds=thresholds)
        timeline = read_milestone_timeline(now)
        context |= {
            "form": form_for(now, conflicts.on_top(request.POST, version=now.version)),
            "conflict": conflicts.conflict_of(now, rows=rows, discard_url=back, timeline=timeline),
            "submit_words": "Save mine on top",
        }
        return _form(request, context, thresholds, on, status=conflicts.STATUS)
    except ValidationError as refused:
        form.add_error(None, refused)
        return _form(request, context | {"form": form}, thresholds, on, status=422)
    words = f"Milestone {milestone.number} updated."
    if context["in_row"]:
        return _in_row(request, context, saved=words, focus=milestone.pk)
    messages.success(request, words)
    return HttpResponseClientRedirect(back) if request.htmx else HttpResponseRedirect(back)


def _form(request, context, thresholds, on, *, status=200):
    """The update form: under the row of its deliverable, or as a page."""
    context["form"].lead_to_error()
    if context["in_row"]:
        return _in_row(request, context, status=status)
    standing = standing_of(context["milestone"], on=on, thresholds=thresholds)
    template = "conflict" if "conflict" in context else "milestone_update"
    return render(request, f"alliance/delivery/{template}.html", context | {"standing": standing}, status=status)


def _in_row(request, context, *, status=200, **more):
    """The row of the milestone's deliverable as it stands now, filtered as the grid it stands in; and the counts."""
    plan, milestone, today = context["plan"], context["milestone"], timezone.localdate()
    reading = read_plan(plan, request.user, on=today, today=today)
    query = QueryDict(mutable=True)
    for name, value in parse_qsl(urlsplit(context["next"]).query):
        query.appendlist(name, value)
    path = reverse("delivery:grid", args=[plan.alliance.code, plan.year])
    filters = MilestoneFilter(query, reading)
    keeps = filters.keeps
    group = reading.group(
        next(d for d in reading.deliverables if d.pk == milestone.deliverable_id),
        # What is being updated stays in view, though it may no longer be what was asked for.
        keeps and (lambda line: line.state.id == milestone.pk or keeps(line)),
    )
    context = grid_context(reading, filters, path=path, keep=[], address=context["next"]) | context | more
    context |= {"group": group, "next_query": next_query(context["next"])}
    return render(request, "alliance/delivery/grid.html#one_row", context, status=status)


# --- Due date -----------------------------------------------------------------------------------------


@asks
@vary_on_headers("HX-Request")
def move(request, alliance, year, pk):
    """Move a milestone to another quarter or date under change control; its meaning is shown before it moves."""
    milestone = milestone_of(request, alliance, year, pk)
    _require(may(request.user, Capability.MOVE_DATE, milestone), milestone, "move a due date under change control")
    on = timezone.localdate()
    move = DateMove(
        verb=partial(operations.move_milestone, milestone=milestone),
        said=lambda text: f"Milestone {milestone.number} is now due {text}. It shows in both quarters.",
        form=_move_form,
        timeline=read_milestone_timeline,
        template="alliance/delivery/move.html",
        conflict_template="alliance/delivery/conflict.html",
    )
    return move_page(
        request,
        milestone,
        move,
        back=next_address(request, milestone.get_absolute_url()),
        on=on,
        thresholds=thresholds_of(milestone.plan.alliance_id, on=on),
        milestone=milestone,
        plan=milestone.plan,
        above=_above(milestone),
    )


def _move_form(data=None, *, work):
    form = MoveDateForm(data, work=work)
    form.fields["text"].label = "New quarter or date"
    form.fields["text"].help_text = _later_quarters(work)
    return form


def _later_quarters(milestone) -> str:
    """The quarters it may be moved to next, as they are written, and how else a date may be."""
    quarter = milestone.due_quarter or milestone.planned_quarter
    following = []
    for _ in range(3):
        quarter = quarter.next
        following.append(f"Q{quarter.number}" if quarter.year == milestone.plan.financial_year else str(quarter))
    return (
        f"A quarter, such as {', '.join(following[:-1])} or {following[-1]}; or a day or month, such as 30 June 2026."
    )


# --- Parts, words, the end ----------------------------------------------------------------------------


@require_POST
def part(request, alliance, year, pk, part):
    """Note that a part is done, or that it is not done after all."""
    milestone = milestone_of(request, alliance, year, pk)
    part = get_object_or_404(MilestonePart, milestone=milestone, pk=part)
    _require(_may_update(request, milestone), milestone, "record status and rating")
    done = request.POST.get("done") == "1"
    operations.record_part(part=part, done=done, by=request.user, on=timezone.localdate())
    if request.htmx:
        context = _page(request, milestone_of(request, alliance, year, pk))
        context |= {"said": "Part done." if done else "Part not done after all.", "step_focus": part.pk}
        return render(request, "alliance/delivery/milestone.html#whole", context)
    return HttpResponseRedirect(f"{milestone.get_absolute_url()}#parts")


@asks
def edit(request, alliance, year, pk):
    """Change a milestone's words and parts; its date moves under change control."""
    milestone = milestone_of(request, alliance, year, pk)
    _require(may(request.user, Capability.EDIT_PLAN, milestone), milestone, "edit a milestone")
    back = milestone.get_absolute_url()

    def form_for(milestone, data=None):
        parts = "\n".join(line_of_part(p.text, p.due_text) for p in milestone.parts.order_by("position"))
        initial = {"text": milestone.text, "parts": parts, "version": milestone.version}
        return MilestoneForm(data, new=False, initial=initial)

    form = form_for(milestone, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            operations.revise_milestone(
                milestone=milestone,
                text=said["text"],
                parts=form.part_pairs(),
                by=request.user,
                version=said["version"],
            )
        except operations.ChangedMeanwhile as changed:
            now = changed.work
            standing = form_for(now).initial
            rows = [("Milestone", now.text, said["text"]), ("Parts", standing["parts"], said["parts"])]
            timeline = read_milestone_timeline(now)
            context = {
                "form": form_for(now, conflicts.on_top(request.POST, version=now.version)),
                "conflict": conflicts.conflict_of(now, rows=rows, discard_url=back, timeline=timeline),
                "plan": milestone.plan,
                "above": _above(milestone),
            }
            return render(request, "alliance/delivery/conflict.html", context, status=conflicts.STATUS)
        except ValidationError as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, f"Milestone {milestone.number} is changed.")
            return HttpResponseRedirect(back)
    return form_page(
        request,
        form,
        title=f"Edit milestone {milestone.number}",
        save="Save the milestone",
        plan=milestone.plan,
        cancel_url=back,
        above=_above(milestone),
    )


@asks
def close(request, alliance, year, pk):
    """Close a milestone that will not be delivered, with the reason."""
    milestone = milestone_of(request, alliance, year, pk)
    _require(_may_update(request, milestone), milestone, "record status and rating")
    back = milestone.get_absolute_url()
    form = CloseMilestoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.close_milestone(
                milestone=milestone, reason=form.cleaned_data["comment"], by=request.user, on=timezone.localdate()
            )
        except ValidationError as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, f"Milestone {milestone.number} is closed.")
            return HttpResponseRedirect(back)
    return form_page(
        request,
        form,
        title=f"Close milestone {milestone.number}",
        save="Close the milestone",
        text=f"“{milestone.text}” will show as closed, in Grey, with your reason. "
        "Nothing is deleted, and an update can reopen it.",
        plan=milestone.plan,
        cancel_url=back,
        above=_above(milestone),
    )
