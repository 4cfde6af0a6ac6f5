/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* pipe2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sys/private.h"
#include "unit/tmpdir.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

static gait_code read_code(fixture *f, const char *path, size_t max, gait_str *out)
{
    gait_error err = GAIT_ERROR_INIT;
    bool ok = gait_file_read(f->arena, path, max, out, &err);
    assert_int_equal(ok, err.code == GAIT_OK);
    return err.code;
}

static void a_file_is_read_whole_through_a_symlink(void **state)
{
    fixture *f = *state;
    gait_str out;
    put_file(in_dir(f, "a"), "hello", 0644);
    assert_int_equal(symlink("a", in_dir(f, "link")), 0);
    assert_int_equal(read_code(f, in_dir(f, "link"), 100, &out), GAIT_OK);
    assert_true(gait_str_is(out, "hello"));
    put_file(in_dir(f, "empty"), "", 0600);
    assert_int_equal(read_code(f, in_dir(f, "empty"), 0, &out), GAIT_OK);
    assert_int_equal(out.len, 0);
}

static void the_limit_is_exact(void **state)
{
    fixture *f = *state;
    gait_str out;
    put_file(in_dir(f, "a"), "12345", 0600);
    assert_int_equal(read_code(f, in_dir(f, "a"), 5, &out), GAIT_OK);
    assert_int_equal(out.len, 5);
    assert_int_equal(read_code(f, in_dir(f, "a"), 4, &out), GAIT_E_file_too_large);
}

static void a_file_that_claims_no_size_is_still_read_and_bounded(void **state)
{
    fixture *f = *state;
    gait_str out;
    /* The kernel's virtual files report size 0. */
    if (access("/proc/self/status", R_OK) != 0)
        skip();
    assert_int_equal(read_code(f, "/proc/self/status", 65536, &out), GAIT_OK);
    assert_true(out.len > 10);
    assert_int_equal(read_code(f, "/proc/self/status", 10, &out), GAIT_E_file_too_large);
}

static void what_cannot_be_a_file_is_the_callers_mistake(void **state)
{
    fixture *f = *state;
    gait_str out;
    char longest[300];
    memset(longest, 'n', sizeof longest);
    longest[299] = '\0';
    put_file(in_dir(f, "a"), "x", 0600);
    assert_int_equal(symlink("loop", in_dir(f, "loop")), 0);
    assert_int_equal(read_code(f, "", 9, &out), GAIT_E_path_invalid);
    assert_int_equal(read_code(f, in_dir(f, "none"), 9, &out), GAIT_E_path_invalid);
    assert_int_equal(read_code(f, f->dir, 9, &out), GAIT_E_path_invalid);
    assert_int_equal(read_code(f, in_dir(f, "a/b"), 9, &out), GAIT_E_path_invalid);
    assert_int_equal(read_code(f, in_dir(f, "loop"), 9, &out), GAIT_E_path_invalid);
    assert_int_equal(read_code(f, in_dir(f, longest), 9, &out), GAIT_E_path_invalid);
}

static void fifos_sockets_and_devices_are_refused_without_waiting(void **state)
{
    fixture *f = *state;
    gait_str out;
    assert_int_equal(mkfifo(in_dir(f, "fifo"), 0600), 0);
    assert_int_equal(read_code(f, in_dir(f, "fifo"), 9, &out), GAIT_E_file_not_regular);
    assert_int_equal(read_code(f, "/dev/null", 9, &out), GAIT_E_file_not_regular);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un name = { .sun_family = AF_UNIX };
    (void)snprintf(name.sun_path, sizeof name.sun_path, "%s", in_dir(f, "sock"));
    assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof name), 0);
    assert_int_equal(read_code(f, name.sun_path, 9, &out), GAIT_E_file_not_regular);
    assert_int_equal(close(fd), 0);
}

