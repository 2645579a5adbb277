"""Emptying what tests share: the cache, and the test database of PostgreSQL after a test that committed.

Django truncates every table, and PostgreSQL makes new files for each and its indexes: seconds, for a test that wrote a
few rows. Deleting takes a fraction of that. Foreign keys are checked at the end of the transaction, so the order of
tables does not matter; the lock waits, as truncating does, for a page that is still being written.
"""

from django.conf import settings
from django.core.cache import cache
from django.db import connections


def empty_cache():
    """Forget what this process cached. `cache.clear()` would empty all of Redis: sessions of the others' tests, too."""
    if settings.REDIS_URL:
        client = cache._cache.get_client(None, write=True)
        keys = list(client.scan_iter(match=f"{cache.key_prefix}:*", count=1000))
        if keys:
            client.delete(*keys)
    else:
        cache.clear()


def delete_instead_of_truncate(alias="default"):
    """Let `flush` on this connection delete the rows of all tables; on SQLite it does so anyway."""
    ops = connections[alias].ops
    truncating = ops.sql_flush

    def sql_flush(style, tables, *, reset_sequences=False, allow_cascade=False):
        if reset_sequences or not tables:
            return truncating(style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
        quoted = [ops.quote_name(table) for table in tables]
        lock = f"LOCK TABLE {', '.join(quoted)} IN ACCESS EXCLUSIVE MODE"
        return [lock, *(f"DELETE FROM {table}" for table in quoted)]

    ops.sql_flush = sql_flush
