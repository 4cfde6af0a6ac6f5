/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/program.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

const char *gi_program_beside(gait_arena *arena, const char *name)
{
    char path[PATH_BYTES];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
    if (len <= 0 || (size_t)len == sizeof path - 1)
        return NULL;
    path[len] = '\0';
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return NULL;
    return gait_arena_format(arena, "%.*s/%s", (int)(slash - path), path, name).ptr;
}

const char *gi_program_find(const char *const *paths)
{
    for (; *paths != NULL; paths++) {
        struct stat at;
        if (stat(*paths, &at) == 0 && S_ISREG(at.st_mode) && access(*paths, X_OK) == 0)
            return *paths;
    }
    return NULL;
}
