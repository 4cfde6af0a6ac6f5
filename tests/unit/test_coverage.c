/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include "author/busted.h"

static const char policy_text[] =
    "policy { id = \"t/p\", default = \"block\" }\n"
    "rule { id = \"a\", effect = \"allow\", match = { tool = \"x\", risk = \"low\" } }\n"
    "rule { id = \"b\", effect = \"block\", match = { env = \"prod\" },\n"
    "  unless = { calm = function(i) return i.args.calm end } }\n"
    "rule { id = \"c\", effect = \"dry_run\" }\n";

typedef struct fixture {
    gait_arena *arena;
    gait_policy *policy;
    gait_coverage coverage;
} fixture;

static fixture begin(gait_arena *arena, const char *source)
{
    fixture f = { .arena = arena, .policy = policy_of(arena, source) };
    gait_coverage_begin(arena, f.policy, &f.coverage);
    return f;
}

/* Decides and counts one call with that much further context. */
static void decide(fixture *f, const char *tool, const char *args, const char *context)
{
    gait_str json = gait_arena_format(f->arena,
                                      "{\"tool_name\":\"%s\",\"args\":%s,\"context\":{\"identity\":"
                                      "\"i\",\"workspace\":\"/w\"%s}}",
                                      tool, args, context);
    gait_decision decision = decide_on(f->arena, f->policy, intent_of(f->arena, json.ptr));
    gait_coverage_add(&f->coverage, decision.explanation);
}

#define LOW ",\"risk_class\":\"low\""
#define HIGH ",\"risk_class\":\"high\""
#define PROD ",\"environment\":\"prod\""
#define TEST_ENV ",\"environment\":\"test\""

static const gait_rule_coverage *rule_of(const fixture *f, const char *id)
{
    for (size_t i = 0; i < f->coverage.rule_count; i++)
        if (gait_str_is(f->coverage.rules[i].rule, id))
            return &f->coverage.rules[i];
    fail_msg("no rule %s", id);
    return NULL;
}

static void nothing_is_covered_before_a_decision(void **state)
{
    fixture f = begin(*state, policy_text);
    gait_coverage_goals goals = gait_coverage_count(&f.coverage);
    assert_int_equal(goals.met, 0);
    assert_int_equal(goals.all, 6 + 6 + 1); /* two a condition, two a rule, one without condition */
    assert_int_equal(gait_coverage_percent(goals), 0);
    assert_str(gait_rule_coverage_missing(*state, rule_of(&f, "c")), "no test reaches it");
    gait_policy_free(f.policy);
}

static void what_a_decision_shows_is_counted(void **state)
{
    fixture f = begin(*state, policy_text);
    decide(&f, "x", "{}", LOW PROD);
    const gait_rule_coverage *a = rule_of(&f, "a");
    assert_int_equal(a->reached, 1);
    assert_int_equal(a->applied, 1);
    assert_int_equal(a->not_applied, 0);
    assert_str(a->conditions[0].name, "match.tool");
    assert_int_equal(a->conditions[0].trues, 1);
    assert_str(gait_rule_coverage_missing(*state, a),
               "always applies; match.tool is never false; match.risk is never false");
    /* The function gives nil, which is neither: a rule that blocks applies all the same. */
    const gait_rule_coverage *b = rule_of(&f, "b");
    assert_int_equal(b->applied, 1);
    assert_int_equal(b->conditions[1].unknowns, 1);
    assert_str(gait_rule_coverage_missing(*state, b),
               "always applies; match.env is never false; unless.calm is always unknown");
    assert_str(gait_rule_coverage_missing(*state, rule_of(&f, "c")), "");
    gait_policy_free(f.policy);
}

/* The index by tool leaves such rules out of the explanation. */
static void a_rule_of_another_tool_did_not_apply(void **state)
{
    fixture f = begin(*state, policy_text);
    decide(&f, "y", "{}", LOW);
    const gait_rule_coverage *a = rule_of(&f, "a");
    assert_int_equal(a->reached, 0);
    assert_int_equal(a->not_applied, 1);
    assert_int_equal(a->conditions[0].falses, 1);
    assert_int_equal(a->conditions[1].falses, 0);
    assert_str(gait_rule_coverage_missing(*state, a), "no test reaches it");
    gait_policy_free(f.policy);
}

/* Of a pattern the index knows nothing: the rule is in the explanation, and was not reached all the same. */
static void a_pattern_of_other_tools_reaches_nothing(void **state)
{
    fixture f =
        begin(*state, "policy { id = \"t/p\" }\n"
                      "rule { id = \"a\", effect = \"allow\", match = { tool = \"x.*\" } }\n");
    decide(&f, "y.a", "{}", LOW);
    const gait_rule_coverage *a = rule_of(&f, "a");
    assert_int_equal(a->conditions[0].falses, 1);
    assert_int_equal(a->not_applied, 1);
    assert_int_equal(a->reached, 0);
    gait_policy_free(f.policy);
}

