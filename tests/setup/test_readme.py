"""The README says what is so: settings, commands and files that it names are there."""

import re

from tests.setup.test_settings import ROOT

README = (ROOT / "README.md").read_text()


def test_every_setting_is_explained_and_every_explained_setting_is_read():
    table = README.partition("### Settings")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    explained = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    source = (ROOT / "alliance" / "settings.py").read_text()
    assert explained == set(re.findall(r'env\.\w+\(\s*"(\w+)"', source))


def test_every_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"(?:`|^    )make ([a-z-]+)", README, re.M)) <= targets


def test_every_command_that_is_named_exists():
    from django.core.management import get_commands

    named = set(re.findall(r"manage\.py (\w+)", README))
    assert named <= set(get_commands())


def test_every_file_that_is_linked_exists():
    linked = set(re.findall(r"\]\((?!https?:)([^)#]+)\)", README))
    assert "static/img/readme-dashboard.png" in linked
    assert not [path for path in linked if not (ROOT / path).exists()]
