"""The guard of uploads: what is let in, what is refused and with which words, and the child that cannot run away."""

import io
import signal
import struct
import subprocess
import time
import zipfile

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import uploads
from core.doors import Door
from core.parsing import lines_guarded, parse_guarded
from core.uploads import UploadRefused, received

HOSTILE = "tests.core.hostile"
PLAN = Door("the plan", ("docx", "xlsx", "csv", "txt"), pasted=True)
FIGURES = Door("the figures", ("xlsx", "csv"))
NO_PARTS = b"PK\x05\x06" + b"\x00" * 18
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def word() -> bytes:
    file = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("A plan")
    document.save(file)
    return file.getvalue()


def excel() -> bytes:
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    return file.getvalue()


def changed(content: bytes, *, add=None, replace=None, compression=zipfile.ZIP_DEFLATED) -> bytes:
    """The archive with parts added, or with bytes replaced in all of its parts."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name in source.namelist():
            part = source.read(name)
            for old, new in (replace or {}).items():
                part = part.replace(old, new)
            archive.writestr(name, part)
        for name, part in (add or {}).items():
            archive.writestr(name, part)
    return target.getvalue()


def encrypted_flag(content: bytes) -> bytes:
    at = content.index(b"PK\x01\x02") + 8
    return content[:at] + b"\x01\x00" + content[at + 2 :]


def lying_about_size(content: bytes) -> bytes:
    """The first part declares ten bytes, whatever it unpacks to."""
    at = content.index(b"PK\x01\x02") + 24
    return content[:at] + struct.pack("<L", 10) + content[at + 4 :]


def overlapping(content: bytes) -> bytes:
    """Every entry of the directory points to a size as large as the file, so their sum is more than there is."""
    out, at = bytearray(content), 0
    while (at := content.find(b"PK\x01\x02", at + 1)) > 0:
        out[at + 20 : at + 24] = struct.pack("<L", len(content))
    return bytes(out)


def str_only(value):
    """Names and words name a case; contents do not."""
    return value if isinstance(value, str) else ""


def look(content, name, door=PLAN):
    with received(content, name=name, door=door) as upload:
        return upload.kind, upload.size, len(upload.sha256)


# --- What is let in -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (word(), "plan.docx", "docx"),
        (word(), "PLAN.DOCX", "docx"),
        (excel(), "plan.xlsx", "xlsx"),
        (b"Action,Lead\n1.1,Manager\n", "plan.csv", "csv"),
        (b"Action\tLead\n", "plan.tsv", "csv"),
        (b"\xef\xbb\xbfAction,Lead\n", "plan.csv", "csv"),
        ("Action;Lead\nÜber, “quoted”".encode("cp1252"), "plan.csv", "csv"),
        ("Action,Lead\n1.1,Manager\n".encode("utf-16"), "plan.csv", "csv"),
        ("Action,Lead\n1.1,Manager\n".encode("utf-16-le"), "plan.csv", "csv"),
        ("1.1\tОбзор\tManager\n".encode("utf-16"), "plan.txt", "txt"),
        (b"1.1\tA\tManager\n", "plan.txt", "txt"),
    ],
    ids=str_only,
)
def test_plans_are_let_in(content, name, kind):
    assert look(content, name) == (kind, len(content), 64)


def test_the_name_is_only_a_name():
    with received(b"a,b\n", name="..\\..\\etc/passwd/plan.csv", door=PLAN) as upload:
        assert upload.name == "plan.csv"


def test_what_a_form_calls_a_file_is_taken_as_it_is():
    assert look(SimpleUploadedFile("plan.xlsx", excel()), "plan.xlsx")[0] == "xlsx"


# --- What is refused ------------------------------------------------------------------------------

DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "plan.docx", "empty"),
        (b"\xef\xbb\xbf \r\n\t", "plan.csv", "empty"),
        (b"\x00" * 5000, "plan.xlsx", "empty"),
        (b"%PDF-1.7 ...", "plan.pdf", "copy its table and paste it"),
        (b"%PDF-1.7 ...", "plan.docx", "This is a PDF"),
        (b"{\\rtf1 plan}", "plan.docx", "save it as .docx"),
        (b"<html><table><tr><td>1.1", "plan.xlsx", "web page"),
        (b"PNG...", "plan.png", "cannot be imported"),
        (b"Action,Lead", "plan", "no ending"),
        (b"Action,Lead", "plan.docx", "no Word file"),
        (b"Action,Lead", "plan.xlsx", "no Excel file"),
        (b"Action,Lead", "plan.doc", "not the Word or Excel file that its name promises"),
        (bytes(range(256)) * 4, "plan.csv", "not a text file"),
        (word(), "plan.xlsx", "This is a Word file, but its name ends in .xlsx"),
        (excel(), "plan.docx", "This is an Excel file, but its name ends in .docx"),
        (word(), "plan.csv", "Give it the ending .docx"),
        (word(), "plan", "its name has no ending. Give it the ending .docx"),
        (word(), "plan.docm", "holds macros"),
        (changed(word(), add={"word/vbaProject.bin": b"x"}), "plan.docx", "holds macros"),
        (
            changed(excel(), replace={b"spreadsheetml.sheet.main": b"ms-excel.sheet.macroEnabled.main"}),
            "plan.xlsx",
            "holds macros",
        ),
        (OLE + "WordDocument".encode("utf-16-le"), "plan.doc", "save it as .docx"),
        (OLE + "Workbook".encode("utf-16-le"), "plan.xls", "save it as .xlsx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "plan.docx", "password"),
        (OLE + b"nothing known", "plan.msg", "cannot be read"),
        (encrypted_flag(word()), "plan.docx", "password"),
        (changed(word(), compression=zipfile.ZIP_BZIP2), "plan.docx", "unusual way"),
        (word()[: len(word()) // 2], "plan.docx", "damaged or was not sent whole"),
        (word()[:-10], "plan.docx", "damaged or was not sent whole"),
        (NO_PARTS, "plan.docx", "holds no document"),
        (changed(NO_PARTS, add={"a.txt": b"hello"}), "plan.docx", "neither a Word document nor"),
        (changed(NO_PARTS, add={"plan.csv": b"hello"}), "plan.zip", "Unpack it, and bring what is in it."),
        (
            changed(NO_PARTS, add={"mimetype": b"application/vnd.oasis.opendocument.text"}),
            "plan.odt",
            "OpenDocument",
        ),
        (changed(word(), add={"customXml/ours.xml": DTD}), "plan.docx", "defines entities"),
        (changed(excel(), add={"xl/more.xml": b" " * 300_000 + DTD}), "plan.xlsx", "defines entities"),
        (
            changed(word(), add={"customXml/ours.xml": DTD.decode().encode("utf-16")}),
            "plan.docx",
            "unusual encoding",
        ),
        (
            changed(word(), add={"customXml/ours.xml": b'<?xml version="1.0" encoding="UTF-7"?><a/>'}),
            "plan.docx",
            "unusual encoding",
        ),
        (changed(word(), add={f"word/{n}.xml": b"" for n in range(2100)}), "plan.docx", "parts"),
        (changed(word(), add={"word/bomb.xml": b"a" * 30_000_000}), "plan.docx", "unpacks to more"),
        (lying_about_size(word()), "plan.docx", "unpacks to more"),
        (overlapping(word()), "plan.docx", "unpacks to more"),
    ],
    ids=str_only,
)
def test_what_is_refused_says_what_to_do(content, name, words):
    with pytest.raises(UploadRefused, match=words):
        look(content, name)


HOLDS = "the file that holds the figures"
BRING = "Bring the figures as .xlsx or .csv."


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "figures.csv", HOLDS),
        (b"%PDF-1.7 ...", "figures.pdf", "Import the Excel file it was made from."),
        (b"{\\rtf1 figures}", "figures.rtf", BRING),
        (b"<html><table>", "figures.xlsx", "Open it in Excel and save it as .xlsx."),
        (b"PNG...", "figures.png", BRING),
        (b"a,b", "figures", BRING),
        (b"a,b", "figures.docx", BRING),
        (word(), "figures.docx", f"This is a Word file. {BRING}"),
        (word(), "figures.xlsx", f"This is a Word file. {BRING}"),
        (OLE + "WordDocument".encode("utf-16-le"), "figures.doc", BRING),
        (OLE + b"nothing known", "figures.msg", BRING),
        (NO_PARTS, "figures.xlsx", BRING),
        (excel()[:-10], "figures.xlsx", "Open it in Excel, save it again"),
        (word(), "figures.xlsm", "Save it as .xlsx, without them"),
        (changed(NO_PARTS, add={"mimetype": b"spreadsheet"}), "figures.ods", "save it as .xlsx, and import that"),
    ],
    ids=str_only,
)
def test_a_door_refuses_in_its_own_words(content, name, words):
    """Where only tables are taken, nobody is told to bring a plan, a Word file, or to paste."""
    with pytest.raises(UploadRefused) as refused:
        look(content, name, FIGURES)
    assert words in str(refused.value)
    assert "plan" not in str(refused.value)
    assert "paste" not in str(refused.value)
    assert "save it as .docx" not in str(refused.value).lower()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    with pytest.raises(UploadRefused, match=r"files up to 1 MB are accepted"):
        look(b"a,b\n" * 500_000, "plan.csv")


def test_what_unpacks_to_more_than_any_plan_needs_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_UNPACKED_BYTES", 10_000)
    with pytest.raises(UploadRefused, match="unpacks to more"):
        look(word(), "plan.docx")


# --- The child ------------------------------------------------------------------------------------


def test_the_child_answers_what_it_was_asked():
    assert parse_guarded(f"{HOSTILE}:add", a=1, b=2) == {"sum": 3}


def test_what_a_library_prints_is_no_part_of_the_answer():
    assert parse_guarded(f"{HOSTILE}:chatter") == "quiet"


def test_the_child_knows_none_of_our_secrets_and_nothing_of_django():
    assert set(parse_guarded(f"{HOSTILE}:environment")) <= {"PATH", "LANG", "LC_CTYPE", "PYTHONHASHSEED"}
    assert parse_guarded(f"{HOSTILE}:modules") == []


@pytest.mark.parametrize(
    ("function", "words"),
    [
        ("eat_memory", "asks for more memory or time"),
        ("die", "asks for more memory or time"),
        ("write_much", "could not be read"),
        ("fail", "could not be read"),
    ],
)
def test_a_child_that_misbehaves_is_a_sentence(function, words, caplog):
    with pytest.raises(UploadRefused, match=words):
        parse_guarded(f"{HOSTILE}:{function}")


@pytest.mark.parametrize("function", ["spin", "sleep"])
def test_a_child_that_does_not_end_is_ended(function, settings, caplog):
    settings.UPLOAD_PARSE_SECONDS = 1
    start = time.monotonic()
    with pytest.raises(UploadRefused, match="asks for more memory or time"):
        parse_guarded(f"{HOSTILE}:{function}")
    assert time.monotonic() - start < 10


def test_lines_come_as_the_child_makes_them():
    with lines_guarded(f"{HOSTILE}:lines", count=3) as lines:
        assert list(lines) == ["0,ä\n", "1,ä\n", "2,ä\n"]


@pytest.mark.parametrize(
    ("what", "words"),
    [("fail", "could not be read"), ("eat_memory", "asks for more memory"), ("die", "asks for more memory")],
)
def test_a_child_that_misbehaves_between_lines_is_a_sentence(what, words, caplog):
    with pytest.raises(UploadRefused, match=words), lines_guarded(f"{HOSTILE}:lines_and_then", what=what) as lines:
        list(lines)


@pytest.mark.parametrize("what", ["spin", "sleep"])
def test_a_child_that_does_not_go_on_is_ended(what, settings, caplog):
    settings.UPLOAD_PARSE_SECONDS = 1
    with (
        pytest.raises(UploadRefused, match="asks for more memory or time"),
        lines_guarded(f"{HOSTILE}:lines_and_then", what=what) as lines,
    ):
        list(lines)


def test_a_child_that_never_stops_telling_is_not_listened_to_for_ever(caplog):
    with (
        pytest.raises(UploadRefused, match="asks for more memory or time"),
        lines_guarded(f"{HOSTILE}:lines_without_end") as lines,
    ):
        for _ in lines:
            pass


def test_a_child_to_which_nobody_listens_any_more_is_ended(monkeypatch):
    children, popen = [], subprocess.Popen

    def noted(*args, **kwargs):
        children.append(popen(*args, **kwargs))
        return children[-1]

    monkeypatch.setattr("subprocess.Popen", noted)
    with lines_guarded(f"{HOSTILE}:lines_without_end") as lines:
        assert len(next(lines)) == 100_000
    with lines_guarded(f"{HOSTILE}:lines_and_then", what="sleep") as lines:
        assert next(lines) == "one\n"
    assert [child.poll() for child in children] == [-signal.SIGKILL] * 2


def test_a_child_is_waited_for_where_the_system_tells_nothing(settings, monkeypatch, caplog):
    def refuse(pid):
        raise OSError("not on this system")

    monkeypatch.setattr("os.pidfd_open", refuse, raising=False)
    assert parse_guarded(f"{HOSTILE}:add", a=1, b=2) == {"sum": 3}
    settings.UPLOAD_PARSE_SECONDS = 1
    with pytest.raises(UploadRefused, match="asks for more memory or time"):
        parse_guarded(f"{HOSTILE}:sleep")


def test_a_workbook_with_two_far_cells_ends_in_the_child(settings):
    """4.8 KB that claim seventeen thousand million cells."""
    file = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Action", "far away"
    book.save(file)
    settings.UPLOAD_PARSE_SECONDS = 20
    with received(file.getvalue(), name="plan.xlsx", door=PLAN) as upload:
        answer = parse_guarded(
            "workplans.importing.reading:read_plan", path=str(upload.path), kind="xlsx", year=2023, known_leads=[]
        )
    assert answer["actions"] == []
    assert answer["findings"][0][0] == "error"
