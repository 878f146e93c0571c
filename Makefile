# `make test` is everything that must hold, on a machine with Rust (rustfmt, clippy), Python 3.11 or newer with venv, gcc and
# make. One profile serves all of it, so that dependencies are compiled once. What is missing and not required is said aloud.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:

CARGO ?= cargo
PYTHON ?= python3
export CARGO_TARGET_DIR ?= $(CURDIR)/target

.PHONY: test fmt clippy small rust constant-time fuzz python c valgrind deny
.NOTPARALLEL:

test: fmt clippy small rust constant-time python c deny
	@echo "make test: everything held"

fmt:
	$(CARGO) fmt --all --check

clippy:
	$(CARGO) clippy --release --workspace --all-targets -- -D warnings

# A Rust service takes the trunk without file formats.
small:
	$(CARGO) check --release -p weimu --no-default-features

rust:
	if $(CARGO) nextest --version >/dev/null 2>&1; then \
	  $(CARGO) nextest run --release --workspace --no-fail-fast && $(CARGO) test --release --workspace --doc; \
	else \
	  $(CARGO) test --release --workspace --no-fail-fast; \
	fi

# What memcheck says about branches and addresses that depend on secrets is in the log: those that are meant to be, too.
constant-time: valgrind
	if command -v valgrind >/dev/null && [ "$$(uname -m)" = x86_64 ]; then \
	  log='$(CARGO_TARGET_DIR)/constant-time.log'; \
	  WEIMU_VALGRIND=1 $(CARGO) --config "target.'cfg(all())'.runner = ['valgrind', '--quiet', '--error-limit=no', '--log-file=$$log']" \
	    test --release -p weimu-crypto --test constant_time -- --test-threads=1 \
	    || { echo "what depends on secrets: $$log"; exit 1; }; \
	else \
	  echo "SKIPPED: valgrind on x86-64 is not here; that ciphers neither branch nor load by secrets was not checked"; \
	fi

# Not a part of `make test`, which replays `corpora/fuzz` alone. Needs a nightly compiler, cargo-fuzz and a C++ compiler.
FUZZ_SECONDS ?= 600
fuzz:
	cd tests/fuzz && for target in open reveal ff1 scan; do \
	  mkdir -p corpus/$$target; \
	  env -u CARGO_TARGET_DIR $(CARGO) +nightly fuzz run --fuzz-dir . $$target corpus/$$target ../../corpora/fuzz/$$target \
	    -- -max_total_time=$(FUZZ_SECONDS); \
	done

python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(MAKE) -C python test PYTHON=$(PYTHON)

c: valgrind
	$(MAKE) -C ffi test

valgrind:
	if ! command -v valgrind >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  (apt-get update -q && apt-get install -q -y valgrind) >/dev/null 2>&1 || true; \
	fi

deny:
	if $(CARGO) deny --version >/dev/null 2>&1; then \
	  $(CARGO) deny check licenses bans sources; \
	else \
	  echo "SKIPPED: cargo deny is not installed; licences and sources of dependencies were not checked"; \
	fi
