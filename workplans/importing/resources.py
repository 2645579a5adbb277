"""The import of work plans in the admin: which plan, its preview page by page, and the verb that confirms it."""

from django.utils import timezone
from import_export import resources

from core.periods import FinancialYear
from organisations.access import Capability
from organisations.models import Network
from workplans.admin_import import LEVELS, ImportDoor, asked_for
from workplans.forms.imports import ConfirmForm, ImportForm
from workplans.importing import preview, preview_lists
from workplans.importing.formats import PLAN_FORMATS
from workplans.importing.stage import stage_import
from workplans.models import Action, StagedImport, WorkPlan
from workplans.operations.imports import apply_import

LISTS = {"new": preview_lists.new_actions, "changed": preview_lists.changed_actions}


class ActionResource(resources.ModelResource):
    """What import-export is told of a plan's rows; the columns themselves are in importing/rows.py."""

    class Meta:
        model = Action
        fields = ("number", "text", "due_text", "status")


class PlanImportMixin(ImportDoor):
    """Import of work plans for a model admin."""

    resource_classes = [ActionResource]
    formats = PLAN_FORMATS
    templates = "admin/workplans"

    def bring_form(self, request):
        networks = Network.objects.visible_to(request.user, Capability.IMPORT).select_related("alliance")
        return ImportForm(
            request.POST or None,
            request.FILES or None,
            networks=networks,
            year=FinancialYear.containing(timezone.localdate()),
            initial={name: request.GET[name] for name in ("network", "year") if name in request.GET},
        )

    def stage(self, form, request):
        network, year = form.chosen()
        source, name = form.source()
        on = timezone.localdate()
        return stage_import(source, name=name, by=request.user, on=on, network=network, year=year)

    def staged(self, user):
        return StagedImport.objects.of(user, now=timezone.now()).select_related("network")

    def confirm_form(self, stage, data):
        return ConfirmForm(data, counts=stage.counts, missing=preview_lists.missing(stage))

    def apply(self, stage, choices, request):
        apply_import(stage=stage, choices=choices, by=request.user, on=timezone.localdate())

    def preview(self, request, stage, form):
        counts = stage.counts
        shown, after = asked_for(request, LISTS, counts)
        return {
            "shown": shown,
            "part": LISTS[shown](stage, after=after["after"]),
            "objectives": preview_lists.changed_objectives(stage) if counts["changed_objectives"] else (),
            "findings": [
                (level, words, preview_lists.findings(stage, level, after=after[f"after_{level}"]))
                for level, words, number in LEVELS
                if counts[number]
            ],
            "something": preview.changes_something(stage) or "close" in form.fields,
            "hopeless": counts["errors"] and not counts["new"] + counts["changed"] + counts["unchanged"],
            "year": FinancialYear(stage.year) if stage.year else None,
        }

    def result(self, stage):
        plans = WorkPlan.objects.filter(sources__in=stage.result.get("documents", [])).with_places()
        if not plans and stage.network_id:
            plans = WorkPlan.objects.filter(network=stage.network_id, year=stage.year).with_places()
        return {"result": stage.result, "plans": plans[:20]}
