"""A file from outside -> ParsedFile: past the guard, Excel in the child process, CSV as it streams."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from core.parsing import lines_guarded
from core.uploads import Upload, UploadRefused, received
from performance.importing import excel
from performance.importing.doors import WAITING_TIMES
from performance.importing.parsed import FileRefused, Finding, ParsedFile
from performance.importing.tables import day_of
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
            if upload.kind != "xlsx":
                yield upload, read_csv(upload.path, name=upload.name)
                return
            with lines_guarded(excel.READ, path=str(upload.path), name=upload.name) as lines:
                parsed = excel.parsed_of(lines)
                parsed.published_on = _saved_on(upload.path)
                yield upload, parsed
    except UploadRefused as refused:
        raise FileRefused(Finding("error", "file", str(refused))) from refused


def _saved_on(path: Path) -> date | None:
    """The day on which a workbook was last saved, as its properties say; None where they do not."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("docProps/core.xml") as file:
            core = file.read(20_000).decode("utf-8", "replace")
    except (KeyError, OSError, zipfile.BadZipFile):
        return None
    days = dict(re.findall(r"<dcterms:(modified|created)[^>]*>([^<]{10,30})<", core))
    return day_of(days.get("modified", days.get("created", "")))
