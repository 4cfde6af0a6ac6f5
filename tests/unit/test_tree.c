/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <gait/clock.h>

#include "sys/tree.h"
#include "unit/tmpdir.h"

static const gi_tree_file files[] = {
    { "a.lua", { "one", 3 } },
    { "b/c/d.lua", { "two", 3 } },
    { "b/e.lua", { "", 0 } },
};

static gait_code write_code(const char *path, const gi_tree_file *some, size_t count)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_rng rng = gait_rng_system();
    bool ok = gi_tree_write(path, some, count, &rng, &err);
    assert_int_equal(ok, err.code == GAIT_OK);
    return err.code;
}

static void expect_content(fixture *f, const char *name, const char *text)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_str out;
    assert_true(gait_file_read(f->arena, in_dir(f, name), 1u << 20, &out, &err));
    assert_str(out, text);
    assert_int_equal(mode_of(in_dir(f, name)), 0600);
}

static void a_directory_is_there_with_all_its_files(void **state)
{
    fixture *f = *state;
    mode_t before = umask(0);
    assert_int_equal(write_code(in_dir(f, "new"), files, 3), GAIT_OK);
    (void)umask(before);
    expect_content(f, "new/a.lua", "one");
    expect_content(f, "new/b/c/d.lua", "two");
    expect_content(f, "new/b/e.lua", "");
    assert_int_equal(mode_of(in_dir(f, "new")), 0700);
    assert_int_equal(mode_of(in_dir(f, "new/b")), 0700);
    assert_int_equal(count_entries(f->dir), 1);
    assert_int_equal(write_code(in_dir(f, "empty/"), files, 0), GAIT_OK);
    assert_int_equal(count_entries(in_dir(f, "empty")), 0);
}

static void what_is_there_already_stays(void **state)
{
    fixture *f = *state;
    put_file(in_dir(f, "file"), "old", 0600);
    assert_int_equal(write_code(in_dir(f, "file"), files, 3), GAIT_E_file_exists);
    expect_content(f, "file", "old");
    assert_int_equal(mkdir(in_dir(f, "empty"), 0700), 0);
    assert_int_equal(write_code(in_dir(f, "empty"), files, 3), GAIT_E_file_exists);
    assert_int_equal(count_entries(in_dir(f, "empty")), 0);
    assert_int_equal(symlink("absent", in_dir(f, "link")), 0);
    assert_int_equal(write_code(in_dir(f, "link"), files, 3), GAIT_E_file_exists);
    assert_int_equal(count_entries(f->dir), 3);
}

static void a_failure_leaves_nothing(void **state)
{
    static const gi_tree_file twice[] = { { "b/c.lua", { "x", 1 } },
                                          { "b/c.lua", { "y", 1 } },
                                          { "d/e.lua", { "z", 1 } } };
    static const gi_tree_file through[] = { { "b", { "x", 1 } }, { "b/c.lua", { "y", 1 } } };
    fixture *f = *state;
    assert_int_equal(write_code(in_dir(f, "new"), twice, 3), GAIT_E_file_exists);
    assert_int_equal(write_code(in_dir(f, "new"), through, 2), GAIT_E_path_invalid);
    assert_int_equal(write_code(in_dir(f, "absent/new"), files, 3), GAIT_E_path_invalid);
    assert_int_equal(write_code("", files, 3), GAIT_E_path_invalid);
    assert_int_equal(count_entries(f->dir), 0);
}

#define TREE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TREE(a_directory_is_there_with_all_its_files),
        TREE(what_is_there_already_stays),
        TREE(a_failure_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
