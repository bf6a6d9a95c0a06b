# One command each. `make` alone lists them.
PYTHON ?= python3
PY := .venv/bin/python
PORT ?= 8000
ARGS ?=
N ?= 300
export PORT

.PHONY: help run test check format prove crash bench screenshots snapshots lighthouse lock dev-venv clean
.DEFAULT_GOAL := help

help:  ## This list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/make \1\t\2/' | expand -t 20

run:  ## The whole product on http://localhost:8000 (PORT=8001 for another port)
	@$(PYTHON) dev/install.py requirements.lock
	@exec $(PY) -m dev.run

test: dev-venv  ## Every test, on PostgreSQL and SQLite (ARGS="tests/cohorts -k seat" for a part)
	@exec $(PY) -m dev.test $(ARGS)

check: dev-venv  ## Format, lint, types, layers, migrations, deployment
	@exec $(PY) -m dev.check $(ARGS)

format: dev-venv  ## Write what `make check` would ask for
	@$(PY) -m dev.check --format

prove: dev-venv  ## Thousands of rounds of the claims that matter most (minutes)
	@exec $(PY) -m dev.test --only=prove $(ARGS)

crash: dev-venv  ## Kill the carrying of money at every step, N=2000 times (ARGS=--what=workers for real workers)
	@exec $(PY) -m tests.crash $(N) $(ARGS)

bench: dev-venv  ## Speed of the heaviest pages, as ratios to an empty page of the same run (a minute)
	@exec $(PY) -m bench $(ARGS)

screenshots: dev-venv  ## Pictures of the twenty key pages, wide and narrow, light and dark, into var/screenshots/
	@exec $(PY) -m dev.test --only=screenshots $(ARGS)

snapshots: dev-venv  ## Write anew how the key pages read to a screen reader; look at the difference, then commit it
	@SNAPSHOTS=write $(PY) -m dev.test tests/browser/test_pictures.py

lighthouse: dev-venv  ## Scores of five main pages by Lighthouse, as on a phone (minutes; needs Node.js and Chromium)
	@exec $(PY) -m dev.lighthouse

lock: dev-venv  ## Make both lock files again from pyproject.toml (UPGRADE=--upgrade for newer releases)
	@.venv/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-annotate --no-header \
		$(UPGRADE) pyproject.toml --extra embedded --extra certificates --extra monitoring -o requirements.lock >/dev/null
	@.venv/bin/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-annotate --no-header \
		$(UPGRADE) pyproject.toml --all-extras --group dev -c requirements.lock -o requirements-dev.lock >/dev/null
	@$(PYTHON) dev/install.py requirements-dev.lock

dev-venv:
	@$(PYTHON) dev/install.py requirements-dev.lock

clean:  ## Remove what can be made again; var/ with its database stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
