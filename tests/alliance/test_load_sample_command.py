"""Loading the sample into a database without reference data, and by its command: never where it could do harm."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from alliance.sample import figures, load
from organisations.models import User

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 21)


def test_it_needs_the_reference_data():
    with pytest.raises(load.ReferenceMissing):
        load.load(on=ON)
    assert not User.objects.exists()


def command(*arguments):
    out = StringIO()
    call_command("load_sample", *arguments, stdout=out)
    return out.getvalue()


def test_known_passwords_are_not_for_a_real_site(settings, monkeypatch):
    settings.DEBUG = False
    asked = []
    monkeypatch.setattr(load, "load", lambda on: asked.append(on))
    monkeypatch.setattr(figures, "load", lambda: 0)
    with pytest.raises(CommandError, match="password that everybody knows"):
        command()
    assert asked == []
    assert "nothing was changed" in command("--really", "--on", "2026-11-21")
    assert asked == [ON]


def test_the_command_says_what_it_did(settings, monkeypatch):
    settings.DEBUG = True
    monkeypatch.setattr(load, "load", lambda on: load.Loaded(plans=10, actions=248, updates=1378))
    monkeypatch.setattr(figures, "load", lambda: 17769)
    said = command()
    assert "10 plans, 248 actions, 1,378 status updates" in said
    assert "17,769 published waiting-times figures" in said


def test_the_command_says_what_is_missing(settings):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="load_reference"):
        command()
    with pytest.raises(CommandError, match="not a day"):
        command("--on", "soon")
