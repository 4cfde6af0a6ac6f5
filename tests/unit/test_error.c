/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include <gait/error.h>

static void the_first_failure_stays(void **state)
{
    (void)state;
    gait_error err = GAIT_ERROR_INIT;
    assert_false(gait_fail(&err, GAIT_E_lock_timeout, "held by pid %d", 7));
    assert_false(gait_fail(&err, GAIT_E_internal, "cleanup failed too"));
    assert_int_equal(err.code, GAIT_E_lock_timeout);
    assert_string_equal(err.message, "held by pid 7");
    assert_true(err.retryable);
}

static void a_prefix_keeps_code_category_and_errno(void **state)
{
    (void)state;
    gait_error err = GAIT_ERROR_INIT;
    assert_false(gait_fail_sys(&err, GAIT_E_file_write, ENOSPC, "write state"));
    gait_error_prefix(&err, "trace: ");
    assert_string_equal(err.message, "trace: write state: No space left on device");
    assert_int_equal(err.code, GAIT_E_file_write);
    assert_int_equal(err.sys, ENOSPC);
    assert_int_equal(gait_error_category(&err), GAIT_CATEGORY_io_failure);
    assert_int_equal(gait_error_exit(&err), 1);
}

static void a_code_may_override_the_exit_of_its_category(void **state)
{
    (void)state;
    assert_int_equal(gait_code_exit(GAIT_E_unsafe_operation), 8);
    assert_int_equal(gait_code_exit(GAIT_E_regress_failed), 5);
    assert_int_equal(gait_code_exit(GAIT_E_policy_blocked), 3);
    assert_int_equal(gait_code_exit(GAIT_E_dependency_missing), 7);
}

static void every_code_has_a_category_an_exit_and_a_hint(void **state)
{
    (void)state;
    for (int c = GAIT_OK + 1; c < GAIT_CODE_COUNT; c++) {
        gait_code code = (gait_code)c;
        assert_in_range(gait_code_category(code), 1, GAIT_CATEGORY_COUNT - 1);
        assert_in_range(gait_code_exit(code), 1, 8);
        assert_true(strlen(gait_code_hint(code)) > 10);
        assert_int_not_equal(strcmp(gait_code_name(code), ""), 0);
    }
}

static void an_over_long_message_is_cut_between_characters(void **state)
{
    (void)state;
    gait_error err = GAIT_ERROR_INIT;
    char text[400];
    for (size_t i = 0; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xC3\xA9", 2);
    text[398] = '\0';
    assert_false(gait_fail(&err, GAIT_E_internal, "x%s", text));
    size_t len = strlen(err.message);
    assert_true(len < GAIT_ERROR_MESSAGE_BYTES);
    assert_int_equal((unsigned char)err.message[len - 1], 0xA9);
}

static void control_bytes_never_reach_a_terminal(void **state)
{
    (void)state;
    gait_error err = GAIT_ERROR_INIT;
    assert_false(gait_fail(&err, GAIT_E_internal, "a\n\x1b[31mb"));
    assert_string_equal(err.message, "a??[31mb");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_failure_stays),
        cmocka_unit_test(a_prefix_keeps_code_category_and_errno),
        cmocka_unit_test(a_code_may_override_the_exit_of_its_category),
        cmocka_unit_test(every_code_has_a_category_an_exit_and_a_hint),
        cmocka_unit_test(an_over_long_message_is_cut_between_characters),
        cmocka_unit_test(control_bytes_never_reach_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
