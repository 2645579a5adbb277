"""Doors by which files come in: what is brought, as which files, and how each door says so."""

from __future__ import annotations

from dataclasses import dataclass

_PROGRAMS = {"docx": "Word", "xlsx": "Excel"}


def either(words) -> str:
    """.docx, .xlsx or .csv"""
    *some, last = words
    return f"{', '.join(some)} or {last}" if some else last


@dataclass(frozen=True)
class Door:
    """What is brought here, in words that stand after “the file that holds”, and the endings of the files it comes in.

    `pasted`: it may be pasted as text instead. A floor that takes files says what its door is; whatever refuses a file,
    the form or the guard (core/uploads.py), says it in these words.
    """

    what: str
    endings: tuple[str, ...]
    pasted: bool = False

    @property
    def accept(self) -> str:
        """For the file field of a form."""
        return ",".join(f".{ending}" for ending in self.endings)

    @property
    def choose(self) -> str:
        return f"Choose the file that holds {self.what}."

    @property
    def empty(self) -> str:
        return f"The file is empty. {self.choose}"

    @property
    def how(self) -> str:
        """How to bring it, where something else was brought."""
        paste = ", or copy the table and paste it as text" if self.pasted else ""
        return f"Bring {self.what} as {either(f'.{ending}' for ending in self.endings)}{paste}."

    @property
    def programs(self) -> str:
        """Word or Excel"""
        return either(word for ending, word in _PROGRAMS.items() if ending in self.endings)

    @property
    def documents(self) -> str:
        """.docx or .xlsx"""
        return either(f".{ending}" for ending in _PROGRAMS if ending in self.endings)
