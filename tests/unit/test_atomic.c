/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* RLIMIT_FSIZE in a child, usleep */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gait/clock.h>
#include <gait/file.h>

#include "sys/code.h"
#include "sys/private.h"
#include "unit/tmpdir.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static gait_code write_code(const char *path, const char *text, gait_write_mode mode)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_rng rng = gait_rng_system();
    bool ok = gait_file_write(path, gait_str_of(text), mode, &rng, &err);
    assert_int_equal(ok, err.code == GAIT_OK);
    return err.code;
}

static void expect_content(fixture *f, const char *path, const char *text)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_str out;
    assert_true(gait_file_read(f->arena, path, 1u << 20, &out, &err));
    assert_true(gait_str_is(out, text));
}

static void a_new_file_is_private_and_alone(void **state)
{
    fixture *f = *state;
    mode_t before = umask(0);
    assert_int_equal(write_code(in_dir(f, "a"), "one", GAIT_WRITE_CREATE), GAIT_OK);
    (void)umask(0777);
    assert_int_equal(write_code(in_dir(f, "b"), "", GAIT_WRITE_REPLACE), GAIT_OK);
    (void)umask(before);
    expect_content(f, in_dir(f, "a"), "one");
    assert_int_equal(mode_of(in_dir(f, "a")), 0600);
    assert_int_equal(mode_of(in_dir(f, "b")), 0600);
    assert_int_equal(count_entries(f->dir), 2);
}

static void replacing_gives_the_new_content_and_a_private_mode(void **state)
{
    fixture *f = *state;
    put_file(in_dir(f, "a"), "old", 0644);
    assert_int_equal(write_code(in_dir(f, "a"), "new", GAIT_WRITE_REPLACE), GAIT_OK);
    expect_content(f, in_dir(f, "a"), "new");
    assert_int_equal(mode_of(in_dir(f, "a")), 0600);
    assert_int_equal(count_entries(f->dir), 1);
}

static void creating_never_replaces(void **state)
{
    fixture *f = *state;
    put_file(in_dir(f, "a"), "old", 0600);
    assert_int_equal(symlink("nowhere", in_dir(f, "dangling")), 0);
    assert_int_equal(write_code(in_dir(f, "a"), "new", GAIT_WRITE_CREATE), GAIT_E_file_exists);
    assert_int_equal(write_code(in_dir(f, "dangling"), "new", GAIT_WRITE_CREATE),
                     GAIT_E_file_exists);
    expect_content(f, in_dir(f, "a"), "old");
    assert_int_equal(count_entries(f->dir), 2);
}

static void only_a_regular_file_is_replaced(void **state)
{
    fixture *f = *state;
    put_file(in_dir(f, "target"), "old", 0600);
    assert_int_equal(symlink("target", in_dir(f, "link")), 0);
    assert_int_equal(mkfifo(in_dir(f, "fifo"), 0600), 0);
    assert_int_equal(mkdir(in_dir(f, "dir"), 0700), 0);
    static const char *const names[] = { "link", "fifo", "dir" };
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(write_code(in_dir(f, names[i]), "new", GAIT_WRITE_REPLACE),
                         GAIT_E_file_not_regular);
    expect_content(f, in_dir(f, "target"), "old");
    assert_int_equal(count_entries(f->dir), 4);
}

static void a_destination_that_cannot_be_is_the_callers_mistake(void **state)
{
    fixture *f = *state;
    char name[300];
    memset(name, 'n', sizeof name);
    name[256] = '\0';
    put_file(in_dir(f, "a"), "old", 0600);
    const char *const bad[] = { "",
                                in_dir(f, "none/x"),
                                in_dir(f, "a/x"),
                                in_dir(f, ""),
                                in_dir(f, "."),
                                in_dir(f, "none/.."),
                                in_dir(f, name) };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(write_code(bad[i], "new", GAIT_WRITE_REPLACE), GAIT_E_path_invalid);
    assert_int_equal(count_entries(f->dir), 1);
}

