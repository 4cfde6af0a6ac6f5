/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <lualib.h>

#include "pattern_compare.h"
#include "script/host.h"
#include "script/lib_pattern.h"
#include "script/bind.h"

enum { CALLS = 150000, SEEDS = 4 };

static comparison outcome;

/* The stock library makes itself the methods of all texts; they are put back. */
static void push_stock(lua_State *L)
{
    lua_pushliteral(L, "");
    (void)lua_getmetatable(L, -1); /* ["", methods] */
    lua_pushcfunction(L, luaopen_string);
    lua_call(L, 0, 1);
    lua_insert(L, -3); /* [stock, "", methods] */
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

static int l_compare(lua_State *L)
{
    memset(&outcome, 0, sizeof outcome);
    outcome.random = (uint64_t)luaL_checkinteger(L, 1);
    lua_newtable(L);
    gi_open_patterns(L);
    push_stock(L);
    compare_patterns(&outcome, L, CALLS);
    return 0;
}

static int open_compare(lua_State *L)
{
    lua_pushcfunction(L, l_compare);
    return 1;
}

static gi_run run_chunk(gait_arena *arena, const char *source, const gi_budget *budget)
{
    static const gi_binding bindings[] = { { "compare", GI_PROFILE_GATE, open_compare },
                                           { NULL, 0, NULL } };
    gi_host_config config = { .profile = GI_PROFILE_GATE,
                              .budget = *budget,
                              .room_bindings = bindings,
                              .max_bytes = 64u << 20 };
    gi_host *host = NULL;
    gait_error err = GAIT_ERROR_INIT;
    gi_run run;
    if (!gi_host_open(&config, &host, &err))
        fail_msg("%s", err.message);
    gi_host_run_chunk(host, arena, gait_str_of(source), GAIT_STR("test.lua"), &run);
    gi_host_close(host);
    return run;
}

static const gi_budget plenty = { INT64_MAX / 2, 60u << 20, 8u << 20, 8u << 20 };
static const gi_budget decision = { 1000000, 8u << 20, 256u << 10, 32u << 10 };

static void assert_ran(const gi_run *run)
{
    if (run->stop != GI_RAN)
        fail_msg("%s: %.*s", gi_stop_name(run->stop), GAIT_STR_ARG(run->message));
}

static void random_calls_agree_with_the_stock_library(void **state)
{
    (void)state;
    for (int seed = 1; seed <= SEEDS; seed++) {
        gi_matcher_remembers_at_once = seed % 2 == 0;
        gait_arena *arena = gait_arena_new(64u << 20, NULL, NULL);
        char source[40];
        snprintf(source, sizeof source, "compare(%d)", seed);
        gi_run run = run_chunk(arena, source, &plenty);
        assert_ran(&run);
        gi_matcher_remembers_at_once = false;
        gait_arena_free(arena);
        print_message("seed %d: %ld calls, %ld matched, %ld refused early, %ld different\n", seed,
                      outcome.calls, outcome.matched, outcome.strict, outcome.different);
        if (outcome.different > 0)
            fail_msg("%s", outcome.first_difference);
        assert_int_equal(outcome.calls, CALLS);
        assert_true(outcome.matched > CALLS / 4);
        assert_true(outcome.strict < CALLS / 20);
    }
}

/* What a search costs, for a subject of n bytes. */
static int64_t fuel_of(const char *search, int n)
{
    gait_arena *arena = gait_arena_new(16u << 20, NULL, NULL);
    char source[300];
    snprintf(source, sizeof source,
             "local n <const> = %d  local r = %s  if r then error('it matched') end", n, search);
    gi_budget budget = plenty;
    budget.string_bytes = 64u << 10;
    gi_run run = run_chunk(arena, source, &budget);
    assert_ran(&run);
    int64_t fuel = run.fuel;
    gait_arena_free(arena);
    return fuel;
}

static void long_searches_cost_in_proportion_to_the_subject(void **state)
{
    (void)state;
    static const char *const searches[] = {
        "string.find(string.rep('a', n), '.-.-.-.-b')",
        "string.find(string.rep('a', n), '.*.*.*.*.*.*.*.*.*b')",
        "string.match(string.rep('a', n), 'a*y')",
        "string.find(string.rep('a', n), '(a*)(a-)(a?)()b')",
        "string.find(string.rep('a', n), 'a?a?a?a?a?a?a?a?a?a?aaaaaaaaaab')",
        "string.find(string.rep('(', n), '%b()')",
        "string.find(string.rep('(', n // 2) .. string.rep(')', n // 2), '%b()x')",
        "string.find(string.rep('ab', n // 2), '%baax')",
        "string.find(string.rep('a', n), '[%w_]+[%w_]*[^%s]-%f[%d]')",
        "string.find(string.rep('a', n), string.rep('a', n // 2) .. 'b', 1, true)",
        "string.gsub(string.rep('a', n), '.-.-b', '') == ''",
        "string.gsub(string.rep('ab', n // 2), 'a.-.-c?b', '') ~= ''",
    };
    for (size_t i = 0; i < sizeof searches / sizeof *searches; i++) {
        int64_t small = fuel_of(searches[i], 16000);
        int64_t large = fuel_of(searches[i], 32000);
        if (large > small * 5 / 2)
            fail_msg("%s: %lld units, twice the text %lld", searches[i], (long long)small,
                     (long long)large);
        if (large > 1000000)
            fail_msg("%s: %lld units", searches[i], (long long)large);
    }
}

static void a_reference_that_backtracks_runs_out_of_fuel(void **state)
{
    (void)state;
    gait_arena *arena = gait_arena_new(16u << 20, NULL, NULL);
    gi_run run =
        run_chunk(arena, "string.find(string.rep('a', 5000), '(.-)(.-)(.-)%1%2%3b')", &decision);
    assert_int_equal(run.stop, GI_STOP_FUEL);
    gait_arena_free(arena);
}

static void a_malformed_pattern_fails_always(void **state)
{
    (void)state;
    static const char *const bad[] = { "a%",  "[a", "[",   "[^", "[]",  "[^]",  "[%",   "[a-",
                                       "[%]", "(",  "(a",  "a)", ")",   "%1",   "(%1)", "(a)%2",
                                       "%0",  "%b", "%bx", "%f", "%fa", "%f[a", "(()" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gi_pattern pattern;
        gait_error err = GAIT_ERROR_INIT;
        if (gi_pattern_compile(&pattern, gait_str_of(bad[i]), true, &err))
            fail_msg("'%s' was taken for a pattern", bad[i]);
        assert_int_equal(err.code, GAIT_E_pattern_invalid);
    }
}

static void patterns_have_a_greatest_size(void **state)
{
    (void)state;
    static char text[2000];
    gi_pattern pattern;
    gait_error err = GAIT_ERROR_INIT;
    memset(text, 'a', sizeof text);
    assert_true(gi_pattern_compile(&pattern, (gait_str){ text, GI_PATTERN_ITEMS - 1 }, true, &err));
    assert_false(gi_pattern_compile(&pattern, (gait_str){ text, GI_PATTERN_ITEMS }, true, &err));
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "%a", 2);
    err = (gait_error)GAIT_ERROR_INIT;
    assert_true(gi_pattern_compile(&pattern, (gait_str){ text, 2 * GI_PATTERN_SETS }, true, &err));
    assert_false(
        gi_pattern_compile(&pattern, (gait_str){ text, 2 * GI_PATTERN_SETS + 2 }, true, &err));
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "()", 2);
    err = (gait_error)GAIT_ERROR_INIT;
    assert_true(
        gi_pattern_compile(&pattern, (gait_str){ text, 2 * GI_PATTERN_CAPTURES }, true, &err));
    assert_false(
        gi_pattern_compile(&pattern, (gait_str){ text, 2 * GI_PATTERN_CAPTURES + 2 }, true, &err));
}

