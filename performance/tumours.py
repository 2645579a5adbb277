"""How the tumour groups of one list make those of another. Pure.

From October 2023 NHS England publishes finer groups; together they make the group of the months before (technical note
on tumour classifications for the combined standards). A whole is read from its parts only where it is not published
itself: never both.
"""

from collections.abc import Mapping

PARTS: Mapping[str, tuple[str, ...]] = {
    "urological": ("prostate", "urological-other"),
    "haematological": ("lymphoma", "haematological-other"),
    "upper-gi": ("oesophago-gastric", "hepatobiliary"),
}
"""The code of a group -> the codes of its parts."""
