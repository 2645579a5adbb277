"""Downloads of a delivery plan: as CSV, Excel or Word."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alliance import exporting
from alliance.views.finding import plan_of
from core.export import CSV_TYPE, XLSX_TYPE
from core.word import DOCX_TYPE
from performance.models import RatingScheme


@require_safe
def export(request, alliance, year, kind):
    """The whole plan as a file, as far as the person sees it."""
    plan = plan_of(request, alliance, year)
    if kind == "csv":
        response = StreamingHttpResponse(exporting.plan_csv(plan, request.user), content_type=CSV_TYPE)
    elif kind == "xlsx":
        response = HttpResponse(exporting.plan_xlsx(plan, request.user), content_type=XLSX_TYPE)
    elif kind == "docx":
        on = timezone.localdate()
        thresholds = RatingScheme.objects.thresholds(on=on)[plan.alliance_id]
        content = exporting.plan_docx(plan, request.user, on=on, thresholds=thresholds)
        response = HttpResponse(content, content_type=DOCX_TYPE)
    else:
        raise Http404("A delivery plan is exported as csv, xlsx or docx.")
    response["Content-Disposition"] = f'attachment; filename="{exporting.file_name(plan, kind)}"'
    return response
