/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fd.h — system calls on descriptors, with EINTR retried a bounded number of times.
 *
 * Without the bound a descriptor that answers EINTR for ever (a broken FUSE server can) would hang the process.
 * All return 0 or an errno; the caller knows what it was doing and names the failure.
 */
#ifndef GAIT_SYS_FD_H
#define GAIT_SYS_FD_H

#include <gait/str.h>

enum { GI_EINTR_TRIES = 64 };

/* O_CLOEXEC is added. dir is a directory descriptor or AT_FDCWD. */
GAIT_NODISCARD int gi_fd_open(int dir, const char *path, int flags, int *fd);
/* At most len bytes, waiting when the descriptor does not block. *got is 0 at the end. */
GAIT_NODISCARD int gi_fd_read(int fd, void *bytes, size_t len, size_t *got);
/*
 * The same at an offset of a regular file. Where a call may have done its work and still answered EINTR, repeating it
 * at its offset gives the same bytes once, not twice or never.
 */
GAIT_NODISCARD int gi_fd_read_at(int fd, void *bytes, size_t len, size_t offset, size_t *got);
/* All of it, waiting when the descriptor does not block. */
GAIT_NODISCARD int gi_fd_write_all(int fd, gait_str bytes);
/* All of it from the start of a regular file; see gi_fd_read_at. */
GAIT_NODISCARD int gi_fd_write_file(int fd, gait_str bytes);
/* Any failure is final: a second call would claim success for pages that were dropped. */
GAIT_NODISCARD int gi_fd_sync(int fd);
/* Closes *fd and sets it to -1; -1 is fine. After EINTR the descriptor is gone on Linux, so that counts as closed. */
int gi_fd_close(int *fd);

#endif
