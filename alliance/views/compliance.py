"""Compliance: the frameworks of an alliance, the matrix of one, a cell with its history, defining one's own."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from alliance import compliance_files, operations
from alliance.compliance import SUMMARY, compliance_summary, matrix_of, read_framework
from alliance.forms.compliance import AssessForm, FrameworkForm, MatrixForm
from alliance.models import ComplianceFramework
from alliance.operations import FrameworkWords, Verdict
from core.export import CSV_TYPE, XLSX_TYPE
from core.periods import FinancialYear
from organisations.access import Capability, may, require
from organisations.models import Alliance, Provider, TumourGroup
from workplans.views.refusals import refusals_shown

asks = require_http_methods(["GET", "HEAD", "POST"])


def _alliance(request, code):
    return get_object_or_404(Alliance.objects.visible_to(request.user, Capability.SEE), code=code)


def _framework(alliance, code):
    return get_object_or_404(ComplianceFramework.objects.for_alliance(alliance=alliance), code=code)


def _address(name, *args):
    return reverse(f"compliance:{name}", args=args)


def _crumbs(alliance, framework=None):
    crumbs = [("Dashboard", reverse("home")), ("Compliance", _address("frameworks", alliance.code))]
    return [*crumbs, (framework.name, _address("matrix", alliance.code, framework.code))] if framework else crumbs


# --- Reading ------------------------------------------------------------------------------------------


@require_safe
def home(request):
    """The frameworks of the first alliance that the person sees."""
    alliance = Alliance.objects.visible_to(request.user, Capability.SEE).order_by("name").first()
    if alliance is None:
        raise Http404("No alliance of yours.")
    return HttpResponseRedirect(_address("frameworks", alliance.code))


@require_safe
def frameworks(request, alliance):
    """Where an alliance stands with each framework."""
    alliance = _alliance(request, alliance)
    return render(
        request,
        "alliance/compliance/frameworks.html",
        {
            "alliance": alliance,
            "summaries": compliance_summary(alliance, on=timezone.localdate()),
            "may_define": may(request.user, Capability.EDIT_PLAN, alliance),
            "crumbs": _crumbs(alliance)[:1],
        },
    )


@require_safe
def matrix(request, alliance, code):
    """A framework by two of its axes (?view=, ?provider=, ?group=), today or as it stood on a day (?on=)."""
    alliance = _alliance(request, alliance)
    framework, today = _framework(alliance, code), timezone.localdate()
    reading = read_framework(framework, alliance, on=today)
    form = MatrixForm(request.GET, providers=reading.providers, groups=reading.groups, today=today)
    view, provider, group, on = form.asked()
    if on != today:
        reading = read_framework(framework, alliance, on=on)
    shown = matrix_of(reading, view=view, provider=provider, group=group)
    return render(
        request,
        "alliance/compliance/matrix.html",
        {
            "alliance": alliance,
            "framework": framework,
            "matrix": shown,
            "form": form,
            "view": shown.view,
            "provider": provider if shown.view == "groups" else None,
            "group": group if shown.view == "providers" else None,
            "on": on,
            "is_past": on != today,
            "on_query": f"on={on}" if on != today else "",
            "may_edit": framework.alliance_id is not None and may(request.user, Capability.EDIT_PLAN, alliance),
            "crumbs": _crumbs(alliance),
            "is_summary": shown.view == SUMMARY,
        },
    )


@require_safe
def export(request, alliance, code, kind):
    """The whole framework as a file; with ?on= as it stood on that day."""
    alliance = _alliance(request, alliance)
    framework, today = _framework(alliance, code), timezone.localdate()
    form = MatrixForm(request.GET, providers=(), groups=(), today=today)
    reading = read_framework(framework, alliance, on=form.asked()[3])
    if kind == "csv":
        response = StreamingHttpResponse(compliance_files.compliance_csv(reading), content_type=CSV_TYPE)
    elif kind == "xlsx":
        response = HttpResponse(compliance_files.compliance_xlsx(reading), content_type=XLSX_TYPE)
    else:
        raise Http404("Compliance is exported as csv or xlsx.")
    response["Content-Disposition"] = f'attachment; filename="{compliance_files.file_name(reading, kind)}"'
    return response


# --- One cell -----------------------------------------------------------------------------------------


@asks
def cell(request, alliance, code, position, group, provider):
    """One criterion for a tumour group at a provider: its history, and the form that assesses it."""
    alliance, today = _alliance(request, alliance), timezone.localdate()
    framework = _framework(alliance, code)
    criterion = get_object_or_404(framework.criteria.select_related("framework"), position=position)
    tumour_group = get_object_or_404(
        framework.groups.select_related("tumour_group"), tumour_group__code=group
    ).tumour_group
    provider = get_object_or_404(
        Provider.objects.of_alliance(alliance=alliance, on=today).distinct(), ods_code=provider
    )
    history = list(
        alliance.assessments.filter(criterion=criterion, tumour_group=tumour_group, provider=provider)
        .select_related("by")
        .order_by("-on", "-id")
    )
    may_assess = may(request.user, Capability.UPDATE, alliance)
    initial = {"level": history[0].level, "evidence": history[0].evidence} if history else {}
    form = AssessForm(request.POST or None, today=today, initial=initial)
    back = f"{_address('matrix', alliance.code, framework.code)}?provider={provider.ods_code}"
    if request.GET.get("from") == "group":
        back = f"{_address('matrix', alliance.code, framework.code)}?group={tumour_group.code}"
    if request.method == "POST":
        require(request.user, Capability.UPDATE, alliance)
        if form.is_valid():
            said = form.cleaned_data
            verdict = Verdict(criterion, tumour_group, provider, said["level"], said["evidence"])
            with refusals_shown(form):
                row = operations.assess(alliance=alliance, verdict=verdict, by=request.user, on=said["on"])
                if row:
                    messages.success(request, f"“{criterion.name}” is recorded as {row.get_level_display().lower()}.")
                else:
                    messages.info(request, "This is on record already; nothing was added.")
                return HttpResponseRedirect(back)
    return render(
        request,
        "alliance/compliance/cell.html",
        {
            "alliance": alliance,
            "framework": framework,
            "criterion": criterion,
            "group": tumour_group,
            "provider": provider,
            "history": history,
            "form": form if may_assess else None,
            "back": back,
            "crumbs": _crumbs(alliance, framework),
        },
        status=422 if form.is_bound and form.errors else 200,
    )


# --- Defining -----------------------------------------------------------------------------------------


@asks
def define(request, alliance):
    """Give the alliance a framework of its own."""
    alliance = _alliance(request, alliance)
    require(request.user, Capability.EDIT_PLAN, alliance)
    form = _framework_form(request)
    if request.method == "POST" and form.is_valid():
        code = slugify(f"{alliance.code} {form.cleaned_data['name']}")[:50].strip("-")
        with refusals_shown(form, whole="name"):
            framework = operations.define_framework(
                alliance=alliance,
                code=code,
                words=_words(form),
                criteria=form.cleaned_data["criteria"],
                by=request.user,
            )
            messages.success(request, f"“{framework}” is there. Assess its cells one by one.")
            return HttpResponseRedirect(_address("matrix", alliance.code, framework.code))
    crumbs = _crumbs(alliance)
    return _form_page(request, form, alliance, title="Define a framework", save="Define it", crumbs=crumbs)


@asks
def edit(request, alliance, code):
    """Change a framework of the alliance."""
    alliance = _alliance(request, alliance)
    framework = _framework(alliance, code)
    require(request.user, Capability.EDIT_PLAN, alliance)
    if framework.alliance_id is None:
        raise Http404("A framework that is common to all alliances is not changed here.")
    lines = [f"{each.name}: {each.text}" if each.text else each.name for each in framework.criteria.all()]
    initial = {name: getattr(framework, name) for name in ("name", "description", "criterion_word", "target_year")}
    initial |= {"criteria": "\n".join(lines), "groups": list(framework.groups.values_list("tumour_group", flat=True))}
    form = _framework_form(request, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_shown(form, whole="name"):
            operations.revise_framework(
                framework=framework, words=_words(form), criteria=form.cleaned_data["criteria"], by=request.user
            )
            messages.success(request, f"“{framework}” is changed.")
            return HttpResponseRedirect(_address("matrix", alliance.code, framework.code))
    crumbs = _crumbs(alliance, framework)
    return _form_page(request, form, alliance, title="Edit the framework", save="Save the framework", crumbs=crumbs)


def _framework_form(request, **kwargs):
    groups = TumourGroup.objects.exclude(code__in=("missing", "other")).order_by("name")
    year = FinancialYear.containing(timezone.localdate())
    return FrameworkForm(request.POST or None, tumour_groups=groups, year=year, **kwargs)


def _words(form):
    said = form.cleaned_data
    return FrameworkWords(
        name=said["name"],
        description=said["description"],
        target_year=said["target_year"],
        criterion_word=said["criterion_word"],
        kind="principles" if said["criterion_word"] == "principle" else "audit",
        groups=tuple(said["groups"]),
    )


def _form_page(request, form, alliance, *, title, save, crumbs):
    return render(
        request,
        "alliance/short_form.html",
        {
            "form": form,
            "title": title,
            "save": save,
            "crumbs": crumbs,
            "caption": alliance.name,
            "cancel_url": crumbs[-1][1],
        },
        status=422 if form.is_bound and form.errors else 200,
    )
