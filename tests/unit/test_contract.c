/*
 * test_contract.c — what compares otherwise in packs of tiers, and dataflow, which stands only there.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#define TIERS "policy { id = 'p', default = 'dry_run', combine = 'tiers' }\n"
#define HOST(value) "{\"kind\":\"host\",\"value\":\"" value "\",\"operation\":\"write\"}"
#define PATH(value) "{\"kind\":\"path\",\"value\":\"" value "\"}"

static gait_verdict verdict_of(gait_arena *arena, const char *source, const gait_intent *intent)
{
    gait_policy *policy = policy_of(arena, source);
    gait_decision decision = decide_on(arena, policy, intent);
    gait_policy_free(policy);
    return decision.verdict;
}

/* Whether the match holds in a rule of a pack of tiers with this effect; the default is dry_run. */
static bool holds(gait_arena *arena, const char *effect, const char *match,
                  const gait_intent *intent)
{
    gait_str source = gait_arena_format(
        arena, TIERS "rule { id = 'r', effect = '%s', match = { %s } }", effect, match);
    return verdict_of(arena, source.ptr, intent) != GAIT_DRY_RUN;
}

static bool block_holds(gait_arena *arena, const char *match, const char *targets)
{
    return holds(arena, "block", match, simple_intent(arena, "t", NULL, targets));
}

static void some_target_is_enough_to_allow(void **state)
{
    const char *targets = "[" HOST("a") "," PATH("/b") "]";
    const gait_intent *intent = simple_intent(*state, "t", NULL, targets);
    assert_true(holds(*state, "allow", "target = { kind = 'host' }", intent));
    assert_true(holds(*state, "allow", "target = { kind = 'path' }", intent));
    assert_false(holds(*state, "allow", "target = { kind = 'url' }", intent));
}

static void a_list_of_targets_may_be_met_by_different_ones(void **state)
{
    const char *targets = "[" HOST("a") "," PATH("/b") "]";
    assert_false(block_holds(*state, "target = { kind = 'host', value = '/b' }", targets));
    assert_true(block_holds(*state, "target = { { kind = 'host' }, { value = '/b' } }", targets));
    assert_false(block_holds(*state, "target = { { kind = 'host' }, { value = '/c' } }", targets));
    assert_true(
        block_holds(*state, "target = { { kind = 'host' } }, target_kind = 'path'", targets));
    assert_false(
        block_holds(*state, "target = { { kind = 'host' } }, target_kind = 'url'", targets));
}

static void a_list_of_targets_is_no_privilege_of_tiers(void **state)
{
    const gait_intent *intent =
        simple_intent(*state, "t", NULL, "[" HOST("a.example") "," PATH("/b") "]");
    const char *source = "policy { id = 'p', default = 'dry_run' }\n"
                         "rule { id = 'r', effect = '%s', match = { target = { { kind = 'host' }, "
                         "{ value = '/b' } } } }";
    assert_int_equal(verdict_of(*state, gait_arena_format(*state, source, "block").ptr, intent),
                     GAIT_BLOCK);
    /* To allow, every target meets every element. */
    assert_int_equal(verdict_of(*state, gait_arena_format(*state, source, "allow").ptr, intent),
                     GAIT_DRY_RUN);
}

static void values_are_bytes(void **state)
{
    assert_false(
        block_holds(*state, "target = { value = '/etc/x' }", "[" PATH("/tmp/../etc/x") "]"));
    assert_true(
        block_holds(*state, "target = { value = '/tmp/../etc/x' }", "[" PATH("/tmp/../etc/x") "]"));
    assert_true(block_holds(*state, "target = { value = 'a*' }", "[" HOST("a*") "]"));
    assert_false(block_holds(*state, "target = { value = 'a*' }", "[" HOST("ab") "]"));
    assert_true(block_holds(*state, "target = { operation = 'write' }", "[" HOST("a") "]"));
    assert_false(block_holds(*state, "target = { operation = 'write' }", "[" PATH("/a") "]"));
    assert_false(block_holds(*state, "data_class = 'pii'", "[" HOST("a") "]"));
}

static void workspaces_are_plain_prefixes(void **state)
{
    const gait_intent *intent =
        intent_of(*state, "{\"tool_name\":\"t\",\"context\":{\"identity\":\"a\",\"workspace\":"
                          "\"/repo-evil/../x\",\"risk_class\":\"low\"}}");
    assert_true(holds(*state, "block", "workspace = '/repo'", intent));
    assert_true(holds(*state, "block", "workspace = '/repo-evil/..'", intent));
    assert_false(holds(*state, "block", "workspace = '/x'", intent));
}

static void risk_classes_are_words(void **state)
{
    const gait_intent *intent =
        intent_of(*state, "{\"tool_name\":\"t\",\"context\":{\"identity\":\"a\",\"workspace\":"
                          "\"/r\",\"risk_class\":\"odd\"}}");
    assert_true(holds(*state, "block", "risk = { 'odd', 'even' }", intent));
    assert_false(holds(*state, "block", "risk = 'high'", intent));
    const char *require =
        "policy { id = 'p', default = 'allow', combine = 'tiers', require = { risk = "
        "'%s', fields = 'targets' } }\nrule { id = 'r', effect = 'allow' }";
    assert_int_equal(verdict_of(*state, gait_arena_format(*state, require, "odd").ptr, intent),
                     GAIT_BLOCK);
    assert_int_equal(verdict_of(*state, gait_arena_format(*state, require, "high").ptr, intent),
                     GAIT_ALLOW);
}

