/*
 * test_oblige.c — what rules demand beside their effect: limits, credentials, approvals.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include "gate/oblige.h"

#define HEAD "policy { id = 'p', default = 'block' }\n"
#define TIERS "policy { id = 'p', default = 'block', combine = 'tiers' }\n"
#define ALLOW_T "rule { id = 'allow-t', effect = 'allow', match = { tool = 't' } }\n"
#define WINDOW "limit = { max = 3, seconds = 60 }"

/* Counts by rule id; -1 is not known, and so is any other rule. */
typedef struct count {
    const char *rule;
    int64_t used;
} count;

static bool used_of(void *ctx, const gait_limit *limit, int64_t *out)
{
    for (const count *one = ctx; one->rule != NULL; one++) {
        if (!gait_str_is(limit->rule, one->rule))
            continue;
        *out = one->used;
        return one->used >= 0;
    }
    return false;
}

static gait_decision on(gait_arena *arena, const char *source, const gait_intent *intent,
                        const count *used)
{
    gait_policy *policy = policy_of(arena, source);
    const gait_counts counts = { (void *)(uintptr_t)used, used_of };
    const gait_decide_options options = { .counts = used == NULL ? NULL : &counts,
                                          .explain = true };
    gait_decision decision;
    gait_decide(arena, policy, intent, &options, &decision);
    gait_policy_free(policy);
    return decision;
}

static gait_decision counted(gait_arena *arena, const char *source, int64_t used)
{
    const count counts[] = { { "r", used }, { NULL, 0 } };
    return on(arena, source, simple_intent(arena, "t", NULL, NULL), counts);
}

static bool has(const gait_str *codes, size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++)
        if (gait_str_is(codes[i], code))
            return true;
    return false;
}

static void expect(const gait_decision *d, gait_verdict verdict, const char *outcome)
{
    gait_str found = member_of(row_of(d->explanation, "r"), "outcome");
    if (d->verdict != verdict || !gait_str_is(found, outcome))
        fail_msg("%s, %.*s; not %s, %s", gait_verdict_name(d->verdict), GAIT_STR_ARG(found),
                 gait_verdict_name(verdict), outcome);
}

/* ---- limits ---- */

#define WRITE_RATE HEAD ALLOW_T "rule { id = 'r', effect = 'block', reason = 'full', " WINDOW " }"

static void a_restriction_waits_for_its_window_to_be_full(void **state)
{
    gait_decision d = counted(*state, WRITE_RATE, 2);
    expect(&d, GAIT_ALLOW, "within_limit");
    assert_int_equal(d.limit_count, 1);
    assert_int_equal(d.limits[0].used, 2);
    assert_int_equal(d.limits[0].charges, 1);
    assert_str(d.limits[0].key, "{\"identity\":\"alice\",\"tool\":\"t\"}");
    d = counted(*state, WRITE_RATE, 3);
    expect(&d, GAIT_BLOCK, "applied");
    assert_true(has(d.reason_codes, d.reason_count, "full"));
}

static void a_count_nobody_knows_is_a_full_window(void **state)
{
    gait_decision d = counted(*state, WRITE_RATE, -1);
    expect(&d, GAIT_BLOCK, "unknown_applied");
    const gait_json *row = row_of(d.explanation, "r");
    assert_str(member_of(row, "deciding_condition"), "limit");
    const gait_json *finding = &gait_json_get(row, GAIT_STR("conditions"))->items[0];
    assert_str(member_of(finding, "cause"), "count_unknown");
    d = on(*state, WRITE_RATE, simple_intent(*state, "t", NULL, NULL), NULL);
    expect(&d, GAIT_BLOCK, "unknown_applied");
}

static void a_limit_is_not_asked_for_what_does_not_match(void **state)
{
    gait_decision d = counted(*state,
                              HEAD ALLOW_T "rule { id = 'r', effect = 'block', match = { tool = "
                                           "'u*' }, " WINDOW " }",
                              -1);
    expect(&d, GAIT_ALLOW, "not_applied");
    assert_int_equal(d.limit_count, 0);
}

