# The four doors: run, test, lint, bench. Nothing else hides behind them.
PYTHON ?= python3
PORT ?= 8000
DEMO ?= 1
BIN := .venv/bin
export PORT DEMO

.PHONY: run test lint bench

run: .venv/installed node_modules/installed
	@exec $(BIN)/python manage.py run

test: .venv/installed node_modules/installed
	@$(BIN)/pytest -n auto

# The type checker reads the settings; it asks no database.
lint: export DATABASE_URL = postgresql://nobody@localhost/none
lint: export DATABASE_OWNER_URL = postgresql://nobody@localhost/none
lint: export REDIS_URL = redis://localhost
lint: export SECRET_KEY = lint-only-0123456789-abcdefghijklmnopqrstuvwxyz-signs-nothing
lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports --verbose
	env -u DATABASE_URL -u DATABASE_OWNER_URL -u REDIS_URL $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python tests/untranslated.py

bench: .venv/installed
	@$(BIN)/python -m tests.bench

.venv/installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; PYTHON=/path/to/python make names another." if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Python's venv module is missing: install your system's python3-venv package."; exit 1; }
	@echo "Installing the Python packages …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock > .venv/install.log 2>&1 \
		|| { echo "The Python packages could not be installed: is there a network, and room on the disk? .venv/install.log says more."; exit 1; }
	@touch $@

node_modules/installed: package-lock.json package.json | .venv/installed
	@echo "Fetching the browser libraries …"
	@command -v npm > /dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.lock >> .venv/install.log 2>&1 \
		|| { echo "Node could not be installed: is there a network? .venv/install.log says more."; exit 1; }
	@PATH="$$PATH:$$PWD/$(BIN)" npm ci --ignore-scripts --no-progress >> .venv/install.log 2>&1 \
		|| { echo "The browser libraries could not be fetched: is there a network? .venv/install.log says more."; exit 1; }
	@touch $@
