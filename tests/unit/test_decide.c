/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include <stdlib.h>

static gait_decision decided(gait_arena *arena, const char *rules, const gait_intent *intent)
{
    const char *source =
        gait_arena_format(arena, "policy { id = 'p', default = 'block' }\n%s", rules).ptr;
    gait_policy *policy = policy_of(arena, source);
    gait_decision decision = decide_on(arena, policy, intent);
    gait_policy_free(policy);
    return decision;
}

static gait_verdict verdict(gait_arena *arena, const char *rules, const char *tool)
{
    return decided(arena, rules, simple_intent(arena, tool, "{\"n\":1}", NULL)).verdict;
}

static bool has_reason(const gait_decision *decision, const char *code)
{
    for (size_t i = 0; i < decision->reason_count; i++)
        if (gait_str_is(decision->reason_codes[i], code))
            return true;
    return false;
}

#define ALLOW_T "rule { id = 'allow-t', effect = 'allow', match = { tool = 't' } }\n"

static void nothing_matched_is_the_default(void **state)
{
    gait_decision d = decided(*state, ALLOW_T, simple_intent(*state, "u", NULL, NULL));
    assert_int_equal(d.verdict, GAIT_BLOCK);
    assert_true(has_reason(&d, "default_block"));
    assert_int_equal(d.rule.len, 0);
    assert_str(member_of(d.explanation, "decided_by"), "default");
}

static void the_strictest_effect_wins(void **state)
{
    const char *rules = ALLOW_T "rule { id = 'a', effect = 'require_approval' }\n"
                                "rule { id = 'd', effect = 'dry_run', reason = 'dry' }\n"
                                "rule { id = 'b', effect = 'block', reasons = { 'z', 'y' }, "
                                "violation = 'v', match = { tool = 'u' } }";
    assert_int_equal(verdict(*state, rules, "t"), GAIT_REQUIRE_APPROVAL);
    gait_decision d = decided(*state, rules, simple_intent(*state, "u", NULL, NULL));
    assert_int_equal(d.verdict, GAIT_BLOCK);
    assert_str(d.rule, "b");
    assert_int_equal(d.reason_count, 2);
    assert_str(d.reason_codes[0], "y");
    assert_str(d.violations[0], "v");
    assert_int_equal(d.required_approvals, 0);
}

static void obligations_accumulate(void **state)
{
    gait_decision d = decided(
        *state,
        "rule { id = 'a', effect = 'require_approval', approvals = 1, distinct_approvers = true }\n"
        "rule { id = 'b', effect = 'require_approval', approvals = 3, distinct_approvers = false }",
        simple_intent(*state, "t", NULL, NULL));
    assert_int_equal(d.required_approvals, 3);
    assert_true(d.distinct_approvers);
    d = decided(*state, "rule { id = 'a', effect = 'require_approval' }",
                simple_intent(*state, "t", NULL, NULL));
    assert_int_equal(d.required_approvals, 1);
}

static void unknown_keeps_a_restriction_and_drops_a_permission(void **state)
{
    assert_int_equal(
        verdict(*state, ALLOW_T "rule { id = 'b', effect = 'block', match = { env = 'prod' } }",
                "t"),
        GAIT_BLOCK);
    assert_int_equal(verdict(*state,
                             ALLOW_T "rule { id = 'b', effect = 'block', match = { env = 'prod' }, "
                                     "on_unknown = 'skip' }",
                             "t"),
                     GAIT_ALLOW);
    assert_int_equal(
        verdict(*state, "rule { id = 'a', effect = 'allow', match = { env = 'prod' } }", "t"),
        GAIT_BLOCK);
    /* and never decides below the default on its own */
    gait_decision d =
        decided(*state, "rule { id = 'd', effect = 'dry_run', match = { env = 'prod' } }",
                simple_intent(*state, "t", NULL, NULL));
    assert_int_equal(d.verdict, GAIT_BLOCK);
    assert_str(member_of(row_of(d.explanation, "d"), "outcome"), "unknown_applied");
}

static void a_broken_function_for_one_tool_blocks_no_other(void **state)
{
    const char *rules =
        ALLOW_T "rule { id = 'b', effect = 'block', match = { tool = { 'u', 'v.*' } "
                "}, when = function() error('broken') end }";
    assert_int_equal(verdict(*state, rules, "t"), GAIT_ALLOW);
    assert_int_equal(verdict(*state, rules, "v.x"), GAIT_BLOCK);
}

