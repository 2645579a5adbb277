"""Uploads are parsed in a child process with limits (core/guarded.py), from which plain values come back."""

import json
import logging
import os
import select
import signal
import subprocess
import sys
import tempfile

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
    order = {
        "function": function,
        "arguments": arguments,
        "memory": settings.UPLOAD_PARSE_MEMORY_BYTES,
        "seconds": seconds,
        "answer": MAX_ANSWER_BYTES,
    }
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as complaints:
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
            _wait_for(child, seconds)
        except subprocess.TimeoutExpired:
            logger.warning("Reading an upload was stopped after %s seconds", seconds)
            raise UploadRefused(_TOO_MUCH) from None
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        if child.returncode == 0:
            answer.seek(0)
            return json.load(answer)
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
