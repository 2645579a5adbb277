"""Word's automatic numbers: what Word draws before a paragraph and does not store in it.

Word keeps the pattern of each list ("%1.%2") and counts while it draws; so does this, in document order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from workplans.importing.blocks import BULLET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9


@dataclass
class _Level:
    start: int = 1
    format: str = "decimal"
    pattern: str = ""
    all_arabic: bool = False


@dataclass
class _List:
    """A list of the document: its levels, whose counters it shares, and where this use of it starts anew."""

    counts_with: str
    levels: dict[int, _Level] = field(default_factory=dict)
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of one document. Ask `marker` once for each paragraph, in order."""

    def __init__(self, numbering: Any = None, styles: Any = None) -> None:
        """`numbering` and `styles` are the roots of the parts of those names; either may be None."""
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._styles: dict[str, tuple[str | None, int | None, str | None]] = {}
        if styles is not None:
            self._read_styles(styles)
        if numbering is not None:
            self._read_lists(numbering)

    def marker(self, properties: Any, style: str | None) -> str:
        """What Word draws before a paragraph with these properties (w:pPr or None): "1.1", "a)", a bullet, nothing."""
        number, level = self._list_of(properties, style)
        if number in (None, "0") or number not in self._lists:
            return ""
        assert number is not None
        listed = self._lists[number]
        shape = listed.levels.get(level)
        if shape is None or shape.format == "none":
            return ""
        if shape.format == "bullet":
            return BULLET
        self._count(number, listed, level)
        return self._draw(listed, level, shape)

    def depth(self, properties: Any, style: str | None) -> int:
        """How far inside a list of lists a paragraph stands; 0 for the outermost."""
        return self._list_of(properties, style)[1]

    # --- Counting ----------------------------------------------------------------------------------------------------

    def _count(self, number: str, listed: _List, level: int) -> None:
        counts = self._counts.setdefault(listed.counts_with, [None] * _LEVELS)
        if level in listed.restarts and (number, level) not in self._begun:
            counts[level] = listed.restarts[level]
        else:
            before = counts[level]
            counts[level] = self._start(listed, level) if before is None else before + 1
        self._begun.add((number, level))
        for above in range(level):
            if counts[above] is None:
                counts[above] = self._start(listed, above)
        for below in range(level + 1, _LEVELS):
            counts[below] = None

    @staticmethod
    def _start(listed: _List, level: int) -> int:
        shape = listed.levels.get(level)
        return listed.restarts.get(level, shape.start if shape else 1)

    def _draw(self, listed: _List, level: int, shape: _Level) -> str:
        counts = self._counts[listed.counts_with]

        def one(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            count = counts[at] if 0 <= at <= level else None
            if count is None:
                return ""
            kind = listed.levels[at].format if at in listed.levels else "decimal"
            return _figure(count, "decimal" if shape.all_arabic else kind)

        return re.sub(r"%(\d)", one, shape.pattern).strip()

    # --- Reading the parts -------------------------------------------------------------------------------------------

    def _list_of(self, properties: Any, style: str | None) -> tuple[str | None, int]:
        number, level = _number_of(properties) if properties is not None else (None, None)
        seen: set[str] = set()
        while (number is None or level is None) and style and style not in seen:
            seen.add(style)
            style_number, style_level, based_on = self._styles.get(style, (None, None, None))
            if number is None:
                number = style_number
            if level is None and style_number is not None:
                level = style_level
            style = based_on
        return number, level or 0

    def _read_styles(self, styles: Any) -> None:
        for style in styles.iter(f"{W}style"):
            based_on = style.find(f"{W}basedOn")
            properties = style.find(f"{W}pPr")
            number, level = _number_of(properties) if properties is not None else (None, None)
            self._styles[style.get(f"{W}styleId", "")] = (
                number,
                level,
                based_on.get(f"{W}val") if based_on is not None else None,
            )

    def _read_lists(self, numbering: Any) -> None:
        shapes: dict[str, dict[int, _Level]] = {}
        for abstract in numbering.findall(f"{W}abstractNum"):
            shapes[abstract.get(f"{W}abstractNumId", "")] = {
                level: shape for level, shape in (_level(item) for item in abstract.findall(f"{W}lvl"))
            }
        for num in numbering.findall(f"{W}num"):
            abstract_id = _value(num, "abstractNumId") or ""
            listed = _List(abstract_id, dict(shapes.get(abstract_id, {})))
            for override in num.findall(f"{W}lvlOverride"):
                at = _whole(override.get(f"{W}ilvl"))
                start = _value(override, "startOverride")
                replaced = override.find(f"{W}lvl")
                if replaced is not None:
                    listed.levels[at] = _level(replaced)[1]
                if start is not None:
                    listed.restarts[at] = _whole(start, 1)
            self._lists[num.get(f"{W}numId", "")] = listed


def _number_of(properties: Any) -> tuple[str | None, int | None]:
    numbered = properties.find(f"{W}numPr")
    if numbered is None:
        return None, None
    level = _value(numbered, "ilvl")
    return _value(numbered, "numId"), min(_whole(level), _LEVELS - 1) if level is not None else None


def _level(item: Any) -> tuple[int, _Level]:
    shape = _Level(
        start=_whole(_value(item, "start"), 1),
        format=_value(item, "numFmt") or "decimal",
        pattern=_value(item, "lvlText") or "",
        all_arabic=item.find(f"{W}isLgl") is not None,
    )
    return min(_whole(item.get(f"{W}ilvl")), _LEVELS - 1), shape


def _value(parent: Any, name: str) -> str | None:
    found = parent.find(f"{W}{name}")
    return found.get(f"{W}val") if found is not None else None


def _whole(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else default


def _figure(count: int, kind: str) -> str:
    if kind in ("lowerLetter", "upperLetter") and count > 0:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if kind == "lowerLetter" else letter.upper()
    if kind in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        roman = ""
        for value, figure in zip(
            (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
            ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
            strict=True,
        ):
            roman += figure * (count // value)
            count %= value
        return roman if kind == "lowerRoman" else roman.upper()
    return f"{count:02d}" if kind == "decimalZero" else str(count)
