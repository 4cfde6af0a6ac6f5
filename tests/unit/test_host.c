/* SPDX-License-Identifier: Apache-2.0 */
#include "keeper.h"

#include <locale.h>
static void each_way_to_stop_has_its_class(void **state)
{
    static const struct {
        const char *source;
        gi_stop stop;
    } rows[] = {
        { "return 1", GI_RAN },
        { "return t[a < b]", GI_STOP_REFUSED },
        { "return return", GI_STOP_SYNTAX },
        { "error('x')", GI_STOP_ERROR },
        { "while true do end", GI_STOP_FUEL },
        { "local t = {} while true do t = { t, t } end", GI_STOP_MEMORY },
        { "return print", GI_RAN }, /* nil in a plain environment */
        { "return pairs", GI_STOP_RESULT },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gi_run run;
        (void)body_of(*state, rows[i].source, NULL, &run);
        if (run.stop != rows[i].stop)
            fail_msg("%s: %s", rows[i].source, gi_stop_name(run.stop));
        assert_int_equal(run.message.len == 0, run.stop == GI_RAN);
    }
}

static void nothing_swallows_a_stop(void **state)
{
    gait_arena *arena = *state;
    static const char *const fuel[] = {
        "pcall(function() while true do end end) return 'on'",
        "while true do pcall(function() while true do end end) end",
        "local function f(n) if n == 0 then while true do end end pcall(f, n - 1) return 1 end "
        "return f(50)",
        "return (('x'):gsub('x', function() while true do end end))",
        "pcall(table.sort, {3, 2, 1}, function() while true do end end) return 'on'",
        "for k in pairs({1}) do pcall(function() while true do end end) end return 'on'",
        "pcall(pcall, pcall, pcall, function() while true do end end) return 'on'",
    };
    for (size_t i = 0; i < sizeof fuel / sizeof fuel[0]; i++)
        assert_starts(body(arena, fuel[i]), "instruction_budget: ");
    assert_starts(
        body(arena,
             "pcall(function() local t = {} for i = 1, 1e9 do t[i] = { i } end end) return 'on'"),
        "memory_budget: ");
    assert_starts(body(arena, "pcall(error, 'not enough memory', 0) return 'on'"),
                  "memory_budget: ");
}

static void ordinary_errors_may_be_caught(void **state)
{
    gait_arena *arena = *state;
    assert_str(body(arena, "local ok, e = pcall(error, 'x', 0) return { ok, e }"), "[false,\"x\"]");
    assert_str(body(arena, "return { pcall(function(a) return a, 2 end, 1) }"), "[true,1,2]");
    assert_str(body(arena, "local ok, e = pcall(error, {}) return e"),
               "\"(error object is a table value)\"");
    assert_str(body(arena, "local function f() return pcall(f) end f() return 'on'"), "\"on\"");
}

static void work_of_single_instructions_is_charged_too(void **state)
{
    gi_run run;
    (void)body_of(*state,
                  "local a = ('x'):rep(30000) local b, c, n = a .. 'y', a .. 'z', 0\n"
                  "for i = 1, 100 do if b < c then n = n + 1 end end return n",
                  NULL, &run);
    assert_int_equal(run.stop, GI_RAN);
    assert_in_range(run.fuel, 30000 + 100 * 30000 / 256, 30000 + 2 * 100 * 30000 / 256);
    (void)body_of(*state, "local a = ('x'):rep(16000) for i = 1, 100 do local b = a .. a end", NULL,
                  &run);
    assert_in_range(run.fuel, 16000 + 100 * 32000 / 256, 16000 + 2 * 100 * 32000 / 256);
}

static void a_deadline_ends_a_run_wherever_it_is(void **state)
{
    gait_arena *arena = *state;
    static const char *const sources[] = {
        "while true do end",
        "return 1", /* too short for the hook to see */
        "pcall(string.rep, 'x', 10) return 1",
    };
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        volatile int expired = 1;
        gi_host *host = open_host();
        gi_host_set_expired(host, &expired);
        gi_run run;
        assert_null(
            gi_host_run_body(host, arena, gait_str_of(sources[i]), GAIT_STR("t"), NULL, &run));
        assert_int_equal(run.stop, GI_STOP_DEADLINE);
        expired = 0;
        assert_non_null(
            gi_host_run_body(host, arena, GAIT_STR("return 1"), GAIT_STR("t"), NULL, &run));
        gi_host_close(host);
    }
}

