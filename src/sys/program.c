/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* realpath */
#include "sys/program.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = PATH_MAX };

static bool from_proc(char path[PATH_BYTES])
{
    ssize_t len = readlink("/proc/self/exe", path, PATH_BYTES - 1);
    if (len <= 0 || len == PATH_BYTES - 1)
        return false;
    path[len] = '\0';
    return true;
}

/* Where /proc is not mounted: the name that the kernel was given, which is relative to a directory nobody leaves. */
static bool from_start(char path[PATH_BYTES])
{
    unsigned long name = getauxval(AT_EXECFN);
    return name != 0 && realpath((const char *)name, path) != NULL;
}

const char *gi_program_beside(gait_arena *arena, const char *name)
{
    char path[PATH_BYTES];
    if (!from_proc(path) && !from_start(path))
        return NULL;
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
