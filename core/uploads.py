"""The guard that every uploaded file passes before a parser sees it.

First the file is looked at from outside: its size, whether it is what its name says, and - for Word and Excel files,
which are zip archives - how much it unpacks to, whether it holds macros, and whether any part defines entities. Then it
is parsed in a child process with limits on memory, processor time and wall time (core/parsing.py). A workbook of 5 KB
can ask for gigabytes, and only another process can be stopped.

Whatever is refused comes as UploadRefused, with a sentence that says what to do, in the words of its door
(core/doors.py).
"""

import hashlib
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from core.doors import Door

MAX_PARTS = 2_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_RATIO = 200
RATIO_COUNTS_FROM = 4 * 1024 * 1024
"""A part may unpack to this without regard to the ratio: a form letter compresses well, too."""
BLOCK = 1 << 18


class UploadRefused(ValueError):
    """The file is not let in; the message says why, and what to do, to the person who brought it."""


@dataclass(frozen=True)
class Upload:
    """A file that passed the outer guard. `kind` is "docx", "xlsx", "csv" or "txt"."""

    path: Path
    name: str
    kind: str
    size: int
    sha256: str


# --- Looking at a file from outside -----------------------------------------------------------------------------------


@contextmanager
def received(source, *, name: str, door: Door, largest: int | None = None) -> Iterator[Upload]:
    """Take in a file and look at it; yields an Upload whose path is good until the block ends.

    `source` is a path, bytes, or what a form calls an uploaded file; `door` says what is brought. `largest` is the size
    in bytes up to which it is accepted (settings.UPLOAD_MAX_BYTES where not given). Raises UploadRefused.
    """
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        path = _on_disk(source, Path(folder) / "file")
        size = path.stat().st_size
        largest = settings.UPLOAD_MAX_BYTES if largest is None else largest
        if size > largest:
            raise UploadRefused(
                f"The file is {_megabytes(size)} large; files up to {_megabytes(largest)} are accepted. "
                "Take out pictures, or split it into several files."
            )
        kind = kind_of(path, name, door)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        yield Upload(path=path, name=Path(name.replace("\\", "/")).name[:255], kind=kind, size=size, sha256=sha256)


def _on_disk(source, path):
    if isinstance(source, str | Path):
        return Path(source)
    if hasattr(source, "temporary_file_path"):
        return Path(source.temporary_file_path())
    with path.open("wb") as file:
        if isinstance(source, bytes):
            file.write(source)
        else:
            for chunk in source.chunks():
                file.write(chunk)
    return path


def _megabytes(size):
    return f"{size / 1024 / 1024:.0f} MB"


_MACRO_ENDINGS = {"docm", "dotm", "xlsm", "xltm", "xlam", "xlsb"}
_TEXT_ENDINGS = {"csv": "csv", "tsv": "csv", "txt": "txt", "md": "txt"}
_ZIPPED_ENDINGS = {"docx": "Word", "xlsx": "Excel"}


def kind_of(path: Path, name: str, door: Door) -> str:
    """What a file is, from its first bytes and its name, which must agree.

    Raises UploadRefused where they do not, or where it is nothing that comes in by this door.
    """
    ending = Path(name).suffix.lower().lstrip(".")
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b"\x00\xff\xfe\xef\xbb\xbf \t\r\n"):
        raise UploadRefused(door.empty)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise UploadRefused(_old_office(path, ending, door))
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path, ending, door)
    if head.startswith(b"PK"):
        raise UploadRefused(f"This archive holds no document. {door.how}")
    _refuse_other_formats(head, door)
    if ending in _MACRO_ENDINGS or ending in ("doc", "xls", "dot", "xlt"):
        raise UploadRefused(f"This is not the Word or Excel file that its name promises (.{ending}). {door.how}")
    if ending in _ZIPPED_ENDINGS:
        if ending not in door.endings:
            raise UploadRefused(f"Files that end in .{ending} cannot be imported here. {door.how}")
        word = _ZIPPED_ENDINGS[ending]
        raise UploadRefused(
            f"This is no {word} file, or it is damaged. Open it in {word}, save it again as .{ending}, and import that."
        )
    if ending not in _TEXT_ENDINGS:
        ends = f"Files that end in .{ending} cannot be imported." if ending else "The file has no ending."
        raise UploadRefused(f"{ends} {door.how}")
    if not _is_text(head):
        raise UploadRefused(f"This is not a text file, although its name ends in .{ending}. {door.how}")
    return _TEXT_ENDINGS[ending]


