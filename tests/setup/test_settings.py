"""The settings decide by the environment alone, and stop with a sentence that says what to do."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

DEPLOYED = {
    "DEBUG": "false",
    "SECRET_KEY": "a-key-of-a-test-that-is-long-enough-0123456789-abcdefghijklmnop",
    "ALLOWED_HOSTS": "plans.example.nhs.uk",
    "DATABASE_URL": "sqlite://:memory:",
}


def run(*command, **variables):
    """Run Python with nothing of this machine's settings in the environment but the ones given."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=inherited | variables,
        capture_output=True,
        text=True,
        timeout=120,
    )


def setting(name, **variables):
    result = run("-c", f"from alliance import settings; print(settings.{name})", **variables)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DEBUG": "flase"}, "DEBUG is set to “flase”, which is not understood. Write true or false."),
        ({"DEBUG": "false"}, "Set SECRET_KEY to a long random string before running with DEBUG=false."),
        ({"DEBUG": "false", "SECRET_KEY": "x"}, "Set ALLOWED_HOSTS to the host names of the site"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL is set, which is not understood. Write it like postgres://"),
        ({"DATABASE_URL": "mysql://host/name"}, "DATABASE_URL is set, which is not understood."),
        ({"DATABASE_URL": "postgres://host"}, "DATABASE_URL is set, which is not understood."),
        ({"DATABASE_URL": "postgres://h/n", "CONN_MAX_AGE": "long"}, "CONN_MAX_AGE is set to “long”"),
        ({"REDIS_URL": "localhost:6379"}, "Write it like redis://host:6379/0."),
        ({"EMAIL_URL": "mail.example.nhs.uk"}, "Write it like smtp+tls://"),
        ({"EMAIL_URL": "smtp://host:port"}, "Write it like smtp+tls://"),
        ({"LOG_LEVEL": "loud"}, "Write one of DEBUG, INFO, WARNING, ERROR, CRITICAL."),
        ({"UPLOAD_MAX_BYTES": "25 MB"}, "UPLOAD_MAX_BYTES is set to “25 MB”"),
        ({"VAR_DIR": "/dev/null/plans"}, "VAR_DIR is /dev/null/plans, where nothing can be written"),
    ],
)
def test_a_mistake_stops_the_start_with_a_sentence(tmp_path, variables, sentence):
    result = run("manage.py", "check", **{"VAR_DIR": str(tmp_path), **variables})
    assert result.returncode != 0
    assert sentence in result.stderr


def test_a_password_never_stands_in_the_sentence(tmp_path):
    result = run("manage.py", "check", VAR_DIR=str(tmp_path), DATABASE_URL="mysql://plans:not-to-be-seen@host/name")
    assert "DATABASE_URL" in result.stderr
    assert "not-to-be-seen" not in result.stderr


def test_set_to_nothing_is_not_set(tmp_path):
    names = ("DEBUG", "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "ALLOWED_HOSTS", "LOG_LEVEL")
    result = run("manage.py", "check", VAR_DIR=str(tmp_path), **dict.fromkeys(names, ""))
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("name", "variables", "value"),
    [
        ("DATABASES['default']['ENGINE']", {}, "django.db.backends.sqlite3"),
        ("DATABASES['default']['ENGINE']", {"DATABASE_URL": "postgres://h/n"}, "django.db.backends.postgresql"),
        ("CELERY_BROKER_URL", {}, "filesystem://localhost"),
        ("CELERY_BROKER_URL", {"REDIS_URL": "redis://h:6379/0"}, "redis://h:6379/0"),
        ("CACHES['default']['BACKEND']", {}, "django.core.cache.backends.locmem.LocMemCache"),
        ("CACHES['default']['LOCATION']", {"REDIS_URL": "redis://h:6379/0"}, "redis://h:6379/0"),
        ("SITE_URL", {}, "http://localhost:8000"),
        ("SITE_URL", DEPLOYED, "https://plans.example.nhs.uk"),
        ("SITE_URL", {**DEPLOYED, "SITE_URL": "https://other.example.nhs.uk/"}, "https://other.example.nhs.uk"),
        ("SESSION_COOKIE_SECURE", DEPLOYED, "True"),
    ],
)
def test_the_environment_decides(tmp_path, name, variables, value):
    assert setting(name, **{"VAR_DIR": str(tmp_path), **variables}) == value


def test_a_deployment_passes_the_deployment_checks(tmp_path):
    result = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", VAR_DIR=str(tmp_path), **DEPLOYED)
    assert result.returncode == 0, result.stdout + result.stderr


def test_nothing_is_allowed_to_scripts_but_our_own_files(settings):
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    assert directives["script-src"] == directives["style-src"] == ["'self'"]
    assert "unsafe" not in str(directives)


def test_the_local_broker_leaves_nothing_outside_its_folder(tmp_path):
    options = setting("CELERY_BROKER_TRANSPORT_OPTIONS", VAR_DIR=str(tmp_path))
    folders = [value for value in ast.literal_eval(options).values() if isinstance(value, str)]
    assert len(folders) == 4
    assert all(folder.startswith(str(tmp_path)) for folder in folders)
