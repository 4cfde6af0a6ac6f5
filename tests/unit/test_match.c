/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include "gate/number.h"
#include "gate/spelling.h"

/* Declarations are given as JSON here: the tree is the same that Lua's tables become. */
static gait_json *tree_of(gait_arena *arena, const char *json)
{
    const gait_json_limits limits = gait_json_limits_for(1u << 20);
    gait_error err = GAIT_ERROR_INIT;
    gait_json *tree = NULL;
    if (!gait_json_parse(arena, gait_str_of(json), &limits, &tree, &err))
        fail_msg("%s: %s", json, err.message);
    return tree;
}

static bool compile(gait_arena *arena, const char *json, gi_match *out, gait_error *err)
{
    const gi_decl decl = { .arena = arena,
                           .err = err,
                           .where = GAIT_STR("policy.lua:1: rule 'x'") };
    return gi_match_compile(&decl, tree_of(arena, json), out);
}

typedef struct outcome {
    gi_tri tri;
    const char *cause;
} outcome;

static outcome match(gait_arena *arena, const char *json, const gait_intent *intent, bool permits)
{
    gait_error err = GAIT_ERROR_INIT;
    gi_match compiled;
    if (!compile(arena, json, &compiled, &err))
        fail_msg("%s: %s", json, err.message);
    gi_reading reading = { .arena = arena, .intent = intent, .permits = permits };
    gi_tri result = GI_TRUE;
    for (size_t i = 0; i < compiled.count; i++)
        result = gi_tri_and(result, gi_match_eval(&compiled.conditions[i], &reading));
    return (outcome){ result, reading.cause };
}

static const char *name_of(gi_tri tri)
{
    return tri == GI_TRUE ? "true" : tri == GI_FALSE ? "false" : "unknown";
}

static void expect_args(gait_arena *arena, const char *condition, const char *args, gi_tri wanted)
{
    const char *json = gait_arena_format(arena, "{\"args\":{%s}}", condition).ptr;
    gi_tri got = match(arena, json, simple_intent(arena, "t", args, NULL), false).tri;
    if (got != wanted)
        fail_msg("%s over %s: %s, not %s", condition, args, name_of(got), name_of(wanted));
}

static void expect_target(gait_arena *arena, const char *condition, const char *targets,
                          bool permits, gi_tri wanted)
{
    const char *json = gait_arena_format(arena, "{%s}", condition).ptr;
    gi_tri got = match(arena, json, simple_intent(arena, "t", NULL, targets), permits).tri;
    if (got != wanted)
        fail_msg("%s over %s (%s): %s, not %s", condition, targets, permits ? "allow" : "block",
                 name_of(got), name_of(wanted));
}

static void expect_refused(gait_arena *arena, const char *json, const char *words)
{
    gait_error err = GAIT_ERROR_INIT;
    gi_match compiled;
    if (compile(arena, json, &compiled, &err))
        fail_msg("%s was accepted", json);
    assert_int_equal(err.code, GAIT_E_policy_declaration);
    if (strstr(err.message, words) == NULL)
        fail_msg("%s: \"%s\" does not say \"%s\"", json, err.message, words);
}

/* ---- scalars ---- */

static void a_tool_matches_by_name_or_by_segments(void **state)
{
    const gait_intent *intent = simple_intent(*state, "db.drop_table", NULL, NULL);
    assert_int_equal(match(*state, "{\"tool\":\"db.drop_table\"}", intent, false).tri, GI_TRUE);
    assert_int_equal(match(*state, "{\"tool\":\"db.drop_*\"}", intent, false).tri, GI_TRUE);
    assert_int_equal(match(*state, "{\"tool\":\"*\"}", intent, false).tri, GI_FALSE);
    assert_int_equal(match(*state, "{\"tool\":\"**\"}", intent, false).tri, GI_TRUE);
    assert_int_equal(match(*state, "{\"tool\":[\"a\",\"db.*\"]}", intent, false).tri, GI_TRUE);
    assert_int_equal(match(*state, "{\"tool\":\"db\"}", intent, false).tri, GI_FALSE);
}

