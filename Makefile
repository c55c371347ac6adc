# `make help` lists the targets. Each first makes .venv what the pins say (scripts/setup.sh), and runs there.

PYTHON ?= python3
PY := .venv/bin/python
export PYTHON
# What runs here is what is installed in .venv, and nothing from elsewhere.
unexport PYTHONPATH PYTHONHOME

# Run a command, and show what it printed only if it failed.
quietly = out=$$($(1) 2>&1) || { status=$$?; printf '%s\n' "$$out"; exit $$status; }

MYPY := $(PY) -m mypy --no-error-summary
SPHINX := $(PY) -m sphinx -W --keep-going -q -b html docs docs/_build/html

.NOTPARALLEL:
.PHONY: help demo-venv dev-venv e2e-venv demo lms lms-django test test-quick check lint types layers docs-check pytest fresh coverage e2e test-hosts mission bench stress drivers levelling literature slipping docs wheel wheel-test clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo-venv:
	@sh scripts/setup.sh demo

dev-venv:
	@sh scripts/setup.sh dev

e2e-venv:
	@sh scripts/setup.sh e2e

demo: demo-venv ## ninety days of a team of twelve, on a real pack, in under a minute
	@$(PY) -m examples.customer_success.demo

lms: dev-venv ## the example of a small LMS, on http://127.0.0.1:8000, with a simulated team in it
	@$(PY) -m examples.lms_fastapi

lms-django: dev-venv ## the same in Django, on http://127.0.0.1:8001, with staff pages
	@$(PY) -m examples.lms_django

test: check pytest ## everything that has to hold: check, then all tests and the mission's report

# Types and docs take longest and do not need each other.
check: lint layers ## style, types, layers, and docs without a warning
	@echo "checking types: mypy --strict; building docs: sphinx"
	@$(MYPY) & types=$$!; $(SPHINX); docs=$$?; wait $$types && exit $$docs

lint: dev-venv
	@echo "checking style: ruff"
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --check --quiet .

types: dev-venv
	@echo "checking types: mypy --strict"
	@$(MYPY)

layers: dev-venv
	@echo "checking layers: import-linter"
	@$(call quietly,$(PY) .venv/bin/lint-imports --no-logo)

docs-check: dev-venv
	@echo "building docs: sphinx"
	@$(SPHINX)

pytest: dev-venv ## only the tests, as `make test` runs them
	@$(PY) -m pytest --mission-report --times

# What each driver and each page has to be tried for takes most of the time.
QUICK := $(filter-out tests/aio tests/conformance tests/docs tests/e2e tests/examples tests/hosts tests/packaging tests/stores tests/stress tests/support,$(patsubst %/,%,$(wildcard tests/*/)))

test-quick: dev-venv ## the tests in a minute or so: in memory alone, without stores, docs and examples
	@REINFORCE_STORES=memory $(PY) -m pytest $(QUICK) tests/test_*.py --times

EXAMPLES ?= 2000

fresh: dev-venv ## every property and machine once with EXAMPLES new examples (2000); it takes hours
	@REINFORCE_EXAMPLES=$(EXAMPLES) $(PY) -m pytest --hypothesis-seed=$$(date +%s) --override-ini=faulthandler_timeout=0 --durations=20 tests

# Tracing each line makes the tests take almost twice as long, which is too long for every change.
coverage: dev-venv ## the same tests, line by line: fails if they leave more than 5 % of lines and branches out
	@$(PY) -m pytest --cov --cov-report=term

e2e: e2e-venv ## the pages of the small LMSs, in a headless Chromium
	@$(PY) -m pytest --numprocesses=0 tests/e2e

test-hosts: dev-venv ## what needs other drivers, Django, workers that fork, or endpoints on a server, without a browser
	@$(PY) -m pytest --numprocesses=2 tests/hosts

mission: dev-venv ## only the tests that prove a row of the mission, and which rows they prove
	@$(PY) -m pytest -q -m mission --mission-report

bench: dev-venv ## benchmarks, as ratios to a floor measured in the same run; PART=plans for one (PART=--help lists them)
	@$(PY) -m benchmarks $(PART)

stress: dev-venv ## kill writers and the server, let many processes meet, on every driver; ends with an error if anything was lost
	@$(PY) -m tests.stress

drivers: dev-venv ## the conformance suite of each driver in an environment in which no other is installed
	@$(PY) -m tests.hosts.alone

levelling: dev-venv ## a year of planned practice against two simpler ways; writes the tables of the docs
	@$(PY) -m examples.levelling --write docs/explanation/levelling-figures.inc

literature: dev-venv ## the memory model beside experiments; writes the tables of the docs
	@$(PY) -m examples.literature --write docs/explanation

slipping: dev-venv ## who is slipping, judged over twenty seeds of the demo; writes the table of the docs
	@$(PY) -m benchmarks.slipping --write docs/explanation/slipping-figures.inc

docs: docs-check ## the documentation, to docs/_build/html
	@echo "open docs/_build/html/index.html"

wheel: dev-venv ## the wheel, to dist/
	@$(PY) -m hatchling build -t wheel

wheel-test: dev-venv ## build the wheel, and run the tests on it in a folder without src/
	@$(PY) scripts/wheel_test.py

clean: ## remove what was built; `rm -r .venv` too for a fresh start
	@rm -rf build dist docs/_build docs/jupyter_execute htmlcov .coverage .coverage.*
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name .venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
