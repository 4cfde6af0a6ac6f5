/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/enc.h"
#include "base/text.h"

static void white_space_goes_from_both_ends_only(void **state)
{
    (void)state;
    assert_str(gi_text_trim(GAIT_STR(" \t a b \r\n")), "a b");
    assert_str(gi_text_trim(GAIT_STR("\xC2\x85\xC2\xA0x\xE3\x80\x80\xE2\x80\xA8\xE2\x80\xAF")),
               "x");
    assert_str(gi_text_trim(GAIT_STR("")), "");
    assert_str(gi_text_trim((gait_str){ NULL, 0 }), "");
    assert_str(gi_text_trim(GAIT_STR(" \xE2\x80\x83 ")), "");
}

static void exactly_the_white_space_of_unicode_is_trimmed(void **state)
{
    (void)state;
    size_t found = 0;
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        char bytes[9] = "";
        size_t len = gi_utf8_put(code, bytes);
        bytes[len] = 'x';
        memcpy(bytes + len + 1, bytes, len);
        gait_str trimmed = gi_text_trim((gait_str){ bytes, 2 * len + 1 });
        if (trimmed.len == 1)
            found++;
        else
            assert_int_equal(trimmed.len, 2 * len + 1);
    }
    assert_int_equal(found, 25);
}

static void what_looks_like_white_space_is_kept(void **state)
{
    (void)state;
    /* zero width space, word joiner, zero width no-break space, Mongolian vowel separator, bytes that are no UTF-8 */
    static const char *const kept[] = { "\xE2\x80\x8B", "\xE2\x81\xA0", "\xEF\xBB\xBF",
                                        "\xE1\xA0\x8E", "\x85",         "\xA0x\xA0" };
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        assert_str(gi_text_trim(gait_str_of(kept[i])), kept[i]);
}

static void letters_become_lower_case_one_by_one(void **state)
{
    static const char *const pairs[][2] = {
        { "ABC xyz 019 @[`{", "abc xyz 019 @[`{" },
        { "\xC3\x80\xC3\x89\xC3\x97\xC3\x9E", "\xC3\xA0\xC3\xA9\xC3\x97\xC3\xBE" },
        { "\xC4\xB0", "i" }, /* I with dot: no combining dot */
        { "\xCE\xA3\xCE\x91\xCE\xA3", "\xCF\x83\xCE\xB1\xCF\x83" }, /* no final sigma */
        { "\xE1\xBA\x9E", "\xC3\x9F" },                             /* capital sharp s */
        { "\xE2\x84\xAA", "k" },                                    /* kelvin sign */
        { "\xC8\xBA", "\xE2\xB1\xA5" },                             /* two bytes become three */
        { "\xC7\x85", "\xC7\x86" },                                 /* title case */
        { "\xF0\x90\x90\x80", "\xF0\x90\x90\xA8" },                 /* Deseret */
        { "\xE1\x8E\xA0", "\xEA\xAD\xB0" },                         /* Cherokee */
        { "\xE1\x82\xA0", "\xE2\xB4\x80" },                         /* Georgian */
        { "\xC4\x81", "\xC4\x81" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_str(gi_text_lower(*state, gait_str_of(pairs[i][0])), pairs[i][1]);
}

static void text_in_lower_case_is_not_copied(void **state)
{
    gait_str text = GAIT_STR("already l\xC3\xB6wer");
    assert_ptr_equal(gi_text_lower(*state, text).ptr, text.ptr);
    assert_int_equal(gi_text_lower(*state, (gait_str){ NULL, 0 }).len, 0);
}

static void bytes_that_are_not_utf8_pass_through(void **state)
{
    assert_str(gi_text_lower(*state, GAIT_STR("\xFF"
                                              "A\xC3"
                                              "B\xE2\x84")),
               "\xFF"
               "a\xC3"
               "b\xE2\x84");
}

static void text_that_grows_as_much_as_any_can_fits(void **state)
{
    char text[2000];
    for (size_t i = 0; i < sizeof text; i += 2)
        memcpy(text + i, "\xC8\xBA", 2);
    gait_str lower = gi_text_lower(*state, (gait_str){ text, sizeof text });
    assert_int_equal(lower.len, 3000);
}

static void lower_case_is_its_own_lower_case(void **state)
{
    size_t changed = 0;
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        char bytes[4];
        gait_str text = { bytes, gi_utf8_put(code, bytes) };
        gait_str lower = gi_text_lower(*state, text);
        changed += lower.ptr != text.ptr;
        assert_true(gi_utf8_valid(lower));
        assert_ptr_equal(gi_text_lower(*state, lower).ptr, lower.ptr);
    }
    assert_int_equal(changed, 1433); /* simple mappings of Unicode 15.0 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(white_space_goes_from_both_ends_only),
        TEST(exactly_the_white_space_of_unicode_is_trimmed),
        TEST(what_looks_like_white_space_is_kept),
        TEST(letters_become_lower_case_one_by_one),
        TEST(text_in_lower_case_is_not_copied),
        TEST(bytes_that_are_not_utf8_pass_through),
        TEST(text_that_grows_as_much_as_any_can_fits),
        TEST(lower_case_is_its_own_lower_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
