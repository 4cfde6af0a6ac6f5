/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <gait/limits.h>
#include <gait/yaml.h>

#include <stdlib.h>

static gait_json *parse(gait_arena *arena, const char *text)
{
    gait_json_limits limits = gait_yaml_limits_for(GAIT_LIMIT_YAML_BYTES);
    gait_error err = GAIT_ERROR_INIT;
    gait_json *value = NULL;
    if (!gait_yaml_parse(arena, gait_str_of(text), &limits, &value, &err))
        fail_msg("refused: %s\n%s", err.message, text);
    return value;
}

static void refused_as(gait_arena *arena, gait_str text, gait_code code, const char *message)
{
    gait_json_limits limits = gait_yaml_limits_for(GAIT_LIMIT_YAML_BYTES);
    gait_error err = GAIT_ERROR_INIT;
    gait_json *value = NULL;
    if (gait_yaml_parse(arena, text, &limits, &value, &err))
        fail_msg("accepted: %.*s", GAIT_STR_ARG(text));
    assert_null(value);
    if (err.code != code || strncmp(err.message, message, strlen(message)) != 0)
        fail_msg("%.*s\n  gave %s \"%s\", not %s \"%s\"", GAIT_STR_ARG(text),
                 gait_code_name(err.code), err.message, gait_code_name(code), message);
}

static gait_str compact(gait_arena *arena, const char *text)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, 1u << 20);
    gait_json_emit(&buf, parse(arena, text), GAIT_JSON_COMPACT);
    return gait_buf_text(&buf);
}

static void values_and_keys_have_their_places(void **state)
{
    gait_json *v = parse(*state, "# a policy\nname: x\nrules:\n  - {a: 1, b: 'ä', c: true}\n");
    assert_int_equal(v->line, 2);
    assert_int_equal(v->members[0].line, 2);
    assert_int_equal(v->members[0].column, 1);
    assert_int_equal(v->members[0].value.column, 7);
    const gait_json *rule = &gait_json_get(v, GAIT_STR("rules"))->items[0];
    assert_int_equal(rule->line, 4);
    assert_int_equal(rule->column, 5);
    assert_int_equal(rule->members[1].column, 12);
    assert_int_equal(rule->members[1].value.column, 15);
    assert_int_equal(rule->members[2].column, 20); /* columns are characters */
}

static void scalars_are_what_they_say(void **state)
{
    assert_str(compact(*state, "[1, -2.50e3, 1e1, true, False, null, ~, '', \"\", no, yes, on]"),
               "[1,-2.50e3,1e1,true,false,null,null,\"\",\"\",\"no\",\"yes\",\"on\"]");
    assert_str(compact(*state, "['1', \"true\", 'null', 0x10, 08, +1, 1., .5, 1_000, .inf, 1.0.0]"),
               "[\"1\",\"true\",\"null\",\"0x10\",\"08\",\"+1\",\"1.\",\".5\",\"1_000\",\".inf\","
               "\"1.0.0\"]");
    assert_str(compact(*state, "a:\nb: \"x\\ty\"\nc: |\n  l1\n  l2\nd: >-\n  f1\n  f2\n"),
               "{\"a\":null,\"b\":\"x\\ty\",\"c\":\"l1\\nl2\\n\",\"d\":\"f1 f2\"}");
    gait_json *v = parse(*state, "[x, 'x', 08, 1]");
    assert_true(v->items[0].plain);
    assert_false(v->items[1].plain);
    assert_true(v->items[2].plain);
    assert_str(v->items[3].text, "1");
}

static void tags_only_confirm(void **state)
{
    assert_str(compact(*state, "[!!str 1, !!int 1, !!bool true, !!null ~, !!seq [], !!map {}]"),
               "[\"1\",1,true,null,[],{}]");
    refused_as(*state, GAIT_STR("a: !!int x"), GAIT_E_yaml_unsupported, "1:4: only tags");
    refused_as(*state, GAIT_STR("a: !!int '1'"), GAIT_E_yaml_unsupported, "1:4: only tags");
    refused_as(*state, GAIT_STR("a: !!binary aGk="), GAIT_E_yaml_unsupported, "1:4: only tags");
    refused_as(*state, GAIT_STR("a: !own {}"), GAIT_E_yaml_unsupported, "1:4: only tags");
    refused_as(*state, GAIT_STR("a: ! x"), GAIT_E_yaml_unsupported, "1:4: only tags");
    refused_as(*state, GAIT_STR("%TAG ! tag:x,1:\n---\na: 1"), GAIT_E_yaml_unsupported,
               "1:1: tag directives");
}

