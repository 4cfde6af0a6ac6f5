# gait: build, test, install. `make help` lists the targets, docs/dependencies.md what they need.
#
# Output goes below $(BUILD) only. CC, CFLAGS, CPPFLAGS, LDFLAGS, PREFIX and DESTDIR are honoured; a change of flags
# rebuilds. V=1 shows the commands, a non-empty CI makes warnings errors, STATIC=0 links libc as a shared library.

BUILD   ?= build
CFLAGS  ?= -O2 -g
PREFIX  ?= /usr/local
STATIC  ?= 1
JOBS    ?= $(shell nproc 2>/dev/null || echo 1)
CLANG   ?= clang
VERSION := $(shell sed -n 's/^.define GAIT_VERSION "\(.*\)"/\1/p' include/gait/version.h)

ROOMS   := base codec crypto sys net trust script gate evidence regress registry author ops
SUITES  := lint unit spec golden fault fuzz conformance

# The archive of a library where there is one, else what pkg-config says: $(call library,package,name)
dir_of   = $(shell pkg-config --variable=libdir $(1) 2>/dev/null)
library  = $(or $(wildcard $(call dir_of,$(1))/lib$(2).a),$(shell pkg-config --libs $(1) 2>/dev/null))
LUA_CPP := $(shell pkg-config --cflags lua5.4 2>/dev/null)
LUA     := $(call library,lua5.4,lua5.4)
LIBS    := $(LUA) $(call library,libsodium,sodium) $(call library,nettle,nettle) $(call library,yaml-0.1,yaml) -lm -pthread
# Calls inside Lua that gait answers itself, see src/script: the hash of strings and their order. -u pulls the answers
# in before Lua asks for them, also in a program that runs no script.
WRAP    := -Wl,--wrap=luaS_hash -Wl,--wrap=strcoll -Wl,-u,__wrap_luaS_hash

STD     := -std=c11 -D_POSIX_C_SOURCE=200809L -fvisibility=hidden
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef \
           -Wwrite-strings -Wformat=2 -Wcast-qual
