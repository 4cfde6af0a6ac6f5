/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "gate/intent.h"

#include <gait/limits.h>

static gait_arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = gait_arena_new(64u << 20, NULL, NULL);
    return arena == NULL;
}

static int teardown(void **state)
{
    (void)state;
    gait_arena_free(arena);
    return 0;
}

static const gait_intent *parse(const char *text)
{
    const gait_intent *intent = NULL;
    gait_error err = GAIT_ERROR_INIT;
    if (!gait_intent_parse(arena, gait_str_of(text), GAIT_LIMIT_INTENT_BYTES, &intent, &err))
        fail_msg("refused: %s", err.message);
    return intent;
}

static void refused(const char *text, gait_code code, const char *message)
{
    const gait_intent *intent = NULL;
    gait_error err = GAIT_ERROR_INIT;
    assert_false(
        gait_intent_parse(arena, gait_str_of(text), GAIT_LIMIT_INTENT_BYTES, &intent, &err));
    assert_string_equal(err.message, message);
    assert_string_equal(gait_code_name(err.code), gait_code_name(code));
    assert_int_equal(gait_error_exit(&err), 6);
}

static void digest_is(const char *text, const char *hex)
{
    assert_string_equal(gait_intent_digest(parse(text)).ptr, hex);
}

#define CONTEXT                                                                                    \
    "\"context\":{\"identity\":\"u\",\"workspace\":\"C:\\\\a\\\\b\",\"risk_class\":\" HIGH \"}"

