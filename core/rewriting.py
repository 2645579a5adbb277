"""Many rows, each with values of its own, written by one statement on PostgreSQL and SQLite alike.

Django's bulk_update spells a CASE with a branch for every row and field, and takes most of its time to put it together.
Here the values are a list that the table is joined with.
"""

from collections.abc import Iterable, Sequence

from django.db import connections, models, router

BATCH = 500


def update_each(objects: Sequence[models.Model], fields: Iterable[str]) -> None:
    """Write these fields of saved objects of one model. Takes plain values, no expressions; nothing for no objects."""
    if not objects:
        return
    model = type(objects[0])
    connection = connections[router.db_for_write(model)]
    written = [model._meta.pk, *map(model._meta.get_field, fields)]
    most = connection.features.max_query_params or BATCH * len(written)
    size = max(1, min(BATCH, most // len(written)))
    with connection.cursor() as cursor:
        for start in range(0, len(objects), size):
            batch = objects[start : start + size]
            values = [
                field.get_db_prep_save(getattr(thing, field.attname), connection)
                for thing in batch
                for field in written
            ]
            cursor.execute(_statement(connection, model, written, len(batch)), values)


def _statement(connection, model, written, rows):
    """UPDATE … FROM (VALUES …); the types of the first row are those of the columns."""
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    sets = ", ".join(f"{quote(field.column)} = said.column{place}" for place, field in enumerate(written[1:], start=2))
    first = ", ".join(f"CAST(%s AS {_type(field, connection)})" for field in written)
    others = f", ({', '.join(['%s'] * len(written))})" * (rows - 1)
    if connection.vendor == "sqlite":  # has no types to give: a column makes of a value what it holds
        first = ", ".join(["%s"] * len(written))
    return f"UPDATE {table} SET {sets} FROM (VALUES ({first}){others}) AS said WHERE {table}.{key} = said.column1"


def _type(field, connection):
    """The type without its length: a text that is too long is refused by the column, not cut by the cast."""
    return field.db_type(connection).partition("(")[0]
