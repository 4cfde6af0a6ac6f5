/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include "gate/explain.h"

/* ---- credentials ---- */

static void names_of_credentials_are_known_in_any_spelling(void **state)
{
    static const char *const secret[] = {
        "password",      "Password",
        "user_password", "userPassword",
        "PASSWORD_OLD",  "api_key",
        "apiKey",        "X-Api-Key",
        "API-KEY",       "secret",
        "client_secret", "aws.secret_access_key",
        "auth",          "authToken",
        "Authorization", "http.headers.Authorization",
        "cookie",        "Set-Cookie",
        "private_key",   "privateKey",
        "ssh-key",       "otp",
        "login_otp",     "pin",
        "card.pin",      "pwd",
        "db_pwd",        "creds",
        "session_id",    "connectionString",
        "dsn",           "jwt",
        "bearer",        "[\"odd password\"]",
        "slackWebhook",  "X-Amz-Signature",
    };
    static const char *const harmless[] = {
        "",        "amount",    "path",        "author",  "authority", "pinned",   "opinion",
        "design",  "passenger", "compass",     "pattern", "key",       "keyboard", "primary_key",
        "session", "spin",      "path_prefix", "side",    "body",      "url",
    };
    (void)state;
    for (size_t i = 0; i < sizeof secret / sizeof *secret; i++)
        if (!gi_secret_name(gait_str_of(secret[i])))
            fail_msg("taken for harmless: %s", secret[i]);
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (gi_secret_name(gait_str_of(harmless[i])))
            fail_msg("taken for a credential: %s", harmless[i]);
}

static void shapes_of_credentials_are_known_wherever_they_stand(void **state)
{
    static const char *const secret[] = {
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEow",
        "x -----BEGIN OPENSSH PRIVATE KEY-----",
        "AKIAIOSFODNN7EXAMPLE",
        "key AKIAIOSFODNN7EXAMPLE here",
        "id=AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "github_pat_11AAAAAAA0abcdefgh",
        "glpat-abcdefghij",
        "xoxb-17653672481-19874698323",
        "sk-ant-api03-abcdefghijklmnop",
        "sk_live_4eC39HqLyjW",
        "AIzaSyA-1234567890abcdefghij",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_1",
        "token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x",
        "Bearer abcdefgh",
        "Bearer\tabcdefgh",
        "https://x.blob.example/y?sv=1&sig=abc%2Bdef",
        "Authorization: Basic dXNlcjpwYXNz",
        "basic dXNlcjpwYXNz",
        "password=hunter2",
        "?user=x&password=hunter2&y=1",
        "{\"password\":\"hunter2\"}",
        "DB_PASSWORD: hunter2",
        "--api-key hunter2",
        "db.password=hunter2",
        "https://user:hunter2@example.com/",
        "postgres://u:p@db/x",
        "hvs.CAESIJlU9JMYEhOP",
        "d41d8cd98f00b204e9800998ecf8427e",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "x7Kp2mQ9vR4tY8wZ3nB6",
        "a1b2c3d4e5f6g7h8i9j0k1l2m3",
        "JBSW3DPE2PK3PXP7JBSW4DPE",
    };
    (void)state;
    for (size_t i = 0; i < sizeof secret / sizeof *secret; i++)
        if (!gi_secret_text(gait_str_of(secret[i])))
            fail_msg("taken for harmless: %s", secret[i]);
}

static void other_shapes_are_left_alone(void **state)
{
    static const char *const harmless[] = {
        "",
        "hello world",
        "/srv/Alice/Projects2024/App1/src/Main2.c",
        "src/gate/explain.c",
        "api.example.com",
        "https://api.example.com/v1/users?page=2&sort=Name",
        "ssh://git@github.com/x/y",
        "payments.transfer",
        "2026-01-05T12:00:00.123456789Z",
        "20260105120000000000",
        "550e8400-e29b-41d4-a716-446655440000",
        "release-2026-candidate-build-2",
        "camelCaseIdentifierNames2",
        "SELECT * FROM users WHERE id = 12345",
        "bearer",
        "Bearer of news",
        "skill",
        "sk-short",
        "the password is not here",
        "a = b",
        "max=1000",
        "user@example.com",
        "http://[::1]:8080/",
        "1000000000000000000000000000",
        "AKIA",
    };
    (void)state;
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (gi_secret_text(gait_str_of(harmless[i])))
            fail_msg("taken for a credential: %s", harmless[i]);
}

