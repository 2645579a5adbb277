"""Rows that are written once: the shared base of everything append-only.

A correction is a new row. The guard stands in the queryset and in `save`, so neither a form, nor a
bulk statement, nor the admin can rewrite what a board has read.
"""

from django.db import models


class HistoryIsFixed(TypeError):
    """Raised where code tries to change or delete a row that is only ever added."""


class AppendOnlyQuerySet(models.QuerySet):
    """A queryset that reads and adds, and refuses to change or delete."""

    def update(self, **values):
        raise HistoryIsFixed(f"{self.model.__name__} rows are never changed; add a new one.")

    def delete(self):
        raise HistoryIsFixed(f"{self.model.__name__} rows are never deleted.")

    delete.queryset_only = True  # as in Django: not copied to managers


class AppendOnlyModel(models.Model):
    """A row that can be added and read, never changed."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.pk is not None and not self._state.adding:
            raise HistoryIsFixed(f"{type(self).__name__} rows are never changed; add a new one.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise HistoryIsFixed(f"{type(self).__name__} rows are never deleted.")
