# The doors: run, test, lint, bench, faults, robots, fuzz. Nothing else hides behind them.
# The locks are made by
#   uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements.lock
#   uv pip compile pyproject.toml --extra s3 -c requirements.lock (the same options) -o requirements-s3.lock
#   uv pip compile --group pyproject.toml:dev -c requirements.lock (the same options) -o requirements-dev.lock
PYTHON ?= python3
PORT ?= 8000
DEMO ?= 1
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-compile
export PORT DEMO

.PHONY: run test lint bench faults robots fuzz

run: node_modules/installed
	@exec $(BIN)/python manage.py run --ends-with-its-parent

test: .venv/installed-dev node_modules/installed
	@$(BIN)/python -m pytest -n auto --dist worksteal

# The type checker reads the settings; it asks no database.
lint: export DATABASE_URL = postgresql://nobody@localhost/none
lint: export DATABASE_OWNER_URL = postgresql://nobody@localhost/none
lint: export REDIS_URL = redis://localhost
lint: export SECRET_KEY = lint-only-0123456789-abcdefghijklmnopqrstuvwxyz-signs-nothing
lint: .venv/installed-dev
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy .
	$(BIN)/python -m djlint --lint --quiet templates
	$(BIN)/lint-imports --verbose
	env -u DATABASE_URL -u DATABASE_OWNER_URL -u REDIS_URL $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python tests/untranslated.py
	$(BIN)/python -m tests.long_locks

bench: .venv/installed-dev
	@$(BIN)/python -m tests.bench

# N=1000 make faults breaks more often.
faults: .venv/installed-dev node_modules/installed
	@$(BIN)/python -m tests.faults

# Ten robots draw on one map for two minutes, at a place that is killed. SECONDS=600 make robots lets them go on for longer.
robots: .venv/installed-dev node_modules/installed
	@ROBOTS_SECONDS=$(or $(SECONDS),120) $(BIN)/python -m pytest -n 0 -q tests/systems/test_robots.py

# Files that nobody should have written, for each importer of maps; N=20000 make fuzz makes more.
fuzz: .venv/installed-dev
	@$(BIN)/python -m tests.fuzz

# A virtual environment that was half made, or whose Python has gone, is made again.
.venv/installed: requirements.lock
	@test -w . || { echo "This folder cannot be written to: give yourself the right, or clone it to where you have it."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; PYTHON=/path/to/python make names another." if sys.version_info < (3, 11) else 0)'
	@$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear .venv > /dev/null \
		|| { echo "The virtual environment could not be made: install your system's python3-venv package, and see that the disk has room."; exit 1; }
	@echo "Installing the Python packages …"
	@$(PIP) -r requirements.lock > .venv/install.log 2>&1 \
		|| { echo "The Python packages could not be installed: is there a network, and room on the disk? .venv/install.log says more."; exit 1; }
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@echo "Installing what the tests need …"
	@$(PIP) -r requirements-dev.lock >> .venv/install.log 2>&1 \
		|| { echo "The packages for the tests could not be installed: is there a network, and room on the disk? .venv/install.log says more."; exit 1; }
	@touch $@

node_modules/installed: package-lock.json package.json .npmrc | .venv/installed
	@echo "Fetching the browser libraries …"
	@npm --version > /dev/null 2>&1 || $(PIP) -r requirements-node.lock >> .venv/install.log 2>&1 \
		|| { echo "Node could not be installed: is there a network, and room on the disk? .venv/install.log says more."; exit 1; }
	@PATH="$$PATH:$$PWD/$(BIN)" npm ci --ignore-scripts --no-progress >> .venv/install.log 2>&1 \
		|| { echo "The browser libraries could not be fetched: is there a network, and room on the disk? .venv/install.log says more."; exit 1; }
	@touch $@
