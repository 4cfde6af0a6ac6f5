/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inside.h — reads that never leave a directory, symlinks included.
 *
 * Errors:  path_escapes and those of gait_file_read.
 */
#ifndef GAIT_SYS_INSIDE_H
#define GAIT_SYS_INSIDE_H

#include <gait/file.h>

typedef struct gi_inside_request {
    const char *root;     /* an existing directory; may itself be reached through symlinks */
    const char *relative; /* inside it, with '/' */
    size_t max_bytes;
} gi_inside_request;

/* The whole of a regular file that lies inside root once every symlink on the way is resolved. */
GAIT_NODISCARD bool gi_file_read_inside(gait_arena *arena, const gi_inside_request *request,
                                        gait_str *out, gait_error *err);

#endif
