/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/file.h>

#include "sys/code.h"
#include "sys/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

bool gait_fds_reserve(gait_error *err)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
            continue;
        /*
         * Opened the wrong way round on purpose: reading 0 or writing 1 and 2 still fails, as it would have on the
         * closed descriptor. Not close-on-exec: a child must not find them free either.
         */
        int got = open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
        if (got != fd)
            return gait_fail_sys(err, GAIT_E_output_undeliverable, got < 0 ? errno : EBADF,
                                 "cannot open /dev/null as descriptor %d", fd);
    }
    return true;
}

bool gait_fd_write(int fd, gait_str bytes, gait_error *err)
{
    int sys = gi_fd_write_all(fd, bytes);
    if (sys == 0)
        return true;
    return gait_fail_sys(err, gi_errno_code(GI_DOING_DELIVER, sys), sys,
                         "cannot write to descriptor %d", fd);
}

bool gait_fd_is_terminal(int fd)
{
    return isatty(fd) == 1;
}
