/*
 * test_tiers.c — packs with combine = "tiers": by priority, then id, the first rule that applies decides.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#define TIERS "policy { id = 'p', default = 'block', combine = 'tiers' }\n"

static gait_decision decided(gait_arena *arena, const char *rules, const char *tool)
{
    const char *source = gait_arena_format(arena, TIERS "%s", rules).ptr;
    gait_policy *policy = policy_of(arena, source);
    gait_decision decision =
        decide_on(arena, policy, simple_intent(arena, tool, "{\"n\":1}", NULL));
    gait_policy_free(policy);
    return decision;
}

static void expect(gait_arena *arena, const char *rules, gait_verdict verdict, const char *rule)
{
    gait_decision d = decided(arena, rules, "t");
    if (d.verdict != verdict || !gait_str_is(d.rule, rule))
        fail_msg("%s\n  gave %s by '%.*s', not %s by '%s'", rules, gait_verdict_name(d.verdict),
                 GAIT_STR_ARG(d.rule), gait_verdict_name(verdict), rule);
}

static void the_lowest_priority_decides(void **state)
{
    expect(*state,
           "rule { id = 'a', effect = 'block', priority = 10 }\n"
           "rule { id = 'b', effect = 'allow', priority = -1 }\n"
           "rule { id = 'c', effect = 'require_approval' }",
           GAIT_ALLOW, "b");
}

static void names_decide_among_equals(void **state)
{
    expect(*state,
           "rule { id = 'b', effect = 'block', priority = 3 }\n"
           "rule { id = 'a', effect = 'dry_run', priority = 3 }",
           GAIT_DRY_RUN, "a");
}

static void what_comes_after_is_shadowed(void **state)
{
    gait_decision d = decided(*state,
                              "rule { id = 'a', effect = 'allow' }\n"
                              "rule { id = 'b', effect = 'block', reason = 'later' }\n"
                              "rule { id = 'c', effect = 'block', match = { tool = '*u' } }",
                              "t");
    assert_int_equal(d.verdict, GAIT_ALLOW);
    assert_int_equal(d.reason_count, 1);
    assert_str(d.reason_codes[0], "matched_rule_a");
    assert_str(member_of(row_of(d.explanation, "a"), "outcome"), "applied");
    assert_str(member_of(row_of(d.explanation, "b"), "outcome"), "shadowed");
    assert_str(member_of(row_of(d.explanation, "c"), "outcome"), "not_applied");
}

static void what_is_shadowed_demands_nothing(void **state)
{
    gait_decision d = decided(*state,
                              "rule { id = 'a', effect = 'require_approval', approvals = 1 }\n"
                              "rule { id = 'b', effect = 'require_approval', approvals = 3 }",
                              "t");
    assert_int_equal(d.required_approvals, 1);
    assert_false(d.distinct_approvers);
}

static void an_unknown_permission_leaves_the_word_to_the_next(void **state)
{
    expect(*state,
           "rule { id = 'a', effect = 'allow', match = { env = 'prod' } }\n"
           "rule { id = 'b', effect = 'require_approval' }\n"
           "rule { id = 'c', effect = 'block' }",
           GAIT_REQUIRE_APPROVAL, "b");
}

/* Had it not matched, what comes next would have decided: the stricter of the two stands. */
static void an_unknown_restriction_shadows_nothing_stricter(void **state)
{
    expect(*state,
           "rule { id = 'a', effect = 'dry_run', match = { env = 'prod' } }\n"
           "rule { id = 'b', effect = 'block' }\n"
           "rule { id = 'c', effect = 'allow' }",
           GAIT_BLOCK, "b");
    expect(*state,
           "rule { id = 'a', effect = 'require_approval', match = { env = 'prod' } }\n"
           "rule { id = 'b', effect = 'allow' }\n"
           "rule { id = 'c', effect = 'block' }",
           GAIT_REQUIRE_APPROVAL, "a");
    expect(*state, "rule { id = 'a', effect = 'dry_run', match = { env = 'prod' } }", GAIT_BLOCK,
           "");
}

static void nothing_that_applies_is_the_default(void **state)
{
    gait_decision d =
        decided(*state, "rule { id = 'a', effect = 'allow', match = { tool = 'u' } }", "t");
    assert_int_equal(d.verdict, GAIT_BLOCK);
    assert_str(d.reason_codes[0], "default_block");
}

static void expect_error(gait_arena *arena, const char *source, const char *words)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_policy *policy = load_text(arena, source, &err);
    if (policy != NULL || strstr(err.message, words) == NULL)
        fail_msg("%s\n  gave \"%s\", not \"%s\"", source, err.message, words);
}

static void each_way_of_combining_has_its_keys(void **state)
{
    expect_error(*state, "policy { id = 'p' } rule { id = 'a', effect = 'block', priority = 1 }",
                 "priority stands only in a policy with combine = 'tiers'");
    expect_error(*state, "policy { id = 'p', combine = 'tier' }", "did you mean 'tiers'");
    expect_error(*state, TIERS "rule { id = 'a', effect = 'block', priority = 1.5 }",
                 "whole number");
    expect_error(*state,
                 TIERS "rule { id = 'a', effect = 'block' }\n"
                       "rule { id = 'b', effect = 'allow', overrides = 'a' }",
                 "priority says which rule of this pack counts");
    expect_error(*state, "rule { id = 'a', effect = 'block' } policy { id = 'p' }",
                 "policy.lua:1: rule: stands after policy{}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_lowest_priority_decides),
        TEST(names_decide_among_equals),
        TEST(what_comes_after_is_shadowed),
        TEST(what_is_shadowed_demands_nothing),
        TEST(an_unknown_permission_leaves_the_word_to_the_next),
        TEST(an_unknown_restriction_shadows_nothing_stricter),
        TEST(nothing_that_applies_is_the_default),
        TEST(each_way_of_combining_has_its_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