static void functions_are_three_valued(void **state)
{
    static const struct {
        const char *body;
        const char *outcome, *cause;
    } cases[] = {
        { "return true", "true", NULL },
        { "return false", "false", NULL },
        { "error('x')", "unknown", "condition_error" },
        { "return nil", "unknown", "condition_not_boolean" },
        { "return 1", "unknown", "condition_not_boolean" },
        { "return 'true'", "unknown", "condition_not_boolean" },
        { "return {}", "unknown", "condition_not_boolean" },
        { "return function() end", "unknown", "condition_not_boolean" },
        { "return i.args", "unknown", "condition_not_boolean" },
        { "while true do end", "unknown", "condition_budget" },
        { "i.tool = 'x' return true", "unknown", "condition_error" },
        { "return i.tool_name == 'x'", "unknown", "condition_error" },
        { "return i.idenity == 'x'", "unknown", "condition_error" },
        { "return i.env == nil", "true", NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *rules =
            gait_arena_format(*state,
                              ALLOW_T "rule { id = 'w', effect = 'block', when = { f = function(i) "
                                      "%s end } }",
                              cases[i].body)
                .ptr;
        gait_decision d = decided(*state, rules, simple_intent(*state, "t", "{\"n\":1}", NULL));
        assert_int_equal(d.failure.code, GAIT_OK);
        bool applies = strcmp(cases[i].outcome, "false") != 0;
        if (d.verdict != (applies ? GAIT_BLOCK : GAIT_ALLOW))
            fail_msg("when %s: %s", cases[i].body, gait_verdict_name(d.verdict));
        const gait_json *row = row_of(d.explanation, "w");
        const gait_json *condition = &gait_json_get(row, GAIT_STR("conditions"))->items[0];
        assert_str(member_of(condition, "name"), "when.f");
        assert_str(member_of(condition, "outcome"), cases[i].outcome);
        assert_str(member_of(condition, "cause"),
                   cases[i].cause == NULL ? "(absent)" : cases[i].cause);
    }
}

static void a_misspelt_field_is_named_with_its_place(void **state)
{
    gait_decision d = decided(*state,
                              ALLOW_T "rule { id = 'w', effect = 'block',\n"
                                      "when = function(i) return i.idenity == 'x' end }",
                              simple_intent(*state, "t", "{\"n\":1}", NULL));
    const gait_json *row = row_of(d.explanation, "w");
    const gait_json *condition = &gait_json_get(row, GAIT_STR("conditions"))->items[0];
    const gait_json *error = gait_json_get(condition, GAIT_STR("error"));
    assert_str(member_of(error, "message"),
               "no such field of the intent; did you mean 'identity'?");
    assert_true(gait_json_get(error, GAIT_STR("line")) != NULL);
}

static void unless_is_not_when(void **state)
{
    assert_int_equal(verdict(*state,
                             ALLOW_T
                             "rule { id = 'b', effect = 'block', unless = function() return true "
                             "end }",
                             "t"),
                     GAIT_ALLOW);
    assert_int_equal(verdict(*state,
                             ALLOW_T
                             "rule { id = 'b', effect = 'block', unless = function() error('x') "
                             "end }",
                             "t"),
                     GAIT_BLOCK);
    assert_int_equal(
        verdict(*state, "rule { id = 'a', effect = 'allow', unless = function() return {} end }",
                "t"),
        GAIT_BLOCK);
    /* each named exception stands for itself */
    assert_int_equal(verdict(*state,
                             ALLOW_T "rule { id = 'b', effect = 'block', unless = { "
                                     "no = function() return false end, "
                                     "yes = function() return true end } }",
                             "t"),
                     GAIT_ALLOW);
}

static void an_override_takes_a_definite_match(void **state)
{
    const char *rules = "rule { id = 'b', effect = 'block' }\n"
                        "rule { id = 'o', effect = 'allow', match = { tool = 't', %s }, "
                        "overrides = 'b' }";
    const char *definite = gait_arena_format(*state, rules, "args = { n = 1 }").ptr;
    const char *unknown = gait_arena_format(*state, rules, "args = { m = 1 }").ptr;
    assert_int_equal(verdict(*state, definite, "t"), GAIT_ALLOW);
    assert_int_equal(verdict(*state, definite, "u"), GAIT_BLOCK);
    assert_int_equal(verdict(*state, unknown, "t"), GAIT_BLOCK);
    gait_decision d = decided(*state, definite, simple_intent(*state, "t", "{\"n\":1}", NULL));
    assert_str(member_of(row_of(d.explanation, "b"), "outcome"), "overridden");
    assert_str(member_of(row_of(d.explanation, "b"), "overridden_by"), "o");
}

static void a_contested_override_does_not_count(void **state)
{
    const char *mutual = "rule { id = 'a', effect = 'block', overrides = 'b' }\n"
                         "rule { id = 'b', effect = 'dry_run', overrides = 'a' }";
    assert_int_equal(verdict(*state, mutual, "t"), GAIT_BLOCK);
    const char *chain = "rule { id = 'a', effect = 'dry_run', match = { env = 'x' }, "
                        "overrides = 'b' }\n"
                        "rule { id = 'b', effect = 'allow', overrides = 'c' }\n"
                        "rule { id = 'c', effect = 'block' }";
    assert_int_equal(verdict(*state, chain, "t"), GAIT_BLOCK);
}

static void what_is_required_and_missing_blocks(void **state)
{
    const char *source = "policy { id = 'p', default = 'allow', require = { risk = { 'high' }, "
                         "fields = { 'targets', 'arg_provenance' } } }\n" ALLOW_T;
    gait_policy *policy = policy_of(*state, source);
    gait_decision low = decide_on(*state, policy, simple_intent(*state, "t", NULL, NULL));
    assert_int_equal(low.verdict, GAIT_ALLOW);
    const gait_intent *intent = intent_of(
        *state, "{\"tool_name\":\"t\",\"targets\":[{\"kind\":\"path\",\"value\":\"/a\"}],"
                "\"context\":{\"identity\":\"a\",\"workspace\":\"/\",\"risk_class\":\"high\"}}");
    gait_decision high = decide_on(*state, policy, intent);
    assert_int_equal(high.verdict, GAIT_BLOCK);
    assert_int_equal(high.reason_count, 1);
    assert_true(has_reason(&high, "fail_closed_missing_arg_provenance"));
    assert_str(high.violations[0], "missing_arg_provenance");
    assert_str(member_of(high.explanation, "decided_by"), "require");
    intent = intent_of(*state, "{\"tool_name\":\"t\",\"context\":{\"identity\":\"a\",\"workspace\":"
                               "\"/\",\"risk_class\":\"severe\"}}");
    assert_int_equal(decide_on(*state, policy, intent).verdict, GAIT_BLOCK);
}

static void a_script_is_as_strict_as_its_strictest_part(void **state)
{
    const char *rules = "rule { id = 'read', effect = 'allow', match = { tool = { 'read', 'script' "
                        "} }, reason = 'reading' }\n"
                        "rule { id = 'write', effect = 'require_approval', approvals = 2, "
                        "match = { tool = 'write' }, reason = 'writing' }";
    gait_decision d = decided(
        *state, rules,
        intent_of(*state, "{\"tool_name\":\"x\",\"script\":{\"steps\":[{\"tool_name\":\"read\"},{"
                          "\"tool_name\":\"write\"}]}," CONTEXT "}"));
    assert_int_equal(d.verdict, GAIT_REQUIRE_APPROVAL);
    assert_str(d.rule, "write");
    assert_int_equal(d.required_approvals, 2);
    assert_true(has_reason(&d, "reading") && has_reason(&d, "writing"));
    const gait_json *steps = gait_json_get(d.explanation, GAIT_STR("steps"));
    assert_int_equal(steps->count, 2);
    assert_str(member_of(&steps->items[1], "verdict"), "require_approval");
    d = decided(*state, rules,
                intent_of(*state, "{\"tool_name\":\"x\",\"script\":{\"steps\":[{\"tool_name\":"
                                  "\"read\"},{\"tool_name\":\"delete\"}]}," CONTEXT "}"));
    assert_int_equal(d.verdict, GAIT_BLOCK);
}

/* ---- budgets ---- */

static void a_decision_out_of_fuel_is_a_block(void **state)
{
    gait_buf buf;
    gait_buf_init(&buf, *state, 1u << 16);
    gait_buf_add_cstr(&buf, "policy { id = 'p', default = 'allow' }\n"
                            "local function spin() while true do end end\n");
    for (int i = 0; i < 12; i++)
        gait_buf_add_format(&buf, "rule { id = 'r%02d', effect = 'dry_run', when = spin }\n", i);
    gait_policy *policy = policy_of(*state, buf.ptr);
    gait_decision d = decide_on(*state, policy, simple_intent(*state, "t", NULL, NULL));
    assert_int_equal(d.verdict, GAIT_BLOCK);
    assert_int_equal(d.failure.code, GAIT_E_decision_budget);
    assert_true(has_reason(&d, "decision_budget"));
    assert_true(d.fuel <= GAIT_LIMIT_DECISION_FUEL);
    assert_str(member_of(d.explanation, "failure"), "decision_budget");
    gait_policy_free(policy);
}

static void matching_in_c_is_metered_too(void **state)
{
    gait_buf buf;
    size_t len = 7u << 20;
    gait_buf_init(&buf, *state, 1u << 20);
    gait_buf_add_cstr(&buf, "policy { id = 'p', default = 'allow' }\n");
    for (int i = 0; i < 60; i++)
        gait_buf_add_format(&buf,
                            "rule { id = 'r%02d', effect = 'block', "
                            "match = { args = { t = { contains = 'needle%d' } } } }\n",
                            i, i);
    char *args = gait_arena_alloc(*state, len + 64);
    memset(args, 'a', len);
    memcpy(args, "{\"t\":\"", 6);
    memcpy(args + len, "\"}", 3);
    gait_policy *policy = policy_of(*state, buf.ptr);
    gait_decision d = decide_on(*state, policy, simple_intent(*state, "t", args, NULL));
    assert_int_equal(d.failure.code, GAIT_E_decision_budget);
    assert_int_equal(d.verdict, GAIT_BLOCK);
}

static void a_decision_out_of_memory_is_a_block(void **state)
{
    gait_decision d = decided(
        *state,
        ALLOW_T "rule { id = 'm', effect = 'dry_run', on_unknown = 'skip', when = function() "
                "local t = {} for i = 1, 1000000 do t[i] = {} end return false end }",
        simple_intent(*state, "t", NULL, NULL));
    assert_int_equal(d.verdict, GAIT_BLOCK);
    assert_true(d.failure.code == GAIT_E_decision_memory || d.failure.code == GAIT_OK);
    if (d.failure.code == GAIT_OK)
        fail_msg("%s", "the table fitted into the condition's fuel");
}

static void a_passed_deadline_is_a_block(void **state)
{
    static const volatile int passed = 1;
    gait_policy *policy = policy_of(*state, "policy { id = 'p', default = 'allow' }" ALLOW_T);
    const gait_decide_options options = { .expired = &passed };
    gait_decision d;
    gait_decide(*state, policy, simple_intent(*state, "t", NULL, NULL), &options, &d);
    assert_int_equal(d.verdict, GAIT_BLOCK);
    assert_int_equal(d.failure.code, GAIT_E_deadline_exceeded);
}

static void conditions_do_not_see_each_other(void **state)
{
    const char *rules = "local n = 0\n"
                        "local function fresh() n = n + 1 return n == 1 end\n"
                        "rule { id = 'a', effect = 'allow', when = { x = fresh, y = fresh }, "
                        "unless = { z = function() n = 100 return n ~= 100 end } }\n"
                        "rule { id = 'b', effect = 'allow', when = fresh }";
    gait_decision d = decided(*state, rules, simple_intent(*state, "t", NULL, NULL));
    assert_int_equal(d.verdict, GAIT_ALLOW);
    assert_str(member_of(row_of(d.explanation, "a"), "outcome"), "applied");
    assert_str(member_of(row_of(d.explanation, "b"), "outcome"), "applied");
}

/* What a declaration works on is gone by then; files are read while loading alone. */
static void a_condition_declares_and_includes_nothing(void **state)
{
    static const char *const calls[] = { "rule { id = 'z', effect = 'allow' }",
                                         "policy { id = 'q', default = 'allow' }",
                                         "include 'other'" };
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        const char *rules = gait_arena_format(*state,
                                              ALLOW_T "rule { id = 'b', effect = 'block', "
                                                      "when = function() %s return false end }",
                                              calls[i])
                                .ptr;
        gait_decision d = decided(*state, rules, simple_intent(*state, "t", NULL, NULL));
        assert_int_equal(d.verdict, GAIT_BLOCK);
        assert_int_equal(d.failure.code, GAIT_OK);
        assert_str(member_of(row_of(d.explanation, "b"), "outcome"), "unknown_applied");
    }
}

