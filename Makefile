# A learner needs `make lab` alone. A maintainer adds `make test`, and the rest as it is called for.
# Another Python: make lab PYTHON=python3.13. Another port: make lab PORT=8889.
ifeq ($(OS),Windows_NT)
PYTHON ?= python
BIN := Scripts
else
PYTHON ?= python3
BIN := bin
endif
PORT ?= 8888
VENV := .venv/$(BIN)/python
COLAB := .venv-colab/$(BIN)/python
# Where compiled modules are not kept, each kernel compiles the course anew: twice the time for a notebook's imports.
unexport PYTHONDONTWRITEBYTECODE
NBVAL := --nbval --nbval-current-env --nbval-cell-timeout=120 --nbval-sanitize-with=tests/sanitize.cfg
# What tests the machinery, not the course, is not run on Colab's versions.
MACHINERY := $(patsubst %,tests/house/test_%.py,commands floors hygiene links) tests/lab/test_browser.py $(wildcard tests/anywhere/*)
COLAB_TESTS := $(filter-out $(MACHINERY),$(wildcard tests/*/test_*.py))

ifeq ($(shell $(PYTHON) -c "print(1)"),)
$(error $(PYTHON) does not run: install Python 3.11 or newer, or name one that is there, as in `make lab PYTHON=python3.13`)
endif

.PHONY: lab test quick test-colab test-anywhere site bench lint notebooks links environment assignment cards

lab:
	@$(PYTHON) .ci/environment.py .venv requirements.txt
	@$(VENV) .ci/open_lab.py $(PORT)

environment:
	@$(PYTHON) .ci/environment.py .venv requirements-dev.txt

# Everything, two at a time: the helpers, the exercises, the notebooks against their stored outputs, a real browser.
# In the order that tests/conftest.py gives: what takes long, and the browser, which waits a good deal, begins early.
# Each environment keeps matplotlib's list of fonts for itself, made before the first notebook would wait for it.
test quick test-colab test-anywhere: export OPENBLAS_NUM_THREADS = 1
test quick test-anywhere: export MPLCONFIGDIR = $(CURDIR)/.venv/matplotlib
test-colab: export MPLCONFIGDIR = $(CURDIR)/.venv-colab/matplotlib
FONTS := -c "import matplotlib.font_manager"
test: environment
	@$(VENV) $(FONTS)
	@$(VENV) -m pytest -n 2 --dist loadscope --no-loadscope-reorder $(NBVAL) --ignore=tests/anywhere tests notebooks

# What an edit of notebooks needs: those changed since the last commit, or NB="notebooks/03_bptt.ipynb …".
QUICK = $(or $(NB),$(shell git diff --name-only HEAD -- notebooks/*.ipynb))
EMPTY :=
quick: environment
	@$(if $(QUICK),,$(error No notebook has changed since the last commit; name one: make quick NB=notebooks/03_bptt.ipynb))
	@$(VENV) -m pytest -q -n 2 --dist loadscope --no-loadscope-reorder $(NBVAL) \
		-k "$(subst $(EMPTY) $(EMPTY), or ,$(strip $(basename $(notdir $(QUICK)))))" \
		tests/house/test_hygiene.py tests/notebooks tests/lab/test_browser.py $(QUICK)

# The course once more, on Colab's versions, each notebook alone in an empty folder, with the arithmetic of an old
# processor: no printed digit may hang on the one that it was stored on.
test-colab: export OPENBLAS_CORETYPE = Prescott
test-colab:
	@$(PYTHON) .ci/environment.py .venv-colab requirements-colab.txt
	@$(COLAB) $(FONTS)
	@$(COLAB) .ci/alone.py -n 2 --dist loadscope --no-loadscope-reorder $(NBVAL) $(COLAB_TESTS)

# The places that need an environment of their own: other versions, Binder, a fork, any folder and user, the site, a class.
test-anywhere: environment
	@$(VENV) $(FONTS)
	@$(PYTHON) .ci/environment.py .venv-site .ci/requirements-site.txt
	@$(VENV) -m pytest -rsxP -n 2 --dist loadfile tests/anywhere

# The course as a site with no server, in site/; with a Pyodide of one's own: make site PYODIDE=folder-of-a-release.
site:
	@$(PYTHON) .ci/environment.py .venv-site .ci/requirements-site.txt
	@.venv-site/$(BIN)/python .ci/static_site.py site $(PYODIDE)

bench: environment
	@$(VENV) -m benchmarks

lint: environment
	@$(VENV) -m ruff check .

# Re-execute and store outputs, ready to commit: all, or NB="notebooks/03_bptt.ipynb …".
notebooks: environment
	@$(VENV) .ci/notebooks.py $(NB)

# Write the repository's address into badges and setup cells: make links REPOSITORY=owner/name.
links:
	@$(PYTHON) .ci/links.py $(REPOSITORY)

# For a teacher: an nbgrader assignment in grading/, make assignment NB=notebooks/03_bptt.ipynb; vote cards, in cards.md.
assignment:
	@$(PYTHON) .ci/assignment.py $(NB)

cards: environment
	@$(VENV) .ci/cards.py
