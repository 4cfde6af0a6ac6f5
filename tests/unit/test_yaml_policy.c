/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "gate/yaml_policy.h"

#include <gait/limits.h>

#define HEAD "schema_id: gait.gate.policy\nschema_version: 1.0.0\n"
#define ALLOW HEAD "default_verdict: allow\nrules:\n"

static bool try_read(gait_arena *arena, const char *text, gi_yaml_policy *out, gait_error *err)
{
    const gi_yaml_reader reader = { arena, err, "p.yaml" };
    return gi_yaml_policy_read(&reader, gait_str_of(text), out);
}

static gi_yaml_policy policy_of(gait_arena *arena, const char *text)
{
    gait_error err = GAIT_ERROR_INIT;
    gi_yaml_policy policy;
    if (!try_read(arena, text, &policy, &err))
        fail_msg("%s\n%s", err.message, text);
    return policy;
}

static void refused(gait_arena *arena, const char *text, const char *message)
{
    gait_error err = GAIT_ERROR_INIT;
    gi_yaml_policy policy;
    if (try_read(arena, text, &policy, &err))
        fail_msg("accepted:\n%s", text);
    if (strncmp(err.message, message, strlen(message)) != 0)
        fail_msg("\"%s\" does not start with \"%s\"", err.message, message);
}

static void digest_is(gait_arena *arena, const char *text, const char *hex)
{
    gait_error err = GAIT_ERROR_INIT;
    const gi_yaml_policy policy = policy_of(arena, text);
    gait_str digest;
    assert_true(gi_yaml_policy_digest(arena, &policy, &digest, &err));
    assert_str(digest, hex);
}

static void digests_are_those_of_the_go_implementation(void **state)
{
    digest_is(*state, "", "07a528a879e4f0e0cd5a0e2ca801924746b47dac624862207ef21d4ec266f8f9");
    digest_is(*state, "default_verdict: Require_Approval",
              "07a528a879e4f0e0cd5a0e2ca801924746b47dac624862207ef21d4ec266f8f9");
    digest_is(*state, "default_verdict: block",
              "3592f5ae672a396845ca29c14ade912f99cb1fca99cecb8edd9cfec74eae8a35");
    digest_is(*state, "default_verdict: allow\nrules:\n",
              "65819d9cf07c7619aa8aaf2bd4e8d6f8e3f86b139b49a68c535fd14d77a5009f");
    digest_is(*state, ALLOW "- {name: Lim It-1, effect: allow, rate_limit: {requests: 2}}",
              "a08075947b83451b6f2d32542e2741283d44c391aea0a50d251bb9be2f1cc64f");
    digest_is(*state,
              ALLOW "- {name: brk, effect: allow, require_broker_credential: true,\n"
                    "   broker_reference: ' Ref-A ', broker_scopes: [Write, write, a]}",
              "3b8c479cae08bc5389221ecbbc2376ae1fa59a2ef3f88cf9a91ba5faa858fad8");
    digest_is(*state, ALLOW "- {name: a, effect: allow, min_approvals: 2}",
              "119bd1264486c152f700d3158e2a92da849670943c86c8d1dd6fdc032cba27c3");
}

#define RULE ALLOW "- {name: r, effect: allow, "