static void what_is_allowed_is_blocked_beyond_its_limit(void **state)
{
    const char *source = HEAD "rule { id = 'r', effect = 'allow', " WINDOW " }";
    gait_decision d = counted(*state, source, 2);
    expect(&d, GAIT_ALLOW, "applied");
    assert_int_equal(d.limits[0].charges, 1);
    d = counted(*state, source, 3);
    expect(&d, GAIT_BLOCK, "applied");
    assert_str(member_of(row_of(d.explanation, "r"), "becomes"), "block");
    assert_true(has(d.reason_codes, d.reason_count, "rate_limit_exceeded"));
    assert_true(has(d.violations, d.violation_count, "rate_limit_exceeded"));
    d = counted(*state, source, -1);
    expect(&d, GAIT_BLOCK, "applied");
    assert_true(has(d.reason_codes, d.reason_count, "rate_limit_unavailable"));
}

/* The rule decides whatever was used; what is more than its limit is blocked. */
static void a_limit_in_tiers_caps_every_effect(void **state)
{
    const char *source =
        TIERS "rule { id = 'r', effect = 'require_approval', " WINDOW " }\n"
              "rule { id = 's', effect = 'allow', limit = { max = 1, seconds = 9 } }";
    gait_decision d = counted(*state, source, 2);
    expect(&d, GAIT_REQUIRE_APPROVAL, "applied");
    assert_int_equal(d.limit_count, 1);
    d = counted(*state, source, 3);
    expect(&d, GAIT_BLOCK, "applied");
    assert_true(has(d.reason_codes, d.reason_count, "rate_limit_exceeded"));
}

