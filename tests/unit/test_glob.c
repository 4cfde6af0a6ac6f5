/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <time.h>

#include <gait/limits.h>

#include "base/glob.h"
#include "glob_reference.h"

typedef struct row {
    const char *pattern, *text;
    bool matches;
} row;

static void check_rows(const row *rows, size_t count, char separator)
{
    for (size_t i = 0; i < count; i++) {
        bool got = gi_glob(gait_str_of(rows[i].pattern), gait_str_of(rows[i].text), separator);
        if (got != rows[i].matches)
            fail_msg("'%s' and '%s': %s", rows[i].pattern, rows[i].text,
                     got ? "matched" : "did not match");
    }
}

static void a_star_stays_in_its_segment(void **state)
{
    (void)state;
    static const row rows[] = {
        { "db.drop_*", "db.drop_table", true },
        { "db.drop_*", "db.drop_", true },
        { "db.drop_*", "db.drop_a.b", false },
        { "*.delete", "tool.delete", true },
        { "*.delete", "a.tool.delete", false },
        { "*", "tool", true },
        { "*", "", true },
        { "*", "a.b", false },
        { "a*b*c", "axbxbxc", true },
        { "a*b*c", "axc", false },
        { "tool.read", "tool.read", true },
        { "tool.read", "tool.reads", false },
        { "tool.read", "Tool.read", false },
    };
    check_rows(rows, sizeof rows / sizeof *rows, '.');
}

static void a_question_mark_is_one_byte_of_a_segment(void **state)
{
    (void)state;
    static const row rows[] = {
        { "a?c", "abc", true }, { "a?c", "ac", false }, { "a?c", "a.c", false },
        { "??", "ab", true },   { "??", "a", false },   { "?*", "abc", true },
        { "?*", "", false },    { "*?*?", "ab", true }, { "*?*?", "a", false },
    };
    check_rows(rows, sizeof rows / sizeof *rows, '.');
}

static void two_stars_as_a_segment_are_any_number_of_segments(void **state)
{
    (void)state;
    static const row rows[] = {
        { "/repo/**", "/repo", true },
        { "/repo/**", "/repo/", true },
        { "/repo/**", "/repo/a/b", true },
        { "/repo/**", "/repo-evil", false },
        { "/repo/**", "/rep", false },
        { "**/key", "key", true },
        { "**/key", "a/b/key", true },
        { "**/key", "a/monkey", false },
        { "a/**/b", "a/b", true },
        { "a/**/b", "a/x/b", true },
        { "a/**/b", "a/x/y/b", true },
        { "a/**/b", "a/xb", false },
        { "a/**/b", "ab", false },
        { "a/**/**/b", "a/b", true },
        { "a/**/**", "a", true },
        { "**", "", true },
        { "**", "a/b/c", true },
        { "**/**", "a", true },
        { "x/*/**/y", "x/1/y", true },
        { "x/*/**/y", "x/y", false },
        { "**/a/**/b/**", "1/a/2/b", true },
        { "**/a/**/b/**", "a/b/3/4", true },
        { "**/a/**/b/**", "a/3/4", false },
        { "/**", "/etc", true },
        { "*/**", "x", true },
        { "**/.git/**", "r/.git/config", true },
    };
    check_rows(rows, sizeof rows / sizeof *rows, '/');
}

static void two_stars_beside_other_bytes_cross_separators(void **state)
{
    (void)state;
    static const row rows[] = {
        { "a**b", "a/x/b", true },   { "a**b", "ab", true },   { "a/**b", "a/x/yb", true },
        { "a**/b", "ax/y/b", true }, { "a**/b", "ab", false },
    };
    check_rows(rows, sizeof rows / sizeof *rows, '/');
}

static void everything_else_stands_for_itself(void **state)
{
    (void)state;
    static const row rows[] = {
        { "[a-c]*", "[a-c]x", true },
        { "[a-c]*", "b", false },
        { "\\*", "\\x", true },
        { "{a,b}?", "{a,b}c", true },
        { "\xc3\xa4*", "\xc3\xa4x", true },
        { "\xff?", "\xff\xfe", true },
    };
    check_rows(rows, sizeof rows / sizeof *rows, '/');
    assert_true(gi_glob(GAIT_STR("a*"), GAIT_STR("a\0b"), '/'));
}

