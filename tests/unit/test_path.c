/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gait/file.h>

#include "unit/tmpdir.h"

static void cleaning_is_lexical(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *in, *out;
        bool climbed;
    } rows[] = {
        { "", ".", false },
        { ".", ".", false },
        { "/", "/", false },
        { "a//b/./c/", "a/b/c", false },
        { "a/b/..", "a", false },
        { "a/..", ".", false },
        { "..", "..", true },
        { "../a", "../a", true },
        { "a/../../b", "../b", true },
        { "/../a", "/a", true },
        { "/a/../..", "/", true },
        { "../../x/..", "../..", true },
        { "...", "...", false },
        { "a/.../b", "a/.../b", false },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool climbed = !rows[i].climbed;
        gait_str out = gait_path_clean(f->arena, gait_str_of(rows[i].in), &climbed);
        assert_true(gait_str_is(out, rows[i].out));
        assert_int_equal(climbed, rows[i].climbed);
    }
}

static gait_code inside(fixture *f, const char *root, gait_str relative, char **out)
{
    gait_error err = GAIT_ERROR_INIT;
    bool ok = gait_path_inside(f->arena, root, relative, out, &err);
    assert_int_equal(ok, err.code == GAIT_OK);
    return err.code;
}

static void a_path_stays_inside_its_root(void **state)
{
    fixture *f = *state;
    char *out = NULL;
    assert_int_equal(inside(f, "/r", GAIT_STR("a/./b/../c"), &out), GAIT_OK);
    assert_string_equal(out, "/r/a/c");
    assert_int_equal(inside(f, "/", GAIT_STR("a"), &out), GAIT_OK);
    assert_string_equal(out, "/a");
    assert_int_equal(inside(f, "r/", GAIT_STR("a"), &out), GAIT_OK);
    assert_string_equal(out, "r/a");
    assert_int_equal(inside(f, "/r", GAIT_STR("a/.."), &out), GAIT_OK);
    assert_string_equal(out, "/r");
    assert_int_equal(inside(f, "", GAIT_STR("a"), &out), GAIT_OK);
    assert_string_equal(out, "./a");
}

static void a_path_that_would_leave_its_root_is_refused(void **state)
{
    fixture *f = *state;
    char *out = NULL;
    assert_int_equal(inside(f, "/r", GAIT_STR(".."), &out), GAIT_E_path_escapes);
    assert_int_equal(inside(f, "/r", GAIT_STR("a/../../r/b"), &out), GAIT_E_path_escapes);
    assert_int_equal(inside(f, "/r", GAIT_STR("/r/a"), &out), GAIT_E_path_escapes);
    assert_int_equal(inside(f, "/r", GAIT_STR("a\0b"), &out), GAIT_E_path_escapes);
    assert_null(out);
}

static void missing_directories_are_made_private(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    mode_t before = umask(0);
    assert_true(gait_dir_make(in_dir(f, "a//b/c/"), &err));
    (void)umask(before);
    assert_int_equal(mode_of(in_dir(f, "a")), 0700);
    assert_int_equal(mode_of(in_dir(f, "a/b/c")), 0700);
    assert_int_equal(chmod(in_dir(f, "a"), 0755), 0);
    assert_true(gait_dir_make(in_dir(f, "a/b/c"), &err));
    assert_int_equal(mode_of(in_dir(f, "a")), 0755);
    assert_true(gait_dir_make("/", &err));
    assert_true(gait_dir_make(".", &err));
}

static void a_directory_is_not_made_through_a_file(void **state)
{
    fixture *f = *state;
    put_file(in_dir(f, "file"), "", 0600);
    assert_int_equal(symlink("nowhere", in_dir(f, "dangling")), 0);
    const char *const bad[] = { "", in_dir(f, "file"), in_dir(f, "file/x"), in_dir(f, "dangling") };
    for (size_t i = 0; i < 4; i++) {
        gait_error err = GAIT_ERROR_INIT;
        assert_false(gait_dir_make(bad[i], &err));
        assert_int_equal(err.code, GAIT_E_path_invalid);
    }
}

static void a_directory_is_told_from_a_file_and_from_nothing(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    bool is_dir = false;
    put_file(in_dir(f, "file"), "", 0600);
    assert_true(gait_path_is_dir(f->dir, &is_dir, &err));
    assert_true(is_dir);
    assert_true(gait_path_is_dir(in_dir(f, "file"), &is_dir, &err));
    assert_false(is_dir);
    assert_false(gait_path_is_dir(in_dir(f, "none"), &is_dir, &err));
    assert_int_equal(err.code, GAIT_E_path_invalid);
}

static void names_come_sorted_by_their_bytes_and_bounded(void **state)
{
    fixture *f = *state;
    static const char *const names[] = { "b", "a", "B", ".hidden", "\xC3\xA9", "10", "9" };
    static const char *const sorted[] = { ".hidden", "10", "9", "B", "a", "b", "\xC3\xA9" };
    for (size_t i = 0; i < 7; i++)
        put_file(in_dir(f, names[i]), "", 0600);
    gait_error err = GAIT_ERROR_INIT;
    gait_str *out = NULL;
    size_t count = 0;
    assert_true(gait_dir_list(f->arena, f->dir, 7, &out, &count, &err));
    assert_int_equal(count, 7);
    for (size_t i = 0; i < 7; i++)
        assert_true(gait_str_is(out[i], sorted[i]));
    assert_false(gait_dir_list(f->arena, f->dir, 6, &out, &count, &err));
    assert_int_equal(err.code, GAIT_E_file_too_large);
    gait_error missing = GAIT_ERROR_INIT;
    assert_false(gait_dir_list(f->arena, in_dir(f, "a"), 6, &out, &count, &missing));
    assert_int_equal(missing.code, GAIT_E_path_invalid);
}

static void an_empty_variable_counts_as_unset(void **state)
{
    (void)state;
    assert_int_equal(setenv("GAIT_TEST_VARIABLE", "x", 1), 0);
    assert_string_equal(gait_env_get("GAIT_TEST_VARIABLE"), "x");
    assert_int_equal(setenv("GAIT_TEST_VARIABLE", "", 1), 0);
    assert_null(gait_env_get("GAIT_TEST_VARIABLE"));
    assert_int_equal(unsetenv("GAIT_TEST_VARIABLE"), 0);
    assert_null(gait_env_get("GAIT_TEST_VARIABLE"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(cleaning_is_lexical),
        FIXTURE_TEST(a_path_stays_inside_its_root),
        FIXTURE_TEST(a_path_that_would_leave_its_root_is_refused),
        FIXTURE_TEST(missing_directories_are_made_private),
        FIXTURE_TEST(a_directory_is_not_made_through_a_file),
        FIXTURE_TEST(a_directory_is_told_from_a_file_and_from_nothing),
        FIXTURE_TEST(names_come_sorted_by_their_bytes_and_bounded),
        cmocka_unit_test(an_empty_variable_counts_as_unset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
