# What a developer does here. `make demo` and `make test` need Python 3.9 or
# newer, a Rust toolchain, a C compiler and the network, and set up the rest
# themselves, under .envs/ and target/. `make lint` and `make fuzz` compile
# libFuzzer, for which the compiler must know C++.

PYTHON ?= python3
TIME ?= 600
THREADS ?= 1
CYCLES ?= 1000000
TIMES ?= 20
SANITIZER ?= none
JOBS ?= 1
FUZZ_TARGETS ?= heads bodies connections policies round_trips
DEV = .envs/dev/bin/python
# The tests are of a wheel that is soon built; what is released and measured is
# the same, optimized for what is used (release/wheel.py).
WHEEL = target/wheel-under-test
RELEASE = target/release-wheel
SOURCES := $(shell find src python -name '*.rs' -o -name '*.py*' -not -name '*.pyc') \
	Cargo.toml Cargo.lock build.rs pyproject.toml README.md

# `cargo llvm-cov` uses the tools of the Rust toolchain where they are installed; else
# they are the system's, of the same version of LLVM.
LLVM_MAJOR = $(shell rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
LLVM_TOOLS = $(wildcard $(shell rustc --print target-libdir)/../bin/llvm-cov)
LLVM_COV ?= $(if $(LLVM_TOOLS),,$(shell command -v llvm-cov-$(LLVM_MAJOR)))
LLVM_PROFDATA ?= $(if $(LLVM_TOOLS),,$(shell command -v llvm-profdata-$(LLVM_MAJOR)))
LLVM_ENVIRONMENT = $(if $(LLVM_COV),LLVM_COV=$(LLVM_COV) LLVM_PROFDATA=$(LLVM_PROFDATA))

# The environments are made for one interpreter (but for those of tests/pythons/).
TAG := $(shell $(PYTHON) -c 'import sys; print(*sys.version_info[:2], sep=".")')
MADE_FOR := $(shell test ! -x $(DEV) || $(DEV) -c 'import sys; print(*sys.version_info[:2], sep=".")')
ifneq ($(filter-out clean test-all-pythons test-freethreaded test-sanitizers,$(or $(MAKECMDGOALS),help)),)
ifneq ($(MADE_FOR),)
ifneq ($(MADE_FOR),$(TAG))
$(error .envs/ was made for Python $(MADE_FOR), and this is $(TAG): run `make clean` first)
endif
endif
endif

.PHONY: help demo test lint types test-core test-package test-clients upstream-suite \
	test-all-pythons test-freethreaded test-robustness test-long test-debug test-attacks \
	test-sanitizers soak \
	compare compare-quick fuzz-api bench bench-core bench-growth fuzz fuzz-smoke wheel sdist \
	check-release smuggling docs has-dot test-docs test-examples environments clean \
	coverage coverage-core coverage-package mutants

help:
	@echo "make environments    set up what most tests run in"
	@echo "make demo            build the wheel, run real programs on it, show its speed"
	@echo "make test            all the tests"
	@echo "make lint            formatting, lints, types and spelling"
	@echo "make types           the stubs and the docstrings: mypy, stubtest, pyright, examples"
	@echo "make test-core       the Rust tests of the core, without Python"
	@echo "make test-package    the tests of the package"
	@echo "make test-docs       the examples and tables of the documents, and what they name"
	@echo "make test-clients    real servers and clients, on this h11 and on the pure one"
	@echo "make test-examples   the programs of examples/, over real sockets, on both as well"
	@echo "make upstream-suite  the tests of h11 0.16.0 itself"
	@echo "make test-all-pythons  the wheel built and tested for each Python that is here, and for"
	@echo "                     PYTHONS=\"/some/python3.14 ...\"; ONLY=3.9,3.14t for some of them"
	@echo "make test-freethreaded  the same for PYTHON=python3.14t, and what only shows without the"
	@echo "                     GIL: threads that do their worst, for TIME=60 seconds"
	@echo "make test-attacks    programs that try to take the process down: threads and finalizers at"
	@echo "                     exit, no memory, half-made objects, wrong selves; each TIMES=$(TIMES)"
	@echo "make test-robustness  memory, leaks, threads and hostile objects, in short"
	@echo "make test-long       the same with everything done CYCLES=$(CYCLES) times"
	@echo "make test-debug      the tests of the package and of its robustness on a debug build,"
	@echo "                     which checks for overflows"
	@echo "make test-sanitizers  tests, attacks, comparison and fuzzing of the package built with"
	@echo "                     AddressSanitizer, on a debug build of CPython (PYTHON_DEBUG=python3-dbg);"
	@echo "                     SHORT=1 for a part of it, PLANTED=1 to see that bugs are found"
	@echo "make soak            real servers under good and bad clients, for TIME=$(TIME) seconds"
	@echo "make coverage        what the tests run of the core (make coverage-core, without Python)"
	@echo "                     and of the Python half (make coverage-package); fails below 98 % of"
	@echo "                     the core's lines or 100 % of the Python lines and branches"
	@echo "make mutants         mutate the core and check that its tests fail each time (hours; with"
	@echo "                     ONLY=REGEX for some files, SHARD=0/3 for a third, JOBS=2 at once)"
	@echo "make compare         compare with h11 0.16.0 for TIME=$(TIME) seconds (REPORT=FILE keeps"
	@echo "                     the outcome as JSON)"
	@echo "make fuzz-api        fuzz the package from Python for TIME=$(TIME) seconds, with programs of"
	@echo "                     THREADS=$(THREADS) threads, against 0.16.0 as well if that is one; SEED=14 for"
	@echo "                     the same ones again, FUZZED=COMMAND for another interpreter with our wheel"
	@echo "make bench           speed and memory beside h11 0.16.0, httptools and zttp (QUICK=1,"
	@echo "                     ONLY=NAME,...); a full run rewrites docs/speed.md"
	@echo "make bench-core      the Rust core alone, with httparse beside it"
	@echo "make bench-growth    time against size for each hostile shape, in docs/images/growth.svg"
	@echo "make fuzz            fuzz the core, each of FUZZ_TARGETS for TIME=$(TIME) seconds; with"
	@echo "                     SANITIZER=address too"
	@echo "make fuzz-smoke      check the inputs that fuzzing has kept, and how work grows"
	@echo "make smuggling       ask other servers what they make of messages that have fooled some,"
	@echo "                     and write it into docs/smuggling.md; names those that are not here"
	@echo "make docs            the documents as a site, in target/docs; needs Graphviz's dot"
	@echo "make wheel           the release wheel for $(PYTHON), in dist/; or, with"
	@echo "                     PYTHONS=\"python3.9 python3.13\", for these"
	@echo "make sdist           the source distribution, in dist/"
	@echo "make check-release   both, and then what they hold, where they run, whether they install,"
	@echo "                     licences, metadata, workflows; says what it could not check"
	@echo "make clean           remove all that was made"

demo:
	$(PYTHON) -m demo

test: test-core fuzz-smoke environments upstream-suite
	$(DEV) -m pytest tests/package tests/smuggling tests/robustness tests/attacks tests/clients tests/compare tests/fuzz_api tests/docs \
		tests/examples tests/release benchmarks

lint: .envs/dev/.ready types
	cargo fmt --check
	cargo clippy --all-targets --locked -- -D warnings
	cargo clippy --all-targets --locked --features count-work -- -D warnings
	cargo fmt --check --manifest-path fuzz/Cargo.toml
	cargo clippy --locked --manifest-path fuzz/Cargo.toml --target-dir fuzz/target/lint -- -D warnings
	cargo fmt --check --manifest-path benches/Cargo.toml
	cargo clippy --locked --all-targets --manifest-path benches/Cargo.toml --target-dir target/bench-core -- -D warnings
	PYO3_PYTHON=$(abspath $(DEV)) cargo clippy --all-targets --locked --features python -- -D warnings
	@! grep -rlE 'pyo3|feature = "python"' src --include=*.rs | grep -v -e '^src/python/' -e '^src/lib.rs$$' \
		|| (echo "error: the core must not know of Python" && false)
	$(DEV) -m pytest tests/layering
	$(DEV) -m ruff check
	$(DEV) -m ruff format --check
	$(DEV) -m codespell_lib

# Programs are checked with 0.16.0 and with our wheel, hence the environments.
types: .envs/types/.h11 .envs/ours/.h11 .envs/reference/.ready
	.envs/types/bin/python -m pytest tests/types

# The core must build and pass without an interpreter: PyO3 is not even among
# its dependencies, and would not find a Python if it were.
test-core:
	@! cargo tree --locked --edges normal,build | grep -i pyo3
	PYO3_PYTHON=/nowhere cargo test --locked

test-package: .envs/dev/.h11
	$(DEV) -m pytest tests/package

test-docs: .envs/dev/.h11
	$(DEV) -m pytest tests/docs

test-clients: environments
	$(DEV) -m pytest tests/clients

test-examples: environments
	$(DEV) -m pytest tests/examples

upstream-suite: .envs/dev/.h11
	$(DEV) tests/upstream/run.py

# These two make environments of their own, under .envs/pythons/ and target/pythons/.
test-all-pythons:
	$(PYTHON) tests/pythons/run.py $(if $(ONLY),--only $(ONLY)) $(PYTHONS)

test-freethreaded:
	$(PYTHON) tests/pythons/freethreaded.py $(if $(filter-out file,$(origin TIME)),--time $(TIME))

test-robustness: .envs/dev/.h11
	$(DEV) -m pytest tests/robustness

test-attacks: .envs/dev/.h11
	$(DEV) -m pytest tests/attacks --times $(TIMES)

test-long: .envs/dev/.h11
	$(DEV) -m pytest tests/robustness --cycles $(CYCLES) --verbose

test-debug: .envs/debug/.h11
	.envs/debug/bin/python -m pytest tests/package tests/robustness

coverage: coverage-core coverage-package

# Without the feature `python`, so src/python is not even compiled.
coverage-core:
	@cargo llvm-cov --version > /dev/null || (echo "error: install cargo-llvm-cov:" \
		"cargo install cargo-llvm-cov --locked" && false)
	@test -n "$(LLVM_TOOLS)$(LLVM_COV)" || (echo "error: no llvm-cov $(LLVM_MAJOR) to read this" \
		"compiler's profiles: rustup component add llvm-tools, or install the system's LLVM" \
		"$(LLVM_MAJOR), or set LLVM_COV and LLVM_PROFDATA" && false)
	PYO3_PYTHON=/nowhere $(LLVM_ENVIRONMENT) cargo llvm-cov --locked --fail-under-lines 98 \
		--show-missing-lines

coverage-package: .envs/coverage/.h11
	mkdir -p target/coverage
	.envs/coverage/bin/python -m coverage erase
	.envs/coverage/bin/python -m coverage run -m pytest tests/package
	.envs/coverage/bin/python -m coverage combine --quiet
	.envs/coverage/bin/python -m coverage report

# What is mutated, and which mutants are equivalent, is in .cargo/mutants.toml.
mutants:
	@cargo mutants --version > /dev/null || (echo "error: install cargo-mutants:" \
		"cargo install cargo-mutants --locked" && false)
	PYO3_PYTHON=/nowhere cargo mutants --output target --jobs $(JOBS) $(if $(ONLY),--re '$(ONLY)') \
		$(if $(SHARD),--shard $(SHARD) --sharding round-robin)

# Makes environments of its own.
test-sanitizers:
	$(PYTHON) tests/sanitizers/run.py $(if $(SHORT),--short) $(if $(PLANTED),--planted) \
		$(if $(ONLY),--only $(ONLY)) $(if $(PYTHON_DEBUG),--python $(PYTHON_DEBUG))

soak: .envs/ours/.h11
	.envs/ours/bin/python -m tests.robustness.soak --time $(TIME)

compare: environments
	$(DEV) tests/compare/compare.py --time $(TIME) $(if $(REPORT),--report $(REPORT))

fuzz-api: .envs/dev/.h11 .envs/reference/.ready
	$(DEV) tests/fuzz_api/fuzz_api.py --time $(TIME) --threads $(THREADS) $(if $(SEED),--seed $(SEED)) \
		$(if $(FUZZED),--fuzzed "$(FUZZED)")

bench: .envs/bench/.ready .envs/bench-ours/.h11
	.envs/bench/bin/python -m benchmarks $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY))

