# The commands of a developer. They need Python 3.9 or newer, a Rust toolchain, a C compiler, make
# and the network; `make lint` and `make fuzz` compile libFuzzer, which needs C++. Everything else
# is set up under .envs/ and target/: environments are sessions of nox (noxfile.py).

PYTHON ?= python3
TIME ?= 600
THREADS ?= 1
CYCLES ?= 1000000
TIMES ?= 20
SANITIZER ?= none
JOBS ?= 1
FUZZ_TARGETS ?= heads bodies connections policies round_trips

NOX = .envs/nox/bin/nox
DEV = .envs/dev/bin/python
OURS = .envs/ours/bin/python
CORE = PYO3_PYTHON=/nowhere cargo
ENVIRONMENTS = dev ours reference types smuggling docs coverage debug bench bench-pure bench-ours

.PHONY: help environments demo test lint lint-rust types test-core test-package test-docs \
	test-clients test-examples upstream-suite test-all-pythons test-freethreaded test-attacks \
	test-robustness test-long test-debug test-sanitizers soak coverage coverage-core \
	coverage-package mutants compare fuzz-api bench bench-core bench-growth fuzz fuzz-smoke \
	smuggling docs has-dot wheel sdist check-release clean $(ENVIRONMENTS:%=.envs/%)
.NOTPARALLEL:

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

## Set up

environments: .envs/dev .envs/ours .envs/reference ## set up what most tests run in

# They are made for one Python: for another, all are removed first.
NOX_FOR = .envs/nox/$(shell $(PYTHON) -c 'import sys; print(sys.implementation.cache_tag + sys.abiflags)')

$(NOX_FOR):
	rm -rf .envs/nox $(ENVIRONMENTS:%=.envs/%)
	$(PYTHON) -m venv .envs/nox
	.envs/nox/bin/python -m pip install --quiet --upgrade pip
	.envs/nox/bin/python -m pip install --quiet --group nox
	touch $@

$(ENVIRONMENTS:%=.envs/%): .envs/%: $(NOX_FOR)
	$(NOX) --session $*

clean: ## remove everything that was made
	rm -rf .envs target dist fuzz/target

## Tests

demo: $(NOX_FOR) ## build the wheel, run real programs on it, show its speed
	$(NOX) --session demo

test: test-core fuzz-smoke environments upstream-suite ## all the tests
	$(DEV) -m pytest tests/package tests/smuggling tests/robustness tests/attacks tests/clients \
		tests/compare tests/fuzz_api tests/docs tests/examples tests/release benchmarks

# The core must build and pass without an interpreter: PyO3 is not even among
# its dependencies, and would not find a Python if it were.
test-core: ## the Rust tests of the core, without Python
	@! cargo tree --locked --edges normal,build | grep -i pyo3
	$(CORE) test --locked

test-package: .envs/dev ## the tests of the package
	$(DEV) -m pytest tests/package

test-docs: .envs/dev ## the examples and tables of the documents, and what they name
	$(DEV) -m pytest tests/docs

test-clients: environments ## real servers and clients, on this h11 and on 0.16.0
	$(DEV) -m pytest tests/clients

test-examples: environments ## the programs of examples/ over real sockets, on both as well
	$(DEV) -m pytest tests/examples

upstream-suite: .envs/dev ## the tests of h11 0.16.0 itself
	$(DEV) tests/upstream/run.py

test-attacks: .envs/dev ## programs that try to take the process down, each TIMES=20 times
	$(DEV) -m pytest tests/attacks --times $(TIMES)

test-robustness: .envs/dev ## memory, leaks, threads and hostile objects, in short
	$(DEV) -m pytest tests/robustness

test-long: .envs/dev ## the same with everything done CYCLES=1000000 times
	$(DEV) -m pytest tests/robustness --cycles $(CYCLES) --verbose

test-debug: .envs/debug ## the package and its robustness, on a build with overflow checks
	.envs/debug/bin/python -m pytest tests/package tests/robustness

test-all-pythons: $(NOX_FOR) ## the wheel built and tested for each Python here (ONLY="3.9 3.14t")
	$(NOX) --session pythons $(if $(ONLY),--pythons $(ONLY))

test-freethreaded: $(NOX_FOR) ## without the GIL: PYTHON=python3.14t, threads for TIME=60 seconds
	$(NOX) --session freethreaded -- $(if $(filter-out file,$(origin TIME)),$(TIME),60)

test-sanitizers: ## under AddressSanitizer (PYTHON_DEBUG=python3-dbg, SHORT=1, PLANTED=1)
	$(PYTHON) tests/sanitizers/run.py $(if $(SHORT),--short) $(if $(PLANTED),--planted) \
		$(if $(ONLY),--only $(ONLY)) $(if $(PYTHON_DEBUG),--python $(PYTHON_DEBUG))

