/*
 * yaml_scalar.h — values of a YAML policy as the format's fields take them: trimmed texts, sorted lists, lenient numbers.
 *
 * A field that is absent, null or empty is the same, and leaves *out as it is. Where the existing Go implementation
 * turns a number or boolean without quotes into a text, this reads the ones whose text is certain (7, true) and refuses
 * the others (0x10, 1.50, True): in quotes they are what they look like.
 *
 * Owner:   texts and lists live in the arena.
 * Errors:  policy_yaml, with file, line and column.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_YAML_SCALAR_H
#define GAIT_GATE_YAML_SCALAR_H

#include "gate/decl.h"

typedef struct gi_yaml_reader {
    gait_arena *arena;
    gait_error *err;
    const char *file; /* for messages */
} gi_yaml_reader;

typedef struct gi_yaml_place {
    uint32_t line, column;
} gi_yaml_place;
gi_yaml_place gi_yaml_at(const gait_json *value);

bool gi_yaml_fail(const gi_yaml_reader *reader, gi_yaml_place at, const char *format, ...)
    GAIT_PRINTF(3, 4);

GAIT_NODISCARD bool gi_yaml_text(const gi_yaml_reader *reader, const gait_json *value,
                                 const char *what, gait_str *out);
/* Trimmed, without blanks and repetitions, sorted; in lower case when asked for. */
GAIT_NODISCARD bool gi_yaml_texts(const gi_yaml_reader *reader, const gait_json *value,
                                  const char *what, bool lower, gi_texts *out);
GAIT_NODISCARD bool gi_yaml_bool(const gi_yaml_reader *reader, const gait_json *value,
                                 const char *what, bool *out);
/* 10, "10", 0x10, 0o7, 0b1, 08, 1e1; a fraction is cut off. */
GAIT_NODISCARD bool gi_yaml_integer(const gi_yaml_reader *reader, const gait_json *value,
                                    const char *what, int64_t *out);

#endif
