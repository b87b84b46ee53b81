# Everything a fresh machine needs is Python 3.11 or later, make and a package registry.
# The first target that needs it makes .venv; PYTHON=python3.12 chooses another interpreter.

PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
# Without this, pyright asks the network whether a newer one exists.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.DEFAULT_GOAL := help
.PHONY: help demo test quick lint types libraries bench docs clean

help:
	@echo "make demo    fetch klines from an embedded exchange with faults injected, and show what came of it"
	@echo "make test    everything that must hold: lint, types, all tests (minutes)"
	@echo "make quick   lint and the fast tests (under a minute)"
	@echo "make lint    ruff check and ruff format --check"
	@echo "make types   mypy and pyright, both strict"
	@echo "make libraries  the laws of the rules against every covered library, installed in an environment of their own"
	@echo "make bench   figures side by side with peers"
	@echo "make docs    write the reference pages from the tables"
	@echo "make clean   remove .venv and everything that tools left behind"

demo: .venv/.demo
	@$(BIN)/dataresult demo

test: lint types
	@echo "tests: everything"
	@$(BIN)/python -m pytest -q -n $(WORKERS)

quick: lint
	@echo "tests: the fast ones"
	@DATARESULT_HYPOTHESIS_PROFILE=quick $(BIN)/python -m pytest -q -n $(WORKERS) -m "not slow"

lint: .venv/.dev
	@echo "lint: ruff check"
	@$(BIN)/ruff check --quiet .
	@echo "lint: ruff format"
	@$(BIN)/ruff format --quiet --check .

types: .venv/.dev
	@echo "types: mypy"
	@$(BIN)/mypy
	@echo "types: pyright"
	@$(BIN)/pyright --pythonpath $(BIN)/python

libraries: .venv-libraries/.made
	@echo "libraries: is every public exception class decided?"
	@.venv-libraries/bin/dataresult rules --coverage
	@echo "libraries: laws and live faults"
	@.venv-libraries/bin/python -m pytest -q -n $(WORKERS) tests/rules

bench: .venv/.dev
	@$(BIN)/python -m benchmarks

docs: .venv/.dev
	@$(BIN)/python docs/generate.py

clean:
	@rm -rf .venv .venv-libraries .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist
	@find src tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "dataresult needs Python 3.11 or later, and '$(PYTHON)' is not: try make PYTHON=python3.12"; exit 1; }
	@echo "set-up: .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/.demo: pyproject.toml constraints.txt | .venv/.made
	@echo "set-up: dataresult with its command line (once)"
	@$(PIP) install -c constraints.txt -e ".[cli,klines]"
	@touch $@

.venv/.dev: pyproject.toml constraints.txt | .venv/.made
	@echo "set-up: dataresult with all that its checks need (once)"
	@$(PIP) install -c constraints.txt -e ".[dev]"
	@touch $@

# niquests brings a fork of urllib3 that takes the name of the original unless it is built with this variable set.
.venv-libraries/.made: pyproject.toml constraints.txt tests/rules/requirements.txt
	@echo "set-up: .venv-libraries with every covered library (once; minutes)"
	@$(PYTHON) -m venv --clear .venv-libraries
	@URLLIB3_NO_OVERRIDE=1 .venv-libraries/bin/python -m pip -qq --disable-pip-version-check install -c constraints.txt \
	  --no-binary urllib3-future -e ".[all]" pytest-timeout pytest-xdist -r tests/rules/requirements.txt
	@touch $@
