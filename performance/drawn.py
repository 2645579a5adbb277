"""A Drawing as SVG: for a page, and for papers, which turn the same SVG into a picture."""

from __future__ import annotations

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from performance.charts.drawing import FONT, Drawing

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def svg_of(drawing: Drawing, name: str) -> SafeString:
    """The drawing as an element that stands by itself; `name` makes its ids unique where several stand together."""
    context = {"drawing": drawing, "name": name, "font": FONT}
    return mark_safe(get_template("performance/charts/drawing.html").render(context).strip())


def svg_file(drawing: Drawing) -> bytes:
    """The drawing as an SVG file of its own, in its full size."""
    size = f' width="{drawing.width}" height="{drawing.height}" viewBox='
    return (XML + svg_of(drawing, "chart").replace(" viewBox=", size, 1)).encode()
