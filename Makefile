# The commands for development. They require Python 3.9 or newer, a Rust toolchain, a C compiler,
# make and network access; `make lint` and `make fuzz` compile libFuzzer, which requires C++. All
# else is installed under .envs/ and target/: environments are sessions of nox (noxfile.py).

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
# The core must build and pass its tests without Python, so PyO3 must not find one.
CARGO_CORE = PYO3_PYTHON=/nowhere cargo
ENVIRONMENTS = dev ours reference types smuggling docs coverage recipes debug bench bench-pure bench-ours
# Names the Python of all environments: with another PYTHON they are removed and created again.
NOX_STAMP = .envs/nox/$(shell $(PYTHON) -c 'import sys; print(sys.implementation.cache_tag + sys.abiflags)')

.PHONY: help environments demo test lint lint-rust types test-core test-package test-docs \
	test-clients test-examples upstream-suite test-all-pythons test-freethreaded test-attacks \
	test-robustness test-long test-debug test-sanitizers soak coverage coverage-core \
	coverage-package mutants compare fuzz-api bench bench-core bench-growth fuzz fuzz-keep fuzz-smoke \
	smuggling docs has-dot index wheel sdist check-release test-install clean $(ENVIRONMENTS:%=.envs/%)
.NOTPARALLEL:

# Prints the headings, which are lines that begin with `##`, and the text after `##` of each target.
help:
	@awk -F ':.*## ' '/^## / { print (n++ ? "\n" : "") substr($$0, 4) } \
		/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

## Try it

demo: $(NOX_STAMP) ## build the wheel, run real programs on it, measure its speed
	$(NOX) --session demo

wheel: $(NOX_STAMP) ## build the release wheel, in dist/ (PYTHONS="python3.9 python3.13")
	$(NOX) --session wheel -- $(PYTHONS)

# On all cores. A file's tests share a worker, since they share what the file starts.
test: test-core fuzz-smoke environments .envs/recipes upstream-suite ## run all tests
	$(DEV) -m pytest --numprocesses auto --dist loadfile tests/package tests/smuggling \
		tests/robustness tests/attacks tests/clients tests/compare tests/fuzz_api tests/docs \
		tests/examples tests/install tests/release benchmarks

## Set up

environments: .envs/dev .envs/ours .envs/reference ## the environments of most tests

$(NOX_STAMP):
	@echo "installing nox in .envs/"
	@rm -rf .envs/nox $(ENVIRONMENTS:%=.envs/%)
	$(PYTHON) -m venv .envs/nox
	.envs/nox/bin/python -m pip install --quiet --upgrade pip
	.envs/nox/bin/python -m pip install --quiet --group nox
	touch $@

$(ENVIRONMENTS:%=.envs/%): .envs/%: $(NOX_STAMP)
	$(NOX) --session $*

clean: ## remove the environments and everything that was built
	rm -rf .envs target dist fuzz/target

## Test

# The first line checks that PyO3 is not a dependency of the core.
test-core: ## the core, in Rust, without Python
	@! cargo tree --locked --edges normal,build | grep -i pyo3
	$(CARGO_CORE) test --locked

test-package: .envs/dev ## the package
	$(DEV) -m pytest tests/package

test-docs: .envs/dev ## examples, tables and links of the documentation
	$(DEV) -m pytest tests/docs

test-clients: environments ## servers and clients, on h11-rust and h11 0.16.0; updates a table
	$(DEV) -m pytest tests/clients --write-table

test-examples: environments ## the programs in examples/, on h11-rust and h11 0.16.0
	$(DEV) -m pytest tests/examples

test-install: .envs/dev .envs/reference .envs/recipes ## the recipes of docs/install.md, on a local index
	$(DEV) -m pytest tests/install

upstream-suite: .envs/dev ## the test suite of h11 0.16.0
	$(DEV) tests/upstream/run.py

test-attacks: .envs/dev ## programs that try to crash the process, each TIMES=20 times
	$(DEV) -m pytest tests/attacks --times $(TIMES)

test-robustness: .envs/dev ## memory, leaks, threads, hostile objects: a short run
	$(DEV) -m pytest tests/robustness

test-long: .envs/dev ## test-robustness with CYCLES=1000000 repetitions
	$(DEV) -m pytest tests/robustness --cycles $(CYCLES) --verbose

test-debug: .envs/debug ## test-package and test-robustness on a build with overflow checks
	.envs/debug/bin/python -m pytest tests/package tests/robustness

test-all-pythons: $(NOX_STAMP) ## the package on every installed Python (ONLY="3.9 3.14t")
	$(NOX) --session pythons $(if $(ONLY),--pythons $(ONLY))

test-freethreaded: $(NOX_STAMP) ## the package without the GIL (PYTHON=python3.14t TIME=60)
	$(NOX) --session freethreaded -- $(if $(filter-out file,$(origin TIME)),$(TIME),60)

test-sanitizers: ## with AddressSanitizer (PYTHON_DEBUG=python3-dbg SHORT=1 PLANTED=1)
	$(PYTHON) tests/sanitizers/run.py $(if $(SHORT),--short) $(if $(PLANTED),--planted) \
		$(if $(ONLY),--only $(ONLY)) $(if $(PYTHON_DEBUG),--python $(PYTHON_DEBUG))

soak: .envs/ours ## servers with well-behaved and hostile clients, TIME=600 s
	$(OURS) -m tests.robustness.soak --time $(TIME)