static void only_the_secret_part_of_a_text_is_taken_out(void **state)
{
    gait_arena *arena = *state;
    static const char *const rows[][2] = {
        { "nothing here", "nothing here" },
        { "", "" },
        { "user=x&password=hunter2&y=1", "user=x&password=<redacted>&y=1" },
        { "https://me:hunter2@example.com/x", "https://<redacted>@example.com/x" },
        { "Authorization: Bearer abcdefgh\nnext", "Authorization: <redacted>\nnext" },
        { "sent Bearer abcdefghi to x", "sent Bearer <redacted> to x" },
        { "a ghp_16C7e42F292c6912E7710c838347Ae178B4a b", "a <redacted> b" },
        { "args.ghp_16C7e42F292c6912E7710c838347Ae178B4a", "args.<redacted>" },
        { "run --token hunter2 --verbose", "run --token <redacted> --verbose" },
        { "{\"password\":\"hunter2\",\"x\":1}", "{\"password\":\"<redacted>\",\"x\":1}" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_str(gi_without_secrets(arena, gait_str_of(rows[i][0])), rows[i][1]);
}

/* ---- words ---- */

#define ALLOWS "policy { id = 'p' } rule { id = 'r', effect = 'allow', match = %s }"
#define BLOCKS "policy { id = 'p' } rule { id = 'r', effect = 'block', match = %s }"

static void a_condition_is_put_into_words(void **state)
{
    static const char *const rows[][3] = {
        { "{ tool = 'a.b' }", "tool is a.b", "tool were not a.b" },
        { "{ tool = { 'a', 'b.*' } }", "tool is one of a, b.*", "tool were none of a, b.*" },
        { "{ workspace = '/repo' }", "workspace is in /repo", "workspace were outside /repo" },
        { "{ args = { amount = { gt = 1000 } } }", "args.amount > 1000",
          "args.amount were at most 1000" },
        { "{ args = { amount = { lte = 5 } } }", "args.amount <= 5",
          "args.amount were more than 5" },
        { "{ args = { mode = 'x' } }", "args.mode is \"x\"", "args.mode were not \"x\"" },
        { "{ args = { mode = { 'x', 'y' } } }", "args.mode is one of \"x\", \"y\"",
          "args.mode were none of \"x\", \"y\"" },
        { "{ args = { flag = true } }", "args.flag is true", "args.flag were not true" },
        { "{ args = { x = { exists = true } } }", "args.x is present", "args.x were absent" },
        { "{ args = { x = { exists = false } } }", "args.x is absent", "args.x were present" },
        { "{ args = { x = { type = 'string' } } }", "args.x is of type string",
          "args.x were not of type string" },
        { "{ args = { x = { prefix = '/etc' } } }", "args.x begins with \"/etc\"",
          "args.x did not begin with \"/etc\"" },
        { "{ args = { n = { gt = 1, lt = 9 } } }", "args.n < 9 and > 1",
          "not (args.n < 9 and > 1)" },
        { "{ args = { ['l[any].p'] = { gt = 1 } } }", "args.l[any].p > 1",
          "not (args.l[any].p > 1)" },
        { "{ tainted_by = 'external' }", "some argument comes from external",
          "no argument came from external" },
        { "{ tainted_by = { source = 'external', arg = 'args.body' } }",
          "args.body comes from external", "args.body did not come from external" },
        { "{ target = { kind = 'url', domain = { 'a.x', 'b.x' } } }",
          "some target: kind is url; domain is one of a.x, b.x",
          "not (some target: kind is url; domain is one of a.x, b.x)" },
        { "{ during = { hours = '09:00-17:30', days = 'Mon-Fri', tz = 'UTC' } }",
          "the time is during 09:00-17:30 Mon-Fri UTC",
          "the time were not during 09:00-17:30 Mon-Fri UTC" },
        { "{ target = { destructive = true } }", "some target: destructive",
          "not (some target: destructive)" },
    };
    gait_arena *arena = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gait_policy *policy = policy_of(arena, gait_arena_format(arena, BLOCKS, rows[i][0]).ptr);
        const gi_condition *condition = &policy->rules[0]->match.conditions[0];
        const gi_finding finding = { .condition = condition, .outcome = GI_TRUE };
        assert_str(gi_condition_says(arena, policy->rules[0], condition), rows[i][1]);
        assert_str(gi_finding_unless(arena, policy->rules[0], &finding), rows[i][2]);
        gait_policy_free(policy);
    }
}

static void who_allows_speaks_of_every_target(void **state)
{
    gait_arena *arena = *state;
    gait_policy *policy =
        policy_of(arena, gait_arena_format(arena, ALLOWS, "{ target = { kind = 'url' } }").ptr);
    assert_str(gi_condition_says(arena, policy->rules[0], &policy->rules[0]->match.conditions[0]),
               "every target: kind is url");
    gait_policy_free(policy);
}

/* ---- fields ---- */

static gait_decision explain_with(gait_arena *arena, const char *source, const char *args,
                                  bool values)
{
    const gait_decide_options options = { .explain = true, .values = values };
    gait_policy *policy = policy_of(arena, source);
    gait_decision decision;
    gait_decide(arena, policy, simple_intent(arena, "t", args, NULL), &options, &decision);
    gait_policy_free(policy);
    return decision;
}

static gait_str text_of(gait_arena *arena, const gait_json *value)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, 1u << 20);
    gait_json_emit(&buf, value, GAIT_JSON_COMPACT);
    return gait_buf_text(&buf);
}