static void positions_leave_the_message(void **state)
{
    gait_arena *arena = *state;
    gi_run run;
    assert_str(body_of(arena, "local a\n\nreturn a.b", NULL, &run),
               "runtime_error: attempt to index a nil value (local 'a')");
    assert_str(run.file, "t.lua");
    assert_int_equal(run.line, 3);
    (void)body_of(arena, "\nreturn t[a < b]", NULL, &run);
    assert_str(run.file, "t.lua");
    assert_int_equal(run.line, 2);
    (void)body_of(arena, "local x\n= = 2", NULL, &run);
    assert_int_equal(run.line, 2);
    assert_str(body_of(arena, "error('elsewhere:7: x', 0)", NULL, &run),
               "runtime_error: elsewhere:7: x");
    assert_int_equal(run.line, 0);
    (void)body_of(arena, "\n\nwhile true do end", NULL, &run);
    assert_str(run.file, "t.lua");
    assert_int_equal(run.line, 3);
}

static void a_long_chunk_name_comes_back_whole(void **state)
{
    gait_arena *arena = *state;
    gi_host *host = open_host();
    gi_run run;
    gait_str name =
        GAIT_STR("rules/a-folder-with-a-long-name/another-folder-with-a-long-name/file.lua");
    gi_host_run_chunk(host, arena, GAIT_STR("error('x')"), name, &run);
    assert_true(gait_str_equal(run.file, name));
    assert_str(run.message, "x");
    assert_int_equal(run.line, 1);
    gi_host_close(host);
}

static void messages_are_one_clean_bounded_line(void **state)
{
    gait_arena *arena = *state;
    assert_str(body(arena, "error('\\27[2J\\nx\\127\\xC2\\x9B\\xFF\xC3\xA9', 0)"),
               "runtime_error: \\x1B[2J\\x0Ax\\x7F\\xC2\\x9B\\xFF\xC3\xA9");
    gi_run run;
    (void)body_of(arena, "error(('\xC3\xA9'):rep(1000), 0)", NULL, &run);
    assert_int_equal(run.message.len, 256);
    (void)body_of(arena, "error(('ab\\0'):rep(1000), 0)", NULL, &run);
    assert_in_range(run.message.len, 250, 256);
}

static void the_fuel_of_a_run_is_its_own(void **state)
{
    gait_arena *arena = *state;
    gi_host *host = open_host();
    gi_run run;
    for (int i = 0; i < 3; i++) {
        assert_null(gi_host_run_body(host, arena, GAIT_STR("while true do end"), GAIT_STR("t"),
                                     NULL, &run));
        assert_int_equal(run.fuel, TEST_FUEL);
        assert_non_null(gi_host_run_body(host, arena, GAIT_STR("for i = 1, 500000 do end return 1"),
                                         GAIT_STR("t"), NULL, &run));
        assert_in_range(run.fuel, 490000, 520000);
    }
    gi_host_close(host);
}

static void library_functions_charge_for_their_work(void **state)
{
    static const char *const sources[] = {
        "local s = ('x'):rep(30000) while true do s:upper() end",
        "local t = {} for i = 1, 16000 do t[i] = i end while true do table.insert(t, 1, 0) "
        "table.remove(t, 1) end",
        "local t = {} for i = 1, 3000 do t['k' .. i] = i end while true do pairs(t) end",
        "local t = {} for i = 1, 16000 do t[i] = (i * 7919) % 20011 end while true do "
        "table.sort(t) end",
        "local s = ('x'):rep(30000) while true do utf8.len(s) end",
        "local t = {} for i = 1, 16000 do t[i] = 'xx' end while true do table.concat(t) end",
    };
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        assert_starts(body(*state, sources[i]), "instruction_budget: ");
}

