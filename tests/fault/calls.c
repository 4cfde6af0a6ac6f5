/* SPDX-License-Identifier: Apache-2.0 */
#include "inject.h"

#include <sys/syscall.h>

/* Calls that move the outside world or depend on it. What only concerns memory and the process itself is not here. */
static const struct {
    long nr;
    const char *name;
} io_calls[] = {
    { SYS_read, "read" },
    { SYS_write, "write" },
    { SYS_close, "close" },
    { SYS_fstat, "fstat" },
    { SYS_newfstatat, "newfstatat" },
    { SYS_openat, "openat" },
    { SYS_fsync, "fsync" },
    { SYS_fdatasync, "fdatasync" },
    { SYS_fchmod, "fchmod" },
    { SYS_renameat, "renameat" },
    { SYS_renameat2, "renameat2" },
    { SYS_linkat, "linkat" },
    { SYS_unlinkat, "unlinkat" },
    { SYS_mkdirat, "mkdirat" },
    { SYS_getdents64, "getdents64" },
    { SYS_pread64, "pread64" },
    { SYS_pwrite64, "pwrite64" },
    { SYS_writev, "writev" },
    { SYS_lseek, "lseek" },
    { SYS_getrandom, "getrandom" },
    { SYS_fcntl, "fcntl" },
    { SYS_ftruncate, "ftruncate" },
#ifdef SYS_open /* the older calls that newer architectures lack */
    { SYS_open, "open" },
    { SYS_stat, "stat" },
    { SYS_lstat, "lstat" },
    { SYS_rename, "rename" },
    { SYS_link, "link" },
    { SYS_unlink, "unlink" },
    { SYS_mkdir, "mkdir" },
    { SYS_access, "access" },
    { SYS_chmod, "chmod" },
#endif
};

const char *call_name(long nr)
{
    for (size_t i = 0; i < sizeof io_calls / sizeof io_calls[0]; i++)
        if (io_calls[i].nr == nr)
            return io_calls[i].name;
    return "syscall";
}

bool call_is_io(long nr)
{
    for (size_t i = 0; i < sizeof io_calls / sizeof io_calls[0]; i++)
        if (io_calls[i].nr == nr)
            return true;
    return false;
}

bool call_is_transfer(long nr)
{
    return nr == SYS_read || nr == SYS_write || nr == SYS_pread64 || nr == SYS_pwrite64;
}
