"""Set-based writes: rows and queries straight into tables, on PostgreSQL and SQLite alike.

Rows go in by COPY on PostgreSQL and by executemany on SQLite. Everything after that is one SQL text for both: INSERT …
SELECT, UPDATE … FROM, DELETE. `run` puts the names of tables into such a text, so that no table is spelled by hand.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from django.db import DatabaseError, DataError, OperationalError, connection, connections, transaction
from django.db.models import Model, QuerySet

CHUNK = 2_000


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


# --- Statements -------------------------------------------------------------------------------------


def run(sql: str, params: dict | Sequence, **models: type[Model]) -> int:
    """Run one statement that changes rows, and return how many; `{name}` stands for the table of `models[name]`."""
    with connection.cursor() as cursor:
        cursor.execute(with_tables(sql, models), params)
        return cursor.rowcount


def ask(sql: str, params: dict | Sequence, **models: type[Model]) -> Iterator[tuple]:
    """The rows of one query, read in chunks, so that memory does not grow with the answer."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(with_tables(sql, models), params)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def answer(sql: str, params: dict | Sequence, **models: type[Model]) -> list[tuple]:
    """All rows of a query whose answer is small: PostgreSQL may set all of its processors to work on it."""
    with connection.cursor() as cursor:
        cursor.execute(with_tables(sql, models), params)
        return cursor.fetchall()


def with_tables(sql: str, models: dict[str, type[Model]]) -> str:
    """The text with the quoted names of tables in it, and with what the two databases call differently."""
    names = {name: connection.ops.quote_name(model._meta.db_table) for name, model in models.items()}
    return sql.format(**names, **_DIALECTS[connection.vendor])


_DIALECTS = {
    # `json` behind a text makes it a value of a JSON column. `by` before a column keeps SQLite from looking rows up by
    # it, so that it makes an index for the other columns of the join. `apart` at the end of a subquery keeps PostgreSQL
    # from grouping its rows in each processor first, which costs more than it saves where there are many groups.
    "postgresql": {"json": "::jsonb", "by": "", "apart": "OFFSET 0"},
    "sqlite": {"json": "", "by": "+", "apart": ""},
}


def hash_of(*texts: str) -> str:
    """An expression for one whole number that stands for several texts (columns or parameters), in `bulk_work`."""
    if connection.vendor == "postgresql":
        return f"hashtextextended(concat_ws(chr(31), {', '.join(texts)}), 0)"
    return f"hash_of_text({' || char(31) || '.join(texts)})"


@contextmanager
def bulk_work():
    """A transaction for statements over many rows: how PostgreSQL is to plan them, and our functions on SQLite."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # Of rows that were loaded a moment ago the planner knows nothing. So tables are joined in the order in
                # which a statement names them, and by hashing, which is right for a handful and for a hundred thousand;
                # rows are grouped by hashing, too.
                cursor.execute(
                    "SET LOCAL work_mem = '64MB'; SET LOCAL enable_nestloop = off; SET LOCAL enable_mergejoin = off;"
                    " SET LOCAL enable_sort = off; SET LOCAL jit = off;"
                    " SET LOCAL join_collapse_limit = 1; SET LOCAL from_collapse_limit = 1;"
                    " SET LOCAL cursor_tuple_fraction = 1"
                )
        else:
            connection.ensure_connection()
            connection.connection.create_function("hash_of_text", 1, _hash, deterministic=True)
        yield


def _hash(text: str) -> int:
    from hashlib import blake2b

    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


@contextmanager
def set_aside(name: str, key: Sequence[str], sql: str, params: dict | Sequence, **models: type[Model]):
    """In `bulk_work`: the answer of a query as a table that this transaction alone sees, while the block runs.

    PostgreSQL may set all of its processors to work on it, as it may not where rows are written at once. SQLite gets an
    index of the columns of `key`, without which it would go through the table for each look.
    """
    run(f"CREATE TEMPORARY TABLE {name} AS {sql}", params, **models)
    if connection.vendor == "sqlite":
        run(f"CREATE INDEX temp.{name}_by_key ON {name} ({', '.join(key)})", {})
    yield
    run(f"DROP TABLE {name}", {})


@contextmanager
def looked_up(model: type[Model], columns: Sequence[str]):
    """While the block runs, SQLite finds rows of a table by some columns. PostgreSQL, in `bulk_work`, joins by hashing.

    An index that is made at once costs less than one that grows with every row.
    """
    if connection.vendor != "sqlite":
        yield
        return
    run(f"CREATE INDEX looked_up ON {{table}} ({', '.join(columns)})", {}, table=model)
    yield
    run("DROP INDEX looked_up", {})


def empty(model: type[Model], *, others: QuerySet) -> bool:
    """Empty a whole table at once where nobody is at it and there are no `others` who need it; say whether it was done.

    Neither database goes through the rows then, and PostgreSQL leaves none behind that later statements would have to
    read past. Whether there are others is asked when none can come any more.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    if connection.vendor == "postgresql":
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE NOWAIT")
        except OperationalError:
            return False
    alone = not others.exists()
    if alone:
        # Without a WHERE, this is what SQLite calls TRUNCATE; and who writes there is alone already.
        run(f"TRUNCATE {table}" if connection.vendor == "postgresql" else f"DELETE FROM {table}", {})
    return alone


