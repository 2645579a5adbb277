"""Rating schemes: the numbers behind the colours, as dated data."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from organisations.models import Alliance
from performance.querysets import RatingSchemeQuerySet
from performance.rag import Thresholds


class RatingScheme(models.Model):
    """The numbers by which an alliance judges work against its dates, from one day to another.

    A scheme without alliance is the common default.
    """

    alliance = models.ForeignKey(
        Alliance,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="rating_schemes",
        help_text="Leave empty for the common default.",
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="The last day; empty while it lasts.")
    due_soon_days = models.PositiveSmallIntegerField(
        default=30, help_text="Amber when due within this many days and not started."
    )
    quiet_days = models.PositiveSmallIntegerField(
        default=60, help_text="Amber when open with no update for more than this many days."
    )
    slipped_red_days = models.PositiveSmallIntegerField(
        default=90, help_text="Red when the current date is more than this many days past the original."
    )
    red_share = models.PositiveSmallIntegerField(
        default=25,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="A plan is Red when at least this per cent of its open, rated actions is Red.",
    )
    amber_share = models.PositiveSmallIntegerField(
        default=25,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="A plan is Amber when at least this per cent is Red or Amber, or any is Red.",
    )
    near_points = models.PositiveSmallIntegerField(
        "points near a standard",
        default=5,
        validators=[MaxValueValidator(100)],
        help_text="A figure is Amber when it misses its standard by no more than this many percentage points.",
    )

    objects = RatingSchemeQuerySet.as_manager()

    class Meta:
        ordering = ["alliance", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "valid_from"],
                name="one_scheme_from_a_day",
                violation_error_message="There is a scheme from this day already.",
            ),
            models.UniqueConstraint(
                fields=["valid_from"],
                condition=Q(alliance__isnull=True),
                name="one_default_scheme_from_a_day",
                violation_error_message="There is a default scheme from this day already.",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="scheme_ends_after_it_begins",
                violation_error_message="The last day lies before the first.",
            ),
        ]

    def __str__(self):
        return f"{self.alliance or 'Common default'} from {self.valid_from:%-d %B %Y}"

    @property
    def thresholds(self) -> Thresholds:
        """The numbers as plain values, for the rules."""
        return Thresholds(
            due_soon_days=self.due_soon_days,
            quiet_days=self.quiet_days,
            slipped_red_days=self.slipped_red_days,
            red_share=self.red_share,
            amber_share=self.amber_share,
            near_points=self.near_points,
        )
