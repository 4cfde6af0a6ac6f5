/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gait/str.h>

static const char *const words[] = { "tool", "target", "target_kind", "target_value", "env", NULL };

static const char *near(const char *word)
{
    return gait_str_nearest(gait_str_of(word), words);
}

static void one_edit_finds_the_word(void **state)
{
    (void)state;
    assert_string_equal(near("tol"), "tool");
    assert_string_equal(near("toool"), "tool");
    assert_string_equal(near("toal"), "tool");
    assert_string_equal(near("otol"), "tool");
    assert_string_equal(near("targt"), "target");
}

static void a_long_word_may_be_two_edits_away(void **state)
{
    (void)state;
    assert_string_equal(near("tagret_knd"), "target_kind");
    assert_null(near("eve1"));
}

static void what_is_near_nothing_finds_nothing(void **state)
{
    (void)state;
    assert_null(near(""));
    assert_null(near("identity"));
    char longest[200];
    for (size_t i = 0; i < sizeof longest; i++)
        longest[i] = 't';
    assert_null(gait_str_nearest((gait_str){ longest, sizeof longest }, words));
}

static void slices_compare_bytewise_and_a_prefix_sorts_first(void **state)
{
    (void)state;
    assert_true(gait_str_compare(GAIT_STR("a"), GAIT_STR("ab")) < 0);
    assert_true(gait_str_compare(GAIT_STR("\xC3"), GAIT_STR("z")) > 0);
    assert_int_equal(gait_str_compare(GAIT_STR(""), (gait_str){ NULL, 0 }), 0);
}

static void the_empty_needle_is_everywhere_and_a_long_one_nowhere(void **state)
{
    (void)state;
    assert_true(gait_str_contains((gait_str){ NULL, 0 }, GAIT_STR("")));
    assert_false(gait_str_contains((gait_str){ NULL, 0 }, GAIT_STR("a")));
    assert_true(gait_str_contains(GAIT_STR("xaby"), GAIT_STR("ab")));
    assert_false(gait_str_contains(GAIT_STR("xab"), GAIT_STR("abc")));
}

static void cutting_never_leaves_the_slice(void **state)
{
    (void)state;
    assert_int_equal(gait_str_from(GAIT_STR("abc"), 9).len, 0);
    assert_int_equal(gait_str_first(GAIT_STR("abc"), 9).len, 3);
    assert_true(gait_str_starts(GAIT_STR("abc"), GAIT_STR("")));
    assert_false(gait_str_ends(GAIT_STR("abc"), GAIT_STR("xabc")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_edit_finds_the_word),
        cmocka_unit_test(a_long_word_may_be_two_edits_away),
        cmocka_unit_test(what_is_near_nothing_finds_nothing),
        cmocka_unit_test(slices_compare_bytewise_and_a_prefix_sorts_first),
        cmocka_unit_test(the_empty_needle_is_everywhere_and_a_long_one_nowhere),
        cmocka_unit_test(cutting_never_leaves_the_slice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