static void a_workspace_matches_at_a_boundary(void **state)
{
    const char *under = "{\"workspace\":\"/repo\"}";
    static const struct {
        const char *workspace;
        gi_tri wanted;
    } cases[] = { { "/repo", GI_TRUE },         { "/repo/a", GI_TRUE },
                  { "/repo-evil", GI_FALSE },   { "/repo/../etc", GI_FALSE },
                  { "/x/../repo/y", GI_TRUE },  { "/../repo", GI_UNKNOWN },
                  { "\\\\repo\\\\a", GI_TRUE }, { "repo", GI_FALSE } };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *json = gait_arena_format(*state,
                                             "{\"tool_name\":\"t\",\"context\":{\"identity\":\"a\","
                                             "\"workspace\":\"%s\",\"risk_class\":\"low\"}}",
                                             cases[i].workspace)
                               .ptr;
        gi_tri got = match(*state, under, intent_of(*state, json), false).tri;
        if (got != cases[i].wanted)
            fail_msg("%s: %s", cases[i].workspace, name_of(got));
    }
}

static void an_absent_scalar_is_unknown(void **state)
{
    const gait_intent *intent = simple_intent(*state, "t", NULL, NULL);
    static const char *const conditions[] = { "{\"env\":\"prod\"}", "{\"phase\":\"plan\"}",
                                              "{\"session\":\"s\"}",
                                              "{\"credential_source\":\"aws_sts\"}",
                                              "{\"skill_publisher\":\"p\"}" };
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++) {
        outcome got = match(*state, conditions[i], intent, false);
        assert_int_equal(got.tri, GI_UNKNOWN);
        assert_string_equal(got.cause, GI_CAUSE_MISSING);
    }
    assert_int_equal(match(*state, "{\"env\":\"prod\",\"tool\":\"other\"}", intent, false).tri,
                     GI_FALSE);
}

/* ---- args ---- */

static void numbers_compare_by_exact_value(void **state)
{
    expect_args(*state, "\"n\":{\"eq\":1000}", "{\"n\":1000.0}", GI_TRUE);
    expect_args(*state, "\"n\":{\"eq\":1000.0}", "{\"n\":1e3}", GI_TRUE);
    expect_args(*state, "\"n\":{\"gt\":1000}", "{\"n\":1000}", GI_FALSE);
    expect_args(*state, "\"n\":{\"gte\":1000}", "{\"n\":1000}", GI_TRUE);
    expect_args(*state, "\"n\":{\"gt\":1000}", "{\"n\":1000.0000000001}", GI_TRUE);
    expect_args(*state, "\"n\":{\"lt\":9007199254740993}", "{\"n\":9007199254740991}", GI_TRUE);
    expect_args(*state, "\"n\":{\"gt\":1,\"lt\":5}", "{\"n\":7}", GI_FALSE);
    expect_args(*state, "\"n\":{\"gt\":-1,\"lte\":-0.5}", "{\"n\":-0.5}", GI_TRUE);
    gi_number a;
    gi_number b;
    assert_true(gi_number_parse(GAIT_STR("9007199254740993"), &a));
    assert_true(gi_number_parse(GAIT_STR("9007199254740992"), &b));
    assert_true(gi_number_compare(&a, &b) > 0);
    assert_true(gi_number_parse(GAIT_STR("-9223372036854775808"), &a));
    assert_true(a.whole && a.integer == INT64_MIN);
    assert_true(gi_number_parse(GAIT_STR("9223372036854775808"), &b));
    assert_false(b.whole);
    assert_true(gi_number_compare(&a, &b) < 0 && gi_number_compare(&b, &a) > 0);
    assert_false(gi_number_parse(GAIT_STR("1e999"), &a));
}

static void another_type_is_unknown(void **state)
{
    static const char *const conditions[] = {
        "\"n\":{\"eq\":\"1\"}",     "\"n\":{\"ne\":\"1\"}",       "\"n\":{\"in\":[\"a\",true]}",
        "\"n\":{\"prefix\":\"a\"}", "\"n\":{\"contains\":\"a\"}", "\"n\":{\"glob\":\"*\"}",
        "\"n.x\":{\"eq\":1}",       "\"n[1]\":{\"eq\":1}",        "\"n[any]\":{\"eq\":1}"
    };
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++)
        expect_args(*state, conditions[i], "{\"n\":1}", GI_UNKNOWN);
    expect_args(*state, "\"n\":{\"gt\":1}", "{\"n\":\"2\"}", GI_UNKNOWN);
    expect_args(*state, "\"n\":{\"eq\":1}", "{\"n\":null}", GI_UNKNOWN);
    expect_args(*state, "\"n\":{\"ne\":1}", "{}", GI_UNKNOWN);
}

