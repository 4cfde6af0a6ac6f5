/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/file.h>

#include "sys/code.h"
#include "sys/fd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 0 and *is_dir, or an errno. */
static int look(const char *path, bool *is_dir)
{
    struct stat st;
    if (path[0] == '\0')
        return ENOENT;
    for (int tries = 0; tries < GI_EINTR_TRIES; tries++) {
        if (stat(path, &st) == 0) {
            *is_dir = S_ISDIR(st.st_mode);
            return 0;
        }
        if (errno != EINTR)
            return errno;
    }
    return EINTR;
}

bool gait_path_is_dir(const char *path, bool *out, gait_error *err)
{
    int sys = look(path, out);
    if (sys == 0)
        return true;
    return gait_fail_sys(err, gi_errno_code(GI_DOING_FIND_INPUT, sys), sys, "cannot look at %s",
                         path);
}

static bool cannot_make(const char *path, gi_doing doing, int sys, gait_error *err)
{
    return gait_fail_sys(err, gi_errno_code(doing, sys), sys, "cannot make directory %s", path);
}

/* The new name must survive a power cut before anything is put inside. */
static bool sync_parent(const char *path, gait_error *err)
{
    char parent[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t len = slash == NULL ? 0 : (size_t)(slash - path);
    if (slash == path)
        len = 1;
    memcpy(parent, len == 0 ? "." : path, len == 0 ? 1 : len);
    parent[len == 0 ? 1 : len] = '\0';
    int fd = -1;
    int sys = gi_fd_open(AT_FDCWD, parent, O_RDONLY | O_DIRECTORY, &fd);
    if (sys == 0)
        sys = gi_fd_sync(fd);
    (void)gi_fd_close(&fd);
    return sys == 0 || gait_fail_sys(err, gi_errno_code(GI_DOING_SYNC, sys), sys,
                                     "cannot sync directory %s", parent);
}

static int make_one(const char *path)
{
    for (int tries = 0; tries < GI_EINTR_TRIES; tries++) {
        if (mkdir(path, S_IRWXU) == 0)
            return 0;
        if (errno != EINTR)
            return errno;
    }
    return EINTR;
}

/* path has no trailing slash. Somebody else may make the same directory at the same time: that is fine. */
static bool make_if_absent(const char *path, gait_error *err)
{
    bool is_dir = false;
    int sys = look(path, &is_dir);
    if (sys == 0 && is_dir)
        return true;
    if (sys == 0)
        return cannot_make(path, GI_DOING_FIND_OUTPUT, ENOTDIR, err);
    if (sys != ENOENT)
        return cannot_make(path, GI_DOING_FIND_OUTPUT, sys, err);
    sys = make_one(path);
    if (sys == EEXIST && look(path, &is_dir) == 0 && is_dir)
        return true;
    /* EEXIST otherwise: a dangling symlink. */
    if (sys != 0)
        return cannot_make(path, sys == EEXIST ? GI_DOING_FIND_OUTPUT : GI_DOING_WRITE,
                           sys == EEXIST ? ENOTDIR : sys, err);
    return sync_parent(path, err);
}

bool gait_dir_make(const char *path, gait_error *err)
{
    char prefix[PATH_MAX];
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    if (len == 0 || len >= sizeof prefix)
        return cannot_make(path, GI_DOING_FIND_OUTPUT, len == 0 ? ENOENT : ENAMETOOLONG, err);
    memcpy(prefix, path, len);
    prefix[len] = '\0';
    for (size_t at = 1; at < len; at++) {
        if (prefix[at] != '/' || prefix[at - 1] == '/')
            continue;
        prefix[at] = '\0';
        bool ok = make_if_absent(prefix, err);
        prefix[at] = '/';
        if (!ok)
            return false;
    }
    return make_if_absent(prefix, err);
}

static int by_bytes(const void *a, const void *b)
{
    return gait_str_compare(*(const gait_str *)a, *(const gait_str *)b);
}

typedef struct name_list {
    gait_arena *arena;
    gait_str *names;
    size_t count, capacity, max;
} name_list;

/* 0, an errno, or E2BIG for more names than allowed. */
static int collect(DIR *dir, name_list *list)
{
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (entry == NULL)
            return errno;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (list->count == list->max)
            return E2BIG;
        if (list->count == list->capacity) {
            size_t more = list->capacity == 0 ? 16 : list->capacity * 2;
            list->names = gait_arena_grow(list->arena, list->names, list->capacity, more,
                                          sizeof *list->names);
            list->capacity = more;
        }
        list->names[list->count++] = gait_arena_str(list->arena, gait_str_of(entry->d_name));
    }
}

bool gait_dir_list(gait_arena *arena, const char *path, size_t max_names, gait_str **names,
                   size_t *count, gait_error *err)
{
    int fd = -1;
    int sys = path[0] == '\0' ? ENOENT : gi_fd_open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY, &fd);
    DIR *dir = sys == 0 ? fdopendir(fd) : NULL;
    if (dir == NULL) {
        sys = sys == 0 ? errno : sys;
        (void)gi_fd_close(&fd);
        return gait_fail_sys(err, gi_errno_code(GI_DOING_FIND_INPUT, sys), sys,
                             "cannot open directory %s", path);
    }
    name_list list = { arena, NULL, 0, 0, max_names };
    sys = collect(dir, &list);
    (void)closedir(dir);
    if (sys == E2BIG)
        return gait_fail(err, GAIT_E_file_too_large, "%s has more than %zu entries", path,
                         max_names);
    if (sys != 0)
        return gait_fail_sys(err, gi_errno_code(GI_DOING_READ, sys), sys,
                             "cannot read directory %s", path);
    if (list.count > 1)
        qsort(list.names, list.count, sizeof *list.names, by_bytes);
    *names = list.names;
    *count = list.count;
    return true;
}
