"""A rating shown by the colour of its cell: which rating a fill clearly is. Pure.

Only strong colours say anything: bright or dark red, orange to yellow, green, blue, and the three tints that Excel
offers as Bad, Neutral and Good. A grey, a pale band across the row or a colour from a document's theme says nothing.
"""

from __future__ import annotations

import colorsys

UNKNOWN_FILL = "theme"
"""What a reader gives for a cell that is filled, with a colour that it cannot tell."""

_TINTS = {"FFC7CE": "red", "FFEB9C": "amber", "C6EFCE": "green"}
_HUES = ((0, 16, "red"), (24, 64, "amber"), (75, 165, "green"), (185, 250, "blue"), (345, 361, "red"))


def rating_of_fill(fill: str) -> str:
    """The rating that a fill ("00B050") is, or "" where it is not clearly one."""
    fill = fill.upper()
    if fill in _TINTS:
        return _TINTS[fill]
    try:
        red, green, blue = (int(fill[at : at + 2], 16) / 255 for at in (0, 2, 4))
    except ValueError:
        return ""
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if len(fill) != 6 or saturation < 0.45 or value < 0.35:
        return ""
    return next((rating for start, end, rating in _HUES if start <= hue * 360 < end), "")
