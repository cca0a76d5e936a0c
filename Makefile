# Letterpress. Only make and Python 3.11 to 3.13 are needed; everything else is put into .venv.

PYTHON ?= python3
VENV   := .venv

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run upgrade rollback test torture quality bench check audit lock words pictures anew

help:  ## print this list
	@sed -n 's/^\([a-z]*\):.*  ## /  make \1\t/p' Makefile | expand -t 16

run: $(VENV)/ready  ## set up what is missing, and serve the blog at http://127.0.0.1:8000
	@exec $(VENV)/bin/python app.py

upgrade:  ## bring the service to the newest release, with a backup first; readers wait some seconds (docs/deploy.md)
	@exec deploy/upgrade upgrade

rollback:  ## bring the service back to what it was before the last upgrade
	@exec deploy/upgrade rollback

test: $(VENV)/ready-dev  ## run every test (some of them: ARGS="tests/comments -x")
	@exec $(VENV)/bin/python -m pytest $(ARGS)

torture: $(VENV)/ready-dev  ## the long tests (kill, power cut, flood, fuzz), and a table of what they found (one: ARGS="-k fuzz")
	@exec $(VENV)/bin/python -m pytest -n 0 --timeout 3600 -m torture $(ARGS)

quality: $(VENV)/ready-dev  ## judge every page in a browser, in every look: accessible, in its width, quick (one: ARGS="-k phone")
	@exec $(VENV)/bin/python -m pytest -n 0 --timeout 2400 -m quality $(ARGS)

bench: $(VENV)/ready-dev  ## measure pages beside nginx and a naive blog, into bench/results; takes some minutes, wrk and nginx
	@exec $(VENV)/bin/python -m bench.run

check: $(VENV)/ready-dev  ## format, lint, types, import contracts, templates, dependencies
	@$(VENV)/bin/ruff format --check --quiet .
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(VENV)/bin/djlint --lint --quiet templates
	@$(VENV)/bin/deptry .

audit: $(VENV)/ready-dev  ## ask whether any pinned package has a known hole; fails where nobody can tell
	@exec $(VENV)/bin/uv tool run --quiet pip-audit==2.10.1 --strict --progress-spinner off --disable-pip --require-hashes \
		-r requirements.txt -r requirements-dev.txt

lock: $(VENV)/ready-dev  ## pin what pyproject.toml asks for (newer releases: ARGS=--upgrade)
	@$(pin) -o requirements.txt pyproject.toml
	@$(pin) -o requirements-dev.txt --constraint requirements.txt --extra dev pyproject.toml

words: $(VENV)/ready-dev  ## take the phrases out of code and templates into the catalogues, and compile these
	@$(VENV)/bin/pybabel -q extract -F pyproject.toml -k _l -k phrase --ignore-dirs ".*" --omit-header --add-location never \
		-o blog/translations/messages.pot .
	@$(VENV)/bin/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
		-i blog/translations/messages.pot -d blog/translations
	@$(VENV)/bin/pybabel compile --statistics -d blog/translations

pictures: $(VENV)/ready-dev  ## make the pictures of the README anew, in light and in dark
	@$(VENV)/bin/python -m tools.pictures

pin = $(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header $(ARGS)

# --- The environment ---------------------------------------------------------------------------------------------
# `ready` and `ready-dev` are written last and hold the folder that .venv was made in, so that one which was only half
# made, was moved or lost its Python is made anew.

healthy := $(shell { [ "$$(cat $(VENV)/ready)" = "$(CURDIR)" ] && $(VENV)/bin/python -c 'import click' && echo yes; } 2>/dev/null)

$(VENV)/ready: requirements.txt $(if $(healthy),,anew)
	@$(require_python)$(install)
	@echo "$(CURDIR)" > $@

$(VENV)/ready-dev: requirements-dev.txt $(if $(healthy),,anew)
	@$(require_python)$(install)
	@echo "$(CURDIR)" | tee $(VENV)/ready > $@

# An environment that was made without pip is filled by the machine's own.
install = echo "Filling $(VENV) from $<: a minute or so, this once." && \
	$(if $(healthy),rm -f $(VENV)/ready*,rm -rf $(VENV) && $(PYTHON) -m venv $(if $(has_ensurepip),,--without-pip) $(VENV)) && \
	if $(VENV)/bin/python -m pip --version >/dev/null 2>&1; then pip="$(VENV)/bin/python -m pip"; \
	else pip="$(PYTHON) -m pip --python $(VENV)"; fi && \
	$$pip install -qq --disable-pip-version-check --require-hashes -r $<

can = $(shell $(PYTHON) -c '$(1)' 2>/dev/null && echo yes)
unsupported = $(shell $(PYTHON) supported.py 2>&1)
has_ensurepip = $(call can,import venv; import ensurepip)
require_python = \
	$(if $(call can,pass),,$(error Letterpress needs Python 3.11 to 3.13, and "$(PYTHON)" is not there)) \
	$(if $(unsupported),$(error $(unsupported) (PYTHON=python3.12 before `make` takes another))) \
	$(if $(or $(has_ensurepip),$(call can,import venv; import pip)),,$(error "$(PYTHON)" can make no environment; \
	install python3-venv (on Debian and Ubuntu: apt install python3-venv)))
