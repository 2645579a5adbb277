"""The admin of delivery plans: to look, to import, to read the log of imports; of money, risks and compliance: to look.

All of it is changed on its own pages.
"""

from django.contrib import admin

from alliance.importing.resources import DeliveryImportMixin
from alliance.models import (
    Assessment,
    Deliverable,
    DeliveryDocument,
    DeliveryPlan,
    FundingAllocation,
    Issue,
    Milestone,
    Risk,
    Spend,
)
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


# --- Money, risks, compliance: rows that are only ever added, and the register ------------------------------


@admin.register(FundingAllocation)
class FundingAllocationAdmin(ReadOnlyAdmin):
    list_display = ["plan", "to", "workstream", "deliverable", "quarter", "fund", "amount", "basis", "on", "by"]
    list_filter = ["to", "basis", ("plan__year", FinancialYearFilter)]
    search_fields = ["plan__title", "deliverable__number", "deliverable__title", "fund"]
    list_select_related = ["plan", "workstream", "deliverable", "by"]


@admin.register(Spend)
class SpendAdmin(ReadOnlyAdmin):
    list_display = ["plan", "deliverable", "quarter", "actual", "forecast", "on", "by"]
    list_filter = ["quarter", ("plan__year", FinancialYearFilter)]
    search_fields = ["plan__title", "deliverable__number", "deliverable__title"]
    list_select_related = ["plan", "deliverable", "by"]
    show_full_result_count = False


@admin.register(Risk)
class RiskAdmin(ReadOnlyAdmin):
    list_display = ["reference", "title", "alliance", "network", "plan", "owner_name", "review_on", "state"]
    list_filter = ["state", "category"]
    search_fields = ["title", "cause", "effect", "owner_name"]
    list_select_related = ["alliance", "network", "plan"]


@admin.register(Issue)
class IssueAdmin(ReadOnlyAdmin):
    list_display = ["reference", "title", "alliance", "network", "severity", "owner_name", "raised_on", "closed_on"]
    list_filter = ["severity"]
    search_fields = ["title", "text", "owner_name"]
    list_select_related = ["alliance", "network"]


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    list_display = ["criterion", "tumour_group", "provider", "alliance", "level", "on", "by"]
    list_filter = ["level", "criterion__framework"]
    search_fields = ["criterion__name", "provider__name", "provider__ods_code", "evidence"]
    list_select_related = ["criterion", "tumour_group", "provider", "alliance", "by"]
    show_full_result_count = False