static void existence_and_type_are_certain(void **state)
{
    expect_args(*state, "\"n\":{\"exists\":true}", "{\"n\":0}", GI_TRUE);
    expect_args(*state, "\"n\":{\"exists\":true}", "{\"n\":null}", GI_FALSE);
    expect_args(*state, "\"n\":{\"exists\":false}", "{}", GI_TRUE);
    expect_args(*state, "\"n.m\":{\"exists\":true}", "{\"n\":3}", GI_FALSE);
    expect_args(*state, "\"n\":{\"type\":\"number\"}", "{\"n\":3}", GI_TRUE);
    expect_args(*state, "\"n\":{\"type\":[\"array\",\"null\"]}", "{\"n\":null}", GI_TRUE);
    expect_args(*state, "\"n\":{\"type\":\"object\"}", "{\"n\":[]}", GI_FALSE);
    expect_args(*state, "\"n\":{\"type\":\"object\"}", "{}", GI_UNKNOWN);
}

static void a_value_alone_is_eq_and_a_list_alone_is_in(void **state)
{
    expect_args(*state, "\"force\":true", "{\"force\":true}", GI_TRUE);
    expect_args(*state, "\"force\":true", "{\"force\":false}", GI_FALSE);
    expect_args(*state, "\"to\":[\"a\",\"b\"]", "{\"to\":\"b\"}", GI_TRUE);
    expect_args(*state, "\"to\":{\"not_in\":[\"a\",\"b\"]}", "{\"to\":\"c\"}", GI_TRUE);
    expect_args(*state, "\"to\":{\"not_in\":[\"a\",\"b\"]}", "{\"to\":\"a\"}", GI_FALSE);
}

static void paths_lead_through_objects_and_lists(void **state)
{
    const char *args = "{\"a\":{\"b.c\":1,\"l\":[{\"p\":1},{\"p\":9},{}]},\"e\":[]}";
    expect_args(*state, "\"a['b.c']\":1", args, GI_TRUE);
    expect_args(*state, "\"a.l[1].p\":1", args, GI_TRUE);
    expect_args(*state, "\"a.l[4].p\":1", args, GI_UNKNOWN);
    expect_args(*state, "\"a.l[any].p\":{\"gt\":5}", args, GI_TRUE);
    expect_args(*state, "\"a.l[any].p\":{\"gt\":50}", args, GI_UNKNOWN);
    expect_args(*state, "\"a.l[all].p\":{\"gt\":5}", args, GI_FALSE);
    expect_args(*state, "\"a.l[all].p\":{\"gt\":0}", args, GI_UNKNOWN);
    expect_args(*state, "\"e[all]\":1", args, GI_UNKNOWN);
    expect_args(*state, "\"e[any]\":1", args, GI_UNKNOWN);
    /* one element satisfies all operators of an [any] */
    expect_args(*state, "\"l[any]\":{\"gt\":1,\"lt\":5}", "{\"l\":[0,9]}", GI_FALSE);
}

