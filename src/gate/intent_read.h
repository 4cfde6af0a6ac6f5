/*
 * intent_read.h — the members of an intent, read with their names in every error.
 *
 * Errors:  intent_invalid and json_unknown_member, with line, column and member path; never the value.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_INTENT_READ_H
#define GAIT_GATE_INTENT_READ_H

#include "gate/intent.h"

typedef struct gi_reader {
    gait_arena *arena;
    gait_error *err;
} gi_reader;

/* One member of an object: where is the object's own path ("", "context", "targets[2]"). */
typedef struct gi_member {
    const gait_json *object;
    const char *where;
    const char *name;
} gi_member;

/* Fails at the value's place: "line 3, column 7: context.identity <what>". value may be NULL (absent). */
bool gi_read_fail(gi_reader *reader, const gait_json *value, const char *where, const char *name,
                  const char *what);

/* The object has only known members (NULL-ended list). */
GAIT_NODISCARD bool gi_read_known(gi_reader *reader, const gait_json *object, const char *where,
                                  const char *const *known);

/* NULL when absent or null. */
const gait_json *gi_read_find(gi_member member);
GAIT_NODISCARD bool gi_read_array(gi_reader *reader, gi_member member,
                                  const gait_json **out); /* NULL: absent */
GAIT_NODISCARD bool gi_read_object(gi_reader *reader, gi_member member,
                                   const gait_json **out); /* NULL: absent */

typedef enum gi_case { GI_CASE_KEPT, GI_CASE_LOWER } gi_case;
/* Trimmed text, lower-cased when asked; empty when absent. */
GAIT_NODISCARD bool gi_read_text(gi_reader *reader, gi_member member, gi_case letters,
                                 gait_str *out);
/* The same, at most GAIT_LIMIT_INTENT_NAME_BYTES, without control characters: what goes into traces. */
GAIT_NODISCARD bool gi_read_name(gi_reader *reader, gi_member member, gi_case letters,
                                 gait_str *out);
/* The same, and not empty. */
GAIT_NODISCARD bool gi_read_required_name(gi_reader *reader, gi_member member, gi_case letters,
                                          gait_str *out);
/* Text that is not empty, of any length. */
GAIT_NODISCARD bool gi_read_required(gi_reader *reader, gi_member member, gi_case letters,
                                     gait_str *out);
/* Lower-cased text that is empty or one of allowed (NULL-ended). */
GAIT_NODISCARD bool gi_read_enum(gi_reader *reader, gi_member member, const char *const *allowed,
                                 gait_str *out);
/* Lower-cased text that is empty or 64 hex digits. */
GAIT_NODISCARD bool gi_read_hex(gi_reader *reader, gi_member member, gait_str *out);
GAIT_NODISCARD bool gi_read_bool(gi_reader *reader, gi_member member, bool *given, bool *out);

/* Parts of an intent; where is "" for the intent itself, "script.steps[i]." for a step. */
GAIT_NODISCARD bool gi_read_args(gi_reader *reader, gi_member member, const gait_json **out);
GAIT_NODISCARD bool gi_read_targets(gi_reader *reader, gi_member member, gait_intent *intent);
GAIT_NODISCARD bool gi_read_provenance(gi_reader *reader, gi_member member, gait_intent *intent);

/* Sets a string member unless the text is empty. */
void gi_put_text(gait_arena *arena, gait_json *object, const char *name, gait_str text);

/* Fills digests and view of a normalised intent. skill is the normalised skill_provenance object or NULL. */
GAIT_NODISCARD bool gi_intent_digests(gi_reader *reader, gait_intent *intent,
                                      const gait_json *skill);
const gait_json *gi_intent_view(gait_arena *arena, const gait_intent *intent);

#endif
