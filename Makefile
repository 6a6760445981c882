# SPDX-License-Identifier: GPL-2.0-or-later
#
# Waymark: `make run` to try it, `make test` to test it; `make help` lists the rest.
# Every directory below src/ is one process or one library; the lists are made from the folders, so a new file needs no line here.

BUILD   ?= build
PREFIX  ?= /usr/local
SYSCONF ?= /etc
CC      ?= gcc
MODEM   ?=

# Debian 12's packages, installed by the targets that need them.
PACKAGES_BUILD = gcc libc6-dev make pkg-config libgammu-dev libsqlite3-dev libconfig-dev \
                 libutf8proc-dev libsodium-dev libseccomp-dev libgettextpo-dev libmicrohttpd-dev
PACKAGES_TEST  = $(PACKAGES_BUILD) libcmocka-dev gammu gammu-smsd sqlite3 osmo-hlr kannel kannel-extras curl
PACKAGES_PEERS = $(PACKAGES_TEST) smstools e2fsprogs iproute2
PACKAGES_CHECK = $(PACKAGES_TEST) clang clang-tidy clang-format libclang-rt-14-dev valgrind
SUDO = $(if $(filter 0,$(shell id -u)),,sudo)

CFLAGS  ?= -O2 -g
WARN     = -Wall -Wextra -Wpedantic -Wswitch-enum -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
           -Wpointer-arith -Wwrite-strings $(if $(WERROR),-Werror)
HARDEN   = -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE
LDHARDEN = -pie -Wl,-z,relro,-z,now,--as-needed
SANITIZE ?=
# `make SECCOMP=no BUILD=build/plain` for valgrind, which needs system calls of its own.
SECCOMP ?= $(if $(SANITIZE),no,yes)
# `make GAMMU_TRACE=yes BUILD=build/trace` for a bench with a modem and nobody's messages; see src/modem/trace.h.
GAMMU_TRACE ?=
# `make V=1` shows the whole commands.
V ?=
SAY = $(if $(V),@:,@echo "  $(1) $@")
Q   = $(if $(V),,@)
ALL_CFLAGS  = -std=c11 -D_GNU_SOURCE -D_TIME_BITS=64 -D_FILE_OFFSET_BITS=64 -Isrc -I$(BUILD)/gen \
              $(WARN) $(if $(filter no,$(SECCOMP)),-DWAYMARK_NO_SECCOMP) $(if $(filter yes,$(GAMMU_TRACE)),-DWAYMARK_GAMMU_TRACE) \
              $(if $(SANITIZE),$(SANITIZE),$(HARDEN)) $(CFLAGS) -MMD -MP
ALL_LDFLAGS = $(if $(SANITIZE),$(SANITIZE),$(LDHARDEN)) $(LDFLAGS)

PKG      = libconfig libutf8proc libsodium
PKGDIR_FLAGS = $(shell pkg-config --cflags $(1) 2>/dev/null)
LIBS_COMMON  = $(shell pkg-config --libs libconfig libutf8proc libsodium libseccomp) -lm
LIBS_SQLITE  = $(shell pkg-config --libs sqlite3)
LIBS_GAMMU   = $(shell pkg-config --libs gammu)
LIBS_HTTP    = $(shell pkg-config --libs libmicrohttpd)
# GPL-3+: src/cli only, so only `waymark` and the tests; it has no pkg-config file.
LIBS_PO      = -lgettextpo

