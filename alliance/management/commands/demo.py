"""The product with its sample alliance, from one command: fills the database, starts web server and worker, waits.

Everything it starts ends with it: on Ctrl-C, when it is told to stop, when one of its children dies.
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, suppress
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from alliance.sample import SAMPLE_PASSWORD, SAMPLE_SIGN_INS

STOP_SECONDS = 10
START_SECONDS = 60
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Command(BaseCommand):
    help = "Shows the product with its sample alliance: fills the database, starts the web server and one worker."

    def add_arguments(self, parser):
        parser.add_argument(
            "--host", default="127.0.0.1", help="The address to listen on; only this machine by default."
        )
        parser.add_argument("--port", default=8000, type=int)

    def handle(self, *args, host, port, **options):
        if not settings.DEBUG:
            raise CommandError(
                "The demo signs people in with a password that everybody knows, so it does not run with DEBUG=false. "
                "A real site is started as the README says under “Deploy”."
            )
        started = time.monotonic()
        with ExitStack() as at_the_end:
            # Taken before anything else, so that a busy port is said at once, and kept until the web server has it.
            listener = at_the_end.enter_context(_listen(host, port))
            port = listener.getsockname()[1]
            address = f"http://{_for_a_browser(host)}:{port}"
            # Also for this process: what it tells people holds addresses, too.
            settings.SITE_URL = os.environ.get("SITE_URL") or address
            stop = _StopSignals()
            self._fill(stop)
            folder = at_the_end.enter_context(tempfile.TemporaryDirectory(prefix="plans-demo-"))
            children = at_the_end.enter_context(_Children())
            if stop.asked:
                return
            environment = {**os.environ, "SITE_URL": settings.SITE_URL}
            children.start("web server", _web_server(listener.fileno()), environment, keep_open=listener.fileno())
            children.start("worker", _worker(folder, port), environment)
            listener.close()
            self._wait_for_the_page(f"http://{_to_connect(host)}:{port}/healthz", children, stop)
            if not stop.asked:
                self._introduce(address, host, time.monotonic() - started)
            while not stop.asked:
                children.check()
                stop.wait(0.5)
            self.stdout.write("\nStopping.")

    def _fill(self, stop):
        """The steps that a second run finds done: none of them changes what is there already."""
        _empty_local_broker()
        for name, arguments, words in (
            ("migrate", {"verbosity": 0, "interactive": False}, "Preparing the database"),
            ("load_reference", {}, "Reference data"),
            ("load_sample", {}, "The sample alliance"),
            ("flag_overdue", {}, "Flagging overdue actions"),
            ("flag_overdue_milestones", {}, "Flagging overdue milestones"),
        ):
            if stop.asked:
                return
            self.stdout.write(f"{words} …")
            call_command(name, stdout=self.stdout, stderr=self.stderr, **arguments)

    def _wait_for_the_page(self, address, children, stop):
        """Return when the server answers that it is well; raise when it does not within a minute."""
        deadline = time.monotonic() + START_SECONDS
        while not stop.asked:
            children.check()
            try:
                with urllib.request.urlopen(address, timeout=5):
                    return
            except urllib.error.HTTPError as answer:
                raise CommandError(f"The web server is not well: {answer.read().decode(errors='replace')}") from None
            except OSError:
                if time.monotonic() > deadline:
                    raise CommandError(f"The web server did not answer within {START_SECONDS} seconds.") from None
            stop.wait(0.1)

    def _introduce(self, address, host, seconds):
        width = max(len(role) for role, _ in SAMPLE_SIGN_INS)
        self.stdout.write(f"\nReady after {seconds:.0f} s at {address}\n\nSign in as one of these:\n")
        for role, email in SAMPLE_SIGN_INS:
            self.stdout.write(f"  {role:<{width}}  {email}")
        self.stdout.write(f"\nThe password of each is: {SAMPLE_PASSWORD}\n")
        if host not in LOOPBACK:
            self.stdout.write(
                self.style.WARNING(
                    f"Listening on {host}: whoever reaches this machine can sign in with that password "
                    "and sees full error pages. Put nothing real into it.\n"
                )
            )
        self.stdout.write("Ctrl-C ends the web server and the worker.")


def _web_server(descriptor):
    # One process with threads: the memory cache, in which sessions are kept, is not shared between processes.
    return [
        *("gunicorn", "alliance.wsgi", "--bind", f"fd://{descriptor}", "--workers", "1", "--threads", "8"),
        *("--log-level", "warning", "--no-control-socket", "--graceful-timeout", "3"),
    ]


def _worker(folder, port):
    return [
        *("celery", "--app", "alliance", "--quiet", "worker", "--beat", "--loglevel", "WARNING", "--concurrency", "1"),
        *("--hostname", f"demo-{port}@%h", "--without-gossip", "--without-mingle", "--without-heartbeat"),
        *("--schedule", str(Path(folder) / "schedule")),
    ]


def _listen(host, port):
    """A bound socket that the web server will inherit."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, OverflowError) as error:
        raise CommandError(f"{host}:{port} is not an address that this machine can listen on: {error}") from None
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise CommandError(
            f"Port {port} on {host} cannot be used ({error.strerror}). Perhaps the demo is running already; "
            f"otherwise choose another port: make demo PORT={port + 1}"
        ) from None
    return listener


def _for_a_browser(host):
    return _to_connect(host) if host in LOOPBACK else _to_connect(socket.gethostname())


def _to_connect(host):
    """The host as it stands in an address: every interface is reached through this machine's own."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{host}]" if ":" in host else host


def _empty_local_broker():
    """Drop messages that a killed run left behind, perhaps half written.

    Nothing is lost: jobs and e-mails are rows, and a message carries no more than the number of one. The reaper
    hands out again what nobody is working on.
    """
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    for name in ("data_folder_in", "processed_folder", "control_folder"):
        if name in options:
            shutil.rmtree(options[name], ignore_errors=True)
            Path(options[name]).mkdir(parents=True, exist_ok=True)


class _StopSignals:
    """Remembers that somebody asked us to stop, so that the way out is always the same."""

    def __init__(self):
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, number, frame):
        self.asked = True

    def wait(self, seconds):
        """Sleep, but no longer than until somebody asks."""
        until = time.monotonic() + seconds
        while not self.asked and time.monotonic() < until:
            time.sleep(0.05)


class _Children:
    """Processes that live no longer than this one, each with all that it starts itself."""

    def __init__(self):
        self._running = {}

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for process in self._running.values():
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self._running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)  # and whatever the child itself left behind
            process.wait()

    def start(self, name, command, environment, keep_open=None):
        """Start a program of our environment by its module's name, in a process group of its own."""
        self._running[name] = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=settings.BASE_DIR,
            env=environment,
            pass_fds=() if keep_open is None else (keep_open,),
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )

    def check(self):
        """Raise CommandError when one of them has ended by itself."""
        for name, process in self._running.items():
            if process.poll() is not None:
                raise CommandError(
                    f"The {name} ended by itself with code {process.returncode}; its own words stand above."
                )


def _die_with_parent():
    """Ask Linux to stop this child even when the demo is killed so hard that it cannot."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
