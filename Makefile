# Everything a person does here. The only tools it needs are python3 (3.11 or later), pip and make.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv
# Peers of the benchmarks stay out of the environment of the app.
BENCH  := .venv-bench
SYNC    = $(UV) pip sync --quiet -p $(BIN)/python --require-hashes --only-binary :all:
# One process for each core; a file of tests stays in one, because it may share a server. The order is
# that of tests/conftest.py: the files that wait come first.
JOBS   ?= auto
PYTEST  = $(BIN)/python -m pytest -rs -n $(JOBS) --dist loadfile --no-loadscope-reorder
# Where a company's proxy signs all connections, only the system knows its certificate.
install = { $(SYNC) $(1) 2>/dev/null || $(SYNC) --system-certs $(1); }

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run platform test test-slow test-postgres fuzz fuzz-api test-crash faults test-backup test-upgrade audit-dependencies lint types check format screenshots lock messages api-docs bench-soap bench-lists bench-jobs clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

run: $(VENV)/.run ## Start the panel on http://127.0.0.1:8000 (PORT, HOST, NGNPANEL_DATA, DEMO=0)
	@$(BIN)/python manage.py up --tied

platform: $(VENV)/.run ## Start the SOAP server alone on port 9200 (PORT)
	@$(BIN)/python manage.py platform --tied

test: $(VENV)/.dev ## Run the tests (ARGS: those; DATABASE_URL, for example postgresql://me@/postgres)
	$(PYTEST) $(or $(ARGS),-m "not slow")

test-slow: $(VENV)/.dev ## Run those that take long: the browser, and what asks for every page (8 minutes)
	$(PYTEST) -m slow $(ARGS)

# The launcher is tested on a machine without anything, the browser on the same pages either way, and
# the foreign clients write into the file of SQLite as a SIP proxy does. Calls and the wire know no
# database.
test-postgres: $(VENV)/.dev ## Run the tests on a PostgreSQL server of their own (ARGS)
	$(BIN)/python -m tests.postgres $(PYTEST) \
	  $(or $(ARGS),-m "not slow" $(addprefix --ignore=tests/,browser launch interop calls soap))

fuzz: $(VENV)/.dev ## Send 20,000 odd envelopes to the server (10 minutes)
	FUZZ_CASES=20000 $(BIN)/python -m pytest tests/fuzz -n $(JOBS) -q --show-capture=no $(ARGS)

fuzz-api: $(VENV)/.dev ## Send 200 odd requests to each action of the JSON API (5 minutes)
	API_CASES=200 $(BIN)/python -m pytest tests/jsonapi/test_description.py -n $(JOBS) -q --show-capture=no $(ARGS)

test-crash: $(VENV)/.dev ## Kill what a job of 2,000 records runs on 25 times, and compare (5 minutes; ARGS=--postgres)
	@$(BIN)/python -m tests.jobs.crash $(ARGS)

faults: $(VENV)/.dev ## Open every page and send every form while the platform goes wrong in each way (15 minutes)
	@$(BIN)/python -m tests.faults $(ARGS)

test-backup: $(VENV)/.dev ## Back up an installation, destroy it, restore it, compare (5 minutes; ARGS=--postgres)
	@$(BIN)/python -m tests.keeping $(ARGS)

test-upgrade: $(VENV)/.dev ## Replace BEFORE (a revision) by this version under load (5 minutes; needs nginx)
	@$(BIN)/python -m tests.upgrade --before $(BEFORE)

# The second asks a service about known holes; what it could not ask about is a failure, too.
audit-dependencies: $(VENV)/.dev ## Check pins, hashes and licences; then ask about known holes (pip-audit)
	@$(BIN)/python -m tests.dependencies
	$(UV) tool run pip-audit --strict --disable-pip --require-hashes -r requirements.txt

lint: $(VENV)/.dev ## Check style, templates and import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/lint-imports

types: $(VENV)/.dev ## Check types
	$(BIN)/mypy

check: lint types ## Everything that must be green before a commit
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run
	$(MAKE) --no-print-directory test

format: $(VENV)/.dev ## Put the code into the common form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screenshots: $(VENV)/.dev ## Take pictures of the main pages (needs Chromium)
	$(BIN)/python -m tests.browser.screenshots

messages: $(VENV)/.dev ## Bring the catalogues of the languages up to date with the code (docs/languages.md)
	@$(BIN)/python -m ngnpanel.launch.languages $(ARGS)

api-docs: $(VENV)/.dev ## Write docs/api.md and docs/openapi.json anew from the code
	@$(BIN)/python -m tests.docs

bench-soap: $(BENCH)/.done ## Measure the SOAP server beside spyne, zeep and lxml (3 minutes)
	@$(BENCH)/bin/python -m benchmarks.soap

bench-lists: $(VENV)/.dev ## Measure lists of 1,000 and of 1,000,000 accounts (10 minutes; ARGS)
	@$(BIN)/python -m benchmarks.lists $(ARGS)

bench-jobs: $(VENV)/.dev ## Measure a job beside a client that makes one call after the other (3 minutes)
	@$(BIN)/python -m benchmarks.jobs

lock: $(VENV)/.dev ## Renew the locked requirements
	$(UV) pip compile --quiet --upgrade --generate-hashes --python-version 3.11 requirements-bootstrap.in -o requirements-bootstrap.txt
	$(UV) pip compile --quiet --upgrade --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	$(UV) pip compile --quiet --upgrade --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	$(UV) pip compile --quiet --upgrade --generate-hashes --python-version 3.11 requirements-bench.in -o requirements-bench.txt

$(BENCH)/.done: requirements-bench.txt $(UV)
	@$(PYTHON) -m venv --without-pip --clear $(BENCH)
	@$(UV) pip sync --quiet -p $(BENCH)/bin/python --require-hashes $< \
	  || $(UV) pip sync --quiet --system-certs -p $(BENCH)/bin/python --require-hashes $<
	@touch $@

clean: ## Remove what can be made again; the data folder stays
	rm -rf $(VENV) $(BENCH) static-root .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One folder serves running and testing. The stamps are copies of the lock that was installed: they
# are compared by content, because a fresh clone gives every file the time of the clone.
# The packages for tests include those for running, so .run is also content with .dev.

$(UV): requirements-bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3"; exit 1; }
	@echo "Installing into $(VENV) ..."
	@$(PYTHON) -m venv --without-pip $(VENV)
	@$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check \
	  --require-hashes --only-binary :all: -r requirements-bootstrap.txt
	@touch $@

$(VENV)/.run: requirements.txt $(UV)
	@cmp -s requirements-dev.txt $(VENV)/.dev || cmp -s requirements.txt $@ || { \
	  $(call install,requirements.txt) && rm -f $(VENV)/.dev; }
	@cp requirements.txt $@

$(VENV)/.dev: requirements-dev.txt $(UV)
	@cmp -s requirements-dev.txt $@ || $(call install,requirements-dev.txt)
	@cp requirements-dev.txt $@
	@cp requirements.txt $(VENV)/.run
