# Needs Python >= 3.11 with venv, and make. On Debian: apt-get install python3-venv make
# Everything is installed into .venv from locks with hashes; a second run installs nothing.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test check bench fix lock same-locks release-check clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# Tests that start servers share one worker (mark xdist_group).
PARALLEL ?= -n auto --dist loadgroup

CODE := cds_service fhir_mappings conformance
CLINICAL := fhir_mappings/*,cds_service/rules/*
# Python compiles what it imports on first use; compiling everything would double the wait.
INSTALL := $(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --no-emit-find-links --no-annotate --no-header $(UPGRADE)
UV ?= build/lock/bin/uv
UPGRADE ?= --upgrade
LOCKS ?=

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-13s %s\n", $$1, $$2}' Makefile

demo: $(VENV)/demo.stamp ## FHIR server, service and demo EHR page on loopback (ARGS=--once: print cards, exit)
	@exec $(BIN)/b2m-cds demo $(ARGS)

test: $(VENV)/dev.stamp ## all tests that need nothing but Python; skipped ones are named (ARGS="-k iss")
	@$(BIN)/pytest -rfEs $(PARALLEL) $(ARGS)

check: $(VENV)/dev.stamp ## format, lint, types, architecture, tests with coverage, conformance of our service
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml $(CODE)
	$(BIN)/codespell
	$(BIN)/deptry .
	$(BIN)/hadolint Dockerfile
	$(BIN)/coverage erase
	$(BIN)/pytest -rfEs --quiet $(PARALLEL) --cov --cov-report= $(ARGS)
	$(BIN)/coverage report --fail-under=95
	$(BIN)/coverage report --include='$(CLINICAL)' --fail-under=100
	$(BIN)/python -m tests.conformance --own --brief

bench: $(VENV)/dev.stamp ## every target measured beside a bare Flask, ten minutes (ARGS=--quick, ARGS=growth)
	@$(BIN)/python -m benchmarks $(ARGS)

fix: $(VENV)/dev.stamp ## format, and repair what lint can repair
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: build/lock.stamp ## renew the locks: newest versions within the ranges of pyproject.toml
	$(COMPILE) --extra demo --extra postgres --extra bulk --group dev pyproject.toml -o $(LOCKS)requirements-dev.lock
	$(COMPILE) -c $(LOCKS)requirements-dev.lock --extra demo --group build pyproject.toml -o $(LOCKS)requirements-demo.lock
	$(COMPILE) -c $(LOCKS)requirements-dev.lock --group build -o $(LOCKS)requirements-build.lock
	$(COMPILE) -c $(LOCKS)requirements-dev.lock --group spark -o $(LOCKS)requirements-spark.lock
	$(COMPILE) -c $(LOCKS)requirements-dev.lock --extra postgres pyproject.toml -o $(LOCKS)requirements.lock

release-check: $(VENV)/dev.stamp same-locks ## what a release must hold beside all tests (ARGS=--final: nothing is unreleased)
	@.ci/release-check $(ARGS)

# Made anew without newer versions, the locks pin what they pin.
same-locks: build/lock.stamp
	@rm -rf build/same && mkdir -p build/same && cp requirements*.lock build/same
	@$(MAKE) --no-print-directory --silent lock LOCKS=build/same/ UPGRADE=
	@for lock in requirements*.lock; do \
		grep -h '==' $$lock >build/before; grep -h '==' build/same/$$lock | diff build/before - || exit 1; done
	@echo 'the locks are reproducible'

clean: ## remove .venv and everything generated
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -f .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'b2m-cds needs Python 3.11 or newer; name one: make PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo 'No virtual environment could be made. On Debian: apt-get install python3-venv' >&2; exit 1; }

# The build back end is in the locks too, so that the project itself builds from what they name.
$(VENV)/demo.stamp: pyproject.toml requirements-demo.lock | $(BIN)/python
	@echo 'Installing the locked packages into $(VENV) ...'
	@$(INSTALL) --require-hashes --requirement requirements-demo.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# The development lock holds all that the demo needs, in the same versions.
$(VENV)/dev.stamp: pyproject.toml requirements-dev.lock | $(BIN)/python
	@echo 'Installing the locked packages into $(VENV) ...'
	@$(INSTALL) --require-hashes --requirement requirements-dev.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/demo.stamp

build/lock.stamp:
	@test -x "$$(command -v $(UV))" || { $(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet uv; }
	@mkdir -p build && touch $@
