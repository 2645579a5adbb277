"""How Django's admin asks the table of permissions: one base for every model admin of the site.

What a person may do comes from organisations/grants.py, never from Django's own permission rows. An admin shows
what `visible_to(user)` gives, offers no choice outside it, and saves nothing in a place where the person may not.
"""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404

from core.periods import FinancialYear
from organisations import operations
from organisations.access import Capability, may, scope


class FinancialYearFilter(admin.AllValuesFieldListFilter):
    """The years that there are, as the NHS writes them: "2026/27"."""

    def __init__(self, field, *args, **kwargs):
        super().__init__(field, *args, **kwargs)
        self.title = "financial year"

    def choices(self, changelist):
        """Each year with its address; the first one is all of them."""
        for choice in super().choices(changelist):
            shown = str(choice["display"])
            yield choice | {"display": str(FinancialYear(int(shown))) if shown.isdecimal() else shown}


class ScopedAdmin(admin.ModelAdmin):
    """A model admin whose permissions are capabilities.

    `can_view`, `can_add`, `can_change` and `can_delete` name the capability each asks for; None means that nobody may.
    A subclass whose model has no `visible_to` overrides `visible`; one whose objects do not say where they belong (by
    `access_place`, or by an `alliance` or `network`) overrides `place_of`.
    """

    can_view: Capability | None = Capability.SEE
    can_add: Capability | None = None
    can_change: Capability | None = None
    can_delete: Capability | None = None

    # --- What may be seen -------------------------------------------------------------------------

    def visible(self, queryset, user):
        """The rows of `queryset` that a person may see here."""
        return queryset.visible_to(user)

    def get_queryset(self, request):
        return self.visible(super().get_queryset(request), request.user)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        # As everywhere on the site: what a person may not see is not there. Django would go to the admin's first page.
        raise Http404

    def place_of(self, obj):
        """Where an object belongs: what `organisations.access.may` takes; None for what is common to all alliances."""
        if hasattr(obj, "access_place"):
            return obj.access_place
        if getattr(obj, "network_id", None):
            return obj.network.alliance_id, obj.network_id
        if hasattr(obj, "alliance_id"):
            return (obj.alliance_id, None) if obj.alliance_id else None
        return None

    # --- What may be done -------------------------------------------------------------------------

    def _allows(self, request, capability, obj=None) -> bool:
        if capability is None:
            return False
        where = scope(request.user, capability)
        if obj is None or obj.pk is None:
            return bool(where)
        place = self.place_of(obj)
        if place is None:
            return where.everywhere
        if isinstance(place, tuple):
            return where.covers(alliance_id=place[0], network_id=place[1])
        return may(request.user, capability, place)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        # An object comes from get_queryset, so whoever reached it sees it.
        return self._allows(request, self.can_view) or self.has_change_permission(request, obj)

    def has_add_permission(self, request):
        return self._allows(request, self.can_add)

    def has_change_permission(self, request, obj=None):
        return self._allows(request, self.can_change, obj)

    def has_delete_permission(self, request, obj=None):
        return self._allows(request, self.can_delete, obj)

    # --- What may be chosen and saved -------------------------------------------------------------

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer only what the person may see; where this admin adds or changes, only where they may do that."""
        if "queryset" not in kwargs:
            choices = db_field.remote_field.model._default_manager.all()
            if hasattr(choices, "visible_to"):
                kwargs["queryset"] = self.choices_for(db_field, choices, request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def choices_for(self, db_field, choices, user):
        """The rows that may be chosen for a foreign key whose model has `visible_to`."""
        if db_field.name in ("alliance", "network"):
            return choices.visible_to(user, self.can_add or self.can_change or self.can_view)
        return choices.visible_to(user)

    def save_model(self, request, obj, form, change):
        self.require_place(request, obj, self.can_change if change else self.can_add)
        super().save_model(request, obj, form, change)

    def require_place(self, request, obj, capability):
        """Raise PermissionDenied unless the person may do this where the object stands now."""
        place = self.place_of(obj)
        where = scope(request.user, capability)
        if isinstance(place, tuple):
            allowed = where.covers(alliance_id=place[0], network_id=place[1])
        else:
            allowed = where.everywhere if place is None else may(request.user, capability, place)
        if not allowed:
            raise PermissionDenied(f"You need a role there that lets you {capability.value}.")


class KeptAdmin(ScopedAdmin):
    """Rows that administrators keep; saved and removed by the verbs."""

    can_view = can_add = can_change = can_delete = Capability.MANAGE

    def save_model(self, request, obj, form, change):
        (operations.revise if change else operations.add)(thing=obj, by=request.user)

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        for thing in formset.deleted_objects:
            operations.remove(thing=thing, by=request.user)
        for thing, _ in formset.changed_objects:
            operations.revise(thing=thing, by=request.user)
        for thing in formset.new_objects:
            operations.add(thing=thing, by=request.user)

    def delete_model(self, request, obj):
        operations.remove(thing=obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for thing in queryset:
            operations.remove(thing=thing, by=request.user)


class ReadOnlyAdmin(ScopedAdmin):
    """History and logs: seen by those who may, changed by nobody."""

    can_add = can_change = can_delete = None

    def get_readonly_fields(self, request, obj=None):
        """Every column; what the list shows stands first, whichever class a model has its columns from."""
        return sorted(
            (field.name for field in self.opts.fields),
            key=lambda name: self.list_display.index(name) if name in self.list_display else len(self.list_display),
        )


class ScopedTabularInline(admin.TabularInline):
    """Rows shown beneath their parent, with the parent's permission to see and none to change."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
