/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <gait/json.h>

static void check_format(double value, const char *expected)
{
    char out[32];
    size_t len = gait_number_format(value, out);
    assert_string_equal(out, expected);
    assert_int_equal(len, strlen(expected));
}

static void numbers_are_written_as_ecmascript_does(void **state)
{
    (void)state;
    check_format(0.0, "0");
    check_format(-0.0, "0");
    check_format(1.0, "1");
    check_format(-1.5, "-1.5");
    check_format(0.1, "0.1");
    check_format(1e20, "100000000000000000000");
    check_format(1e21, "1e+21");
    check_format(-1.25e22, "-1.25e+22");
    check_format(123456789012345680000.0, "123456789012345680000");
    check_format(0.000001, "0.000001");
    check_format(0.0000001, "1e-7");
    check_format(1.5e-7, "1.5e-7");
    check_format(333333333.33333329, "333333333.3333333");
    check_format(9007199254740991.0, "9007199254740991");
    check_format(9007199254740992.0, "9007199254740992");
    check_format(9007199254740994.0, "9007199254740994");
    check_format(1.7976931348623157e308, "1.7976931348623157e+308");
    check_format(-1.7976931348623157e308, "-1.7976931348623157e+308");
}

static void subnormals_get_no_more_digits_than_they_have(void **state)
{
    (void)state;
    check_format(5e-324, "5e-324");
    check_format(-1e-323, "-1e-323");
    check_format(1.5e-323, "1.5e-323");
    check_format(2.225073858507201e-308, "2.225073858507201e-308");
    check_format(2.2250738585072014e-308, "2.2250738585072014e-308");
}

/* Below these powers of two the nearest decimal of the right length belongs to another double. */
static void powers_of_two_take_the_neighbour_that_reads_back(void **state)
{
    (void)state;
    check_format(ldexp(1, -1017), "7.120236347223045e-307");
    check_format(ldexp(1, -44), "5.684341886080802e-14");
    check_format(ldexp(1, -24), "5.960464477539063e-8");
    check_format(ldexp(1, 89), "6.189700196426902e+26");
    check_format(ldexp(1, 976), "6.386688990511104e+293");
}

/* Reads back; and the best decimal with one significant digit less does not. */
static void check_shortest(double value)
{
    char out[32];
    char digits[32];
    char shorter[64];
    size_t count = 0;
    (void)gait_number_format(value, out);
    assert_true(gait_number_to_double(gait_str_of(out)) == value);
    for (const char *p = out; *p != '\0' && *p != 'e'; p++)
        if ((*p >= '1' && *p <= '9') || (*p == '0' && count > 0))
            digits[count++] = *p;
    while (count > 0 && digits[count - 1] == '0')
        count--;
    if (count < 2)
        return;
    (void)snprintf(shorter, sizeof shorter, "%.*e", (int)count - 2, value);
    assert_true(strtod(shorter, NULL) != value);
}

static void random_doubles_read_back_and_are_short(void **state)
{
    (void)state;
    uint64_t seed = 42;
    for (int i = 0; i < 200000; i++) {
        uint64_t bits = next_random(&seed);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value))
            check_shortest(value);
        check_shortest((double)(bits % 1000000) / 1000);
        check_shortest((double)(bits >> 11));
    }
    for (int e = -1074; e < 1024; e++)
        check_shortest(ldexp(1, e));
}

static void texts_become_the_nearest_double(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "0",
        "-0",
        "1",
        "-17.25",
        "1e5",
        "1E+5",
        "1e-5",
        "0.1",
        "123456789012345678901234567890",
        "9007199254740993",
        "9007199254740993.00000000000000000000000000000000000001",
        "0.000000000000000000000000000000000000000000000001e48",
        "1e308",
        "1e309",
        "-1e309",
        "1e-323",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "1e-400",
        "1e99999999999999999999999999",
        "1e-99999999999999999999999999",
        "0e99999999999999999999999999",
        "2.2250738585072011e-308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double value = gait_number_to_double(gait_str_of(texts[i]));
        double expected = strtod(texts[i], NULL);
        assert_memory_equal(&value, &expected, sizeof value);
    }
}

static void random_texts_become_the_nearest_double(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 200000; i++) {
        char text[80];
        uint64_t r = next_random(&seed);
        int digits = (int)(r % 25) + 1;
        int exponent = (int)(r >> 8 & 1023) - 512;
        (void)snprintf(text, sizeof text, "%s%" PRIu64 ".%0*" PRIu64 "e%d", r >> 63 ? "-" : "",
                       next_random(&seed) >> (r >> 20 & 63), digits, next_random(&seed), exponent);
        double value = gait_number_to_double(gait_str_of(text));
        double expected = strtod(text, NULL);
        assert_memory_equal(&value, &expected, sizeof value);
    }
}

/* digits, then zeros up to `len`, then `last` */
static gait_str long_text(gait_arena *arena, const char *start, size_t len, const char *last)
{
    char *text = gait_arena_array(arena, len + 64, 1);
    memset(text, '0', len);
    memcpy(text, start, strlen(start));
    memcpy(text + len, last, strlen(last));
    return (gait_str){ text, len + strlen(last) };
}

