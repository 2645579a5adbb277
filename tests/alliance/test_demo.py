"""`manage.py demo`, started as a person starts it: it serves, changes nothing twice, and leaves nothing behind."""

import hashlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import closing, contextmanager

import pytest

from alliance.sample import SAMPLE_PASSWORD, SAMPLE_SIGN_INS
from tests.setup.test_settings import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="process groups are those of Unix")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


def start(folder, *arguments):
    unset = {"DATABASE_URL", "REDIS_URL", "SITE_URL", "DEBUG"}
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", *arguments],
        cwd=ROOT,
        env={**environment, "VAR_DIR": str(folder), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@contextmanager
def demo(folder):
    """The demo once it is ready: its process, and what it said. A run that hangs is killed."""
    process = start(folder, "--port", "0")
    too_long = threading.Timer(180, process.kill)
    too_long.start()
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if line.startswith("Ctrl-C"):
                break
        yield process, "".join(said)
    finally:
        process.terminate()
        process.stdout.read()
        process.stdout.close()
        process.wait(30)
        too_long.cancel()


def content(folder):
    """A digest of every table but the outbox, whose messages the worker may have sent meanwhile."""
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables.remove("core_emailoutbox")
        rows = {table: sorted(map(repr, database.execute(f'SELECT * FROM "{table}"'))) for table in tables}
    return {table: hashlib.sha256("\n".join(lines).encode()).hexdigest() for table, lines in rows.items()}


def messages(folder):
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        return database.execute("SELECT subject, body FROM core_emailoutbox").fetchall()


def children_of(pid):
    listing = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listing.splitlines()[1:]]
    found, new = set(), {pid}
    while new:
        new = {child for child, parent in pairs if parent in new}
        found |= new
    return found


def all_children_of(pid):
    """Web server with its process, worker with its own and its beat: they are not all there at once."""
    deadline = time.monotonic() + 30
    while len(children_of(pid)) < 5:
        assert time.monotonic() < deadline, "a process that the demo needs did not start"
        time.sleep(0.2)
    return children_of(pid)


def alive(pids):
    listing = subprocess.run(["ps", "-eo", "pid,stat"], capture_output=True, text=True, check=True).stdout
    running = {int(line.split()[0]) for line in listing.splitlines()[1:] if not line.split()[1].startswith("Z")}
    return pids & running


def test_it_serves_and_ends_all_that_it_started_and_a_second_run_changes_nothing(folder):
    with demo(folder) as (process, said):
        address = re.search(r"Ready after \d+ s at (http://127\.0\.0\.1:\d+)", said)
        assert address, said
        for role, email in SAMPLE_SIGN_INS:
            assert re.search(rf"{re.escape(role)} +{re.escape(email)}", said)
        assert SAMPLE_PASSWORD in said
        with urllib.request.urlopen(f"{address[1]}/accounts/login/", timeout=30) as page:
            assert "Sign in" in page.read().decode()
        started = all_children_of(process.pid)
        process.send_signal(signal.SIGINT)
        process.wait(30)
        assert process.returncode == 0
        assert not alive(started)

    told = messages(folder)
    assert {subject.removeprefix("Newly overdue ") for subject, _ in told} == {"actions", "milestones"}
    assert all(address[1] in body for _, body in told)
    before = content(folder)
    (folder / "broker" / "messages" / "1_half-written.celery.msg").write_text('{"body"')
    with demo(folder) as (_, said):
        assert "Ready after" in said
    assert content(folder) == before


def test_the_death_of_the_worker_ends_it_with_a_sentence(folder):
    with demo(folder) as (process, _):
        started = all_children_of(process.pid)
        listing = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
        worker = min(
            int(line.split()[0])
            for line in listing.splitlines()[1:]
            if "celery" in line and int(line.split()[0]) in started
        )
        os.kill(worker, signal.SIGKILL)
        rest = process.stdout.read()
        assert process.wait(30) == 1
        assert "The worker ended by itself with code -9" in rest
        assert not alive(started)


def test_a_busy_port_is_said_plainly(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start(folder, "--port", str(port))
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in said
    assert f"make demo PORT={port + 1}" in said
    assert "Traceback" not in said


def test_it_does_not_run_as_a_deployment(folder, settings):
    from django.core.management import CommandError, call_command

    assert settings.DEBUG is False
    with pytest.raises(CommandError, match="does not run with DEBUG=false"):
        call_command("demo")
