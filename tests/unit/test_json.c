/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>

#include <gait/json.h>
#include <gait/limits.h>

static gait_json *parse(gait_arena *arena, gait_str text)
{
    gait_json_limits limits = gait_json_limits_for(64u << 20);
    gait_error err = GAIT_ERROR_INIT;
    gait_json *value = NULL;
    if (!gait_json_parse(arena, text, &limits, &value, &err))
        fail_msg("refused: %s", err.message);
    return value;
}

static void check_refused(gait_arena *arena, gait_str text, gait_code code, const char *position)
{
    gait_json_limits limits = gait_json_limits_for(64u << 20);
    gait_error err = GAIT_ERROR_INIT;
    gait_json *value = NULL;
    if (gait_json_parse(arena, text, &limits, &value, &err))
        fail_msg("accepted: %.*s", GAIT_STR_ARG(text));
    assert_null(value);
    assert_string_equal(gait_code_name(err.code), gait_code_name(code));
    if (strncmp(err.message, position, strlen(position)) != 0)
        fail_msg("\"%s\" does not start with \"%s\"", err.message, position);
}

static gait_str emit(gait_arena *arena, const gait_json *value, gait_json_style style)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, 64u << 20);
    gait_json_emit(&buf, value, style);
    assert_false(buf.overflow);
    return gait_buf_text(&buf);
}

static gait_str compact(gait_arena *arena, const char *text)
{
    return emit(arena, parse(arena, gait_str_of(text)), GAIT_JSON_COMPACT);
}

static void every_kind_of_value_is_read_with_its_position(void **state)
{
    gait_json *v = parse(*state, GAIT_STR("{\"a\":null,\n \"b\" : [true, false,\r\n-1.50e+3], "
                                          "\"c\":\"x\",\"d\":{}}"));
    assert_int_equal(v->kind, GAIT_JSON_OBJECT);
    assert_int_equal(v->count, 4);
    assert_int_equal(v->line, 1);
    assert_int_equal(v->column, 1);
    assert_str(v->members[0].name, "a");
    assert_int_equal(v->members[0].value.kind, GAIT_JSON_NULL);
    assert_int_equal(v->members[0].value.column, 6);
    const gait_json *list = gait_json_get(v, GAIT_STR("b"));
    assert_int_equal(list->kind, GAIT_JSON_ARRAY);
    assert_int_equal(list->count, 3);
    assert_int_equal(list->line, 2);
    assert_int_equal(list->column, 8);
    assert_true(list->items[0].boolean);
    assert_false(list->items[1].boolean);
    assert_int_equal(list->items[2].line, 3);
    assert_int_equal(list->items[2].column, 1);
    assert_str(list->items[2].text, "-1.50e+3");
    assert_str(gait_json_get(v, GAIT_STR("c"))->text, "x");
    assert_int_equal(gait_json_get(v, GAIT_STR("d"))->count, 0);
}

static void what_is_not_there_is_null(void **state)
{
    const gait_json *v = parse(*state, GAIT_STR("[1]"));
    assert_null(gait_json_get(v, GAIT_STR("a")));
    assert_null(gait_json_get(NULL, GAIT_STR("a")));
    v = parse(*state, GAIT_STR("{\"a\":1,\"\":2}"));
    assert_null(gait_json_get(v, GAIT_STR("A")));
    assert_null(gait_json_get(v, GAIT_STR("aa")));
    assert_str(gait_json_get(v, GAIT_STR(""))->text, "2");
}

static void a_plain_string_is_not_copied(void **state)
{
    gait_str text = GAIT_STR("\"pl\xC3\xA4in\"");
    assert_ptr_equal(parse(*state, text)->text.ptr, text.ptr + 1);
}

static void escapes_become_their_characters(void **state)
{
    const gait_json *v = parse(*state, GAIT_STR("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20AC"
                                                "\\ud83d\\uDE02z\\u0000\""));
    gait_str expected = GAIT_STR("a\"\\/\b\f\n\r\tA\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x82z\0");
    assert_int_equal(v->text.len, expected.len);
    assert_memory_equal(v->text.ptr, expected.ptr, expected.len);
}

