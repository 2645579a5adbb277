"""Reading risks: the register with its heat map, one risk with its history, downloads."""

from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alliance import risk_files
from alliance.list_filters import RegisterFilter
from alliance.models import Issue, Risk, RiskState
from alliance.risks import bands_in_words, changes_of, heat_map, line_of, lines_of, score_history, where_words
from alliance.views.risk_finding import alliance_of, crumbs_of, may_add, may_update, risk_of, thresholds_of
from core.export import CSV_TYPE, XLSX_TYPE
from core.word import DOCX_TYPE
from organisations.models import Alliance


@require_safe
def home(request):
    """The register of the first alliance in which the person has a role."""
    alliance = Alliance.objects.visible_to(request.user).order_by("name").first()
    if alliance is None:
        return render(request, "alliance/no_role.html")
    return HttpResponseRedirect(reverse("risks:register", args=[alliance.code]))


@require_safe
def register(request, alliance):
    """The risks of an alliance that the person sees: heat map, filters, list."""
    alliance, on = alliance_of(request, alliance), timezone.localdate()
    thresholds = thresholds_of(alliance, on)
    asked, lines = _lines(request, alliance, on, thresholds)
    others = Alliance.objects.visible_to(request.user).exclude(pk=alliance.pk).order_by("name")
    return render(
        request,
        "alliance/risks/register.html",
        {
            "alliance": alliance,
            "others": others,
            "filter": asked,
            "chips": asked.chips(request.path),
            "lines": asked.kept(lines),
            "heat": heat_map(lines, thresholds=thresholds, chosen=asked.square),
            "rest_query": _without_square(asked),
            "query": asked.query(),
            "bands": bands_in_words(thresholds),
            "open_issues": Issue.objects.visible_to(request.user).filter(alliance=alliance).open_on(on).count(),
            "may_add": may_add(request.user, alliance),
            "on": on,
        },
    )


def _lines(request, alliance, on, thresholds):
    risks = Risk.objects.visible_to(request.user).filter(alliance=alliance)
    asked = RegisterFilter(request.GET, risks, user=request.user, alliance=alliance, on=on)
    return asked, lines_of(asked.qs, on=on, thresholds=thresholds)


def _without_square(asked):
    """What a square of the heat map adds itself to: the filters in force, but for square and band."""
    query = asked.data.copy() if hasattr(asked.data, "copy") else {}
    for name in ("likelihood", "impact", "band"):
        query.pop(name, None)
    return query.urlencode() if query else ""


@require_safe
def export(request, alliance, kind):
    """The register with its filters as CSV, Excel or Word."""
    alliance, on = alliance_of(request, alliance), timezone.localdate()
    asked, lines = _lines(request, alliance, on, thresholds_of(alliance, on))
    lines = asked.kept(lines)
    if kind == "csv":
        response = StreamingHttpResponse(risk_files.risks_csv(lines), content_type=CSV_TYPE)
    elif kind == "xlsx":
        response = HttpResponse(risk_files.risks_xlsx(alliance, lines, on), content_type=XLSX_TYPE)
    elif kind == "docx":
        response = HttpResponse(risk_files.risks_docx(alliance, lines, on), content_type=DOCX_TYPE)
    else:
        raise Http404("A register is exported as csv, xlsx or docx.")
    response["Content-Disposition"] = f'attachment; filename="{risk_files.file_name(alliance, on, kind)}"'
    return response


@require_safe
def risk(request, alliance, number):
    """One risk: where it stands, what is done about it, how it was scored, and what was changed."""
    found, on = risk_of(request, alliance, number), timezone.localdate()
    thresholds = thresholds_of(found.alliance, on)
    standing = Risk.objects.visible_to(request.user).standing(on=on).with_places().get(pk=found.pk)
    line = line_of(standing, on=on, thresholds=thresholds)
    mitigations = list(found.mitigations.all())
    return render(
        request,
        "alliance/risks/risk.html",
        {
            "risk": found,
            "line": line,
            "where": where_words(found),
            "where_url": _where_url(found),
            "mitigations": [(each, bool(each.due_latest and not each.done_on and each.due_latest < on),
                             (on - each.due_latest).days if each.due_latest else 0) for each in mitigations],
            "history": score_history(found, thresholds),
            "issues": found.issues.all(),
            "changes": changes_of(found),
            "is_open": found.state == RiskState.OPEN,
            "may_update": may_update(request.user, found),
            "crumbs": crumbs_of(found.alliance),
        },
    )  # fmt: skip


def _where_url(risk):
    """The page of what a risk hangs on; empty where it hangs on the alliance alone."""
    if risk.deliverable:
        return reverse("delivery:deliverable", args=[risk.plan.alliance.code, risk.plan.year, risk.deliverable.number])
    if risk.action:
        return reverse("workplans:action", args=[risk.network.code, risk.work_plan.year, risk.action.number])
    place = risk.plan or risk.work_plan
    return place.get_absolute_url() if place else ""
