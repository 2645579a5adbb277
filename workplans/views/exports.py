"""Downloads: a plan as CSV, Excel or Word, and every plan that one sees as one CSV."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.export import CSV_TYPE, XLSX_TYPE
from core.word import DOCX_TYPE
from performance.models import RatingScheme
from workplans import exporting
from workplans.list_filters import PlanFilter, places_of
from workplans.models import WorkPlan


@require_safe
def export(request, network, year, kind):
    """The whole plan as a file, as far as the person sees it."""
    plans = WorkPlan.objects.visible_to(request.user).with_places()
    plan = get_object_or_404(plans, network__code=network, year=year)
    name = exporting.file_name(plan, kind)
    if kind == "csv":
        return _download(StreamingHttpResponse(exporting.plan_csv(plan, request.user), content_type=CSV_TYPE), name)
    if kind == "xlsx":
        return _download(HttpResponse(exporting.plan_xlsx(plan, request.user), content_type=XLSX_TYPE), name)
    if kind == "docx":
        on = timezone.localdate()
        thresholds = RatingScheme.objects.thresholds(on=on)[plan.network.alliance_id]
        content = exporting.plan_docx(plan, request.user, on=on, thresholds=thresholds)
        return _download(HttpResponse(content, content_type=DOCX_TYPE), name)
    raise Http404("A plan is exported as csv, xlsx or docx.")


@require_safe
def export_all(request):
    """The plans of the list, with its filters, as one CSV."""
    on = timezone.localdate()
    plans = WorkPlan.objects.visible_to(request.user)
    asked = PlanFilter(request.GET, plans, on=on, places=places_of(request.user))
    chunks = exporting.plans_csv(asked.qs, request.user)
    return _download(StreamingHttpResponse(chunks, content_type=CSV_TYPE), f"work-plans-{on:%Y-%m-%d}.csv")


def _download(response, name):
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
