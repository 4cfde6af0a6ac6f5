/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* pipe2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gait/clock.h>
#include <gait/file.h>
#include <gait/limits.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int64_t now_ns(void)
{
    gait_clock clock = gait_clock_system();
    gait_error err = GAIT_ERROR_INIT;
    int64_t now = 0;
    assert_true(clock.monotonic_ns(clock.ctx, &now, &err));
    return now;
}

/* Busy, so that nothing but the signal can tell. True when *expired turned within the time. */
static bool expires_within(int ms)
{
    int64_t end = now_ns() + ms * INT64_C(1000000);
    while (now_ns() < end)
        if (*gait_alarm_expired() != 0)
            return true;
    return false;
}

static void the_flag_turns_when_the_time_is_over_and_not_before(void **state)
{
    (void)state;
    gait_error err = GAIT_ERROR_INIT;
    int64_t start = now_ns();
    assert_true(gait_alarm_arm(30, 60000, GAIT_STR(""), &err));
    assert_int_equal(*gait_alarm_expired(), 0);
    assert_true(expires_within(5000));
    assert_true(now_ns() - start >= 30 * INT64_C(1000000));
    gait_alarm_disarm();
}

static void disarming_stops_both(void **state)
{
    (void)state;
    gait_error err = GAIT_ERROR_INIT;
    assert_true(gait_alarm_arm(20, 20, GAIT_STR("never said"), &err));
    gait_alarm_disarm();
    gait_alarm_disarm();
    assert_false(expires_within(80));
}

static void arming_again_replaces_the_deadline_and_clears_the_flag(void **state)
{
    (void)state;
    gait_error err = GAIT_ERROR_INIT;
    assert_true(gait_alarm_arm(0, 60000, GAIT_STR(""), &err));
    assert_true(expires_within(5000));
    assert_true(gait_alarm_arm(60000, 60000, GAIT_STR(""), &err));
    assert_false(expires_within(50));
    gait_alarm_disarm();
}

static void over_long_last_words_are_refused(void **state)
{
    (void)state;
    static char words[GAIT_LIMIT_LAST_WORDS_BYTES + 1];
    gait_error err = GAIT_ERROR_INIT;
    assert_false(gait_alarm_arm(10, 10, (gait_str){ words, sizeof words }, &err));
    assert_int_equal(err.code, GAIT_E_text_too_long);
}

typedef struct stopped {
    int status;
    char said[64];
    size_t len;
} stopped;

/* Runs `hang` in a child with a deadline of 20 + 20 ms and standard output on a pipe, which may be full already. */
static stopped run_stopped(void (*hang)(void), bool full)
{
    stopped result = { -1, "", 0 };
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t child = fork();
    if (child == 0) {
        static char filler[65536];
        gait_error err = GAIT_ERROR_INIT;
        if (dup2(ends[1], 1) != 1 || (full && write(1, filler, sizeof filler) != sizeof filler) ||
            !gait_alarm_arm(20, 20, GAIT_STR("{\"ok\":false}\n"), &err))
            _exit(9);
        hang();
        _exit(8);
    }
    assert_int_equal(close(ends[1]), 0);
    for (int ms = 0; ms < 5000 && waitpid(child, &result.status, WNOHANG) == 0; ms++)
        (void)usleep(1000);
    if (result.status == -1)
        (void)kill(child, SIGKILL);
    ssize_t n = full ? 0 : read(ends[0], result.said, sizeof result.said);
    result.len = n > 0 ? (size_t)n : 0;
    assert_int_equal(close(ends[0]), 0);
    return result;
}

static void spin(void)
{
    volatile unsigned i = 0;
    for (;;)
        i++;
}

static void sleep_with_the_signal_blocked_before(void)
{
    for (;;)
        (void)sleep(60);
}

static void a_hard_stop_says_its_words_once_and_exits_1(void **state)
{
    (void)state;
    void (*const hangs[])(void) = { spin, sleep_with_the_signal_blocked_before };
    for (size_t i = 0; i < 2; i++) {
        stopped s = run_stopped(hangs[i], false);
        assert_true(WIFEXITED(s.status));
        assert_int_equal(WEXITSTATUS(s.status), 1);
        assert_int_equal(s.len, 13);
        assert_memory_equal(s.said, "{\"ok\":false}\n", 13);
    }
}

static void a_full_pipe_does_not_hold_up_the_stop(void **state)
{
    (void)state;
    stopped s = run_stopped(spin, true);
    assert_true(WIFEXITED(s.status));
    assert_int_equal(WEXITSTATUS(s.status), 1);
}

static void an_inherited_block_of_the_signal_does_not_switch_it_off(void **state)
{
    (void)state;
    sigset_t set;
    gait_error err = GAIT_ERROR_INIT;
    assert_int_equal(sigemptyset(&set), 0);
    assert_int_equal(sigaddset(&set, SIGALRM), 0);
    assert_int_equal(sigprocmask(SIG_BLOCK, &set, NULL), 0);
    assert_true(gait_alarm_arm(5, 60000, GAIT_STR(""), &err));
    assert_true(expires_within(5000));
    gait_alarm_disarm();
}

static void somebody_elses_alarm_signal_is_not_the_deadline(void **state)
{
    (void)state;
    gait_error err = GAIT_ERROR_INIT;
    assert_true(gait_alarm_arm(60000, 60000, GAIT_STR(""), &err));
    assert_int_equal(raise(SIGALRM), 0);
    assert_int_equal(*gait_alarm_expired(), 0);
    gait_alarm_disarm();
}

static void the_clocks_move_and_the_wall_clock_is_of_this_century(void **state)
{
    (void)state;
    gait_clock clock = gait_clock_system();
    gait_error err = GAIT_ERROR_INIT;
    int64_t wall = 0;
    assert_true(clock.wall_ns(clock.ctx, &wall, &err));
    assert_true(wall > INT64_C(1600000000) * 1000000000);
    int64_t before = now_ns();
    (void)usleep(2000);
    assert_true(now_ns() - before >= 2000000);
}

static void randomness_fills_all_of_it_and_differs(void **state)
{
    (void)state;
    static uint8_t a[4096];
    static uint8_t b[4096];
    gait_rng rng = gait_rng_system();
    gait_error err = GAIT_ERROR_INIT;
    assert_true(rng.fill(rng.ctx, a, sizeof a, &err));
    assert_true(rng.fill(rng.ctx, b, sizeof b, &err));
    assert_memory_not_equal(a, b, sizeof a);
    size_t zeros = 0;
    for (size_t i = 0; i < sizeof a; i++)
        zeros += a[i] == 0;
    assert_true(zeros < 200);
    assert_true(rng.fill(rng.ctx, NULL, 0, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_flag_turns_when_the_time_is_over_and_not_before),
        cmocka_unit_test(disarming_stops_both),
        cmocka_unit_test(arming_again_replaces_the_deadline_and_clears_the_flag),
        cmocka_unit_test(over_long_last_words_are_refused),
        cmocka_unit_test(a_hard_stop_says_its_words_once_and_exits_1),
        cmocka_unit_test(a_full_pipe_does_not_hold_up_the_stop),
        cmocka_unit_test(an_inherited_block_of_the_signal_does_not_switch_it_off),
        cmocka_unit_test(somebody_elses_alarm_signal_is_not_the_deadline),
        cmocka_unit_test(the_clocks_move_and_the_wall_clock_is_of_this_century),
        cmocka_unit_test(randomness_fills_all_of_it_and_differs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
