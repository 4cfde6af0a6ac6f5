/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* renameat2 */
#include <gait/file.h>

#include "sys/code.h"
#include "sys/fd.h"
#include "sys/private.h"
#include "sys/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ".gait-", 16 hex digits, ".tmp", NUL: short, so that the longest destination name has room beside it. */
enum { TEMP_NAME = 27 };
enum { NAME_TRIES = 8 }; /* random names; more collisions than this are no accident */
enum { FILE_MODE = 0600 };

/* One write on its way. Everything is relative to `dir`, so that swapping directories redirects nothing. */
typedef struct write_job {
    const char *path;
    char parent[PATH_MAX];
    const char *base; /* the last segment, inside path */
    int dir, fd;
    char temp[TEMP_NAME];
    bool temp_exists;
    dev_t dev; /* of the temporary file, to know it again */
    ino_t ino;
} write_job;

static bool fail_at(const write_job *job, gi_doing doing, int sys, const char *what,
                    gait_error *err)
{
    return gait_fail_sys(err, gi_errno_code(doing, sys), sys, "cannot %s %s", what, job->path);
}

static int split(write_job *job)
{
    const char *slash = strrchr(job->path, '/');
    job->base = slash == NULL ? job->path : slash + 1;
    size_t len = slash == NULL ? 0 : (size_t)(slash - job->path);
    if (job->path[0] == '\0')
        return ENOENT;
    if (job->base[0] == '\0' || strcmp(job->base, ".") == 0 || strcmp(job->base, "..") == 0)
        return EISDIR;
    if (len >= sizeof job->parent)
        return ENAMETOOLONG;
    if (slash == NULL || len == 0) {
        (void)snprintf(job->parent, sizeof job->parent, "%s", slash == NULL ? "." : "/");
        return 0;
    }
    memcpy(job->parent, job->path, len);
    job->parent[len] = '\0';
    return 0;
}

/* lstat with EINTR bounded: 0 or an errno. */
static int look_at(int dir, const char *name, struct stat *st)
{
    for (int tries = 0; tries < GI_EINTR_TRIES; tries++) {
        if (fstatat(dir, name, st, AT_SYMLINK_NOFOLLOW) == 0)
            return 0;
        if (errno != EINTR)
            return errno;
    }
    return EINTR;
}

static void remove_temp(write_job *job)
{
    for (int tries = 0; tries < GI_EINTR_TRIES; tries++)
        if (unlinkat(job->dir, job->temp, 0) == 0 || errno != EINTR)
            break;
    job->temp_exists = false;
}

bool gi_file_is_temp(gait_str name)
{
    if (name.len != TEMP_NAME - 1 || !gait_str_starts(name, GAIT_STR(".gait-")) ||
        !gait_str_ends(name, GAIT_STR(".tmp")))
        return false;
    for (size_t i = 6; i < name.len - 4; i++)
        if (memchr("0123456789abcdef", name.ptr[i], 16) == NULL)
            return false;
    return true;
}

static bool name_temp(write_job *job, const gait_rng *rng, gait_error *err)
{
    uint8_t random[8];
    if (!rng->fill(rng->ctx, random, sizeof random, err))
        return false;
    char *at = job->temp + snprintf(job->temp, sizeof job->temp, ".gait-");
    for (size_t i = 0; i < sizeof random; i++)
        at += snprintf(at, 3, "%02x", random[i]);
    (void)snprintf(at, 5, ".tmp");
    return true;
}

static bool open_temp(write_job *job, const gait_rng *rng, gait_error *err)
{
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int sys = EEXIST;
    for (int tries = 0; tries < NAME_TRIES && (sys == EEXIST || sys == EINTR); tries++) {
        if (!name_temp(job, rng, err))
            return false;
        job->fd = openat(job->dir, job->temp, flags, FILE_MODE);
        if (job->fd >= 0) {
            job->temp_exists = true;
            return true;
        }
        sys = errno;
        /* The file may have been made and the answer lost. Nobody else has a name with 64 random bits. */
        if (sys != EEXIST)
            remove_temp(job);
    }
    return fail_at(job, GI_DOING_WRITE, sys, "create a temporary file for", err);
}

static int set_mode(int fd)
{
    for (int tries = 0; tries < GI_EINTR_TRIES; tries++) {
        if (fchmod(fd, FILE_MODE) == 0)
            return 0;
        if (errno != EINTR)
            return errno;
    }
    return EINTR;
}

/* The mode comes before the sync, so that it is on the device when the content is. */
static bool fill_temp(write_job *job, gait_str bytes, gait_error *err)
{
    struct stat st;
    int sys = fstat(job->fd, &st) == 0 ? 0 : errno;
    if (sys == 0) {
        job->dev = st.st_dev;
        job->ino = st.st_ino;
        sys = gi_fd_write_file(job->fd, bytes);
    }
    if (sys == 0)
        sys = set_mode(job->fd);
    if (sys != 0)
        return fail_at(job, GI_DOING_WRITE, sys, "write", err);
    sys = gi_fd_sync(job->fd);
    if (sys != 0)
        return fail_at(job, GI_DOING_SYNC, sys, "sync", err);
    sys = gi_fd_close(&job->fd);
    return sys == 0 || fail_at(job, GI_DOING_WRITE, sys, "close", err);
}

