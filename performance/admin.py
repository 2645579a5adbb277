"""The administration of rating schemes: each alliance its own numbers, the common default for superusers.

The rest of this floor's administration stands in the modules that are imported here.
"""

from django.contrib import admin
from django.utils import timezone

from organisations.access import Capability, scope
from organisations.admin_access import KeptAdmin
from performance import admin_figures, admin_names, admin_standards  # noqa: F401 - Django looks for administration here
from performance.models import RatingScheme


@admin.register(RatingScheme)
class RatingSchemeAdmin(KeptAdmin):
    """To change the numbers from some day, add a scheme from that day: of two, the later one counts.

    Days gone by keep their colours: the numbers of a scheme that has begun are fixed, it can only be ended.
    """

    list_display = ["__str__", "valid_until", "due_soon_days", "quiet_days", "slipped_red_days"]
    list_filter = [("alliance", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["alliance"]
    ordering = ["alliance__name", "-valid_from"]

    def get_readonly_fields(self, request, obj=None):
        fixed = obj is not None and _has_begun(obj)
        return [field.name for field in self.opts.fields if field.name not in ("id", "valid_until")] if fixed else []

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or not _has_begun(obj))

    def visible(self, queryset, user):
        where = scope(user, Capability.MANAGE)
        own = queryset.filter(alliance__in=where.alliances)
        # The default is what an alliance without a scheme of its own is judged by, so everybody may read it.
        return queryset if where.everywhere else own | queryset.filter(alliance=None)

    def has_add_permission(self, request):
        where = scope(request.user, Capability.MANAGE)
        return where.everywhere or bool(where.alliances)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.required = not scope(request.user, Capability.MANAGE).everywhere
        return field


def _has_begun(scheme) -> bool:
    """Whether a day before today was judged by it; a scheme that begins today can still be mended."""
    return scheme.valid_from < timezone.localdate()
