"""By what figures are judged, and whose they are: standards, ambitions, and the dated mapping of providers.

Standards are common to all alliances: everybody who uses the admin reads them, superusers change them. What has judged
months gone by is fixed and can only be ended, as with rating schemes. Who counts for whom may be corrected for any
time, since it is a fact and no judgement; the sums follow at once.
"""

from django.contrib import admin
from django.utils import timezone

from organisations.access import Capability, scope
from organisations.admin import CommonAdmin, ProviderAdmin, ProviderAllianceAdmin
from organisations.admin_access import ScopedTabularInline
from organisations.models import Provider, ProviderAlliance
from performance import operations
from performance.models import Ambition, WaitingTimeStandard


class JudgingAdmin(CommonAdmin):
    """Rows by which months are judged."""

    def has_view_permission(self, request, obj=None):
        return bool(scope(request.user, Capability.USE_ADMIN))

    def has_begun(self, obj) -> bool:
        """Whether months gone by were judged by it."""
        raise NotImplementedError

    def get_readonly_fields(self, request, obj=None):
        if obj is None or not self.has_begun(obj):
            return []
        return [field.name for field in self.opts.fields if field.name not in ("id", "valid_until", "note")]

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or not self.has_begun(obj))


class AmbitionsOfStandard(ScopedTabularInline):
    model = Ambition
    fields = readonly_fields = ["level", "by"]
    verbose_name_plural = "ambitions (added on a page of their own)"


@admin.register(WaitingTimeStandard)
class WaitingTimeStandardAdmin(JudgingAdmin):
    """To change a level from some day: end the old standard, then add the new one from that day."""

    list_display = ["measure", "nation", "level", "valid_from", "valid_until", "note"]
    list_filter = ["nation", "measure"]
    ordering = ["nation", "measure", "valid_from"]
    search_fields = ["code", "note"]
    inlines = [AmbitionsOfStandard]

    def has_begun(self, obj):
        return obj.valid_from is None or obj.valid_from < timezone.localdate()


@admin.register(Ambition)
class AmbitionAdmin(JudgingAdmin):
    """A level to be reached by a month; once the month is over it stays as it was."""

    list_display = ["standard", "level", "by"]
    list_select_related = ["standard"]
    ordering = ["standard", "by"]

    def has_begun(self, obj):
        return obj.by < timezone.localdate()


class RemappingMixin:
    """An admin whose rows decide who counts for whom: after each change the sums are made anew."""

    def codes_of(self, obj) -> set[str]:
        """The codes of the providers whose figures may come to count elsewhere."""
        raise NotImplementedError

    def save_model(self, request, obj, form, change):
        codes = self.codes_of(obj)
        if change:
            codes |= self.codes_of(self.get_queryset(request).get(pk=obj.pk))
        save = super().save_model
        operations.remap(codes=codes, change=lambda: save(request, obj, form, change), by=request.user)

    def delete_model(self, request, obj):
        delete = super().delete_model
        operations.remap(codes=self.codes_of(obj), change=lambda: delete(request, obj), by=request.user)

    def delete_queryset(self, request, queryset):
        codes = set().union(*map(self.codes_of, queryset))
        delete = super().delete_queryset
        operations.remap(codes=codes, change=lambda: delete(request, queryset), by=request.user)


admin.site.unregister([Provider, ProviderAlliance])


@admin.register(ProviderAlliance)
class MappingAdmin(RemappingMixin, ProviderAllianceAdmin):
    def codes_of(self, obj):
        return {obj.provider.ods_code}


@admin.register(Provider)
class CountedProviderAdmin(RemappingMixin, ProviderAdmin):
    def codes_of(self, obj):
        return {obj.ods_code}
