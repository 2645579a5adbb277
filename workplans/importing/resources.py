"""The import door of the admin: import-export's face over our own stage.

import-export gives the address, the button, the permission and the names of the formats. Its row loop is not used:
what is brought is staged once, previewed from the stage, and confirmed by the verb (operations/imports.py), whether it
has 28 rows or 100,000.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST
from import_export import resources
from import_export.admin import ImportMixin

from core.periods import FinancialYear
from core.uploads import UploadRefused
from organisations.access import Capability, scope
from organisations.models import Network
from workplans.forms.imports import ConfirmForm, ImportForm
from workplans.importing import preview, preview_lists
from workplans.importing.formats import PLAN_FORMATS
from workplans.importing.stage import stage_import
from workplans.models import Action, StagedImport, WorkPlan
from workplans.operations.imports import Choices, PlanMovedOn, apply_import

asks = method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
LISTS = {"new": preview_lists.new_actions, "changed": preview_lists.changed_actions}
LEVELS = (("error", "Errors"), ("warning", "Warnings"), ("info", "For your information"))


class ActionResource(resources.ModelResource):
    """What import-export is told of a plan's rows; the columns themselves are in importing/rows.py."""

    class Meta:
        model = Action
        fields = ("number", "text", "due_text", "status")


class PlanImportMixin(ImportMixin):
    """Import of plans for a model admin: bring a file, read its preview, confirm, read what was done."""

    resource_classes = [ActionResource]
    formats = PLAN_FORMATS
    import_export_change_list_template = "admin/import_export/change_list_import.html"

    def has_import_permission(self, request, *args, **kwargs):
        return bool(scope(request.user, Capability.IMPORT))

    def get_urls(self):
        names = self.get_model_info()
        own = [
            ("import/", self.import_action, "import"),
            ("import/<int:pk>/", self.preview_action, "preview"),
            ("import/<int:pk>/cancel/", self.cancel_action, "cancel"),
        ]
        return [
            path(route, self.admin_site.admin_view(view), name="{}_{}_{}".format(*names, name))
            for route, view, name in own
        ] + super(ImportMixin, self).get_urls()

    def _address(self, name, *args):
        return reverse("admin:{}_{}_{}".format(*self.get_model_info(), name), args=args)

    def _require(self, request):
        if not self.has_import_permission(request):
            raise PermissionDenied("You need a role that lets you import plans.")

    # --- Bring -------------------------------------------------------------------------------------

    @asks
    def import_action(self, request, **kwargs):
        """Choose the plan, and bring its file or its table."""
        self._require(request)
        today = timezone.localdate()
        networks = Network.objects.visible_to(request.user, Capability.IMPORT).select_related("alliance")
        form = ImportForm(
            request.POST or None,
            request.FILES or None,
            networks=networks,
            year=FinancialYear.containing(today),
            initial={name: request.GET[name] for name in ("network", "year") if name in request.GET},
        )
        if request.method == "POST" and form.is_valid():
            network, year = form.chosen()
            source, name = form.source()
            try:
                stage = stage_import(source, name=name, by=request.user, on=today, network=network, year=year)
            except UploadRefused as refusal:
                form.add_error("text" if form.cleaned_data["how"] == "text" else "document", str(refusal))
            else:
                return HttpResponseRedirect(self._address("preview", stage.pk))
        status = 422 if request.method == "POST" else 200
        context = {"form": form, "plan_formats": [format().get_title() for format in PLAN_FORMATS]}
        return render(request, "admin/workplans/import.html", context, status=status)

    # --- Preview and confirm -----------------------------------------------------------------------

    def _stage(self, request, pk):
        """The person's own import, or 404; what was confirmed stays to be read until it expires."""
        self._require(request)
        stage = (
            StagedImport.objects.of(request.user, now=timezone.now()).select_related("network").filter(pk=pk).first()
        )
        if stage is None:
            raise Http404("This preview is no longer kept. Bring the file again.")
        return stage

    @asks
    def preview_action(self, request, pk):
        """What the file would do; confirming does it."""
        stage = self._stage(request, pk)
        if stage.confirmed_at:
            return render(request, "admin/workplans/imported.html", self._result(stage))
        missing = preview_lists.missing(stage)
        form = ConfirmForm(request.POST if request.method == "POST" else None, counts=stage.counts, missing=missing)
        if request.method == "POST" and form.is_valid():
            try:
                apply_import(stage=stage, choices=_choices(form), by=request.user, on=timezone.localdate())
            except PlanMovedOn as moved:
                messages.warning(request, str(moved))
                return HttpResponseRedirect(self._address("preview", stage.pk))
            except ValidationError as error:
                _show(form, error)
            else:
                return HttpResponseRedirect(self._address("preview", stage.pk))
        status = 422 if request.method == "POST" else 200
        return render(request, "admin/workplans/preview.html", self._preview(request, stage, form), status=status)

    def _preview(self, request, stage, form):
        counts = stage.counts
        shown = request.GET.get("show") if request.GET.get("show") in LISTS else ("new" if counts["new"] else "changed")
        after = {name: _number(request.GET.get(name)) for name in ("after", *(f"after_{level}" for level, _ in LEVELS))}
        return {
            "stage": stage,
            "counts": counts,
            "form": form,
            "shown": shown,
            "part": LISTS[shown](stage, after=after["after"]),
            "objectives": preview_lists.changed_objectives(stage) if counts["changed_objectives"] else (),
            "findings": [
                (level, words, preview_lists.findings(stage, level, after=after[f"after_{level}"]))
                for level, words in LEVELS
                if counts[{"error": "errors", "warning": "warnings", "info": "infos"}[level]]
            ],
            "something": preview.changes_something(stage) or "close" in form.fields,
            "hopeless": counts["errors"] and not counts["new"] + counts["changed"] + counts["unchanged"],
            "year": FinancialYear(stage.year) if stage.year else None,
            "import_url": self._address("import"),
            "cancel_url": self._address("cancel", stage.pk),
        }

    def _result(self, stage):
        plans = WorkPlan.objects.filter(sources__in=stage.result.get("documents", [])).with_places()
        if not plans and stage.network_id:
            plans = WorkPlan.objects.filter(network=stage.network_id, year=stage.year).with_places()
        return {"stage": stage, "result": stage.result, "plans": plans[:20], "import_url": self._address("import")}

    @method_decorator(require_POST)
    def cancel_action(self, request, pk):
        """Throw a preview away."""
        self._stage(request, pk).delete()
        messages.success(request, "The import was cancelled. Nothing was changed.")
        return HttpResponseRedirect(self._address("import"))


def _choices(form) -> Choices:
    said = form.cleaned_data
    return Choices(
        reason=said.get("reason", ""),
        agreed_by=said.get("agreed_by", ""),
        leave_out_errors=said.get("leave_out_errors", False),
        close=frozenset(said.get("close", ())),
        close_comment=said.get("close_comment", ""),
    )


def _show(form, error):
    for field, sentences in getattr(error, "message_dict", {None: error.messages}).items():
        form.add_error(field if field in form.fields else None, sentences)


def _number(text) -> int:
    return int(text) if text and text.isdigit() and len(text) < 10 else 0
