/*
 * Rule sets and intents made from the input, decided twice: by the compiled matcher and by the plain evaluator in
 * oracle.lua. Every rule must come out the same, and so must the verdict.
 *
 * What the input leaves open is drawn from a generator seeded with it, so that short inputs make whole cases too.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "decide_intents.h"
#include "decide_rules.h"

#include "gate/decide.h"
#include "gate/policy.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>

#define ORACLE "tests/fuzz/oracle.lua"

static lua_State *the_oracle(void)
{
    static lua_State *L;
    if (L != NULL)
        return L;
    L = luaL_newstate();
    FUZZ_MUST(L != NULL);
    luaL_openlibs(L);
    if (luaL_dofile(L, ORACLE) != LUA_OK || lua_gettop(L) != 1) {
        fprintf(stderr, "%s\n", lua_tostring(L, -1));
        abort();
    }
    return L;
}

static gait_str expected(gait_arena *arena, gait_str policy, gait_str intent)
{
    lua_State *L = the_oracle();
    lua_pushvalue(L, 1);
    lua_pushlstring(L, policy.ptr, policy.len);
    lua_pushlstring(L, intent.ptr, intent.len);
    if (lua_pcall(L, 2, 1, 0) != LUA_OK) {
        fprintf(stderr, "oracle: %s\n%.*s\n%.*s\n", lua_tostring(L, -1), GAIT_STR_ARG(policy),
                GAIT_STR_ARG(intent));
        abort();
    }
    size_t len = 0;
    const char *text = lua_tolstring(L, -1, &len);
    gait_str out = gait_arena_str(arena, (gait_str){ text, len });
    lua_pop(L, 1);
    return out;
}

static gait_str text_of(const gait_json *row, const char *key)
{
    return gait_json_get(row, gait_str_of(key))->text;
}

static int by_text(const void *a, const void *b)
{
    return gait_str_compare(*(const gait_str *)a, *(const gait_str *)b);
}

static gait_str actual(gait_arena *arena, const gait_decision *decision)
{
    gait_buf out;
    const gait_json *rows = gait_json_get(decision->explanation, GAIT_STR("considered"));
    gait_buf_init(&out, arena, MOST_TEXT);
    gait_buf_add_format(&out, "%s\n", gait_verdict_name(decision->verdict));
    gait_str *lines = gait_arena_array(arena, rows->count, sizeof *lines);
    size_t count = 0;
    for (size_t i = 0; i < rows->count; i++)
        if (!gait_str_is(text_of(&rows->items[i], "outcome"), "not_applied"))
            lines[count++] = gait_arena_format(arena, "%.*s %.*s",
                                               GAIT_STR_ARG(text_of(&rows->items[i], "rule")),
                                               GAIT_STR_ARG(text_of(&rows->items[i], "outcome")));
    qsort(lines, count, sizeof *lines, by_text);
    for (size_t i = 0; i < count; i++)
        gait_buf_add_format(&out, "%.*s\n", GAIT_STR_ARG(lines[i]));
    return gait_buf_text(&out);
}

static void compare(gait_arena *arena, gait_str policy, gait_str intent, gait_str plain,
                    int64_t now)
{
    const gi_pack_file file = { "policy.lua", policy };
    const gi_pack pack = { "fuzz", &file, 1 };
    const gait_decide_options options = { .now_unix_ns = now * 1000000000, .explain = true };
    gait_error err = GAIT_ERROR_INIT;
    gait_policy *loaded = NULL;
    const gait_intent *parsed = NULL;
    gait_decision decision;
    if (!gi_policy_load_pack(arena, &pack, &loaded, &err) ||
        !gait_intent_parse(arena, intent, MOST_TEXT, &parsed, &err)) {
        fprintf(stderr, "%s\n%.*s\n%.*s\n", err.message, GAIT_STR_ARG(policy),
                GAIT_STR_ARG(intent));
        abort();
    }
    gait_decide(arena, loaded, parsed, &options, &decision);
    gait_policy_free(loaded);
    if (decision.failure.code == GAIT_E_decision_budget)
        return; /* many conditions that never end: the oracle has no such bound */
    gait_str is = actual(arena, &decision);
    gait_str must = expected(arena, policy, plain);
    if (gait_str_equal(is, must))
        return;
    fprintf(stderr, "%.*s\n%.*s\n---- is\n%.*s---- must be\n%.*s", GAIT_STR_ARG(policy),
            GAIT_STR_ARG(intent), GAIT_STR_ARG(is), GAIT_STR_ARG(must));
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gait_arena *arena = fuzz_arena();
    gait_buf policy, intent, plain;
    maker m = { .data = data, .left = size, .state = size };
    for (size_t i = 0; i < size; i++)
        m.state = (m.state ^ data[i]) * UINT64_C(0x100000001B3);
    gait_buf_init(&policy, arena, MOST_TEXT);
    gait_buf_init(&intent, arena, MOST_TEXT);
    gait_buf_init(&plain, arena, MOST_TEXT);
    m.out = &policy;
    say_policy(&m);
    m.out = &intent;
    m.plain = &plain;
    give_intent(&m);
    compare(arena, gait_buf_text(&policy), gait_buf_text(&intent), gait_buf_text(&plain), m.now);
    gait_arena_free(arena);
    return 0;
}
