/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/file.h>

#include "base/pathlex.h"

#include <string.h>

gait_str gait_path_clean(gait_arena *arena, gait_str path, bool *climbed)
{
    return gi_path_clean(arena, path, climbed);
}

bool gait_path_inside(gait_arena *arena, const char *root, gait_str relative, char **out,
                      gait_error *err)
{
    if (relative.len > 0 && memchr(relative.ptr, '\0', relative.len) != NULL)
        return gait_fail(err, GAIT_E_path_escapes, "a path inside %s has a NUL byte", root);
    if (gait_str_starts(relative, GAIT_STR("/")))
        return gait_fail(err, GAIT_E_path_escapes, "%.*s is absolute, not inside %s",
                         GAIT_STR_ARG(relative), root);
    if (gi_path_climbs(relative))
        return gait_fail(err, GAIT_E_path_escapes, "%.*s climbs out of %s", GAIT_STR_ARG(relative),
                         root);
    gait_str clean = gi_path_clean(arena, relative, NULL);
    gait_str base = gait_str_of(root[0] == '\0' ? "." : root);
    size_t slash = gait_str_ends(base, GAIT_STR("/")) ? 0 : 1;
    if (gait_str_is(clean, "."))
        clean.len = slash = 0;
    char *text = gait_arena_alloc(arena, base.len + slash + clean.len + 1);
    memcpy(text, base.ptr, base.len);
    if (slash == 1)
        text[base.len] = '/';
    memcpy(text + base.len + slash, clean.ptr, clean.len);
    *out = text;
    return true;
}