static void calls_start_from_the_state_as_it_was_sealed(void **state)
{
    gait_arena *arena = *state;
    keeper k;
    gi_run run;
    gi_host *host = sealed(
        &k, arena,
        "local n, t = 0, { list = {} }\n"
        "keep { count = function() n = n + 1 t.list[#t.list + 1] = n return #t.list end,\n"
        "  churn = function() local x = {} for i = 1, 2000 do x[i] = { i } end return #x end,\n"
        "  spin = function() n = n + 100 while true do end end,\n"
        "  hog = function() local x = {} while true do x = { x, x } end end }");
    assert_in_range(gi_host_image_bytes(host), 1000, GAIT_LIMIT_IMAGE_BYTES);
    for (int i = 0; i < 5; i++) {
        assert_str(call(host, arena, &k, "count", NULL, &run), "1");
        assert_str(call(host, arena, &k, "churn", NULL, &run), "2000");
        assert_str(call(host, arena, &k, "spin", NULL, &run), "instruction_budget");
        assert_str(call(host, arena, &k, "hog", NULL, &run), "memory_budget");
    }
    gi_host_close(host);
}

static void a_call_has_a_budget_of_its_own(void **state)
{
    gait_arena *arena = *state;
    keeper k;
    gi_run run;
    gi_host *host =
        sealed(&k, arena, "keep { work = function() for i = 1, 50000 do end return true end }");
    gi_budget small = { 10000, TEST_TOTAL, TEST_BLOCK, TEST_STRING };
    assert_str(call(host, arena, &k, "work", NULL, &run), "true");
    int64_t fuel = run.fuel;
    gi_host_set_budget(host, &small);
    assert_str(call(host, arena, &k, "work", NULL, &run), "instruction_budget");
    assert_int_equal(run.fuel, 10000);
    assert_true(fuel > 10000);
    gi_host_close(host);
}

static void functions_do_not_leave_a_call(void **state)
{
    gait_arena *arena = *state;
    keeper k;
    gi_run run;
    gi_host *host =
        sealed(&k, arena,
               "keep { f = function(i) return function() end end, g = function(i) return i end }");
    assert_str(call(host, arena, &k, "f", NULL, &run), "bad_result");
    assert_str(call(host, arena, &k, "g", test_json(arena, "{\"a\":1}"), &run), "bad_result");
    assert_str(call(host, arena, &k, "g", test_json(arena, "7"), &run), "7");
    gi_host_close(host);
}

static void a_call_is_given_its_time_and_nothing_else_has_one(void **state)
{
    gait_arena *arena = *state;
    keeper k;
    gi_run run;
    gi_host *host = sealed(&k, arena,
                           "keep { now = function(i, now) return time.format(now) end,\n"
                           "  type = function(_, now) return math.type(now) end,\n"
                           "  more = function(...) return select('#', ...) end,\n"
                           "  one = function(i) return true end }");
    const gait_json *argument = test_json(arena, "{}");
    assert_str(call(host, arena, &k, "now", argument, &run), "\"2026-01-05T12:00:00Z\"");
    assert_int_equal(run.read_count, 1);
    assert_str(run.reads[0].path, "now");
    assert_str(call(host, arena, &k, "type", argument, &run), "\"integer\"");
    assert_str(call(host, arena, &k, "more", argument, &run), "2");
    assert_str(call(host, arena, &k, "one", argument, &run), "true");
    assert_int_equal(run.read_count, 0);
    gi_host_close(host);
}

static void hosts_do_not_know_each_other(void **state)
{
    gait_arena *arena = *state;
    keeper a;
    keeper b;
    gi_run run;
    gi_host *first =
        sealed(&a, arena, "local n = 1 keep { f = function() n = n + 1 return n end }");
    gi_host *second =
        sealed(&b, arena, "local n = 10 keep { f = function() n = n + 1 return n end }");
    for (int i = 0; i < 2; i++) {
        assert_str(call(first, arena, &a, "f", NULL, &run), "2");
        assert_str(call(second, arena, &b, "f", NULL, &run), "11");
    }
    gi_host_close(first);
    assert_str(call(second, arena, &b, "f", NULL, &run), "11");
    gi_host_close(second);
}

