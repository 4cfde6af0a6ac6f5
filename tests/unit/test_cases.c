/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include "author/cases.h"

static const char *const all[] = { "payments", "payments-over-1000", NULL };
static const char *const limited[] = { "payments", NULL };
static const gi_rule_ids rules = { all, limited };

static bool read_cases(gait_arena *arena, const char *source, gi_case_list *out, gait_error *err)
{
    const gi_spec spec = { GAIT_STR("spec/x_cases.lua"), gait_str_of(source) };
    *out = (gi_case_list){ NULL, 0, 0 };
    *err = (gait_error)GAIT_ERROR_INIT;
    return gi_cases_read(arena, &spec, &rules, out, err);
}

static gi_case_list cases_of(gait_arena *arena, const char *source)
{
    gait_error err;
    gi_case_list list;
    if (!read_cases(arena, source, &list, &err))
        fail_msg("%s", err.message);
    return list;
}

static gait_json *intent_json(gait_arena *arena, const gi_case *one)
{
    gait_json_limits limits = gait_json_limits_for(one->intent.len + 1);
    gait_error err = GAIT_ERROR_INIT;
    gait_json *root = NULL;
    assert_true(gait_json_parse(arena, one->intent, &limits, &root, &err));
    return root;
}

static void a_case_becomes_an_intent(void **state)
{
    gi_case_list list = cases_of(
        *state, "cases \"c\" { { \"all\", tool = \"a.b\", args = { n = 1, list = { \"x\" } },\n"
                "  targets = { { kind = \"url\", value = \"https://h/\", domain = \"h\", operation "
                "= \"get\",\n"
                "    sensitivity = \"s\", destructive = false, discovery = \"mcp\" } },\n"
                "  provenance = { { arg = \"n\", source = \"user\", ref = \"r\" } },\n"
                "  identity = \"i\", workspace = \"/w\", risk = \"high\", env = \"prod\", phase = "
                "\"plan\",\n"
                "  session = \"s\", credential_source = \"env\", skill_publisher = \"p\",\n"
                "  expect = \"allow\" } }");
    assert_int_equal(list.count, 1);
    assert_str(
        list.items[0].intent,
        "{\"arg_provenance\":[{\"arg_path\":\"n\",\"source\":\"user\",\"source_ref\":\"r\"}],"
        "\"args\":{\"list\":[\"x\"],\"n\":1},"
        "\"context\":{\"credential_source\":\"env\",\"environment\":\"prod\","
        "\"identity\":\"i\",\"phase\":\"plan\",\"risk_class\":\"high\",\"session_id\":\"s\","
        "\"workspace\":\"/w\"},"
        "\"skill_provenance\":{\"publisher\":\"p\",\"skill_name\":\"case\",\"source\":\"case\"},"
        "\"targets\":[{\"destructive\":false,\"discovery_method\":\"mcp\","
        "\"endpoint_domain\":\"h\",\"kind\":\"url\",\"operation\":\"get\","
        "\"sensitivity\":\"s\",\"value\":\"https://h/\"}],"
        "\"tool_name\":\"a.b\"}");
}

static void what_is_not_said_has_a_default(void **state)
{
    gi_case_list list =
        cases_of(*state, "cases \"c\" { { \"least\", tool = \"t\", expect = \"block\" } }");
    const gi_case *one = &list.items[0];
    assert_str(one->intent, "{\"context\":{\"identity\":\"tester\",\"risk_class\":\"low\","
                            "\"workspace\":\"/repo\"},\"tool_name\":\"t\"}");
    assert_str(gait_time_format(*state, one->now_unix_ns), "2026-01-05T12:00:00Z");
    assert_int_equal(one->verdict, GAIT_BLOCK);
    assert_false(one->rules.given || one->reasons.given || one->violations.given);
    assert_int_equal(one->approvals, -1);
    assert_int_equal(one->used_count, 0);
    assert_str(one->group, "c");
    assert_str(one->name, "least");
}

static void what_is_said_is_kept(void **state)
{
    gi_case_list list = cases_of(
        *state, "cases \"c\" {\n"
                "  { \"a\", tool = \"t\", expect = \"allow\", rule = \"payments\",\n"
                "    reasons = { \"r\", \"s\" }, violations = \"v\", approvals = 0,\n"
                "    now = \"2026-03-01T00:00:00.5Z\", used = { payments = 3 } },\n"
                "  { \"b\", tool = \"t\", expect = \"dry_run\", now = -1 },\n"
                "  { \"c\", tool = \"t\", expect = \"block\", now = 1767614400000000001 },\n"
                "}");
    const gi_case *one = &list.items[0];
    assert_true(one->rules.given && !one->rules.whole && one->rules.names.count == 1);
    assert_true(one->reasons.given && one->reasons.whole && one->reasons.names.count == 2);
    assert_true(one->violations.given && !one->violations.whole);
    assert_int_equal(one->approvals, 0);
    assert_str(gait_time_format(*state, one->now_unix_ns), "2026-03-01T00:00:00.5Z");
    assert_int_equal(one->used_count, 1);
    assert_str(one->used[0].rule, "payments");
    assert_int_equal(one->used[0].count, 3);
    assert_int_equal(list.items[1].now_unix_ns, -1);
    assert_int_equal(list.items[1].verdict, GAIT_DRY_RUN);
    assert_int_equal(list.items[2].now_unix_ns, INT64_C(1767614400000000001));
}

