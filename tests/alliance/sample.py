"""The sample as of one day, loaded once for all tests of a module that only look at it."""

from datetime import date

import pytest

from alliance.sample import load
from tests.standing import for_the_module

ON = date(2026, 11, 21)


@pytest.fixture(scope="module")
def _sample(reference_data, django_db_blocker):
    """The reference data and the sample; taken back after the module."""
    with for_the_module(django_db_blocker):
        load.load(on=ON)
        yield