static const gait_json *condition_of(const gait_decision *decision, const char *rule, size_t index)
{
    const gait_json *row = row_of(decision->explanation, rule);
    return &gait_json_get(row, GAIT_STR("conditions"))->items[index];
}

static gait_str fields_of(gait_arena *arena, const gait_decision *decision, const char *rule)
{
    return text_of(arena, gait_json_get(condition_of(decision, rule, 0), GAIT_STR("fields")));
}

#define BLOCK_ON(path, condition)                                                                  \
    "policy { id = 'p' } rule { id = 'r', effect = 'block', match = { args = { ['" path            \
    "'] = " condition " } } }"

static void fields_are_shown_with_type_and_value(void **state)
{
    gait_arena *arena = *state;
    static const char *const rows[][3] = {
        { "{\"x\":7}", "x", "[{\"bytes\":1,\"name\":\"args.x\",\"type\":\"number\",\"value\":7}]" },
        { "{\"x\":\"\\u001b[31m\"}", "x",
          "[{\"bytes\":5,\"escaped\":true,\"name\":\"args.x\",\"type\":\"string\",\"value\":"
          "\"\\\\x1B[31m\"}]" },
        { "{\"x\":true}", "x", "[{\"name\":\"args.x\",\"type\":\"boolean\",\"value\":true}]" },
        { "{\"x\":null}", "x", "[{\"name\":\"args.x\",\"type\":\"null\"}]" },
        { "{}", "x", "[{\"name\":\"args.x\",\"type\":\"absent\"}]" },
        { "{\"x\":[1,2]}", "x", "[{\"elements\":2,\"name\":\"args.x\",\"type\":\"array\"}]" },
        { "{\"x\":\"hunter2 password=a\"}", "x",
          "[{\"bytes\":18,\"name\":\"args.x\",\"redacted\":true,\"type\":\"string\"}]" },
        { "{\"auth\":{\"k\":\"hunter2\"}}", "auth.k",
          "[{\"bytes\":7,\"name\":\"args.auth.k\",\"redacted\":true,\"type\":\"string\"}]" },
        { "{\"pin\":1234}", "pin",
          "[{\"bytes\":4,\"name\":\"args.pin\",\"redacted\":true,\"type\":\"number\"}]" },
        { "{\"max_tokens\":9}", "max_tokens",
          "[{\"bytes\":1,\"name\":\"args.max_tokens\",\"type\":\"number\",\"value\":9}]" },
        { "{\"l\":[{\"p\":1},{}]}", "l[any].p",
          "[{\"bytes\":1,\"name\":\"args.l[1].p\",\"type\":\"number\",\"value\":1},"
          "{\"name\":\"args.l[2].p\",\"type\":\"absent\"}]" },
        { "{\"l\":[]}", "l[any].p", "[{\"elements\":0,\"name\":\"args.l\",\"type\":\"array\"}]" },
        { "{\"l\":[1,2]}", "l[2]",
          "[{\"bytes\":1,\"name\":\"args.l[2]\",\"type\":\"number\",\"value\":2}]" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *source =
            gait_arena_format(arena, BLOCK_ON("%s", "{ gt = 1000 }"), rows[i][1]).ptr;
        const gait_decision decision = explain_with(arena, source, rows[i][0], true);
        assert_str(fields_of(arena, &decision, "r"), rows[i][2]);
    }
}

static void without_values_there_are_names_types_and_sizes(void **state)
{
    gait_arena *arena = *state;
    const gait_decision decision =
        explain_with(arena, BLOCK_ON("x", "{ prefix = 'a' }"), "{\"x\":\"abc\"}", false);
    assert_str(fields_of(arena, &decision, "r"),
               "[{\"bytes\":3,\"name\":\"args.x\",\"type\":\"string\"}]");
}

static void long_values_are_cut_and_many_are_counted(void **state)
{
    gait_arena *arena = *state;
    gait_buf text;
    gait_buf_init(&text, arena, 1u << 20);
    gait_buf_add_cstr(&text, "{\"x\":\"");
    for (int i = 0; i < 1000; i++)
        gait_buf_add_cstr(&text, "\xc3\xa9");
    gait_buf_add_cstr(&text, "\",\"l\":[1");
    for (int i = 1; i < 100; i++)
        gait_buf_add_cstr(&text, ",1");
    gait_buf_add_cstr(&text, "]}");
    const char *args = gait_buf_text(&text).ptr;
    gait_decision decision = explain_with(arena, BLOCK_ON("x", "{ prefix = 'a' }"), args, true);
    const gait_json *field =
        &gait_json_get(condition_of(&decision, "r", 0), GAIT_STR("fields"))->items[0];
    assert_int_equal(gait_json_get(field, GAIT_STR("value"))->text.len,
                     GAIT_LIMIT_SHOWN_VALUE_BYTES);
    assert_true(gait_json_get(field, GAIT_STR("cut"))->boolean);
    assert_int_equal(gait_json_get(field, GAIT_STR("digest"))->text.len, 16);
    decision = explain_with(arena, BLOCK_ON("l[any]", "{ gt = 5 }"), args, true);
    const gait_json *condition = condition_of(&decision, "r", 0);
    assert_int_equal(gait_json_get(condition, GAIT_STR("fields"))->count, GAIT_LIMIT_SHOWN_FIELDS);
    assert_str(gait_json_get(condition, GAIT_STR("more_fields"))->text, "84");
}

/* ---- what functions say ---- */

#define WHEN(body)                                                                                 \
    "policy { id = 'p' } rule { id = 'r', effect = 'block', when = function(i) " body " end }"
#define SECRET_ARGS                                                                                \
    "{\"password\":\"hunter2\",\"plain\":\"open\",\"deep\":{\"token\":\"hunter2\"},"               \
    "\"ghp_16C7e42F292c6912E7710c838347Ae178B4a\":1}"

static void a_function_that_saw_a_credential_does_not_speak(void **state)
{
    static const char *const sources[] = {
        WHEN("error(i.args.password)"),
        WHEN("error(i.args.password, 0)"),
        WHEN("error(i.args.password:upper())"),
        WHEN("error(i.args.password:reverse())"),
        WHEN("assert(false, i.args.password)"),
        WHEN("note(i.args.password) return true"),
        WHEN("note(i.args.password:rep(2)) error('x' .. i.args.password)"),
        WHEN("local ok, e = pcall(error, i.args.password) note(e) error(e)"),
        WHEN("note(json.encode(i.args)) return true"),
        WHEN("note(json.encode(i.args.deep)) return true"),
        WHEN("local x = i.args.plain note(json.encode(i.args)) return x ~= nil"),
        WHEN("note(json.encode(i)) return true"),
        WHEN("for k, v in pairs(i.args) do note(k) end error('ends')"),
        WHEN("for k, v in pairs(i.args.deep) do error(v) end"),
        WHEN(
            "local t = {} for k in pairs(i.args) do t[#t + 1] = k end error(table.concat(t, ','))"),
    };
    gait_arena *arena = *state;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        const gait_decision decision = explain_with(arena, sources[i], SECRET_ARGS, true);
        gait_str all = text_of(arena, decision.explanation);
        static const char *const leaks[] = { "hunter2", "HUNTER2", "2retnuh", "ghp_16C7" };
        for (size_t k = 0; k < sizeof leaks / sizeof *leaks; k++)
            if (gait_str_contains(all, gait_str_of(leaks[k])))
                fail_msg("%s: %.*s", sources[i], GAIT_STR_ARG(all));
        assert_true(gait_json_get(condition_of(&decision, "r", 0), GAIT_STR("withheld"))->boolean);
        assert_int_equal(decision.verdict, GAIT_BLOCK);
    }
}