# --- what is built from what ------------------------------------------------------------------
LIBRARIES = common wire words menu
PROCESSES = parent modem engine ledger gsup http
src_of    = $(sort $(wildcard src/$(1)/*.c))
obj_of    = $(patsubst %.c,$(BUILD)/%.o,$(1))

MAINS       = src/parent/main.c src/cli/main.c
LIB_SRC     = $(foreach d,$(LIBRARIES),$(call src_of,$(d)))
PROC_SRC    = $(filter-out $(MAINS),$(foreach d,$(PROCESSES),$(call src_of,$(d))))
CLI_SRC     = $(filter-out $(MAINS),$(call src_of,cli))
SIM_SRC     = $(sort $(wildcard tests/simmodem/*.c))
PHONE_SRC   = $(sort $(wildcard tests/phone/*.c))
HARNESS_SRC = $(sort $(wildcard tests/scenario/harness*.c))
NETWORK_SRC = $(sort $(wildcard tests/gsup/*.c))
TWINS_SRC   = $(sort $(wildcard tests/twins/*.c))
FORENSIC_SRC = $(sort $(wildcard tests/forensic/*.c))
UNIT_SH     = $(sort $(wildcard tests/unit/test_*.sh))
UNIT_SRC    = $(sort $(wildcard tests/unit/test_*.c))
SCEN_SRC    = $(sort $(wildcard tests/scenario/test_*.c))
FUZZ_SRC    = $(sort $(wildcard tests/fuzz/fuzz_*.c))

# pauses.o replaces usleep() for libgammu and must be linked whether referenced or not.
PAUSES      = $(BUILD)/src/modem/pauses.o
LIBWAYMARK  = $(BUILD)/libwaymark.a

.DEFAULT_GOAL := all
.PHONY: all run test check-all check-test check-build check-sanitizers check-faults check-kannel check-power check-gsup \
        check-storms check-soak check-tidy bench bench-peers soak install deb clean help format check-source tidy \
        packages-build packages-test packages-check packages-peers test-build test-run
.SECONDARY:

all: $(BUILD)/waymarkd $(BUILD)/waymark

help:
	@echo 'make run            a phone on this terminal, answered by the real gateway (simulated modem)'
	@echo 'make run MODEM=/dev/ttyUSB0   the real gateway on a real modem'
	@echo 'make test           unit, scenario and fuzz-smoke tests'
	@echo 'make check-all      also sanitizers, kill storms, valgrind, clang-tidy, longer fuzzing; 45 minutes'
	@echo 'make bench          the budgets of the design; make bench-peers: other gateways beside it'
	@echo 'make soak           100,000 messages: memory, descriptors and databases stay flat'
	@echo 'make                builds build/waymarkd and build/waymark'
	@echo 'make install DESTDIR= PREFIX=   what an operator installs'
	@echo 'make format, make check-source, make tidy, make clean'

$(BUILD)/src/modem/%.o: ALL_CFLAGS += $(call PKGDIR_FLAGS,gammu)
$(BUILD)/tests/%.o: ALL_CFLAGS += $(call PKGDIR_FLAGS,gammu) -Itests

$(call obj_of,$(call src_of,ledger)): $(BUILD)/gen/schema.h
$(BUILD)/gen/schema.h: $(wildcard src/ledger/schema*.sql)
	@mkdir -p $(@D)
	@for f in $^; do n=$$(basename $$f .sql | tr - _); printf 'static const char %s_sql[] =\n' $$n; \
	  sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/.*/"&\\n"/' $$f; printf ';\n'; done > $@

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call SAY,cc  )
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(LIBWAYMARK): $(call obj_of,$(LIB_SRC) $(PROC_SRC) $(CLI_SRC))
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/waymarkd: $(BUILD)/src/parent/main.o $(call obj_of,$(LIB_SRC) $(PROC_SRC))
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_GAMMU) $(LIBS_HTTP) $(LIBS_SQLITE) $(LIBS_COMMON)

$(BUILD)/waymark: $(BUILD)/src/cli/main.o $(call obj_of,$(LIB_SRC) $(CLI_SRC))
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_SQLITE) $(LIBS_PO) $(LIBS_COMMON)

# The daemon with the fault points of src/common/fault.h: what tests/scenario/test_504_faults.c kills.
FAULTS = $(BUILD)/faults
$(FAULTS)/%.o: %.c
	@mkdir -p $(@D)
	$(call SAY,cc  )
	$(Q)$(CC) $(ALL_CFLAGS) -DWAYMARK_FAULTS $(call PKGDIR_FLAGS,gammu) -c -o $@ $<
$(patsubst %.c,$(FAULTS)/%.o,$(call src_of,ledger)): $(BUILD)/gen/schema.h
$(FAULTS)/waymarkd: $(patsubst %.c,$(FAULTS)/%.o,$(PROC_SRC) src/parent/main.c tests/faults/fault.c tests/power/card.c) $(call obj_of,$(LIB_SRC))
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_GAMMU) $(LIBS_SQLITE) $(LIBS_HTTP) $(LIBS_COMMON)

