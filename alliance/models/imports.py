"""What waits between the preview of a delivery plan's file and its confirmation, and the log of what was imported.

A delivery plan is small, so what was read of its file stands whole in one row, and so does the preview. What the file
says stays as it was read; the preview is worked out anew where the plan moves on.
"""

from django.db import models

from alliance.querysets import DeliveryDocumentQuerySet
from organisations.models import Alliance
from workplans.staged import BroughtFile, ImportedFile


class DeliveryDocument(ImportedFile):  # noqa: DJ008 - ImportedFile has it
    """A file that was imported into a delivery plan, or that filled part two of one."""

    plan = models.ForeignKey("alliance.DeliveryPlan", models.CASCADE, related_name="sources")

    objects = DeliveryDocumentQuerySet.as_manager()


class StagedDelivery(BroughtFile):  # noqa: DJ008 - BroughtFile has it
    """A file for the delivery plan of an alliance and a year."""

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, help_text="What it holds: a plan, or part two of one.")
    content = models.JSONField(help_text="What the file says, as it was read.")
    preview = models.JSONField(default=dict, help_text="What it would do, in words: findings, new, changed, missing.")
