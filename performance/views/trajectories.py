"""Pages of trajectories: the plans of an alliance, one in depth, and the forms by which they are set."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.export import CSV_TYPE, csv_chunks
from core.periods import FinancialYear
from organisations.access import Capability, may, require
from organisations.models import Alliance
from performance.local.choices import providers_of, systems_of
from performance.local.entitled import sees_local_figures
from performance.local.pages import PAGES
from performance.models import Trajectory
from performance.trajectories import pages
from performance.trajectories.courses import courses
from performance.trajectories.forms import DeleteForm, FactsForm, PointsForm
from performance.trajectories.operations import delete_trajectory, set_trajectory
from performance.trajectories.rules import PlannedMeasure, months_of
from performance.views.seen import seen_alliance

HISTORY = 50


@require_safe
def home(request):
    """The alliances whose trajectories one sees; with one there is nothing to choose."""
    alliances = [each for each in Alliance.objects.visible_to(request.user) if sees_local_figures(request.user, each)]
    if len(alliances) == 1:
        return redirect("trajectories:list", alliances[0].code)
    return redirect("local:home")


@require_safe
def listed(request, alliance):
    """Every trajectory of an alliance with where it stands, and the months side by side."""
    place = seen_alliance(request, alliance)
    rows = _summaries(request, place)
    return render(
        request,
        "trajectories/list.html",
        {
            "alliance": place,
            "pages": PAGES.values(),
            "tab": "trajectories",
            "rows": rows,
            "finding": pages.finding(rows, place.name) if rows else "",
            "tables": pages.matrices(rows),
            "may_set": may(request.user, Capability.IMPORT, place),
        },
    )


@require_safe
def listed_csv(request, alliance):
    """All months of all trajectories as a file."""
    place = seen_alliance(request, alliance)
    chunks = csv_chunks(pages.HEADER, pages.records(_summaries(request, place)))
    return _file(chunks, f"{place.code}-trajectories.csv")


@require_safe
def trajectory(request, alliance, pk):
    """One trajectory: planned against actual, the chart, the table, and what was planned before."""
    place, course = _course(request, alliance, pk)
    revisions = course.trajectory.revisions.order_by("-recorded_at", "-id")
    return render(
        request,
        "trajectories/trajectory.html",
        {
            "alliance": place,
            "trajectory": course.trajectory,
            "finding": pages.course_finding(course),
            "meets": pages.meets_words(course),
            "table": pages.course_table(course),
            "drawing": pages.course_chart(course),
            "hides": any(position.hidden for position in course.positions),
            "revisions": revisions[:HISTORY],
            "may_set": may(request.user, Capability.IMPORT, place),
        },
    )


@require_safe
def trajectory_csv(request, alliance, pk):
    """The months of one trajectory as a file."""
    place, course = _course(request, alliance, pk)
    table = pages.course_table(course)
    return _file(csv_chunks(table.headings, table.records()), f"{place.code}-trajectory-{pk}.csv")


@require_http_methods(["GET", "HEAD", "POST"])
def add(request, alliance):
    """Begin a trajectory: what it is of; its values are typed on the page that follows."""
    place = seen_alliance(request, alliance)
    require(request.user, Capability.IMPORT, place)
    providers, systems = providers_of(place, on=timezone.localdate()), systems_of(place)
    form = FactsForm(
        request.POST if request.method == "POST" else None, alliance=place, providers=providers, systems=systems
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = set_trajectory(alliance=place, planned={}, by=request.user, **form.facts)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return HttpResponseRedirect(reverse("trajectories:edit", args=[place.code, row.pk]))
    return render(request, "trajectories/add.html", {"alliance": place, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, alliance, pk):
    """The values of a financial year, the target and the source of a trajectory."""
    place = seen_alliance(request, alliance)
    require(request.user, Capability.IMPORT, place)
    row = get_object_or_404(_rows(request, place), pk=pk)
    year = _year(request)
    months = months_of(year, row.frequency)
    points = {point.month: point for point in row.points.all()}
    form = PointsForm(
        request.POST if request.method == "POST" else None,
        months=months,
        frequency=row.frequency,
        typed_actuals=row.measure == PlannedMeasure.LOCAL,
        planned={month: point.planned for month, point in points.items()},
        actuals={month: point.actual for month, point in points.items()},
        facts={"target": row.target, "source": row.source},
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_trajectory(
                alliance=place,
                measure=row.measure,
                title=row.title,
                provider=row.provider,
                system=row.system,
                planned=form.values("planned"),
                actuals=form.values("actual"),
                target=form.cleaned_data["target"],
                source=form.cleaned_data["source"],
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"The plan for {year} is saved. Values that changed are kept in its history.")
            return HttpResponseRedirect(row.get_absolute_url())
    return render(
        request,
        "trajectories/edit.html",
        {
            "alliance": place,
            "trajectory": row,
            "form": form,
            "year": year,
            "before": str(FinancialYear(year.start - 1)).replace("/", "-"),
            "after": str(year.next).replace("/", "-"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, alliance, pk):
    """Ask whether a trajectory is to be deleted, and why; then delete it."""
    place = seen_alliance(request, alliance)
    require(request.user, Capability.IMPORT, place)
    row = get_object_or_404(_rows(request, place), pk=pk)
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        delete_trajectory(trajectory=row, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"“{row}” is deleted.")
        return HttpResponseRedirect(reverse("trajectories:list", args=[place.code]))
    return render(
        request,
        "trajectories/delete.html",
        {
            "alliance": place,
            "trajectory": row,
            "form": form,
            "consequences": pages.losses(row.points.all(), typed=row.measure == PlannedMeasure.LOCAL),
        },
    )


def _year(request) -> FinancialYear:
    """The financial year asked for; this one where none is, or where it makes no sense."""
    try:
        year = FinancialYear.parse(request.GET.get("year", ""))
    except ValueError:
        return FinancialYear.containing(timezone.localdate())
    return year


def _rows(request, place):
    rows = Trajectory.objects.visible_to(request.user).filter(alliance=place)
    return rows.select_related("alliance", "provider", "system")


def _summaries(request, place):
    on = timezone.localdate()
    found = courses(_rows(request, place), last=on, user=request.user)
    return pages.summaries(found.values(), on=on)


def _course(request, alliance, pk):
    place = seen_alliance(request, alliance)
    row = get_object_or_404(_rows(request, place), pk=pk)
    return place, courses([row], last=timezone.localdate(), user=request.user)[row.pk]


def _file(chunks, name):
    response = StreamingHttpResponse(chunks, content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
