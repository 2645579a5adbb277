"""Published figures in the admin: bringing files, the log of what was loaded, and every value ever published.

What is published is read by everybody who uses the admin. Nothing is changed here by hand: a better file is loaded.
"""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from organisations.access import Capability
from organisations.admin_access import ReadOnlyAdmin
from organisations.models import User
from performance.history import doubts, history_of
from performance.importing.resources import FigureImportMixin
from performance.models import DoubtKind, FigureRevision, FigureSource, Series
from performance.previews import files_of


class PublishedAdmin(ReadOnlyAdmin):
    """Published data: for everybody who uses the admin, and changed by nobody."""

    can_view = Capability.USE_ADMIN
    show_full_result_count = False

    def visible(self, queryset, user):
        return queryset

    def found(self, request, object_id):
        """The object of an address, or 404."""
        thing = self.get_object(request, object_id) if self.has_view_permission(request) else None
        if thing is None:
            raise Http404
        return thing


@admin.register(FigureSource)
class FigureSourceAdmin(FigureImportMixin, PublishedAdmin):
    """The log of loaded files, and the door by which they come in."""

    list_display = ["name", "kind", "figures", "changed", "published_on", "loaded_at", "loaded_by"]
    list_filter = ["kind"]
    search_fields = ["name", "sha256"]
    date_hierarchy = "loaded_at"
    import_export_change_list_template = "admin/performance/loaded_files.html"

    def get_urls(self):
        doubts = path("doubts/", self.admin_site.admin_view(self.doubts_view), name="performance_doubts")
        return [doubts, *super().get_urls()]

    @method_decorator(require_safe)
    def doubts_view(self, request):
        """Every figure that stands and does not add up, latest month first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        chosen = request.GET.get("kind") if request.GET.get("kind") in DoubtKind.values else ""
        context = {
            "doubts": Paginator(doubts(kind=chosen), 50).get_page(request.GET.get("page")),
            "kinds": DoubtKind.choices,
            "chosen": chosen,
            "files_url": reverse("admin:performance_figuresource_changelist"),
        }
        return render(request, "admin/performance/doubts.html", context)

    def get_queryset(self, request):
        who = User.objects.filter(pk=OuterRef("loaded_by_id")).values("name")
        return super().get_queryset(request).annotate(who=Subquery(who))

    @admin.display(description="figures")
    def figures(self, source):
        return f"{source.result.get('rows', 0):,}"

    @admin.display(description="changed others")
    def changed(self, source):
        return f"{source.result.get('changed', 0):,}"

    @admin.display(description="loaded by", ordering="who")
    def loaded_by(self, source):
        return source.who or "a command"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What the file was, and what its load did."""
        source = self.found(request, object_id)
        (file,) = files_of([source.result])
        revisions = reverse("admin:performance_figurerevision_changelist")
        context = {
            "source": source,
            "file": file,
            "files_url": reverse("admin:performance_figuresource_changelist"),
            "revisions_url": f"{revisions}?source__id__exact={source.pk}",
        }
        return render(request, "admin/performance/loaded_file.html", context)


@admin.register(Series)
class SeriesAdmin(PublishedAdmin):
    """Each line of figures over time; its page has every value that was ever published for it."""

    list_display = ["body", "measure", "tumour_name", "route", "modality", "basis", "frequency"]
    list_filter = ["measure", "basis", "frequency"]
    list_select_related = ["body"]
    search_fields = ["=body__code", "body__name", "tumour_name"]
    ordering = ["body", "measure", "tumour", "route", "modality"]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The figures of a series with their history."""
        series = self.found(request, object_id)
        context = {
            "series": series,
            "months": history_of(series),
            "series_url": reverse("admin:performance_series_changelist"),
        }
        return render(request, "admin/performance/series.html", context)


@admin.register(FigureRevision)
class FigureRevisionAdmin(PublishedAdmin):
    """Values that do not stand, or no longer; the page of their series shows them beside the one that does."""

    list_display = ["series", "month", "total", "within", "final", "source", "published_on", "recorded_at"]
    list_filter = ["final"]
    list_select_related = ["series__body", "source"]
    search_fields = ["=series__body__code", "source__name"]
    ordering = ["-recorded_at", "-id"]
    list_display_links = None
