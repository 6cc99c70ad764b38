# What a developer does here. `make demo` and `make test` need Python 3.9 or
# newer, a Rust toolchain, a C compiler and the network, and set up the rest
# themselves, under .envs/ and target/.

PYTHON ?= python3
TIME ?= 600
DEV = .envs/dev/bin/python
WHEEL = target/wheel-under-test
SOURCES := $(shell find src python -name '*.rs' -o -name '*.py*' -not -name '*.pyc') \
	Cargo.toml Cargo.lock build.rs pyproject.toml README.md

# The environments are made for one interpreter.
TAG := $(shell $(PYTHON) -c 'import sys; print(*sys.version_info[:2], sep=".")')
MADE_FOR := $(shell test ! -x $(DEV) || $(DEV) -c 'import sys; print(*sys.version_info[:2], sep=".")')
ifneq ($(MAKECMDGOALS),clean)
ifneq ($(MADE_FOR),)
ifneq ($(MADE_FOR),$(TAG))
$(error .envs/ was made for Python $(MADE_FOR), and this is $(TAG): run `make clean` first)
endif
endif
endif

.PHONY: help demo test lint test-core test-package test-clients upstream-suite \
	compare compare-quick wheel environments clean

help:
	@echo "make demo            build the wheel, run real programs on it, show its speed"
	@echo "make test            all the tests"
	@echo "make lint            formatting, lints and types"
	@echo "make test-core       the Rust tests of the core, without Python"
	@echo "make test-package    the tests of the package"
	@echo "make test-clients    real servers and clients, on this h11 and on the pure one"
	@echo "make upstream-suite  the tests of h11 0.16.0 itself"
	@echo "make compare         compare with h11 0.16.0 for TIME=$(TIME) seconds"
	@echo "make wheel           the wheel for $(PYTHON), in dist/"
	@echo "make clean           remove all that was made"

demo:
	$(PYTHON) demo/demo.py

test: test-core environments upstream-suite
	$(DEV) -m pytest tests/package tests/clients tests/compare

lint: .envs/dev/.ready
	cargo fmt --check
	cargo clippy --all-targets --locked -- -D warnings
	PYO3_PYTHON=$(abspath $(DEV)) cargo clippy --all-targets --locked --features python -- -D warnings
	@! grep -rln pyo3 src --include=*.rs | grep -v -e '^src/python/' -e '^src/lib.rs$$' \
		|| (echo "error: the core must not know of Python" && false)
	$(DEV) -m ruff check
	$(DEV) -m ruff format --check
	$(DEV) -m mypy python/h11

# The core must build and pass without an interpreter: PyO3 is not even among
# its dependencies, and would not find a Python if it were.
test-core:
	@! cargo tree --locked --edges normal,build | grep -i pyo3
	PYO3_PYTHON=/nowhere cargo test --locked

test-package: .envs/dev/.h11
	$(DEV) -m pytest tests/package

test-clients: environments
	$(DEV) -m pytest tests/clients

upstream-suite: .envs/dev/.h11
	$(DEV) tests/upstream/run.py

compare: environments
	$(DEV) tests/compare/compare.py --time $(TIME)

wheel: .envs/dev/.ready
	$(DEV) -m maturin build --release --locked --interpreter $(abspath $(DEV)) --out dist

clean:
	rm -rf .envs target dist

# --- Environments: tools and our wheel; programs on our wheel; programs on 0.16.0

environments: .envs/dev/.h11 .envs/ours/.h11 .envs/reference/.ready

.envs/%/bin/python:
	$(PYTHON) -m venv .envs/$* && $@ -m pip install --quiet --upgrade pip \
		|| (rm -rf .envs/$* && false)

.envs/dev/.ready: requirements/dev.txt | .envs/dev/bin/python
	$(DEV) -m pip install --quiet -r $<
	touch $@

.envs/ours/.ready: requirements/clients.txt | .envs/ours/bin/python
	.envs/ours/bin/python -m pip install --quiet -r $<
	touch $@

.envs/reference/.ready: requirements/clients.txt | .envs/reference/bin/python
	.envs/reference/bin/python -m pip install --quiet h11==0.16.0 -r $<
	touch $@

$(WHEEL)/.built: $(SOURCES) | .envs/dev/.ready
	rm -rf $(WHEEL)
	$(DEV) -m maturin build --release --locked --interpreter $(abspath $(DEV)) --out $(WHEEL)
	touch $@

.envs/%/.h11: $(WHEEL)/.built .envs/%/.ready
	.envs/$*/bin/python -m pip install --quiet --force-reinstall --no-deps $(WHEEL)/*.whl
	touch $@