/* An exception that holds when every host is internal: it must not hold where no host was looked at. */
static void a_list_cannot_be_hidden_from_a_loop(void **state)
{
    static const char *const loops[] = {
        "for _, h in ipairs(i.args.hosts) do if not text.ends(h, '.corp') then return false end "
        "end return true",
        "for n = 1, #i.args.hosts do if not text.ends(i.args.hosts[n], '.corp') then return false "
        "end end return true",
        "return not i.args.hosts.outside",
    };
    static const struct {
        const char *args;
        bool as_list, as_object;
    } rows[] = {
        { "{\"hosts\":[\"a.corp\",\"b.corp\"]}", true, true },
        { "{\"hosts\":[\"a.corp\",\"evil\"]}", false, true },
        { "{\"hosts\":[null,\"evil\"]}", false, true },
        { "{\"hosts\":\"evil\"}", false, false },
        { "{\"hosts\":{\"x\":\"evil\"}}", false, true },
        { "{\"hosts\":{}}", false, true },
        { "{\"hosts\":7}", false, false },
        { "{}", false, false },
    };
    for (size_t k = 0; k < sizeof loops / sizeof loops[0]; k++) {
        const char *rules = gait_arena_format(*state,
                                              ALLOW_T "rule { id = 'b', effect = 'block', "
                                                      "unless = function(i) %s end }",
                                              loops[k])
                                .ptr;
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            const gait_intent *intent = simple_intent(*state, "t", rows[i].args, NULL);
            bool excepted = k < 2 ? rows[i].as_list : rows[i].as_object;
            gait_decision d = decided(*state, rules, intent);
            if (d.verdict != (excepted ? GAIT_ALLOW : GAIT_BLOCK))
                fail_msg("loop %zu over %s", k, rows[i].args);
        }
    }
}