static void a_descriptor_is_read_in_pieces_to_its_end(void **state)
{
    fixture *f = *state;
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t child = fork();
    if (child == 0) {
        char piece[1000];
        memset(piece, 'p', sizeof piece);
        for (int i = 0; i < 300; i++)
            if (write(ends[1], piece, sizeof piece) != (ssize_t)sizeof piece)
                _exit(1);
        _exit(0);
    }
    assert_int_equal(close(ends[1]), 0);
    gait_error err = GAIT_ERROR_INIT;
    gait_str out;
    assert_true(gait_file_read_fd(f->arena, ends[0], "standard input", 300000, &out, &err));
    assert_int_equal(out.len, 300000);
    assert_int_equal(out.ptr[299999], 'p');
    assert_int_equal(close(ends[0]), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static void an_endless_descriptor_is_cut_off_at_the_limit(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    gait_str out;
    int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
    assert_false(gait_file_read_fd(f->arena, fd, "standard input", 200000, &out, &err));
    assert_int_equal(err.code, GAIT_E_file_too_large);
    assert_int_equal(close(fd), 0);
}

static void a_descriptor_that_does_not_block_is_waited_for(void **state)
{
    fixture *f = *state;
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    pid_t child = fork();
    if (child == 0) {
        (void)usleep(50000);
        _exit(write(ends[1], "late", 4) == 4 ? 0 : 1);
    }
    assert_int_equal(close(ends[1]), 0);
    gait_error err = GAIT_ERROR_INIT;
    gait_str out;
    assert_true(gait_file_read_fd(f->arena, ends[0], "standard input", 10, &out, &err));
    assert_true(gait_str_is(out, "late"));
    assert_int_equal(close(ends[0]), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static void a_closed_descriptor_is_an_io_failure(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    gait_str out;
    assert_false(gait_file_read_fd(f->arena, 999, "standard input", 10, &out, &err));
    assert_int_equal(err.code, GAIT_E_file_read);
    assert_int_equal(err.sys, EBADF);
    assert_string_equal(err.message, "cannot read standard input: Bad file descriptor");
}

static gait_code private_code(const char *path, size_t size, size_t *len)
{
    char bytes[64];
    gait_error err = GAIT_ERROR_INIT;
    bool ok = gi_file_read_private(path, bytes, size, len, &err);
    assert_int_equal(ok, err.code == GAIT_OK);
    if (ok)
        assert_memory_equal(bytes, "secret", *len);
    return err.code;
}

static void a_secret_that_others_may_touch_is_refused(void **state)
{
    fixture *f = *state;
    const char *path = in_dir(f, "key");
    size_t len;
    put_file(path, "secret", 0600);
    assert_int_equal(private_code(path, 64, &len), GAIT_OK);
    assert_int_equal(len, 6);
    static const mode_t bad[] = { 0640, 0620, 0604, 0602, 0644, 0666 };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(chmod(path, bad[i]), 0);
        assert_int_equal(private_code(path, 64, &len), GAIT_E_key_permissions);
    }
    assert_int_equal(chmod(path, 0400), 0);
    assert_int_equal(private_code(path, 64, &len), GAIT_OK);
}

static void a_secret_of_somebody_else_is_refused(void **state)
{
    fixture *f = *state;
    size_t len;
    if (geteuid() != 0)
        skip();
    put_file(in_dir(f, "key"), "secret", 0600);
    assert_int_equal(chown(in_dir(f, "key"), 65534, 65534), 0);
    assert_int_equal(private_code(in_dir(f, "key"), 64, &len), GAIT_E_key_permissions);
}

static void a_secret_must_fit_its_memory_exactly_or_less(void **state)
{
    fixture *f = *state;
    size_t len;
    put_file(in_dir(f, "key"), "secret", 0600);
    assert_int_equal(private_code(in_dir(f, "key"), 6, &len), GAIT_OK);
    assert_int_equal(private_code(in_dir(f, "key"), 5, &len), GAIT_E_file_too_large);
    assert_int_equal(private_code(in_dir(f, "none"), 6, &len), GAIT_E_path_invalid);
    assert_int_equal(private_code(f->dir, 6, &len), GAIT_E_path_invalid);
}

static void a_directory_is_private_or_refused(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    assert_true(gi_dir_check_private(f->dir, &err));
    assert_int_equal(chmod(f->dir, 0750), 0);
    assert_false(gi_dir_check_private(f->dir, &err));
    assert_int_equal(err.code, GAIT_E_file_permissions);
    put_file(in_dir(f, "a"), "", 0600);
    gait_error other = GAIT_ERROR_INIT;
    assert_false(gi_dir_check_private(in_dir(f, "a"), &other));
    assert_int_equal(other.code, GAIT_E_path_invalid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_file_is_read_whole_through_a_symlink),
        FIXTURE_TEST(the_limit_is_exact),
        FIXTURE_TEST(a_file_that_claims_no_size_is_still_read_and_bounded),
        FIXTURE_TEST(what_cannot_be_a_file_is_the_callers_mistake),
        FIXTURE_TEST(fifos_sockets_and_devices_are_refused_without_waiting),
        FIXTURE_TEST(a_descriptor_is_read_in_pieces_to_its_end),
        FIXTURE_TEST(an_endless_descriptor_is_cut_off_at_the_limit),
        FIXTURE_TEST(a_descriptor_that_does_not_block_is_waited_for),
        FIXTURE_TEST(a_closed_descriptor_is_an_io_failure),
        FIXTURE_TEST(a_secret_that_others_may_touch_is_refused),
        FIXTURE_TEST(a_secret_of_somebody_else_is_refused),
        FIXTURE_TEST(a_secret_must_fit_its_memory_exactly_or_less),
        FIXTURE_TEST(a_directory_is_private_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
