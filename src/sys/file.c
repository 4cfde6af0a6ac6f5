/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/private.h"

#include "sys/code.h"
#include "sys/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STREAM_CHUNK_BYTES = 64 * 1024 };

static bool too_large(const char *name, size_t max_bytes, gait_error *err)
{
    return gait_fail(err, GAIT_E_file_too_large, "%s is over the limit of %zu bytes", name,
                     max_bytes);
}

typedef struct source {
    int fd;
    bool is_file;     /* ours, and regular: read by offset */
    const char *name; /* for messages */
    size_t size; /* bytes expected: a guess, for a file may grow, shrink, or not know its size */
} source;

static bool read_all(gait_arena *arena, const source *from, size_t max_bytes, gait_str *out,
                     gait_error *err)
{
    size_t capacity = (from->size < max_bytes ? from->size : max_bytes) + 1;
    char *bytes = gait_arena_alloc(arena, capacity);
    size_t len = 0;
    for (;;) {
        if (len == capacity) {
            size_t more = capacity < max_bytes / 2 ? capacity * 2 : max_bytes + 1;
            bytes = gait_arena_grow(arena, bytes, capacity, more, 1);
            capacity = more;
        }
        size_t got = 0;
        int sys = from->is_file ? gi_fd_read_at(from->fd, bytes + len, capacity - len, len, &got)
                                : gi_fd_read(from->fd, bytes + len, capacity - len, &got);
        if (sys != 0)
            return gait_fail_sys(err, gi_errno_code(GI_DOING_READ, sys), sys, "cannot read %s",
                                 from->name);
        if (got == 0)
            break;
        len += got;
        if (len > max_bytes)
            return too_large(from->name, max_bytes, err);
    }
    *out = (gait_str){ bytes, len };
    return true;
}

/* Opens for reading; anything but a regular file is refused. O_NONBLOCK: a FIFO without a writer must not hang us. */
static bool open_regular(const char *path, int *fd, struct stat *st, gait_error *err)
{
    int sys =
        path[0] == '\0' ? ENOENT : gi_fd_open(AT_FDCWD, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, fd);
    if (sys == 0 && fstat(*fd, st) != 0)
        sys = errno;
    if (sys == 0 && S_ISDIR(st->st_mode))
        sys = EISDIR;
    if (sys != 0)
        return gait_fail_sys(err, gi_errno_code(GI_DOING_FIND_INPUT, sys), sys, "cannot open %s",
                             path);
    if (!S_ISREG(st->st_mode))
        return gait_fail(err, GAIT_E_file_not_regular, "%s is not a regular file", path);
    return true;
}

bool gait_file_read(gait_arena *arena, const char *path, size_t max_bytes, gait_str *out,
                    gait_error *err)
{
    int fd = -1;
    struct stat st;
    bool ok = open_regular(path, &fd, &st, err);
    if (ok && (uintmax_t)st.st_size > max_bytes)
        ok = too_large(path, max_bytes, err);
    source from = { fd, true, path, ok ? (size_t)st.st_size : 0 };
    ok = ok && read_all(arena, &from, max_bytes, out, err);
    (void)gi_fd_close(&fd);
    return ok;
}

bool gait_file_read_fd(gait_arena *arena, int fd, const char *name, size_t max_bytes, gait_str *out,
                       gait_error *err)
{
    source from = { fd, false, name, STREAM_CHUNK_BYTES };
    return read_all(arena, &from, max_bytes, out, err);
}

/* Root may own what we trust: a secret mounted by an orchestrator belongs to it. */
static bool is_private(const struct stat *st)
{
    return (st->st_mode & (S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH)) == 0 &&
           (st->st_uid == geteuid() || st->st_uid == 0);
}

static bool read_into(int fd, const char *path, char *bytes, size_t size, size_t *len,
                      gait_error *err)
{
    *len = 0;
    for (;;) {
        /* With the buffer full one more byte tells whether the file ends here. */
        char beyond;
        bool full = *len == size;
        size_t got = 0;
        int sys =
            gi_fd_read_at(fd, full ? &beyond : bytes + *len, full ? 1 : size - *len, *len, &got);
        if (sys != 0)
            return gait_fail_sys(err, gi_errno_code(GI_DOING_READ, sys), sys, "cannot read %s",
                                 path);
        if (got == 0)
            return true;
        if (full)
            return too_large(path, size, err);
        *len += got;
    }
}

bool gi_file_read_private(const char *path, void *bytes, size_t size, size_t *len, gait_error *err)
{
    int fd = -1;
    struct stat st;
    bool ok = open_regular(path, &fd, &st, err);
    if (ok && !is_private(&st))
        ok = gait_fail(err, GAIT_E_key_permissions,
                       "%s has mode %04o or an owner that others control", path,
                       (unsigned)(st.st_mode & 07777));
    ok = ok && read_into(fd, path, bytes, size, len, err);
    (void)gi_fd_close(&fd);
    return ok;
}

bool gi_dir_check_private(const char *path, gait_error *err)
{
    struct stat st;
    int sys = stat(path, &st) == 0 ? 0 : errno;
    if (sys == 0 && !S_ISDIR(st.st_mode))
        sys = ENOTDIR;
    if (sys != 0)
        return gait_fail_sys(err, gi_errno_code(GI_DOING_FIND_INPUT, sys), sys, "cannot use %s",
                             path);
    if (!is_private(&st))
        return gait_fail(err, GAIT_E_file_permissions,
                         "%s has mode %04o or an owner that others control", path,
                         (unsigned)(st.st_mode & 07777));
    return true;
}
