/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <gait/json.h>

static gait_json *parse(gait_arena *arena, gait_str text)
{
    gait_json_limits limits = gait_json_limits_for(64u << 20);
    gait_error err = GAIT_ERROR_INIT;
    gait_json *value = NULL;
    if (!gait_json_parse(arena, text, &limits, &value, &err))
        fail_msg("refused: %s", err.message);
    return value;
}

static gait_str canonical(gait_arena *arena, const gait_json *value, gait_numbers numbers)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_str out = { NULL, 0 };
    if (!gait_json_canonical(arena, value, numbers, 64u << 20, &out, &err))
        fail_msg("refused: %s", err.message);
    return out;
}

static void check_canonical(gait_arena *arena, const char *text, const char *expected)
{
    assert_str(canonical(arena, parse(arena, gait_str_of(text)), GAIT_NUMBERS_EXACT), expected);
}

static void check_refused(gait_arena *arena, const char *text, const char *path)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_str out;
    assert_false(gait_json_canonical(arena, parse(arena, gait_str_of(text)), GAIT_NUMBERS_EXACT,
                                     1000, &out, &err));
    assert_int_equal(err.code, GAIT_E_json_number);
    if (strncmp(err.message, path, strlen(path)) != 0)
        fail_msg("\"%s\" does not start with \"%s\"", err.message, path);
}

static void white_space_goes_and_members_are_sorted(void **state)
{
    check_canonical(*state, " { \"b\" : [ 1 , true ,null ] ,\n\"a\":{ } } ",
                    "{\"a\":{},\"b\":[1,true,null]}");
}

static void names_sort_by_utf16_code_units(void **state)
{
    /* U+1F602 is a pair of surrogates there: before U+E000, U+FB33 and U+FFFF, after U+D7FF */
    check_canonical(*state,
                    "{\"\\uffff\":1,\"\\ufb33\":2,\"\\ue000\":3,\"\\ud83d\\ude02\":4,\"\\ud7ff\":5,"
                    "\"\\u20ac\":6,\"\\u00f6\":7,\"a\":8,\"A\":9,\"aa\":10,\"\":11}",
                    "{\"\":11,\"A\":9,\"a\":8,\"aa\":10,\"\xC3\xB6\":7,\"\xE2\x82\xAC\":6,"
                    "\"\xED\x9F\xBF\":5,\"\xF0\x9F\x98\x82\":4,\"\xEE\x80\x80\":3,"
                    "\"\xEF\xAC\xB3\":2,\"\xEF\xBF\xBF\":1}");
    check_canonical(*state, "{\"x\\ud83d\\ude02\":1,\"x\\ud83d\\ude01\":2,\"x\\uff00\":3}",
                    "{\"x\xF0\x9F\x98\x81\":2,\"x\xF0\x9F\x98\x82\":1,\"x\xEF\xBC\x80\":3}");
}

static void strings_are_escaped_as_little_as_possible(void **state)
{
    check_canonical(*state,
                    "\"\\u003c\\u2028\\/\\u0041\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001F\\u007f\"",
                    "\"<\xE2\x80\xA8/A\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\x7F\"");
}

static void numbers_take_their_shortest_form(void **state)
{
    check_canonical(*state, "[1.0,-0,-0.0,1e2,0.10,1E-7,123456789e-9,9007199254740991,4.50]",
                    "[1,0,0,100,0.1,1e-7,0.123456789,9007199254740991,4.5]");
}

