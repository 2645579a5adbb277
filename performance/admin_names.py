"""Who and what published names mean: unknown ones are explained once, remembered for later files, and followed."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_safe

from organisations.access import Capability, scope
from performance import operations
from performance.admin_figures import PublishedAdmin
from performance.forms import OTHER_NAME, WhichGroupForm, WhoIsThisForm
from performance.models import BodyKind, ReportingBody, ReportingBodyName
from performance.names import known_bodies, known_tumours, tumour_group, unknown_bodies, unknown_tumours

asks = method_decorator(require_http_methods(["GET", "HEAD", "POST"]))


class OtherNamesInline(admin.TabularInline):
    """The other names of a body; they are given on the page of unknown names."""

    model = ReportingBodyName
    extra = 0
    verbose_name_plural = "other names and codes in files"

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(ReportingBody)
class ReportingBodyAdmin(PublishedAdmin):
    """Organisations as published figures know them, and the page of names that nobody has explained."""

    list_display = ["name", "code", "kind", "nation", "parent", "recognised"]
    list_filter = ["recognised", "kind", "nation"]
    list_select_related = ["parent"]
    search_fields = ["name", "=code", "other_names__name"]
    ordering = ["name"]
    inlines = [OtherNamesInline]
    change_list_template = "admin/performance/bodies.html"

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("unknown/", view(self.unknown_view), name="performance_unknown"),
            path("unknown/organisation/<str:code>/", view(self.body_view), name="performance_unknown_body"),
            path("unknown/tumour-group/<path:key>/", view(self.tumour_view), name="performance_unknown_tumour"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        extra = {"unknown_url": reverse("admin:performance_unknown")}
        return super().changelist_view(request, {**(extra_context or {}), **extra})

    def _may_explain(self, request):
        return bool(scope(request.user, Capability.MANAGE))

    def _require(self, request):
        if not self._may_explain(request):
            raise PermissionDenied("You need to be an administrator to say what a name in files means.")

    @method_decorator(require_safe)
    def unknown_view(self, request):
        """What nobody has explained, with how much was loaded under it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            "bodies": unknown_bodies(),
            "tumours": unknown_tumours(),
            "may_explain": self._may_explain(request),
            "bodies_url": reverse("admin:performance_reportingbody_changelist"),
        }
        return render(request, "admin/performance/unknown.html", context)

    @asks
    def body_view(self, request, code):
        """Who an organisation is."""
        self._require(request)
        unknown = self._one(unknown_bodies(), code)
        form = WhoIsThisForm(
            request.POST if request.method == "POST" else None,
            known=known_bodies(),
            initial={
                "name": unknown.name,
                "nation": "scotland" if len(code) > 5 and code.startswith("S") else "england",
            },
        )
        if request.method == "POST" and form.is_valid():
            try:
                words = self._explain_body(form.cleaned_data, unknown, request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, words)
                return HttpResponseRedirect(reverse("admin:performance_unknown"))
        return self._ask(request, form, unknown, "organisation")

    def _explain_body(self, said, unknown, user):
        if said["what"] == OTHER_NAME:
            to = operations.known_body(code=said["known"])
            operations.map_body(name=unknown.key, to=to, by=user)
            return f"“{unknown.name}” is another name of {to}. What was loaded under it belongs there now."
        body = operations.recognise_body(
            code=unknown.key, name=said["name"], kind=BodyKind(said["kind"]), nation=said["nation"], by=user
        )
        return f"{body} is known now."

    @asks
    def tumour_view(self, request, key):
        """Which tumour group a name means."""
        self._require(request)
        unknown = self._one(unknown_tumours(), key)
        form = WhichGroupForm(request.POST if request.method == "POST" else None, groups=known_tumours())
        if request.method == "POST" and form.is_valid():
            to = tumour_group(form.cleaned_data["group"])
            try:
                operations.map_tumour_group(name=unknown.name, to=to, by=request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, f"“{unknown.name}” means {to}. What was loaded under it belongs there now.")
                return HttpResponseRedirect(reverse("admin:performance_unknown"))
        return self._ask(request, form, unknown, "tumour group")

    def _one(self, found, key):
        unknown = next((each for each in found if each.key == key), None)
        if unknown is None:
            raise Http404("Nothing is unknown by this name; somebody may have explained it already.")
        return unknown

    def _ask(self, request, form, unknown, noun):
        status = 422 if request.method == "POST" else 200
        context = {"form": form, "unknown": unknown, "noun": noun, "unknown_url": reverse("admin:performance_unknown")}
        return render(request, "admin/performance/explain.html", context, status=status)