static void json_is_yaml(void **state)
{
    assert_str(compact(*state, "\n{\t\"a\":\n\t[1, \"\\u00e4\\/\", {}],\"b\":\"x:y\"}\n"),
               "{\"a\":[1,\"\xC3\xA4/\",{}],\"b\":\"x:y\"}");
    assert_str(compact(*state, ""), "null");
    assert_str(compact(*state, "# nothing\n---\n...\n"), "null");
}

static void one_document_only(void **state)
{
    assert_str(compact(*state, "%YAML 1.2\n---\na: 1\n...\n"), "{\"a\":1}");
    refused_as(*state, GAIT_STR("a: 1\n---\nb: 2\n"), GAIT_E_yaml_unsupported, "2:1: a second");
    refused_as(*state, GAIT_STR("a: 1\n...\n---\n"), GAIT_E_yaml_unsupported, "3:1: a second");
}

static void keys_are_given_once(void **state)
{
    refused_as(*state, GAIT_STR("a: 1\nb: 2\na: 3\n"), GAIT_E_yaml_duplicate_key, "3:1: ");
    refused_as(*state, GAIT_STR("{a: 1, 'a': 1}"), GAIT_E_yaml_duplicate_key, "1:8: ");
    refused_as(*state, GAIT_STR("? [a]\n: 1"), GAIT_E_yaml_unsupported, "1:3: a key is");
    refused_as(*state, GAIT_STR("!!str a: 1"), GAIT_E_yaml_unsupported, "1:1: a key has");
    refused_as(*state, GAIT_STR("&x a: 1"), GAIT_E_yaml_unsupported, "1:1: a key has");
    refused_as(*state, GAIT_STR("a: &x b\n*x : 1"), GAIT_E_yaml_unsupported, "2:1: a key is");
}

static void an_alias_repeats_what_ended_before(void **state)
{
    assert_str(compact(*state, "a: &l [x, y]\nb: *l\nc: {d: *l}"),
               "{\"a\":[\"x\",\"y\"],\"b\":[\"x\",\"y\"],\"c\":{\"d\":[\"x\",\"y\"]}}");
    const gait_json *v = parse(*state, "a: &l x\nb:  *l");
    assert_int_equal(v->members[1].value.line, 2);
    assert_int_equal(v->members[1].value.column, 5);
    refused_as(*state, GAIT_STR("a: *l"), GAIT_E_yaml_alias, "1:4: the alias has no anchor");
    refused_as(*state, GAIT_STR("a: &l [*l]"), GAIT_E_yaml_alias, "1:8: the alias has no anchor");
    refused_as(*state, GAIT_STR("a: &l 1\nb: &l 2"), GAIT_E_yaml_alias, "2:4: the anchor is");
}

static void a_merge_gives_nothing_twice(void **state)
{
    assert_str(compact(*state, "a: &m {x: 1, y: 2}\nb:\n  <<: *m\n  z: 3\n"),
               "{\"a\":{\"x\":1,\"y\":2},\"b\":{\"x\":1,\"y\":2,\"z\":3}}");
    assert_str(compact(*state, "{a: {<<: [{x: 1}, {y: 2}]}}"), "{\"a\":{\"x\":1,\"y\":2}}");
    assert_str(compact(*state, "{'<<': 1}"), "{\"\\u003c\\u003c\":1}");
    refused_as(*state, GAIT_STR("a: &m {x: 1}\nb: {x: 2, <<: *m}"), GAIT_E_yaml_alias,
               "2:15: the merged mapping");
    refused_as(*state, GAIT_STR("a: &m {x: 1}\nb: {<<: *m, x: 2}"), GAIT_E_yaml_duplicate_key,
               "2:13: ");
    refused_as(*state, GAIT_STR("<<: x"), GAIT_E_yaml_alias, "1:5: a merge key takes");
    refused_as(*state, GAIT_STR("<<: [{a: 1}, b]"), GAIT_E_yaml_alias, "1:14: a merge key takes");
    refused_as(*state, GAIT_STR("<<: [[{a: 1}]]"), GAIT_E_yaml_alias, "1:6: a merge key takes");
}

