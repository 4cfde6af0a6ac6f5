/*
 * str.h — a borrowed slice of bytes, passed by value, not NUL-terminated.
 *
 * Owner:   the slice never owns; it lives as long as what it was cut from.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_STR_H
#define GAIT_STR_H

#include <gait/defs.h>

GAIT_BEGIN

typedef struct gait_str {
    const char *ptr; /* may be NULL when len is 0 */
    size_t len;      /* bytes */
} gait_str;

#define GAIT_STR(literal) ((gait_str){ "" literal, sizeof(literal) - 1 })

/* For printf: "%.*s", GAIT_STR_ARG(s). Clipped at 2^20 bytes; messages are shorter anyway. */
#define GAIT_STR_ARG(s) (int)((s).len > 1048576 ? 1048576 : (s).len), ((s).ptr ? (s).ptr : "")

GAIT_API gait_str
gait_str_of(const char *text); /* of a NUL-terminated text; NULL gives the empty slice */
GAIT_API bool gait_str_is(gait_str s, const char *text);
GAIT_API bool gait_str_equal(gait_str a, gait_str b);
GAIT_API int gait_str_compare(gait_str a,
                              gait_str b); /* bytewise; a prefix sorts first; <0, 0, >0 */
GAIT_API bool gait_str_starts(gait_str s, gait_str prefix);
GAIT_API bool gait_str_ends(gait_str s, gait_str suffix);
GAIT_API bool gait_str_contains(gait_str s,
                                gait_str needle); /* linear time; the empty needle is contained */
#define GAIT_STR_NONE SIZE_MAX
/* Offset of the first needle in s, or GAIT_STR_NONE; linear time; the empty needle is at 0. */
GAIT_API size_t gait_str_find(gait_str s, gait_str needle);
GAIT_API gait_str gait_str_from(gait_str s,
                                size_t offset); /* the rest; empty when offset is beyond */
GAIT_API gait_str gait_str_first(gait_str s, size_t len); /* at most len bytes from the front */

/*
 * The candidate one edit away from word (two for words of eight bytes or more), for "did you mean"; NULL when none is
 * near. An edit inserts, drops, replaces or swaps one byte. Candidates end with NULL; the first of equally near wins.
 */
GAIT_API const char *gait_str_nearest(gait_str word, const char *const *candidates);

GAIT_END
#endif
