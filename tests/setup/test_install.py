"""make and the lock files: what is pinned is what is installed, and what goes wrong is said."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv

import pytest

from tests.setup.test_settings import ROOT

RUN, DEV = "requirements.lock", "requirements-dev.lock"
TARGETS = ("install", "demo", "test", "test-fast", "bench", "lint", "format", "clean")


def pins(lock_name):
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / lock_name).read_text(), re.M))


def hashes(lock_name):
    blocks = re.split(r"^(?=[a-z0-9-]+==)", (ROOT / lock_name).read_text(), flags=re.M)[1:]
    return {block.split("==")[0]: block.count("--hash=sha256:") for block in blocks}


def named(requirements):
    return {re.match(r"[a-z0-9-]+", requirement)[0] for requirement in requirements if isinstance(requirement, str)}


@pytest.fixture
def project(tmp_path):
    """An empty project that the installer takes for the real one: no packages to install."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "install.py", tmp_path / ".ci")
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / RUN).write_text("# nothing\n")
    return tmp_path


def install(project, **variables):
    return subprocess.run(
        [sys.executable, ".ci/install.py", RUN],
        cwd=project,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=300,
    )


# --- Lock files -----------------------------------------------------------------------------------


def test_the_two_lock_files_agree():
    assert pins(RUN).items() <= pins(DEV).items()


@pytest.mark.parametrize("lock_name", [RUN, DEV])
def test_every_package_is_pinned_with_hashes(lock_name):
    assert all(hashes(lock_name).values())
    assert hashes(lock_name).keys() == pins(lock_name).keys()


def test_what_the_project_asks_for_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert named(project["project"]["dependencies"]) <= pins(RUN).keys()
    assert named(project["dependency-groups"]["dev"]) <= pins(DEV).keys()


@pytest.mark.parametrize("name", [RUN, DEV, "Makefile", ".ci/install.py", ".ci/run"])
def test_no_package_index_is_named(name):
    """Where packages come from is the affair of the machine: its pip configuration, a proxy, a mirror."""
    text = (ROOT / name).read_text().replace("--no-emit-index-url", "")
    assert not re.search(r"index-url|find-links", text)
    addresses = re.findall(r"https?://([\w.-]+)", text)
    assert all(host in ("127.0.0.1", "localhost") or host.endswith("example.nhs.uk") for host in addresses)


# --- The installer --------------------------------------------------------------------------------


def test_an_environment_that_some_tool_made_without_pip_is_used(project):
    venv.create(project / ".venv", with_pip=False)
    result = install(project)
    assert result.returncode == 0, result.stderr
    assert (project / ".venv" / f".installed-{RUN}").read_text() == "# nothing\n"


def test_a_second_run_installs_nothing(project):
    venv.create(project / ".venv", with_pip=False)
    (project / ".venv" / f".installed-{RUN}").write_text("# nothing\n")
    result = install(project)
    assert (result.returncode, result.stdout) == (0, "")
    assert not (project / ".venv" / "bin" / "pip").exists()


def test_a_python_without_venv_is_told_what_to_install(project):
    (project / "broken").mkdir()
    (project / "broken" / "venv.py").write_text("raise SystemExit('ensurepip is not available')")
    result = install(project, PYTHONPATH=str(project / "broken"))
    assert result.returncode == 1
    assert re.search(r"install the package python3\.\d+-venv", result.stderr)
    assert "ensurepip is not available" in result.stderr
    assert not (project / ".venv").exists()


def test_a_broken_environment_is_made_anew_and_none_is_left_where_packages_cannot_be_had(project):
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")
    (project / RUN).write_text("no-such-package==1.0 --hash=sha256:" + "0" * 64 + "\n")
    result = install(project, PIP_NO_INDEX="1")
    assert result.returncode == 1
    assert "Making .venv" in result.stdout
    assert "pip could not install requirements.lock" in result.stderr
    assert not (project / ".venv").exists()


# --- make -----------------------------------------------------------------------------------------

needs_make = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")


@needs_make
@pytest.mark.parametrize("target", TARGETS)
def test_make_knows(target):
    result = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr


@needs_make
def test_no_python_is_said_plainly(project):
    result = subprocess.run(["make", "install", "PYTHON="], cwd=project, capture_output=True, text=True, timeout=60)
    assert result.returncode != 0
    assert "No Python 3.11 or later was found" in result.stderr
