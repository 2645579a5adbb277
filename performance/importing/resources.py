"""The import door of the admin for waiting times.

Files are read once, staged, previewed, and loaded by a job once they are confirmed (operations.py). The page of an
import shows, in turn, its preview, how far the load has come, and what it did.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from import_export import resources

from core.export import CSV_TYPE, csv_chunks
from organisations.admin_import import ImportPages
from performance import operations
from performance.forms import BringFiguresForm
from performance.importing.formats import FIGURE_FORMATS
from performance.importing.simple import COLUMNS
from performance.models import Figure, FigureImport
from performance.previews import files_of, job_of, overview

asks = method_decorator(require_http_methods(["GET", "HEAD", "POST"]))


class FigureResource(resources.ModelResource):
    """What import-export is told of figures; the columns of each layout are known by its reader."""

    class Meta:
        model = Figure
        fields = ("month", "total", "within")


class FigureImportMixin(ImportPages):
    """Import of waiting times for a model admin: bring files, read their preview, confirm, read what was done."""

    resource_classes = [FigureResource]
    formats = FIGURE_FORMATS
    imported = "figures"

    def import_pages(self):
        return [*super().import_pages(), ("import/template.csv", self.template_action, "template")]

    # --- Bring -------------------------------------------------------------------------------------

    @asks
    def import_action(self, request, **kwargs):
        """Choose the files."""
        self._require(request)
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = BringFiguresForm(*sent)
        if request.method == "POST" and form.is_valid():
            now = timezone.now()
            brought = operations.bring_files(files=form.sources(), by=request.user, on=timezone.localdate(now), now=now)
            return HttpResponseRedirect(self._address("preview", brought.pk))
        status = 422 if request.method == "POST" else 200
        context = {"form": form, "columns": COLUMNS, "template_url": self._address("template")}
        context["files_url"] = self._address("changelist")
        return render(request, "admin/performance/import.html", context, status=status)

    @method_decorator(require_safe)
    def template_action(self, request):
        """Our own CSV, with its headings and no figures."""
        self._require(request)
        content = b"".join(csv_chunks(COLUMNS, []))
        disposition = 'attachment; filename="waiting-times.csv"'
        return HttpResponse(content, content_type=CSV_TYPE, headers={"Content-Disposition": disposition})

    # --- Preview, progress, result -----------------------------------------------------------------

    def _brought(self, request, pk):
        """The person's own import, or 404; what was confirmed stays to be read until it expires."""
        self._require(request)
        brought = FigureImport.objects.of(request.user, now=timezone.now()).filter(pk=pk).first()
        if brought is None:
            raise Http404("This preview is no longer kept. Bring the files again.")
        return brought

    @asks
    def preview_action(self, request, pk):
        """What the files would do; confirming asks for the job that does it."""
        brought = self._brought(request, pk)
        if request.method == "POST":
            if not brought.loads.exists():
                messages.warning(request, "There is nothing in these files that waits to be loaded.")
            else:
                operations.confirm_import(brought=brought, by=request.user, now=timezone.now())
            return HttpResponseRedirect(self._address("preview", brought.pk))
        context = {
            "brought": brought,
            "import_url": self._address("import"),
            "files_url": self._address("changelist"),
            "cancel_url": self._address("cancel", brought.pk),
            "here": self._address("preview", brought.pk),
        }
        if brought.confirmed_at:
            context["job"] = job_of(brought)
            context["files"] = files_of(brought.done)
            context["waiting"] = brought.loads.count()
            template = "admin/performance/loading.html"
            return render(request, f"{template}#progress" if request.htmx else template, context)
        files = files_of(load.preview | {"tables": load.tables} for load in brought.loads.order_by("pk"))
        context |= {"files": files, "overview": overview(files)}
        return render(request, "admin/performance/preview.html", context)

    @method_decorator(require_POST)
    def cancel_action(self, request, pk):
        """Throw a preview away."""
        brought = self._brought(request, pk)
        try:
            operations.cancel_import(brought=brought, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(self._address("preview", brought.pk))
        messages.success(request, "The import was cancelled. Nothing was changed.")
        return HttpResponseRedirect(self._address("import"))