bench-growth: .envs/bench/.ready .envs/bench-ours/.h11
	.envs/bench/bin/python -m benchmarks.growth

bench-core:
	cargo bench --locked --manifest-path benches/Cargo.toml --target-dir target/bench-core

fuzz:
	$(PYTHON) fuzz/run.py --time $(TIME) --sanitizer $(SANITIZER) $(FUZZ_TARGETS)

# Without a fuzzer. Optimized a little, since work is counted up to 1 MiB.
fuzz-smoke:
	CARGO_PROFILE_DEV_OPT_LEVEL=1 PYO3_PYTHON=/nowhere cargo test --locked \
		--features count-work --target-dir target/count-work --test core -- fuzz_seeds work_

# Asks node, nginx (with its echo module) and go if they are there.
smuggling: .envs/smuggling/.h11
	.envs/smuggling/bin/python -m tests.smuggling.survey

# Nothing is fetched; the reference is made of the wheel that is installed there.
docs: has-dot .envs/docs/.h11
	.envs/docs/bin/python -m sphinx -b html -W --keep-going -n -E docs target/docs

has-dot:
	@command -v dot > /dev/null || (echo "error: the drawings of the state machine need the" \
		"program dot: install Graphviz (on Debian: apt-get install graphviz)" && false)

wheel: .envs/release/.ready
	.envs/release/bin/python release/wheel.py --portable --out dist $(PYTHONS)

