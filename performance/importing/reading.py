"""A file from outside -> ParsedFile: past the guard, Excel in the child process, CSV as it streams."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core.uploads import Upload, UploadRefused, parse_guarded, received
from performance.importing import excel
from performance.importing.doors import WAITING_TIMES
from performance.importing.parsed import FileRefused, Finding, ParsedFile
from performance.importing.text import read_csv

LARGEST = 250 * 1024 * 1024
"""Bytes: three million figures as CSV."""


@contextmanager
def opened(source, *, name: str) -> Iterator[tuple[Upload, ParsedFile]]:
    """The upload and what it says, whose rows can be read until the block ends.

    `source` is a path, bytes, or what a form calls an uploaded file. Raises FileRefused with all that was found wrong;
    while rows are read, too.
    """
    try:
        with received(source, name=name, door=WAITING_TIMES, largest=LARGEST) as upload:
            yield upload, _parse(upload)
    except UploadRefused as refused:
        raise FileRefused(Finding("error", "file", str(refused))) from refused


def _parse(upload: Upload) -> ParsedFile:
    if upload.kind == "xlsx":
        return excel.parsed_of(parse_guarded(excel.READ, path=str(upload.path), name=upload.name))
    return read_csv(upload.path, name=upload.name)
