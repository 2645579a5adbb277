"""Downloads of a delivery plan: as CSV, Excel or Word; and part two of it."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alliance import exporting, part_two_book
from alliance.views.finding import plan_of
from core.export import CSV_TYPE, XLSX_TYPE
from core.word import DOCX_TYPE
from organisations.access import Capability, require
from performance.models import RatingScheme


@require_safe
def export(request, alliance, year, kind):
    """The whole plan as a file, as far as the person sees it."""
    plan = plan_of(request, alliance, year)
    if kind == "part-two":
        return part_two(request, plan)
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
    return _named(response, exporting.file_name(plan, kind))


def part_two(request, plan):
    """Part two with its current values, as the template that can be brought back; for who sees the whole plan."""
    require(request.user, Capability.SEE, plan)
    content = part_two_book.part_two_xlsx(plan, on=timezone.localdate())
    return _named(HttpResponse(content, content_type=XLSX_TYPE), part_two_book.file_name(plan))


def _named(response, name):
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
