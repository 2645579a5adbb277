"""Reads the settings' variables from the environment, and stops with a sentence where one makes no sense.

A variable set to nothing counts as not set: that is what a deployment file passes on for what nobody filled in.
"""

import os

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = {"true", "yes", "on", "1"}
FALSE = {"false", "no", "off", "0"}
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
ENGINES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}


class Environment(environ.Env):
    """django-environ, stricter; raises ImproperlyConfigured that names the variable and shows a good value."""

    def get_value(self, var, cast=None, default=environ.Env.NOTSET, parse_default=False):
        if default is not self.NOTSET and not os.environ.get(var, "").strip():
            return default
        return super().get_value(var, cast=cast, default=default, parse_default=parse_default)

    def bool(self, var, default=environ.Env.NOTSET):
        word = str(self.get_value(var, cast=str, default=default)).lower()
        if word not in TRUE | FALSE:
            raise _not_understood(var, "Write true or false.")
        return word in TRUE

    def int(self, var, default=environ.Env.NOTSET):
        try:
            return super().int(var, default=default)
        except ValueError:
            raise _not_understood(var, "Write a whole number.") from None

    def database(self, var, default):
        """The entry for DATABASES: PostgreSQL or SQLite."""
        advice = (
            "Write it like postgres://user:password@host:5432/name or sqlite:////srv/plans/db.sqlite3, "
            "with characters such as # @ / in the password percent-encoded."
        )
        try:
            config = self.db_url(var, default=default)
        except (ValueError, ImproperlyConfigured):
            raise _not_understood(var, advice, shown=False) from None
        if config.get("ENGINE") not in ENGINES or not config.get("NAME"):
            raise _not_understood(var, advice, shown=False)
        return config

    def email(self, var, default):
        """Django's EMAIL_ settings as a dict."""
        try:
            return self.email_url(var, default=default)
        except (ValueError, KeyError, ImproperlyConfigured):
            advice = "Write it like smtp+tls://user:password@host:587, or consolemail:// to print messages."
            raise _not_understood(var, advice, shown=False) from None

    def redis(self, var):
        """The address of a Redis, or an empty string."""
        address = self.str(var, default="")
        if address and not address.startswith(("redis://", "rediss://", "unix://")):
            raise _not_understood(var, "Write it like redis://host:6379/0.", shown=False)
        return address

    def log_level(self, var, default):
        level = self.str(var, default=default).upper()
        if level not in LOG_LEVELS:
            raise _not_understood(var, f"Write one of {', '.join(LOG_LEVELS)}.")
        return level


def _not_understood(var, advice, *, shown=True):
    """`shown=False` for values that may hold a password, which would otherwise end up in a log."""
    value = f" to “{os.environ.get(var, '')}”" if shown else ""
    return ImproperlyConfigured(f"{var} is set{value}, which is not understood. {advice}")