static void megabytes_of_digits_are_read_exactly(void **state)
{
    enum { MUCH = 4 << 20 };
    gait_str text = long_text(*state, "0.", MUCH, "1e4194303");
    assert_true(gait_number_to_double(text) == 1.0);
    text = long_text(*state, "1", MUCH, "e-4194303");
    assert_true(gait_number_to_double(text) == 1.0);
    /* 2^53 + 1 lies between two doubles: what comes after four million zeros decides */
    text = long_text(*state, "9007199254740993.", MUCH, "0");
    assert_true(gait_number_to_double(text) == 9007199254740992.0);
    text = long_text(*state, "9007199254740993.", MUCH, "1");
    assert_true(gait_number_to_double(text) == 9007199254740994.0);
    text = long_text(*state, "1", MUCH, "");
    assert_true(isinf(gait_number_to_double(text)));
    text = long_text(*state, "1e", MUCH, "5");
    assert_true(gait_number_to_double(text) == 1e5);
}

static void check_class(const char *text, gait_number_class expected, int64_t expected_integer)
{
    int64_t integer = 77;
    double value = 77;
    gait_number_class class = gait_number_classify(gait_str_of(text), &integer, &value);
    if (class != expected || integer != expected_integer)
        fail_msg("%s: class %d, integer %lld", text, (int)class, (long long)integer);
    assert_true(value == strtod(text, NULL));
}

static void integers_are_integers_in_any_spelling(void **state)
{
    (void)state;
    check_class("0", GAIT_NUMBER_INTEGER, 0);
    check_class("-0", GAIT_NUMBER_INTEGER, 0);
    check_class("-0.0e5", GAIT_NUMBER_INTEGER, 0);
    check_class("0e999999", GAIT_NUMBER_INTEGER, 0);
    check_class("1", GAIT_NUMBER_INTEGER, 1);
    check_class("1.0", GAIT_NUMBER_INTEGER, 1);
    check_class("10e-1", GAIT_NUMBER_INTEGER, 1);
    check_class("-1.5e1", GAIT_NUMBER_INTEGER, -15);
    check_class("9007199254740991", GAIT_NUMBER_INTEGER, INT64_C(9007199254740991));
    check_class("-9007199254740991.0", GAIT_NUMBER_INTEGER, INT64_C(-9007199254740991));
    check_class("9007199254740991000e-3", GAIT_NUMBER_INTEGER, INT64_C(9007199254740991));
}

static void fractions_are_normal_doubles(void **state)
{
    (void)state;
    check_class("0.5", GAIT_NUMBER_FRACTION, 0);
    check_class("-1e-5", GAIT_NUMBER_FRACTION, 0);
    check_class("2.2250738585072014e-308", GAIT_NUMBER_FRACTION, 0);
    check_class("4503599627370495.5", GAIT_NUMBER_FRACTION, 0);
}

static void what_a_digest_must_not_swallow_is_unsafe(void **state)
{
    (void)state;
    check_class("9007199254740992", GAIT_NUMBER_UNSAFE, 0);
    check_class("9007199254740993", GAIT_NUMBER_UNSAFE, 0);
    check_class("-9007199254740992", GAIT_NUMBER_UNSAFE, 0);
    check_class("9007199254740992.0", GAIT_NUMBER_UNSAFE, 0);
    check_class("9007199254740991.9", GAIT_NUMBER_UNSAFE, 0);
    check_class("900719925474099.2e1", GAIT_NUMBER_UNSAFE, 0);
    check_class("1e16", GAIT_NUMBER_UNSAFE, 0);
    check_class("1e308", GAIT_NUMBER_UNSAFE, 0);
    check_class("1e309", GAIT_NUMBER_UNSAFE, 0);
    check_class("-1e400", GAIT_NUMBER_UNSAFE, 0);
    check_class("1e-400", GAIT_NUMBER_UNSAFE, 0);
    check_class("-1e-99999999999999999999", GAIT_NUMBER_UNSAFE, 0);
    check_class("1e-310", GAIT_NUMBER_UNSAFE, 0);
}

static void write_infinity(void)
{
    char out[32];
    (void)gait_number_format(HUGE_VAL, out);
}

static void writing_infinity_is_a_bug(void **state)
{
    (void)state;
    assert_true(aborts(write_infinity));
}

static void the_locale_of_the_process_never_shows(void **state)
{
    static const char *const names[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8",
                                         "ps_AF.UTF-8" };
    const char *found = NULL;
    for (size_t i = 0; found == NULL && i < sizeof names / sizeof *names; i++)
        found = setlocale(LC_ALL, names[i]);
    if (found == NULL)
        skip();
    numbers_are_written_as_ecmascript_does(state);
    assert_true(gait_number_to_double(GAIT_STR("1234.5678901234567890123")) ==
                1234.5678901234567890123);
    (void)setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_written_as_ecmascript_does),
        cmocka_unit_test(subnormals_get_no_more_digits_than_they_have),
        cmocka_unit_test(powers_of_two_take_the_neighbour_that_reads_back),
        cmocka_unit_test(random_doubles_read_back_and_are_short),
        cmocka_unit_test(texts_become_the_nearest_double),
        cmocka_unit_test(random_texts_become_the_nearest_double),
        TEST(megabytes_of_digits_are_read_exactly),
        cmocka_unit_test(integers_are_integers_in_any_spelling),
        cmocka_unit_test(fractions_are_normal_doubles),
        cmocka_unit_test(what_a_digest_must_not_swallow_is_unsafe),
        cmocka_unit_test(writing_infinity_is_a_bug),
        cmocka_unit_test(the_locale_of_the_process_never_shows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
