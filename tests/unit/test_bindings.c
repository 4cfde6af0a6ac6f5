/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include <gait/file.h>

#include "script/bind.h"

static const gi_budget decision = { 1000000, 8u << 20, 256u << 10, 32u << 10 };

static gait_json *argument_of(gait_arena *arena)
{
    size_t size = 70000;
    char *text = gait_arena_alloc(arena, size);
    memset(text, 'x', size);
    memcpy(text + size - 6, ",needl", 6);
    gait_json *argument = gait_json_new_object(arena);
    gait_json_set(arena, argument, GAIT_STR("long"), gait_json_string((gait_str){ text, size }));
    gait_json *inner = gait_json_new_object(arena);
    gait_json_set(arena, inner, GAIT_STR("b"), gait_json_integer(arena, 1));
    gait_json_set(arena, inner, GAIT_STR("a"), gait_json_bool(true));
    gait_json_set(arena, argument, GAIT_STR("inner"), *inner);
    return argument;
}

/* Runs "return <expression>" in a fresh host. */
static gi_run run_body(gait_arena *arena, const char *expression, gait_json **result)
{
    gi_host_config config = { .profile = GI_PROFILE_GATE,
                              .budget = decision,
                              .max_bytes = 8u << 20 };
    gi_host *host = NULL;
    gait_error err = GAIT_ERROR_INIT;
    gi_run run;
    if (!gi_host_open(&config, &host, &err))
        fail_msg("%s", err.message);
    *result = gi_host_run_body(host, arena, gait_arena_format(arena, "return %s", expression),
                               GAIT_STR("test.lua"), argument_of(arena), &run);
    gi_host_close(host);
    return run;
}

typedef struct row {
    const char *expression;
    const char *result; /* canonical JSON; NULL: the expression raises */
} row;

static void check_rows(const row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        gait_arena *arena = gait_arena_new(64u << 20, NULL, NULL);
        gait_json *result = NULL;
        gi_run run = run_body(arena, rows[i].expression, &result);
        if (rows[i].result == NULL) {
            if (run.stop != GI_STOP_ERROR)
                fail_msg("%s: %s, not an error", rows[i].expression, gi_stop_name(run.stop));
        } else {
            gait_str text = { "", 0 };
            gait_error err = GAIT_ERROR_INIT;
            if (run.stop != GI_RAN)
                fail_msg("%s: %s: %.*s", rows[i].expression, gi_stop_name(run.stop),
                         GAIT_STR_ARG(run.message));
            if (!gait_json_canonical(arena, result, GAIT_NUMBERS_EXACT, 1u << 20, &text, &err))
                fail_msg("%s: %s", rows[i].expression, err.message);
            if (!gait_str_is(text, rows[i].result))
                fail_msg("%s: got %.*s, expected %s", rows[i].expression, GAIT_STR_ARG(text),
                         rows[i].result);
        }
        gait_arena_free(arena);
    }
}

#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof *(rows))

static void text_functions_see_long_texts_whole(void **state)
{
    (void)state;
    static const row rows[] = {
        { "text.len(intent.long)", "70000" },
        { "text.ends(intent.long, 'needl')", "true" },
        { "text.starts(intent.long, 'xx')", "true" },
        { "text.contains(intent.long, ',n')", "true" },
        { "text.find(intent.long, 'needl')", "69996" },
        { "text.sub(intent.long, -5)", "\"needl\"" },
        { "text.equal(intent.long, 'x')", "false" },
        { "#text.split(text.sub(intent.long, -9), ',')", "2" },
        { "digest.sha256(intent.long) == digest.sha256('')", "false" },
        { "glob.match('*,needl', intent.long)", "true" },
    };
    CHECK_ROWS(rows);
}

