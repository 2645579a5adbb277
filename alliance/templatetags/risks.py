"""The exposure of a risk, drawn by one component wherever it shows: shape, colour, word and score together."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from alliance.exposure import Band

register = template.Library()


@register.simple_tag
def exposure_tag(exposure):
    """An exposure.Exposure as a tag: "High 12"; nothing where there is none."""
    return _drawn(str(exposure.band), exposure.score) if exposure else ""


@register.simple_tag
def band_tag(band):
    """A band without a score, as issues have it for their severity."""
    return _drawn(str(band), None)


@lru_cache(maxsize=128)
def _drawn(band, score):
    html = render_to_string("components/exposure_tag.html", {"band": band, "word": Band(band).label, "score": score})
    return mark_safe(" ".join(html.split()))
