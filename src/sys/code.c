/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/code.h"

#include <errno.h>

/* The path itself cannot lead to what was asked for, whatever the state of the disk. */
static bool path_is_wrong(int sys)
{
    return sys == ENOENT || sys == EISDIR || sys == ENOTDIR || sys == ENAMETOOLONG || sys == ELOOP;
}

gait_code gi_errno_code(gi_doing doing, int sys)
{
    /* A sync that failed for want of memory has failed for good like any other. */
    if (sys == ENOMEM && doing != GI_DOING_SYNC)
        return GAIT_E_out_of_memory;
    switch (doing) {
    case GI_DOING_FIND_INPUT:
        if (sys == ENXIO) /* a socket, or a device without hardware */
            return GAIT_E_file_not_regular;
        return path_is_wrong(sys) ? GAIT_E_path_invalid : GAIT_E_file_read;
    case GI_DOING_READ:
        return sys == EISDIR ? GAIT_E_path_invalid : GAIT_E_file_read;
    case GI_DOING_FIND_OUTPUT:
        return path_is_wrong(sys) ? GAIT_E_path_invalid : GAIT_E_file_write;
    case GI_DOING_WRITE:
        return GAIT_E_file_write;
    case GI_DOING_SYNC:
        return GAIT_E_file_sync;
    case GI_DOING_DELIVER:
        return GAIT_E_output_undeliverable;
    }
    return GAIT_E_internal;
}