static void a_text_too_long_for_lua_is_searched_whole(void **state)
{
    (void)state;
    gait_arena *arena = gait_arena_new(64u << 20, NULL, NULL);
    size_t size = 100000;
    char *text = gait_arena_alloc(arena, size);
    memset(text, 'a', size);
    memcpy(text + size - 5, "key=7", 5);
    gait_json *argument = gait_json_new_object(arena);
    gait_json_set(arena, argument, GAIT_STR("long"), gait_json_string((gait_str){ text, size }));
    gi_host_config config = { .profile = GI_PROFILE_GATE,
                              .budget = decision,
                              .max_bytes = 8u << 20 };
    gi_host *host = NULL;
    gait_error err = GAIT_ERROR_INIT;
    assert_true(gi_host_open(&config, &host, &err));
    gi_run run;
    gait_json *result = gi_host_run_body(
        host, arena,
        GAIT_STR("local n = 0 for _ in string.gmatch(intent.long, 'k()') do n = n + 1 end\n"
                 "return string.match(intent.long, 'key=(%d)') .. n .. "
                 "string.find(intent.long, 'ke', 1, true)"),
        GAIT_STR("test.lua"), argument, &run);
    assert_ran(&run);
    assert_true(gait_str_is(result->text, "7199996"));
    gi_host_close(host);
    gait_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_calls_agree_with_the_stock_library),
        cmocka_unit_test(long_searches_cost_in_proportion_to_the_subject),
        cmocka_unit_test(a_reference_that_backtracks_runs_out_of_fuel),
        cmocka_unit_test(a_malformed_pattern_fails_always),
        cmocka_unit_test(patterns_have_a_greatest_size),
        cmocka_unit_test(a_text_too_long_for_lua_is_searched_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
