"""What all tests of a module stand on, put into the database once and taken back after the last of them."""

from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction


@contextmanager
def for_the_module(blocker):
    """What is written in here, and after it before the `with` ends, is taken back at the end.

    For fixtures of a whole module, in which every test has a transaction of its own inside this one: what a test
    changes is gone before the next. Not for tests that commit (`transaction=True`).
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def reference_data(django_db_setup, django_db_blocker):
    """Alliances, providers, standards: what `manage.py load_reference` puts there."""
    with for_the_module(django_db_blocker):
        call_command("load_reference", stdout=StringIO())
        yield
