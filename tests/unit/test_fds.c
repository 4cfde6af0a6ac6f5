/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* pipe2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gait/file.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs the check in a child, because it ruins descriptors and signals. Its result is the exit status. */
static int in_child(int (*check)(void))
{
    pid_t child = fork();
    if (child == 0)
        _exit(check());
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int reserve_all_three(void)
{
    gait_error err = GAIT_ERROR_INIT;
    (void)close(0);
    (void)close(1);
    (void)close(2);
    if (!gait_fds_reserve(&err))
        return 1;
    int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
    char byte;
    if (next <= 2)
        return 2;
    if (read(0, &byte, 1) >= 0 || errno != EBADF)
        return 3;
    if (gait_fd_write(1, GAIT_STR("lost"), &err) || err.code != GAIT_E_output_undeliverable)
        return 4;
    return 0;
}

static void closed_descriptors_are_taken_yet_stay_unusable(void **state)
{
    (void)state;
    assert_int_equal(in_child(reserve_all_three), 0);
}

static int reserve_open_ones(void)
{
    gait_error err = GAIT_ERROR_INIT;
    int ends[2];
    char got[4];
    if (pipe2(ends, O_CLOEXEC) != 0 || dup2(ends[1], 1) != 1)
        return 1;
    if (!gait_fds_reserve(&err) || !gait_fd_write(1, GAIT_STR("kept"), &err))
        return 2;
    return read(ends[0], got, 4) == 4 && memcmp(got, "kept", 4) == 0 ? 0 : 3;
}

static void open_descriptors_are_left_alone(void **state)
{
    (void)state;
    assert_int_equal(in_child(reserve_open_ones), 0);
}

static int write_to_a_broken_pipe(void)
{
    gait_error err = GAIT_ERROR_INIT;
    int ends[2];
    if (!gait_signals_as_errors(&err) || pipe2(ends, O_CLOEXEC) != 0 || close(ends[0]) != 0)
        return 1;
    if (gait_fd_write(ends[1], GAIT_STR("lost"), &err))
        return 2;
    return err.code == GAIT_E_output_undeliverable && err.sys == EPIPE ? 0 : 3;
}

static void a_broken_pipe_is_an_error_not_a_signal(void **state)
{
    (void)state;
    assert_int_equal(in_child(write_to_a_broken_pipe), 0);
}

static int write_to_a_full_device(void)
{
    gait_error err = GAIT_ERROR_INIT;
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    if (fd < 0 || gait_fd_write(fd, GAIT_STR("lost"), &err))
        return 1;
    return err.sys == ENOSPC && gait_error_exit(&err) == 1 ? 0 : 2;
}

static void a_full_device_is_reported(void **state)
{
    (void)state;
    assert_int_equal(in_child(write_to_a_full_device), 0);
}

static void a_slow_reader_gets_everything_even_without_blocking(void **state)
{
    (void)state;
    static char sent[300000];
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t child = fork();
    if (child == 0) {
        char piece[5000];
        size_t total = 0;
        ssize_t n;
        (void)close(ends[1]);
        while ((n = read(ends[0], piece, sizeof piece)) > 0) {
            total += (size_t)n;
            (void)usleep(200);
        }
        _exit(total == sizeof sent ? 0 : 1);
    }
    gait_error err = GAIT_ERROR_INIT;
    assert_int_equal(close(ends[0]), 0);
    assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    assert_true(gait_fd_write(ends[1], (gait_str){ sent, sizeof sent }, &err));
    assert_int_equal(close(ends[1]), 0);
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void a_pipe_is_no_terminal(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    assert_false(gait_fd_is_terminal(ends[0]));
    assert_int_equal(close(ends[0]), 0);
    assert_int_equal(close(ends[1]), 0);
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal < 0)
        skip();
    assert_true(gait_fd_is_terminal(terminal));
    assert_int_equal(close(terminal), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closed_descriptors_are_taken_yet_stay_unusable),
        cmocka_unit_test(open_descriptors_are_left_alone),
        cmocka_unit_test(a_broken_pipe_is_an_error_not_a_signal),
        cmocka_unit_test(a_full_device_is_reported),
        cmocka_unit_test(a_slow_reader_gets_everything_even_without_blocking),
        cmocka_unit_test(a_pipe_is_no_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