static void whole_coverage_is_reached_goal_by_goal(void **state)
{
    fixture f = begin(*state, policy_text);
    size_t met = 0;
    static const struct {
        const char *tool, *args, *context;
    } calls[] = {
        { "x", "{}", LOW PROD },
        { "x", "{\"calm\":true}", HIGH PROD },
        { "y", "{\"calm\":false}", LOW PROD },
        { "y", "{}", LOW TEST_ENV },
    };
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        decide(&f, calls[i].tool, calls[i].args, calls[i].context);
        gait_coverage_goals goals = gait_coverage_count(&f.coverage);
        assert_true(goals.met > met);
        met = goals.met;
    }
    assert_int_equal(gait_coverage_percent(gait_coverage_count(&f.coverage)), 100);
    for (size_t i = 0; i < f.coverage.rule_count; i++)
        assert_str(gait_rule_coverage_missing(*state, &f.coverage.rules[i]), "");
    gait_policy_free(f.policy);
}

static void requirements_and_failures_reach_no_rule(void **state)
{
    fixture f = begin(*state, "policy { id = \"t/p\", require = { fields = \"env\" } }\n"
                              "rule { id = \"a\", effect = \"allow\" }\n");
    decide(&f, "x", "{}", LOW);
    assert_int_equal(f.coverage.decisions, 0);
    assert_int_equal(rule_of(&f, "a")->reached, 0);
    gait_policy_free(f.policy);
    f = begin(*state, "policy { id = \"t/p\" }\n"
                      "rule { id = \"a\", effect = \"allow\", when = function() while true do end "
                      "end }\n"
                      "rule { id = \"b\", effect = \"allow\" }\n");
    decide(&f, "x", "{}", LOW);
    assert_int_equal(rule_of(&f, "a")->conditions[0].unknowns, 1);
    gait_policy_free(f.policy);
}

static void steps_are_decisions_of_their_own(void **state)
{
    fixture f = begin(*state, policy_text);
    const gait_intent *intent =
        intent_of(*state, "{\"script\":{\"steps\":[{\"tool_name\":\"x\"},{\"tool_name\":\"y\"}]},"
                          "\"context\":{\"identity\":\"i\",\"workspace\":\"/w\"" LOW "}}");
    gait_decision decision = decide_on(*state, f.policy, intent);
    gait_coverage_add(&f.coverage, decision.explanation);
    assert_int_equal(f.coverage.decisions, 3);
    assert_int_equal(rule_of(&f, "a")->applied, 1);
    assert_int_equal(rule_of(&f, "a")->not_applied, 2);
    gait_policy_free(f.policy);
}

/* It would have applied, or not: what was decided does not show. */
static void an_overridden_rule_neither_applied_nor_not(void **state)
{
    fixture f = begin(*state, "policy { id = \"t/p\" }\n"
                              "rule { id = \"a\", effect = \"block\", match = { tool = \"x\" } }\n"
                              "rule { id = \"b\", effect = \"allow\", match = { tool = \"x\" },\n"
                              "  overrides = \"a\" }\n");
    decide(&f, "x", "{}", LOW);
    const gait_rule_coverage *a = rule_of(&f, "a");
    assert_int_equal(a->reached, 1);
    assert_int_equal(a->applied + a->not_applied, 0);
    assert_int_equal(a->conditions[0].trues, 1);
    gait_policy_free(f.policy);
}

/* Within its limit it did not apply, and the limit is the condition that says so. */
static void a_limit_is_a_condition(void **state)
{
    fixture f = begin(*state, "policy { id = \"t/p\" }\n"
                              "rule { id = \"a\", effect = \"block\", limit = { max = 1, "
                              "seconds = 60 } }\n");
    const gait_rule_coverage *a = rule_of(&f, "a");
    assert_int_equal(a->condition_count, 1);
    assert_str(a->conditions[0].name, "limit");
    decide(&f, "x", "{}", LOW); /* how much was used is not known */
    assert_int_equal(a->conditions[0].unknowns, 1);
    assert_int_equal(a->applied, 1);
    gait_policy_free(f.policy);
}

static void two_runs_add_up(void **state)
{
    fixture one = begin(*state, policy_text);
    fixture two = begin(*state, policy_text);
    decide(&one, "x", "{}", LOW PROD);
    decide(&two, "y", "{\"calm\":true}", HIGH PROD);
    assert_true(gi_coverage_add_json(&one.coverage, gait_coverage_json(*state, &two.coverage)));
    assert_int_equal(one.coverage.decisions, 2);
    assert_int_equal(rule_of(&one, "a")->applied, 1);
    assert_int_equal(rule_of(&one, "a")->not_applied, 1);
    assert_int_equal(rule_of(&one, "b")->conditions[1].falses, 1);
    gait_policy_free(one.policy);
    gait_policy_free(two.policy);
}

static void percent_is_rounded_down(void **state)
{
    (void)state;
    assert_int_equal(gait_coverage_percent((gait_coverage_goals){ 199, 200 }), 99);
    assert_int_equal(gait_coverage_percent((gait_coverage_goals){ 200, 200 }), 100);
    assert_int_equal(gait_coverage_percent((gait_coverage_goals){ 0, 0 }), 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_covered_before_a_decision),
        TEST(what_a_decision_shows_is_counted),
        TEST(a_rule_of_another_tool_did_not_apply),
        TEST(a_pattern_of_other_tools_reaches_nothing),
        TEST(whole_coverage_is_reached_goal_by_goal),
        TEST(requirements_and_failures_reach_no_rule),
        TEST(steps_are_decisions_of_their_own),
        TEST(an_overridden_rule_neither_applied_nor_not),
        TEST(a_limit_is_a_condition),
        TEST(two_runs_add_up),
        TEST(percent_is_rounded_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