static void a_function_that_saw_none_speaks_where_values_are_shown(void **state)
{
    gait_arena *arena = *state;
    const char *source = WHEN("note('saw ' .. i.args.plain) error('no: ' .. i.args.plain)");
    gait_decision decision = explain_with(arena, source, SECRET_ARGS, true);
    const gait_json *condition = condition_of(&decision, "r", 0);
    const gait_json *error = gait_json_get(condition, GAIT_STR("error"));
    assert_str(gait_json_get(condition, GAIT_STR("notes"))->items[0].text, "saw open");
    assert_str(member_of(error, "message"), "no: open");
    assert_str(member_of(error, "file"), "policy.lua");
    assert_str(member_of(error, "line"), "1");
    assert_str(member_of(error, "field"), "args.plain");
    decision = explain_with(arena, source, SECRET_ARGS, false);
    condition = condition_of(&decision, "r", 0);
    assert_true(gait_json_get(condition, GAIT_STR("withheld"))->boolean);
    assert_null(gait_json_get(condition, GAIT_STR("notes")));
    assert_false(gait_str_contains(text_of(arena, decision.explanation), GAIT_STR("open")));
}

static void errors_of_lua_itself_name_the_field_and_stay(void **state)
{
    gait_arena *arena = *state;
    const gait_decision decision = explain_with(
        arena, WHEN("local p = i.args.password return i.args.owner.name == p"), SECRET_ARGS, false);
    const gait_json *error = gait_json_get(condition_of(&decision, "r", 0), GAIT_STR("error"));
    assert_str(member_of(error, "message"), "attempt to index a nil value (field 'owner')");
    assert_str(member_of(error, "field"), "args.owner");
    assert_int_equal(decision.verdict, GAIT_BLOCK);
}