soak: .envs/ours ## real servers under good and bad clients, for TIME=600 seconds
	$(OURS) -m tests.robustness.soak --time $(TIME)

compare: environments ## compare with h11 0.16.0 for TIME=600 seconds (REPORT=FILE: as JSON)
	$(DEV) tests/compare/compare.py --time $(TIME) $(if $(REPORT),--report $(REPORT))

## Lints and coverage

lint: .envs/dev lint-rust types ## formatting, lints, types and spelling
	$(DEV) -m pytest tests/layering
	$(DEV) -m ruff check
	$(DEV) -m ruff format --check
	$(DEV) -m codespell_lib

lint-rust: .envs/dev
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

# Programs are checked with 0.16.0 and with our wheel, hence the environments.
types: .envs/types .envs/ours .envs/reference ## stubs and docstrings: mypy, stubtest, pyright, examples
	.envs/types/bin/python -m pytest tests/types

coverage: coverage-core coverage-package ## what the tests run; fails below 98 % of the core, 100 % of Python

# Without the feature `python`, so src/python is not even compiled.
coverage-core: $(NOX_FOR) ## of the core's lines
	$(NOX) --session coverage-core

coverage-package: .envs/coverage ## of the lines and branches of the Python half
	mkdir -p target/coverage
	.envs/coverage/bin/python -m coverage erase
	.envs/coverage/bin/python -m coverage run -m pytest tests/package
	.envs/coverage/bin/python -m coverage combine --quiet
	.envs/coverage/bin/python -m coverage report

# What is mutated, and which mutants are equivalent, is in .cargo/mutants.toml.
mutants: ## mutate the core: do its tests fail? (hours; ONLY=REGEX of files, SHARD=0/3, JOBS=2)
	@cargo mutants --version > /dev/null || (echo "error: install cargo-mutants:" \
		"cargo install cargo-mutants --locked" && false)
	$(CORE) mutants --output target --jobs $(JOBS) $(if $(ONLY),--re '$(ONLY)') \
		$(if $(SHARD),--shard $(SHARD) --sharding round-robin)

## Fuzzing

fuzz: ## fuzz the core, each of FUZZ_TARGETS for TIME=600 seconds (SANITIZER=address)
	$(PYTHON) fuzz/run.py --time $(TIME) --sanitizer $(SANITIZER) $(FUZZ_TARGETS)

# Without a fuzzer. Optimized a little, since work is counted up to 1 MiB.
fuzz-smoke: ## check the inputs that fuzzing has kept, and how work grows
	CARGO_PROFILE_DEV_OPT_LEVEL=1 $(CORE) test --locked --features count-work \
		--target-dir target/count-work --test core -- fuzz_seeds work_

fuzz-api: .envs/dev .envs/reference ## fuzz the package from Python (TIME, THREADS, SEED, FUZZED=COMMAND)
	$(DEV) tests/fuzz_api/fuzz_api.py --time $(TIME) --threads $(THREADS) $(if $(SEED),--seed $(SEED)) \
		$(if $(FUZZED),--fuzzed "$(FUZZED)")

# Asks node, nginx (with its echo module) and go if they are there.
smuggling: .envs/smuggling ## ask other servers how they read smuggled messages, for docs/smuggling.md
	.envs/smuggling/bin/python -m tests.smuggling.survey

## Speed

bench: .envs/bench .envs/bench-ours ## speed and memory beside other packages (QUICK=1, ONLY=NAME,...)
	.envs/bench/bin/python -m benchmarks $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY))

bench-core: ## the Rust core alone, with httparse beside it
	cargo bench --locked --manifest-path benches/Cargo.toml --target-dir target/bench-core

bench-growth: .envs/bench .envs/bench-ours ## time against size for each hostile shape, as a plot
	.envs/bench/bin/python -m benchmarks.growth

## Documents and releases

# Nothing is fetched; the reference is made of the wheel that is installed there.
docs: has-dot .envs/docs ## the documents as a site, in target/docs; needs Graphviz's dot
	.envs/docs/bin/python -m sphinx -b html -W --keep-going -n -E docs target/docs

has-dot:
	@command -v dot > /dev/null || (echo "error: the drawings of the state machine need the" \
		"program dot: install Graphviz (on Debian: apt-get install graphviz)" && false)

wheel: $(NOX_FOR) ## release wheels, in dist/ (PYTHONS="python3.9 python3.13", or one for PYTHON)
	$(NOX) --session wheel -- $(PYTHONS)

sdist: $(NOX_FOR) ## the source distribution, in dist/
	.envs/nox/bin/python -m maturin sdist --out dist

check-release: wheel sdist ## check both: contents, platforms, installation, licences, workflows
	$(NOX) --session check-release
