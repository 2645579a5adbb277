"""Rows of another table gathered into one column, so that a list with its details is one statement.

Both databases build the list themselves (JSON), for the rows of the page only. Order and types are the reader's: a list
comes as the database met it, days as ISO text, yes and no on SQLite as 1 and 0.
"""

from django.db.models import Aggregate, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONArray


class JsonList(Aggregate):
    """Everything in a group as one JSON list."""

    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **extra)


def gathered(queryset: QuerySet, *fields, by: str, outer: str = "pk") -> Subquery:
    """The rows of `queryset` whose `by` is the outer row's `outer`, as a list of lists; None where there are none."""
    rows = queryset.filter(**{by: OuterRef(outer)}).order_by().values(by)
    return Subquery(rows.annotate(gathered=JsonList(JSONArray(*fields))).values("gathered"), output_field=JSONField())