/* Our own file under the destination's name, whatever the call that put it there said. */
static bool is_committed(const write_job *job)
{
    struct stat st;
    return look_at(job->dir, job->base, &st) == 0 && st.st_dev == job->dev && st.st_ino == job->ino;
}

/* For file systems that cannot rename without replacing: a hard link never replaces either. */
static int link_new(write_job *job)
{
    if (linkat(job->dir, job->temp, job->dir, job->base, 0) != 0)
        return errno;
    return unlinkat(job->dir, job->temp, 0) == 0 ? 0 : errno;
}

static int move_once(write_job *job, gait_write_mode mode)
{
    if (mode == GAIT_WRITE_REPLACE)
        return renameat(job->dir, job->temp, job->dir, job->base) == 0 ? 0 : errno;
    if (renameat2(job->dir, job->temp, job->dir, job->base, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP)
        return errno;
    return link_new(job);
}

static bool already_there(const char *path, gait_code code, gait_error *err)
{
    return gait_fail(err, code, "%s exists already", path);
}

static bool unconfirmed(const write_job *job, int sys, gait_error *err)
{
    return gait_fail_sys(err, GAIT_E_file_committed_unknown, sys, "%s is written but not confirmed",
                         job->path);
}

static bool commit(write_job *job, gait_write_mode mode, gait_error *err)
{
    int sys = EINTR;
    for (int tries = 0; tries < GI_EINTR_TRIES && sys == EINTR; tries++) {
        sys = move_once(job, mode);
        if (sys != 0 && is_committed(job)) {
            remove_temp(job);
            return unconfirmed(job, sys, err);
        }
    }
    if (sys == EEXIST && mode == GAIT_WRITE_CREATE)
        return already_there(job->path, GAIT_E_file_exists, err);
    /* A directory that appeared under the name since we looked. */
    if (sys == EISDIR || sys == ENOTEMPTY)
        return gait_fail(err, GAIT_E_file_not_regular, "%s is not a regular file", job->path);
    if (sys != 0)
        return fail_at(job, GI_DOING_WRITE, sys, "put into place", err);
    job->temp_exists = false;
    sys = gi_fd_sync(job->dir);
    return sys == 0 || unconfirmed(job, sys, err);
}

/* What stands in the way is found before anything is written. */
static bool check_destination(const write_job *job, gait_write_mode mode, gait_error *err)
{
    struct stat st;
    int sys = look_at(job->dir, job->base, &st);
    if (sys == ENOENT)
        return true;
    if (sys != 0)
        return fail_at(job, GI_DOING_FIND_OUTPUT, sys, "look at", err);
    if (mode == GAIT_WRITE_CREATE)
        return already_there(job->path, GAIT_E_file_exists, err);
    return S_ISREG(st.st_mode) ||
           gait_fail(err, GAIT_E_file_not_regular, "%s is not a regular file", job->path);
}

static bool open_parent(write_job *job, gait_error *err)
{
    int sys = split(job);
    if (sys == 0)
        sys = gi_fd_open(AT_FDCWD, job->parent, O_RDONLY | O_DIRECTORY, &job->dir);
    return sys == 0 || fail_at(job, GI_DOING_FIND_OUTPUT, sys, "write", err);
}

bool gait_file_write(const char *path, gait_str bytes, gait_write_mode mode, const gait_rng *rng,
                     gait_error *err)
{
    write_job job;
    memset(&job, 0, sizeof job);
    job.path = path;
    job.dir = job.fd = -1;
    /* Ctrl-C or a polite kill waits until the write is over, so that it leaves nothing behind either. */
    gi_held held = gi_signals_hold();
    bool ok = open_parent(&job, err) && check_destination(&job, mode, err) &&
              open_temp(&job, rng, err) && fill_temp(&job, bytes, err) && commit(&job, mode, err);
    (void)gi_fd_close(&job.fd);
    if (job.temp_exists)
        remove_temp(&job);
    (void)gi_fd_close(&job.dir);
    gi_signals_release(&held);
    return ok;
}

bool gait_file_must_not_exist(const char *path, gait_code code, gait_error *err)
{
    struct stat st;
    int sys = path[0] == '\0' ? ENOTDIR : look_at(AT_FDCWD, path, &st);
    if (sys == ENOENT)
        return true;
    if (sys == 0)
        return already_there(path, code, err);
    return gait_fail_sys(err, gi_errno_code(GI_DOING_FIND_OUTPUT, sys), sys, "cannot look at %s",
                         path);
}
