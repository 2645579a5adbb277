"""The admin of delivery plans: to look, to import, to read the log of imports. They are changed on their own pages."""

from django.contrib import admin

from alliance.importing.resources import DeliveryImportMixin
from alliance.models import Deliverable, DeliveryDocument, DeliveryPlan, Milestone
from organisations.admin_access import FinancialYearFilter, ReadOnlyAdmin


@admin.register(DeliveryPlan)
class DeliveryPlanAdmin(DeliveryImportMixin, ReadOnlyAdmin):
    list_display = ["title", "alliance", "financial_year", "state", "final_on", "closed_on"]
    list_filter = ["state", ("year", FinancialYearFilter)]
    search_fields = ["title", "alliance__name"]
    list_select_related = ["alliance"]


@admin.register(Deliverable)
class DeliverableAdmin(ReadOnlyAdmin):
    list_display = ["number", "title", "plan", "lead_name", "programme"]
    list_filter = ["programme", ("plan__year", FinancialYearFilter)]
    search_fields = ["number", "title", "plan__title", "lead_name"]
    list_select_related = ["plan"]


@admin.register(Milestone)
class MilestoneAdmin(ReadOnlyAdmin):
    list_display = ["text", "deliverable", "quarter", "plan", "status", "due_text", "rating_given"]
    list_filter = ["status", "quarter", ("plan__year", FinancialYearFilter)]
    search_fields = ["text", "deliverable__number", "deliverable__title", "plan__title"]
    list_select_related = ["plan", "deliverable"]
    show_full_result_count = False


@admin.register(DeliveryDocument)
class DeliveryDocumentAdmin(ReadOnlyAdmin):
    list_display = ["name", "plan", "imported_by", "imported_at", "size"]
    search_fields = ["name", "sha256", "plan__title"]
    date_hierarchy = "imported_at"
    list_select_related = ["plan", "imported_by"]