/* ---- what would change it ---- */

static gait_str changes_of(gait_arena *arena, const gait_decision *decision)
{
    return text_of(arena, gait_json_get(decision->explanation, GAIT_STR("changes")));
}

static void it_says_what_would_end_the_rules_that_decided(void **state)
{
    gait_arena *arena = *state;
    const char *source =
        "policy { id = 'p' } rule { id = 'r', effect = 'block', match = { tool = 't', "
        "args = { amount = { gt = 1000 } } } }";
    gait_decision decision = explain_with(arena, source, "{\"amount\":1001}", true);
    assert_str(changes_of(arena, &decision),
               "[{\"if_any\":[{\"condition\":\"match.tool\",\"says\":\"tool were not t\"},"
               "{\"condition\":\"match.args.amount\",\"says\":\"args.amount were at most 1000\"}],"
               "\"rule\":\"r\",\"would\":\"not_apply\"}]");
    decision = explain_with(arena, source, "{}", true);
    assert_true(gait_str_contains(changes_of(arena, &decision),
                                  GAIT_STR("args.amount were given and were at most 1000")));
}

static void it_says_what_would_begin_a_rule_where_none_applied(void **state)
{
    gait_arena *arena = *state;
    const gait_decision decision = explain_with(
        arena,
        "policy { id = 'p' } rule { id = 'r', effect = 'allow', match = { tool = 't', env = 'dev', "
        "args = { amount = { lte = 5 } } }, when = { calm = function(i) return true end } }",
        "{\"amount\":9}", true);
    assert_str(changes_of(arena, &decision),
               "[{\"if_all\":[{\"condition\":\"match.env\",\"says\":\"env is dev\"},"
               "{\"condition\":\"match.args.amount\",\"says\":\"args.amount \\u003c= 5\"},"
               "{\"condition\":\"when.calm\",\"says\":\"when.calm returns true\"}],"
               "\"rule\":\"r\",\"would\":\"apply\"}]");
}