static void text_functions_are_bytewise_and_ascii(void **state)
{
    (void)state;
    static const row rows[] = {
        { "text.lower('ABC\\xc3\\x84z')", "\"abc\xc3\x84z\"" },
        { "text.upper('abcZ1')", "\"ABCZ1\"" },
        { "text.trim(' \\t a b\\n')", "\"a b\"" },
        { "text.trim('   ')", "\"\"" },
        { "text.split('a,,b,', ',')", "[\"a\",\"\",\"b\",\"\"]" },
        { "text.split('', ',')", "[\"\"]" },
        { "text.split('a', '')", NULL },
        { "text.find('a.b', '.')", "2" },
        { "text.find('abab', 'b', 3)", "4" },
        { "text.find('ab', 'c')", "null" },
        { "text.find('ab', '', 3)", "3" },
        { "text.find('ab', 'a', 4)", NULL },
        { "text.sub('hello', 2, 3) .. text.sub('hello', -2) .. text.sub('hello', 4, 2)",
          "\"ello\"" },
        { "text.sub('hello', math.mininteger, math.maxinteger)", "\"hello\"" },
        { "text.contains('a', 1)", NULL },
        { "text.contains(nil, 'a')", NULL },
    };
    CHECK_ROWS(rows);
}

static void paths_that_climb_are_an_error_not_an_answer(void **state)
{
    (void)state;
    static const row rows[] = {
        { "path.under('/repo/src', '/repo')", "true" },
        { "path.under('/repo-evil', '/repo')", "false" },
        { "path.under('/repo/../etc', '/repo')", "false" },
        { "path.under('../x', '.')", "null" },
        { "select(2, path.under('../x', '.')).code", "\"path_escapes\"" },
        { "path.clean('/a/./b//../c/')", "\"/a/c\"" },
        { "select(2, path.clean('a/../..'))", "true" },
        { "path.join('a', '', '/b', '../c')", "\"a/c\"" },
        { "path.join()", NULL },
        { "path.base('/a/b.tar.gz') .. path.dir('/a/b') .. path.ext('/a/b.tar.gz')",
          "\"b.tar.gz/a.gz\"" },
    };
    CHECK_ROWS(rows);
}

static void hosts_that_mean_two_things_are_an_error(void **state)
{
    (void)state;
    static const row rows[] = {
        { "net.url('HTTPS://API.Example.com.:8443/a/b?q=1#f')",
          "{\"fragment\":\"f\",\"host\":\"api.example.com\",\"path\":\"/a/b\",\"port\":8443,"
          "\"query\":\"q=1\",\"scheme\":\"https\"}" },
        { "net.url('http://user@example.com/')", "null" },
        { "select(2, net.url('http://user@example.com/')).code", "\"url_invalid\"" },
        { "net.host('EXAMPLE.com.')", "\"example.com\"" },
        { "net.host('0x7f.1')", "null" },
        { "net.host_match('*.example.com', 'a.example.com')", "true" },
        { "net.host_match('*.example.com', 'example.com')", "false" },
        { "net.host_match('*.example.com', '127.1')", "null" },
        { "select(2, net.host_match('*.example.com', '127.1')).code", "\"host_invalid\"" },
        { "net.host_match('*', 'a')", NULL },
        { "net.cidr_contains('10.0.0.0/8', '10.1.2.3')", "true" },
        { "net.cidr_contains('10.0.0.0/8', 'name.example')", "false" },
        { "net.cidr_contains('10.0.0.0/8', '::ffff:10.0.0.1')", "null" },
        { "net.cidr_contains('10.0.0.1/8', '10.1.2.3')", NULL },
        { "glob.match('db.drop_*', 'db.drop_table', '.')", "true" },
        { "glob.match('***', 'x')", NULL },
        { "glob.match('a', 'a', '::')", NULL },
    };
    CHECK_ROWS(rows);
}

