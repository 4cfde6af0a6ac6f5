/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/private.h"

#include "sys/code.h"
#include "sys/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

static int unlink_name(int dir, const char *name)
{
    for (int tries = 0; tries < GI_EINTR_TRIES; tries++) {
        if (unlinkat(dir, name, 0) == 0 || errno == ENOENT)
            return 0;
        if (errno != EINTR)
            return errno;
    }
    return EINTR;
}

bool gi_file_remove(const char *dir, const char *name, gait_error *err)
{
    int fd = -1;
    gi_doing doing = GI_DOING_FIND_OUTPUT;
    int sys = gi_fd_open(AT_FDCWD, dir, O_RDONLY | O_DIRECTORY, &fd);
    if (sys == 0) {
        doing = GI_DOING_WRITE;
        sys = unlink_name(fd, name);
    }
    if (sys == 0) {
        doing = GI_DOING_SYNC;
        sys = gi_fd_sync(fd);
    }
    (void)gi_fd_close(&fd);
    return sys == 0 ||
           gait_fail_sys(err, gi_errno_code(doing, sys), sys, "cannot remove %s/%s", dir, name);
}

bool gi_dir_lock(const char *dir, int *lock, gait_error *err)
{
    *lock = -1;
    int sys = gi_fd_open(AT_FDCWD, dir, O_RDONLY | O_DIRECTORY, lock);
    for (int tries = 0; sys == 0 && flock(*lock, LOCK_EX | LOCK_NB) != 0; tries++)
        sys = errno == EINTR && tries < GI_EINTR_TRIES ? 0 : errno;
    if (sys == 0)
        return true;
    (void)gi_fd_close(lock);
    if (sys == EWOULDBLOCK)
        return gait_fail(err, GAIT_E_lock_timeout, "another process works in %s", dir);
    return gait_fail_sys(err, gi_errno_code(GI_DOING_FIND_OUTPUT, sys), sys, "cannot lock %s", dir);
}

void gi_dir_unlock(int *lock)
{
    (void)gi_fd_close(lock);
}
