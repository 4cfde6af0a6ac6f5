/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/base64.h"

static void the_published_base64_vectors_agree(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *text;
    } rows[] = {
        { "", "" },
        { "f", "Zg==" },
        { "fo", "Zm8=" },
        { "foo", "Zm9v" },
        { "foob", "Zm9vYg==" },
        { "fooba", "Zm9vYmE=" },
        { "foobar", "Zm9vYmFy" },
        { "\xfb\xff\xbf", "+/+/" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[16];
        uint8_t bytes[16];
        size_t len = 99;
        gi_base64_encode((const uint8_t *)rows[i].bytes, strlen(rows[i].bytes), text);
        assert_string_equal(text, rows[i].text);
        assert_true(gi_base64_decode(gait_str_of(rows[i].text), bytes, sizeof bytes, &len));
        assert_int_equal(len, strlen(rows[i].bytes));
        assert_memory_equal(bytes, rows[i].bytes, len);
    }
}

static void every_base64_character_has_its_value(void **state)
{
    (void)state;
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int c = 0; c < 256; c++) {
        char text[4] = { 'A', 'A', 'A', (char)c };
        uint8_t bytes[3];
        size_t len;
        const char *at = c == 0 ? NULL : strchr(alphabet, c);
        bool ok = gi_base64_decode((gait_str){ text, 4 }, bytes, sizeof bytes, &len);
        if (c == '=') {
            assert_true(ok);
            assert_int_equal(len, 2);
            continue;
        }
        assert_int_equal(ok, at != NULL);
        if (at != NULL)
            assert_int_equal(bytes[2], at - alphabet);
    }
}

static void line_breaks_in_base64_are_ignored_and_nothing_else(void **state)
{
    (void)state;
    uint8_t bytes[8];
    size_t len;
    assert_true(gi_base64_decode(GAIT_STR("\r\nZ\ng=\r=\n"), bytes, sizeof bytes, &len));
    assert_int_equal(len, 1);
    static const char *const refused[] = { "Zg",       "Zg=",    "Zg=== ", "Zg==\t", "Z g=",
                                           "Z===",     "====",   "Zg=a",   "=Zg=",   "Zg==Zg",
                                           "Zg==Zg==", "Zg==\v", "-_-_",   "Z",      "=" };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_false(gi_base64_decode(gait_str_of(refused[i]), bytes, sizeof bytes, &len));
}

static void low_bits_that_mean_nothing_are_not_looked_at(void **state)
{
    (void)state;
    uint8_t bytes[4];
    size_t len;
    assert_true(gi_base64_decode(GAIT_STR("Zh=="), bytes, sizeof bytes, &len));
    assert_int_equal(len, 1);
    assert_int_equal(bytes[0], 'f');
}

static void base64_never_writes_past_its_room(void **state)
{
    (void)state;
    uint8_t bytes[4] = { 0, 0, 0, 0xaa };
    size_t len;
    assert_false(gi_base64_decode(GAIT_STR("Zm9vYg=="), bytes, 3, &len));
    assert_int_equal(bytes[3], 0xaa);
    assert_true(gi_base64_decode(GAIT_STR("Zm9v"), bytes, 3, &len));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_base64_vectors_agree),
        cmocka_unit_test(every_base64_character_has_its_value),
        cmocka_unit_test(line_breaks_in_base64_are_ignored_and_nothing_else),
        cmocka_unit_test(low_bits_that_mean_nothing_are_not_looked_at),
        cmocka_unit_test(base64_never_writes_past_its_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
