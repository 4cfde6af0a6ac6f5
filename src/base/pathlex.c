/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pathlex.h"

#include <string.h>

/*
 * Walks the segments that survive cleaning, from the last to the first: going backwards, a ".." is a debt that the
 * next name pays, so one counter replaces a stack. What is still owed at the front is how far the path climbs.
 */
typedef struct walk {
    const char *start;
    const char *at; /* segments end here; everything behind was given out */
    size_t owed;
} walk;

static bool is_rooted(gait_str path)
{
    return path.len > 0 && path.ptr[0] == '/';
}

static walk walk_of(gait_str path)
{
    const char *start = path.ptr == NULL ? "" : path.ptr;
    return (walk){ start, start + path.len, 0 };
}

static bool walk_back(walk *w, gait_str *segment)
{
    while (w->at > w->start) {
        const char *end = w->at;
        while (w->at > w->start && w->at[-1] != '/')
            w->at--;
        gait_str s = { w->at, (size_t)(end - w->at) };
        if (w->at > w->start)
            w->at--;
        if (s.len == 0 || gait_str_is(s, "."))
            continue;
        if (gait_str_is(s, "..")) {
            w->owed++;
        } else if (w->owed > 0) {
            w->owed--;
        } else {
            *segment = s;
            return true;
        }
    }
    return false;
}

/* How many segments survive; *owed is how many ".." found nothing to take away. */
static size_t count_segments(gait_str path, size_t *owed)
{
    walk w = walk_of(path);
    gait_str segment;
    size_t count = 0;
    while (walk_back(&w, &segment))
        count++;
    *owed = w.owed;
    return count;
}

gait_str gi_path_clean(gait_arena *arena, gait_str path, bool *climbed)
{
    size_t owed = 0;
    size_t count = count_segments(path, &owed);
    bool rooted = is_rooted(path);
    if (climbed != NULL)
        *climbed = owed > 0;
    size_t ups = rooted ? 0 : owed;
    if (count + ups == 0)
        return rooted ? GAIT_STR("/") : GAIT_STR(".");

    /* Filled from the back; cleaning never makes a path longer. */
    char *text = gait_arena_alloc(arena, path.len + 1);
    char *end = text + path.len;
    char *p = end;
    walk w = walk_of(path);
    gait_str segment;
    while (walk_back(&w, &segment)) {
        if (p != end)
            *--p = '/';
        p -= segment.len;
        memcpy(p, segment.ptr, segment.len);
    }
    for (size_t i = 0; i < ups; i++) {
        if (p != end)
            *--p = '/';
        p -= 2;
        memcpy(p, "..", 2);
    }
    if (rooted)
        *--p = '/';
    *end = '\0';
    return (gait_str){ p, (size_t)(end - p) };
}

bool gi_path_climbs(gait_str path)
{
    size_t owed = 0;
    (void)count_segments(path, &owed);
    return owed > 0;
}

static bool is_plain(gait_str path)
{
    return path.len > 0 && memchr(path.ptr, '\0', path.len) == NULL;
}

/* Cleaning would take away a slash at the end, and nothing else. */
static bool is_nearly_clean(gait_str path)
{
    char before = '/';
    for (size_t i = 0; i < path.len; i++) {
        char c = path.ptr[i];
        if (before == '/' && (c == '.' || (c == '/' && i > 0)))
            return false;
        before = c;
    }
    return true;
}

/* Of paths that are nearly clean. */
static bool is_under(gait_str path, gait_str prefix)
{
    if (prefix.ptr[prefix.len - 1] == '/')
        prefix.len--;
    return gait_str_starts(path, prefix) && (path.len == prefix.len || path.ptr[prefix.len] == '/');
}

gi_tri gi_path_under(gait_str path, gait_str prefix)
{
    if (!is_plain(path) || !is_plain(prefix))
        return GI_UNKNOWN;
    if (is_nearly_clean(path) && is_nearly_clean(prefix))
        return gi_tri_of(is_under(path, prefix));
    size_t path_owed = 0;
    size_t prefix_owed = 0;
    size_t have = count_segments(path, &path_owed);
    size_t want = count_segments(prefix, &prefix_owed);
    if (path_owed > 0 || prefix_owed > 0)
        return GI_UNKNOWN;
    if (is_rooted(path) != is_rooted(prefix) || have < want)
        return GI_FALSE;

    walk a = walk_of(path);
    walk b = walk_of(prefix);
    gait_str mine = { NULL, 0 };
    gait_str theirs = { NULL, 0 };
    for (size_t i = want; i < have; i++)
        (void)walk_back(&a, &mine);
    while (walk_back(&b, &theirs)) {
        if (!walk_back(&a, &mine) || !gait_str_equal(mine, theirs))
            return GI_FALSE;
    }
    return GI_TRUE;
}

/* Without trailing slashes, but never less than the root. */
static gait_str trim_slashes(gait_str path)
{
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    return path;
}

static size_t base_offset(gait_str path)
{
    size_t at = path.len;
    while (at > 0 && path.ptr[at - 1] != '/')
        at--;
    return at;
}

gait_str gi_path_dir(gait_str path)
{
    path = trim_slashes(path);
    size_t at = base_offset(path);
    if (at == 0)
        return GAIT_STR(".");
    return trim_slashes(gait_str_first(path, at));
}

gait_str gi_path_base(gait_str path)
{
    path = trim_slashes(path);
    if (path.len == 0)
        return GAIT_STR(".");
    if (gait_str_is(path, "/"))
        return path;
    return gait_str_from(path, base_offset(path));
}

gait_str gi_path_ext(gait_str path)
{
    gait_str base = gi_path_base(path);
    if (gait_str_is(base, "..") || gait_str_is(base, "."))
        return GAIT_STR("");
    for (size_t i = base.len; i > 1; i--) {
        if (base.ptr[i - 1] == '.')
            return gait_str_from(base, i - 1);
    }
    return GAIT_STR("");
}
