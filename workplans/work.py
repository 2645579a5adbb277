"""What every piece of work keeps, be it an action or a milestone: its date, where it stands, what was reported of it.

Abstract: the rows themselves stand in models.py and, for milestones, on the floor above. The columns are those that the
rules of progress.py and reporting.py read and write.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.history import AppendOnlyModel
from core.periods import FinancialYear
from performance.rag import RagRating
from workplans.due import DueDate, DueKind
from workplans.progress import Status

GIVEN_RATINGS = [(r.value, r.label) for r in (RagRating.GREEN, RagRating.AMBER, RagRating.RED)]
DATED = [DueKind.DAY, DueKind.MONTH, DueKind.QUARTER, DueKind.RANGE, DueKind.YEAR]


class PlanOfAYear(models.Model):
    """What somebody means to do in one financial year."""

    year = models.PositiveSmallIntegerField(
        "financial year",
        help_text="The calendar year in which it starts: 2023 for 2023/24.",
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
    )
    title = models.CharField(max_length=300)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.title

    @property
    def financial_year(self) -> FinancialYear:
        return FinancialYear(self.year)


class DatedWork(models.Model):
    """The due date of a piece of work: the words as written, and the window they mean."""

    due_text = models.TextField("due date as written", blank=True)
    due_kind = models.CharField(max_length=10, choices=DueKind.choices, default=DueKind.TBC)
    due_earliest = models.DateField(null=True, blank=True)
    due_latest = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(due_kind__in=DATED, due_earliest__isnull=False, due_latest__gte=F("due_earliest"))
                | (~Q(due_kind__in=DATED) & Q(due_earliest__isnull=True, due_latest__isnull=True)),
                name="%(app_label)s_%(class)s_dated_kind_has_window",
            )
        ]

    @property
    def due(self) -> DueDate:
        return DueDate(self.due_text, DueKind(self.due_kind), self.due_earliest, self.due_latest)


class PlannedWork(DatedWork):
    """Work of a plan that people report on: a progress.Work, which the one rule judges.

    What inherits has a `plan`, a `latest_update`, and the two constraints below under names of its own.
    """

    starts_on = models.DateField(null=True, blank=True)
    original_text = models.TextField(blank=True, help_text="The first date, as written.")
    original_latest = models.DateField(null=True, blank=True, help_text="Last day of the first date agreed.")
    watching_brief = models.BooleanField(default=False)

    # Current state, written with the history row that is the truth: reporting.CURRENT_FIELDS.
    status = models.CharField(max_length=20, choices=Status, default=Status.NOT_STARTED)
    completed_on = models.DateField(null=True, blank=True)
    rating_given = models.CharField(max_length=10, choices=GIVEN_RATINGS, blank=True)
    rating_basis = models.CharField(
        max_length=10, choices=RagRating.choices, blank=True, help_text="The suggestion at that time."
    )
    last_update_on = models.DateField(null=True, blank=True)
    quiet_since = models.DateField(help_text="The later of the last update and the day work was due to start.")
    next_step_due = models.DateField(null=True, blank=True, help_text="Earliest own date of a step that is not done.")
    version = models.PositiveIntegerField(
        default=1, help_text="Counts changes, so that two people do not overwrite each other."
    )

    COMPLETE_HAS_A_DAY = Q(status=Status.COMPLETE, completed_on__isnull=False) | (
        ~Q(status=Status.COMPLETE) & Q(completed_on__isnull=True)
    )
    RATING_HAS_A_BASIS = Q(rating_given="", rating_basis="") | (~Q(rating_given="") & ~Q(rating_basis=""))

    class Meta(DatedWork.Meta):
        abstract = True

    @property
    def access_place(self):
        """Where the permissions of its plan are given (see organisations/access.py)."""
        return self.plan.access_place


class PlannedStep(DatedWork):
    """A point on the way to a piece of work; it may have a due date of its own (empty words: it shares the work's)."""

    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    completed_on = models.DateField(null=True, blank=True)

    class Meta(DatedWork.Meta):
        abstract = True

    def __str__(self):
        return self.text


class StatusUpdate(AppendOnlyModel):
    """What somebody reported of a piece of work on a day. A correction is a new update."""

    status = models.CharField(max_length=20, choices=Status)
    comment = models.TextField(blank=True)
    on = models.DateField(help_text="The day it speaks of.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.get_status_display()} on {self.on}"


class Rating(models.Model):
    """The rating standing after an update: what was given, against which suggestion, and why.

    `rated` tells whether this update gave it; else it stands from an earlier one.
    """

    rated = models.BooleanField(default=False)
    rating_given = models.CharField(max_length=10, choices=GIVEN_RATINGS, blank=True)
    rating_basis = models.CharField(max_length=10, choices=RagRating.choices, blank=True)
    rating_reason = models.TextField("why better than suggested", blank=True)
    path_to_green = models.TextField(blank=True)
    suggested = models.CharField(
        max_length=10, choices=RagRating.choices, blank=True, help_text="The suggestion on that day."
    )
    suggested_reasons = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True


class DateRevision(AppendOnlyModel):
    """One move of a due date under change control."""

    old_text = models.TextField(blank=True)
    old_kind = models.CharField(max_length=10, choices=DueKind.choices)
    old_latest = models.DateField(null=True)
    new_text = models.TextField(blank=True)
    new_kind = models.CharField(max_length=10, choices=DueKind.choices)
    new_earliest = models.DateField(null=True)
    new_latest = models.DateField(null=True)
    reason = models.TextField()
    agreed_by = models.CharField(max_length=200, help_text="Who agreed to the new date: a person, role or meeting.")
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.old_text or 'no date'} to {self.new_text or 'no date'}"


class OverdueEvent(models.Model):
    """That a piece of work was found overdue against a date: an event, once for each piece of work and date."""

    due_latest = models.DateField()
    flagged_on = models.DateField()
    cleared_on = models.DateField(null=True)
    told = models.BooleanField(default=False, help_text="The manager's message has been put into the outbox.")

    class Meta:
        abstract = True
