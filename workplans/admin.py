"""The admin of work plans: to look, to import, and to read the log of imports. Plans are changed on their own pages."""

from django.contrib import admin

from organisations.admin_access import FinancialYearFilter, ReadOnlyAdmin
from workplans.importing.resources import PlanImportMixin
from workplans.models import Action, Lead, SourceDocument, WorkPlan


@admin.register(WorkPlan)
class WorkPlanAdmin(PlanImportMixin, ReadOnlyAdmin):
    list_display = ["title", "network", "financial_year", "state", "agreed_on", "closed_on"]
    list_filter = ["state", ("year", FinancialYearFilter)]
    search_fields = ["title", "network__name"]
    list_select_related = ["network"]


@admin.register(Action)
class ActionAdmin(ReadOnlyAdmin):
    list_display = ["number", "text", "plan", "status", "due_text", "rating_given"]
    list_filter = ["status", ("plan__year", FinancialYearFilter)]
    search_fields = ["number", "text", "plan__title"]
    list_select_related = ["plan"]
    show_full_result_count = False


@admin.register(Lead)
class LeadAdmin(ReadOnlyAdmin):
    list_display = ["name", "network", "kind", "user"]
    list_filter = ["kind"]
    search_fields = ["name", "network__name"]
    list_select_related = ["network", "user"]


@admin.register(SourceDocument)
class SourceDocumentAdmin(ReadOnlyAdmin):
    list_display = ["name", "plan", "imported_by", "imported_at", "size"]
    search_fields = ["name", "sha256", "plan__title"]
    date_hierarchy = "imported_at"
    list_select_related = ["plan", "imported_by"]
