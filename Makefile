# Everything that one does with this site. `make` alone lists it.
#
#   make html SPHINXOPTS="-W --keep-going -n"    options for sphinx-build
#   make test PYTESTOPTS="-k feeds -x"           options for pytest
#   make html PYTHON=python3.13                  another Python

SHELL       = /bin/sh
PYTHON     ?= python3
JOBS       ?= auto
PORT       ?= 8000
SPHINXOPTS ?=
PYTESTOPTS ?= -n auto --dist worksteal

VENV   = .venv
PY     = $(VENV)/bin/python
BUILD  = _build
SPHINX = $(PY) -m sphinx -M
OPTS   = -j $(JOBS) $(SPHINXOPTS)
ONE    = $(if $(BOOK),-D kb_book=$(BOOK))
LIVE   = PYTHONPATH=extensions $(PY) -m sphinx_knowledge_base
PIP    = $(PY) -m pip install --require-hashes --only-binary :all: --disable-pip-version-check --quiet

# Each stamp's name contains a hash of what it stands for: contents decide, not file times.
key    = $(shell { $(PYTHON) --version && cat $(1); } 2>/dev/null | cksum | cut -d ' ' -f 1)
PYTHON_STAMP := $(VENV)/.python-$(call key,/dev/null)
SITE_STAMP   := $(VENV)/.site-$(call key,requirements/site.txt)
DEV_STAMP    := $(VENV)/.dev-$(call key,requirements/dev.txt)

.DEFAULT_GOAL = help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

.PHONY: help
help: ## List the targets
	@echo "The targets, and any other Sphinx builder by its name (make text, make xml, ...):"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' Makefile

# The site

.PHONY: html
html: $(SITE_STAMP) ## Build the site
	@$(SPHINX) $@ . $(BUILD) $(OPTS)
	@echo "The site is at $(BUILD)/$@/index.html"

.PHONY: dirhtml
dirhtml: $(SITE_STAMP) ## Build the site with addresses that end in a slash
	@$(SPHINX) $@ . $(BUILD) $(OPTS)
	@echo "The site is at $(BUILD)/$@/index.html"

.PHONY: serve
serve: $(SITE_STAMP) ## Show the site at localhost:8000 (PORT=), and rebuild it at every change
	@$(LIVE) serve --port $(PORT) -- $(OPTS)

.PHONY: preview
preview: $(SITE_STAMP) ## The same, with drafts and future articles
	@$(LIVE) preview --port $(PORT) -- $(OPTS)

.PHONY: pdf
pdf: $(SITE_STAMP) ## Build the books as PDF (BOOK=patients: one of them)
	@.ci/packages check pdf
	@LATEXMKOPTS="-quiet -interaction=nonstopmode" $(SPHINX) latexpdf . $(BUILD) $(OPTS) $(ONE)
	@echo "The books are in $(BUILD)/latex; make html publishes them"

.PHONY: epub
epub: $(SITE_STAMP) ## Build the books as EPUB (BOOK=patients: one of them)
	@$(SPHINX) $@ . $(BUILD) $(OPTS) $(ONE)
	@echo "The books are in $(BUILD)/$@; make html publishes them"

.PHONY: linkcheck
linkcheck: $(SITE_STAMP) ## Check that every external link still answers
	@$(SPHINX) $@ . $(BUILD) $(OPTS)

.PHONY: ledger
ledger: $(SITE_STAMP) ## Add the addresses of new articles to published.txt
	@PYTHONPATH=extensions $(PY) -m sphinx_knowledge_base.exports.published_urls

# The code

.PHONY: test
test: html $(DEV_STAMP) ## Build the site and run all tests but the long ones
	@$(PY) -m pytest -m "not long" $(PYTESTOPTS)

.PHONY: test-long
test-long: html $(DEV_STAMP) ## Build the site and run all tests
	@$(PY) -m pytest $(PYTESTOPTS)

.PHONY: test-newest
test-newest: $(PYTHON_STAMP) ## Build the site with the newest releases, and print which levers are off
	@PYTHON=$(PYTHON) .ci/newest