static void the_longest_possible_name_can_be_written(void **state)
{
    fixture *f = *state;
    char name[256];
    memset(name, 'n', sizeof name);
    name[255] = '\0';
    assert_int_equal(write_code(in_dir(f, name), "new", GAIT_WRITE_CREATE), GAIT_OK);
    expect_content(f, in_dir(f, name), "new");
}

static void a_bare_name_is_written_into_the_working_directory(void **state)
{
    fixture *f = *state;
    char before[512];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(f->dir), 0);
    assert_int_equal(write_code("bare", "new", GAIT_WRITE_CREATE), GAIT_OK);
    assert_int_equal(chdir(before), 0);
    expect_content(f, in_dir(f, "bare"), "new");
}

/* The first two names collide, the third is free. */
static bool colliding_fill(void *ctx, void *bytes, size_t len, gait_error *err)
{
    int *calls = ctx;
    (void)err;
    memset(bytes, ++*calls <= 2 ? 0x11 : 0x22, len);
    return true;
}

static void a_taken_temporary_name_is_left_alone_and_another_tried(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    int calls = 0;
    gait_rng rng = { colliding_fill, &calls };
    put_file(in_dir(f, ".gait-1111111111111111.tmp"), "theirs", 0600);
    assert_true(gait_file_write(in_dir(f, "a"), GAIT_STR("new"), GAIT_WRITE_CREATE, &rng, &err));
    assert_int_equal(calls, 3);
    expect_content(f, in_dir(f, ".gait-1111111111111111.tmp"), "theirs");
    assert_int_equal(count_entries(f->dir), 2);
}

static bool same_fill(void *ctx, void *bytes, size_t len, gait_error *err)
{
    (void)err;
    ++*(int *)ctx;
    memset(bytes, 0x11, len);
    return true;
}

static void colliding_for_ever_ends_in_a_failure(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    int calls = 0;
    gait_rng rng = { same_fill, &calls };
    put_file(in_dir(f, ".gait-1111111111111111.tmp"), "theirs", 0600);
    assert_false(gait_file_write(in_dir(f, "a"), GAIT_STR("new"), GAIT_WRITE_CREATE, &rng, &err));
    assert_int_equal(err.code, GAIT_E_file_write);
    assert_in_range(calls, 2, 100);
    assert_int_equal(count_entries(f->dir), 1);
}

static bool no_randomness(void *ctx, void *bytes, size_t len, gait_error *err)
{
    (void)ctx;
    (void)bytes;
    (void)len;
    return gait_fail(err, GAIT_E_randomness_unavailable, "none left");
}

static void without_randomness_nothing_is_written(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    gait_rng rng = { no_randomness, NULL };
    assert_false(gait_file_write(in_dir(f, "a"), GAIT_STR("new"), GAIT_WRITE_CREATE, &rng, &err));
    assert_int_equal(err.code, GAIT_E_randomness_unavailable);
    assert_int_equal(count_entries(f->dir), 0);
}