static void a_binding_knows_where_it_was_called(void **state)
{
    keeper k;
    gi_host *host = sealed(&k, *state, "\n\npcall(keep, { f = pairs })");
    assert_str(k.file, "p.lua");
    assert_int_equal(k.line, 3);
    gi_host_close(host);
}

static void bindings_are_seen_by_their_profile_only(void **state)
{
    keeper k = { .arena = *state };
    gi_host *host = open_kept(&k);
    gi_run run = load(host, *state, "doctored {}");
    assert_int_equal(run.stop, GI_STOP_ERROR);
    assert_str(run.message, "unknown global 'doctored'");
    gi_host_close(host);
}

static void a_part_that_cannot_be_loaded_stops_the_whole(void **state)
{
    keeper k = { .arena = *state };
    gi_host *host = open_kept(&k);
    gi_run run = load(host, *state, "pcall(included, '\\nlocal x = = 2')");
    assert_int_equal(run.stop, GI_STOP_SYNTAX);
    assert_str(run.file, "part.lua");
    assert_int_equal(run.line, 2);
    run = load(host, *state, "pcall(included, 'return t[a < b]')");
    assert_int_equal(run.stop, GI_STOP_REFUSED);
    run = load(host, *state, "included('\\n\\nerror([[boo]])')");
    assert_int_equal(run.stop, GI_STOP_ERROR);
    assert_str(run.file, "part.lua");
    assert_int_equal(run.line, 3);
    run = load(host, *state, "local s = [[included('keep { a = 1 }')]] included(s)");
    assert_int_equal(run.stop, GI_RAN);
    gi_host_close(host);
}

static void another_locale_is_refused(void **state)
{
    (void)state;
    const char *set = setlocale(LC_ALL, "C.UTF-8");
    if (set == NULL)
        skip();
    gi_host_config config = test_config();
    gait_error err = GAIT_ERROR_INIT;
    gi_host *host = NULL;
    bool opened = gi_host_open(&config, &host, &err);
    (void)setlocale(LC_ALL, "C");
    assert_false(opened);
    assert_int_equal(err.code, GAIT_E_lua_unsafe);
}

static void the_canary_has_an_answer(void **state)
{
    (void)state;
    bool miscompiles = gi_host_lua_miscompiles();
    print_message("the linked Lua %s plain code\n",
                  miscompiles ? "miscompiles some" : "compiles all");
    assert_int_equal(gi_host_lua_miscompiles(), miscompiles);
    /* Either way a script that would be compiled wrongly does not run. */
    assert_starts(
        body(*state,
             "local t = { [true] = 1 } local function f(a) return t[a > 1] end return f(2)"),
        "load_refused: ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_way_to_stop_has_its_class),
        TEST(nothing_swallows_a_stop),
        TEST(ordinary_errors_may_be_caught),
        TEST(work_of_single_instructions_is_charged_too),
        TEST(a_deadline_ends_a_run_wherever_it_is),
        TEST(positions_leave_the_message),
        TEST(a_long_chunk_name_comes_back_whole),
        TEST(messages_are_one_clean_bounded_line),
        TEST(the_fuel_of_a_run_is_its_own),
        TEST(library_functions_charge_for_their_work),
        TEST(calls_start_from_the_state_as_it_was_sealed),
        TEST(a_call_has_a_budget_of_its_own),
        TEST(functions_do_not_leave_a_call),
        TEST(a_call_is_given_its_time_and_nothing_else_has_one),
        TEST(hosts_do_not_know_each_other),
        TEST(a_binding_knows_where_it_was_called),
        TEST(bindings_are_seen_by_their_profile_only),
        TEST(a_part_that_cannot_be_loaded_stops_the_whole),
        TEST(another_locale_is_refused),
        TEST(the_canary_has_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
