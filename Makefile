# make            what there is
# make run        the demonstration (PORT=8000, ARGS="--fresh")

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
HASHED := $(PIP) --require-hashes --no-deps -r
BUILT := tracker/web/static/vendor/manifest.json
SOURCES := hatch_build.py package.json package-lock.json $(shell find tracker/web/assets -type f)
UV := .build/uv/bin/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	--no-header --no-annotate --no-emit-index-url

.PHONY: help install run test soak check format bench lock clean
.NOTPARALLEL:

help:
	@echo "make run      the demonstration, in a browser (PORT=8000, ARGS=--fresh)"
	@echo "make install  the environment alone; then .venv/bin/tracker --help"
	@echo "make test     every test, with what they need"
	@echo "make soak     workers that die at every point of the Monday run, with five seeds each"
	@echo "make check    style, types, and which part may import which"
	@echo "make format   put the code in its usual form"
	@echo "make bench    how long each page takes, with up to a million tasks (ARGS=letters: the Monday run)"
	@echo "make lock     pin the libraries anew, from pyproject.toml and package.json"
	@echo "make clean    remove what was built; the data in var/ stay"

install: $(VENV)/.installed $(BUILT)

run: install
	@exec $(BIN)/tracker demo $(if $(PORT),--port $(PORT)) $(ARGS)

test: install $(VENV)/.installed-dev
	@.ci/system-packages
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

soak: install $(VENV)/.installed-dev
	@SOAK=1 $(BIN)/python -m pytest tests/faults/test_every_point.py -n 2 --dist worksteal $(ARGS)
	@API_EXAMPLES=100 API_SEED=7 $(BIN)/python -m pytest tests/exchange/test_api_schema.py -n 2 $(ARGS)

check: install $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict tracker
	$(BIN)/lint-imports

format: install $(VENV)/.installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: install $(VENV)/.installed-dev
	@$(BIN)/python -m tests.bench $(ARGS)

$(BIN)/python:
	@for python in python3.11 python3 python; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    $$python -m venv $(VENV) && exit 0; \
	    echo "This Python cannot make an environment; install its venv module (Debian: python3-venv)." >&2; \
	    rm -rf $(VENV); exit 1; \
	  fi; \
	done; \
	echo "Python 3.11 or newer is needed; install it and call make again." >&2; exit 1

$(VENV)/.installed: pyproject.toml requirements.lock requirements-build.lock | $(BIN)/python
	@echo "Installing the libraries into $(VENV) ..."
	@$(HASHED) requirements.lock
	@$(HASHED) requirements-build.lock
	@echo "Building the pages' styles, fonts and icons ..."
	@$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing what checking needs ..."
	@$(HASHED) requirements-dev.lock
	@touch $@

$(BUILT): $(SOURCES) $(VENV)/.installed
	@$(BIN)/python hatch_build.py
	@touch $@

lock: | $(BIN)/python
	@test -x .build/uv/bin/uv || { $(BIN)/python -m venv .build/uv && .build/uv/bin/pip install --quiet uv; }
	$(UV) $(ARGS) pyproject.toml -o requirements.lock
	$(UV) $(ARGS) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	$(UV) $(ARGS) --group build -c requirements-dev.lock -o requirements-build.lock
	$(BIN)/npm install --package-lock-only

clean:
	rm -rf $(VENV) .build node_modules tracker/web/static dist
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +
