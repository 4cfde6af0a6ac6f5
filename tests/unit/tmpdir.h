/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tmpdir.h — a fresh directory per test, an arena, and small files to look at. Include after cmocka.h.
 */
#ifndef GAIT_TEST_TMPDIR_H
#define GAIT_TEST_TMPDIR_H

#include <gait/arena.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct fixture {
    char dir[64];
    gait_arena *arena;
} fixture;

static inline int fixture_setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    (void)snprintf(f->dir, sizeof f->dir, "/tmp/gait-test-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    f->arena = gait_arena_new(64u << 20, NULL, NULL);
    assert_non_null(f->arena);
    *state = f;
    return 0;
}

static inline void remove_tree(int parent, const char *name)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        (void)unlinkat(parent, name, 0);
        return;
    }
    DIR *dir = fdopendir(fd);
    const struct dirent *entry;
    while (dir != NULL && (entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove_tree(fd, entry->d_name);
    (void)closedir(dir);
    (void)unlinkat(parent, name, AT_REMOVEDIR);
}

static inline int fixture_teardown(void **state)
{
    fixture *f = *state;
    remove_tree(AT_FDCWD, f->dir);
    gait_arena_free(f->arena);
    free(f);
    return 0;
}

/* dir/name, in the arena. */
static inline const char *in_dir(fixture *f, const char *name)
{
    return gait_arena_format(f->arena, "%s/%s", f->dir, name).ptr;
}

static inline void put_file(const char *path, const char *text, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(fchmod(fd, mode), 0);
    assert_int_equal(close(fd), 0);
}

/* Entries of a directory, "." and ".." not counted. */
static inline int count_entries(const char *path)
{
    DIR *dir = opendir(path);
    assert_non_null(dir);
    int count = 0;
    while (readdir(dir) != NULL)
        count++;
    (void)closedir(dir);
    return count - 2;
}

static inline mode_t mode_of(const char *path)
{
    struct stat st;
    assert_int_equal(lstat(path, &st), 0);
    return st.st_mode & 07777;
}

#define FIXTURE_TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

#endif