/* In a child, because the limit and the ignored signal are the process's own. */
static void a_file_over_the_size_limit_leaves_the_old_one(void **state)
{
    fixture *f = *state;
    put_file(in_dir(f, "a"), "old", 0600);
    pid_t child = fork();
    if (child == 0) {
        static char big[100000];
        struct rlimit limit = { 5000, 5000 };
        gait_error err = GAIT_ERROR_INIT;
        gait_rng rng = gait_rng_system();
        if (!gait_signals_as_errors(&err) || setrlimit(RLIMIT_FSIZE, &limit) != 0)
            _exit(1);
        bool ok = gait_file_write(in_dir(f, "a"), (gait_str){ big, sizeof big }, GAIT_WRITE_REPLACE,
                                  &rng, &err);
        _exit(!ok && err.code == GAIT_E_file_write && err.sys == EFBIG ? 0 : 2);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    expect_content(f, in_dir(f, "a"), "old");
    assert_int_equal(count_entries(f->dir), 1);
}

static void readers_and_racing_writers_see_whole_files_only(void **state)
{
    fixture *f = *state;
    const char *path = in_dir(f, "a");
    static char text[2][20000];
    memset(text[0], 'x', sizeof text[0] - 1);
    memset(text[1], 'y', sizeof text[1] - 1);
    assert_int_equal(write_code(path, text[0], GAIT_WRITE_REPLACE), GAIT_OK);
    pid_t writers[2];
    for (int w = 0; w < 2; w++) {
        writers[w] = fork();
        if (writers[w] != 0)
            continue;
        for (int i = 0; i < 150; i++) {
            gait_error err = GAIT_ERROR_INIT;
            gait_rng rng = gait_rng_system();
            if (!gait_file_write(path, gait_str_of(text[w]), GAIT_WRITE_REPLACE, &rng, &err))
                _exit(1);
        }
        _exit(0);
    }
    for (int i = 0; i < 1000; i++) {
        gait_error err = GAIT_ERROR_INIT;
        gait_str out;
        assert_true(gait_file_read(f->arena, path, 1u << 20, &out, &err));
        assert_true(gait_str_is(out, text[0]) || gait_str_is(out, text[1]));
    }
    for (int w = 0; w < 2; w++) {
        int status = -1;
        assert_int_equal(waitpid(writers[w], &status, 0), writers[w]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(count_entries(f->dir), 1);
}

static void of_racing_creators_exactly_one_wins(void **state)
{
    fixture *f = *state;
    pid_t racers[6];
    for (int i = 0; i < 6; i++) {
        racers[i] = fork();
        if (racers[i] != 0)
            continue;
        gait_error err = GAIT_ERROR_INIT;
        gait_rng rng = gait_rng_system();
        bool ok = gait_file_write(in_dir(f, "a"), GAIT_STR("new"), GAIT_WRITE_CREATE, &rng, &err);
        _exit(ok ? 0 : err.code == GAIT_E_file_exists ? 1 : 2);
    }
    int winners = 0;
    int losers = 0;
    for (int i = 0; i < 6; i++) {
        int status = -1;
        assert_int_equal(waitpid(racers[i], &status, 0), racers[i]);
        winners += WIFEXITED(status) && WEXITSTATUS(status) == 0;
        losers += WIFEXITED(status) && WEXITSTATUS(status) == 1;
    }
    assert_int_equal(winners, 1);
    assert_int_equal(losers, 5);
    assert_int_equal(count_entries(f->dir), 1);
}

static void something_in_the_way_is_reported_under_the_callers_code(void **state)
{
    fixture *f = *state;
    assert_int_equal(symlink("nowhere", in_dir(f, "dangling")), 0);
    gait_error err = GAIT_ERROR_INIT;
    assert_true(gait_file_must_not_exist(in_dir(f, "free"), GAIT_E_trace_exists, &err));
    assert_true(gait_file_must_not_exist(in_dir(f, "none/free"), GAIT_E_trace_exists, &err));
    assert_false(gait_file_must_not_exist(in_dir(f, "dangling"), GAIT_E_trace_exists, &err));
    assert_int_equal(err.code, GAIT_E_trace_exists);
    put_file(in_dir(f, "a"), "", 0600);
    gait_error under = GAIT_ERROR_INIT;
    assert_false(gait_file_must_not_exist(in_dir(f, "a/x"), GAIT_E_trace_exists, &under));
    assert_int_equal(under.code, GAIT_E_path_invalid);
}

static void a_temporary_name_is_known_again(void **state)
{
    (void)state;
    assert_true(gi_file_is_temp(GAIT_STR(".gait-0123456789abcdef.tmp")));
    assert_false(gi_file_is_temp(GAIT_STR(".gait-0123456789abcdeF.tmp")));
    assert_false(gi_file_is_temp(GAIT_STR(".gait-0123456789abcde.tmp")));
    assert_false(gi_file_is_temp(GAIT_STR(".gait-0123456789abcdef.tmp2")));
    assert_false(gi_file_is_temp(GAIT_STR("")));
}

static void a_directory_is_locked_by_one_and_free_after_its_death(void **state)
{
    fixture *f = *state;
    int lock = -1;
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        gait_error err = GAIT_ERROR_INIT;
        if (!gi_dir_lock(f->dir, &lock, &err) || write(ready[1], "x", 1) != 1)
            _exit(1);
        for (;;)
            (void)pause();
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    gait_error busy = GAIT_ERROR_INIT;
    assert_false(gi_dir_lock(f->dir, &lock, &busy));
    assert_int_equal(busy.code, GAIT_E_lock_timeout);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    gait_error err = GAIT_ERROR_INIT;
    assert_true(gi_dir_lock(f->dir, &lock, &err));
    gi_dir_unlock(&lock);
    assert_int_equal(close(ready[0]), 0);
    assert_int_equal(close(ready[1]), 0);
}

static void an_errno_means_what_was_being_done(void **state)
{
    (void)state;
    static const int wrong_path[] = { ENOENT, EISDIR, ENOTDIR, ENAMETOOLONG, ELOOP };
    static const int trouble[] = { EIO,   ENOSPC, EDQUOT, EROFS, EACCES, EPERM,  EMFILE, ENFILE,
                                   EFBIG, EINTR,  EAGAIN, EBADF, EBUSY,  ESTALE, EPIPE };
    for (size_t i = 0; i < sizeof wrong_path / sizeof wrong_path[0]; i++) {
        int sys = wrong_path[i];
        assert_int_equal(gi_errno_code(GI_DOING_FIND_INPUT, sys), GAIT_E_path_invalid);
        assert_int_equal(gi_errno_code(GI_DOING_FIND_OUTPUT, sys), GAIT_E_path_invalid);
        assert_int_equal(gi_errno_code(GI_DOING_WRITE, sys), GAIT_E_file_write);
    }
    for (size_t i = 0; i < sizeof trouble / sizeof trouble[0]; i++) {
        int sys = trouble[i];
        assert_int_equal(gi_errno_code(GI_DOING_FIND_INPUT, sys), GAIT_E_file_read);
        assert_int_equal(gi_errno_code(GI_DOING_READ, sys), GAIT_E_file_read);
        assert_int_equal(gi_errno_code(GI_DOING_FIND_OUTPUT, sys), GAIT_E_file_write);
        assert_int_equal(gi_errno_code(GI_DOING_WRITE, sys), GAIT_E_file_write);
        assert_int_equal(gi_errno_code(GI_DOING_SYNC, sys), GAIT_E_file_sync);
        assert_int_equal(gi_errno_code(GI_DOING_DELIVER, sys), GAIT_E_output_undeliverable);
    }
    assert_int_equal(gi_errno_code(GI_DOING_WRITE, ENOMEM), GAIT_E_out_of_memory);
    assert_int_equal(gi_errno_code(GI_DOING_SYNC, ENOMEM), GAIT_E_file_sync);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_new_file_is_private_and_alone),
        FIXTURE_TEST(replacing_gives_the_new_content_and_a_private_mode),
        FIXTURE_TEST(creating_never_replaces),
        FIXTURE_TEST(only_a_regular_file_is_replaced),
        FIXTURE_TEST(a_destination_that_cannot_be_is_the_callers_mistake),
        FIXTURE_TEST(the_longest_possible_name_can_be_written),
        FIXTURE_TEST(a_bare_name_is_written_into_the_working_directory),
        FIXTURE_TEST(a_taken_temporary_name_is_left_alone_and_another_tried),
        FIXTURE_TEST(colliding_for_ever_ends_in_a_failure),
        FIXTURE_TEST(without_randomness_nothing_is_written),
        FIXTURE_TEST(a_file_over_the_size_limit_leaves_the_old_one),
        FIXTURE_TEST(readers_and_racing_writers_see_whole_files_only),
        FIXTURE_TEST(of_racing_creators_exactly_one_wins),
        FIXTURE_TEST(something_in_the_way_is_reported_under_the_callers_code),
        cmocka_unit_test(a_temporary_name_is_known_again),
        FIXTURE_TEST(a_directory_is_locked_by_one_and_free_after_its_death),
        cmocka_unit_test(an_errno_means_what_was_being_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
