"""Makes `.venv` and puts into it exactly what a lock file pins. The Makefile runs it; so can you.

    python3 .ci/install.py requirements.lock

Needs nothing but the standard library of Python 3.11 or later. A second run with an unchanged lock
file only compares two files. Several runs at once wait for each other.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def main(lock_name):
    lock = ROOT / lock_name
    if sys.version_info < OLDEST:
        stop(f"This project needs Python 3.11 or later; {sys.executable} is {sys.version.split()[0]}.")
    if not lock.is_file():
        stop(f"There is no {lock_name} beside the Makefile. Restore it, or write it with `make lock`.")
    with one_run_at_a_time():
        if not usable_venv():
            make_venv()
        installed = VENV / f".installed-{lock_name}"
        if not same(lock, installed):
            install(lock)
            # A copy of the file is the stamp: written last, so a run cut short is done again.
            shutil.copyfile(lock, installed)


@contextlib.contextmanager
def one_run_at_a_time():
    """Hold a lock that the operating system takes back even when this process is killed."""
    import fcntl

    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "install.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def usable_venv():
    """Whether `.venv` has a Python that still starts and is new enough."""
    if not PYTHON.exists():
        return False
    probe = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    return subprocess.run([PYTHON, "-c", probe], stderr=subprocess.DEVNULL).returncode == 0


def make_venv():
    print(f"Making .venv with Python {sys.version.split()[0]}", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        version = ".".join(str(part) for part in sys.version_info[:2])
        stop(
            f"{sys.executable} cannot make a virtual environment: its venv or ensurepip module is missing.\n"
            f"On Debian and Ubuntu install the package python{version}-venv, then run make again.\n"
            f"What Python said: {(made.stdout + made.stderr).strip()[-600:]}"
        )


def install(lock):
    """Install the pinned wheels, each checked against the hash in the lock file."""
    if subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode:
        # Some tools make environments without pip; Python brings its own copy.
        subprocess.run([PYTHON, "-m", "ensurepip", "--upgrade"], check=True, stdout=subprocess.DEVNULL)
    pinned = sum(1 for line in lock.read_text().splitlines() if line[:1].isalnum())
    print(f"Installing the {pinned} packages of {lock.name} into .venv", flush=True)
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--only-binary", ":all:", "--require-hashes", "--requirement", lock]
    if subprocess.run(command, cwd=ROOT).returncode:
        if not list(VENV.glob(".installed-*")):
            shutil.rmtree(VENV, ignore_errors=True)  # so that the next run may choose another Python
        stop(
            f"pip could not install {lock.name}; its own message stands above.\n"
            "Usual reasons: no way to the package index (a proxy or a mirror is set in pip's configuration\n"
            "or the environment), or a Python so new that a package has no wheel for it yet:\n"
            "then name an older one, for example `make install PYTHON=python3.12`."
        )


def same(lock, installed):
    return installed.is_file() and installed.read_bytes() == lock.read_bytes()


def stop(sentence):
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


if __name__ == "__main__":
    os.environ.pop("PYTHONHOME", None)
    main(sys.argv[1] if len(sys.argv) > 1 else "requirements.lock")
