"""What every test stands on: no network, a database of its own, quick passwords, and a browser where there is one."""

import os
import tempfile
from pathlib import Path

import pytest

from tests.capabilities import capabilities, find_chromium
from tests.emptying import delete_instead_of_truncate, empty_cache
from tests.network import close_network
from tests.standing import reference_data  # noqa: F401 - a fixture

# Playwright keeps an event loop in the test's thread, which Django would otherwise take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
BROWSER_FIXTURES = {"page", "context", "new_context", "browser"}


# --- Settings, network ----------------------------------------------------------------------------


def pytest_configure(config):
    from django.conf import settings

    close_network()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tempfile.mkdtemp(prefix="media-", dir=_scratch(config))
    settings.WHITENOISE_AUTOREFRESH = True  # look for a file when it is asked for, not for all at every start
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    if settings.REDIS_URL:
        settings.CACHES["default"]["KEY_PREFIX"] = f"test-{os.getpid()}"

    from alliance.celery import app

    # A task that is called runs at once; one that is sent by name goes to a broker that nobody reads.
    app.conf.update(task_always_eager=True, broker_url="memory://", broker_transport_options={})

    config.capabilities = capabilities(settings)
    for capability in config.capabilities:
        if capability.required and capability.missing:
            raise pytest.UsageError(f"{capability.require_variable} is set, but {capability.missing}.")


def pytest_unconfigure(config):
    scratch = getattr(config, "scratch", None)
    if scratch:
        scratch.cleanup()


def _scratch(config):
    if not hasattr(config, "scratch"):
        config.scratch = tempfile.TemporaryDirectory(prefix="plans-tests-", ignore_cleanup_errors=True)
    return config.scratch.name


# --- Skipped, and why -----------------------------------------------------------------------------


def pytest_collection_modifyitems(config, items):
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("journey")
        for capability in config.capabilities:
            if capability.missing and item.get_closest_marker(capability.marker):
                item.add_marker(pytest.mark.skip(reason=capability.missing))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter, config):
    """After everything else: what this run could not cover."""
    yield
    missing = [capability for capability in config.capabilities if capability.missing]
    if missing:
        terminalreporter.section("not run on this machine")
        for capability in missing:
            terminalreporter.line(f"{capability.what}: {capability.missing}")
    for sentence in _required_but_absent(terminalreporter, config):
        terminalreporter.line(f"FAILED: {sentence}", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and not hasattr(session.config, "workerinput") and any(_required_but_absent(reporter, session.config)):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


def _required_but_absent(terminalreporter, config):
    """Where CI requires a capability: sentences for tests of it that were skipped, or that do not exist."""
    for capability in config.capabilities:
        if capability.required and not config.option.collectonly:
            ran, skipped = (
                sum(capability.marker in report.keywords for report in terminalreporter.stats.get(outcome, ()))
                for outcome in ("passed", "skipped")
            )
            if skipped:
                yield f"{capability.require_variable} is set, but {skipped} tests of {capability.what} were skipped."
            elif not ran:
                yield f"{capability.require_variable} is set, but no test of {capability.what} passed."


# --- Database, cache ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, request):
    """SQLite in a file of this run alone; PostgreSQL without waiting for its disk.

    The pages of a journey are served by several threads. In memory these would share one connection, and with it one
    transaction; a file gives each its own, as in the demo.
    """
    from django.db import connections

    database = connections["default"].settings_dict
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(Path(_scratch(request.config)) / "test.sqlite3")
        database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    else:
        # Nobody needs these rows after a crash.
        database.setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
        delete_instead_of_truncate()


@pytest.fixture(autouse=True)
def _empty_cache():
    """What one test cached is not there for the next."""
    empty_cache()


# --- Browser --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's own Chromium; each launch gets a new empty profile."""
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": list(BROWSER_FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, live_server):
    """Addresses are relative to the test server; words and days are British."""
    return {
        **browser_context_args,
        "base_url": live_server.url,
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture
def browser_complaints():
    """What the browser complained about so far. A journey that provokes a complaint on purpose clears the list."""
    return []


@pytest.fixture
def context(context, browser_complaints, live_server):
    """Fails a journey in which the browser reported an error: a script, a missing file, the security policy."""
    context.server_url = live_server.url
    context.on("weberror", lambda error: browser_complaints.append(str(error.error)))
    context.on(
        "console",
        lambda message: (
            browser_complaints.append(f"{message.text} ({message.location.get('url', '')})")
            if message.type == "error"
            else None
        ),
    )
    yield context
    assert not browser_complaints, "The browser complained:\n  " + "\n  ".join(browser_complaints)
