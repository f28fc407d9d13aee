# Nothing but Python >= 3.11 and make is needed: each target makes a virtual environment of its own.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FRONTEND := $(wildcard frontend/*.* frontend/src/* frontend/style/*)

.PHONY: demo test browser check clean

demo: $(VENV)/installed
	$(BIN)/corollary demo --force

test: $(VENV)/installed-test
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/python -m pytest tests --ignore=tests/reader --numprocesses=auto --dist=loadfile
	@$(MAKE) --no-print-directory browser
	$(BIN)/python -m pytest tests/reader

# The reader is tested in a Chromium: where there is none, root on Debian installs it; elsewhere these tests are skipped.
browser:
	@command -v chromium chromium-browser google-chrome >/dev/null \
	|| { test "$$(id -u)" = 0 && test -e /etc/debian_version && apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
	apt-get -qq install --yes --no-install-recommends chromium; } >/dev/null 2>&1 || true

check: $(VENV)/installed
	$(BIN)/corollary check

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Corollary needs Python 3.11 or newer.")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python pyproject.toml hatch_build.py $(FRONTEND)
	$(BIN)/pip install --quiet --editable .
	touch $@

# PyTorch first and by exact version: a later range would bring a build with gigabytes of CUDA libraries.
$(VENV)/installed-test: $(VENV)/bin/python pyproject.toml hatch_build.py $(FRONTEND)
	$(BIN)/pip install --quiet torch==2.13.0
	$(BIN)/pip install --quiet --editable '.[test]'
	touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) build dist
