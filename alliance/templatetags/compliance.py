"""How far a criterion is met, drawn by one component wherever it shows: shape, colour and word together."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from alliance.compliance_levels import RATING_OF, Level

register = template.Library()


@register.simple_tag
def level_tag(level, words=""):
    """A level as a tag; `words` stand for its own, such as "5 of 7 met"."""
    return _drawn(str(level), str(words))


@lru_cache(maxsize=512)
def _drawn(level, words):
    level = Level(level)
    html = render_to_string(
        "components/level_tag.html", {"level": level, "word": words or level.label, "rating": RATING_OF[level]}
    )
    return mark_safe(" ".join(html.split()))