static void steps_make_a_script(void **state)
{
    gi_case_list list = cases_of(
        *state,
        "cases \"c\" { { \"a\", expect = \"block\", steps = { { tool = \"x\" },\n"
        "  { tool = \"y\", args = { a = true }, provenance = { { arg = \"a\",\n"
        "    source = \"user\" } }, targets = { { kind = \"path\", value = \"p\" } } } } } }");
    const gait_json *script =
        gait_json_get(intent_json(*state, &list.items[0]), GAIT_STR("script"));
    const gait_json *steps = gait_json_get(script, GAIT_STR("steps"));
    assert_int_equal(steps->count, 2);
    assert_str(gait_json_get(&steps->items[1], GAIT_STR("tool_name"))->text, "y");
    assert_non_null(gait_json_get(&steps->items[1], GAIT_STR("arg_provenance")));
}

/* Also where lists are nested, follow each other on a line, or stand behind other calls. */
static void each_case_has_its_own_line(void **state)
{
    gi_case_list list =
        cases_of(*state, "local cases_of = 1 -- cases \"x\" {\n"
                         "cases \"one\" {\n"
                         "  { \"a\", tool = \"t\", expect = \"block\" }, { \"b\", tool = \"t\",\n"
                         "    args = { n = 1, m = { 2 }, },\n"
                         "    expect = \"block\" };\n"
                         "\n"
                         "  -- {\n"
                         "  { \"c\", tool = \"t\", args = { s = [[\n"
                         "}}]] }, expect = \"block\" },\n"
                         "}\n"
                         "cases(\"two\")({\n"
                         "  { \"d\", tool = \"t\", expect = \"block\" } })\n");
    const int lines[] = { 3, 3, 8, 12 };
    assert_int_equal(list.count, 4);
    for (size_t i = 0; i < list.count; i++)
        assert_int_equal(list.items[i].line, lines[i]);
}

/* What no constructor shows is where its group is called. */
static void cases_that_are_made_stand_at_their_group(void **state)
{
    gi_case_list list =
        cases_of(*state, "local made = {}\n"
                         "for i = 1, 3 do\n"
                         "  made[i] = { \"case \" .. i, tool = \"t\", expect = \"block\" }\n"
                         "end\n"
                         "cases \"made\" (made)\n");
    assert_int_equal(list.count, 3);
    assert_int_equal(list.items[2].line, 5);
    assert_str(list.items[2].name, "case 3");
}

typedef struct refused {
    const char *source;
    const char *message; /* begins so */
} refused;

#define HEAD "spec/x_cases.lua:"
#define CASE(rest) "cases \"c\" { { \"a\", tool = \"t\", expect = \"block\"" rest " } }"
#define IN HEAD "1: case 'a': "