static void grammar_errors_carry_line_and_column(void **state)
{
    static const struct {
        const char *text;
        const char *position;
    } cases[] = {
        { "", "line 1, column 1: the document is empty" },
        { " \n ", "line 2, column 2: the document is empty" },
        { "[1,\n  ]", "line 2, column 3: expected a value" },
        { "[1 2]", "line 1, column 4: expected ',' or ']'" },
        { "{\"a\" 1}", "line 1, column 6: expected ':'" },
        { "{\"a\":1 \"b\":2}", "line 1, column 8: expected ',' or '}'" },
        { "{\"a\":1,}", "line 1, column 8: expected a member name" },
        { "{,}", "line 1, column 2: expected a member name" },
        { "{a:1}", "line 1, column 2: expected a member name" },
        { "{1:1}", "line 1, column 2: expected a member name" },
        { "[", "line 1, column 2: the document ends too early" },
        { "[:", "line 1, column 2: expected a value" },
        { "[}", "line 1, column 2: expected a value" },
        { "{]", "line 1, column 2: expected a member name" },
        { "[1}", "line 1, column 3: expected ',' or ']'" },
        { "[\x01", "line 1, column 2: expected a value" },
        { "{\"a\":", "line 1, column 6: the document ends too early" },
        { "1 2", "line 1, column 3: something follows the document" },
        { "{}}", "line 1, column 3: something follows the document" },
        { "tru", "line 1, column 1: expected a value" },
        { "True", "line 1, column 1: expected a value" },
        { "nul1", "line 1, column 1: expected a value" },
        { "\xC2\xA0[]", "line 1, column 1: expected a value" },
        { "// x\n1", "line 1, column 1: JSON has no comments" },
        { "1 /* x */", "line 1, column 3: JSON has no comments" },
        { "{'a':1}", "line 1, column 2: strings take double quotes" },
        { "[\"abc", "line 1, column 2: string is not closed" },
        { "\"\\", "line 1, column 1: string is not closed" },
        { "\"a\\\"", "line 1, column 1: string is not closed" },
        { "\"a\nb\"", "line 1, column 3: control character in a string" },
        { "\"\\n\t\"", "line 1, column 4: control character in a string" },
        { "\"ab\\x\"", "line 1, column 4: unknown escape in a string" },
        { "\"\\u12G4\"", "line 1, column 2: \\u takes four hex digits" },
        { "\"\\u12\"", "line 1, column 2: \\u takes four hex digits" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_refused(*state, gait_str_of(cases[i].text), GAIT_E_json_syntax, cases[i].position);
    check_refused(*state, GAIT_STR("\"\\\0\""), GAIT_E_json_syntax, "line 1, column 2: unknown");
    check_refused(*state, GAIT_STR("1\0"), GAIT_E_json_syntax, "line 1, column 2: something");
    check_refused(*state, (gait_str){ NULL, 0 }, GAIT_E_json_syntax, "line 1, column 1: ");
}

static void numbers_are_written_as_the_grammar_says(void **state)
{
    static const char *const bad[] = { "01",        "-01",      "-",   "+1",  "1.",    ".5",
                                       "1.e1",      "1e",       "1e+", "0x1", "1.2.3", "NaN",
                                       "-NaN",      "Infinity", "1a",  "--1", "1e1.5", "1_000",
                                       "-Infinity", "1e5e5",    "00" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gait_str text = gait_arena_format(*state, "[%s]", bad[i]);
        gait_code code = strcmp(bad[i], "1_000") == 0 ? GAIT_E_json_syntax : GAIT_E_json_number;
        check_refused(*state, text, code, "line 1, column ");
    }
    static const char *const good[] = { "0", "-0", "-0.0", "1e400", "0.10", "1E-5", "123e+456" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_str(parse(*state, gait_str_of(good[i]))->text, good[i]);
}

static void bytes_that_are_not_utf8_are_refused(void **state)
{
    static const struct {
        const char *text;
        const char *position;
    } cases[] = {
        { "\xEF\xBB\xBF{}", "line 1, column 1: the document starts with a byte order mark" },
        { "\"a\xFF\"", "line 1, column 3: invalid UTF-8 in a string" },
        { "\"abcdefghijk\xC3\"", "line 1, column 13: invalid UTF-8 in a string" },
        { "\"\xED\xA0\x80\"", "line 1, column 2: invalid UTF-8 in a string" },
        { "\"\xC0\x80\"", "line 1, column 2: invalid UTF-8 in a string" },
        { "\"\\n\xF4\x90\x80\x80\"", "line 1, column 4: invalid UTF-8 in a string" },
        { "{\"\xFF\":1}", "line 1, column 3: invalid UTF-8 in a string" },
        { "[\xFF]", "line 1, column 2: invalid UTF-8" },
        { "\"\\ud800\"", "line 1, column 2: lone surrogate in a string" },
        { "\"\\udc00\"", "line 1, column 2: lone surrogate in a string" },
        { "\"x\\ud800\\u0041\"", "line 1, column 3: lone surrogate in a string" },
        { "\"\\ud800\\ud800\"", "line 1, column 2: lone surrogate in a string" },
        { "\"\\ud800\\n\"", "line 1, column 2: lone surrogate in a string" },
        { "\"\\ud800\\u12\"", "line 1, column 2: lone surrogate in a string" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_refused(*state, gait_str_of(cases[i].text), GAIT_E_json_encoding, cases[i].position);
}

static void a_duplicate_name_is_refused_also_when_equal_only_after_unescaping(void **state)
{
    check_refused(*state, GAIT_STR("{\"a\":1,\n\"a\":2}"), GAIT_E_json_duplicate_key,
                  "line 2, column 1: ");
    check_refused(*state, GAIT_STR("{\"ab\":1,\"\\u0061b\":2}"), GAIT_E_json_duplicate_key,
                  "line 1, column 9: ");
    check_refused(*state, GAIT_STR("[{\"\":1,\"b\":{},\"\":2}]"), GAIT_E_json_duplicate_key,
                  "line 1, column 15: ");
    (void)parse(*state, GAIT_STR("{\"a\":{\"a\":1},\"b\":{\"a\":1},\"A\":0}"));
}

/* {"k0":0, ...} with `extra` as the last member, when given */
static gait_str large_object(gait_arena *arena, int members, const char *extra)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, 64u << 20);
    gait_buf_add_char(&buf, '{');
    for (int i = 0; i < members; i++)
        gait_buf_add_format(&buf, "%s\n\"k%d\":%d", i > 0 ? "," : "",
                            (int)((long)i * 7919 % members), i);
    if (extra != NULL)
        gait_buf_add_format(&buf, ",\n%s", extra);
    gait_buf_add_char(&buf, '}');
    return gait_buf_text(&buf);
}

static void a_duplicate_name_is_found_in_objects_of_any_size(void **state)
{
    static const int sizes[] = { 1, 2, 15, 16, 17, 18, 31, 32, 33, 100, 1000, 100000 };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char position[40];
        (void)snprintf(position, sizeof position, "line %d, column 1: ", sizes[i] + 2);
        check_refused(*state, large_object(*state, sizes[i], "\"k0\":5"), GAIT_E_json_duplicate_key,
                      position);
        check_refused(*state, large_object(*state, sizes[i], "\"\\u006b0\":5"),
                      GAIT_E_json_duplicate_key, position);
        (void)parse(*state, large_object(*state, sizes[i], "\"K0\":5"));
    }
    /* the earliest of several is the one named */
    check_refused(*state, large_object(*state, 50, "\"k7\":1,\n\"k3\":2,\n\"k7\":3"),
                  GAIT_E_json_duplicate_key, "line 52, column 1: ");
}

static void every_member_of_a_large_object_is_found(void **state)
{
    static const int sizes[] = { 16, 17, 64, 100, 4097, 50000 };
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        const gait_json *v = parse(*state, large_object(*state, sizes[s], NULL));
        for (int i = 0; i < sizes[s]; i++) {
            const gait_json_member *member = &v->members[i];
            assert_ptr_equal(gait_json_get(v, member->name), &member->value);
        }
        assert_null(gait_json_get(v, GAIT_STR("k")));
        assert_null(gait_json_get(v, GAIT_STR("zz")));
        assert_null(gait_json_get(v, GAIT_STR("")));
    }
}

static void depth_size_and_number_of_values_are_bounded(void **state)
{
    gait_json_limits limits = { 20, 3, 5 };
    static const struct {
        const char *text;
        gait_code code;
        const char *position;
    } cases[] = {
        { "[[[1]]]", GAIT_OK, "" },
        { "[[[[", GAIT_E_json_depth, "line 1, column 4: " },
        { "[[{\"a\":[]}]]", GAIT_E_json_depth, "line 1, column 8: " },
        { "[1,2,3,4]", GAIT_OK, "" },
        { "[1,2,3,4,5]", GAIT_E_json_size, "line 1, column 10: " },
        { "[[],[],[],[]]", GAIT_OK, "" },
        { "[[],[],[],[],[]]", GAIT_E_json_size, "line 1, column 14: " },
        { "{\"\":[[],[],1,1]}", GAIT_E_json_size, "line 1, column 14: " },
        { "                1   ", GAIT_OK, "" },
        { "                1    ", GAIT_E_json_size, "line 1, column 1: " },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gait_error err = GAIT_ERROR_INIT;
        gait_json *v = NULL;
        bool ok = gait_json_parse(*state, gait_str_of(cases[i].text), &limits, &v, &err);
        assert_string_equal(gait_code_name(err.code), gait_code_name(cases[i].code));
        assert_int_equal(ok, cases[i].code == GAIT_OK);
        assert_int_equal(strncmp(err.message, cases[i].position, strlen(cases[i].position)), 0);
    }
    limits = gait_json_limits_for(7);
    assert_int_equal(limits.max_bytes, 7);
    assert_int_equal(limits.max_depth, GAIT_LIMIT_JSON_DEPTH);
    assert_int_equal(limits.max_values, GAIT_LIMIT_JSON_VALUES);
}

static void depth_costs_no_stack(void **state)
{
    enum { DEPTH = 1000000 };
    char *text = gait_arena_array(*state, 2 * DEPTH, 1);
    memset(text, '[', DEPTH);
    memset(text + DEPTH, ']', DEPTH);
    gait_json_limits limits = { SIZE_MAX, SIZE_MAX, SIZE_MAX };
    gait_error err = GAIT_ERROR_INIT;
    gait_json *v;
    gait_str out;
    assert_true(gait_json_parse(*state, (gait_str){ text, 2 * DEPTH }, &limits, &v, &err));
    assert_true(gait_str_equal(emit(*state, v, GAIT_JSON_COMPACT), (gait_str){ text, 2 * DEPTH }));
    assert_true(gait_json_canonical(*state, v, GAIT_NUMBERS_EXACT, SIZE_MAX / 2, &out, &err));
    assert_int_equal(out.len, 2 * DEPTH);
}

/* What no valid text promises must not cost more than the text itself is worth. */
static void memory_is_proportional_to_the_text(void **state)
{
    enum { BYTES = 1 << 20 };
    static const char *const patterns[] = { "[",       "{",     "[,",        "{,",   "[1,",
                                            "{\"a\":", "\"\\n", "\"\\u0041", "[[],", "[{},{}" };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        gait_arena *arena = gait_arena_new((size_t)512 << 20, NULL, NULL);
        char *text = gait_arena_array(arena, BYTES, 1);
        size_t len = strlen(patterns[i]);
        for (size_t at = 0; at + len <= BYTES; at += len)
            memcpy(text + at, patterns[i], len);
        gait_json_limits limits = gait_json_limits_for(BYTES);
        gait_error err = GAIT_ERROR_INIT;
        gait_json *v;
        size_t before = gait_arena_used(arena);
        assert_false(gait_json_parse(arena, (gait_str){ text, BYTES }, &limits, &v, &err));
        assert_true(gait_arena_used(arena) - before < (size_t)100 * BYTES);
        gait_arena_free(arena);
    }
    (void)state;
}

