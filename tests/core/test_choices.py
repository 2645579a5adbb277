"""Choices without Django's models: as Django's own in whatever the house asks of them."""

import pickle
import subprocess
import sys

import pytest
from django.db.models import TextChoices
from django.template import Context, Template

from core.choices import Choices
from tests.setup.test_settings import ROOT


class Ours(Choices):
    ON = "on", "Switched on"
    OFF = "off", "Switched off"


class Djangos(TextChoices):
    ON = "on", "Switched on"
    OFF = "off", "Switched off"


@pytest.mark.parametrize(
    "ask",
    [
        lambda kind: kind.choices,
        lambda kind: kind.values,
        lambda kind: kind.labels,
        lambda kind: [str(each) for each in kind],
        lambda kind: [f"{each}" for each in kind],
        lambda kind: [each.label for each in kind],
        lambda kind: ("on" in kind, "gone" in kind, None in kind, kind.OFF in kind),
        lambda kind: (kind("off") is kind.OFF, kind.OFF == "off", {"off": 1}[kind.OFF]),
        lambda kind: pickle.loads(pickle.dumps(kind.ON)) is kind.ON,
        lambda kind: Template("{{ kind.ON.label }} {{ kind.OFF }}").render(Context({"kind": kind})),
    ],
)
def test_they_answer_as_djangos(ask):
    assert ask(Ours) == ask(Djangos)


def test_a_value_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="gone"):
        Ours("gone")


@pytest.mark.parametrize("module", ["alliance.importing.delivery_rows", "workplans.importing.reading"])
def test_what_parses_in_a_child_loads_no_models(module):
    loaded = f"import sys, {module}; sys.exit(any(name.split('.')[0] in ('django', 'celery') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, check=False).returncode == 0
