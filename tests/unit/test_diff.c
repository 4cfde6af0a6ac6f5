/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"
#include "tmpdir.h"

#include "author/diff.h"

#include <gait/clock.h>
#include <gait/diff.h>
#include <gait/file.h>

/* ---- obligations ---- */

static gait_decision deciding(gait_verdict verdict)
{
    return (gait_decision){ .verdict = verdict };
}

static void less_strict_is_loosened_and_nothing_else_counts_then(void **state)
{
    (void)state;
    for (int a = GAIT_ALLOW; a <= GAIT_BLOCK; a++)
        for (int b = GAIT_ALLOW; b <= GAIT_BLOCK; b++) {
            gait_decision old = deciding((gait_verdict)a);
            gait_decision fresh = deciding((gait_verdict)b);
            assert_int_equal(gi_diff_loosened(&old, &fresh), b < a ? GAIT_DIFF_VERDICT : 0);
        }
}

static unsigned between(const gait_limit *a, const gait_limit *b)
{
    gait_limit old[1] = { *a };
    gait_limit fresh[1] = { *b };
    gait_decision x = { .verdict = GAIT_ALLOW, .limits = old, .limit_count = 1 };
    gait_decision y = { .verdict = GAIT_ALLOW, .limits = fresh, .limit_count = 1 };
    return gi_diff_loosened(&x, &y);
}

static void a_limit_may_only_count_more_for_longer_and_allow_less(void **state)
{
    gait_str tool[] = { GAIT_STR("tool") };
    gait_str both[] = { GAIT_STR("identity"), GAIT_STR("tool") };
    const gait_limit base = { .max = 5, .seconds = 60, .by = both, .by_count = 2 };
    gait_limit other = base;
    (void)state;
    assert_int_equal(between(&base, &base), 0);
    other.max = 4;
    assert_int_equal(between(&base, &other), 0);
    assert_int_equal(between(&other, &base), GAIT_DIFF_LIMITS);
    other = base;
    other.seconds = 61;
    assert_int_equal(between(&base, &other), 0);
    assert_int_equal(between(&other, &base), GAIT_DIFF_LIMITS);
    other = base;
    other.by = tool;
    other.by_count = 1;
    assert_int_equal(between(&base, &other), 0);
    assert_int_equal(between(&other, &base), GAIT_DIFF_LIMITS);
}

/* ---- counts that a trace recorded ---- */

static bool five_used(void *ctx, const gait_limit *limit, int64_t *out)
{
    (void)ctx;
    (void)limit;
    *out = 5;
    return true;
}

#define POLICY(max)                                                                                \
    "policy { id = 'p', default = 'block' } rule { id = 'r', effect = 'allow', "                   \
    "limit = { max = " max ", seconds = 60 } }"
#define CALL "{\"tool_name\":\"t\"," CONTEXT "}"

/* A trace of CALL, decided while five of its limit were used. */
static void put_trace(fixture *f)
{
    gait_arena *arena = f->arena;
    gait_rng rng = gait_rng_system();
    gait_error err = GAIT_ERROR_INIT;
    const gait_counts counts = { NULL, five_used };
    const gait_decide_options options = { .counts = &counts };
    gait_policy *policy = policy_of(arena, POLICY("9"));
    const gait_intent *intent = intent_of(arena, CALL);
    gait_decision decision;
    gait_key *key;
    gait_json *trace;
    gait_str bytes;
    gait_decide(arena, policy, intent, &options, &decision);
    const gait_trace_facts facts = { .policy = policy,
                                     .intent = intent,
                                     .intent_bytes = GAIT_STR(CALL),
                                     .decision = &decision,
                                     .producer_version = GAIT_STR("0"),
                                     .latency_ms = -1 };
    if (!gait_key_generate(&rng, &key, &err) ||
        !gait_trace_make(arena, &facts, key, &rng, &trace, &err) ||
        !gait_trace_emit(arena, trace, &bytes, &err))
        fail_msg("%s", err.message);
    put_file(in_dir(f, "calls/trace.json"), bytes.ptr, 0600);
    gait_key_free(key);
    gait_policy_free(policy);
}

static void limits_are_as_full_as_the_trace_says(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    gait_diff diff;
    const char *calls = in_dir(f, "calls");
    gait_diff_request request = { .traces = calls };
    assert_true(gait_dir_make(calls, &err));
    put_file(in_dir(f, "old.lua"), POLICY("6"), 0600);
    put_file(in_dir(f, "new.lua"), POLICY("5"), 0600);
    put_file(in_dir(f, "calls/intent.json"), CALL, 0600);
    put_trace(f);
    request.old_policy.path = in_dir(f, "old.lua");
    request.new_policy.path = in_dir(f, "new.lua");
    if (!gait_policy_diff(f->arena, &request, &diff, &err))
        fail_msg("%s", err.message);
    assert_int_equal(diff.decisions, 1);
    assert_int_equal(diff.group_count, 1);
    assert_int_equal(diff.groups[0].before.verdict, GAIT_ALLOW);
    assert_int_equal(diff.groups[0].after.verdict, GAIT_BLOCK);
    assert_int_equal(diff.narrowed, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(less_strict_is_loosened_and_nothing_else_counts_then),
        cmocka_unit_test(a_limit_may_only_count_more_for_longer_and_allow_less),
        FIXTURE_TEST(limits_are_as_full_as_the_trace_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