sdist: .envs/release/.ready
	.envs/release/bin/python -m maturin sdist --out dist

check-release: wheel sdist .envs/check-release/.ready
	.envs/check-release/bin/python release/check.py dist

clean:
	rm -rf .envs target dist fuzz/target

# --- Environments: tools and our wheel; programs on our wheel; programs on 0.16.0

environments: .envs/dev/.h11 .envs/ours/.h11 .envs/reference/.ready

.envs/%/bin/python:
	$(PYTHON) -m venv .envs/$* && $@ -m pip install --quiet --upgrade pip \
		|| (rm -rf .envs/$* && false)

.envs/dev/.ready: requirements/dev.txt | .envs/dev/bin/python
	$(DEV) -m pip install --quiet -r $<
	touch $@

.envs/ours/.ready: requirements/clients.txt requirements/examples.txt | .envs/ours/bin/python
	.envs/ours/bin/python -m pip install --quiet $(^:%=-r %)
	touch $@

.envs/reference/.ready: requirements/clients.txt requirements/examples.txt | .envs/reference/bin/python
	.envs/reference/bin/python -m pip install --quiet h11==0.16.0 $(^:%=-r %)
	touch $@

.envs/types/.ready: requirements/types.txt | .envs/types/bin/python
	.envs/types/bin/python -m pip install --quiet -r $<
	touch $@