static const refused refusals[] = {
    { "", "spec/x_cases.lua: declares no cases" },
    { "cases \"c\"", "spec/x_cases.lua: a group of cases was begun and has no table" },
    { "cases \"c\" {}", HEAD "1: cases 'c': is an empty list" },
    { "cases \"\" { 1 }", HEAD "1: cases '': the name of a group is empty" },
    { "cases \"c\" { 1 }", HEAD "1: cases 'c': element 1 is not a table" },
    { "cases \"c\" { x = 1 }", HEAD "1: cases 'c': takes a list of cases" },
    { "cases \"c\" { {}, }", HEAD "1: cases 'c': case 1 has no name" },
    { "cases \"c\" { { 1 } }", HEAD "1: cases 'c': case 1 has no name" },
    { "cases \"c\" { { \"a\\n\" } }", HEAD "1: cases 'c': the name of a case must be one line" },
    { "cases \"c\" { { \"a\", \"b\" } }", IN "only the name stands without a key" },
    { "cases \"c\" { { \"a\", tool = \"t\" } }", IN "expect is missing" },
    { "cases \"c\" { { \"a\", expect = \"allow\" } }", IN "tool is missing" },
    { CASE(", tol = 1"), IN "unknown key 'tol' (did you mean 'tool'?)" },
    { CASE(", reason = \"x\""), IN "unknown key 'reason' (did you mean 'reasons'?)" },
    { CASE(", args = { 1 }"), IN "args must be a table of named values" },
    { CASE(", args = { n = 9007199254740993 }"), IN "args.n: number is beyond" },
    { CASE(", targets = {}"), IN "targets must be a list of tables" },
    { CASE(", targets = { { knd = 1 } }"), IN "targets[1]: unknown member 'knd' (did you mean" },
    { CASE(", targets = { { kind = 1 } }"), IN "targets[1].kind must be a text" },
    { CASE(", targets = { { kind = \"x\", value = \"y\" } }"),
      IN "its intent is refused: targets[0]" },
    { CASE(", targets = { { kind = \"path\", value = \"y\", destructive = 1 } }"),
      IN "targets[1].destructive must be true or false" },
    { CASE(", provenance = { { arg = \"a\" } }"), IN "its intent is refused: arg_provenance[0]" },
    { CASE(", phase = \"never\""), IN "its intent is refused: context.phase" },
    { CASE(", env = \"\""), IN "env is empty" },
    { CASE(", steps = { { tool = \"x\" } }"), IN "tool stands in the steps" },
    { CASE(", rule = \"payment\""), IN "rule: the policy has no rule 'payment' (did you mean" },
    { CASE(", rule = {}"), IN "rule is an empty list" },
    { CASE(", reasons = { \"a\", \"a\" }"), IN "reasons names 'a' twice" },
    { CASE(", used = { other = 1 }"), IN "used: the policy has no rule 'other'" },
    { CASE(", used = { [\"payments-over-1000\"] = 1 }"),
      IN "used: rule 'payments-over-1000' has no limit" },
    { CASE(", used = { payments = -1 }"), IN "a count of used must be a whole number from 0" },
    { CASE(", used = { 1 }"), IN "used must be a table of counts" },
    { CASE(", approvals = 1.5"), IN "approvals must be a whole number" },
    { CASE(", now = \"yesterday\""), IN "now must be a time like" },
    { CASE(", now = 1.5"), IN "now must be a time like" },
    { CASE(", now = true"), IN "now must be a time like" },
    { CASE(", args = { f = function() end }"), HEAD "1: a.args.f: a function" },
    { CASE(" }, { \"a\", tool = \"t\", expect = \"block\""), HEAD "1: cases 'c': two cases" },
    { CASE("") " " CASE(""), HEAD "1: cases 'c': a group of this name stands further up" },
    { "cases \"c\" { { \"a\", expect = \"block\", steps = { { tol = \"x\" } } } }",
      IN "steps[1]: unknown key 'tol' (did you mean 'tool'?)" },
    { "cases \"c\" { { \"a\", expect = \"block\", steps = { {} } } }",
      IN "steps[1].tool is missing" },
    { "rule {}", HEAD "1: unknown global 'rule'" },
    { "x = 1", HEAD "1: assignment to a global 'x'" },
    { "cases \"c\" {", HEAD "1: " },
    { "pcall(function() cases \"c\" { { \"a\" } } end) cases \"d\" { { \"a\", tool = \"t\", "
      "expect = \"block\" } }",
      IN "expect is missing" },
    { "pcall(cases, \"c\") " CASE(""), "spec/x_cases.lua: a group of cases was begun" },
    { "while true do end", HEAD "1: the budget" },
};

static void what_is_wrong_is_named(void **state)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        gait_error err;
        gi_case_list list;
        if (read_cases(*state, refusals[i].source, &list, &err))
            fail_msg("accepted: %s", refusals[i].source);
        assert_int_equal(err.code, GAIT_E_tests_invalid);
        if (!gait_str_starts(gait_str_of(err.message), gait_str_of(refusals[i].message)))
            fail_msg("%s: %s", refusals[i].source, err.message);
    }
}

/* The line is the case's own, not its group's. */
static void an_error_stands_at_its_case(void **state)
{
    gait_error err;
    gi_case_list list;
    assert_false(read_cases(*state,
                            "cases \"c\" {\n"
                            "  { \"a\", tool = \"t\", expect = \"block\" },\n"
                            "  { \"b\", tool = \"t\", expect = \"blok\" },\n"
                            "}",
                            &list, &err));
    assert_string_equal(err.message, "spec/x_cases.lua:3: case 'b': expect: unknown value 'blok' "
                                     "(did you mean 'block'?)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_case_becomes_an_intent),   TEST(what_is_not_said_has_a_default),
        TEST(what_is_said_is_kept),       TEST(steps_make_a_script),
        TEST(each_case_has_its_own_line), TEST(cases_that_are_made_stand_at_their_group),
        TEST(what_is_wrong_is_named),     TEST(an_error_stands_at_its_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