static void laughs_are_counted(void **state)
{
    gait_buf buf;
    gait_buf_init(&buf, *state, 1u << 16);
    gait_buf_add_cstr(&buf, "a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 9; i++)
        gait_buf_add_format(&buf, "a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i,
                            i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    refused_as(*state, gait_buf_text(&buf), GAIT_E_yaml_size, "6:");
    gait_buf_init(&buf, *state, 1u << 16);
    gait_buf_add_cstr(&buf, "a0: &a0 []\n");
    for (int i = 1; i < 80; i++)
        gait_buf_add_format(&buf, "a%d: &a%d [*a%d]\n", i, i, i - 1);
    refused_as(*state, gait_buf_text(&buf), GAIT_E_yaml_depth, "64:");
}

static void depth_and_size_are_bounded(void **state)
{
    char deep[2 * GAIT_LIMIT_JSON_DEPTH + 4];
    memset(deep, '[', GAIT_LIMIT_JSON_DEPTH + 1);
    memset(deep + GAIT_LIMIT_JSON_DEPTH + 1, ']', GAIT_LIMIT_JSON_DEPTH + 1);
    refused_as(*state, (gait_str){ deep, 2 * GAIT_LIMIT_JSON_DEPTH + 2 }, GAIT_E_yaml_depth,
               "1:65: ");
    deep[2 * GAIT_LIMIT_JSON_DEPTH + 1] = '\0';
    parse(*state, deep + 1);
    size_t len = GAIT_LIMIT_YAML_BYTES + 1;
    char *large = gait_arena_alloc(*state, len);
    memset(large, ' ', len);
    refused_as(*state, (gait_str){ large, len }, GAIT_E_yaml_size, "1:1: ");
}

static void bytes_that_readers_disagree_about_are_refused(void **state)
{
    refused_as(*state, GAIT_STR("a: 1\nb: \xFF"), GAIT_E_yaml_encoding, "2:4: invalid UTF-8");
    refused_as(*state,
               GAIT_STR("\xEF\xBB\xBF"
                        "a: 1"),
               GAIT_E_yaml_encoding, "1:1: a byte order mark");
    refused_as(*state, GAIT_STR("\xFF\xFE"), GAIT_E_yaml_encoding, "1:1: invalid UTF-8");
    refused_as(*state, GAIT_STR("a: x\0y"), GAIT_E_yaml_encoding, "1:5: a control character");
    refused_as(*state, GAIT_STR("a: \x1B[31m"), GAIT_E_yaml_encoding, "1:4: a control character");
    refused_as(*state, GAIT_STR("a: \xC2\x85"), GAIT_E_yaml_encoding, "1:4: a control character");
    refused_as(*state, GAIT_STR("a: x\xE2\x80\xA8y"), GAIT_E_yaml_encoding,
               "1:5: a line separator");
    refused_as(*state, GAIT_STR("a: 1\rb: 2"), GAIT_E_yaml_encoding, "1:5: a carriage return");
    assert_str(compact(*state, "a: 1\r\nb: \"\\u2028\"\r\n"), "{\"a\":1,\"b\":\"\\u2028\"}");
}

static void syntax_errors_have_a_place(void **state)
{
    refused_as(*state, GAIT_STR("rules: [unclosed\n"), GAIT_E_yaml_syntax, "2:1: ");
    refused_as(*state, GAIT_STR("rules:\n\t- name: r\n"), GAIT_E_yaml_syntax, "2:1: ");
    refused_as(*state, GAIT_STR("a: b: c"), GAIT_E_yaml_syntax, "1:5: ");
    refused_as(*state, GAIT_STR("a: \"\\ud83d\\ude00\""), GAIT_E_yaml_syntax, "1:");
    refused_as(*state, GAIT_STR("%YAML 3.0\n---\n"), GAIT_E_yaml_syntax, "1:1: ");
    refused_as(*state, GAIT_STR("a: @x"), GAIT_E_yaml_syntax, "1:4: ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_and_keys_have_their_places),
        TEST(scalars_are_what_they_say),
        TEST(tags_only_confirm),
        TEST(json_is_yaml),
        TEST(one_document_only),
        TEST(keys_are_given_once),
        TEST(an_alias_repeats_what_ended_before),
        TEST(a_merge_gives_nothing_twice),
        TEST(laughs_are_counted),
        TEST(depth_and_size_are_bounded),
        TEST(bytes_that_readers_disagree_about_are_refused),
        TEST(syntax_errors_have_a_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