/* Digits and a point at random, all near the lengths and sizes where the short way ends. */
static void a_number_written_canonically_is_what_formatting_it_gives(void **state)
{
    uint32_t seed = 20261122;
    for (int round = 0; round < 200000; round++) {
        char text[40];
        char out[32];
        size_t len = 0;
        seed = seed * 1664525u + 1013904223u;
        size_t whole = seed >> 28;
        size_t fraction = seed >> 24 & 15;
        if (seed >> 23 & 1)
            text[len++] = '-';
        for (size_t i = 0; i < whole + 1 + fraction; i++) {
            seed = seed * 1664525u + 1013904223u;
            if (i == whole + 1)
                text[len++] = '.';
            text[len++] =
                (char)('0' + (seed >> 30 == 0 ? seed >> 16 & 7 : 0) + (i == 0 && whole > 0));
        }
        gait_str number = { text, len };
        size_t wanted = gait_number_format(gait_number_to_double(number), out);
        gait_arena *arena = gait_arena_new(1u << 20, NULL, NULL);
        gait_json *value = parse(arena, number);
        gait_str got = canonical(arena, value, GAIT_NUMBERS_DOUBLE);
        if (!gait_str_equal(got, (gait_str){ out, wanted }))
            fail_msg("%.*s gives %.*s", GAIT_STR_ARG(number), GAIT_STR_ARG(got));
        gait_arena_free(arena);
    }
    (void)state;
}

static void numbers_that_a_digest_cannot_tell_apart_are_refused(void **state)
{
    check_refused(*state, "9007199254740993", "the document: ");
    check_refused(*state, "{\"a\":[0,{\"b\":1e16}]}", "a[1].b: ");
    check_refused(*state, "[1,[1e400]]", "[1][0]: ");
    check_refused(*state, "{\"z\":0,\"a\":1e-400}", "a: ");
    check_refused(*state, "[[],{},-9007199254740992.0]", "[2]: ");
}

static void a_refusal_names_the_path_but_not_the_value(void **state)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_str out;
    gait_arena *arena = *state;
    gait_str text = gait_arena_format(arena, "{\"%0300d\":{\"n\":1234567890123456789}}", 0);
    assert_false(
        gait_json_canonical(arena, parse(arena, text), GAIT_NUMBERS_EXACT, 1000, &out, &err));
    assert_null(strstr(err.message, "123456"));
    assert_non_null(strstr(err.message, "000....n: "));
}

static void numbers_as_doubles_follow_the_standard_alone(void **state)
{
    const gait_json *v =
        parse(*state, GAIT_STR("[0.000001,0.0000001,-0,9007199254740993,333333333.33333329,5e-324,"
                               "1.7976931348623157e308,12345678901234567890,1e-400]"));
    assert_str(canonical(*state, v, GAIT_NUMBERS_DOUBLE),
               "[0.000001,1e-7,0,9007199254740992,333333333.3333333,5e-324,"
               "1.7976931348623157e+308,12345678901234567000,0]");
    gait_error err = GAIT_ERROR_INIT;
    gait_str out;
    v = parse(*state, GAIT_STR("1e309"));
    assert_false(gait_json_canonical(*state, v, GAIT_NUMBERS_DOUBLE, 100, &out, &err));
    assert_int_equal(err.code, GAIT_E_json_number);
}

static void a_built_text_that_is_not_utf8_is_refused(void **state)
{
    gait_json *object = gait_json_new_object(*state);
    gait_json_set(*state, object, GAIT_STR("a"), gait_json_string(GAIT_STR("x\xFF")));
    gait_error err = GAIT_ERROR_INIT;
    gait_str out;
    assert_false(gait_json_canonical(*state, object, GAIT_NUMBERS_EXACT, 100, &out, &err));
    assert_int_equal(err.code, GAIT_E_json_encoding);
    assert_int_equal(strncmp(err.message, "a: ", 3), 0);
    object = gait_json_new_object(*state);
    gait_json_set(*state, object, GAIT_STR("\xFF"), gait_json_null());
    gait_error again = GAIT_ERROR_INIT;
    assert_false(gait_json_canonical(*state, object, GAIT_NUMBERS_EXACT, 100, &out, &again));
    assert_int_equal(again.code, GAIT_E_json_encoding);
}