static void messages_never_quote_the_input(void **state)
{
    static const char *const texts[] = { "{\"hunter2\":1,\"hunter2\":2}",
                                         "[hunter2]",
                                         "\"hunter2",
                                         "{\"hunter2\" 1}",
                                         "\"hunter2\\x\"",
                                         "[1hunter2]",
                                         "\"hunter2\xFF\"",
                                         "[1] hunter2" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        gait_json_limits limits = gait_json_limits_for(1000);
        gait_error err = GAIT_ERROR_INIT;
        gait_json *v;
        assert_false(gait_json_parse(*state, gait_str_of(texts[i]), &limits, &v, &err));
        assert_null(strstr(err.message, "hunter2"));
    }
}

static void every_cut_of_a_document_is_refused(void **state)
{
    gait_str text =
        GAIT_STR("{\"a\\u0041\\ud83d\\ude02\":[1.5e+3,true,false,null,\"\xE2\x82\xAC\"],"
                 "\"b\":{\"c\":-0}}");
    (void)parse(*state, text);
    for (size_t len = 0; len < text.len; len++) {
        /* a copy of that size exactly, so that a checker of memory sees a read beyond it */
        gait_str cut = { len == 0 ? "" : test_malloc(len), len };
        if (len > 0)
            memcpy((char *)(uintptr_t)cut.ptr, text.ptr, len);
        gait_json_limits limits = gait_json_limits_for(1000);
        gait_error err = GAIT_ERROR_INIT;
        gait_json *v;
        assert_false(gait_json_parse(*state, cut, &limits, &v, &err));
        if (len > 0)
            test_free((char *)(uintptr_t)cut.ptr);
    }
}

