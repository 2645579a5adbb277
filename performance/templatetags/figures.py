"""How templates write figures, and draw what performance/charts has laid out."""

from functools import lru_cache

from django import template
from django.template.loader import get_template
from django.utils.safestring import mark_safe

from performance import wording
from performance.charts.drawing import FONT, LOOKS
from performance.drawn import svg_of

register = template.Library()

register.filter("share", wording.share)
register.filter("level", wording.level)
register.filter("points", wording.points)
register.filter("amount", wording.amount)


@register.filter
def month_words(month, period):
    """A month or quarter in short."""
    return wording.month_words(month, period, short=True)


@register.filter
def per_cent(value):
    """A number of per cent as limits have it."""
    return "" if value is None else f"{value:.1f}%"


@register.filter
def period_words(position):
    """The month or quarter of a position, in short."""
    return wording.month_words(position.month, position.period, short=True)


@register.simple_tag
def drawing(drawn, name):
    """A Drawing as SVG; `name` makes its ids unique on the page."""
    return svg_of(drawn, name)


@register.filter
@lru_cache(maxsize=128)
def painted(look):
    """The attributes of a path of a look, drawn once for each of the few looks that there are."""
    return _attributes("performance/charts/look.html", {"look": look, "paint": LOOKS[look]})


@register.filter
@lru_cache(maxsize=128)
def set_as(type_):
    """The attributes of words of a type."""
    return _attributes("performance/charts/type.html", {"type": type_})


def _attributes(template_name, context):
    return mark_safe(" ".join(get_template(template_name).render(context).split()))


@register.simple_tag
def spc_icon(icon, words=True):
    """An icon of variation or assurance with its word, the word hidden from eyes only where `words` is off."""
    return _icon(icon, bool(words)) if icon else ""


@lru_cache(maxsize=64)
def _icon(icon, words):
    html = get_template("performance/charts/icon.html").render({"icon": icon, "words": words, "font": FONT})
    return mark_safe(" ".join(html.split()))


@register.inclusion_tag("performance/charts/figure.html")
def chart_figure(drawn, name, *, finding, level=2, csv_url="", table_id=""):
    """A chart under its finding, wide enough to be read: on a phone it scrolls in its own frame."""
    return {
        "drawing": drawn,
        "name": name,
        "finding": finding,
        "level": level,
        "csv_url": csv_url,
        "table_id": table_id,
    }