$(BUILD)/simmodem: $(call obj_of,$(SIM_SRC))
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

$(BUILD)/phone: $(call obj_of,$(PHONE_SRC))
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

# --- tests ------------------------------------------------------------------------------------
UNIT_BIN = $(patsubst %.c,$(BUILD)/%,$(UNIT_SRC))
SCEN_BIN = $(patsubst %.c,$(BUILD)/%,$(SCEN_SRC))
FUZZ_BIN = $(patsubst %.c,$(BUILD)/%,$(FUZZ_SRC))
TEST_LIBS = -lcmocka $(LIBS_GAMMU) $(LIBS_HTTP) $(LIBS_SQLITE) $(LIBS_PO) $(LIBS_COMMON)

$(BUILD)/tests/unit/test_simmodem_%: $(BUILD)/tests/unit/test_simmodem_%.o \
                                     $(filter-out %/main.o,$(call obj_of,$(SIM_SRC)))
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lcmocka
# card.o takes the place of the C library's calls.
POWER = $(call obj_of,$(sort $(wildcard tests/power/*.c)))
$(BUILD)/tests/unit/test_ledger_power: $(BUILD)/tests/unit/test_ledger_power.o $(POWER) $(LIBWAYMARK)
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(TEST_LIBS)
$(BUILD)/tests/unit/test_forensic: $(BUILD)/tests/unit/test_forensic.o $(call obj_of,$(FORENSIC_SRC)) $(LIBWAYMARK)
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lcmocka $(LIBS_COMMON)
$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(LIBWAYMARK)
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(TEST_LIBS)
$(BUILD)/tests/scenario/test_314%: $(BUILD)/tests/scenario/test_314%.o $(call obj_of,$(HARNESS_SRC) $(FORENSIC_SRC)) $(LIBWAYMARK)
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(TEST_LIBS)
$(BUILD)/tests/scenario/test_616_twins: $(call obj_of,tests/scenario/test_616_twins.c $(TWINS_SRC) $(HARNESS_SRC)) $(LIBWAYMARK)
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(TEST_LIBS)
$(BUILD)/tests/scenario/test_61%: $(BUILD)/tests/scenario/test_61%.o $(call obj_of,$(HARNESS_SRC) $(FORENSIC_SRC)) $(LIBWAYMARK)
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(TEST_LIBS)
$(BUILD)/tests/scenario/test_30%: $(BUILD)/tests/scenario/test_30%.o $(call obj_of,$(NETWORK_SRC) $(HARNESS_SRC) $(FORENSIC_SRC)) $(LIBWAYMARK)
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(TEST_LIBS)
$(BUILD)/tests/scenario/test_503_power: $(POWER)
$(BUILD)/tests/scenario/%: $(BUILD)/tests/scenario/%.o $(call obj_of,$(HARNESS_SRC)) $(LIBWAYMARK)
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(TEST_LIBS)
# It stands in for birth, death and USB itself.
$(BUILD)/tests/fuzz/fuzz_peers_parent: $(call obj_of,tests/fuzz/fuzz_peers_parent.c tests/fuzz/peers_message.c tests/fuzz/smoke.c) $(LIBWAYMARK)
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_COMMON)
$(BUILD)/tests/fuzz/fuzz_peers_%: $(BUILD)/tests/fuzz/fuzz_peers_%.o $(call obj_of,tests/fuzz/peers.c tests/fuzz/peers_message.c tests/fuzz/smoke.c $(HARNESS_SRC)) $(LIBWAYMARK)
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_GAMMU) $(LIBS_HTTP) $(LIBS_SQLITE) $(LIBS_PO) $(LIBS_COMMON)
$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/smoke.o $(LIBWAYMARK)
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_GAMMU) $(LIBS_HTTP) $(LIBS_SQLITE) $(LIBS_PO) $(LIBS_COMMON)

test-build: all $(FAULTS)/waymarkd $(BUILD)/simmodem $(BUILD)/phone $(UNIT_BIN) $(SCEN_BIN) $(FUZZ_BIN)

test-run: test-build check-source
	@WAYMARK_BUILD=$(BUILD) sh tests/run.sh $(UNIT_BIN) $(UNIT_SH) $(FUZZ_BIN) $(SCEN_BIN)

test: packages-test
	@$(MAKE) --no-print-directory -j$$(nproc) test-build
	@$(MAKE) --no-print-directory test-run

run: packages-build
	@$(MAKE) --no-print-directory -j$$(nproc) all $(BUILD)/simmodem $(BUILD)/phone >&2
	@$(BUILD)/phone --build $(BUILD) $(if $(MODEM),--modem $(MODEM))

# Never overwrites what people have edited: see conf/install.sh.
install: packages-build
	@$(MAKE) --no-print-directory -j$$(nproc) all >&2
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' SYSCONF='$(SYSCONF)' BUILD='$(BUILD)' sh conf/install.sh

check-source:
	@sh tests/check_source.sh

$(BUILD)/accuracy: $(BUILD)/tests/accuracy/measure.o $(LIBWAYMARK)
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_COMMON)

$(BUILD)/bench: $(BUILD)/tests/bench/bench.o $(BUILD)/tests/bench/fronts.o $(call obj_of,$(HARNESS_SRC)) $(LIBWAYMARK)
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_COMMON)

$(BUILD)/soak: $(BUILD)/tests/bench/soak.o $(call obj_of,$(HARNESS_SRC)) $(LIBWAYMARK)
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_COMMON)

$(BUILD)/bench_peers: $(BUILD)/tests/bench/peers.o $(BUILD)/tests/bench/peers_look.o $(call obj_of,$(HARNESS_SRC)) $(LIBWAYMARK)
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_COMMON)

$(BUILD)/storm_%: $(BUILD)/tests/scenario/storm_%.o $(call obj_of,$(HARNESS_SRC)) $(LIBWAYMARK)
	$(call SAY,link)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_COMMON)

# The budgets of the design, and how well texts are understood. WAYMARK_BENCH_RUNS=5 runs of about three minutes.
bench: packages-test
	@$(MAKE) --no-print-directory -j$$(nproc) all $(BUILD)/simmodem $(BUILD)/bench $(BUILD)/accuracy
	@echo 'How well texts are understood:'; $(BUILD)/accuracy; \
	  for set in texts2 texts3 texts4 texts5 texts6 texts7 texts8; do echo "$$set.tsv, written blind:"; $(BUILD)/accuracy tests/accuracy/$$set.tsv; done
	@echo 'The first with six times the keywords:'; sh tests/accuracy/grow.sh messages $(BUILD)/grown 800; \
	  $(BUILD)/accuracy --messages $(BUILD)/grown
	@echo 'With about 1,000 keywords in the texts, and with a hundred times as many:'; \
	  sh tests/accuracy/grow.sh messages $(BUILD)/few 0 11; $(BUILD)/accuracy --messages $(BUILD)/few; \
	  sh tests/accuracy/grow.sh messages $(BUILD)/grown 1040 11; $(BUILD)/accuracy --messages $(BUILD)/grown
	@WAYMARK_BUILD=$(BUILD) $(BUILD)/bench --csv $(BUILD)/bench.csv
	@echo 'every run in $(BUILD)/bench.csv'

# The same job on the gateways that others run, side by side. WAYMARK_BENCH_RUNS=5 runs of about five minutes.
bench-peers: packages-peers
	@$(MAKE) --no-print-directory -j$$(nproc) all $(BUILD)/simmodem $(BUILD)/bench_peers
	@WAYMARK_BUILD=$(BUILD) $(BUILD)/bench_peers --csv $(BUILD)/bench-peers.csv
	@echo 'every run in $(BUILD)/bench-peers.csv'

# 100,000 messages, and some under valgrind.
soak: packages-check
	@$(MAKE) --no-print-directory -j$$(nproc) all $(BUILD)/simmodem $(BUILD)/soak
	@WAYMARK_BUILD=$(BUILD) $(BUILD)/soak
	@WAYMARK_BUILD=$(BUILD) $(BUILD)/soak --valgrind

# 45 minutes on two processors, sanitizers 18 of them, storms 8, faults and tests 5 each: all tests under sanitizers, storms of kills, valgrind, clang-tidy, longer fuzzing.
SAN = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
# All pieces, whatever the others say, and a verdict; `make check-all PIECES="storms soak"` for some. Each is a target: `make check-storms`.
PIECES ?= test sanitizers faults edits kannel power gsup storms soak tidy
check-all: packages-check
	@sh tests/pieces.sh '$(MAKE) --no-print-directory' $(PIECES)

check-test: test
check-soak: soak
check-tidy: tidy
check-sanitizers: packages-check
	@$(MAKE) --no-print-directory -j$$(nproc) BUILD=$(BUILD)/san SANITIZE='$(SAN)' test-build
	@WAYMARK_BUILD=$(BUILD)/san WAYMARK_FUZZ_RUNS=200000 ASAN_OPTIONS=detect_leaks=0 \
	  sh tests/run.sh $(patsubst $(BUILD)/%,$(BUILD)/san/%,$(UNIT_BIN) $(FUZZ_BIN) $(SCEN_BIN))
check-build: packages-check
	@$(MAKE) --no-print-directory -j$$(nproc) test-build
check-faults: check-build
	@WAYMARK_BUILD=$(BUILD) WAYMARK_FAULT_ROUNDS=22 $(BUILD)/tests/scenario/test_504_faults
check-edits: check-build
	@WAYMARK_EDITS=1000 $(BUILD)/tests/unit/test_unsound
check-kannel: check-build
	@WAYMARK_BUILD=$(BUILD) WAYMARK_KANNEL_MESSAGES=10000 $(BUILD)/tests/scenario/test_321_kannel
check-power: check-build
	@WAYMARK_CUTS=0 $(BUILD)/tests/unit/test_ledger_power
	@WAYMARK_BUILD=$(BUILD) WAYMARK_CUTS=200 $(BUILD)/tests/scenario/test_503_power
check-gsup: check-build
	@WAYMARK_BUILD=$(BUILD) WAYMARK_SESSIONS=10000 WAYMARK_BENCH=1 $(BUILD)/tests/scenario/test_303_gsup_many
check-storms: check-build
	@$(MAKE) --no-print-directory $(BUILD)/storm_instants $(BUILD)/storm_kills
	@WAYMARK_BUILD=$(BUILD) $(BUILD)/storm_instants
	@WAYMARK_BUILD=$(BUILD) $(BUILD)/storm_kills

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

# One file at a time: clang-tidy 14 mixes up va_lists when it is given many.
TIDY_CHECKS = -*,bugprone-*,clang-analyzer-*,-bugprone-easily-swappable-parameters,-bugprone-reserved-identifier,$\
              -clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling
tidy: packages-check
	@$(MAKE) --no-print-directory all
	@printf '%s\n' $(LIB_SRC) $(PROC_SRC) $(CLI_SRC) $(MAINS) | xargs -P $$(nproc) -I{} \
	  clang-tidy --quiet --warnings-as-errors='*' -checks='$(TIDY_CHECKS)' {} \
	  -- -std=c11 -D_GNU_SOURCE -Isrc -I$(BUILD)/gen $(call PKGDIR_FLAGS,gammu) 2>/dev/null
	@echo 'clang-tidy has nothing to say'

# --- packages ---------------------------------------------------------------------------------
# Asks dpkg first, so that a second run needs neither apt nor the network. What is installed for tests must not be started as a service
# (osmo-hlr, kannel, gammu-smsd): Debian asks policy-rc.d.
define install_packages
	@missing=''; for p in $(1); do \
	  dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then \
	  echo "installing:$$missing" >&2; \
	  export DEBIAN_FRONTEND=noninteractive; policy=/usr/sbin/policy-rc.d; \
	  if [ ! -e $$policy ]; then printf '#!/bin/sh\nexit 101\n' | $(SUDO) tee $$policy >/dev/null; $(SUDO) chmod 755 $$policy; \
	    trap "$(SUDO) rm -f $$policy" EXIT; fi; \
	  { $(SUDO) apt-get install -y -q --no-install-recommends $$missing \
	    || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q --no-install-recommends $$missing; }; } >&2; \
	fi
endef
packages-build:
	$(call install_packages,$(PACKAGES_BUILD))
packages-test:
	$(call install_packages,$(PACKAGES_TEST))
packages-peers:
	$(call install_packages,$(PACKAGES_PEERS))
packages-check:
	$(call install_packages,$(PACKAGES_CHECK))

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
