"""docker-compose.yml, as far as it can be tested without Docker: its shape, its settings, its commands."""

import re
import sys
from pathlib import Path

import pytest
import yaml

from tests.setup.test_settings import ROOT, run

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {"migrate", "web", "worker", "beat"}

# What a site would put into its environment or its .env file.
SITE = {
    "SECRET_KEY": "a-key-of-a-test-that-is-long-enough-0123456789-abcdefghijklmnop",
    "ALLOWED_HOSTS": "plans.example.nhs.uk",
    "SITE_URL": "https://plans.example.nhs.uk",
    "POSTGRES_PASSWORD": "only4this1test",
    "EMAIL_URL": "smtp+tls://plans:mail@mail.example.nhs.uk:587",
    "DEFAULT_FROM_EMAIL": "plans@example.nhs.uk",
}
VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?:(?P<how>:[?-])(?P<rest>[^}]*))?\})")


def filled_in(text, site):
    """Put a site's values into a string as Compose does; a required one that is missing raises KeyError."""

    def value(match):
        if not match["name"]:
            return "$"
        if match["how"] == ":-":
            return site.get(match["name"]) or match["rest"]
        return site[match["name"]]

    return VARIABLE.sub(value, str(text))


def environment(service, site=SITE):
    return {name: filled_in(text, site) for name, text in SERVICES[service]["environment"].items()}


def words(command):
    return command if isinstance(command, list) else command.split()


def strings(node):
    if isinstance(node, dict):
        for value in node.values():
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)
    else:
        yield str(node)


def test_the_services_are_those_of_a_deployment():
    assert set(SERVICES) == OURS | {"postgres", "redis"}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_every_lasting_service_has_a_health_check(name):
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in ("CMD", "CMD-SHELL")
    assert {"interval", "timeout", "retries"} <= set(check)


def test_nothing_of_ours_starts_before_the_database_is_migrated():
    for name in OURS - {"migrate"}:
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert SERVICES["migrate"]["restart"] == "no"
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)


def test_redis_keeps_what_it_was_given():
    command = words(SERVICES["redis"]["command"])
    assert command[command.index("--appendonly") + 1] == "yes"
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"


def test_there_can_be_any_number_of_workers_and_one_beat():
    assert not {"container_name", "ports", "hostname"} & set(SERVICES["worker"])
    assert "--beat" not in SERVICES["worker"]["command"]
    assert "deploy" not in SERVICES["beat"]


def test_volumes_are_declared():
    named = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())}
    assert named == set(COMPOSE["volumes"])


# --- Settings and secrets -------------------------------------------------------------------------


def test_every_variable_handed_to_our_services_is_read_by_the_settings():
    source = (ROOT / "alliance" / "settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', source))
    for name in OURS:
        assert set(SERVICES[name]["environment"]) <= read
    set_in_image = set(re.findall(r"\b([A-Z_]+)=/srv", COMPOSE["x-app"]["build"]["dockerfile_inline"]))
    assert set_in_image <= read


@pytest.mark.parametrize("missing", sorted(SITE))
def test_what_a_site_must_say_is_asked_for(missing):
    rest = {name: value for name, value in SITE.items() if name != missing}
    with pytest.raises(KeyError):
        environment("web", rest)


def test_our_services_pass_the_deployment_checks_with_their_environment(tmp_path):
    variables = environment("web") | {"VAR_DIR": str(tmp_path)}
    result = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **variables)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_web_server_answers_its_own_health_check():
    assert "localhost" in environment("web")["ALLOWED_HOSTS"].split(",")
    assert "http://localhost:8000/healthz" in SERVICES["web"]["healthcheck"]["test"][-1]


def test_no_secret_stands_in_the_file():
    secret = re.compile(r"SECRET|PASSWORD|TOKEN|EMAIL_URL")
    for service in SERVICES.values():
        for name, text in service.get("environment", {}).items():
            if secret.search(name):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", text), f"{name} must come from outside"
    for text in strings(COMPOSE):
        for password in re.findall(r"://[^\s:/@]+:([^@\s]+)@", VARIABLE.sub("FROM_OUTSIDE", text)):
            assert password == "FROM_OUTSIDE", "a password stands in an address"


# --- Image and commands ---------------------------------------------------------------------------


def dockerfile():
    return filled_in(COMPOSE["x-app"]["build"]["dockerfile_inline"], SITE)


def test_the_image_holds_what_runs_and_nothing_else():
    copied = {source for line in re.findall(r"^COPY (.+)$", dockerfile(), re.M) for source in line.split()[:-1]}
    assert all((ROOT / source).exists() for source in copied)
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert copied == packages | {"requirements.lock", "manage.py", "templates", "static", "fixtures"}


def test_the_image_takes_pinned_wheels_and_runs_without_privileges():
    assert "--only-binary :all: --require-hashes" in dockerfile()
    lines = dockerfile().strip().splitlines()
    assert lines[-1] == "USER plans"
    for name in OURS:
        assert SERVICES[name]["cap_drop"] == ["ALL"]


def test_gunicorn_would_start_with_its_arguments(tmp_path):
    command = words(SERVICES["web"]["command"])
    arguments = [word for word in command[1:] if "/dev/shm" not in word]
    variables = environment("web") | {"VAR_DIR": str(tmp_path)}
    assert command[0] == "gunicorn"
    result = run("-m", "gunicorn", "--check-config", *arguments, **variables)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_celery_understands_its_arguments(name, tmp_path):
    command = words(SERVICES[name]["command"])
    assert command[0] == "celery"
    # With --help at the end every argument before it is still read, but nothing starts.
    result = run("-m", *command, "--help", **environment(name) | {"VAR_DIR": str(tmp_path)})
    assert result.returncode == 0, result.stderr
    assert f"{name} [OPTIONS]" in result.stdout


def test_the_migration_runs_commands_that_exist(tmp_path):
    named = re.findall(r"manage\.py (\w+)", " ".join(strings(COMPOSE)))
    assert {"migrate", "load_reference", "refresh_summaries", "collectstatic"} == set(named)
    listed = run("manage.py", "help", "--commands", VAR_DIR=str(tmp_path)).stdout.split()
    assert set(named) <= set(listed)


def test_the_workers_health_check_asks_this_very_worker():
    check = filled_in(SERVICES["worker"]["healthcheck"]["test"][1], SITE)
    assert "--destination celery@$HOSTNAME" in check
    assert Path(sys.executable).with_name("celery").exists()