static void compact_output_sorts_members_bytewise(void **state)
{
    assert_str(compact(*state, " { \"b\" : 1.50 , \"a\" : [ ] , \"\xC3\xA9\": {} , \"B\" : "
                               "[ null , true , false ] , \"\": \"x\" } "),
               "{\"\":\"x\",\"B\":[null,true,false],\"a\":[],\"b\":1.50,\"\xC3\xA9\":{}}");
    assert_str(compact(*state, "\"x\""), "\"x\"");
}

static void indented_output_keeps_the_order(void **state)
{
    const gait_json *v = parse(*state, GAIT_STR("{\"b\":[1,{\"z\":2,\"a\":[]}],\"a\":{}}"));
    assert_str(emit(*state, v, GAIT_JSON_INDENT), "{\n"
                                                  "  \"b\": [\n"
                                                  "    1,\n"
                                                  "    {\n"
                                                  "      \"z\": 2,\n"
                                                  "      \"a\": []\n"
                                                  "    }\n"
                                                  "  ],\n"
                                                  "  \"a\": {}\n"
                                                  "}");
}

static void what_could_break_out_of_html_is_escaped(void **state)
{
    assert_str(
        compact(*state,
                "\"<&>\\u2028\\u2029\\u2027\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f\""),
        "\"\\u003c\\u0026\\u003e\\u2028\\u2029\xE2\x80\xA7\\\"\\\\/\\b\\f\\n\\r\\t\\u0001"
        "\\u001f\x7F\"");
    assert_str(compact(*state, "{\"<\":1}"), "{\"\\u003c\":1}");
    assert_str(emit(*state, &(gait_json){ .kind = GAIT_JSON_STRING, .text = GAIT_STR("a\0b") },
                    GAIT_JSON_COMPACT),
               "\"a\\u0000b\"");
}