.PHONY: check
check: $(DEV_STAMP) ## Check style, formatting, types and published addresses
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy
	@PYTHONPATH=extensions $(PY) -m sphinx_knowledge_base.exports.published_urls --check

.PHONY: screenshots
screenshots: html $(DEV_STAMP) ## Take the pictures of the site that the README shows
	@$(PY) tools/screenshots.py

.PHONY: book-pages
book-pages: pdf $(DEV_STAMP) ## Take the pictures of the book that the guide shows
	@$(PY) tools/book_pages.py

.PHONY: lighthouse
lighthouse: html $(DEV_STAMP) ## Measure the site with Lighthouse
	@$(PY) tools/lighthouse.py

.PHONY: messages
messages: $(DEV_STAMP) ## Collect the texts of the interface and compile their translations
	@$(PY) tools/messages.py

.PHONY: architecture
architecture: $(DEV_STAMP) ## Bring the picture and the timeline of ARCHITECTURE.md up to date
	@$(PY) tools/architecture.py

.PHONY: format
format: $(DEV_STAMP) ## Format the code
	@$(PY) -m ruff check --fix
	@$(PY) -m ruff format

.PHONY: bench
bench: $(SITE_STAMP) ## Compare build times with other tools (BENCHOPTS="--sizes 100 300 --rounds 1")
	@$(PY) benchmarks/bench.py $(BENCHOPTS)

.PHONY: levers
levers: $(SITE_STAMP) ## Measure what each lever of sphinx_fastbuild brings (LEVERSOPTS="--rounds 1")
	@$(PY) benchmarks/levers.py $(LEVERSOPTS)

.PHONY: projects
projects: $(SITE_STAMP) ## Compare builds of real projects with Sphinx alone (PROJECTS="path/to/docs ...")
	@$(PY) benchmarks/projects.py $(PROJECTS)

.PHONY: overhead
overhead: $(SITE_STAMP) ## Measure sphinx_fastbuild on projects of ten pages (OVERHEADOPTS="PROJECT --rounds 3")
	@$(PY) -m benchmarks.overhead $(OVERHEADOPTS)

.PHONY: profile
profile: $(SITE_STAMP) ## Show where a build spends its time (PROFILEOPTS=300: how many articles)
	@$(PY) benchmarks/where.py $(PROFILEOPTS)

.PHONY: scale
scale: $(SITE_STAMP) ## Measure how builds grow with the site (SCALEOPTS="1000 5000 20000 --limit 2400")
	@$(PY) benchmarks/scale.py $(SCALEOPTS)

.PHONY: imports
imports: $(SITE_STAMP) ## Measure how long kb import takes (IMPORTSOPTS="5000 --bytes 10000")
	@$(PY) benchmarks/imports.py $(IMPORTSOPTS)

.PHONY: requirements
requirements: $(PYTHON_STAMP) ## Compile requirements/*.txt from pyproject.toml (UVOPTS=--upgrade for newer versions)
	@PYTHON=$(PY) .ci/requirements $(UVOPTS)

.PHONY: clean
clean: ## Remove everything that builds made
	@rm -rf $(BUILD)

# The virtual environment

$(PYTHON_STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || .ci/packages install $(notdir $(PYTHON))-venv
	@echo "Making the virtual environment $(VENV)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(SITE_STAMP): | $(PYTHON_STAMP)
	@echo "Installing requirements/site.txt"
	@$(PIP) --requirement requirements/site.txt
	@touch $@

$(DEV_STAMP): | $(SITE_STAMP)
	@echo "Installing requirements/dev.txt"
	@$(PIP) --requirement requirements/dev.txt
	@touch $@

# Any other builder of Sphinx

Makefile: ;

# Builders of Sphinx and its extensions that have no target of their own.
BUILDERS = changes coverage doctest dummy gettext htmlhelp json latex man pickle \
           pseudoxml singlehtml texinfo text xml

$(BUILDERS): $(SITE_STAMP)
	@$(SPHINX) $@ . $(BUILD) $(OPTS)

%:
	@echo "There is no target '$@'." >&2
	@$(MAKE) --no-print-directory help >&2
	@exit 2
