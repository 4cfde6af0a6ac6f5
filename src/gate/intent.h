/*
 * intent.h — the normalised intent as the gate's own rooms see it.
 *
 * An empty string means the member was absent (no member of an intent may be empty and mean something). A condition on
 * an absent scalar is unknown; targets and provenance are lists, and an absent list is an empty one.
 *
 * Source:  docs/intent.md.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_INTENT_H
#define GAIT_GATE_INTENT_H

#include "base/tri.h"

#include <gait/gate.h>

typedef struct gi_target {
    gait_str kind, value, operation, sensitivity;
    gait_str endpoint_domain; /* as given; empty: derived from kind and value when asked for */
    gait_str discovery_method;
    bool destructive;
    bool destructive_given;
} gi_target;

typedef struct gi_provenance {
    gait_str arg_path, source, source_ref, integrity_digest;
} gi_provenance;

struct gait_intent {
    gait_str tool;         /* "script" for an intent with steps */
    const gait_json *args; /* normalised object */
    gi_target *targets;    /* sorted, unique */
    size_t target_count;
    gi_provenance *provenance; /* sorted, unique */
    size_t provenance_count;
    gait_str identity, workspace, risk, session, request, environment, phase, credential_source;
    gait_str skill_publisher;
    const gait_intent *
        *steps; /* each a whole intent with this one's context; NULL when not a script */
    size_t step_count;
    int64_t created_unix_ns; /* valid when created_given */
    bool created_given;
    gait_str created_at;                              /* as given */
    gait_str args_digest, intent_digest, script_hash; /* hex */
    /*
     * What a Lua condition reads, in the vocabulary of match: tool identity workspace env risk phase session
     * args targets[] {kind value operation sensitivity domain destructive discovery} provenance[] {arg source ref
     * digest} credential_source skill_publisher. Absent scalars are null; the objects are closed. Everything in it is covered by
     * the intent digest.
     */
    const gait_json *view;
};

/* What gait_intent_parse makes of a document; a tree that was built has no positions to show in messages. */
GAIT_NODISCARD bool gi_intent_of(gait_arena *arena, const gait_json *root, const gait_intent **out,
                                 gait_error *err);

/*
 * The host a target stands for, as compared and as shown. What a caller claims in endpoint_domain may fill a gap but
 * never contradict the value. GI_FALSE: it stands for none. GI_UNKNOWN: malformed, contradictory or not said.
 */
gi_tri gi_target_host(gait_arena *arena, const gi_target *target, gait_str *out);

/* What is kept of an intent, and where. */
typedef struct gi_keeping {
    const char *dir; /* made when it is not there */
    gait_str bytes;
    const gait_rng *rng;
} gi_keeping;

/*
 * Writes the bytes to dir/intent_<digest>.json, 0600, unless the same intent is there. Errors: file_exists for anything
 * else of that name, and those of file.h.
 */
GAIT_NODISCARD bool gi_intent_keep(gait_arena *arena, const gi_keeping *how,
                                   const gait_intent *intent, gait_str *path, gait_error *err);

#endif
