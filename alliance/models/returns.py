"""Quarterly returns: what an alliance reports of its delivery plan after each quarter, and what it has signed.

A return is open while programme leads write; once signed off, its content stands in an append-only row of its own. A
correction opens the next version and leaves the signed one as it is.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from alliance.models.delivery import QUARTERS, DeliveryPlan, Workstream
from alliance.querysets import QuarterlyReturnQuerySet
from core.history import AppendOnlyModel
from core.periods import Quarter


class QuarterlyReturn(models.Model):
    """One version of the return of one quarter."""

    plan = models.ForeignKey(DeliveryPlan, models.PROTECT, related_name="returns", db_index=False)
    quarter = models.PositiveSmallIntegerField(
        choices=QUARTERS, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    version = models.PositiveSmallIntegerField(default=1)
    due_on = models.DateField(help_text="By when programme leads are to have written.")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.TextField("why corrected", blank=True, help_text="Of a second or later version.")
    signed = models.BooleanField("signed off", default=False)

    objects = QuarterlyReturnQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "quarter", "version"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "quarter", "version"], name="return_version_once"),
            models.UniqueConstraint(
                fields=["plan", "quarter"], condition=Q(signed=False), name="one_open_return_of_a_quarter"
            ),
            models.CheckConstraint(condition=Q(quarter__in=[1, 2, 3, 4]), name="return_of_a_quarter"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="correction_has_a_reason"),
        ]

    def __str__(self):
        correction = f", version {self.version}" if self.version > 1 else ""
        return f"{self.period} return{correction}"

    def get_absolute_url(self):
        return reverse("delivery:return", args=[self.plan.alliance.code, self.plan.year, self.quarter, self.version])

    @property
    def period(self) -> Quarter:
        return Quarter(self.plan.financial_year, self.quarter)

    @property
    def access_place(self):
        return self.plan.access_place


class ReturnCommentary(models.Model):
    """What the lead of a workstream says of its quarter. A draft is kept; handed in, it counts as written."""

    quarterly_return = models.ForeignKey(QuarterlyReturn, models.CASCADE, related_name="commentaries", db_index=False)
    workstream = models.ForeignKey(Workstream, models.PROTECT, related_name="commentaries")
    text = models.TextField("commentary", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["quarterly_return", "workstream__position"]
        verbose_name_plural = "return commentaries"
        constraints = [
            models.UniqueConstraint(fields=["quarterly_return", "workstream"], name="one_commentary_of_a_workstream"),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True) | ~Q(text=""),
                name="handed_in_has_words",
                violation_error_message="Write the commentary before handing it in.",
            ),
        ]

    def __str__(self):
        return f"{self.workstream}, {self.quarterly_return}"

    @property
    def access_place(self):
        return self.quarterly_return.access_place


class SignedReturn(AppendOnlyModel):
    """A return as it was signed off: its whole content, which nothing changes any more.

    `content` is reports/quarterly.py's ReturnContent as JSON; pages and exports of a signed return read it and nothing
    else.
    """

    quarterly_return = models.OneToOneField(QuarterlyReturn, models.PROTECT, related_name="signature")
    content = models.JSONField()
    statement = models.TextField(blank=True, help_text="What whoever signed wants to be read with it.")
    gaps_accepted = models.TextField("why signed with gaps", blank=True)
    signed_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.quarterly_return}, signed off on {self.signed_on}"