WERROR  := $(if $(CI),-Werror)
SANITIZED := $(findstring sanitize,$(CFLAGS))
HARDEN  := -fstack-protector-strong -fPIE $(if $(SANITIZED)$(findstring -O0,$(CFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
RELRO   := -Wl,-z,relro -Wl,-z,now -Wl,--as-needed
# A static PIE starts 0.3 ms sooner than one with a dynamic loader, on every tool call; see docs/dependencies.md.
LIBC_A  := $(if $(SANITIZED)$(filter 0,$(STATIC)),,$(wildcard $(shell $(CC) -print-file-name=libc.a)))
PIE     := $(if $(LIBC_A),-static-pie,-pie)
TESTING := -DGAIT_TEST

GL_SRC   := $(wildcard src/author/gait_lua_*.c)
LIB_SRC  := $(filter-out $(GL_SRC) %_main.c,$(wildcard $(ROOMS:%=src/%/*.c)))
CLI_SRC  := $(wildcard src/cli/*.c)
TEST_SRC := $(wildcard tests/unit/test_*.c)
FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
GEN_OBJ  := gen/builtin_policies.o gen/builtin_modules.o
LIB_OBJ  := $(LIB_SRC:%.c=$(BUILD)/%.o) $(GEN_OBJ:%=$(BUILD)/%)
CLI_OBJ  := $(CLI_SRC:%.c=$(BUILD)/%.o)
GL_OBJ   := $(GL_SRC:%.c=$(BUILD)/%.o) $(BUILD)/gen/lua_modules.o
TLIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/test/%.o) $(GEN_OBJ:%=$(BUILD)/%)
TCLI_OBJ := $(CLI_SRC:%.c=$(BUILD)/test/%.o)
FLIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/fuzz/%.o) $(GEN_OBJ:%=$(BUILD)/%)
TESTS    := $(TEST_SRC:tests/unit/%.c=$(BUILD)/unit/%)
FUZZERS  := $(FUZZ_SRC:tests/fuzz/%.c=$(BUILD)/fuzz/%)
ORACLES  := $(patsubst tests/conformance/%.c,$(BUILD)/conformance/%,$(wildcard tests/conformance/*.c))
BENCHES  := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/*.c))

COMPILE  = $(CC) $(STD) $(WARN) $(WERROR) $(HARDEN) $(CFLAGS) $(CPPFLAGS) -MMD -MP
LIB_CPP := -Iinclude -Isrc $(LUA_CPP)
Q       := $(if $(V),,@)
say      = $(if $(V),@:,@printf '  %-5s %s\n')
SUB     := $(MAKE) --no-print-directory
export BUILD CC CLANG JOBS

.DEFAULT_GOAL := all
.PHONY: all demo test deps bench asan tidy fmt docs clean install uninstall help FORCE $(SUITES)
.DELETE_ON_ERROR:
.SECONDARY:

all: $(BUILD)/libgait.a $(BUILD)/gait $(BUILD)/gait-lua $(BUILD)/gait.pc.in ## build gait, gait-lua and libgait.a

demo: ## install what is missing, build, and show one decision end to end
	@$(SUB) deps GROUPS=build
	@$(SUB) -j$(JOBS) all
	@$(BUILD)/gait demo

test: ## install what is missing, build, run every suite, sum the results
	@$(SUB) deps
	@MAKE="$(MAKE)" sh tests/run.sh sum $(SUITES)

GROUPS := build test
deps: ## install the Debian packages that are missing
	@sh scripts/deps.sh $(GROUPS)

lint: all $(BUILD)/gait-test ## check floors, banned calls, sizes, tables, format and the binary
unit: $(TESTS) ## run the C tests
spec: all $(BUILD)/gait-test ## run the behaviour specs
golden: all ## compare outputs byte by byte; UPDATE=1 rewrites them
fault: all ## fail and kill at system calls
fuzz: $(FUZZERS) $(BUILD)/fuzz/many_decide ## replay the corpus and fuzz for FUZZ_SECONDS each
conformance: all $(TESTS) $(ORACLES) ## run the suites over the data in CONFORMANCE_DIR
$(SUITES):
	@sh tests/run.sh $@ $(if $(filter unit,$@),$(TESTS)) $(if $(filter fuzz,$@),$(FUZZERS))

SAN := address,undefined
asan: ## run the suites under the address and undefined-behaviour sanitizers
	@$(SUB) BUILD=build/asan CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=$(SAN) -fno-sanitize-recover=all" \
	    LDFLAGS="-fsanitize=$(SAN)" sum SUITES="unit spec golden conformance"
.PHONY: sum
sum:
	@MAKE="$(MAKE)" sh tests/run.sh sum $(SUITES)

RUNS := 100000
differential: $(BUILD)/fuzz/many_decide ## compare RUNS decisions with the plain evaluator in tests/fuzz/oracle.lua
	@$< $(RUNS) $(SEED)
.PHONY: differential

bench: all $(BENCHES) ## measure decisions: cold against the floor of the machine, and in a process that lives
	@GAIT_BIN=$(BUILD)/gait sh tests/bench/run.sh

tidy: ## run clang-tidy
	$(Q)echo $(LIB_SRC) $(CLI_SRC) $(GL_SRC) | xargs -n 4 -P $(JOBS) sh -c 'clang-tidy --quiet --warnings-as-errors="*" "$$@" -- \
	    $(STD) $(LIB_CPP) -Isrc/cli' clang-tidy

fmt: ## format the C files
	$(Q)clang-format -i $(wildcard include/gait/*.h src/*/*.[ch] tests/*/*.[ch])

docs: all ## write the pages that derive from tables
	@sh scripts/docs.sh write

clean: ## remove everything that was built
	$(Q)rm -rf $(BUILD)

export PREFIX DESTDIR
install: all ## install below $(DESTDIR)$(PREFIX)
	$(Q)sh scripts/install.sh install

uninstall: ## remove what install put there
	$(Q)sh scripts/install.sh uninstall

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 16

# A change of flags rebuilds: the stamp is touched only when its text differs.
FLAGS = $(CC) $(STD) $(WARN) $(WERROR) $(HARDEN) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) $(PIE) $(RELRO) $(WRAP) $(LIBS) $(LUA_CPP)
$(BUILD)/.flags: FORCE
	@mkdir -p $(@D)
	@echo '$(subst ','"'"',$(FLAGS))' | cmp -s - $@ || echo '$(subst ','"'"',$(FLAGS))' >$@

$(BUILD)/gait: $(CLI_OBJ) $(BUILD)/libgait.a
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) $(PIE) $(RELRO) $(LDFLAGS) $(WRAP) -o $@ $^ $(LIBS)
# What a C module of Lua asks for is all here, whether gait-lua calls it or not.
$(BUILD)/gait-lua: $(GL_OBJ) $(BUILD)/libgait.a
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) -pie -Wl,-E $(RELRO) $(LDFLAGS) $(WRAP) -o $@ $^ -Wl,--whole-archive $(LUA) -Wl,--no-whole-archive \
	    $(filter-out $(LUA),$(LIBS)) -ldl
$(BUILD)/gait-test: $(TCLI_OBJ) $(BUILD)/libgait-test.a
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) -pie $(RELRO) $(LDFLAGS) $(WRAP) -o $@ $^ $(LIBS)
$(BUILD)/libgait.a: $(LIB_OBJ)
$(BUILD)/libgait-test.a: $(TLIB_OBJ)
$(BUILD)/libgait-fuzz.a: $(FLIB_OBJ)
$(BUILD)/libgait%a:
	$(say) AR $@
	$(Q)rm -f $@ && ar rcs $@ $(filter %.o,$^)

# The archive of Lua by its name: its calls could not be answered inside of a shared library.
LUA_PC = $(if $(filter %.a,$(LUA)),-L$(dir $(LUA)) -l:$(notdir $(LUA)),$(LUA))
$(BUILD)/gait.pc.in: scripts/gait.pc.in include/gait/version.h $(BUILD)/.flags
	$(Q)sed 's|@VERSION@|$(VERSION)|; s|@WRAP@|$(WRAP)|; s|@LUA@|$(LUA_PC)|' $< >$@

# The shipped policies, compiled in: a signed binary means signed policies.
$(BUILD)/gen/builtin_policies.c: scripts/embed.sh $(shell find lua/policies -name '*.lua' 2>/dev/null)
	@mkdir -p $(@D)
	$(say) GEN $@
	$(Q)sh scripts/embed.sh policies >$@
$(BUILD)/gen/builtin_modules.c: scripts/embed.sh $(wildcard lua/stdlib/*.lua)
	@mkdir -p $(@D)
	$(say) GEN $@
	$(Q)sh scripts/embed.sh stdlib >$@
$(BUILD)/gen/lua_modules.c: scripts/embed.sh $(wildcard lua/author/*.lua)
	@mkdir -p $(@D)
	$(say) GEN $@
	$(Q)sh scripts/embed.sh modules >$@
$(BUILD)/gen/%.o: $(BUILD)/gen/%.c $(BUILD)/.flags
	$(say) CC $<
	$(Q)$(COMPILE) $(LIB_CPP) -c $< -o $@

$(BUILD)/src/cli/%.o: src/cli/%.c $(BUILD)/.flags
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(COMPILE) -Iinclude -Isrc/cli -c $< -o $@
$(BUILD)/src/%.o: src/%.c $(BUILD)/.flags
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(COMPILE) $(LIB_CPP) -c $< -o $@
$(BUILD)/test/src/cli/%.o: src/cli/%.c $(BUILD)/.flags
	@mkdir -p $(@D)
	$(say) CC "$< (test)"
	$(Q)$(COMPILE) $(TESTING) -Iinclude -Isrc/cli -c $< -o $@
$(BUILD)/test/src/%.o: src/%.c $(BUILD)/.flags
	@mkdir -p $(@D)
	$(say) CC "$< (test)"
	$(Q)$(COMPILE) $(TESTING) $(LIB_CPP) -c $< -o $@
LINK_TEST = $(CC) $(STD) -Wall -Wextra $(WERROR) $(HARDEN) $(CFLAGS) $(CPPFLAGS) $(TESTING) $(LIB_CPP) -Itests -MMD -MP \
            -MF $@.d -pie $(LDFLAGS) $(WRAP) -o $@ $< $(BUILD)/libgait-test.a -lcmocka -ljansson $(LIBS)
$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libgait-test.a
	@mkdir -p $(@D)
	$(say) TEST $@
	$(Q)$(LINK_TEST)
$(BUILD)/conformance/%: tests/conformance/%.c $(BUILD)/libgait-test.a
	@mkdir -p $(@D)
	$(say) TEST $@
	$(Q)$(LINK_TEST)

FUZZ_FLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
$(BUILD)/fuzz/src/%.o: src/%.c $(BUILD)/.flags
	@mkdir -p $(@D)
	$(say) FUZZ $<
	$(Q)$(CLANG) $(STD) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link $(TESTING) $(LIB_CPP) -MMD -MP -c $< -o $@
$(BUILD)/fuzz/%: tests/fuzz/%.c $(BUILD)/libgait-fuzz.a
	$(say) LINK $@
	$(Q)$(CLANG) $(STD) $(FUZZ_FLAGS) -fsanitize=fuzzer $(TESTING) $(LIB_CPP) $(WRAP) -MMD -MP -MF $@.d -o $@ $< \
	    $(BUILD)/libgait-fuzz.a $(LIBS)
$(BUILD)/fuzz/many_%: tests/fuzz/many.c tests/fuzz/fuzz_%.c $(BUILD)/libgait-test.a
	@mkdir -p $(@D)
	$(say) TEST $@
	$(Q)$(CC) $(STD) -Wall -Wextra $(WERROR) $(HARDEN) $(CFLAGS) $(CPPFLAGS) $(TESTING) $(LIB_CPP) -MMD -MP -MF $@.d -pie $(LDFLAGS) \
	    $(WRAP) -o $@ $(filter %.c,$^) $(BUILD)/libgait-test.a $(LIBS)
$(BUILD)/bench/decide: tests/bench/decide.c $(BUILD)/libgait.a
	@mkdir -p $(@D)
	$(say) BENCH $@
	$(Q)$(CC) $(STD) -Wall -Wextra $(HARDEN) $(CFLAGS) $(LIB_CPP) $(PIE) $(RELRO) $(LDFLAGS) $(WRAP) -o $@ $^ $(LIBS)
$(BUILD)/bench/%: tests/bench/%.c $(BUILD)/.flags
	@mkdir -p $(@D)
	$(say) BENCH $@
	$(Q)$(CC) $(STD) -Wall -Wextra $(HARDEN) $(CFLAGS) $(PIE) $(RELRO) $(LDFLAGS) -o $@ $< $(LIBS)

-include $(foreach o,$(LIB_OBJ) $(CLI_OBJ) $(GL_OBJ) $(TLIB_OBJ) $(TCLI_OBJ) $(FLIB_OBJ),$(o:.o=.d)) $(TESTS:=.d) $(ORACLES:=.d) $(FUZZERS:=.d)