static void names_and_codes_are_any_text(void **state)
{
    gait_policy *policy = policy_of(
        *state, TIERS "rule { id = 'Ä \"b\"', effect = 'block', reasons = { 'a b', \"c'd\" } }");
    gait_decision decision = decide_on(*state, policy, simple_intent(*state, "t", NULL, NULL));
    assert_str(decision.rule, "\xC3\x84 \"b\"");
    assert_str(decision.reason_codes[0], "a b");
    gait_policy_free(policy);
    gait_error err = GAIT_ERROR_INIT;
    assert_null(load_text(*state, TIERS "rule { id = 'a\\nb', effect = 'block' }", &err));
    assert_non_null(strstr(err.message, "id must be printable"));
}

/* ---- dataflow ---- */

static gait_decision flowing(gait_arena *arena, const char *rule, const char *source,
                             const char *targets)
{
    gait_str json = gait_arena_format(
        arena,
        "{\"tool_name\":\"t\",\"args\":{\"n\":1},\"targets\":%s,\"arg_provenance\":[{"
        "\"arg_path\":\"args.n\",\"source\":\"%s\"}]," CONTEXT "}",
        targets, source);
    gait_policy *policy =
        policy_of(arena, gait_arena_format(arena, TIERS "rule { id = 'r', %s }", rule).ptr);
    gait_decision decision = decide_on(arena, policy, intent_of(arena, json.ptr));
    gait_policy_free(policy);
    return decision;
}

static void tainted_data_that_goes_out_changes_the_effect(void **state)
{
    const char *rule = "effect = 'allow', approvals = 2, dataflow = {}";
    gait_decision d = flowing(*state, rule, "external", "[" HOST("a") "]");
    assert_int_equal(d.verdict, GAIT_REQUIRE_APPROVAL);
    assert_int_equal(d.required_approvals, 2);
    assert_int_equal(d.reason_count, 2);
    assert_str(d.reason_codes[0], "dataflow_tainted_destination");
    assert_str(d.violations[0], "tainted_dataflow");
    assert_int_equal(flowing(*state, rule, "user", "[" HOST("a") "]").verdict, GAIT_ALLOW);
    assert_int_equal(flowing(*state, rule, "external", "[" PATH("/a") "]").verdict, GAIT_ALLOW);
    assert_int_equal(flowing(*state, rule, "external", "[]").verdict, GAIT_ALLOW);
}

static void a_destination_is_one_target(void **state)
{
    const char *rule =
        "effect = 'allow', dataflow = { destination_kinds = 'host', destination_values = "
        "'/b', action = 'block', reason = 'out' }";
    assert_int_equal(flowing(*state, rule, "external", "[" HOST("/b") "]").verdict, GAIT_BLOCK);
    assert_int_equal(flowing(*state, rule, "external", "[" HOST("a") "," PATH("/b") "]").verdict,
                     GAIT_ALLOW);
}

/* As the format means it; `policy check` says so. */
static void dataflow_may_also_soften(void **state)
{
    gait_decision d =
        flowing(*state, "effect = 'block', dataflow = {}", "tool_output", "[" HOST("a") "]");
    assert_int_equal(d.verdict, GAIT_REQUIRE_APPROVAL);
}

/* Whether the rule matched is not known; that its data is tainted is. */
static void unknown_never_widens_past_a_dataflow(void **state)
{
    const char *rule =
        "effect = 'allow', match = { env = 'prod' }, dataflow = { action = 'block' }";
    assert_int_equal(flowing(*state, rule, "external", "[" HOST("a") "]").verdict, GAIT_BLOCK);
    assert_int_equal(flowing(*state, rule, "user", "[" HOST("a") "]").verdict, GAIT_DRY_RUN);
}

static void mistakes_in_a_dataflow_are_load_errors(void **state)
{
    static const char *const cases[][2] = {
        { TIERS "rule { id = 'r', effect = 'allow', dataflow = { actoin = 'block' } }",
          "did you mean 'action'" },
        { TIERS "rule { id = 'r', effect = 'allow', dataflow = { action = 'allow' } }",
          "unknown value 'allow'" },
        { TIERS
          "rule { id = 'r', effect = 'allow', dataflow = { action = 'block' }, approvals = 1 }",
          "stands only on" },
        { "policy { id = 'p' } rule { id = 'r', effect = 'allow', dataflow = {} }",
          "combine = 'tiers'" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        gait_error err = GAIT_ERROR_INIT;
        assert_null(load_text(*state, cases[i][0], &err));
        if (strstr(err.message, cases[i][1]) == NULL)
            fail_msg("\"%s\" without \"%s\"", err.message, cases[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(some_target_is_enough_to_allow),
        TEST(a_list_of_targets_may_be_met_by_different_ones),
        TEST(a_list_of_targets_is_no_privilege_of_tiers),
        TEST(values_are_bytes),
        TEST(workspaces_are_plain_prefixes),
        TEST(risk_classes_are_words),
        TEST(names_and_codes_are_any_text),
        TEST(tainted_data_that_goes_out_changes_the_effect),
        TEST(a_destination_is_one_target),
        TEST(dataflow_may_also_soften),
        TEST(unknown_never_widens_past_a_dataflow),
        TEST(mistakes_in_a_dataflow_are_load_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
