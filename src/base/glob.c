/* SPDX-License-Identifier: Apache-2.0 */
#include "base/glob.h"

#include "base/automaton.h"

#include <gait/limits.h>

#include <string.h>

static const char *problem(gait_str pattern)
{
    if (pattern.len == 0)
        return "the pattern is empty";
    if (pattern.len > GAIT_LIMIT_GLOB_BYTES)
        return "the pattern is too long";
    if (memchr(pattern.ptr, '\0', pattern.len) != NULL)
        return "the pattern has a NUL byte";
    for (size_t i = 0; i < pattern.len; i++) {
        if (gi_automaton_stars(pattern, i) > 2)
            return "the pattern has more than two stars in a row";
    }
    return NULL;
}

bool gi_glob_check(gait_str pattern, gait_error *err)
{
    const char *what = problem(pattern);
    return what == NULL || gait_fail(err, GAIT_E_pattern_invalid, "%s", what);
}

bool gi_glob_has_wildcard(gait_str pattern)
{
    return pattern.len > 0 && (memchr(pattern.ptr, '*', pattern.len) != NULL ||
                               memchr(pattern.ptr, '?', pattern.len) != NULL);
}

/*
 * Most patterns are told apart from most texts by a byte before the first wildcard: false when they are. A separator says
 * nothing yet, since "**" may take the one before it.
 */
static bool may_match(gait_str pattern, gait_str text, char separator)
{
    for (size_t i = 0; i < pattern.len; i++) {
        char c = pattern.ptr[i];
        if (c == '*' || c == '?')
            return true;
        if (i == text.len || c != text.ptr[i])
            return c == separator;
    }
    return pattern.len == text.len;
}

bool gi_glob(gait_str pattern, gait_str text, char separator)
{
    if (!may_match(pattern, text, separator) || problem(pattern) != NULL)
        return false;
    if (!gi_glob_has_wildcard(pattern))
        return gait_str_equal(pattern, text);
    gi_automaton a;
    gi_automaton_glob(&a, pattern, separator);
    gi_row_bits states = { 1 };
    gi_automaton_take_options(&a, states);
    for (size_t i = 0; i < text.len; i++) {
        if (!gi_automaton_step(&a, states, (unsigned char)text.ptr[i], text.ptr[i] == separator))
            return false;
    }
    uint64_t done = 0;
    for (size_t w = 0; w < a.words; w++)
        done |= states[w] & a.accept[w];
    return done != 0;
}
