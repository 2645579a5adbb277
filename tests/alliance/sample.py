"""The sample as of one day, loaded once for all tests of a module that only look at it."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from alliance.sample import load

ON = date(2026, 11, 21)


@pytest.fixture(scope="module")
def _sample(django_db_setup, django_db_blocker):
    """The reference data and the sample; taken back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", stdout=StringIO())
        load.load(on=ON)
        yield
        transaction.set_rollback(True)
