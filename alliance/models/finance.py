"""Money of a delivery plan: what is allocated to what, and what is spent and forecast.

Rows are dated and only ever added: of those that speak of the same money the latest stands, and a correction is a new
row. So what the plan showed on a past day can be read from the same rows. Amounts are pounds.
"""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from alliance.models.delivery import QUARTERS, Deliverable, DeliveryPlan, Workstream
from alliance.querysets import AllocationQuerySet, SpendQuerySet
from core.history import AppendOnlyModel


class AllocationTo(models.TextChoices):
    """What money is given to. The whole plan and a workstream are totals, which the other two must add up to."""

    PLAN = "plan", "Whole plan (total)"
    WORKSTREAM = "workstream", "Workstream (total)"
    DELIVERABLE = "deliverable", "Deliverable"
    HELD = "held", "Not allocated yet"


class AllocationBasis(models.TextChoices):
    AGREED = "agreed", "Agreed"
    INDICATIVE = "indicative", "Indicative"


class FundingAllocation(AppendOnlyModel):
    """So many pounds for the plan, a workstream, a deliverable, or held back; for a quarter or the whole year.

    Money for the whole year is not phased: it stands beside that of the quarters, not over it. An amount of nought
    takes an earlier allocation back.
    """

    plan = models.ForeignKey(DeliveryPlan, models.CASCADE, related_name="allocations", db_index=False)
    to = models.CharField("allocated to", max_length=12, choices=AllocationTo)
    workstream = models.ForeignKey(Workstream, models.CASCADE, null=True, blank=True, related_name="allocations")
    deliverable = models.ForeignKey(Deliverable, models.CASCADE, null=True, blank=True, related_name="allocations")
    quarter = models.PositiveSmallIntegerField(
        choices=QUARTERS, null=True, blank=True, help_text="Empty for the whole year."
    )
    fund = models.CharField("source of the money", max_length=120, blank=True, help_text="As the agreement names it.")
    amount = models.DecimalField("amount in pounds", max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    basis = models.CharField(max_length=10, choices=AllocationBasis, default=AllocationBasis.AGREED)
    note = models.TextField(blank=True)
    on = models.DateField(help_text="The day from which it counts.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to__in=["plan", "held"], workstream__isnull=True, deliverable__isnull=True)
                | Q(to="workstream", workstream__isnull=False, deliverable__isnull=True)
                | Q(to="deliverable", workstream__isnull=True, deliverable__isnull=False),
                name="allocation_names_what_it_is_to",
                violation_error_message="Name the workstream or deliverable that the money is allocated to.",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="allocation_is_not_negative"),
            models.CheckConstraint(
                condition=Q(quarter__isnull=True) | Q(quarter__in=[1, 2, 3, 4]), name="allocation_in_a_quarter"
            ),
        ]
        indexes = [models.Index(fields=["plan", "on", "id"], name="allocations_of_plan")]

    def __str__(self):
        return f"£{self.amount:,.2f} to {self.deliverable or self.workstream or self.get_to_display().lower()}"

    @property
    def access_place(self):
        return self.plan.access_place


class Spend(AppendOnlyModel):
    """What a deliverable has spent in a quarter so far, and what the whole quarter is forecast to come to."""

    plan = models.ForeignKey(DeliveryPlan, models.CASCADE, related_name="spending", db_index=False)
    deliverable = models.ForeignKey(Deliverable, models.CASCADE, related_name="spending")
    quarter = models.PositiveSmallIntegerField(choices=QUARTERS)
    actual = models.DecimalField("spent so far", max_digits=14, decimal_places=2, null=True, blank=True)
    forecast = models.DecimalField(
        "forecast for the whole quarter", max_digits=14, decimal_places=2, null=True, blank=True
    )
    note = models.TextField(blank=True)
    on = models.DateField(help_text="The day it speaks of.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = SpendQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "spending"
        ordering = ["plan", "deliverable__position", "quarter", "on", "id"]
        constraints = [models.CheckConstraint(condition=Q(quarter__in=[1, 2, 3, 4]), name="spend_in_a_quarter")]
        indexes = [models.Index(fields=["plan", "deliverable", "quarter", "-on", "-id"], name="latest_spend")]

    def __str__(self):
        return f"{self.deliverable} Q{self.quarter} on {self.on}"

    @property
    def access_place(self):
        return self.plan.access_place
