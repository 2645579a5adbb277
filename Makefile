# `make demo` shows the product, `make test` proves it. Both need only Python 3.11 or later.
# DATABASE_URL, REDIS_URL and the other settings come from the environment; see README.md.

SHELL = /bin/sh
PORT ?= 8000
# Some shells export HOST as the name of the machine, so only the command line is asked: make demo HOST=0.0.0.0
HOST = 127.0.0.1
# The first Python on the path that is new enough. Name another with PYTHON=…
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	if "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo "$$p"; break; fi; done)
# Arguments for pytest: make test ARGS="tests/workplans -k overdue"
ARGS ?=
VENV = .venv/bin/python
PYTEST = $(VENV) -m pytest --create-db --numprocesses auto --maxprocesses 8 --dist worksteal

# The checks look at the settings of a deployment, not at those of this machine.
AS_DEPLOYED = env -u REDIS_URL DEBUG=false DATABASE_URL=sqlite://:memory: ALLOWED_HOSTS=plans.example.nhs.uk \
	SITE_URL=https://plans.example.nhs.uk SECRET_KEY=$$($(VENV) -c 'import secrets; print(secrets.token_hex(40))')

.DEFAULT_GOAL := help
.PHONY: help install install-dev demo test test-fast bench lint format lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

install: ## .venv with what runs, as pinned in requirements.lock
	@if [ -z "$(PYTHON)" ]; then echo "No Python 3.11 or later was found on the path. Install one, or name it: make $@ PYTHON=/path/to/python3" >&2; exit 1; fi
	@$(PYTHON) .ci/install.py requirements.lock

install-dev: install
	@$(PYTHON) .ci/install.py requirements-dev.lock

demo: install ## the sample alliance in a browser: make demo PORT=8000 HOST=127.0.0.1
	@exec $(VENV) manage.py demo --host "$(HOST)" --port "$(PORT)"

test: install-dev ## the whole suite; what this machine cannot run is listed on the last lines
	$(PYTEST) $(ARGS)

test-fast: install-dev ## the suite without the browser journeys
	$(PYTEST) -m "not journey" $(ARGS)

bench: install-dev ## speed as ratios, measured in one run
	$(VENV) -m tests.benchmarks $(ARGS)

lint: install-dev ## Python, templates, types, deployment checks, missing migrations
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(VENV) -m djlint --check --quiet templates
	$(VENV) -m djlint --lint templates
	$(VENV) -m mypy
	@echo "manage.py check --deploy, with the settings of a deployment"; $(AS_DEPLOYED) $(VENV) manage.py check --deploy --fail-level WARNING
	@echo "manage.py makemigrations --check"; $(AS_DEPLOYED) $(VENV) manage.py makemigrations --check --dry-run

format: install-dev ## Python and templates in the house style
	$(VENV) -m ruff check --fix --exit-zero .
	$(VENV) -m ruff format .
	-$(VENV) -m djlint --reformat --quiet templates

# The two files must agree, so the second is made under the constraint of the first.
COMPILE = uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url pyproject.toml
lock: ## requirements.lock and requirements-dev.lock anew, from pyproject.toml; needs uv
	@command -v uv >/dev/null || { echo "make lock needs the tool uv (see its own site, or: python3 -m pip install uv). Nothing was changed." >&2; exit 1; }
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --group dev --constraint requirements.lock --output-file requirements-dev.lock

clean: ## remove .venv and caches; the demo's data in var/ stays
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
