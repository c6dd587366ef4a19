# The two commands that matter: `make demo` shows the program at work, `make test` runs all checks.
# Both set up what they need in .venv and work on a fresh clone.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test checks checks-compiled docs faults clean

demo: .venv/bytecode
	$(BIN)/timkiem index seeds/
	$(BIN)/timkiem search "Quảng Bình"

test: .venv/tested .venv/bytecode
	$(MAKE) --jobs=2 --output-sync=target checks checks-compiled

checks: .venv/tested .venv/bytecode
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

# Rules find the same in machine code.
checks-compiled: .venv/tested build/compiled
	PYTHONPATH=build/compiled $(BIN)/pytest -p no:cacheprovider tests/test_metadata_*.py tests/test_holders.py

# Writes the pages that a test compares with the program.
docs: .venv/tested
	$(BIN)/python -m tests.write_docs

# Kills writers, alters files, reads while writing, asks anything: SECONDS each. README, "Reliability", has the figures.
SECONDS ?= 300
faults: .venv/tested
	$(BIN)/python -m faults $(SECONDS)

clean:
	rm -rf .venv build index/*.columns index/*.ledger index/timkiem.json index/_MAIN_* index/MAIN_*

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

# Bytecode, without which a command takes half as long again: where PYTHONDONTWRITEBYTECODE is set nobody else writes it.
.venv/bytecode: .venv/installed $(shell find src -name '*.py')
	$(BIN)/python -m compileall -q src
	touch $@

# The package as `pip install .` installs it: with its rules in machine code, if there is a C compiler. Python finds it
# before the other where PYTHONPATH names it.
build/compiled: .venv/installed setup.py $(shell find src/timkiem/metadata -name '*.py' -o -name '*.tsv')
	rm -rf build
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --target $@ .

.venv/tested: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[dev]"
	touch $@