static void times_are_numbers_without_a_clock(void **state)
{
    (void)state;
    static const row rows[] = {
        { "time.parse('1970-01-01T00:00:01Z') == time.seconds(1)", "true" },
        { "time.parse('yesterday')", "null" },
        { "select(2, time.parse('yesterday')).code", "\"time_invalid\"" },
        { "time.format(time.parse('2026-01-31T10:30:00+01:00'))", "\"2026-01-31T09:30:00Z\"" },
        { "time.weekday(0)", "4" },
        { "time.weekday(-1)", "3" },
        { "time.weekday(time.parse('2026-11-22T12:00:00Z'))", "7" },
        { "time.weekday(time.parse('2026-11-23T00:00:00Z'))", "1" },
        { "time.hour(-1)", "23" },
        { "time.minute(time.parse('2026-01-31T09:30:59Z'))", "30" },
        { "time.seconds(math.maxinteger)", NULL },
        { "time.hour(1.5)", NULL },
    };
    CHECK_ROWS(rows);
}

static void json_is_strict_both_ways(void **state)
{
    (void)state;
    static const row rows[] = {
        { "json.encode({ b = { 1, 2.5, 'x' }, a = json.null, e = {} })",
          "\"{\\\"a\\\":null,\\\"b\\\":[1,2.5,\\\"x\\\"],\\\"e\\\":{}}\"" },
        { "json.encode(intent.inner)", "\"{\\\"a\\\":true,\\\"b\\\":1}\"" },
        { "json.encode({ 1, x = 2 })", NULL },
        { "json.encode({ 1, nil, 3 })", NULL },
        { "json.encode(text.len)", NULL },
        { "json.encode(1 / 0)", NULL },
        { "select(2, json.encode(9007199254740993)).code", "\"json_number\"" },
        { "select(2, json.encode(intent.long)).code", "\"text_too_long\"" },
        { "json.decode('{\"a\":[1,null,\"x\"],\"b\":1.5}')", "{\"a\":[1,null,\"x\"],\"b\":1.5}" },
        { "json.decode('[null]')[1] == json.null", "true" },
        { "math.type(json.decode('10e-1'))", "\"integer\"" },
        { "json.decode('{\"a\":1,\"a\":2}')", "null" },
        { "select(2, json.decode('{\"a\":1,\"\\\\u0061\":2}')).code", "\"json_duplicate_key\"" },
        { "select(2, json.decode('[9007199254740993]')).code", "\"json_number\"" },
        { "select(2, json.decode('[1,]')).code", "\"json_syntax\"" },
        { "json.encode({ json.array(), json.array({}), json.array({ 1 }), {} })",
          "\"[[],[],[1],{}]\"" },
        { "json.encode(json.decode('[[],{},{\"a\":[]}]'))", "\"[[],{},{\\\"a\\\":[]}]\"" },
        { "#json.decode('[]') == 0 and type(json.decode('[]'))", "\"table\"" },
        { "json.array(json.decode('[1]'))[1]", "1" },
        { "json.array('text')", NULL },
        { "json.array(intent.inner)", NULL },
        { "json.encode(json.array({ a = 1 }))", NULL },
    };
    CHECK_ROWS(rows);
}