static void what_is_no_pattern_is_refused_and_matches_nothing(void **state)
{
    (void)state;
    static char text[GAIT_LIMIT_GLOB_BYTES + 1];
    memset(text, 'a', sizeof text);
    const gait_str bad[] = {
        GAIT_STR(""), GAIT_STR("***"), GAIT_STR("a/***/b"), GAIT_STR("a\0b"), { text, sizeof text }
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        gait_error err = GAIT_ERROR_INIT;
        assert_false(gi_glob_check(bad[i], &err));
        assert_int_equal(err.code, GAIT_E_pattern_invalid);
        assert_false(gi_glob(bad[i], bad[i], '/'));
    }
    gait_error err = GAIT_ERROR_INIT;
    assert_true(gi_glob_check((gait_str){ text, sizeof text - 1 }, &err));
}

static void random_patterns_mean_what_the_definition_says(void **state)
{
    (void)state;
    uint64_t random = 42;
    long matched = 0;
    for (long i = 0; i < 300000; i++) {
        static const char letters[] = "ab/*?a/**";
        char pattern[12];
        char text[12];
        size_t n = 0;
        size_t m = 0;
        random = random * 6364136223846793005u + 1442695040888963407u;
        uint64_t bits = random >> 13;
        for (size_t len = 1 + bits % 8; n < len; n++)
            pattern[n] = letters[(bits >> (5 * n + 3)) % 9];
        random = random * 6364136223846793005u + 1442695040888963407u;
        bits = random >> 13;
        for (size_t len = bits % 9; m < len; m++)
            text[m] = "ab/"[(bits >> (4 * m + 3)) % 3];
        pattern[n] = '\0';
        text[m] = '\0';
        if (strstr(pattern, "***") != NULL)
            continue;
        bool got = gi_glob(gait_str_of(pattern), gait_str_of(text), '/');
        matched += got;
        if (got != glob_by_definition(pattern, pattern, text, '/'))
            fail_msg("'%s' and '%s': %s", pattern, text, got ? "matched" : "did not match");
    }
    assert_true(matched > 10000);
}

static double seconds_for(gait_str pattern, gait_str text)
{
    clock_t start = clock();
    assert_false(gi_glob(pattern, text, '/'));
    return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static void no_pattern_makes_a_long_text_slow(void **state)
{
    (void)state;
    static char text[64 << 10];
    static char pattern[GAIT_LIMIT_GLOB_BYTES];
    memset(text, 'a', sizeof text);
    for (size_t i = 0; i < sizeof pattern; i++)
        pattern[i] = i % 2 == 0 ? '*' : 'a';
    pattern[sizeof pattern - 1] = 'b';
    gait_str worst = { pattern, sizeof pattern };
    double half = seconds_for(worst, (gait_str){ text, sizeof text / 2 });
    double whole = seconds_for(worst, (gait_str){ text, sizeof text });
    print_message("32 KiB %.4f s, 64 KiB %.4f s\n", half, whole);
    assert_true(whole < 0.5);
    assert_true(whole < 4 * half + 0.02);
    for (size_t i = 0; i + 3 < sizeof pattern; i += 3)
        memcpy(pattern + i, "**a", 3);
    assert_true(seconds_for(worst, (gait_str){ text, sizeof text }) < 0.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_star_stays_in_its_segment),
        cmocka_unit_test(a_question_mark_is_one_byte_of_a_segment),
        cmocka_unit_test(two_stars_as_a_segment_are_any_number_of_segments),
        cmocka_unit_test(two_stars_beside_other_bytes_cross_separators),
        cmocka_unit_test(everything_else_stands_for_itself),
        cmocka_unit_test(what_is_no_pattern_is_refused_and_matches_nothing),
        cmocka_unit_test(random_patterns_mean_what_the_definition_says),
        cmocka_unit_test(no_pattern_makes_a_long_text_slow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
