/*
 * glob.h — wildcard patterns over segmented names: tool names split at '.', paths at '/'.
 *
 *   *    any run of bytes inside one segment, also none
 *   ?    exactly one byte of a segment
 *   **   as a whole segment: any number of whole segments, also none, together with the separator beside it. Split at
 *        '.': "a.**" matches "a" and everything below it, "**.b" matches "b" at any depth, "a.**.b" also "a.b";
 *        next to other bytes ("a**b"): any run of bytes, separators included
 *
 * Everything else, '[' and '\' included, stands for itself. Matching is bytewise and covers the whole text: no case
 * folding, no cleaning (clean a path first), a leading dot is nothing special. Patterns run as a bit-parallel
 * automaton: time is text length times pattern length over 64, whatever the pattern, without allocation.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_BASE_GLOB_H
#define GAIT_BASE_GLOB_H

#include <gait/error.h>
#include <gait/str.h>

/*
 * Whether pattern is one: not empty, at most GAIT_LIMIT_GLOB_BYTES, no NUL, no more than two stars in a row.
 * Errors: pattern_invalid.
 */
GAIT_NODISCARD bool gi_glob_check(gait_str pattern, gait_error *err);

/* Whether pattern matches the whole of text. A pattern that gi_glob_check refuses matches nothing. */
bool gi_glob(gait_str pattern, gait_str text, char separator);

/* True when pattern holds a wildcard; otherwise it matches itself only (and an index by name will do). */
bool gi_glob_has_wildcard(gait_str pattern);

#endif