static void the_taxonomy_is_there_as_constants(void **state)
{
    (void)state;
    static const row rows[] = {
        { "errors.codes.lock_timeout.category", "\"state_contention\"" },
        { "errors.codes.lock_timeout.retryable", "true" },
        { "errors.codes.unsafe_operation.exit", "8" },
        { "errors.categories.policy_blocked", "3" },
        { "errors.codes.lock_timeuot", NULL },
        { "errors.codes[errors.names()[1]].code == errors.names()[1]", "true" },
        { "digest.sha256('abc')",
          "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"" },
    };
    CHECK_ROWS(rows);
}

static void notes_are_kept_in_order_within_their_limits(void **state)
{
    (void)state;
    gait_arena *arena = gait_arena_new(64u << 20, NULL, NULL);
    gait_json *result = NULL;
    gi_run run = run_body(
        arena, "(function() for i = 1, 100 do note('n' .. i .. string.rep('y', 400)) end end)()",
        &result);
    assert_int_equal(run.stop, GI_RAN);
    assert_int_equal(run.note_count, 64);
    assert_true(gait_str_starts(run.notes[1], GAIT_STR("n2y")));
    assert_true(run.notes[1].len <= 256 + 3);
    gait_arena_free(arena);
}

/* Every binding, its functions, and the stub that documents them, in both directions. */
static int l_compare_stubs(lua_State *L)
{
    static const char *const names[] = {
#define B(name, profiles) #name,
#include "script/bindings.def"
#undef B
    };
    static lua_CFunction const openers[] = {
#define B(name, profiles) gi_open_##name,
#include "script/bindings.def"
#undef B
    };
    gait_arena *arena = gi_bind_arena(L);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        gait_error err = GAIT_ERROR_INIT;
        gait_str stub;
        gait_str path = gait_arena_format(arena, "lua/stdlib/meta/%s.lua", names[i]);
        if (!gait_file_read(arena, path.ptr, 1u << 20, &stub, &err))
            return luaL_error(L, "%s", err.message);
        if (!gait_str_starts(stub, GAIT_STR("---@meta\n")))
            return luaL_error(L, "%s does not begin with ---@meta", path.ptr);
        (void)openers[i](L);
        int functions = 0;
        for (lua_pushnil(L); lua_istable(L, -2) && lua_next(L, -2) != 0; lua_pop(L, 1)) {
            const char *name = lua_tostring(L, -2);
            bool is_function = lua_isfunction(L, -1);
            gait_str line = is_function
                                ? gait_arena_format(arena, "\nfunction %s.%s(", names[i], name)
                                : gait_arena_format(arena, "\n---@field %s ", name);
            functions += is_function;
            if (!gait_str_contains(stub, line))
                return luaL_error(L, "%s does not document %s", path.ptr, name);
        }
        lua_settop(L, 0);
        int documented = 0;
        while (gait_str_contains(stub, GAIT_STR("\nfunction "))) {
            stub = gait_str_from(stub, gait_str_find(stub, GAIT_STR("\nfunction ")) + 1);
            documented++;
        }
        if (documented != (functions == 0 ? 1 : functions))
            return luaL_error(L, "%s documents %d functions, there are %d", path.ptr, documented,
                              functions);
    }
    return 0;
}

static int open_compare_stubs(lua_State *L)
{
    lua_pushcfunction(L, l_compare_stubs);
    return 1;
}

static void stubs_and_bindings_agree(void **state)
{
    (void)state;
    static const gi_binding bindings[] = { { "compare", GI_PROFILE_GATE, open_compare_stubs },
                                           { NULL, 0, NULL } };
    gi_host_config config = { .profile = GI_PROFILE_GATE,
                              .budget = decision,
                              .room_bindings = bindings,
                              .max_bytes = 8u << 20 };
    gait_arena *arena = gait_arena_new(64u << 20, NULL, NULL);
    gi_host *host = NULL;
    gait_error err = GAIT_ERROR_INIT;
    gi_run run;
    assert_true(gi_host_open(&config, &host, &err));
    gi_host_run_chunk(host, arena, GAIT_STR("compare()"), GAIT_STR("test.lua"), &run);
    if (run.stop != GI_RAN)
        fail_msg("%.*s", GAIT_STR_ARG(run.message));
    gi_host_close(host);
    gait_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_functions_see_long_texts_whole),
        cmocka_unit_test(text_functions_are_bytewise_and_ascii),
        cmocka_unit_test(paths_that_climb_are_an_error_not_an_answer),
        cmocka_unit_test(hosts_that_mean_two_things_are_an_error),
        cmocka_unit_test(times_are_numbers_without_a_clock),
        cmocka_unit_test(json_is_strict_both_ways),
        cmocka_unit_test(the_taxonomy_is_there_as_constants),
        cmocka_unit_test(notes_are_kept_in_order_within_their_limits),
        cmocka_unit_test(stubs_and_bindings_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
