"""What this machine can and cannot run: a browser, PostgreSQL, Redis.

A test says what it needs by a marker (`journey`, `postgresql`, `redis`). Where that is missing the test is skipped and
the last lines of the run say why. CI sets REQUIRE_BROWSER, REQUIRE_POSTGRES and REQUIRE_REDIS: then the same gap, or
a run in which no such test took part, is a failure.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_PATHS = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",)


@dataclass(frozen=True)
class Capability:
    """One thing a machine may lack. `missing` is a sentence, empty where the machine has it."""

    marker: str
    what: str
    missing: str
    require_variable: str

    @property
    def required(self):
        return os.environ.get(self.require_variable, "") not in ("", "0", "false")


def capabilities(settings):
    """The three of them, judged by the environment and by the settings in use."""
    on_postgresql = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    return (
        Capability(
            "journey",
            "journeys in a browser",
            "" if find_chromium() else "no Chromium was found; install it, or set CHROMIUM to its path",
            "REQUIRE_BROWSER",
        ),
        Capability(
            "postgresql",
            "anything on PostgreSQL",
            "" if on_postgresql else "DATABASE_URL does not name a PostgreSQL database",
            "REQUIRE_POSTGRES",
        ),
        Capability(
            "redis",
            "anything with Redis",
            "" if settings.REDIS_URL else "REDIS_URL is not set",
            "REQUIRE_REDIS",
        ),
    )


def find_chromium():
    """The path of a Chromium or Chrome that starts, or an empty string.

    CHROMIUM in the environment wins; it may also be set to nothing, to leave the journeys out.
    """
    if "CHROMIUM" in os.environ:
        return shutil.which(os.environ["CHROMIUM"]) or ""
    found = next(filter(_starts, filter(None, map(shutil.which, CHROMIUM_NAMES + CHROMIUM_PATHS))), "")
    os.environ["CHROMIUM"] = found  # so that the workers of a parallel run need not look again
    return found


def _starts(path):
    # Some systems have a `chromium-browser` that only says which package to install.
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
