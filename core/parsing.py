"""Uploads are parsed in a child process with limits (core/guarded.py), from which plain values or lines come back."""

import io
import json
import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

from django.conf import settings

from core.guarded import OUT_OF_MEMORY
from core.uploads import UploadRefused

logger = logging.getLogger(__name__)

MAX_ANSWER_BYTES = 64 * 1024 * 1024
_TOO_MUCH = (
    "The file asks for more memory or time than its content needs, so reading it was stopped. "
    "Copy the table into a new document and import that."
)
_UNREADABLE = "The file could not be read. Open it in Word or Excel, save it again, and import that."


def parse_guarded(function: str, **arguments):
    """Call a function in a child process with limits, and return its answer (what JSON can hold).

    `function` is "package.module:name"; its module must not need Django's settings. Raises UploadRefused where the
    child runs out of memory or time, or fails.
    """
    seconds = settings.UPLOAD_PARSE_SECONDS
    with tempfile.TemporaryFile() as answer, _child(function, arguments, answer) as (child, complaints):
        try:
            _wait_for(child, seconds)
        except subprocess.TimeoutExpired:
            logger.warning("Reading an upload was stopped after %s seconds", seconds)
            raise UploadRefused(_TOO_MUCH) from None
        _judge(child, complaints)
        answer.seek(0)
        return json.load(answer)


@contextmanager
def lines_guarded(function: str, **arguments) -> Iterator[Iterator[str]]:
    """Call a generator of text in a child process with limits; its lines are there to be read as they are made.

    As parse_guarded, but what is raised is raised while lines are read. The child is ended with the block.
    """
    with _child(function, arguments, subprocess.PIPE) as (child, complaints):
        clock = Timer(settings.UPLOAD_PARSE_SECONDS, _end, [child])
        clock.daemon = True
        clock.start()
        try:
            yield _lines_of(child, complaints)
        finally:
            clock.cancel()
            child.stdout.close()


def _lines_of(child, complaints):
    left = MAX_ANSWER_BYTES
    with io.TextIOWrapper(child.stdout, encoding="utf-8", newline="\n") as lines:
        for line in lines:
            left -= len(line)
            if left < 0:
                logger.warning("Reading an upload was stopped after %s bytes", MAX_ANSWER_BYTES)
                raise UploadRefused(_TOO_MUCH)
            yield line
    child.wait()
    _judge(child, complaints)


@contextmanager
def _child(function, arguments, answer):
    """The child at work, and the file of what it complains about; it is ended with the block."""
    order = {
        "function": function,
        "arguments": arguments,
        "memory": settings.UPLOAD_PARSE_MEMORY_BYTES,
        "seconds": settings.UPLOAD_PARSE_SECONDS,
        "answer": MAX_ANSWER_BYTES,
    }
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complaints:
        said.write(json.dumps(order).encode())
        said.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-m", "core.guarded"],
            stdin=said,
            stdout=answer,
            stderr=complaints,
            cwd=settings.BASE_DIR,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"},  # and so no secret of ours
            start_new_session=True,
        )
        try:
            yield child, complaints
        finally:
            _end(child)


def _end(child) -> None:
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _judge(child, complaints) -> None:
    """Raise UploadRefused where a child that has ended did not end well."""
    if child.returncode == 0:
        return
    complaints.seek(0)
    words = complaints.read(20_000).decode(errors="replace")
    if child.returncode < 0 or child.returncode == OUT_OF_MEMORY:
        logger.warning("Reading an upload was stopped (%s): %s", child.returncode, words[-500:])
        raise UploadRefused(_TOO_MUCH)
    logger.error("Reading an upload failed (%s): %s", child.returncode, words)
    raise UploadRefused(_UNREADABLE)


def _wait_for(child, seconds) -> None:
    """Wait until a child ends, or raise TimeoutExpired. Linux tells at once; elsewhere Popen looks now and then."""
    try:
        handle = os.pidfd_open(child.pid)
    except (AttributeError, OSError):  # another system, or one that does not tell
        child.wait(timeout=seconds)
        return
    try:
        ending = select.poll()
        ending.register(handle, select.POLLIN)
        if not ending.poll(seconds * 1000):
            raise subprocess.TimeoutExpired(child.args, seconds)
    finally:
        os.close(handle)
    child.wait()
