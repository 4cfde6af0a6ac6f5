/*
 * text.h — what the fields of an intent go through: trimming and lower-casing, by Unicode and never by locale.
 *
 * Source:  Unicode 15.0, White_Space and the simple lower-case mappings (one code point to one: U+0130 becomes "i").
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_BASE_TEXT_H
#define GAIT_BASE_TEXT_H

#include <gait/arena.h>

/* Without the white space at both ends. A byte that is not UTF-8 is no white space. */
gait_str gi_text_trim(gait_str text);
/* In lower case; text itself when nothing changes. Bytes that are not UTF-8 pass through. */
gait_str gi_text_lower(gait_arena *arena, gait_str text);
/* UTF-8 on one line, without control characters. */
bool gi_text_printable(gait_str text);

/*
 * As it may be shown to people, in at most max_bytes: one line, with \xNN for control characters, for characters that
 * turn or hide what stands beside them, and for bytes that are not UTF-8. Ends between characters.
 */
gait_str gi_text_shown(gait_arena *arena, gait_str text, size_t max_bytes);
/* The same; *text is what is left over. */
gait_str gi_text_show(gait_arena *arena, gait_str *text, size_t max_bytes);

#endif