compare: environments ## compare with h11 0.16.0 for TIME=600 s (REPORT=FILE)
	$(DEV) -m tests.compare.compare --time $(TIME) $(if $(REPORT),--report $(REPORT))

## Check

lint: .envs/dev lint-rust types ## formatting, lints, types, spelling
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
		|| (echo "error: only src/python/ may name PyO3" && false)

# Example programs are checked against the stubs of this package and of h11 0.16.0.
types: .envs/types .envs/ours .envs/reference ## stubs and docstrings: mypy, stubtest, pyright
	.envs/types/bin/python -m pytest tests/types

coverage: coverage-core coverage-package ## coverage-core and coverage-package

coverage-core: $(NOX_STAMP) ## lines of the core (without src/python/): fails below 98 %
	$(NOX) --session coverage-core

coverage-package: .envs/coverage ## lines and branches of python/h11/: fails below 100 %
	mkdir -p target/coverage
	.envs/coverage/bin/python -m coverage erase
	.envs/coverage/bin/python -m coverage run -m pytest tests/package
	.envs/coverage/bin/python -m coverage combine --quiet
	.envs/coverage/bin/python -m coverage report

# .cargo/mutants.toml lists the mutated files and the equivalent mutants.
mutants: ## mutation testing of the core (ONLY=REGEX SHARD=0/3 JOBS=2)
	@cargo mutants --version > /dev/null || (echo "error: cargo-mutants is not installed:" \
		"cargo install cargo-mutants --locked" && false)
	$(CARGO_CORE) mutants --output target --jobs $(JOBS) $(if $(ONLY),--re '$(ONLY)') \
		$(if $(SHARD),--shard $(SHARD) --sharding round-robin)

## Fuzz

CARGO_FUZZ = .envs/cargo/bin/cargo-fuzz

$(CARGO_FUZZ):
	cargo install cargo-fuzz --version 0.13.2 --locked --quiet --root .envs/cargo --target-dir target/cargo-fuzz

# The stable compiler knows sanitizers only with RUSTC_BOOTSTRAP.
FUZZ = $(if $(filter none,$(SANITIZER)),,RUSTC_BOOTSTRAP=1) $(CARGO_FUZZ) fuzz run --sanitizer $(SANITIZER) \
	--target-dir fuzz/target/$(SANITIZER)

fuzz: $(CARGO_FUZZ) ## the core: each of FUZZ_TARGETS for TIME=600 s (SANITIZER=address)
	@for target in $(FUZZ_TARGETS); do \
		mkdir -p fuzz/found/$$target; \
		echo "$$target: $(TIME) seconds"; \
		$(FUZZ) $$target fuzz/found/$$target fuzz/corpus/$$target -- -max_total_time=$(TIME) \
			-dict=fuzz/http.dict -timeout=20 -print_final_stats=1 || exit 1; \
	done

fuzz-keep: $(CARGO_FUZZ) ## add to its kept inputs what runs have found, if it reaches new code
	@for target in $(FUZZ_TARGETS); do \
		$(FUZZ) $$target fuzz/corpus/$$target fuzz/found/$$target -- -merge=1 -max_len=600 || exit 1; \
	done

# Ordinary tests, which need no fuzzer. Optimized, since they count work for up to 1 MiB.
fuzz-smoke: ## the core: kept inputs of the fuzzer, and that work is linear
	CARGO_PROFILE_DEV_OPT_LEVEL=1 $(CARGO_CORE) test --locked --features count-work \
		--target-dir target/count-work --test core -- fuzz_seeds work_

fuzz-api: .envs/dev .envs/reference ## the Python API, TIME=600 s (THREADS SEED FUZZED=COMMAND)
	$(DEV) -m tests.fuzz_api.fuzz_api --time $(TIME) --threads $(THREADS) $(if $(SEED),--seed $(SEED)) \
		$(if $(FUZZED),--fuzzed "$(FUZZED)")

## Measure

bench: .envs/bench .envs/bench-ours ## speed and memory of four packages (QUICK=1 ONLY=NAME,... UPDATE=1)
	.envs/bench/bin/python -m benchmarks $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY)) \
		$(if $(UPDATE),--update)

bench-core: ## the core alone, compared with httparse
	cargo bench --locked --manifest-path benches/Cargo.toml --target-dir target/bench-core

bench-growth: .envs/bench .envs/bench-ours ## time by size of hostile inputs, as a plot
	.envs/bench/bin/python -m benchmarks.growth

# Includes node, nginx (with its echo module) and go if they are installed.
smuggling: .envs/smuggling ## test other servers, for docs/smuggling-servers.md
	.envs/smuggling/bin/python -m tests.smuggling.survey

## Documentation and releases

# Offline. The reference is generated from the installed wheel.
docs: has-dot .envs/docs ## build the site, in target/docs; needs Graphviz
	.envs/docs/bin/python -m sphinx -b html -W --keep-going -n -E docs target/docs

has-dot:
	@command -v dot > /dev/null || (echo "error: the state diagrams need the program dot:" \
		"install Graphviz (on Debian: apt-get install graphviz)" && false)

index: ## build a package index of dist/, in target/index (FILES=URL)
	$(PYTHON) release/index.py $(if $(FILES),--files $(FILES)) dist target/index

sdist: $(NOX_STAMP) ## build the source distribution, in dist/
	.envs/nox/bin/python -m maturin sdist --out dist

check-release: wheel sdist ## build wheel and sdist, check contents, platforms, licences
	$(NOX) --session check-release
