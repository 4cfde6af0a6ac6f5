/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>

#include <gait/buf.h>

static void texts_are_joined_and_end_with_nul(void **state)
{
    gait_buf buf;
    gait_buf_init(&buf, *state, 1000);
    gait_buf_add(&buf, GAIT_STR("ab"));
    gait_buf_add_char(&buf, 'c');
    gait_buf_add_cstr(&buf, "de");
    gait_buf_add_format(&buf, "%03d", 7);
    gait_buf_add(&buf, (gait_str){ NULL, 0 });
    gait_error err = GAIT_ERROR_INIT;
    gait_str out;
    assert_true(gait_buf_finish(&buf, &out, &err));
    assert_str(out, "abcde007");
    assert_string_equal(buf.ptr, "abcde007");
}

static void nothing_added_gives_the_empty_text(void **state)
{
    gait_buf buf;
    gait_buf_init(&buf, *state, 0);
    gait_error err = GAIT_ERROR_INIT;
    gait_str out = GAIT_STR("x");
    assert_true(gait_buf_finish(&buf, &out, &err));
    assert_int_equal(out.len, 0);
    assert_non_null(out.ptr);
}

static void the_maximum_itself_fits(void **state)
{
    gait_buf buf;
    gait_buf_init(&buf, *state, 5);
    gait_buf_add(&buf, GAIT_STR("abcde"));
    gait_error err = GAIT_ERROR_INIT;
    gait_str out;
    assert_true(gait_buf_finish(&buf, &out, &err));
    assert_str(out, "abcde");
}

static void overflow_is_sticky_and_reported_once_at_finish(void **state)
{
    gait_buf buf;
    gait_buf_init(&buf, *state, 5);
    gait_buf_add(&buf, GAIT_STR("abc"));
    gait_buf_add(&buf, GAIT_STR("def"));
    gait_buf_add_char(&buf, 'g');
    gait_buf_add_format(&buf, "%d", 1);
    assert_true(buf.overflow);
    assert_str(gait_buf_text(&buf), "abc");
    gait_error err = GAIT_ERROR_INIT;
    gait_str out = GAIT_STR("before");
    assert_false(gait_buf_finish(&buf, &out, &err));
    assert_int_equal(err.code, GAIT_E_text_too_long);
    assert_str(out, "before");
}

static void a_format_that_does_not_fit_adds_nothing(void **state)
{
    gait_buf buf;
    gait_buf_init(&buf, *state, 4);
    gait_buf_add_format(&buf, "%s", "12345");
    assert_true(buf.overflow);
    assert_int_equal(buf.len, 0);
}

static void a_long_text_grows_between_other_allocations(void **state)
{
    gait_buf buf;
    gait_buf_init(&buf, *state, 1 << 20);
    for (int i = 0; i < 10000; i++) {
        gait_buf_add_format(&buf, "%04d", i);
        if (i % 100 == 0)
            (void)gait_arena_alloc(*state, 64);
    }
    assert_int_equal(buf.len, 40000);
    for (int i = 0; i < 10000; i++) {
        char expected[16];
        (void)snprintf(expected, sizeof expected, "%04d", i);
        assert_memory_equal(buf.ptr + i * 4, expected, 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(texts_are_joined_and_end_with_nul),
        TEST(nothing_added_gives_the_empty_text),
        TEST(the_maximum_itself_fits),
        TEST(overflow_is_sticky_and_reported_once_at_finish),
        TEST(a_format_that_does_not_fit_adds_nothing),
        TEST(a_long_text_grows_between_other_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
