"""The import door of an admin, whatever is imported: import-export's button and permission before pages of our own.

import-export gives the address, the button and the names of the formats. Its row loop is not used: what is brought is
read once, previewed, and confirmed by a verb. How that goes is said by each kind of import.
"""

from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from import_export.admin import ImportMixin

from organisations.access import Capability, scope


class ImportPages(ImportMixin):
    """Who may come in, and where the pages are: bring something, read its preview, cancel.

    A subclass gives the three pages (`import_action`, `preview_action`, `cancel_action`) and says `imported`, what a
    role must let one import.
    """

    imported = ""
    import_export_change_list_template = "admin/import_export/change_list_import.html"

    def has_import_permission(self, request, *args, **kwargs):
        return bool(scope(request.user, Capability.IMPORT))

    def import_pages(self) -> list[tuple]:
        """The pages of this door: (route, view, name)."""
        return [
            ("import/", self.import_action, "import"),
            ("import/<int:pk>/", self.preview_action, "preview"),
            ("import/<int:pk>/cancel/", self.cancel_action, "cancel"),
        ]

    def get_urls(self):
        names = self.get_model_info()
        return [
            path(route, self.admin_site.admin_view(view), name="{}_{}_{}".format(*names, name))
            for route, view, name in self.import_pages()
        ] + super(ImportMixin, self).get_urls()

    def _address(self, name, *args):
        return reverse("admin:{}_{}_{}".format(*self.get_model_info(), name), args=args)

    def _require(self, request):
        if not self.has_import_permission(request):
            raise PermissionDenied(f"You need a role that lets you import {self.imported}.")