.envs/smuggling/.ready: requirements/smuggling.txt | .envs/smuggling/bin/python
	.envs/smuggling/bin/python -m pip install --quiet -r $<
	touch $@

.envs/docs/.ready: requirements/docs.txt | .envs/docs/bin/python
	.envs/docs/bin/python -m pip install --quiet -r $<
	touch $@

.envs/bench/.ready: requirements/bench-tools.txt | .envs/bench/bin/python
	.envs/bench/bin/python -m pip install --quiet -r $<
	touch $@

.envs/bench-pure/.ready: requirements/bench.txt | .envs/bench-pure/bin/python
	.envs/bench-pure/bin/python -m pip install --quiet h11==0.16.0 -r $<
	touch $@

# The same versions of everything, and our wheel over that h11.
.envs/bench-ours/.ready: .envs/bench-pure/.ready | .envs/bench-ours/bin/python
	.envs/bench-pure/bin/python -m pip freeze > .envs/bench-ours/pins.txt
	.envs/bench-ours/bin/python -m pip install --quiet -r .envs/bench-ours/pins.txt
	touch $@

.envs/release/.ready: requirements/release.txt | .envs/release/bin/python
	.envs/release/bin/python -m pip install --quiet -r $<
	touch $@

.envs/check-release/.ready: requirements/check-release.txt | .envs/check-release/bin/python
	.envs/check-release/bin/python -m pip install --quiet -r $<
	touch $@

$(RELEASE)/.built: $(SOURCES) release/compiler.py release/train.py release/wheel.py | .envs/release/.ready
	rm -rf $(RELEASE)
	.envs/release/bin/python release/wheel.py --portable --out $(RELEASE)
	touch $@

.envs/bench-ours/.h11: $(RELEASE)/.built .envs/bench-ours/.ready
	.envs/bench-ours/bin/python -m pip install --quiet --force-reinstall --no-deps $(RELEASE)/*.whl
	touch $@

.envs/coverage/.ready: requirements/dev.txt requirements/coverage.txt | .envs/coverage/bin/python
	.envs/coverage/bin/python -m pip install --quiet $(^:%=-r %)
	touch $@

.envs/debug/.ready: requirements/dev.txt | .envs/debug/bin/python
	.envs/debug/bin/python -m pip install --quiet -r $<
	touch $@

# Neither optimized nor kept: debug assertions and overflow checks are on.
.envs/debug/.h11: $(SOURCES) .envs/debug/.ready
	rm -rf target/debug-wheel
	.envs/debug/bin/python -m maturin build --locked \
		--interpreter $(abspath .envs/debug/bin/python) --out target/debug-wheel
	.envs/debug/bin/python -m pip install --quiet --force-reinstall --no-deps target/debug-wheel/*.whl
	touch $@

$(WHEEL)/.built: $(SOURCES) | .envs/dev/.ready
	rm -rf $(WHEEL)
	$(DEV) -m maturin build --release --locked --interpreter $(abspath $(DEV)) --out $(WHEEL)
	touch $@

.envs/%/.h11: $(WHEEL)/.built .envs/%/.ready
	.envs/$*/bin/python -m pip install --quiet --force-reinstall --no-deps $(WHEEL)/*.whl
	touch $@
