"""Every template keeps to the content security policy and says what it is given."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

TEMPLATES = Path(settings.BASE_DIR) / "templates"
EVERY = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))

_COMMENTS = re.compile(r"{#.*?#}|{% comment.*?{% endcomment %}", re.DOTALL)
FORBIDDEN = {
    "an inline style": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a handler in an attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script without a source": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "evaluated htmx": re.compile(r"\bhx-(on|vals\s*=\s*[\"']js:)", re.IGNORECASE),
}


@pytest.mark.parametrize("name", EVERY)
def test_nothing_in_a_template_needs_an_unsafe_policy(name):
    text = _COMMENTS.sub("", (TEMPLATES / name).read_text())
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]
    assert not found


@pytest.mark.parametrize("name", EVERY)
def test_every_template_can_be_read(name):
    get_template(name)


@pytest.mark.parametrize("name", [name for name in EVERY if name.startswith(("components/", "nhsuk/"))])
def test_shared_templates_open_by_saying_what_they_are_given(name):
    assert (TEMPLATES / name).read_text().startswith(("{#", "{% comment %}"))


@pytest.mark.parametrize("name", EVERY)
def test_no_template_calls_another_server(name):
    text = (TEMPLATES / name).read_text()
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=\"(https?:)?//", text)
