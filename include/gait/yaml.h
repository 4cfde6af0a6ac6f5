/*
 * yaml.h — YAML as a JSON value: the strict part of it that means the same to every reader.
 *
 * One document of mappings, lists and scalars in UTF-8. Refused: a second document, tags but those of the core scalars,
 * keys that are not scalars, a key given twice, bytes that YAML 1.1 and 1.2 read differently. An alias stands for a copy
 * of its anchor's value and counts as often as it is written; "<<" merges where no key is given twice.
 *
 * Without quotes, "true" and "false" (also True, TRUE…) are booleans, what JSON calls a number is one, and "~", "null"
 * and nothing are null. Any other scalar is a text, with `plain` set where it stood without quotes. An empty document is
 * null.
 *
 * Units:   line and column count from 1; a column is one character.
 * Owner:   everything lives in the arena; nothing points into the text.
 * Errors:  yaml_alias yaml_depth yaml_duplicate_key yaml_encoding yaml_size yaml_syntax yaml_unsupported
 *          out_of_memory.
 * Source:  YAML 1.2, chapters 2 and 10.3.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_YAML_H
#define GAIT_YAML_H

#include <gait/json.h>

GAIT_BEGIN

/* max_bytes as given, depth and values as limits.h says. */
GAIT_API gait_json_limits gait_yaml_limits_for(size_t max_bytes);

/* Reads one document. On failure the message starts with "LINE:COLUMN: ", ready for a prefix "file:". */
GAIT_API GAIT_NODISCARD bool gait_yaml_parse(gait_arena *arena, gait_str text,
                                             const gait_json_limits *limits, gait_json **out,
                                             gait_error *err);

GAIT_END
#endif
