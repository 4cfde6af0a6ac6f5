/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* memmem: linear time in every libc that has it */
#include <gait/str.h>

#include <string.h>

gait_str gait_str_of(const char *text)
{
    return (gait_str){ text, text == NULL ? 0 : strlen(text) };
}

bool gait_str_equal(gait_str a, gait_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool gait_str_is(gait_str s, const char *text)
{
    return gait_str_equal(s, gait_str_of(text));
}

int gait_str_compare(gait_str a, gait_str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common == 0 ? 0 : memcmp(a.ptr, b.ptr, common);
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool gait_str_starts(gait_str s, gait_str prefix)
{
    return s.len >= prefix.len && gait_str_equal(gait_str_first(s, prefix.len), prefix);
}

bool gait_str_ends(gait_str s, gait_str suffix)
{
    return s.len >= suffix.len && gait_str_equal(gait_str_from(s, s.len - suffix.len), suffix);
}

size_t gait_str_find(gait_str s, gait_str needle)
{
    if (needle.len == 0)
        return 0;
    const char *at = s.len == 0 ? NULL : memmem(s.ptr, s.len, needle.ptr, needle.len);
    return at == NULL ? GAIT_STR_NONE : (size_t)(at - s.ptr);
}

bool gait_str_contains(gait_str s, gait_str needle)
{
    return gait_str_find(s, needle) != GAIT_STR_NONE;
}

gait_str gait_str_from(gait_str s, size_t offset)
{
    if (offset >= s.len)
        return (gait_str){ "", 0 };
    return (gait_str){ s.ptr + offset, s.len - offset };
}

gait_str gait_str_first(gait_str s, size_t len)
{
    return (gait_str){ s.ptr, len < s.len ? len : s.len };
}