static void a_function_that_reads_now_is_shown_it(void **state)
{
    gait_arena *arena = *state;
    const gait_decision decision =
        explain_with(arena,
                     "policy { id = 'p' } rule { id = 'r', effect = 'block', when = function(i, "
                     "now) return now >= 0 end }",
                     "{}", true);
    assert_str(
        fields_of(arena, &decision, "r"),
        "[{\"bytes\":20,\"name\":\"now\",\"type\":\"string\",\"value\":\"1970-01-01T00:00:00Z\"}]");
}

static void nothing_is_explained_unless_asked_for(void **state)
{
    gait_arena *arena = *state;
    const gait_decide_options options = { .explain = false };
    gait_policy *policy = policy_of(arena, BLOCK_ON("x", "7"));
    gait_decision decision;
    gait_decide(arena, policy, simple_intent(arena, "t", "{\"x\":7}", NULL), &options, &decision);
    assert_null(decision.explanation);
    gait_policy_free(policy);
}

static void explaining_changes_neither_verdict_nor_fuel(void **state)
{
    gait_arena *arena = *state;
    gait_policy *policy = policy_of(arena, WHEN("note(i.args.plain) return #i.args.plain == 4"));
    const gait_intent *intent = simple_intent(arena, "t", SECRET_ARGS, NULL);
    gait_decision silent;
    gait_decision spoken;
    gait_decide(arena, policy, intent, &(gait_decide_options){ .explain = false }, &silent);
    gait_decide(arena, policy, intent, &(gait_decide_options){ .explain = true, .values = true },
                &spoken);
    assert_int_equal(silent.verdict, spoken.verdict);
    assert_int_equal(silent.fuel, spoken.fuel);
    gait_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_of_credentials_are_known_in_any_spelling),
        TEST(shapes_of_credentials_are_known_wherever_they_stand),
        TEST(other_shapes_are_left_alone),
        TEST(only_the_secret_part_of_a_text_is_taken_out),
        TEST(a_condition_is_put_into_words),
        TEST(who_allows_speaks_of_every_target),
        TEST(fields_are_shown_with_type_and_value),
        TEST(without_values_there_are_names_types_and_sizes),
        TEST(long_values_are_cut_and_many_are_counted),
        TEST(a_function_that_saw_a_credential_does_not_speak),
        TEST(a_function_that_saw_none_speaks_where_values_are_shown),
        TEST(errors_of_lua_itself_name_the_field_and_stay),
        TEST(it_says_what_would_end_the_rules_that_decided),
        TEST(it_says_what_would_begin_a_rule_where_none_applied),
        TEST(a_function_that_reads_now_is_shown_it),
        TEST(nothing_is_explained_unless_asked_for),
        TEST(explaining_changes_neither_verdict_nor_fuel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
