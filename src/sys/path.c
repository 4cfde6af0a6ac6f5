/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/file.h>

#include <string.h>

/* Cuts the last segment off a cleaned prefix of `len` bytes; `floor` is where segments that may go begin. */
static size_t without_last(const char *text, size_t len, size_t floor)
{
    while (len > floor && text[len - 1] != '/')
        len--;
    return len > floor ? len - 1 : len;
}

gait_str gait_path_clean(gait_arena *arena, gait_str path, bool *climbed)
{
    bool absolute = path.len > 0 && path.ptr[0] == '/';
    char *text = gait_arena_alloc(arena, path.len + 2);
    size_t len = 0;
    size_t floor = 0; /* what stands before it is "/" or a run of ".." */
    bool above = false;
    if (absolute)
        text[len++] = '/';
    floor = len;
    for (size_t at = 0; at < path.len;) {
        const char *segment = path.ptr + at;
        const char *slash = memchr(segment, '/', path.len - at);
        size_t size = slash == NULL ? path.len - at : (size_t)(slash - segment);
        at += size + 1;
        if (size == 0 || (size == 1 && segment[0] == '.'))
            continue;
        bool up = size == 2 && segment[0] == '.' && segment[1] == '.';
        if (up && len > floor) {
            len = without_last(text, len, floor);
            continue;
        }
        above = above || up;
        if (up && absolute)
            continue;
        if (len > 0 && text[len - 1] != '/')
            text[len++] = '/';
        memcpy(text + len, segment, size);
        len += size;
        if (up)
            floor = len;
    }
    if (len == 0)
        text[len++] = '.';
    text[len] = '\0';
    if (climbed != NULL)
        *climbed = above;
    return (gait_str){ text, len };
}

bool gait_path_inside(gait_arena *arena, const char *root, gait_str relative, char **out,
                      gait_error *err)
{
    if (relative.len > 0 && memchr(relative.ptr, '\0', relative.len) != NULL)
        return gait_fail(err, GAIT_E_path_escapes, "a path inside %s has a NUL byte", root);
    if (relative.len > 0 && relative.ptr[0] == '/')
        return gait_fail(err, GAIT_E_path_escapes, "%.*s is absolute, not inside %s",
                         GAIT_STR_ARG(relative), root);
    bool climbed = false;
    gait_str clean = gait_path_clean(arena, relative, &climbed);
    if (climbed)
        return gait_fail(err, GAIT_E_path_escapes, "%.*s climbs out of %s", GAIT_STR_ARG(relative),
                         root);
    if (gait_str_is(clean, ".")) {
        *out = gait_arena_cstr(arena, gait_str_of(root[0] == '\0' ? "." : root));
        return true;
    }
    const char *between =
        root[0] == '\0' || gait_str_ends(gait_str_of(root), GAIT_STR("/")) ? "" : "/";
    *out = gait_arena_cstr(
        arena, gait_arena_format(arena, "%s%s%.*s", root, between, GAIT_STR_ARG(clean)));
    return true;
}