static void the_maximum_is_kept(void **state)
{
    const gait_json *v = parse(*state, GAIT_STR("[1,2,3]"));
    gait_error err = GAIT_ERROR_INIT;
    gait_str out;
    assert_true(gait_json_canonical(*state, v, GAIT_NUMBERS_EXACT, 7, &out, &err));
    assert_false(gait_json_canonical(*state, v, GAIT_NUMBERS_EXACT, 6, &out, &err));
    assert_int_equal(err.code, GAIT_E_text_too_long);
}

static void a_built_object_is_found_in_whatever_its_size(void **state)
{
    gait_arena *arena = *state;
    gait_json *object = gait_json_new_object(arena);
    for (int i = 0; i < 3000; i++) {
        gait_str name = gait_arena_format(arena, "k%d", i * 1237 % 3000);
        gait_json *stored = gait_json_set(arena, object, name, gait_json_integer(arena, i));
        assert_ptr_equal(gait_json_get(object, name), stored);
        assert_int_equal(object->count, i + 1);
        for (int j = i; j > 0; j -= 1 + j / 4) {
            name = gait_arena_format(arena, "k%d", j * 1237 % 3000);
            assert_str(gait_json_get(object, name)->text, gait_arena_format(arena, "%d", j).ptr);
        }
        assert_null(gait_json_get(object, GAIT_STR("k")));
    }
    for (int i = 0; i < 3000; i++)
        gait_json_set(arena, object, gait_arena_format(arena, "k%d", i), gait_json_bool(true));
    assert_int_equal(object->count, 3000);
    for (size_t i = 0; i < 3000; i++)
        assert_int_equal(object->members[i].value.kind, GAIT_JSON_BOOL);
}

static void a_parsed_object_can_be_added_to(void **state)
{
    gait_arena *arena = *state;
    gait_json *object = parse(arena, GAIT_STR("{\"b\":1,\"c\":2}"));
    for (int i = 0; i < 40; i++)
        gait_json_set(arena, object, gait_arena_format(arena, "n%d", i), gait_json_null());
    gait_json_set(arena, object, GAIT_STR("c"), gait_json_integer(arena, 5));
    assert_int_equal(object->count, 42);
    assert_str(gait_json_get(object, GAIT_STR("b"))->text, "1");
    assert_str(gait_json_get(object, GAIT_STR("c"))->text, "5");
    gait_str text = canonical(arena, object, GAIT_NUMBERS_EXACT);
    object = parse(arena, text);
    gait_json_set(arena, object, GAIT_STR("a"), gait_json_null());
    assert_non_null(gait_json_get(object, GAIT_STR("a")));
    assert_non_null(gait_json_get(object, GAIT_STR("n39")));
    gait_json *list = gait_json_new_array(arena);
    for (int i = 0; i < 100; i++)
        gait_json_push(arena, list, gait_json_integer(arena, i));
    assert_int_equal(list->count, 100);
    assert_str(list->items[99].text, "99");
}

static void built_numbers_have_their_shortest_text(void **state)
{
    assert_str(gait_json_double(*state, 0.1).text, "0.1");
    assert_str(gait_json_double(*state, -0.0).text, "0");
    assert_str(gait_json_double(*state, 1e21).text, "1e+21");
    assert_str(gait_json_integer(*state, INT64_C(-9007199254740992)).text, "-9007199254740992");
    assert_str(gait_json_integer(*state, INT64_C(9007199254740992)).text, "9007199254740992");
}

static void build_an_inexact_integer(void)
{
    gait_arena *arena = gait_arena_new(1 << 20, NULL, NULL);
    (void)gait_json_integer(arena, INT64_C(9007199254740993));
}

static void set_in_an_array(void)
{
    gait_arena *arena = gait_arena_new(1 << 20, NULL, NULL);
    gait_json_set(arena, gait_json_new_array(arena), GAIT_STR("a"), gait_json_null());
}