static void calls_are_counted_by_what_the_rule_says(void **state)
{
    static const struct {
        const char *by, *key;
    } cases[] = {
        { "'tool'", "{\"tool\":\"t\"}" },
        { "{ 'workspace', 'tool' }", "{\"tool\":\"t\",\"workspace\":\"/repo\"}" },
        { "{}", "{}" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *source =
            gait_arena_format(*state,
                              HEAD "rule { id = 'r', effect = 'allow', limit = { max = 1, seconds "
                                   "= 1, by = %s } }",
                              cases[i].by)
                .ptr;
        gait_decision d = counted(*state, source, 0);
        expect(&d, GAIT_ALLOW, "applied");
        assert_str(d.limits[0].key, cases[i].key);
    }
    /* Leaving the field out is no way around the limit. */
    gait_decision d = counted(*state,
                              HEAD "rule { id = 'r', effect = 'allow', limit = { max = 1, seconds "
                                   "= 1, by = 'session' } }",
                              0);
    expect(&d, GAIT_BLOCK, "applied");
    assert_true(has(d.reason_codes, d.reason_count, "rate_limit_unavailable"));
}

static void one_full_window_of_several_is_enough(void **state)
{
    const char *source =
        HEAD "rule { id = 'r', effect = 'allow', limit = { { max = 9, seconds = 3600 }, "
             "{ max = 2, seconds = 60, by = 'tool' } } }";
    gait_decision d = counted(*state, source, 1);
    expect(&d, GAIT_ALLOW, "applied");
    assert_int_equal(d.limit_count, 2);
    d = counted(*state, source, 2);
    expect(&d, GAIT_BLOCK, "applied");
}

static void every_step_of_a_script_charges(void **state)
{
    const char *step = "{\"tool_name\":\"t\"}";
    const char *json = gait_arena_format(*state, "{\"script\":{\"steps\":[%s,%s,%s]}," CONTEXT "}",
                                         step, step, step)
                           .ptr;
    const char *source =
        HEAD "rule { id = 'all', effect = 'allow' }\n"
             "rule { id = 'r', effect = 'block', match = { tool = 't' }, " WINDOW " }";
    const count none[] = { { "r", 0 }, { NULL, 0 } };
    gait_decision d = on(*state, source, intent_of(*state, json), none);
    assert_int_equal(d.verdict, GAIT_ALLOW);
    assert_int_equal(d.limit_count, 1);
    assert_int_equal(d.limits[0].charges, 3);
    const count one[] = { { "r", 1 }, { NULL, 0 } };
    d = on(*state, source, intent_of(*state, json), one);
    assert_int_equal(d.verdict, GAIT_BLOCK);
}

static void what_is_overridden_is_not_counted(void **state)
{
    gait_decision d = counted(*state,
                              HEAD "rule { id = 'r', effect = 'block', " WINDOW " }\n"
                                   "rule { id = 'bot', effect = 'allow', overrides = 'r' }",
                              3);
    expect(&d, GAIT_ALLOW, "overridden");
    assert_int_equal(d.limit_count, 0);
}

static void an_approval_is_not_asked_for_within_the_limit(void **state)
{
    gait_decision d =
        counted(*state,
                HEAD "rule { id = 'a', effect = 'require_approval' }\n"
                     "rule { id = 'r', effect = 'require_approval', approvals = 5, " WINDOW " }",
                0);
    expect(&d, GAIT_REQUIRE_APPROVAL, "within_limit");
    assert_int_equal(d.required_approvals, 1);
}

/* ---- credentials ---- */

static void demands_on_a_credential_add_up(void **state)
{
    gait_decision d = counted(
        *state,
        HEAD "rule { id = 'a', effect = 'allow', credential = { sources = { 'aws_sts', "
             "'github_oidc', 'env' }, max_ttl_seconds = 900 } }\n"
             "rule { id = 'r', effect = 'allow', credential = { sources = { 'github_oidc', "
             "'aws_sts' }, scopes = 'deploy', broker = 'vault', jit = true, max_ttl_seconds = 1000 "
             "} }",
        0);
    const gait_credential *c = &d.credential;
    assert_int_equal(d.verdict, GAIT_ALLOW);
    assert_true(c->wanted);
    assert_true(c->jit);
    assert_str(c->broker, "vault");
    assert_int_equal(c->max_ttl_seconds, 900);
    assert_int_equal(c->source_count, 2);
    assert_str(c->sources[0], "aws_sts");
    assert_int_equal(c->scope_count, 1);
    assert_int_equal(c->issuer_count, 0);
}

static void what_no_credential_can_be_blocks(void **state)
{
    static const char *const pairs[][2] = {
        { "sources = 'env'", "sources = 'aws_sts'" },
        { "scopes = { 'a', 'b' }", "scopes = 'c'" },
        { "issuers = 'x'", "issuers = 'y'" },
        { "broker = 'x'", "broker = 'y'" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const char *source =
            gait_arena_format(*state,
                              HEAD "rule { id = 'a', effect = 'allow', credential = { %s } }\n"
                                   "rule { id = 'r', effect = 'require_approval', credential = { "
                                   "%s } }",
                              pairs[i][0], pairs[i][1])
                .ptr;
        gait_decision d = counted(*state, source, 0);
        assert_int_equal(d.verdict, GAIT_BLOCK);
        assert_true(has(d.reason_codes, d.reason_count, "credential_unsatisfiable"));
        assert_int_equal(d.required_approvals, 0);
        assert_false(d.credential.wanted);
    }
}

static void what_is_not_made_needs_no_credential(void **state)
{
    gait_decision d = counted(*state,
                              HEAD "rule { id = 'a', effect = 'allow', credential = {} }\n"
                                   "rule { id = 'r', effect = 'dry_run' }",
                              0);
    assert_int_equal(d.verdict, GAIT_DRY_RUN);
    assert_false(d.credential.wanted);
}

/* Leaving out what a permission is about must not be a way around what it demands. */
static void an_unknown_permission_demands_what_it_demands(void **state)
{
    const char *source = HEAD ALLOW_T
        "rule { id = 'r', effect = 'allow', match = { env = 'prod' }, credential = { jit = true }, "
        "limit = { max = 3, seconds = 60 } }";
    gait_decision d = counted(*state, source, 0);
    expect(&d, GAIT_ALLOW, "unknown_skipped");
    assert_str(d.rule, "allow-t");
    assert_true(d.credential.jit);
    assert_int_equal(d.limit_count, 1);
    d = counted(*state, source, 3);
    expect(&d, GAIT_BLOCK, "unknown_applied");
    assert_true(has(d.reason_codes, d.reason_count, "rate_limit_exceeded"));
}

/* ---- the gate's question ---- */

static void what_is_not_met_is_no_permission(void **state)
{
    gait_decision d = counted(*state, HEAD "rule { id = 'r', effect = 'require_approval' }", 0);
    gi_oblige(*state, &d);
    assert_int_equal(d.verdict, GAIT_REQUIRE_APPROVAL);
    assert_true(has(d.reason_codes, d.reason_count, "approval_token_missing"));
    assert_true(has(d.violations, d.violation_count, "approval_not_granted"));
    d = counted(*state, HEAD "rule { id = 'r', effect = 'allow', credential = {} }", 0);
    assert_int_equal(d.verdict, GAIT_ALLOW);
    gi_oblige(*state, &d);
    assert_int_equal(d.verdict, GAIT_BLOCK);
    assert_true(has(d.reason_codes, d.reason_count, "broker_credential_required"));
    assert_true(has(d.violations, d.violation_count, "broker_credential_missing"));
    assert_str(member_of(d.explanation, "verdict"), "block");
    d = counted(*state, HEAD "rule { id = 'r', effect = 'allow' }", 0);
    gi_oblige(*state, &d);
    assert_int_equal(d.verdict, GAIT_ALLOW);
    assert_int_equal(d.violation_count, 0);
}

/* ---- declarations ---- */

static void mistakes_are_load_errors(void **state)
{
    static const char *const cases[][2] = {
        { "effect = 'block', credential = {}", "credential stands only on a rule with effect" },
        { "effect = 'dry_run', credential = {}", "credential stands only on a rule with effect" },
        { "effect = 'allow', credential = true", "credential: must be a table" },
        { "effect = 'allow', credential = { source = 'env' }", "did you mean 'sources'" },
        { "effect = 'allow', credential = { sources = 'aws_st' }", "did you mean 'aws_sts'" },
        { "effect = 'allow', credential = { sources = {} }",
          "credential.sources is an empty list" },
        { "effect = 'allow', credential = { max_ttl_seconds = 0 }",
          "credential.max_ttl_seconds must be a whole number from 1" },
        { "effect = 'allow', credential = { jit = 1 }", "credential.jit must be true or false" },
        { "effect = 'allow', limit = 5", "limit: must be a table" },
        { "effect = 'allow', limit = {}", "limit.max is missing" },
        { "effect = 'allow', limit = { max = 1 }", "limit.seconds is missing" },
        { "effect = 'allow', limit = { max = 0, seconds = 1 }",
          "limit.max must be a whole number" },
        { "effect = 'allow', limit = { max = 1, seconds = 1e9 }",
          "limit.seconds must be a whole number" },
        { "effect = 'allow', limit = { max = 1, seconds = 1, by = 'tol' }", "did you mean 'tool'" },
        { "effect = 'allow', limit = { max = 1, second = 1 }", "did you mean 'seconds'" },
        { "effect = 'allow', limits = { max = 1, seconds = 1 }", "did you mean 'limit'" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        gait_error err = GAIT_ERROR_INIT;
        const char *source =
            gait_arena_format(*state, HEAD "rule { id = 'r', %s }", cases[i][0]).ptr;
        if (load_text(*state, source, &err) != NULL || strstr(err.message, cases[i][1]) == NULL)
            fail_msg("%s\n  gave \"%s\", not \"%s\"", cases[i][0], err.message, cases[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_restriction_waits_for_its_window_to_be_full),
        TEST(a_count_nobody_knows_is_a_full_window),
        TEST(a_limit_is_not_asked_for_what_does_not_match),
        TEST(what_is_allowed_is_blocked_beyond_its_limit),
        TEST(a_limit_in_tiers_caps_every_effect),
        TEST(calls_are_counted_by_what_the_rule_says),
        TEST(one_full_window_of_several_is_enough),
        TEST(every_step_of_a_script_charges),
        TEST(what_is_overridden_is_not_counted),
        TEST(an_approval_is_not_asked_for_within_the_limit),
        TEST(demands_on_a_credential_add_up),
        TEST(what_no_credential_can_be_blocks),
        TEST(what_is_not_made_needs_no_credential),
        TEST(an_unknown_permission_demands_what_it_demands),
        TEST(what_is_not_met_is_no_permission),
        TEST(mistakes_are_load_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
