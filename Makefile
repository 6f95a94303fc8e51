# make demo   builds a synthetic city, walks the whole path and opens the office      make test   every test
# make check  format, lint, types, walls, locks                                       make bench  speed beside peers
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PORT ?= 8000
SERVE ?= 1
SEED ?= 7
SCALE ?= 1.0

.PHONY: demo test check bench lock clean

$(STAMP): requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(STAMP)

demo: $(STAMP)
	$(BIN)/sukoyaka demo run --scale $(SCALE) --seed $(SEED) --port $(PORT) --out var/demo
	@if [ "$(SERVE)" = "1" ]; then $(BIN)/sukoyaka demo serve --out var/demo --port $(PORT); fi

test: $(STAMP)
	$(BIN)/pytest

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if grep -nE 'https?://' requirements/*.txt; then echo 'a lock file names a host: hashes only'; exit 1; fi

bench: $(STAMP)
	$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY))

# Renews the locks from requirements/*.in: exact versions, hashes, no host names.
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
lock: $(STAMP)
	$(LOCK) --output-file requirements/dev.txt requirements/dev.in
	for zone in terminal hub office spark; do $(LOCK) --constraint requirements/dev.txt --output-file requirements/$$zone.txt requirements/$$zone.in; done

clean:
	rm -rf var $(VENV)