def _old_office(path, ending, door):
    """The sentence for a compound file: an old Word or Excel document, or a new one behind a password."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "The file is protected by a password. Take the password off, save it, and import that."
    if "WordDocument".encode("utf-16-le") in content:
        todo = "Open it in Word, save it as .docx, and import that." if "docx" in door.endings else door.how
        return f"This is an old Word file (.doc). {todo}"
    if "Workbook".encode("utf-16-le") in content:
        return "This is an old Excel file (.xls). Open it in Excel, save it as .xlsx, and import that."
    return f"This file cannot be read (.{ending}). {door.how}"


def _refuse_other_formats(head, door):
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    if start.startswith(b"%pdf"):
        paste = ", or copy its table and paste it as text" if door.pasted else ""
        raise UploadRefused(f"This is a PDF. Import the {door.programs} file it was made from{paste}.")
    if start.startswith(b"{\\rtf"):
        todo = "Open it in Word, save it as .docx, and import that." if "docx" in door.endings else door.how
        raise UploadRefused(f"This is a rich-text file. {todo}")
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"mime-version")):
        raise UploadRefused(
            f"This is a web page or an XML file. Open it in {door.programs} and save it as {door.documents}."
        )


def _is_text(head):
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    zeros = head.count(0)
    even, odd = head[::2].count(0), head[1::2].count(0)
    if zeros and max(even, odd) > 0.3 * len(head) / 2 and min(even, odd) < 0.1 * len(head) / 2:
        return True  # UTF-16 without its mark
    return not zeros and not any(byte < 9 for byte in head)


# --- Zip archives -------------------------------------------------------------------------------------------------


def _kind_of_zip(path, ending, door):
    if ending in _MACRO_ENDINGS:
        raise UploadRefused(_macros(door))
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            parts = archive.infolist()
            _check_declared(parts, path.stat().st_size, door)
            types = b""
            for part in parts:
                content = _check_part(file, part)
                if part.filename == "[Content_Types].xml":
                    types = content
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, UnicodeError, ValueError) as error:
        if isinstance(error, UploadRefused):
            raise
        raise UploadRefused(
            f"The file is damaged or was not sent whole. Open it in {door.programs}, save it again, and import that."
        ) from error
    return _kind_of_document(types, ending, {part.filename for part in parts}, door)


def _macros(door):
    return f"The file holds macros. Save it as {door.documents}, without them, and import that."


def _check_declared(parts, packed, door):
    if len(parts) > MAX_PARTS:
        raise UploadRefused(
            f"The file has {len(parts):,} parts, more than its content needs. Copy the table into a new document."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise UploadRefused("The file is protected by a password. Take the password off, save it, and import that.")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise UploadRefused(
            f"The file is packed in an unusual way. Open it in {door.programs}, save it again, and import that."
        )
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise UploadRefused(_macros(door))
    if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise UploadRefused(_too_large())
    if sum(part.compress_size for part in parts) > packed:
        raise UploadRefused(_too_large())  # parts that overlap: a few bytes that unpack many times over


def _too_large():
    return (
        f"The file unpacks to more than {_megabytes(MAX_UNPACKED_BYTES)}, more than its content needs. "
        "Copy the table into a new document and import that."
    )


_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
_XML_ENDINGS = (".xml", ".rels", ".vml")
_KNOWN_ENCODINGS = {b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}


def _check_part(file, part) -> bytes:
    """Unpack one part, piece by piece, and look at it; returns its first block."""
    first, seen, tail = b"", 0, b""
    for block in _unpacked(file, part):
        seen += len(block)
        if seen > part.file_size or seen > MAX_UNPACKED_BYTES:
            raise UploadRefused(_too_large())
        if seen > RATIO_COUNTS_FROM and seen > MAX_RATIO * max(part.compress_size, 1):
            raise UploadRefused(_too_large())
        if not first:
            first = block
            if part.filename.lower().endswith(_XML_ENDINGS):
                _check_encoding(block)
        window = tail + block
        if any(word in window for word in _FORBIDDEN):
            raise UploadRefused(
                "The file defines entities of its own, which are never needed here and can be used to read "
                "other files. Copy the table into a new document and import that."
            )
        tail = window[-16:]
    if seen != part.file_size:
        raise zipfile.BadZipFile(f"{part.filename} unpacks to {seen} bytes and declares {part.file_size}.")
    return first


def _check_encoding(block):
    """Entities could hide in letters of another encoding than the one they are looked for in."""
    declared = re.match(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']", block[:400])
    if b"\x00" in block[:200] or (declared and declared[1].lower() not in _KNOWN_ENCODINGS):
        raise UploadRefused(
            "The file is written in an unusual encoding. Open it in Word or Excel, save it again, and import that."
        )


def _unpacked(file, part) -> Iterator[bytes]:
    """The content of a part in blocks, by what is really there and not by what the archive declares."""
    file.seek(part.header_offset)
    header = file.read(30)
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile("A part is not where the archive says.")
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), os.SEEK_CUR)
    left = part.compress_size
    inflater = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    while left:
        packed = file.read(min(BLOCK, left))
        if not packed:
            raise zipfile.BadZipFile("The archive ends too early.")
        left -= len(packed)
        if inflater is None:
            yield packed
            continue
        while packed and not inflater.eof:
            block = inflater.decompress(packed, BLOCK)
            packed = inflater.unconsumed_tail
            if block:
                yield block
            elif not packed:
                break
    while inflater is not None and not inflater.eof:
        block = inflater.decompress(b"", BLOCK)
        if not block:
            raise zipfile.BadZipFile("A part ends too early.")
        yield block


_MAIN_TYPES = (
    ("docx", "Word", b"wordprocessingml.document.main+xml"),
    ("xlsx", "Excel", b"spreadsheetml.sheet.main+xml"),
)


def _kind_of_document(types, ending, names, door):
    if b"macroEnabled" in types:
        raise UploadRefused(_macros(door))
    found = next(((kind, word) for kind, word, main in _MAIN_TYPES if main in types), None)
    if found is None:
        if "mimetype" in names:
            raise UploadRefused(f"This is an OpenDocument file. Open it, save it as {door.documents}, and import that.")
        unpack = "Unpack it, and bring what is in it." if ending == "zip" else door.how
        raise UploadRefused(f"This archive is neither a Word document nor an Excel workbook. {unpack}")
    kind, word = found
    article = "an" if word == "Excel" else "a"
    if kind not in door.endings:
        raise UploadRefused(f"This is {article} {word} file. {door.how}")
    if ending != kind:
        ends = f"ends in .{ending}" if ending else "has no ending"
        raise UploadRefused(
            f"This is {article} {word} file, but its name {ends}. Give it the ending .{kind} and import it again."
        )
    return kind
