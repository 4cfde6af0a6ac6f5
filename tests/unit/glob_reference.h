/*
 * glob_reference.h — globs by their definition, by recursion: slow, and for short texts only.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_TESTS_GLOB_REFERENCE_H
#define GAIT_TESTS_GLOB_REFERENCE_H

#include <stdbool.h>

/* p is the rest of the pattern that begins at start; all texts end with a NUL. */
static inline bool glob_by_definition(const char *p, const char *start, const char *t, char sep)
{
    if (*p == '\0')
        return *t == '\0';
    bool whole =
        p[0] == '*' && p[1] == '*' && (p == start || p[-1] == sep) && (p[2] == '\0' || p[2] == sep);
    if (whole && p[2] == sep) {
        if (glob_by_definition(p + 3, start, t, sep))
            return true;
        for (; *t != '\0'; t++)
            if (*t == sep && glob_by_definition(p + 3, start, t + 1, sep))
                return true;
        return false;
    }
    if (*p == sep && p[1] == '*' && p[2] == '*' && p[3] == '\0' && *t == '\0')
        return true;
    /* "x/" before "**" "/" "**" at the end is as good as before "**" at the end */
    if (*p == sep && *t == '\0') {
        const char *q = p;
        while (q[0] == sep && q[1] == '*' && q[2] == '*')
            q += 3;
        if (q > p && *q == '\0')
            return true;
    }
    if (*p == '*') {
        bool cross = p[1] == '*';
        const char *rest = p + (cross ? 2 : 1);
        for (;; t++) {
            if (glob_by_definition(rest, start, t, sep))
                return true;
            if (*t == '\0' || (!cross && *t == sep))
                return false;
        }
    }
    if (*t == '\0' || (*p == '?' ? *t == sep : *t != *p))
        return false;
    return glob_by_definition(p + 1, start, t + 1, sep);
}

#endif
