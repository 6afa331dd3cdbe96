# make build, test, demo, bench, install PREFIX=/usr/local, deb: each installs what it misses.

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
FUZZ_SECONDS ?= 600
BENCH ?=

BINARIES := quada quada-lab
RELEASE := .build/release
PAGES := .build/pages
DEMO := fixtures/gtm-2014.yaml

# Linux binaries carry Swift's runtime with them where the toolchain has it to link; macOS has it in the system.
RUNTIME := $(shell $(SWIFT)c -print-target-info 2>/dev/null | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
STATIC := $(if $(filter Linux,$(shell uname)),$(if $(wildcard $(RUNTIME)_static),--static-swift-stdlib))
# Symbols are for who builds: without them a binary has two thirds of its size.
STRIP := $(if $(filter Linux,$(shell uname)),-s)
BUILD_FLAGS := --explicit-target-dependency-import-check error

# What ldns needs beside what pkg-config tells, once nothing is looked up at run time.
PORTABLE := -Xswiftc -static-executable $(foreach library,unistring ssl crypto,-Xlinker -l$(library))

.PHONY: all build binaries pages portable test test-package fuzz bench demo examples install uninstall deb lint format \
  deps deps-build deps-portable deps-test deps-bench clean

all: build

build: binaries pages

binaries: deps-build
	$(SWIFT) build -c release $(STATIC) $(BUILD_FLAGS) --product quada
	$(SWIFT) build -c release $(STATIC) $(BUILD_FLAGS) --product quada-lab

# The manual and the completions, from what the binaries say of themselves.
pages: binaries
	$(SWIFT) build -c release $(STATIC) $(BUILD_FLAGS) --product generate-manual
	.ci/generate-pages $(RELEASE) $(RELEASE)/generate-manual $(PAGES)

# One file that needs no library at all, nor a file system beside /proc: for a container, or another Linux. Compiled
# apart from the rest, since its flags are others.
portable: deps-portable
	$(SWIFT) build -c release --scratch-path .build/portable --static-swift-stdlib $(PORTABLE) $(BUILD_FLAGS) --product quada

# The tests, then the fuzzer for as long as its script thinks short.
test: deps
	$(SWIFT) test --no-parallel $(BUILD_FLAGS)
	@if [ -x Tests/Fuzz/run.sh ]; then echo Tests/Fuzz/run.sh; Tests/Fuzz/run.sh; fi

# The installation and the Debian package, with what make build made: installed, run and removed.
test-package: deps-test
	Tests/Package/run.sh

# A longer hunt, by hand.
fuzz: deps-build
	Tests/Fuzz/run.sh $(FUZZ_SECONDS)

# quada against dnsperf, Zonemaster and DNSViz over a local Internet; a quarter of an hour, on Linux only. With longer lists:
# make bench BENCH="--sizes 1000 10000 100000 1000000". What the options are: Benchmarks/bench.py --help.
bench: deps-bench binaries
	Benchmarks/bench.py $(BENCH)

# The load-balancers of 2014, in memory, and a zone that is guarded. Finding the faults is exit status 1, which is what
# the demo wants to see.
demo: build
	@$(RELEASE)/quada audit --no-config --lab $(DEMO) --format text=reports/gtm-2014.txt \
	  --format json=reports/gtm-2014.json --format html=reports/gtm-2014.html www.shop.test; \
	  status=$$?; test $$status -eq 1 || { echo "demo: exit status $$status, expected 1" >&2; exit 1; }
	@cat reports/gtm-2014.txt
	@echo
	@$(RELEASE)/quada zone --lab fixtures/guarded-zone.yaml --config fixtures/guarded-zone/quada.yaml \
	  --output .build/guarded-zone.txt fixtures/guarded-zone/guarded.test.zone; \
	  status=$$?; test $$status -eq 1 || { echo "demo: exit status $$status, expected 1" >&2; exit 1; }
	@tail -20 .build/guarded-zone.txt
	@echo
	@echo "demo: the faults were found; see also reports/gtm-2014.html and reports/gtm-2014.json"

# What is generated and kept: run it after a change of words, and explain the change.
examples: build
	@mkdir -p reports/examples
	@while read -r file scenario name; do \
	  $(RELEASE)/quada audit --fail-on never --lab fixtures/$$scenario.yaml --output reports/examples/$$file.txt $$name || exit 1; \
	done < reports/examples/LIST
	$(RELEASE)/quada rules --format markdown --output reports/rules.md

# Where each shell looks of itself.
SHARE = $(DESTDIR)$(PREFIX)/share
MAN = $(SHARE)/man/man1
BASH_COMPLETIONS = $(SHARE)/bash-completion/completions
ZSH_COMPLETIONS = $(SHARE)/zsh/site-functions
FISH_COMPLETIONS = $(SHARE)/fish/vendor_completions.d

# Builds first if it must; as root after a build by an ordinary user, nothing is built anew.
install:
	@test -x $(RELEASE)/quada -a -x $(RELEASE)/quada-lab -a -d $(PAGES)/man1 || $(MAKE) build
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(MAN)" "$(BASH_COMPLETIONS)" "$(ZSH_COMPLETIONS)" "$(FISH_COMPLETIONS)"
	for binary in $(BINARIES); do install $(STRIP) -m 755 $(RELEASE)/$$binary "$(DESTDIR)$(PREFIX)/bin/" || exit 1; done
	install -m 644 $(PAGES)/man1/*.1 "$(MAN)/"
	install -m 644 $(PAGES)/bash/* "$(BASH_COMPLETIONS)/"
	install -m 644 $(PAGES)/zsh/* "$(ZSH_COMPLETIONS)/"
	install -m 644 $(PAGES)/fish/* "$(FISH_COMPLETIONS)/"

# By pattern, so that a page that an earlier version had goes as well.
uninstall:
	for binary in $(BINARIES); do \
	  rm -f "$(DESTDIR)$(PREFIX)/bin/$$binary" "$(BASH_COMPLETIONS)/$$binary" "$(ZSH_COMPLETIONS)/_$$binary" \
	    "$(FISH_COMPLETIONS)/$$binary.fish" || exit 1; \
	done
	rm -f "$(MAN)"/quada.1 "$(MAN)"/quada-*.1

# .build/deb/quada_VERSION_ARCHITECTURE.deb
deb:
	@test -x $(RELEASE)/quada -a -x $(RELEASE)/quada-lab -a -d $(PAGES)/man1 || $(MAKE) build
	.ci/kits/debian/build .build/deb

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

format:
	$(SWIFT) format --in-place --recursive Sources Tests Package.swift

deps:
	.ci/install-dependencies build test

deps-build:
	.ci/install-dependencies build

deps-portable:
	.ci/install-dependencies build portable

deps-test:
	.ci/install-dependencies test

deps-bench:
	.ci/install-dependencies build bench

clean:
	$(SWIFT) package clean