static void bytes_that_are_not_utf8_are_emitted_as_replacement_characters(void **state)
{
    gait_json v = gait_json_string(GAIT_STR("a\xFFz\xE2\x82"));
    assert_str(emit(*state, &v, GAIT_JSON_COMPACT), "\"a\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

static void emitting_stops_at_the_maximum_of_the_buffer(void **state)
{
    const gait_json *v = parse(*state, large_object(*state, 1000, NULL));
    gait_buf buf;
    gait_buf_init(&buf, *state, 100);
    gait_json_emit(&buf, v, GAIT_JSON_INDENT);
    assert_true(buf.overflow);
    assert_true(buf.len <= 100);
}

static void emit_an_opaque_value(void)
{
    gait_arena *arena = gait_arena_new(1 << 20, NULL, NULL);
    gait_buf buf;
    gait_buf_init(&buf, arena, 100);
    gait_json_emit(&buf, &(gait_json){ .kind = GAIT_JSON_OPAQUE }, GAIT_JSON_COMPACT);
}

static void emitting_an_opaque_value_is_a_bug(void **state)
{
    (void)state;
    assert_true(aborts(emit_an_opaque_value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_kind_of_value_is_read_with_its_position),
        TEST(what_is_not_there_is_null),
        TEST(a_plain_string_is_not_copied),
        TEST(escapes_become_their_characters),
        TEST(grammar_errors_carry_line_and_column),
        TEST(numbers_are_written_as_the_grammar_says),
        TEST(bytes_that_are_not_utf8_are_refused),
        TEST(a_duplicate_name_is_refused_also_when_equal_only_after_unescaping),
        TEST(a_duplicate_name_is_found_in_objects_of_any_size),
        TEST(every_member_of_a_large_object_is_found),
        TEST(depth_size_and_number_of_values_are_bounded),
        TEST(depth_costs_no_stack),
        TEST(memory_is_proportional_to_the_text),
        TEST(messages_never_quote_the_input),
        TEST(every_cut_of_a_document_is_refused),
        TEST(compact_output_sorts_members_bytewise),
        TEST(indented_output_keeps_the_order),
        TEST(what_could_break_out_of_html_is_escaped),
        TEST(bytes_that_are_not_utf8_are_emitted_as_replacement_characters),
        TEST(emitting_stops_at_the_maximum_of_the_buffer),
        TEST(emitting_an_opaque_value_is_a_bug),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
