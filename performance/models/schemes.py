"""Rating schemes: the numbers behind the colours, as dated data."""

from dataclasses import fields

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from organisations.models import Alliance
from performance.querysets import RatingSchemeQuerySet
from performance.rag import Thresholds


class RatingScheme(models.Model):
    """The numbers by which an alliance judges work, money and risk, from one day to another.

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

    over_amber_percent = models.PositiveSmallIntegerField(
        "overspend, Amber above",
        default=1,
        help_text="Money is Amber when it is expected to exceed its allocation by more than this per cent.",
    )
    over_red_percent = models.PositiveSmallIntegerField(
        "overspend, Red above", default=5, help_text="Red above this per cent."
    )
    under_amber_percent = models.PositiveSmallIntegerField(
        "underspend, Amber above",
        default=5,
        validators=[MaxValueValidator(100)],
        help_text="Money is Amber when it is expected to fall short of its allocation by more than this per cent.",
    )
    under_red_percent = models.PositiveSmallIntegerField(
        "underspend, Red above",
        default=10,
        validators=[MaxValueValidator(100)],
        help_text="Red above this per cent.",
    )
    risk_moderate_from = models.PositiveSmallIntegerField(
        "risk, Moderate from",
        default=4,
        validators=[MinValueValidator(2), MaxValueValidator(25)],
        help_text="Likelihood times impact, from 1 to 25; below this score a risk is Low.",
    )
    risk_high_from = models.PositiveSmallIntegerField(
        "risk, High from", default=8, validators=[MinValueValidator(3), MaxValueValidator(25)]
    )
    risk_extreme_from = models.PositiveSmallIntegerField(
        "risk, Extreme from", default=15, validators=[MinValueValidator(4), MaxValueValidator(25)]
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
            models.CheckConstraint(
                condition=Q(over_red_percent__gte=F("over_amber_percent"))
                & Q(under_red_percent__gte=F("under_amber_percent")),
                name="red_money_is_worse_than_amber",
                violation_error_message="Red for money must not begin before Amber.",
            ),
            models.CheckConstraint(
                condition=Q(risk_moderate_from__lt=F("risk_high_from")) & Q(risk_high_from__lt=F("risk_extreme_from")),
                name="bands_of_risk_in_order",
                violation_error_message="The bands of risk begin at rising scores: Moderate, High, Extreme.",
            ),
        ]

    def __str__(self):
        return f"{self.alliance or 'Common default'} from {self.valid_from:%-d %B %Y}"

    @property
    def thresholds(self) -> Thresholds:
        """The numbers as plain values, for the rules."""
        return Thresholds(**{number.name: getattr(self, number.name) for number in fields(Thresholds)})
