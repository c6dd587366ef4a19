# The two commands that matter: `make demo` shows the program at work, `make test` runs all checks.
# Both set up what they need in .venv and work on a fresh clone.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test docs faults clean

demo: .venv/compiled
	$(BIN)/timkiem index seeds/
	$(BIN)/timkiem search "Quảng Bình"

test: .venv/tested .venv/compiled
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

# Writes the pages that a test compares with the program.
docs: .venv/tested
	$(BIN)/python -m tests.write_docs

# Kills writers, alters files, reads while writing, asks anything: SECONDS each. README, "Reliability", has the figures.
SECONDS ?= 300
faults: .venv/tested
	$(BIN)/python -m faults $(SECONDS)

clean:
	rm -rf .venv index/*.columns index/*.ledger index/timkiem.json index/_MAIN_* index/MAIN_*

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

# Bytecode, without which a command takes half as long again: where PYTHONDONTWRITEBYTECODE is set nobody else writes it.
.venv/compiled: .venv/installed $(shell find src -name '*.py')
	$(BIN)/python -m compileall -q src
	touch $@

.venv/tested: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[dev]"
	touch $@
