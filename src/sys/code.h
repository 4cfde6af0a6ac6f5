/* SPDX-License-Identifier: Apache-2.0 */
/*
 * code.h — the only table from errno to error code.
 *
 * What an errno means depends on what was being done: a missing file is the caller's mistake when it was to be read and
 * the disk's when a file of ours vanishes between two calls.
 *
 * Errors:  path_invalid file_not_regular file_read file_write file_sync output_undeliverable out_of_memory.
 */
#ifndef GAIT_SYS_CODE_H
#define GAIT_SYS_CODE_H

#include <gait/error.h>

typedef enum gi_doing {
    GI_DOING_FIND_INPUT,  /* opening or looking at a path that is to be read */
    GI_DOING_READ,        /* reading from an open descriptor */
    GI_DOING_FIND_OUTPUT, /* looking at a destination and opening its directory */
    GI_DOING_WRITE,       /* everything between that and the commit but the sync */
    GI_DOING_SYNC,
    GI_DOING_DELIVER /* writing to a descriptor that was handed to us */
} gi_doing;

gait_code gi_errno_code(gi_doing doing, int sys);

#endif