static void building_what_json_cannot_hold_is_a_bug(void **state)
{
    (void)state;
    assert_true(aborts(build_an_inexact_integer));
    assert_true(aborts(set_in_an_array));
}

static gait_json random_value(gait_arena *arena, uint64_t *seed, int depth);

static gait_str random_text(gait_arena *arena, uint64_t *seed)
{
    static const char *const pieces[] = {
        "a", "B",    "\"",       "\\",           "\n",           "\x01",
        "<", "\x7F", "\xC3\xA9", "\xE2\x80\xA8", "\xEF\xBF\xBF", "\xF0\x9F\x98\x82",
        "/"
    };
    gait_buf buf;
    gait_buf_init(&buf, arena, 1000);
    for (uint64_t n = next_random(seed) % 8; n > 0; n--)
        gait_buf_add_cstr(&buf, pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)]);
    return gait_buf_text(&buf);
}

static gait_json random_container(gait_arena *arena, uint64_t *seed, int depth)
{
    uint64_t r = next_random(seed);
    gait_json *container = r & 1 ? gait_json_new_object(arena) : gait_json_new_array(arena);
    for (uint64_t n = r >> 8 & 31; n > 0; n--) {
        gait_json value = random_value(arena, seed, depth - 1);
        if (r & 1)
            gait_json_set(arena, container, random_text(arena, seed), value);
        else
            gait_json_push(arena, container, value);
    }
    return *container;
}

static gait_json random_value(gait_arena *arena, uint64_t *seed, int depth)
{
    uint64_t r = next_random(seed);
    switch (r >> 32 & 7) {
    case 0:
        return gait_json_null();
    case 1:
        return gait_json_bool(r & 1);
    case 2:
        return gait_json_integer(arena, (int64_t)(next_random(seed) >> 12) - (INT64_C(1) << 51));
    case 3:
        return gait_json_double(arena, (double)(r & 0xFFFF) / 1024);
    case 4:
    case 5:
        return gait_json_string(random_text(arena, seed));
    default:
        return depth == 0 ? gait_json_null() : random_container(arena, seed, depth);
    }
}

static void random_documents_survive_every_round_trip(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 500; i++) {
        gait_arena *arena = gait_arena_new((size_t)512 << 20, NULL, NULL);
        gait_json built = random_container(arena, &seed, 3);
        gait_str expected = canonical(arena, &built, GAIT_NUMBERS_EXACT);
        assert_true(
            gait_str_equal(canonical(arena, parse(arena, expected), GAIT_NUMBERS_EXACT), expected));
        for (int style = GAIT_JSON_COMPACT; style <= GAIT_JSON_INDENT; style++) {
            gait_buf buf;
            gait_buf_init(&buf, arena, 64u << 20);
            gait_json_emit(&buf, &built, (gait_json_style)style);
            const gait_json *back = parse(arena, gait_buf_text(&buf));
            assert_true(gait_str_equal(canonical(arena, back, GAIT_NUMBERS_EXACT), expected));
        }
        gait_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(white_space_goes_and_members_are_sorted),
        TEST(names_sort_by_utf16_code_units),
        TEST(strings_are_escaped_as_little_as_possible),
        TEST(numbers_take_their_shortest_form),
        TEST(a_number_written_canonically_is_what_formatting_it_gives),
        TEST(numbers_that_a_digest_cannot_tell_apart_are_refused),
        TEST(a_refusal_names_the_path_but_not_the_value),
        TEST(numbers_as_doubles_follow_the_standard_alone),
        TEST(a_built_text_that_is_not_utf8_is_refused),
        TEST(the_maximum_is_kept),
        TEST(a_built_object_is_found_in_whatever_its_size),
        TEST(a_parsed_object_can_be_added_to),
        TEST(built_numbers_have_their_shortest_text),
        TEST(building_what_json_cannot_hold_is_a_bug),
        TEST(random_documents_survive_every_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
