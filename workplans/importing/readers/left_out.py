"""Text that a document holds and that is not to be read: hidden, or struck through. Named with its place."""

from __future__ import annotations

from collections.abc import Iterator

from workplans.importing.blocks import Finding, one_line

_MOST = 20
_LONGEST = 200


class LeftOut:
    """Collects what was left out, piece by piece; pieces that follow each other are one text."""

    def __init__(self) -> None:
        self._texts: dict[tuple[str, bool], str] = {}

    def add(self, where: str, text: str, *, hidden: bool) -> None:
        """Text at a place that was not read: hidden, else struck through."""
        if text.strip():
            self._texts[where, hidden] = self._texts.get((where, hidden), "") + text

    def findings(self) -> Iterator[Finding]:
        """A warning for each place, up to a number that a person can read."""
        for number, ((where, hidden), text) in enumerate(self._texts.items()):
            if number == _MOST:
                message = f"More text is hidden or struck through, in {len(self._texts) - _MOST} further places."
                yield Finding("warning", "file", message)
                return
            words = one_line(text)
            words = words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
            what = (
                "The document has hidden text here; it was not read"
                if hidden
                else ("Text that is struck through was left out")
            )
            yield Finding("warning", where, f"{what}: “{words}”.")
