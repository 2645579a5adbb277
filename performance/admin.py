"""The administration of rating schemes: each alliance its own numbers, the common default for superusers."""

from django.contrib import admin

from organisations.access import Capability, scope
from organisations.admin_access import KeptAdmin
from performance.models import RatingScheme


@admin.register(RatingScheme)
class RatingSchemeAdmin(KeptAdmin):
    """To change the numbers from some day: end the scheme in force, or add one from that day (the later one counts)."""

    list_display = ["__str__", "valid_until", "due_soon_days", "quiet_days", "slipped_red_days"]
    list_filter = [("alliance", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["alliance"]
    ordering = ["alliance__name", "-valid_from"]

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