static void digests_agree_with_the_published_vectors(void **state)
{
    (void)state;
    digest_is("{\"tool_name\":\"t\"," CONTEXT "}",
              "b41199d9dd1b8ac0729c34e732756cba4e271bb6ef4a0af7b890fd25fbfdfddf");
    digest_is("{\"tool_name\":\" Tool.X \"," CONTEXT "}",
              "ba799361ad3bc4d855a4e3ec057f9e778ede5555f0b6fa0bf0b3813d9f1ae9e5");
    digest_is("{\"tool_name\":\"t<>&\",\"args\":{\"a\":\"<b>&\\u2028\"}," CONTEXT "}",
              "154d6b6d9e6c9852744c8d1e3ea869ed7356b0554fbc09a3e28d13c42a0f89db");
    digest_is("{\"tool_name\":\"\xC4\xB0\xC3\x84\"," CONTEXT "}",
              "3b1cb373b050eea2f90fad295e17eaca1d148d9579ad9defb9ccafd660cd3cbf");
    assert_string_equal(gait_intent_args_digest(parse("{\"tool_name\":\"t\"," CONTEXT "}")).ptr,
                        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
}

static void numbers_that_a_digest_would_round_are_refused(void **state)
{
    (void)state;
    static const char *const numbers[] = {
        "12345678901234567890", "9007199254740992", "1e21", "9007199254740993.0", "1e400", "1e-400"
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        gait_str text = gait_arena_format(
            arena, "{\"tool_name\":\"t\",\"args\":{\"n\":%s}," CONTEXT "}", numbers[i]);
        const gait_intent *intent = NULL;
        gait_error err = GAIT_ERROR_INIT;
        assert_false(gait_intent_parse(arena, text, GAIT_LIMIT_INTENT_BYTES, &intent, &err));
        assert_string_equal(gait_code_name(err.code), "json_number");
        assert_null(strstr(err.message, numbers[i]));
    }
}

static void normalising_is_a_matter_of_spelling_only(void **state)
{
    (void)state;
    gait_str a = gait_intent_digest(
        parse("{\"tool_name\":\"T\",\"args\":{\" k \":[\" v "
              "\"]},\"targets\":[{\"kind\":\"URL\",\"value\":\"b\"},"
              "{\"kind\":\"path\",\"value\":\"/a\"},{\"kind\":\"path\",\"value\":\" /a\"}]," CONTEXT
              "}"));
    gait_str b = gait_intent_digest(parse(
        "{\"targets\":[{\"kind\":\"path\",\"value\":\"/a\"},{\"value\":\"b\",\"kind\":\"url\"}],"
        "\"args\":{\"k\":[\"v\"]},\"arg_provenance\":null,\"tool_name\":\"t\"," CONTEXT "}"));
    assert_string_equal(a.ptr, b.ptr);
}

/* One member more or different: every field that a rule can read. */
static const char *const variants[] = {
    "{\"tool_name\":\"t\"," CONTEXT "}",
    "{\"tool_name\":\"t2\"," CONTEXT "}",
    "{\"tool_name\":\"t\",\"args\":{\"a\":1}," CONTEXT "}",
    "{\"tool_name\":\"t\",\"args\":{\"a\":\"1\"}," CONTEXT "}",
    "{\"tool_name\":\"t\",\"args\":{\"a\":null}," CONTEXT "}",
    "{\"tool_name\":\"t\",\"targets\":[{\"kind\":\"host\",\"value\":\"v\"}]," CONTEXT "}",
    "{\"tool_name\":\"t\",\"targets\":[{\"kind\":\"url\",\"value\":\"v\"}]," CONTEXT "}",
    "{\"tool_name\":\"t\",\"targets\":[{\"kind\":\"url\",\"value\":\"w\"}]," CONTEXT "}",
    "{\"tool_name\":\"t\",\"targets\":[{\"kind\":\"url\",\"value\":\"v\",\"operation\":\"o\"}]"
    "," CONTEXT "}",
    "{\"tool_name\":\"t\",\"targets\":[{\"kind\":\"url\",\"value\":\"v\",\"sensitivity\":\"o\"}"
    "]," CONTEXT "}",
    "{\"tool_name\":\"t\",\"targets\":[{\"kind\":\"url\",\"value\":\"v\",\"endpoint_domain\":"
    "\"o\"}]," CONTEXT "}",
    "{\"tool_name\":\"t\",\"targets\":[{\"kind\":\"url\",\"value\":\"v\",\"destructive\":true}]"
    "," CONTEXT "}",
    "{\"tool_name\":\"t\",\"targets\":[{\"kind\":\"url\",\"value\":\"v\",\"destructive\":false}"
    "]," CONTEXT "}",
    "{\"tool_name\":\"t\",\"targets\":[{\"kind\":\"url\",\"value\":\"v\",\"discovery_method\":"
    "\"mcp\"}]," CONTEXT "}",
    "{\"tool_name\":\"t\",\"arg_provenance\":[{\"arg_path\":\"p\",\"source\":\"user\"}]"
    "," CONTEXT "}",
    "{\"tool_name\":\"t\",\"arg_provenance\":[{\"arg_path\":\"p\",\"source\":\"external\"}]"
    "," CONTEXT "}",
    "{\"tool_name\":\"t\",\"arg_provenance\":[{\"arg_path\":\"q\",\"source\":\"user\"}]"
    "," CONTEXT "}",
    "{\"tool_name\":\"t\",\"arg_provenance\":[{\"arg_path\":\"p\",\"source\":\"user\",\"source_"
    "ref\":\"r\"}]," CONTEXT "}",
    "{\"tool_name\":\"t\",\"skill_provenance\":{\"skill_name\":\"s\",\"source\":\"g\","
    "\"publisher\":\"p\"}," CONTEXT "}",
    "{\"tool_name\":\"t\",\"skill_provenance\":{\"skill_name\":\"s\",\"source\":\"g\","
    "\"publisher\":\"P\"}," CONTEXT "}",
    "{\"tool_name\":\"t\",\"script\":{\"steps\":[{\"tool_name\":\"a\"}]}," CONTEXT "}",
    "{\"tool_name\":\"t\",\"script\":{\"steps\":[{\"tool_name\":\"a\",\"args\":{\"x\":1}}]}"
    "," CONTEXT "}",
    "{\"tool_name\":\"t\",\"context\":{\"identity\":\"v\",\"workspace\":\"C:/a/"
    "b\",\"risk_class\":\"high\"}}",
    "{\"tool_name\":\"t\",\"context\":{\"identity\":\"u\",\"workspace\":\"C:/a/"
    "c\",\"risk_class\":\"high\"}}",
    "{\"tool_name\":\"t\",\"context\":{\"identity\":\"u\",\"workspace\":\"C:/a/"
    "b\",\"risk_class\":\"low\"}}",
    "{\"tool_name\":\"t\",\"context\":{\"identity\":\"u\",\"workspace\":\"C:/a/"
    "b\",\"risk_class\":\"high\",\"session_id\":\"s\"}}",
    "{\"tool_name\":\"t\",\"context\":{\"identity\":\"u\",\"workspace\":\"C:/a/"
    "b\",\"risk_class\":\"high\",\"environment\":\"prod\"}}",
    "{\"tool_name\":\"t\",\"context\":{\"identity\":\"u\",\"workspace\":\"C:/a/"
    "b\",\"risk_class\":\"high\",\"phase\":\"plan\"}}",
    "{\"tool_name\":\"t\",\"context\":{\"identity\":\"u\",\"workspace\":\"C:/a/"
    "b\",\"risk_class\":\"high\",\"phase\":\"apply\"}}",
    "{\"tool_name\":\"t\",\"context\":{\"identity\":\"u\",\"workspace\":\"C:/a/"
    "b\",\"risk_class\":\"high\",\"credential_source\":\"env\"}}",
};

static void changing_any_field_a_rule_can_read_changes_the_digest(void **state)
{
    (void)state;
    enum { COUNT = sizeof variants / sizeof *variants };
    gait_str seen[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        seen[i] = gait_intent_digest(parse(variants[i]));
        for (size_t j = 0; j < i; j++)
            if (gait_str_equal(seen[i], seen[j]))
                fail_msg("%s\nhas the digest of\n%s", variants[i], variants[j]);
    }
}

static void bad_intents_are_refused_with_their_place_and_without_their_values(void **state)
{
    (void)state;
    refused("[]", GAIT_E_intent_invalid, "line 1, column 1: the intent must be an object");
    refused("{" CONTEXT "}", GAIT_E_intent_invalid, "tool_name is required");
    refused("{\"tool_name\":7," CONTEXT "}", GAIT_E_intent_invalid,
            "line 1, column 14: tool_name must be a string");
    refused("{\"tool_name\":\"t\"}", GAIT_E_intent_invalid, "context is required");
    refused("{\"tool_name\":\"t\",\"context\":{\"identity\":\"u\",\"workspace\":\"w\",\"risk_"
            "class\":\" \"}}",
            GAIT_E_intent_invalid, "line 1, column 73: context.risk_class is required");
    refused("{\"tool_name\":\"t\",\n \"tool_nam\":\"t\"," CONTEXT "}", GAIT_E_json_unknown_member,
            "line 2, column 13: unknown member in the intent; did you mean 'tool_name'?");
    refused("{\"tool_name\":\"t\",\"TOOL_NAME\":\"s\"," CONTEXT "}", GAIT_E_json_unknown_member,
            "line 1, column 30: unknown member in the intent");
    refused("{\"tool_name\":\"t\",\"args\":{\" \":1}," CONTEXT "}", GAIT_E_intent_invalid,
            "line 1, column 30: args contain an empty name");
    refused("{\"tool_name\":\"t\",\"args\":[]," CONTEXT "}", GAIT_E_intent_invalid,
            "line 1, column 25: args must be an object");
    refused(
        "{\"tool_name\":\"t\",\"targets\":[{\"kind\":\"disk\",\"value\":\"v\"}]," CONTEXT "}",
        GAIT_E_intent_invalid,
        "line 1, column 37: targets[0].kind must be one of path url host repo bucket table queue "
        "topic other");
    refused("{\"tool_name\":\"t\",\"script\":{\"steps\":[]}," CONTEXT "}", GAIT_E_intent_invalid,
            "line 1, column 27: script.steps must not be empty");
    refused("{\"tool_name\":\"t\",\"schema_id\":\"gait.gate.trace\"," CONTEXT "}",
            GAIT_E_intent_invalid, "line 1, column 30: schema_id must be gait.gate.intent_request");
}

static void a_name_too_long_for_a_trace_is_refused(void **state)
{
    (void)state;
    char *name = gait_arena_alloc(arena, GAIT_LIMIT_INTENT_NAME_BYTES + 2);
    memset(name, 'x', GAIT_LIMIT_INTENT_NAME_BYTES + 1);
    gait_str text = gait_arena_format(arena, "{\"tool_name\":\"%s\"," CONTEXT "}", name);
    refused(text.ptr, GAIT_E_intent_invalid,
            "line 1, column 14: tool_name is longer than the limit of 4096 bytes");
    name[GAIT_LIMIT_INTENT_NAME_BYTES] = '\0';
    assert_int_equal(
        gait_intent_tool(
            parse(gait_arena_format(arena, "{\"tool_name\":\"%s\"," CONTEXT "}", name).ptr))
            .len,
        GAIT_LIMIT_INTENT_NAME_BYTES);
}

static void a_name_with_a_control_character_is_refused(void **state)
{
    (void)state;
    refused("{\"tool_name\":\"t\\u0000\"," CONTEXT "}", GAIT_E_intent_invalid,
            "line 1, column 14: tool_name has a control character");
}

static void names_that_collide_once_trimmed_are_refused(void **state)
{
    (void)state;
    const gait_intent *intent = NULL;
    gait_error err = GAIT_ERROR_INIT;
    gait_str text =
        GAIT_STR("{\"tool_name\":\"t\",\"args\":{\"o\":{\"a\":1,\"b\":2,\" a\":3}}," CONTEXT "}");
    assert_false(gait_intent_parse(arena, text, GAIT_LIMIT_INTENT_BYTES, &intent, &err));
    assert_non_null(strstr(err.message, "names are equal once trimmed"));
}

static void a_script_is_decided_as_itself_and_by_its_steps(void **state)
{
    (void)state;
    const gait_intent *i = parse(
        "{\"tool_name\":\"whatever\",\"script\":{\"steps\":[{\"tool_name\":\" A \"},"
        "{\"tool_name\":\"b\",\"targets\":[{\"kind\":\"path\",\"value\":\"/x\"}]}]}," CONTEXT "}");
    assert_true(gait_str_is(i->tool, "script"));
    assert_int_equal(i->step_count, 2);
    assert_int_equal(i->target_count, 0);
    assert_true(gait_str_is(i->steps[0]->tool, "a"));
    assert_true(gait_str_is(i->steps[1]->risk, "high"));
    assert_int_equal(i->steps[1]->target_count, 1);
    assert_int_equal(i->script_hash.len, 64);
    assert_string_equal(gait_intent_digest(i->steps[0]).ptr,
                        gait_intent_digest(parse("{\"tool_name\":\"a\"," CONTEXT "}")).ptr);
}

static void the_view_speaks_the_vocabulary_of_rules(void **state)
{
    (void)state;
    const gait_intent *i =
        parse("{\"tool_name\":\"t\",\"targets\":[{\"kind\":\"url\",\"value\":\"https://"
              "API.Example.com/x\"}],"
              "\"arg_provenance\":[{\"arg_path\":\"body\",\"source\":\"external\"}]," CONTEXT "}");
    const gait_json *targets = gait_json_get(i->view, GAIT_STR("targets"));
    const gait_json *domain = gait_json_get(&targets->items[0], GAIT_STR("domain"));
    assert_true(gait_str_is(domain->text, "api.example.com"));
    assert_int_equal(gait_json_get(&targets->items[0], GAIT_STR("destructive"))->kind,
                     GAIT_JSON_NULL);
    assert_int_equal(gait_json_get(i->view, GAIT_STR("env"))->kind, GAIT_JSON_NULL);
    assert_true(gait_str_is(gait_json_get(i->view, GAIT_STR("workspace"))->text, "C:/a/b"));
}

static void a_claimed_domain_never_contradicts_the_value(void **state)
{
    (void)state;
    const gait_intent *i = parse(
        "{\"tool_name\":\"t\",\"targets\":[{\"kind\":\"url\",\"value\":\"https://evil.example/\","
        "\"endpoint_domain\":\"api.corp.example\"}]," CONTEXT "}");
    const gait_json *targets = gait_json_get(i->view, GAIT_STR("targets"));
    assert_int_equal(gait_json_get(&targets->items[0], GAIT_STR("domain"))->kind, GAIT_JSON_NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_agree_with_the_published_vectors),
        cmocka_unit_test(numbers_that_a_digest_would_round_are_refused),
        cmocka_unit_test(normalising_is_a_matter_of_spelling_only),
        cmocka_unit_test(changing_any_field_a_rule_can_read_changes_the_digest),
        cmocka_unit_test(bad_intents_are_refused_with_their_place_and_without_their_values),
        cmocka_unit_test(a_name_too_long_for_a_trace_is_refused),
        cmocka_unit_test(a_name_with_a_control_character_is_refused),
        cmocka_unit_test(names_that_collide_once_trimmed_are_refused),
        cmocka_unit_test(a_script_is_decided_as_itself_and_by_its_steps),
        cmocka_unit_test(a_claimed_domain_never_contradicts_the_value),
        cmocka_unit_test(the_view_speaks_the_vocabulary_of_rules),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
