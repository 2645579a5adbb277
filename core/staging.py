"""Set-based writes: a query straight into a table, on PostgreSQL and SQLite alike."""

from django.db import connections
from django.db.models import Model, QuerySet


def insert_from_query(model: type[Model], fields: list[str], query: QuerySet) -> int:
    """Insert one row for each row of a query and return how many; rows that meet a unique key are left out.

    `query` is a values_list() whose columns stand in the order of `fields`. One statement, whatever the size.
    """
    connection = connections[query.db]
    sql, params = query.query.get_compiler(query.db).as_sql()
    quote = connection.ops.quote_name
    columns = ", ".join(quote(model._meta.get_field(name).column) for name in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) {sql} ON CONFLICT DO NOTHING", params)
        return cursor.rowcount
