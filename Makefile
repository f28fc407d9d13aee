# Nothing but Python >= 3.11 and make is needed: each target makes a virtual environment of its own.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FRONTEND := $(wildcard frontend/*.* frontend/src/* frontend/style/*)

.PHONY: demo test check clean

demo: $(VENV)/installed
	$(BIN)/corollary demo --force

test: $(VENV)/installed-test
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/python -m pytest tests --ignore=tests/reader --numprocesses=auto --dist=loadfile
	$(BIN)/python -m pytest tests/reader

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
