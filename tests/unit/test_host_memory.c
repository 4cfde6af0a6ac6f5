/* SPDX-License-Identifier: Apache-2.0 */
#include "keeper.h"

static void memory_is_capped_as_a_whole_per_block_and_per_text(void **state)
{
    gait_arena *arena = *state;
    assert_starts(body(arena, "local s = 'x' while true do s = s .. s end"), "memory_budget: ");
    assert_str(body(arena, "local s = ('x'):rep(32768) return #s"), "32768");
    assert_starts(body(arena, "local s = ('x'):rep(32768) return #(s .. s)"), "memory_budget: ");
    assert_starts(body(arena, "local function f(...) return f(1, ...) end return f()"),
                  "memory_budget: ");
    assert_starts(body(arena, "local t = {} for i = 1, 1e9 do t[i] = i end"), "memory_budget: ");
    assert_starts(body(arena, "local function f(n) return 1 + f(n) end return f(1)"),
                  "memory_budget: ");
    gi_run run;
    (void)body_of(arena, "local t while true do t = { t } end", NULL, &run);
    assert_in_range(run.peak_bytes, TEST_TOTAL - TEST_BLOCK, TEST_TOTAL);
    assert_starts(body(arena, "local i = 0 while true do i = i + 1 local s = 'k' .. i end"),
                  "instruction_budget: ");
}

/* Several times the whole cap goes through, in blocks of ever other sizes. */
static void freed_memory_serves_blocks_of_other_sizes(void **state)
{
    static const char source[] = "local s, n = ('x'):rep(4000), 0\n"
                                 "for round = 1, 20 do\n"
                                 "  local t = {}\n"
                                 "  for i = 1, 1500 do t[i] = s:sub(1, round * 97) .. i end\n"
                                 "  n = n + #t\n"
                                 "end return n";
    gi_host *host = open_host();
    gi_budget budget = { 100 * TEST_FUEL, TEST_TOTAL, TEST_BLOCK, TEST_STRING };
    gi_run run;
    gi_host_set_budget(host, &budget);
    const gait_json *result =
        gi_host_run_body(host, *state, gait_str_of(source), GAIT_STR("t"), NULL, &run);
    if (result == NULL)
        fail_msg("%.*s", GAIT_STR_ARG(run.message));
    assert_str(result->text, "30000");
    gi_host_close(host);
}

static void too_large_an_image_is_refused(void **state)
{
    gait_arena *arena = *state;
    keeper k = { .arena = arena };
    gi_host *host = open_kept(&k);
    gi_run run = load(host, arena,
                      "local t = {} for i = 1, 40000 do t[i] = 'text ' .. i end keep { f = "
                      "function() return #t end }");
    /* one table of 40 000 slots is more than one block may have: many smaller ones */
    assert_int_equal(run.stop, GI_STOP_MEMORY);
    run = load(host, arena,
               "local t = {} for i = 1, 200 do t[i] = {} for j = 1, 200 do t[i][j] = 'text ' .. i "
               "* 1000 + j end end\n"
               "keep { f = function() return #t end }");
    assert_int_equal(run.stop, GI_RAN);
    gait_error err = GAIT_ERROR_INIT;
    assert_false(gi_host_seal(host, &err));
    assert_int_equal(err.code, GAIT_E_policy_budget);
    gi_host_close(host);
}

/* ---- failing allocations ---- */

static const char sweep_source[] =
    "local seen, n = {}, 0\n"
    "local function note(x) seen[#seen + 1] = x .. '-' .. n n = n + 1 end\n"
    "for i = 1, 20 do note('k' .. i) end\n"
    "keep { decide = function(i)\n"
    "  local o = {}\n"
    "  for k, v in pairs(i.tags) do o[#o + 1] = k .. '=' .. v end\n"
    "  table.sort(o)\n"
    "  local s = table.concat(o, ',')\n"
    "  local hit = s:find('alpha', 1, true) and s:match('(%a+)=2') == 'alpha'\n"
    "  return { allow = hit, text = s:upper():sub(1, 8), n = #seen }\n"
    "end }";

static const char sweep_intent[] = "{\"tags\":{\"zeta\":1,\"alpha\":2,\"mid\":3}}";

static void every_failing_allocation_of_a_load_is_a_memory_stop(void **state)
{
    (void)state;
    long stops = 0;
    for (int sticky = 0; sticky < 2; sticky++) {
        for (long n = 1;; n++) {
            gait_arena *arena = gait_arena_new(8 << 20, NULL, NULL);
            keeper k = { .arena = arena };
            gi_host *host = open_kept(&k);
            gi_host_fail_allocation(host, n, sticky == 1);
            long before = gi_host_allocations(host);
            gi_run run = load(host, arena, sweep_source);
            bool reached = gi_host_allocations(host) - before >= n;
            assert_true(run.stop == GI_RAN || run.stop == GI_STOP_MEMORY);
            assert_true(sticky == 0 || !reached || run.stop == GI_STOP_MEMORY);
            stops += run.stop == GI_STOP_MEMORY;
            gi_host_fail_allocation(host, 0, false);
            assert_int_equal(load(host, arena, "local x = {} return x").stop, GI_RAN);
            gi_host_close(host);
            gait_arena_free(arena);
            if (!reached)
                break;
        }
    }
    assert_true(stops > 100);
}

static void every_failing_allocation_of_a_call_is_a_memory_stop(void **state)
{
    gait_arena *arena = *state;
    const char *right = "{\"allow\":true,\"n\":20,\"text\":\"ALPHA=2,\"}";
    const gait_json *intent = test_json(arena, sweep_intent);
    keeper k;
    gi_run run;
    gi_host *host = sealed(&k, arena, sweep_source);
    assert_str(call(host, arena, &k, "decide", intent, &run), right);
    long stops = 0;
    for (int sticky = 0; sticky < 2; sticky++) {
        for (long n = 1;; n++) {
            long before = gi_host_allocations(host);
            gi_host_fail_allocation(host, n, sticky == 1);
            gait_str got = call(host, arena, &k, "decide", intent, &run);
            bool reached = gi_host_allocations(host) - before >= n;
            gi_host_fail_allocation(host, 0, false);
            if (run.stop == GI_RAN)
                assert_str(got, right);
            else
                assert_int_equal(run.stop, GI_STOP_MEMORY);
            assert_true(sticky == 0 || !reached || run.stop == GI_STOP_MEMORY);
            stops += run.stop == GI_STOP_MEMORY;
            if (!reached)
                break;
        }
    }
    assert_true(stops > 20);
    assert_str(call(host, arena, &k, "decide", intent, &run), right);
    gi_host_close(host);
}

static void every_failing_allocation_of_opening_is_reported(void **state)
{
    (void)state;
    gi_host_config config = test_config();
    long n = 1;
    for (;; n++) {
        gait_error err = GAIT_ERROR_INIT;
        gi_host *host = NULL;
        gi_host_fail_open(n);
        bool opened = gi_host_open(&config, &host, &err);
        gi_host_fail_open(0);
        if (opened) {
            gi_host_close(host);
            break;
        }
        assert_int_equal(err.code, GAIT_E_out_of_memory);
    }
    assert_true(n > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(memory_is_capped_as_a_whole_per_block_and_per_text),
        TEST(freed_memory_serves_blocks_of_other_sizes),
        TEST(too_large_an_image_is_refused),
        TEST(every_failing_allocation_of_a_load_is_a_memory_stop),
        TEST(every_failing_allocation_of_a_call_is_a_memory_stop),
        TEST(every_failing_allocation_of_opening_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