static void paths_in_text_cannot_be_disguised(void **state)
{
    static const struct {
        const char *value;
        gi_tri glob, prefix;
    } cases[] = {
        { "/tmp/a", GI_TRUE, GI_TRUE },
        { "/etc/passwd", GI_FALSE, GI_FALSE },
        { "/tmp/../etc/passwd", GI_UNKNOWN, GI_UNKNOWN },
        { "/etc/../tmp/a", GI_UNKNOWN, GI_UNKNOWN },
        { "../tmp/a", GI_UNKNOWN, GI_UNKNOWN },
        { "//tmp//a", GI_UNKNOWN, GI_UNKNOWN },
        { "/tmp/a\\\\..\\\\..\\\\x", GI_UNKNOWN, GI_UNKNOWN },
        { "/tmp/./a", GI_TRUE, GI_TRUE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *args = gait_arena_format(*state, "{\"p\":\"%s\"}", cases[i].value).ptr;
        expect_args(*state, "\"p\":{\"glob\":\"/tmp/**\"}", args, cases[i].glob);
        expect_args(*state, "\"p\":{\"prefix\":\"/tmp/\"}", args, cases[i].prefix);
    }
    expect_args(*state, "\"p\":{\"prefix\":\"https://a/\"}", "{\"p\":\"https://a/b\"}", GI_TRUE);
    expect_args(*state, "\"p\":{\"suffix\":[\".sh\",\".exe\"]}", "{\"p\":\"a.exe\"}", GI_TRUE);
    expect_args(*state, "\"p\":{\"contains\":\"x\"}", "{\"p\":\"abc\"}", GI_FALSE);
}

static void the_end_of_a_path_cannot_be_disguised(void **state)
{
    static const struct {
        const char *value;
        gi_tri wanted;
    } cases[] = {
        { "/home/a/.ssh/id", GI_TRUE },
        { "../a/.ssh/id", GI_TRUE },
        { "/home/a/.ssh//id", GI_UNKNOWN },
        { "/home/a/.ssh/./id", GI_UNKNOWN },
        { "/home/a/.ssh/x/../id", GI_UNKNOWN },
        { "/home/a/.ssh/id/.", GI_UNKNOWN },
        { "/home/a/.ssh/id/", GI_UNKNOWN },
        { "/home//a/./x", GI_FALSE },
        { "../x", GI_FALSE },
        { "", GI_FALSE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *args = gait_arena_format(*state, "{\"p\":\"%s\"}", cases[i].value).ptr;
        expect_args(*state, "\"p\":{\"suffix\":\"/.ssh/id\"}", args, cases[i].wanted);
    }
}

static void a_long_text_is_matched_whole(void **state)
{
    size_t len = 4u << 20;
    char *args = gait_arena_alloc(*state, len + 64);
    memset(args, 'a', len);
    memcpy(args, "{\"p\":\"", 6);
    memcpy(args + len, "needle\"}", 9);
    expect_args(*state, "\"p\":{\"contains\":\"needle\"}", args, GI_TRUE);
    expect_args(*state, "\"p\":{\"suffix\":\"needle\"}", args, GI_TRUE);
    expect_args(*state, "\"p\":{\"contains\":\"noodle\"}", args, GI_FALSE);
}

/* ---- targets and provenance ---- */

#define PATH(value) "{\"kind\":\"path\",\"value\":\"" value "\"}"
#define HOST(value) "{\"kind\":\"host\",\"value\":\"" value "\"}"
#define URL(value) "{\"kind\":\"url\",\"value\":\"" value "\"}"

static void one_single_target_satisfies_a_restrictive_rule(void **state)
{
    const char *both = "\"target\":{\"kind\":\"host\",\"value\":\"evil.example\"}";
    expect_target(*state, both, "[" HOST("ok.example") "," PATH("evil.example") "]", false,
                  GI_FALSE);
    expect_target(*state, both, "[" HOST("ok.example") "," HOST("evil.example") "]", false,
                  GI_TRUE);
    expect_target(*state, "\"target_kind\":\"host\",\"target_value\":\"evil.example\"",
                  "[" HOST("ok.example") "," PATH("evil.example") "]", false, GI_FALSE);
}

static void every_target_satisfies_an_allow_rule(void **state)
{
    const char *under = "\"target\":{\"path_under\":\"/repo\"}";
    expect_target(*state, under, "[" PATH("/repo/a") "," PATH("/repo/b") "]", true, GI_TRUE);
    expect_target(*state, under, "[" PATH("/repo/a") "," PATH("/etc/b") "]", true, GI_FALSE);
    expect_target(*state, under, "[" PATH("/repo/a") "," PATH("/etc/b") "]", false, GI_TRUE);
    expect_target(*state, under, "[]", true, GI_FALSE);
    expect_target(*state, under, "[]", false, GI_FALSE);
    expect_target(*state, under, "[" PATH("/repo/../../x") "]", true, GI_UNKNOWN);
    expect_target(*state, under, "[" PATH("/repo/..\\\\x") "]", true, GI_UNKNOWN);
}

static void values_compare_in_one_spelling(void **state)
{
    const char *passwd = "\"target_value\":\"/etc/passwd\"";
    expect_target(*state, passwd, "[" PATH("/etc//x/../passwd") "]", false, GI_TRUE);
    expect_target(*state, passwd, "[" PATH("/etc/shadow") "]", false, GI_FALSE);
    const char *host = "\"target_value\":\"Evil.Example\"";
    expect_target(*state, host, "[" HOST("EVIL.example.") "]", false, GI_TRUE);
    expect_target(*state, host, "[" HOST("good.example") "]", false, GI_FALSE);
    const char *url = "\"target_value\":\"https://a.example/x\"";
    expect_target(*state, url, "[" URL("HTTPS://A.example:443/x#f") "]", false, GI_TRUE);
    expect_target(*state, url, "[" URL("https://a.example/%78") "]", false, GI_UNKNOWN);
    expect_target(*state, url, "[" URL("https://u@a.example/x") "]", false, GI_UNKNOWN);
    expect_target(*state, url, "[" URL("https://b.example/x") "]", false, GI_FALSE);
}

static void patterns_see_the_cleaned_value(void **state)
{
    const char *etc = "\"target\":{\"glob\":\"/etc/**\"}";
    expect_target(*state, etc, "[" PATH("/tmp/../etc/passwd") "]", false, GI_TRUE);
    expect_target(*state, etc, "[" PATH("/etc/../tmp/x") "]", false, GI_FALSE);
    expect_target(*state, etc, "[" PATH("../etc/x") "]", true, GI_UNKNOWN);
    const char *api = "\"target\":{\"glob\":\"https://api.example/v1/**\"}";
    expect_target(*state, api, "[" URL("https://api.example/v1/users") "]", true, GI_TRUE);
    expect_target(*state, api, "[" URL("https://api.example/v1/../admin") "]", true, GI_UNKNOWN);
    expect_target(*state, api, "[" URL("https://api.example/v1/%2e%2e/admin") "]", true,
                  GI_UNKNOWN);
    expect_target(*state, api, "[" URL("https://api.example@evil.example/v1/x") "]", true,
                  GI_UNKNOWN);
}

/* What a server may take for one and the same must not be a definite "something else". */
static void a_url_of_two_spellings_is_unknown(void **state)
{
    static const char *const unclear[] = {
        "/jobs%3Adelete", "/jobs%40x", "/a%2Cb", "/a%28b%29",   "//jobs:delete", "/x//jobs:delete",
        "/caf\u00e9",     "/a%c3%a9",  "/a%00b", "/a%0Ab",      "/a%252e",       "/a%252E",
        "/a%5Cb",         "/{a}",      "/a%",    "/a%4",        "/a%zz",         "/x?q=a%3Ab",
        "/x?q=%e2%82%ac", "/x?q=%2F",  "/x?a b", "/x?q=\u20ac", "/./x",          "/x/..",
    };
    static const char *const clear[] = {
        "",       "/",        "/x/",      "/jobs:run",    "/caf%C3%A9", "/a%20b",
        "/a%25b", "/x?q=1&r", "/x?q=%26", "/x?a[]=1&b=?", "/x?q=a%20b", "/%7Ba%7D",
    };
    const char *jobs = "\"target_value\":\"https://a.example/jobs:delete\"";
    for (size_t i = 0; i < sizeof unclear / sizeof unclear[0]; i++) {
        const char *targets =
            gait_arena_format(*state, "[" URL("https://a.example%s") "]", unclear[i]).ptr;
        expect_target(*state, jobs, targets, false, GI_UNKNOWN);
    }
    for (size_t i = 0; i < sizeof clear / sizeof clear[0]; i++) {
        const char *targets =
            gait_arena_format(*state, "[" URL("https://a.example%s") "]", clear[i]).ptr;
        expect_target(*state, jobs, targets, false, GI_FALSE);
    }
}

static void hosts_match_domains_and_networks(void **state)
{
    const char *corp = "\"target\":{\"domain\":\"*.corp.example\"}";
    expect_target(*state, corp, "[" URL("https://a.b.CORP.example./x") "]", true, GI_TRUE);
    expect_target(*state, corp, "[" URL("https://corp.example/x") "]", true, GI_FALSE);
    expect_target(*state, corp, "[" URL("https://a.corp.example@evil.example/") "]", true,
                  GI_UNKNOWN);
    expect_target(*state, corp, "[" PATH("/a.corp.example") "]", false, GI_FALSE);
    expect_target(*state, corp, "[{\"kind\":\"bucket\",\"value\":\"b\"}]", false, GI_UNKNOWN);
    expect_target(*state, corp,
                  "[{\"kind\":\"host\",\"value\":\"evil.example\",\"endpoint_domain\":\"a.corp."
                  "example\"}]",
                  true, GI_UNKNOWN);
    const char *metadata = "\"target\":{\"cidr\":[\"169.254.0.0/16\",\"10.0.0.0/8\"]}";
    expect_target(*state, metadata, "[" URL("http://169.254.169.254/latest") "]", false, GI_TRUE);
    expect_target(*state, metadata, "[" URL("http://0xa9fea9fe/latest") "]", false, GI_UNKNOWN);
    expect_target(*state, metadata, "[" URL("http://[::ffff:a9fe:a9fe]/") "]", false, GI_UNKNOWN);
    expect_target(*state, metadata, "[" HOST("db.example") "]", false, GI_FALSE);
}

static void a_url_does_not_hide_as_a_path(void **state)
{
    const char *evil = "\"target\":{\"domain\":\"evil.example\"}";
    expect_target(*state, evil, "[" PATH("https://evil.example/x") "]", false, GI_UNKNOWN);
    expect_target(*state, evil, "[" PATH("/srv/evil.example/x") "]", false, GI_FALSE);
}

static void absent_members_of_a_target_are_unknown(void **state)
{
    expect_target(*state, "\"target\":{\"destructive\":true}", "[" PATH("/a") "]", false,
                  GI_UNKNOWN);
    expect_target(*state, "\"data_class\":\"secret\"", "[" PATH("/a") "]", false, GI_UNKNOWN);
    expect_target(*state, "\"target_operation\":\"delete\"", "[" PATH("/a") "]", false, GI_UNKNOWN);
    expect_target(*state, "\"discovery\":\"webmcp\"", "[" PATH("/a") "]", false, GI_UNKNOWN);
    expect_target(*state, "\"discovery\":\"webmcp\",\"target_kind\":\"url\"", "[" PATH("/a") "]",
                  false, GI_FALSE);
    expect_target(*state, "\"discovery\":\"webmcp\"",
                  "[{\"kind\":\"url\",\"value\":\"https://a.example/\",\"discovery_method\":"
                  "\"webmcp\"}]",
                  false, GI_TRUE);
}

static void taint_is_about_sources_and_arguments(void **state)
{
    const gait_intent *intent = intent_of(
        *state, "{\"tool_name\":\"t\",\"arg_provenance\":[{\"arg_path\":\"args.body\",\"source\":"
                "\"external\"},{\"arg_path\":\"args.to\",\"source\":\"user\"}]," CONTEXT "}");
    assert_int_equal(match(*state, "{\"tainted_by\":\"external\"}", intent, false).tri, GI_TRUE);
    assert_int_equal(match(*state, "{\"tainted_by\":[\"tool_output\"]}", intent, false).tri,
                     GI_FALSE);
    assert_int_equal(match(*state, "{\"tainted_by\":{\"source\":\"external\",\"arg\":\"args.to\"}}",
                           intent, false)
                         .tri,
                     GI_FALSE);
    const gait_intent *clean = simple_intent(*state, "t", NULL, NULL);
    assert_int_equal(match(*state, "{\"tainted_by\":\"external\"}", clean, false).tri, GI_FALSE);
}

static void what_can_never_match_is_refused(void **state)
{
    static const char *const cases[][2] = {
        { "{\"tol\":\"x\"}", "did you mean 'tool'" },
        { "{\"tool\":\"Tool.Read\"}", "lower-case" },
        { "{\"tool\":[]}", "list" },
        { "{\"tool\":[\"a\",\"a\"]}", "twice" },
        { "{\"tool\":\"a.***\"}", "tool" },
        { "{\"risk\":\"hihg\"}", "did you mean 'high'" },
        { "{\"phase\":\"aply\"}", "did you mean 'apply'" },
        { "{\"workspace\":\"/repo/*\"}", "prefixes" },
        { "{\"workspace\":\"../x\"}", "climbs" },
        { "{\"args\":{\"n\":{\"gtt\":1}}}", "did you mean 'gt'" },
        { "{\"args\":{\"n\":{}}}", "no condition" },
        { "{\"args\":{\"n\":{\"gt\":\"1\"}}}", "takes a number" },
        { "{\"args\":{\"n\":{\"in\":1}}}", "takes a list" },
        { "{\"args\":{\"n\":{\"eq\":[1]}}}", "not a list" },
        { "{\"args\":{\"n\":{\"type\":\"sting\"}}}", "did you mean 'string'" },
        { "{\"args\":{\"n[0]\":1}}", "counts elements from [1]" },
        { "{\"args\":{\"n[x]\":1}}", "needs [any]" },
        { "{\"args\":{\"n[1\":1}}", "not closed" },
        { "{\"args\":{\"[1]\":1}}", "begin with a name" },
        { "{\"args\":{\"a..b\":1}}", "empty segment" },
        { "{\"target\":{\"kin\":\"url\"}}", "did you mean 'kind'" },
        { "{\"target\":{\"kind\":\"ulr\"}}", "did you mean 'url'" },
        { "{\"target\":{\"value\":\"/etc/*\"}}", "glob" },
        { "{\"target\":{\"cidr\":\"10.0.0.1/8\"}}", "cidr" },
        { "{\"target\":{\"domain\":\"*\"}}", "domain" },
        { "{\"target\":{\"kind\":\"url\"},\"target_kind\":\"url\"}", "same condition" },
        { "{\"target\":{}}", "no member" },
        { "{\"tainted_by\":\"extrnal\"}", "did you mean 'external'" },
        { "{\"discovery\":\"webmpc\"}", "did you mean 'webmcp'" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_refused(*state, cases[i][0], cases[i][1]);
}

static void a_name_longer_than_any_pattern_is_itself(void **state)
{
    char name[GAIT_LIMIT_GLOB_BYTES + 2];
    memset(name, 'x', sizeof name);
    name[sizeof name - 1] = '\0';
    gait_str source = gait_arena_format(*state,
                                        "policy { id = 'p', default = 'allow' }\nrule { id = 'r', "
                                        "effect = 'block', match = { tool = '%s' } }",
                                        name);
    gait_policy *policy = policy_of(*state, source.ptr);
    assert_int_equal(decide_on(*state, policy, simple_intent(*state, name, NULL, NULL)).verdict,
                     GAIT_BLOCK);
    gait_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_name_longer_than_any_pattern_is_itself),
        TEST(a_tool_matches_by_name_or_by_segments),
        TEST(a_workspace_matches_at_a_boundary),
        TEST(an_absent_scalar_is_unknown),
        TEST(numbers_compare_by_exact_value),
        TEST(another_type_is_unknown),
        TEST(existence_and_type_are_certain),
        TEST(a_value_alone_is_eq_and_a_list_alone_is_in),
        TEST(paths_lead_through_objects_and_lists),
        TEST(paths_in_text_cannot_be_disguised),
        TEST(the_end_of_a_path_cannot_be_disguised),
        TEST(a_long_text_is_matched_whole),
        TEST(one_single_target_satisfies_a_restrictive_rule),
        TEST(every_target_satisfies_an_allow_rule),
        TEST(values_compare_in_one_spelling),
        TEST(patterns_see_the_cleaned_value),
        TEST(a_url_of_two_spellings_is_unknown),
        TEST(hosts_match_domains_and_networks),
        TEST(a_url_does_not_hide_as_a_path),
        TEST(absent_members_of_a_target_are_unknown),
        TEST(taint_is_about_sources_and_arguments),
        TEST(what_can_never_match_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
