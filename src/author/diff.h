/*
 * diff.h — between the files that compare two policies.
 *
 * diff_inputs.c  intents and traces found in directories
 * diff_compare.c one decision beside another
 * diff.c         everything decided twice, and what changed in groups
 * diff_json.c    the same as data
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_AUTHOR_DIFF_H
#define GAIT_AUTHOR_DIFF_H

#include <gait/diff.h>

typedef struct gi_diff_intent {
    gait_str digest, path;
    size_t files; /* that hold it */
    bool used;
} gi_diff_intent;

typedef struct gi_diff_trace {
    gait_str id, path;
    gait_str digest; /* of the intent */
    gait_str policy_digest, verdict;
    int64_t evaluation_unix_ns;
    const gait_json *limits; /* as recorded, or NULL */
    bool raw;
} gi_diff_trace;

typedef struct gi_diff_inputs {
    gi_diff_intent *intents; /* by digest, unique */
    size_t intent_count, intent_capacity;
    gi_diff_trace *traces; /* by digest, time and id */
    size_t trace_count, trace_capacity;
    size_t files, verified, repeated;
} gi_diff_inputs;

/* Everything below the request's directories. */
GAIT_NODISCARD bool gi_diff_read(gait_arena *arena, const gait_diff_request *request,
                                 gi_diff_inputs *out, gait_error *err);
gi_diff_intent *gi_diff_find(const gi_diff_inputs *inputs, gait_str digest); /* or NULL */
/* The intent once more, from its file, which must still hold it. */
GAIT_NODISCARD bool gi_diff_intent_load(gait_arena *arena, const gi_diff_intent *from,
                                        const gait_intent **out, gait_error *err);

/* In what respects b demands less than a. */
unsigned gi_diff_loosened(const gait_decision *a, const gait_decision *b);
/* Who decided it; in the arena. */
gait_diff_side gi_diff_side_of(gait_arena *arena, const gait_decision *decision);

#endif
