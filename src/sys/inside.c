/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* realpath */
#include "sys/inside.h"
#include "sys/code.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static bool resolve(const char *path, char out[PATH_MAX], gait_error *err)
{
    if (realpath(path, out) != NULL)
        return true;
    return gait_fail_sys(err, gi_errno_code(GI_DOING_FIND_INPUT, errno), errno, "%s", path);
}

bool gi_file_read_inside(gait_arena *arena, const gi_inside_request *request, gait_str *out,
                         gait_error *err)
{
    char *root = gait_arena_alloc(arena, PATH_MAX);
    char *file = gait_arena_alloc(arena, PATH_MAX);
    char *path;
    if (!gait_path_inside(arena, request->root, gait_str_of(request->relative), &path, err) ||
        !resolve(request->root, root, err) || !resolve(path, file, err))
        return false;
    size_t len = strcmp(root, "/") == 0 ? 0 : strlen(root);
    if (strncmp(file, root, len) != 0 || file[len] != '/')
        return gait_fail(err, GAIT_E_path_escapes, "%s leads out of %s through a symlink",
                         request->relative, request->root);
    return gait_file_read(arena, file, request->max_bytes, out, err);
}