static void what_is_not_known_is_refused_with_its_place(void **state)
{
    static const char *const cases[][2] = {
        { "default_verdcit: block", "p.yaml:1:1: unknown field 'default_verdcit' (did you mean "
                                    "'default_verdict'?)" },
        { "rule: []", "p.yaml:1:1: unknown field 'rule' (did you mean 'rules'?)" },
        { "a: 1", "p.yaml:1:1: unknown field 'a'" },
        { ALLOW "- name: r\n  effect: allow\n  match:\n    tol_names: [x]",
          "p.yaml:8:5: match: unknown field 'tol_names' (did you mean 'tool_names'?)" },
        { ALLOW "- name: r\n  effect: allow\n  match:\n    tool_name: [x]",
          "p.yaml:8:5: match: 'tool_name' is of a later format: write tool_names" },
        { "default_action: block", "p.yaml:1:1: 'default_action' is of a later format: write" },
        { "fail_closed: {required_high_risk_fields: [repo]}",
          "p.yaml:1:15: fail_closed: 'required_high_risk_fields' is of a later format" },
        { RULE "sandbox: {}}", "p.yaml:5:28: rule: 'sandbox' is of a later format" },
        { RULE "rate_limit: {request: 1}}", "p.yaml:5:41: rate_limit: unknown field 'request'" },
        { RULE "dataflow: {on: true}}", "p.yaml:5:39: dataflow: unknown field 'on'" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        refused(*state, cases[i][0], cases[i][1]);
}

static void values_are_of_their_kind(void **state)
{
    static const char *const cases[][2] = {
        { "- a", "p.yaml:1:1: a policy must be a mapping" },
        { "schema_id: other", "p.yaml:1:12: schema_id has a value" },
        { "schema_version: 2.0.0", "p.yaml:1:17: schema_version has a value" },
        { "default_verdict: maybe",
          "p.yaml:1:18: default_verdict has a value that is none of its own (there are: allow, " },
        { "default_verdict: [block]", "p.yaml:1:18: default_verdict must be a text" },
        { "rules: 3", "p.yaml:1:8: rules must be a list" },
        { "rules: [3]", "p.yaml:1:9: rule must be a mapping" },
        { "rules:\n- effect: allow", "p.yaml:2:3: rule: name is missing" },
        { "rules:\n- name: r", "p.yaml:2:3: rule: effect is missing" },
        { "rules:\n- {name: r, effect: blok}",
          "p.yaml:2:21: effect has a value that is none of its "
          "own (did you mean 'block'?)" },
        { "fail_closed: {required_fields: [nope]}", "p.yaml:1:32: required_fields has a value" },
        { "fail_closed: {enabled: yes}", "p.yaml:1:24: enabled must be true or false" },
        { "fail_closed: {enabled: 'true'}", "p.yaml:1:24: enabled must be true or false" },
        { RULE "match: {tool_names: x}}", "p.yaml:5:48: tool_names must be a list of texts" },
        { RULE "match: {tool_names: [[x]]}}", "p.yaml:5:49: tool_names must be a text" },
        { RULE "min_approvals: -1}", "p.yaml:5:3: min_approvals must be from 0 to 100" },
        { RULE "min_approvals: true}", "p.yaml:5:43: min_approvals must be a whole number" },
        { RULE "priority: 010}", "p.yaml:5:38: priority begins with 0" },
        { RULE "priority: 1_000}", "p.yaml:5:38: priority must be a whole number" },
        { RULE "priority: 3000000000}", "p.yaml:5:3: priority is beyond 32 bits" },
        { RULE "rate_limit: {requests: -1}}", "p.yaml:5:3: rate_limit.requests must not" },
        { RULE "rate_limit: {requests: 1, window: day}}",
          "p.yaml:5:3: rate_limit.window has a value that is none of its own (there are: minute, "
          "hour)" },
        { RULE "rate_limit: {requests: 1, scope: x}}", "p.yaml:5:3: rate_limit.scope has" },
        { RULE "dataflow: {enabled: true, action: allow}}", "p.yaml:5:3: dataflow.action has" },
        { RULE "reason_codes: [\"a\\nb\"]}", "p.yaml:5:43: reason_codes holds a control" },
        { RULE "broker_reference: \"\\e\"}", "p.yaml:5:46: broker_reference holds a control" },
        { ALLOW "- {name: r, effect: allow}\n- {name: r, effect: block}",
          "p.yaml:6:3: the rule at line 5 has this name and priority too" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        refused(*state, cases[i][0], cases[i][1]);
}

static int64_t priority_of(gait_arena *arena, const char *text)
{
    gait_str yaml = gait_arena_format(arena, RULE "priority: %s}", text);
    return policy_of(arena, yaml.ptr).rules[0].priority;
}

static void numbers_are_read_as_leniently(void **state)
{
    assert_int_equal(priority_of(*state, "10"), 10);
    assert_int_equal(priority_of(*state, "'10'"), 10);
    assert_int_equal(priority_of(*state, "-5"), -5);
    assert_int_equal(priority_of(*state, "+7"), 7);
    assert_int_equal(priority_of(*state, "0x1F"), 31);
    assert_int_equal(priority_of(*state, "0o17"), 15);
    assert_int_equal(priority_of(*state, "0b101"), 5);
    assert_int_equal(priority_of(*state, "08"), 8);
    assert_int_equal(priority_of(*state, "1e1"), 10);
    assert_int_equal(priority_of(*state, "2.7"), 2);
    assert_int_equal(priority_of(*state, "-2.7"), -2);
    assert_int_equal(priority_of(*state, "~"), 0);
    assert_int_equal(priority_of(*state, ""), 0);
}

static void texts_without_quotes_are_what_they_look_like_or_refused(void **state)
{
    static const char *const uncertain[] = { "0x10", "1.50", "1e3", "007", "1_000", "True", ".5",
                                             "1.",   ".inf", "-0",  "+1",  "0o7",   NULL };
    const gi_yaml_policy policy = policy_of(
        *state, RULE "match: {identities: [7, true, 10.0.0.1, 2024-01-05, 1.0.0, no, '007', "
                     "~, '', ' x ', 7, 12e]}}");
    static const char *const expected[] = { "007", "1.0.0", "10.0.0.1", "12e", "2024-01-05",
                                            "7",   "no",    "true",     "x" };
    const gi_texts *texts = &policy.rules[0].match.identities;
    assert_int_equal(texts->count, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < texts->count; i++)
        assert_str(texts->items[i], expected[i]);
    for (size_t i = 0; uncertain[i] != NULL; i++)
        refused(
            *state, gait_arena_format(*state, RULE "match: {identities: [%s]}}", uncertain[i]).ptr,
            "p.yaml:5:49: identities: a number or boolean is read as a text in more than one way");
}

static void lists_are_sorted_lower_case_and_without_blanks(void **state)
{
    const gi_yaml_policy policy =
        policy_of(*state, RULE "match: {tool_names: [' B ', a, b, ''], target_values: [B, a, B]}}");
    const gi_yaml_match *match = &policy.rules[0].match;
    assert_int_equal(match->tool_names.count, 2);
    assert_str(match->tool_names.items[0], "a");
    assert_str(match->tool_names.items[1], "b");
    assert_int_equal(match->target_values.count, 2);
    assert_str(match->target_values.items[0], "B");
}

static void what_is_left_out_has_its_default(void **state)
{
    gi_yaml_policy policy = policy_of(*state, "fail_closed: {enabled: true}\nrules:\n");
    assert_str(policy.default_verdict, "require_approval");
    assert_int_equal(policy.fail_closed.risk_classes.count, 2);
    policy =
        policy_of(*state, RULE "dataflow: {destination_kinds: [host]}, rate_limit: {requests: 1}}");
    assert_true(policy.rules[0].dataflow.enabled);
    assert_str(policy.rules[0].dataflow.action, "require_approval");
    assert_str(policy.rules[0].dataflow.reason_code, "dataflow_tainted_destination");
    assert_str(policy.rules[0].rate_limit.window, "minute");
    assert_str(policy.rules[0].rate_limit.scope, "tool_identity");
    policy = policy_of(*state, RULE "dataflow: {action: block}}");
    assert_false(policy.rules[0].dataflow.enabled);
    assert_int_equal(policy.rules[0].dataflow.action.len, 0);
}

static void rules_are_ordered_and_their_ids_are_their_own(void **state)
{
    const gi_yaml_policy policy =
        policy_of(*state, ALLOW "- {name: b, effect: allow, priority: 2}\n"
                                "- {name: a, effect: allow, priority: 2}\n"
                                "- {name: b, effect: block}\n");
    assert_int_equal(policy.rule_count, 3);
    assert_str(policy.rules[0].id, "b");
    assert_str(policy.rules[1].id, "a");
    assert_str(policy.rules[2].id, "b@2");
    assert_str(policy.rules[2].name, "b");
    assert_int_equal(policy.rules[2].at.line, 5);
}

static gait_str compact(gait_arena *arena, const gait_json *value)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, 1u << 20);
    gait_json_emit(&buf, value, GAIT_JSON_COMPACT);
    return gait_buf_text(&buf);
}

static void a_rule_becomes_a_table(void **state)
{
    const gi_yaml_policy policy = policy_of(
        *state,
        "rules:\n- {name: 'Ä <b-c>', effect: block, match: {tool_names: [t], target_kinds: "
        "[host], destination_kinds: [url]}, min_approvals: 2, require_broker_credential: true, "
        "rate_limit: {requests: 3, window: hour, scope: identity}}");
    assert_str(compact(*state, gi_yaml_rule_table(*state, &policy.rules[0])),
               "{\"effect\":\"block\",\"id\":\"\xC3\x84 \\u003cb-c\\u003e\",\"limit\":{\"by\":["
               "\"identity\"],\"max\":3,\"seconds\":3600},\"match\":{\"target\":[{\"kind\":["
               "\"host\"]},{\"kind\":[\"url\"]}],\"tool\":[\"t\"]},\"priority\":0,\"reasons\":["
               "\"matched_rule_\xC3\xA4_\\\\u003cb_c\\\\u003e\"]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(digests_are_those_of_the_go_implementation),
        TEST(what_is_not_known_is_refused_with_its_place),
        TEST(values_are_of_their_kind),
        TEST(numbers_are_read_as_leniently),
        TEST(texts_without_quotes_are_what_they_look_like_or_refused),
        TEST(lists_are_sorted_lower_case_and_without_blanks),
        TEST(what_is_left_out_has_its_default),
        TEST(rules_are_ordered_and_their_ids_are_their_own),
        TEST(a_rule_becomes_a_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
