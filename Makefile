# The two commands of the README are `make demo` and `make test`. Each makes its own environment first, once.
# Needs Python 3.11 or later and make. Choose with: make test PYTHON=python3.13 VENV=.venv-3.13

PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2
BIN = $(VENV)/bin
READY = $(VENV)/.ready

# What a shell may carry from other projects and would change what is imported here.
unexport PYTHONPATH
unexport PYTHONHOME
# Or would have every process compile all modules anew; the tests start some hundred.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test lint format types benchmark lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo       compare hierarchy, hybrid and network on a synthetic city; tables go to results/structures"
	@echo "make test       run the tests"
	@echo "make lint       check style (make format settles layout)"
	@echo "make types      check types"
	@echo "make benchmark  measure speed, beside an idiomatic Mesa model"
	@echo "make lock       write the exact versions of this Python anew"
	@echo "make clean      remove the environment and caches (results stay)"
	@echo "Each makes the environment $(VENV) first if need be; PYTHON=$(PYTHON) and VENV=$(VENV) can be set."

$(READY): pyproject.toml requirements/environment.py $(wildcard requirements/lock-3.*.txt)
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	  echo "pcnsim: no Python found as '$(PYTHON)'. Install Python 3.11 or later, or name one: make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" requirements/environment.py "$(VENV)"
	@touch "$(READY)"

demo: $(READY)
	@echo "pcnsim: comparing hierarchy, hybrid and network (configs/structures.toml); about two minutes the first time"
	@"$(BIN)/pcnsim" experiment configs/structures.toml --out results/structures

test: $(READY)
	@echo "pcnsim: running the tests in $(WORKERS) processes; a few minutes"
	@"$(BIN)/python" -m pytest -n $(WORKERS) --dist loadfile

lint: $(READY)
	@echo "pcnsim: checking style"
	@"$(BIN)/ruff" check .
	@"$(BIN)/ruff" format --check .

format: $(READY)
	@"$(BIN)/ruff" check --fix .
	@"$(BIN)/ruff" format .

types: $(READY)
	@echo "pcnsim: checking types"
	@"$(BIN)/mypy"

benchmark: $(READY)
	@echo "pcnsim: measuring; several minutes"
	@"$(BIN)/python" -m experiments.benchmarks

lock:
	@"$(PYTHON)" requirements/lock.py

clean:
	@echo "pcnsim: removing $(VENV) and caches"
	@if [ -f "$(VENV)/pyvenv.cfg" ]; then rm -rf "$(VENV)"; fi
	@rm -rf .pytest_cache .ruff_cache .mypy_cache .hypothesis build dist
	@find . -name __pycache__ -type d -not -path './.venv*' -prune -exec rm -rf {} +
