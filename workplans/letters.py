"""Letters of other alphabets that look like Latin ones.

A plan typed on more than one keyboard has words such as "ТВС" in Cyrillic. They are read as what they look like, and
whoever reads them that way says so (domain: dates as the plan writes them).
"""

from __future__ import annotations

_LOOK_ALIKES = {
    # Cyrillic
    **dict(zip("АВЕЅІЈКМНОРСТУХ", "ABESIJKMHOPCTYX", strict=True)),
    **dict(zip("аеѕіјорсухԁһԛԝ", "aesijopcyxdhqw", strict=True)),
    # Greek
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
    **dict(zip("ονυ", "ovu", strict=True)),
}
_TABLE = str.maketrans(_LOOK_ALIKES)


def as_latin(text: str) -> str:
    """The text with every look-alike letter replaced by the Latin one; equal to `text` where there is none."""
    return text if text.isascii() else text.translate(_TABLE)
