"""The import door of the admin, for whatever plan.

What is brought is staged once, previewed from the stage, and confirmed by a verb. What is particular to a kind of plan
stands in its own `importing/resources.py`.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST

from core.uploads import UploadRefused
from organisations.admin_import import ImportPages
from workplans.operations.imports import Choices, PlanMovedOn

asks = method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
LEVELS = (("error", "Errors", "errors"), ("warning", "Warnings", "warnings"), ("info", "For your information", "infos"))


class ImportDoor(ImportPages):
    """Bring a file, read its preview, confirm, read what was done; for a model admin.

    `templates` is the folder of its three pages. A subclass says what is brought (`bring_form`, `stage`), whose
    previews there are (`staged`), what may be decided (`confirm_form`), what confirming does (`apply`), and what the
    pages show.
    """

    imported = "plans"
    templates = ""

    def _page(self, request, name, context):
        """A page of the door; one that a post leads to without anything having been done says 422."""
        common = {
            "import_url": self._address("import"),
            "plan_formats": [format().get_title() for format in self.formats],
        }
        status = 422 if request.method == "POST" else 200
        return render(request, f"{self.templates}/{name}.html", common | context, status=status)

    # --- What a kind of plan says ------------------------------------------------------------------

    def bring_form(self, request):
        """The form with which a file is brought; it says its `source()`."""
        raise NotImplementedError

    def stage(self, form, request):
        """Stage what a valid form brings; raises UploadRefused."""
        raise NotImplementedError

    def staged(self, user):
        """The previews that are this person's own."""
        raise NotImplementedError

    def confirm_form(self, stage, data):
        raise NotImplementedError

    def apply(self, stage, choices: Choices, request):
        raise NotImplementedError

    def preview(self, request, stage, form) -> dict:
        """What the preview shows, beside the stage, its counts and the form."""
        raise NotImplementedError

    def result(self, stage) -> dict:
        """What the page of a confirmed import shows, beside the stage."""
        raise NotImplementedError

    # --- The pages ---------------------------------------------------------------------------------

    @asks
    def import_action(self, request, **kwargs):
        """Choose the plan, and bring its file or its table."""
        self._require(request)
        form = self.bring_form(request)
        if request.method == "POST" and form.is_valid():
            try:
                stage = self.stage(form, request)
            except UploadRefused as refusal:
                form.add_error("text" if form.cleaned_data["how"] == "text" else "document", str(refusal))
            else:
                return HttpResponseRedirect(self._address("preview", stage.pk))
        return self._page(request, "import", {"form": form})

    def _stage(self, request, pk):
        """The person's own import, or 404; what was confirmed stays to be read until it expires."""
        self._require(request)
        stage = self.staged(request.user).filter(pk=pk).first()
        if stage is None:
            raise Http404("This preview is no longer kept. Bring the file again.")
        return stage

    @asks
    def preview_action(self, request, pk):
        """What the file would do; confirming does it."""
        stage = self._stage(request, pk)
        if stage.confirmed_at:
            return render(
                request,
                f"{self.templates}/imported.html",
                {"stage": stage, "import_url": self._address("import")} | self.result(stage),
            )
        form = self.confirm_form(stage, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                self.apply(stage, _choices(form), request)
            except PlanMovedOn as moved:
                messages.warning(request, str(moved))
                return HttpResponseRedirect(self._address("preview", stage.pk))
            except ValidationError as error:
                _show(form, error)
            else:
                return HttpResponseRedirect(self._address("preview", stage.pk))
        common = {
            "stage": stage,
            "counts": stage.counts,
            "form": form,
            "cancel_url": self._address("cancel", stage.pk),
        }
        return self._page(request, "preview", common | self.preview(request, stage, form))

    @method_decorator(require_POST)
    def cancel_action(self, request, pk):
        """Throw a preview away."""
        self._stage(request, pk).delete()
        messages.success(request, "The import was cancelled. Nothing was changed.")
        return HttpResponseRedirect(self._address("import"))


def asked_for(request, lists, counts) -> tuple[str, dict[str, int]]:
    """Which list of a preview is asked for, "new" or "changed", and after which key its pages and those of the
    findings begin."""
    shown = request.GET.get("show") if request.GET.get("show") in lists else ("new" if counts["new"] else "changed")
    names = ("after", *(f"after_{level}" for level, _, _ in LEVELS))
    return shown, {name: _number(request.GET.get(name)) for name in names}


def _choices(form) -> Choices:
    said = form.cleaned_data
    return Choices(
        reason=said.get("reason", ""),
        agreed_by=said.get("agreed_by", ""),
        leave_out_errors=said.get("leave_out_errors", False),
        close=bool(said.get("close_all")) or frozenset(said.get("close", ())),
        close_comment=said.get("close_comment", ""),
    )


def _show(form, error):
    for field, sentences in getattr(error, "message_dict", {None: error.messages}).items():
        form.add_error(field if field in form.fields else None, sentences)


def _number(text) -> int:
    return int(text) if text and text.isdigit() and len(text) < 10 else 0
