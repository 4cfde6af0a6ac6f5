/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

int gi_fd_open(int dir, const char *path, int flags, int *fd)
{
    for (int tries = 0; tries < GI_EINTR_TRIES; tries++) {
        *fd = openat(dir, path, flags | O_CLOEXEC);
        if (*fd >= 0)
            return 0;
        if (errno != EINTR)
            return errno;
    }
    return EINTR;
}

/* What a failed read or write asks for: 0 to try again, else the errno to give up with. */
static int after_failure(int fd, short events, int *tries)
{
    if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK)
        return errno;
    if (++*tries >= GI_EINTR_TRIES)
        return errno;
    if (errno == EINTR)
        return 0;
    struct pollfd wait = { .fd = fd, .events = events };
    return poll(&wait, 1, -1) >= 0 || errno == EINTR ? 0 : errno;
}

static int read_piece(int fd, void *bytes, size_t len, off_t offset, size_t *got)
{
    int tries = 0;
    for (;;) {
        ssize_t n = offset < 0 ? read(fd, bytes, len) : pread(fd, bytes, len, offset);
        if (n >= 0) {
            *got = (size_t)n;
            return 0;
        }
        int sys = after_failure(fd, POLLIN, &tries);
        if (sys != 0)
            return sys;
    }
}

int gi_fd_read(int fd, void *bytes, size_t len, size_t *got)
{
    return read_piece(fd, bytes, len, -1, got);
}

int gi_fd_read_at(int fd, void *bytes, size_t len, size_t offset, size_t *got)
{
    return read_piece(fd, bytes, len, (off_t)offset, got);
}

static int write_pieces(int fd, gait_str bytes, bool is_file)
{
    int tries = 0;
    size_t done = 0;
    while (done < bytes.len) {
        const char *from = bytes.ptr + done;
        size_t left = bytes.len - done;
        ssize_t n = is_file ? pwrite(fd, from, left, (off_t)done) : write(fd, from, left);
        if (n == 0)
            return ENOSPC; /* no progress and no reason given: never loop on it */
        if (n > 0) {
            done += (size_t)n;
            tries = 0;
            continue;
        }
        int sys = after_failure(fd, POLLOUT, &tries);
        if (sys != 0)
            return sys;
    }
    return 0;
}

int gi_fd_write_all(int fd, gait_str bytes)
{
    return write_pieces(fd, bytes, false);
}

int gi_fd_write_file(int fd, gait_str bytes)
{
    return write_pieces(fd, bytes, true);
}

int gi_fd_sync(int fd)
{
    for (int tries = 0; tries < GI_EINTR_TRIES; tries++) {
        if (fsync(fd) == 0)
            return 0;
        if (errno != EINTR)
            return errno;
    }
    return EINTR;
}

int gi_fd_close(int *fd)
{
    if (*fd < 0)
        return 0;
    int sys = close(*fd) == 0 || errno == EINTR ? 0 : errno;
    *fd = -1;
    return sys;
}
