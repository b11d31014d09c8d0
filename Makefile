# Two commands matter: `make up` shows a gated fleet on this machine, `make test` proves it. Neither needs root.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/agent-identity
TOOLS := $(or $(AGENT_IDENTITY_TOOLS),$(CACHE)/tools)
UV := uv=$$(sh tools/get-uv) && "$$uv"
SYNC := $(UV) sync --quiet --all-extras --locked
RUN := $(UV) run --no-sync
TOOLCHAIN := $(RUN) python -m tools.toolchain
TYPED := $(wildcard components/agent_identity local_clouds policy_packs/agent_identity/agent_identity_pack tools/toolchain tools/language_host/host.py tools/refresh.py tools/up.py tools/sample_account.py tools/sample_data.py tools/pages tools/tables tools/techniques tools/record_states.py stacks bench)
LEFT_OVER := .venv site dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.PHONY: help up down test bench lint docs refresh tools clean environment

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

environment:
	@$(SYNC)

up: environment ## deploy the sample fleet on local clouds, gated by the policy pack
	@$(RUN) python -m tools.up

down: ## stop the local clouds
	@if [ -d "$(CACHE)/local" ]; then $(SYNC) && $(RUN) agent-identity local stop; fi

test: environment ## run every test, unit to end to end
	@$(TOOLCHAIN) get all
	@$(RUN) pytest -n 2 --dist loadgroup

bench: environment ## measure a fleet of 1,661 agents and write docs/performance.md (QUICK=1: 400 agents, writes nothing)
	@$(TOOLCHAIN) get all
	@$(RUN) env -u PYTHONDONTWRITEBYTECODE python -m bench $(if $(QUICK),--quick)

lint: environment ## check style, types and the import rule
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@$(RUN) mypy $(TYPED)
	@$(RUN) lint-imports

docs: environment ## build the documentation into site/
	@NO_MKDOCS_2_WARNING=1 $(RUN) mkdocs build --strict

refresh: environment ## make the data on AWS anew from the installed packages; fails while an action is not judged
	@$(RUN) python -m tools.refresh

tools: environment ## get the engine and the Kubernetes tools
	@$(TOOLCHAIN) get all

clean: down ## stop everything and remove what was got: tools, local clouds' state, environment
	@if [ -d "$(TOOLS)" ]; then $(UV) run --no-project --python '>=3.11' python -m tools.toolchain clean; fi
	@rm -rf "$(CACHE)" $(LEFT_OVER)
	@find . -name __pycache__ -prune -exec rm -rf {} +
	@echo "removed $(CACHE), $(LEFT_OVER)"
