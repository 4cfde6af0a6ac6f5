# gait: build, test, install. `make help` lists the targets.
BUILD  ?= build
CC     ?= cc
CFLAGS ?= -O2 -g
PREFIX ?= /usr/local

ROOMS  := base codec crypto sys net trust script gate evidence regress registry ops
WARN   := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
          -Wvla -Wundef -Wwrite-strings -Wformat=2 -Wcast-qual
WERROR := $(if $(CI),-Werror)
STD    := -std=c11 -D_POSIX_C_SOURCE=200809L -fvisibility=hidden
LUA_CFLAGS := $(shell pkg-config --cflags lua5.4)
LIBS   := -l:liblua5.4.a -l:libsodium.a -l:libnettle.a -lm -pthread
WRAP   := -Wl,--wrap=luaS_hash -Wl,--wrap=strcoll

LIB_SRC := $(filter-out %_main.c,$(wildcard $(foreach r,$(ROOMS),src/$(r)/*.c)))
CLI_SRC := $(wildcard src/cli/*.c)
TEST_SRC := $(wildcard tests/unit/test_*.c)

LIB_OBJ  := $(LIB_SRC:%.c=$(BUILD)/%.o)
CLI_OBJ  := $(CLI_SRC:%.c=$(BUILD)/%.o)
TLIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/test/%.o)
TESTS    := $(TEST_SRC:tests/unit/%.c=$(BUILD)/unit/%)

.PHONY: all unit clean
all: $(BUILD)/gait

$(BUILD)/gait: $(CLI_OBJ) $(BUILD)/libgait.a
	$(CC) $(CFLAGS) $(LDFLAGS) $(WRAP) -o $@ $^ $(LIBS)
$(BUILD)/libgait.a: $(LIB_OBJ)
	rm -f $@ && ar rcs $@ $^
$(BUILD)/libgait-test.a: $(TLIB_OBJ)
	rm -f $@ && ar rcs $@ $^
$(BUILD)/src/cli/%.o: src/cli/%.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(WARN) $(WERROR) $(CFLAGS) $(CPPFLAGS) -Iinclude -Isrc/cli -MMD -MP -c $< -o $@
$(BUILD)/src/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(WARN) $(WERROR) $(CFLAGS) $(CPPFLAGS) -Iinclude -Isrc $(LUA_CFLAGS) -MMD -MP -c $< -o $@
$(BUILD)/test/src/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(WARN) $(WERROR) $(CFLAGS) $(CPPFLAGS) -DGAIT_TEST -Iinclude -Isrc $(LUA_CFLAGS) -MMD -MP -c $< -o $@
$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libgait-test.a
	@mkdir -p $(@D)
	$(CC) $(STD) $(CFLAGS) -DGAIT_TEST -Iinclude -Isrc -Itests $(LUA_CFLAGS) $(WRAP) -MMD -MP -o $@ $< $(BUILD)/libgait-test.a -lcmocka -ljansson $(LIBS)
unit: $(TESTS)
	@for t in $(TESTS); do $$t || exit 1; done
clean:
	rm -rf $(BUILD)
-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(TLIB_OBJ:.o=.d) $(TESTS:=.d)
