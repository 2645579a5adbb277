"""Bringing a file of local figures or of trajectories: template, upload, preview, confirmation, and the log."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.export import CSV_TYPE, XLSX_TYPE, csv_chunks, xlsx_of
from core.uploads import UploadRefused
from organisations.access import Capability, require
from performance.local import imports
from performance.local.forms import ConfirmForm, UploadForm
from performance.models import LocalImport, StagedSheet
from performance.views.seen import seen_alliance

SHOWN = 200
LOGGED = 20


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request, alliance, of="figures"):
    """Choose a file; what it holds is read and shown before anything is saved."""
    place, template = _place(request, alliance), imports.TEMPLATES[of]
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()), door=template.door)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            stage = imports.stage_sheet(alliance=place, of=of, source=file, name=file.name, by=request.user)
        except UploadRefused as refused:
            form.add_error("file", str(refused))
        else:
            return HttpResponseRedirect(reverse("local:preview", args=[place.code, stage.pk]))
    log = LocalImport.objects.visible_to(request.user).filter(alliance=place, of=of)
    return render(
        request,
        "local/import.html",
        _context(place, of) | {"form": form, "what": template.what, "log": log.select_related("imported_by")[:LOGGED]},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, alliance, pk):
    """What a file would do; confirming it writes everything at once."""
    place = _place(request, alliance)
    stage = get_object_or_404(StagedSheet.objects.filter(by=request.user, alliance=place), pk=pk)
    back = reverse(_ADDRESSES[stage.of], args=[place.code])
    if "discard" in request.POST:
        imports.discard_sheet(stage=stage)
        messages.info(request, f"“{stage.name}” is not imported.")
        return HttpResponseRedirect(back)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            source, done = imports.load_sheet(stage=stage, by=request.user, leave_out=form.cleaned_data["leave_out"])
        except ValidationError as error:
            form.add_error("leave_out", error.messages)
        else:
            told = f"{done.new} new, {done.changed} changed, {done.unchanged} the same"
            messages.success(request, f"“{source.name}” is imported: {told}.")
            return HttpResponseRedirect(_after(place, stage.of))
    seen = imports.preview(stage)
    return render(
        request,
        "local/preview.html",
        _context(place, stage.of)
        | {
            "stage": stage,
            "seen": seen,
            "errors": seen.errors[:SHOWN],
            "warnings": seen.warnings[:SHOWN],
            "shown": SHOWN,
            "form": form,
            "what": imports.TEMPLATES[stage.of].what,
            "back": back,
        },
    )


@require_safe
def template(request, alliance, kind, of="figures"):
    """The template to fill in, with the alliance's own providers among its words."""
    place = _place(request, alliance)
    sheets = imports.TEMPLATES[of].sheets(place, timezone.localdate())
    name = f"{place.code}-{of}-template.{kind}"
    if kind == "xlsx":
        response = HttpResponse(xlsx_of(f"Template for {of}", sheets), content_type=XLSX_TYPE)
    elif kind == "csv":
        response = HttpResponse(b"".join(csv_chunks(sheets[0].header, [])), content_type=CSV_TYPE)
    else:
        raise Http404("The template comes as xlsx or csv.")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


_ADDRESSES = {"figures": "local:import", "trajectories": "trajectories:import"}


def _after(place, of):
    if of == "trajectories":
        return reverse("trajectories:list", args=[place.code])
    return reverse("local:figures", args=[place.code, "referrals"])


def _place(request, code):
    place = seen_alliance(request, code)
    require(request.user, Capability.IMPORT, place)
    return place


def _context(place, of):
    of_template = {"figures": "local:template", "trajectories": "trajectories:template"}[of]
    return {
        "alliance": place,
        "of": of,
        "xlsx_url": reverse(of_template, args=[place.code, "xlsx"]),
        "csv_url": reverse(of_template, args=[place.code, "csv"]),
        "cancel_url": _after(place, of),
    }
