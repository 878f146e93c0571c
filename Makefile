# `make test` is everything that must hold, on a machine with Rust (rustfmt, clippy), Python 3.11 or newer with venv, gcc and
# make. One profile serves all of it, so that dependencies are compiled once. What is missing and not required is said aloud.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:

CARGO ?= cargo
CC := gcc
PYTHON ?= python3
VENV := target/venv
C_OUT := target/c

C_FLAGS := -std=c11 -O1 -g -Wall -Wextra -Werror -Iffi/include
C_LIBS := -Ltarget/release -lweimu -Wl,-rpath,$(CURDIR)/target/release
C_EXAMPLES := $(wildcard ffi/examples/*.c)

.PHONY: test fmt clippy rust python c c-library c-plain c-asan c-valgrind deny
.NOTPARALLEL:

test: fmt clippy rust python c deny
	@echo "make test: everything held"

fmt:
	$(CARGO) fmt --all --check

clippy:
	$(CARGO) clippy --release --workspace --all-targets -- -D warnings

rust:
	if $(CARGO) nextest --version >/dev/null 2>&1; then \
	  $(CARGO) nextest run --release --workspace --no-fail-fast && $(CARGO) test --release --workspace --doc; \
	else \
	  $(CARGO) test --release --workspace --no-fail-fast; \
	fi

$(VENV)/ready: python/requirements-test.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r python/requirements-test.txt
	touch $@

python: $(VENV)/ready
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall ./python
	cd python && ../$(VENV)/bin/python -m pytest

c: c-plain c-asan c-valgrind

c-library:
	$(CARGO) build --release -p weimu-ffi

c-plain: c-library
	mkdir -p $(C_OUT)
	for source in $(C_EXAMPLES); do \
	  program=$(C_OUT)/$$(basename $$source .c); \
	  $(CC) $(C_FLAGS) $$source -o $$program $(C_LIBS); \
	  echo "running $$program"; $$program; \
	done

# The C side alone is instrumented; the library frees what it allocates under its own allocator's eyes as well.
c-asan: c-library
	mkdir -p $(C_OUT)
	for source in $(C_EXAMPLES); do \
	  program=$(C_OUT)/$$(basename $$source .c)-asan; \
	  $(CC) $(C_FLAGS) -fsanitize=address -fno-omit-frame-pointer $$source -o $$program $(C_LIBS); \
	  echo "running $$program"; $$program; \
	done

c-valgrind: c-plain
	if ! command -v valgrind >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  (apt-get update -q && apt-get install -q -y valgrind) >/dev/null 2>&1 || true; \
	fi
	if ! command -v valgrind >/dev/null; then \
	  echo "SKIPPED: valgrind is not installed; the C programs were not run under it"; exit 0; \
	fi; \
	for source in $(C_EXAMPLES); do \
	  program=$(C_OUT)/$$(basename $$source .c); \
	  echo "running $$program under valgrind"; \
	  valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect $$program; \
	done

deny:
	if $(CARGO) deny --version >/dev/null 2>&1; then \
	  $(CARGO) deny check licenses bans sources; \
	else \
	  echo "SKIPPED: cargo deny is not installed; licences and sources of dependencies were not checked"; \
	fi
