# Everything lives in .venv and client/web/node_modules; `make clean` takes both away.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WEB := client/web
WEB_SOURCES := $(shell find $(WEB)/src $(WEB)/public -type f ! -name generated.ts 2>/dev/null) \
	$(wildcard $(WEB)/*.html $(WEB)/*.json $(WEB)/*.ts) signaling/protocol.schema.json
export PATH := $(CURDIR)/$(BIN):$(PATH)
# What Python compiles is kept, whatever the machine's environment says: without it every start of the server,
# of which the tests make a hundred, costs three times the time. Beside the packages, not in the tree.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/pycache

.PHONY: run test demo soak screens setup setup-dev check check-python check-web test-web test-units fmt bench lock \
	audit sbom clean

run: setup  ## the server, with a first lesson's two invites
	@$(BIN)/klangbro serve

demo: setup  ## a whole lesson without a sound card
	@$(BIN)/klangbro demo

bench: setup  ## every benchmark, quickly
	@$(BIN)/klangbro bench lesson --quick
	@$(BIN)/klangbro bench mouth-to-ear --quick
	@$(BIN)/klangbro bench drift --quick
	@$(BIN)/klangbro bench core --quick

setup: $(VENV)/.run $(WEB)/dist/index.html

# The web client is built while Python's packages and the system's are fetched.
setup-dev: $(VENV)/.run
	+@$(TOGETHER) $(VENV)/.dev $(VENV)/.parts $(WEB)/dist/index.html

# What waits (for a mirror, for one long type check) leaves its core to what does not: all that needs no
# machine of its own goes on side by side, each part as soon as what it stands on is there.
TOGETHER := $(MAKE) --no-print-directory --jobs 3 --output-sync
PYTEST := $(BIN)/python -m pytest -q
# By files, the longest first (tests/conftest.py): two workers then end together.
HALVES := --numprocesses 2 --dist loadfile --no-loadscope-reorder

test: $(VENV)/.run  ## all that CI runs
	+@$(TOGETHER) check-python check-web test-web test-units
	@$(PYTEST) $(HALVES) -m "not alone" tests/e2e
	@$(PYTEST) -m alone tests/e2e

test-units: $(VENV)/.dev $(VENV)/.parts $(WEB)/dist/index.html
	@$(PYTEST) $(HALVES) --ignore tests/e2e

check: $(VENV)/.run  ## what CI runs first
	+@$(TOGETHER) check-python check-web

check-python: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

# After the build and one after the other: each of the three generates the same files first.
check-web: $(WEB)/dist/index.html
	@cd $(WEB) && npm run --silent check

test-web: check-web
	@cd $(WEB) && npm test --silent

fmt: setup-dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

screens: setup-dev  ## a picture of every state of the pages, under docs/screens/
	@$(BIN)/python -m tests.e2e.screens

soak: setup-dev  ## hours; its JSON stays under benchmarks/results/
	@$(BIN)/python -m benchmarks.soak

$(VENV)/.run: setup/requirements.txt pyproject.toml setup/system.sh
	@setup/system.sh run $(PYTHON)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up Python packages in $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r setup/requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.parts: $(VENV)/.run setup/system.sh
	@setup/system.sh test $(PYTHON)
	@touch $@

$(VENV)/.dev: $(VENV)/.run setup/requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r setup/requirements-dev.txt
	@touch $@

$(WEB)/node_modules/.ready: $(WEB)/package-lock.json $(VENV)/.run
	@setup/node.sh $(BIN)
	@echo "Setting up the web client's packages ..."
	@cd $(WEB) && npm ci --silent --no-audit --no-fund
	@touch $@

$(WEB)/dist/index.html: $(WEB)/node_modules/.ready $(WEB_SOURCES)
	@echo "Building the web client ..."
	@cd $(WEB) && npm run --silent build
	@touch $@

lock: setup-dev  ## write the hash-locked requirements anew
	@setup/lock.sh $(BIN)

audit: setup-dev  ## known weaknesses in what is installed
	@$(BIN)/python setup/audit.py

sbom: setup-dev  ## what it is made of, as CycloneDX, under build/
	@mkdir -p build
	@$(BIN)/cyclonedx-py requirements setup/requirements.txt --of JSON -o build/klangbro-python.cdx.json
	@cd $(WEB) && npm sbom --omit=dev --package-lock-only --sbom-format cyclonedx > ../../build/klangbro-web.cdx.json
	@ls build/*.cdx.json

clean:
	rm -rf $(VENV) $(WEB)/node_modules $(WEB)/dist
