"""A choice of words: values with the label that people read, for the rooms that know no models.

Says what Django's TextChoices says - value, label, `choices`, `values`, membership by value - without loading Django's
models, which takes longer than most files take to be read in the child process that parses them. A model's field is
given `choices=Kind.choices`.
"""

from __future__ import annotations

from enum import EnumMeta, StrEnum, nonmember
from typing import Any


class _ChoicesMeta(EnumMeta):
    def __contains__(cls, value: Any) -> bool:
        return isinstance(value, cls) or value in cls._value2member_map_

    @property
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs of value and label, as a field of a form or a model takes them."""
        return [(each.value, each.label) for each in cls]  # type: ignore[var-annotated]

    @property
    def values(cls) -> list[str]:
        return [each.value for each in cls]  # type: ignore[var-annotated]

    @property
    def labels(cls) -> list[str]:
        return [each.label for each in cls]  # type: ignore[var-annotated]


class Choices(StrEnum, metaclass=_ChoicesMeta):
    """Members are written `NAME = "value", "Label"`; each is its value, as a text."""

    label: str
    do_not_call_in_templates = nonmember(True)

    def __new__(cls, value: str, label: str = "") -> Choices:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
