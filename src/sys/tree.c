/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* renameat2 */
#include "sys/tree.h"

#include "sys/code.h"
#include "sys/fd.h"
#include "sys/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One directory on its way. Paths are whole, so that every part goes through what writes single files. */
typedef struct tree_job {
    const char *path; /* the destination, without trailing slash */
    const gi_tree_file *files;
    size_t count;
    const gait_rng *rng;
    char temp[PATH_MAX]; /* empty until it is made */
    dev_t dev;           /* of that directory, to know it again */
    ino_t ino;
} tree_job;

static bool fail_at(const tree_job *job, gi_doing doing, int sys, const char *what, gait_error *err)
{
    return gait_fail_sys(err, gi_errno_code(doing, sys), sys, "cannot %s %s", what, job->path);
}

/* "dir/.gait-0123456789abcdef.new" for "dir/pack". */
static bool name_temp(const tree_job *job, char out[PATH_MAX], gait_error *err)
{
    const char *slash = strrchr(job->path, '/');
    int parent = slash == NULL ? 0 : (int)(slash - job->path) + 1;
    uint8_t random[8];
    if (!job->rng->fill(job->rng->ctx, random, sizeof random, err))
        return false;
    int len = snprintf(out, PATH_MAX, "%.*s.gait-", parent, job->path);
    for (size_t i = 0; i < sizeof random && len > 0 && len < PATH_MAX; i++)
        len += snprintf(out + len, (size_t)(PATH_MAX - len), "%02x", random[i]);
    if (len > 0 && len < PATH_MAX)
        len += snprintf(out + len, (size_t)(PATH_MAX - len), ".new");
    return (len > 0 && len < PATH_MAX) ||
           fail_at(job, GI_DOING_FIND_OUTPUT, ENAMETOOLONG, "make", err);
}

/* lstat with EINTR bounded: 0 or an errno. */
static int look_at(const char *path, struct stat *st)
{
    for (int tries = 0; tries < GI_EINTR_TRIES; tries++) {
        if (lstat(path, st) == 0)
            return 0;
        if (errno != EINTR)
            return errno;
    }
    return EINTR;
}

static bool make_temp(tree_job *job, gait_error *err)
{
    char name[PATH_MAX];
    struct stat st;
    int sys = EINTR;
    if (!name_temp(job, name, err))
        return false;
    for (int tries = 0; tries < GI_EINTR_TRIES && sys == EINTR; tries++)
        sys = mkdir(name, S_IRWXU) == 0 ? 0 : errno;
    if (sys != 0) {
        /* It may have been made and the answer lost. Nobody else has a name with 64 random bits. */
        (void)rmdir(name);
        return fail_at(job, GI_DOING_FIND_OUTPUT, sys, "make a directory beside", err);
    }
    memcpy(job->temp, name, sizeof name);
    sys = look_at(name, &st);
    if (sys != 0)
        return fail_at(job, GI_DOING_WRITE, sys, "look at a directory beside", err);
    job->dev = st.st_dev;
    job->ino = st.st_ino;
    return true;
}

static bool join(const tree_job *job, const char *path, char out[PATH_MAX], gait_error *err)
{
    int len = snprintf(out, PATH_MAX, "%s/%s", job->temp, path);
    return (len > 0 && len < PATH_MAX) ||
           fail_at(job, GI_DOING_FIND_OUTPUT, ENAMETOOLONG, "write into", err);
}

static bool write_file(const tree_job *job, const gi_tree_file *file, gait_error *err)
{
    char path[PATH_MAX];
    if (!join(job, file->path, path, err))
        return false;
    char *slash = strrchr(path, '/');
    *slash = '\0';
    if (!gait_dir_make(path, err))
        return false;
    *slash = '/';
    return gait_file_write(path, file->bytes, GAIT_WRITE_CREATE, job->rng, err);
}

/* File systems that cannot rename without replacing replace no more than an empty directory. */
static int move(const tree_job *job)
{
    if (renameat2(AT_FDCWD, job->temp, AT_FDCWD, job->path, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP)
        return errno;
    return rename(job->temp, job->path) == 0 ? 0 : errno;
}

static int sync_parent(const char *path)
{
    char parent[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int fd = -1;
    (void)snprintf(parent, sizeof parent, "%.*s", slash == NULL ? 1 : (int)(slash - path) + 1,
                   slash == NULL ? "." : path);
    int sys = gi_fd_open(AT_FDCWD, parent, O_RDONLY | O_DIRECTORY, &fd);
    if (sys == 0)
        sys = gi_fd_sync(fd);
    (void)gi_fd_close(&fd);
    return sys;
}

/* Our own directory under the destination's name, whatever the call that put it there said. */
static bool is_committed(const tree_job *job)
{
    struct stat st;
    return look_at(job->path, &st) == 0 && st.st_dev == job->dev && st.st_ino == job->ino;
}

static bool unconfirmed(const tree_job *job, int sys, gait_error *err)
{
    return gait_fail_sys(err, GAIT_E_file_committed_unknown, sys, "%s is written but not confirmed",
                         job->path);
}

static bool commit(tree_job *job, gait_error *err)
{
    int sys = EINTR;
    for (int tries = 0; tries < GI_EINTR_TRIES && sys == EINTR; tries++) {
        sys = move(job);
        if (sys != 0 && is_committed(job)) {
            job->temp[0] = '\0';
            return unconfirmed(job, sys, err);
        }
    }
    if (sys == EEXIST || sys == ENOTEMPTY || sys == ENOTDIR)
        return gait_fail(err, GAIT_E_file_exists, "%s exists already", job->path);
    if (sys != 0)
        return fail_at(job, GI_DOING_WRITE, sys, "put into place", err);
    job->temp[0] = '\0';
    sys = sync_parent(job->path);
    return sys == 0 || unconfirmed(job, sys, err);
}

/* What was made, from the inside out; what was not is not there to be removed. */
static void remove_temp(const tree_job *job)
{
    gait_error ignored = GAIT_ERROR_INIT;
    char path[PATH_MAX];
    for (size_t i = 0; i < job->count; i++)
        if (join(job, job->files[i].path, path, &ignored))
            (void)unlink(path);
    for (size_t i = 0; i < job->count; i++) {
        if (!join(job, job->files[i].path, path, &ignored))
            continue;
        for (char *slash = strrchr(path, '/'); slash != NULL; slash = strrchr(path, '/')) {
            *slash = '\0';
            if (strlen(path) < strlen(job->temp) || rmdir(path) != 0)
                break;
        }
    }
    (void)rmdir(job->temp);
}

bool gi_tree_write(const char *path, const gi_tree_file *files, size_t count, const gait_rng *rng,
                   gait_error *err)
{
    char clean[PATH_MAX];
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    tree_job job = { .path = clean, .files = files, .count = count, .rng = rng };
    if (len == 0 || len >= sizeof clean)
        return gait_fail(err, GAIT_E_path_invalid, "the directory's name is empty or too long");
    memcpy(clean, path, len);
    clean[len] = '\0';
    if (!gait_file_must_not_exist(clean, GAIT_E_file_exists, err))
        return false;
    gi_held held = gi_signals_hold();
    bool ok = make_temp(&job, err);
    for (size_t i = 0; ok && i < count; i++)
        ok = write_file(&job, &files[i], err);
    ok = ok && commit(&job, err);
    if (job.temp[0] != '\0')
        remove_temp(&job);
    gi_signals_release(&held);
    return ok;
}
