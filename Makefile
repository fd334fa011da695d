# What one does with this project. Needs GNU make, bash and Python 3.11 or newer, nothing else.
#   make run                      everything on this machine, with demo data:  make run ARGS="--port 9000 --no-demo"
#   make test                     every test on SQLite and PostgreSQL:         make test ARGS="-k broker"
#   make lint                     what .ci/run asks for beside the tests
#   make setup                    .venv with everything for both
#   make papers                   write fixtures/papers anew from its sources
#   make screenshots              take the pictures of README and the manuals anew
#   make wheelhouse               a folder of wheels, to install production without network: deploy/install.sh
#   make lock, make licences      write requirements/production.txt and docs/licences.md anew
#   make clean                    remove what make built; never var/, where the data are

SHELL := /bin/bash
PIP := PYTHONUNBUFFERED=1 .venv/bin/python -m pip install --disable-pip-version-check -c constraints.txt
# One line that counts while pip works (no awk or grep: they would hold it back). pip's errors come unfiltered.
COUNT := { n=0; while read -r word name _; do [ "$$word" != Collecting ] || \
    printf '\r    %d  %-50.50s' $$((++n)) "$$name"; done; [ $$n = 0 ] || echo; }
export PYTHONUTF8 := 1

.PHONY: help setup run test lint papers screenshots wheelhouse lock licences clean

help:
	@sed -n '2,10s/^#   //p' Makefile

setup: .venv/.test

run: .venv/.run
	@exec .venv/bin/python manage.py up $(ARGS)

test: .venv/.test
	@exec .venv/bin/python -m tests.services $(ARGS)

lint: .venv/.test
	@ok=true; check() { echo "$$*"; "$$@" || ok=false; }; cd .venv/bin && PATH="$$PWD:$$PATH" && cd ../..; \
	check ruff check .; \
	check ruff format --check .; \
	check lint-imports; \
	check djlint --lint --quiet $(wildcard templates */templates); \
	check .ci/foreign-hosts; \
	$$ok

papers: .venv/.run
	.venv/bin/python -m fixtures.make_papers

screenshots: .venv/.test
	.venv/bin/python -m docs.screenshots $(ARGS)

# Without the markers: the other machine may have an older patch release of Python and need what this one does not.
# For another Python or processor: make wheelhouse ARGS="--python-version 3.12 --platform manylinux2014_aarch64"
wheelhouse: .venv/.made
	@rm -rf wheelhouse && mkdir wheelhouse && sed 's/ ; .* \\$$/ \\/' requirements/production.txt > wheelhouse/requirements.txt
	.venv/bin/python -m pip download --disable-pip-version-check --quiet --no-deps --require-hashes --only-binary :all: \
	    $(ARGS) -r wheelhouse/requirements.txt -d wheelhouse
	@cd wheelhouse && sha256sum *.whl > SHA256SUMS && echo "$$(ls *.whl | wc -l) 个软件包在 $$PWD"

lock: .venv/.made
	$(PIP) --quiet uv
	@{ sed -n '/^#/p' requirements/production.txt; .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-annotate --no-header --extra production -c constraints.txt pyproject.toml; } > .lock && mv .lock requirements/production.txt

licences: .venv/.run
	$(PIP) --quiet -e ".[production]"
	.venv/bin/python deploy/licences.py

clean:
	rm -rf .venv .kept staticfiles wheelhouse *.egg-info .pytest_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps hang on what decides the packages: a pull that changes neither installs nothing.
.venv/.made:
	@python=$$(for name in $(PYTHON) python3.11 python3.12 python3.13 python3; do \
	    "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done); \
	[ -n "$$python" ] || { echo "需要 Python 3.11 或更高版本，本机没有找到。" >&2; exit 1; }; \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "本机的 Python 不带 venv：请先安装它（Debian、Ubuntu：apt install python3-venv），再运行一次。" >&2; exit 1; }; \
	echo "建立 Python 环境 .venv ……" && "$$python" -m venv .venv && touch $@

.venv/.run: .venv/.made pyproject.toml constraints.txt
	@echo "安装运行所需的软件包（约半分钟，视网络而定）……"
	@set -o pipefail; $(PIP) -e . | $(COUNT)
	@touch $@

.venv/.test: .venv/.run
	@echo "安装测试所需的软件包 ……"
	@set -o pipefail; $(PIP) -e ".[test]" | $(COUNT)
	@touch $@