def one_at_a_time(work: str) -> None:
    """Wait until nobody else does this work, and keep others waiting until the transaction ends."""
    if connection.vendor == "postgresql":  # on SQLite whoever writes is alone already
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [work])


def take_stock(*models: type[Model]) -> None:
    """Let SQLite count what was loaded, or it looks large tables up row by row as if they were empty."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            for model in models:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


# --- Rows -------------------------------------------------------------------------------------------


def copy_rows(model: type[Model], fields: Sequence[str], rows: Iterable[Sequence]) -> int:
    """Write rows into a table, a chunk at a time, and return how many. None is NULL; days and numbers as they are."""
    columns = [model._meta.get_field(name) for name in fields]
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(field.column) for field in columns)
    write = _copy if connection.vendor == "postgresql" else _execute_many
    rows, count = iter(rows), 0
    with connection.cursor() as cursor:
        while chunk := list(islice(rows, CHUNK)):
            write(cursor, table, names, columns, chunk)
            count += len(chunk)
    return count


def copy_lines(model: type[Model], fields: Sequence[str], lines: Iterable[str]) -> int:
    """Write lines of CSV into a table and return how many: the cheapest way in for rows that are made one by one.

    The cells are numbers, days and yes or no (1 or 0), so none is quoted; an empty one is NULL. PostgreSQL takes lines
    in while the next are made, so whatever makes them may not ask the database; what it raises comes out here, with
    nothing written.
    """
    columns = [model._meta.get_field(name) for name in fields]
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(field.column) for field in columns)
    lines = iter(lines)
    if connection.vendor != "postgresql":
        places = ", ".join("NULLIF(%s, '')" if field.null else "%s" for field in columns)
        return _execute_lines(f"INSERT INTO {table} ({names}) VALUES ({places})", lines)
    flow = _Flow(lines)
    try:
        with transaction.atomic(), connection.cursor() as cursor, connection.wrap_database_errors:
            cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv)", flow)
    except DatabaseError:
        if flow.error:
            raise flow.error from None
        raise
    return flow.count


def _execute_lines(sql, lines):
    count = 0
    with connection.cursor() as cursor:
        # Few at a time: their cells are still in the processor's cache when SQLite takes them.
        while chunk := [line[:-1].split(",") for line in islice(lines, CHUNK // 8)]:
            cursor.executemany(sql, chunk)
            count += len(chunk)
    return count


class _Flow:
    """Lines as COPY reads them, a chunk at a time."""

    def __init__(self, lines):
        self.lines, self.count = lines, 0
        self.error: Exception | None = None

    def read(self, size):
        try:
            chunk = list(islice(self.lines, CHUNK))
        except Exception as error:
            self.error = error
            raise
        self.count += len(chunk)
        return "".join(chunk).encode()


def _copy(cursor, table, names, fields, chunk):
    filled = [connection.ops.quote_name(field.column) for field in fields if not field.null]
    buffer = io.StringIO()
    csv.writer(buffer).writerows(chunk)
    buffer.seek(0)
    force = f", FORCE_NOT_NULL ({', '.join(filled)})" if filled else ""
    with connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv{force})", buffer)


def _execute_many(cursor, table, names, fields, chunk):
    cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(fields))})", chunk)


class NotPlain(Exception):
    """Raised where a CSV file cannot go into the database as it stands, and must be read record by record."""


def copy_csv(
    model: type[Model], fields: Sequence[str], file, *, before: Sequence, delimiter: str, first_line: int
) -> bool:
    """Let PostgreSQL read a CSV file itself: the fastest way in. Returns whether any cell begins with an apostrophe.

    `file` is open in binary mode and stands at the first record, which is line `first_line`; it is UTF-8. Each row gets
    the values of `before` and then its line number in front: `fields` name those, then the file's columns in order.
    Raises NotPlain, with nothing written, on another database and for a file that PostgreSQL would not read as a
    spreadsheet does.
    """
    if connection.vendor != "postgresql":
        raise NotPlain
    columns = [model._meta.get_field(name) for name in fields]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in columns)
    filled = ", ".join(quote(field.column) for field in columns[len(before) + 1 :])
    sql = (
        f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN WITH "
        f"(FORMAT csv, DELIMITER '{delimiter}', ENCODING 'UTF8', FORCE_NOT_NULL ({filled}))"
    )
    prefix = "".join(f"{value}{delimiter}" for value in before).encode()
    numbered = _Numbered(file, prefix, delimiter.encode(), first_line)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            with connection.wrap_database_errors:
                cursor.copy_expert(sql, numbered, 1 << 17)
            return numbered.apostrophe
    except DatabaseError as error:
        if isinstance(error, DataError) or numbered.ends_early:
            raise NotPlain from error
        raise


class _Numbered:
    """A CSV file as COPY reads it, each record with its line number in front; blank records are left out."""

    def __init__(self, file, prefix, delimiter, first_line):
        self.file, self.prefix, self.delimiter, self.next_line = file, prefix, delimiter, first_line
        self.blank = re.compile(rb"[" + re.escape(delimiter) + rb"\s]*\Z").match
        self.before_guard = (delimiter + b"'", b"\"'", b"\n'")
        self.rest, self.quoted = b"", False
        self.ends_early = self.apostrophe = False

    def read(self, size):
        parts, length = [self.rest], len(self.rest)
        while length < size and (lines := self.file.readlines(size)):
            part = self._numbered(lines)
            parts.append(part)
            length += len(part)
        data = b"".join(parts)
        self.rest = data[size:]
        return data[:size]

    def _numbered(self, lines) -> bytes:
        first, self.next_line = self.next_line, self.next_line + len(lines)
        whole = b"".join(lines)
        # One letter is sought ten times as fast as two, and most files have neither of these.
        if b"'" in whole and (whole[:1] == b"'" or any(each in whole for each in self.before_guard)):
            self.apostrophe = True
        if b"\\" in whole and (whole[:2] == b"\\." or b"\n\\." in whole):  # for COPY, the end of the file
            self.ends_early = True
            raise ValueError("A line starts with a backslash and a full stop.")
        prefix, delimiter = self.prefix, self.delimiter
        if self.quoted or any(len(line) < 64 or line.count(b'"') & 1 for line in lines):
            return b"".join(self._one_by_one(lines, first))
        return b"".join([b"%b%d%b%b" % (prefix, number, delimiter, line) for number, line in enumerate(lines, first)])

    def _one_by_one(self, lines, first):
        """Where a record may run over several lines, or be blank."""
        for number, line in enumerate(lines, start=first):
            if self.quoted:
                yield line
            elif len(line) < 64 and self.blank(line):
                continue
            else:
                yield b"%b%d%b%b" % (self.prefix, number, self.delimiter, line)
            if line.count(b'"') & 1:
                self.quoted = not self.quoted