static void a_risk_class_nobody_knows_is_unknown(void **state)
{
    const char *rules = "rule { id = 'a', effect = 'allow', match = { risk = 'low' } }\n"
                        "rule { id = 'c', effect = 'allow', match = { tool = 't' } }\n"
                        "rule { id = 'b', effect = 'block', match = { risk = { 'high' } } }";
    const gait_intent *intent =
        intent_of(*state, "{\"tool_name\":\"t\",\"context\":{\"identity\":\"a\",\"workspace\":"
                          "\"/\",\"risk_class\":\"severe\"}}");
    gait_decision d = decided(*state, rules, intent);
    assert_int_equal(d.verdict, GAIT_BLOCK);
    assert_str(member_of(row_of(d.explanation, "a"), "outcome"), "unknown_skipped");
    assert_str(member_of(row_of(d.explanation, "b"), "outcome"), "unknown_applied");
}

/* Whatever allocation fails while deciding: a verdict that is no allow, and no crash. */
static void a_failed_allocation_while_deciding_never_allows(void **state)
{
    static const char source[] =
        "policy { id = 'p', default = 'block' }\n"
        "rule { id = 'a', effect = 'allow', when = function(i) local t = {} "
        "for k, v in pairs(i.args) do t[#t + 1] = k .. tostring(v) end return #t == 3 end }\n"
        "rule { id = 'b', effect = 'block', unless = function(i) local s = '' "
        "for _, v in ipairs(i.args.l) do s = s .. v end return s == 'xyz' end }";
    const gait_intent *intent =
        simple_intent(*state, "t", "{\"n\":1,\"s\":\"text\",\"l\":[\"x\",\"y\",\"z\"]}", NULL);
    long failures = 0;
    for (int sticky = 0; sticky < 2; sticky++) {
        for (long nth = 1; nth < 100000; nth++) {
            gait_policy *policy = policy_of(*state, source);
            gi_host_fail_allocation(policy->packs[0]->host, nth, sticky != 0);
            gait_decision d = decide_on(*state, policy, intent);
            gait_policy_free(policy);
            if (d.failure.code == GAIT_OK && d.verdict == GAIT_ALLOW)
                break; /* nth is beyond the last allocation */
            failures++;
        }
    }
    assert_in_range(failures, 10, 99990);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_matched_is_the_default),
        TEST(the_strictest_effect_wins),
        TEST(obligations_accumulate),
        TEST(unknown_keeps_a_restriction_and_drops_a_permission),
        TEST(a_broken_function_for_one_tool_blocks_no_other),
        TEST(functions_are_three_valued),
        TEST(a_misspelt_field_is_named_with_its_place),
        TEST(unless_is_not_when),
        TEST(an_override_takes_a_definite_match),
        TEST(a_contested_override_does_not_count),
        TEST(what_is_required_and_missing_blocks),
        TEST(a_script_is_as_strict_as_its_strictest_part),
        TEST(a_decision_out_of_fuel_is_a_block),
        TEST(matching_in_c_is_metered_too),
        TEST(a_decision_out_of_memory_is_a_block),
        TEST(a_passed_deadline_is_a_block),
        TEST(conditions_do_not_see_each_other),
        TEST(a_condition_declares_and_includes_nothing),
        TEST(a_list_cannot_be_hidden_from_a_loop),
        TEST(a_risk_class_nobody_knows_is_unknown),
        TEST(a_failed_allocation_while_deciding_never_allows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
