"""The import of delivery plans in the admin: whose plan, its preview page by page, and the verb that confirms it."""

from django.utils import timezone
from import_export import resources

from alliance.forms.imports import DeliveryImportForm
from alliance.importing.delivery_rows import PART_TWO
from alliance.importing.delivery_stage import changes_something, is_hopeless, stage_delivery
from alliance.models import DeliveryPlan, Milestone, StagedDelivery
from alliance.operations.imports import apply_delivery_import
from core.periods import FinancialYear
from organisations.access import Capability
from organisations.models import Alliance
from workplans.admin_import import LEVELS, ImportDoor, asked_for
from workplans.forms.imports import ConfirmForm
from workplans.importing.formats import PLAN_FORMATS

PAGE = 50


class MilestoneResource(resources.ModelResource):
    """What import-export is told of a delivery plan's rows."""

    class Meta:
        model = Milestone
        fields = ("deliverable", "quarter", "text", "due_text", "status")


class DeliveryImportMixin(ImportDoor):
    """Import of delivery plans for a model admin; a role for one network opens nothing here."""

    resource_classes = [MilestoneResource]
    formats = PLAN_FORMATS
    templates = "admin/alliance"

    def has_import_permission(self, request, *args, **kwargs):
        return Alliance.objects.visible_to(request.user, Capability.IMPORT).exists()

    def bring_form(self, request):
        return DeliveryImportForm(
            request.POST or None,
            request.FILES or None,
            alliances=Alliance.objects.visible_to(request.user, Capability.IMPORT),
            year=FinancialYear.containing(timezone.localdate()),
            initial={name: request.GET[name] for name in ("alliance", "year") if name in request.GET},
        )

    def stage(self, form, request):
        alliance, year = form.chosen()
        source, name = form.source()
        return stage_delivery(source, name=name, alliance=alliance, year=year, by=request.user, on=timezone.localdate())

    def staged(self, user):
        allowed = Alliance.objects.visible_to(user, Capability.IMPORT)
        return (
            StagedDelivery.objects.of(user, now=timezone.now()).filter(alliance__in=allowed).select_related("alliance")
        )

    def confirm_form(self, stage, data):
        return ConfirmForm(data, counts=stage.counts, missing=stage.preview["missing"], what="milestones")

    def apply(self, stage, choices, request):
        apply_delivery_import(stage=stage, choices=choices, by=request.user, on=timezone.localdate())

    def preview(self, request, stage, form):
        counts = stage.counts
        shown, after = asked_for(
            request, ("new", "changed"), {"new": counts["new_things"], "changed": counts["changed_things"]}
        )
        findings = stage.preview["findings"]
        return {
            "shown": shown,
            "part": _part(stage.preview[shown], after["after"]),
            "missing_deliverables": stage.preview["missing_deliverables"],
            "findings": [
                (level, words, _part([each for each in findings if each["level"] == level], after[f"after_{level}"]))
                for level, words, number in LEVELS
                if counts[number]
            ],
            "something": changes_something(stage) or "close" in form.fields,
            "hopeless": is_hopeless(stage),
            "year": FinancialYear(stage.year),
            "part_two": stage.kind == PART_TWO,
        }

    def result(self, stage):
        plans = DeliveryPlan.objects.filter(alliance=stage.alliance, year=stage.year)
        return {"result": stage.result, "part_two": stage.kind == PART_TWO, "plans": plans.select_related("alliance")}


def _part(rows, after) -> dict:
    """A page of a list that stands whole in the stage; `after` is how many have been shown."""
    return {"rows": rows[after : after + PAGE], "after": after + PAGE if len(rows) > after + PAGE else None}
