"""One report for several actions or milestones: asked, shown for what it changes, then made - all or none."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render

from workplans import bulk
from workplans.forms.updates import BulkUpdateForm
from workplans.reporting import ChangedMeanwhile


def selected(request) -> set[int]:
    """The ids of what was ticked; what cannot be read was not."""
    asked = request.POST if request.method == "POST" else request.GET
    return {int(pk) for pk in asked.getlist("selected") if pk.isdecimal() and len(pk) <= 18}


def bulk_page(request, *, template, context, read, draft, record, on, thresholds):
    """The page of a bulk update, whichever stage it is at.

    `context` has plan, noun and next (where it leads back to); `read` gives what was ticked as it stands now,
    `draft(work, ...)` drafts an update and `record(reports, versions)` makes them all.
    """
    noun, back = context["noun"], context["next"]
    works = read()
    if not works:
        messages.warning(request, f"Tick the {noun}s that you want to update, then choose “Update selected”.")
        return HttpResponseRedirect(back)
    stage = request.POST.get("stage", "")
    form = BulkUpdateForm(request.POST if stage else None)
    if stage not in ("preview", "confirm") or not form.is_valid():
        if stage == "change":
            form = BulkUpdateForm(initial=request.POST.dict())
        status = 422 if stage in ("preview", "confirm") else 200
        return render(request, template, context | {"works": works, "form": form}, status=status)
    seen = _versions(request.POST)
    reports = {work.pk: form.report_on(work) for work in works if work.pk in seen}
    if stage == "confirm" and reports:
        try:
            done = record(reports, seen)
        except (ChangedMeanwhile, ValidationError):
            works = read()  # what stands in the way shows line by line below; nothing was changed
        else:
            messages.success(request, f"{len(done)} {noun}{'' if len(done) == 1 else 's'} updated.")
            return HttpResponseRedirect(back)
    lines = bulk.preview(
        works,
        form.report_on,
        draft=draft,
        by=request.user,
        on=on,
        thresholds=thresholds,
        versions=seen if stage == "confirm" else None,
    )
    context = context | {
        "works": works,
        "form": form,
        "lines": lines,
        "ready": [line for line in lines if not line.refused],
        "refused": [line for line in lines if line.refused],
        "changed": [line for line in lines if line.changed],
        "carried": [(name, form.data.get(name, "")) for name in form.fields],
    }
    return render(request, template, context, status=409 if context["changed"] else 200)


def _versions(data):
    """The versions that the preview showed, by id; what cannot be read counts as never seen."""
    pairs = ((name.removeprefix("version_"), value) for name, value in data.items() if name.startswith("version_"))
    return {
        int(pk): int(version)
        for pk, version in pairs
        if pk.isdecimal() and version.isdecimal() and len(pk + version) < 20
    }
